/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-world.h"

#include <string.h>

#include "tw-id.h"

typedef struct
{
  gint64         at;
  guint          id;
  SimFunc        func;
  gpointer       data;
  GDestroyNotify free;
} Event;

static void
event_free (Event *event)
{
  if (event->free != NULL)
    event->free (event->data);
  g_free (event);
}

static int
compare_events (gconstpointer a, gconstpointer b, gpointer data)
{
  const Event *left = a, *right = b;

  if (left->at != right->at)
    return left->at < right->at ? -1 : 1;
  return left->id < right->id ? -1 : left->id > right->id;
}

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). */
static guint64
next_random (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void
give_id (guint64 *ms, guint64 random[2], gpointer data)
{
  SimWorld *world = data;

  *ms = world->now / 1000;
  random[0] = next_random (&world->id_dice);
  random[1] = next_random (&world->id_dice);
}

SimWorld *
sim_world_new (guint64 seed, gboolean verbose)
{
  SimWorld *world = g_new0 (SimWorld, 1);

  world->seed = world->dice = seed;
  world->id_dice = seed ^ G_GUINT64_CONSTANT (0x5bf03635dcf4d1a3);
  world->now = G_GINT64_CONSTANT (1767225600000000);   /* 2026-01-01 */
  world->events = g_sequence_new ((GDestroyNotify) event_free);
  world->by_id = g_hash_table_new (NULL, NULL);
  world->verbose = verbose;
  tw_id_set_source (give_id, world);
  return world;
}

void
sim_world_free (SimWorld *world)
{
  g_hash_table_unref (world->by_id);
  g_sequence_free (world->events);
  tw_id_set_source (NULL, NULL);
  g_free (world);
}

guint64
sim_random (SimWorld *world)
{
  return next_random (&world->dice);
}

guint
sim_range (SimWorld *world, guint n)
{
  return next_random (&world->dice) % n;
}

gboolean
sim_chance (SimWorld *world, guint percent)
{
  return sim_range (world, 100) < percent;
}

guint
sim_after (SimWorld *world, gint64 delay, SimFunc func, gpointer data, GDestroyNotify free)
{
  Event *event = g_new (Event, 1);

  *event = (Event) { world->now + MAX (delay, 0), ++world->next_id, func, data, free };
  g_hash_table_insert (world->by_id, GUINT_TO_POINTER (event->id), g_sequence_insert_sorted (world->events, event, compare_events, NULL));
  return event->id;
}

void
sim_cancel (SimWorld *world, guint id)
{
  GSequenceIter *iter = g_hash_table_lookup (world->by_id, GUINT_TO_POINTER (id));

  if (iter == NULL)
    return;
  g_hash_table_remove (world->by_id, GUINT_TO_POINTER (id));
  g_sequence_remove (iter);
}

gint64
sim_next_time (SimWorld *world)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (world->events);

  return g_sequence_iter_is_end (iter) ? G_MAXINT64 : ((Event *) g_sequence_get (iter))->at;
}

gboolean
sim_step (SimWorld *world)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (world->events);
  Event *event;

  if (g_sequence_iter_is_end (iter))
    return FALSE;
  event = g_sequence_get (iter);
  world->now = MAX (world->now, event->at);
  g_hash_table_remove (world->by_id, GUINT_TO_POINTER (event->id));
  /* Taken out without freeing: the function may add and cancel others. */
  event = g_memdup2 (event, sizeof *event);
  ((Event *) g_sequence_get (iter))->free = NULL;
  g_sequence_remove (iter);
  event->func (event->data);
  event_free (event);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return TRUE;
}

void
sim_trace (SimWorld *world, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  for (const char *p = text; *p; p++)
    world->trace = (world->trace ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  if (world->verbose)
    g_printerr ("%12.3f %s\n", (world->now - G_GINT64_CONSTANT (1767225600000000)) / 1e6, text);
}
