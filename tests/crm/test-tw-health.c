/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The health of a customer: what the ready rules count, rules that people change, and what is saved. */
#include "config.h"

#include "site-fixture.h"
#include "tw-bulk-job.h"
#include "tw-health.h"
#include "tw-replica.h"
#include "tw-seed.h"

/* -1: no rules. */
static gint64
health_of (Site *site, TwRecord *customer)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwHealthRules) rules = tw_health_rules_read (site->store, tw_record_get_entity (customer), &error);
  g_autoptr(TwRecord) record = tw_store_get (site->store, tw_record_get_entity (customer), tw_record_get_id (customer), &error);
  gint64 score = 0;

  g_assert_no_error (error);
  g_assert_true (tw_health_rules_work_out (rules, record, &score, NULL, &error));
  return score;
}

/* The rule of a name, as it counts for the customer; NULL when there is none. */
static TwHealthPart *
find_part (GPtrArray *parts, const char *name)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_str_equal (((TwHealthPart *) parts->pdata[i])->name, name))
      return parts->pdata[i];
  return NULL;
}

static GPtrArray *
parts_of (Site *site, TwRecord *customer)
{
  g_autoptr(TwHealthRules) rules = tw_health_rules_read (site->store, tw_record_get_entity (customer), NULL);
  g_autoptr(TwRecord) record = tw_store_get (site->store, tw_record_get_entity (customer), tw_record_get_id (customer), NULL);
  GPtrArray *parts = NULL;
  gint64 score = 0;

  g_assert_true (tw_health_rules_work_out (rules, record, &score, &parts, NULL));
  return parts;
}

static char *
days_ago (int days)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc (), then = g_date_time_add_days (now, -days);

  return g_date_time_format (then, "%Y-%m-%dT%H:%M:%SZ");
}

static void
add_call (Site *site, TwRecord *customer, int days, const char *sentiment)
{
  g_autofree char *id = site_id_of (customer), *at = days_ago (days);
  g_autoptr(TwRecord) call = site_add (site, "activity", "kind", "call", "subject", "Call", "at", at, "sentiment", sentiment,
                                       tw_record_get_entity (customer)->key, id, NULL);
}

/* 50 to begin with; each rule adds its points when its condition holds, and is told apart from those that do not count. */
static void
test_points (Site *site, gconstpointer data)
{
  g_autoptr(TwRecord) company = site_add (site, "company", "name", "Acme", NULL);
  g_autoptr(TwRecord) contact = site_add (site, "contact", "name", "Ann Lee", NULL);
  g_autofree char *id = site_id_of (company);
  g_autoptr(TwRecord) one = NULL, other = NULL;
  g_autoptr(GPtrArray) parts = NULL;

  g_assert_cmpint (health_of (site, company), ==, 30);                          /* nobody spoke to them */
  g_assert_cmpint (health_of (site, contact), ==, 30);
  add_call (site, company, 100, "");
  g_assert_cmpint (health_of (site, company), ==, 30);
  add_call (site, company, 3, "0.5");
  g_assert_cmpint (health_of (site, company), ==, 50 + 15 + 10);                /* and they spoke well */
  add_call (site, company, 3, "-1");
  g_assert_cmpint (health_of (site, company), ==, 50 + 15 - 15);
  one = site_add (site, "case", "title", "It burns", "priority", "urgent", "company", id, NULL);
  other = site_add (site, "invoice", "status", "overdue", "amount", "10 EUR", "company", id, NULL);
  g_assert_cmpint (health_of (site, company), ==, 50 + 15 - 15 - 15 - 10);
  parts = parts_of (site, company);
  g_assert_cmpuint (parts->len, ==, 10);
  g_assert_true (find_part (parts, "An urgent case not solved")->counts);
  g_assert_cmpint (find_part (parts, "An urgent case not solved")->points, ==, -15);
  g_assert_false (find_part (parts, "No contact for 90 days")->counts);
  site_change (site, one, "status", "resolved");
  g_assert_cmpint (health_of (site, company), ==, 50 + 15 - 15 - 10);
}

/* One record worked out; it refuses with a sentence and stays as it is. */
static void
refuse (Site *site, TwRecord *company, const char *says)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(TwRecordSet) set = NULL;
  g_autoptr(TwBulkJob) job = NULL;
  g_autoptr(GError) error = NULL;

  g_array_append_vals (ids, tw_record_get_id (company), 1);
  set = tw_record_set_new_ids (tw_record_get_entity (company), ids);
  job = tw_bulk_job_new_health (site->store, set);
  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, 1);
  g_assert_nonnull (strstr (tw_bulk_job_get_refusal (job), says));
}

/* Weights are anybody's to change who may change the rules; the sum stays between 0 and 100. */
static void
test_weights (Site *site, gconstpointer data)
{
  g_autoptr(TwRecord) company = site_add (site, "company", "name", "Acme", NULL);
  g_autoptr(TwRecord) rule = site_add (site, "health_rule", "name", "Ours", "record_type", "company", "condition", "name = \"Acme\"",
                                       "points", "17", NULL);
  g_autoptr(TwRecord) wrong = site_add (site, "health_rule", "name", "Wrong", "record_type", "company", "condition", "colour = 3",
                                        "points", "50", NULL);
  g_autoptr(GPtrArray) parts = parts_of (site, company);

  /* What is wrong is told, and there is no sum that leaves it out. */
  g_assert_nonnull (find_part (parts, "Wrong")->mistake);
  g_assert_false (find_part (parts, "Wrong")->counts);
  g_assert_cmpint (health_of (site, company), ==, -1);
  refuse (site, company, "“Wrong” cannot be asked here");
  site_change (site, wrong, "active", "false");
  g_assert_cmpint (health_of (site, company), ==, 30 + 17);
  site_change (site, rule, "points", "-20");
  g_assert_cmpint (health_of (site, company), ==, 10);
  site_change (site, rule, "points", "-90");
  g_assert_cmpint (health_of (site, company), ==, 0);
  site_change (site, rule, "points", "100");
  g_assert_cmpint (health_of (site, company), ==, 100);
  site_change (site, rule, "active", "false");
  g_assert_cmpint (health_of (site, company), ==, 30);
}

static void
run_job (Site *site, GArray *ids, guint n_changed)
{
  g_autoptr(TwRecordSet) set = tw_record_set_new_ids (site_entity_of (site, "company"), ids);
  g_autoptr(TwBulkJob) job = tw_bulk_job_new_health (site->store, set);
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_cmpuint (tw_bulk_job_get_n_changed (job), ==, n_changed);
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, 0);
}

/* What is saved is one step, which can be taken back; the churn risk follows. */
static void
test_saved (Site *site, gconstpointer data)
{
  g_autoptr(TwRecord) company = site_add (site, "company", "name", "Acme", NULL);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) undone = NULL;

  g_array_append_vals (ids, tw_record_get_id (company), 1);
  run_job (site, ids, 1);
  site_assert_is (site, company, "health_score", "30");
  site_assert_is (site, company, "churn_risk", "high");
  add_call (site, company, 1, "0.9");
  run_job (site, ids, 1);
  site_assert_is (site, company, "health_score", "75");
  site_assert_is (site, company, "churn_risk", "low");
  undone = tw_store_undo (site->store, NULL, &error);
  g_assert_no_error (error);
  site_assert_is (site, company, "health_score", "30");
  site_assert_is (site, company, "churn_risk", "high");
}

static void
test_many (Site *site, gconstpointer data)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(TwCommit) undone = NULL;

  for (guint i = 0; i < 5; i++)
    {
      TwId id = site_add_id (site, "company", "name", "Acme", "health_score", i == 0 ? "30" : "", NULL);

      g_array_append_val (ids, id);
    }
  run_job (site, ids, 4);
  g_assert_cmpint (site_count (site, "company", "health_score = 30"), ==, 5);
  run_job (site, ids, 0);
  undone = tw_store_undo (site->store, NULL, NULL);
  g_assert_cmpint (site_count (site, "company", "health_score = 30"), ==, 1);
}

/* Without rules there is no health to make up; the ready ones that are switched off stay so. */
static void
test_none (Site *site, gconstpointer data)
{
  g_autoptr(TwRecord) company = site_add (site, "company", "name", "Acme", "health_score", "12", NULL);
  const TwEntity *kind = site_entity_of (site, "health_rule");
  g_autoptr(TwQuery) query = tw_query_new (site->schema, kind, NULL, NULL, NULL);
  g_autoptr(GPtrArray) rules = tw_store_list (site->store, query, 100, NULL, NULL, NULL);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(TwRecordSet) set = NULL;
  g_autoptr(TwBulkJob) job = NULL;
  g_autoptr(GError) error = NULL;
  guint n = 1;

  g_assert_cmpuint (rules->len, ==, 20);
  for (guint i = 0; i < rules->len; i++)
    site_change (site, rules->pdata[i], "active", "false");
  g_assert_cmpint (health_of (site, company), ==, -1);
  g_array_append_vals (ids, tw_record_get_id (company), 1);
  set = tw_record_set_new_ids (tw_record_get_entity (company), ids);
  job = tw_bulk_job_new_health (site->store, set);
  g_assert_false (tw_bulk_job_run (job, NULL, &error));
  site_assert_says (error, "No rule says");
  site_assert_is (site, company, "health_score", "12");
  g_assert_null (tw_health_get_field (site_entity_of (site, "deal")));
  /* Switched off they are here: none is added. */
  g_assert_true (tw_seed_add_health_rules (site->store, &n, NULL));
  g_assert_cmpuint (n, ==, 0);
}

/* A device that has only one's own activities and cases would find that nobody spoke to a customer: there is no sum, and none is written. */
static void
test_part_of_a_team (Site *site, gconstpointer data)
{
  const TwEntity *user_entity = site_entity_of (site, "user");
  g_autoptr(TwRecord) role = site_add (site, "role", "name", "Seller", "record_scope", "own", "permissions",
                                       "company read change\ncontact read change\ndeal read\nactivity read\nhealth_rule read", NULL);
  g_autoptr(TwRecord) company = site_add (site, "company", "name", "Acme", "health_score", "77", NULL);
  g_autofree char *user_id = NULL;
  g_autoptr(TwRecord) user = site_add (site, "user", "name", "Sally", "email", "sally@site.example", "active", "true", NULL);
  TwReplicaIdentity identity = { (char *) "http://127.0.0.1:1", tw_id_nil, *tw_record_get_id (user), tw_id_new () };
  g_auto(TwValue) link = tw_value_link (site_entity_of (site, "role")->number, tw_record_get_id (role));
  g_auto(TwValue) links = tw_value_list (&link, 1);
  g_autoptr(TwRecord) me = tw_store_get (site->store, user_entity, tw_record_get_id (user), NULL);
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "role");

  g_assert_true (tw_record_set_key (me, "roles", &links, &error));
  user_id = site_id_of (user);
  site_change (site, company, "owner", user_id);
  tw_edit_save (edit, me);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (health_of (site, company), ==, 30);
  g_assert_true (tw_replica_join (site->store, &identity, FALSE, &error));
  g_assert_no_error (error);
  tw_store_set_user (site->store, tw_record_get_id (user));
  g_assert_cmpint (health_of (site, company), ==, -1);
  parts = parts_of (site, company);
  g_assert_nonnull (find_part (parts, "An urgent case not solved")->mistake);
  g_assert_null (find_part (parts, "Starting points")->mistake);
  refuse (site, company, "cannot be asked here");
  site_assert_is (site, company, "health_score", "77");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/crm/health/" path, Site, NULL, site_set_up, test, site_tear_down)
  ADD ("points", test_points);
  ADD ("weights", test_weights);
  ADD ("saved", test_saved);
  ADD ("many", test_many);
  ADD ("none", test_none);
  ADD ("part-of-a-team", test_part_of_a_team);
  return g_test_run ();
}
