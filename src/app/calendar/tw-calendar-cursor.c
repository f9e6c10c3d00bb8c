/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has the focus in a drawing, as an assistive technology meets it. GTK 4.8 knows only widgets: an event that is drawn is none, and a
 * name that changes under the focus is not read aloud. Two empty widgets lie over the drawing, named like what the keyboard stands on,
 * and each step gives the focus to the other one: it is where the event is, and has its name when the focus comes. */
#include "config.h"

#include "tw-calendar-canvas-private.h"

struct _TwCalendarCursor
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TwCalendarCursor, tw_calendar_cursor, GTK_TYPE_WIDGET)

static void
tw_calendar_cursor_class_init (TwCalendarCursorClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "calendar-cursor");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
tw_calendar_cursor_init (TwCalendarCursor *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tw_calendar_cursor_new (void)
{
  return g_object_new (TW_TYPE_CALENDAR_CURSOR, NULL);
}

/* Over what the keyboard stands on; on a place that is not on the screen, in a corner. */
static void
allocate (TwCalendarCanvas *self,
          GtkWidget        *cursor)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpan span = { priv->spot.day, priv->spot.day, priv->spot.minute, priv->spot.minute + TW_CALENDAR_SLOT, priv->spot.minute < 0 };
  GdkRectangle rect = { 0, 0, 1, 1 };

  if (tw_id_is_nil (&priv->focus) || !tw_calendar_canvas_find_rect (self, &priv->focus, &rect))
    if (TW_CALENDAR_CANVAS_GET_CLASS (self)->list_rects (self, &span, &rect, 1) > 0)
      tw_calendar_canvas_turn_rect (self, &rect);
  gtk_widget_size_allocate (cursor, &(GtkAllocation) { rect.x, rect.y, MAX (rect.width, 1), MAX (rect.height, 1) }, -1);
}

void
tw_calendar_canvas_allocate_cursors (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int least;

  for (guint i = 0; i < G_N_ELEMENTS (priv->cursors); i++)
    if (priv->cursors[i] != NULL)
      {
        gtk_widget_measure (priv->cursors[i], GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
        allocate (self, priv->cursors[i]);
      }
}

/* Called with new words: who listens hears them. */
void
tw_calendar_canvas_step_cursor (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GtkWidget *other = priv->cursors[1 - priv->cursor];

  if (other == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (other), GTK_ACCESSIBLE_PROPERTY_LABEL, priv->words, -1);
  if (!tw_calendar_canvas_is_focused (self))
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (priv->cursors[priv->cursor]), GTK_ACCESSIBLE_PROPERTY_LABEL, priv->words, -1);
      return;
    }
  priv->cursor = 1 - priv->cursor;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_grab_focus (other);
}

/* The drawing itself, or what stands for its event. */
gboolean
tw_calendar_canvas_is_focused (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  return gtk_widget_has_focus (GTK_WIDGET (self)) || (priv->cursors[priv->cursor] != NULL && gtk_widget_has_focus (priv->cursors[priv->cursor]));
}

/* A drawing that gets the focus passes it on. */
gboolean
tw_calendar_canvas_focus_cursor (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  return gtk_widget_get_mapped (GTK_WIDGET (self)) && priv->cursors[priv->cursor] != NULL && gtk_widget_grab_focus (priv->cursors[priv->cursor]);
}
