/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointer in a calendar: what is pressed and dragged is made, moved, or has an edge pulled; a click opens. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-calendar-canvas-private.h"
#include "tw-calendar-change.h"
#include "tw-calendar-create.h"
#include "tw-create-dialog.h"
#include "tw-passing-popover.h"

#define GRIP      6                                    /* pixels of an event's edge that are pulled */
#define THRESHOLD 5                                    /* pixels until a press becomes a drag */

static int
snap (int minute)
{
  return CLAMP ((minute + TW_CALENDAR_SNAP / 2) / TW_CALENDAR_SNAP * TW_CALENDAR_SNAP, 0, TW_CALENDAR_DAY);
}

static void
find_spot (TwCalendarCanvas *self,
           double            x,
           double            y,
           TwCalendarSpot   *spot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  TW_CALENDAR_CANVAS_GET_CLASS (self)->find_spot (self, tw_calendar_canvas_is_rtl (self) ? width - (int) x : (int) x, (int) y, spot);
}

static gboolean
find_heading (TwCalendarCanvas *self,
              double            x,
              double            y,
              TwDate           *day)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return TW_CALENDAR_CANVAS_GET_CLASS (self)->find_heading (self, tw_calendar_canvas_is_rtl (self) ? width - (int) x : (int) x, (int) y, day);
}

/* Which edge of a box the point is on: of blocks above and below, of bars at the start and the end of the line. */
static TwHand
find_grip (TwCalendarCanvas    *self,
           const TwCalendarBox *box,
           double               x,
           double               y)
{
  gboolean rtl = tw_calendar_canvas_is_rtl (self);
  GdkRectangle rect;
  double from_start, from_end;

  if (!box->item->occurrence->may_move || !tw_calendar_change_can_stretch (box->item->occurrence))
    return TW_HAND_MOVE;
  tw_calendar_canvas_get_rect (self, box, &rect);
  if ((box->flags & TW_BOX_BLOCK) != 0)
    {
      from_start = y - rect.y;
      from_end = rect.y + rect.height - y;
    }
  else if (box->item->bar)
    {
      from_start = rtl ? rect.x + rect.width - x : x - rect.x;
      from_end = rtl ? x - rect.x : rect.x + rect.width - x;
    }
  else
    return TW_HAND_MOVE;
  if ((box->flags & TW_BOX_ENDS) != 0 && from_end < GRIP)
    return TW_HAND_END;
  return (box->flags & TW_BOX_STARTS) != 0 && from_start < GRIP && rect.height > 3 * GRIP ? TW_HAND_START : TW_HAND_MOVE;
}

/* --- Making and changing --- */

static void
created_cb (TwCalendarCanvas *self,
            gboolean          made,
            TwCalendarCreate *popover)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (!made && priv->hand == TW_HAND_WAITING)
    priv->hand = TW_HAND_NONE;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
create_by_form (TwCalendarCanvas     *self,
                const TwCalendarSpan *span)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwWorkspace *workspace = tw_calendar_model_get_workspace (priv->model);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  TwCreateDialog *dialog = tw_create_dialog_new (GTK_WINDOW (root), workspace, priv->entity);
  g_auto(TwValue) value = TW_VALUE_INIT;

  value = priv->entity->date_field->type == TW_TYPE_DATE
            ? tw_value_date (span->first)
            : tw_value_datetime (tw_instant_from_local (span->first, (span->all_day ? 9 * 60 : span->from) * 60,
                                                        tw_calendar_model_get_zone (priv->model)));
  tw_create_dialog_preset (dialog, priv->entity->date_field, &value);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * tw_calendar_canvas_create:
 * @self: a drawing
 * @span: when
 *
 * Lets a person type what is to be there.
 */
void
tw_calendar_canvas_create (TwCalendarCanvas     *self,
                           const TwCalendarSpan *span)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GdkRectangle rect = { 0, 0, 1, 1 };
  TwCalendarCreate *popover = NULL;

  if (priv->entity != NULL)
    {
      priv->hand = TW_HAND_NONE;
      create_by_form (self, span);
      return;
    }
  if (tw_store_is_read_only (tw_workspace_get_store (tw_calendar_model_get_workspace (priv->model))))
    {
      tw_calendar_canvas_cancel_drag (self);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("This workspace can only be read."));
      return;
    }
  priv->hand = TW_HAND_WAITING;
  priv->span = *span;
  priv->dragged = tw_id_nil;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->list_rects (self, span, &rect, 1);
  tw_calendar_canvas_turn_rect (self, &rect);
  popover = tw_calendar_create_new (priv->model, span);
  g_signal_connect_object (popover, "finished", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  tw_calendar_create_open (popover, GTK_WIDGET (self), &rect);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
changed_cb (GtkWidget *widget,
            gboolean   done)
{
  if (!done)
    tw_calendar_canvas_settled (TW_CALENDAR_CANVAS (widget));
}

/**
 * tw_calendar_canvas_change:
 * @self: a drawing
 * @item: an event
 * @span: where it is to be
 *
 * Moves it. It is shown there at once; what the store refuses or a person thinks better of is put back.
 */
void
tw_calendar_canvas_change (TwCalendarCanvas     *self,
                           TwCalendarItem       *item,
                           const TwCalendarSpan *span)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  g_autoptr(TwOccurrence) occurrence = tw_occurrence_copy (item->occurrence);
  TwCalendarSpot spot = { span->first, -1 };

  priv->hand = TW_HAND_WAITING;
  priv->span = *span;
  priv->dragged = item->occurrence->id;
  priv->dragged_time = item->occurrence->recurrence_id;
  /* The focus goes along, also to days that are not on the screen yet. */
  spot.minute = span->all_day || !TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours ? -1 : span->from;
  tw_calendar_canvas_set_focus (self, &spot, item, FALSE);
  tw_calendar_change_move (GTK_WIDGET (self), priv->model, occurrence, span, changed_cb);
}

/* --- Dragging --- */

void
tw_calendar_canvas_cancel_drag (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand == TW_HAND_NONE)
    return;
  priv->hand = TW_HAND_NONE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* From the day and minute where it was pressed to where it is now, whichever comes first. */
static void
stretch_new (TwCalendarCanvas     *self,
             const TwCalendarSpot *spot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  gboolean back = spot->day < priv->start.day || (spot->day == priv->start.day && spot->minute < priv->start.minute);
  const TwCalendarSpot *first = back ? spot : &priv->start, *last = back ? &priv->start : spot;

  priv->span.all_day = priv->start.minute < 0;
  priv->span.first = first->day;
  priv->span.last = last->day;
  priv->span.from = MAX (first->minute / TW_CALENDAR_SNAP * TW_CALENDAR_SNAP, 0);
  priv->span.to = snap (MAX (last->minute, 0));
  if (!priv->span.all_day && priv->span.first == priv->span.last)
    priv->span.to = MAX (priv->span.to, priv->span.from + TW_CALENDAR_SNAP);
}

/* The length stays; from the hours to the days above them it becomes all-day, and the other way round an hour. */
static void
shift_dragged (TwCalendarCanvas     *self,
               const TwCalendarSpot *spot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  gboolean hours = TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours;
  TwCalendarSpan span = priv->former;
  int days = (int) (spot->day - priv->start.day);

  if (!hours || (spot->minute < 0) == (priv->start.minute < 0))
    tw_calendar_span_shift (&span, days, hours && spot->minute >= 0
                                           ? (int) floor ((double) (spot->minute - priv->start.minute) / TW_CALENDAR_SNAP + 0.5) * TW_CALENDAR_SNAP : 0);
  else if (spot->minute < 0)
    span = (TwCalendarSpan) { span.first + days, span.last + days, 0, 0, TRUE };
  else
    {
      int from = MIN (spot->minute / TW_CALENDAR_SNAP * TW_CALENDAR_SNAP, TW_CALENDAR_DAY - 60);

      span = (TwCalendarSpan) { spot->day, spot->day, from, from + 60, FALSE };
    }
  priv->span = span;
}

static void
pull_edge (TwCalendarCanvas     *self,
           const TwCalendarSpot *spot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpan span = priv->former;
  gboolean by_day = span.all_day || spot->minute < 0 || !TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours;

  if (priv->hand == TW_HAND_START)
    {
      span.first = MIN (spot->day, span.last);
      span.from = by_day ? span.from : snap (spot->minute);
      if (!span.all_day && span.first == span.last)
        span.from = MIN (span.from, span.to - TW_CALENDAR_SNAP);
    }
  else
    {
      span.last = MAX (spot->day, span.first);
      span.to = by_day ? span.to : snap (spot->minute);
      if (!span.all_day && span.first == span.last)
        span.to = MAX (span.to, span.from + TW_CALENDAR_SNAP);
    }
  priv->span = span;
}

static void
begin_drag (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int i = tw_calendar_canvas_find_box (self, (int) priv->x, (int) priv->y);
  const TwCalendarBox *box = i >= 0 ? &g_array_index (priv->boxes, TwCalendarBox, i) : NULL;

  if (box == NULL || box->item == NULL)
    {
      priv->dragged = tw_id_nil;
      priv->hand = TW_HAND_CREATE;
      return;
    }
  if (!box->item->occurrence->may_move)
    {
      priv->hand = TW_HAND_NONE;
      return;
    }
  priv->dragged = box->item->occurrence->id;
  priv->dragged_time = box->item->occurrence->recurrence_id;
  priv->former = box->item->span;
  priv->hand = find_grip (self, box, priv->x, priv->y);
}

static void
follow (TwCalendarCanvas *self,
        double            x,
        double            y)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpot spot;

  find_spot (self, x, y, &spot);
  if (priv->hand == TW_HAND_CREATE)
    {
      /* What began in the hours stays there. */
      if ((spot.minute < 0) != (priv->start.minute < 0))
        spot.minute = priv->start.minute < 0 ? -1 : 0;
      stretch_new (self, &spot);
    }
  else if (priv->hand == TW_HAND_MOVE)
    shift_dragged (self, &spot);
  else if (priv->hand == TW_HAND_START || priv->hand == TW_HAND_END)
    pull_edge (self, &spot);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (GtkGestureDrag   *gesture,
               double            x,
               double            y,
               TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  priv->hand = TW_HAND_PRESSED;
  priv->x = x;
  priv->y = y;
  find_spot (self, x, y, &priv->start);
}

static void
drag_update_cb (GtkGestureDrag   *gesture,
                double            x,
                double            y,
                TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand == TW_HAND_PRESSED && hypot (x, y) >= THRESHOLD)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      begin_drag (self);
    }
  if (priv->hand >= TW_HAND_CREATE && priv->hand <= TW_HAND_END)
    follow (self, priv->x + x, priv->y + y);
}

static TwCalendarItem *
find_dragged (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  for (guint i = 0; i < priv->boxes->len; i++)
    {
      TwCalendarItem *item = g_array_index (priv->boxes, TwCalendarBox, i).item;

      if (item != NULL && tw_calendar_canvas_is_dragged (self, item))
        return item;
    }
  return NULL;
}

static void
drop (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpan span = priv->span;
  TwCalendarItem *item = NULL;

  if (priv->hand == TW_HAND_CREATE)
    {
      /* One day of a month is no day-long event. */
      if (!TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours && span.first == span.last)
        span = (TwCalendarSpan) { span.first, span.last, 9 * 60, 10 * 60, FALSE };
      tw_calendar_canvas_create (self, &span);
      return;
    }
  item = find_dragged (self);
  if (item == NULL || tw_calendar_span_equal (&span, &priv->former))
    {
      tw_calendar_canvas_cancel_drag (self);
      return;
    }
  tw_calendar_canvas_change (self, item, &span);
}

/* A press that did not become a drag. */
static void
click (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int i = tw_calendar_canvas_find_box (self, (int) priv->x, (int) priv->y);
  const TwCalendarBox *box = i >= 0 ? &g_array_index (priv->boxes, TwCalendarBox, i) : NULL;
  TwCalendarSpot spot = priv->start;
  TwDate day = 0;

  priv->hand = TW_HAND_NONE;
  if (box != NULL && box->item != NULL)
    {
      tw_calendar_canvas_set_focus (self, &spot, box->item, FALSE);
      tw_calendar_change_open (GTK_WIDGET (self), box->item->occurrence);
    }
  else if (box != NULL)
    g_signal_emit_by_name (self, "day-activated", box->day);
  else if (find_heading (self, priv->x, priv->y, &day))
    g_signal_emit_by_name (self, "day-activated", day);
  else
    {
      if (spot.minute >= 0)
        spot.minute = MIN (spot.minute / TW_CALENDAR_SLOT * TW_CALENDAR_SLOT, TW_CALENDAR_DAY - TW_CALENDAR_SLOT);
      tw_calendar_canvas_set_focus (self, &spot, NULL, FALSE);
    }
}

static void
drag_end_cb (GtkGestureDrag   *gesture,
             double            x,
             double            y,
             TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand == TW_HAND_PRESSED)
    click (self);
  else if (priv->hand >= TW_HAND_CREATE && priv->hand <= TW_HAND_END)
    drop (self);
}

static void
drag_cancel_cb (TwCalendarCanvas *self)
{
  if (tw_calendar_canvas_get_private (self)->hand != TW_HAND_WAITING)
    tw_calendar_canvas_cancel_drag (self);
}

/* Twice on an empty place adds something there. */
static void
pressed_cb (GtkGestureClick  *gesture,
            int               n,
            double            x,
            double            y,
            TwCalendarCanvas *self)
{
  if (n == 2 && tw_calendar_canvas_find_box (self, (int) x, (int) y) < 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "calendar.create", NULL);
}

static void
menu_cb (GtkGestureClick  *gesture,
         int               n,
         double            x,
         double            y,
         TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int i = tw_calendar_canvas_find_box (self, (int) x, (int) y);
  TwCalendarItem *item = i >= 0 ? g_array_index (priv->boxes, TwCalendarBox, i).item : NULL;
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkWidget *popover = NULL;
  TwCalendarSpot spot;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  find_spot (self, x, y, &spot);
  if (spot.minute >= 0)
    spot.minute = MIN (spot.minute / TW_CALENDAR_SLOT * TW_CALENDAR_SLOT, TW_CALENDAR_DAY - TW_CALENDAR_SLOT);
  tw_calendar_canvas_set_focus (self, &spot, item, FALSE);
  if (item != NULL)
    {
      g_menu_append (menu, _("_Open"), "calendar.open");
      g_menu_append (menu, _("_Look"), "calendar.peek");
      g_menu_append (menu, _("_Delete"), "calendar.delete");
    }
  else
    g_menu_append (menu, _("_Add Here…"), "calendar.create");
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* --- Hover --- */

static void
hover (TwCalendarCanvas *self,
       int               i)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hover == i)
    return;
  priv->hover = i;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (TwCalendarCanvas *self,
           double            x,
           double            y)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int i = priv->hand == TW_HAND_NONE ? tw_calendar_canvas_find_box (self, (int) x, (int) y) : -1;
  const TwCalendarBox *box = i >= 0 ? &g_array_index (priv->boxes, TwCalendarBox, i) : NULL;
  TwHand grip = box != NULL && box->item != NULL ? find_grip (self, box, x, y) : TW_HAND_NONE;
  const char *cursor = NULL;
  TwDate day = 0;

  if (grip == TW_HAND_START || grip == TW_HAND_END)
    cursor = (box->flags & TW_BOX_BLOCK) != 0 ? "ns-resize" : "ew-resize";
  else if (box != NULL || find_heading (self, x, y, &day))
    cursor = "pointer";
  if (priv->hand == TW_HAND_NONE)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor);
  hover (self, i);
}

static void
leave_cb (TwCalendarCanvas *self)
{
  hover (self, -1);
}

void
tw_calendar_canvas_add_hands (TwCalendarCanvas *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *twice = gtk_gesture_click_new (), *menu = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (twice), GDK_BUTTON_PRIMARY);
  g_signal_connect (twice, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (twice));
  gtk_gesture_group (drag, twice);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
