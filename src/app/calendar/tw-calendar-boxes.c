/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the events of a drawing are: places as if the text ran from left to right, turned round for the screen. */
#include "config.h"

#include "tw-calendar-canvas-private.h"

gboolean
tw_calendar_canvas_is_rtl (TwCalendarCanvas *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

int
tw_calendar_canvas_get_offset (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  return priv->vadjustment != NULL ? (int) gtk_adjustment_get_value (priv->vadjustment) : 0;
}

int
tw_calendar_canvas_get_head (TwCalendarCanvas *self)
{
  int height = 0, head = 0;

  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_extent (self, &height, &head);
  return head;
}

/* Other days or hours are on the screen. */
void
tw_calendar_canvas_move_on (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  priv->placed = FALSE;
  priv->hover = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Another reading, or another size: the places are worked out anew when they are needed. */
void
tw_calendar_canvas_invalidate (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  priv->round++;
  tw_calendar_canvas_move_on (self);
}

void
tw_calendar_canvas_turn_rect (TwCalendarCanvas *self,
                              GdkRectangle     *rect)
{
  if (tw_calendar_canvas_is_rtl (self))
    rect->x = gtk_widget_get_width (GTK_WIDGET (self)) - rect->x - rect->width;
}

void
tw_calendar_canvas_get_rect (TwCalendarCanvas    *self,
                             const TwCalendarBox *box,
                             GdkRectangle        *rect)
{
  *rect = (GdkRectangle) { box->x, box->y, box->width, box->height };
  if ((box->flags & TW_BOX_HEAD) == 0)
    rect->y += tw_calendar_canvas_get_head (self) - tw_calendar_canvas_get_offset (self);
  tw_calendar_canvas_turn_rect (self, rect);
}

/* The one that is drawn last is on top. */
int
tw_calendar_canvas_find_box (TwCalendarCanvas *self,
                             int               x,
                             int               y)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int head = tw_calendar_canvas_get_head (self);

  tw_calendar_canvas_ensure_boxes (self);
  for (int i = (int) priv->boxes->len - 1; i >= 0; i--)
    {
      const TwCalendarBox *box = &g_array_index (priv->boxes, TwCalendarBox, i);
      GdkRectangle rect;

      if (((box->flags & TW_BOX_HEAD) != 0) != (y < head))
        continue;
      tw_calendar_canvas_get_rect (self, box, &rect);
      if (gdk_rectangle_contains_point (&rect, x, y))
        return i;
    }
  return -1;
}

gboolean
tw_calendar_canvas_is_dragged (TwCalendarCanvas     *self,
                               const TwCalendarItem *item)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  return priv->hand >= TW_HAND_MOVE && !tw_id_is_nil (&priv->dragged) && tw_id_equal (&priv->dragged, &item->occurrence->id)
         && priv->dragged_time == item->occurrence->recurrence_id;
}

gboolean
tw_calendar_canvas_find_rect (TwCalendarCanvas *self,
                              const TwId       *id,
                              GdkRectangle     *rect)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), FALSE);
  tw_calendar_canvas_ensure_boxes (self);
  for (guint i = 0; i < priv->boxes->len; i++)
    {
      const TwCalendarBox *box = &g_array_index (priv->boxes, TwCalendarBox, i);

      if (box->item != NULL && tw_id_equal (&box->item->occurrence->id, id))
        {
          tw_calendar_canvas_get_rect (self, box, rect);
          return TRUE;
        }
    }
  return FALSE;
}
