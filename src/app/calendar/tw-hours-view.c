/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-hours-view.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-canvas-private.h"
#include "tw-day-layout.h"

#define GUTTER     52                                  /* pixels for the hours at the start of the line */
#define NARROW     36
#define HOUR       52                                  /* pixels at least */
#define MAX_LANES  4                                   /* of what lasts whole days */
#define MAX_DAYS   7
#define DAY_LINE   44                                  /* pixels for weekday and day */
#define FIRST_HOUR 7                                   /* that is scrolled to at first */
#define N_NARROW   3
#define PART       2                                   /* hours of a day that are painted at once */
#define MIN_COLUMN 22                                  /* pixels of an event among others at its time */
#define HEAD_PART  (G_MAXINT / 2)                      /* added to the first day */

struct _TwHoursView
{
  TwCalendarCanvas parent_instance;

  TwHoursKind      kind;
  gboolean         narrow;
  gboolean         scrolled;                           /* to the working hours, once */
  guint            n_lanes;                            /* that are used */
  int              gutter;                             /* pixels that the words of an hour take, … */
  int              gutter_line;                        /* … measured when a line was so high */
};

G_DEFINE_FINAL_TYPE (TwHoursView, tw_hours_view, TW_TYPE_CALENDAR_CANVAS)

/* --- Days --- */

static TwDate
get_start (TwHoursView *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (self));
  TwDate start = tw_weeks_get_start (&priv->week, priv->day);

  if (self->kind == TW_HOURS_DAY)
    return priv->day;
  if (self->narrow)
    return priv->day - (priv->day - start) % N_NARROW;
  while (self->kind == TW_HOURS_WORK_WEEK && tw_weeks_is_weekend (&priv->week, start))
    start++;
  return start;
}

/* The working days of a week hang together; where they do not, those between them are shown, too. */
static guint
get_n_days (TwHoursView *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (self));
  TwDate start = get_start (self), end = tw_weeks_get_start (&priv->week, priv->day) + 6;

  if (self->kind == TW_HOURS_DAY)
    return 1;
  if (self->narrow)
    return N_NARROW;
  if (self->kind == TW_HOURS_WEEK)
    return 7;
  while (end > start && tw_weeks_is_weekend (&priv->week, end))
    end--;
  return (guint) (end - start + 1);
}

/* As wide as the hours are in the font of the language. */
static int
get_gutter (TwHoursView *self)
{
  int line = tw_calendar_canvas_get_line (TW_CALENDAR_CANVAS (self));

  if (self->gutter_line != line)
    {
      g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "00:00");
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      self->gutter = (int) (width * TW_CALENDAR_SMALL) + 8;
      self->gutter_line = line;
    }
  return MAX (self->gutter, self->narrow ? NARROW : GUTTER);
}

static int
get_x (TwHoursView *self,
       guint        day)
{
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - get_gutter (self);

  return get_gutter (self) + (int) (room * day / MAX (get_n_days (self), 1));
}

static int
get_lane_height (TwHoursView *self)
{
  return tw_calendar_canvas_get_line (TW_CALENDAR_CANVAS (self)) + 4;
}

static void
tw_hours_view_get_extent (TwCalendarCanvas *canvas,
                          int              *height,
                          int              *head)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  int room = gtk_widget_get_height (GTK_WIDGET (self));

  *head = DAY_LINE + (int) MAX (self->n_lanes, 1) * get_lane_height (self) + 4;
  *height = MAX (24 * HOUR, room - *head);
}

static double
get_hour (TwHoursView *self)
{
  int height = 0, head = 0;

  tw_hours_view_get_extent (TW_CALENDAR_CANVAS (self), &height, &head);
  return height / 24.0;
}

static double
tw_hours_view_anchor (TwCalendarCanvas *canvas,
                      double            value)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);

  if (self->scrolled || gtk_widget_get_height (GTK_WIDGET (self)) == 0)
    return value;
  self->scrolled = TRUE;
  /* With the words that stand on its line. */
  return get_hour (self) * FIRST_HOUR - 8;
}

static void
tw_hours_view_get_shown (TwCalendarCanvas *canvas,
                         TwDate           *first,
                         TwDate           *last)
{
  *first = get_start (TW_HOURS_VIEW (canvas));
  *last = *first + (int) get_n_days (TW_HOURS_VIEW (canvas)) - 1;
}

static TwDate
tw_hours_view_turn (TwCalendarCanvas *canvas,
                    TwDate            day,
                    int               steps)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);

  return day + steps * (self->kind == TW_HOURS_DAY ? 1 : self->narrow ? N_NARROW : 7);
}

/* --- Boxes --- */

/* How many events beside each other have room in a day; those beyond are among the "n more" above the hours. */
static guint
get_n_columns (TwHoursView *self)
{
  return (guint) MAX ((get_x (self, 1) - get_x (self, 0)) / MIN_COLUMN, 1);
}

static guint
count_hidden (TwHoursView *self,
              TwDate       day)
{
  const TwCalendarDays *days = tw_calendar_model_get_days (tw_calendar_canvas_get_model (TW_CALENDAR_CANVAS (self)));
  guint n_columns = get_n_columns (self), hidden = 0;

  if (days == NULL || day < days->first || day > days->last)
    return 0;
  for (guint i = days->all.starts[day - days->first]; i < days->all.starts[day - days->first + 1]; i++)
    hidden += days->places[i].place.column >= n_columns;
  return hidden;
}

/* Where events among the hours are hidden, too, the last lane is for the words that say so. */
static void
make_room (TwHoursView    *self,
           const TwDayBar *bars,
           guint           n,
           int            *lanes,
           guint          *hidden)
{
  guint more[MAX_DAYS];

  for (guint day = 0; day < get_n_days (self); day++)
    more[day] = count_hidden (self, get_start (self) + (int) day);
  for (guint i = 0; i < n; i++)
    {
      gboolean in_the_way = FALSE;

      for (int day = bars[i].first; day <= bars[i].last && lanes[i] == MAX_LANES - 1; day++)
        in_the_way = in_the_way || more[day] > 0;
      if (!in_the_way)
        continue;
      lanes[i] = TW_DAY_LAYOUT_HIDDEN;
      for (int day = bars[i].first; day <= bars[i].last; day++)
        hidden[day]++;
    }
  for (guint day = 0; day < get_n_days (self); day++)
    hidden[day] += more[day];
}

static void
place_bars (TwHoursView *self,
            GArray      *boxes)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarModel *model = tw_calendar_canvas_get_model (canvas);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GArray) bars = g_array_new (FALSE, FALSE, sizeof (TwDayBar));
  TwDate start = get_start (self);
  guint n_days = get_n_days (self), hidden[MAX_DAYS];
  g_autofree int *lanes = NULL;

  for (guint day = 0; day < n_days; day++)
    {
      guint n = 0;
      TwCalendarItem *const *list = tw_calendar_model_get_day (model, start + (int) day, &n);

      for (guint i = 0; i < n && list[i]->bar; i++)
        {
          TwDayBar bar = { (int) day, (int) MIN (list[i]->span.last - start, (int) n_days - 1) };

          /* A longer one was met on its first day. */
          if (day > 0 && list[i]->span.first < start + (int) day)
            continue;
          g_ptr_array_add (items, list[i]);
          g_array_append_val (bars, bar);
        }
    }
  lanes = g_new (int, items->len);
  tw_day_layout_lanes ((TwDayBar *) bars->data, items->len, n_days, MAX_LANES, lanes, hidden);
  make_room (self, (TwDayBar *) bars->data, items->len, lanes, hidden);
  self->n_lanes = 0;
  for (guint i = 0; i < items->len; i++)
    {
      TwCalendarItem *item = g_ptr_array_index (items, i);
      const TwDayBar *bar = &g_array_index (bars, TwDayBar, i);
      int x = get_x (self, (guint) bar->first) + 1;
      TwCalendarBox box = { item, start + bar->first, x, DAY_LINE + lanes[i] * get_lane_height (self),
                            get_x (self, (guint) bar->last + 1) - x - 2, get_lane_height (self) - 2, TW_BOX_HEAD, 0 };

      if (lanes[i] == TW_DAY_LAYOUT_HIDDEN)
        continue;
      self->n_lanes = MAX (self->n_lanes, (guint) lanes[i] + 1);
      box.flags |= (item->span.first >= start ? TW_BOX_STARTS : 0) | (item->span.last < start + (int) n_days ? TW_BOX_ENDS : 0);
      g_array_append_val (boxes, box);
    }
  for (guint day = 0; day < n_days; day++)
    {
      int x = get_x (self, day);
      TwCalendarBox box = { NULL, start + (int) day, x, DAY_LINE + (MAX_LANES - 1) * get_lane_height (self), get_x (self, day + 1) - x,
                            get_lane_height (self) - 2, TW_BOX_HEAD, hidden[day] };

      if (hidden[day] == 0)
        continue;
      self->n_lanes = MAX_LANES;
      g_array_append_val (boxes, box);
    }
}

static void
place_hours (TwHoursView *self,
             guint        column,
             int          from,
             int          to,
             GArray      *boxes)
{
  const TwCalendarDays *days = tw_calendar_model_get_days (tw_calendar_canvas_get_model (TW_CALENDAR_CANVAS (self)));
  TwDate day = get_start (self) + (int) column;
  double hour = get_hour (self);
  int left = get_x (self, column) + 1, room = get_x (self, column + 1) - left - 3;
  guint limit = get_n_columns (self);

  if (days == NULL || day < days->first || day > days->last)
    return;
  for (guint i = days->all.starts[day - days->first]; i < days->all.starts[day - days->first + 1]; i++)
    {
      const TwCalendarPlace *at = &days->places[i];
      guint n_columns = MIN (at->place.n_columns, limit);
      TwCalendarItem *item = days->all.list[i];
      int end = MAX (at->to, at->from + 2 * TW_CALENDAR_SNAP), x, right, y;
      TwCalendarBox box;

      if (at->place.n_columns == 0 || at->place.column >= limit || at->from >= to || end <= from)
        continue;
      x = left + (int) (room * at->place.column / n_columns);
      right = left + (int) (room * MIN (at->place.column + at->place.width, n_columns) / n_columns);
      y = (int) (at->from * hour / 60);
      box = (TwCalendarBox) { item, day, x, y + 1, right - x - 1, (int) ((end - at->from) * hour / 60) - 2, TW_BOX_BLOCK, 0 };
      box.flags |= (item->span.first == day ? TW_BOX_STARTS : 0) | (item->span.last == day ? TW_BOX_ENDS : 0);
      g_array_append_val (boxes, box);
    }
}

static int
get_part_key (TwDate day,
              int    part)
{
  return (int) day * (24 / PART) + part;
}

static void
tw_hours_view_list_parts (TwCalendarCanvas *canvas,
                          GArray           *parts)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  int offset = tw_calendar_canvas_get_offset (canvas), height = gtk_widget_get_height (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  TwCalendarPart head = { HEAD_PART + (int) get_start (self), { 0, DAY_LINE, width, MAX_LANES * get_lane_height (self) }, TRUE };
  double hour = get_hour (self);

  g_array_append_val (parts, head);
  for (guint day = 0; day < get_n_days (self); day++)
    for (int i = 0; i < 24 / PART; i++)
      {
        int x = get_x (self, day), top = (int) (i * PART * hour), bottom = (int) ((i + 1) * PART * hour);
        TwCalendarPart part = { get_part_key (get_start (self) + (int) day, i), { x, top, get_x (self, day + 1) - x, bottom - top }, FALSE };

        if (bottom > offset && top < offset + height)
          g_array_append_val (parts, part);
      }
}

static void
tw_hours_view_place (TwCalendarCanvas     *canvas,
                     const TwCalendarPart *part,
                     GArray               *boxes)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  guint lanes = self->n_lanes;

  if (part->head)
    {
      place_bars (self, boxes);
      /* The head has another height, and what scrolls the rest. */
      if (lanes != self->n_lanes)
        gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
  else
    {
      int first = get_part_key (get_start (self), 0), hours = (part->key - first) % (24 / PART) * PART;

      place_hours (self, (guint) ((part->key - first) / (24 / PART)), hours * 60, (hours + PART) * 60, boxes);
    }
}

/* --- Places --- */

static void
tw_hours_view_find_spot (TwCalendarCanvas *canvas,
                         int               x,
                         int               y,
                         TwCalendarSpot   *spot)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  guint column = 0;
  int head = tw_calendar_canvas_get_head (canvas);

  while (column + 1 < get_n_days (self) && x >= get_x (self, column + 1))
    column++;
  spot->day = get_start (self) + (int) column;
  spot->minute = -1;
  if (y >= head)
    spot->minute = CLAMP ((int) ((y - head + tw_calendar_canvas_get_offset (canvas)) * 60 / get_hour (self)), 0, TW_CALENDAR_DAY);
}

/* A single day has no other way to be shown. */
static gboolean
tw_hours_view_find_heading (TwCalendarCanvas *canvas,
                            int               x,
                            int               y,
                            TwDate           *day)
{
  TwCalendarSpot spot;

  tw_hours_view_find_spot (canvas, x, y, &spot);
  *day = spot.day;
  return get_n_days (TW_HOURS_VIEW (canvas)) > 1 && x >= get_gutter (TW_HOURS_VIEW (canvas)) && y < DAY_LINE;
}

static guint
tw_hours_view_list_rects (TwCalendarCanvas     *canvas,
                          const TwCalendarSpan *span,
                          GdkRectangle         *rects,
                          guint                 max)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  TwDate start = get_start (self);
  double hour = get_hour (self);
  int top = tw_calendar_canvas_get_head (canvas) - tw_calendar_canvas_get_offset (canvas), last = (int) get_n_days (self) - 1;
  guint n = 0;

  if (span->last < start || span->first > start + last)
    return 0;
  if (span->all_day && max > 0)
    {
      int x = get_x (self, (guint) MAX (span->first - start, 0));

      rects[0] = (GdkRectangle) { x, DAY_LINE, get_x (self, (guint) MIN (span->last - start, last) + 1) - x - 1,
                                  tw_calendar_canvas_get_head (canvas) - DAY_LINE - 2 };
      return 1;
    }
  for (TwDate day = MAX (span->first, start); day <= MIN (span->last, start + last) && n < max; day++)
    {
      int from = day == span->first ? span->from : 0, to = day == span->last ? span->to : TW_CALENDAR_DAY;
      int x = get_x (self, (guint) (day - start)), y = (int) (from * hour / 60);

      rects[n++] = (GdkRectangle) { x + 1, top + y, get_x (self, (guint) (day - start) + 1) - x - 3,
                                    MAX ((int) (to * hour / 60) - y, 8) };
    }
  return n;
}

static void
tw_hours_view_reveal (TwCalendarCanvas     *canvas,
                      const TwCalendarSpot *spot)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  TwDate first = 0, last = 0;
  double y = spot->minute * get_hour (self) / 60;

  tw_hours_view_get_shown (canvas, &first, &last);
  if (spot->day < first || spot->day > last)
    {
      priv->day = spot->day;
      tw_calendar_canvas_move_on (canvas);
    }
  tw_calendar_canvas_read_days (canvas);
  if (spot->minute >= 0 && priv->vadjustment != NULL && self->scrolled)
    gtk_adjustment_clamp_page (priv->vadjustment, y, y + get_hour (self));
}

/* --- Drawing --- */

static void
draw_shades (TwHoursView *self,
             GtkSnapshot *snapshot,
             int          top,
             int          width,
             int          height)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  int offset = tw_calendar_canvas_get_offset (canvas);
  double hour = get_hour (self);
  GdkRGBA shade;

  tw_calendar_canvas_look_up (canvas, "view_fg_color", &shade);
  shade.alpha = 0.045f;
  for (guint day = 0; day < get_n_days (self); day++)
    {
      TwDate date = get_start (self) + (int) day;
      GdkRectangle rect = { get_x (self, day), top, get_x (self, day + 1) - get_x (self, day), height - top };
      int from = 0, to = 0;

      tw_calendar_canvas_turn_rect (canvas, &rect);
      if (!tw_calendar_model_get_work (priv->model, date, &from, &to) || tw_calendar_model_get_holiday (priv->model, date) != NULL)
        {
          if (tw_calendar_model_has_day (priv->model, date))
            tw_calendar_canvas_draw_line (snapshot, &shade, rect.x, top, rect.width, height - top);
          continue;
        }
      from = (int) (from * hour / 60) - offset;
      to = (int) (to * hour / 60) - offset;
      if (from > 0)
        tw_calendar_canvas_draw_line (snapshot, &shade, rect.x, top, rect.width, MIN (from, height - top));
      if (top + to < height)
        tw_calendar_canvas_draw_line (snapshot, &shade, rect.x, MAX (top + to, top), rect.width, height - MAX (top + to, top));
    }
}

static void
draw_hours (TwHoursView *self,
            GtkSnapshot *snapshot,
            int          top,
            int          width,
            int          height)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  int offset = tw_calendar_canvas_get_offset (canvas);
  double hour = get_hour (self);
  GdkRGBA color, line;

  tw_calendar_canvas_get_faint (canvas, 0.16f, TRUE, &line);
  tw_calendar_canvas_get_faint (canvas, 0.85f, FALSE, &color);
  for (int i = 0; i <= 24; i++)
    {
      int y = top + (int) (i * hour) - offset;
      g_autofree char *words = tw_calendar_dup_minute (i * 60);
      TwCalendarText text = { { 0, y - 10, get_gutter (self) - 6, 20 }, 1, TW_CALENDAR_SMALL, FALSE, color };
      GdkRectangle rect = { get_gutter (self) - 4, y, width, 1 };

      if (y < top - 12 || y > height + 12)
        continue;
      tw_calendar_canvas_turn_rect (canvas, &rect);
      tw_calendar_canvas_draw_line (snapshot, &line, tw_calendar_canvas_is_rtl (canvas) ? 0 : rect.x, y,
                                    width - get_gutter (self) + 4, 1);
      if (i > 0 && i < 24)
        tw_calendar_canvas_draw_text (canvas, snapshot, words, &text);
    }
}

static void
draw_now (TwHoursView *self,
          GtkSnapshot *snapshot,
          int          top)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  TwCalendarSpan span = { priv->today, priv->today, priv->now, priv->now + 1, FALSE };
  GdkRectangle rect;
  GdkRGBA red;
  GskRoundedRect dot;

  if (tw_hours_view_list_rects (canvas, &span, &rect, 1) == 0 || rect.y < top)
    return;
  tw_calendar_canvas_look_up (canvas, "red", &red);
  tw_calendar_canvas_turn_rect (canvas, &rect);
  tw_calendar_canvas_draw_line (snapshot, &red, rect.x, rect.y, rect.width, 2);
  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT (tw_calendar_canvas_is_rtl (canvas) ? rect.x + rect.width - 4 : rect.x - 4,
                                                              rect.y - 3, 8, 8), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &red, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The weekday above the day; today in the accent colour, and a holiday by its name. */
static void
draw_head (TwHoursView *self,
           GtkSnapshot *snapshot,
           int          head,
           int          width,
           int          height)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (self);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (canvas);
  GdkRGBA color, line, accent;
  g_autofree char *week = NULL;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  tw_calendar_canvas_look_up (canvas, "accent_color", &accent);
  tw_calendar_canvas_get_faint (canvas, 0.25f, TRUE, &line);
  for (guint i = 0; i < get_n_days (self); i++)
    {
      TwDate day = get_start (self) + (int) i;
      int x = get_x (self, i), room = get_x (self, i + 1) - x;
      const char *holiday = tw_calendar_model_get_holiday (priv->model, day);
      g_autofree char *weekday = tw_calendar_dup_day (day, "%a"), *number = tw_calendar_dup_day (day, "%-d");
      TwCalendarText text = { { x + 6, 4, room - 10, 16 }, 0, TW_CALENDAR_SMALL, FALSE, day == priv->today ? accent : color };
      GdkRectangle rect = { x, 0, 1, height };

      tw_calendar_canvas_draw_text (canvas, snapshot, weekday, &text);
      text.rect = (GdkRectangle) { x + 6, 18, room - 10, 24 };
      text.size = 1.25;
      text.bold = day == priv->today;
      tw_calendar_canvas_draw_text (canvas, snapshot, number, &text);
      if (holiday != NULL && room > 70)
        {
          text = (TwCalendarText) { { x + 36, 20, room - 40, 22 }, 1, TW_CALENDAR_SMALL, FALSE, color };
          tw_calendar_canvas_draw_text (canvas, snapshot, holiday, &text);
        }
      tw_calendar_canvas_turn_rect (canvas, &rect);
      tw_calendar_canvas_draw_line (snapshot, &line, rect.x, DAY_LINE / 4, 1, height);
    }
  tw_calendar_canvas_draw_line (snapshot, &line, 0, head - 1, width, 1);
  /* Translators: in front of a week of a calendar: its number. Keep it very short. */
  week = g_strdup_printf (_("W%d"), tw_weeks_get_number (&priv->week, get_start (self)));
  tw_calendar_canvas_get_faint (canvas, 0.85f, FALSE, &color);
  tw_calendar_canvas_draw_text (canvas, snapshot, week, &(TwCalendarText) { { 0, 4, get_gutter (self) - 6, 16 }, 1, TW_CALENDAR_SMALL, FALSE, color });
}

static void
tw_hours_view_draw (TwCalendarCanvas *canvas,
                    GtkSnapshot      *snapshot)
{
  TwHoursView *self = TW_HOURS_VIEW (canvas);
  int head = tw_calendar_canvas_get_head (canvas), width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, head, width, MAX (height - head, 0)));
  draw_shades (self, snapshot, head, width, height);
  draw_hours (self, snapshot, head, width, height);
  draw_now (self, snapshot, head);
  gtk_snapshot_pop (snapshot);
  draw_head (self, snapshot, head, width, height);
}

static void
tw_hours_view_class_init (TwHoursViewClass *klass)
{
  TwCalendarCanvasClass *canvas_class = TW_CALENDAR_CANVAS_CLASS (klass);

  canvas_class->list_parts = tw_hours_view_list_parts;
  canvas_class->place = tw_hours_view_place;
  canvas_class->draw = tw_hours_view_draw;
  canvas_class->find_spot = tw_hours_view_find_spot;
  canvas_class->find_heading = tw_hours_view_find_heading;
  canvas_class->list_rects = tw_hours_view_list_rects;
  canvas_class->reveal = tw_hours_view_reveal;
  canvas_class->get_extent = tw_hours_view_get_extent;
  canvas_class->anchor = tw_hours_view_anchor;
  canvas_class->get_shown = tw_hours_view_get_shown;
  canvas_class->turn = tw_hours_view_turn;
  canvas_class->has_hours = TRUE;
}

static void
tw_hours_view_init (TwHoursView *self)
{
}

/**
 * tw_hours_view_new:
 * @model: what to show
 * @kind: which days
 *
 * Returns: (transfer floating): a drawing to be put into a #GtkScrolledWindow
 */
GtkWidget *
tw_hours_view_new (TwCalendarModel *model,
                   TwHoursKind      kind)
{
  TwHoursView *self = g_object_new (TW_TYPE_HOURS_VIEW, NULL);

  self->kind = kind;
  tw_calendar_canvas_set_model (TW_CALENDAR_CANVAS (self), model);
  return GTK_WIDGET (self);
}

void
tw_hours_view_set_narrow (TwHoursView *self,
                          gboolean     narrow)
{
  g_return_if_fail (TW_IS_HOURS_VIEW (self));
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  tw_calendar_canvas_invalidate (TW_CALENDAR_CANVAS (self));
  tw_calendar_canvas_go_to (TW_CALENDAR_CANVAS (self), tw_calendar_canvas_get_day (TW_CALENDAR_CANVAS (self)));
}
