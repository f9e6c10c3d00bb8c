/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work per frame while scrolling: the program's own list of 1 M records and its board, against a GtkColumnView over trivial
 * strings with as many columns, in the same window of the same process:
 *
 *   tools/run-headless bench-scroll DIR          DIR: a workspace filled by bench-import.py and bench-store
 */
#include "config.h"

#include "tw-bench.h"
#include "tw-board-view.h"
#include "tw-board-column.h"
#include "tw-bench-window.h"
#include "tw-list-view.h"

#define FRAMES  100
#define ROUNDS  2
#define WIDTH   1200
#define HEIGHT  760

/* --- The rows of the table ------------------------------------------------------------------------------------------ */

/* Turn and turn about, and the best of each: what else the machine does comes and goes. */
static void
compare (GtkWindow *window, TwViewState *state, gboolean board, const char *what, double step)
{
  double best = G_MAXDOUBLE, best_peer = G_MAXDOUBLE, worst = G_MAXDOUBLE, worst_peer = G_MAXDOUBLE;
  guint n_columns = g_strv_length ((GStrv) tw_view_state_get_columns (state));
  g_autofree char *work = g_strdup_printf ("%s, %.0f px a frame", what, step);
  g_autofree char *note = NULL;

  for (int i = 0; i < ROUNDS; i++)
    {
      double median, p99;

      bench_scroll (window, board ? tw_board_view_new (state) : tw_list_view_new (state),
               board ? GTK_TYPE_LIST_VIEW : GTK_TYPE_COLUMN_VIEW, step, FRAMES, &median, &p99);
      best = MIN (best, median);
      worst = MIN (worst, p99);
      bench_scroll (window, bench_columns_new (1000000, n_columns, WIDTH), GTK_TYPE_COLUMN_VIEW, step, FRAMES, &median, &p99);
      best_peer = MIN (best_peer, median);
      worst_peer = MIN (worst_peer, p99);
    }
  note = g_strdup_printf ("p99 %.1f against %.1f ms; peer: %u columns of labels", worst, worst_peer, n_columns);
  bench_row (work, best, best_peer, "ms", 1.3, note);
}

static void
run (GtkWindow *window, const char *dir)
{
  static const double steps[] = { 40, 700 };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = schema != NULL ? tw_store_open (dir, schema, FALSE, &error) : NULL;

  if (store == NULL)
    g_error ("%s", error->message);
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(TwWorkspace) workspace = tw_workspace_new (store, settings);
  g_autoptr(TwViewState) contacts = tw_view_state_new (workspace, tw_schema_get_entity (tw_store_get_schema (store), "contact"));
  g_autoptr(TwViewState) deals = tw_view_state_new (workspace, tw_schema_get_entity (tw_store_get_schema (store), "deal"));
  gint64 n = tw_store_count (store, tw_view_state_get_query (contacts), NULL);
  gint64 n_deals = tw_store_count (store, tw_view_state_get_query (deals), NULL);
  g_autofree char *list = g_strdup_printf ("scroll a list of %" G_GINT64_FORMAT " rows", n);
  g_autofree char *board = g_strdup_printf ("scroll a board of %" G_GINT64_FORMAT " cards", n_deals);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    compare (window, contacts, FALSE, list, steps[i]);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    compare (window, deals, TRUE, board, steps[i]);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  tw_store_close (store);
}

int
main (int argc, char **argv)
{
  return bench_window_main (argc, argv, WIDTH, HEIGHT, run);
}
