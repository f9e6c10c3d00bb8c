/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote.h"
#include "tw-quote-stock.h"

/**
 * tw_quote_stock_is_short:
 * @store: the store
 * @line: a line of a quote
 * @stock: (out): how much there is, when it is not enough
 *
 * A small read: any thread.
 *
 * Returns: whether the line offers more than there is
 */
gboolean
tw_quote_stock_is_short (TwStore *store, TwRecord *line, gint64 *stock)
{
  const TwValue *link = tw_record_get_key (line, "product"), *quantity = tw_record_get_key (line, "quantity");
  const TwEntity *entity = NULL;
  const TwValue *there = NULL;
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(TwRecord) product = NULL;

  if (tw_quote_line_get_kind (line) != TW_QUOTE_ITEM || link->type != TW_TYPE_LINK || quantity->type != TW_TYPE_DECIMAL)
    return FALSE;
  schema = tw_store_ref_schema (store);
  entity = tw_schema_get_entity_by_number (schema, link->tag);
  product = entity ? tw_store_get (store, entity, &link->id, NULL) : NULL;
  there = product && tw_entity_get_field (entity, "stock_quantity") ? tw_record_get_key (product, "stock_quantity") : NULL;
  if (!there || there->type != TW_TYPE_DECIMAL || quantity->i <= there->i)
    return FALSE;
  *stock = there->i;
  return TRUE;
}
