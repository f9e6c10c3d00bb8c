/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: pages by key put together are the whole list, in the order that values compare in; cursors; counts. */
#include "config.h"

#include <string.h>

#include "tw-bulk.h"
#include "tw-store-internal.h"
#include "tw-store-test.h"
#include "tw-text.h"

#define RECORDS 400

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

/* Many equal values and nulls, so that ties and the turn from nulls to values are met. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "acme", "ACME", "Ácme", "Zoë", "zoe", "Müller", "李明", "شركة", "a", "" };
  static const char *const amounts[] = { "1 EUR", "1 USD", "2.5 EUR", "1000000 EUR" };
  static const char *const dates[] = { "2026-01-31", "2025-12-31", "0001-01-01" };
  TwRecord *stages[3];
  TwEdit *edit;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      stages[i] = tw_test_new (fixture->store, "stage", "name", names[i + 3], "probability", i == 1 ? "10" : NULL, NULL);
      tw_edit_save (edit, stages[i]);
    }
  for (guint i = 0; i < RECORDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %d", names[g_test_rand_int_range (0, G_N_ELEMENTS (names))],
                                               g_test_rand_int_range (0, 4));
      g_autofree char *stage = tw_id_dup_text (tw_record_get_id (stages[i % 3]));
      g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", name,
                                               "amount", i % 4 == 0 ? NULL : amounts[g_test_rand_int_range (0, 4)],
                                               "close_date", i % 3 == 0 ? NULL : dates[g_test_rand_int_range (0, 3)],
                                               "stage", i % 5 == 0 ? NULL : stage,
                                               "urgent", i % 7 == 0 ? NULL : i % 3 == 1 ? "true" : "false", NULL);

      tw_edit_save (edit, deal);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    g_object_unref (stages[i]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static TwQuery *
new_query (Fixture *fixture, const char *where, const char *sort)
{
  g_autoptr (GError) error = NULL;
  TwQuery *query = tw_query_new (tw_store_get_schema (fixture->store), tw_test_entity (fixture->store, "deal"), where, sort, &error);

  g_assert_no_error (error);
  return query;
}

static GPtrArray *
read_pages (Fixture *fixture, TwQuery *query, guint limit)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *after = NULL;

  do
    {
      g_autoptr (GError) error = NULL;
      char *next = NULL;
      g_autoptr (GPtrArray) page = tw_store_list (fixture->store, query, limit, after, &next, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (page->len, <=, limit);
      g_assert_true (next == NULL || page->len == limit);
      for (guint i = 0; i < page->len; i++)
        g_ptr_array_add (all, g_object_ref (page->pdata[i]));
      g_free (after);
      after = next;
    }
  while (after != NULL);
  return all;
}

static int
compare_by (TwQuery *query, TwRecord *a, TwRecord *b)
{
  for (guint i = 0; i < tw_query_get_n_sort_keys (query); i++)
    {
      const TwSortKey *key = tw_query_get_sort_key (query, i);
      int order = tw_value_compare (tw_record_get (a, key->field), tw_record_get (b, key->field));

      if (order != 0)
        return key->descending ? -order : order;
    }
  return 0;
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const sorts[] = {
    "name", "-name", "amount", "-amount", "close_date", "-close_date", "created_at", "-created_at", "status,name",
    "amount,-close_date", "-amount,close_date,name", "close_date,-amount,-name", "urgent,-amount", "-urgent,name,close_date",
  };
  static const guint limits[] = { 1, 7, 50, RECORDS - 1, RECORDS, RECORDS + 1 };

  for (guint s = 0; s < G_N_ELEMENTS (sorts); s++)
    {
      g_autoptr (TwQuery) query = new_query (fixture, NULL, sorts[s]);
      g_autoptr (GPtrArray) whole = read_pages (fixture, query, 1000);

      g_assert_cmpuint (whole->len, ==, RECORDS);
      for (guint i = 1; i < whole->len; i++)
        g_assert_cmpint (compare_by (query, whole->pdata[i - 1], whole->pdata[i]), <=, 0);
      for (guint l = 0; l < G_N_ELEMENTS (limits); l++)
        {
          g_autoptr (GPtrArray) pages = read_pages (fixture, query, limits[l]);

          g_assert_cmpuint (pages->len, ==, whole->len);
          for (guint i = 0; i < pages->len; i++)
            g_assert_true (tw_id_equal (tw_record_get_id (pages->pdata[i]), tw_record_get_id (whole->pdata[i])));
        }
    }
}

/* Links sort by the target's title, computed fields by what they give; pages agree with the whole list. */
static void
test_joined_sorts (Fixture *fixture, gconstpointer data)
{
  static const char *const sorts[] = { "stage", "-stage,name", "weighted", "-weighted,stage" };

  for (guint s = 0; s < G_N_ELEMENTS (sorts); s++)
    {
      g_autoptr (TwQuery) query = new_query (fixture, NULL, sorts[s]);
      g_autoptr (GPtrArray) whole = read_pages (fixture, query, 1000), pages = read_pages (fixture, query, 9);

      g_assert_cmpuint (whole->len, ==, RECORDS);
      g_assert_cmpuint (pages->len, ==, RECORDS);
      for (guint i = 0; i < pages->len; i++)
        g_assert_true (tw_id_equal (tw_record_get_id (pages->pdata[i]), tw_record_get_id (whole->pdata[i])));
    }
  {
    g_autoptr (TwQuery) query = new_query (fixture, NULL, "stage");
    g_autoptr (GPtrArray) whole = read_pages (fixture, query, 1000);
    g_autofree char *last = NULL;

    for (guint i = 0; i < whole->len; i++)
      {
        const TwValue *stage = tw_record_get_key (whole->pdata[i], "stage");
        g_autofree char *title = tw_value_is_null (stage) ? g_strdup ("") : tw_store_dup_title (fixture->store, stage->tag, &stage->id);

        g_assert_cmpint (tw_text_compare (last != NULL ? last : "", -1, title, -1), <=, 0);
        g_free (last);
        last = g_steal_pointer (&title);
      }
  }
}

static void
test_where (Fixture *fixture, gconstpointer data)
{
  static const char *const wheres[] = {
    "amount > 1 EUR", "stage.probability = 10", "name contains \"ACME\"", "close_date is empty", "urgent and amount is empty",
    "stage.name = \"zoe\" and not urgent", "count(people) = 0",
  };

  for (guint w = 0; w < G_N_ELEMENTS (wheres); w++)
    {
      g_autoptr (TwQuery) query = new_query (fixture, wheres[w], "name,-amount");
      g_autoptr (GPtrArray) pages = read_pages (fixture, query, 13);
      g_autoptr (GError) error = NULL;
      guint matching = 0;

      g_assert_cmpint (tw_store_count (fixture->store, query, &error), ==, pages->len);
      g_assert_no_error (error);
      /* Those in the list match in memory, too, and no other record does. */
      {
        g_autoptr (TwQuery) all = new_query (fixture, NULL, "name");
        g_autoptr (GPtrArray) records = read_pages (fixture, all, 1000);

        for (guint i = 0; i < records->len; i++)
          {
            g_auto (TwValue) holds = TW_VALUE_INIT;

            g_assert_true (tw_store_eval (fixture->store, tw_query_get_where (query), records->pdata[i], &holds, &error));
            matching += holds.type == TW_TYPE_BOOLEAN && holds.i;
          }
      }
      g_assert_cmpuint (matching, ==, pages->len);
      g_assert_cmpuint (matching, >, 0);
    }
}

/* A cursor stays good when its record goes and others come. */
static void
test_cursor_under_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwQuery) query = new_query (fixture, NULL, "name");
  g_autofree char *next = NULL, *unused = NULL;
  g_autoptr (GPtrArray) whole = read_pages (fixture, query, 1000);
  g_autoptr (GPtrArray) first = tw_store_list (fixture->store, query, 100, NULL, &next, NULL);
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (TwRecord) early = tw_test_new (fixture->store, "deal", "name", "0 before all", NULL);

  tw_test_delete (fixture->store, "Delete", first->pdata[99]);
  tw_test_save (fixture->store, "Add", early);
  second = tw_store_list (fixture->store, query, 100, next, &unused, NULL);
  for (guint i = 0; i < 100; i++)
    g_assert_true (tw_id_equal (tw_record_get_id (second->pdata[i]), tw_record_get_id (whole->pdata[100 + i])));
}

static void
test_bad_cursors (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "x", "AAAA", "!!!!", "AQAAAAAA", "\xff\xfe", "../../etc/passwd" };
  g_autoptr (TwQuery) query = new_query (fixture, NULL, "name");
  g_autoptr (TwQuery) other = new_query (fixture, NULL, "-name");
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) page = tw_store_list (fixture->store, query, 5, NULL, &next, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (tw_store_list (fixture->store, query, 5, texts[i], NULL, &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_CURSOR, NULL);
    }
  g_assert_null (tw_store_list (fixture->store, other, 5, next, NULL, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_CURSOR, NULL);
  /* Any one character changed: refused, or some other place of the same list; never anything else. */
  for (gsize i = 0; next[i] != '\0'; i++)
    {
      g_autofree char *changed = g_strdup (next);
      g_autoptr (GPtrArray) records = NULL;

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      records = tw_store_list (fixture->store, query, 5, changed, NULL, &error);
      if (records == NULL)
        tw_test_assert_error (&error, TW_STORE_ERROR_CURSOR, NULL);
    }
}

static char *
explain (Fixture *fixture, TwQuery *query, gboolean walk)
{
  const TwTable *table = tw_store_get_table (fixture->store, tw_query_get_entity (query));
  TwDb *db = tw_store_take_reader (fixture->store, NULL);
  TwExprContext *context = tw_store_dup_context (fixture->store);
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (GString) plan = g_string_new (NULL);
  TwStmt *stmt;

  tw_sql_append (sql, "EXPLAIN QUERY PLAN SELECT * FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  g_assert_true (walk ? tw_store_append_walk_condition (fixture->store, query, context, sql, NULL)
                      : tw_store_append_condition (fixture->store, query, context, sql, NULL));
  g_assert_true (tw_store_append_order (fixture->store, query, context, sql, NULL));
  stmt = tw_db_prepare_sql (db, sql, NULL);
  while (tw_stmt_step (stmt, NULL))
    g_string_append_printf (plan, "%s\n", tw_stmt_get_text (stmt, 3, NULL));
  tw_stmt_done (stmt);
  tw_store_context_free (context);
  tw_store_return_reader (fixture->store, db);
  return g_strdup (plan->str);
}

/* The order of an indexed field is an index walk, not a sort. */
static void
test_index_walk (Fixture *fixture, gconstpointer data)
{
  static const char *const sorts[] = { "amount", "-amount", "name", "-name", "close_date", "created_at", "-created_at" };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autoptr (TwQuery) query = new_query (fixture, NULL, sorts[i]);
      g_autofree char *plan = explain (fixture, query, FALSE);

      g_assert_nonnull (strstr (plan, "USING INDEX tw_i_deal_"));
      g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
}

/* With a condition there are two ways: along the order, and by the condition's index with a sort. */
static void
test_two_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwQuery) query = new_query (fixture, "close_date = 2026-01-31", "name");
  g_autoptr (TwQuery) all = new_query (fixture, NULL, "name"), unindexed = new_query (fixture, "urgent", "probability");
  g_autofree char *along = explain (fixture, query, TRUE), *by_filter = explain (fixture, query, FALSE);

  g_assert_true (tw_store_can_walk (fixture->store, query));
  g_assert_nonnull (strstr (along, "tw_i_deal_name"));
  g_assert_null (strstr (along, "TEMP B-TREE"));
  g_assert_nonnull (strstr (by_filter, "tw_i_deal_close_date"));
  g_assert_false (tw_store_can_walk (fixture->store, all));
  g_assert_false (tw_store_can_walk (fixture->store, unindexed));
}

/* Rows so rare that the way along the order is given up, and rows that are nearly all: pages are the list in both. */
static void
test_rare_and_frequent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwBulk *bulk = tw_bulk_new (fixture->store, TW_ORIGIN_IMPORT, "Import", &error);
  g_autoptr (TwQuery) rare = new_query (fixture, "close_date = 2030-05-05", "name");
  g_autoptr (TwQuery) frequent = new_query (fixture, "close_date = 2030-06-06", "-name");
  g_autoptr (TwCommit) commit = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < 24000; i++)
    {
      g_autofree char *name = g_strdup_printf ("Row %05u", i * 7919 % 24000);
      g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", name, "close_date",
                                               i % 4000 == 0 ? "2030-05-05" : "2030-06-06", NULL);

      g_assert_true (tw_bulk_save (bulk, deal, &error));
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  for (guint limit = 1; limit <= 4; limit++)
    {
      g_autoptr (GPtrArray) pages = read_pages (fixture, rare, limit);

      g_assert_cmpuint (pages->len, ==, 6);
      for (guint i = 1; i < pages->len; i++)
        g_assert_cmpint (compare_by (rare, pages->pdata[i - 1], pages->pdata[i]), <, 0);
    }
  {
    g_autoptr (GPtrArray) pages = read_pages (fixture, frequent, 999);

    g_assert_cmpuint (pages->len, ==, 23994);
    for (guint i = 1; i < pages->len; i++)
      g_assert_cmpint (compare_by (frequent, pages->pdata[i - 1], pages->pdata[i]), <, 0);
  }
}

static void
test_wastebasket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwQuery) query = new_query (fixture, NULL, "name");
  g_autoptr (TwQuery) basket = tw_query_with_deleted (query);
  g_autoptr (GPtrArray) whole = read_pages (fixture, query, 1000), deleted = NULL;

  g_assert_cmpint (tw_store_count (fixture->store, basket, NULL), ==, 0);
  for (guint i = 0; i < 30; i++)
    tw_test_delete (fixture->store, "Delete", whole->pdata[i]);
  deleted = read_pages (fixture, basket, 7);
  g_assert_cmpuint (deleted->len, ==, 30);
  g_assert_true (tw_record_is_deleted (deleted->pdata[0]));
  g_assert_cmpint (tw_store_count (fixture->store, query, NULL), ==, RECORDS - 30);
}

static void
test_search_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwQuery) query = new_query (fixture, NULL, "name");
  g_autoptr (TwQuery) narrowed = tw_query_with_text (query, "mul");
  g_autoptr (GPtrArray) found = read_pages (fixture, narrowed, 3);
  g_autoptr (TwQuery) by_condition = new_query (fixture, "name contains \"Müller\"", "name");

  g_assert_cmpuint (found->len, >, 0);
  g_assert_cmpint (found->len, ==, tw_store_count (fixture->store, by_condition, NULL));
}

#define ADD(path, func) g_test_add ("/store/query/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pages-are-the-list", test_pages);
  ADD ("joined-sorts", test_joined_sorts);
  ADD ("where", test_where);
  ADD ("cursor-under-changes", test_cursor_under_changes);
  ADD ("bad-cursors", test_bad_cursors);
  ADD ("index-walk", test_index_walk);
  ADD ("two-ways", test_two_ways);
  ADD ("rare-and-frequent", test_rare_and_frequent);
  ADD ("wastebasket", test_wastebasket);
  ADD ("search-text", test_search_text);
  return g_test_run ();
}
