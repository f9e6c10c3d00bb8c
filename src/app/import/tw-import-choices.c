/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be chosen about a file: how it is written, and by which fields its records are found again. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-import-dialog-private.h"

/* The first is what was found out. */
static const char *const charsets[] = { NULL, "UTF-8", "UTF-16LE", "windows-1252", "ISO-8859-15", "windows-1256", "windows-1251", "Shift_JIS", "GB18030" };
static const char delimiters[] = { ',', ';', '\t', '|' };

static void
show_format (TwImportDialog *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  /* Translators: a choice; %s is an encoding such as UTF-8. */
  g_autofree char *found = g_strdup_printf (_("Found: %s"), self->sample->charset != NULL ? self->sample->charset : "UTF-8");
  guint selected = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->charset_row), self->sample->csv);
  gtk_widget_set_visible (GTK_WIDGET (self->delimiter_row), self->sample->csv);
  gtk_widget_set_visible (GTK_WIDGET (self->header_row), self->sample->csv);
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      gtk_string_list_append (names, i == 0 && self->charset == NULL ? found : i == 0 ? _("Find out") : charsets[i]);
      if (i > 0 && g_strcmp0 (charsets[i], self->charset) == 0)
        selected = i;
    }
  adw_combo_row_set_model (self->charset_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->charset_row, selected);
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (delimiters[i] == self->sample->dialect.delimiter)
      adw_combo_row_set_selected (self->delimiter_row, i);
  gtk_switch_set_active (self->header_switch, self->sample->dialect.header);
}

static gboolean
has_target (TwImportDialog *self,
            const char     *key)
{
  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TwImportColumn *column = g_ptr_array_index (self->mapping->columns, i);

      if (column->target != NULL && (g_str_equal (column->target, key)
                                     || (g_str_has_prefix (column->target, "name.") && g_str_equal (key, "name"))
                                     || (g_str_equal (column->target, "first_name") && g_str_equal (key, "name"))))
        return TRUE;
    }
  return FALSE;
}

static void
add_key (GPtrArray     *keys,
         GtkStringList *names,
         const char    *key,
         const char    *label)
{
  g_ptr_array_add (keys, g_strdup (key));
  gtk_string_list_append (names, label);
}

/* Both together first: it is what most people mean. */
static void
show_keys (TwImportDialog *self)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  const TwField *email = tw_entity_get_field (self->entity, "email"), *name = self->entity->name_field;
  /* People and companies are found again; of two tasks of one title both are meant. */
  gboolean people = email != NULL || tw_entity_get_field (self->entity, "website") != NULL;
  guint selected = 0;

  if (email != NULL && name != NULL && has_target (self, "email") && has_target (self, name->key))
    {
      g_autofree char *key = g_strdup_printf ("email,%s", name->key);
      /* Translators: two fields, "E-mail, else Name". */
      g_autofree char *label = g_strdup_printf (_("%s, else %s"), tw_field_get_label (email), tw_field_get_label (name));

      add_key (keys, names, key, label);
    }
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const TwField *field = self->entity->fields[i];

      if (field->type == TW_TYPE_TEXT && !field->formula && !field->retired && has_target (self, field->key)
          && (field == name || field->unique || field->kind == TW_KIND_EMAIL || field->kind == TW_KIND_PHONE
              || g_str_equal (field->key, "external_id")))
        add_key (keys, names, field->key, tw_field_get_label (field));
    }
  /* Translators: a choice: every row of the file becomes a new record. */
  add_key (keys, names, "", _("Add every row"));
  if (!people)
    selected = keys->len - 1;
  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (self->mapping->key, g_ptr_array_index (keys, i)) == 0)
      selected = i;
  g_ptr_array_add (keys, NULL);
  g_strfreev (self->keys);
  self->keys = (GStrv) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
  adw_combo_row_set_model (self->key_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->key_row, selected);
}

/**
 * tw_import_dialog_fill_choices:
 * @self: the dialog with a file that was read
 *
 * Shows how the file is written and what can find its records again.
 */
void
tw_import_dialog_fill_choices (TwImportDialog *self)
{
  self->filling = TRUE;
  for (guint i = 0; i < self->entities->len; i++)
    if (g_ptr_array_index (self->entities, i) == self->entity)
      adw_combo_row_set_selected (self->entity_row, i);
  show_format (self);
  show_keys (self);
  self->filling = FALSE;
}

/**
 * tw_import_dialog_format_chosen:
 * @self: the dialog
 *
 * Reads the file again as it is said to be written.
 */
void
tw_import_dialog_format_chosen (TwImportDialog *self)
{
  guint charset = adw_combo_row_get_selected (self->charset_row), delimiter = adw_combo_row_get_selected (self->delimiter_row);
  gboolean header = gtk_switch_get_active (self->header_switch);

  g_free (self->charset);
  self->charset = charset < G_N_ELEMENTS (charsets) ? g_strdup (charsets[charset]) : NULL;
  if (delimiter < G_N_ELEMENTS (delimiters)
      && (self->sample->dialect.delimiter != delimiters[delimiter] || self->sample->dialect.header != header))
    {
      self->dialect = self->sample->dialect;
      self->dialect.delimiter = delimiters[delimiter];
      self->dialect.header = header;
      self->has_dialect = TRUE;
    }
  tw_import_dialog_read (self);
}
