/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a file, and running its import, off the main thread. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-import-dialog-private.h"
#include "tw-task.h"

/* --- Reading --- */

typedef struct
{
  TwStore        *store;                               /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  GFile          *file;                                /* (owned) */
  const TwEntity *entity, *preferred;                  /* entity nullable: guessed */
  char           *charset;                             /* (owned) (nullable) */
  TwCsvDialect    dialect;
  gboolean        has_dialect;
  guint           id;

  TwImportSample  *sample;                             /* (owned) what was found */
  TwImportMapping *mapping;                            /* (owned) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->store);
  tw_schema_unref (reading->schema);
  g_object_unref (reading->file);
  g_free (reading->charset);
  tw_import_sample_free (reading->sample);
  g_clear_pointer (&reading->mapping, tw_import_mapping_free);
  g_free (reading);
}

static TwImportMapping *
copy_mapping (const TwImportMapping *mapping)
{
  g_autofree char *json = tw_import_mapping_print (mapping);

  return tw_import_mapping_parse (json, strlen (json), NULL);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  g_autoptr(TwImport) import = NULL;

  reading->sample = tw_import_sample_new (reading->file, reading->charset, reading->has_dialect ? &reading->dialect : NULL,
                                          cancellable, &error);
  if (reading->sample == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (reading->entity == NULL)
    reading->entity = tw_import_sample_guess_entity (reading->sample, reading->schema, reading->preferred);
  /* Preparing takes the mapping that was kept for such a file. */
  import = tw_import_new (reading->store, reading->entity, reading->file);
  tw_import_set_format (import, reading->charset, reading->has_dialect ? &reading->dialect : NULL);
  if (!tw_import_prepare (import, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reading->mapping = copy_mapping (tw_import_get_mapping (import));
  g_task_return_boolean (task, TRUE);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwImportDialog *self = TW_IMPORT_DIALOG (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->workspace == NULL || reading->id != self->read_id)   /* closed meanwhile, or asked anew */
    return;
  if (!ok)
    {
      tw_tell (self->error_page, error->message);
      tw_import_dialog_set_page (self, "error");
      return;
    }
  g_clear_pointer (&self->sample, tw_import_sample_free);
  g_clear_pointer (&self->mapping, tw_import_mapping_free);
  self->sample = g_steal_pointer (&reading->sample);
  self->mapping = g_steal_pointer (&reading->mapping);
  self->entity = reading->entity;
  tw_import_columns_show (self->columns, self->sample, self->entity, self->mapping);
  tw_import_dialog_fill_choices (self);
  tw_import_dialog_set_page (self, "columns");
}

/**
 * tw_import_dialog_read:
 * @self: the dialog
 *
 * Looks at the present file and shows its columns.
 */
void
tw_import_dialog_read (TwImportDialog *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, read_cb, NULL);
  Reading *reading = g_new0 (Reading, 1);

  reading->store = g_object_ref (tw_workspace_get_store (self->workspace));
  reading->schema = tw_schema_ref (self->schema);
  reading->file = g_list_model_get_item (self->files, self->at);
  reading->entity = self->entity;
  reading->preferred = self->preferred;
  reading->charset = g_strdup (self->charset);
  reading->dialect = self->dialect;
  reading->has_dialect = self->has_dialect;
  reading->id = ++self->read_id;
  g_task_set_source_tag (task, tw_import_dialog_read);
  g_task_set_task_data (task, reading, reading_free);
  tw_task_run_in_thread (task, read_thread);
}

/* --- Running --- */

static void
end_run (TwImportDialog *self,
         GError         *error)
{
  g_signal_handlers_disconnect_by_data (self->import, self);
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_import_dialog_set_page (self, "columns");
  else if (error != NULL)
    {
      tw_import_dialog_set_page (self, "columns");
      tw_import_dialog_show_error (self, error->message);
    }
  else
    tw_import_dialog_show_result (self);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwImportDialog) self = TW_IMPORT_DIALOG (data);
  g_autoptr(GError) error = NULL;

  tw_import_run_finish (TW_IMPORT (source), result, &error);
  if (self->workspace != NULL && self->import == TW_IMPORT (source))
    end_run (self, error);
}

static void
progress_cb (TwImportDialog *self,
             GParamSpec     *pspec,
             TwImport       *import)
{
  double fraction = 0;
  g_autofree char *message = NULL;

  g_object_get (import, "progress", &fraction, "message", &message, NULL);
  gtk_progress_bar_set_fraction (self->progress, fraction);
  gtk_progress_bar_set_text (self->progress, message != NULL ? message : "");
}

/* The mapping is kept before the import, so that the import is the newest commit, which undo takes back first. */
static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  TwImport *import = TW_IMPORT (source);
  gboolean keep = GPOINTER_TO_INT (task_data);
  GError *error = NULL;

  if (tw_import_prepare (import, cancellable, &error) && (!keep || tw_import_save_mapping (import, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(TwImportDialog) self = TW_IMPORT_DIALOG (data);
  g_autoptr(GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->workspace == NULL || self->import != TW_IMPORT (source))
    return;
  if (ok)
    tw_import_run_async (self->import, self->cancellable, done_cb, g_object_ref (self));
  else
    end_run (self, error);
}

/* Rejected rows go into the workspace, so that they are never lost. */
static GFile *
make_rejects (TwImportDialog *self,
              GFile          *file)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_strdup_printf ("%s-%s-rejects.csv", stamp, base);
  g_autofree char *path = g_build_filename (tw_store_get_dir (tw_workspace_get_store (self->workspace)), "imports", name, NULL);

  return g_file_new_for_path (path);
}

/**
 * tw_import_dialog_run:
 * @self: the dialog that shows the columns
 * @trial: whether to change nothing and only report
 *
 * Runs the import as chosen; what came of it is shown.
 */
void
tw_import_dialog_run (TwImportDialog *self,
                      gboolean        trial)
{
  g_autoptr(GFile) file = g_list_model_get_item (self->files, self->at);
  g_autoptr(GTask) task = NULL;
  guint key = adw_combo_row_get_selected (self->key_row);

  tw_import_dialog_show_error (self, NULL);
  g_free (self->mapping->key);
  self->mapping->key = *self->keys[key] != '\0' ? g_strdup (self->keys[key]) : NULL;
  self->mapping->missing = adw_combo_row_get_selected (self->missing_row) == 0 ? TW_MISSING_CREATE
                           : adw_combo_row_get_selected (self->missing_row) == 1 ? TW_MISSING_EMPTY : TW_MISSING_REJECT;
  self->trial = trial;
  g_clear_object (&self->import);
  self->import = tw_import_new (tw_workspace_get_store (self->workspace), self->entity, file);
  tw_import_set_format (self->import, self->charset, self->has_dialect ? &self->dialect : NULL);
  tw_import_set_mapping (self->import, copy_mapping (self->mapping));
  tw_import_set_key (self->import, self->mapping->key);
  tw_import_set_duplicate (self->import, adw_combo_row_get_selected (self->duplicate_row) == 0 ? TW_DUPLICATE_UPDATE
                                         : TW_DUPLICATE_SKIP);
  tw_import_set_dry_run (self->import, trial);
  g_clear_object (&self->rejects);
  self->rejects = make_rejects (self, file);
  tw_import_set_rejects (self->import, self->rejects);
  g_signal_connect_object (self->import, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  gtk_progress_bar_set_fraction (self->progress, 0);
  tw_import_dialog_set_page (self, "busy");
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self->import, self->cancellable, prepared_cb, g_object_ref (self));
  g_task_set_source_tag (task, tw_import_dialog_run);
  g_task_set_task_data (task, GINT_TO_POINTER (!trial), NULL);
  tw_task_run_in_thread (task, prepare_thread);
}
