/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices as the store has them. */
#include "config.h"

#include "tw-price-private.h"

/* More prices of one product than anybody keeps. */
#define MAX_ENTRIES 10000

static TwRecord *
get (gpointer source, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRecord) record = tw_store_get (source, entity, id, &local);

  if (record && tw_record_is_deleted (record))
    g_clear_object (&record);
  if (local && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return g_steal_pointer (&record);
}

static GPtrArray *
linked (gpointer source, const TwField *link, const TwId *id, GError **error)
{
  const TwEntity *target = tw_field_get_target (link);
  const TwInverse *inverse = target && link->inverse ? tw_entity_get_inverse (target, link->inverse) : NULL;

  if (!inverse)
    return g_ptr_array_new_with_free_func (g_object_unref);
  return tw_store_related (source, target, id, inverse, MAX_ENTRIES, error);
}

/**
 * tw_price_find:
 * @store: a store
 * @query: what is asked
 * @error: %TW_QUOTE_ERROR_NO_PRICE, %TW_QUOTE_ERROR_NO_RATE, or an error of the store
 *
 * Finds the price of a product for a customer, a quantity and a day. Of all prices that hold, the more special rule goes before the
 * other (the order of #TwPriceRule); under the same rule a price in the currency asked for, then one of the product itself before one of its
 * category, and that before those of the categories above it, then the highest step of quantity that is reached, then the lower price.
 *
 * Returns: (transfer full) (nullable): the price and why it is this one; %NULL with @error
 */
TwPrice *
tw_price_find (TwStore *store, const TwPriceQuery *query, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  TwExprContext *context = tw_store_dup_context (store);
  TwPriceReader reader = { schema, context, store, get, linked };
  TwPrice *price = tw_price_find_in (&reader, query, error);

  tw_store_context_free (context);
  return price;
}

/**
 * tw_price_query_of_line:
 * @store: a store
 * @quote: a quote
 * @line: a line of it
 * @query: (out): what is to be asked for it
 *
 * Returns: %FALSE when the line has no product
 */
gboolean
tw_price_query_of_line (TwStore *store, TwRecord *quote, TwRecord *line, TwPriceQuery *query)
{
  TwExprContext *context = tw_store_dup_context (store);
  gboolean good = tw_price_query_read (context, quote, line, query);

  tw_store_context_free (context);
  return good;
}

/**
 * tw_price_apply:
 * @store: a store
 * @quote: a quote
 * @line: a line of it, which is edited
 * @price: (out) (optional) (nullable): what was found
 * @error: as tw_price_find()
 *
 * Sets the unit price of a line by the rules. A line without product, and one whose price was overridden, is left alone.
 *
 * Returns: %FALSE with @error when there is no price
 */
gboolean
tw_price_apply (TwStore *store, TwRecord *quote, TwRecord *line, TwPrice **price, GError **error)
{
  const TwValue *overridden = tw_record_get_key (line, "price_overridden");
  g_autoptr(TwPrice) found = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwPriceQuery query;

  if (price)
    *price = NULL;
  if ((overridden->type == TW_TYPE_BOOLEAN && overridden->i) || !tw_price_query_of_line (store, quote, line, &query))
    return TRUE;
  found = tw_price_find (store, &query, error);
  if (!found)
    return FALSE;
  value = tw_value_money (found->price.amount, found->price.currency);
  if (!tw_record_set_key (line, "unit_price", &value, error))
    return FALSE;
  if (price)
    *price = g_steal_pointer (&found);
  return TRUE;
}

/**
 * tw_price_convert:
 * @store: a store
 * @money: an amount
 * @to: the currency wanted
 * @day: of the rate; 0: today in the workspace's zone
 * @result: (out): the amount in that currency, rounded half up to its digits
 * @rate: (out) (optional): units of @to for one unit of the amount's currency; 0 when it was the same
 * @error: %TW_QUOTE_ERROR_NO_RATE, %TW_QUOTE_ERROR_TOO_LARGE
 *
 * Converts by the exchange rates of the workspace.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_price_convert (TwStore *store, const TwMoney *money, TwCurrency to, TwDate day, TwMoney *result, TwDecimal *rate, GError **error)
{
  TwExprContext *context = tw_store_dup_context (store);
  gboolean good = tw_price_convert_in (context, money, to, day != 0 ? day : tw_instant_get_date (context->now, context->zone), result,
                                       rate, error);

  tw_store_context_free (context);
  return good;
}
