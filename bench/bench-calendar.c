/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A month of 100,000 meetings, of which 2,000 repeat every week, opens and scrolls, and is shown as weeks and days. What is measured is the longest time that the main
 * loop is away from the window, frames and all that comes between them. It fills a workspace of its own:
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-calendar FOLDER
 */
#include "config.h"

#include "tw-bare.h"
#include "tw-bulk.h"
#include "tw-calendar-page.h"
#include "tw-crm-rules.h"
#include "tw-bench-window.h"
#include "tw-month-view.h"
#include "tw-seed.h"

#define EVENTS    100000
#define RECURRING 2000
#define DAYS      30
#define FRAMES    150
#define WARM_UP   10                                   /* frames until the window has its size, and its pictures their memory */
/* A month has six weeks of seven days, with the day's number and a line for each event that there is room for. */
#define BOXES     (6 * 7 * 6)
#define WIDTH     1400
#define HEIGHT    860

/* --- The workspace --- */

static TwDate
get_first_day (void)
{
  int year, month, day;
  TwDate today = (TwDate) (g_get_real_time () / TW_USEC_PER_DAY);

  tw_date_to_ymd (today, &year, &month, &day);
  return today - day + 1;
}

static void
add_meeting (TwBulk *bulk, const TwEntity *entity, guint i, guint64 *random)
{
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_autoptr(GError) error = NULL;
  TwInstant start = (get_first_day () + (int) bench_random (random, DAYS)) * TW_USEC_PER_DAY
                    + (TwInstant) (28 + bench_random (random, 40)) * 15 * 60 * G_USEC_PER_SEC;
  TwInstant end = start + (TwInstant) (1 + bench_random (random, 8)) * 15 * 60 * G_USEC_PER_SEC;
  g_autofree char *title = g_strdup_printf ("Meeting %05u of the bench", i), *from = tw_instant_print (start), *to = tw_instant_print (end);

  tw_record_set_text (record, "title", title, &error);
  tw_record_set_text (record, "starts_at", from, &error);
  tw_record_set_text (record, "ends_at", to, &error);
  if (i < RECURRING)
    tw_record_set_text (record, "recurrence", "RRULE:FREQ=WEEKLY", &error);
  bench_check (error);
  tw_bulk_save (bulk, record, &error);
  bench_check (error);
}

static void
add_meetings (TwStore *store)
{
  const TwEntity *meeting = tw_schema_get_entity (tw_store_get_schema (store), "meeting");
  guint64 random = 1;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwBulk) bulk = tw_bulk_new (store, TW_ORIGIN_SYSTEM, "bench", &error);
  g_autoptr(TwCommit) commit = NULL;

  bench_check (error);
  for (guint i = 0; i < EVENTS; i++)
    add_meeting (bulk, meeting, i, &random);
  commit = tw_bulk_commit (g_steal_pointer (&bulk), &error);
  bench_check (error);
}

static TwStore *
open_store (const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  gboolean fresh = !g_file_test (dir, G_FILE_TEST_EXISTS);
  TwStore *store = NULL;

  bench_check (error);
  store = tw_store_open (dir, schema, fresh, &error);
  bench_check (error);
  tw_crm_rules_add (store);
  if (fresh)
    {
      tw_seed_workspace (store, "USD", &error);
      bench_check (error);
      add_meetings (store);
    }
  tw_seed_sign_in (store);
  return store;
}

/* --- Measuring --- */

/* A calendar opens in a window that is there, with its letters and icons: what it takes to begin is measured by bench-startup. */
static void
wait_for_window (GtkWindow *window)
{
  BenchFrames *frames = bench_frames_start (GTK_WIDGET (window), 0);
  BenchSample sample;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_label_new ("Tradewind"));
  while (bench_frames_count (frames) < WARM_UP)
    {
      gtk_widget_queue_draw (GTK_WIDGET (window));
      g_main_context_iteration (NULL, TRUE);
    }
  sample = bench_frames_stop (frames);
  bench_sample_clear (&sample);
}

static double
measure_open (GtkWindow *window, TwCalendarModel *model, BenchLongest *longest)
{
  double start = bench_now_ms (), end;
  GtkWidget *scroll = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), tw_month_view_new (model));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scroll);
  *longest = (BenchLongest) { 0, 0 };
  do
    bench_turn (longest);
  while (!tw_calendar_model_has_day (model, get_first_day ()));
  /* Until what was read has been painted. */
  end = bench_now_ms () + 200;
  while (bench_now_ms () < end)
    bench_turn (longest);
  return end - 200 - start;
}

static void
measure_scroll (GtkWindow *window, GtkAdjustment *adjustment, double step, BenchLongest *longest, BenchSample *sample)
{
  BenchFrames *frames = bench_frames_start (GTK_WIDGET (window), 0);
  guint done = 0;

  *longest = (BenchLongest) { 0, 0 };
  while (done < FRAMES)
    {
      guint before = bench_frames_count (frames);

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + (done < FRAMES / 2 ? step : -step));
      while (bench_frames_count (frames) == before)
        bench_turn (longest);
      done++;
    }
  *sample = bench_frames_stop (frames);
}

/* Beside the same frames of a bare window that paints as much and moves it as far. */
static void
compare (GtkWindow *window, const char *work, double step, const BenchLongest *longest, BenchSample *ours)
{
  const BenchBare bare = { BOXES, BOXES, 1 };
  BenchSample theirs;
  BenchLongest other;
  g_autofree char *note = NULL;

  bench_bare_run (window, &bare, step, FRAMES, &other, &theirs);
  note = g_strdup_printf ("work %.1f against %.1f, p99 of frames %.1f against %.1f ms; peer: a window of %u boxes with texts", longest->cpu, other.cpu,
                          bench_sample_at (ours, 0.99), bench_sample_at (&theirs, 0.99), BOXES);
  bench_row (work, longest->wall, other.wall, "ms", 1.5, note);
  bench_sample_clear (&theirs);
}

/* Every way to show a calendar, twice: at first, and again. Each until it has been painted. */
static const char *
measure_views (GtkWindow *window, TwWorkspace *workspace, BenchLongest *longest)
{
  static const char *const views[] = { "week", "month", "work-week", "day", "month", "week", "agenda", "day" };
  TwWindowPage *page = tw_calendar_page_new (workspace);
  const char *worst = NULL;
  BenchLongest one = { 0, 0 };

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), GTK_WIDGET (page));
  tw_calendar_page_set_view (TW_CALENDAR_PAGE (page), "month");
  while (!tw_calendar_model_has_day (tw_calendar_page_get_model (TW_CALENDAR_PAGE (page)), get_first_day ())
         || tw_calendar_model_is_loading (tw_calendar_page_get_model (TW_CALENDAR_PAGE (page))))
    bench_turn (&one);
  *longest = (BenchLongest) { 0, 0 };
  for (guint i = 0; i < 2 * G_N_ELEMENTS (views); i++)
    {
      double end = bench_now_ms () + 250;

      tw_calendar_page_set_view (TW_CALENDAR_PAGE (page), views[i % G_N_ELEMENTS (views)]);
      one = (BenchLongest) { 0, 0 };
      while (bench_now_ms () < end)
        bench_turn (&one);
      if (one.cpu > longest->cpu)
        worst = views[i % G_N_ELEMENTS (views)];
      longest->wall = MAX (longest->wall, one.wall);
      longest->cpu = MAX (longest->cpu, one.cpu);
    }
  return worst;
}

static void
run (GtkWindow *window, const char *dir)
{
  static const double steps[] = { 12, 130 };
  g_autoptr(TwStore) store = open_store (dir);
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(TwWorkspace) workspace = tw_workspace_new (store, settings);
  g_autoptr(TwCalendarModel) model = tw_calendar_model_new (workspace);
  BenchLongest longest, scrolled[G_N_ELEMENTS (steps)];
  BenchSample samples[G_N_ELEMENTS (steps)];
  double opened;
  g_autofree char *note = NULL;
  TwMonthView *month = NULL;

  wait_for_window (window);
  opened = measure_open (window, model, &longest);
  note = g_strdup_printf ("work %.1f ms; all there after %.0f ms", longest.cpu, opened);
  bench_limit ("open a month of 100,000 events: the longest wait", longest.wall, "ms", 33, note);
  month = bench_find (GTK_WIDGET (window), TW_TYPE_MONTH_VIEW);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    measure_scroll (window, gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (month)), steps[i], &scrolled[i], &samples[i]);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *work = g_strdup_printf ("scroll it by %.0f px a frame: the longest wait", steps[i]), *frame = NULL;

      frame = g_strdup_printf ("work %.1f ms; frames: median %.1f, p99 %.1f ms", scrolled[i].cpu, bench_sample_at (&samples[i], 0.5),
                               bench_sample_at (&samples[i], 0.99));
      bench_limit (work, scrolled[i].wall, "ms", 33, frame);
      compare (window, work, steps[i], &scrolled[i], &samples[i]);
      bench_sample_clear (&samples[i]);
    }
  {
    const char *worst = measure_views (window, workspace, &longest);
    g_autofree char *work = g_strdup_printf ("work %.1f ms, for the %s", longest.cpu, worst);

    bench_limit ("show it as week, work week, day, agenda: the longest wait", longest.wall, "ms", 33, work);
  }
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  while (tw_calendar_model_is_loading (model))
    bench_turn (&longest);
  tw_store_close (store);
}

int
main (int argc, char **argv)
{
  return bench_window_main (argc, argv, WIDTH, HEIGHT, run);
}
