/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row: find the record it is about, convert its cells, resolve its links, put names together, save. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-exchange-error.h"
#include "tw-import-picture.h"
#include "tw-import-private.h"
#include "tw-text.h"

/* A failure of the store itself stops the import; what is wrong with a record rejects its row. */
static TwRowResult
judge (const GError *error)
{
  if (error->domain == TW_EXCHANGE_ERROR || error->domain == TW_RECORD_ERROR || error->domain == TW_VALUE_ERROR)
    return TW_ROW_REJECTED;
  if (error->domain == TW_STORE_ERROR
      && (error->code == TW_STORE_ERROR_INVALID || error->code == TW_STORE_ERROR_UNIQUE || error->code == TW_STORE_ERROR_LINK
          || error->code == TW_STORE_ERROR_NOT_FOUND || error->code == TW_STORE_ERROR_CHANGED))
    return TW_ROW_REJECTED;
  return TW_ROW_FATAL;
}

static TwRowResult
reject (GError **error, const char *label, const char *reason)
{
  /* Translators: a column's name and what is wrong in it */
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE, _("%s: %s"), label, reason);
  return TW_ROW_REJECTED;
}

TwMissing
tw_import_missing_of (const TwImportRun *run, const TwImportTarget *target)
{
  if (target->spec->missing_set)
    return target->spec->missing;
  return run->import->has_missing ? run->import->missing : run->import->mapping->missing;
}

/* FNV-1a over the folded text. */
guint64
tw_import_key_hash (const char *text)
{
  g_autofree char *folded = tw_text_fold (text);
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (const char *p = folded; *p; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return x < y ? -1 : x > y;
}

static gboolean
comes_in_file (const TwImportRun *run, const char *text)
{
  guint64 hash = tw_import_key_hash (text);
  return run->own_keys && g_array_binary_search (run->own_keys, &hash, compare_hashes, NULL);
}

static void
keep_note (TwImportRun *run, const char *label, const char *text)
{
  if (!*text)
    return;
  if (run->row_notes->len > 0)
    g_string_append_c (run->row_notes, '\n');
  g_string_append_printf (run->row_notes, "%s: %s", label, text);
  run->import->counts.n_notes++;
}

/* --- Links --- */

typedef struct
{
  TwRecord *record;
  gint64    line;
} Row;

static TwRowResult
resolve (TwImportRun *run, TwImportTarget *target, const Row *row, const char *text, TwValue *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  switch (tw_import_links_find (run->links, target, text, value, &local))
    {
    case TW_LINK_FOUND:
      return TW_ROW_DONE;
    case TW_LINK_ERROR:
      g_propagate_error (error, g_steal_pointer (&local));
      return TW_ROW_FATAL;
    default:
      break;
    }
  if (target->field->kind == TW_KIND_LINK && tw_import_links_key_field (target, run->import->entity) && comes_in_file (run, text))
    {
      TwImportPending pending = { *tw_record_get_id (row->record), row->line, 0, run->texts->len };
      g_ptr_array_find (run->targets, target, &pending.target);
      g_string_append_len (run->texts, text, strlen (text) + 1);
      g_array_append_val (run->pending, pending);
      return TW_ROW_DONE;
    }
  TwMissing missing = tw_import_missing_of (run, target);
  if (missing == TW_MISSING_CREATE)
    {
      g_clear_error (&local);
      if (tw_import_links_create (run->links, target, text, value, &local))
        return TW_ROW_DONE;
      TwRowResult result = judge (local);
      g_propagate_error (error, g_steal_pointer (&local));
      return result;
    }
  if (missing == TW_MISSING_EMPTY && !target->field->required)
    {
      keep_note (run, target->spec->column, text);
      return TW_ROW_DONE;
    }
  return reject (error, target->spec->column, local->message);
}

static TwRowResult
set_value (TwImportTarget *target, TwRecord *record, const TwValue *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (tw_record_set (record, target->field, value, &local))
    return TW_ROW_DONE;
  return reject (error, target->spec->column, local->message);
}

static TwRowResult
set_links (TwImportRun *run, TwImportTarget *target, const Row *row, const TwCell *cell, GError **error)
{
  g_auto(GStrv) parts = tw_import_split (target, cell);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; parts[i]; i++)
    {
      TwValue value = TW_VALUE_INIT;
      TwRowResult result = resolve (run, target, row, parts[i], &value, error);
      if (result != TW_ROW_DONE)
        return result;
      if (!tw_value_is_null (&value))
        g_array_append_val (values, value);
    }
  if (values->len == 0)
    return TW_ROW_DONE;
  g_auto(TwValue) list = tw_value_list ((TwValue *) (gpointer) values->data, values->len);
  return set_value (target, row->record, &list, error);
}

static TwRowResult
set_link (TwImportRun *run, TwImportTarget *target, const Row *row, TwCell *cell, GError **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autofree char *text = g_strstrip (g_strdup (cell->text));
  const char *other = target->spec->values ? g_hash_table_lookup (target->spec->values, text) : NULL;
  TwCell meant = { .text = other ? (char *) other : text, .json = cell->json };
  char id[TW_ID_TEXT_LENGTH + 1];
  if (!*meant.text)
    return TW_ROW_DONE;
  run->filled[target->field->index] = TRUE;
  if (target->field->kind == TW_KIND_LINKS)
    return set_links (run, target, row, &meant, error);
  if (cell->json && tw_value_from_json (TW_TYPE_LINK, cell->text, &value, NULL))       /* {"type": …, "id": …} */
    {
      meant.text = tw_id_print (&value.id, id);
      tw_value_clear (&value);
    }
  TwRowResult result = resolve (run, target, row, meant.text, &value, error);
  if (result != TW_ROW_DONE || tw_value_is_null (&value))
    return result;
  return set_value (target, row->record, &value, error);
}

/* --- Cells --- */

/* A picture that cannot be taken does not keep its person out. */
static TwRowResult
set_picture (TwImportRun *run, TwImportTarget *target, TwRecord *record, const char *text, GError **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autofree char *reason = NULL, *hash = NULL;
  g_autoptr(GError) local = NULL;

  if (run->filled[target->field->index] || !*text)
    return TW_ROW_DONE;
  if (!tw_import_holds_file (text))
    {
      /* The name or address of a file is not the file, and nothing is fetched from elsewhere. */
      keep_note (run, target->spec->column, text);
      return TW_ROW_DONE;
    }
  hash = tw_import_take_picture (run->import->store, text, !run->import->dry_run, &reason, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return TW_ROW_FATAL;
    }
  if (!hash)
    {
      keep_note (run, target->spec->column, reason);
      return TW_ROW_DONE;
    }
  run->filled[target->field->index] = TRUE;
  value = tw_value_text (hash);
  return set_value (target, record, &value, error);
}

static TwRowResult
set_cell (TwImportRun *run, TwImportTarget *target, const Row *row, TwCell *cell, TwCurrency currency, GError **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autofree char *rest = NULL;
  g_autoptr(GError) local = NULL;
  if (target->field->kind == TW_KIND_FILE && !tw_blob_is_hash (cell->text))
    return set_picture (run, target, row->record, cell->text, error);
  if (run->filled[target->field->index])
    {
      /* Another column gave the field its value already; this one is kept beside it unless it says the same. */
      g_autofree char *text = g_strstrip (g_strdup (cell->text));
      const TwValue *present = tw_record_get (row->record, target->field);
      if (present->type != TW_TYPE_TEXT || !tw_text_equal (present->text, text))
        keep_note (run, target->spec->column, text);
      return TW_ROW_DONE;
    }
  switch (tw_import_target_convert (target, cell, currency, &value, &rest, &local))
    {
    case TW_CONVERT_FAILED:
      return reject (error, target->spec->column, local->message);
    case TW_CONVERT_EMPTY:
      return TW_ROW_DONE;
    case TW_CONVERT_NOTE:
      keep_note (run, target->spec->column, cell->text);
      return TW_ROW_DONE;
    default:
      break;
    }
  run->filled[target->field->index] = TRUE;
  if (rest)
    keep_note (run, target->spec->column, g_strstrip (rest));
  return set_value (target, row->record, &value, error);
}

static TwCurrency
row_currency (TwImportRun *run, const TwImportTarget *amount, TwCell *cells, guint n_cells)
{
  TwCurrency currency = 0;
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      if (target->field == amount->field && target->part && strcmp (target->part, "currency") == 0 && target->column < n_cells)
        {
          g_autofree char *code = g_ascii_strup (cells[target->column].text, -1);
          tw_currency_parse (g_strstrip (code), &currency);
        }
    }
  return currency;
}

/* --- Names --- */

static const char *
text_of (TwRecord *record, const TwField *field)
{
  const TwValue *value = field ? tw_record_get (record, field) : NULL;
  return value && value->type == TW_TYPE_TEXT ? value->text : "";
}

/* The cell that goes to a part of the name, or to a field of it; "" when there is none. */
static const char *
name_cell (TwImportRun *run, const char *part, const TwField *field, TwCell *cells, guint n_cells)
{
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      gboolean fits = target->part ? target->field == run->name && strcmp (target->part, part) == 0
                                   : target->field && target->field == field;
      if (fits && target->column < n_cells && cells[target->column].length > 0)
        return g_strstrip (cells[target->column].text);
    }
  return "";
}

/* First, middle and last name with blanks between, from the row or, where it has none, from the record (nullable). */
static char *
join_name (TwImportRun *run, TwRecord *record, TwCell *cells, guint n_cells)
{
  const char *parts[] = {
    name_cell (run, "first", run->first_name, cells, n_cells), name_cell (run, "middle", NULL, cells, n_cells),
    name_cell (run, "last", run->last_name, cells, n_cells),
  };
  GString *name = g_string_new (NULL);
  if (record && run->first_name && !*parts[0])
    parts[0] = text_of (record, run->first_name);
  if (record && run->first_name && !*parts[2])
    parts[2] = text_of (record, run->last_name);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (*parts[i])
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", parts[i]);
  return g_string_free (name, FALSE);
}

static gboolean
set_text (TwImportRun *run, TwRecord *record, const TwField *field, const char *text, GError **error)
{
  g_auto(TwValue) value = tw_value_text (text);
  run->filled[field->index] = TRUE;
  return tw_record_set (record, field, &value, error);
}

static gboolean
has_name_parts (TwImportRun *run)
{
  for (guint i = 0; i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      if (target->part && target->field == run->name)
        return TRUE;
    }
  return FALSE;
}

/* A title out of first and last name, or these out of a title; only where the file gives one form and not the other. */
static gboolean
complete_names (TwImportRun *run, TwRecord *record, TwCell *cells, guint n_cells, GError **error)
{
  if (!run->name || run->name->type != TW_TYPE_TEXT)
    return TRUE;
  if (!run->filled[run->name->index])
    {
      gboolean given = has_name_parts (run);
      if (run->first_name)
        given = given || run->filled[run->first_name->index] || run->filled[run->last_name->index];
      g_autofree char *name = given ? join_name (run, record, cells, n_cells) : g_strdup ("");
      return !*name || set_text (run, record, run->name, name, error);
    }
  if (!run->first_name || run->filled[run->first_name->index] || run->filled[run->last_name->index]
      || !tw_record_is_new (record))
    return TRUE;
  const char *name = text_of (record, run->name), *space = strrchr (name, ' ');
  if (!space || space == name)
    return TRUE;
  g_autofree char *first = g_strndup (name, space - name);
  return set_text (run, record, run->first_name, g_strstrip (first), error)
         && set_text (run, record, run->last_name, space + 1, error);
}

static gboolean
set_notes (TwImportRun *run, TwRecord *record, GError **error)
{
  if (run->row_notes->len == 0)
    return TRUE;
  if (!run->notes)
    {
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE,
                   _("there is no field for “%s”; give this column another field or leave it out"), run->row_notes->str);
      return FALSE;
    }
  const char *present = text_of (record, run->notes);
  g_autoptr(GString) text = g_string_new (present);
  g_auto(GStrv) lines = g_strsplit (run->row_notes->str, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (!strstr (text->str, lines[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
  return strcmp (text->str, present) == 0 || set_text (run, record, run->notes, text->str, error);
}

static gboolean
set_defaults (TwImportRun *run, TwRecord *record, GError **error)
{
  GHashTableIter iter;
  gpointer key, text;
  g_hash_table_iter_init (&iter, run->import->mapping->defaults);
  while (g_hash_table_iter_next (&iter, &key, &text))
    {
      const TwField *field = tw_entity_get_field (run->import->entity, key);
      if (!run->filled[field->index] && !tw_record_set_text (record, key, text, error))
        return FALSE;
    }
  return TRUE;
}

/* --- The record --- */

/* What the row has for a key field; a name may be put together from its parts. FALSE: nothing. */
static gboolean
key_value (TwImportRun *run, const TwField *key, TwCell *cells, guint n_cells, TwValue *value)
{
  for (guint i = 0; i < run->targets->len; i++)
    {
      TwImportTarget *target = g_ptr_array_index (run->targets, i);
      g_autofree char *text = NULL, *rest = NULL;
      if (target->field != key || target->part || target->column >= n_cells)
        continue;
      TwCell cell = cells[target->column];
      cell.text = text = g_strndup (cell.text, cell.length);
      if (tw_import_target_convert (target, &cell, 0, value, &rest, NULL) == TW_CONVERT_VALUE)
        return TRUE;
    }
  if (key != run->name)
    return FALSE;
  g_autofree char *name = join_name (run, NULL, cells, n_cells);
  *value = tw_value_text (name);
  return *name != 0;
}

/* The record that the row is about: a stored one by id or key, or a new one. */
static TwRowResult
find_record (TwImportRun *run, TwCell *cells, guint n_cells, TwRecord **record, GError **error)
{
  const TwEntity *entity = run->import->entity;
  g_autoptr(GError) local = NULL;
  TwId id = tw_id_nil;
  gboolean found = FALSE;
  for (guint i = 0; run->by_id && i < run->targets->len; i++)
    {
      const TwImportTarget *target = g_ptr_array_index (run->targets, i);
      if (target->field || target->column >= n_cells || !*cells[target->column].text)
        continue;
      if (!tw_id_parse (cells[target->column].text, &id))
        return reject (error, target->spec->column, _("this is not an id of Tradewind"));
      *record = tw_bulk_get (run->bulk, entity, &id, &local);
      if (*record || (local && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND)))
        found = TRUE;
      else
        g_clear_error (&local);
    }
  for (guint i = 0; !found && i < run->keys->len; i++)
    {
      g_auto(TwValue) value = TW_VALUE_INIT;
      TwId other;
      if (!key_value (run, g_ptr_array_index (run->keys, i), cells, n_cells, &value))
        continue;
      if (tw_bulk_find (run->bulk, g_ptr_array_index (run->keys, i), &value, &other, &local))
        *record = tw_bulk_get (run->bulk, entity, &other, &local);
      break;
    }
  if (local && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      TwRowResult result = judge (local);
      g_clear_object (record);
      g_propagate_error (error, g_steal_pointer (&local));
      return result;
    }
  if (*record && tw_record_is_deleted (*record))
    {
      g_clear_object (record);
      return reject (error, tw_entity_get_label (entity, FALSE), _("this record is in the wastebasket; restore it first"));
    }
  if (*record)
    return TW_ROW_DONE;
  *record = tw_record_new (entity);
  if (!tw_id_is_nil (&id))
    tw_record_set_id (*record, &id);
  return TW_ROW_DONE;
}

static TwRowResult
check_shape (TwImportRun *run, TwCell *cells, guint n_cells, GError **error)
{
  guint n_columns = run->import->columns->len - 1;
  for (guint i = n_columns; i < n_cells; i++)
    if (cells[i].length > 0)
      {
        g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE,
                     _("the row has %u columns, the header %u"), n_cells, n_columns);
        return TW_ROW_REJECTED;
      }
  return TW_ROW_DONE;
}

static TwRowResult
fill_record (TwImportRun *run, const Row *row, TwCell *cells, guint n_cells, GError **error)
{
  g_autoptr(GError) local = NULL;
  for (guint i = 0; i < run->targets->len; i++)
    {
      TwImportTarget *target = g_ptr_array_index (run->targets, i);
      if (!target->field || target->column >= n_cells || cells[target->column].length == 0)
        continue;
      TwCell cell = cells[target->column];
      TwRowResult result = TW_ROW_DONE;
      if (target->field->kind == TW_KIND_LINK || target->field->kind == TW_KIND_LINKS)
        result = set_link (run, target, row, &cell, error);
      else if (!target->part)
        {
          TwCurrency currency = target->field->type == TW_TYPE_MONEY ? row_currency (run, target, cells, n_cells) : 0;
          result = set_cell (run, target, row, &cell, currency, error);
        }
      if (result != TW_ROW_DONE)
        return result;
    }
  if ((tw_record_is_new (row->record) && !set_defaults (run, row->record, &local))
      || !complete_names (run, row->record, cells, n_cells, &local) || !set_notes (run, row->record, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return TW_ROW_REJECTED;
    }
  return TW_ROW_DONE;
}

TwRowResult
tw_import_run_row (TwImportRun *run, TwCell *cells, guint n_cells, gint64 line, GError **error)
{
  TwImportCounts *counts = &run->import->counts;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GError) local = NULL;
  TwRowResult result = check_shape (run, cells, n_cells, error);
  guint n_pending = run->pending->len;
  gint64 n_notes = counts->n_notes;
  memset (run->filled, 0, run->import->entity->n_fields);
  g_string_truncate (run->row_notes, 0);
  if (result == TW_ROW_DONE)
    result = find_record (run, cells, n_cells, &record, error);
  if (result != TW_ROW_DONE)
    return result;
  gboolean fresh = tw_record_is_new (record);
  if (!fresh && run->import->duplicate == TW_DUPLICATE_SKIP)
    {
      counts->n_skipped++;
      return TW_ROW_DONE;
    }
  Row row = { record, line };
  result = fill_record (run, &row, cells, n_cells, error);
  if (result == TW_ROW_DONE && !fresh && !tw_record_has_changes (record))
    {
      counts->n_unchanged++;
      return TW_ROW_DONE;
    }
  if (result == TW_ROW_DONE && !tw_bulk_save (run->bulk, record, &local))
    {
      result = judge (local);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  if (result == TW_ROW_DONE)
    {
      counts->n_added += fresh;
      counts->n_updated += !fresh;
    }
  else
    {
      g_array_set_size (run->pending, n_pending);
      counts->n_notes = n_notes;
    }
  return result;
}
