/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works out quotes for a check in another language: one JSON object a line on standard input, one on standard output. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "tw-quote-json.h"

static TwDecimal
read_decimal (JsonObject *object, const char *name)
{
  TwDecimal value;

  if (!tw_decimal_parse (json_object_get_string_member (object, name), &value))
    g_error ("no number: %s", name);
  return value;
}

static gint64
read_money (JsonObject *object, const char *name)
{
  TwMoney value;

  if (!tw_money_parse (json_object_get_string_member (object, name), &value))
    g_error ("no amount: %s", name);
  return value.amount;
}

static TwQuoteDiscount
read_discount (JsonObject *object)
{
  TwQuoteDiscount discount = { TW_QUOTE_DISCOUNT_NONE, 0, 0 };

  if (json_object_has_member (object, "percent"))
    {
      discount.kind = TW_QUOTE_DISCOUNT_PERCENT;
      discount.percent = read_decimal (object, "percent");
    }
  if (json_object_has_member (object, "off"))
    {
      discount.kind = TW_QUOTE_DISCOUNT_AMOUNT;
      discount.amount = read_money (object, "off");
    }
  return discount;
}

static TwQuoteLineIn
read_line (JsonObject *object)
{
  TwQuoteLineIn line = { .discount = read_discount (object) };
  const char *kind = json_object_get_string_member (object, "kind");

  if (!tw_id_parse (json_object_get_string_member (object, "id"), &line.id))
    g_error ("no id");
  line.kind = strcmp (kind, "item") == 0 ? TW_QUOTE_ITEM : strcmp (kind, "text") == 0 ? TW_QUOTE_TEXT : TW_QUOTE_GROUP;
  line.optional = json_object_get_boolean_member (object, "optional");
  line.quantity = read_decimal (object, "quantity");
  line.unit_price = read_money (object, "price");
  line.has_tax = json_object_has_member (object, "rate");
  line.tax_rate = line.has_tax ? read_decimal (object, "rate") : 0;
  if (json_object_has_member (object, "category") && !tw_quote_tax_parse (json_object_get_string_member (object, "category"), &line.tax_kind))
    g_error ("no category");
  return line;
}

static char *
answer (const char *text)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (root);
  JsonArray *lines = json_object_get_array_member (object, "lines");
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (TwQuoteLineIn));
  g_autoptr (TwQuoteSum) sum = NULL;
  g_autoptr (GError) error = NULL;
  TwQuoteIn in = { .discount = read_discount (object) };

  tw_currency_parse (json_object_get_string_member (object, "currency"), &in.currency);
  in.tax_included = json_object_get_boolean_member (object, "tax_included");
  in.rounding = strcmp (json_object_get_string_member (object, "rounding"), "line") == 0 ? TW_QUOTE_ROUND_LINE : TW_QUOTE_ROUND_TOTAL;
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      TwQuoteLineIn line = read_line (json_array_get_object_element (lines, i));

      g_array_append_val (all, line);
    }
  in.lines = (const TwQuoteLineIn *) (gpointer) all->data;
  in.n_lines = all->len;
  sum = tw_quote_sum_new (&in, &error);
  if (sum == NULL)
    return g_strdup_printf ("{\"error\":%d}", error->code);
  return tw_quote_sum_to_json (sum, NULL);
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t room = 0;

  while (getline (&line, &room, stdin) > 0)
    {
      g_autofree char *text = answer (line);

      puts (text);
    }
  return 0;
}
