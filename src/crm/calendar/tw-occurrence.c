/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-private.h"

/**
 * tw_calendar_get_color:
 * @kind: one kind
 *
 * Returns: (transfer none): a name of the palette
 */
const char *
tw_calendar_get_color (TwCalendarKind kind)
{
  switch (kind)
    {
    case TW_CALENDAR_TASK:
      return "teal";
    case TW_CALENDAR_CALL:
      return "coral";
    case TW_CALENDAR_MEETING:
      return "purple";
    default:
      return "blue";
    }
}

/**
 * tw_calendar_get_kind:
 * @entity: a kind of record
 *
 * Returns: what its records are in a calendar; 0 when they have no stored date
 */
TwCalendarKind
tw_calendar_get_kind (const TwEntity *entity)
{
  static const struct { const char *entity; TwCalendarKind kind; } kinds[] = {
    { "meeting", TW_CALENDAR_MEETING },
    { "call_task", TW_CALENDAR_CALL },
    { "task", TW_CALENDAR_TASK },
  };

  if (entity->date_field == NULL || entity->date_field->formula != NULL || entity->date_field->retired)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (entity->key, kinds[i].entity))
      return kinds[i].kind;
  return TW_CALENDAR_OTHER;
}

/**
 * tw_occurrence_set_days:
 * @occurrence: an occurrence
 * @first: its first day
 * @last: its last day, included
 * @zone: the zone of the person who looks
 *
 * Makes it an all-day one.
 */
void
tw_occurrence_set_days (TwOccurrence *occurrence, TwDate first, TwDate last, GTimeZone *zone)
{
  occurrence->all_day = TRUE;
  occurrence->first_day = first;
  occurrence->last_day = MAX (first, last);
  occurrence->start = tw_instant_from_local (first, 0, zone);
  occurrence->end = tw_instant_from_local (occurrence->last_day + 1, 0, zone);
}

/**
 * tw_occurrence_set_times:
 * @occurrence: an occurrence
 * @start: its start
 * @end: the moment after its end
 * @zone: the zone of the person who looks
 *
 * One that ends at midnight does not reach into the next day.
 */
void
tw_occurrence_set_times (TwOccurrence *occurrence, TwInstant start, TwInstant end, GTimeZone *zone)
{
  occurrence->all_day = FALSE;
  occurrence->start = start;
  occurrence->end = MAX (start, end);
  occurrence->first_day = tw_instant_get_date (start, zone);
  occurrence->last_day = end > start ? tw_instant_get_date (end - 1, zone) : occurrence->first_day;
}

/**
 * tw_occurrence_copy:
 * @occurrence: an occurrence
 *
 * Returns: (transfer full): a copy
 */
TwOccurrence *
tw_occurrence_copy (const TwOccurrence *occurrence)
{
  TwOccurrence *copy = g_memdup2 (occurrence, sizeof *occurrence);

  copy->title = g_strdup (occurrence->title);
  copy->place = g_strdup (occurrence->place);
  copy->people = occurrence->people != NULL ? g_array_ref (occurrence->people) : NULL;
  return copy;
}

/**
 * tw_occurrence_free:
 * @occurrence: (nullable): an occurrence
 */
void
tw_occurrence_free (TwOccurrence *occurrence)
{
  if (occurrence == NULL)
    return;
  g_free (occurrence->title);
  g_free (occurrence->place);
  g_clear_pointer (&occurrence->people, g_array_unref);
  g_free (occurrence);
}
