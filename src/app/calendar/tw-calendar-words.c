/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-words.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-weeks.h"
#include "tw-date-words.h"

char *
tw_calendar_dup_range (TwDate first,
                       TwDate last)
{
  return first == last ? tw_date_words (first, TW_WORDS_WEEKDAY_YEAR) : tw_date_range_words (first, last, TW_WORDS_DAY_YEAR);
}

static void
add (GString    *text,
     char       *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
  g_free (words);
}

char *
tw_calendar_dup_figures (TwCalendarModel *model,
                         TwDate           first,
                         TwDate           last)
{
  const TwCalendarDays *days = tw_calendar_model_get_days (model);
  TwCalendarCounts counts = { 0 };
  GString *text = g_string_new (NULL);

  if (days != NULL)
    tw_calendar_days_count (days, first, last, &counts);
  if (counts.meetings > 0)
    add (text, g_strdup_printf (ngettext ("%u meeting", "%u meetings", counts.meetings), counts.meetings));
  if (counts.calls > 0)
    add (text, g_strdup_printf (ngettext ("%u call", "%u calls", counts.calls), counts.calls));
  if (counts.tasks > 0)
    add (text, g_strdup_printf (ngettext ("%u task", "%u tasks", counts.tasks), counts.tasks));
  if (counts.done > 0)
    /* Translators: how many of the events are done. */
    add (text, g_strdup_printf (ngettext ("%u done", "%u done", counts.done), counts.done));
  if (counts.clashes > 0)
    add (text, g_strdup_printf (ngettext ("%u double-booked", "%u double-booked", counts.clashes), counts.clashes));
  return g_string_free (text, FALSE);
}

/* The times there, such as "16:00–17:00 in Europe/Paris". NULL: it has no zone of its own, or its clocks are the same. */
static char *
dup_zone_words (TwCalendarModel      *model,
                const TwCalendarItem *item)
{
  const TwOccurrence *occurrence = item->occurrence;
  TwStore *store = tw_workspace_get_store (tw_calendar_model_get_workspace (model));
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_store_get_schema (store), occurrence->entity);
  const TwField *field = entity != NULL && occurrence->kind == TW_CALENDAR_MEETING ? tw_entity_get_field (entity, "timezone") : NULL;
  g_autoptr(TwRecord) record = field != NULL && !occurrence->all_day ? tw_store_get (store, entity, &occurrence->id, NULL) : NULL;
  const TwValue *name = record != NULL ? tw_record_get (record, field) : NULL;
  g_autoptr(GTimeZone) zone = name != NULL && name->type == TW_TYPE_TEXT ? g_time_zone_new_identifier (name->text) : NULL;
  g_autofree char *from = NULL, *to = NULL;
  int start;

  if (zone == NULL)
    return NULL;
  start = (int) (tw_instant_get_time_of_day (occurrence->start, zone) / 60);
  if (start == item->span.from)
    return NULL;
  from = tw_calendar_dup_minute (start);
  to = tw_calendar_dup_minute ((int) (tw_instant_get_time_of_day (occurrence->end, zone) / 60));
  /* Translators: the times from and until, and the name of a time zone. */
  return g_strdup_printf (_("%1$s–%2$s in %3$s"), from, to, name->text);
}

/**
 * tw_calendar_dup_item_words:
 * @model: of the calendar
 * @item: an event that is being looked at
 *
 * Reads its record.
 *
 * Returns: (transfer full): everything about it, with its own zone
 */
char *
tw_calendar_dup_item_words (TwCalendarModel      *model,
                            const TwCalendarItem *item)
{
  g_autofree char *words = tw_calendar_item_dup_description (item), *zone = dup_zone_words (model, item);

  return zone != NULL ? g_strdup_printf ("%s\n%s", words, zone) : g_steal_pointer (&words);
}
