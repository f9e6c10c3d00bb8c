/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reports come to: small tables worked out by hand, pivots in two ways, rights, previews, the records behind. */
#include "config.h"

#include <glib/gstdio.h>
#include <utime.h>

#include <string.h>

#include "report-fixture.h"
#include "tw-blobs.h"
#include "tw-report-log.h"
#include "tw-report-run-private.h"
#include "tw-seed.h"

#define COLUMNS "\"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}]"

static void
check (ReportFixture *fixture, const char *json, const char *wanted)
{
  g_autofree char *text = report_dup_table (fixture, NULL, json);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_tables (ReportFixture *fixture, gconstpointer data)
{
  report_fill (fixture);
  check (fixture, "{\"entity\": \"deal\", " COLUMNS "}", " a 100.10 EUR\n b 200.00 EUR\n c 50.00 USD\n d -\n= 4: 340.10 EUR");
  check (fixture, "{\"entity\": \"deal\", " COLUMNS ", \"sort\": [\"-amount\", \"name\"], \"limit\": 2}", " b 200.00 EUR\n a 100.10 EUR\n= 2: 300.10 EUR");
  check (fixture, "{\"entity\": \"deal\", " COLUMNS ", \"groups\": [{\"by\": \"owner\"}], \"sort\": [\"name\"]}",
         "> Ann\n a 100.10 EUR\n c 50.00 USD\n< Ann 2: 140.10 EUR\n> Bo\n b 200.00 EUR\n d -\n< Bo 2: 200.00 EUR\n= 4: 340.10 EUR");
  check (fixture, "{\"entity\": \"deal\", " COLUMNS ", \"groups\": [{\"by\": \"owner\", \"order\": \"down\"}], \"rows\": false}",
         "> Bo\n< Bo 2: 200.00 EUR\n> Ann\n< Ann 2: 140.10 EUR\n= 4: 340.10 EUR");
  check (fixture, "{\"entity\": \"deal\", " COLUMNS ", \"groups\": [{\"by\": \"close_date\", \"grain\": \"month\"}, {\"by\": \"company.industry\"}], \"rows\": false}",
         "> January 2026\n > Retail\n < Retail 1: 100.10 EUR\n< January 2026 1: 100.10 EUR\n> March 2026\n > Energy\n < Energy 2: 240.00 EUR\n"
         "< March 2026 2: 240.00 EUR\n> No Close date\n > No Industry\n < No Industry 1: 0.00 EUR\n< No Close date 1: 0.00 EUR\n= 4: 340.10 EUR");
  check (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"company\"}, {\"value\": \"company.owner\"}, {\"value\": \"tags\"},"
         " {\"value\": \"amount * probability / 100\", \"totals\": [\"sum\", \"average\", \"min\", \"max\", \"count\"]}], \"where\": \"amount is not empty\"}",
         " a Acme Ann big, new 50.05 EUR\n b Zénit Bo - 20.00 EUR\n c Zénit Bo new 50.00 USD\n= 3: 3 110.05 EUR 36.68 EUR 20.00 EUR 50.05 EUR");
  /* Expressions as groups, counts over records that link here, dates of which the least and the greatest is told. */
  check (fixture, "{\"entity\": \"company\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"count(deals)\", \"totals\": [\"sum\"]}, {\"value\": \"sum(deals.amount)\"}],"
         " \"groups\": [{\"by\": \"count(deals) > 1\"}]}", "> No\n Acme 1 100.10 EUR\n< No 1: 1\n> Yes\n Zénit 2 240.00 EUR\n< Yes 1: 2\n= 2: 3");
  check (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"close_date\", \"totals\": [\"min\", \"max\", \"count\"]}], \"rows\": false}",
         "= 4: 3 2026-01-31 2026-03-31");
  check (fixture, "{\"entity\": \"deal\", " COLUMNS ", \"where\": \"name = \\\"x\\\"\", \"groups\": [{\"by\": \"owner\"}]}", "= 0: 0.00 EUR");
  /* Stages come in their own order, not in that of their names. */
  check (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"stage\", \"order\": \"down\"}], \"where\": \"name < \\\"c\\\"\"}",
         "> Lead\n a\n b\n< Lead 2:\n= 2:");
}

/* Spellings are one group; the groups inside of it are not torn by them. */
static void
test_spellings (ReportFixture *fixture, gconstpointer data)
{
  static const char *const cities[] = { "Ghent", "ghent", "GHENT", "Bonn" };

  for (guint i = 0; i < G_N_ELEMENTS (cities); i++)
    report_add (fixture, "company", "name", i % 2 == 0 ? "even" : "odd", "city", cities[i], NULL);
  check (fixture, "{\"entity\": \"company\", \"columns\": [{\"value\": \"name\", \"totals\": [\"count\"]}], \"groups\": [{\"by\": \"city\"}, {\"by\": \"name\"}],"
         " \"rows\": false}", "> Bonn\n > odd\n < odd 1: 1\n< Bonn 1: 1\n> Ghent\n > even\n < even 2: 2\n > odd\n < odd 1: 1\n< Ghent 3: 3\n= 4: 4");
}

static void
test_currencies (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(TwReport) report = tw_report_new ("deal");
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReportPreview) preview = NULL;

  report_fill (fixture);
  report_add (fixture, "deal", "name", "e", "stage", report_id (&fixture->stages[1]), "amount", "7 JPY", NULL);
  tw_report_add_column (report, "amount", NULL, 1u << TW_AGGREGATE_SUM | 1u << TW_AGGREGATE_MAX);
  preview = tw_report_preview (report, &ask, 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (preview->complete && preview->missing_rate);
  g_assert_true (tw_value_is_null (&((TwReportItem *) g_ptr_array_index (preview->items, 5))->totals[0][TW_AGGREGATE_SUM]));
}

/* --- Pivots --- */

static char *
dup_pivot (TwReportPivot *pivot)
{
  GString *text = g_string_new (NULL);

  for (guint row = 0; row < pivot->rows->len; row++)
    {
      const TwReportPivotRow *of = g_ptr_array_index (pivot->rows, row);

      g_string_append_printf (text, "%s%s%s%s:", text->len > 0 ? "\n" : "", of->keys[0] != NULL ? of->keys[0]->title : "=",
                              of->keys[1] != NULL ? " / " : "", of->keys[1] != NULL ? of->keys[1]->title : "");
      for (guint column = 0; column < pivot->columns->len; column++)
        for (guint value = 0; value < pivot->values->len; value++)
          {
            const TwFigureCell *cell = tw_report_pivot_get (pivot, row, column, value);
            g_autofree char *one = cell->has ? tw_value_print (&cell->exact) : g_strdup ("-");

            g_string_append_printf (text, "%s%s", value > 0 ? " " : column > 0 ? " | " : " ", one);
          }
    }
  return g_string_free (text, FALSE);
}

/* By figures and by going through the records, with the same answer. */
static void
check_pivot (ReportFixture *fixture, const char *json, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse (json, &error);
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(TwReportPivot) one = NULL, other = NULL;
  g_autofree char *x = NULL, *y = NULL;

  g_assert_no_error (error);
  one = tw_report_pivot_new (report, &ask, NULL, &error);
  g_assert_no_error (error);
  other = tw_report_pivot_new_walking (report, &ask, &error);
  g_assert_no_error (error);
  x = dup_pivot (one);
  y = dup_pivot (other);
  g_assert_cmpstr (x, ==, y);
  if (wanted != NULL)
    g_assert_cmpstr (x, ==, wanted);
  for (guint i = 0; i < one->values->len; i++)
    {
      const TwNumberUnit *a = &((TwReportPivotValue *) g_ptr_array_index (one->values, i))->unit;
      const TwNumberUnit *b = &((TwReportPivotValue *) g_ptr_array_index (other->values, i))->unit;

      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpuint (a->currency, ==, b->currency);
    }
}

#define VALUES "\"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}, {\"aggregate\": \"count\", \"where\": \"amount > 60 EUR\"}]"

static void
test_pivots (ReportFixture *fixture, gconstpointer data)
{
  report_fill (fixture);
  check_pivot (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"owner\"}], \"across\": {\"by\": \"close_date\", \"grain\": \"quarter\"}, "
               VALUES "}", "Ann: 140.10 EUR 1 | - - | 140.10 EUR 1\nBo: 200.00 EUR 1 | 0.00 EUR - | 200.00 EUR 1\n=: 340.10 EUR 2 | 0.00 EUR - | 340.10 EUR 2");
  check_pivot (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"close_date\", \"grain\": \"month\", \"order\": \"down\"}], " VALUES "}",
               "March 2026: 240.00 EUR 1\nFebruary 2026: - -\nJanuary 2026: 100.10 EUR 1\nNo Close date: 0.00 EUR -\n=: 340.10 EUR 2");
  /* A deal with two tags is in both, and once in what is over them. */
  check_pivot (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"tags\"}], \"across\": {\"by\": \"owner\"}, "
               "\"values\": [{\"aggregate\": \"count\"}]}", NULL);
  check_pivot (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"owner\"}, {\"by\": \"company.industry\"}], \"across\": {\"by\": \"stage\"}, "
               "\"values\": [{\"aggregate\": \"average\", \"measure\": \"amount\"}]}",
               "Ann / Energy: - | 40.00 EUR | 40.00 EUR\nAnn / Retail: 100.10 EUR | - | 100.10 EUR\nAnn: 100.10 EUR | 40.00 EUR | 70.05 EUR\n"
               "Bo / Energy: 200.00 EUR | - | 200.00 EUR\nBo / No Industry: - | - | -\nBo: 200.00 EUR | - | 200.00 EUR\n=: 150.05 EUR | 40.00 EUR | 113.37 EUR");
  check_pivot (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"amount > 90\"}], \"values\": [{\"aggregate\": \"count\"}]}", NULL);
}

/* Any axes and any values: both ways say the same. */
static void
test_random_pivots (ReportFixture *fixture, gconstpointer data)
{
  static const char *const axes[] = {
    "{\"by\": \"owner\"}", "{\"by\": \"stage\", \"order\": \"down\"}", "{\"by\": \"status\"}", "{\"by\": \"tags\"}", "{\"by\": \"company.industry\"}",
    "{\"by\": \"close_date\", \"grain\": \"month\"}", "{\"by\": \"created_at\", \"grain\": \"week\"}", "{\"by\": \"probability\"}", "{\"by\": \"name\"}",
  };
  static const char *const values[] = {
    "{\"aggregate\": \"count\"}", "{\"aggregate\": \"sum\", \"measure\": \"amount\"}", "{\"aggregate\": \"min\", \"measure\": \"amount\"}",
    "{\"aggregate\": \"max\", \"measure\": \"probability\", \"where\": \"owner.name = \\\"Ann\\\"\"}", "{\"aggregate\": \"average\", \"measure\": \"probability\"}",
    "{\"aggregate\": \"weighted\", \"measure\": \"amount\", \"weight\": \"probability\"}", "{\"aggregate\": \"rate\", \"part\": \"amount > 60 EUR\"}",
    "{\"aggregate\": \"sum\", \"measure\": \"amount * probability / 100\", \"where\": \"amount > 1 EUR\"}",
  };

  report_fill (fixture);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *amount = g_strdup_printf ("%d.%02d %s", g_test_rand_int_range (1, 900), g_test_rand_int_range (0, 100), i % 7 == 0 ? "USD" : "EUR");
      g_autofree char *day = g_strdup_printf ("2025-%02d-%02d", g_test_rand_int_range (1, 13), g_test_rand_int_range (1, 28));
      g_autofree char *probability = g_strdup_printf ("%d", g_test_rand_int_range (0, 11) * 10);

      report_add (fixture, "deal", "name", i % 2 == 0 ? "Same" : "other", "stage", report_id (&fixture->stages[i % 3]), "amount", amount, "close_date", day,
                  "probability", probability, "owner", report_id (i % 5 == 0 ? &fixture->ann : &fixture->bo), "company",
                  report_id (i % 4 == 0 ? &fixture->acme : &fixture->zenit), "tags", i % 3 == 0 ? "new" : i % 3 == 1 ? "big, new, old" : "", NULL);
    }
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GString) json = g_string_new ("{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [");

      g_string_append (json, axes[g_test_rand_int_range (0, G_N_ELEMENTS (axes))]);
      if (i % 2 == 0)
        g_string_append_printf (json, "], \"across\": %s", axes[g_test_rand_int_range (0, G_N_ELEMENTS (axes))]);
      else
        g_string_append_printf (json, ", %s]", axes[g_test_rand_int_range (0, G_N_ELEMENTS (axes))]);
      g_string_append_printf (json, ", \"values\": [%s, %s]}", values[g_test_rand_int_range (0, G_N_ELEMENTS (values))],
                              values[g_test_rand_int_range (0, G_N_ELEMENTS (values))]);
      check_pivot (fixture, json->str, NULL);
    }
}

/* --- Rights --- */

static void
test_rights (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwAccess) access = NULL;
  g_autoptr(TwReport) report = NULL;
  g_autoptr(TwReportRun) run = NULL;
  g_autofree char *text = NULL;
  TwFigureAsk ask = { .store = fixture->store };
  static const char *const refused[] = {
    "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"company.industry\"}]}",
    "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"sort\": [\"amount\"]}",
    "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"where\": \"amount > 1\"}",
    "{\"entity\": \"task\", \"columns\": [{\"value\": \"title\"}]}",
  };
  TwId role, eve;

  report_fill (fixture);
  role = report_add (fixture, "role", "name", "Own deals", "record_scope", "own", "permissions", "deal read\ncompany read", "field_rules",
                     "{\"deal.amount\": \"hidden\"}", NULL);
  eve = report_add (fixture, "user", "name", "Eve", "email", "eve@example.org", "roles", report_id (&role), NULL);
  report_add (fixture, "deal", "name", "mine", "stage", report_id (&fixture->stages[0]), "amount", "5 EUR", "owner", report_id (&eve), "company",
              report_id (&fixture->acme), NULL);
  ask.access = access = tw_access_new (fixture->store, &eve, NULL, &error);
  g_assert_no_error (error);
  /* Neither others' deals, nor the amount, nor the name of a company that is not hers, nor what is reached by it. */
  text = report_dup_table (fixture, access, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"company\"}, {\"value\": \"amount\", \"totals\":"
                           " [\"sum\"]}, {\"value\": \"company.industry\"}, {\"value\": \"amount * 2\"}]}");
  g_assert_cmpstr (text, ==, " mine -\n= 1:");
  report = tw_report_parse ("{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\"}], \"groups\": [{\"by\": \"company\"}]}", &error);
  run = tw_report_run_new (report, &ask, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_report_run_get_left_out (run)[0], ==, "Amount");
  g_assert_cmpstr (tw_report_run_next (run, &error)->key->title, ==, "Not visible");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(TwReport) other = tw_report_parse (refused[i], &error);
      g_autoptr(TwReportRun) none = NULL;

      g_assert_no_error (error);
      none = tw_report_run_new (other, &ask, NULL, &error);
      g_assert_null (none);
      g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED);
      g_clear_error (&error);
    }
}

/* --- Parts of it --- */

static void
test_preview (ReportFixture *fixture, gconstpointer data)
{
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse ("{\"entity\": \"deal\", " COLUMNS ", \"groups\": [{\"by\": \"owner\"}], \"sort\": [\"name\"]}", &error);

  report_fill (fixture);
  for (guint limit = 1; limit < 6; limit++)
    {
      static const guint n_items[] = { 0, 2, 4, 6, 9, 9 };
      g_autoptr(TwReportPreview) preview = tw_report_preview (report, &ask, limit, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (preview->n_rows, ==, 4);
      g_assert_cmpuint (preview->items->len, ==, n_items[limit]);
      g_assert_cmpint (preview->complete, ==, limit >= 4);
    }
  report->rows = FALSE;
  for (guint limit = 1; limit < 3; limit++)
    {
      g_autoptr(TwReportPreview) preview = tw_report_preview (report, &ask, limit, NULL, &error);
      const TwReportItem *foot = g_ptr_array_index (preview->items, 1);
      g_autofree char *total = tw_report_preview_dup_total (preview, 1, TW_AGGREGATE_SUM, &foot->totals[1][TW_AGGREGATE_SUM]);

      g_assert_cmpint (preview->complete, ==, limit == 2);
      g_assert_cmpuint (preview->items->len, ==, limit == 2 ? 5 : 2);
      g_assert_nonnull (strstr (total, "140.10"));
    }
}

static void
test_cancel (ReportFixture *fixture, gconstpointer data)
{
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TwReport) report = tw_report_parse ("{\"entity\": \"deal\", " COLUMNS "}", &error);
  g_autoptr(TwReportRun) run = NULL;

  report_fill (fixture);
  run = tw_report_run_new (report, &ask, cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tw_report_run_next (run, &error));
  g_cancellable_cancel (cancellable);
  g_assert_null (tw_report_run_next (run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A run sees what was there when it began, whatever is written meanwhile. */
static void
test_snapshot (ReportFixture *fixture, gconstpointer data)
{
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse ("{\"entity\": \"deal\", " COLUMNS "}", &error);
  g_autoptr(TwReportRun) run = NULL;
  guint n = 0;

  report_fill (fixture);
  run = tw_report_run_new (report, &ask, NULL, &error);
  g_assert_no_error (error);
  report_add (fixture, "deal", "name", "later", "stage", report_id (&fixture->stages[0]), NULL);
  while (tw_report_run_next (run, &error) != NULL)
    n++;
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 5);
}

static void
check_behind (ReportFixture *fixture, const TwReport *report, TwFigureKey *const *keys, guint n, TwFigureKey *across, gint64 count)
{
  TwFigureAsk ask = { .store = fixture->store };
  g_autofree char *where = tw_report_dup_where (report, &ask, keys, n, across, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, report->entity), where, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tw_store_count (fixture->store, query, &error), ==, count);
}

/* As many records as a group has are those that its condition finds. */
static void
test_behind (ReportFixture *fixture, gconstpointer data)
{
  static const char *const groups[] = {
    "{\"by\": \"owner\"}, {\"by\": \"close_date\", \"grain\": \"quarter\"}", "{\"by\": \"created_at\", \"grain\": \"month\"}, {\"by\": \"company\"}",
    "{\"by\": \"month(close_date)\"}, {\"by\": \"amount > 60 EUR\"}", "{\"by\": \"add_days(close_date, 3)\", \"grain\": \"week\"}",
    "{\"by\": \"concat(name, \\\" \\\\\\\"x\\\")\"}, {\"by\": \"probability / 3\"}",
  };

  report_fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *json = g_strdup_printf ("{\"entity\": \"deal\", " COLUMNS ", \"groups\": [%s]}", groups[i]);
      g_autoptr(TwReport) report = tw_report_parse (json, &error);
      TwFigureAsk ask = { .store = fixture->store };
      g_autoptr(TwReportPreview) preview = tw_report_preview (report, &ask, 100, NULL, &error);
      TwFigureKey *keys[4];

      g_assert_no_error (error);
      for (guint j = 0; j < preview->items->len; j++)
        {
          const TwReportItem *item = g_ptr_array_index (preview->items, j);

          if (item->kind == TW_REPORT_HEAD)
            keys[item->level] = item->key;
          if (item->kind == TW_REPORT_FOOT)
            check_behind (fixture, report, keys, item->level + 1, NULL, item->n_rows);
        }
    }
}

/* A site's own kind of record, and an own field of a shipped one. */
static void
test_custom (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_store_define (fixture->store,
    "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\", \"number\": 1024, \"name\": \"name\","
    " \"fields\": [{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
    " {\"number\": 11, \"key\": \"cost\", \"label\": \"Cost\", \"kind\": \"money\"},"
    " {\"number\": 12, \"key\": \"company\", \"label\": \"Company\", \"kind\": \"link\", \"to\": [\"company\"], \"inverse\": \"visits\", \"inverse_label\": \"Visits\"}]}},"
    " {\"field\": {\"entity\": \"company\", \"number\": 10000, \"key\": \"grade\", \"label\": \"Grade\", \"kind\": \"text\"}}]", &error);

  g_assert_no_error (error);
  tw_schema_unref (fixture->schema);
  fixture->schema = tw_store_ref_schema (fixture->store);
  report_fill (fixture);
  report_add (fixture, "visit", "name", "first", "cost", "12.50 EUR", "company", report_id (&fixture->acme), NULL);
  report_add (fixture, "visit", "name", "second", "cost", "2.50 EUR", "company", report_id (&fixture->acme), NULL);
  report_add (fixture, "company", "name", "Q", "grade", "A", NULL);
  check (fixture, "{\"entity\": \"visit\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"cost\", \"totals\": [\"sum\"]}], \"groups\": [{\"by\": \"company\"}]}",
         "> Acme\n first 12.50 EUR\n second 2.50 EUR\n< Acme 2: 15.00 EUR\n= 2: 15.00 EUR");
  check (fixture, "{\"entity\": \"company\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"sum(visits.cost)\"}], \"groups\": [{\"by\": \"grade\"}]}",
         "> A\n Q -\n< A 1:\n> No Grade\n Acme 15.00 EUR\n Zénit -\n< No Grade 2:\n= 3:");
  check_pivot (fixture, "{\"entity\": \"visit\", \"show\": \"pivot\", \"groups\": [{\"by\": \"company\"}], \"values\": [{\"aggregate\": \"max\", \"measure\": \"cost\"}]}",
               "Acme: 12.50 EUR\n=: 12.50 EUR");
}

static void
test_chart (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse ("{\"entity\": \"deal\", \"show\": \"bar\", \"groups\": [{\"by\": \"owner\"}], \"text\": \"Zénit\","
                                                " \"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}]}", &error);
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(TwFigureAnswer) answer = NULL;

  g_assert_no_error (error);
  report_fill (fixture);
  g_clear_pointer (&report->text, g_free);
  answer = tw_report_answer_figure (report, &ask, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->keys[0]->len, ==, 2);
  g_assert_cmpfloat (tw_figure_answer_get (answer, 0, 0)->value, ==, 140.1);
}

/* The ready reports are what they say, and asking for them again adds none. */
static void
test_ready (ReportFixture *fixture, gconstpointer data)
{
  const TwEntity *entity = tw_schema_get_entity (fixture->schema, "report");
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, entity, "shared", NULL, &error);
  g_autoptr(GPtrArray) records = NULL;

  report_fill (fixture);
  for (guint round = 0; round < 2; round++)
    {
      g_assert_cmpint (tw_store_count (fixture->store, query, &error), ==, 14);
      g_assert_true (tw_seed_add_reports (fixture->store, &error));
      g_assert_no_error (error);
    }
  records = tw_store_list (fixture->store, query, 100, NULL, NULL, &error);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autoptr(TwReport) report = tw_report_parse (tw_record_get_key (record, "definition")->text, &error);
      g_autoptr(TwReportPivot) pivot = NULL;
      g_autoptr(TwReportPreview) preview = NULL;

      g_assert_no_error (error);
      g_assert_true (tw_report_check (report, fixture->schema, &error));
      g_assert_no_error (error);
      if (tw_report_get_form (report) == TW_REPORT_PIVOT)
        pivot = tw_report_pivot_new (report, &ask, NULL, &error);
      else
        preview = tw_report_preview (report, &ask, 100, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (pivot != NULL ? pivot->rows->len > 0 : preview->complete);
    }
}

/* Those before them are nowhere: not in the wastebasket, and their files are not in the folder. One whose file a kept one has, too, leaves it. */
/* Files that came in the last hour may be named by what is under way, and stay. */
static void
make_old (ReportFixture *fixture, const char *hash)
{
  g_autofree char *folder = g_strndup (hash, 2), *path = g_build_filename (tw_store_get_dir (fixture->store), "blobs", folder, hash + 2, NULL);
  struct utimbuf then = { 1700000000, 1700000000 };

  g_assert_cmpint (g_utime (path, &then), ==, 0);
}

static void
test_log_dropped (ReportFixture *fixture, gconstpointer data)
{
  TwId report = report_add (fixture, "report", "name", "All deals", NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "out.csv", NULL), *first = NULL, *second = NULL, *last = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (fixture->store), "report_run");
  g_autoptr(TwQuery) all = tw_query_new (tw_store_get_schema (fixture->store), entity, NULL, NULL, NULL);
  TwReportDone done = { .report = report, .name = "All deals", .format = "csv", .n_rows = 7, .file = file };
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  TwId gone = { 0 };

  tw_store_set_user (fixture->store, &fixture->ann);
  for (guint i = 0; i < TW_REPORT_LOG_KEPT + 2; i++)
    {
      /* The second and the last have the same bytes. */
      g_autofree char *text = g_strdup_printf ("Name\r\n%u\r\n", i == TW_REPORT_LOG_KEPT + 1 ? 1 : i);
      char **kept = i == 0 ? &first : i == 1 ? &second : &last;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      done.started = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC + i;
      done.ended = done.started + G_USEC_PER_SEC;
      g_assert_true (tw_report_log_add (fixture->store, &done, &error));
      g_assert_no_error (error);
      g_clear_pointer (&runs, g_ptr_array_unref);
      runs = tw_report_log_list (fixture->store, &report, &error);
      g_assert_no_error (error);
      if (i == 0)
        gone = *tw_record_get_id (runs->pdata[0]);
      g_free (*kept);
      *kept = g_strdup (tw_record_get_key (runs->pdata[0], "file")->text);
      if (i < 2)
        make_old (fixture, *kept);
    }
  g_assert_cmpuint (runs->len, ==, TW_REPORT_LOG_KEPT);
  g_assert_cmpstr (second, ==, last);
  g_assert_cmpint (tw_store_get_blob_size (fixture->store, first), ==, -1);
  g_assert_cmpint (tw_store_get_blob_size (fixture->store, second), >, 0);
  g_assert_null (tw_store_get (fixture->store, entity, &gone, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Two exports that end together may both find the same one to be dropped. */
  g_array_append_val (ids, gone);
  g_assert_true (tw_store_purge_records (fixture->store, entity, ids, &error));
  g_assert_no_error (error);
  /* Nobody could look up what became of a report that is not saved. */
  done.report = (TwId) { 0 };
  g_assert_true (tw_report_log_add (fixture->store, &done, &error));
  g_assert_cmpint (tw_store_count (fixture->store, all, &error), ==, TW_REPORT_LOG_KEPT);
}

/* The last fifty are kept with their files, and why one did not come to an end. */
static void
test_log (ReportFixture *fixture, gconstpointer data)
{
  TwId report = report_add (fixture, "report", "name", "All deals", NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "out.csv", NULL), *large = g_build_filename (fixture->dir, "large.csv", NULL);
  g_autofree char *much = g_strnfill (TW_REPORT_LOG_MAX_FILE + 1, 'x'), *kept = NULL, *text = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path), other = g_file_new_for_path (large);
  g_autoptr(GError) error = NULL, failed = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full.");
  g_autoptr(GError) given_up = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  g_autoptr(GPtrArray) runs = NULL;
  TwReportDone done = { .report = report, .name = "All deals", .format = "csv", .n_rows = 7, .file = file };

  tw_store_set_user (fixture->store, &fixture->ann);
  g_assert_true (g_file_set_contents (path, "Name\r\n", -1, NULL) && g_file_set_contents (large, much, -1, NULL));
  for (guint i = 0; i < TW_REPORT_LOG_KEPT + 5; i++)
    {
      done.started = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC + i;
      done.ended = done.started + G_USEC_PER_SEC;
      done.file = i == TW_REPORT_LOG_KEPT + 2 ? other : file;
      done.error = i == TW_REPORT_LOG_KEPT + 3 ? given_up : i == TW_REPORT_LOG_KEPT + 4 ? failed : NULL;
      done.n_rows = done.error != NULL ? -1 : 7;
      g_assert_true (tw_report_log_add (fixture->store, &done, &error));
      g_assert_no_error (error);
    }
  runs = tw_report_log_list (fixture->store, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, TW_REPORT_LOG_KEPT);
  g_assert_cmpstr (tw_record_get_key (runs->pdata[0], "status")->text, ==, "failed");
  g_assert_cmpstr (tw_record_get_key (runs->pdata[0], "error")->text, ==, "The disk is full.");
  g_assert_true (tw_value_is_null (tw_record_get_key (runs->pdata[0], "rows")) && tw_value_is_null (tw_record_get_key (runs->pdata[0], "file")));
  g_assert_cmpstr (tw_record_get_key (runs->pdata[1], "status")->text, ==, "cancelled");
  g_assert_true (tw_value_is_null (tw_record_get_key (runs->pdata[2], "file")));
  g_assert_cmpint (tw_record_get_key (runs->pdata[2], "size")->i, ==, TW_REPORT_LOG_MAX_FILE + 1);
  g_assert_cmpint (tw_record_get_key (runs->pdata[3], "rows")->i, ==, 7);
  kept = tw_store_dup_blob_path (fixture->store, tw_record_get_key (runs->pdata[3], "file")->text);
  g_assert_true (g_file_get_contents (kept, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Name\r\n");
}

int
main (int argc, char *argv[])
{
  static const struct { const char *path; void (*test) (ReportFixture *, gconstpointer); } tests[] = {
    { "tables", test_tables }, { "spellings", test_spellings }, { "currencies", test_currencies }, { "pivots", test_pivots },
    { "random-pivots", test_random_pivots }, { "rights", test_rights }, { "preview", test_preview }, { "cancel", test_cancel },
    { "snapshot", test_snapshot }, { "behind", test_behind }, { "custom", test_custom }, { "chart", test_chart }, { "ready", test_ready },
    { "log", test_log }, { "log-dropped", test_log_dropped },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/crm/report-run/", tests[i].path, NULL);

      g_test_add (path, ReportFixture, NULL, report_set_up, tests[i].test, report_tear_down);
    }
  return g_test_run ();
}
