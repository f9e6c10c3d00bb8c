/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-column-places.h"

typedef struct
{
  GtkColumnView *view;                                 /* has this */
  GtkAdjustment *adjustment;                           /* (owned) (nullable) */
  double         from_right;                           /* what is hidden there */
  guint          idle;
} Places;

static void
places_free (Places *places)
{
  if (places->idle > 0)
    g_source_remove (places->idle);
  if (places->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (places->adjustment, places);
  g_clear_object (&places->adjustment);
  g_free (places);
}

static double
get_hidden (GtkAdjustment *adjustment)
{
  return MAX (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment), 0);
}

static gboolean
place_cb (gpointer data)
{
  Places *places = data;

  gtk_adjustment_set_value (places->adjustment, get_hidden (places->adjustment) - places->from_right);
  places->idle = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (places->view));
  return G_SOURCE_REMOVE;
}

/* Not at once: it is told while places are given. */
static void
changed_cb (Places *places)
{
  if (places->idle == 0 && gtk_widget_get_direction (GTK_WIDGET (places->view)) == GTK_TEXT_DIR_RTL)
    places->idle = g_idle_add_full (G_PRIORITY_DEFAULT, place_cb, places, NULL);
}

/* Somebody scrolls; what a change of the width does to it is not meant. */
static void
value_cb (Places *places)
{
  if (places->idle == 0)
    places->from_right = get_hidden (places->adjustment) - gtk_adjustment_get_value (places->adjustment);
}

static void
adjustment_cb (Places *places)
{
  if (places->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (places->adjustment, places);
  g_set_object (&places->adjustment, gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (places->view)));
  if (places->adjustment == NULL)
    return;
  g_signal_connect_swapped (places->adjustment, "changed", G_CALLBACK (changed_cb), places);
  g_signal_connect_swapped (places->adjustment, "value-changed", G_CALLBACK (value_cb), places);
}

/**
 * tw_column_places_watch:
 * @view: a table
 *
 * Keeps a table that runs from right to left at its right edge, where its first column is, until somebody scrolls. GTK begins at the left
 * one. It also counts the places of columns from how wide the table was before, so that one whose width has changed is laid out again.
 */
void
tw_column_places_watch (GtkColumnView *view)
{
  Places *places = NULL;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  places = g_new0 (Places, 1);
  places->view = view;
  g_object_set_data_full (G_OBJECT (view), "tw-column-places", places, (GDestroyNotify) places_free);
  adjustment_cb (places);
  g_signal_connect_swapped (view, "notify::hadjustment", G_CALLBACK (adjustment_cb), places);
}
