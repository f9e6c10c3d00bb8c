/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-column-chooser.h"

#include <glib/gi18n-lib.h>

/* Shown columns come first, in their order, with buttons that move them up; then the other fields. The list is made anew after every
 * change: it has at most a few hundred short rows. */
struct _TwColumnChooser
{
  AdwWindow    parent_instance;

  TwViewState *state;                                  /* (owned) */

  GtkListBox  *list;
};

G_DEFINE_FINAL_TYPE (TwColumnChooser, tw_column_chooser, ADW_TYPE_WINDOW)

static void fill (TwColumnChooser *self);

static const char *
get_key (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "key");
}

static void
toggled_cb (TwColumnChooser *self,
            GtkCheckButton  *check)
{
  const char *key = get_key (check);
  const char *const *keys = tw_view_state_get_columns (self->state);
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();

  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_str_equal (keys[i], key))
      g_ptr_array_add (changed, (gpointer) keys[i]);
  if (gtk_check_button_get_active (check))
    g_ptr_array_add (changed, (gpointer) key);
  /* A list without any column could not be read: the last one stays. */
  if (changed->len > 0)
    {
      g_ptr_array_add (changed, NULL);
      tw_view_state_set_columns (self->state, (const char *const *) changed->pdata);
    }
  fill (self);
}

static void
move_up_cb (TwColumnChooser *self,
            GtkButton       *button)
{
  const char *key = get_key (button);
  g_auto(GStrv) keys = g_strdupv ((char **) tw_view_state_get_columns (self->state));

  for (guint i = 1; keys[0] != NULL && keys[i] != NULL; i++)
    if (g_str_equal (keys[i], key))
      {
        char *before = keys[i - 1];

        keys[i - 1] = keys[i];
        keys[i] = before;
        break;
      }
  tw_view_state_set_columns (self->state, (const char *const *) keys);
  fill (self);
}

static void
reset_cb (TwColumnChooser *self)
{
  tw_view_state_set_columns (self->state, NULL);
  fill (self);
}

static void
add_row (TwColumnChooser *self,
         const TwField   *field,
         gboolean         shown,
         gboolean         first)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tw_field_get_label (field));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), shown);
  g_object_set_data_full (G_OBJECT (check), "key", g_strdup (field->key), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (shown && !first)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("go-up-symbolic");

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _("Move before the column above"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Move before the column above"), -1);
      g_object_set_data_full (G_OBJECT (button), "key", g_strdup (field->key), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (move_up_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (self->list, row);
}

static void
fill (TwColumnChooser *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *keys = tw_view_state_get_columns (self->state);
  GtkWidget *row = NULL;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);

      if (field != NULL && !field->hidden && !field->retired)
        add_row (self, field, TRUE, i == 0);
    }
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!field->hidden && !field->retired && field->kind != TW_KIND_JSON && !g_strv_contains (keys, field->key))
        add_row (self, field, FALSE, FALSE);
    }
}

static void
tw_column_chooser_dispose (GObject *object)
{
  TwColumnChooser *self = TW_COLUMN_CHOOSER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_COLUMN_CHOOSER);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_column_chooser_parent_class)->dispose (object);
}

static void
tw_column_chooser_class_init (TwColumnChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_column_chooser_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("list/tw-column-chooser.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwColumnChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
tw_column_chooser_init (TwColumnChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_column_chooser_new:
 * @parent: the window that it belongs to
 * @state: the view whose columns are chosen
 *
 * Returns: (transfer none): a window in which a click shows or hides a column at once
 */
TwColumnChooser *
tw_column_chooser_new (GtkWindow   *parent,
                       TwViewState *state)
{
  TwColumnChooser *self = g_object_new (TW_TYPE_COLUMN_CHOOSER, "transient-for", parent, NULL);

  self->state = g_object_ref (state);
  fill (self);
  return self;
}
