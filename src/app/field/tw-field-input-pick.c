/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-date-text.h"
#include "tw-day-picked.h"
#include "tw-field-input-private.h"
#include "tw-field-text.h"
#include "tw-link-picker.h"

static void
take_value (TwFieldInput *self,
            TwValue       value)
{
  tw_value_clear (&self->value);
  self->value = value;
  tw_field_input_show_pick (self);
  tw_field_input_changed (self);
}

static void
clear_cb (TwFieldInput *self)
{
  gtk_menu_button_popdown (self->button);
  take_value (self, (TwValue) TW_VALUE_INIT);
  if (self->list != NULL)
    tw_field_input_show_list (self);
}

static void
day_picked_cb (TwDate   day,
               gpointer data)
{
  TwFieldInput *self = data;
  g_autofree char *text = tw_date_text_write (day, NULL);

  gtk_editable_set_text (self->entry, text);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (self->calendar), GTK_TYPE_POPOVER)));
  tw_field_input_chosen (self);
}

/* The calendar opens on the day that is typed. */
static void
calendar_shown_cb (TwFieldInput *self)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GDateTime) time = NULL;
  int year, month, day;

  if (!tw_field_input_get_value (self, &value, NULL) || value.type != TW_TYPE_DATE)
    return;
  tw_date_to_ymd (value.i, &year, &month, &day);
  time = g_date_time_new_local (year, month, day, 12, 0, 0);
  gtk_calendar_select_day (self->calendar, time);
}

static void
picked_cb (TwFieldInput *self,
           TwSearchItem *item)
{
  gtk_menu_button_popdown (self->button);
  take_value (self, tw_value_link (tw_search_item_get_entity (item), tw_search_item_get_id (item)));
}

/**
 * tw_field_input_make_button:
 * @self: an input
 * @content: (transfer floating): what chooses the value
 *
 * Returns: (transfer floating): a button that shows the value and opens @content
 */
GtkWidget *
tw_field_input_make_button (TwFieldInput *self,
                            GtkWidget    *content)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *clear = gtk_button_new_with_mnemonic (_("_Leave Empty"));
  GtkWidget *label = gtk_label_new (NULL);

  self->button = GTK_MENU_BUTTON (button);
  gtk_widget_add_css_class (clear, "flat");
  g_signal_connect_object (clear, "clicked", G_CALLBACK (clear_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), content);
  gtk_box_append (GTK_BOX (box), clear);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_menu_button_set_child (self->button, label);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  /* The arrow stands at the end, as that of a drop-down does. */
  gtk_widget_set_halign (gtk_widget_get_parent (label), GTK_ALIGN_FILL);
  tw_field_input_show_pick (self);
  return button;
}

/**
 * tw_field_input_make_date:
 * @self: an input of a date
 * @entry: (transfer floating): where it is typed
 *
 * Returns: (transfer floating): the entry and a button with a calendar
 */
GtkWidget *
tw_field_input_make_date (TwFieldInput *self,
                          GtkWidget    *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *example = NULL;
  TwDate today = 0;

  tw_date_from_ymd (g_date_time_get_year (now), g_date_time_get_month (now), g_date_time_get_day_of_month (now), &today);
  example = tw_date_text_write (today, NULL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  gtk_widget_set_hexpand (entry, TRUE);
  self->calendar = GTK_CALENDAR (calendar);
  tw_day_picked_connect (self->calendar, day_picked_cb, self);
  g_signal_connect_object (popover, "map", G_CALLBACK (calendar_shown_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, _("Choose a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a day"), -1);
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/**
 * tw_field_input_make_link:
 * @self: an input of a link
 *
 * Returns: (transfer floating): a button with a picker of records
 */
GtkWidget *
tw_field_input_make_link (TwFieldInput *self)
{
  TwLinkPicker *picker = tw_link_picker_new (self->workspace, self->field->targets);

  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  return tw_field_input_make_button (self, GTK_WIDGET (picker));
}

/**
 * tw_field_input_show_pick:
 * @self: an input behind a button
 *
 * Writes the value on the button.
 */
void
tw_field_input_show_pick (TwFieldInput *self)
{
  GtkWidget *label = gtk_menu_button_get_child (self->button);
  g_autofree char *title = NULL, *text = NULL;

  if (self->value.type == TW_TYPE_LINK)
    title = tw_store_dup_title (tw_workspace_get_store (self->workspace), self->value.tag, &self->value.id);
  if (self->list != NULL)
    text = tw_field_input_dup_list_text (self);
  else if (!tw_value_is_null (&self->value))
    text = tw_field_dup_text (self->field, &self->value, title);
  gtk_label_set_label (GTK_LABEL (label), text != NULL && *text != '\0' ? text : _("None"));
  if (text == NULL)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}
