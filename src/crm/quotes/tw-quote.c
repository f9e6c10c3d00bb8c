/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-quote.h"

#define MAX_LINES 100000

static const TwValue *
value_of (TwRecord *record, const char *key, TwType type)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field ? tw_record_get (record, field) : NULL;

  return value && value->type == type ? value : &nothing;
}

static gboolean
is_true (TwRecord *record, const char *key)
{
  const TwValue *value = value_of (record, key, TW_TYPE_BOOLEAN);

  return value->type == TW_TYPE_BOOLEAN && value->i;
}

static gboolean
is_choice (TwRecord *record, const char *key, const char *choice)
{
  const TwValue *value = value_of (record, key, TW_TYPE_ENUM);

  return value->type == TW_TYPE_ENUM && g_str_equal (value->text, choice);
}

/**
 * tw_quote_line_get_kind:
 * @line: a line of a quote
 *
 * Returns: whether it is an item, a text or the heading of a group
 */
TwQuoteLineKind
tw_quote_line_get_kind (TwRecord *line)
{
  if (is_choice (line, "line_kind", "text"))
    return TW_QUOTE_TEXT;
  return is_choice (line, "line_kind", "group") ? TW_QUOTE_GROUP : TW_QUOTE_ITEM;
}

/**
 * tw_quote_get_currency:
 * @quote: a quote
 * @workspace: the workspace's currency
 *
 * Returns: the currency of the quote; @workspace when it names none
 */
TwCurrency
tw_quote_get_currency (TwRecord *quote, TwCurrency workspace)
{
  const TwValue *code = value_of (quote, "currency", TW_TYPE_TEXT);
  TwCurrency currency;

  return code->type == TW_TYPE_TEXT && tw_currency_parse (code->text, &currency) ? currency : workspace;
}

/**
 * tw_quote_get_workspace_currency:
 * @store: a store
 *
 * Returns: the workspace's currency; 0 when it has none
 */
TwCurrency
tw_quote_get_workspace_currency (TwStore *store)
{
  TwExprContext *context = tw_store_dup_context (store);
  TwCurrency currency = context->currency;

  tw_store_context_free (context);
  return currency;
}

/**
 * tw_quote_line_get_tax:
 * @line: a line of a quote, or a product
 *
 * Returns: the category of tax that it says
 */
TwQuoteTaxKind
tw_quote_line_get_tax (TwRecord *line)
{
  const TwValue *key = value_of (line, "tax_category", TW_TYPE_ENUM);
  TwQuoteTaxKind kind;

  return key->type == TW_TYPE_ENUM && tw_quote_tax_parse (key->text, &kind) ? kind : TW_QUOTE_TAX_NONE;
}

/* --- From records to numbers --- */

static gboolean
read_money (TwRecord *record, const char *key, TwCurrency currency, gint64 *amount, GError **error)
{
  const TwValue *money = value_of (record, key, TW_TYPE_MONEY);
  g_autofree char *title = NULL;
  char theirs[4], own[4];

  *amount = money->type == TW_TYPE_MONEY ? money->i : 0;
  if (*amount == 0 || money->tag == currency || money->tag == 0)
    return TRUE;
  title = tw_record_dup_title (record);
  g_set_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_CURRENCY,
               /* Translators: 1 name of a line or quote, 2 and 3 currencies. */
               _("“%1$s” has an amount in %2$s, but the quote is in %3$s. Enter it in %3$s."), title,
               tw_currency_print (money->tag, theirs), tw_currency_print (currency, own));
  return FALSE;
}

static TwDecimal
read_decimal (TwRecord *record, const char *key)
{
  const TwValue *value = value_of (record, key, TW_TYPE_DECIMAL);

  return value->type == TW_TYPE_DECIMAL ? value->i : 0;
}

/* A fixed discount without an amount, as a percentage of 0, takes nothing off. */
static gboolean
read_discount (TwRecord *record, gboolean fixed, const char *percent, const char *amount, TwCurrency currency, TwQuoteDiscount *discount,
               GError **error)
{
  *discount = (TwQuoteDiscount) { .kind = fixed ? TW_QUOTE_DISCOUNT_AMOUNT : TW_QUOTE_DISCOUNT_PERCENT };
  if (fixed)
    return read_money (record, amount, currency, &discount->amount, error);
  discount->percent = read_decimal (record, percent);
  return TRUE;
}

static gboolean
read_line (TwRecord *line, TwCurrency currency, TwQuoteLineIn *in, GError **error)
{
  in->id = *tw_record_get_id (line);
  in->kind = tw_quote_line_get_kind (line);
  if (in->kind != TW_QUOTE_ITEM)
    return TRUE;
  in->optional = is_true (line, "optional");
  in->quantity = read_decimal (line, "quantity");
  in->has_tax = value_of (line, "tax_rate", TW_TYPE_DECIMAL)->type == TW_TYPE_DECIMAL;
  in->tax_rate = read_decimal (line, "tax_rate");
  in->tax_kind = tw_quote_line_get_tax (line);
  return read_money (line, "unit_price", currency, &in->unit_price, error)
         && read_discount (line, is_choice (line, "discount_kind", "fixed"), "discount_value", "discount_amount", currency,
                           &in->discount, error);
}

/* A quote that names no currency has that of its prices. */
static TwCurrency
find_currency (GPtrArray *lines, TwCurrency workspace)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const TwValue *price = value_of (g_ptr_array_index (lines, i), "unit_price", TW_TYPE_MONEY);

      if (price->type == TW_TYPE_MONEY && price->tag != 0)
        return price->tag;
    }
  return workspace;
}

/**
 * tw_quote_sum_records:
 * @quote: a quote
 * @lines: (element-type TwRecord): its lines in their order
 * @currency: the workspace's, for a quote that names none
 * @error: a %TW_QUOTE_ERROR
 *
 * Works out a quote from records, as they are with their edits.
 *
 * Returns: (transfer full) (nullable): the amounts; %NULL with @error
 */
TwQuoteSum *
tw_quote_sum_records (TwRecord *quote, GPtrArray *lines, TwCurrency currency, GError **error)
{
  g_autofree TwQuoteLineIn *in_lines = g_new0 (TwQuoteLineIn, lines->len + 1);
  TwQuoteIn in = { .lines = in_lines, .n_lines = lines->len };

  in.currency = tw_quote_get_currency (quote, find_currency (lines, currency));
  in.tax_included = is_true (quote, "tax_included");
  in.rounding = is_choice (quote, "rounding", "line") ? TW_QUOTE_ROUND_LINE : TW_QUOTE_ROUND_TOTAL;
  if (!read_discount (quote, !is_choice (quote, "discount_kind", "percent"), "discount_percent", "discount", in.currency, &in.discount, error))
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    if (!read_line (g_ptr_array_index (lines, i), in.currency, &in_lines[i], error))
      return NULL;
  return tw_quote_sum_new (&in, error);
}

/* --- From the store --- */

/**
 * tw_quote_load_lines:
 * @store: a store
 * @quote: a quote
 * @error: an error of the store
 *
 * Reads the lines of a quote.
 *
 * Returns: (transfer full) (element-type TwRecord) (nullable): the live lines by position; %NULL with @error
 */
GPtrArray *
tw_quote_load_lines (TwStore *store, const TwId *quote, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "quote_line");
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("quote = \"%s\"", tw_id_print (quote, id));
  g_autoptr(TwQuery) query = NULL;

  if (!entity)
    return g_ptr_array_new_with_free_func (g_object_unref);
  query = tw_query_new (schema, entity, where, "position", error);
  return query ? tw_store_list (store, query, MAX_LINES, NULL, NULL, error) : NULL;
}

/**
 * tw_quote_load_sum:
 * @store: a store
 * @id: a quote
 * @quote: (out) (optional) (transfer full): the quote
 * @lines: (out) (optional) (transfer full) (element-type TwRecord): its lines
 * @error: an error of the store, or a %TW_QUOTE_ERROR
 *
 * Reads a quote and works it out.
 *
 * Returns: (transfer full) (nullable): the amounts; %NULL with @error
 */
TwQuoteSum *
tw_quote_load_sum (TwStore *store, const TwId *id, TwRecord **quote, GPtrArray **lines, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "quote");
  g_autoptr(TwRecord) record = entity ? tw_store_get (store, entity, id, error) : NULL;
  g_autoptr(GPtrArray) parts = record ? tw_quote_load_lines (store, id, error) : NULL;
  TwQuoteSum *sum = parts ? tw_quote_sum_records (record, parts, tw_quote_get_workspace_currency (store), error) : NULL;

  if (sum && quote)
    *quote = g_steal_pointer (&record);
  if (sum && lines)
    *lines = g_steal_pointer (&parts);
  return sum;
}
