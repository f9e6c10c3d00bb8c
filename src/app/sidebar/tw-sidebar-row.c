/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-sidebar-row.h"

struct _TwSidebarRow
{
  GtkListBoxRow  parent_instance;

  TwSidebarItem *item;                                 /* (owned) */

  GtkImage      *icon;
  GtkLabel      *title;
  GtkWidget     *shared;
};

G_DEFINE_FINAL_TYPE (TwSidebarRow, tw_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
tw_sidebar_row_dispose (GObject *object)
{
  TwSidebarRow *self = TW_SIDEBAR_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SIDEBAR_ROW);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (tw_sidebar_row_parent_class)->dispose (object);
}

static void
tw_sidebar_row_class_init (TwSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sidebar_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sidebar/tw-sidebar-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TwSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, TwSidebarRow, shared);
}

static void
tw_sidebar_row_init (TwSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_sidebar_row_new:
 * @item: what it opens
 *
 * Returns: (transfer floating): the row of an item
 */
GtkWidget *
tw_sidebar_row_new (TwSidebarItem *item)
{
  TwSidebarRow *self = g_object_new (TW_TYPE_SIDEBAR_ROW, NULL);

  self->item = g_object_ref (item);
  gtk_image_set_from_icon_name (self->icon, tw_sidebar_item_get_icon (item));
  gtk_label_set_label (self->title, tw_sidebar_item_get_title (item));
  gtk_widget_set_visible (self->shared, tw_sidebar_item_get_shared (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tw_sidebar_item_get_title (item), -1);
  return GTK_WIDGET (self);
}

/**
 * tw_sidebar_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none): what it opens
 */
TwSidebarItem *
tw_sidebar_row_get_item (TwSidebarRow *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ROW (self), NULL);
  return self->item;
}
