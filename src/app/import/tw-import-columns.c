/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-import-columns.h"

#include <glib/gi18n-lib.h>

#include "tw-drop-search.h"

struct _TwImportColumns
{
  AdwPreferencesGroup parent_instance;

  TwImportMapping    *mapping;                         /* lent by the dialog */
  GPtrArray          *rows;                            /* (owned) lent rows */
  GHashTable         *choices;                         /* (owned) column → GtkDropDown, lent */
  GStrv               targets;                         /* (owned) */
  GtkStringList      *labels;                          /* (owned) of the targets */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwImportColumns, tw_import_columns, ADW_TYPE_PREFERENCES_GROUP)

/* --- The targets of an entity --- */

static void
add_target (GPtrArray     *targets,
            GtkStringList *labels,
            char          *target,
            const char    *label)
{
  g_ptr_array_add (targets, target);
  gtk_string_list_append (labels, label);
}

/* Every field that people may write, and what a mapping has beside them ("name.first", "company.external_id"). */
static void
make_targets (TwImportColumns *self,
              const TwEntity  *entity)
{
  g_autoptr(GPtrArray) targets = g_ptr_array_new ();

  g_clear_pointer (&self->targets, g_strfreev);
  g_set_object (&self->labels, NULL);
  self->labels = gtk_string_list_new (NULL);
  /* Translators: a choice: the column does not go to any field. */
  add_target (targets, self->labels, g_strdup (""), _("Leave out"));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->number >= TW_FIELD_FIRST_OWN && !field->formula && !field->retired && !field->read_only && !field->hidden)
        add_target (targets, self->labels, g_strdup (field->key), tw_field_get_label (field));
    }
  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TwImportColumn *column = g_ptr_array_index (self->mapping->columns, i);

      if (column->target != NULL && !g_ptr_array_find_with_equal_func (targets, column->target, g_str_equal, NULL))
        add_target (targets, self->labels, g_strdup (column->target), column->target);
    }
  g_ptr_array_add (targets, NULL);
  self->targets = (GStrv) g_ptr_array_free (g_steal_pointer (&targets), FALSE);
}

static guint
find_target (TwImportColumns *self,
             const char      *target)
{
  for (guint i = 0; target != NULL && self->targets[i] != NULL; i++)
    if (g_str_equal (self->targets[i], target))
      return i;
  return 0;
}

/* --- Rows --- */

static void
chosen_cb (GtkDropDown     *choice,
           GParamSpec      *pspec,
           TwImportColumns *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (choice), "column"));
  TwImportColumn *column = g_ptr_array_index (self->mapping->columns, i);
  guint selected = gtk_drop_down_get_selected (choice);

  g_free (column->target);
  column->target = selected == 0 || selected == GTK_INVALID_LIST_POSITION ? NULL : g_strdup (self->targets[selected]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
join_values (GPtrArray *values)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < values->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", (const char *) g_ptr_array_index (values, i));
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_choice (TwImportColumns *self,
             guint            i)
{
  TwImportColumn *column = g_ptr_array_index (self->mapping->columns, i);
  GtkWidget *choice = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->labels)),
                                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  /* Translators: the accessible name of a choice; %s is a column of a file. */
  g_autofree char *name = g_strdup_printf (_("Field for “%s”"), column->column);

  tw_drop_search_enable (GTK_DROP_DOWN (choice));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), find_target (self, column->target));
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (choice, 140, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (choice), "column", GUINT_TO_POINTER (i));
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
  g_hash_table_insert (self->choices, g_strdup (column->column), choice);
  return choice;
}

static void
add_row (TwImportColumns *self,
         guint            i,
         GPtrArray       *values)
{
  TwImportColumn *column = g_ptr_array_index (self->mapping->columns, i);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = join_values (values);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), column->column);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_choice (self, i));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
tw_import_columns_finalize (GObject *object)
{
  TwImportColumns *self = TW_IMPORT_COLUMNS (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->choices);
  g_strfreev (self->targets);
  g_clear_object (&self->labels);
  G_OBJECT_CLASS (tw_import_columns_parent_class)->finalize (object);
}

static void
tw_import_columns_class_init (TwImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_import_columns_finalize;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_import_columns_init (TwImportColumns *self)
{
  self->rows = g_ptr_array_new ();
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * tw_import_columns_new:
 *
 * Returns: (transfer floating): an empty list of columns
 */
GtkWidget *
tw_import_columns_new (void)
{
  return g_object_new (TW_TYPE_IMPORT_COLUMNS, NULL);
}

/**
 * tw_import_columns_show:
 * @self: the list
 * @sample: what the file has
 * @entity: what its rows become
 * @mapping: which column goes where, one entry a column of the sample; changed by what is chosen here
 *
 * Shows a file.
 */
void
tw_import_columns_show (TwImportColumns      *self,
                        const TwImportSample *sample,
                        const TwEntity       *entity,
                        TwImportMapping      *mapping)
{
  guint n_empty = 0;
  g_autofree char *text = NULL;

  g_return_if_fail (TW_IS_IMPORT_COLUMNS (self) && sample != NULL && mapping != NULL);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_hash_table_remove_all (self->choices);
  self->mapping = mapping;
  make_targets (self, entity);
  for (guint i = 0; i < MIN (mapping->columns->len, sample->values->len); i++)
    {
      GPtrArray *values = g_ptr_array_index (sample->values, i);

      if (values->len > 0)
        add_row (self, i, values);
      else
        n_empty++;
    }
  text = g_strdup_printf (ngettext ("%u column is empty at the start of the file and not shown.",
                                    "%u columns are empty at the start of the file and not shown.", n_empty), n_empty);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), n_empty > 0 ? text : NULL);
}

/**
 * tw_import_columns_get_n_shown:
 * @self: the list
 *
 * Returns: how many columns are shown
 */
guint
tw_import_columns_get_n_shown (TwImportColumns *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_COLUMNS (self), 0);
  return self->rows->len;
}

/**
 * tw_import_columns_get_choice:
 * @self: the list
 * @column: name of a column
 *
 * Returns: (transfer none) (nullable): where its field is chosen
 */
GtkDropDown *
tw_import_columns_get_choice (TwImportColumns *self,
                              const char      *column)
{
  g_return_val_if_fail (TW_IS_IMPORT_COLUMNS (self), NULL);
  return g_hash_table_lookup (self->choices, column);
}

/**
 * tw_import_columns_get_targets:
 * @self: the list
 *
 * Returns: (transfer none) (array zero-terminated=1): what each position of a choice means; "" first: left out
 */
const char *const *
tw_import_columns_get_targets (TwImportColumns *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_COLUMNS (self), NULL);
  return (const char *const *) self->targets;
}
