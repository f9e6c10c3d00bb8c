/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "tw-quote-json.h"
#include "tw-record.h"

static void
add_amount (JsonBuilder *builder, const char *name, const TwQuoteSum *sum, gint64 amount)
{
  TwMoney money = tw_quote_sum_money (sum, amount);
  char text[TW_PRINT_ROOM];
  g_autofree char *exact = g_strndup (text, tw_money_print_amount_to (&money, text));

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, exact);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_line (JsonBuilder *builder, const TwQuoteSum *sum, guint i, TwRecord *record)
{
  const TwQuoteLineSum *line = &sum->lines[i];

  json_builder_begin_object (builder);
  if (record)
    {
      g_autofree char *name = tw_record_dup_title (record);
      char id[TW_ID_TEXT_LENGTH + 1];

      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, tw_id_print (tw_record_get_id (record), id));
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, name);
    }
  add_amount (builder, "amount", sum, line->amount);
  add_amount (builder, "discount", sum, line->discount);
  add_amount (builder, "net", sum, line->net);
  add_amount (builder, "tax", sum, line->tax);
  add_amount (builder, "total", sum, line->total);
  json_builder_end_object (builder);
}

static void
add_tax (JsonBuilder *builder, const TwQuoteSum *sum, const TwQuoteTax *tax)
{
  g_autofree char *rate = tax->has_rate ? tw_decimal_print (tax->rate) : NULL;

  json_builder_begin_object (builder);
  add_text (builder, "category", tw_quote_tax_get_code (tax->kind));
  add_text (builder, "reason", tw_quote_tax_get_reason (tax->kind));
  json_builder_set_member_name (builder, "rate");
  if (rate)
    json_builder_add_string_value (builder, rate);
  else
    json_builder_add_null_value (builder);
  add_amount (builder, "lines", sum, tax->lines);
  add_amount (builder, "allowance", sum, tax->allowance);
  add_amount (builder, "basis", sum, tax->basis);
  add_amount (builder, "tax", sum, tax->tax);
  json_builder_end_object (builder);
}

static void
add_group (JsonBuilder *builder, const TwQuoteSum *sum, const TwQuoteGroup *group)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, group->line);
  add_amount (builder, "net", sum, group->net);
  add_amount (builder, "total", sum, group->total);
  json_builder_end_object (builder);
}

static void
begin_array (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

/**
 * tw_quote_sum_to_json:
 * @sum: a quote worked out
 * @lines: (nullable) (element-type TwRecord): its lines as they went in
 *
 * Returns: (transfer full): one JSON object on one line; amounts are texts such as "12.50"
 */
char *
tw_quote_sum_to_json (const TwQuoteSum *sum, GPtrArray *lines)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr(JsonNode) root = NULL;
  char code[4];

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "currency");
  json_builder_add_string_value (builder, tw_currency_print (sum->currency, code));
  json_builder_set_member_name (builder, "tax_included");
  json_builder_add_boolean_value (builder, sum->tax_included);
  add_amount (builder, "line_total", sum, sum->line_total);
  add_amount (builder, "discount", sum, sum->discount);
  add_amount (builder, "allowance", sum, sum->allowance);
  add_amount (builder, "net_total", sum, sum->net_total);
  add_amount (builder, "tax_total", sum, sum->tax_total);
  add_amount (builder, "with_tax", sum, sum->with_tax);
  add_amount (builder, "rounding", sum, sum->rounding);
  add_amount (builder, "payable", sum, sum->payable);
  begin_array (builder, "taxes");
  for (guint i = 0; i < sum->n_taxes; i++)
    add_tax (builder, sum, &sum->taxes[i]);
  json_builder_end_array (builder);
  begin_array (builder, "groups");
  for (guint i = 0; i < sum->n_groups; i++)
    add_group (builder, sum, &sum->groups[i]);
  json_builder_end_array (builder);
  begin_array (builder, "lines");
  for (guint i = 0; i < sum->n_lines; i++)
    add_line (builder, sum, i, lines ? g_ptr_array_index (lines, i) : NULL);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
