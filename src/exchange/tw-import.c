/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-import-private.h"
#include "tw-replica.h"
#include "tw-task.h"

#define FRAME_MS 16
#define JSON_SAMPLE 200                                /* objects whose members are the columns to start with */

enum { PROP_0, PROP_PROGRESS, PROP_MESSAGE, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TwImport, tw_import, G_TYPE_OBJECT)

/* --- Progress --- */

static gboolean
on_notify (gpointer data)
{
  TwImport *import = data;
  g_mutex_lock (&import->lock);
  import->notify_queued = FALSE;
  g_mutex_unlock (&import->lock);
  g_object_notify_by_pspec (G_OBJECT (import), props[PROP_PROGRESS]);
  g_object_notify_by_pspec (G_OBJECT (import), props[PROP_MESSAGE]);
  return G_SOURCE_REMOVE;
}

void
tw_import_report_progress (TwImport *import, double fraction, const char *message)
{
  g_mutex_lock (&import->lock);
  import->progress = fraction;
  g_free (import->message);
  import->message = g_strdup (message);
  gboolean queue = import->async && !import->notify_queued;
  import->notify_queued = import->notify_queued || queue;
  g_mutex_unlock (&import->lock);
  if (queue)
    {
      g_autoptr(GSource) source = g_timeout_source_new (FRAME_MS);
      g_source_set_callback (source, on_notify, g_object_ref (import), g_object_unref);
      g_source_attach (source, import->context);
    }
  if (import->progress_func)
    import->progress_func (fraction, message, import->progress_data);
}

/* --- The object --- */

static void
tw_import_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwImport *import = TW_IMPORT (object);
  g_mutex_lock (&import->lock);
  switch (id)
    {
    case PROP_PROGRESS:
      g_value_set_double (value, import->progress);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, import->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  g_mutex_unlock (&import->lock);
}

static void
tw_import_finalize (GObject *object)
{
  TwImport *import = TW_IMPORT (object);
  g_clear_object (&import->store);
  g_clear_object (&import->file);
  g_clear_object (&import->rejects_file);
  g_clear_pointer (&import->schema, tw_schema_unref);
  g_clear_pointer (&import->mapping, tw_import_mapping_free);
  g_clear_pointer (&import->commit, tw_commit_unref);
  g_clear_pointer (&import->context, g_main_context_unref);
  g_ptr_array_unref (import->columns);
  g_ptr_array_unref (import->reasons);
  g_ptr_array_unref (import->remarks);
  g_free (import->charset);
  g_free (import->key);
  g_free (import->message);
  g_mutex_clear (&import->lock);
  G_OBJECT_CLASS (tw_import_parent_class)->finalize (object);
}

static void
tw_import_class_init (TwImportClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = tw_import_get_property;
  object_class->finalize = tw_import_finalize;
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tw_import_init (TwImport *import)
{
  g_mutex_init (&import->lock);
  import->columns = g_ptr_array_new_with_free_func (g_free);
  import->reasons = g_ptr_array_new_with_free_func (g_free);
  import->remarks = g_ptr_array_new_with_free_func (g_free);
  import->context = g_main_context_ref_thread_default ();
}

/**
 * tw_import_new:
 * @store: where the records go
 * @entity: what they become, of the store's present schema
 * @file: a CSV or JSON file
 *
 * Returns: (transfer full): an import, not yet run
 */
TwImport *
tw_import_new (TwStore *store, const TwEntity *entity, GFile *file)
{
  g_return_val_if_fail (TW_IS_STORE (store) && entity && G_IS_FILE (file), NULL);
  TwImport *import = g_object_new (TW_TYPE_IMPORT, NULL);
  import->store = g_object_ref (store);
  import->schema = tw_store_ref_schema (store);
  import->entity = tw_schema_get_entity (import->schema, entity->key);
  import->file = g_object_ref (file);
  return import;
}

/**
 * tw_import_set_format:
 * @import: an import
 * @charset: (nullable): encoding of a CSV file, or %NULL to find it out
 * @dialect: (nullable): how a CSV file is written, or %NULL to find it out
 */
void
tw_import_set_format (TwImport *import, const char *charset, const TwCsvDialect *dialect)
{
  g_free (import->charset);
  import->charset = g_strdup (charset);
  import->has_dialect = dialect != NULL;
  if (dialect)
    import->dialect = *dialect;
}

/**
 * tw_import_set_mapping:
 * @import: an import
 * @mapping: (transfer full): which column goes where
 */
void
tw_import_set_mapping (TwImport *import, TwImportMapping *mapping)
{
  g_clear_pointer (&import->mapping, tw_import_mapping_free);
  import->mapping = mapping;
}

/**
 * tw_import_set_key:
 * @import: an import
 * @field_keys: (nullable): the fields whose values tell that a record is there already, with commas between; a row is
 *   looked for by the first of them that it has a value for
 */
void
tw_import_set_key (TwImport *import, const char *field_keys)
{
  g_free (import->key);
  import->key = g_strdup (field_keys);
}

/**
 * tw_import_set_missing:
 * @import: an import
 * @missing: what to do with a link to a record that is not there, for columns whose mapping does not say it
 */
void
tw_import_set_missing (TwImport *import, TwMissing missing)
{
  import->has_missing = TRUE;
  import->missing = missing;
}

/**
 * tw_import_set_duplicate:
 * @import: an import
 * @duplicate: what to do with rows whose record is there already
 */
void
tw_import_set_duplicate (TwImport *import, TwDuplicate duplicate)
{
  import->duplicate = duplicate;
}

/**
 * tw_import_set_dry_run:
 * @import: an import
 * @dry_run: whether to take everything back and only report
 */
void
tw_import_set_dry_run (TwImport *import, gboolean dry_run)
{
  import->dry_run = dry_run;
}

/**
 * tw_import_set_rejects:
 * @import: an import
 * @file: (nullable): where rejected rows are written; made only when there are any
 */
void
tw_import_set_rejects (TwImport *import, GFile *file)
{
  g_set_object (&import->rejects_file, file);
}

static char *
dup_kept (TwStore *store, const char *key)
{
  char *own = tw_replica_dup_state (store, key);

  return own != NULL ? own : tw_store_dup_setting (store, key);
}

static TwImportMapping *
saved_mapping (TwImport *import)
{
  guint n = import->columns->len - 1;
  g_autofree char *key = tw_import_mapping_fingerprint (import->entity, (const char *const *) import->columns->pdata, n);
  g_autofree char *json = dup_kept (import->store, key);
  return json ? tw_import_mapping_parse (json, strlen (json), NULL) : NULL;
}

/**
 * tw_import_prepare:
 * @import: an import
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Reads the file's header and settles the mapping: the one that was set, else the one saved for the same header, else a guess.
 *
 * Returns: %FALSE when the file cannot be read, has no rows, or the mapping is for another entity
 */
gboolean
tw_import_prepare (TwImport *import, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRows) rows = tw_rows_open (import->file, import->charset, import->has_dialect ? &import->dialect : NULL,
                                         cancellable, error);
  if (!rows)
    return FALSE;
  if (tw_rows_is_json (rows))
    for (guint i = 0; i < JSON_SAMPLE && tw_rows_next (rows, &local); i++)
      continue;
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_ptr_array_set_size (import->columns, 0);
  for (guint i = 0; i < tw_rows_get_n_columns (rows); i++)
    g_ptr_array_add (import->columns, g_strdup (tw_rows_get_column (rows, i)));
  g_ptr_array_add (import->columns, NULL);
  if (import->columns->len == 1)
    {
      g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT, _("The file has no rows; choose another one."));
      return FALSE;
    }
  if (tw_rows_get_dialect (rows))
    tw_import_set_format (import, tw_rows_get_charset (rows), tw_rows_get_dialect (rows));
  if (!import->mapping)
    import->mapping = saved_mapping (import);
  if (!import->mapping)
    import->mapping = tw_import_mapping_guess (import->entity, (const char *const *) import->columns->pdata,
                                               import->columns->len - 1);
  if (tw_schema_get_entity (import->schema, import->mapping->entity) != import->entity)
    {
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                   _("The mapping is for “%s”, not for “%s”; choose another one."), import->mapping->entity, import->entity->key);
      return FALSE;
    }
  import->prepared = TRUE;
  return TRUE;
}

/**
 * tw_import_get_mapping:
 * @import: a prepared import
 *
 * Returns: (transfer none): the mapping, which may be edited until the run
 */
TwImportMapping *
tw_import_get_mapping (TwImport *import)
{
  return import->mapping;
}

/**
 * tw_import_get_columns:
 * @import: a prepared import
 *
 * Returns: (array zero-terminated=1): the header's names
 */
const char *const *
tw_import_get_columns (TwImport *import)
{
  return (const char *const *) import->columns->pdata;
}

/**
 * tw_import_save_mapping:
 * @import: a prepared import
 * @error: return location
 *
 * Keeps the mapping as a setting of the workspace, found again by tw_import_prepare() for a file with the same header. The settings of a
 * team are its server's: there it is kept on this device.
 *
 * Returns: %FALSE when the store cannot be written to
 */
gboolean
tw_import_save_mapping (TwImport *import, GError **error)
{
  guint n = import->columns->len - 1;
  g_autofree char *key = tw_import_mapping_fingerprint (import->entity, (const char *const *) import->columns->pdata, n);
  g_autofree char *json = tw_import_mapping_print (import->mapping);
  g_autofree char *present = dup_kept (import->store, key);

  if (g_strcmp0 (json, present) == 0)
    return TRUE;
  return tw_store_is_replica (import->store) ? tw_replica_set_state (import->store, key, json, error)
                                             : tw_store_set_setting (import->store, key, json, error);
}

/**
 * tw_import_set_progress:
 * @import: an import
 * @progress: (nullable): called on the thread that runs the import, every few hundred rows
 * @data: for @progress
 */
void
tw_import_set_progress (TwImport *import, TwImportProgress progress, gpointer data)
{
  import->progress_func = progress;
  import->progress_data = data;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  if (tw_import_run (source, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tw_import_run_async:
 * @import: an import, not to be touched until the callback
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @data: for @callback
 *
 * tw_import_run() on a thread of its own.
 */
void
tw_import_run_async (TwImport *import, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (import, cancellable, callback, data);
  g_task_set_source_tag (task, tw_import_run_async);
  import->async = TRUE;
  tw_task_run_in_thread (task, run_in_thread);
}

/**
 * tw_import_run_finish:
 * @import: an import
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: as tw_import_run()
 */
gboolean
tw_import_run_finish (TwImport *import, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, import), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_import_get_counts:
 * @import: an import that was run
 *
 * Returns: what happened to the rows
 */
const TwImportCounts *
tw_import_get_counts (TwImport *import)
{
  return &import->counts;
}

/**
 * tw_import_get_commit:
 * @import: an import that was run
 *
 * Returns: (transfer none) (nullable): the commit that undo takes back
 */
TwCommit *
tw_import_get_commit (TwImport *import)
{
  return import->commit;
}

/**
 * tw_import_get_reasons:
 * @import: an import that was run
 *
 * Returns: (transfer none) (element-type utf8): why rows were rejected, the first hundred
 */
GPtrArray *
tw_import_get_reasons (TwImport *import)
{
  return import->reasons;
}

/**
 * tw_import_get_remarks:
 * @import: an import that was run
 *
 * Returns: (transfer none) (element-type utf8): what a person should know about how the file was read
 */
GPtrArray *
tw_import_get_remarks (TwImport *import)
{
  return import->remarks;
}
