/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All deals of a workspace selected in the list of the real window and deleted, as people do it, and taken back: the longest time that the
 * main loop is away while it is done, how soon it shows how far it is, and how soon it stops when it is given up. The workspace is left as it
 * was, such as one of "tradewindctl --workspace FOLDER init --demo":
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-bulk-list FOLDER
 */
#include "config.h"

#include "tw-bench-window.h"
#include "tw-bulk-bar.h"
#include "tw-crm-rules.h"
#include "tw-list-view-private.h"
#include "tw-seed.h"
#include "tw-view-page.h"
#include "tw-window.h"

#define WIDTH  1400
#define HEIGHT 800
#define REST   1500                                    /* ms: what follows a change has been read and painted */

static TwBulkBar *bar;
static TwListView *list;

static guint
count_rows (void)
{
  return tw_list_model_get_loading (list->model) ? G_MAXUINT : g_list_model_get_n_items (G_LIST_MODEL (list->model));
}

static void
open_deals (TwWindow *window)
{
  BenchLongest ignored = { 0, 0 };

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-view", "s", "deal");
  tw_view_state_set_presentation (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (window))), "list");
  bench_wait (REST, &ignored);
  list = bench_find (GTK_WIDGET (window), TW_TYPE_LIST_VIEW);
  while (count_rows () == G_MAXUINT)
    bench_turn (&ignored);
  for (GtkWidget *widget = GTK_WIDGET (list); bar == NULL && widget != NULL; widget = gtk_widget_get_parent (widget))
    bar = bench_find (widget, TW_TYPE_BULK_BAR);
}

static void
print_wait (const char         *work,
            const BenchLongest *longest,
            const char         *more)
{
  g_autofree char *note = g_strdup_printf ("work %.1f ms%s", longest->cpu, more);

  bench_limit (work, longest->wall, "ms", 100, note);
}

static void
select_all (guint n)
{
  BenchLongest longest = { 0, 0 };

  gtk_widget_activate_action (GTK_WIDGET (list), "list.select-all", NULL);
  while (tw_list_selection_get_count (list->selection) < n)
    bench_turn (&longest);
  bench_wait (REST, &longest);
}

/* When the bar of progress was first seen, in ms from the beginning. */
static double
delete_all (TwWindow     *window,
            gboolean      give_up,
            BenchLongest *longest,
            double       *spent)
{
  double start = bench_now_ms (), cpu = bench_cpu_ms (), shown = -1, given_up = 0;

  gtk_widget_activate_action (GTK_WIDGET (tw_window_get_page (window)), "view.delete", NULL);
  *longest = (BenchLongest) { bench_now_ms () - start, bench_cpu_ms () - cpu };
  while (tw_bulk_bar_get_running (bar))
    {
      bench_turn (longest);
      if (shown < 0 && tw_bulk_bar_get_shown_fraction (bar) >= 0)
        shown = bench_now_ms () - start;
      if (give_up && given_up == 0 && tw_bulk_bar_get_shown_fraction (bar) > 0.3)
        {
          given_up = bench_now_ms ();
          tw_bulk_bar_cancel (bar);
        }
    }
  *spent = bench_now_ms () - (give_up ? given_up : start);
  bench_wait (REST, longest);
  return shown;
}

/* --- Beside a bare list --- */

/* As many rows of as many columns of labels go from a GtkColumnView and come back, in a window of the same size. */
static void
measure_bare (GtkApplication *application,
              guint           n,
              guint           n_columns,
              BenchLongest   *going,
              BenchLongest   *coming)
{
  GtkWidget *window = adw_application_window_new (application), *view = NULL, *scroll = gtk_scrolled_window_new ();
  g_autoptr(GListModel) strings = bench_strings_new (n);
  GtkSliceListModel *shown = gtk_slice_list_model_new (g_object_ref (strings), 0, n);
  BenchLongest ignored = { 0, 0 };

  view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (shown))));
  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new ("Column", bench_label_factory_new ());

      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scroll);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  bench_wait (REST, &ignored);
  gtk_slice_list_model_set_size (shown, 0);
  bench_wait (REST, going);
  gtk_slice_list_model_set_size (shown, n);
  bench_wait (REST, coming);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
compare (const char         *work,
         const BenchLongest *ours,
         const BenchLongest *theirs,
         guint               n_columns)
{
  g_autofree char *note = g_strdup_printf ("work, of which %.0f against %.0f ms on the clock; peer: a GtkColumnView of %u labels a row", ours->wall, theirs->wall,
                                           n_columns);

  bench_row (work, ours->cpu, theirs->cpu, "ms", 0, note);
}

static void
measure (TwWindow *window,
         guint     n)
{
  BenchLongest longest = { 0, 0 }, undone = { 0, 0 }, going = { 0, 0 }, coming = { 0, 0 };
  guint n_columns = g_strv_length ((GStrv) tw_view_state_get_columns (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (window)))));
  double spent, shown, start, cpu;
  g_autofree char *stop = NULL, *done = NULL;

  select_all (n);
  delete_all (window, TRUE, &longest, &spent);
  stop = g_strdup_printf ("; %u of %u are there", count_rows (), n);
  bench_limit ("give up deleting all deals: until it has stopped", spent, "ms", 1000, stop);
  print_wait ("give up deleting all deals: the longest wait", &longest, "");
  select_all (n);
  shown = delete_all (window, FALSE, &longest, &spent);
  done = g_strdup_printf ("; %u deals in %.0f ms, progress to be seen after %.0f, %u left", n, spent, shown, count_rows ());
  print_wait ("delete all deals in the list: the longest wait", &longest, done);
  start = bench_now_ms ();
  cpu = bench_cpu_ms ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  undone = (BenchLongest) { bench_now_ms () - start, bench_cpu_ms () - cpu };
  while (count_rows () != n)
    bench_turn (&undone);
  g_free (done);
  done = g_strdup_printf ("; %u deals are there again after %.0f ms", n, bench_now_ms () - start);
  bench_wait (REST, &undone);
  print_wait ("take it back: the longest wait", &undone, done);
  measure_bare (gtk_window_get_application (GTK_WINDOW (window)), n, n_columns, &going, &coming);
  compare ("delete all deals in the list: the longest wait", &longest, &going, n_columns);
  compare ("take it back: the longest wait", &undone, &coming, n_columns);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) application = NULL;
  g_autoptr(TwStore) store = NULL;
  g_autoptr(TwWorkspace) workspace = NULL;
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(GError) error = NULL;
  BenchLongest ignored = { 0, 0 };
  TwWindow *window = NULL;

  application = argc == 2 ? bench_application_new () : NULL;
  if (application == NULL)
    return 2;
  schema = tw_schema_load_shipped (&error);
  bench_check (error);
  store = tw_store_open (argv[1], schema, FALSE, &error);
  bench_check (error);
  tw_crm_rules_add (store);
  tw_seed_sign_in (store);
  settings = g_settings_new (TW_APP_ID);
  workspace = tw_workspace_new (store, settings);
  window = tw_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  tw_window_set_workspace (window, workspace);
  gtk_window_present (GTK_WINDOW (window));
  bench_wait (REST, &ignored);
  open_deals (window);
  measure (window, count_rows ());
  gtk_window_destroy (GTK_WINDOW (window));
  bench_wait (REST, &ignored);
  tw_store_close (store);
  return 0;
}
