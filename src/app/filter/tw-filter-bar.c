/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-filter-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-condition-builder.h"
#include "tw-filter-chip.h"
#include "tw-painted.h"
#include "tw-view-options.h"
#include "tw-view-summary.h"
#include "tw-wrap-layout.h"

struct _TwFilterBar
{
  AdwBin              parent_instance;

  TwViewState        *state;                           /* (owned) */
  TwConditionBuilder *builder;                         /* (nullable) popover of add_button, made when it is first wanted */
  TwViewSummary      *totals;                          /* (owned) (nullable) until the records are painted */

  GtkWidget          *chips;
  GtkMenuButton      *add_button;
  GtkLabel           *summary;
  GtkWidget          *changed_box;
  GtkMenuButton      *options_button;
  GtkWidget          *facets_button;
  gboolean            narrow;
};

G_DEFINE_FINAL_TYPE (TwFilterBar, tw_filter_bar, ADW_TYPE_BIN)

/* Chips have no room beside the sums in a narrow window: they stand above them. */
static void
update_shape (TwFilterBar *self)
{
  gboolean above = self->narrow && tw_view_state_get_n_conditions (self->state) > 0;
  GtkWidget *bar = adw_bin_get_child (ADW_BIN (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (bar), above ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (bar), above ? 0 : 12);
  gtk_widget_set_hexpand (GTK_WIDGET (self->summary), above);
}

/* The chips stand before the button that adds one. */
static void
fill (TwFilterBar *self)
{
  GtkWidget *child = NULL;

  update_shape (self);
  while ((child = gtk_widget_get_first_child (self->chips)) != GTK_WIDGET (self->add_button))
    gtk_widget_unparent (child);
  for (guint i = 0; i < tw_view_state_get_n_conditions (self->state); i++)
    gtk_widget_insert_before (tw_filter_chip_new (self->state, i), self->chips, GTK_WIDGET (self->add_button));
}

static void
builder_shown_cb (TwFilterBar *self)
{
  tw_condition_builder_start_new (self->builder);
}

static void
make_builder (GtkMenuButton *button,
              gpointer       data)
{
  TwFilterBar *self = TW_FILTER_BAR (data);

  if (self->builder != NULL)
    return;
  self->builder = tw_condition_builder_new (self->state);
  g_signal_connect_object (self->builder, "show", G_CALLBACK (builder_shown_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, GTK_WIDGET (self->builder));
}

static void
make_options (GtkMenuButton *button,
              gpointer       data)
{
  TwFilterBar *self = TW_FILTER_BAR (data);

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, GTK_WIDGET (tw_view_options_new (self->state)));
}

/* Whether the view is as it was saved. In a narrow window the menu of the title has the commands. */
static void
update_changed (TwFilterBar *self)
{
  gtk_widget_set_visible (self->changed_box, !self->narrow && tw_view_state_get_changed (self->state));
}

/* Counting a million records beside the first frame would delay it. */
static void
painted_cb (GtkWidget *widget)
{
  TwFilterBar *self = TW_FILTER_BAR (widget);

  self->totals = tw_view_summary_new (self->state);
  g_object_bind_property (self->totals, "text", self->summary, "label", G_BINDING_SYNC_CREATE);
}

static void
tw_filter_bar_dispose (GObject *object)
{
  TwFilterBar *self = TW_FILTER_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FILTER_BAR);
  g_clear_object (&self->totals);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_filter_bar_parent_class)->dispose (object);
}

static void
tw_filter_bar_class_init (TwFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_filter_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("filter/tw-filter-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, chips);
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, add_button);
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, summary);
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, changed_box);
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, options_button);
  gtk_widget_class_bind_template_child (widget_class, TwFilterBar, facets_button);
}

static void
tw_filter_bar_init (TwFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->chips, tw_wrap_layout_new (6));
}

/**
 * tw_filter_bar_new:
 * @state: the view
 *
 * Returns: (transfer floating): its filters, with count and sum
 */
TwFilterBar *
tw_filter_bar_new (TwViewState *state)
{
  static const char *const parts[] = {
    "notify::query", "notify::columns", "notify::widths", "notify::list-group", "notify::group-field", "notify::presentation",
    "notify::changed",
  };
  TwFilterBar *self = g_object_new (TW_TYPE_FILTER_BAR, NULL);

  self->state = g_object_ref (state);
  gtk_menu_button_set_create_popup_func (self->add_button, make_builder, self, NULL);
  gtk_menu_button_set_create_popup_func (self->options_button, make_options, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_signal_connect_object (state, parts[i], G_CALLBACK (update_changed), self, G_CONNECT_SWAPPED);
  update_changed (self);
  g_signal_connect_object (state, "conditions-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  tw_after_painted (GTK_WIDGET (self), painted_cb);
  return self;
}

/**
 * tw_filter_bar_new_plain:
 * @state: the view
 *
 * Returns: (transfer floating): its filters, without what is only of use beside its records
 */
TwFilterBar *
tw_filter_bar_new_plain (TwViewState *state)
{
  TwFilterBar *self = g_object_new (TW_TYPE_FILTER_BAR, NULL);

  self->state = g_object_ref (state);
  gtk_menu_button_set_create_popup_func (self->add_button, make_builder, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), FALSE);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->options_button)), FALSE);
  g_signal_connect_object (state, "conditions-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return self;
}

/**
 * tw_filter_bar_add:
 * @self: the bar
 *
 * Opens the builder for a new filter.
 */
void
tw_filter_bar_add (TwFilterBar *self)
{
  g_return_if_fail (TW_IS_FILTER_BAR (self));
  gtk_menu_button_popup (self->add_button);
}

/**
 * tw_filter_bar_set_narrow:
 * @self: the bar
 * @narrow: whether the window is narrow
 *
 * Leaves out what has no room; the menu of the page has it.
 */
void
tw_filter_bar_set_narrow (TwFilterBar *self,
                          gboolean     narrow)
{
  g_return_if_fail (TW_IS_FILTER_BAR (self));
  self->narrow = narrow;
  gtk_widget_set_visible (self->facets_button, !narrow);
  update_shape (self);
  update_changed (self);
}

/**
 * tw_filter_bar_show_options:
 * @self: the bar
 *
 * Opens the popover with order, groups and layout.
 */
void
tw_filter_bar_show_options (TwFilterBar *self)
{
  g_return_if_fail (TW_IS_FILTER_BAR (self));
  gtk_menu_button_popup (self->options_button);
}
