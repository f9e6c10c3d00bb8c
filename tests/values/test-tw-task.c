/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the objects of work on other threads end. */
#include "config.h"

#include "tw-task.h"

#define ROUNDS 20000

typedef struct { GObject parent; } Guest;
typedef struct { GObjectClass parent; } GuestClass;

static GThread *home;
static guint n_abroad, n_ended;

static GType guest_get_type (void);
G_DEFINE_TYPE (Guest, guest, G_TYPE_OBJECT)

static void
guest_finalize (GObject *object)
{
  n_ended++;
  n_abroad += g_thread_self () != home;
  G_OBJECT_CLASS (guest_parent_class)->finalize (object);
}

static void
guest_class_init (GuestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guest_finalize;
}

static void
guest_init (Guest *self)
{
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (g_thread_self () != home);
  g_task_return_int (task, *(int *) data);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_thread_self () == home);
  *(gssize *) data = g_task_propagate_int (G_TASK (result), NULL);
}

/* Nobody but the task holds its source object, and the callback is over as soon as it can be. */
static void
test_ends_at_home (void)
{
  home = g_thread_self ();
  for (int i = 1; i <= ROUNDS; i++)
    {
      Guest *guest = g_object_new (guest_get_type (), NULL);
      gssize answer = 0;
      GTask *task = g_task_new (guest, NULL, done_cb, &answer);

      g_task_set_task_data (task, g_memdup2 (&i, sizeof i), g_free);
      g_object_unref (guest);
      tw_task_run_in_thread (task, work);
      g_object_unref (task);
      while (answer == 0)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (answer, ==, i);
    }
  while (n_ended < ROUNDS)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_abroad, ==, 0);
}

/* The context of a thread that has one of its own. */
static gpointer
live_abroad (gpointer data)
{
  GMainContext *context = g_main_context_new ();
  Guest *guest = g_object_new (guest_get_type (), NULL);
  gssize answer = 0;
  int number = 7;
  GTask *task = NULL;

  g_main_context_push_thread_default (context);
  home = g_thread_self ();
  task = g_task_new (guest, NULL, done_cb, &answer);
  g_task_set_task_data (task, &number, NULL);
  g_object_unref (guest);
  tw_task_run_in_thread (task, work);
  g_object_unref (task);
  while (answer == 0 || n_ended == 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

static void
test_own_context (void)
{
  n_ended = n_abroad = 0;
  g_thread_join (g_thread_new ("abroad", live_abroad, NULL));
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_cmpuint (n_abroad, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/task/ends-at-home", test_ends_at_home);
  g_test_add_func ("/values/task/own-context", test_own_context);
  return g_test_run ();
}
