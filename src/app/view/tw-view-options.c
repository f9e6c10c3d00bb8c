/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-options.h"

#include <glib/gi18n-lib.h>

#include "tw-drop-search.h"
#include "tw-group-text.h"
#include "tw-list-cell.h"

/* Built in code: its rows are the order that the view has and the fields that the entity has. They are made anew when the popover
 * is shown and when the order changes; there are a handful. */
struct _TwViewOptions
{
  GtkPopover   parent_instance;

  TwViewState *state;                                  /* (owned) */
  GPtrArray   *sort_fields;                            /* (owned) TwField, in the order of the drop-downs */
  GPtrArray   *group_fields;                           /* (owned) TwField, without "none" */
  gboolean     filling;

  GtkBox      *sorts;
  GtkWidget   *add_button;
  GtkDropDown *groups;
};

G_DEFINE_FINAL_TYPE (TwViewOptions, tw_view_options, GTK_TYPE_POPOVER)

static void fill_sorts (TwViewOptions *self);

static guint
find_field (GPtrArray     *fields,
            const TwField *field)
{
  for (guint i = 0; field != NULL && i < fields->len; i++)
    if (((const TwField *) g_ptr_array_index (fields, i))->number == field->number)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* --- Order --- */

static guint
get_place (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "place"));
}

/* The whole order anew, with another key at a place; key NULL: without that place. */
static void
replace_key (TwViewOptions *self,
             guint          place,
             const char    *key)
{
  TwQuery *query = tw_view_state_get_query (self->state);
  g_autoptr(GString) sort = g_string_new (NULL);
  const char *bare = key != NULL && *key == '-' ? key + 1 : key;

  for (guint i = 0; i < MAX (tw_query_get_n_sort_keys (query), place + 1); i++)
    {
      const TwSortKey *there = i < tw_query_get_n_sort_keys (query) ? tw_query_get_sort_key (query, i) : NULL;

      if (i == place && key != NULL)
        g_string_append_printf (sort, "%s%s", sort->len > 0 ? "," : "", key);
      /* A field stands once: where it is put now. */
      else if (i != place && there != NULL && g_strcmp0 (there->field->key, bare) != 0)
        g_string_append_printf (sort, "%s%s%s", sort->len > 0 ? "," : "", there->descending ? "-" : "", there->field->key);
    }
  tw_view_state_set_sort (self->state, sort->len > 0 ? sort->str : NULL, NULL);
}

static void
sort_field_cb (TwViewOptions *self,
               GParamSpec    *pspec,
               GtkDropDown   *drop_down)
{
  guint selected = gtk_drop_down_get_selected (drop_down);

  if (!self->filling && selected < self->sort_fields->len)
    replace_key (self, get_place (drop_down), ((const TwField *) g_ptr_array_index (self->sort_fields, selected))->key);
}

static void
direction_cb (TwViewOptions *self,
              GtkButton     *button)
{
  TwQuery *query = tw_view_state_get_query (self->state);
  const TwSortKey *key = tw_query_get_sort_key (query, get_place (button));
  g_autofree char *text = g_strconcat (key->descending ? "" : "-", key->field->key, NULL);

  replace_key (self, get_place (button), text);
}

static void
remove_cb (TwViewOptions *self,
           GtkButton     *button)
{
  replace_key (self, get_place (button), NULL);
}

static GtkWidget *
make_button (const char *icon,
             const char *label,
             guint       place)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "place", GUINT_TO_POINTER (place));
  return button;
}

static GtkDropDown *
make_fields (GPtrArray  *fields,
             const char *none)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  if (none != NULL)
    gtk_string_list_append (labels, none);
  for (guint i = 0; i < fields->len; i++)
    gtk_string_list_append (labels, tw_field_get_label (g_ptr_array_index (fields, i)));
  return GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL));
}

static void
add_sort_row (TwViewOptions   *self,
              const TwSortKey *key,
              guint            place)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkDropDown *fields = make_fields (self->sort_fields, NULL);
  GtkWidget *direction = make_button (key->descending ? "view-sort-descending-symbolic" : "view-sort-ascending-symbolic",
                                      key->descending ? _("Largest first; click to reverse")
                                                      : _("Smallest first; click to reverse"), place);
  GtkWidget *remove = make_button ("list-remove-symbolic", _("Do not sort by this"), place);

  gtk_drop_down_set_selected (fields, find_field (self->sort_fields, key->field));
  g_object_set_data (G_OBJECT (fields), "place", GUINT_TO_POINTER (place));
  gtk_widget_set_hexpand (GTK_WIDGET (fields), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (fields), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sort by"), -1);
  g_signal_connect_object (fields, "notify::selected", G_CALLBACK (sort_field_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (direction, "clicked", G_CALLBACK (direction_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (fields));
  gtk_box_append (GTK_BOX (row), direction);
  gtk_box_append (GTK_BOX (row), remove);
  gtk_box_append (self->sorts, row);
}

static void
fill_sorts (TwViewOptions *self)
{
  TwQuery *query = tw_view_state_get_query (self->state);
  GtkWidget *child = NULL;

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sorts))) != NULL)
    gtk_box_remove (self->sorts, child);
  for (guint i = 0; i < tw_query_get_n_sort_keys (query); i++)
    if (find_field (self->sort_fields, tw_query_get_sort_key (query, i)->field) != GTK_INVALID_LIST_POSITION)
      add_sort_row (self, tw_query_get_sort_key (query, i), i);
  self->filling = FALSE;
}

/* --- Groups --- */

static void
group_cb (TwViewOptions *self)
{
  guint selected = gtk_drop_down_get_selected (self->groups);

  if (self->filling)
    return;
  tw_view_state_set_list_group (self->state, selected > 0 && selected <= self->group_fields->len
                                ? ((const TwField *) g_ptr_array_index (self->group_fields, selected - 1))->key : NULL);
}

/* --- The whole --- */

static int
compare_fields (gconstpointer a,
                gconstpointer b)
{
  return g_utf8_collate (tw_field_get_label (*(const TwField *const *) a), tw_field_get_label (*(const TwField *const *) b));
}

static void
collect_fields (TwViewOptions *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);

  g_ptr_array_set_size (self->sort_fields, 0);
  g_ptr_array_set_size (self->group_fields, 0);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!field->hidden && !field->retired && tw_field_can_sort (field))
        g_ptr_array_add (self->sort_fields, (gpointer) field);
      if (tw_field_can_group (field))
        g_ptr_array_add (self->group_fields, (gpointer) field);
    }
  g_ptr_array_sort (self->sort_fields, compare_fields);
  g_ptr_array_sort (self->group_fields, compare_fields);
}

static void
query_changed_cb (TwViewOptions *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    fill_sorts (self);
}

static void
show_cb (TwViewOptions *self)
{
  const TwField *group = tw_view_state_get_list_group (self->state);
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  collect_fields (self);
  fill_sorts (self);
  self->filling = TRUE;
  gtk_string_list_append (labels, _("Nothing"));
  for (guint i = 0; i < self->group_fields->len; i++)
    gtk_string_list_append (labels, tw_field_get_label (g_ptr_array_index (self->group_fields, i)));
  gtk_drop_down_set_model (self->groups, G_LIST_MODEL (labels));
  selected = find_field (self->group_fields, group);
  gtk_drop_down_set_selected (self->groups, selected != GTK_INVALID_LIST_POSITION ? selected + 1 : 0);
  self->filling = FALSE;
}

static GtkWidget *
make_switch (const char *text,
             GSettings  *settings,
             const char *key)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (text), *toggle = gtk_switch_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), toggle);
  return box;
}

static void
add_sort_cb (TwViewOptions *self)
{
  tw_view_options_add_sort (self);
}

static void
build (TwViewOptions *self)
{
  GSettings *settings = tw_workspace_get_settings (tw_view_state_get_workspace (self->state));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *columns = gtk_button_new_with_mnemonic (_("_Columns…"));
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GtkExpression) string = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->sorts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->add_button = gtk_button_new_with_mnemonic (_("_Add a Field"));
  self->groups = make_fields (none, _("Nothing"));
  tw_drop_search_enable (self->groups);
  gtk_drop_down_set_expression (self->groups, string);
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_add_css_class (self->add_button, "tw-flush");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->groups), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Group by"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (columns), "view.columns");
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_sort_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups, "notify::selected", G_CALLBACK (group_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (columns, "clicked", G_CALLBACK (gtk_popover_popdown), self, G_CONNECT_SWAPPED);
  gtk_widget_set_size_request (box, 270, -1);
  gtk_box_append (GTK_BOX (box), make_heading (_("Sort by")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sorts));
  gtk_box_append (GTK_BOX (box), self->add_button);
  gtk_box_append (GTK_BOX (box), make_heading (_("Group by")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->groups));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_switch (_("Tall rows"), settings, "comfortable-lists"));
  gtk_box_append (GTK_BOX (box), columns);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

static void
tw_view_options_dispose (GObject *object)
{
  TwViewOptions *self = TW_VIEW_OPTIONS (object);

  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_view_options_parent_class)->dispose (object);
}

static void
tw_view_options_finalize (GObject *object)
{
  TwViewOptions *self = TW_VIEW_OPTIONS (object);

  g_ptr_array_unref (self->sort_fields);
  g_ptr_array_unref (self->group_fields);
  G_OBJECT_CLASS (tw_view_options_parent_class)->finalize (object);
}

static void
tw_view_options_class_init (TwViewOptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_view_options_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_view_options_finalize;
}

static void
tw_view_options_init (TwViewOptions *self)
{
  self->sort_fields = g_ptr_array_new ();
  self->group_fields = g_ptr_array_new ();
}

/**
 * tw_view_options_new:
 * @state: a view
 *
 * Returns: (transfer floating): a popover
 */
TwViewOptions *
tw_view_options_new (TwViewState *state)
{
  TwViewOptions *self = g_object_new (TW_TYPE_VIEW_OPTIONS, NULL);

  self->state = g_object_ref (state);
  build (self);
  g_signal_connect (self, "show", G_CALLBACK (show_cb), NULL);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_view_options_add_sort:
 * @self: the popover
 *
 * Sorts by one more field: the first that does not order the view yet, which a person then changes.
 */
void
tw_view_options_add_sort (TwViewOptions *self)
{
  TwQuery *query = NULL;

  g_return_if_fail (TW_IS_VIEW_OPTIONS (self));
  query = tw_view_state_get_query (self->state);
  if (self->sort_fields->len == 0)
    collect_fields (self);
  for (guint i = 0; i < self->sort_fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (self->sort_fields, i);
      gboolean used = FALSE;

      for (guint k = 0; k < tw_query_get_n_sort_keys (query); k++)
        used = used || tw_query_get_sort_key (query, k)->field->number == field->number;
      if (used)
        continue;
      replace_key (self, tw_query_get_n_sort_keys (query), field->key);
      return;
    }
}

/**
 * tw_view_options_group_by:
 * @self: the popover
 * @key: (nullable): key of a field
 *
 * Divides the list by the field.
 */
void
tw_view_options_group_by (TwViewOptions *self,
                          const char    *key)
{
  g_return_if_fail (TW_IS_VIEW_OPTIONS (self));
  tw_view_state_set_list_group (self->state, key);
}
