/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-csv-writer.h"
#include "tw-exchange-error.h"
#include "tw-export.h"
#include "tw-vcard-writer.h"
#include "tw-xlsx-writer.h"

#define PAGE 1000

typedef struct
{
  TwStore               *store;
  const TwExportOptions *options;
  const TwEntity        *entity;
  GPtrArray             *fields;                       /* const TwField * */
  GPtrArray             *computed;                     /* those with a formula, NULL-terminated */
  GFile                 *part;
  GOutputStream         *stream;                       /* all but XLSX */
  TwCsvWriter           *csv;
  TwXlsxWriter          *xlsx;
  GCancellable          *cancellable;
} Export;

static void
export_clear (Export *export)
{
  g_clear_pointer (&export->csv, tw_csv_writer_free);
  g_clear_pointer (&export->xlsx, tw_xlsx_writer_free);
  g_clear_object (&export->stream);
  g_clear_object (&export->part);
  g_clear_pointer (&export->fields, g_ptr_array_unref);
  g_clear_pointer (&export->computed, g_ptr_array_unref);
}

/* --- Fields --- */

static void
add_field (Export *export, const TwField *field)
{
  g_ptr_array_add (export->fields, (gpointer) field);
  if (field->formula)
    g_ptr_array_add (export->computed, (gpointer) field);
}

static gboolean
choose_fields (Export *export, GError **error)
{
  const char *const *keys = export->options->fields;
  for (guint i = 0; keys && keys[i]; i++)
    {
      const TwField *field = tw_entity_get_field (export->entity, keys[i]);
      if (!field)
        {
          g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING, _("“%s” is no field of %s."), keys[i],
                       tw_entity_get_label (export->entity, FALSE));
          return FALSE;
        }
      add_field (export, field);
    }
  for (guint i = 0; !keys && i < export->entity->n_fields; i++)
    {
      const TwField *field = export->entity->fields[i];
      /* What a record cannot be without goes along even where no form shows it: a time in a stage is nothing without its deal. */
      if (!field->formula && !field->retired && (!field->hidden || (field->required && !field->sensitive)))
        add_field (export, field);
    }
  g_ptr_array_add (export->computed, NULL);
  return TRUE;
}

/* --- The file --- */

static gboolean
with_ids (const Export *export, const TwField *field)
{
  return (export->options->flags & TW_EXPORT_IDS) && field->kind == TW_KIND_LINK;
}

static gboolean
write_header (Export *export, GError **error)
{
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  gboolean labels = export->options->flags & TW_EXPORT_LABELS;
  if (export->options->flags & TW_EXPORT_IDS)
    g_ptr_array_add (titles, g_strdup ("id"));
  for (guint i = 0; i < export->fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (export->fields, i);
      g_ptr_array_add (titles, g_strdup (labels ? tw_field_get_label (field) : field->key));
      if (with_ids (export, field))
        g_ptr_array_add (titles, g_strconcat (field->key, ".id", NULL));
    }
  if (export->xlsx)
    {
      tw_xlsx_writer_add_header (export->xlsx, (const char *const *) titles->pdata, titles->len);
      return tw_xlsx_writer_end_row (export->xlsx, error);
    }
  for (guint i = 0; i < titles->len; i++)
    tw_csv_writer_add (export->csv, g_ptr_array_index (titles, i), -1);
  return tw_csv_writer_end_row (export->csv, error);
}

static gboolean
start_file (Export *export, GFile *file, GError **error)
{
  if (export->options->format == TW_EXPORT_VCARD && !tw_vcard_can_write (export->entity))
    {
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT,
                   _("Records of “%s” have no name and address for a vCard; choose another format."),
                   tw_entity_get_label (export->entity, TRUE));
      return FALSE;
    }
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_strdup_printf (".%s.part", base);
  g_autoptr(GFile) folder = g_file_get_parent (file);
  if (!folder)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _("This is a folder; name a file in it."));
      return FALSE;
    }
  export->part = g_file_get_child (folder, name);
  if (export->options->format == TW_EXPORT_XLSX)
    {
      TwExprContext *context = tw_store_dup_context (export->store);
      g_autofree char *path = g_file_get_path (export->part);
      /* The library tells a folder that cannot be written to only at the end. */
      g_autoptr(GFileOutputStream) probe = g_file_replace (export->part, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
      if (probe)
        export->xlsx = tw_xlsx_writer_new (path, tw_entity_get_label (export->entity, TRUE), context->zone, error);
      tw_store_context_free (context);
      return export->xlsx && write_header (export, error);
    }
  export->stream = G_OUTPUT_STREAM (g_file_replace (export->part, NULL, FALSE, G_FILE_CREATE_PRIVATE, export->cancellable, error));
  if (!export->stream)
    return FALSE;
  if (export->options->format != TW_EXPORT_CSV)
    {
      g_autoptr(GOutputStream) raw = g_steal_pointer (&export->stream);
      export->stream = g_buffered_output_stream_new_sized (raw, 64 * 1024);
      return TRUE;
    }
  export->csv = tw_csv_writer_new (export->stream, export->cancellable);
  return write_header (export, error);
}

static gboolean
end_file (Export *export, GFile *file, GError **error)
{
  if (export->xlsx && !tw_xlsx_writer_close (export->xlsx, error))
    return FALSE;
  if (export->csv && !tw_csv_writer_flush (export->csv, error))
    return FALSE;
  if (export->stream && !g_output_stream_close (export->stream, export->cancellable, error))
    return FALSE;
  return g_file_move (export->part, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}

/* --- Records --- */

/* Links by their titles, lists with semicolons between, the rest in the form that reading gives back. */
static char *
print_value (Export *export, const TwField *field, const TwValue *value)
{
  if (value->type == TW_TYPE_LINK)
    return tw_store_dup_title (export->store, value->tag, &value->id);
  if (value->type != TW_TYPE_LIST)
    return tw_value_print (value);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < value->list->n_values; i++)
    {
      g_autofree char *part = print_value (export, field, &value->list->values[i]);
      g_string_append_printf (text, "%s%s", i > 0 ? ";" : "", part);
    }
  return g_string_free (text, FALSE);
}

static gboolean
write_table_row (Export *export, TwRecord *record, GError **error)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  if (export->options->flags & TW_EXPORT_IDS)
    {
      tw_id_print (tw_record_get_id (record), id);
      if (export->xlsx)
        tw_xlsx_writer_add_text (export->xlsx, id);
      else
        tw_csv_writer_add (export->csv, id, -1);
    }
  for (guint i = 0; i < export->fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (export->fields, i);
      const TwValue *value = tw_record_get (record, field);
      g_autofree char *text = NULL;
      gboolean linked = value->type == TW_TYPE_LINK || value->type == TW_TYPE_LIST;
      if ((export->csv || linked) && !tw_value_is_null (value))
        text = print_value (export, field, value);
      if (export->csv)
        tw_csv_writer_add (export->csv, text, -1);
      else if (linked)
        tw_xlsx_writer_add_text (export->xlsx, text);
      else
        tw_xlsx_writer_add (export->xlsx, field, value);
      if (!with_ids (export, field))
        continue;
      const char *link = value->type == TW_TYPE_LINK ? tw_id_print (&value->id, id) : NULL;
      if (export->csv)
        tw_csv_writer_add (export->csv, link, -1);
      else
        tw_xlsx_writer_add_text (export->xlsx, link);
    }
  return export->csv ? tw_csv_writer_end_row (export->csv, error) : tw_xlsx_writer_end_row (export->xlsx, error);
}

static gboolean
write_json_row (Export *export, TwRecord *record, GError **error)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autoptr(GString) line = g_string_new (NULL);
  g_string_append_printf (line, "{\"id\":\"%s\"", tw_id_print (tw_record_get_id (record), id));
  for (guint i = 0; i < export->fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (export->fields, i);
      const TwValue *value = tw_record_get (record, field);
      if (tw_value_is_null (value))
        continue;
      g_autofree char *json = tw_value_to_json (value);
      g_string_append_printf (line, ",\"%s\":%s", field->key, json);
    }
  g_string_append (line, "}\n");
  return g_output_stream_write_all (export->stream, line->str, line->len, NULL, export->cancellable, error);
}

static gboolean
write_card (Export *export, TwRecord *record, GError **error)
{
  g_autofree char *text = tw_vcard_write (export->store, record);
  return g_output_stream_write_all (export->stream, text, strlen (text), NULL, export->cancellable, error);
}

static gboolean
write_record (Export *export, TwRecord *record, GError **error)
{
  switch (export->options->format)
    {
    case TW_EXPORT_JSON_LINES:
      return write_json_row (export, record, error);
    case TW_EXPORT_VCARD:
      return write_card (export, record, error);
    default:
      return write_table_row (export, record, error);
    }
}

/* The next of the chosen records; *at goes on. */
static GPtrArray *
get_chosen (Export *export, guint *at, GError **error)
{
  GArray *ids = export->options->ids;
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint end = MIN (*at + PAGE, ids->len); *at < end; (*at)++)
    {
      g_autoptr(GError) local = NULL;
      TwRecord *record = tw_store_get (export->store, export->entity, &g_array_index (ids, TwId, *at), &local);
      if (record && !tw_record_is_deleted (record))
        g_ptr_array_add (page, record);
      else if (record)
        g_object_unref (record);
      else if (!g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return g_steal_pointer (&page);
}

static gint64
write_records (Export *export, TwQuery *query, GError **error)
{
  g_autofree char *cursor = NULL;
  GArray *ids = export->options->ids;
  guint at = 0;
  gint64 n = 0, total = !export->options->progress ? 0 : ids ? ids->len : tw_store_count (export->store, query, error);
  if (total < 0)
    return -1;
  do
    {
      g_autofree char *next = NULL;
      if (g_cancellable_set_error_if_cancelled (export->cancellable, error))
        return -1;
      g_autoptr(GPtrArray) page = ids ? get_chosen (export, &at, error) : tw_store_list (export->store, query, PAGE, cursor, &next, error);
      if (!page || (export->computed->len > 1
                    && !tw_store_compute (export->store, page, (const TwField *const *) export->computed->pdata, error)))
        return -1;
      for (guint i = 0; i < page->len; i++, n++)
        if (!write_record (export, g_ptr_array_index (page, i), error))
          return -1;
      if (export->options->progress)
        {
          g_autofree char *message = g_strdup_printf (ngettext ("%lld record", "%lld records", (gulong) n),
                                                      (long long) n);
          export->options->progress (total > 0 ? MIN (1.0, (double) n / total) : 1, message, export->options->data);
        }
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor || (ids && at < ids->len));
  return n;
}

/**
 * tw_export_format_of:
 * @file: a file
 * @format: (out): its format
 *
 * Returns: whether the ending of the file's name is that of a format
 */
gboolean
tw_export_format_of (GFile *file, TwExportFormat *format)
{
  static const struct { const char *ending; TwExportFormat format; } endings[] = {
    { ".csv", TW_EXPORT_CSV }, { ".xlsx", TW_EXPORT_XLSX }, { ".jsonl", TW_EXPORT_JSON_LINES }, { ".ndjson", TW_EXPORT_JSON_LINES },
    { ".vcf", TW_EXPORT_VCARD },
  };
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_ascii_strdown (base, -1);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i].ending))
      {
        *format = endings[i].format;
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_export_file:
 * @store: a store
 * @query: which records, in which order
 * @file: where they go; an existing file is replaced when the new one is complete
 * @options: format, fields, progress
 * @cancellable: (nullable): stops it; the file is then as it was
 * @error: return location
 *
 * Returns: how many records were written, or -1
 */
gint64
tw_export_file (TwStore *store, TwQuery *query, GFile *file, const TwExportOptions *options, GCancellable *cancellable,
                GError **error)
{
  Export export = { .store = store, .options = options, .entity = tw_query_get_entity (query), .cancellable = cancellable };
  export.fields = g_ptr_array_new ();
  export.computed = g_ptr_array_new ();
  gint64 n = -1;
  if (choose_fields (&export, error) && start_file (&export, file, error))
    n = write_records (&export, query, error);
  if (n >= 0 && !end_file (&export, file, error))
    n = -1;
  if (n < 0 && export.part)
    {
      g_clear_object (&export.stream);
      g_file_delete (export.part, NULL, NULL);
    }
  export_clear (&export);
  return n;
}
