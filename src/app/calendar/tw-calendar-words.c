/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-words.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-weeks.h"

char *
tw_calendar_dup_range (TwDate first,
                       TwDate last)
{
  int first_year, first_month, first_day, last_year, last_month, last_day;
  g_autofree char *start = NULL, *end = NULL;

  tw_date_to_ymd (first, &first_year, &first_month, &first_day);
  tw_date_to_ymd (last, &last_year, &last_month, &last_day);
  if (first == last)
    /* Translators: one day, for g_date_time_format(). */
    return tw_calendar_dup_day (first, _("%A, %-d %B %Y"));
  if (first_year != last_year)
    /* Translators: the first of some days in different years, for g_date_time_format(). */
    start = tw_calendar_dup_day (first, _("%-d %b %Y"));
  else if (first_month != last_month)
    /* Translators: the first of some days in different months, for g_date_time_format(). */
    start = tw_calendar_dup_day (first, _("%-d %b"));
  else
    /* Translators: the first of some days in one month, for g_date_time_format(). */
    start = tw_calendar_dup_day (first, _("%-d"));
  /* Translators: the last of some days, for g_date_time_format(). */
  end = tw_calendar_dup_day (last, first_month != last_month ? _("%-d %b %Y") : _("%-d %B %Y"));
  /* Translators: from one day to another. */
  return g_strdup_printf (_("%1$s – %2$s"), start, end);
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
  guint meetings = 0, calls = 0, tasks = 0, done = 0, clashes = 0;
  GString *text = NULL;

  for (TwDate day = first; day <= last; day++)
    {
      guint n = 0;
      TwCalendarItem *const *items = tw_calendar_model_get_day (model, day, &n);

      for (guint i = 0; i < n; i++)
        {
          const TwOccurrence *occurrence = items[i]->occurrence;

          if (items[i]->span.first != day && (day != first || items[i]->span.first > first))
            continue;
          meetings += occurrence->kind == TW_CALENDAR_MEETING;
          calls += occurrence->kind == TW_CALENDAR_CALL;
          tasks += occurrence->kind == TW_CALENDAR_TASK;
          done += occurrence->done;
          clashes += items[i]->clash;
        }
    }
  text = g_string_new (NULL);
  if (meetings > 0)
    add (text, g_strdup_printf (ngettext ("%u meeting", "%u meetings", meetings), meetings));
  if (calls > 0)
    add (text, g_strdup_printf (ngettext ("%u call", "%u calls", calls), calls));
  if (tasks > 0)
    add (text, g_strdup_printf (ngettext ("%u task", "%u tasks", tasks), tasks));
  if (done > 0)
    /* Translators: how many of the events are done. */
    add (text, g_strdup_printf (ngettext ("%u done", "%u done", done), done));
  if (clashes > 0)
    add (text, g_strdup_printf (ngettext ("%u double-booked", "%u double-booked", clashes), clashes));
  return g_string_free (text, FALSE);
}
