/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare GTK program to put beside a figure that the machine makes unfair: a widget of its own that paints as many boxes and texts as
 * another one, in the same window, and nothing else. */
#pragma once

#include <gtk/gtk.h>

#include "tw-frames.h"

G_BEGIN_DECLS

typedef struct
{
  guint  boxes, texts;
  double moving;                                       /* which part of its width changes in each frame; 0: only what is dragged */
} BenchBare;

/* What a widget that has been painted consists of; text and boxes in pictures are not seen. */
void       bench_bare_count (GtkWidget *widget, BenchBare *bare);
/* A box can be dragged; where it is held over, another one shows. */
GtkWidget *bench_bare_new   (const BenchBare *bare);
/* Paints n frames of it in the window, step pixels further in each. The longest turn of the main loop, on the clock and in work, and the
 * frames, are the caller's. */
void       bench_bare_run   (GtkWindow *window, const BenchBare *bare, double step, guint n, BenchLongest *longest, BenchSample *frames);

G_END_DECLS
