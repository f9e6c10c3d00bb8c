/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-field-input-private.h"
#include "tw-link-picker.h"

/* Inputs of several values: ticks for a set, and for links the records with a picker below. What is ticked or picked is kept in
 * the input's value and saved when the field is left, so that one change is one commit. */

static guint
get_n_values (TwFieldInput *self)
{
  return self->value.type == TW_TYPE_LIST ? self->value.list->n_values : 0;
}

static gboolean
has_value (TwFieldInput  *self,
           const TwValue *value)
{
  for (guint i = 0; i < get_n_values (self); i++)
    if (tw_value_equal (&self->value.list->values[i], value))
      return TRUE;
  return FALSE;
}

/* The list without the value, and with it at the end when it is to be there. An empty list is no value. */
static void
put_value (TwFieldInput  *self,
           const TwValue *value,
           gboolean       present)
{
  g_autofree TwValue *values = g_new0 (TwValue, get_n_values (self) + 1);
  TwValue list = TW_VALUE_INIT;
  guint n = 0;

  for (guint i = 0; i < get_n_values (self); i++)
    if (!tw_value_equal (&self->value.list->values[i], value))
      values[n++] = self->value.list->values[i];
  if (present)
    values[n++] = *value;
  if (n > 0)
    list = tw_value_list (values, n);
  tw_value_clear (&self->value);
  self->value = list;
  tw_field_input_show_pick (self);
  tw_field_input_changed (self);
}

static void
toggled_cb (TwFieldInput   *self,
            GtkCheckButton *check)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (self->showing)
    return;
  value = tw_value_enum (g_object_get_data (G_OBJECT (check), "choice"));
  put_value (self, &value, gtk_check_button_get_active (check));
}

static void
show_links (TwFieldInput *self);

static void
remove_cb (TwFieldInput *self,
           GtkButton    *button)
{
  const TwValue *link = g_object_get_data (G_OBJECT (button), "link");
  g_auto(TwValue) value = tw_value_copy (link);

  put_value (self, &value, FALSE);
  show_links (self);
}

static void
free_value (gpointer data)
{
  tw_value_clear (data);
  g_free (data);
}

static void
add_link (TwFieldInput  *self,
          const TwValue *link)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *title = tw_store_dup_title (tw_workspace_get_store (self->workspace), link->tag, &link->id);
  /* Translators: takes a record out of the ones that a field links to. */
  g_autofree char *words = g_strdup_printf (_("Remove “%s”"), title);
  GtkWidget *label = gtk_label_new (title);
  TwValue *copy = g_new0 (TwValue, 1);

  *copy = tw_value_copy (link);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "link", copy, free_value);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->list, row);
}

static void
show_links (TwFieldInput *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
  for (guint i = 0; i < get_n_values (self); i++)
    add_link (self, &self->value.list->values[i]);
}

static void
show_ticks (TwFieldInput *self)
{
  self->showing = TRUE;
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->list)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      g_auto(TwValue) value = tw_value_enum (g_object_get_data (G_OBJECT (check), "choice"));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), has_value (self, &value));
    }
  self->showing = FALSE;
}

static void
picked_cb (TwFieldInput *self,
           TwSearchItem *item)
{
  g_auto(TwValue) link = tw_value_link (tw_search_item_get_entity (item), tw_search_item_get_id (item));

  put_value (self, &link, TRUE);
  show_links (self);
}

/**
 * tw_field_input_make_set:
 * @self: an input of a set
 *
 * Returns: (transfer floating): a button with a tick for each choice
 */
GtkWidget *
tw_field_input_make_set (TwFieldInput *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  for (guint i = 0; self->field->choices != NULL && self->field->choices[i] != NULL; i++)
    {
      const TwChoice *choice = self->field->choices[i];
      GtkWidget *check = gtk_check_button_new_with_label (tw_choice_get_label (self->field, choice));

      g_object_set_data_full (G_OBJECT (check), "choice", g_strdup (choice->key), g_free);
      g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->list, check);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->list));
  return tw_field_input_make_button (self, scroll);
}

/**
 * tw_field_input_make_links:
 * @self: an input of links
 *
 * Returns: (transfer floating): a button with the records linked and a picker that adds more
 */
GtkWidget *
tw_field_input_make_links (TwFieldInput *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  TwLinkPicker *picker = tw_link_picker_new (self->workspace, self->field->targets);

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (picker));
  return tw_field_input_make_button (self, box);
}

/**
 * tw_field_input_show_list:
 * @self: an input of several values
 *
 * Shows in the popover what the value holds.
 */
void
tw_field_input_show_list (TwFieldInput *self)
{
  if (self->field->kind == TW_KIND_SET)
    show_ticks (self);
  else
    show_links (self);
}

/**
 * tw_field_input_dup_list_text:
 * @self: an input of several values
 *
 * Returns: (transfer full) (nullable): the values for people, separated by commas; %NULL when there are none
 */
char *
tw_field_input_dup_list_text (TwFieldInput *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < get_n_values (self); i++)
    {
      const TwValue *item = &self->value.list->values[i];
      const TwChoice *choice = item->type == TW_TYPE_ENUM ? tw_field_get_choice (self->field, item->text) : NULL;
      g_autofree char *word = NULL;

      if (item->type == TW_TYPE_LINK)
        word = tw_store_dup_title (tw_workspace_get_store (self->workspace), item->tag, &item->id);
      else
        word = choice != NULL ? g_strdup (tw_choice_get_label (self->field, choice)) : tw_value_print (item);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", word);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
