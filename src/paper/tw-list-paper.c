/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-list-paper.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#include "tw-paper-table.h"
#include "tw-store-text.h"

#define PAGE        1000
#define MANY_FIELDS 7                                   /* more columns stand on a sheet that lies */

/* The texts of all rows one after the other, each with its NUL: about as much memory as the letters have. */
typedef struct
{
  guint      n_columns;
  GByteArray *texts;
  GArray    *rows;                                     /* gsize: where a row begins */
} Cells;

static void
cells_free (gpointer data)
{
  Cells *cells = data;

  g_byte_array_unref (cells->texts);
  g_array_unref (cells->rows);
  g_free (cells);
}

static const char *
get_cell (guint row, guint column, gpointer data)
{
  Cells *cells = data;
  const char *text = (const char *) cells->texts->data + g_array_index (cells->rows, gsize, row);

  for (; column > 0; column--)
    text += strlen (text) + 1;
  return text;
}

static gboolean
is_number (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_INTEGER:
    case TW_KIND_DECIMAL:
    case TW_KIND_PERCENT:
    case TW_KIND_MONEY:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * tw_paper_dup_text:
 * @paper: a document
 * @store: the store of the record
 * @field: a field
 * @value: its value
 *
 * Signs between digits have no direction of their own; what always runs from left to right stands between the isolates of Unicode (UAX #9).
 *
 * Returns: (transfer full): the value for people
 */
char *
tw_paper_dup_text (TwPaper *paper, TwStore *store, const TwField *field, const TwValue *value)
{
  g_autofree char *text = tw_store_dup_text (store, field, value);

  if (*text == '\0' || !tw_paper_is_rtl (paper))
    return g_steal_pointer (&text);
  switch (field->kind)
    {
    case TW_KIND_PHONE:
    case TW_KIND_EMAIL:
    case TW_KIND_URL:
    case TW_KIND_NUMBER:
    case TW_KIND_GEO:
      return g_strconcat ("\342\201\246", text, "\342\201\251", NULL);
    default:
      return g_strconcat ("\342\201\250", text, "\342\201\251", NULL);
    }
}

/* What a field says first: one line of it. */
static void
add_text (Cells *cells, const char *text)
{
  gsize length = strcspn (text, "\r\n");

  g_byte_array_append (cells->texts, (const guint8 *) text, (guint) MIN (length, 2000));
  g_byte_array_append (cells->texts, (const guint8 *) "", 1);
}

static GPtrArray *
find_fields (const TwEntity *entity, const char *const *keys, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  if (keys == NULL)
    keys = entity->list_columns;
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);

      if (field == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no field of %s."), keys[i],
                       tw_entity_get_label (entity, FALSE));
          return NULL;
        }
      g_ptr_array_add (fields, (gpointer) field);
    }
  if (fields->len == 0 && entity->name_field != NULL)
    g_ptr_array_add (fields, (gpointer) entity->name_field);
  g_ptr_array_add (fields, NULL);
  return g_steal_pointer (&fields);
}

static gboolean
read_rows (const TwListPaper *list, TwPaper *paper, TwQuery *query, GPtrArray *fields, Cells *cells, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) computed = g_ptr_array_new ();
  g_autofree char *cursor = NULL;

  for (guint i = 0; i < cells->n_columns; i++)
    if (((const TwField *) g_ptr_array_index (fields, i))->formula != NULL)
      g_ptr_array_add (computed, g_ptr_array_index (fields, i));
  g_ptr_array_add (computed, NULL);
  do
    {
      g_autofree char *next = NULL;
      g_autoptr (GPtrArray) page = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      page = tw_store_list (list->store, query, PAGE, cursor, &next, error);
      if (page == NULL || (computed->len > 1 && !tw_store_compute (list->store, page, (const TwField *const *) computed->pdata, error)))
        return FALSE;
      for (guint r = 0; r < page->len; r++)
        {
          gsize at = cells->texts->len;

          g_array_append_val (cells->rows, at);
          for (guint i = 0; i < cells->n_columns; i++)
            {
              const TwField *field = g_ptr_array_index (fields, i);
              g_autofree char *text = tw_paper_dup_text (paper, list->store, field, tw_record_get (g_ptr_array_index (page, r), field));

              add_text (cells, text);
            }
        }
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor != NULL);
  return TRUE;
}

/* "C" says nothing of letters. */
static gboolean
says_nothing (const char *locale)
{
  return locale == NULL || strlen (locale) <= 1 || g_str_has_prefix (locale, "C.") || g_str_equal (locale, "POSIX");
}

/**
 * tw_paper_dup_language:
 *
 * Returns: (transfer full): the language of the program, "fr", "ar-EG"
 */
char *
tw_paper_dup_language (void)
{
  const char *const *names = g_get_language_names ();
  const char *language = setlocale (LC_MESSAGES, NULL);
  char *tag;

  if (says_nothing (language))
    language = says_nothing (names[0]) ? "en" : names[0];
  tag = g_strdup (language);
  tag[strcspn (tag, ".@")] = '\0';
  return g_strdelimit (tag, "_", '-');
}

/**
 * tw_store_paper_new:
 * @store: a store
 * @size: of the sheet
 * @title: of the document
 * @company: (nullable): for the letterhead
 *
 * Returns: (transfer full): an empty document in the language of the program, of this moment
 */
TwPaper *
tw_store_paper_new (TwStore *store, const TwPaperSize *size, const char *title, const char *company)
{
  TwExprContext *context = tw_store_dup_context (store);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (context->now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, context->zone);
  /* Paper has no today: the whole date. */
  g_autofree char *when = g_date_time_format (local, "%x %H:%M");
  g_autofree char *tag = tw_paper_dup_language ();
  TwPaper *paper = tw_paper_new (size, tag);

  tw_paper_set_title (paper, title);
  tw_paper_set_time (paper, context->now, when);
  tw_paper_set_letterhead (paper, company, title);
  tw_store_context_free (context);
  return paper;
}

/**
 * tw_list_paper_new:
 * @list: what to print
 * @query: which records, in which order
 * @cancellable: (nullable): to stop it
 * @error: the store's trouble, or a column that is no field
 *
 * Reads all records and makes a document of them: title, how many, and a table. A wide table lies on its side.
 *
 * Returns: (transfer full) (nullable): the document
 */
TwPaper *
tw_list_paper_new (const TwListPaper *list, TwQuery *query, GCancellable *cancellable, GError **error)
{
  const TwEntity *entity = tw_query_get_entity (query);
  g_autoptr (GPtrArray) fields = find_fields (entity, list->columns, error);
  const char *title = list->title != NULL ? list->title : tw_entity_get_label (entity, TRUE);
  g_autofree char *count = NULL, *line = NULL;
  TwPaperSize size = *list->size;
  TwPaperTable *table;
  TwPaper *paper;
  Cells *cells;

  if (fields == NULL)
    return NULL;
  cells = g_new0 (Cells, 1);
  cells->n_columns = fields->len - 1;
  cells->texts = g_byte_array_new ();
  cells->rows = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (cells->n_columns >= MANY_FIELDS && size.width < size.height)
    size = (TwPaperSize) { size.height, size.width, size.top, size.end, size.bottom, size.start };
  paper = tw_store_paper_new (list->store, &size, title, list->company);
  if (!read_rows (list, paper, query, fields, cells, cancellable, error))
    {
      cells_free (cells);
      tw_paper_free (paper);
      return NULL;
    }
  tw_paper_add_heading (paper, 1, title);
  count = g_strdup_printf (ngettext ("%'u record", "%'u records", cells->rows->len), cells->rows->len);
  line = list->condition != NULL && *list->condition != '\0' ? g_strdup_printf ("%s · %s", list->condition, count) : g_strdup (count);
  tw_paper_add_text (paper, line);
  table = tw_paper_table_new (&(TwPaperRows) { .n_rows = cells->rows->len, .get_text = get_cell, .data = cells, .free_data = cells_free });
  for (guint i = 0; i + 1 < fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (fields, i);

      tw_paper_table_add_column (table, tw_field_get_label (field), is_number (field) ? TW_PAPER_CELL_END : 0);
    }
  tw_paper_add_table (paper, table);
  return paper;
}
