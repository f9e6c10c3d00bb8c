/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions depend on beside the record: rates by day, teams, zone; and that commits are followed. */
#include "config.h"

#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_store_set_setting (fixture->store, "timezone", "\"UTC\"", NULL));
  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"EUR\"", NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
add_rate (Fixture *fixture, const char *from, const char *to, const char *rate, const char *at)
{
  g_autoptr (TwRecord) record = tw_test_new (fixture->store, "exchange_rate", "from_currency", from, "to_currency", to, "rate", rate,
                                             "at", at, NULL);

  tw_test_save (fixture->store, "Rate", record);
}

/* "-" when it is not known. */
static char *
get_rate (Fixture *fixture, const char *from, const char *to, const char *day)
{
  TwExprContext *context = tw_store_dup_context (fixture->store);
  TwCurrency a, b;
  TwDecimal rate;
  TwDate date;
  char *text;

  g_assert_true (tw_currency_parse (from, &a) && tw_currency_parse (to, &b) && tw_date_parse (day, &date));
  text = context->rate (a, b, date, &rate, context->rate_data) ? tw_decimal_print (rate) : g_strdup ("-");
  tw_store_context_free (context);
  return text;
}

static void
test_rates (Fixture *fixture, gconstpointer data)
{
  /* Units of "from" for one unit of "to". */
  static const struct { const char *from, *to, *day, *rate; } rows[] = {
    { "USD", "EUR", "2026-01-01", "1.1" }, { "USD", "EUR", "2026-02-28", "1.1" }, { "USD", "EUR", "2026-03-01", "1.2" },
    { "USD", "EUR", "2030-01-01", "1.2" }, { "USD", "EUR", "2025-12-31", "-" }, { "EUR", "USD", "2026-03-01", "0.833333" },
    { "EUR", "EUR", "1999-01-01", "1" }, { "GBP", "EUR", "2026-06-01", "0.8" }, { "USD", "GBP", "2026-06-01", "1.5" },
    { "JPY", "EUR", "2026-06-01", "-" }, { "GBP", "JPY", "2026-06-01", "-" },
  };

  add_rate (fixture, "EUR", "USD", "1.2", "2026-03-01T00:00:00Z");
  add_rate (fixture, "EUR", "USD", "1.1", "2026-01-01T00:00:00Z");
  add_rate (fixture, "GBP", "EUR", "1.25", "2026-01-01T00:00:00Z");
  add_rate (fixture, "EUR", "XXX", "0", "2026-01-01T00:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *rate = get_rate (fixture, rows[i].from, rows[i].to, rows[i].day);

      g_test_message ("%s %s %s", rows[i].from, rows[i].to, rows[i].day);
      g_assert_cmpstr (rate, ==, rows[i].rate);
    }
  /* A later commit is followed. */
  add_rate (fixture, "EUR", "USD", "1.3", "2026-05-01T00:00:00Z");
  {
    g_autofree char *rate = get_rate (fixture, "USD", "EUR", "2026-06-01");

    g_assert_cmpstr (rate, ==, "1.3");
  }
}

/* Entered in one direction, and fetched in the other one later. */
static void
test_newer_direction (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *from, *to, *day, *rate; } rows[] = {
    { "EUR", "USD", "2026-06-01", "0.9" }, { "USD", "EUR", "2026-06-01", "1.111111" }, { "EUR", "USD", "2026-11-19", "0.9" },
    { "EUR", "USD", "2026-11-20", "0.8" }, { "USD", "EUR", "2026-11-20", "1.25" }, { "EUR", "GBP", "2026-11-20", "1" },
    { "EUR", "USD", "2026-11-21", "0.7" }, { "USD", "EUR", "2026-11-21", "1.3" },
  };

  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"USD\"", NULL));
  add_rate (fixture, "USD", "EUR", "0.9", "2026-06-01T00:00:00Z");
  add_rate (fixture, "EUR", "USD", "1.25", "2026-11-20T00:00:00Z");
  add_rate (fixture, "USD", "GBP", "0.8", "2026-06-01T00:00:00Z");
  /* Both of one day: each as it was entered. */
  add_rate (fixture, "USD", "EUR", "0.7", "2026-11-21T00:00:00Z");
  add_rate (fixture, "EUR", "USD", "1.3", "2026-11-21T00:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *rate = get_rate (fixture, rows[i].from, rows[i].to, rows[i].day);

      g_test_message ("%s %s %s", rows[i].from, rows[i].to, rows[i].day);
      g_assert_cmpstr (rate, ==, rows[i].rate);
    }
}

/* The amount in ten-thousandths. */
static gint64
convert (Fixture *fixture, const char *amount, const char *to)
{
  TwExprContext *context = tw_store_dup_context (fixture->store);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (fixture->store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "company"));
  g_autofree char *words = g_strdup_printf ("convert(%s, \"%s\")", amount, to);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = tw_expr_bind_text (words, schema, tw_schema_get_entity (schema, "company"), TW_EXPR_BIND_DEFAULT, &error);
  g_auto (TwValue) value = TW_VALUE_INIT;

  g_assert_no_error (error);
  tw_expr_eval_record (bound, context, record, NULL, NULL, &value);
  tw_store_context_free (context);
  g_assert_cmpint (value.type, ==, TW_TYPE_MONEY);
  return value.i;
}

/* Six digits do not say what a yen is in euros: it is divided by what was entered, not multiplied with its rounded inverse. The numbers come
 * from Python's decimal. */
static void
test_exact (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *amount, *to; gint64 worth; } rows[] = {
    { "1000 EUR", "JPY", 1712500000 }, { "171250 JPY", "EUR", 10000000 }, { "1000000 EUR", "IDR", 192456699225000 },
    { "1000000 IDR", "EUR", 519597 }, { "1000000 EUR", "USD", 11604000018 }, { "1000000 USD", "EUR", 8617718015 },
    { "987654321 USD", "IDR", 163806179156759222 }, { "1 IDR", "USD", 1 },
  };

  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"JPY\"", NULL));
  add_rate (fixture, "EUR", "JPY", "171.25", "2026-01-01T00:00:00Z");
  add_rate (fixture, "USD", "JPY", "147.578421", "2026-01-01T00:00:00Z");
  add_rate (fixture, "JPY", "IDR", "112.383474", "2026-01-01T00:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 worth = convert (fixture, rows[i].amount, rows[i].to);

      g_test_message ("%s in %s", rows[i].amount, rows[i].to);
      g_assert_cmpint (worth, ==, rows[i].worth);
    }
}

static guint
count_team (Fixture *fixture)
{
  TwExprContext *context = tw_store_dup_context (fixture->store);
  guint n = context->n_team;

  tw_store_context_free (context);
  return n;
}

static void
test_team (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) north = tw_test_new (fixture->store, "team", "name", "North", NULL);
  g_autoptr (TwRecord) south = tw_test_new (fixture->store, "team", "name", "South", NULL);
  g_autofree char *north_id = tw_id_dup_text (tw_record_get_id (north)), *south_id = tw_id_dup_text (tw_record_get_id (south));
  g_autofree char *both = g_strjoin (" ", north_id, south_id, NULL);
  g_autoptr (TwRecord) me = NULL, ann = NULL, bob = NULL;
  TwExprContext *context;

  tw_test_save (fixture->store, "Add", north);
  tw_test_save (fixture->store, "Add", south);
  me = tw_test_new (fixture->store, "user", "name", "Me", "teams", north_id, NULL);
  ann = tw_test_new (fixture->store, "user", "name", "Ann", "teams", both, NULL);
  bob = tw_test_new (fixture->store, "user", "name", "Bob", "teams", south_id, NULL);
  tw_test_save (fixture->store, "Add", me);
  tw_test_save (fixture->store, "Add", ann);
  tw_test_save (fixture->store, "Add", bob);
  g_assert_cmpuint (count_team (fixture), ==, 0);
  tw_store_set_user (fixture->store, tw_record_get_id (me));
  g_assert_cmpuint (count_team (fixture), ==, 2);
  context = tw_store_dup_context (fixture->store);
  g_assert_true (tw_id_equal (&context->me, tw_record_get_id (me)));
  g_assert_cmpstr (context->zone_name, ==, "UTC");
  tw_store_context_free (context);
  tw_test_set (bob, "teams", north_id, NULL);
  tw_test_save (fixture->store, "Join", bob);
  g_assert_cmpuint (count_team (fixture), ==, 3);
  tw_test_delete (fixture->store, "Leave", ann);
  g_assert_cmpuint (count_team (fixture), ==, 2);
}

typedef struct
{
  Fixture *fixture;
  TwId     user;
  gint     wrong;
} Actor;

static gpointer
act (gpointer data)
{
  Actor *actor = data;
  TwStore *store = actor->fixture->store;

  tw_store_act_as (store, &actor->user);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (TwRecord) record = tw_test_new (store, "team", "name", "Made", NULL);
      TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Add");
      TwExprContext *context = tw_store_dup_context (store);
      g_autoptr (TwCommit) commit = NULL;

      tw_edit_save (edit, record);
      commit = tw_edit_commit (edit, NULL);
      actor->wrong += commit == NULL || !tw_id_equal (tw_commit_get_user (commit), &actor->user)
                      || !tw_id_equal (&context->me, &actor->user);
      tw_store_context_free (context);
    }
  tw_store_act_as (store, NULL);
  actor->wrong += !tw_id_is_nil (tw_store_get_user (store));
  return NULL;
}

/* Threads that act as somebody: their commits carry that user also when another thread writes them. */
static void
test_acting (Fixture *fixture, gconstpointer data)
{
  Actor actors[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    {
      actors[i] = (Actor) { fixture, tw_id_new (), 0 };
      threads[i] = g_thread_new ("actor", act, &actors[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpint (actors[i].wrong, ==, 0);
    }
}

#define ADD(path, func) g_test_add ("/store/context/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rates", test_rates);
  ADD ("rates/newer-direction", test_newer_direction);
  ADD ("rates/exact", test_exact);
  ADD ("team", test_team);
  ADD ("acting", test_acting);
  return g_test_run ();
}
