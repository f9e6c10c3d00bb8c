/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the events of a calendar, and has the hands that all its drawings share: pointing, dragging, keys. A widget for each event
 * would be thousands of them (decision 0031); instead each event has a box, and whoever derives from this says where the boxes are.
 * The events are reached by the arrow keys, and what has the focus is the accessible name of the drawing and of a child that lies over it.
 *
 * Signals: "shown" (): other days are shown; "focused" (): something else has the focus; "day-activated" (int day): a person wants to see that day. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-calendar-model.h"
#include "tw-calendar-weeks.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_CANVAS (tw_calendar_canvas_get_type ())
G_DECLARE_DERIVABLE_TYPE (TwCalendarCanvas, tw_calendar_canvas, TW, CALENDAR_CANVAS, GtkWidget)

extern const TwActionTable tw_calendar_canvas_actions;

/* Where the pointer or the keyboard is. */
typedef struct
{
  TwDate   day;
  int      minute;                                     /* 0 … 1440; -1: the day as a whole, above the hours */
} TwCalendarSpot;

typedef enum
{
  TW_BOX_STARTS = 1 << 0,                              /* the event begins in this box */
  TW_BOX_ENDS   = 1 << 1,                              /* and ends in it */
  TW_BOX_HEAD   = 1 << 2,                              /* it does not scroll */
  TW_BOX_BLOCK  = 1 << 3,                              /* over hours, and not in a line */
  TW_BOX_PLAIN  = 1 << 4,                              /* without a ground: its picture has the colour */
} TwCalendarBoxFlags;

/* Lengths are pixels from the left top, as if the text ran from left to right: it is turned round when it is drawn. */
typedef struct
{
  TwCalendarItem    *item;                             /* (nullable): of the model; NULL: "n more" */
  TwDate             day;                              /* the first one that it is drawn on */
  int                x, y, width, height;
  TwCalendarBoxFlags flags;
  guint              hidden;                           /* how many more the day has */
} TwCalendarBox;

/* A part of what is drawn that is painted at once: the same key, the same days and hours. */
typedef struct
{
  int          key;
  GdkRectangle rect;                                   /* as those of its boxes */
  gboolean     head;                                   /* it does not scroll */
} TwCalendarPart;

struct _TwCalendarCanvasClass
{
  GtkWidgetClass parent_class;

  /* Adds the parts that are on the screen. */
  void     (*list_parts) (TwCalendarCanvas *self, GArray *parts);
  /* Adds the boxes of a part; one that reaches into several parts is added to each of them. */
  void     (*place)      (TwCalendarCanvas *self, const TwCalendarPart *part, GArray *boxes);
  /* What lies under the boxes. */
  void     (*draw)       (TwCalendarCanvas *self, GtkSnapshot *snapshot);
  /* A point of the widget, as if the text ran from left to right. */
  void     (*find_spot)  (TwCalendarCanvas *self, int x, int y, TwCalendarSpot *spot);
  /* Whether the point, as above, is on the heading of a day, which opens it. */
  gboolean (*find_heading) (TwCalendarCanvas *self, int x, int y, TwDate *day);
  /* The rectangles that a span takes on the screen; returns how many of max. */
  guint    (*list_rects) (TwCalendarCanvas *self, const TwCalendarSpan *span, GdkRectangle *rects, guint max);
  /* Scrolls or turns the pages until the spot is on the screen. */
  void     (*reveal)     (TwCalendarCanvas *self, const TwCalendarSpot *spot);
  /* The height of what scrolls, of which the visible part is a page; of the head, which does not. */
  void     (*get_extent) (TwCalendarCanvas *self, int *height, int *head);
  /* Where it is to be scrolled to now that its size is known. */
  double   (*anchor)     (TwCalendarCanvas *self, double value);
  /* The first and the last day on the screen. */
  void     (*get_shown)  (TwCalendarCanvas *self, TwDate *first, TwDate *last);
  /* A period on or back. */
  TwDate   (*turn)       (TwCalendarCanvas *self, TwDate day, int steps);
  gboolean  has_hours;
};

/* Both once, after it is made. */
void              tw_calendar_canvas_set_model  (TwCalendarCanvas *self, TwCalendarModel *model);
TwCalendarModel  *tw_calendar_canvas_get_model  (TwCalendarCanvas *self);
const TwWeeks    *tw_calendar_canvas_get_week   (TwCalendarCanvas *self);
/* The day that is shown; which others are depends on the drawing. */
TwDate            tw_calendar_canvas_get_day    (TwCalendarCanvas *self);
void              tw_calendar_canvas_go_to      (TwCalendarCanvas *self, TwDate day);
void              tw_calendar_canvas_turn       (TwCalendarCanvas *self, int steps);
void              tw_calendar_canvas_get_shown  (TwCalendarCanvas *self, TwDate *first, TwDate *last);
/* The record that has the focus; NULL: an empty place has it. */
TwCalendarItem   *tw_calendar_canvas_get_focused (TwCalendarCanvas *self);
gboolean          tw_calendar_canvas_focus_record (TwCalendarCanvas *self, const TwId *id);
void              tw_calendar_canvas_get_spot   (TwCalendarCanvas *self, TwCalendarSpot *spot);
void              tw_calendar_canvas_set_spot   (TwCalendarCanvas *self, TwDate day, int minute);
/* Only records of this kind are made, by their form; NULL: meetings, calls and tasks. */
void              tw_calendar_canvas_set_entity (TwCalendarCanvas *self, const TwEntity *entity);
/* Where an event is on the screen; FALSE: nowhere. */
gboolean          tw_calendar_canvas_find_rect  (TwCalendarCanvas *self, const TwId *id, GdkRectangle *rect);
/* What the accessible name says. */
const char       *tw_calendar_canvas_get_words  (TwCalendarCanvas *self);

G_END_DECLS
