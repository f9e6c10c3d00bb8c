/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work per frame of a window: the time from the GdkFrameClock's "flush-events" (or "before-paint") to "after-paint". And how long the
 * main loop is away from the window, whatever it does. */
#pragma once

#include <gtk/gtk.h>

#include "tw-bench.h"

G_BEGIN_DECLS

typedef struct _BenchFrames BenchFrames;

/* Of the turns of the main loop, in ms. */
typedef struct
{
  double wall, cpu;
} BenchLongest;

/* Collects the work of each frame after the first warm_up ones. */
BenchFrames *bench_frames_start (GtkWidget *window, guint warm_up);
guint        bench_frames_count (BenchFrames *frames);
/* Ends the collecting; the sample is given to the caller. */
BenchSample  bench_frames_stop  (BenchFrames *frames);

/* One turn of the main loop; a short rest when there is nothing to do. */
void         bench_turn         (BenchLongest *longest);
/* Turns for some time. */
void         bench_wait         (guint ms, BenchLongest *longest);
/* Turns until the widget has been painted anew. */
void         bench_paint        (GtkWidget *widget);

/* The first mapped widget of a type below a widget; NULL when there is none. */
gpointer     bench_find         (GtkWidget *widget, GType type);
/* Shows the widget and scrolls its list of that type from the top; median and 99th percentile of a frame's work in ms. */
void         bench_scroll       (GtkWindow *window, GtkWidget *widget, GType type, double step, guint n, double *median, double *p99);
/* A million strings that are made when they are asked for. */
GListModel  *bench_strings_new  (guint n);
/* Labels for them. */
GtkListItemFactory *bench_label_factory_new (void);
/* A GtkColumnView of n of them, in n_columns columns that share the width. */
GtkWidget   *bench_columns_new  (guint n, guint n_columns, int width);

G_END_DECLS
