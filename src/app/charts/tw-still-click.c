/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-still-click.h"

typedef struct
{
  double x, y;
} Press;

static void
pressed_cb (GtkGestureClick *click,
            int              n_press,
            double           x,
            double           y,
            Press           *press)
{
  *press = (Press) { x, y };
}

/* The first to hear of it: nobody after it does when the pointer has moved away. */
static void
released_cb (GtkGestureClick *click,
             int              n_press,
             double           x,
             double           y,
             Press           *press)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));

  if (gtk_drag_check_threshold (widget, (int) press->x, (int) press->y, (int) x, (int) y))
    g_signal_stop_emission_by_name (click, "released");
}

/**
 * tw_still_click_new:
 *
 * Returns: (transfer full): a click that a pointer does not take with it
 */
GtkGesture *
tw_still_click_new (void)
{
  GtkGesture *click = gtk_gesture_click_new ();
  Press *press = g_new0 (Press, 1);

  g_object_set_data_full (G_OBJECT (click), "tw-press", press, g_free);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), press);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), press);
  return click;
}
