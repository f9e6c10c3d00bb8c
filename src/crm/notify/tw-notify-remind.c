/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "tw-notify-private.h"

#define MAX_REMINDERS 200                              /* told at a time; the rest a minute later */
#define LOOK_BACK     (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)   /* what became due while nothing ran */
#define BEFORE        15                               /* minutes before a meeting, unless it says another time */
#define MAX_BEFORE    1440

static GPtrArray *
find (TwNotifyBatch *batch,
      const char    *entity_key,
      const char    *where,
      const char    *sort)
{
  const TwEntity *entity = tw_schema_get_entity (batch->schema, entity_key);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (batch->schema, entity, where, sort, NULL) : NULL;

  return query != NULL ? tw_store_list (batch->store, query, MAX_REMINDERS, NULL, NULL, NULL) : NULL;
}

static void
tell_owner (TwNotifyBatch *batch,
            TwRecord      *record,
            const TwField *time,
            const char    *body)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwValue *owner = entity->owner_field != NULL ? tw_record_get (record, entity->owner_field) : NULL;
  g_autofree char *at = tw_value_print (tw_record_get (record, time));
  g_autofree char *cause = g_strdup_printf ("%s/%s", time->key, at);

  if (owner != NULL && owner->type == TW_TYPE_LINK && owner->tag == batch->user->number)
    tw_notify_batch_tell (batch, &owner->id, "reminder", entity->number, tw_record_get_id (record), body, cause);
}

static void
remind_tasks (TwNotifyBatch *batch,
              TwInstant      now)
{
  g_autofree char *from = tw_instant_print (now - LOOK_BACK), *to = tw_instant_print (now);
  g_autofree char *where = g_strdup_printf ("status != \"completed\" and reminder_at > \"%s\" and reminder_at <= \"%s\"", from, to);
  g_autoptr(GPtrArray) reminded = find (batch, "task", where, "reminder_at");
  g_autoptr(GPtrArray) due = find (batch, "task", "status != \"completed\" and due_date = today() and reminder_at is empty", "due_date");

  for (guint i = 0; reminded != NULL && i < reminded->len; i++)
    tell_owner (batch, g_ptr_array_index (reminded, i),
                tw_entity_get_field (tw_record_get_entity (g_ptr_array_index (reminded, i)), "reminder_at"), NULL);
  for (guint i = 0; due != NULL && i < due->len; i++)
    tell_owner (batch, g_ptr_array_index (due, i),
                tw_entity_get_field (tw_record_get_entity (g_ptr_array_index (due, i)), "due_date"), NULL);
}

/* The longest of the times that the meeting asks for. */
static int
get_minutes_before (TwRecord *meeting)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (meeting), "reminder_minutes");
  const TwValue *value = field != NULL ? tw_record_get (meeting, field) : NULL;
  int minutes = 0;

  for (guint i = 0; value != NULL && value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_TEXT)
      minutes = MAX (minutes, atoi (value->list->values[i].text));
  return minutes > 0 ? MIN (minutes, MAX_BEFORE) : BEFORE;
}

static void
remind_meetings (TwNotifyBatch *batch,
                 TwInstant      now)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  g_autofree char *from = tw_instant_print (now), *to = tw_instant_print (now + MAX_BEFORE * minute);
  g_autofree char *where = g_strdup_printf ("status = \"scheduled\" and starts_at >= \"%s\" and starts_at <= \"%s\"", from, to);
  g_autoptr(GPtrArray) meetings = find (batch, "meeting", where, "starts_at");

  for (guint i = 0; meetings != NULL && i < meetings->len; i++)
    {
      TwRecord *meeting = g_ptr_array_index (meetings, i);
      const TwValue *start = tw_record_get_key (meeting, "starts_at");

      if (start->i - now <= get_minutes_before (meeting) * minute)
        tell_owner (batch, meeting, tw_entity_get_field (tw_record_get_entity (meeting), "starts_at"), NULL);
    }
}

/**
 * tw_notify_remind:
 * @store: the store, of an authority
 * @now: the present instant
 * @error: of the store
 *
 * Makes the reminders that are due and were not made yet. Waits for the store.
 *
 * Returns: how many were made; -1 with @error
 */
gint64
tw_notify_remind (TwStore  *store,
                  TwInstant now,
                  GError  **error)
{
  TwNotifyBatch batch;
  gint64 n = -1;

  g_return_val_if_fail (TW_IS_STORE (store), -1);
  if (tw_notify_batch_init (&batch, store))
    {
      remind_tasks (&batch, now);
      remind_meetings (&batch, now);
      n = tw_notify_batch_commit (&batch, error) ? batch.n : -1;
    }
  else
    n = 0;
  tw_notify_batch_clear (&batch);
  return n;
}
