/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-day-picked.h"

typedef struct
{
  TwDayPicked picked;
  gpointer    data;
  gboolean    pressed;                                 /* a key was pressed here: the one that opened the calendar is only let go here */
} Picking;

static void
tell (GtkEventController *controller,
      Picking            *picking)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (GTK_CALENDAR (gtk_event_controller_get_widget (controller)));
  TwDate date;

  if (tw_date_from_ymd (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), &date))
    picking->picked (date, picking->data);
}

/* The calendar selects the day when the button is pressed. What else is in it, as its arrows, turns its pages. */
static void
released_cb (GtkGestureClick *click,
             int              n_press,
             double           x,
             double           y,
             Picking         *picking)
{
  GtkWidget *at = gtk_widget_pick (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click)), x, y, GTK_PICK_DEFAULT);

  if (at != NULL && gtk_widget_has_css_class (at, "day-number"))
    tell (GTK_EVENT_CONTROLLER (click), picking);
}

/* The key with which the calendar selects the day that its arrows have come to; with Return it does nothing. */
static gboolean
is_pick_key (guint keyval)
{
  return keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space;
}

static gboolean
key_pressed_cb (GtkEventController *controller,
                guint               keyval,
                guint               keycode,
                GdkModifierType     state,
                Picking            *picking)
{
  picking->pressed = is_pick_key (keyval);
  return GDK_EVENT_PROPAGATE;
}

static void
key_released_cb (GtkEventController *controller,
                 guint               keyval,
                 guint               keycode,
                 GdkModifierType     state,
                 Picking            *picking)
{
  gboolean pressed = picking->pressed;

  picking->pressed = FALSE;
  /* On an arrow the key turns the page. */
  if (pressed && is_pick_key (keyval) && gtk_widget_is_focus (gtk_event_controller_get_widget (controller)))
    tell (controller, picking);
}

/**
 * tw_day_picked_connect:
 * @calendar: a calendar
 * @picked: called when a person picks a day by the pointer or with the keyboard, the selected one also
 * @data: for @picked; it lives as long as @calendar
 */
void
tw_day_picked_connect (GtkCalendar *calendar,
                       TwDayPicked  picked,
                       gpointer     data)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  Picking *picking = g_new0 (Picking, 1);

  g_return_if_fail (GTK_IS_CALENDAR (calendar) && picked != NULL);
  picking->picked = picked;
  picking->data = data;
  g_object_set_data_full (G_OBJECT (calendar), "tw-picking", picking, g_free);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), picking);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), picking);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), picking);
  /* Before the calendar takes the key. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (calendar), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (calendar), keys);
}
