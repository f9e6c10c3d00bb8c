/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single records: by what they are called and by what they are related to. */
#include "config.h"

#include "tw-store-test.h"

static void
test_titles (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autofree char *before = NULL, *after = NULL, *none = NULL;
  TwId nowhere = tw_id_new ();

  tw_test_save (fixture->store, "Add", company);
  before = tw_store_dup_title (fixture->store, 10, tw_record_get_id (company));
  g_assert_cmpstr (before, ==, "Acme");
  tw_test_set (company, "name", "Acme Ltd", NULL);
  tw_test_save (fixture->store, "Rename", company);
  after = tw_store_dup_title (fixture->store, 10, tw_record_get_id (company));
  g_assert_cmpstr (after, ==, "Acme Ltd");
  none = tw_store_dup_title (fixture->store, 10, &nowhere);
  g_assert_cmpstr (none, ==, "");
}

static void
test_find_and_related (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Société Générale", "code", "SG", NULL);
  g_autoptr (TwRecord) deal = NULL, task = NULL, found = NULL, none = NULL;
  g_autoptr (GPtrArray) deals = NULL, tasks = NULL, newest = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company)), *about = NULL;
  g_auto (TwValue) folded = tw_value_text ("SOCIETE GENERALE");
  g_auto (TwValue) missing = tw_value_text ("nobody");

  tw_test_save (fixture->store, "Add", company);
  deal = tw_test_new (fixture->store, "deal", "name", "Loan", "company", id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  about = g_strdup_printf ("company:%s", id);
  task = tw_test_new (fixture->store, "task", "name", "Call", "record", about, NULL);
  tw_test_save (fixture->store, "Add", task);
  found = tw_store_find (fixture->store, tw_test_field (fixture->store, "company", "name"), &folded, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_true (tw_id_equal (tw_record_get_id (found), tw_record_get_id (company)));
  none = tw_store_find (fixture->store, tw_test_field (fixture->store, "company", "name"), &missing, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  deals = tw_store_related (fixture->store, tw_test_entity (fixture->store, "company"), tw_record_get_id (company),
                            tw_entity_get_inverse (tw_test_entity (fixture->store, "company"), "deals"), 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (deals->len, ==, 1);
  g_clear_object (&deal);
  deal = tw_test_new (fixture->store, "deal", "name", "Another loan", "company", id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  newest = tw_store_related_newest (fixture->store, tw_test_entity (fixture->store, "company"), tw_record_get_id (company),
                                    tw_entity_get_inverse (tw_test_entity (fixture->store, "company"), "deals"), 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (newest->len, ==, 1);
  g_assert_true (tw_id_equal (tw_record_get_id (newest->pdata[0]), tw_record_get_id (deal)));
  tasks = tw_store_related (fixture->store, tw_test_entity (fixture->store, "company"), tw_record_get_id (company),
                            tw_entity_get_inverse (tw_test_entity (fixture->store, "company"), "tasks"), 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tasks->len, ==, 1);
}

#define ADD(path, func) g_test_add ("/store/lookup/" path, TwTestFixture, NULL, tw_test_set_up, func, tw_test_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("titles", test_titles);
  ADD ("find-and-related", test_find_and_related);
  return g_test_run ();
}
