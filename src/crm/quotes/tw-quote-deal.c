/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quote made of a deal, and what becomes of the deal when the quote is accepted. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-price.h"
#include "tw-quote.h"

#define VALID_DAYS 30

static const TwValue *
value_of (TwRecord *record, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field ? tw_record_get (record, field) : &nothing;
}

static gboolean
set (TwRecord *record, const char *key, TwValue value, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  gboolean good = !field || tw_value_is_null (&value) || tw_record_set (record, field, &value, error);

  tw_value_clear (&value);
  return good;
}

/**
 * tw_quote_get_validity:
 * @store: a store
 * @made: the day on which a quote is made
 *
 * Returns: the last day on which it holds: as many days later as the setting `quote_valid_days` says, or 30
 */
TwDate
tw_quote_get_validity (TwStore *store, TwDate made)
{
  g_autofree char *setting = tw_store_dup_setting (store, "quote_valid_days");
  gint64 days = setting ? g_ascii_strtoll (setting, NULL, 10) : 0;

  return made + (TwDate) (days > 0 && days <= 3650 ? days : VALID_DAYS);
}

static TwRecord *
get_live (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr(TwRecord) record = entity ? tw_store_get (store, entity, id, error) : NULL;

  if (!record || !tw_record_is_deleted (record))
    return g_steal_pointer (&record);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is in the wastebasket. Restore it first."));
  return NULL;
}

/* The deal's currency goes before the workspace's. */
static TwCurrency
find_currency (TwStore *store, TwRecord *deal)
{
  const TwValue *amount = value_of (deal, "amount");

  return amount->type == TW_TYPE_MONEY && amount->tag != 0 ? amount->tag : tw_quote_get_workspace_currency (store);
}

static gboolean
fill_quote (TwStore *store, TwRecord *quote, TwRecord *deal, GError **error)
{
  static const char *const copied[] = { "company", "contact", "owner", NULL };
  TwExprContext *context = tw_store_dup_context (store);
  TwDate today = tw_instant_get_date (context->now, context->zone);
  TwCurrency currency = find_currency (store, deal);
  char code[4];

  tw_store_context_free (context);
  for (guint i = 0; copied[i]; i++)
    if (!set (quote, copied[i], tw_value_copy (value_of (deal, copied[i])), error))
      return FALSE;
  return set (quote, "deal", tw_value_link (tw_record_get_entity (deal)->number, tw_record_get_id (deal)), error)
         && (currency == 0 || set (quote, "currency", tw_value_text (tw_currency_print (currency, code)), error))
         && set (quote, "valid_until", tw_value_date (tw_quote_get_validity (store, today)), error);
}

static TwRecord *
make_line (TwStore *store, TwRecord *quote, const TwEntity *entity, TwRecord *product, guint position, GError **error)
{
  static const char *const copied[] = { "name", "unit", "tax_rate", "tax_category", "tax_exemption", NULL };
  g_autoptr(TwRecord) line = tw_record_new (entity);
  g_autoptr(GError) local = NULL;

  if (!set (line, "quote", tw_value_link (tw_record_get_entity (quote)->number, tw_record_get_id (quote)), error)
      || !set (line, "product", tw_value_link (tw_record_get_entity (product)->number, tw_record_get_id (product)), error)
      || !set (line, "position", tw_value_integer (position), error)
      || !set (line, "quantity", tw_value_decimal (TW_DECIMAL_ONE), error))
    return NULL;
  for (guint i = 0; copied[i]; i++)
    if (!set (line, copied[i], tw_value_copy (value_of (product, copied[i])), error))
      return NULL;
  /* A product without a price becomes a line without one, to be filled in. */
  if (tw_price_apply (store, quote, line, NULL, &local) || local->domain == TW_QUOTE_ERROR)
    return g_steal_pointer (&line);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
add_lines (TwStore *store, GPtrArray *records, TwRecord *deal, const TwSchema *schema, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "quote_line"), *products = tw_schema_get_entity (schema, "product");
  const TwValue *links = value_of (deal, "products");

  for (guint i = 0; entity && products && links->type == TW_TYPE_LIST && i < links->list->n_values; i++)
    {
      g_autoptr(GError) local = NULL;
      g_autoptr(TwRecord) product = tw_store_get (store, products, &links->list->values[i].id, &local);
      TwRecord *line;

      if (!product && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!product || tw_record_is_deleted (product))
        continue;
      line = make_line (store, g_ptr_array_index (records, 0), entity, product, records->len, error);
      if (!line)
        return FALSE;
      g_ptr_array_add (records, line);
    }
  return TRUE;
}

/**
 * tw_quote_new_from_deal:
 * @store: a store
 * @deal: a deal
 * @error: an error of the store
 *
 * Makes a quote of a deal with its customer, owner, currency and products, each once and at the price that the rules give today.
 * Nothing is written.
 *
 * Returns: (transfer full) (element-type TwRecord) (nullable): the new quote, then its lines in their order; %NULL with @error
 */
GPtrArray *
tw_quote_new_from_deal (TwStore *store, const TwId *deal, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "quote");
  g_autoptr(TwRecord) record = get_live (store, tw_schema_get_entity (schema, "deal"), deal, error);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);

  if (!record || !entity)
    return NULL;
  g_ptr_array_add (records, tw_record_new (entity));
  if (!fill_quote (store, g_ptr_array_index (records, 0), record, error) || !add_lines (store, records, record, schema, error))
    return NULL;
  return g_steal_pointer (&records);
}

static char *
dup_title (TwStore *store, const char *key, const TwId *id)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, key);

  return entity ? tw_store_dup_title (store, entity->number, id) : g_strdup ("");
}

/**
 * tw_quote_make_from_deal:
 * @store: a store
 * @deal: a deal
 * @id: (out): of the new quote
 * @error: an error of the store
 *
 * Saves what tw_quote_new_from_deal() gives as one change that can be undone.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_quote_make_from_deal (TwStore *store, const TwId *deal, TwId *id, GError **error)
{
  g_autoptr(GPtrArray) records = tw_quote_new_from_deal (store, deal, error);
  g_autofree char *name = dup_title (store, "deal", deal);
  g_autofree char *title = g_strdup_printf (_("Quote for “%s”"), name);
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit;

  if (!records)
    return FALSE;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < records->len; i++)
    tw_edit_save (edit, g_ptr_array_index (records, i));
  *id = *tw_record_get_id (g_ptr_array_index (records, 0));
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/* --- Accepting --- */

/* The first stage of the deal's pipeline that means won. FALSE without error when there is none. */
static gboolean
find_won_stage (TwStore *store, const TwSchema *schema, TwRecord *deal, TwId *id, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "deal_stage");
  const TwValue *pipeline = value_of (deal, "pipeline");
  g_autofree char *where = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) stages = NULL;

  if (!entity || pipeline->type != TW_TYPE_LINK)
    return FALSE;
  where = g_strdup_printf ("kind = \"won\" and active and pipeline = \"%s\"", tw_id_print (&pipeline->id, text));
  query = tw_query_new ((TwSchema *) schema, entity, where, "position,name", error);
  stages = query ? tw_store_list (store, query, 1, NULL, NULL, error) : NULL;
  if (!stages || stages->len == 0)
    return FALSE;
  *id = *tw_record_get_id (g_ptr_array_index (stages, 0));
  return TRUE;
}

/* TRUE when there is nothing to move, too. */
static gboolean
win_deal (TwStore *store, const TwSchema *schema, TwRecord *quote, TwEdit *edit, GError **error)
{
  const TwValue *link = value_of (quote, "deal");
  g_autoptr(TwRecord) deal = link->type == TW_TYPE_LINK ? get_live (store, tw_schema_get_entity (schema, "deal"), &link->id, error) : NULL;
  const TwValue *status = deal ? value_of (deal, "status") : NULL;
  g_autoptr(GError) local = NULL;
  const TwField *stage;
  TwId id;

  if (link->type != TW_TYPE_LINK)
    return TRUE;
  if (!deal)
    return FALSE;
  if (status->type == TW_TYPE_ENUM && g_str_equal (status->text, "won"))
    return TRUE;
  if (!find_won_stage (store, schema, deal, &id, &local))
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                             _("The deal's pipeline has no stage that means won. Add one, or accept the quote without moving the deal."));
      return FALSE;
    }
  stage = tw_entity_get_field (tw_record_get_entity (deal), "stage");
  if (!stage || !tw_field_get_target (stage) || !set (deal, "stage", tw_value_link (tw_field_get_target (stage)->number, &id), error))
    return FALSE;
  tw_edit_save (edit, deal);
  return TRUE;
}

/**
 * tw_quote_accept:
 * @store: a store
 * @id: a quote
 * @win: whether its deal moves to the first stage of its pipeline that means won
 * @error: an error of the store
 *
 * Marks a quote as accepted, in one change that can be undone. Its open deal gets the total without tax as its amount in the same
 * change, as in every edit that accepts a quote.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_quote_accept (TwStore *store, const TwId *id, gboolean win, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) quote = get_live (store, tw_schema_get_entity (schema, "quote"), id, error);
  g_autofree char *name = quote ? tw_record_dup_title (quote) : NULL;
  g_autofree char *title = name ? g_strdup_printf (_("Accept “%s”"), name) : NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;

  if (!quote)
    return FALSE;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (!set (quote, "status", tw_value_enum ("accepted"), error) || (win && !win_deal (store, schema, quote, edit, error)))
    return FALSE;
  tw_edit_save (edit, quote);
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}
