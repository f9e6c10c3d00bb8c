/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clicked column header means for the query. GtkColumnView wants a GtkSorter for each column that can be clicked, and
 * before GTK 4.10 its own sorter does not tell which column was clicked: it only compares. These sorters order nothing — the
 * database does — but let themselves be asked. */
#pragma once

#include <gtk/gtk.h>
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_TYPE_COLUMN_SORTER (tw_column_sorter_get_type ())
G_DECLARE_FINAL_TYPE (TwColumnSorter, tw_column_sorter, TW, COLUMN_SORTER, GtkSorter)

GtkSorter  *tw_column_sorter_new      (const char *field_key);
const char *tw_column_sorter_get_key  (TwColumnSorter *self);
/* The order that the headers of a view show, "-amount"; NULL when none is marked. */
char       *tw_column_sorter_dup_sort (GtkColumnView *view);

G_END_DECLS
