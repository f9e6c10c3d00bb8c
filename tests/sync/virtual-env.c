/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "virtual-env.h"

typedef struct { gint64 at; guint id; GSourceFunc func; GFunc done; gpointer data; } Event;

static GRand *dice;
static gint64 now = G_GINT64_CONSTANT (1767225600000000);
static guint next_id;
static GList *events;                                  /* Event, soonest first */

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *x = a, *y = b;

  return x->at != y->at ? (x->at < y->at ? -1 : 1) : x->id < y->id ? -1 : 1;
}

static guint
add_event (gint64 at, GSourceFunc func, GFunc done, gpointer data)
{
  Event *event = g_new (Event, 1);

  *event = (Event) { at, ++next_id, func, done, data };
  events = g_list_insert_sorted (events, event, compare_events);
  return event->id;
}

static gint64 get_now (gpointer data) { return now; }
static double get_random (gpointer data) { return g_rand_double (dice); }

static guint
add_timeout (guint ms, GSourceFunc func, gpointer func_data, gpointer data)
{
  return add_event (now + (gint64) ms * 1000, func, NULL, func_data);
}

static void
remove_timeout (guint id, gpointer data)
{
  for (GList *at = events; at != NULL; at = at->next)
    if (((Event *) at->data)->id == id)
      {
        g_free (at->data);
        events = g_list_delete_link (events, at);
        return;
      }
}

static void
do_work (GFunc work, GFunc done, gpointer work_data, gpointer data)
{
  work (work_data, NULL);
  add_event (now, NULL, done, work_data);
}

const TwSyncEnv virtual_env = { get_now, get_now, get_random, add_timeout, remove_timeout, do_work, NULL };

void
virtual_env_begin (void)
{
  dice = g_rand_new_with_seed ((guint32) g_test_rand_int ());
}

void
virtual_env_end (void)
{
  g_clear_pointer (&dice, g_rand_free);
}

gint64
virtual_env_get_now (void)
{
  return now;
}

guint
virtual_env_draw (guint n)
{
  return n > 1 ? (guint) g_rand_int_range (dice, 0, (int) n) : 0;
}

void
virtual_env_add (gint64 at, GSourceFunc func, gpointer data)
{
  add_event (at, func, NULL, data);
}

gboolean
virtual_env_step (void)
{
  Event *event;

  if (events == NULL)
    return FALSE;
  event = events->data;
  events = g_list_delete_link (events, events);
  now = MAX (now, event->at);
  if (event->func != NULL)
    event->func (event->data);
  else
    event->done (event->data, NULL);
  g_free (event);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return TRUE;
}

/* What runs on other threads otherwise, and what follows it: reading, then applying. */
void
virtual_env_finish_work (void)
{
  GList *at = events;

  while (at != NULL)
    {
      Event *event = at->data;

      if (event->done == NULL)
        {
          at = at->next;
          continue;
        }
      events = g_list_delete_link (events, at);
      event->done (event->data, NULL);
      g_free (event);
      at = events;
    }
}
