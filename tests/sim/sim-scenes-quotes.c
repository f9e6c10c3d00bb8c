/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of quotes: numbers with several devices, and totals that follow from what all of them wrote. */
#include "config.h"

#include "sim-scenes.h"

#include <string.h>

#include "tw-provisional.h"

#define RESERVED 4                                      /* as the schema of sim-node.c says */

static TwRecord *
get (TwStore *store, const char *entity, const TwId *id)
{
  return tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), entity), id, NULL);
}

static TwId
add_quote (SimNode *node)
{
  g_autoptr (TwRecord) quote = tw_record_new (tw_schema_get_entity (tw_store_get_schema (node->store), "quote"));

  tw_record_set_text (quote, "currency", "EUR", NULL);
  sim_save_thing (node, quote);
  return *tw_record_get_id (quote);
}

static TwId
add_line (SimNode *node, const TwId *quote, const char *quantity)
{
  g_autoptr (TwRecord) line = tw_record_new (tw_schema_get_entity (tw_store_get_schema (node->store), "quote_line"));
  g_autofree char *id = tw_id_dup_text (quote);

  tw_record_set_text (line, "quote", id, NULL);
  tw_record_set_text (line, "quantity", quantity, NULL);
  tw_record_set_text (line, "unit_price", "10 EUR", NULL);
  tw_record_set_text (line, "tax_rate", "20", NULL);
  sim_save_thing (node, line);
  return *tw_record_get_id (line);
}

static void
change_in (SimNode *node, const char *entity, const TwId *id, const char *key, const char *text)
{
  g_autoptr (TwRecord) record = get (node->store, entity, id);

  tw_record_set_text (record, key, text, NULL);
  sim_save_thing (node, record);
}

static char *
dup_value (TwStore *store, const char *entity, const TwId *id, const char *key)
{
  g_autoptr (TwRecord) record = get (store, entity, id);

  return record != NULL ? tw_value_print (tw_record_get_key (record, key)) : g_strdup ("");
}

static char *
check_value (TwStore *store, const TwId *id, const char *key, const char *expected)
{
  g_autofree char *value = dup_value (store, "quote", id, key);

  return strcmp (value, expected) == 0 ? NULL : g_strdup_printf ("“%s” of the quote is %s instead of %s", key, value, expected);
}

/* --- Numbers --- */

static gboolean
is_provisional (SimNode *node, const TwId *id)
{
  g_autofree char *number = dup_value (node->store, "quote", id, "number");

  return tw_number_is_provisional (number);
}

/* At the server every number is a real one, and there once. */
static char *
check_numbers (SimNet *net, gint64 n)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "quote"), NULL, "number", NULL);
  g_autoptr (GPtrArray) quotes = tw_store_list (net->store, query, 1000, NULL, NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < quotes->len; i++)
    {
      char *number = tw_value_print (tw_record_get_key (quotes->pdata[i], "number"));

      if (!g_str_has_prefix (number, "Q-") || tw_number_is_provisional (number) || !g_hash_table_add (seen, number))
        return g_strdup_printf ("the number %s of a quote is not right, or there twice", number);
    }
  return quotes->len == n ? NULL : g_strdup_printf ("there are %u quotes", quotes->len);
}

char *
sim_play_numbers (SimNet *net)
{
  SimNode *nodes[] = { get_node (net, 0), get_node (net, 2) };
  TwId first[2], later[2][RESERVED + 2];
  char *kept[2][RESERVED + 2] = { { NULL } };
  char *problem;

  /* Nobody has a number to give. */
  for (guint i = 0; i < 2; i++)
    {
      set_online (nodes[i], FALSE);
      first[i] = add_quote (nodes[i]);
      if (!is_provisional (nodes[i], &first[i]))
        return g_strdup ("a device made up a number");
    }
  set_online (nodes[0], TRUE);
  set_online (nodes[1], TRUE);
  problem = sim_come_to_rest (net);
  if (problem == NULL)
    problem = check_numbers (net, 2);
  if (problem == NULL && (is_provisional (nodes[0], &first[0]) || is_provisional (nodes[1], &first[1])))
    problem = g_strdup ("a quote that the server has is still provisional at its device");
  /* Both have a block now, for as many as it holds. */
  for (guint i = 0; i < 2 && problem == NULL; i++)
    {
      set_online (nodes[i], FALSE);
      for (guint k = 0; k < RESERVED + 2; k++)
        {
          later[i][k] = add_quote (nodes[i]);
          kept[i][k] = dup_value (nodes[i]->store, "quote", &later[i][k], "number");
          if (tw_number_is_provisional (kept[i][k]) != (k >= RESERVED))
            problem = g_strdup_printf ("quote %u without a connection is numbered %s", k, kept[i][k]);
        }
    }
  set_online (nodes[0], TRUE);
  set_online (nodes[1], TRUE);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL)
    problem = check_numbers (net, 2 + 2 * (RESERVED + 2));
  /* What a customer may have on paper does not change. */
  for (guint i = 0; i < 2 && problem == NULL; i++)
    for (guint k = 0; k < RESERVED && problem == NULL; k++)
      problem = check_value (net->store, &later[i][k], "number", kept[i][k]);
  /* In order: what a device makes later has a greater number. */
  for (guint i = 0; i < 2 && problem == NULL; i++)
    for (guint k = 1; k < RESERVED && problem == NULL; k++)
      if (strcmp (kept[i][k - 1], kept[i][k]) >= 0)
        problem = g_strdup_printf ("%s comes before %s", kept[i][k - 1], kept[i][k]);
  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < RESERVED + 2; k++)
      g_free (kept[i][k]);
  return problem;
}

/* What the server has numbered can still be taken back by who made it. */
char *
sim_play_numbered_undo (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) undone = NULL;
  char *problem;

  add_quote (node);
  problem = sim_come_to_rest (net);
  if (problem != NULL)
    return problem;
  undone = tw_store_undo (node->store, NULL, &error);
  if (undone == NULL)
    return g_strdup_printf ("the quote stays: %s", error->message);
  problem = pass (net, 30);
  if (problem == NULL && count (net->store, "quote", NULL) != 0)
    problem = g_strdup ("the server has a quote that was taken back");
  return problem;
}

/* --- Totals --- */

/* Two devices change different lines: the total is that of both, which neither of them wrote. */
char *
sim_play_totals (SimNet *net)
{
  SimNode *one = get_node (net, 0), *other = get_node (net, 2);
  TwId quote = add_quote (one), line = add_line (one, &quote, "1");
  char *problem = sim_come_to_rest (net);

  if (problem == NULL)
    problem = check_value (other->store, &quote, "total", "12.00 EUR");
  set_online (one, FALSE);
  set_online (other, FALSE);
  change_in (one, "quote_line", &line, "quantity", "2");
  add_line (other, &quote, "5");
  if (problem == NULL)
    problem = check_value (one->store, &quote, "total", "24.00 EUR");
  if (problem == NULL)
    problem = check_value (other->store, &quote, "total", "72.00 EUR");
  set_online (one, TRUE);
  set_online (other, TRUE);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL)
    problem = check_value (net->store, &quote, "total", "84.00 EUR");
  if (problem == NULL)
    problem = check_value (one->store, &quote, "total", "84.00 EUR");
  if (problem == NULL)
    problem = check_value (other->store, &quote, "total", "84.00 EUR");
  if (problem == NULL && count (net->store, "sync_conflict", NULL) != 0)
    problem = g_strdup ("somebody is asked about a total");
  return problem;
}

/* A quote is sent while another device, without a connection, changes it: what the customer has is not what stands there, so it is a
 * draft again, one version up. */
char *
sim_play_sent_and_changed (SimNet *net)
{
  SimNode *one = get_node (net, 0), *other = get_node (net, 2);
  TwId quote = add_quote (one), line = add_line (one, &quote, "1");
  char *problem = sim_come_to_rest (net);

  set_online (other, FALSE);
  change_in (other, "quote_line", &line, "quantity", "3");
  change_in (one, "quote", &quote, "status", "sent");
  if (problem == NULL)
    problem = pass (net, 30);
  set_online (other, TRUE);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL)
    problem = check_value (net->store, &quote, "status", "draft");
  if (problem == NULL)
    problem = check_value (net->store, &quote, "version", "2");
  return problem != NULL ? problem : check_value (one->store, &quote, "total", "36.00 EUR");
}
