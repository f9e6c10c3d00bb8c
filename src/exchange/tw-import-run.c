/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over the file: one that looks at the columns whose form has to be found out, and collects the keys that links
 * inside the file may point to; one that saves row after row into a bulk commit; and the links that had to wait. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-import-private.h"

#define ROWS_PER_REPORT 500
#define COLUMNS_NAMED   10                             /* in a message */

/* --- Targets --- */

static void
target_free (gpointer data)
{
  TwImportTarget *target = data;
  tw_import_target_clear (target);
  g_free (target);
}

static gboolean
add_target (TwImportRun *run, const TwImportColumn *spec, guint column, GError **error)
{
  const TwEntity *entity = run->import->entity;
  const char *dot = strchr (spec->target, '.');
  g_autofree char *key = dot ? g_strndup (spec->target, dot - spec->target) : g_strdup (spec->target);
  const TwField *field = tw_entity_get_field (entity, key);
  if (strcmp (spec->target, "id") != 0 && (!field || field->formula || field->retired))
    {
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                   _("Column “%s” goes to “%s”, which is no field of %s that can be written; correct the mapping."),
                   spec->column, spec->target, tw_entity_get_label (entity, FALSE));
      return FALSE;
    }
  TwImportTarget *target = g_new0 (TwImportTarget, 1);
  target->field = field;
  target->part = dot ? dot + 1 : NULL;
  target->spec = spec;
  target->column = column;
  target->zone = g_time_zone_ref (run->zone);
  target->currency = run->currency;
  target->decimal = '.';
  tw_currency_parse ("USD", &target->dollar);
  run->by_id = run->by_id || !field;
  g_ptr_array_add (run->targets, target);
  return TRUE;
}

/* A column is found by its name; the n-th of the same name by the n-th entry that has it and is not of the same column. */
static gboolean
make_targets (TwImportRun *run, GError **error)
{
  TwImport *import = run->import;
  guint n_columns = import->columns->len - 1, n_used = 0;
  for (guint i = 0; i < import->mapping->columns->len; i++)
    {
      const TwImportColumn *spec = g_ptr_array_index (import->mapping->columns, i);
      guint column = 0;
      if (i < n_columns && strcmp (g_ptr_array_index (import->columns, i), spec->column) == 0)
        column = i;
      else
        while (column < n_columns && strcmp (g_ptr_array_index (import->columns, column), spec->column) != 0)
          column++;
      if (!spec->target)
        continue;
      if (column == n_columns)
        {
          g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                       _("The file has no column “%s”; correct the mapping."), spec->column);
          return FALSE;
        }
      if (!add_target (run, spec, column, error))
        return FALSE;
      n_used++;
    }
  if (n_used > 0)
    return TRUE;
  g_autoptr(GString) names = g_string_new (NULL);
  for (guint i = 0; i < MIN (n_columns, COLUMNS_NAMED); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (char *) g_ptr_array_index (import->columns, i));
  if (n_columns > COLUMNS_NAMED)
    g_string_append (names, ", …");
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
               _("None of the file’s columns fits a field of %s (%s); give a mapping."),
               tw_entity_get_label (import->entity, FALSE), names->str);
  return FALSE;
}

static gboolean
is_covered (TwImportRun *run, const TwField *field)
{
  if (g_hash_table_contains (run->import->mapping->defaults, field->key))
    return TRUE;
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      if (target->field == field)
        return TRUE;
      if (field == run->name && run->first_name && (target->field == run->first_name || target->field == run->last_name))
        return TRUE;
    }
  return FALSE;
}

/* A file that cannot give any record its required fields is refused as a whole, unless it updates records by id or key. */
static gboolean
check_targets (TwImportRun *run, GError **error)
{
  const TwEntity *entity = run->import->entity;
  GHashTableIter iter;
  gpointer key;
  for (guint i = 0; i < run->keys->len; i++)
    if (!is_covered (run, g_ptr_array_index (run->keys, i)))
      {
        g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                     _("No column goes to the key field “%s”; choose another key."),
                     ((const TwField *) g_ptr_array_index (run->keys, i))->key);
        return FALSE;
      }
  g_hash_table_iter_init (&iter, run->import->mapping->defaults);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!tw_entity_get_field (entity, key))
      {
        g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                     _("The mapping has a default for “%s”, which is no field of %s."), (char *) key,
                     tw_entity_get_label (entity, FALSE));
        return FALSE;
      }
  for (guint i = 0; i < entity->n_fields && run->keys->len == 0 && !run->by_id; i++)
    {
      const TwField *field = entity->fields[i];
      if (field->required && !field->retired && !field->formula && !field->default_value && !field->derive && !field->series
          && !is_covered (run, field))
        {
          g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
                       _("No column goes to “%s”, which every %s must have; add it to the mapping, or give a default."),
                       tw_field_get_label (field), tw_entity_get_label (entity, FALSE));
          return FALSE;
        }
    }
  return TRUE;
}

/* --- The run --- */

static const TwField *
plain_field (const TwEntity *entity, const char *key)
{
  const TwField *field = tw_entity_get_field (entity, key);
  return field && field->type == TW_TYPE_TEXT && !field->formula && !field->retired ? field : NULL;
}

/* "email,name" */
static gboolean
add_keys (TwImportRun *run, const char *keys, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (keys, ",", -1);
  for (guint i = 0; parts[i]; i++)
    {
      const TwField *field = tw_entity_get_field (run->import->entity, g_strstrip (parts[i]));
      if (!field || field->formula)
        {
          g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING, _("“%s” is no field of %s; choose another key."),
                       parts[i], tw_entity_get_label (run->import->entity, FALSE));
          return FALSE;
        }
      g_ptr_array_add (run->keys, (gpointer) field);
    }
  return TRUE;
}

static gboolean
run_init (TwImportRun *run, TwImport *import, GError **error)
{
  TwExprContext *context = tw_store_dup_context (import->store);
  const char *key = import->key ? import->key : import->mapping->key;
  run->import = import;
  run->currency = context->currency;
  run->zone = g_time_zone_ref (context->zone);
  tw_store_context_free (context);
  run->targets = g_ptr_array_new_with_free_func (target_free);
  run->pending = g_array_new (FALSE, FALSE, sizeof (TwImportPending));
  run->texts = g_string_new (NULL);
  run->row_notes = g_string_new (NULL);
  run->filled = g_new0 (guint8, import->entity->n_fields);
  run->name = import->entity->name_field && !import->entity->name_field->formula ? import->entity->name_field : NULL;
  run->first_name = plain_field (import->entity, "first_name");
  run->last_name = plain_field (import->entity, "last_name");
  if (!run->first_name || !run->last_name)
    run->first_name = run->last_name = NULL;
  run->notes = plain_field (import->entity, "description");
  if (!run->notes)
    run->notes = plain_field (import->entity, "comment");
  run->keys = g_ptr_array_new ();
  run->rejects = tw_import_rejects_new (import->rejects_file);
  if (key && !add_keys (run, key, error))
    return FALSE;
  return make_targets (run, error) && check_targets (run, error);
}

static void
run_clear (TwImportRun *run)
{
  g_clear_pointer (&run->rejects, tw_import_rejects_free);
  g_clear_pointer (&run->links, tw_import_links_free);
  g_clear_pointer (&run->bulk, tw_bulk_free);
  g_clear_pointer (&run->targets, g_ptr_array_unref);
  g_clear_pointer (&run->keys, g_ptr_array_unref);
  g_clear_pointer (&run->own_keys, g_array_unref);
  g_clear_pointer (&run->pending, g_array_unref);
  g_clear_pointer (&run->zone, g_time_zone_unref);
  g_free (run->filled);
  if (run->texts)
    g_string_free (run->texts, TRUE);
  if (run->row_notes)
    g_string_free (run->row_notes, TRUE);
}

static TwRows *
open_rows (TwImport *import, GCancellable *cancellable, GError **error)
{
  return tw_rows_open (import->file, import->charset, import->has_dialect ? &import->dialect : NULL, cancellable, error);
}

static void
report (TwImportRun *run, TwRows *rows, double from, double share)
{
  g_autofree char *message = g_strdup_printf (ngettext ("%lld row", "%lld rows", (gulong) run->import->counts.n_rows),
                                              (long long) run->import->counts.n_rows);
  tw_import_report_progress (run->import, from + share * tw_rows_get_fraction (rows), message);
}

/* --- Looking --- */

/* The column in which rows of this file have the key that its own links use; -1: no such link. */
static int
own_key_column (TwImportRun *run)
{
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwField *key = tw_import_links_key_field (g_ptr_array_index (run->targets, i), run->import->entity);
      for (guint k = 0; key && k < run->targets->len; k++)
        {
          const TwImportTarget *other = g_ptr_array_index (run->targets, k);
          if (other->field == key && !other->part)
            return other->column;
        }
    }
  return -1;
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return x < y ? -1 : x > y;
}

/* Settles the forms of all columns, and tells what a person should know. */
static void
decide (TwImportRun *run)
{
  TwImport *import = run->import;
  GString *left_out = g_string_new (NULL);
  guint n_comma = 0, n_point = 0;
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      n_comma += target->n_comma;
      n_point += target->n_point;
    }
  for (guint i = 0; i < run->targets->len; i++)
    {
      TwImportTarget *target = g_ptr_array_index (run->targets, i);
      tw_import_target_decide (target, n_comma > n_point ? ',' : '.');
      if (target->n_either > 0 && target->n_dmy == target->n_mdy)
        g_ptr_array_add (import->remarks, g_strdup_printf (
          target->dates == TW_DATE_ORDER_MDY ? _("The dates of column “%s” are read with the month first; nothing in the file proves it.")
                                             : _("The dates of column “%s” are read with the day first; nothing in the file proves it."),
          target->spec->column));
    }
  for (guint i = 0; i < import->mapping->columns->len; i++)
    {
      const TwImportColumn *spec = g_ptr_array_index (import->mapping->columns, i);
      if (!spec->target)
        g_string_append_printf (left_out, "%s%s", left_out->len > 0 ? ", " : "", spec->column);
    }
  if (left_out->len > 0)
    g_ptr_array_add (import->remarks, g_strdup_printf (_("Columns left out: %s."), left_out->str));
  g_string_free (left_out, TRUE);
}

static gboolean
look (TwImportRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) looking = g_ptr_array_new ();
  g_autoptr(GError) local = NULL;
  int key_column = own_key_column (run);
  for (guint i = 0; i < run->targets->len; i++)
    if (tw_import_target_looks (g_ptr_array_index (run->targets, i)))
      g_ptr_array_add (looking, g_ptr_array_index (run->targets, i));
  if (looking->len == 0 && key_column < 0)
    {
      decide (run);
      return TRUE;
    }
  g_autoptr(TwRows) rows = open_rows (run->import, cancellable, error);
  if (!rows)
    return FALSE;
  if (key_column >= 0)
    run->own_keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (gint64 n = 0; tw_rows_next (rows, &local); n++)
    {
      guint n_cells;
      TwCell *cells = tw_rows_get_cells (rows, &n_cells);
      for (guint i = 0; i < looking->len; i++)
        {
          TwImportTarget *target = g_ptr_array_index (looking, i);
          if (target->column < n_cells && cells[target->column].length > 0)
            tw_import_target_look (target, &cells[target->column]);
        }
      if (key_column >= 0 && (guint) key_column < n_cells)
        {
          guint64 hash = tw_import_key_hash (g_strstrip (cells[key_column].text));
          g_array_append_val (run->own_keys, hash);
        }
      if (n % ROWS_PER_REPORT == 0)
        tw_import_report_progress (run->import, 0.1 * tw_rows_get_fraction (rows), _("Looking at the columns"));
    }
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (run->own_keys)
    g_array_sort (run->own_keys, compare_hashes);
  decide (run);
  return TRUE;
}

/* --- Rows --- */

static gboolean
reject_row (TwImportRun *run, gint64 line, const char *reason, GError **error)
{
  run->import->counts.n_rejected++;
  return tw_import_rejects_add (run->rejects, run->import, line, TRUE, reason, error);
}

/* A column of a JSON file that the rows seen at the start did not have. */
static gboolean
add_late_columns (TwImportRun *run, TwRows *rows, GError **error)
{
  TwImport *import = run->import;
  for (guint i = import->columns->len - 1; i < tw_rows_get_n_columns (rows); i++)
    {
      const char *name = tw_rows_get_column (rows, i);
      const TwImportColumn *spec = tw_import_mapping_add (import->mapping, name,
                                                          tw_import_mapping_guess_column (import->entity, name));
      import->columns->pdata[i] = g_strdup (name);
      g_ptr_array_add (import->columns, NULL);
      if (spec->target && !add_target (run, spec, i, error))
        return FALSE;
      if (!spec->target)
        g_ptr_array_add (import->remarks, g_strdup_printf (_("Columns left out: %s."), name));
    }
  return TRUE;
}

static gboolean
save_rows (TwImportRun *run, GCancellable *cancellable, GError **error)
{
  TwImport *import = run->import;
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRows) rows = open_rows (import, cancellable, error);
  if (!rows)
    return FALSE;
  while (tw_rows_next (rows, &local))
    {
      guint n_cells;
      TwCell *cells = tw_rows_get_cells (rows, &n_cells);
      const char *problem = tw_rows_get_problem (rows);
      gint64 line = tw_rows_get_line (rows);
      import->counts.n_rows++;
      tw_import_rejects_keep (run->rejects, cells, n_cells);
      if (tw_rows_is_json (rows) && !add_late_columns (run, rows, error))
        return FALSE;
      if (problem)
        {
          if (!reject_row (run, line, problem, error))
            return FALSE;
          continue;
        }
      TwRowResult result = tw_import_run_row (run, cells, n_cells, line, &local);
      if (result == TW_ROW_FATAL)
        break;
      if (result == TW_ROW_REJECTED && !reject_row (run, line, local->message, error))
        return FALSE;
      g_clear_error (&local);
      if (import->counts.n_rows % ROWS_PER_REPORT == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          report (run, rows, 0.1, 0.85);
        }
    }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    return TRUE;
  return FALSE;
}

/* --- Links that had to wait --- */

static gboolean
save_pending_one (TwImportRun *run, const TwImportPending *pending, GError **error)
{
  TwImportTarget *target = g_ptr_array_index (run->targets, pending->target);
  const char *text = run->texts->str + pending->text;
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwLinkResult result = tw_import_links_find (run->links, target, text, &value, error);
  if (result != TW_LINK_FOUND)
    return FALSE;
  g_autoptr(TwRecord) record = tw_bulk_get (run->bulk, run->import->entity, &pending->record, error);
  return record && tw_record_set (record, target->field, &value, error)
         && (!tw_record_has_changes (record) || tw_bulk_save (run->bulk, record, error));
}

static gboolean
save_pending (TwImportRun *run, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < run->pending->len; i++)
    {
      const TwImportPending *pending = &g_array_index (run->pending, TwImportPending, i);
      const TwImportTarget *target = g_ptr_array_index (run->targets, pending->target);
      g_autoptr(GError) local = NULL;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (save_pending_one (run, pending, &local))
        continue;
      if (local->domain == G_IO_ERROR
          || (local->domain == TW_STORE_ERROR && (local->code == TW_STORE_ERROR_FULL || local->code == TW_STORE_ERROR_IO)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_autofree char *reason = g_strdup_printf (_("the record came in, but “%s” was left empty: %s"), target->spec->column,
                                                 local->message);
      if (!tw_import_rejects_add (run->rejects, run->import, pending->line, FALSE, reason, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
finish (TwImportRun *run, GError **error)
{
  TwImport *import = run->import;
  TwImportCounts *counts = &import->counts;
  counts->n_created = tw_import_links_get_n_created (run->links);
  gboolean changed = counts->n_added > 0 || counts->n_updated > 0;
  /* The reasons are safe on disk before the data is. */
  if (!tw_import_rejects_end (run->rejects, error))
    return FALSE;
  if (import->dry_run || !changed)
    return TRUE;
  import->commit = tw_bulk_commit (g_steal_pointer (&run->bulk), error);
  return import->commit != NULL;
}

/**
 * tw_import_run:
 * @import: an import
 * @cancellable: (nullable): stops it; the data is then as it was before
 * @error: return location
 *
 * Prepares the import if that was not done, and imports the file on the calling thread. A dry run does the same work and takes
 * it back. Rows that cannot be imported are counted, with reasons; they do not make the run fail.
 *
 * Returns: %FALSE when nothing was imported: with %TW_EXCHANGE_ERROR_MAPPING or %TW_EXCHANGE_ERROR_FORMAT for a file that
 *   does not fit, %TW_STORE_ERROR for a failure of the store, %G_IO_ERROR_CANCELLED, or another %G_IO_ERROR from reading
 */
gboolean
tw_import_run (TwImport *import, GCancellable *cancellable, GError **error)
{
  TwImportRun run = { 0 };
  g_return_val_if_fail (TW_IS_IMPORT (import), FALSE);
  if (!import->prepared && !tw_import_prepare (import, cancellable, error))
    return FALSE;
  memset (&import->counts, 0, sizeof import->counts);
  g_clear_pointer (&import->commit, tw_commit_unref);
  g_ptr_array_set_size (import->reasons, 0);
  g_ptr_array_set_size (import->remarks, 0);
  gboolean ok = run_init (&run, import, error) && look (&run, cancellable, error);
  if (ok)
    {
      g_autofree char *name = g_file_get_basename (import->file);
      /* Translators: title of a commit; %s are a file name and a kind of records ("Contacts") */
      g_autofree char *title = g_strdup_printf (_("Import %s into %s"), name, tw_entity_get_label (import->entity, TRUE));
      run.bulk = tw_bulk_new (import->store, TW_ORIGIN_IMPORT, title, error);
      ok = run.bulk != NULL;
    }
  if (ok)
    {
      run.links = tw_import_links_new (run.bulk, import->schema);
      ok = save_rows (&run, cancellable, error) && save_pending (&run, cancellable, error) && finish (&run, error);
    }
  run_clear (&run);
  if (ok)
    tw_import_report_progress (import, 1.0, _("Done"));
  return ok;
}
