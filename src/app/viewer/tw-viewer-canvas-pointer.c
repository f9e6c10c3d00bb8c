/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer and keys on the pages: select, follow links, zoom, scroll. */
#include "config.h"

#include <math.h>

#include "tw-tip.h"
#include "tw-viewer-canvas-private.h"

#define WHEEL_STEP 1.15                                /* zoom of one click of a wheel */
#define LINE       40                                  /* pixels of an arrow key */

/* --- Places --- */

static gboolean
find_place (TwViewerCanvas *self,
            double          x,
            double          y,
            TwViewerPlace  *place)
{
  float page_x = 0, page_y = 0;
  TwPageText *text = NULL;

  if (self->document == NULL || self->n_tops == 0)
    return FALSE;
  place->page = tw_viewer_canvas_locate (self, x, y, &page_x, &page_y);
  text = tw_viewer_document_peek_text (self->document, place->page);
  if (text == NULL)
    {
      tw_viewer_document_want_text (self->document, place->page, TW_URGENT);
      return FALSE;
    }
  place->place = tw_page_text_find_place (text, page_x, page_y);
  return TRUE;
}

static TwPageLink *
find_link (TwViewerCanvas *self,
           double          x,
           double          y)
{
  float page_x = 0, page_y = 0;
  GPtrArray *links = NULL;
  guint page = 0;

  if (self->document == NULL || self->n_tops == 0)
    return NULL;
  page = tw_viewer_canvas_locate (self, x, y, &page_x, &page_y);
  links = tw_viewer_document_peek_links (self->document, page);
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      TwPageLink *link = g_ptr_array_index (links, i);

      if (page_x >= link->box.left && page_x <= link->box.right && page_y >= link->box.top && page_y <= link->box.bottom)
        return link;
    }
  return NULL;
}

static gboolean
is_over_text (TwViewerCanvas *self,
              double          x,
              double          y)
{
  float page_x = 0, page_y = 0;
  guint page = self->n_tops > 0 ? tw_viewer_canvas_locate (self, x, y, &page_x, &page_y) : 0;
  TwPageText *text = self->document != NULL ? tw_viewer_document_peek_text (self->document, page) : NULL;
  guint place = 0;
  g_autoptr(GArray) boxes = NULL;

  if (text == NULL || tw_page_text_get_length (text) == 0)
    return FALSE;
  place = tw_page_text_find_place (text, page_x, page_y);
  boxes = tw_page_text_get_boxes (text, place > 0 ? place - 1 : 0, place + 1);
  for (guint i = 0; i < boxes->len; i++)
    {
      const TwBox *box = &g_array_index (boxes, TwBox, i);

      if (page_x >= box->left - 4 && page_x <= box->right + 4 && page_y >= box->top - 2 && page_y <= box->bottom + 2)
        return TRUE;
    }
  return FALSE;
}

/* --- Selecting --- */

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TwViewerCanvas  *self)
{
  TwViewerPlace place, end;
  TwPageText *text = NULL;
  TwTextSpan span = { 0, 0 };

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_place (self, x, y, &place))
    return;
  text = tw_viewer_document_peek_text (self->document, place.page);
  if (n_press == 1)
    {
      tw_viewer_canvas_set_selection (self, &place, &place);
      return;
    }
  span = n_press == 2 ? tw_page_text_get_word (text, place.place) : tw_page_text_get_line (text, place.place);
  end = place;
  place.place = span.start;
  end.place = span.end;
  tw_viewer_canvas_set_selection (self, &place, &end);
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             TwViewerCanvas  *self)
{
  TwPageLink *link = n_press == 1 && !self->has_selection ? find_link (self, x, y) : NULL;

  if (link != NULL)
    tw_viewer_canvas_activate_link (self, link);
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                TwViewerCanvas *self)
{
  double x = 0, y = 0;
  TwViewerPlace place;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y) || hypot (dx, dy) < 3)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (find_place (self, x + dx, y + dy, &place))
    tw_viewer_canvas_set_selection (self, &self->anchor, &place);
  /* Beyond the edge the pages come along. */
  if (self->vadjustment != NULL && (y + dy < 0 || y + dy > self->height))
    gtk_adjustment_set_value (self->vadjustment, gtk_adjustment_get_value (self->vadjustment) + (y + dy < 0 ? -LINE : LINE) / 2.0);
}

/* --- The pointer moves --- */

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           TwViewerCanvas           *self)
{
  TwPageLink *link = find_link (self, x, y);

  self->pointer_x = x;
  self->pointer_y = y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), link != NULL ? "pointer" : is_over_text (self, x, y) ? "text" : NULL);
  if (link == self->link)
    return;
  self->link = link;
  tw_tip_set (GTK_WIDGET (self), link != NULL ? link->address : NULL);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           TwViewerCanvas           *self)
{
  if ((gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_CONTROL_MASK) == 0 || dy == 0)
    return FALSE;
  tw_viewer_canvas_zoom_at (self, pow (WHEEL_STEP, -dy), self->pointer_x, self->pointer_y);
  return TRUE;
}

static void
pinch_begin_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                TwViewerCanvas   *self)
{
  self->pinched = 1;
}

static void
pinch_cb (GtkGestureZoom *gesture,
          double          scale,
          TwViewerCanvas *self)
{
  double x = self->width / 2.0, y = self->height / 2.0;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  tw_viewer_canvas_zoom_at (self, scale / MAX (self->pinched, 0.01), x, y);
  self->pinched = scale;
}

/* --- Keys --- */

static gboolean
scroll_by (GtkAdjustment *adjustment,
           double         by)
{
  if (adjustment == NULL)
    return FALSE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        TwViewerCanvas        *self)
{
  double screen = self->height * 0.9;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->document == NULL)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      return tw_viewer_canvas_step_link (self, key == GDK_KEY_Tab && (state & GDK_SHIFT_MASK) == 0);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return tw_viewer_canvas_follow_link (self);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return scroll_by (self->vadjustment, LINE);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return scroll_by (self->vadjustment, -LINE);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return scroll_by (self->hadjustment, LINE);
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return scroll_by (self->hadjustment, -LINE);
    case GDK_KEY_space:
      return scroll_by (self->vadjustment, (state & GDK_SHIFT_MASK) != 0 ? -screen : screen);
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      return scroll_by (self->vadjustment, screen);
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      return scroll_by (self->vadjustment, -screen);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return scroll_by (self->vadjustment, -G_MAXINT);
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return scroll_by (self->vadjustment, G_MAXINT);
    default:
      return FALSE;
    }
}

static void
add (TwViewerCanvas *self,
     gpointer        controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (controller));
}

void
tw_viewer_canvas_add_controllers (TwViewerCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_gesture_group (drag, click);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  add (self, click);
  add (self, drag);
  add (self, pinch);
  add (self, motion);
  add (self, scroll);
  add (self, keys);
}
