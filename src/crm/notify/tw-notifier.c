/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-notifier.h"
#include "tw-task.h"

#define REMIND_SECONDS 60
#define READ_DELAY     300                             /* ms: several commits are read at once */

struct _TwNotifier
{
  GObject   parent_instance;

  TwStore  *store;                                     /* (owned) (nullable) after stop */
  char     *path;                                      /* (owned) */
  gint64    seq;                                       /* main thread; a reading has its own */
  gboolean  busy, again, remind;
  gboolean  device;                                    /* a server reads the log: only reminders are looked for */
  guint     read_id, remind_id;
};

G_DEFINE_FINAL_TYPE (TwNotifier, tw_notifier, G_TYPE_OBJECT)

typedef struct
{
  TwStore *store;                                      /* (owned) */
  char    *path;                                       /* (owned) */
  gint64   seq;
  gboolean remind, device;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->store);
  g_free (reading->path);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  gboolean good = FALSE;

  if (reading->device)
    good = tw_notify_step_device (reading->store, &error);
  else
    good = tw_notify_step (reading->store, NULL, reading->path, &reading->seq, reading->remind, &error);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void start_reading (TwNotifier *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwNotifier *self = TW_NOTIFIER (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  /* What could not be read now is read with the next commit: the place was not moved. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("notifications: %s", error->message);
  self->seq = reading->seq;
  self->busy = FALSE;
  if (self->again)
    start_reading (self);
}

static void
start_reading (TwNotifier *self)
{
  g_autoptr(GTask) task = NULL;
  Reading *reading = NULL;

  if (self->store == NULL)
    return;
  self->again = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (self->store);
  reading->path = g_strdup (self->path);
  reading->seq = self->seq;
  reading->remind = self->remind;
  reading->device = self->device;
  self->remind = FALSE;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
read_later_cb (gpointer data)
{
  TwNotifier *self = TW_NOTIFIER (data);

  self->read_id = 0;
  start_reading (self);
  return G_SOURCE_REMOVE;
}

/* The program's own commits have nothing to tell. */
static void
committed_cb (TwNotifier *self,
              TwCommit   *commit)
{
  if (!self->device && tw_commit_get_origin (commit) != TW_ORIGIN_SYSTEM && self->read_id == 0 && self->store != NULL)
    self->read_id = g_timeout_add (READ_DELAY, read_later_cb, self);
}

static gboolean
remind_cb (gpointer data)
{
  TwNotifier *self = TW_NOTIFIER (data);

  self->remind = TRUE;
  start_reading (self);
  return G_SOURCE_CONTINUE;
}

static void
tw_notifier_dispose (GObject *object)
{
  tw_notifier_stop (TW_NOTIFIER (object));
  G_OBJECT_CLASS (tw_notifier_parent_class)->dispose (object);
}

static void
tw_notifier_finalize (GObject *object)
{
  g_free (TW_NOTIFIER (object)->path);
  G_OBJECT_CLASS (tw_notifier_parent_class)->finalize (object);
}

static void
tw_notifier_class_init (TwNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_notifier_finalize;
}

static void
tw_notifier_init (TwNotifier *self)
{
  self->seq = -1;
}

/**
 * tw_notifier_new:
 * @store: a store that is open for writing
 * @device: whether it follows a server, which reads the log: then only its person is reminded
 *
 * Begins to tell, first of what happened while nothing ran.
 *
 * Returns: (transfer full): a notifier, which follows the store until it is stopped
 */
TwNotifier *
tw_notifier_new (TwStore *store,
                 gboolean device)
{
  TwNotifier *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  self = g_object_new (TW_TYPE_NOTIFIER, NULL);
  self->store = g_object_ref (store);
  self->path = g_build_filename (tw_store_get_dir (store), TW_NOTIFY_FILE, NULL);
  self->device = device;
  self->remind = TRUE;
  self->remind_id = g_timeout_add_seconds (REMIND_SECONDS, remind_cb, self);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  start_reading (self);
  return self;
}

/**
 * tw_notifier_stop:
 * @self: a notifier
 *
 * Stops it; a reading that is under way ends by itself.
 */
void
tw_notifier_stop (TwNotifier *self)
{
  g_return_if_fail (TW_IS_NOTIFIER (self));
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_handle_id (&self->remind_id, g_source_remove);
  self->again = FALSE;
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
}

/**
 * tw_notifier_is_busy:
 * @self: a notifier
 *
 * Returns: whether it reads, or is about to
 */
gboolean
tw_notifier_is_busy (TwNotifier *self)
{
  g_return_val_if_fail (TW_IS_NOTIFIER (self), FALSE);
  return self->busy || self->read_id != 0;
}

/**
 * tw_notifier_is_device:
 * @self: a notifier
 *
 * Returns: whether it only reminds, since a server reads the log
 */
gboolean
tw_notifier_is_device (TwNotifier *self)
{
  g_return_val_if_fail (TW_IS_NOTIFIER (self), FALSE);
  return self->device;
}
