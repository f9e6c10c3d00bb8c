/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo company: its totals are those of the sales data, every view has something to show, and the store
 * is sound. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-backup.h"
#include "tw-columns.h"
#include "tw-demo.h"
#include "tw-feed.h"
#include "tw-mention.h"

static TwStore *store;
static char *dir;
static double seconds;
static gint64 started;                                  /* Unix microseconds */

static const TwEntity *
entity (const char *key)
{
  const TwEntity *found = tw_schema_get_entity (tw_store_get_schema (store), key);

  g_assert_nonnull (found);
  return found;
}

static gint64
count (const char *key, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), entity (key), where, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (store, query, &error);
  g_assert_no_error (error);
  return n;
}

/* The sum of amount over the deals that a condition gives, in whole dollars; by columns and by SQL. */
static gint64
sum_dollars (const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), entity ("deal"), where, NULL,
                                            &error);
  const TwField *amount = tw_entity_get_field (entity ("deal"), "amount");
  gint64 sums[2];

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) groups = i == 0 ? tw_store_group (store, query, NULL, amount, NULL, &error)
                                     : tw_store_group_sql (store, query, NULL, amount, NULL, &error);
      TwGroup *group;

      g_assert_no_error (error);
      g_assert_cmpuint (groups->len, ==, 1);
      group = g_ptr_array_index (groups, 0);
      g_assert_cmpuint (group->sums->len, ==, 1);
      g_assert_cmpint (g_array_index (group->sums, TwValue, 0).i % TW_MONEY_ONE, ==, 0);
      sums[i] = g_array_index (group->sums, TwValue, 0).i / TW_MONEY_ONE;
    }
  g_assert_cmpint (sums[0], ==, sums[1]);
  return sums[0];
}

static void
test_totals (void)
{
  g_assert_cmpint (count ("company", NULL), ==, 85);
  g_assert_cmpint (count ("product", NULL), ==, 7);
  g_assert_cmpint (count ("user", "job_title = \"Sales agent\""), ==, 35);
  g_assert_cmpint (count ("user", "job_title = \"Sales manager\""), ==, 6);
  g_assert_cmpint (count ("deal", NULL), ==, 8800);
  g_assert_cmpint (count ("deal", "status = \"won\""), ==, 4238);
  g_assert_cmpint (count ("deal", "stage = \"Won\""), ==, 4238);
  g_assert_cmpint (count ("deal", "status = \"lost\""), ==, 2473);
  g_assert_cmpint (count ("deal", "stage in (\"Lead\", \"Qualified\")"), ==, 500);
  g_assert_cmpint (count ("deal", "stage in (\"Proposal\", \"Negotiation\")"), ==, 1589);
  g_assert_cmpint (sum_dollars ("status = \"won\""), ==, 10005534);
}

/* The same sum by an expression: what each company's page shows adds up to it. */
static void
test_won_by_formula (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), entity ("company"), NULL, NULL,
                                            &error);
  g_autoptr (GPtrArray) companies = tw_store_list (store, query, 1000, NULL, NULL, &error);
  g_autoptr (TwExprBound) won = tw_expr_bind_text ("sum(deals.amount where status = \"won\")",
                                                   tw_store_get_schema (store), entity ("company"),
                                                   TW_EXPR_BIND_DEFAULT, &error);
  gint64 total = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (companies->len, ==, 85);
  for (guint i = 0; i < companies->len; i++)
    {
      TwRecord *company = g_ptr_array_index (companies, i);
      g_auto (TwValue) value = TW_VALUE_INIT, shown = TW_VALUE_INIT;
      g_autoptr (TwExprBound) bound = tw_expr_bind_text ("lifetime_value", tw_store_get_schema (store),
                                                         entity ("company"), TW_EXPR_BIND_DEFAULT, &error);

      g_assert_no_error (error);
      g_assert_true (tw_store_eval (store, won, company, &value, &error));
      g_assert_true (tw_store_eval (store, bound, company, &shown, &error));
      g_assert_true (tw_value_equal (&value, &shown));
      total += value.i;
    }
  g_assert_cmpint (total, ==, 10005534 * TW_MONEY_ONE);
}

/* The team's feed tells of several people, the newest first, over yesterday and today, and nothing of it is mine to undo. */
static void
test_feed_is_full (void)
{
  TwFeedOptions options = { .from = TW_FEED_TEAM };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwFeed) feed = tw_feed_new (store, &options);
  g_autoptr (GPtrArray) entries = tw_feed_read (feed, 50, &error);
  g_autoptr (GHashTable) people = g_hash_table_new (tw_id_hash, tw_id_equal);
  TwInstant before = G_MAXINT64;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, >=, 20);
  for (guint i = 0; i < entries->len; i++)
    {
      TwTimelineEntry *entry = g_ptr_array_index (entries, i);

      g_hash_table_add (people, (gpointer) tw_timeline_entry_get_user (entry));
      g_assert_false (tw_id_equal (tw_timeline_entry_get_user (entry), tw_store_get_user (store)));
      g_assert_cmpint (tw_timeline_entry_get_time (entry), <=, before);
      before = tw_timeline_entry_get_time (entry);
    }
  g_assert_cmpint (before, <=, started);
  g_assert_cmpuint (g_hash_table_size (people), >=, 3);
}

static void
test_sidebar_is_full (void)
{
  TwSchema *schema = tw_store_get_schema (store);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *shown = tw_schema_get_entity_at (schema, i);

      if (shown->group != NULL && count (shown->key, NULL) == 0)
        g_error ("%s has no records", shown->key);
    }
  g_assert_cmpint (count ("activity", NULL), ==, 6000);
  g_assert_cmpint (count ("task", NULL), ==, 600);
  g_assert_cmpint (count ("lead", NULL), ==, 150);
  g_assert_cmpint (count ("contact", NULL), >=, 85 * 3);
  g_assert_cmpint (count ("contact", "company is empty"), ==, 0);
}

static void
test_around_now (void)
{
  g_assert_cmpint (count ("deal", "status != \"open\" and close_date >= today()"), ==, 0);
  g_assert_cmpint (count ("deal", "status = \"won\" and close_date within last 8 days"), >, 0);
  g_assert_cmpint (count ("deal", "created_at > now()"), ==, 0);
  g_assert_cmpint (count ("deal", "created_at < now() - 300 days"), >, 100);
  g_assert_cmpint (count ("activity", "at > now()"), ==, 0);
  g_assert_cmpint (count ("activity", "at > now() - 14 days"), >, 100);
  g_assert_cmpint (count ("task", "overdue"), >, 20);
  g_assert_cmpint (count ("task", "status != \"completed\" and due_date >= today()"), >, 100);
  g_assert_cmpint (count ("meeting", "starts_at > now()"), >, 10);
  g_assert_cmpint (count ("deal", "status = \"open\" and amount is empty"), ==, 0);
}

static void
test_me (void)
{
  g_autofree char *user = tw_store_dup_setting (store, "user");

  g_assert_nonnull (user);
  g_assert_false (tw_id_is_nil (tw_store_get_user (store)));
  g_assert_cmpint (count ("user", "name = \"Anna Snelling\""), ==, 1);
  g_assert_cmpint (count ("deal", "owner = me and status = \"open\""), ==, 112);
  g_assert_cmpint (count ("task", "assignee = me and status != \"completed\""), >, 10);
  g_assert_cmpint (count ("notification", "recipient = me"), >, 5);
}

/* No computed field of any entity fails, and the ones that customers are judged by have values. */
static void
test_formulas (void)
{
  TwSchema *schema = tw_store_get_schema (store);
  guint n_values = 0;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *each = tw_schema_get_entity_at (schema, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuery) query = tw_query_new (schema, each, NULL, NULL, &error);
      g_autoptr (GPtrArray) records = tw_store_list (store, query, 5, NULL, NULL, &error);

      g_assert_no_error (error);
      for (guint k = 0; k < each->n_fields; k++)
        for (guint r = 0; each->fields[k]->formula != NULL && r < records->len; r++)
          {
            g_autoptr (TwExprBound) bound = tw_expr_bind_text (each->fields[k]->formula, schema, each,
                                                               TW_EXPR_BIND_DEFAULT, &error);
            g_auto (TwValue) value = TW_VALUE_INIT;

            g_assert_no_error (error);
            g_assert_true (tw_store_eval (store, bound, g_ptr_array_index (records, r), &value, &error));
            g_assert_no_error (error);
            n_values += !tw_value_is_null (&value);
          }
    }
  g_assert_cmpuint (n_values, >, 100);
  g_assert_cmpint (count ("company", "won_deals > 0 and last_activity_at is not empty"), >, 60);
  g_assert_cmpint (count ("quote", "total > 0 USD"), ==, 90);
  g_assert_cmpint (count ("quote", "number is empty"), ==, 0);
  g_assert_cmpint (count ("quote_line", "tax_category = \"export\" and tax_exemption is not empty and tax_amount = 0 USD"), >, 0);
  g_assert_cmpint (count ("product", "product_category.parent.name = \"Hardware\""), ==, 7);
}

/* Who is told of a comment that names him finds his name in it. */
static void
test_mentions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), entity ("mention"), NULL, NULL, &error);
  g_autoptr (GPtrArray) mentions = tw_store_list (store, query, 100, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mentions->len, >, 3);
  for (guint i = 0; i < mentions->len; i++)
    {
      const TwValue *comment = tw_record_get_key (g_ptr_array_index (mentions, i), "comment"),
                    *user = tw_record_get_key (g_ptr_array_index (mentions, i), "user");
      g_autoptr (TwRecord) said = tw_store_get (store, entity ("comment"), &comment->id, &error);
      g_autoptr (GArray) people = NULL;

      g_assert_no_error (error);
      people = tw_mention_list (tw_store_get_schema (store), tw_record_get_key (said, "body")->text);
      g_assert_cmpuint (people->len, ==, 1);
      g_assert_true (tw_id_equal (&g_array_index (people, TwId, 0), &user->id));
    }
  /* A notification is called as its record, in every language. */
  g_assert_cmpint (count ("notification", "title contains \" for \""), ==, count ("notification", NULL));
}

/* Every condition that a seeded view keeps is right. */
static void
test_views (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), entity ("saved_view"), NULL, NULL,
                                            &error);
  g_autoptr (GPtrArray) views = tw_store_list (store, query, 100, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (views->len, >=, 5);
  for (guint i = 0; i < views->len; i++)
    {
      TwRecord *view = g_ptr_array_index (views, i);
      const char *of = tw_record_get_key (view, "entity")->text,
                 *where = tw_record_get_key (view, "query")->text;
      g_autoptr (TwQuery) shown = tw_query_new (tw_store_get_schema (store), entity (of), where,
                                                tw_record_get_key (view, "sort")->text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (tw_store_count (store, shown, &error), >, 0);
    }
}

/* Names are written as people write them, and found by their Latin form. */
static void
test_scripts (void)
{
  g_assert_cmpint (count ("contact", "name_romanised is not empty"), >, 20);
  g_assert_cmpint (count ("contact", "not email ends with \".example\""), ==, 0);
  g_assert_cmpint (count ("contact", "not phone contains \" 555 01\""), ==, 0);
}

static void
test_sound (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wrong = tw_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (wrong, i));
  g_assert_cmpuint (wrong->len, ==, 0);
}

static void
test_quick (void)
{
  g_test_message ("the demo company took %.2f s", seconds);
  g_assert_cmpfloat (seconds, <, 30);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static TwStore *
build (char **folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  TwStore *built;

  g_assert_no_error (error);
  *folder = g_dir_make_tmp ("tw-demo-XXXXXX", &error);
  g_assert_no_error (error);
  built = tw_store_open (*folder, schema, TRUE, &error);
  g_assert_no_error (error);
  tw_demo_build (built, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return built;
}

static GPtrArray *
list_all (TwStore *of, const char *key)
{
  TwSchema *schema = tw_store_get_schema (of);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, key), NULL, "-created_at", &error);
  GPtrArray *records = tw_store_list (of, query, 10000, NULL, NULL, &error);

  g_assert_no_error (error);
  return records;
}

/* Also across an hour's end, in which case there is nothing to compare. */
static void
test_same_again (void)
{
  static const char *const keys[] =
  {
    "contact", "deal", "lead", "task", "activity", "meeting", "quote", "case", "comment",
  };
  g_autofree char *folder = NULL;
  gint64 hour = g_get_real_time () / G_TIME_SPAN_HOUR;
  TwStore *other = build (&folder);

  if (hour == started / G_TIME_SPAN_HOUR && g_get_real_time () / G_TIME_SPAN_HOUR == hour)
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      {
        g_autoptr (GPtrArray) a = list_all (store, keys[i]), b = list_all (other, keys[i]);

        g_assert_cmpuint (a->len, ==, b->len);
        for (guint k = 0; k < a->len; k++)
          g_assert_true (tw_id_equal (tw_record_get_id (g_ptr_array_index (a, k)),
                                      tw_record_get_id (g_ptr_array_index (b, k))));
      }
  g_object_unref (other);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  gint64 start;
  int status;

  g_test_init (&argc, &argv, NULL);
  started = g_get_real_time ();
  start = g_get_monotonic_time ();
  store = build (&dir);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_test_add_func ("/crm/demo/totals-of-the-data", test_totals);
  g_test_add_func ("/crm/demo/won-sum-by-formula", test_won_by_formula);
  g_test_add_func ("/crm/demo/feed-is-full", test_feed_is_full);
  g_test_add_func ("/crm/demo/sidebar-is-full", test_sidebar_is_full);
  g_test_add_func ("/crm/demo/lies-around-now", test_around_now);
  g_test_add_func ("/crm/demo/me-has-work", test_me);
  g_test_add_func ("/crm/demo/formulas-evaluate", test_formulas);
  g_test_add_func ("/crm/demo/mentions-name", test_mentions);
  g_test_add_func ("/crm/demo/views-show-records", test_views);
  g_test_add_func ("/crm/demo/people-of-many-scripts", test_scripts);
  g_test_add_func ("/crm/demo/check-finds-nothing", test_sound);
  g_test_add_func ("/crm/demo/same-again", test_same_again);
  g_test_add_func ("/crm/demo/time", test_quick);
  status = g_test_run ();
  g_object_unref (store);
  remove_folder (dir);
  g_free (dir);
  return status;
}
