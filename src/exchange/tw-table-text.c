/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tab-separated text as spreadsheets put it on the clipboard: a value with a tab, a line break or a quote stands in quotes, with
 * quotes doubled. Values are written as import reads them: dates as 2026-03-31, money as 1234.50 EUR. */
#include "config.h"

#include "tw-table-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ROWS 100000                                /* more is a file: see tw-export.h */
#define PAGE     200                                   /* records between two reports of progress */

static char *
print_value (TwStore       *store,
             const TwValue *value)
{
  GString *text = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("");
  if (value->type == TW_TYPE_LINK)
    return tw_store_dup_title (store, value->tag, &value->id);
  if (value->type != TW_TYPE_LIST)
    return tw_value_print (value);
  text = g_string_new (NULL);
  for (guint i = 0; i < value->list->n_values; i++)
    {
      g_autofree char *item = print_value (store, &value->list->values[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ";" : "", item);
    }
  return g_string_free (text, FALSE);
}

static void
add_cell (GString    *tsv,
          GString    *html,
          const char *tag,
          const char *text,
          gboolean    first)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (!first)
    g_string_append_c (tsv, '\t');
  if (strpbrk (text, "\t\r\n\"") != NULL)
    {
      g_autoptr(GString) quoted = g_string_new (text);

      g_string_replace (quoted, "\"", "\"\"", 0);
      g_string_append_printf (tsv, "\"%s\"", quoted->str);
    }
  else
    g_string_append (tsv, text);
  g_string_append_printf (html, "<%s>%s</%s>", tag, escaped, tag);
}

static void
add_titles (GPtrArray *fields,
            GString   *tsv,
            GString   *html)
{
  g_string_append (html, "<tr>");
  for (guint i = 0; i < fields->len; i++)
    add_cell (tsv, html, "th", tw_field_get_label (g_ptr_array_index (fields, i)), i == 0);
  g_string_append (html, "</tr>\n");
  g_string_append_c (tsv, '\n');
}

static void
add_record (TwStore    *store,
            TwRecord   *record,
            GPtrArray  *fields,
            GString    *tsv,
            GString    *html)
{
  g_string_append (html, "<tr>");
  for (guint i = 0; i < fields->len; i++)
    {
      g_autofree char *text = print_value (store, tw_record_get (record, g_ptr_array_index (fields, i)));

      add_cell (tsv, html, "td", text, i == 0);
    }
  g_string_append (html, "</tr>\n");
  g_string_append_c (tsv, '\n');
}

/* The next of the records; *at goes on. */
static GPtrArray *
read_page (TwStore        *store,
           const TwEntity *entity,
           GArray         *ids,
           guint          *at,
           GError        **error)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint end = MIN (*at + PAGE, ids->len); *at < end; (*at)++)
    {
      g_autoptr(GError) local = NULL;
      g_autoptr(TwRecord) record = tw_store_get (store, entity, &g_array_index (ids, TwId, *at), &local);

      if (record != NULL && !tw_record_is_deleted (record))
        g_ptr_array_add (page, g_steal_pointer (&record));
      else if (record == NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return g_steal_pointer (&page);
}

/**
 * tw_table_text_make:
 * @store: a store
 * @entity: the records' entity
 * @ids: (element-type TwId): which records, in which order
 * @options: the columns, and who is told how far it is
 * @cancellable: (nullable): gives it up
 * @tsv: (out): tab-separated text, UTF-8
 * @html: (out): an HTML table
 * @error: %TW_STORE_ERROR, or that it is too much for a clipboard
 *
 * Returns: whether both were made
 */
gboolean
tw_table_text_make (TwStore                  *store,
                    const TwEntity           *entity,
                    GArray                   *ids,
                    const TwTableTextOptions *options,
                    GCancellable             *cancellable,
                    char                    **tsv,
                    char                    **html,
                    GError                  **error)
{
  g_autoptr(GPtrArray) shown = g_ptr_array_new ();
  g_autoptr(GString) text = g_string_new (NULL), table = g_string_new ("<table>\n");

  if (ids->len > MAX_ROWS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("More than %'d records are too many to copy. Export them to a file."), MAX_ROWS);
      return FALSE;
    }
  for (const char *const *key = options->fields; *key != NULL; key++)
    if (tw_entity_get_field (entity, *key) != NULL)
      g_ptr_array_add (shown, (gpointer) tw_entity_get_field (entity, *key));
  add_titles (shown, text, table);
  for (guint at = 0; at < ids->len;)
    {
      g_autoptr(GPtrArray) page = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      page = read_page (store, entity, ids, &at, error);
      if (page == NULL)
        return FALSE;
      for (guint i = 0; i < page->len; i++)
        add_record (store, g_ptr_array_index (page, i), shown, text, table);
      if (options->progress != NULL)
        options->progress ((double) at / ids->len, options->data);
    }
  g_string_append (table, "</table>\n");
  *tsv = g_string_free (g_steal_pointer (&text), FALSE);
  *html = g_string_free (g_steal_pointer (&table), FALSE);
  return TRUE;
}
