/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-filter-chip.h"

#include <glib/gi18n-lib.h>

#include "tw-condition-builder.h"
#include "tw-condition.h"

struct _TwFilterChip
{
  AdwBin         parent_instance;

  TwViewState   *state;                                /* (owned) */
  guint          i;                                    /* which filter */

  GtkMenuButton *button;
  GtkLabel      *label;
  GtkWidget     *remove;
};

G_DEFINE_FINAL_TYPE (TwFilterChip, tw_filter_chip, ADW_TYPE_BIN)

/* The builder is made when the chip is clicked: most chips never are. */
static void
create_popup (GtkMenuButton *button,
              gpointer       data)
{
  TwFilterChip *self = TW_FILTER_CHIP (data);
  TwConditionBuilder *builder = tw_condition_builder_new (self->state);

  tw_condition_builder_start_edit (builder, self->i);
  gtk_menu_button_set_popover (button, GTK_WIDGET (builder));
}

static void
remove_cb (TwFilterChip *self)
{
  tw_filter_chip_remove (self);
}

static void
tw_filter_chip_dispose (GObject *object)
{
  TwFilterChip *self = TW_FILTER_CHIP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FILTER_CHIP);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_filter_chip_parent_class)->dispose (object);
}

static void
tw_filter_chip_class_init (TwFilterChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_filter_chip_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("filter/tw-filter-chip.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFilterChip, button);
  gtk_widget_class_bind_template_child (widget_class, TwFilterChip, label);
  gtk_widget_class_bind_template_child (widget_class, TwFilterChip, remove);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
tw_filter_chip_init (TwFilterChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_filter_chip_new:
 * @state: the view
 * @i: which of its filters
 *
 * Returns: (transfer floating): the chip of a filter
 */
GtkWidget *
tw_filter_chip_new (TwViewState *state,
                    guint        i)
{
  TwFilterChip *self = g_object_new (TW_TYPE_FILTER_CHIP, NULL);
  g_autofree char *text = NULL, *remove = NULL;

  self->state = g_object_ref (state);
  self->i = i;
  text = tw_condition_dup_label (tw_view_state_get_workspace (state), tw_view_state_get_entity (state),
                                 tw_view_state_get_condition (state, i));
  gtk_label_set_label (self->label, text);
  gtk_menu_button_set_create_popup_func (self->button, create_popup, self, NULL);
  /* Translators: %s is a filter, "Owner: me". */
  remove = g_strdup_printf (_("Remove the filter “%s”"), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  return GTK_WIDGET (self);
}

/**
 * tw_filter_chip_get_label:
 * @self: a chip
 *
 * Returns: (transfer none): its words
 */
const char *
tw_filter_chip_get_label (TwFilterChip *self)
{
  g_return_val_if_fail (TW_IS_FILTER_CHIP (self), NULL);
  return gtk_label_get_label (self->label);
}

/**
 * tw_filter_chip_remove:
 * @self: a chip
 *
 * Removes its filter from the view, and so itself.
 */
void
tw_filter_chip_remove (TwFilterChip *self)
{
  g_return_if_fail (TW_IS_FILTER_CHIP (self));
  tw_view_state_remove_condition (self->state, self->i);
}
