/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-calendar-canvas.h"

G_BEGIN_DECLS

#define TW_CALENDAR_SNAP 15                            /* minutes */
#define TW_CALENDAR_SLOT 30                            /* minutes between the places that the keyboard stops at */
#define TW_CALENDAR_DAY  (24 * 60)
#define TW_CALENDAR_SMALL 0.85                         /* of the font's size: one size for all small letters, for the first of each takes ms */

typedef enum { TW_HAND_NONE, TW_HAND_PRESSED, TW_HAND_CREATE, TW_HAND_MOVE, TW_HAND_START, TW_HAND_END, TW_HAND_WAITING } TwHand;

#define TW_TYPE_CALENDAR_CURSOR (tw_calendar_cursor_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarCursor, tw_calendar_cursor, TW, CALENDAR_CURSOR, GtkWidget)

typedef struct
{
  TwCalendarModel *model;                              /* (owned) */
  const TwEntity  *entity;                             /* (nullable) that can be made here alone */
  TwWeeks          week;
  TwDate           today;
  int              now;                                /* minute of today */
  guint            tick_id;

  /* Scrolling. */
  GtkAdjustment   *hadjustment, *vadjustment;          /* (owned) (nullable) */
  GtkScrollablePolicy hpolicy, vpolicy;

  /* What is drawn. */
  GHashTable      *tiles;                              /* (owned) by the key of their part */
  GPtrArray       *shown;                              /* (owned) those that are on the screen */
  GArray          *boxes;                              /* (owned) TwCalendarBox of these */
  gboolean         placed;
  gboolean         painted;                            /* once at least */
  guint            round;                              /* grows when what was worked out for a place no longer holds */
  guint            next_frame;                         /* tick callback of what this one had no time for */
  int              width, height, head;                /* that the places were worked out for */
  GHashTable      *icons;                              /* (owned) by name */
  GHashTable      *texts;                              /* (owned) of the ground, by their look and words */
  int              line;                               /* height of a line of text; 0: not known */
  int              scale;                              /* of the icons */

  /* The keyboard. */
  TwDate           day;
  TwCalendarSpot   spot;
  TwId             focus;                              /* nil: an empty place */
  TwInstant        focus_time;                         /* by its rule, of what repeats */
  gboolean         on_more;
  char            *words;                              /* (owned) of what has the focus */
  GtkWidget       *cursors[2];                         /* children that stand for it, by turns */
  guint            cursor;                             /* the one whose turn it is */

  /* The pointer. */
  TwHand           hand;
  TwCalendarSpot   start;                              /* where it was pressed */
  double           x, y;                               /* there */
  TwCalendarSpan   span;                               /* what is being dragged, or waits for the store */
  TwId             dragged;                            /* nil: a new one */
  TwInstant        dragged_time;
  TwCalendarSpan   former;                             /* of what is dragged */
  int              hover;                              /* box under the pointer; -1: none */
} TwCalendarCanvasPrivate;

TwCalendarCanvasPrivate *tw_calendar_canvas_get_private (TwCalendarCanvas *self);

/* tw-calendar-tiles.c */
void           tw_calendar_canvas_ensure_boxes  (TwCalendarCanvas *self);
void           tw_calendar_canvas_draw_tiles    (TwCalendarCanvas *self, GtkSnapshot *snapshot);
void           tw_calendar_tile_free            (gpointer tile);

/* tw-calendar-boxes.c */
void           tw_calendar_canvas_invalidate    (TwCalendarCanvas *self);
void           tw_calendar_canvas_move_on       (TwCalendarCanvas *self);
gboolean       tw_calendar_canvas_is_rtl        (TwCalendarCanvas *self);
/* Pixels that the body is scrolled, and where it begins. */
int            tw_calendar_canvas_get_offset    (TwCalendarCanvas *self);
int            tw_calendar_canvas_get_head      (TwCalendarCanvas *self);
/* A box in the widget's pixels, turned round where text runs from right to left. */
void           tw_calendar_canvas_get_rect      (TwCalendarCanvas *self, const TwCalendarBox *box, GdkRectangle *rect);
void           tw_calendar_canvas_turn_rect     (TwCalendarCanvas *self, GdkRectangle *rect);
int            tw_calendar_canvas_find_box      (TwCalendarCanvas *self, int x, int y);
gboolean       tw_calendar_canvas_is_dragged    (TwCalendarCanvas *self, const TwCalendarItem *item);
/* tw-calendar-canvas.c */
void           tw_calendar_canvas_read_days     (TwCalendarCanvas *self);
void           tw_calendar_canvas_settled       (TwCalendarCanvas *self);

/* tw-calendar-draw.c */
void           tw_calendar_canvas_draw_box      (TwCalendarCanvas *self, GtkSnapshot *snapshot, const TwCalendarBox *box);
/* What changes from frame to frame: that a box has the focus, is pointed at, or is being dragged. */
void           tw_calendar_canvas_draw_marks    (TwCalendarCanvas *self, GtkSnapshot *snapshot, guint i);
void           tw_calendar_canvas_draw_span     (TwCalendarCanvas *self, GtkSnapshot *snapshot);
void           tw_calendar_canvas_look_up       (TwCalendarCanvas *self, const char *name, GdkRGBA *color);
void           tw_calendar_canvas_draw_icon     (TwCalendarCanvas *self, GtkSnapshot *snapshot, const char *name, int x, int y, int size,
                                                 const GdkRGBA *color);
/* A text of the ground in a rectangle of the widget, in the middle of its height; align: 0 at the start of the line, 1 at the end. */
typedef struct
{
  GdkRectangle  rect;
  double        align;
  double        size;                                  /* of the font's */
  gboolean      bold;
  GdkRGBA       color;
} TwCalendarText;
void           tw_calendar_canvas_draw_text     (TwCalendarCanvas *self, GtkSnapshot *snapshot, const char *words, const TwCalendarText *text);
void           tw_calendar_canvas_get_faint     (TwCalendarCanvas *self, float alpha, gboolean line, GdkRGBA *color);
void           tw_calendar_canvas_draw_line     (GtkSnapshot *snapshot, const GdkRGBA *color, int x, int y, int width, int height);
void           tw_calendar_canvas_forget_texts  (TwCalendarCanvas *self);
int            tw_calendar_canvas_get_line      (TwCalendarCanvas *self);

/* tw-calendar-cursor.c */
GtkWidget     *tw_calendar_cursor_new           (void);
void           tw_calendar_canvas_allocate_cursors (TwCalendarCanvas *self);
void           tw_calendar_canvas_step_cursor   (TwCalendarCanvas *self);
gboolean       tw_calendar_canvas_is_focused    (TwCalendarCanvas *self);
gboolean       tw_calendar_canvas_focus_cursor  (TwCalendarCanvas *self);

/* tw-calendar-hands.c, tw-calendar-keys.c */
void           tw_calendar_canvas_add_hands     (TwCalendarCanvas *self);
void           tw_calendar_canvas_cancel_drag   (TwCalendarCanvas *self);
void           tw_calendar_canvas_add_keys      (TwCalendarCanvas *self);
void           tw_calendar_canvas_install_keys  (GtkWidgetClass *widget_class);
void           tw_calendar_canvas_set_focus     (TwCalendarCanvas *self, const TwCalendarSpot *spot, const TwCalendarItem *item, gboolean more);
void           tw_calendar_canvas_change        (TwCalendarCanvas *self, TwCalendarItem *item, const TwCalendarSpan *span);
void           tw_calendar_canvas_create        (TwCalendarCanvas *self, const TwCalendarSpan *span);
void           tw_calendar_canvas_say           (TwCalendarCanvas *self);

G_END_DECLS
