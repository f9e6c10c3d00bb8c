/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-list-view-private.h"

/* A tick before each record, so that several can be chosen with the pointer alone; before a group the arrow that opens it. The
 * keyboard has X: ticks take no focus, which would double the way through a list. A signal factory for the reasons in
 * tw-list-cell.c. */

#define CHECK_WIDTH 40

static void
show_arrow (GtkWidget   *arrow,
            TwListGroup *group)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), tw_list_group_get_expanded (group) ? "pan-down-symbolic" : "pan-end-symbolic");
}

static void
group_changed_cb (TwListGroup *group,
                  GtkListItem *item)
{
  show_arrow (gtk_widget_get_last_child (gtk_list_item_get_child (item)), group);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            GtkListItem     *item)
{
  TwListView *self = TW_LIST_VIEW (g_object_get_data (G_OBJECT (item), "tw-list"));
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  GObject *object = gtk_list_item_get_item (item);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (TW_IS_LIST_GROUP (object))
    tw_list_model_toggle (self->model, TW_LIST_GROUP (object));
  else
    tw_list_view_tick (self, gtk_list_item_get_position (item), (state & GDK_SHIFT_MASK) != 0);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TwListView               *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check = gtk_check_button_new (), *arrow = gtk_image_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (arrow, TRUE);
  gtk_widget_set_halign (arrow, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Selected"), -1);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_widget_add_css_class (box, "tw-check-cell");
  g_object_bind_property (item, "selected", check, "active", G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (item), "tw-list", self);
  g_object_set_data (G_OBJECT (box), "tw-item", item);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), item);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TwListView               *self)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GObject *object = gtk_list_item_get_item (item);

  gtk_widget_set_visible (gtk_widget_get_first_child (box), !TW_IS_LIST_GROUP (object));
  gtk_widget_set_visible (gtk_widget_get_last_child (box), TW_IS_LIST_GROUP (object));
  if (!TW_IS_LIST_GROUP (object))
    return;
  show_arrow (gtk_widget_get_last_child (box), TW_LIST_GROUP (object));
  g_signal_connect (object, "changed", G_CALLBACK (group_changed_cb), item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           TwListView               *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), group_changed_cb, item);
}

/**
 * tw_list_check_column_new:
 * @self: the list
 *
 * Returns: (transfer full): the column that stands before all others
 */
GtkColumnViewColumn *
tw_list_check_column_new (TwListView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = NULL;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  column = gtk_column_view_column_new ("", factory);
  gtk_column_view_column_set_fixed_width (column, CHECK_WIDTH);
  return column;
}
