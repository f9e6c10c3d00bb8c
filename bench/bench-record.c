/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a record with five thousand entries in its timeline: from its making until a frame with the first entries and the related
 * records has been painted. Turn and turn about with a bare page of as many boxes, labels, icons and entries.
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-record FOLDER     the workspace that bench-timeline made */
#include "config.h"

#include "tw-bare-tree.h"
#include "tw-bench-window.h"
#include "tw-record-page.h"

#define TITLE  "Five thousand entries"
#define ROUNDS 9
#define REST   300                                     /* ms between two rounds */
#define WIDTH  1700
#define HEIGHT 800

static TwRecord *
find_deal (TwStore *store)
{
  const TwEntity *deal = tw_schema_get_entity (tw_store_get_schema (store), "deal");
  g_auto(TwValue) name = tw_value_text (TITLE);
  g_autoptr(GError) error = NULL;
  TwRecord *record = tw_store_find (store, deal->name_field, &name, &error);

  bench_check (error);
  if (record == NULL)
    g_error ("There is no deal “%s”. Run bench-timeline first.", TITLE);
  return record;
}

/* In the program the page before stays below the new one; here it is gone before the clock starts. */
static double
measure_open (GtkWindow   *window,
              TwWorkspace *workspace,
              TwRecord    *deal,
              double      *cpu)
{
  g_autoptr(GError) error = NULL;
  BenchLongest ignored = { 0, 0 };
  TwRecordPage *page = NULL;
  GListModel *items = NULL;
  double start, cpu_start;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  bench_wait (REST, &ignored);
  start = bench_now_ms ();
  cpu_start = bench_cpu_ms ();
  page = tw_record_page_new (workspace, tw_record_get_entity (deal), tw_record_get_id (deal), &error);
  bench_check (error);
  items = tw_record_timeline_get_items (tw_record_page_get_timeline (page));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), GTK_WIDGET (page));
  while (g_list_model_get_n_items (items) == 0)
    g_main_context_iteration (NULL, TRUE);
  bench_paint (GTK_WIDGET (page));
  *cpu = MIN (*cpu, bench_cpu_ms () - cpu_start);
  return bench_now_ms () - start;
}

static double
measure_bare (GtkWindow       *window,
              const BenchTree *tree)
{
  BenchLongest ignored = { 0, 0 };
  GtkWidget *page = NULL;
  double start;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  bench_wait (REST, &ignored);
  start = bench_now_ms ();
  page = bench_tree_build (tree);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), page);
  bench_paint (page);
  return bench_now_ms () - start;
}

static void
run (GtkWindow  *window,
     const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = schema != NULL ? tw_store_open (dir, schema, FALSE, &error) : NULL;
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(TwWorkspace) workspace = NULL;
  g_autoptr(TwRecord) deal = NULL;
  g_autoptr(BenchTree) tree = NULL;
  g_autofree char *note = NULL, *bare_note = NULL;
  BenchSample sample = { NULL }, bare = { NULL };
  double first, cpu = G_MAXDOUBLE;

  bench_check (error);
  workspace = tw_workspace_new (store, settings);
  deal = find_deal (store);
  first = measure_open (window, workspace, deal, &cpu);
  for (guint i = 0; i < ROUNDS; i++)
    {
      bench_sample_add (&sample, measure_open (window, workspace, deal, &cpu));
      if (tree == NULL)
        tree = bench_tree_new (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));
      bench_sample_add (&bare, measure_bare (window, tree));
    }
  note = g_strdup_printf ("at best %.0f ms, of the processor %.0f; the very first time %.0f ms", bench_sample_at (&sample, 0), cpu, first);
  bench_limit ("open a record page with 5,000 timeline entries", bench_sample_at (&sample, 0.5), "ms", 100, note);
  bare_note = g_strdup_printf ("at best %.0f against %.0f ms; peer: %u plain widgets in the same tree", bench_sample_at (&sample, 0),
                               bench_sample_at (&bare, 0), bench_tree_count (tree));
  bench_row ("open a record page with 5,000 timeline entries", bench_sample_at (&sample, 0.5), bench_sample_at (&bare, 0.5), "ms", 0, bare_note);
  bench_sample_clear (&sample);
  bench_sample_clear (&bare);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  tw_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  return bench_window_main (argc, argv, WIDTH, HEIGHT, run);
}
