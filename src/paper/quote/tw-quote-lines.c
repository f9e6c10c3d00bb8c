/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a quote as a table: items, free texts, groups with their sub-totals, what is carried from page to page. The table lives as long
 * as the paper, and may be drawn on another thread than it was made on. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-quote.h"
#include "tw-quote-sheet-private.h"

typedef struct
{
  TwPaperRow    kind;
  TwRecord     *line;                                  /* (owned) (nullable): a sub-total has none */
  guint         number;                                /* of an item, from 1; 0: none */
  gint64        amount, carried;                       /* carried: of the rows above it */
  TwPaperImage *image;                                 /* (owned) (nullable) */
} Row;

typedef struct
{
  GArray    *rows;                                     /* Row */
  GArray    *columns;                                  /* TwLineColumn */
  TwCurrency currency;
  gint64     carried;                                  /* of all rows */
  char      *language;
  char      *text;                                     /* lent by the last get_text() */
} Lines;

static void
row_clear (gpointer data)
{
  Row *row = data;

  g_clear_object (&row->line);
  g_clear_pointer (&row->image, tw_paper_image_unref);
}

static void
lines_free (gpointer data)
{
  Lines *lines = data;

  g_array_unref (lines->rows);
  g_array_unref (lines->columns);
  g_free (lines->language);
  g_free (lines->text);
  g_free (lines);
}

/* --- Texts of cells --- */

static const char *
peek_text (TwRecord *line, const char *key)
{
  const TwValue *value = tw_record_get_key (line, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM ? value->text : "";
}

static gint64
get_number (TwRecord *line, const char *key)
{
  const TwValue *value = tw_record_get_key (line, key);

  return tw_value_is_null (value) ? 0 : value->i;
}

static gboolean
is_set (TwRecord *line, const char *key)
{
  return tw_record_get_key (line, key)->i != 0 && !tw_value_is_null (tw_record_get_key (line, key));
}

static char *
dup_name (TwPaperWords *words, const Row *row)
{
  const char *name, *more;

  if (row->line == NULL)
    return g_strdup (tw_paper_words_find (words, TW_PAPER_CONTEXT, NC_("paper", "Subtotal")));
  name = peek_text (row->line, "name");
  more = peek_text (row->line, "description");
  if (row->kind == TW_PAPER_ROW_PALE)
    return tw_quote_fill (words, /* Translators: an optional line of a quote */ NC_("paper", "{name} (optional)"), "{name}", name, NULL);
  return g_strconcat (name, *name != '\0' && *more != '\0' ? "\n" : "", more, NULL);
}

static char *
dup_discount (TwPaperWords *words, const Row *row, TwCurrency currency)
{
  if (g_str_equal (peek_text (row->line, "discount_kind"), "fixed"))
    return is_set (row->line, "discount_amount") ? tw_paper_words_money (words, &(TwMoney) { get_number (row->line, "discount_amount"), currency }, FALSE) : NULL;
  return is_set (row->line, "discount_value") ? tw_quote_percent (words, get_number (row->line, "discount_value")) : NULL;
}

static char *
dup_quantity (TwPaperWords *words, const Row *row)
{
  g_autofree char *number = tw_paper_words_number (words, get_number (row->line, "quantity"), 0, 6);
  const char *unit = peek_text (row->line, "unit");

  return *unit != '\0' ? g_strdup_printf ("%s\302\240%s", number, unit) : g_steal_pointer (&number);
}

/* Where there is no tax, the code says which sentence below the total tells why. */
static char *
dup_tax (TwPaperWords *words, TwRecord *line)
{
  const TwValue *rate = tw_record_get_key (line, "tax_rate");
  TwQuoteTaxKind kind = tw_quote_line_get_tax (line);

  if (kind > TW_QUOTE_TAX_ZERO)
    return g_strdup (tw_quote_tax_get_code (kind));
  if (kind == TW_QUOTE_TAX_ZERO)
    return tw_quote_percent (words, 0);
  return tw_value_is_null (rate) ? NULL : tw_quote_percent (words, rate->i);
}

static char *
dup_item_text (TwPaperWords *words, Lines *lines, const Row *row, TwLineColumn column)
{
  switch (column)
    {
    case TW_LINE_POSITION:
      return tw_paper_words_number (words, (TwDecimal) row->number * TW_DECIMAL_ONE, 0, 0);
    case TW_LINE_QUANTITY:
      return dup_quantity (words, row);
    case TW_LINE_PRICE:
      return tw_paper_words_money (words, &(TwMoney) { get_number (row->line, "unit_price"), lines->currency }, FALSE);
    case TW_LINE_DISCOUNT:
      return dup_discount (words, row, lines->currency);
    case TW_LINE_TAX:
      return dup_tax (words, row->line);
    default:
      return NULL;
    }
}

static const char *
get_text (guint index, guint c, gpointer data)
{
  Lines *lines = data;
  const Row *row = &g_array_index (lines->rows, Row, index);
  TwLineColumn column = g_array_index (lines->columns, TwLineColumn, c);
  TwPaperWords *words = tw_paper_words_get (lines->language);

  g_clear_pointer (&lines->text, g_free);
  if (column == TW_LINE_NAME)
    lines->text = dup_name (words, row);
  else if (column == TW_LINE_AMOUNT && (row->line == NULL || row->number > 0))
    lines->text = tw_paper_words_money (words, &(TwMoney) { row->amount, lines->currency }, FALSE);
  else if (row->number > 0)
    lines->text = dup_item_text (words, lines, row, column);
  return lines->text;
}

static TwPaperRow
get_kind (guint index, gpointer data)
{
  return g_array_index (((Lines *) data)->rows, Row, index).kind;
}

static TwPaperImage *
get_image (guint index, gpointer data)
{
  return g_array_index (((Lines *) data)->rows, Row, index).image;
}

static char *
dup_carried (guint n_rows, guint c, gpointer data)
{
  Lines *lines = data;
  TwPaperWords *words = tw_paper_words_get (lines->language);
  TwLineColumn column = g_array_index (lines->columns, TwLineColumn, c);
  gint64 carried = n_rows < lines->rows->len ? g_array_index (lines->rows, Row, n_rows).carried : lines->carried;

  if (column == TW_LINE_NAME)
    return g_strdup (tw_paper_words_find (words, TW_PAPER_CONTEXT, /* Translators: the sum of a quote's lines so far, at the end of a page */
                                          NC_("paper", "Carried forward")));
  return column == TW_LINE_AMOUNT ? tw_paper_words_money (words, &(TwMoney) { carried, lines->currency }, FALSE) : NULL;
}

/* --- Rows --- */

static TwPaperImage *
find_image (TwQuoteSheet *sheet, TwRecord *line)
{
  const TwValue *product = tw_record_get_key (line, "product"), *hash;
  TwRecord *record;

  if (!is_set (line, "image_shown") || tw_value_is_null (product))
    return NULL;
  record = tw_quote_sheet_record (sheet, tw_schema_get_entity (sheet->in->template->schema, "product"), &product->id);
  hash = record != NULL ? tw_record_get_key (record, "image") : NULL;
  return hash != NULL && hash->type == TW_TYPE_TEXT ? tw_quote_sheet_image (sheet, hash->text) : NULL;
}

/* The sub-total of a group that ends here. */
static void
end_group (Lines *lines, const TwQuoteSum *sum, guint group, gint64 carried)
{
  Row row = { TW_PAPER_ROW_TOTAL, NULL, 0, 0, carried, NULL };

  if (group == G_MAXUINT || sum->groups[group].n_lines < 2)
    return;
  row.amount = sum->groups[group].price;
  g_array_append_val (lines->rows, row);
}

static void
make_rows (TwQuoteSheet *sheet, Lines *lines)
{
  const TwQuoteSum *sum = sheet->in->sum;
  guint group = G_MAXUINT, number = 0;
  gint64 carried = 0;

  for (guint i = 0; i < sheet->in->lines->len; i++)
    {
      TwRecord *line = g_ptr_array_index (sheet->in->lines, i);
      TwQuoteLineKind kind = tw_quote_line_get_kind (line);
      gboolean optional = is_set (line, "optional");
      Row row = { TW_PAPER_ROW_PLAIN, NULL, 0, sum->lines[i].price, carried, NULL };

      if (kind == TW_QUOTE_GROUP)
        end_group (lines, sum, group, carried);
      row.line = g_object_ref (line);
      row.kind = kind == TW_QUOTE_GROUP ? TW_PAPER_ROW_HEADING : kind == TW_QUOTE_TEXT ? TW_PAPER_ROW_NOTE
                 : optional ? TW_PAPER_ROW_PALE : TW_PAPER_ROW_PLAIN;
      if (kind == TW_QUOTE_ITEM)
        {
          row.number = ++number;
          row.image = find_image (sheet, line);
          if (row.image != NULL)
            tw_paper_image_ref (row.image);
          carried += optional ? 0 : row.amount;
        }
      g_array_append_val (lines->rows, row);
      if (kind == TW_QUOTE_GROUP)
        for (group = 0; group < sum->n_groups && sum->groups[group].line != i; group++)
          ;
      if (group == sum->n_groups)
        group = G_MAXUINT;
    }
  end_group (lines, sum, group, carried);
  lines->carried = carried;
}

/* --- Columns --- */

/* Columns that would be empty are left out. */
static gboolean
is_needed (Lines *lines, TwLineColumn column)
{
  if (column != TW_LINE_IMAGE && column != TW_LINE_DISCOUNT && column != TW_LINE_TAX)
    return TRUE;
  for (guint i = 0; i < lines->rows->len; i++)
    {
      const Row *row = &g_array_index (lines->rows, Row, i);

      if (row->number == 0)
        continue;
      if (column == TW_LINE_IMAGE ? row->image != NULL
          : column == TW_LINE_TAX ? !tw_value_is_null (tw_record_get_key (row->line, "tax_rate")) || tw_quote_line_get_tax (row->line) != TW_QUOTE_TAX_NONE
          : is_set (row->line, g_str_equal (peek_text (row->line, "discount_kind"), "fixed") ? "discount_amount" : "discount_value"))
        return TRUE;
    }
  return FALSE;
}

static const char *
get_label (TwLineColumn column)
{
  switch (column)
    {
    case TW_LINE_NAME:
      return NC_("paper", "Description");
    case TW_LINE_QUANTITY:
      return NC_("paper", "Quantity");
    case TW_LINE_PRICE:
      return NC_("paper", "Unit price");
    case TW_LINE_DISCOUNT:
      return NC_("paper", "Discount");
    case TW_LINE_TAX:
      return NC_("paper", "Tax");
    case TW_LINE_AMOUNT:
      return NC_("paper", "Amount");
    case TW_LINE_IMAGE:
    case TW_LINE_POSITION:
    default:
      return "";
    }
}

static void
add_column (TwQuoteSheet *sheet, TwPaperTable *table, TwLineColumn column)
{
  const char *label = tw_paper_words_find (sheet->words, TW_PAPER_CONTEXT, get_label (column));
  TwPaperCell cell = column == TW_LINE_IMAGE ? TW_PAPER_CELL_IMAGE
                     : column == TW_LINE_NAME ? TW_PAPER_CELL_WRAP | TW_PAPER_CELL_TITLE | TW_PAPER_CELL_REST
                     : TW_PAPER_CELL_END | TW_PAPER_CELL_WRAP;

  tw_paper_table_add_column (table, label, cell);
}

void
tw_quote_sheet_add_lines (TwQuoteSheet *sheet, const TwTemplateBlock *block)
{
  const TwPaperSize *size = tw_paper_get_size (sheet->paper);
  double width = size->width - size->start - size->end, picture = block->look.image_height + 2 * block->look.pad_x;
  Lines *lines;
  TwPaperTable *table;

  if (sheet->in->lines->len == 0)
    return;
  lines = g_new0 (Lines, 1);
  lines->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (lines->rows, row_clear);
  lines->columns = g_array_new (FALSE, FALSE, sizeof (TwLineColumn));
  lines->currency = sheet->in->sum->currency;
  lines->language = g_strdup (sheet->in->language);
  make_rows (sheet, lines);
  for (guint i = 0; i < block->columns->len; i++)
    if (is_needed (lines, g_array_index (block->columns, TwLineColumn, i)))
      g_array_append_val (lines->columns, g_array_index (block->columns, TwLineColumn, i));
  table = tw_paper_table_new (&(TwPaperRows) { .n_rows = lines->rows->len, .get_text = get_text, .get_kind = get_kind, .dup_carried = dup_carried,
                                               .get_image = get_image, .data = lines, .free_data = lines_free });
  tw_paper_table_set_look (table, &block->look);
  for (guint i = 0; i < lines->columns->len; i++)
    {
      add_column (sheet, table, g_array_index (lines->columns, TwLineColumn, i));
      if (g_array_index (lines->columns, TwLineColumn, i) == TW_LINE_IMAGE)
        tw_paper_table_set_share (table, i, MIN (0.3, picture / width));
    }
  tw_paper_add_table (sheet->paper, table);
}
