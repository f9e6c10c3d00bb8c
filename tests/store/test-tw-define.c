/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Custom fields and objects made while the store is open. */
#include "config.h"

#include <string.h>

#include "tw-definitions.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
  guint    schema_changes;
} Fixture;

static void
count_change (TwStore *store, gpointer data)
{
  ((Fixture *) data)->schema_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  g_signal_connect (fixture->store, "schema-changed", G_CALLBACK (count_change), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_test_assert_log_replays (fixture->store);
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
define (Fixture *fixture, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = tw_store_define (fixture->store, json, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 1);
}

static void
reopen (Fixture *fixture)
{
  g_assert_finalize_object (fixture->store);
  fixture->store = tw_test_open (fixture->dir);
}

static void
test_field (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) before = tw_test_new (fixture->store, "deal", "name", "Before", NULL);
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *first = NULL, *none = NULL;

  tw_test_save (fixture->store, "Add", before);
  define (fixture, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\","
          " \"indexed\": true, \"default\": \"North\"}}]");
  g_assert_cmpuint (fixture->schema_changes, ==, 0);
  deal = tw_test_new (fixture->store, "deal", "name", "After", NULL);
  tw_test_save (fixture->store, "Add", deal);
  tw_test_assert_text (fixture->store, deal, "region", "North");
  tw_test_assert_text (fixture->store, before, "region", "-");
  tw_test_iterate ();
  g_assert_cmpuint (fixture->schema_changes, ==, 1);
  g_assert_cmpstr (tw_schema_get_version (tw_store_get_schema (fixture->store)), ==, "1+1");
  /* A record of the former snapshot can still be saved. */
  tw_test_set (before, "note", "still good", NULL);
  tw_test_save (fixture->store, "Note", before);
  tw_test_set (deal, "region", "South", NULL);
  tw_test_save (fixture->store, "Region", deal);
  g_assert_cmpint (tw_test_count (fixture->store, "deal", "region = \"south\""), ==, 1);
  reopen (fixture);
  g_assert_cmpint (tw_test_count (fixture->store, "deal", "region = \"south\""), ==, 1);
  define (fixture, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Area\"}}]");
  g_assert_cmpstr (tw_test_field (fixture->store, "deal", "region")->label, ==, "Area");
  first = tw_store_dup_definitions (fixture->store, 1);
  g_assert_nonnull (strstr (first, "Region"));
  none = tw_store_dup_definitions (fixture->store, 3);
  g_assert_null (none);
}

static void
test_object (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) visit = NULL;
  g_autoptr (GPtrArray) visits = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));
  const TwEntity *entity;

  tw_test_save (fixture->store, "Add", company);
  define (fixture, "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
          " \"name\": \"name\", \"fields\": ["
          "{\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true, \"search\": \"name\"},"
          "{\"key\": \"company\", \"label\": \"Company\", \"kind\": \"link\", \"to\": [\"company\"], \"inverse\": \"visits\","
          " \"inverse_label\": \"Visits\", \"on_delete\": \"cascade\"}]}}]");
  visit = tw_test_new (fixture->store, "visit", "name", "First visit", "company", id, NULL);
  tw_test_save (fixture->store, "Add visit", visit);
  reopen (fixture);
  entity = tw_test_entity (fixture->store, "company");
  visits = tw_store_related (fixture->store, entity, tw_record_get_id (company), tw_entity_get_inverse (entity, "visits"), 10, NULL);
  g_assert_cmpuint (visits->len, ==, 1);
  g_assert_cmpint (tw_test_count (fixture->store, "company", "count(visits) = 1"), ==, 1);
  tw_test_delete (fixture->store, "Delete", company);
  g_assert_cmpint (tw_test_count (fixture->store, "visit", NULL), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "{", "[]x", "[{\"nonsense\": 1}]",
    "[{\"field\": {\"entity\": \"nobody\", \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "[{\"field\": {\"entity\": \"deal\", \"key\": \"amount\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "[{\"field\": {\"entity\": \"deal\", \"key\": \"x\\\" y\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "[{\"field\": {\"entity\": \"deal\", \"key\": \"f\", \"label\": \"F\", \"kind\": \"money\", \"formula\": \"amount * nobody\"}}]",
    "[{\"field\": {\"entity\": \"deal\", \"key\": \"f\", \"label\": \"F\", \"kind\": \"text\", \"check\": \"f +\"}}]",
  };
  g_autofree char *none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tw_store_define (fixture->store, bad[i], &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, NULL);
    }
  none = tw_store_dup_definitions (fixture->store, 0);
  g_assert_null (none);
  tw_test_iterate ();
  g_assert_cmpuint (fixture->schema_changes, ==, 0);
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) undone = NULL, redone = NULL, relabelled = NULL;
  g_autoptr (TwRecord) deal = NULL;

  define (fixture, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\"}}]");
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_test_field (fixture->store, "deal", "region")->retired);
  redone = tw_store_redo (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_false (tw_test_field (fixture->store, "deal", "region")->retired);
  deal = tw_test_new (fixture->store, "deal", "name", "A", "region", "North", NULL);
  tw_test_save (fixture->store, "Add", deal);
  define (fixture, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Area\", \"required\": true}}]");
  relabelled = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_test_field (fixture->store, "deal", "region")->label, ==, "Region");
  g_assert_false (tw_test_field (fixture->store, "deal", "region")->required);
  tw_test_assert_text (fixture->store, deal, "region", "North");
}

/* An own choice that is taken back is retired, for the records that hold it; shipped ones are as they came. */
/* Steps are taken back one after the other, though what came first is not gone but retired. */
static void
test_undo_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *labels[] = { "Region", "Area", "Zone" };
  g_autoptr (TwCommit) later = NULL, none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *json = g_strdup_printf ("[{\"field\": {\"entity\": \"deal\", \"key\": \"region%u\", \"label\": \"%s\", "
                                               "\"kind\": \"text\"}}]", i, labels[i]);

      define (fixture, json);
    }
  for (int i = G_N_ELEMENTS (labels) - 1; i >= 0; i--)
    {
      g_autoptr (TwCommit) undone = tw_store_undo (fixture->store, NULL, &error);

      g_assert_no_error (error);
      for (int k = 0; k < (int) G_N_ELEMENTS (labels); k++)
        {
          g_autofree char *key = g_strdup_printf ("region%d", k);
          const TwField *field = tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (fixture->store), "deal"), key);

          g_assert_nonnull (field);
          g_assert_cmpint (field->retired, ==, k >= i);
        }
    }
  /* And again forwards, and back. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TwCommit) redone = tw_store_redo (fixture->store, &error);

      g_assert_no_error (error);
      g_assert_nonnull (redone);
    }
  later = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (fixture->store), "deal"), "region1")->retired);
  g_assert_false (tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (fixture->store), "deal"), "region0")->retired);
}

static void
test_undo_choices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) undone = NULL, redone = NULL;
  g_autoptr (TwRecord) deal = NULL;
  const TwField *kind;

  define (fixture, "[{\"choices\": {\"entity\": \"deal\", \"key\": \"status\", \"choices\": [{\"key\": \"site\", \"label\": \"Site\"},"
          " {\"key\": \"won\", \"label\": \"Sold\"}]}}]");
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  kind = tw_test_field (fixture->store, "deal", "status");
  g_assert_true (tw_field_get_choice (kind, "site")->retired);
  g_assert_false (tw_field_get_choice (kind, "won")->retired);
  g_assert_cmpstr (tw_field_get_choice (kind, "won")->label, ==, "Won");
  redone = tw_store_redo (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_false (tw_field_get_choice (tw_test_field (fixture->store, "deal", "status"), "site")->retired);
  deal = tw_test_new (fixture->store, "deal", "name", "A", "status", "site", NULL);
  tw_test_save (fixture->store, "Add", deal);
  reopen (fixture);
  g_assert_cmpint (tw_test_count (fixture->store, "deal", "status = \"site\""), ==, 1);
}

static char *
many_fields (guint from, guint n)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = from; i < from + n; i++)
    g_string_append_printf (json, "%s{\"field\": {\"entity\": \"company\", \"key\": \"f%u\", \"label\": \"Field %u\","
                            " \"kind\": \"%s\"}}", i > from ? "," : "", i, i, i % 2 ? "text" : "integer");
  g_string_append_c (json, ']');
  return g_strdup (json->str);
}

static void
test_thousand_fields (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thousand = many_fields (0, 1000), *more = many_fields (1000, 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (TwQuery) query = NULL;

  define (fixture, thousand);
  company = tw_test_new (fixture->store, "company", "name", "Wide", "f0", "7", "f999", "last", NULL);
  tw_test_save (fixture->store, "Add", company);
  tw_test_assert_text (fixture->store, company, "f999", "last");
  tw_test_set (company, "f500", "500", NULL);
  tw_test_save (fixture->store, "Change", company);
  query = tw_query_new (tw_store_get_schema (fixture->store), tw_test_entity (fixture->store, "company"),
                        "f500 = 500 and f999 = \"LAST\"", "-f998,f1", &error);
  g_assert_no_error (error);
  page = tw_store_list (fixture->store, query, 10, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_null (tw_store_define (fixture->store, more, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, "2000");
  tw_test_assert_text (fixture->store, company, "f500", "500");
}

#define ADD(path, func) g_test_add ("/store/define/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("field", test_field);
  ADD ("object", test_object);
  ADD ("refused", test_refused);
  ADD ("undo", test_undo);
  ADD ("undo-twice", test_undo_twice);
  ADD ("undo-choices", test_undo_choices);
  ADD ("thousand-fields", test_thousand_fields);
  return g_test_run ();
}
