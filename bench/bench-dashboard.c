/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ready sales dashboard over very many deals in the real window: from the command to the frame that shows all its figures, first when nothing
 * is in memory, then when its columns are. The workspace is that of bench-insight:
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-dashboard WORKSPACE LABEL
 */
#include "config.h"

#include <stdio.h>

#include "tw-dashboard-page.h"
#include "tw-bench-window.h"
#include "tw-locale.h"
#include "tw-seed.h"
#include "tw-window.h"

#define ROUNDS 7

static gboolean
is_filled (TwWindow *window)
{
  TwWindowPage *page = tw_window_get_page (window);
  TwFigureView *last = TW_IS_DASHBOARD_PAGE (page) ? tw_dashboard_page_find (TW_DASHBOARD_PAGE (page), "Win rate by owner") : NULL;

  return last != NULL && !tw_dashboard_page_is_busy (TW_DASHBOARD_PAGE (page)) && tw_figure_view_get_answer (last) != NULL;
}

/* The longest frame on the way is told, too. */
static double
measure_open (TwWindow *window, double *longest)
{
  BenchFrames *frames = bench_frames_start (GTK_WIDGET (window), 0);
  BenchSample sample;
  double start = bench_now_ms (), spent;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-dashboards", NULL);
  while (!is_filled (window))
    g_main_context_iteration (NULL, TRUE);
  bench_paint (GTK_WIDGET (window));
  spent = bench_now_ms () - start;
  sample = bench_frames_stop (frames);
  *longest = bench_sample_at (&sample, 1.0);
  bench_sample_clear (&sample);
  return spent;
}

static void
leave (TwWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-today", NULL);
  for (double end = bench_now_ms () + 300; bench_now_ms () < end;)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
run (TwWindow *window, TwStore *store, const char *label)
{
  g_autoptr (GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr (TwWorkspace) workspace = tw_workspace_new (store, settings);
  g_autofree char *cold = g_strdup_printf ("open the sales dashboard, cold (%s)", label), *note = NULL;
  g_autofree char *warm = g_strdup_printf ("open the sales dashboard, warm (%s)", label), *warm_note = NULL;
  BenchSample sample = { 0 };
  double longest, first;

  tw_window_set_workspace (window, workspace);
  gtk_window_present (GTK_WINDOW (window));
  leave (window);
  first = measure_open (window, &longest);
  note = g_strdup_printf ("longest frame %.1f ms", longest);
  bench_limit (cold, first, "ms", 2000, note);
  for (guint i = 0; i < ROUNDS; i++)
    {
      leave (window);
      bench_sample_add (&sample, measure_open (window, &longest));
    }
  warm_note = g_strdup_printf ("slowest of %u %.0f ms, longest frame %.1f ms", ROUNDS, bench_sample_at (&sample, 1), longest);
  bench_limit (warm, bench_sample_at (&sample, 0.5), "ms", 300, warm_note);
  bench_sample_clear (&sample);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = NULL;
  TwStore *store;
  TwWindow *window;

  if (argc != 3)
    {
      fprintf (stderr, "usage: bench-dashboard WORKSPACE LABEL\n");
      return 2;
    }
  tw_locale_init ();
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", TW_APP_ID, "resource-base-path", TW_RESOURCE_PATH, "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  schema = tw_schema_load_shipped (&error);
  bench_check (error);
  store = tw_store_open (argv[1], schema, FALSE, &error);
  bench_check (error);
  tw_seed_sign_in (store);
  window = tw_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), 1700, 800);
  run (window, store, argv[2]);
  gtk_window_destroy (GTK_WINDOW (window));
  tw_store_close (store);
  g_object_unref (store);
  return 0;
}
