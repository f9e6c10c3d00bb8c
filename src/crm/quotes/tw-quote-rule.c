/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-price-private.h"
#include "tw-quote-private.h"
#include "tw-quote-rule.h"

/* What a customer reads on a quote beside its lines. */
static const char *const quote_content[] = { "company", "currency", "discount", "discount_kind", "discount_percent", "tax_included",
                                             "rounding", "terms", "payment_terms", NULL };
static const char *const line_content[] = { "quote", "position", "product", "name", "description", "quantity", "unit", "unit_price",
                                            "discount_kind", "discount_value", "discount_amount", "tax_rate", "tax_category", "tax_exemption", "line_kind", "optional",
                                            NULL };
/* What prices depend on beside product and quantity. */
static const char *const price_content[] = { "company", "currency", "price_book", NULL };

static const TwValue *
now_of (TwRuleCase *one, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (one), key);

  return field && !field->formula ? tw_rule_case_get (one, field) : &nothing;
}

static gboolean
is_changed (TwRuleCase *one, const char *key)
{
  const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (one), key);

  return field && !field->formula && tw_rule_case_is_changed (one, field);
}

static gboolean
is_any_changed (TwRuleCase *one, const char *const *keys)
{
  for (guint i = 0; keys[i]; i++)
    if (is_changed (one, keys[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_given (TwRuleCase *one, const char *key)
{
  const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (one), key);

  return field && tw_rule_case_is_given (one, field);
}

static gboolean
is_key (const TwValue *value, const char *key)
{
  return value->type == TW_TYPE_ENUM && g_str_equal (value->text, key);
}

static const TwValue *
value_of (TwRecord *record, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field ? tw_record_get (record, field) : &nothing;
}

static gboolean
set_in (TwRuleCase *one, TwRecord *record, const char *key, TwValue value, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  gboolean good = !field || tw_rule_case_set_in (one, record, field, &value, error);

  tw_value_clear (&value);
  return good;
}

/* --- What a customer has --- */

gboolean
tw_quote_rule_change_content (TwRuleCase *one, TwRecord *quote, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (quote), "status");
  const TwValue *status = value_of (quote, "status"), *version = value_of (quote, "version");
  TwOrigin origin = tw_rule_case_get_origin (one);
  g_autofree char *title = NULL;

  /* Who moves the quote himself in the same commit says what it is; and what is imported was so elsewhere. */
  if (!field || origin == TW_ORIGIN_IMPORT || origin == TW_ORIGIN_DEMO
      || !tw_value_equal (tw_rule_case_get_before_in (one, quote, field), status))
    return TRUE;
  if (is_key (status, "sent") || is_key (status, "viewed"))
    return set_in (one, quote, "status", tw_value_enum ("draft"), error)
           && set_in (one, quote, "version", tw_value_integer ((version->type == TW_TYPE_INTEGER ? version->i : 1) + 1), error);
  if (!is_key (status, "accepted"))
    return TRUE;
  title = tw_record_dup_title (quote);
  /* Translators: a quote's number. */
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("“%s” was accepted. Set its status to Draft before you change it."),
               title);
  return FALSE;
}

/* A quote that was sent and is a draft again has a new version; the number of versions is that of its drafts. */
static void
count_version (TwRuleCase *one)
{
  const TwField *status = tw_entity_get_field (tw_rule_case_get_entity (one), "status");
  const TwField *version = tw_entity_get_field (tw_rule_case_get_entity (one), "version");
  const TwValue *before = version ? tw_rule_case_get_before (one, version) : NULL;
  g_auto(TwValue) next = TW_VALUE_INIT;

  if (!before || tw_rule_case_is_given (one, version) || is_key (tw_rule_case_get_before (one, status), "draft")
      || tw_rule_case_get_before (one, status)->type != TW_TYPE_ENUM || !is_key (tw_rule_case_get (one, status), "draft"))
    return;
  next = tw_value_integer ((before->type == TW_TYPE_INTEGER ? before->i : 1) + 1);
  tw_rule_case_set (one, version, &next);
}

/* --- Prices --- */

static TwRecord *
get (gpointer source, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr(TwRecord) record = NULL;

  return tw_rule_case_find (source, entity, id, &record) == TW_RULE_LIVE ? g_steal_pointer (&record) : NULL;
}

static GPtrArray *
linked (gpointer source, const TwField *link, const TwId *id, GError **error)
{
  return tw_rule_case_load_linked (source, link, id, error);
}

/* NULL without error: it has no product, or there is no price for it. */
static TwPrice *
find_price (TwRuleCase *one, TwRecord *quote, TwRecord *line, GError **error)
{
  const TwExprContext *context = tw_rule_case_get_context (one);
  TwPriceReader reader = { tw_rule_case_get_entity (one)->schema, context, one, get, linked };
  g_autoptr(GError) local = NULL;
  TwPriceQuery query;
  TwPrice *price;

  if (!tw_price_query_read (context, quote, line, &query))
    return NULL;
  price = tw_price_find_in (&reader, &query, &local);
  if (local && local->domain != TW_QUOTE_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  return price;
}

static TwRecord *
find_quote (TwRuleCase *line)
{
  const TwValue *link = now_of (line, "quote");
  const TwEntity *entity = link->type == TW_TYPE_LINK ? tw_schema_get_entity_by_number (tw_rule_case_get_entity (line)->schema, link->tag) : NULL;

  return entity ? get (line, entity, &link->id, NULL) : NULL;
}

/* A price that somebody enters is overridden when the rules say another one, and follows them again when he enters theirs. */
static gboolean
price_line (TwRuleCase *one, TwRecord *quote, GError **error)
{
  const TwField *unit_price = tw_entity_get_field (tw_rule_case_get_entity (one), "unit_price");
  const TwField *overridden = tw_entity_get_field (tw_rule_case_get_entity (one), "price_overridden");
  gboolean is_entered = is_given (one, "unit_price") && is_changed (one, "unit_price");
  g_autoptr(TwRecord) line = tw_rule_case_dup_record (one);
  g_autoptr(TwPrice) price = NULL;
  g_autoptr(GError) local = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (!unit_price || !overridden || now_of (one, "product")->type != TW_TYPE_LINK
      || !(is_entered || is_changed (one, "product") || is_changed (one, "quantity") || is_changed (one, "price_overridden")))
    return TRUE;
  if (!is_entered && now_of (one, "price_overridden")->type == TW_TYPE_BOOLEAN && now_of (one, "price_overridden")->i)
    return TRUE;
  price = find_price (one, quote, line, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (price)
    value = tw_value_money (price->price.amount, price->price.currency);
  if (is_entered)
    {
      g_auto(TwValue) other = tw_value_boolean (!price || !tw_value_equal (&value, tw_rule_case_get (one, unit_price)));

      if (!is_given (one, "price_overridden"))
        tw_rule_case_set (one, overridden, &other);
      return TRUE;
    }
  if (price)
    tw_rule_case_set (one, unit_price, &value);
  return TRUE;
}

/* --- A quote's currency, customer or price book is another one --- */

static gboolean
convert_in (TwRuleCase *one, TwRecord *record, const char *key, TwCurrency currency, GError **error)
{
  const TwValue *value = value_of (record, key);
  TwMoney money = { value->i, value->tag }, converted;
  g_autoptr(GError) local = NULL;

  if (value->type != TW_TYPE_MONEY || value->tag == currency || value->tag == 0)
    return TRUE;
  if (tw_price_convert_in (tw_rule_case_get_context (one), &money, currency, tw_rule_case_get_today (one), &converted, NULL, &local))
    return set_in (one, record, key, tw_value_money (converted.amount, converted.currency), error);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, local->message);
  return FALSE;
}

static gboolean
price_again (TwRuleCase *one, TwRecord *quote, TwRecord *line, TwCurrency currency, GError **error)
{
  const TwValue *overridden = value_of (line, "price_overridden");
  gboolean keeps = overridden->type == TW_TYPE_BOOLEAN && overridden->i;
  g_autoptr(GError) local = NULL;
  g_autoptr(TwPrice) price = keeps ? NULL : find_price (one, quote, line, &local);

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (price && !set_in (one, line, "unit_price", tw_value_money (price->price.amount, price->price.currency), error))
    return FALSE;
  return (price || convert_in (one, line, "unit_price", currency, error)) && convert_in (one, line, "discount_amount", currency, error);
}

static gboolean
price_all (TwRuleCase *one, TwRecord *quote, GError **error)
{
  TwCurrency currency = tw_quote_get_currency (quote, tw_rule_case_get_context (one)->currency);
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) lines = tw_quote_rule_load_lines (one, &local);

  for (guint i = 0; lines && i < lines->len && !local; i++)
    price_again (one, quote, g_ptr_array_index (lines, i), currency, &local);
  if (!local)
    return convert_in (one, quote, "discount", currency, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- An accepted quote and its deal --- */

/* The same commit may win it. */
static gboolean
was_open (TwRuleCase *one, TwRecord *deal)
{
  const TwField *status = tw_entity_get_field (tw_record_get_entity (deal), "status");

  return status && is_key (tw_rule_case_get_before_in (one, deal, status), "open");
}

/* The deal is worth what the customer agreed to pay, without tax. Its stage is left to people, or to who accepts with “won”. */
static gboolean
update_deal (TwRuleCase *one, TwRecord *quote, GError **error)
{
  const TwValue *link = value_of (quote, "deal");
  const TwEntity *entity = link->type == TW_TYPE_LINK ? tw_schema_get_entity_by_number (tw_rule_case_get_entity (one)->schema, link->tag) : NULL;
  g_autoptr(TwRecord) deal = entity ? get (one, entity, &link->id, NULL) : NULL;
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) lines = deal && was_open (one, deal) ? tw_quote_rule_load_lines (one, &local) : NULL;
  g_autoptr(TwQuoteSum) sum = NULL;

  if (lines && lines->len > 0)
    sum = tw_quote_sum_records (quote, lines, tw_rule_case_get_context (one)->currency, &local);
  if (sum)
    return set_in (one, deal, "amount", tw_value_money (sum->net_total, sum->currency), error);
  /* A quote that cannot be worked out is refused by its keeper. */
  if (!local || local->domain == TW_QUOTE_ERROR)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- The rules --- */

static gboolean
run_line (TwRuleCase *one, GError **error)
{
  g_autoptr(TwRecord) quote = find_quote (one);

  if (!quote)
    return TRUE;
  if (!price_line (one, quote, error))
    return FALSE;
  return !(tw_rule_case_is_new (one) || is_any_changed (one, line_content)) || tw_quote_rule_change_content (one, quote, error);
}

static gboolean
run_quote (TwRuleCase *one, GError **error)
{
  g_autoptr(TwRecord) quote = tw_rule_case_dup_record (one);
  gboolean moved = is_changed (one, "status");

  if (tw_rule_case_is_new (one))
    return TRUE;
  count_version (one);
  if (is_any_changed (one, price_content) && !price_all (one, quote, error))
    return FALSE;
  if (moved && is_key (now_of (one, "status"), "accepted"))
    return update_deal (one, quote, error);
  return moved || !is_any_changed (one, quote_content) || tw_quote_rule_change_content (one, quote, error);
}

/**
 * tw_quote_rule:
 * @one: a record of a commit
 * @error: %TW_STORE_ERROR_INVALID when an accepted quote would change, or an amount cannot be converted
 *
 * For tw_store_add_rule().
 *
 * Returns: %FALSE when it cannot be done
 */
gboolean
tw_quote_rule (TwRuleCase *one, GError **error)
{
  const char *key = tw_rule_case_get_entity (one)->key;

  if (g_str_equal (key, "quote_line"))
    return run_line (one, error);
  return !g_str_equal (key, "quote") || run_quote (one, error);
}
