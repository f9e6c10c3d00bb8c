/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What time itself tells: what is due, what was missed, and what was left lying so long that a manager hears of it. Each is told once for
 * each time that a record names: one that is put off is told again. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-zones.h"
#include "tw-notify-private.h"
#include "tw-remind.h"

#define MAX_REMINDERS 200                              /* told at a time; the rest a minute later */
#define MAX_LOOKED    5000                             /* records of a rule that are looked at, those told before among them */
#define PAGE          500
#define HOUR          60
#define DAY           1440
#define MINUTE        (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* A rule tells of records whose field lies between two times, in minutes from now; of dates whole days count. */
typedef struct
{
  const char *entity, *where, *field;
  int         from, to;
  const char *body;                                    /* (nullable) N_() */
  const char *cause;                                   /* (nullable) tells it from other rules of the same field */
  gboolean    manager;                                 /* not who has it, but who is above him */
} Rule;

static const Rule rules[] = {
  { "task", NULL, "reminder_at", -DAY, 0, NULL, NULL, FALSE },
  { "task", "reminder_at is empty", "due_date", 0, 0, NULL, NULL, FALSE },
  { "task", NULL, "due_date", -30 * DAY, -DAY, N_("Overdue"), "overdue", FALSE },
  { "task", NULL, "due_date", -30 * DAY, -3 * DAY, N_("Overdue for days"), "escalated", TRUE },
  { "activity", "completed_at is empty", "scheduled_for", -HOUR, 0, N_("Due now"), NULL, FALSE },
  { "activity", "completed_at is empty", "scheduled_for", -2 * DAY, -HOUR, N_("Missed"), "missed", FALSE },
  { "activity", "completed_at is empty", "scheduled_for", -30 * DAY, -3 * DAY, N_("Overdue for days"), "escalated", TRUE },
  { "meeting", NULL, "ends_at", -2 * DAY, -HOUR, N_("Over, and nobody said how it went"), "missed", FALSE },
};

/* "status != \"completed\" and …": of what can be done, only what is not. */
static void
append_open (GString        *where,
             const TwEntity *entity)
{
  const TwField *field = entity->board_field;

  for (guint i = 0; field != NULL && field->kind == TW_KIND_ENUM && field->choices != NULL && field->choices[i] != NULL; i++)
    if (field->choices[i]->closed)
      g_string_append_printf (where, "%s%s != \"%s\"", where->len > 0 ? " and " : "", field->key, field->choices[i]->key);
}

static void
append_bounds (GString         *where,
               const TwField   *field,
               TwNotifyBatch   *batch,
               const Rule      *rule)
{
  TwExprContext *context = tw_store_dup_context (batch->store);
  TwDate today = tw_instant_get_date (batch->now, context->zone);
  g_autofree char *from = NULL, *to = NULL;

  tw_store_context_free (context);
  from = field->type == TW_TYPE_DATE ? tw_date_print (today + rule->from / DAY) : tw_instant_print (batch->now + rule->from * MINUTE);
  to = field->type == TW_TYPE_DATE ? tw_date_print (today + rule->to / DAY) : tw_instant_print (batch->now + rule->to * MINUTE);
  g_string_append_printf (where, "%s%s >= \"%s\" and %s <= \"%s\"", where->len > 0 ? " and " : "", field->key, from, field->key, to);
}

/* --- Who is told --- */

static gboolean
get_user (TwNotifyBatch *batch,
          TwRecord      *record,
          const TwField *field,
          TwId          *id)
{
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  if (value == NULL || value->type != TW_TYPE_LINK || value->tag != batch->user->number)
    return FALSE;
  *id = value->id;
  return TRUE;
}

/* The manager, else the leader of one of the teams; nobody is his own. */
static gboolean
find_manager (TwNotifyBatch *batch,
              const TwId    *owner,
              TwId          *manager)
{
  g_autoptr(TwRecord) user = tw_store_get (batch->store, batch->user, owner, NULL);
  const TwEntity *team_entity = tw_schema_get_entity (batch->schema, "team");
  const TwField *teams = user != NULL ? tw_entity_get_field (batch->user, "teams") : NULL;
  const TwValue *value = teams != NULL ? tw_record_get (user, teams) : NULL;

  if (user == NULL)
    return FALSE;
  if (get_user (batch, user, tw_entity_get_field (batch->user, "manager"), manager))
    return !tw_id_equal (manager, owner);
  for (guint i = 0; team_entity != NULL && value != NULL && value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    {
      g_autoptr(TwRecord) team = tw_store_get (batch->store, team_entity, &value->list->values[i].id, NULL);

      if (team != NULL && get_user (batch, team, tw_entity_get_field (team_entity, "leader"), manager) && !tw_id_equal (manager, owner))
        return TRUE;
    }
  return FALSE;
}

static void
tell_owner (TwNotifyBatch *batch,
            TwRecord      *record,
            const TwField *time,
            const Rule    *rule)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autofree char *at = tw_value_print (tw_record_get (record, time)), *cause = NULL, *name = NULL, *body = NULL;
  TwId owner, recipient;

  if (!get_user (batch, record, entity->owner_field, &owner))
    return;
  recipient = owner;
  if (rule != NULL && rule->manager)
    {
      if (!find_manager (batch, &owner, &recipient))
        return;
      name = tw_store_dup_title (batch->store, batch->user->number, &owner);
    }
  if (rule != NULL && rule->body != NULL)
    body = name != NULL ? g_strdup_printf ("%s · %s", _(rule->body), name) : g_strdup (_(rule->body));
  cause = g_strconcat (time->key, "/", at, rule != NULL && rule->cause != NULL ? "/" : NULL, rule != NULL ? rule->cause : NULL, NULL);
  tw_notify_batch_tell (batch, &recipient, "reminder", entity->number, tw_record_get_id (record), body, cause);
}

/* --- What is told --- */

static void
follow_rule (TwNotifyBatch *batch,
             const Rule    *rule)
{
  const TwEntity *entity = tw_schema_get_entity (batch->schema, rule->entity);
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, rule->field) : NULL;
  g_autoptr(GString) where = g_string_new (rule->where);
  g_autoptr(TwQuery) query = NULL;
  g_autofree char *cursor = NULL;
  guint looked = 0;

  if (field == NULL)
    return;
  append_open (where, entity);
  append_bounds (where, field, batch, rule);
  query = tw_query_new (batch->schema, entity, where->str, rule->field, NULL);
  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (batch->store, query, PAGE, cursor, &next, NULL) : NULL;

      for (guint i = 0; records != NULL && i < records->len && batch->n < MAX_REMINDERS; i++)
        tell_owner (batch, g_ptr_array_index (records, i), field, rule);
      looked += PAGE;
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor != NULL && looked < MAX_LOOKED && batch->n < MAX_REMINDERS);
}

/* Of a meeting and a call, each time that it asks for; also what was missed while nobody was there to tell. */
static void
remind_calendar (TwNotifyBatch *batch)
{
  g_autoptr(GArray) users = NULL;
  g_autoptr(GPtrArray) due = NULL;

  if (!tw_id_is_nil (&batch->only))
    {
      users = g_array_new (FALSE, FALSE, sizeof (TwId));
      g_array_append_val (users, batch->only);
    }
  due = tw_remind_read (batch->store, users, batch->now, NULL);
  for (guint i = 0; due != NULL && i < due->len && batch->n < MAX_REMINDERS; i++)
    {
      const TwReminder *one = g_ptr_array_index (due, i);
      const TwOccurrence *occurrence = one->occurrence;
      g_autofree char *at = tw_instant_print (occurrence->start);
      g_autofree char *cause = one->first ? g_strdup_printf ("%s/%s", occurrence->kind == TW_CALENDAR_CALL ? "scheduled_for" : "starts_at", at)
                               : g_strdup_printf ("starts_at/%s/%d", at, one->minutes);

      if (!tw_id_is_nil (&occurrence->owner))
        tw_notify_batch_tell (batch, &occurrence->owner, "reminder", occurrence->entity, &occurrence->id, NULL, cause);
      for (guint p = 0; occurrence->people != NULL && p < occurrence->people->len; p++)
        tw_notify_batch_tell (batch, &g_array_index (occurrence->people, TwId, p), "reminder", occurrence->entity, &occurrence->id, NULL, cause);
    }
}

/* What was put off to now. */
static void
remind_again (TwNotifyBatch *batch)
{
  const TwField *until = tw_entity_get_field (batch->notification, "snoozed_until");
  g_autofree char *from = tw_instant_print (batch->now - DAY * MINUTE), *to = tw_instant_print (batch->now);
  g_autofree char *where = g_strdup_printf ("snoozed_until > \"%s\" and snoozed_until <= \"%s\"", from, to);
  g_autoptr(TwQuery) query = until != NULL ? tw_query_new (batch->schema, batch->notification, where, "snoozed_until", NULL) : NULL;
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (batch->store, query, MAX_REMINDERS, NULL, NULL, NULL) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      const TwValue *about = tw_record_get_key (record, "record");
      g_autofree char *at = tw_instant_print (tw_record_get (record, until)->i), *cause = g_strconcat ("snoozed/", at, NULL);
      TwId recipient;

      if (about->type == TW_TYPE_LINK && get_user (batch, record, tw_entity_get_field (batch->notification, "recipient"), &recipient))
        tw_notify_batch_tell (batch, &recipient, "reminder", about->tag, &about->id, NULL, cause);
    }
}

static gint64
remind (TwStore       *store,
        TwAccessCache *rights,
        const TwId    *person,
        TwInstant      now,
        GError       **error)
{
  TwNotifyBatch batch;
  gint64 n = 0;

  if (tw_notify_batch_init (&batch, store))
    {
      batch.now = now;
      /* What a device makes is the same to the letter as what its server makes. */
      batch.rights = rights;
      batch.discreet = rights != NULL || person != NULL;
      tw_notify_batch_limit (&batch, person);
      for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        follow_rule (&batch, &rules[i]);
      remind_calendar (&batch);
      remind_again (&batch);
      n = tw_notify_batch_commit (&batch, error) ? batch.n : -1;
    }
  tw_notify_batch_clear (&batch);
  return n;
}

/**
 * tw_notify_remind:
 * @store: the store, of an authority
 * @rights: (nullable): of those who are told, at a server; see tw_notify_read_for()
 * @now: the present instant
 * @error: of the store
 *
 * Makes the reminders that are due and were not made yet. Waits for the store.
 *
 * Returns: how many were made; -1 with @error
 */
gint64
tw_notify_remind (TwStore       *store,
                  TwAccessCache *rights,
                  TwInstant      now,
                  GError       **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), -1);
  /* Once a run: zone rules come with updates of the system. */
  if (g_object_get_data (G_OBJECT (store), "tw-zones-followed") == NULL)
    {
      if (tw_calendar_follow_zones (store, now, error) < 0)
        return -1;
      g_object_set_data (G_OBJECT (store), "tw-zones-followed", GINT_TO_POINTER (TRUE));
    }
  return remind (store, rights, NULL, now, error);
}

/**
 * tw_notify_remind_person:
 * @store: the store, of a device that follows a server
 * @person: whose device it is
 * @now: the present instant
 * @error: of the store
 *
 * The same for one person, so that a device without a network reminds, too. The server makes a reminder of the same id, so that there
 * is one of it when they meet.
 *
 * Returns: how many were made; -1 with @error
 */
gint64
tw_notify_remind_person (TwStore    *store,
                         const TwId *person,
                         TwInstant   now,
                         GError    **error)
{
  g_return_val_if_fail (TW_IS_STORE (store) && person != NULL, -1);
  return remind (store, NULL, person, now, error);
}
