/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A calendar with 100,000 events of which 2,000 repeat, and rules worked out over a year beside libical's bare loop.
 *   bench-events DIR     makes a workspace in the folder, which must not be there, and prints the rows of the table */
#include "config.h"

#include <stdio.h>

#include <libical/ical.h>

#include "tw-bench.h"
#include "tw-calendar.h"
#include "tw-crm-rules.h"
#include "tw-recur.h"
#include "tw-seed.h"

#define N_EVENTS  100000
#define N_SERIES  2000
#define N_RULES   10000
#define A_COMMIT  10000
#define ROUNDS    21
#define MINUTE    (60 * (gint64) G_USEC_PER_SEC)

static const char *const rules[] = {
  "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY;BYDAY=2WE",
  "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=YEARLY", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=40", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;UNTIL=20261231T000000Z",
};

static TwInstant
get_month (void)
{
  TwDate date;

  tw_date_from_ymd (2026, 5, 1, &date);
  return date * TW_USEC_PER_DAY;
}

/* days: over how many days they are spread, around the month */
static void
fill (TwStore *store, TwSchema *schema, TwInstant from, int days, guint n, guint n_series)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "meeting");
  guint64 state = 7;
  TwEdit *edit = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (entity);
      TwInstant start = from + (gint64) bench_random (&state, (guint) days) * TW_USEC_PER_DAY + bench_random (&state, 96) * 15 * MINUTE;
      g_auto(TwValue) at = tw_value_datetime (start);
      g_auto(TwValue) end = tw_value_datetime (start + (1 + bench_random (&state, 8)) * 15 * MINUTE);
      g_autofree char *title = g_strdup_printf ("Meeting %u about the offer", i);

      tw_record_set_text (record, "title", title, NULL);
      tw_record_set_key (record, "starts_at", &at, NULL);
      tw_record_set_key (record, "ends_at", &end, NULL);
      if (i < n_series)
        {
          g_autofree char *rule = g_strconcat ("RRULE:", rules[i % G_N_ELEMENTS (rules)], NULL);

          tw_record_set_text (record, "timezone", "Europe/Berlin", NULL);
          tw_record_set_text (record, "recurrence", rule, NULL);
        }
      if (edit == NULL)
        edit = tw_edit_new (store, TW_ORIGIN_IMPORT, "fill");
      tw_edit_save (edit, record);
      if (i % A_COMMIT == A_COMMIT - 1 || i == n - 1)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(TwCommit) commit = tw_edit_commit (g_steal_pointer (&edit), &error);

          if (commit == NULL)
            g_error ("%s", error->message);
        }
    }
}

static guint
read_month (TwStore *store, GTimeZone *zone)
{
  TwInstant from = get_month ();
  TwCalendarQuery query = { from, from + 31 * TW_USEC_PER_DAY, zone, TW_CALENDAR_MEETING };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = tw_calendar_read (store, &query, NULL, &error);

  if (found == NULL)
    g_error ("%s", error->message);
  return found->len;
}

static void
measure_month (TwStore *store, const char *work, const char *work_cold, double limit)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  BenchSample sample = { 0 };
  g_autofree char *note = NULL;
  double begun = bench_now_ms ();
  guint n = read_month (store, zone);

  bench_limit (work_cold, bench_now_ms () - begun, "ms", 0, "first reading, off the main thread");
  for (guint i = 0; i < ROUNDS; i++)
    {
      begun = bench_now_ms ();
      n = read_month (store, zone);
      bench_sample_add (&sample, bench_now_ms () - begun);
    }
  note = g_strdup_printf ("%u occurrences", n);
  bench_limit (work, bench_sample_at (&sample, 0.5), "ms", limit, note);
  bench_sample_clear (&sample);
}

/* --- Rules --- */

static double
expand_ours (TwWall start, TwWall to, guint *n)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
  double begun = bench_now_ms ();
  volatile gint64 sum = 0;

  *n = 0;
  for (guint i = 0; i < N_RULES; i++)
    {
      g_autofree char *lines = g_strconcat ("RRULE:", rules[i % G_N_ELEMENTS (rules)], NULL);
      g_autoptr(TwRecur) recur = tw_recur_new (lines, start, FALSE, zone, NULL);

      g_array_set_size (walls, 0);
      tw_recur_expand (recur, start, to, 5000, walls);
      for (guint w = 0; w < walls->len; w++)
        sum += tw_wall_to_instant (g_array_index (walls, TwWall, w), zone);
      *n += walls->len;
    }
  return bench_now_ms () - begun;
}

static double
expand_bare (int year, guint *n)
{
  struct icaltimetype start = { .year = year, .month = 1, .day = 5, .hour = 9 };
  struct icaltimetype end = { .year = year + 1, .month = 1, .day = 5, .hour = 9 };
  double begun = bench_now_ms ();

  *n = 0;
  for (guint i = 0; i < N_RULES; i++)
    {
      struct icalrecurrencetype rule = icalrecurrencetype_from_string (rules[i % G_N_ELEMENTS (rules)]);
      icalrecur_iterator *iterator = icalrecur_iterator_new (rule, start);
      struct icaltimetype at;

      while (!icaltime_is_null_time (at = icalrecur_iterator_next (iterator)) && icaltime_compare (at, end) < 0)
        ++*n;
      icalrecur_iterator_free (iterator);
    }
  return bench_now_ms () - begun;
}

static void
measure_rules (void)
{
  BenchSample ours = { 0 }, bare = { 0 };
  guint n = 0, n_bare = 0;
  g_autofree char *note = NULL;
  TwDate from, to;

  tw_date_from_ymd (2026, 1, 5, &from);
  tw_date_from_ymd (2027, 1, 5, &to);
  for (guint i = 0; i < 5; i++)
    {
      bench_sample_add (&bare, expand_bare (2026, &n_bare));
      bench_sample_add (&ours, expand_ours (tw_wall_make (from, 9 * 3600), tw_wall_make (to, 9 * 3600), &n));
    }
  if (n != n_bare)
    g_error ("%u times, libical gives %u", n, n_bare);
  note = g_strdup_printf ("%u times, ours as instants of a zone", n);
  bench_row ("Calendar: 10,000 rules over a year", bench_sample_at (&ours, 0.5), bench_sample_at (&bare, 0.5), "ms", 1.5, note);
  bench_sample_clear (&ours);
  bench_sample_clear (&bare);
}

static TwStore *
make_store (const char *dir, const char *name, int days)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  TwStore *store;

  g_mkdir_with_parents (dir, 0755);
  store = schema != NULL ? tw_store_open (path, schema, TRUE, &error) : NULL;
  if (store == NULL || !tw_seed_workspace (store, "EUR", &error))
    g_error ("%s", error->message);
  tw_crm_rules_add (store);
  fill (store, schema, days > 31 ? get_month () - 200 * TW_USEC_PER_DAY : get_month (), days, N_EVENTS, N_SERIES);
  return store;
}

int
main (int argc, char **argv)
{
  g_autoptr(TwStore) year = NULL;
  TwStore *month;

  if (argc != 2)
    {
      fprintf (stderr, "usage: bench-events DIR\n");
      return 2;
    }
  measure_rules ();
  year = make_store (argv[1], "year", 365);
  measure_month (year, "Calendar: a month of a year with 100,000 events", "Calendar: the same for the first time", 30);
  month = make_store (argv[1], "month", 31);
  measure_month (month, "Calendar: a month with 100,000 events in it", "Calendar: the same in it for the first time", 0);
  tw_store_close (month);
  g_object_unref (month);
  tw_store_close (year);
  return 0;
}
