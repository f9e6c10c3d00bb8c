/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "live-fixture.h"
#include "tw-columns-cache.h"
#include "tw-columns-days-private.h"
#include "tw-store-private.h"

/* --- Comparing answers --- */

static char *
dup_sums (GArray *sums)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; sums != NULL && i < sums->len; i++)
    {
      g_autofree char *one = tw_value_print (&g_array_index (sums, TwValue, i));

      g_string_append_printf (text, "%s%s", i > 0 ? " + " : "", one);
    }
  return g_string_free (text, FALSE);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* A line for each group, in the order of the lines. */
static char *
dup_answer (GPtrArray *groups)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < groups->len; i++)
    {
      const TwGroup *group = g_ptr_array_index (groups, i);
      g_autofree char *key = tw_value_print (&group->key);
      g_autofree char *sums = dup_sums (group->sums), *weighted = dup_sums (group->weighted);

      if (group->least != NULL)
        {
          g_autofree char *least = dup_sums (group->least), *greatest = dup_sums (group->greatest);

          g_ptr_array_add (lines, g_strdup_printf ("%d %s: %" G_GINT64_FORMAT " [%s] %s … %s", group->key.type, key, group->count, sums, least,
                                                   greatest));
          continue;
        }
      g_ptr_array_add (lines, g_strdup_printf ("%d %s: %" G_GINT64_FORMAT " [%s] [%s]", group->key.type, key, group->count, sums, weighted));
    }
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void warm_all (Live *live);

/* --- Known answers --- */

static void
assert_answer (Live *live, const char *where, const char *group, const char *sum, const char *weight, const char *wanted)
{
  g_autoptr (TwQuery) query = live_query (live, live->deal, where, NULL);
  const TwField *by = group != NULL ? live_field (live->deal, group) : NULL;
  const TwField *of = sum != NULL ? live_field (live->deal, sum) : NULL;
  const TwField *with = weight != NULL ? live_field (live->deal, weight) : NULL;
  const TwField *fields[3];
  guint n = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) groups = i == 0 ? tw_store_group_sql (live->store, query, by, of, with, &error)
                                            : tw_store_group (live->store, query, by, of, with, &error);
      g_autofree char *answer = NULL;

      g_assert_no_error (error);
      answer = dup_answer (groups);
      g_assert_cmpstr (answer, ==, wanted);
      if (by != NULL)
        fields[n++] = by;
      if (of != NULL)
        fields[n++] = of;
      if (with != NULL)
        fields[n++] = with;
      g_assert_true (tw_store_warm_columns (live->store, live->deal, fields, n, &error));
      n = 0;
    }
}

static void
test_known (void)
{
  Live *live = live_new ();

  live_add (live, live->deal, "name", "a", "city", "Paris", "amount", "10.00 EUR", "probability", "50", "status", "open", "seats", "3", NULL);
  live_add (live, live->deal, "name", "b", "city", "PARIS", "amount", "5.05 EUR", "probability", "10", "status", "open", "seats", "4", NULL);
  live_add (live, live->deal, "name", "c", "city", "paris", "amount", "7 USD", "status", "won", NULL);
  live_add (live, live->deal, "name", "d", "amount", "100 USD", "probability", "25", NULL);
  assert_answer (live, NULL, NULL, NULL, NULL, "0 : 4 [] []");
  assert_answer (live, NULL, NULL, "amount", "probability", "0 : 4 [15.05 EUR + 107.00 USD] [5.505 EUR + 25.00 USD]");
  assert_answer (live, NULL, "city", "amount", NULL, "0 : 1 [100.00 USD] []\n9 PARIS: 3 [15.05 EUR + 7.00 USD] []");
  assert_answer (live, NULL, "status", "seats", "probability", "0 : 1 [] []\n10 open: 2 [7] [1.9]\n10 won: 1 [] []");
  assert_answer (live, "name = \"nobody\"", NULL, "amount", NULL, "0 : 0 [] []");
  assert_answer (live, "name = \"nobody\"", "city", "amount", NULL, "");
  live_free (live);
}

/* Periods of dates, of moments in the workspace's zone, a field beyond a link, and an expression. */
static void
test_pivot (void)
{
  Live *live = live_new ();
  const TwField *amount = live_field (live->deal, "amount"), *close_date = live_field (live->deal, "close_date"), *status = live_field (live->deal, "status");
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) path = NULL, measure = NULL;
  TwId company = live_add (live, live->company, "name", "Acme", NULL);
  char id[TW_ID_TEXT_LENGTH + 1];
  const struct { TwPivot pivot; const char *wanted; } table[] = {
    { { .by = { { .field = close_date, .grain = TW_GRAIN_MONTH }, { .field = status } }, .sum = amount },
      "12 [\"2024-02-01\",\"open\"]: 2 [3.00 EUR] []\n12 [\"2024-03-01\",\"won\"]: 1 [4.00 EUR] []\n12 [null,null]: 1 [] []" },
    { { .by = { { .field = close_date, .grain = TW_GRAIN_QUARTER } } }, "0 : 1 [] []\n5 2024-01-01: 3 [] []" },
    { { .by = { { .field = close_date, .grain = TW_GRAIN_QUARTER } }, .sum = amount, .extremes = TRUE },
      "0 : 1 []  … \n5 2024-01-01: 3 [7.00 EUR] 1.00 EUR … 4.00 EUR" },
    { { .by = { { .field = close_date, .grain = TW_GRAIN_WEEK } } }, "0 : 1 [] []\n5 2024-01-29: 1 [] []\n5 2024-02-26: 2 [] []" },
  };

  live_add (live, live->deal, "name", "a", "close_date", "2024-02-01", "status", "open", "amount", "1 EUR", "company", tw_id_print (&company, id), NULL);
  live_add (live, live->deal, "name", "b", "close_date", "2024-02-29", "status", "open", "amount", "2 EUR", NULL);
  live_add (live, live->deal, "name", "c", "close_date", "2024-03-01", "status", "won", "amount", "4 EUR", "seats", "3", NULL);
  live_add (live, live->deal, "name", "d", NULL);
  query = live_query (live, live->deal, NULL, NULL);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        {
          g_autoptr (GPtrArray) groups = tw_store_pivot (live->store, query, &table[i].pivot, NULL, &error);
          g_autofree char *answer = NULL;

          g_assert_no_error (error);
          answer = dup_answer (groups);
          g_assert_cmpstr (answer, ==, table[i].wanted);
        }
      warm_all (live);
    }
  path = tw_expr_bind_text ("company.name", tw_query_get_schema (query), live->deal, TW_EXPR_BIND_DEFAULT, &error);
  g_assert_no_error (error);
  measure = tw_expr_bind_text ("amount * 3 - amount", tw_query_get_schema (query), live->deal, TW_EXPR_BIND_DEFAULT, &error);
  g_assert_no_error (error);
  {
    TwPivot pivot = { .by = { { .field = live_field (live->company, "name"), .path = path } }, .measure = measure };
    g_autoptr (GPtrArray) groups = tw_store_pivot (live->store, query, &pivot, NULL, &error);
    g_autofree char *answer = NULL;

    g_assert_no_error (error);
    answer = dup_answer (groups);
    g_assert_cmpstr (answer, ==, "0 : 3 [12.00 EUR] []\n9 Acme: 1 [2.00 EUR] []");
  }
  live_free (live);
}

/* Sums beyond 64 bits are refused by both, weighted ones that pass through them are not. */
static void
test_large (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = live_query (live, live->deal, NULL, NULL);
  const TwField *amount = live_field (live->deal, "amount"), *probability = live_field (live->deal, "probability");
  const TwField *fields[] = { amount, probability };

  live_add (live, live->deal, "name", "a", "amount", "900000000000000 EUR", "probability", "50", NULL);
  assert_answer (live, NULL, NULL, "amount", "probability", "0 : 1 [900000000000000.00 EUR] [450000000000000.00 EUR]");
  live_add (live, live->deal, "name", "b", "amount", "900000000000000 EUR", "probability", "50", NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tw_store_group (live->store, query, NULL, amount, NULL, &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
      g_assert_true (tw_store_warm_columns (live->store, live->deal, fields, 2, NULL));
    }
  live_free (live);
}

static void
test_refused (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = live_query (live, live->deal, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_store_group (live->store, query, NULL, live_field (live->deal, "name"), NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  live_free (live);
}

/* --- Random questions after random commits --- */

static const char *const groups[] = { NULL, "stage", "owner", "status", "tags", "city", "close_date", "seats", "hot", "company", "score",
                                      "partners" };
static const char *const sums[] = { NULL, "amount", "seats", "score", "probability" };

static const char *const axes[] = { "stage", "owner", "status", "city", "close_date", "created_at", "seats", "hot", "tags", "partners" };

static const char *const parts[] = {
  "status = \"open\"", "status in (\"won\", \"lost\")", "status is empty", "not (status = \"won\")", "city = \"paris\"",
  "city contains \"ur\"", "city ~ \"zuric\"", "city is empty", "seats > 10", "seats >= 10.5", "seats = 7", "seats != 7",
  "seats between 3 and 20", "seats in (1, 2, 30)", "5 < seats", "seats is empty", "hot = true", "hot", "not hot", "score < 0",
  "score >= 1000.25", "probability > 50", "probability <= 12.5", "close_date >= 2023-01-01", "close_date within 2024",
  "close_date within this year", "close_date within last 30 days", "close_date is empty", "close_date < today()",
  "amount > 1000 EUR", "amount <= 0 USD", "amount = 5 JPY", "amount is empty", "amount between 10 EUR and 5000 EUR",
  "tags has \"vip\"", "not (tags has \"new\")", "tags is empty", "created_at within this week", "created_at within last 2 days",
  "created_at > now() - 1 days", "owner is empty", "owner = me", "me is empty", "name starts with \"al\"", "year(close_date) = 2023",
  "company.name contains \"1\"", "seats > score", "count(notes) = 0", "seats > 10 + 2 * 3", "length(name) > 7", "1 = 1",
};

static char *
random_where (GRand *rand, guint depth)
{
  guint dice = g_rand_int_range (rand, 0, depth > 2 ? 3 : 6);
  g_autofree char *a = NULL, *b = NULL;

  if (dice < 3)
    return g_strdup (parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
  a = random_where (rand, depth + 1);
  if (dice == 3)
    return g_strdup_printf ("not (%s)", a);
  b = random_where (rand, depth + 1);
  return g_strdup_printf (dice == 4 ? "(%s) and (%s)" : "(%s) or (%s)", a, b);
}

static const TwField *
maybe_field (Live *live, const char *key)
{
  return key != NULL ? live_field (live->deal, key) : NULL;
}

static void
ask_both (Live *live, const char *where, const char *group, const char *sum, const char *weight)
{
  g_autoptr (TwQuery) query = live_query (live, live->deal, where, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) a = tw_store_group (live->store, query, maybe_field (live, group), maybe_field (live, sum),
                                            maybe_field (live, weight), &error);
  g_autoptr (GPtrArray) b = NULL;
  g_autofree char *x = NULL, *y = NULL;

  g_assert_no_error (error);
  b = tw_store_group_sql (live->store, query, maybe_field (live, group), maybe_field (live, sum), maybe_field (live, weight), &error);
  g_assert_no_error (error);
  x = dup_answer (a);
  y = dup_answer (b);
  if (strcmp (x, y) != 0)
    g_error ("where %s group %s sum %s weight %s:\n--- columns\n%s\n--- SQL\n%s", where, group, sum, weight, x, y);
}

static const char *const measures[] = { "days_between(close_date, created_at)", "days_between(created_at, close_date)",
                                        "days_between(close_date, close_date)", "days_between(created_at, updated_at)",
                                        "days_between(close_date, today())", "seats + 1" };

/* Two axes at once, dates by periods; at times an expression is summed. */
static void
ask_pivot (Live *live, const char *where, const char *first, TwGrain grain, const char *second, TwGrain other, const char *sum)
{
  g_autoptr (TwQuery) query = live_query (live, live->deal, where, NULL);
  TwPivot pivot = { .by = { { .field = maybe_field (live, first), .grain = grain }, { .field = maybe_field (live, second), .grain = other } },
                    .sum = maybe_field (live, sum), .weight = sum != NULL && g_rand_boolean (live->rand) ? maybe_field (live, "probability") : NULL,
                    .extremes = sum != NULL && g_rand_boolean (live->rand) };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) measure = NULL;
  g_autoptr (GPtrArray) a = NULL, b = NULL;
  g_autofree char *x = NULL, *y = NULL;

  if (sum == NULL && g_rand_boolean (live->rand))
    {
      measure = tw_expr_bind_text (measures[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (measures))], tw_query_get_schema (query), live->deal,
                                   TW_EXPR_BIND_DEFAULT, &error);
      g_assert_no_error (error);
      pivot.measure = measure;
      pivot.extremes = g_rand_boolean (live->rand);
    }
  a = tw_store_pivot (live->store, query, &pivot, NULL, &error);
  g_assert_no_error (error);
  b = tw_store_pivot_sql (live->store, query, &pivot, &error);
  g_assert_no_error (error);
  x = dup_answer (a);
  y = dup_answer (b);
  if (strcmp (x, y) != 0)
    g_error ("where %s by %s %d and %s %d sum %s:\n--- columns\n%s\n--- SQL\n%s", where, first, grain, second, other, sum, x, y);
}

static void
warm_all (Live *live)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  for (guint i = 0; i < live->deal->n_fields; i++)
    if (tw_column_can_hold (live->deal->fields[i]))
      g_ptr_array_add (fields, (gpointer) live->deal->fields[i]);
  g_assert_true (tw_store_warm_columns (live->store, live->deal, (const TwField *const *) fields->pdata, fields->len, NULL));
}

/* How many of the single conditions the arrays answer themselves: the others would make the comparison an empty one. */
static void
check_coverage (Live *live)
{
  TwExprContext *context = tw_store_dup_context (live->store);
  TwDb *db = tw_store_take_reader (live->store, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (TwColumnSet) set = NULL;
  guint n = 0;

  for (guint i = 0; i < live->deal->n_fields; i++)
    if (tw_column_can_hold (live->deal->fields[i]))
      g_ptr_array_add (all, (gpointer) live->deal->fields[i]);
  set = tw_column_set_load (db, live->deal, all, G_MAXSIZE, NULL, NULL);
  g_assert_nonnull (set);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (TwQuery) query = live_query (live, live->deal, parts[i], NULL);
      g_autoptr (GPtrArray) fields = g_ptr_array_new ();
      g_autoptr (TwColumnFilter) filter = NULL;

      if (tw_column_filter_fields (tw_query_get_where (query), fields))
        filter = tw_column_filter_new (tw_query_get_where (query), context, set);
      if (filter != NULL)
        n++;
      else
        g_test_message ("by SQL: %s", parts[i]);
    }
  g_test_message ("%u of %u conditions by columns", n, (guint) G_N_ELEMENTS (parts));
  g_assert_cmpuint (n, >=, G_N_ELEMENTS (parts) - 5);
  tw_store_return_reader (live->store, db);
  tw_store_context_free (context);
}

static void
test_random (void)
{
  Live *live = live_new ();

  live_fill (live, 200);
  tw_store_set_user (live->store, g_ptr_array_index (live->users, 0));
  check_coverage (live);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      warm_all (live);
      ask_both (live, parts[i], "stage", "amount", "probability");
    }
  for (guint round = 0; round < 100; round++)
    {
      live_random_commit (live, 20);
      if (round % 20 == 0)
        warm_all (live);
      for (guint i = 0; i < 32; i++)
        {
          g_autofree char *where = g_rand_int_range (live->rand, 0, 4) > 0 ? random_where (live->rand, 0) : NULL;
          const char *sum = sums[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (sums))];

          ask_both (live, where, groups[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (groups))], sum,
                    sum != NULL && g_rand_boolean (live->rand) ? "probability" : NULL);
          ask_pivot (live, where, axes[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (axes))], g_rand_int_range (live->rand, 0, TW_N_GRAINS),
                     i % 4 == 0 ? NULL : axes[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (axes))], g_rand_int_range (live->rand, 0, TW_N_GRAINS), sum);
        }
    }
  live_free (live);
}

/* --- Days of moments --- */

/* The days of a zone around each change of its clocks, and of moments far from any, are those that the zone tells one by one. */
static void
test_days (void)
{
  static const char *const zones[] = { "UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati",
                                       "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  enum { N = 20000 };
  g_autofree gint64 *ints = g_new (gint64, N);

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[z]);
      TwColumn column = { .kind = TW_COLUMN_INT, .type = TW_TYPE_DATETIME, .ints = ints, .least = G_MAXINT64, .greatest = G_MININT64 };
      TwColumnDays days;

      g_assert_nonnull (zone);
      for (guint i = 0; i < N; i++)
        {
          /* From 1995 to 2035, at full hours and a microsecond before or after them, too. */
          ints[i] = (gint64) (9131 + g_rand_int_range (rand, 0, 14600)) * TW_USEC_PER_DAY + g_rand_int_range (rand, 0, 48) * (TW_USEC_PER_DAY / 48)
                    + g_rand_int_range (rand, -1, 2);
          column.least = MIN (column.least, ints[i]);
          column.greatest = MAX (column.greatest, ints[i]);
        }
      g_assert_true (tw_column_days_init (&days, &column, zone));
      for (guint i = 0; i < N; i++)
        g_assert_cmpint (tw_column_days_get (&days, ints[i]), ==, tw_instant_get_date (ints[i], zone));
      tw_column_days_clear (&days);
      /* Too far from each other for a table. */
      column.least = -(gint64) 300 * 366 * TW_USEC_PER_DAY;
      g_assert_false (tw_column_days_init (&days, &column, zone));
      tw_column_days_clear (&days);
    }
}

/* Measures that columns tell are told by them. */
static void
test_measure (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) query = live_query (live, live->deal, NULL, NULL);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      g_autoptr (TwExprBound) measure = tw_expr_bind_text (measures[i], tw_query_get_schema (query), live->deal, TW_EXPR_BIND_DEFAULT, &error);

      g_assert_no_error (error);
      g_assert_cmpint (tw_column_measure_fields (measure, fields), ==, i < 4);
    }
  live_free (live);
}

/* --- Announced questions --- */

typedef struct
{
  Live          *live;
  const TwPivot *pivot;
  char          *answer;
} Asking;

static gpointer
ask_thread (gpointer data)
{
  Asking *asking = data;
  g_autoptr (TwQuery) query = live_query (asking->live, asking->live->deal, "seats > 3", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tw_store_pivot (asking->live->store, query, asking->pivot, NULL, &error);

  g_assert_no_error (error);
  asking->answer = dup_answer (found);
  return NULL;
}

static gboolean
are_there (Live *live, const char *const *keys)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  gboolean there;

  for (guint i = 0; keys[i] != NULL; i++)
    g_ptr_array_add (fields, (gpointer) live_field (live->deal, keys[i]));
  there = tw_columns_lock (live->store, live->deal, fields) != NULL;
  if (there)
    tw_columns_unlock (live->store, live->deal);
  return there;
}

/* Questions that were announced together find the columns of all of them after the first one, however they come; one that was not is not kept
 * waiting. */
static void
test_announced (void)
{
  static const char *const all[] = { "seats", "stage", "owner", "amount", "close_date", NULL }, *const other[] = { "city", NULL };
  Live *live = live_new ();
  const TwPivot pivots[] = {
    { .by = { { .field = live_field (live->deal, "stage") } }, .sum = live_field (live->deal, "amount") },
    { .by = { { .field = live_field (live->deal, "owner") } } },
    { .by = { { .field = live_field (live->deal, "close_date"), .grain = TW_GRAIN_MONTH } } },
  };
  enum { N = 12 };
  Asking asking[N];
  GThread *threads[N];
  g_autoptr (TwQuery) query = NULL;

  live_fill (live, 300);
  query = live_query (live, live->deal, "seats > 3", NULL);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (pivots); i++)
        tw_store_announce_pivot (live->store, query, &pivots[i]);
      g_assert_cmpint (are_there (live, all), ==, round > 0);
      for (guint i = 0; i < N; i++)
        {
          asking[i] = (Asking) { live, &pivots[i % G_N_ELEMENTS (pivots)], NULL };
          threads[i] = g_thread_new ("asking", ask_thread, &asking[i]);
        }
      for (guint i = 0; i < N; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) found = tw_store_pivot_sql (live->store, query, asking[i].pivot, &error);
          g_autofree char *wanted = NULL;

          g_assert_no_error (error);
          g_thread_join (threads[i]);
          wanted = dup_answer (found);
          g_assert_cmpstr (asking[i].answer, ==, wanted);
          g_free (asking[i].answer);
        }
      g_assert_true (are_there (live, all));
      g_assert_false (are_there (live, other));
    }
  live_free (live);
}

/* --- Totals over currencies --- */

static void
test_total (void)
{
  Live *live = live_new ();
  const TwEntity *rate = tw_schema_get_entity (live->schema, "exchange_rate");
  g_autoptr (TwQuery) query = live_query (live, live->deal, NULL, NULL);
  g_autoptr (GPtrArray) answer = NULL;
  g_autoptr (GError) error = NULL;
  TwCurrency eur = 0, jpy = 0;
  const TwGroup *group;
  TwMoney total;

  tw_currency_parse ("EUR", &eur);
  tw_currency_parse ("JPY", &jpy);
  live_add (live, live->deal, "name", "a", "amount", "100.00 EUR", NULL);
  live_add (live, live->deal, "name", "b", "amount", "110.00 USD", NULL);
  live_add (live, live->deal, "name", "c", "amount", "11.00 USD", NULL);
  answer = tw_store_group (live->store, query, NULL, live_field (live->deal, "amount"), NULL, &error);
  g_assert_no_error (error);
  group = g_ptr_array_index (answer, 0);
  g_assert_false (tw_group_total (live->store, group->sums, eur, &total));
  /* Rates between two others go through the workspace's currency. */
  g_assert_true (tw_store_set_setting (live->store, "currency", "\"EUR\"", &error));
  /* One euro is worth 1.1 dollars and 150 yen. */
  live_add (live, rate, "from_currency", "EUR", "to_currency", "USD", "rate", "1.1", "at", "2020-01-01T00:00:00Z", NULL);
  live_add (live, rate, "from_currency", "EUR", "to_currency", "JPY", "rate", "150", "at", "2020-01-01T00:00:00Z", NULL);
  g_assert_true (tw_group_total (live->store, group->sums, eur, &total));
  g_assert_cmpint (total.currency, ==, eur);
  g_assert_cmpint (total.amount, ==, 2100000);
  g_assert_true (tw_group_total (live->store, group->sums, jpy, &total));
  /* 100 € are 15,000 ¥, 121 $ are 110 € are 16,500 ¥. */
  g_assert_cmpint (total.amount / TW_MONEY_ONE, >=, 31499);
  g_assert_cmpint (total.amount / TW_MONEY_ONE, <=, 31501);
  g_assert_cmpint (total.amount % TW_MONEY_ONE, ==, 0);
  live_free (live);
}

/* --- Building behind, and many at once --- */

typedef struct
{
  Live *live;
  guint left;
} Waiting;

static void
group_cb (GObject *store, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answer = tw_store_group_finish (TW_STORE (store), result, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < answer->len; i++)
    n += ((TwGroup *) g_ptr_array_index (answer, i))->count;
  g_assert_cmpint (n, >=, 500);
  waiting->left--;
}

static gboolean
is_done (gpointer data)
{
  return ((Waiting *) data)->left == 0;
}

static void
test_async (void)
{
  Live *live = live_new ();
  Waiting waiting = { live, 0 };
  g_autoptr (TwQuery) query = NULL;

  live_fill (live, 600);
  query = live_query (live, live->deal, NULL, NULL);
  for (guint i = 0; i < 40; i++)
    {
      waiting.left++;
      tw_store_group_async (live->store, query, live_field (live->deal, groups[1 + i % 4]), live_field (live->deal, "amount"),
                            i % 2 ? live_field (live->deal, "probability") : NULL, NULL, group_cb, &waiting);
      if (i % 4 == 0)
        live_random_commit (live, 3);
    }
  live_wait (is_done, &waiting);
  live_free (live);
}

/* Without memory SQL answers, and nothing is kept. */
static void
test_bound (void)
{
  Live *live = live_new ();
  const TwField *fields[1];
  g_autoptr (GError) error = NULL;

  live_fill (live, 50);
  g_assert_true (tw_store_set_setting (live->store, "columns_megabytes", "0", &error));
  fields[0] = live_field (live->deal, "stage");
  g_assert_false (tw_store_warm_columns (live->store, live->deal, fields, 1, &error));
  g_assert_no_error (error);
  ask_both (live, NULL, "stage", "amount", NULL);
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/columns/known", test_known);
  g_test_add_func ("/store/columns/pivot", test_pivot);
  g_test_add_func ("/store/columns/large", test_large);
  g_test_add_func ("/store/columns/refused", test_refused);
  g_test_add_func ("/store/columns/days", test_days);
  g_test_add_func ("/store/columns/measure", test_measure);
  g_test_add_func ("/store/columns/announced", test_announced);
  g_test_add_func ("/store/columns/random", test_random);
  g_test_add_func ("/store/columns/total", test_total);
  g_test_add_func ("/store/columns/async", test_async);
  g_test_add_func ("/store/columns/bound", test_bound);
  return g_test_run ();
}
