/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of ECMA-376 through libxlsxwriter. Numbers, money, days and times are numbers with a format, so that a spreadsheet can
 * count with them; a spreadsheet keeps 15 digits, so a number with more is written as text. Texts are always texts, never
 * formulas, whatever they start with. A sheet has 1,048,576 rows and a cell 32,767 characters. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-xlsx-writer.h"
#include "tw-xlsxwriter.h"

#define MAX_TEXT   32767
#define MAX_EXACT  G_GINT64_CONSTANT (999999999999999)
#define EPOCH_DAYS 25569                               /* 1970-01-01 in days of the 1900 date system */
#define FIRST_DAY  61                                  /* 1900-03-01: before, the system counts a day that never was */

struct _TwXlsxWriter
{
  lxw_workbook  *book;
  lxw_worksheet *sheet;
  lxw_format    *header;
  struct { lxw_format *plain, *day, *moment, *time, *duration, *percent; } formats[2];   /* the second ones are bold */
  GHashTable    *money[2];                             /* TwCurrency → lxw_format */
  GTimeZone     *zone;
  char          *folder;
  lxw_row_t      row;
  lxw_col_t      column;
  char          *title;                                /* of the first sheet */
  GStrv          titles;                               /* (nullable) of columns, which stand on every sheet */
  guint          max_rows, n_sheets;                   /* max_rows 0: one sheet */
  gint64         n_rows;                               /* that filters are for, on this sheet and those that follow; -1: not known */
  gboolean       strong;
  guint          outline;
  char           formula[48];                          /* of the next cell; empty: none */
  guint          n_cut;
  lxw_error      failed;                               /* of the row begun */
};

static lxw_format *
add_format (TwXlsxWriter *writer, gboolean strong, const char *pattern)
{
  lxw_format *format = workbook_add_format (writer->book);
  if (pattern)
    format_set_num_format (format, pattern);
  if (strong)
    format_set_bold (format);
  return format;
}

static void
add_formats (TwXlsxWriter *writer)
{
  writer->header = add_format (writer, TRUE, NULL);
  for (guint i = 0; i < 2; i++)
    {
      writer->formats[i].plain = i ? writer->header : NULL;
      writer->formats[i].day = add_format (writer, i, "yyyy-mm-dd");
      writer->formats[i].moment = add_format (writer, i, "yyyy-mm-dd hh:mm:ss");
      writer->formats[i].time = add_format (writer, i, "hh:mm:ss");
      writer->formats[i].duration = add_format (writer, i, "[h]:mm:ss");
      writer->formats[i].percent = add_format (writer, i, "0.######\"%\"");
      writer->money[i] = g_hash_table_new (NULL, NULL);
    }
}

/**
 * tw_xlsx_writer_new:
 * @path: the file to write
 * @sheet: the sheet's title; characters that Excel does not take there are left out
 * @zone: the zone in which instants are shown
 * @error: return location
 *
 * Returns: (transfer full): a writer
 */
TwXlsxWriter *
tw_xlsx_writer_new (const char *path, const char *sheet, GTimeZone *zone, GError **error)
{
  g_autoptr(TwXlsxWriter) writer = g_new0 (TwXlsxWriter, 1);
  writer->folder = g_path_get_dirname (path);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = writer->folder, .use_zip64 = LXW_FALSE };
  g_autofree char *title = g_strdelimit (g_utf8_substring (sheet, 0, MIN (31, g_utf8_strlen (sheet, -1))), "[]:*?/\\'", ' ');
  writer->zone = g_time_zone_ref (zone);
  writer->book = workbook_new_opt (path, &options);
  writer->sheet = writer->book ? workbook_add_worksheet (writer->book, title) : NULL;
  if (!writer->sheet)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The workbook “%s” cannot be made."), path);
      return NULL;
    }
  writer->title = g_steal_pointer (&title);
  writer->n_sheets = 1;
  add_formats (writer);
  return g_steal_pointer (&writer);
}

/**
 * tw_xlsx_writer_free:
 * @writer: (nullable): a writer; one that was not closed leaves no usable file
 */
void
tw_xlsx_writer_free (TwXlsxWriter *writer)
{
  if (!writer)
    return;
  if (writer->book)
    lxw_workbook_free (writer->book);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&writer->money[i], g_hash_table_unref);
  g_free (writer->title);
  g_strfreev (writer->titles);
  g_clear_pointer (&writer->zone, g_time_zone_unref);
  g_free (writer->folder);
  g_free (writer);
}

static void
note (TwXlsxWriter *writer, lxw_error code)
{
  if (code != LXW_NO_ERROR && writer->failed == LXW_NO_ERROR)
    writer->failed = code;
}

static void
add_number (TwXlsxWriter *writer, double number, lxw_format *format)
{
  if (*writer->formula != '\0')
    note (writer, worksheet_write_formula_num (writer->sheet, writer->row, writer->column++, writer->formula, format, number));
  else
    note (writer, worksheet_write_number (writer->sheet, writer->row, writer->column++, number, format));
}

static void
add_plain (TwXlsxWriter *writer, const char *text, lxw_format *format)
{
  g_autofree char *cut = NULL, *valid = NULL;
  if (!text || !*text)
    {
      writer->column++;
      return;
    }
  if (strlen (text) > MAX_TEXT && g_utf8_strlen (text, -1) > MAX_TEXT)
    {
      cut = g_utf8_substring (text, 0, MAX_TEXT - 1);
      valid = g_strconcat (cut, "…", NULL);
      text = valid;
      writer->n_cut++;
    }
  note (writer, worksheet_write_string (writer->sheet, writer->row, writer->column++, text, format));
}

static void begin_row (TwXlsxWriter *writer);

/**
 * tw_xlsx_writer_add_text:
 * @writer: a writer
 * @text: (nullable): the next cell
 */
void
tw_xlsx_writer_add_text (TwXlsxWriter *writer, const char *text)
{
  begin_row (writer);
  add_plain (writer, text, writer->formats[writer->strong].plain);
}

/**
 * tw_xlsx_writer_set_sheets:
 * @writer: a writer without a header
 * @max_rows: how many rows a sheet has at most, the header included; 0: as many as there can be
 * @n_rows: how many rows below the header are to be filtered; -1: all that there will be
 *
 * What does not fit on a sheet goes on on another one, below the same header. Each header has filters. The library writes rows as they
 * come, and takes no filter for rows that were written: so their number has to be known before.
 */
void
tw_xlsx_writer_set_sheets (TwXlsxWriter *writer, guint max_rows, gint64 n_rows)
{
  writer->max_rows = max_rows > 1 ? MIN (max_rows, LXW_ROW_MAX) : LXW_ROW_MAX;
  writer->n_rows = n_rows;
}

/**
 * tw_xlsx_writer_set_strong:
 * @writer: a writer
 * @strong: whether the cells that follow are bold
 */
void
tw_xlsx_writer_set_strong (TwXlsxWriter *writer, gboolean strong)
{
  writer->strong = strong != FALSE;
}

static void
add_filter (TwXlsxWriter *writer, guint n)
{
  gint64 room = writer->max_rows - 1, rows = writer->n_rows < 0 ? room : MIN (writer->n_rows, room);
  if (n > 0)
    note (writer, worksheet_autofilter (writer->sheet, 0, 0, (lxw_row_t) rows, n - 1));
  if (writer->n_rows >= 0)
    writer->n_rows -= rows;
}

/**
 * tw_xlsx_writer_add_header:
 * @writer: a writer
 * @titles: (array length=n): the columns' titles
 * @n: how many
 *
 * Writes a bold row that stays in sight.
 */
void
tw_xlsx_writer_add_header (TwXlsxWriter *writer, const char *const *titles, guint n)
{
  worksheet_set_column (writer->sheet, 0, MAX (n, 1) - 1, 18, NULL);
  worksheet_freeze_panes (writer->sheet, 1, 0);
  for (guint i = 0; i < n; i++)
    add_plain (writer, titles[i], writer->header);
  if (writer->max_rows == 0)
    return;
  add_filter (writer, n);
  if (writer->titles)
    return;
  writer->titles = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    writer->titles[i] = g_strdup (titles[i]);
}

/* A row beyond a sheet: another one, as the first. */
static void
begin_row (TwXlsxWriter *writer)
{
  char number[16];
  g_autofree char *start = NULL, *title = NULL;
  lxw_row_col_options options = { .level = (uint8_t) writer->outline };
  if (writer->titles && writer->row < writer->max_rows)
    {
      if (writer->outline > 0 && writer->column == 0)
        note (writer, worksheet_set_row_opt (writer->sheet, writer->row, LXW_DEF_ROW_HEIGHT, NULL, &options));
      return;
    }
  if (!writer->titles)
    return;
  g_snprintf (number, sizeof number, " %u", ++writer->n_sheets);
  start = g_utf8_substring (writer->title, 0, MIN (g_utf8_strlen (writer->title, -1), 31 - (glong) strlen (number)));
  title = g_strconcat (start, number, NULL);
  writer->sheet = workbook_add_worksheet (writer->book, title);
  writer->row = 0;
  tw_xlsx_writer_add_header (writer, (const char *const *) writer->titles, g_strv_length (writer->titles));
  writer->row = 1;
  writer->column = 0;
  begin_row (writer);
}

static lxw_format *
money_format (TwXlsxWriter *writer, TwCurrency currency)
{
  GHashTable *formats = writer->money[writer->strong];
  lxw_format *format = g_hash_table_lookup (formats, GUINT_TO_POINTER (currency));
  if (format)
    return format;
  char code[4] = "";
  g_autoptr(GString) pattern = g_string_new ("#,##0");
  int digits = tw_currency_get_digits (currency);
  for (int i = 0; i < digits; i++)
    g_string_append (pattern, i == 0 ? ".0" : "0");
  if (currency)
    g_string_append_printf (pattern, " \"%s\"", tw_currency_print (currency, code));
  format = add_format (writer, writer->strong, pattern->str);
  g_hash_table_insert (formats, GUINT_TO_POINTER (currency), format);
  return format;
}

/**
 * tw_xlsx_writer_add:
 * @writer: a writer
 * @field: (nullable): the value's field
 * @value: the next cell
 *
 * Links and lists are written as text; give the title of a link with tw_xlsx_writer_add_text().
 */
void
tw_xlsx_writer_add (TwXlsxWriter *writer, const TwField *field, const TwValue *value)
{
  g_autofree char *text = NULL;
  gboolean exact = ABS (value->i) <= MAX_EXACT;
  begin_row (writer);
  switch (value->type)
    {
    case TW_TYPE_NULL:
      writer->column++;
      return;
    case TW_TYPE_BOOLEAN:
      note (writer, worksheet_write_boolean (writer->sheet, writer->row, writer->column++, value->i != 0, writer->formats[writer->strong].plain));
      return;
    case TW_TYPE_INTEGER:
      if (exact)
        return add_number (writer, value->i, writer->formats[writer->strong].plain);
      break;
    case TW_TYPE_DECIMAL:
      if (exact)
        return add_number (writer, (double) value->i / TW_DECIMAL_ONE,
                           field && field->kind == TW_KIND_PERCENT ? writer->formats[writer->strong].percent : writer->formats[writer->strong].plain);
      break;
    case TW_TYPE_MONEY:
      if (exact)
        return add_number (writer, (double) value->i / TW_MONEY_ONE, money_format (writer, value->tag));
      break;
    case TW_TYPE_DATE:
      if (value->i + EPOCH_DAYS >= FIRST_DAY)
        return add_number (writer, value->i + EPOCH_DAYS, writer->formats[writer->strong].day);
      break;
    case TW_TYPE_DATETIME:
      {
        TwDate day = tw_instant_get_date (value->i, writer->zone);
        if (day + EPOCH_DAYS >= FIRST_DAY)
          return add_number (writer, day + EPOCH_DAYS + tw_instant_get_time_of_day (value->i, writer->zone) / 86400.0,
                             writer->formats[writer->strong].moment);
        break;
      }
    case TW_TYPE_TIME:
      return add_number (writer, value->i / 86400.0, writer->formats[writer->strong].time);
    case TW_TYPE_DURATION:
      if (value->i >= 0)
        return add_number (writer, value->i / 86400.0, writer->formats[writer->strong].duration);
      break;
    default:
      break;
    }
  text = tw_value_print (value);
  add_plain (writer, text, writer->formats[writer->strong].plain);
}

/**
 * tw_xlsx_writer_set_outline:
 * @writer: a writer whose row is not begun
 * @level: of the rows that follow; 0: none
 */
void
tw_xlsx_writer_set_outline (TwXlsxWriter *writer, guint level)
{
  writer->outline = MIN (level, 7);
}

/**
 * tw_xlsx_writer_get_place:
 * @writer: a writer whose row is not begun
 *
 * Returns: where the next row will stand, for tw_xlsx_writer_add_subtotal()
 */
guint64
tw_xlsx_writer_get_place (TwXlsxWriter *writer)
{
  return (guint64) writer->n_sheets << 32 | writer->row;
}

/**
 * tw_xlsx_writer_add_subtotal:
 * @writer: a writer
 * @what: what is done with the cells above
 * @from: the place of the first of them
 * @field: (nullable): the value's field
 * @value: what it comes to
 *
 * A group that goes on over sheets has its value only, since a formula of one sheet does not see the other.
 */
void
tw_xlsx_writer_add_subtotal (TwXlsxWriter *writer, TwXlsxSubtotal what, guint64 from, const TwField *field, const TwValue *value)
{
  char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
  lxw_row_t row = (lxw_row_t) from;
  begin_row (writer);
  if (from >> 32 == writer->n_sheets && row < writer->row)
    {
      lxw_rowcol_to_cell (first, row, writer->column);
      lxw_rowcol_to_cell (last, writer->row - 1, writer->column);
      g_snprintf (writer->formula, sizeof writer->formula, "=SUBTOTAL(%d,%s:%s)", (int) what, first, last);
    }
  tw_xlsx_writer_add (writer, field, value);
  *writer->formula = '\0';
}

/**
 * tw_xlsx_writer_end_row:
 * @writer: a writer
 * @error: return location
 *
 * Returns: %FALSE with %TW_EXCHANGE_ERROR_LIMIT when the sheet is full, or when the row could not be written
 */
gboolean
tw_xlsx_writer_end_row (TwXlsxWriter *writer, GError **error)
{
  lxw_error failed = writer->failed;
  writer->row++;
  writer->column = 0;
  if (failed == LXW_NO_ERROR && (writer->titles || writer->row < LXW_ROW_MAX))
    return TRUE;
  if (failed == LXW_NO_ERROR || failed == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
    g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LIMIT,
                 _("A sheet holds at most %d rows; export fewer records, or CSV."), LXW_ROW_MAX);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The workbook cannot be written: %s."), lxw_strerror (failed));
  return FALSE;
}

/**
 * tw_xlsx_writer_close:
 * @writer: a writer
 * @error: return location
 *
 * Puts the file together. Nothing may be added afterwards.
 *
 * Returns: %FALSE when it could not be written
 */
gboolean
tw_xlsx_writer_close (TwXlsxWriter *writer, GError **error)
{
  lxw_error code = workbook_close (writer->book);
  writer->book = NULL;
  if (code == LXW_NO_ERROR)
    return TRUE;
  g_set_error (error, G_IO_ERROR, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? G_IO_ERROR_FAILED : G_IO_ERROR_NO_SPACE,
               _("The workbook cannot be written: %s."), lxw_strerror (code));
  return FALSE;
}

/**
 * tw_xlsx_writer_get_n_cut:
 * @writer: a writer
 *
 * Returns: how many texts were cut because a cell holds at most 32,767 characters
 */
guint
tw_xlsx_writer_get_n_cut (TwXlsxWriter *writer)
{
  return writer->n_cut;
}
