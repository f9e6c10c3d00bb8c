/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output: a table with aligned columns for people, CSV and JSON for programs. */
#include "config.h"

#include <string.h>
#include <gio/gio.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>

#include "tw-csv-writer.h"
#include "tw-ctl.h"

#define MAX_WIDTH 48

typedef struct
{
  char *text, *plain, *json;
} Cell;

struct _TwCtlTable
{
  TwCtl     *ctl;
  GPtrArray *keys, *titles;
  GArray    *cells;                                    /* Cell, row after row */
};

static void
cell_clear (gpointer data)
{
  Cell *cell = data;
  g_free (cell->text);
  g_free (cell->plain);
  g_free (cell->json);
}

/**
 * tw_ctl_json_string:
 * @text: a text
 *
 * Returns: (transfer full): it as a JSON string
 */
char *
tw_ctl_json_string (const char *text)
{
  g_auto(TwValue) value = tw_value_text (text ? text : "");
  return tw_value_to_json (&value);
}

/**
 * tw_ctl_table_new:
 * @ctl: the program
 * @keys: (array zero-terminated=1): names of the columns in CSV and JSON
 * @titles: (array zero-terminated=1): the same for people
 *
 * Returns: (transfer full): an empty table
 */
TwCtlTable *
tw_ctl_table_new (TwCtl *ctl, const char *const *keys, const char *const *titles)
{
  TwCtlTable *table = g_new0 (TwCtlTable, 1);
  table->ctl = ctl;
  table->keys = g_ptr_array_new_with_free_func (g_free);
  table->titles = g_ptr_array_new_with_free_func (g_free);
  table->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  g_array_set_clear_func (table->cells, cell_clear);
  for (guint i = 0; keys[i]; i++)
    {
      g_ptr_array_add (table->keys, g_strdup (keys[i]));
      g_ptr_array_add (table->titles, g_strdup (titles[i]));
    }
  return table;
}

/**
 * tw_ctl_table_free:
 * @table: a table
 */
void
tw_ctl_table_free (TwCtlTable *table)
{
  g_ptr_array_unref (table->keys);
  g_ptr_array_unref (table->titles);
  g_array_unref (table->cells);
  g_free (table);
}

/**
 * tw_ctl_table_add:
 * @table: a table
 * @text: (nullable): the next cell for people
 * @plain: (nullable): for CSV, or %NULL for @text
 * @json: (nullable): for JSON, or %NULL for the plain text as a string
 */
void
tw_ctl_table_add (TwCtlTable *table, const char *text, const char *plain, const char *json)
{
  Cell cell = { g_strdup (text ? text : ""), g_strdup (plain ? plain : text ? text : ""), g_strdup (json) };
  if (!cell.json)
    cell.json = tw_ctl_json_string (cell.plain);
  g_array_append_val (table->cells, cell);
}

/**
 * tw_ctl_table_add_text:
 * @table: a table
 * @text: (nullable): the next cell
 */
void
tw_ctl_table_add_text (TwCtlTable *table, const char *text)
{
  tw_ctl_table_add (table, text, NULL, text ? NULL : "null");
}

/**
 * tw_ctl_table_add_int:
 * @table: a table
 * @number: the next cell
 */
void
tw_ctl_table_add_int (TwCtlTable *table, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  tw_ctl_table_add (table, text, NULL, text);
}

static char *
print_title (TwCtl *ctl, const TwValue *value)
{
  return value->type == TW_TYPE_LINK ? tw_store_dup_title (ctl->store, value->tag, &value->id) : NULL;
}

/* Lists of links as their titles. */
static char *
format_value (TwCtl *ctl, const TwField *field, const TwValue *value)
{
  g_autofree char *title = print_title (ctl, value);
  if (value->type != TW_TYPE_LIST || field->kind != TW_KIND_LINKS)
    return tw_field_format (field, value, title);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < value->list->n_values; i++)
    {
      g_autofree char *part = print_title (ctl, &value->list->values[i]);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part ? part : "");
    }
  return g_string_free (text, FALSE);
}

/**
 * tw_ctl_table_add_value:
 * @table: a table
 * @field: the value's field
 * @value: the next cell: formatted for people, canonical in CSV (links as titles), as in the REST API in JSON
 */
void
tw_ctl_table_add_value (TwCtlTable *table, const TwField *field, const TwValue *value)
{
  if (tw_value_is_null (value))
    {
      tw_ctl_table_add (table, "", "", "null");
      return;
    }
  g_autofree char *text = format_value (table->ctl, field, value);
  g_autofree char *plain = value->type == TW_TYPE_LINK || field->kind == TW_KIND_LINKS ? g_strdup (text) : tw_value_print (value);
  g_autofree char *json = tw_value_to_json (value);
  tw_ctl_table_add (table, text, plain, json);
}

/* --- Printing --- */

static int
width_of (const char *text)
{
  int width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

/* One line, cut at the greatest width, with control characters made visible so that no text can steer the terminal. */
static char *
one_line (const char *text, int max)
{
  GString *line = g_string_new (NULL);
  int width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '\n' || c == '\t' || c == '\r')
        c = ' ';
      else if (g_unichar_iscntrl (c))
        c = 0xfffd;
      int w = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
      if (max > 0 && width + w > max - 1 && *g_utf8_next_char (p))
        {
          g_string_append (line, "…");
          break;
        }
      g_string_append_unichar (line, c);
      width += w;
    }
  return g_string_free (line, FALSE);
}

static void
print_padded (const char *text, int width, gboolean last)
{
  g_print ("%s", text);
  for (int i = width_of (text); !last && i < width + 2; i++)
    g_print (" ");
}

static void
print_table (TwCtlTable *table)
{
  guint n = table->keys->len;
  g_autofree int *widths = g_new0 (int, n);
  for (guint i = 0; i < n; i++)
    widths[i] = width_of (g_ptr_array_index (table->titles, i));
  for (guint i = 0; i < table->cells->len; i++)
    {
      Cell *cell = &g_array_index (table->cells, Cell, i);
      char *line = one_line (cell->text, i % n + 1 < n ? MAX_WIDTH : 0);
      g_free (cell->text);
      cell->text = line;
      widths[i % n] = MAX (widths[i % n], width_of (line));
    }
  for (guint i = 0; i < n; i++)
    print_padded (g_ptr_array_index (table->titles, i), widths[i], i + 1 == n);
  g_print ("\n");
  for (guint i = 0; i < table->cells->len; i++)
    {
      print_padded (g_array_index (table->cells, Cell, i).text, widths[i % n], i % n + 1 == n);
      if (i % n + 1 == n)
        g_print ("\n");
    }
}

static void
print_csv (TwCtlTable *table)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(TwCsvWriter) writer = tw_csv_writer_new (stream, NULL);
  guint n = table->keys->len;
  for (guint i = 0; i < n; i++)
    tw_csv_writer_add (writer, g_ptr_array_index (table->keys, i), -1);
  tw_csv_writer_end_row (writer, NULL);
  for (guint i = 0; i < table->cells->len; i++)
    {
      tw_csv_writer_add (writer, g_array_index (table->cells, Cell, i).plain, -1);
      if (i % n + 1 == n)
        tw_csv_writer_end_row (writer, NULL);
    }
  tw_csv_writer_flush (writer, NULL);
  g_autofree char *text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                                     g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
  g_print ("%s", text);
}

static void
print_object (TwCtlTable *table, guint row)
{
  guint n = table->keys->len;
  g_print ("{");
  for (guint i = 0; i < n; i++)
    g_print ("%s\"%s\":%s", i > 0 ? "," : "", (char *) g_ptr_array_index (table->keys, i),
             g_array_index (table->cells, Cell, row * n + i).json);
  g_print ("}");
}

/**
 * tw_ctl_table_end:
 * @table: a table with all its cells
 * @next: (nullable): cursor of the next page
 */
void
tw_ctl_table_end (TwCtlTable *table, const char *next)
{
  guint n_rows = table->cells->len / MAX (table->keys->len, 1);
  if (table->ctl->format == TW_CTL_JSON)
    {
      g_autofree char *cursor = next ? tw_ctl_json_string (next) : g_strdup ("null");
      g_print ("{\"items\":[");
      for (guint i = 0; i < n_rows; i++)
        {
          g_print ("%s", i > 0 ? ",\n" : "");
          print_object (table, i);
        }
      g_print ("],\"next\":%s}\n", cursor);
      return;
    }
  if (table->ctl->format == TW_CTL_CSV)
    print_csv (table);
  else
    print_table (table);
  if (next)
    tw_ctl_tell (_("There is more; go on with --after %s"), next);
}

/**
 * tw_ctl_table_end_object:
 * @table: a table with one row, whose columns are the object's members
 *
 * For people the members stand below each other.
 */
void
tw_ctl_table_end_object (TwCtlTable *table)
{
  int width = 0;
  if (table->ctl->format == TW_CTL_CSV)
    {
      print_csv (table);
      return;
    }
  if (table->ctl->format == TW_CTL_JSON)
    {
      print_object (table, 0);
      g_print ("\n");
      return;
    }
  for (guint i = 0; i < table->titles->len; i++)
    width = MAX (width, width_of (g_ptr_array_index (table->titles, i)));
  for (guint i = 0; i < table->titles->len; i++)
    {
      const Cell *cell = &g_array_index (table->cells, Cell, i);
      g_autofree char *line = one_line (cell->text, 0);
      if (!*line)
        continue;
      print_padded (g_ptr_array_index (table->titles, i), width, FALSE);
      g_print ("%s\n", line);
    }
}

/* --- Records --- */

static GPtrArray *
choose_fields (const TwEntity *entity, const char *fields)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  g_auto(GStrv) keys = fields ? g_strsplit (fields, ",", -1) : NULL;
  const char *const *names = keys ? (const char *const *) keys : entity->list_columns;
  for (guint i = 0; names && names[i]; i++)
    {
      g_autofree char *key = g_strstrip (g_strdup (names[i]));
      const TwField *field = tw_entity_get_field (entity, key);
      if (!field)
        {
          tw_ctl_tell (_("“%s” is no field of %s."), key, tw_entity_get_label (entity, FALSE));
          return NULL;
        }
      g_ptr_array_add (chosen, (gpointer) field);
    }
  if (chosen->len == 0 && entity->name_field)
    g_ptr_array_add (chosen, (gpointer) entity->name_field);
  return g_steal_pointer (&chosen);
}

/**
 * tw_ctl_print_records:
 * @ctl: the program
 * @entity: the records' entity
 * @records: (element-type TwRecord): what to print
 * @fields: (nullable): keys with commas between, or %NULL for the entity's list
 * @next: (nullable): cursor of the next page
 *
 * Returns: %FALSE when a field does not exist or could not be computed, which was told
 */
gboolean
tw_ctl_print_records (TwCtl *ctl, const TwEntity *entity, GPtrArray *records, const char *fields, const char *next)
{
  g_autoptr(GPtrArray) chosen = choose_fields (entity, fields);
  g_autoptr(GPtrArray) keys = g_ptr_array_new (), titles = g_ptr_array_new (), computed = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  if (!chosen)
    return FALSE;
  g_ptr_array_add (keys, (gpointer) "id");
  g_ptr_array_add (titles, (gpointer) _("Id"));
  for (guint i = 0; i < chosen->len; i++)
    {
      const TwField *field = g_ptr_array_index (chosen, i);
      g_ptr_array_add (keys, (gpointer) field->key);
      g_ptr_array_add (titles, (gpointer) tw_field_get_label (field));
      if (field->formula)
        g_ptr_array_add (computed, (gpointer) field);
    }
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (titles, NULL);
  g_ptr_array_add (computed, NULL);
  if (computed->len > 1
      && !tw_store_compute (ctl->store, records, (const TwField *const *) computed->pdata, &error))
    {
      tw_ctl_fail (error);
      return FALSE;
    }
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, (const char *const *) keys->pdata, (const char *const *) titles->pdata);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      char id[TW_ID_TEXT_LENGTH + 1];
      tw_ctl_table_add_text (table, tw_id_print (tw_record_get_id (record), id));
      for (guint k = 0; k < chosen->len; k++)
        tw_ctl_table_add_value (table, g_ptr_array_index (chosen, k), tw_record_get (record, g_ptr_array_index (chosen, k)));
    }
  tw_ctl_table_end (table, next);
  return TRUE;
}
