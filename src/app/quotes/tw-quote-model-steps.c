/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole lines. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-price.h"
#include "tw-quote-model-private.h"

/**
 * tw_quote_model_add:
 * @self: a model
 * @index: before which line
 * @kind: what it is
 * @name: (nullable): what stands there
 * @id: (out): of the new line
 *
 * Returns: whether there will be one
 */
gboolean
tw_quote_model_add (TwQuoteModel   *self,
                    guint           index,
                    TwQuoteLineKind kind,
                    const char     *name,
                    TwId           *id)
{
  g_autoptr(GError) error = NULL;
  TwEdit *edit = self->quote != NULL ? tw_quote_edit_add (self->store, self->quote, self->lines, index, kind, NULL, name, id, &error) : NULL;

  return tw_quote_model_commit (self, edit, NULL, 0, error);
}

/**
 * tw_quote_model_copy:
 * @self: a model
 * @index: of a line
 * @id: (out): of its copy
 *
 * Returns: whether there will be one
 */
gboolean
tw_quote_model_copy (TwQuoteModel *self,
                     guint         index,
                     TwId         *id)
{
  g_autoptr(GError) error = NULL;

  return index < self->lines->len && tw_quote_model_commit (self, tw_quote_edit_copy (self->store, self->quote, self->lines, index, id, &error), NULL, 0, error);
}

/**
 * tw_quote_model_remove:
 * @self: a model
 * @index: of a line
 */
void
tw_quote_model_remove (TwQuoteModel *self,
                       guint         index)
{
  if (index < self->lines->len)
    tw_quote_model_commit (self, tw_quote_edit_remove (self->store, self->lines, index), NULL, 0, NULL);
}

/**
 * tw_quote_model_move:
 * @self: a model
 * @from: of a line
 * @to: where it stands then
 */
void
tw_quote_model_move (TwQuoteModel *self,
                     guint         from,
                     guint         to)
{
  g_autoptr(GError) error = NULL;

  if (from < self->lines->len && to < self->lines->len)
    tw_quote_model_commit (self, tw_quote_edit_move (self->store, self->lines, from, to, &error), NULL, 0, error);
}

/**
 * tw_quote_model_toggle_optional:
 * @self: a model
 * @index: of a line
 */
void
tw_quote_model_toggle_optional (TwQuoteModel *self,
                                guint         index)
{
  g_autoptr(GError) error = NULL;

  if (index < self->lines->len)
    tw_quote_model_commit (self, tw_quote_edit_optional (self->store, g_ptr_array_index (self->lines, index), &error), NULL, 0, error);
}

/**
 * tw_quote_model_paste:
 * @self: a model
 * @index: before which line
 * @text: rows of a spreadsheet
 */
void
tw_quote_model_paste (TwQuoteModel *self,
                      guint         index,
                      const char   *text)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;

  if (self->quote != NULL)
    tw_quote_model_commit (self, tw_quote_edit_paste (self->store, self->quote, self->lines, index, text, &n, &error), NULL, 0, error);
}

/**
 * tw_quote_model_set_status:
 * @self: a model
 * @status: key of a status
 */
void
tw_quote_model_set_status (TwQuoteModel *self,
                           const char   *status)
{
  g_autoptr(GError) error = NULL;

  if (self->quote != NULL)
    tw_quote_model_commit (self, tw_quote_edit_status (self->store, self->quote, status, &error), NULL, 0, error);
}

/**
 * tw_quote_model_dup_reason:
 * @self: a model
 * @item: one of its items
 *
 * Returns: (transfer full) (nullable): the rule by which its price is what it is
 */
char *
tw_quote_model_dup_reason (TwQuoteModel *self,
                           TwLineItem  *item)
{
  TwRecord *line = tw_line_item_get_line (item);
  const TwValue *overridden = line != NULL ? tw_record_get_key (line, "price_overridden") : NULL;
  g_autoptr(TwPrice) price = NULL;
  g_autoptr(GError) error = NULL;
  TwPriceQuery query;

  if (line == NULL || self->quote == NULL || !tw_price_query_of_line (self->store, self->quote, line, &query))
    return NULL;
  price = tw_price_find (self->store, &query, &error);
  if (price == NULL)
    return g_strdup (error->message);
  if (overridden->type == TW_TYPE_BOOLEAN && overridden->i)
    {
      g_autofree char *text = tw_money_format (&price->price, TRUE);

      /* Translators: 1 an amount, 2 the rule it comes from, "Price book Gold, from 10 pieces" */
      return g_strdup_printf (_("Entered by hand. The rules say %1$s: %2$s"), text, price->reason);
    }
  return g_strdup (price->reason);
}

/**
 * tw_quote_model_dup_price:
 * @self: a model
 * @product: id of a product
 *
 * Returns: (transfer full) (nullable): what one of it costs for this quote
 */
char *
tw_quote_model_dup_price (TwQuoteModel *self,
                          const TwId   *product)
{
  g_autoptr(TwRecord) line = NULL;
  g_autoptr(TwPrice) price = NULL;
  g_auto(TwValue) link = TW_VALUE_INIT;
  TwPriceQuery query;

  if (self->quote == NULL)
    return NULL;
  line = tw_record_new (tw_schema_get_entity (tw_store_get_schema (self->store), "quote_line"));
  link = tw_value_link (tw_schema_get_entity (tw_store_get_schema (self->store), "product")->number, product);
  if (!tw_record_set_key (line, "product", &link, NULL) || !tw_price_query_of_line (self->store, self->quote, line, &query))
    return NULL;
  query.quantity = TW_DECIMAL_ONE;
  price = tw_price_find (self->store, &query, NULL);
  return price != NULL ? tw_money_format (&price->price, TRUE) : NULL;
}
