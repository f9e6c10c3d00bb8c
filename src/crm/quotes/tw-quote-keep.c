/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored totals of quotes and their lines (decision 0028). */
#include "config.h"

#include "tw-quote-private.h"
#include "tw-quote-rule.h"

typedef struct
{
  const char *key;
  gsize       offset;                                  /* into TwQuoteSum or TwQuoteLineSum */
} Amount;

static const Amount quote_amounts[] = {
  { "subtotal", G_STRUCT_OFFSET (TwQuoteSum, line_total) },
  { "discount_total", G_STRUCT_OFFSET (TwQuoteSum, allowance) },
  { "net_total", G_STRUCT_OFFSET (TwQuoteSum, net_total) },
  { "tax", G_STRUCT_OFFSET (TwQuoteSum, tax_total) },
  { "rounding_amount", G_STRUCT_OFFSET (TwQuoteSum, rounding) },
  { "total", G_STRUCT_OFFSET (TwQuoteSum, payable) },
};

static const Amount line_amounts[] = {
  { "net_amount", G_STRUCT_OFFSET (TwQuoteLineSum, net) },
  { "tax_amount", G_STRUCT_OFFSET (TwQuoteLineSum, tax) },
  { "line_total", G_STRUCT_OFFSET (TwQuoteLineSum, total) },
};

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  TwRecord *one = *(TwRecord *const *) a, *other = *(TwRecord *const *) b;
  const TwValue *p = tw_record_get_key (one, "position"), *q = tw_record_get_key (other, "position");
  int by_position = tw_value_compare (p, q);

  return by_position ? by_position : tw_id_compare (tw_record_get_id (one), tw_record_get_id (other));
}

GPtrArray *
tw_quote_rule_load_lines (TwRuleCase *quote, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (tw_rule_case_get_entity (quote)->schema, "quote_line");
  const TwField *link = entity ? tw_entity_get_field (entity, "quote") : NULL;
  GPtrArray *lines = link && tw_entity_get_field (entity, "position")
                     ? tw_rule_case_load_linked (quote, link, tw_rule_case_get_id (quote), error) : NULL;

  if (lines)
    g_ptr_array_sort (lines, compare_lines);
  return lines;
}

/* currency 0: empty. The field must be one that is kept, so that nothing people entered is written over. */
static TwValue
make_amount (const TwField *field, gconstpointer sums, gsize offset, TwCurrency currency)
{
  if (!sums || currency == 0 || field->type != TW_TYPE_MONEY)
    return (TwValue) TW_VALUE_INIT;
  return tw_value_money (*(const gint64 *) ((const char *) sums + offset), currency);
}

static void
put_quote (TwRuleCase *quote, const TwQuoteSum *sum)
{
  for (guint i = 0; i < G_N_ELEMENTS (quote_amounts); i++)
    {
      const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (quote), quote_amounts[i].key);
      g_auto(TwValue) value = TW_VALUE_INIT;

      if (!field || !field->kept)
        continue;
      value = make_amount (field, sum, quote_amounts[i].offset, sum ? sum->currency : 0);
      tw_rule_case_set (quote, field, &value);
    }
}

/* Texts and headings have no amounts. */
static gboolean
put_line (TwRuleCase *quote, TwRecord *line, const TwQuoteLineSum *sum, TwCurrency currency, GError **error)
{
  gboolean empty = tw_quote_line_get_kind (line) != TW_QUOTE_ITEM;

  for (guint i = 0; i < G_N_ELEMENTS (line_amounts); i++)
    {
      const TwField *field = tw_entity_get_field (tw_record_get_entity (line), line_amounts[i].key);
      g_auto(TwValue) value = TW_VALUE_INIT;

      if (!field || !field->kept)
        continue;
      value = make_amount (field, empty ? NULL : sum, line_amounts[i].offset, currency);
      if (!tw_rule_case_set_in (quote, line, field, &value, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Quotes that a customer has --- */

/* A line that was deleted is seen by the total alone; so is one that another device changed at the same time. */
static gboolean
check_status (TwRuleCase *quote, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_rule_case_get_entity (quote);
  const TwField *status = tw_entity_get_field (entity, "status"), *total = tw_entity_get_field (entity, "total");

  if (!status || !total || tw_rule_case_is_changed (quote, status) || tw_value_is_null (tw_rule_case_get_before (quote, total))
      || !tw_rule_case_is_changed (quote, total))
    return TRUE;
  return tw_quote_rule_change_content (quote, record, error);
}

/**
 * tw_quote_keep:
 * @quote: a quote of a commit
 * @error: %TW_STORE_ERROR_INVALID when its amounts do not fit, or an accepted quote would change
 *
 * Works out a quote and its lines anew.
 *
 * Returns: %FALSE with @error; the totals are empty then, unless the quote was accepted
 */
gboolean
tw_quote_keep (TwRuleCase *quote, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) lines = tw_quote_rule_load_lines (quote, &local);
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwQuoteSum) sum = NULL;

  if (!lines)
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return !local;
    }
  record = tw_rule_case_dup_record (quote);
  sum = tw_quote_sum_records (record, lines, tw_rule_case_get_context (quote)->currency, &local);
  put_quote (quote, sum);
  for (guint i = 0; i < lines->len; i++)
    if (!put_line (quote, g_ptr_array_index (lines, i), sum ? &sum->lines[i] : NULL, sum ? sum->currency : 0, error))
      return FALSE;
  if (sum)
    return check_status (quote, record, error);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, local->message);
  return FALSE;
}
