/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work per frame while scrolling: the program's own list of 1 M records and its board, against a GtkColumnView over trivial
 * strings with as many columns, in the same window of the same process:
 *
 *   tools/run-headless bench-scroll DIR          DIR: a workspace filled by bench-import.py and bench-store
 *
 * A frame's work is the time from the GdkFrameClock's "flush-events" (or "before-paint") to "after-paint". */
#include "config.h"

#include <stdio.h>

#include "tw-bench.h"
#include "tw-board-view.h"
#include "tw-board-column.h"
#include "tw-list-view.h"
#include "tw-locale.h"

#define FRAMES  100
#define WARM_UP 10                                     /* frames */
#define ROUNDS  2
#define WIDTH   1200
#define HEIGHT  760

typedef struct
{
  GtkAdjustment *adjustment;
  BenchSample    sample;
  double         begin, step;
  guint          n;
} Scroll;

/* On "flush-events", which comes only when there are events, or else on "before-paint". */
static void
begin_cb (GdkFrameClock *clock, Scroll *scroll)
{
  if (scroll->begin == 0)
    scroll->begin = bench_now_ms ();
}

static void
after_cb (GdkFrameClock *clock, Scroll *scroll)
{
  if (scroll->begin > 0 && ++scroll->n > WARM_UP)
    bench_sample_add (&scroll->sample, bench_now_ms () - scroll->begin);
  scroll->begin = 0;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;

  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment) + scroll->step);
  return G_SOURCE_CONTINUE;
}

static gpointer
find (GtkWidget *widget, GType type)
{
  gpointer found = g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* Until the widget has appeared and its list is long enough to scroll; ends the program when that does not come true. */
static GtkAdjustment *
wait_for_list (GtkWidget *widget, GType type)
{
  double end = bench_now_ms () + 30000;

  while (bench_now_ms () < end)
    {
      GtkScrollable *list = find (widget, type);
      GtkAdjustment *adjustment = list != NULL ? gtk_scrollable_get_vadjustment (list) : NULL;

      if (adjustment != NULL && gtk_adjustment_get_upper (adjustment) > 100 * HEIGHT)
        return adjustment;
      g_main_context_iteration (NULL, FALSE);
    }
  g_error ("No long list appeared in %s.", G_OBJECT_TYPE_NAME (widget));
}

/* Shows the widget and scrolls its list from the top; median and 99th percentile of a frame's work in ms. */
static void
measure (GtkWindow *window, GtkWidget *widget, GType type, double step, double *median, double *p99)
{
  Scroll scroll = { .step = step };
  GdkFrameClock *clock = NULL;
  gulong ids[3];
  guint tick;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), widget);
  scroll.adjustment = wait_for_list (widget, type);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  ids[0] = g_signal_connect (clock, "flush-events", G_CALLBACK (begin_cb), &scroll);
  ids[1] = g_signal_connect (clock, "before-paint", G_CALLBACK (begin_cb), &scroll);
  ids[2] = g_signal_connect (clock, "after-paint", G_CALLBACK (after_cb), &scroll);
  tick = gtk_widget_add_tick_callback (widget, tick_cb, &scroll, NULL);
  while (scroll.n < WARM_UP + FRAMES)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, tick);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_signal_handler_disconnect (clock, ids[i]);
  *median = bench_sample_at (&scroll.sample, 0.5);
  *p99 = bench_sample_at (&scroll.sample, 0.99);
  bench_sample_clear (&scroll.sample);
}

/* --- The peer ----------------------------------------------------------------------------------------------------- */

#define BENCH_TYPE_STRINGS (bench_strings_get_type ())
G_DECLARE_FINAL_TYPE (BenchStrings, bench_strings, BENCH, STRINGS, GObject)

/* A million strings that are made when they are asked for. */
struct _BenchStrings
{
  GObject parent_instance;

  guint   n;
};

static GType
strings_get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
strings_get_n_items (GListModel *model)
{
  return BENCH_STRINGS (model)->n;
}

static gpointer
strings_get_item (GListModel *model, guint position)
{
  g_autofree char *text = g_strdup_printf ("Trivial string %u", position);

  return position < BENCH_STRINGS (model)->n ? gtk_string_object_new (text) : NULL;
}

static void
strings_list_init (GListModelInterface *iface)
{
  iface->get_item_type = strings_get_item_type;
  iface->get_n_items = strings_get_n_items;
  iface->get_item = strings_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchStrings, bench_strings, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, strings_list_init))

static void
bench_strings_class_init (BenchStringsClass *klass)
{
}

static void
bench_strings_init (BenchStrings *self)
{
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
make_peer (guint n, guint n_columns)
{
  BenchStrings *strings = g_object_new (BENCH_TYPE_STRINGS, NULL);
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *view;

  strings->n = n;
  view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (strings))));
  for (guint i = 0; i < n_columns; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autofree char *title = g_strdup_printf ("Column %u", i + 1);
      g_autoptr(GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      column = gtk_column_view_column_new (title, factory);
      gtk_column_view_column_set_fixed_width (column, WIDTH / n_columns);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  return scroll;
}

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

      measure (window, board ? tw_board_view_new (state) : tw_list_view_new (state),
               board ? GTK_TYPE_LIST_VIEW : GTK_TYPE_COLUMN_VIEW, step, &median, &p99);
      best = MIN (best, median);
      worst = MIN (worst, p99);
      measure (window, make_peer (1000000, n_columns), GTK_TYPE_COLUMN_VIEW, step, &median, &p99);
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
  g_autoptr(AdwApplication) application = NULL;
  GtkWidget *window;

  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-scroll DIR\n");
      return 2;
    }
  tw_locale_init ();
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", TW_APP_ID, "resource-base-path", TW_RESOURCE_PATH, "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  window = adw_application_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  run (GTK_WINDOW (window), argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
