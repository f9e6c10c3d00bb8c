/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the cells of a quote's lines, as people type it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#include "tw-import-number.h"
#include "tw-quote-edit-private.h"

#define MAX_ROWS 5000                                   /* of a paste */

/* --- Reading --- */

static gboolean
read_number (const char *text, TwNumber *number)
{
  char mark = tw_number_hint (text);
  struct lconv *convention = localeconv ();

  if (mark == 0)
    mark = *convention->decimal_point == ',' ? ',' : '.';
  return tw_number_read (text, mark, 0, number);
}

static gboolean
fail (const char *text, const char *example, GError **error)
{
  /* Translators: 1 what somebody typed, 2 an example such as 12.50 */
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE, _("“%1$s” is not a number. Type it like %2$s."), text, example);
  return FALSE;
}

static gboolean
set_decimal (TwRecord *line, const char *key, const char *text, GError **error)
{
  g_autofree char *plain = g_strdup (text);
  gsize length = strlen (plain);
  g_auto (TwValue) value = TW_VALUE_INIT;
  TwNumber number;
  gint64 fixed;

  if (length > 0 && plain[length - 1] == '%')
    plain[length - 1] = '\0';
  if (*g_strstrip (plain) != '\0')
    {
      if (!read_number (plain, &number) || number.currency != 0 || !tw_number_to_fixed (&number, TW_DECIMAL_DIGITS, &fixed))
        return fail (text, "12.50", error);
      value = tw_value_decimal (fixed);
    }
  return tw_record_set_key (line, key, &value, error);
}

static gboolean
set_money (TwRecord *line, const char *key, const char *text, TwCurrency currency, GError **error)
{
  g_auto (TwValue) value = TW_VALUE_INIT;
  TwNumber number;
  gint64 fixed;

  if (*text != '\0')
    {
      if (!read_number (text, &number) || !tw_number_to_fixed (&number, TW_MONEY_DIGITS, &fixed))
        return fail (text, "1250.00", error);
      value = tw_value_money (fixed, number.currency != 0 ? number.currency : currency);
    }
  return tw_record_set_key (line, key, &value, error);
}

/* A percentage, or an amount when a currency stands with it. */
static gboolean
set_discount (TwRecord *line, const char *text, TwCurrency currency, GError **error)
{
  TwNumber number;
  gboolean fixed = strchr (text, '%') == NULL && read_number (text, &number) && number.currency != 0;
  g_auto (TwValue) kind = tw_value_enum (fixed ? "fixed" : "percent"), nothing = tw_value_decimal (0);

  if (!tw_record_set_key (line, "discount_kind", &kind, error))
    return FALSE;
  if (fixed)
    return set_money (line, "discount_amount", text, currency, error);
  return *text == '\0' ? tw_record_set_key (line, "discount_value", &nothing, error) : set_decimal (line, "discount_value", text, error);
}

/* A percentage, or a category by its code ("AE") or its name; a percentage says all by itself. */
static gboolean
set_tax (TwRecord *line, const char *text, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (line), "tax_category");
  g_auto (TwValue) value = TW_VALUE_INIT;
  TwQuoteTaxKind kind = TW_QUOTE_TAX_NONE;
  gboolean found = tw_quote_tax_parse (text, &kind);

  for (guint i = TW_QUOTE_TAX_STANDARD; i < TW_N_QUOTE_TAXES && !found && *text != '\0'; i++)
    if (strcmp (tw_choice_get_label (field, tw_field_get_choice (field, tw_quote_tax_get_key (i))), text) == 0)
      found = TRUE, kind = i;
  if (found)
    value = tw_value_enum (tw_quote_tax_get_key (kind));
  return tw_record_set (line, field, &value, error) && (found || set_decimal (line, "tax_rate", text, error));
}

gboolean
tw_quote_cell_set (TwRecord *line, TwQuoteCell cell, const char *text, TwCurrency currency, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_auto (TwValue) value = TW_VALUE_INIT;

  switch (cell)
    {
    case TW_QUOTE_CELL_NAME:
      return tw_quote_edit_set_name (line, trimmed, error);
    case TW_QUOTE_CELL_DESCRIPTION:
      value = tw_value_text (*trimmed != '\0' ? trimmed : NULL);
      return tw_record_set_key (line, "description", &value, error);
    case TW_QUOTE_CELL_QUANTITY:
      return set_decimal (line, "quantity", *trimmed != '\0' ? trimmed : "0", error);
    case TW_QUOTE_CELL_PRICE:
      /* Without a price of its own the line has that of the rules again. */
      value = tw_value_boolean (FALSE);
      return *trimmed != '\0' || tw_value_is_null (tw_record_get_key (line, "product"))
             ? set_money (line, "unit_price", trimmed, currency, error)
             : tw_record_set_key (line, "price_overridden", &value, error);
    case TW_QUOTE_CELL_DISCOUNT:
      return set_discount (line, trimmed, currency, error);
    case TW_QUOTE_CELL_TAX:
    default:
      return set_tax (line, trimmed, error);
    }
}

/**
 * tw_quote_edit_cell:
 * @store: a store
 * @quote: a quote
 * @line: id of one of its lines
 * @cell: which cell
 * @text: what was typed
 * @error: %TW_RECORD_ERROR when it is no value of the cell, or the store's trouble
 *
 * Returns: (transfer full) (nullable): the change; %NULL without @error when there is none
 */
TwEdit *
tw_quote_edit_cell (TwStore *store, TwRecord *quote, const TwId *line, TwQuoteCell cell, const char *text, GError **error)
{
  g_autoptr (TwRecord) record = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), "quote_line"), line, error);
  TwCurrency currency = tw_quote_get_currency (quote, tw_quote_get_workspace_currency (store));
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit;

  if (record == NULL || !tw_quote_cell_set (record, cell, text, currency, error) || !tw_record_has_changes (record))
    return NULL;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is a line of a quote. */
  title = *name != '\0' ? g_strdup_printf (_("Change “%s” of the quote"), name) : g_strdup (_("Change a line of the quote"));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  return edit;
}

/* --- Writing --- */

/**
 * tw_quote_dup_quantity:
 * @value: a quantity
 *
 * Returns: (transfer full): it as the cells show it, with no more digits than it has
 */
char *
tw_quote_dup_quantity (TwDecimal value)
{
  char *text = tw_decimal_print (value), *point = strchr (text, '.');
  struct lconv *convention = localeconv ();

  if (point != NULL && *convention->decimal_point == ',')
    *point = ',';
  return text;
}

static char *
dup_money (const TwValue *value, gboolean currency)
{
  return tw_money_format (&(TwMoney) { value->i, value->tag }, currency);
}

/**
 * tw_quote_cell_dup_text:
 * @line: a line of a quote
 * @cell: which cell
 *
 * Returns: (transfer full): what stands in the cell; "" for nothing
 */
char *
tw_quote_cell_dup_text (TwRecord *line, TwQuoteCell cell)
{
  static const char *const keys[] = { "name", "description", "quantity", "unit_price", "discount_value", "tax_rate" };
  const TwValue *kind = tw_record_get_key (line, "discount_kind");
  gboolean fixed = cell == TW_QUOTE_CELL_DISCOUNT && kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "fixed");
  const TwValue *value = tw_record_get_key (line, fixed ? "discount_amount" : keys[cell]);
  g_autofree char *number = NULL;

  if (cell == TW_QUOTE_CELL_TAX && tw_quote_line_get_kind (line) == TW_QUOTE_ITEM && tw_quote_line_get_tax (line) >= TW_QUOTE_TAX_ZERO)
    return g_strdup (tw_quote_tax_get_code (tw_quote_line_get_tax (line)));
  if (tw_value_is_null (value) || (cell > TW_QUOTE_CELL_DESCRIPTION && tw_quote_line_get_kind (line) != TW_QUOTE_ITEM))
    return g_strdup ("");
  if (value->type == TW_TYPE_TEXT)
    return g_strdup (value->text);
  if (value->type == TW_TYPE_MONEY)
    return dup_money (value, fixed);
  if (cell == TW_QUOTE_CELL_DISCOUNT && value->i == 0)
    return g_strdup ("");
  number = tw_quote_dup_quantity (value->i);
  return cell == TW_QUOTE_CELL_QUANTITY ? g_steal_pointer (&number) : g_strconcat (number, "%", NULL);
}

/* --- Paste --- */

static gboolean
is_empty_row (char **cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    if (*g_strstrip (cells[i]) != '\0')
      return FALSE;
  return TRUE;
}

/* The first row has titles when no cell of it is a number, and some cell of the second is. */
static gboolean
has_titles (GPtrArray *rows)
{
  guint n_numbers[2] = { 0, 0 };
  TwNumber number;

  for (guint r = 0; r < 2 && r < rows->len; r++)
    for (char **cell = g_ptr_array_index (rows, r); *cell != NULL; cell++)
      n_numbers[r] += **cell != '\0' && read_number (*cell, &number);
  return rows->len > 1 && n_numbers[0] == 0 && n_numbers[1] > 0;
}

GPtrArray *
tw_quote_paste_read (const char *text, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) lines = g_strsplit_set (valid, "\r\n", MAX_ROWS * 2);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", 64);

      if (!is_empty_row (cells))
        g_ptr_array_add (rows, g_steal_pointer (&cells));
    }
  if (has_titles (rows))
    g_ptr_array_remove_index (rows, 0);
  if (rows->len > 0 && rows->len <= MAX_ROWS)
    return g_steal_pointer (&rows);
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE,
               rows->len == 0 ? _("There is no text on the clipboard. Copy rows of a spreadsheet first.")
                              : _("More than %d rows cannot be pasted at once. Copy fewer."), MAX_ROWS);
  return NULL;
}

static TwRecord *
find_product (TwStore *store, const char *text)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "product");
  static const char *const keys[] = { "sku", "name" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (TwValue) value = tw_value_text (text);
      TwRecord *found = tw_store_find (store, tw_entity_get_field (entity, keys[i]), &value, NULL);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A row with a single text is a free text; others are items. */
TwRecord *
tw_quote_paste_make (TwStore *store, TwRecord *quote, char **cells, gint64 at, guint row, GError **error)
{
  static const TwQuoteCell order[] = { TW_QUOTE_CELL_QUANTITY, TW_QUOTE_CELL_PRICE, TW_QUOTE_CELL_DISCOUNT, TW_QUOTE_CELL_TAX };
  TwCurrency currency = tw_quote_get_currency (quote, tw_quote_get_workspace_currency (store));
  g_autoptr (TwRecord) product = *cells[0] != '\0' ? find_product (store, cells[0]) : NULL;
  guint n = g_strv_length (cells);
  gboolean is_text = product == NULL && (n < 2 || is_empty_row (cells + 1));
  g_autoptr (TwRecord) line = tw_quote_edit_new_line (store, quote, at, is_text ? TW_QUOTE_TEXT : TW_QUOTE_ITEM, error);
  gboolean good = line != NULL && (product != NULL ? tw_quote_edit_set_product (line, tw_record_get_id (product), error)
                                                   : tw_quote_edit_set_name (line, cells[0], error));

  for (guint i = 0; good && !is_text && i < G_N_ELEMENTS (order) && i + 1 < n; i++)
    if (*cells[i + 1] != '\0')
      good = tw_quote_cell_set (line, order[i], cells[i + 1], currency, error);
  if (good)
    return g_steal_pointer (&line);
  /* Translators: before a message about a row of a pasted table */
  g_prefix_error (error, _("Row %u: "), row);
  return NULL;
}
