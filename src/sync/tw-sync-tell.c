/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine tells people: its state in words, how far it is, what waits, and what went wrong lately. */
#include "config.h"

#include <string.h>

#include "tw-sync-private.h"

#define MAX_PROBLEMS 100

void
tw_sync_set_state (TwSync *sync, TwSyncState state, const char *message)
{
  if (g_strcmp0 (sync->message, message) != 0)
    {
      g_free (sync->message);
      sync->message = g_strdup (message);
      g_object_notify (G_OBJECT (sync), "message");
    }
  if (sync->state == state)
    return;
  sync->state = state;
  g_object_notify (G_OBJECT (sync), "state");
}

void
tw_sync_set_progress (TwSync *sync, double progress)
{
  if (sync->progress == progress)
    return;
  sync->progress = progress;
  g_object_notify (G_OBJECT (sync), "progress");
}

void
tw_sync_note (TwSync *sync, const char *format, ...)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (sync->env.now (sync->env.data) / G_USEC_PER_SEC);
  g_autofree char *time = now != NULL ? g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_queue_push_head (&sync->problems, g_strdup_printf ("%s %s", time, text));
  while (g_queue_get_length (&sync->problems) > MAX_PROBLEMS)
    g_free (g_queue_pop_tail (&sync->problems));
}

void
tw_sync_touch (TwSync *sync)
{
  sync->last_contact = sync->env.now (sync->env.data);
  g_object_notify (G_OBJECT (sync), "last-contact");
}

/* Only when one of them changed: this is asked for around each change that somebody makes. */
static guint
count_conflicts (TwSync *sync)
{
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (TwQuery) query = NULL;
  const TwEntity *entity;

  if (sync->conflicts_known)
    return sync->conflicts;
  schema = tw_store_ref_schema (sync->store);
  entity = tw_schema_get_entity (schema, "sync_conflict");
  query = entity != NULL ? tw_query_new (schema, entity, "state = \"open\"", NULL, NULL) : NULL;
  sync->conflicts_known = TRUE;
  return query != NULL ? (guint) MAX (tw_store_count (sync->store, query, NULL), 0) : 0;
}

void
tw_sync_count_waiting (TwSync *sync)
{
  int round = tw_replica_get_round (sync->store);
  gint64 pending = sync->pending;
  guint refused = sync->refused, conflicts = count_conflicts (sync);

  /* It is asked at every look, and most of them come while nobody writes. */
  if (round == 0 || round != sync->counted_round)
    {
      g_autoptr (GPtrArray) refusals = tw_refusals_list (sync->store, NULL);

      gint64 waiting = tw_outbox_count (sync->store, NULL);

      /* What could not be counted is counted at the next look. */
      pending = waiting >= 0 ? waiting : pending;
      refused = refusals != NULL ? refusals->len : refused;
      sync->counted_round = refusals != NULL && waiting >= 0 ? round : 0;
    }
  if (pending != sync->pending)
    {
      sync->pending = pending;
      g_object_notify (G_OBJECT (sync), "pending");
    }
  if (refused != sync->refused)
    {
      sync->refused = refused;
      g_object_notify (G_OBJECT (sync), "refused");
    }
  if (conflicts != sync->conflicts)
    {
      sync->conflicts = conflicts;
      g_object_notify (G_OBJECT (sync), "conflicts");
    }
}
