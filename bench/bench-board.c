/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board at its size: 10,000 deals in six columns open and are dragged with a real pointer; 10,000 cards in one column scroll,
 * against a GtkColumnView and against a GtkListView over trivial strings in the same window. It fills a workspace of its own:
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-board FOLDER
 */
#include "config.h"

#include "tw-bare.h"
#include "tw-board-column.h"
#include "tw-board-view.h"
#include "tw-bulk.h"
#include "tw-bench-window.h"
#include "tw-seed.h"

#define CARDS   10000
#define COLUMNS 6
#define FRAMES  100
#define ROUNDS  3
#define WIDTH   1700
#define HEIGHT  800

/* --- The workspace --- */

static void
add_deals (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *deal = tw_schema_get_entity (schema, "deal"), *task = tw_schema_get_entity (schema, "task");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stages = tw_stage_list (store, deal->board_field, NULL, &error);
  g_autoptr(TwBulk) bulk = tw_bulk_new (store, TW_ORIGIN_SYSTEM, "bench", &error);
  g_autoptr(TwCommit) commit = NULL;

  bench_check (error);
  for (guint i = 0; i < CARDS; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (deal), todo = tw_record_new (task);
      g_autofree char *name = g_strdup_printf ("Deal %05u of the bench", i), *amount = g_strdup_printf ("%u USD", 100 + i % 977);
      const TwStage *stage = g_ptr_array_index (stages, i % COLUMNS);

      tw_record_set_text (record, "name", name, &error);
      tw_record_set_text (record, "amount", amount, &error);
      tw_record_set_text (record, "close_date", "2027-03-01", &error);
      tw_record_set (record, deal->board_field, &stage->value, &error);
      tw_record_set_text (todo, "title", name, &error);
      tw_record_set_text (todo, "due_date", "2027-03-01", &error);
      if (error == NULL && tw_bulk_save (bulk, record, &error))
        tw_bulk_save (bulk, todo, &error);
      bench_check (error);
    }
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
  if (fresh)
    {
      tw_seed_workspace (store, "USD", &error);
      bench_check (error);
      add_deals (store);
    }
  tw_seed_sign_in (store);
  return store;
}

/* --- Opening --- */

static gboolean
is_filled (TwBoardView *board)
{
  g_autoptr(GPtrArray) columns = tw_board_view_dup_columns (board);
  guint n = 0;

  for (guint i = 0; i < columns->len; i++)
    n += g_list_model_get_n_items (G_LIST_MODEL (tw_board_column_get_results (g_ptr_array_index (columns, i))));
  return n == CARDS;
}

/* From the making of the widget until a frame with all cards has been painted. */
static double
measure_open (GtkWindow *window, TwViewState *state)
{
  double start = bench_now_ms ();
  GtkWidget *board = tw_board_view_new (state);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), board);
  while (!is_filled (TW_BOARD_VIEW (board)))
    g_main_context_iteration (NULL, TRUE);
  bench_paint (board);
  return bench_now_ms () - start;
}

/* --- Dragging --- */

static void
wait_ms (guint ms)
{
  double end = bench_now_ms () + ms;

  while (bench_now_ms () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

static void
exited_cb (GPid pid, int status, gboolean *over)
{
  *over = TRUE;
}

/* A hand that moves the pointer over four columns; another process, so that the window's own frames are all that is measured. */
static void
drag (void)
{
  char *words[] = { (char *) "bash", (char *) "-c",
                    (char *) "xdotool mousemove 150 230 sleep 0.1 mousedown 1 sleep 0.1; "
                             "for i in $(seq 1 40); do xdotool mousemove $((150 + i * 21)) $((230 + i * 4)) sleep 0.02; done; "
                             "xdotool sleep 0.1 mouseup 1", NULL };
  g_autoptr(GError) error = NULL;
  gboolean over = FALSE;
  GPid pid;

  g_spawn_async (NULL, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  bench_check (error);
  g_child_watch_add (pid, (GChildWatchFunc) exited_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_spawn_close_pid (pid);
  wait_ms (700);
}

static void
add_frames (BenchSample *sample, BenchFrames *frames)
{
  BenchSample one = bench_frames_stop (frames);

  for (guint i = 0; i < one.n; i++)
    bench_sample_add (sample, one.values[i]);
  bench_sample_clear (&one);
}

/* Turn and turn about with a bare window that paints as much, drags a box and shows where it would go. */
static void
measure_drag (GtkWindow *window, TwViewState *state, TwStore *store)
{
  BenchFrames *frames = NULL;
  BenchSample ours = { 0 }, theirs = { 0 };
  BenchBare bare = { 0 };
  guint before = 0, moved = 0;
  g_autofree char *note = NULL, *peer_note = NULL;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr(GPtrArray) commits = NULL, after = NULL;

      adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), tw_board_view_new (state));
      wait_ms (1500);
      bench_bare_count (gtk_widget_get_first_child (GTK_WIDGET (window)), &bare);
      commits = tw_store_commits (store, 0, 100, NULL);
      before = commits->len;
      frames = bench_frames_start (GTK_WIDGET (window), 0);
      drag ();
      add_frames (&ours, frames);
      after = tw_store_commits (store, 0, 100, NULL);
      moved += after->len - before;
      adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), bench_bare_new (&bare));
      wait_ms (1500);
      frames = bench_frames_start (GTK_WIDGET (window), 0);
      drag ();
      add_frames (&theirs, frames);
    }
  note = g_strdup_printf ("%u drags, %u moved, %u frames, median %.1f, p99 %.1f ms", ROUNDS, moved, ours.n, bench_sample_at (&ours, 0.5),
                          bench_sample_at (&ours, 0.99));
  bench_limit ("drag on a board of 10,000: the longest frame", bench_sample_at (&ours, 1.0), "ms", 33, note);
  peer_note = g_strdup_printf ("p99 %.1f against %.1f ms, %u frames; peer: a window of %u boxes and %u texts", bench_sample_at (&ours, 0.99),
                               bench_sample_at (&theirs, 0.99), theirs.n, bare.boxes, bare.texts);
  bench_row ("drag on a board of 10,000: the longest frame", bench_sample_at (&ours, 1.0), bench_sample_at (&theirs, 1.0), "ms", 1.5, peer_note);
  bench_sample_clear (&ours);
  bench_sample_clear (&theirs);
}

/* --- Scrolling --- */

static GtkWidget *
make_peer (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (bench_strings_new (CARDS))),
                                       bench_label_factory_new ());

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_widget_set_size_request (scroll, WIDTH / 4, -1);
  gtk_box_append (GTK_BOX (box), scroll);
  return box;
}

typedef struct { double median, p99; } Best;

static void
scroll_once (GtkWindow *window, GtkWidget *widget, GType type, double step, Best *best)
{
  double median, p99;

  bench_scroll (window, widget, type, step, FRAMES, &median, &p99);
  best->median = MIN (best->median, median);
  best->p99 = MIN (best->p99, p99);
}

/* Turn and turn about, and the best of each: what else the machine does comes and goes. */
static void
measure_scroll (GtkWindow *window, TwViewState *state, double step)
{
  Best ours = { G_MAXDOUBLE, G_MAXDOUBLE }, list = ours, columns = ours;
  guint n_columns = g_strv_length ((GStrv) tw_view_state_get_columns (state));
  g_autofree char *work = g_strdup_printf ("scroll 10,000 cards in a column, %.0f px a frame", step);
  g_autofree char *list_note = NULL, *columns_note = NULL;

  for (guint i = 0; i < ROUNDS; i++)
    {
      scroll_once (window, tw_board_view_new (state), GTK_TYPE_LIST_VIEW, step, &ours);
      scroll_once (window, make_peer (), GTK_TYPE_LIST_VIEW, step, &list);
      scroll_once (window, bench_columns_new (CARDS, n_columns, WIDTH), GTK_TYPE_COLUMN_VIEW, step, &columns);
    }
  columns_note = g_strdup_printf ("p99 %.1f against %.1f ms; peer: %u columns of labels", ours.p99, columns.p99, n_columns);
  bench_row (work, ours.median, columns.median, "ms", 1.3, columns_note);
  list_note = g_strdup_printf ("p99 %.1f against %.1f ms; peer: a GtkListView of labels", ours.p99, list.p99);
  bench_row (work, ours.median, list.median, "ms", 1.3, list_note);
}

static void
run (GtkWindow *window, const char *dir)
{
  static const double steps[] = { 40, 700 };
  g_autoptr(TwStore) store = open_store (dir);
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(TwWorkspace) workspace = tw_workspace_new (store, settings);
  g_autoptr(TwViewState) deals = tw_view_state_new (workspace, tw_schema_get_entity (tw_store_get_schema (store), "deal"));
  g_autoptr(TwViewState) tasks = tw_view_state_new (workspace, tw_schema_get_entity (tw_store_get_schema (store), "task"));
  double first, best = G_MAXDOUBLE;
  g_autofree char *note = NULL;

  first = measure_open (window, deals);
  for (guint i = 0; i < ROUNDS; i++)
    best = MIN (best, measure_open (window, deals));
  note = g_strdup_printf ("the very first time %.0f ms", first);
  bench_limit ("open a board of 10,000 deals in 6 columns", best, "ms", 300, note);
  measure_drag (window, deals, store);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    measure_scroll (window, tasks, steps[i]);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  tw_store_close (store);
}

int
main (int argc, char **argv)
{
  return bench_window_main (argc, argv, WIDTH, HEIGHT, run);
}
