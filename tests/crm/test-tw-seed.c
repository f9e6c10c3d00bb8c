/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-doc.h"
#include "tw-crm-rules.h"
#include "tw-seed.h"

typedef struct
{
  TwStore *store;
  char    *dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-seed-XXXXXX", &error);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->dir);

  g_object_unref (fixture->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static gint64
count (Fixture *fixture, const char *entity, const char *where)
{
  TwSchema *schema = tw_store_get_schema (fixture->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, NULL,
                                            &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (fixture->store, query, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_workspace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *currency = NULL, *user = NULL;

  tw_seed_workspace (fixture->store, "EUR", &error);
  g_assert_no_error (error);
  currency = tw_store_dup_setting (fixture->store, "currency");
  user = tw_store_dup_setting (fixture->store, "user");
  g_assert_cmpstr (currency, ==, "\"EUR\"");
  g_assert_nonnull (user);
  g_assert_cmpint (count (fixture, "user", NULL), ==, 1);
  g_assert_cmpint (count (fixture, "user", "roles has \"Administrator\""), ==, 1);
  g_assert_cmpint (count (fixture, "pipeline", "is_default"), ==, 1);
  g_assert_cmpint (count (fixture, "deal_stage", "pipeline = \"Sales\""), ==, 6);
  g_assert_cmpint (count (fixture, "deal_stage", "kind = \"open\""), ==, 4);
  g_assert_cmpint (count (fixture, "win_loss_reason", "outcome = \"lost\""), >=, 5);
  g_assert_cmpint (count (fixture, "currency", NULL), >, 150);
  g_assert_cmpint (count (fixture, "currency", "active"), >, 5);
  g_assert_cmpint (count (fixture, "exchange_rate", NULL), >, 20);
  g_assert_cmpint (count (fixture, "role", NULL), ==, 5);
}

static void
check_permission (TwSchema *schema, const char *line)
{
  static const char *const rights[] = { "read", "create", "change", "delete", "export", "administer", NULL };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (strcmp (words[0], "*") != 0 && tw_schema_get_entity (schema, words[0]) == NULL)
    g_error ("no such entity: %s", line);
  g_assert_nonnull (words[1]);
  for (guint i = 1; words[i] != NULL; i++)
    g_assert_true (g_strv_contains (rights, words[i]));
}

static guint
check_field_rules (TwSchema *schema, const char *json)
{
  static const char *const rights[] = { "hidden", "read", "edit", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = tw_doc_parse ("rules", json, -1, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (const TwDocNode *rule = tw_doc_get_root (doc)->first; rule != NULL; rule = rule->next, n++)
    {
      g_auto (GStrv) parts = g_strsplit (rule->key, ".", 2);

      g_assert_nonnull (tw_entity_get_field (tw_schema_get_entity (schema, parts[0]), parts[1]));
      g_assert_true (g_strv_contains (rights, rule->text));
    }
  return n;
}

/* What the roles of a new workspace name is there. */
static void
test_roles (Fixture *fixture, gconstpointer data)
{
  TwSchema *schema = tw_store_get_schema (fixture->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "role"), NULL, NULL, &error);
  g_autoptr (GPtrArray) roles = NULL;
  guint n_rules = 0;

  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  roles = tw_store_list (fixture->store, query, 100, NULL, NULL, &error);
  g_assert_cmpuint (roles->len, ==, 5);
  for (guint i = 0; i < roles->len; i++)
    {
      const TwValue *lines = tw_record_get_key (g_ptr_array_index (roles, i), "permissions");
      const TwValue *rules = tw_record_get_key (g_ptr_array_index (roles, i), "field_rules");

      g_assert_cmpuint (lines->list->n_values, >, 0);
      for (guint k = 0; k < lines->list->n_values; k++)
        check_permission (schema, lines->list->values[k].text);
      n_rules += rules->type == TW_TYPE_JSON ? check_field_rules (schema, rules->text) : 0;
    }
  g_assert_cmpuint (n_rules, >=, 4);
}

/* Two machines that seed each for themselves have the same records: a second seeding finds them all. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 before;

  g_assert_true (tw_seed_records (fixture->store, TW_ORIGIN_SYSTEM, &error));
  g_assert_no_error (error);
  before = count (fixture, "currency", NULL);
  g_assert_true (tw_seed_records (fixture->store, TW_ORIGIN_SYSTEM, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "currency", NULL), ==, before);
  g_assert_cmpint (count (fixture, "pipeline", NULL), ==, 1);
}

static void
test_pipelines (Fixture *fixture, gconstpointer data)
{
  const char *const *keys = tw_seed_list_pipelines ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (; keys[n] != NULL; n++)
    {
      g_assert_true (tw_seed_add_pipeline (fixture->store, keys[n], &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (count (fixture, "pipeline", NULL), ==, n);
  g_assert_cmpint (count (fixture, "deal_stage", "kind = \"won\""), ==, n);
  g_assert_cmpint (count (fixture, "deal_stage", "kind = \"lost\""), ==, n);
}

static void
test_bad_currency (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_seed_workspace (fixture->store, "Euro", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_cmpint (count (fixture, "currency", NULL), ==, 0);
}

/* The rules of the shipped schema at work: what follows from a stage, a status, a product. */
static TwRecord *
add (Fixture *fixture, const char *entity, const char *const *texts, const char *link, const char *target,
     const TwId *id)
{
  TwSchema *schema = tw_store_get_schema (fixture->store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, entity));
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "test");

  for (; *texts != NULL; texts += 2)
    {
      tw_record_set_text (record, texts[0], texts[1], &error);
      g_assert_no_error (error);
    }
  if (link != NULL)
    {
      TwValue value = tw_value_link (tw_schema_get_entity (schema, target)->number, id);

      tw_record_set_key (record, link, &value, &error);
      g_assert_no_error (error);
    }
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return tw_store_get (fixture->store, tw_schema_get_entity (schema, entity), tw_record_get_id (record),
                       &error);
}

static TwId
stage (Fixture *fixture, const char *name)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (fixture->store), "deal_stage");
  g_auto (TwValue) value = tw_value_text (name);
  g_autoptr (TwRecord) found = tw_store_find (fixture->store, tw_entity_get_field (entity, "name"), &value,
                                              NULL);

  g_assert_nonnull (found);
  return *tw_record_get_id (found);
}

static void
test_deal_follows_stage (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "name", "A deal", "amount", "1200 EUR", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) deal = NULL, after = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwId proposal, won;
  TwEdit *edit;
  TwValue value;

  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  proposal = stage (fixture, "Proposal");
  won = stage (fixture, "Won");
  deal = add (fixture, "deal", texts, "stage", "deal_stage", &proposal);
  g_assert_cmpint (tw_record_get_key (deal, "probability")->i, ==, 50 * TW_DECIMAL_ONE);
  g_assert_cmpstr (tw_record_get_key (deal, "status")->text, ==, "open");
  g_assert_false (tw_value_is_null (tw_record_get_key (deal, "pipeline")));
  g_assert_false (tw_value_is_null (tw_record_get_key (deal, "stage_entered_at")));
  g_assert_false (tw_value_is_null (tw_record_get_key (deal, "owner")));
  g_assert_true (tw_value_is_null (tw_record_get_key (deal, "closed_at")));

  value = tw_value_link (tw_record_get_key (deal, "stage")->tag, &won);
  tw_record_set_key (deal, "stage", &value, &error);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "win");
  tw_edit_save (edit, deal);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  after = tw_store_get (fixture->store, tw_record_get_entity (deal), tw_record_get_id (deal), &error);
  g_assert_cmpint (tw_record_get_key (after, "probability")->i, ==, 100 * TW_DECIMAL_ONE);
  g_assert_cmpstr (tw_record_get_key (after, "status")->text, ==, "won");
  g_assert_false (tw_value_is_null (tw_record_get_key (after, "closed_at")));
}

static void
test_quote_counts (Fixture *fixture, gconstpointer data)
{
  static const char *const product_texts[] = { "name",    "Box",      "sku", "BOX", "price",
                                               "100 EUR", "tax_rate", "20",  NULL };
  static const char *const quote_texts[] = { "discount", "10 EUR", NULL };
  static const char *const company_texts[] = { "name", "Acme", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = NULL, product = NULL, quote = NULL, line = NULL, stored = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwSchema *schema = tw_store_get_schema (fixture->store);
  TwEdit *edit;
  TwValue link;

  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  company = add (fixture, "company", company_texts, NULL, NULL, NULL);
  product = add (fixture, "product", product_texts, NULL, NULL, NULL);
  quote = add (fixture, "quote", quote_texts, "company", "company", tw_record_get_id (company));
  g_assert_true (g_str_has_prefix (tw_record_get_key (quote, "number")->text, "Q-"));
  line = tw_record_new (tw_schema_get_entity (schema, "quote_line"));
  link = tw_value_link (tw_schema_get_entity (schema, "quote")->number, tw_record_get_id (quote));
  tw_record_set_key (line, "quote", &link, &error);
  link = tw_value_link (tw_schema_get_entity (schema, "product")->number, tw_record_get_id (product));
  tw_record_set_key (line, "product", &link, &error);
  tw_record_set_text (line, "quantity", "3", &error);
  tw_record_set_text (line, "discount_value", "5", &error);
  g_assert_no_error (error);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "line");
  tw_edit_save (edit, line);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  stored = tw_store_get (fixture->store, tw_record_get_entity (line), tw_record_get_id (line), &error);
  g_assert_cmpstr (tw_record_get_key (stored, "name")->text, ==, "Box");
  g_assert_cmpint (tw_record_get_key (stored, "unit_price")->i, ==, 100 * TW_MONEY_ONE);
  /* 3 × 100, five percent off, ten off the whole, and a fifth of tax on what is left. */
  g_clear_object (&stored);
  stored = tw_store_get (fixture->store, tw_record_get_entity (quote), tw_record_get_id (quote), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_record_get_key (stored, "subtotal")->i, ==, 285 * TW_MONEY_ONE);
  g_assert_cmpint (tw_record_get_key (stored, "total")->i, ==, 330 * TW_MONEY_ONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/seed/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("workspace", test_workspace);
  ADD ("roles", test_roles);
  ADD ("twice-is-once", test_again);
  ADD ("pipelines-to-start-from", test_pipelines);
  ADD ("bad-currency-changes-nothing", test_bad_currency);
  ADD ("deal-follows-its-stage", test_deal_follows_stage);
  ADD ("quote-counts", test_quote_counts);
#undef ADD
  return g_test_run ();
}
