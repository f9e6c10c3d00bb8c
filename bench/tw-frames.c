/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-frames.h"

#include <adwaita.h>

#define LONG    2000                                   /* pixels: a list that can be scrolled */

/* A list of GTK 4.8 holds 200 rows, and where among them those are that one sees hangs on the height of the rows and the step. So either
 * list may bind no row at all while it is scrolled through its first 200, and two lists can be compared only behind them. */
#define WARM_UP 10000                                  /* pixels */

struct _BenchFrames
{
  GdkFrameClock *clock;                                /* (owned) */
  gulong         ids[3];
  BenchSample    sample;
  double         begin;
  guint          n, warm_up;
};

/* On "flush-events", which comes only when there are events, or else on "before-paint". */
static void
begin_cb (GdkFrameClock *clock, BenchFrames *frames)
{
  if (frames->begin == 0)
    frames->begin = bench_now_ms ();
}

static void
after_cb (GdkFrameClock *clock, BenchFrames *frames)
{
  if (frames->begin > 0 && ++frames->n > frames->warm_up)
    bench_sample_add (&frames->sample, bench_now_ms () - frames->begin);
  frames->begin = 0;
}

BenchFrames *
bench_frames_start (GtkWidget *window, guint warm_up)
{
  BenchFrames *frames = g_new0 (BenchFrames, 1);

  frames->clock = g_object_ref (gtk_widget_get_frame_clock (window));
  frames->warm_up = warm_up;
  frames->ids[0] = g_signal_connect (frames->clock, "flush-events", G_CALLBACK (begin_cb), frames);
  frames->ids[1] = g_signal_connect (frames->clock, "before-paint", G_CALLBACK (begin_cb), frames);
  frames->ids[2] = g_signal_connect (frames->clock, "after-paint", G_CALLBACK (after_cb), frames);
  return frames;
}

guint
bench_frames_count (BenchFrames *frames)
{
  return frames->sample.n;
}

BenchSample
bench_frames_stop (BenchFrames *frames)
{
  BenchSample sample = frames->sample;

  for (guint i = 0; i < G_N_ELEMENTS (frames->ids); i++)
    g_signal_handler_disconnect (frames->clock, frames->ids[i]);
  g_object_unref (frames->clock);
  g_free (frames);
  return sample;
}

/* --- The main loop --- */

void
bench_turn (BenchLongest *longest)
{
  double start = bench_now_ms (), cpu = bench_cpu_ms ();

  if (g_main_context_iteration (NULL, FALSE))
    {
      double wall = bench_now_ms () - start, work = bench_cpu_ms () - cpu;

      longest->wall = MAX (longest->wall, wall);
      longest->cpu = MAX (longest->cpu, work);
    }
  else
    g_usleep (300);
}

void
bench_wait (guint ms, BenchLongest *longest)
{
  double end = bench_now_ms () + ms;

  while (bench_now_ms () < end)
    bench_turn (longest);
}

static void
painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

void
bench_paint (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (widget);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

/* --- Scrolling --- */

gpointer
bench_find (GtkWidget *widget, GType type)
{
  gpointer found = g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = bench_find (child, type);
  return found;
}

/* Until the widget has appeared and its list is long enough to scroll; ends the program when that does not come true. */
static GtkAdjustment *
wait_for_list (GtkWidget *widget, GType type)
{
  double end = bench_now_ms () + 30000;

  while (bench_now_ms () < end)
    {
      GtkScrollable *list = bench_find (widget, type);
      GtkAdjustment *adjustment = list != NULL ? gtk_scrollable_get_vadjustment (list) : NULL;

      if (adjustment != NULL && gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment) + LONG)
        return adjustment;
      g_main_context_iteration (NULL, FALSE);
    }
  g_error ("No long list appeared in %s.", G_OBJECT_TYPE_NAME (widget));
}

typedef struct
{
  GtkAdjustment *adjustment;
  double         step;
} Scroll;

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;

  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment) + scroll->step);
  return G_SOURCE_CONTINUE;
}

void
bench_scroll (GtkWindow *window, GtkWidget *widget, GType type, double step, guint n, double *median, double *p99)
{
  Scroll scroll = { NULL, step };
  BenchFrames *frames = NULL;
  BenchSample sample;
  guint tick;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), widget);
  scroll.adjustment = wait_for_list (widget, type);
  frames = bench_frames_start (GTK_WIDGET (window), (guint) (WARM_UP / step) + 10);
  tick = gtk_widget_add_tick_callback (widget, tick_cb, &scroll, NULL);
  while (bench_frames_count (frames) < n)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, tick);
  sample = bench_frames_stop (frames);
  *median = bench_sample_at (&sample, 0.5);
  *p99 = bench_sample_at (&sample, 0.99);
  bench_sample_clear (&sample);
}

/* --- Strings --- */

#define BENCH_TYPE_STRINGS (bench_strings_get_type ())
G_DECLARE_FINAL_TYPE (BenchStrings, bench_strings, BENCH, STRINGS, GObject)

/* Strings that are made when they are asked for. */
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

GListModel *
bench_strings_new (guint n)
{
  BenchStrings *strings = g_object_new (BENCH_TYPE_STRINGS, NULL);

  strings->n = n;
  return G_LIST_MODEL (strings);
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

GtkListItemFactory *
bench_label_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return factory;
}

GtkWidget *
bench_columns_new (guint n, guint n_columns, int width)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (bench_strings_new (n))));

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *title = g_strdup_printf ("Column %u", i + 1);
      g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new (title, bench_label_factory_new ());

      gtk_column_view_column_set_fixed_width (column, width / n_columns);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  return scroll;
}
