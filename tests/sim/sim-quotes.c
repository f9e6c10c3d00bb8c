/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes among what people do, and what must hold of them at the server: totals follow from the lines, and numbers are there once. */
#include "config.h"

#include "sim-node.h"

#include <string.h>

#include "tw-provisional.h"
#include "tw-quote.h"

static TwRecord *
pick (SimNode *node, const char *key)
{
  TwSchema *schema = tw_store_get_schema (node->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, key), NULL, NULL, NULL);
  g_autoptr (GPtrArray) records = tw_store_list (node->store, query, 1000, NULL, NULL, NULL);

  return records->len > 0 ? g_object_ref (g_ptr_array_index (records, sim_range (node->net->world, records->len))) : NULL;
}

static void
set_number (SimNode *node, TwRecord *record, const char *key, guint most, const char *unit)
{
  g_autofree char *text = g_strdup_printf ("%u%s", 1 + sim_range (node->net->world, most), unit);

  tw_record_set_text (record, key, text, NULL);
}

static TwRecord *
new_record (SimNode *node, const char *key)
{
  return tw_record_new (tw_schema_get_entity (tw_store_get_schema (node->store), key));
}

static TwRecord *
new_line (SimNode *node, TwRecord *quote)
{
  TwRecord *line = new_record (node, "quote_line");
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (quote));

  tw_record_set_text (line, "quote", id, NULL);
  tw_record_set_text (line, "tax_rate", "19", NULL);
  set_number (node, line, "quantity", 20, "");
  set_number (node, line, "unit_price", 500, ".33 EUR");
  return line;
}

/* A quote with a line; a further line; another quantity; a line that goes; a quote that is sent. */
TwEdit *
sim_make_quote_edit (SimNode *node)
{
  guint what = sim_range (node->net->world, 10);
  g_autoptr (TwRecord) quote = what == 0 ? NULL : pick (node, "quote"), line = NULL;
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Quote");

  if (quote == NULL)
    {
      quote = new_record (node, "quote");
      tw_record_set_text (quote, "currency", "EUR", NULL);
      tw_edit_save (edit, quote);
      what = 1;
    }
  if (what <= 3)
    line = new_line (node, quote);
  else if (what <= 8)
    line = pick (node, "quote_line");
  if (line != NULL && what == 8)
    tw_edit_delete (edit, tw_record_get_entity (line), tw_record_get_id (line));
  else if (line != NULL)
    {
      if (what > 3)
        set_number (node, line, "quantity", 20, "");
      tw_edit_save (edit, line);
    }
  if (what == 9)
    {
      tw_record_set_text (quote, "status", sim_chance (node->net->world, 50) ? "sent" : "draft", NULL);
      tw_edit_save (edit, quote);
    }
  return edit;
}

/* NULL, or what is wrong. */
char *
sim_check_quotes (SimNet *net)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "quote"), NULL, NULL, NULL);
  g_autoptr (GPtrArray) quotes = tw_store_list (net->store, query, 100000, NULL, NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < quotes->len; i++)
    {
      TwRecord *quote = g_ptr_array_index (quotes, i);
      const TwValue *total = tw_record_get_key (quote, "total");
      g_autoptr (TwQuoteSum) sum = tw_quote_load_sum (net->store, tw_record_get_id (quote), NULL, NULL, NULL);
      char *number = tw_value_print (tw_record_get_key (quote, "number"));

      if (tw_number_is_provisional (number) || !g_hash_table_add (seen, number))
        return g_strdup_printf ("the number %s at the server is provisional or there twice", number);
      if (sum == NULL || total->type != TW_TYPE_MONEY || total->i != sum->payable)
        return g_strdup_printf ("the total of %s is not that of its lines", number);
    }
  return NULL;
}
