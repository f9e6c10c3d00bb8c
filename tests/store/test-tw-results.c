/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "live-fixture.h"
#include "tw-results-private.h"

/* --- A plain array that follows the list's signals --- */

typedef struct
{
  TwResults *results;
  GPtrArray *rows;                                     /* what the signals say is in the list */
  guint      n_signals, n_steps;
} Mirror;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Mirror *mirror = data;

  g_assert_cmpuint (position + removed, <=, mirror->rows->len);
  /* A view that is told of a long list exchanged for another in one step reads all of it. */
  g_assert_true (removed == 0 || added == 0 || removed + added <= 512);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->rows, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->rows, position + i, g_list_model_get_item (model, position + i));
  mirror->n_signals++;
  mirror->n_steps += removed + added;
}

static void
mirror_take (Mirror *mirror, TwResults *results)
{
  *mirror = (Mirror) { .results = results,
                       .rows = g_ptr_array_new_with_free_func (g_object_unref) };
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (mirror->results)); i++)
    g_ptr_array_add (mirror->rows, g_list_model_get_item (G_LIST_MODEL (mirror->results), i));
  g_signal_connect (mirror->results, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
mirror_init (Mirror *mirror, Live *live, TwQuery *query)
{
  mirror_take (mirror, tw_results_new (live->store, query));
}

/* On a machine that is busy reading the first rows may not be quick; the list is then as any other. */
static TwResults *
make_quick (TwResults *(*make) (TwStore *store, TwQuery *query), Live *live, TwQuery *query)
{
  TwResults *results = make (live->store, query);

  for (guint i = 0; i < 100 && g_list_model_get_n_items (G_LIST_MODEL (results)) == 0; i++)
    {
      g_object_unref (results);
      results = make (live->store, query);
    }
  return results;
}

static void
mirror_init_first (Mirror *mirror, Live *live, TwQuery *query)
{
  mirror_take (mirror, make_quick (tw_results_new_first, live, query));
}

static void
mirror_clear (Mirror *mirror)
{
  g_signal_handlers_disconnect_by_data (mirror->results, mirror);
  g_ptr_array_unref (mirror->rows);
  g_assert_finalize_object (mirror->results);
}

static gboolean
is_settled (gpointer data)
{
  Mirror *mirror = data;

  if (tw_results_get_loading (mirror->results))
    return FALSE;
  for (guint i = 0; i < mirror->rows->len; i++)
    if (tw_row_get_record (g_ptr_array_index (mirror->rows, i)) == NULL)
      return FALSE;
  return TRUE;
}

/* "committed" is emitted from the main loop. */
static void
settle (Mirror *mirror)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  live_wait (is_settled, mirror);
}

static void
assert_record_equal (TwRecord *a, TwRecord *b)
{
  const TwEntity *entity = tw_record_get_entity (b);

  g_assert_true (tw_id_equal (tw_record_get_id (a), tw_record_get_id (b)));
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->formula == NULL &&
        !tw_value_equal (tw_record_get (a, entity->fields[i]), tw_record_get (b, entity->fields[i])))
      g_error ("field %s differs", entity->fields[i]->key);
}

typedef struct
{
  Mirror    *mirror;
  GPtrArray *wanted;
} Comparison;

static gboolean
is_up_to_date (gpointer data)
{
  Comparison *comparison = data;

  if (comparison->mirror->rows->len != comparison->wanted->len)
    return FALSE;
  for (guint i = 0; i < comparison->wanted->len; i++)
    {
      TwRecord *record = tw_row_get_record (g_ptr_array_index (comparison->mirror->rows, i));

      if (record == NULL || tw_record_get_row_seq (record) != tw_record_get_row_seq (g_ptr_array_index (comparison->wanted, i)))
        return FALSE;
    }
  return TRUE;
}

/* Rows that are held are read again behind the list: where the machine is busy, after it. */
static void
check_mirror (Mirror *mirror, Live *live, TwQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wanted = tw_store_list (live->store, query, 10000, NULL, NULL, &error);
  Comparison comparison = { mirror, wanted };

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (mirror->results)), ==, wanted->len);
  g_assert_cmpuint (mirror->rows->len, ==, wanted->len);
  live_wait (is_up_to_date, &comparison);
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr (TwRow) row = g_list_model_get_item (G_LIST_MODEL (mirror->results), i);

      g_assert_true (row == g_ptr_array_index (mirror->rows, i));
      assert_record_equal (tw_row_get_record (row), g_ptr_array_index (wanted, i));
    }
}

/* --- Steps between lists --- */

static GArray *
random_list (GRand *rand, guint n)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      gint64 rid = g_rand_int_range (rand, 1, 60);

      if (g_hash_table_add (known, GINT_TO_POINTER (rid)))
        g_array_insert_val (list, g_rand_int_range (rand, 0, list->len + 1), rid);
    }
  return list;
}

static void
apply (GArray *list, GArray *after, GArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      TwSplice *step = &g_array_index (steps, TwSplice, i);

      if (step->removed > 0)
        g_array_remove_range (list, step->position, step->removed);
      if (step->added > 0)
        g_array_insert_vals (list, step->position, &g_array_index (after, gint64, step->position), step->added);
    }
  g_assert_cmpmem (list->data, list->len * sizeof (gint64), after->data, after->len * sizeof (gint64));
}

static void
test_diff_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GArray) before = random_list (rand, g_rand_int_range (rand, 0, 30));
      g_autoptr (GArray) after = random_list (rand, g_rand_int_range (rand, 0, 30));
      g_autoptr (GArray) steps = tw_results_diff (before, after, NULL);

      apply (before, after, steps);
    }
}

/* Moves a few known rows; nothing but they may be removed or added. */
static void
test_diff_known (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GArray) before = random_list (rand, g_rand_int_range (rand, 1, 30));
      g_autoptr (GArray) after = g_array_copy (before);
      g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) steps = NULL;
      guint n = g_rand_int_range (rand, 0, 5), total = 0;

      for (guint j = 0; j < n && after->len > 0; j++)
        {
          guint at = g_rand_int_range (rand, 0, after->len);
          gint64 rid = g_array_index (after, gint64, at);

          g_array_remove_index (after, at);
          for (guint k = 0; k < changed->len; k++)
            if (g_array_index (changed, gint64, k) == rid)
              goto known;
          g_array_append_val (changed, rid);
known:
          if (g_rand_int_range (rand, 0, 4) > 0)
            g_array_insert_val (after, g_rand_int_range (rand, 0, after->len + 1), rid);
        }
      steps = tw_results_diff (before, after, changed);
      for (guint j = 0; j < steps->len; j++)
        total += g_array_index (steps, TwSplice, j).removed + g_array_index (steps, TwSplice, j).added;
      g_assert_cmpuint (total, <=, 2 * changed->len);
      apply (before, after, steps);
    }
}

/* A reversed list of many rows is exchanged in two steps, not in thousands. */
static void
test_diff_large (void)
{
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) after = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) steps = NULL;

  for (gint64 i = 0; i < 100000; i++)
    {
      gint64 other = 99999 - i;

      g_array_append_val (before, i);
      g_array_append_val (after, other);
    }
  steps = tw_results_diff (before, after, NULL);
  g_assert_cmpuint (steps->len, ==, 2);
  apply (before, after, steps);
}

/* --- Live lists --- */

static const struct { const char *where, *sort; } queries[] = {
  { NULL, "name" },
  { NULL, "-amount,name" },
  { NULL, "stage,-close_date" },
  { NULL, "-status,city" },
  { NULL, "tags" },
  { NULL, "-updated_at" },
  { "seats > 10", "-seats,name" },
  { "hot = true and seats < 30", "company,name" },
};

/* After every random commit each list equals a fresh reading of everything, and its signals told exactly so. */
static void
test_random_commits (void)
{
  Live *live = live_new ();
  Mirror mirrors[G_N_ELEMENTS (queries) + 1];
  TwQuery *list[G_N_ELEMENTS (mirrors)];

  live_fill (live, 150);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    list[i] = live_query (live, live->deal, queries[i].where, queries[i].sort);
  {
    g_autoptr (TwQuery) all = live_query (live, live->deal, NULL, "-amount");

    list[G_N_ELEMENTS (queries)] = tw_query_with_deleted (all);
  }
  for (guint i = 0; i < G_N_ELEMENTS (mirrors); i++)
    mirror_init (&mirrors[i], live, list[i]);

  for (guint round = 0; round < 60; round++)
    {
      live_random_commit (live, round % 10 == 9 ? 100 : 12);
      for (guint i = 0; i < G_N_ELEMENTS (mirrors); i++)
        {
          settle (&mirrors[i]);
          check_mirror (&mirrors[i], live, list[i]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (mirrors); i++)
    {
      mirror_clear (&mirrors[i]);
      tw_query_unref (list[i]);
    }
  live_free (live);
}

/* Several commits before the list hears of the first one: it goes on from one snapshot to another, never in between. */
static void
test_commits_in_a_row (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL;
  Mirror mirror;

  live_fill (live, 400);
  query = live_query (live, live->deal, NULL, "stage,-amount");
  mirror_init (&mirror, live, query);
  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < 5; i++)
        live_random_commit (live, 8);
      settle (&mirror);
      check_mirror (&mirror, live, query);
    }
  mirror_clear (&mirror);
  live_free (live);
}

/* One edit of one row among many: at most one removal and one addition, or only the row's own signal. */
static void
test_exact_signals (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (TwRow) row = NULL;
  Mirror mirror;
  const TwId *id;

  live_fill (live, 1500);
  query = live_query (live, live->deal, NULL, "name");
  mirror_init (&mirror, live, query);
  settle (&mirror);
  g_assert_cmpuint (mirror.rows->len, ==, 1500);
  check_mirror (&mirror, live, query);

  id = g_ptr_array_index (live->deals, 700);
  row = g_list_model_get_item (G_LIST_MODEL (mirror.results), tw_results_find (mirror.results, id));
  mirror.n_signals = mirror.n_steps = 0;
  live_set (live, live->deal, id, "seats", "7", NULL);
  settle (&mirror);
  g_assert_cmpuint (mirror.n_signals, ==, 0);
  g_assert_cmpint (tw_record_get_key (tw_row_get_record (row), "seats")->i, ==, 7);
  g_assert_cmpstr (tw_row_get_text (row, live_field (live->deal, "seats")), ==, "7");

  live_set (live, live->deal, id, "name", "zzz last of all", NULL);
  settle (&mirror);
  g_assert_cmpuint (mirror.n_steps, ==, 2);
  g_assert_cmpint (tw_results_find (mirror.results, id), ==, 1499);
  g_assert_true (g_ptr_array_index (mirror.rows, 1499) == row);

  live_delete (live, live->deal, id);
  settle (&mirror);
  g_assert_cmpuint (mirror.n_steps, ==, 3);
  g_assert_cmpint (tw_results_find (mirror.results, id), ==, -1);
  live_restore (live, live->deal, id);
  settle (&mirror);
  g_assert_cmpuint (mirror.n_steps, ==, 4);
  /* Who held the row has the same object again. */
  g_assert_true (g_ptr_array_index (mirror.rows, 1499) == row);
  check_mirror (&mirror, live, query);
  mirror_clear (&mirror);
  g_clear_object (&row);
  live_free (live);
}

static void
count_cb (TwRow *row, gpointer count)
{
  ++*(guint *) count;
}

/* A linked record's new title reaches the texts of rows, and the order of a list that sorts by it. */
static void
test_linked_title (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (TwRow) row = NULL;
  const TwField *stage;
  const TwId *id;
  guint count = 0;
  Mirror mirror;
  TwId deal;

  live_fill (live, 60);
  stage = live_field (live->deal, "stage");
  id = g_ptr_array_index (live->stages, 0);
  {
    g_autofree char *text = tw_id_dup_text (id);

    deal = live_add (live, live->deal, "name", "One", "stage", text, NULL);
  }
  query = live_query (live, live->deal, NULL, "stage,name");
  mirror_init (&mirror, live, query);
  settle (&mirror);
  row = g_list_model_get_item (G_LIST_MODEL (mirror.results), tw_results_find (mirror.results, &deal));
  g_assert_cmpstr (tw_row_get_text (row, stage), ==, "Stage 00");
  g_signal_connect (row, "changed", G_CALLBACK (count_cb), &count);
  live_set (live, live->stage, id, "name", "Zenith", NULL);
  settle (&mirror);
  g_assert_cmpstr (tw_row_get_text (row, stage), ==, "Zenith");
  g_assert_cmpuint (count, >=, 1);
  check_mirror (&mirror, live, query);
  mirror_clear (&mirror);
  g_clear_object (&row);
  live_free (live);
}

/* More changes than a commit carries: the list is read again in the background, and rows that are held follow. */
static void
test_large_commit (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL, hot = NULL;
  g_autoptr (TwRow) row = NULL;
  Mirror mirror, other;

  live_fill (live, 6000);
  query = live_query (live, live->deal, NULL, "name");
  hot = live_query (live, live->deal, "close_date within this year or seats > 20", "-amount");
  mirror_init (&mirror, live, query);
  mirror_init (&other, live, hot);
  settle (&mirror);
  settle (&other);
  row = g_object_ref (g_ptr_array_index (mirror.rows, 3000));
  {
    TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "All");
    g_autoptr (TwCommit) commit = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < live->deals->len; i++)
      {
        g_autoptr (TwRecord) record = tw_store_get (live->store, live->deal, g_ptr_array_index (live->deals, i), &error);

        /* Values that no record has yet, so that each of them changes. */
        g_assert_true (tw_record_set_text (record, "seats", i % 2 ? "50" : "-6", &error));
        if (i % 3 == 0)
          g_assert_true (tw_record_set_text (record, "name", "Renamed", &error));
        tw_edit_save (edit, record);
      }
    commit = tw_edit_commit (edit, &error);
    g_assert_no_error (error);
    g_assert_false (tw_commit_has_changes (commit));
  }
  settle (&mirror);
  settle (&other);
  check_mirror (&mirror, live, query);
  check_mirror (&other, live, hot);
  g_assert_cmpint (tw_record_get_row_seq (tw_row_get_record (row)), ==,
                   tw_record_get_row_seq (tw_row_get_record (g_ptr_array_index (mirror.rows, 0))));
  mirror_clear (&mirror);
  mirror_clear (&other);
  g_clear_object (&row);
  live_free (live);
}

static void
test_other_query (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) deals = NULL, backwards = NULL, companies = NULL, found = NULL;
  Mirror mirror;
  gpointer first;

  live_fill (live, 90);
  deals = live_query (live, live->deal, NULL, "name");
  backwards = live_query (live, live->deal, NULL, "-name");
  companies = live_query (live, live->company, NULL, NULL);
  found = tw_query_with_text (deals, "alpha");
  mirror_init (&mirror, live, deals);
  settle (&mirror);
  first = g_ptr_array_index (mirror.rows, 0);
  tw_results_set_query (mirror.results, backwards);
  settle (&mirror);
  check_mirror (&mirror, live, backwards);
  g_assert_true (g_ptr_array_index (mirror.rows, 89) == first);
  tw_results_set_query (mirror.results, found);
  settle (&mirror);
  g_assert_cmpuint (mirror.rows->len, >, 0);
  g_assert_cmpuint (mirror.rows->len, <, 90);
  check_mirror (&mirror, live, found);
  live_random_commit (live, 20);
  settle (&mirror);
  check_mirror (&mirror, live, found);
  tw_results_set_query (mirror.results, companies);
  settle (&mirror);
  check_mirror (&mirror, live, companies);
  mirror_clear (&mirror);
  live_free (live);
}

/* A list that goes while its rows are being read. */
static void
test_gone_while_loading (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL;

  live_fill (live, 1000);
  query = live_query (live, live->deal, NULL, "-close_date");
  for (guint i = 0; i < 20; i++)
    {
      TwResults *results = make_quick (tw_results_new, live, query);
      g_autoptr (TwRow) row = g_list_model_get_item (G_LIST_MODEL (results), i);

      if (i % 3 == 0)
        g_main_context_iteration (NULL, FALSE);
      g_object_unref (results);
      g_assert_nonnull (tw_row_get_text (row, live_field (live->deal, "company")));
    }
  live_free (live);
}

/* A list for the first frame has a screen of rows, and no reader works beside it, until the rest is asked for. */
static void
test_first_rows (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL, other = NULL;
  guint n;
  Mirror mirror;

  live_fill (live, 1500);
  query = live_query (live, live->deal, NULL, "name");
  other = live_query (live, live->deal, NULL, "-amount");
  /* The commits of filling are told now; coming later they would be a reason to read all. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mirror_init_first (&mirror, live, query);
  n = mirror.rows->len;
  g_assert_cmpuint (n, >, 30);
  g_assert_cmpuint (n, <, 150);
  g_assert_true (tw_results_get_loading (mirror.results));
  for (guint i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (mirror.rows->len, ==, n);
  tw_results_read_rest (mirror.results);
  settle (&mirror);
  check_mirror (&mirror, live, query);
  tw_results_set_query (mirror.results, other);
  settle (&mirror);
  check_mirror (&mirror, live, other);
  mirror_clear (&mirror);
  live_free (live);
}

/* A commit, or another query, that comes before the rest is asked for is followed too. */
static void
test_first_rows_followed (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = NULL, other = NULL;
  Mirror mirror;

  live_fill (live, 1500);
  query = live_query (live, live->deal, NULL, "name");
  other = live_query (live, live->deal, NULL, "-amount");
  mirror_init_first (&mirror, live, query);
  live_random_commit (live, 8);
  settle (&mirror);
  check_mirror (&mirror, live, query);
  mirror_clear (&mirror);

  mirror_init_first (&mirror, live, query);
  tw_results_set_query (mirror.results, other);
  tw_results_read_rest (mirror.results);
  settle (&mirror);
  check_mirror (&mirror, live, other);
  mirror_clear (&mirror);
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/results/diff-random", test_diff_random);
  g_test_add_func ("/store/results/diff-known", test_diff_known);
  g_test_add_func ("/store/results/diff-large", test_diff_large);
  g_test_add_func ("/store/results/random-commits", test_random_commits);
  g_test_add_func ("/store/results/commits-in-a-row", test_commits_in_a_row);
  g_test_add_func ("/store/results/exact-signals", test_exact_signals);
  g_test_add_func ("/store/results/linked-title", test_linked_title);
  g_test_add_func ("/store/results/large-commit", test_large_commit);
  g_test_add_func ("/store/results/other-query", test_other_query);
  g_test_add_func ("/store/results/gone-while-loading", test_gone_while_loading);
  g_test_add_func ("/store/results/first-rows", test_first_rows);
  g_test_add_func ("/store/results/first-rows-followed", test_first_rows_followed);
  return g_test_run ();
}
