/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sidebar-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sidebar-saved.h"
#include "tw-tip.h"

struct _TwSidebarRow
{
  GtkListBoxRow  parent_instance;

  TwSidebarItem *item;                                 /* (owned) */

  /* Made in code, and only what is seen: all rows, some fifty, stand before the first frame. */
  GtkWidget     *menu;                                 /* (nullable) made when it is asked for */
  GtkBox        *box;
  GtkLabel      *count;                                /* (nullable) */
};

#define USUAL_DPI (96 * 1024)                           /* as the setting has it */
#define SURE_TO_FIT 18                                  /* bytes of a title of the program's own, in the narrowest sidebar; wide letters have three */

G_DEFINE_FINAL_TYPE (TwSidebarRow, tw_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static const char *
get_target (TwSidebarRow *self)
{
  return tw_sidebar_item_get_target (self->item);
}

static void
add_move (GMenu        *menu,
          const char   *label,
          TwSidebarRow *self,
          int           delta)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "sidebar.move", "(si)", get_target (self), delta);
  g_menu_append_item (menu, item);
}

static void
show_menu (TwSidebarRow *self)
{
  g_autoptr(GMenu) menu = g_menu_new (), place = g_menu_new ();
  g_autoptr(GMenuModel) saved = tw_sidebar_saved_make_menu (self->item);
  g_autoptr(GMenuItem) hide = g_menu_item_new (_("_Hide"), NULL);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  add_move (place, _("Move _Up"), self, -1);
  add_move (place, _("Move _Down"), self, 1);
  g_menu_item_set_action_and_target (hide, "sidebar.hide", "s", get_target (self));
  g_menu_append_item (place, hide);
  if (g_menu_model_get_n_items (saved) > 0)
    g_menu_append_section (menu, NULL, saved);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* What the menu does not offer, no key does. */
static gboolean
run_saved (TwSidebarRow *self,
           const char   *action)
{
  gboolean starred = g_str_equal (tw_sidebar_item_get_group (self->item), "starred");
  gboolean own = tw_sidebar_item_get_saved_entity (self->item) != NULL && (tw_sidebar_item_get_marks (self->item) & TW_SIDEBAR_OWN);

  return (own || (starred && g_str_equal (action, "sidebar.remove")))
         && gtk_widget_activate_action (GTK_WIDGET (self), action, "s", get_target (self));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                TwSidebarRow          *self)
{
  gboolean alt = (modifiers & gtk_accelerator_get_default_mod_mask ()) == GDK_ALT_MASK;
  gboolean shift = (modifiers & gtk_accelerator_get_default_mod_mask ()) == GDK_SHIFT_MASK;

  if (alt && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    gtk_widget_activate_action (GTK_WIDGET (self), "sidebar.move", "(si)", get_target (self),
                                keyval == GDK_KEY_Up ? -1 : 1);
  else if (keyval == GDK_KEY_Menu || (shift && keyval == GDK_KEY_F10))
    show_menu (self);
  else if (keyval == GDK_KEY_F2)
    return run_saved (self, "sidebar.change");
  else if (keyval == GDK_KEY_Delete)
    return run_saved (self, "sidebar.remove");
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TwSidebarRow    *self)
{
  show_menu (self);
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 TwSidebarRow  *self)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, x, y);
  return gdk_content_provider_new_typed (TW_TYPE_SIDEBAR_ITEM, self->item);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TwSidebarRow  *self)
{
  TwSidebarItem *item = g_value_get_object (value);

  return item != NULL && gtk_widget_activate_action (GTK_WIDGET (self), "sidebar.place", "(ss)",
                                                     tw_sidebar_item_get_target (item), get_target (self));
}

static void
add_controllers (TwSidebarRow *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TW_TYPE_SIDEBAR_ITEM, GDK_ACTION_MOVE);

  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* What people name themselves can be of wide letters, and stands beside marks; large letters make any title wide. */
static gboolean
may_be_cut (TwSidebarRow *self)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return strlen (tw_sidebar_item_get_title (self->item)) > SURE_TO_FIT || dpi > USUAL_DPI
         || tw_sidebar_item_get_saved_entity (self->item) != NULL || g_strcmp0 (tw_sidebar_item_get_group (self->item), "starred") == 0;
}

static void
add_title (TwSidebarRow *self)
{
  GtkWidget *title = gtk_label_new (tw_sidebar_item_get_title (self->item));

  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  /* A label that may be cut is laid out once more, with its ellipsis, whenever it is measured: half of what a start shapes. */
  if (may_be_cut (self))
    gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (self->box, gtk_image_new_from_icon_name (tw_sidebar_item_get_icon (self->item)));
  gtk_box_append (self->box, title);
}

static void
add_mark (TwSidebarRow *self,
          const char   *icon,
          const char   *meaning)
{
  GtkWidget *mark = gtk_image_new_from_icon_name (icon);

  tw_tip_set (mark, meaning);
  gtk_widget_add_css_class (mark, "dim-label");
  gtk_box_append (self->box, mark);
}

static void
add_count (TwSidebarRow *self)
{
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption-heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "accent");
  gtk_box_append (self->box, GTK_WIDGET (self->count));
}

static void
tw_sidebar_row_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  TwSidebarRow *self = TW_SIDEBAR_ROW (widget);

  GTK_WIDGET_CLASS (tw_sidebar_row_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
tw_sidebar_row_dispose (GObject *object)
{
  TwSidebarRow *self = TW_SIDEBAR_ROW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (tw_sidebar_row_parent_class)->dispose (object);
}

static void
tw_sidebar_row_class_init (TwSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sidebar_row_dispose;
  widget_class->size_allocate = tw_sidebar_row_size_allocate;
}

static void
tw_sidebar_row_init (TwSidebarRow *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  add_controllers (self);
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
  add_title (self);
  if ((tw_sidebar_item_get_marks (item) & TW_SIDEBAR_SHARED) != 0)
    add_mark (self, "system-users-symbolic", _("Shared with everybody"));
  if ((tw_sidebar_item_get_marks (item) & TW_SIDEBAR_ALERT) != 0)
    add_mark (self, "alarm-symbolic", _("New matches are told"));
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

/**
 * tw_sidebar_row_set_count:
 * @self: a row
 * @count: how many things call for action there
 *
 * Shows a number at the end of the row; none for 0.
 */
void
tw_sidebar_row_set_count (TwSidebarRow *self,
                          gint64        count)
{
  g_autofree char *number = NULL, *spoken = NULL;

  g_return_if_fail (TW_IS_SIDEBAR_ROW (self));
  number = g_strdup_printf ("%'" G_GINT64_FORMAT, count);
  /* Translators: for screen readers: a page and how many things wait there, "Inbox, 3". */
  spoken = count > 0 ? g_strdup_printf (_("%s, %s"), tw_sidebar_item_get_title (self->item), number)
                     : g_strdup (tw_sidebar_item_get_title (self->item));
  if (self->count == NULL && count > 0)
    add_count (self);
  if (self->count != NULL)
    {
      gtk_label_set_label (self->count, number);
      gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
