/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-late-spinner.h"

#include <glib/gi18n-lib.h>

#define DELAY 200                                      /* ms */
#define SIZE  32

struct _TwLateSpinner
{
  AdwBin      parent_instance;

  GtkSpinner *spinner;
  guint       delay_id;
};

G_DEFINE_FINAL_TYPE (TwLateSpinner, tw_late_spinner, ADW_TYPE_BIN)

static gboolean
turn_cb (gpointer data)
{
  TwLateSpinner *self = TW_LATE_SPINNER (data);

  self->delay_id = 0;
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
tw_late_spinner_map (GtkWidget *widget)
{
  TwLateSpinner *self = TW_LATE_SPINNER (widget);

  GTK_WIDGET_CLASS (tw_late_spinner_parent_class)->map (widget);
  if (self->delay_id == 0)
    self->delay_id = g_timeout_add (DELAY, turn_cb, self);
}

static void
tw_late_spinner_unmap (GtkWidget *widget)
{
  TwLateSpinner *self = TW_LATE_SPINNER (widget);

  g_clear_handle_id (&self->delay_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
  GTK_WIDGET_CLASS (tw_late_spinner_parent_class)->unmap (widget);
}

static void
tw_late_spinner_class_init (TwLateSpinnerClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = tw_late_spinner_map;
  GTK_WIDGET_CLASS (klass)->unmap = tw_late_spinner_unmap;
}

static void
tw_late_spinner_init (TwLateSpinner *self)
{
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), SIZE, SIZE);
  gtk_widget_set_halign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->spinner));
}

/**
 * tw_late_spinner_new:
 *
 * Returns: (transfer floating): a spinner that turns 200 ms after it is shown
 */
GtkWidget *
tw_late_spinner_new (void)
{
  return g_object_new (TW_TYPE_LATE_SPINNER, NULL);
}

/**
 * tw_late_spinner_is_turning:
 * @self: a spinner
 *
 * Returns: whether it is seen
 */
gboolean
tw_late_spinner_is_turning (TwLateSpinner *self)
{
  g_return_val_if_fail (TW_IS_LATE_SPINNER (self), FALSE);
  return gtk_spinner_get_spinning (self->spinner);
}
