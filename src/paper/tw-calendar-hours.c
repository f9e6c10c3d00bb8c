/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days beside each other with their hours, on paper: what lasts the whole day stands above, the rest at its time, side by side where
 * there is something else then (tw-day-layout.h, as on the screen). */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "tw-calendar-paper-private.h"
#include "tw-date-words.h"
#include "tw-day-layout.h"

#define DAY_MINUTES (24 * 60)
#define GUTTER      30.0                               /* points, for the hours */
#define HEAD        16.0                               /* for a day's name */
#define LINE        10.0                               /* of what lasts the whole day */
#define MAX_LINES   6
#define FIRST       (8 * 60)                           /* minutes that are there in any case */
#define LAST        (18 * 60)
#define LEAST       30                                 /* minutes that an event takes at least */

typedef struct
{
  GTimeZone *zone;                                     /* (owned) */
  GPtrArray *events;                                   /* (owned) TwOccurrence */
  TwDate     first;
  guint      n_days, n_lines;
  int        from, to;                                 /* minutes, whole hours */
} Hours;

/* Where things are in the drawing. */
typedef struct
{
  cairo_t *cr;
  double   width, top, minute;                         /* minute: points */
  gboolean rtl;
} Paper;

static void
hours_free (gpointer data)
{
  Hours *hours = data;

  g_ptr_array_unref (hours->events);
  g_time_zone_unref (hours->zone);
  g_free (hours);
}

static gboolean
is_bar (const TwOccurrence *event)
{
  return event->all_day || event->end - event->start >= TW_USEC_PER_DAY;
}

/* The minutes that an event takes of a day. FALSE: it is not among its hours. */
static gboolean
get_span (const Hours *hours, const TwOccurrence *event, TwDate day, TwDaySpan *span)
{
  if (is_bar (event) || event->first_day > day || MAX (event->last_day, event->first_day) < day)
    return FALSE;
  span->start = event->first_day < day ? 0 : (int) (tw_instant_get_time_of_day (event->start, hours->zone) / 60);
  span->end = event->last_day > day ? DAY_MINUTES : (int) (tw_instant_get_time_of_day (event->end, hours->zone) / 60);
  if (event->last_day == day && event->first_day < day && span->end == 0)
    return FALSE;
  span->end = MAX (span->end, span->start);
  return TRUE;
}

/* --- Drawing --- */

static double
get_x (const Paper *paper, double x, double width)
{
  return paper->rtl ? paper->width - x - width : x;
}

static void
draw_words (const Paper *paper, const char *words, double x, double y, double width, double height, double size, gboolean bold)
{
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout (paper->cr);
  PangoFontDescription *font = pango_font_description_from_string ("sans");

  if (width < 4)
    {
      pango_font_description_free (font);
      return;
    }
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, words, -1);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_height (layout, (int) (height * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, paper->rtl == (pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL) ? PANGO_ALIGN_LEFT
                                                                                                                   : PANGO_ALIGN_RIGHT);
  cairo_save (paper->cr);
  cairo_rectangle (paper->cr, get_x (paper, x, width), y, width, height);
  cairo_clip (paper->cr);
  cairo_move_to (paper->cr, get_x (paper, x, width), y);
  pango_cairo_show_layout (paper->cr, layout);
  cairo_restore (paper->cr);
}

static void
draw_rule (const Paper *paper, double x, double y, double width, double height, double gray)
{
  cairo_set_source_rgb (paper->cr, gray, gray, gray);
  cairo_rectangle (paper->cr, get_x (paper, x, width), y, width, height);
  cairo_fill (paper->cr);
}

static void
draw_grid (const Hours *hours, const Paper *paper, double height)
{
  double column = (paper->width - GUTTER) / hours->n_days;

  for (int minute = hours->from; minute <= hours->to; minute += 60)
    {
      double y = paper->top + (minute - hours->from) * paper->minute;
      g_autofree char *time = g_strdup_printf ("%02d:00", minute / 60);

      draw_rule (paper, GUTTER, y, paper->width - GUTTER, 0.5, 0.8);
      cairo_set_source_rgb (paper->cr, 0.3, 0.3, 0.3);
      if (minute < hours->to)
        draw_words (paper, time, 0, y, GUTTER - 4, LINE + 2, 7.5, FALSE);
    }
  for (guint day = 0; day <= hours->n_days; day++)
    draw_rule (paper, GUTTER + day * column, 0, 0.5, height, 0.7);
  for (guint day = 0; day < hours->n_days; day++)
    {
      g_autofree char *name = tw_date_words (hours->first + (int) day, TW_WORDS_WEEKDAY_SHORT);

      cairo_set_source_rgb (paper->cr, 0, 0, 0);
      draw_words (paper, name, GUTTER + day * column + 3, 2, column - 6, HEAD - 2, 9, TRUE);
    }
}

/* More than there is room for: the last line says how many. */
static void
draw_whole_days (const Hours *hours, const Paper *paper, guint column_index)
{
  double column = (paper->width - GUTTER) / hours->n_days, x = GUTTER + column_index * column + 3;
  TwDate day = hours->first + (int) column_index;
  guint n = 0, shown = 0;

  for (guint i = 0; i < hours->events->len; i++)
    n += tw_calendar_paper_is_bar_on (g_ptr_array_index (hours->events, i), day);
  for (guint i = 0; i < hours->events->len; i++)
    {
      const TwOccurrence *event = g_ptr_array_index (hours->events, i);
      g_autofree char *title = NULL, *words = NULL;

      if (!tw_calendar_paper_is_bar_on (event, day) || (n > MAX_LINES && shown >= MAX_LINES - 1))
        continue;
      title = tw_calendar_paper_dup_title (event);
      words = g_strdup_printf ("• %s", title);
      draw_words (paper, words, x, HEAD + shown * LINE, column - 6, LINE, 7.5, FALSE);
      shown++;
    }
  if (n > shown)
    {
      /* Translators: in a day of a calendar: how many events there are that there is no room for. Keep it short. */
      g_autofree char *words = g_strdup_printf (ngettext ("%u more", "%u more", n - shown), n - shown);

      draw_words (paper, words, x, HEAD + shown * LINE, column - 6, LINE, 7.5, FALSE);
    }
}

static void
draw_event (const Hours *hours, const Paper *paper, const TwOccurrence *event, const TwDaySpan *span, double x, double width)
{
  double y = paper->top + (span->start - hours->from) * paper->minute;
  double height = (MAX (span->end, span->start + LEAST) - span->start) * paper->minute - 1;
  g_autofree char *title = tw_calendar_paper_dup_title (event);
  g_autofree char *words = g_strdup_printf ("%02d:%02d %s%s%s", span->start / 60, span->start % 60, title,
                                            event->place != NULL && *event->place != '\0' ? "\n" : "", event->place != NULL ? event->place : "");

  draw_rule (paper, x, y + 0.5, width, height, 0.93);
  draw_rule (paper, x, y + 0.5, 1.5, height, 0.35);
  cairo_set_source_rgb (paper->cr, 0, 0, 0);
  draw_words (paper, words, x + 3, y + 1, width - 4, height - 1, 7.5, FALSE);
}

static void
draw_day (const Hours *hours, const Paper *paper, guint column_index)
{
  double column = (paper->width - GUTTER) / hours->n_days, left = GUTTER + column_index * column + 1;
  TwDate day = hours->first + (int) column_index;
  g_autofree TwDaySpan *spans = g_new (TwDaySpan, hours->events->len);
  g_autofree TwDayPlace *places = g_new (TwDayPlace, hours->events->len);
  g_autofree guint *which = g_new (guint, hours->events->len);
  guint n = 0;

  for (guint i = 0; i < hours->events->len; i++)
    if (get_span (hours, g_ptr_array_index (hours->events, i), day, &spans[n]))
      which[n++] = i;
  tw_day_layout_columns (spans, n, LEAST, places);
  for (guint i = 0; i < n; i++)
    draw_event (hours, paper, g_ptr_array_index (hours->events, which[i]), &spans[i],
                left + (column - 2) * places[i].column / places[i].n_columns,
                (column - 2) * places[i].width / places[i].n_columns - 1);
}

static void
draw (cairo_t *cr, double width, double height, gboolean rtl, gpointer data)
{
  const Hours *hours = data;
  Paper paper = { cr, width, HEAD + hours->n_lines * LINE + 3, 0, rtl };

  paper.minute = (height - paper.top) / (hours->to - hours->from);
  draw_grid (hours, &paper, height);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint day = 0; day < hours->n_days; day++)
    {
      draw_whole_days (hours, &paper, day);
      draw_day (hours, &paper, day);
    }
}

/* --- What is to be seen --- */

static void
find_bounds (Hours *hours)
{
  hours->from = FIRST;
  hours->to = LAST;
  for (guint column = 0; column < hours->n_days; column++)
    {
      TwDate day = hours->first + (int) column;
      guint n = 0;

      for (guint i = 0; i < hours->events->len; i++)
        {
          TwDaySpan span;

          n += tw_calendar_paper_is_bar_on (g_ptr_array_index (hours->events, i), day);
          if (!get_span (hours, g_ptr_array_index (hours->events, i), day, &span))
            continue;
          hours->from = MIN (hours->from, span.start / 60 * 60);
          hours->to = MAX (hours->to, MIN ((MAX (span.end, span.start + LEAST) + 59) / 60 * 60, DAY_MINUTES));
        }
      hours->n_lines = MAX (hours->n_lines, MIN (n, MAX_LINES));
    }
}

gboolean
tw_calendar_paper_is_bar_on (const TwOccurrence *event, TwDate day)
{
  return is_bar (event) && event->first_day <= day && MAX (event->last_day, event->first_day) >= day;
}

/* events: (element-type TwOccurrence): those that are to be shown */
void
tw_calendar_paper_add_hours (const TwCalendarPaper *calendar, TwPaper *paper, GPtrArray *events, double height)
{
  Hours *hours = g_new0 (Hours, 1);

  hours->zone = g_time_zone_ref (calendar->zone);
  hours->events = g_ptr_array_ref (events);
  hours->first = calendar->first;
  hours->n_days = calendar->columns;
  find_bounds (hours);
  tw_paper_add_drawing (paper, height, draw, hours, hours_free);
}
