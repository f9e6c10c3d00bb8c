/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-paste-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-dialog-fit.h"
#include "tw-drop-search.h"
#include "tw-field-input.h"
#include "tw-import.h"

#define MAX_COLUMNS 60
#define MAX_SAMPLES 3
#define MAX_BYTES   (32 * 1024 * 1024)

/* Import reads files: the table goes into one that only this user can read, and that goes with the window. */
struct _TwPasteWindow
{
  AdwWindow       parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  TwSchema       *schema;                              /* (owned) the snapshot that entity is part of */
  const TwEntity *entity;
  GFile          *file;                                /* (owned) */
  TwCsvDialect    dialect;
  GPtrArray      *columns;                             /* (owned) char *: names */
  GPtrArray      *samples;                             /* (owned) char *: the first values of each column */
  GPtrArray      *fields;                              /* (owned) TwField that can be filled, in the order of the drop-downs */
  GPtrArray      *drop_downs;                          /* (owned) GtkDropDown, one a column */
  gint64          n_rows;
  TwImport       *running;                             /* (owned) (nullable) the trial, or the real one */
  GCancellable   *cancellable;                         /* (owned) (nullable) of it */
  gboolean        adding;

  GtkWidget      *cancel_button;
  GtkWidget      *add_button;
  GtkProgressBar *progress;
  AdwPreferencesGroup *columns_group;
  GtkLabel       *result_label;
};

G_DEFINE_FINAL_TYPE (TwPasteWindow, tw_paste_window, ADW_TYPE_WINDOW)

static void try_out (TwPasteWindow *self);

/* --- The import --- */

static TwImport *
make_import (TwPasteWindow *self,
             gboolean       dry_run)
{
  TwImport *import = tw_import_new (tw_workspace_get_store (self->workspace), self->entity, self->file);
  TwImportMapping *mapping = tw_import_mapping_new (self->entity->key);

  for (guint i = 0; i < self->columns->len; i++)
    tw_import_mapping_add (mapping, g_ptr_array_index (self->columns, i), tw_paste_window_get_target (self, i));
  mapping->missing = TW_MISSING_CREATE;
  tw_import_set_format (import, "UTF-8", &self->dialect);
  tw_import_set_mapping (import, mapping);
  tw_import_set_dry_run (import, dry_run);
  return import;
}

static char *
dup_counts (TwPasteWindow *self,
            TwImport      *import)
{
  const TwImportCounts *counts = tw_import_get_counts (import);
  GPtrArray *reasons = tw_import_get_reasons (import);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u record will be added.", "%u records will be added.", counts->n_added),
                          (guint) counts->n_added);
  if (counts->n_created > 0)
    g_string_append_printf (text, ngettext (" %u record that they link to will be made.", " %u records that they link to will be made.",
                                            counts->n_created), (guint) counts->n_created);
  if (counts->n_rejected > 0)
    g_string_append_printf (text, ngettext (" %u line cannot be read:", " %u lines cannot be read:", counts->n_rejected),
                            (guint) counts->n_rejected);
  for (guint i = 0; counts->n_rejected > 0 && i < MIN (reasons->len, 5); i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (reasons, i));
  return g_string_free (text, FALSE);
}

static void
progress_cb (TwPasteWindow *self)
{
  double progress = 0;

  if (self->running == NULL)
    return;
  g_object_get (self->running, "progress", &progress, NULL);
  gtk_progress_bar_set_fraction (self->progress, progress);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwPasteWindow) self = TW_PASTE_WINDOW (data);
  TwImport *import = TW_IMPORT (source);
  g_autoptr(GError) error = NULL;
  gboolean done = tw_import_run_finish (import, result, &error);
  g_autofree char *text = NULL;

  if (self->running != import)
    return;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (self->adding && done)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  self->adding = FALSE;
  text = done ? dup_counts (self, import) : g_strdup (error->message);
  gtk_label_set_label (self->result_label, text);
  gtk_widget_set_sensitive (self->add_button, done && tw_import_get_counts (import)->n_added > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->columns_group), TRUE);
}

static void
run (TwPasteWindow *self,
     gboolean       dry_run)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->running);
  self->running = make_import (self, dry_run);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->add_button, FALSE);
  g_signal_connect_object (self->running, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  tw_import_run_async (self->running, self->cancellable, done_cb, g_object_ref (self));
}

/* Says what would come of it, without doing it. */
static void
try_out (TwPasteWindow *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->columns->len; i++)
    any = any || tw_paste_window_get_target (self, i) != NULL;
  gtk_label_set_label (self->result_label, any ? "" : _("Choose a field for at least one column."));
  if (any)
    run (self, TRUE);
  else
    gtk_widget_set_sensitive (self->add_button, FALSE);
}

static void
add_cb (TwPasteWindow *self)
{
  tw_paste_window_add (self);
}

static void
cancel_cb (TwPasteWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- The table --- */

/* Titles are the names of columns when at least one of them means a field. */
static gboolean
has_header (TwPasteWindow *self,
            TwCell        *cells,
            guint          n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    if (cells[i].length > 0 && tw_import_mapping_guess_column (self->entity, cells[i].text) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
find_header (TwPasteWindow *self,
             GError       **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (self->file, NULL, error);
  g_autoptr(TwCsvReader) reader = stream != NULL ? tw_csv_reader_new (G_INPUT_STREAM (stream), "UTF-8") : NULL;
  guint n_cells = 0;
  TwCell *cells = NULL;

  self->dialect.header = FALSE;
  if (reader == NULL || !tw_csv_reader_start (reader, &self->dialect, error))
    return FALSE;
  if (tw_csv_reader_next (reader, error))
    {
      cells = tw_csv_reader_get_cells (reader, &n_cells);
      self->dialect.header = has_header (self, cells, n_cells);
      return TRUE;
    }
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is no table on the clipboard. Copy some cells first."));
  return FALSE;
}

static gboolean
read_table (TwPasteWindow *self,
            GError       **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (self->file, NULL, error);
  g_autoptr(TwCsvReader) reader = stream != NULL ? tw_csv_reader_new (G_INPUT_STREAM (stream), "UTF-8") : NULL;
  g_autoptr(GError) local = NULL;

  if (reader == NULL || !tw_csv_reader_start (reader, &self->dialect, error))
    return FALSE;
  while (tw_csv_reader_next (reader, &local))
    {
      guint n_cells = 0;
      TwCell *cells = tw_csv_reader_get_cells (reader, &n_cells);

      for (guint i = 0; self->n_rows < MAX_SAMPLES && i < MIN (n_cells, MAX_COLUMNS); i++)
        {
          while (self->samples->len <= i)
            g_ptr_array_add (self->samples, g_string_new (NULL));
          if (cells[i].length > 0)
            g_string_append_printf (g_ptr_array_index (self->samples, i), "%s%s",
                                    ((GString *) g_ptr_array_index (self->samples, i))->len > 0 ? " · " : "", cells[i].text);
        }
      self->n_rows++;
    }
  for (guint i = 0; i < MIN (tw_csv_reader_get_n_columns (reader), MAX_COLUMNS); i++)
    g_ptr_array_add (self->columns, g_strdup (tw_csv_reader_get_columns (reader)[i]));
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (self->n_rows == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is no table on the clipboard. Copy some cells first."));
  return local == NULL && self->n_rows > 0;
}

static gboolean
put_down (TwPasteWindow *self,
          const char    *text,
          GError       **error)
{
  g_autoptr(GFileIOStream) stream = NULL;
  gsize length = strlen (text);

  if (length > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The table is too large for the clipboard. Import it from a file."));
      return FALSE;
    }
  self->file = g_file_new_tmp ("tradewind-XXXXXX.tsv", &stream, error);
  return self->file != NULL
         && g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), text, length, NULL, NULL, error)
         && g_io_stream_close (G_IO_STREAM (stream), NULL, error);
}

/* --- The window --- */

static void
collect_fields (TwPasteWindow *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const TwField *field = self->entity->fields[i];

      if (tw_field_input_can_edit (field) || field->kind == TW_KIND_NUMBER)
        g_ptr_array_add (self->fields, (gpointer) field);
    }
}

static void
add_rows (TwPasteWindow *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
      GString *sample = i < self->samples->len ? g_ptr_array_index (self->samples, i) : NULL;
      const char *guess = tw_import_mapping_guess_column (self->entity, g_ptr_array_index (self->columns, i));
      g_autoptr(GtkExpression) string = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
      GtkWidget *drop_down = NULL;

      gtk_string_list_append (labels, _("Leave out"));
      for (guint f = 0; f < self->fields->len; f++)
        gtk_string_list_append (labels, tw_field_get_label (g_ptr_array_index (self->fields, f)));
      drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
      gtk_drop_down_set_expression (GTK_DROP_DOWN (drop_down), string);
      tw_drop_search_enable (GTK_DROP_DOWN (drop_down));
      gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, g_ptr_array_index (self->columns, i), -1);
      g_ptr_array_add (self->drop_downs, g_object_ref (drop_down));
      tw_paste_window_set_target (self, i, guess);
      g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (try_out), self, G_CONNECT_SWAPPED);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), g_ptr_array_index (self->columns, i));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sample != NULL ? sample->str : "");
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop_down);
      adw_preferences_group_add (self->columns_group, row);
    }
}

static void
sample_free (gpointer sample)
{
  g_string_free (sample, TRUE);
}

static void
tw_paste_window_dispose (GObject *object)
{
  TwPasteWindow *self = TW_PASTE_WINDOW (object);

  if (self->cancellable != NULL && !self->adding)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->running != NULL)
    g_signal_handlers_disconnect_by_data (self->running, self);
  g_clear_object (&self->running);
  g_ptr_array_set_size (self->drop_downs, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PASTE_WINDOW);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_paste_window_parent_class)->dispose (object);
}

static void
tw_paste_window_finalize (GObject *object)
{
  TwPasteWindow *self = TW_PASTE_WINDOW (object);

  if (self->file != NULL)
    g_file_delete (self->file, NULL, NULL);
  g_clear_object (&self->file);
  g_ptr_array_unref (self->drop_downs);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->samples);
  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_paste_window_parent_class)->finalize (object);
}

static void
tw_paste_window_class_init (TwPasteWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_paste_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_paste_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("paste/tw-paste-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPasteWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, TwPasteWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, TwPasteWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, TwPasteWindow, columns_group);
  gtk_widget_class_bind_template_child (widget_class, TwPasteWindow, result_label);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_paste_window_init (TwPasteWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->samples = g_ptr_array_new_with_free_func (sample_free);
  self->fields = g_ptr_array_new ();
  self->drop_downs = g_ptr_array_new_with_free_func (g_object_unref);
  self->dialect = (TwCsvDialect) { .delimiter = '\t', .quote = '"', .header = FALSE };
}

/**
 * tw_paste_window_new:
 * @parent: (nullable): the window that it belongs to
 * @workspace: the workspace
 * @entity: what the lines become
 * @text: tab-separated text, as spreadsheets copy it
 * @error: there is no table in the text, or it could not be put down
 *
 * Returns: (transfer none) (nullable): a window that asks where the columns go
 */
TwPasteWindow *
tw_paste_window_new (GtkWindow      *parent,
                     TwWorkspace    *workspace,
                     const TwEntity *entity,
                     const char     *text,
                     GError        **error)
{
  TwPasteWindow *self = g_object_new (TW_TYPE_PASTE_WINDOW, "transient-for", parent, NULL);
  /* Translators: title of a window; %s is a kind of record in the plural, "Deals". */
  g_autofree char *title = g_strdup_printf (_("Paste %s"), tw_entity_get_label (entity, TRUE));

  tw_dialog_fit (GTK_WINDOW (self), parent);
  gtk_window_set_title (GTK_WINDOW (self), title);
  self->workspace = g_object_ref (workspace);
  self->schema = tw_schema_ref ((TwSchema *) entity->schema);
  self->entity = entity;
  if (!put_down (self, text, error) || !find_header (self, error) || !read_table (self, error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return NULL;
    }
  collect_fields (self);
  add_rows (self);
  try_out (self);
  return self;
}

/**
 * tw_paste_window_get_n_columns:
 * @self: the window
 *
 * Returns: how many columns the table has
 */
guint
tw_paste_window_get_n_columns (TwPasteWindow *self)
{
  g_return_val_if_fail (TW_IS_PASTE_WINDOW (self), 0);
  return self->columns->len;
}

/**
 * tw_paste_window_get_target:
 * @self: the window
 * @column: a column
 *
 * Returns: (transfer none) (nullable): key of the field that it goes to
 */
const char *
tw_paste_window_get_target (TwPasteWindow *self,
                            guint          column)
{
  guint selected = 0;

  g_return_val_if_fail (TW_IS_PASTE_WINDOW (self) && column < self->drop_downs->len, NULL);
  selected = gtk_drop_down_get_selected (g_ptr_array_index (self->drop_downs, column));
  return selected > 0 && selected <= self->fields->len ? ((const TwField *) g_ptr_array_index (self->fields, selected - 1))->key : NULL;
}

/**
 * tw_paste_window_set_target:
 * @self: the window
 * @column: a column
 * @key: (nullable): key of a field; %NULL leaves the column out
 *
 * Chooses where a column goes. A target that is no plain field, "amount.currency", counts as its field.
 */
void
tw_paste_window_set_target (TwPasteWindow *self,
                            guint          column,
                            const char    *key)
{
  guint selected = 0;
  gsize length = key != NULL ? strcspn (key, ".") : 0;

  g_return_if_fail (TW_IS_PASTE_WINDOW (self) && column < self->drop_downs->len);
  for (guint i = 0; key != NULL && i < self->fields->len; i++)
    {
      const char *there = ((const TwField *) g_ptr_array_index (self->fields, i))->key;

      if (strncmp (there, key, length) == 0 && there[length] == '\0')
        selected = i + 1;
    }
  gtk_drop_down_set_selected (g_ptr_array_index (self->drop_downs, column), selected);
}

/**
 * tw_paste_window_get_result:
 * @self: the window
 *
 * Returns: (transfer none): what would come of it
 */
const char *
tw_paste_window_get_result (TwPasteWindow *self)
{
  g_return_val_if_fail (TW_IS_PASTE_WINDOW (self), NULL);
  return gtk_label_get_label (self->result_label);
}

/**
 * tw_paste_window_add:
 * @self: the window
 *
 * Adds the records as one commit and closes.
 */
void
tw_paste_window_add (TwPasteWindow *self)
{
  g_return_if_fail (TW_IS_PASTE_WINDOW (self));
  self->adding = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->columns_group), FALSE);
  run (self, FALSE);
}
