/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-month-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-calendar-canvas-private.h"
#include "tw-date-words.h"
#include "tw-day-layout.h"

#define ROWS      6
#define HEAD      26                                   /* pixels for the weekdays */
#define NUMBER    24                                   /* pixels for the day in its cell */
#define GUTTER    34                                   /* pixels for the number of the week */
#define NARROW    500                                  /* pixels of the widget below which there is no room for these */
#define LEAST_ROW 64

struct _TwMonthView
{
  TwCalendarCanvas parent_instance;

  double           top;                                /* rows from the first week of the calendar to the top of the screen */
  int              row;                                /* pixels of one; 0: not laid out yet */
};

G_DEFINE_FINAL_TYPE (TwMonthView, tw_month_view, TW_TYPE_CALENDAR_CANVAS)

/* --- Weeks --- */

/* The first day of all rows. */
static TwDate
get_origin (TwMonthView *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (self));

  return tw_weeks_get_start (&priv->week, TW_DATE_MIN + 400);
}

static int
get_row (TwMonthView *self,
         TwDate       day)
{
  return (int) ((day - get_origin (self)) / 7);
}

static TwDate
get_day (TwMonthView *self,
         int          row)
{
  return get_origin (self) + row * 7;
}

static int
get_gutter (TwMonthView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) < NARROW ? 0 : GUTTER;
}

static int
get_x (TwMonthView *self,
       int          column)
{
  return get_gutter (self) + (gtk_widget_get_width (GTK_WIDGET (self)) - get_gutter (self)) * column / 7;
}

static void
tw_month_view_get_extent (TwCalendarCanvas *canvas,
                          int              *height,
                          int              *head)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int room = gtk_widget_get_height (GTK_WIDGET (self)) - HEAD;

  *head = HEAD;
  *height = get_row (self, TW_DATE_MAX - 400) * MAX (room / ROWS, LEAST_ROW);
}

/* The rows have another height: the same ones stay on the screen. */
static double
tw_month_view_anchor (TwCalendarCanvas *canvas,
                      double            value)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int row = MAX ((gtk_widget_get_height (GTK_WIDGET (self)) - HEAD) / ROWS, LEAST_ROW);

  if (gtk_widget_get_height (GTK_WIDGET (self)) == 0)
    return value;
  if (self->row > 0)
    self->top = value / self->row;
  self->row = row;
  return round (self->top * row);
}

static double
get_top (TwMonthView *self)
{
  return self->row > 0 ? (double) tw_calendar_canvas_get_offset (TW_CALENDAR_CANVAS (self)) / self->row : self->top;
}

static int
count_rows (TwMonthView *self)
{
  int room = gtk_widget_get_height (GTK_WIDGET (self)) - HEAD;

  return self->row > 0 ? MAX (room, 0) / self->row + 2 : ROWS;
}

static void
tw_month_view_get_shown (TwCalendarCanvas *canvas,
                         TwDate           *first,
                         TwDate           *last)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);

  *first = get_day (self, (int) floor (get_top (self)));
  *last = *first + 7 * MAX (count_rows (self) - 1, ROWS) - 1;
}

TwDate
tw_month_view_get_month (TwMonthView *self)
{
  g_return_val_if_fail (TW_IS_MONTH_VIEW (self), 0);
  /* The middle day of the third row belongs to the month that the rows begin with. */
  return tw_month_get_start (get_day (self, (int) floor (get_top (self) + 0.3)) + 2 * 7 + 3);
}

static TwDate
tw_month_view_turn (TwCalendarCanvas *canvas,
                    TwDate            day,
                    int               steps)
{
  TwDate turned = day;

  tw_date_add_months (tw_month_view_get_month (TW_MONTH_VIEW (canvas)), steps, &turned);
  return turned;
}

static void
scroll_to (TwMonthView *self,
           double       top)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (self));

  self->top = top;
  if (self->row > 0 && priv->vadjustment != NULL)
    gtk_adjustment_set_value (priv->vadjustment, round (top * self->row));
}

/* --- Boxes --- */

static void
add_bar (GPtrArray      *items,
         GArray         *bars,
         TwCalendarItem *item,
         TwDate          start,
         int             day)
{
  TwDayBar bar = { day, (int) MIN (item->span.last - start, 6) };

  g_ptr_array_add (items, item);
  g_array_append_val (bars, bar);
}

/* What lasts several days has its lane before what stands below it. Of the others no more are listed than there is room for and one,
 * which tells that there are some: a day may have thousands. rest: how many of each day are not listed. */
static void
list_week (TwMonthView *self,
           TwDate       start,
           guint        room,
           GPtrArray   *items,
           GArray      *bars,
           guint       *rest)
{
  const TwCalendarDays *days = tw_calendar_model_get_days (tw_calendar_canvas_get_model (TW_CALENDAR_CANVAS (self)));

  memset (rest, 0, 7 * sizeof (guint));
  for (int day = 0; days != NULL && day < 7; day++)
    {
      guint n = 0;
      TwCalendarItem *const *list = tw_calendar_days_list (days, &days->wide, start + day, &n);

      for (guint i = 0; i < n; i++)
        if (day == 0 || list[i]->span.first >= start + day)
          add_bar (items, bars, list[i], start, day);
    }
  for (int day = 0; days != NULL && day < 7; day++)
    {
      guint n = 0;
      TwCalendarItem *const *list = tw_calendar_days_list (days, &days->single, start + day, &n);

      for (guint i = 0; i < MIN (n, room + 1); i++)
        add_bar (items, bars, list[i], start, day);
      rest[day] = n - MIN (n, room + 1);
    }
}

static void
place_week (TwMonthView *self,
            int          row,
            GArray      *boxes)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwDate start = get_day (self, row);
  int lane = tw_calendar_canvas_get_line (canvas) + 2, top = row * self->row + NUMBER;
  guint room = (guint) CLAMP ((self->row - NUMBER) / lane, 1, TW_DAY_LAYOUT_MAX_LANES), hidden[7], rest[7];
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GArray) bars = g_array_new (FALSE, FALSE, sizeof (TwDayBar));
  g_autofree int *lanes = NULL;

  list_week (self, start, room, items, bars, rest);
  lanes = g_new (int, items->len);
  tw_day_layout_lanes ((TwDayBar *) bars->data, items->len, 7, room, lanes, hidden);
  for (guint i = 0; i < items->len; i++)
    {
      TwCalendarItem *item = g_ptr_array_index (items, i);
      const TwDayBar *bar = &g_array_index (bars, TwDayBar, i);
      gboolean wide = item->bar || item->span.last > item->span.first;
      int x = get_x (self, bar->first) + 2;
      TwCalendarBox box = { item, start + bar->first, x, top + lanes[i] * lane, get_x (self, bar->last + 1) - x - 2, lane - 2,
                            wide ? 0 : TW_BOX_PLAIN, 0 };

      if (lanes[i] == TW_DAY_LAYOUT_HIDDEN)
        continue;
      box.flags |= (item->span.first >= start ? TW_BOX_STARTS : 0) | (item->span.last < start + 7 ? TW_BOX_ENDS : 0);
      g_array_append_val (boxes, box);
    }
  for (int day = 0; day < 7; day++)
    {
      int x = get_x (self, day);
      TwCalendarBox box = { NULL, start + day, x, top + (int) (room - 1) * lane, get_x (self, day + 1) - x, lane - 2, 0,
                            hidden[day] + rest[day] };

      if (hidden[day] > 0)
        g_array_append_val (boxes, box);
    }
}

static void
tw_month_view_list_parts (TwCalendarCanvas *canvas,
                          GArray           *parts)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int first = (int) floor (get_top (self)), width = gtk_widget_get_width (GTK_WIDGET (self));

  for (int row = first; self->row > 0 && row < first + count_rows (self); row++)
    {
      TwCalendarPart part = { row, { 0, row * self->row, width, self->row }, FALSE };

      g_array_append_val (parts, part);
    }
}

static void
tw_month_view_place (TwCalendarCanvas     *canvas,
                     const TwCalendarPart *part,
                     GArray               *boxes)
{
  place_week (TW_MONTH_VIEW (canvas), part->key, boxes);
}

/* --- Places --- */

static void
tw_month_view_find_spot (TwCalendarCanvas *canvas,
                         int               x,
                         int               y,
                         TwCalendarSpot   *spot)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int row = (MAX (y - HEAD, 0) + tw_calendar_canvas_get_offset (canvas)) / MAX (self->row, 1), column = 0;

  while (column < 6 && x >= get_x (self, column + 1))
    column++;
  spot->day = get_day (self, row) + column;
  spot->minute = -1;
}

/* The number of a day, and the month beside its first one. */
static gboolean
tw_month_view_find_heading (TwCalendarCanvas *canvas,
                            int               x,
                            int               y,
                            TwDate           *day)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  TwCalendarSpot spot;
  int top, left;

  tw_month_view_find_spot (canvas, x, y, &spot);
  top = HEAD + get_row (self, spot.day) * self->row - tw_calendar_canvas_get_offset (canvas);
  left = get_x (self, (int) (spot.day - get_day (self, get_row (self, spot.day))));
  *day = spot.day;
  return y >= HEAD && x >= left && x < left + (tw_month_get_start (spot.day) == spot.day ? 60 : NUMBER + 8) && y < top + NUMBER;
}

static guint
tw_month_view_list_rects (TwCalendarCanvas     *canvas,
                          const TwCalendarSpan *span,
                          GdkRectangle         *rects,
                          guint                 max)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int offset = tw_calendar_canvas_get_offset (canvas), top = (int) floor (get_top (self));
  guint n = 0;

  for (int row = MAX (get_row (self, span->first), top); row <= MIN (get_row (self, span->last), top + count_rows (self)) && n < max; row++)
    {
      TwDate start = get_day (self, row);
      int x = get_x (self, (int) MAX (span->first - start, 0));

      rects[n++] = (GdkRectangle) { x + 1, HEAD + row * self->row - offset + 1, get_x (self, (int) MIN (span->last - start, 6) + 1) - x - 2,
                                    self->row - 2 };
    }
  return n;
}

static void
tw_month_view_reveal (TwCalendarCanvas     *canvas,
                      const TwCalendarSpot *spot)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  int row = get_row (self, spot->day);
  double top = get_top (self);

  /* Another day was gone to, not only stepped to: its month begins at the top. */
  if (priv->day == spot->day && tw_month_get_start (spot->day) != tw_month_view_get_month (self))
    scroll_to (self, get_row (self, tw_month_get_start (spot->day)));
  else if (row < top)
    scroll_to (self, row);
  else if (row > top + ROWS - 1)
    scroll_to (self, row - ROWS + 1);
}

/* --- Drawing --- */

static void
draw_day (TwMonthView *self,
          GtkSnapshot *snapshot,
          TwDate       day,
          int          x,
          int          y,
          int          width)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  gboolean other = tw_month_get_start (day) != tw_month_view_get_month (self);
  const char *holiday = tw_calendar_model_get_holiday (priv->model, day);
  gboolean named = tw_month_get_start (day) == day && width > 60;
  g_autofree char *number = named ? tw_date_words (day, TW_WORDS_DAY_SHORT) : tw_calendar_dup_day (day, "%-d");
  TwCalendarText text = { { x + 6, y + 2, width - 10, NUMBER - 4 }, 0, TW_CALENDAR_SMALL, day == priv->today, { 0 } };
  GdkRGBA ground;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &text.color);
  if (tw_weeks_is_weekend (&priv->week, day) || holiday != NULL)
    {
      GdkRectangle rect = { x, y, width, self->row };

      ground = text.color;
      ground.alpha = 0.045f;
      tw_calendar_canvas_turn_rect (canvas, &rect);
      tw_calendar_canvas_draw_line (snapshot, &ground, rect.x, rect.y, rect.width, rect.height);
    }
  if (day == priv->today)
    {
      int pill = number[1] == '\0' ? NUMBER - 4 : width > 60 && strlen (number) > 2 ? 54 : NUMBER + 2;
      GdkRectangle rect = { x + 3, y + 2, pill, NUMBER - 4 };
      GskRoundedRect outline;

      tw_calendar_canvas_look_up (canvas, "accent_bg_color", &ground);
      tw_calendar_canvas_turn_rect (canvas, &rect);
      gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (rect.x, rect.y, rect.width, rect.height), rect.height / 2.0f);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &ground, &outline.bounds);
      gtk_snapshot_pop (snapshot);
      tw_calendar_canvas_look_up (canvas, "accent_fg_color", &text.color);
      text.rect = (GdkRectangle) { x + 3, y + 2, pill, NUMBER - 4 };
      text.align = 0.5;
    }
  else if (other)
    tw_calendar_canvas_get_faint (canvas, 0.6f, FALSE, &text.color);
  tw_calendar_canvas_draw_text (canvas, snapshot, number, &text);
  if (holiday != NULL && width > 90)
    {
      gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &text.color);
      text = (TwCalendarText) { { x + 44, y + 2, width - 48, NUMBER - 4 }, 1, TW_CALENDAR_SMALL, FALSE, text.color };
      tw_calendar_canvas_draw_text (canvas, snapshot, holiday, &text);
    }
}

static void
draw_row (TwMonthView *self,
          GtkSnapshot *snapshot,
          int          row,
          int          width)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  TwDate start = get_day (self, row);
  int y = HEAD + row * self->row - tw_calendar_canvas_get_offset (canvas);
  GdkRGBA color, line;

  tw_calendar_canvas_get_faint (canvas, 0.19f, TRUE, &line);
  for (int day = 0; day < 7; day++)
    {
      GdkRectangle rect = { get_x (self, day), y, 1, self->row };

      draw_day (self, snapshot, start + day, rect.x, y, get_x (self, day + 1) - rect.x);
      tw_calendar_canvas_turn_rect (canvas, &rect);
      if (day > 0 || get_gutter (self) > 0)
        tw_calendar_canvas_draw_line (snapshot, &line, rect.x, rect.y, 1, rect.height);
    }
  tw_calendar_canvas_draw_line (snapshot, &line, 0, y, width, 1);
  if (get_gutter (self) > 0)
    {
      g_autofree char *words = g_strdup_printf ("%d", tw_weeks_get_number (&priv->week, start));

      tw_calendar_canvas_get_faint (canvas, 0.75f, FALSE, &color);
      tw_calendar_canvas_draw_text (canvas, snapshot, words,
                                    &(TwCalendarText) { { 0, y + 2, GUTTER - 8, NUMBER - 4 }, 1, TW_CALENDAR_SMALL, FALSE, color });
    }
}

static void
tw_month_view_draw (TwCalendarCanvas *canvas,
                    GtkSnapshot      *snapshot)
{
  TwMonthView *self = TW_MONTH_VIEW (canvas);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  int first = (int) floor (get_top (self));
  GdkRGBA color;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, HEAD, width, MAX (height - HEAD, 0)));
  for (int row = first; self->row > 0 && row < first + count_rows (self); row++)
    draw_row (self, snapshot, row, width);
  gtk_snapshot_pop (snapshot);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  for (int day = 0; day < 7; day++)
    {
      int x = get_x (self, day);
      g_autofree char *words = tw_calendar_dup_day (get_day (self, first) + day, "%a");

      tw_calendar_canvas_draw_text (canvas, snapshot, words,
                                    &(TwCalendarText) { { x + 6, 2, get_x (self, day + 1) - x - 8, HEAD - 4 }, 0, TW_CALENDAR_SMALL, TRUE, color });
    }
}

static void
tw_month_view_class_init (TwMonthViewClass *klass)
{
  TwCalendarCanvasClass *canvas_class = TW_CALENDAR_CANVAS_CLASS (klass);

  canvas_class->list_parts = tw_month_view_list_parts;
  canvas_class->place = tw_month_view_place;
  canvas_class->draw = tw_month_view_draw;
  canvas_class->find_spot = tw_month_view_find_spot;
  canvas_class->find_heading = tw_month_view_find_heading;
  canvas_class->list_rects = tw_month_view_list_rects;
  canvas_class->reveal = tw_month_view_reveal;
  canvas_class->get_extent = tw_month_view_get_extent;
  canvas_class->anchor = tw_month_view_anchor;
  canvas_class->get_shown = tw_month_view_get_shown;
  canvas_class->turn = tw_month_view_turn;
}

static void
tw_month_view_init (TwMonthView *self)
{
}

/**
 * tw_month_view_new:
 * @model: what to show
 *
 * Returns: (transfer floating): a drawing to be put into a #GtkScrolledWindow
 */
GtkWidget *
tw_month_view_new (TwCalendarModel *model)
{
  TwMonthView *self = g_object_new (TW_TYPE_MONTH_VIEW, NULL);

  tw_calendar_canvas_set_model (TW_CALENDAR_CANVAS (self), model);
  self->top = get_row (self, tw_month_get_start (tw_calendar_canvas_get_day (TW_CALENDAR_CANVAS (self))));
  return GTK_WIDGET (self);
}
