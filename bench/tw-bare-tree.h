/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare GTK page to put beside the time that one of ours takes to open: the same tree of plain boxes, labels, icons and entries, with
 * the same names for the style sheet and the same words, and nothing behind it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _BenchTree BenchTree;

/* What a widget that is shown consists of; what is in it and not seen is left out. (transfer full) */
BenchTree *bench_tree_new   (GtkWidget *widget);
void       bench_tree_free  (BenchTree *tree);
/* How many widgets it is. */
guint      bench_tree_count (const BenchTree *tree);
/* Such a page, new. (transfer floating) */
GtkWidget *bench_tree_build (const BenchTree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchTree, bench_tree_free)

G_END_DECLS
