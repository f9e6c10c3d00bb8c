/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-item.h"

#include <glib/gi18n-lib.h>

#include "tw-date-words.h"

#define DAY_MINUTES (24 * 60)

/* By the wall clock: a day on which clocks change is drawn with the same hours as any other. */
static void
fill_timed (TwCalendarSpan     *span,
            const TwOccurrence *occurrence,
            GTimeZone          *zone)
{
  span->first = tw_instant_get_date (occurrence->start, zone);
  span->from = (int) (tw_instant_get_time_of_day (occurrence->start, zone) / 60);
  span->last = tw_instant_get_date (occurrence->end, zone);
  span->to = (int) (tw_instant_get_time_of_day (occurrence->end, zone) / 60);
  /* Until midnight is until the end of the day before. */
  if (span->to == 0 && span->last > span->first)
    {
      span->last--;
      span->to = DAY_MINUTES;
    }
  /* The hour that a night has twice: it may end before it began. */
  if (span->last == span->first && span->to < span->from)
    span->to = span->from;
}

/**
 * tw_calendar_item_new:
 * @occurrence: (transfer full): what happens
 * @zone: the zone of whoever looks
 *
 * Returns: (transfer full): the occurrence with its days and minutes
 */
TwCalendarItem *
tw_calendar_item_new (TwOccurrence *occurrence,
                      GTimeZone    *zone)
{
  TwCalendarItem *item = g_new0 (TwCalendarItem, 1);

  item->occurrence = occurrence;
  item->span.all_day = occurrence->all_day;
  item->color = occurrence->color != NULL ? occurrence->color : "slate";
  if (occurrence->all_day)
    {
      item->span.first = occurrence->first_day;
      item->span.last = MAX (occurrence->last_day, occurrence->first_day);
    }
  else
    fill_timed (&item->span, occurrence, zone);
  item->bar = occurrence->all_day || occurrence->end - occurrence->start >= TW_USEC_PER_DAY;
  return item;
}

void
tw_calendar_item_free (TwCalendarItem *item)
{
  tw_occurrence_free (item->occurrence);
  g_free (item->initials);
  g_free (item->person);
  g_free (item);
}

char *
tw_calendar_dup_minute (int minute)
{
  return g_strdup_printf ("%02d:%02d", minute / 60 % 24, minute % 60);
}

char *
tw_calendar_item_dup_time (const TwCalendarItem *item,
                           gboolean              with_end)
{
  g_autofree char *from = NULL, *to = NULL;

  if (item->span.all_day)
    return g_strdup ("");
  from = tw_calendar_dup_minute (item->span.from);
  to = tw_calendar_dup_minute (item->span.to);
  /* Translators: from one time to another: 10:00–11:00. */
  return with_end ? g_strdup_printf (_("%1$s–%2$s"), from, to) : g_steal_pointer (&from);
}

char *
tw_calendar_dup_day (TwDate      day,
                     const char *format)
{
  g_autoptr(GDateTime) time = NULL;
  int year, month, day_of_month;

  tw_date_to_ymd (day, &year, &month, &day_of_month);
  time = g_date_time_new_utc (year, month, day_of_month, 0, 0, 0);
  return g_date_time_format (time, format);
}

/**
 * tw_calendar_span_dup_words:
 * @span: days and times
 *
 * Returns: (transfer full): for people, such as "Tuesday, 24 November, 10:00–11:00"
 */
char *
tw_calendar_span_dup_words (const TwCalendarSpan *span)
{
  g_autofree char *first = tw_date_words (span->first, TW_WORDS_WEEKDAY), *last = tw_date_words (span->last, TW_WORDS_WEEKDAY);
  g_autofree char *from = tw_calendar_dup_minute (span->from), *to = tw_calendar_dup_minute (span->to);

  if (span->all_day && span->first == span->last)
    return g_steal_pointer (&first);
  if (span->all_day)
    /* Translators: from one day to another. */
    return g_strdup_printf (_("%1$s – %2$s"), first, last);
  if (span->first == span->last)
    /* Translators: a day, and the times from and until. */
    return g_strdup_printf (_("%1$s, %2$s–%3$s"), first, from, to);
  /* Translators: a day with a time, until another day with a time. */
  return g_strdup_printf (_("%1$s, %2$s – %3$s, %4$s"), first, from, last, to);
}

gboolean
tw_calendar_span_equal (const TwCalendarSpan *a,
                        const TwCalendarSpan *b)
{
  return a->first == b->first && a->last == b->last && a->all_day == b->all_day
         && (a->all_day || (a->from == b->from && a->to == b->to));
}

char *
tw_calendar_item_dup_description (const TwCalendarItem *item)
{
  const TwOccurrence *occurrence = item->occurrence;
  g_autofree char *when = tw_calendar_span_dup_words (&item->span);
  GString *text = g_string_new (tw_calendar_kind_get_label (occurrence->kind));

  g_string_append_printf (text, ": %s\n%s", occurrence->title, when);
  if (occurrence->place != NULL && *occurrence->place != '\0')
    g_string_append_printf (text, "\n%s", occurrence->place);
  if (item->person != NULL && *item->person != '\0')
    g_string_append_printf (text, "\n%s", item->person);
  if (occurrence->recurring)
    g_string_append_printf (text, "\n%s", _("Repeats"));
  if (item->clash)
    g_string_append_printf (text, "\n%s", _("Something else is at the same time"));
  if (occurrence->cancelled)
    g_string_append_printf (text, "\n%s", _("Cancelled"));
  else if (occurrence->done)
    g_string_append_printf (text, "\n%s", _("Done"));
  return g_string_free (text, FALSE);
}

const char *
tw_calendar_kind_get_label (TwCalendarKind kind)
{
  switch (kind)
    {
    case TW_CALENDAR_MEETING:
      return _("Meeting");
    case TW_CALENDAR_CALL:
      return C_("schema", "Call");
    case TW_CALENDAR_TASK:
      return _("Task");
    default:
      return _("Record");
    }
}

/* What is to be done has an empty box until it is. */
const char *
tw_calendar_item_get_icon (const TwOccurrence *occurrence)
{
  if (occurrence->kind == TW_CALENDAR_TASK && !occurrence->done)
    return "tw-task-open-symbolic";
  return tw_calendar_kind_get_icon (occurrence->kind);
}

const char *
tw_calendar_kind_get_icon (TwCalendarKind kind)
{
  switch (kind)
    {
    case TW_CALENDAR_MEETING:
      return "system-users-symbolic";
    case TW_CALENDAR_CALL:
      return "call-start-symbolic";
    case TW_CALENDAR_TASK:
      return "checkbox-checked-symbolic";
    default:
      return "x-office-calendar-symbolic";
    }
}

void
tw_calendar_span_get_instants (const TwCalendarSpan *span,
                               GTimeZone            *zone,
                               TwInstant            *start,
                               TwInstant            *end)
{
  *start = tw_instant_from_local (span->first, span->all_day ? 0 : span->from * 60, zone);
  if (span->all_day)
    *end = tw_instant_from_local (span->last + 1, 0, zone);
  else if (span->to >= DAY_MINUTES)
    *end = tw_instant_from_local (span->last + 1, (span->to - DAY_MINUTES) * 60, zone);
  else
    *end = tw_instant_from_local (span->last, span->to * 60, zone);
}

static void
shift_point (TwDate *day,
             int    *minute,
             int     days,
             int     minutes)
{
  int at = *minute + minutes;

  *day += days;
  while (at < 0)
    {
      at += DAY_MINUTES;
      (*day)--;
    }
  while (at > DAY_MINUTES)
    {
      at -= DAY_MINUTES;
      (*day)++;
    }
  *minute = at;
}

void
tw_calendar_span_shift (TwCalendarSpan *span,
                        int             days,
                        int             minutes)
{
  shift_point (&span->first, &span->from, days, span->all_day ? 0 : minutes);
  shift_point (&span->last, &span->to, days, span->all_day ? 0 : minutes);
  if (!span->all_day && span->from == DAY_MINUTES)
    {
      span->first++;
      span->from = 0;
    }
}
