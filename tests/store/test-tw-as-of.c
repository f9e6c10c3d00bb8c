/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past: what a list or record was at each moment of a random history is read again later and compared. */
#include "config.h"

#include "tw-columns.h"
#include "tw-store-internal.h"
#include "tw-store-test.h"

#define STEPS 120

static const struct { const char *entity, *where, *sort; } queries[] = {
  { "deal", NULL, "name" },
  { "deal", "amount > 50 EUR", "-amount,name" },
  { "deal", "company.industry = \"Retail\"", "name" },
  { "deal", "count(tasks) > 0", "company,-amount" },
  { "company", "count(deals where amount > 50 EUR) > 0", "name" },
  { "company", NULL, "-industry,name" },
  { "task", "done", "-name" },
};

/* Boards of deals: what their columns are, with a sum of the amounts each. */
static const char *const columns[] = { "company", "urgent", "status" };

typedef struct
{
  char      *dir;
  TwStore   *store;
  TwInstant  clock;
  GPtrArray *deals, *companies, *tasks;                /* TwRecord */
  GPtrArray *moments;                                  /* Moment */
} Fixture;

typedef struct
{
  TwInstant at;
  char     *lists[G_N_ELEMENTS (queries)];
  char     *boards[G_N_ELEMENTS (columns)];
} Moment;

static void
moment_free (Moment *moment)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    g_free (moment->lists[i]);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_free (moment->boards[i]);
  g_free (moment);
}

static gint64
read_clock (gpointer data)
{
  return *(TwInstant *) data;
}

static TwQuery *
new_query (TwStore *store, guint i)
{
  g_autoptr (GError) error = NULL;
  TwQuery *query = tw_query_new (tw_store_get_schema (store), tw_test_entity (store, queries[i].entity), queries[i].where,
                                 queries[i].sort, &error);

  g_assert_no_error (error);
  return query;
}

/* Computed fields, too. */
static char *
print_records (GPtrArray *records)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const TwEntity *entity = tw_record_get_entity (records->pdata[i]);

      g_string_append_printf (text, "%s seq %" G_GINT64_FORMAT, tw_id_print (tw_record_get_id (records->pdata[i]), (char[37]) { 0 }),
                              tw_record_get_row_seq (records->pdata[i]));
      for (guint f = 0; f < entity->n_fields; f++)
        {
          const TwValue *value = tw_record_get_before (records->pdata[i], entity->fields[f]);
          g_autofree char *printed = tw_value_is_null (value) ? g_strdup ("-") : tw_value_print (value);

          g_string_append_printf (text, " %s=%s", entity->fields[f]->key, printed);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* "KEY: COUNT, SUM", a line a column, in the order of their text. (transfer full) */
static char *
print_columns (GHashTable *lines)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (lines), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *key = keys; key != NULL; key = key->next)
    {
      const gint64 *figures = g_hash_table_lookup (lines, key->data);

      g_string_append_printf (text, "%s: %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "\n", (char *) key->data, figures[0], figures[1]);
    }
  return g_string_free (text, FALSE);
}

static void
add_figures (GHashTable *lines, const TwValue *key, gint64 count, gint64 sum)
{
  g_autofree char *printed = tw_value_is_null (key) ? g_strdup ("-") : tw_value_print (key);
  gint64 *figures = g_hash_table_lookup (lines, printed);

  if (figures == NULL)
    {
      figures = g_new0 (gint64, 2);
      g_hash_table_insert (lines, g_steal_pointer (&printed), figures);
    }
  figures[0] += count;
  figures[1] += sum;
}

/* As a board asks for its columns now. */
static char *
print_board (TwStore *store, const char *column)
{
  g_autoptr (TwQuery) query = new_query (store, 0);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) groups = tw_store_group_sql (store, query, tw_test_field (store, "deal", column), tw_test_field (store, "deal", "amount"),
                                                     NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < groups->len; i++)
    {
      const TwGroup *group = groups->pdata[i];

      g_assert_cmpuint (group->sums->len, <=, 1);
      add_figures (lines, &group->key, group->count, group->sums->len > 0 ? g_array_index (group->sums, TwValue, 0).i : 0);
    }
  return print_columns (lines);
}

/* The same of a list of the past. */
static char *
print_board_of (TwStore *store, GPtrArray *records, const char *column)
{
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < records->len; i++)
    {
      const TwValue *amount = tw_record_get_before (records->pdata[i], tw_test_field (store, "deal", "amount"));

      add_figures (lines, tw_record_get_before (records->pdata[i], tw_test_field (store, "deal", column)), 1,
                   tw_value_is_null (amount) ? 0 : amount->i);
    }
  return print_columns (lines);
}

static void
remember (Fixture *fixture)
{
  Moment *moment = g_new0 (Moment, 1);

  moment->at = fixture->clock;
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (TwQuery) query = new_query (fixture->store, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) records = tw_store_list (fixture->store, query, 1000, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (tw_store_compute (fixture->store, records, NULL, &error));
      moment->lists[i] = print_records (records);
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    moment->boards[i] = print_board (fixture->store, columns[i]);
  g_ptr_array_add (fixture->moments, moment);
  fixture->clock += 1000000;
}

static TwRecord *
pick (GPtrArray *records)
{
  return records->len > 0 ? records->pdata[g_test_rand_int_range (0, (gint32) records->len)] : NULL;
}

static void
add_something (Fixture *fixture, guint step)
{
  g_autofree char *name = g_strdup_printf ("Name %u", step % 17);
  g_autofree char *amount = g_strdup_printf ("%d EUR", g_test_rand_int_range (0, 100));
  TwRecord *company = pick (fixture->companies), *deal = pick (fixture->deals);
  g_autofree char *company_id = company != NULL ? tw_id_dup_text (tw_record_get_id (company)) : NULL;
  g_autofree char *about = deal != NULL ? g_strdup_printf ("deal:%s", tw_id_print (tw_record_get_id (deal), (char[37]) { 0 })) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwRecord *record;

  if (step % 3 == 0)
    record = tw_test_new (fixture->store, "company", "name", name, "industry", step % 2 ? "Retail" : NULL, NULL);
  else if (step % 3 == 1)
    record = tw_test_new (fixture->store, "deal", "name", name, "amount", amount, "company", company_id,
                          "probability", step % 2 ? "25" : NULL, NULL);
  else
    record = tw_test_new (fixture->store, "task", "name", name, "record", about, NULL);
  /* What it points to may lie in the wastebasket by now: refused, and nothing happened. */
  commit = tw_test_try_save (fixture->store, "Add", record, &error);
  if (commit != NULL)
    g_ptr_array_add (step % 3 == 0 ? fixture->companies : step % 3 == 1 ? fixture->deals : fixture->tasks, record);
  else
    g_object_unref (record);
}

static void
change_something (Fixture *fixture)
{
  TwRecord *deal = pick (fixture->deals), *company = pick (fixture->companies), *task = pick (fixture->tasks);
  g_autofree char *amount = g_strdup_printf ("%d EUR", g_test_rand_int_range (0, 100));
  TwRecord *record = g_test_rand_bit () ? deal : g_test_rand_bit () ? company : task;
  g_autoptr (TwRecord) fresh = NULL;
  g_autoptr (TwCommit) commit = NULL;

  if (record == NULL)
    return;
  fresh = tw_test_get (fixture->store, record);
  if (record == deal)
    tw_test_set (fresh, "amount", amount, "urgent", g_test_rand_bit () ? "true" : NULL, "status", g_test_rand_bit () ? "won" : "open",
                 "probability", g_test_rand_bit () ? "50" : NULL, NULL);
  else if (record == company)
    tw_test_set (fresh, "industry", g_test_rand_bit () ? "Retail" : "Steel", NULL);
  else
    tw_test_set (fresh, "done", g_test_rand_bit () ? "true" : "false", NULL);
  commit = tw_test_try_save (fixture->store, "Change", fresh, NULL);
}

static void
delete_something (Fixture *fixture, gboolean restore)
{
  TwRecord *record = g_test_rand_bit () ? pick (fixture->deals) : pick (fixture->companies);
  TwEdit *edit;
  g_autoptr (TwCommit) commit = NULL;

  if (record == NULL)
    return;
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, restore ? "Restore" : "Delete");
  if (restore)
    tw_edit_restore (edit, tw_record_get_entity (record), tw_record_get_id (record));
  else
    tw_edit_delete (edit, tw_record_get_entity (record), tw_record_get_id (record));
  commit = tw_edit_commit (edit, NULL);
}

static void
compare_moment (Fixture *fixture, Moment *moment)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (TwQuery) query = new_query (fixture->store, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) records = tw_store_list_as_of (fixture->store, query, moment->at, 1000, &error);
      g_autoptr (GPtrArray) whole = g_ptr_array_new_with_free_func (g_object_unref);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      for (guint r = 0; r < records->len; r++)
        {
          g_ptr_array_add (whole, tw_store_get_as_of (fixture->store, tw_query_get_entity (query), tw_record_get_id (records->pdata[r]),
                                                      moment->at, &error));
          g_assert_no_error (error);
        }
      for (guint c = 0; i == 0 && c < G_N_ELEMENTS (columns); c++)
        {
          g_autofree char *board = print_board_of (fixture->store, records, columns[c]);

          g_assert_cmpstr (board, ==, moment->boards[c]);
        }
      text = print_records (whole);
      g_assert_cmpstr (text, ==, moment->lists[i]);
      if (records->len > 3)
        {
          g_autoptr (GPtrArray) few = tw_store_list_as_of (fixture->store, query, moment->at, 3, &error);
          g_autoptr (TwRecord) one = tw_store_get_as_of (fixture->store, tw_query_get_entity (query),
                                                         tw_record_get_id (records->pdata[2]), moment->at, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (few->len, ==, 3);
          g_assert_true (tw_id_equal (tw_record_get_id (few->pdata[2]), tw_record_get_id (one)));
          g_assert_cmpint (tw_record_get_row_seq (few->pdata[2]), ==, tw_record_get_row_seq (one));
        }
    }
}

static void
test_random_history (void)
{
  Fixture fixture = { .dir = tw_test_folder (), .clock = G_GINT64_CONSTANT (1767225600000000) };

  fixture.store = tw_test_open (fixture.dir);
  fixture.store->now_data = &fixture.clock;
  fixture.store->now = read_clock;
  fixture.deals = g_ptr_array_new_with_free_func (g_object_unref);
  fixture.companies = g_ptr_array_new_with_free_func (g_object_unref);
  fixture.tasks = g_ptr_array_new_with_free_func (g_object_unref);
  fixture.moments = g_ptr_array_new_with_free_func ((GDestroyNotify) moment_free);
  for (guint step = 0; step < STEPS; step++)
    {
      int what = g_test_rand_int_range (0, 10);
      g_autoptr (TwCommit) commit = NULL;

      if (what < 4 || step < 10)
        add_something (&fixture, step);
      else if (what < 7)
        change_something (&fixture);
      else if (what < 9)
        delete_something (&fixture, what == 8);
      else
        commit = tw_store_undo (fixture.store, NULL, NULL);
      remember (&fixture);
    }
  for (guint i = 0; i < fixture.moments->len; i++)
    compare_moment (&fixture, fixture.moments->pdata[i]);
  tw_test_assert_log_replays (fixture.store);
  g_ptr_array_unref (fixture.deals);
  g_ptr_array_unref (fixture.companies);
  g_ptr_array_unref (fixture.tasks);
  g_ptr_array_unref (fixture.moments);
  g_assert_finalize_object (fixture.store);
  tw_test_remove (fixture.dir);
  g_free (fixture.dir);
}

static void
test_edges (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (TwRecord) deal = tw_test_new (store, "deal", "name", "Acme", "amount", "10 EUR", "probability", "50", NULL);
  g_autoptr (TwRecord) past = NULL;
  g_autoptr (GError) error = NULL;
  TwInstant before, between;

  before = g_get_real_time () - 1000;
  tw_test_save (store, "Add", deal);
  between = g_get_real_time ();
  g_usleep (2000);
  tw_test_set (deal, "probability", "100", NULL);
  tw_test_save (store, "Change", deal);
  g_assert_null (tw_store_get_as_of (store, tw_record_get_entity (deal), tw_record_get_id (deal), before, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, "at that time");
  past = tw_store_get_as_of (store, tw_record_get_entity (deal), tw_record_get_id (deal), between, &error);
  g_assert_no_error (error);
  /* Computed fields are those of that time. */
  g_assert_cmpint (tw_record_get_key (past, "weighted")->i, ==, 5 * TW_MONEY_ONE);
  g_clear_object (&past);
  past = tw_store_get_as_of (store, tw_record_get_entity (deal), tw_record_get_id (deal), G_MAXINT64 / 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_record_get_key (past, "weighted")->i, ==, 10 * TW_MONEY_ONE);
  /* What was purged is gone from the past, too. */
  tw_test_delete (store, "Delete", deal);
  g_assert_cmpint (tw_store_purge (store, G_MAXINT64, &error), ==, 1);
  g_assert_null (tw_store_get_as_of (store, tw_record_get_entity (deal), tw_record_get_id (deal), between, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/as-of/random-history", test_random_history);
  g_test_add_func ("/store/as-of/edges", test_edges);
  return g_test_run ();
}
