/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-card-pace.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-task-finish.h"

static char *
dup_stay (const TwValue *entered,
          TwInstant      now)
{
  gint64 days;

  if (entered == NULL || entered->type != TW_TYPE_DATETIME)
    return NULL;
  days = (now - entered->i) / G_TIME_SPAN_DAY;
  if (days <= 0)
    /* Translators: on a card of the board: it came to this column today. */
    return g_strdup (_("New here"));
  /* Translators: on a card of the board: how long it has been in this column. Keep it short. */
  return g_strdup_printf (ngettext ("%d day here", "%d days here", (gulong) days), (int) MIN (days, 99999));
}

/* --- Late --- */

static gboolean
is_closed (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = field->kind == TW_KIND_ENUM ? tw_record_get (record, field) : NULL;
      const TwChoice *choice = value != NULL && value->type == TW_TYPE_ENUM ? tw_field_get_choice (field, value->text) : NULL;

      if (choice != NULL && choice->closed)
        return TRUE;
    }
  return FALSE;
}

/* A day is over when the next has begun; a time, when it has come. */
static gboolean
is_over (const TwValue *value,
         TwInstant      now,
         GTimeZone     *zone)
{
  if (value->type == TW_TYPE_DATE)
    return value->i < tw_instant_get_date (now, zone);
  return value->type == TW_TYPE_DATETIME && value->i < now;
}

/* When something has to be done with the record: what is planned with it, or its own day when it is work itself. */
static const TwField *
find_due (const TwEntity *entity)
{
  if (entity->next_field != NULL)
    return entity->next_field;
  return tw_task_get_state (entity, NULL) != NULL ? entity->date_field : NULL;
}

static gboolean
is_late (TwRecord  *record,
         TwInstant  now,
         GTimeZone *zone)
{
  const TwField *due = find_due (tw_record_get_entity (record));

  return due != NULL && is_over (tw_record_get (record, due), now, zone) && !is_closed (record);
}

/* --- Lines --- */

/* A day that stands on the card already is not said twice. */
static char *
dup_next (TwRow          *row,
          const TwEntity *entity,
          gboolean        late)
{
  g_autofree char *text = NULL;

  if (entity->next_field == NULL || entity->next_field == entity->date_field)
    return late ? g_strdup (_("Overdue")) : NULL;
  text = tw_field_isolate (entity->next_field, tw_row_get_text (row, entity->next_field));
  if (*text == '\0')
    return NULL;
  if (late)
    /* Translators: on a card of the board: when the next task or meeting with it should have been. Keep it short. */
    return g_strdup_printf (_("Overdue: %s"), text);
  /* Translators: on a card of the board: when the next task or meeting with it is. */
  return g_strdup_printf (_("Next: %s"), text);
}

/**
 * tw_card_pace_fill:
 * @self: what was cleared, or is all zeros
 * @row: a row that was read
 * @style: what the cards of its column share
 *
 * Writes what there is to say now.
 */
void
tw_card_pace_fill (TwCardPace             *self,
                   TwRow                  *row,
                   const TwBoardCardStyle *style)
{
  TwRecord *record = tw_row_get_record (row);
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *entered = style->entered > 0 ? tw_entity_get_field_by_number (entity, style->entered) : NULL;
  gboolean plain = style->stage->closed || style->compact;
  TwInstant now = g_get_real_time ();
  gboolean late = !style->stage->closed && is_late (record, now, style->zone);
  int quiet = tw_stage_get_quiet_days (style->stage, entered, record, now);
  g_autofree char *stay = plain || entered == NULL ? NULL : dup_stay (tw_record_get (record, entered), now);
  g_autofree char *next = late || !plain ? dup_next (row, entity, late) : NULL;

  if (late)
    self->late = g_steal_pointer (&next);
  if (stay != NULL && next != NULL)
    self->stay = g_strdup_printf ("%s · %s", stay, next);
  else
    self->stay = stay != NULL ? g_steal_pointer (&stay) : g_steal_pointer (&next);
  if (quiet > 0)
    /* Translators: the warning on a card of the board with which nothing has happened for long. Keep it short. */
    self->warning = g_strdup_printf (ngettext ("Quiet for %d day", "Quiet for %d days", quiet), quiet);
}

/**
 * tw_card_pace_clear:
 * @self: lines
 *
 * Forgets them.
 */
void
tw_card_pace_clear (TwCardPace *self)
{
  g_clear_pointer (&self->stay, g_free);
  g_clear_pointer (&self->late, g_free);
  g_clear_pointer (&self->warning, g_free);
}
