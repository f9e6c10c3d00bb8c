/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports at their size: the memory of a workbook of 10,000 and of a million rows, of a PDF of some ten and of a thousand pages, and how long
 * they take; a preview and a pivot of a million. Each figure comes from a process of its own, so that memory is that of its work alone.
 *
 *   bench-report FOLDER [N]          everything, over N deals (a million), which are made in FOLDER when they are not there
 *   bench-report FOLDER N WHAT ROWS  one of them: xlsx, csv, pdf, preview, pivot
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tw-bench.h"
#include "tw-bulk.h"
#include "tw-locale.h"
#include "tw-report-export.h"
#include "tw-seed.h"
#include "tw-stage.h"

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
add_deals (TwStore *store, guint n)
{
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stages = tw_stage_list (store, deal->board_field, NULL, &error);
  guint64 state = 7;

  check (error);
  for (guint start = 0; start < n; start += 50000)
    {
      TwBulk *bulk = tw_bulk_new (store, TW_ORIGIN_SYSTEM, "bench", &error);
      g_autoptr(TwCommit) commit = NULL;

      check (error);
      for (guint i = start; i < MIN (start + 50000, n); i++)
        {
          g_autoptr(TwRecord) record = tw_record_new (deal);
          g_autofree char *name = g_strdup_printf ("Deal %07u of the bench", bench_random (&state, 10000000));
          g_autofree char *amount = g_strdup_printf ("%u.%02u USD", 100 + bench_random (&state, 90000), bench_random (&state, 100));
          g_autofree char *day = g_strdup_printf ("20%02u-%02u-%02u", 20 + bench_random (&state, 8), 1 + bench_random (&state, 12),
                                                  1 + bench_random (&state, 28));
          const TwStage *stage = g_ptr_array_index (stages, bench_random (&state, stages->len));

          tw_record_set_text (record, "name", name, &error);
          tw_record_set_text (record, "amount", amount, &error);
          tw_record_set_text (record, "close_date", day, &error);
          tw_record_set (record, deal->board_field, &stage->value, &error);
          check (error);
          tw_bulk_save (bulk, record, &error);
          check (error);
        }
      commit = tw_bulk_commit (bulk, &error);
      check (error);
    }
}

static TwStore *
open_store (const char *dir, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  gboolean fresh = !g_file_test (dir, G_FILE_TEST_EXISTS);
  TwStore *store = NULL;

  check (error);
  store = tw_store_open (dir, schema, fresh, &error);
  check (error);
  if (fresh)
    {
      tw_seed_workspace (store, "USD", &error);
      check (error);
      add_deals (store, n);
    }
  return store;
}

static TwReport *
make_report (const char *what, guint rows)
{
  g_autoptr(GError) error = NULL;
  TwReport *report = tw_report_parse (
    "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"owner\"}, {\"value\": \"close_date\"}, {\"value\": \"status\"},"
    " {\"value\": \"amount\", \"totals\": [\"sum\", \"average\"]}, {\"value\": \"amount / 2\", \"label\": \"Half\", \"totals\": [\"sum\"]}],"
    " \"groups\": [{\"by\": \"stage\"}, {\"by\": \"close_date\", \"grain\": \"month\"}], \"sort\": [\"name\"],"
    " \"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}, {\"aggregate\": \"count\"}], \"limit\": 1}", &error);

  check (error);
  report->limit = rows;
  if (strcmp (what, "pivot") == 0)
    {
      g_free (report->show);
      report->show = g_strdup ("pivot");
    }
  return report;
}

static double
get_ms (const struct timeval *time)
{
  return time->tv_sec * 1000.0 + time->tv_usec / 1000.0;
}

/* "milliseconds megabytes result"; the time is the processor's, of all threads and of the system for them. */
static void
measure (const char *dir, guint n, const char *what, guint rows)
{
  g_autoptr(TwStore) store = open_store (dir, n);
  g_autoptr(TwReport) report = make_report (what, rows);
  g_autofree char *name = g_strdup_printf ("%s.%s", dir, what);
  g_autoptr(GFile) file = g_file_new_for_path (name);
  TwFigureAsk ask = { .store = store };
  TwReportFile options = { .title = "Deals" };
  g_autoptr(GError) error = NULL;
  struct rusage before, usage;
  gint64 result = 0;

  getrusage (RUSAGE_SELF, &before);

  if (strcmp (what, "preview") == 0)
    {
      g_autoptr(TwReportPreview) preview = tw_report_preview (report, &ask, 200, NULL, &error);

      check (error);
      result = preview->n_rows;
    }
  else if (strcmp (what, "pivot") == 0)
    {
      g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (report, &ask, NULL, &error);

      check (error);
      result = pivot->rows->len;
    }
  else
    {
      g_assert_true (tw_report_format_of (file, &options.format));
      result = tw_report_write (report, &ask, &options, file, NULL, &error);
    }
  check (error);
  getrusage (RUSAGE_SELF, &usage);
  printf ("%.1f %.1f %" G_GINT64_FORMAT "\n", get_ms (&usage.ru_utime) + get_ms (&usage.ru_stime) - get_ms (&before.ru_utime)
          - get_ms (&before.ru_stime), usage.ru_maxrss / 1024.0, result);
  g_file_delete (file, NULL, NULL);
  tw_store_close (store);
}

typedef struct { double ms, mb; } Figure;

static Figure
ask_child (const char *self, const char *dir, guint n, const char *what, guint rows)
{
  g_autofree char *total = g_strdup_printf ("%u", n), *some = g_strdup_printf ("%u", rows), *out = NULL;
  const char *const argv[] = { self, dir, total, what, some, NULL };
  g_autoptr(GError) error = NULL;
  Figure figure = { 0, 0 };
  char *rest = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, &error);
  check (error);
  g_assert_cmpint (status, ==, 0);
  figure.ms = g_ascii_strtod (out, &rest);
  figure.mb = g_ascii_strtod (rest, NULL);
  return figure;
}

int
main (int argc, char *argv[])
{
  guint n = argc > 2 ? (guint) atoi (argv[2]) : 1000000;
  static const guint small = 10000, pages = 36000;
  Figure a, b;

  tw_locale_init ();
  if (argc == 5)
    {
      measure (argv[1], n, argv[3], (guint) atoi (argv[4]));
      return 0;
    }
  if (argc < 2 || n < pages)
    {
      fprintf (stderr, "bench-report FOLDER [N]\n");
      return 2;
    }
  g_object_unref (open_store (argv[1], n));
  a = ask_child (argv[0], argv[1], n, "xlsx", small);
  b = ask_child (argv[0], argv[1], n, "xlsx", n);
  bench_row ("report as XLSX: peak memory, all rows beside 10,000", b.mb, a.mb, "MB", 1.5, "flat");
  bench_row ("report as XLSX: time a row, all rows beside 10,000", b.ms * 1000 / n, a.ms * 1000 / small, "us", 0, "sorted on disk");
  a = ask_child (argv[0], argv[1], n, "csv", small);
  b = ask_child (argv[0], argv[1], n, "csv", n);
  bench_row ("report as CSV: peak memory, all rows beside 10,000", b.mb, a.mb, "MB", 1.5, "flat");
  a = ask_child (argv[0], argv[1], n, "pdf", small / 10);
  b = ask_child (argv[0], argv[1], n, "pdf", pages);
  bench_row ("report as PDF: peak memory, 1,000 pages beside some 30", b.mb, a.mb, "MB", 1.5, "flat");
  bench_limit ("report as PDF of 1,000 pages", b.ms / 1000, "s", 30, "of the processor; a report is ready in under 30 s");
  a = ask_child (argv[0], argv[1], n, "preview", 0);
  bench_limit ("report: the first 200 rows of all, by group", a.ms, "ms", 0, "");
  a = ask_child (argv[0], argv[1], n, "pivot", 0);
  bench_limit ("report: a pivot of all by stage and month", a.ms, "ms", 0, "");
  return 0;
}
