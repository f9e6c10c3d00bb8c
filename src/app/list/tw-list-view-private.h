/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-list-view.h"

G_BEGIN_DECLS

struct _TwListView
{
  AdwBin             parent_instance;

  /* What is shown. */
  TwViewState       *state;                            /* (owned) */
  TwResults         *results;                          /* (owned) */
  GtkMultiSelection *selection;                        /* (owned) over results */

  /* How. */
  GtkWidget         *table;                            /* (nullable) GtkColumnView, made when the window is wide */
  GtkWidget         *rows;                             /* (nullable) GtkListView, made when it is narrow */
  gboolean           narrow;
  gboolean           marking_sort;                     /* the headers are being set, not clicked */
  gboolean           edit_next;                        /* the next activated row opens for editing */
  guint              spinner_id;

  /* From the template. */
  GtkStack          *stack;
  GtkSpinner        *spinner;
  GtkScrolledWindow *table_scroll;
  GtkScrolledWindow *rows_scroll;
  AdwStatusPage     *empty_page;
  GtkButton         *empty_button;
  AdwStatusPage     *error_page;
};

extern const TwActionTable tw_list_view_actions;

/* tw-list-table.c: the wide form. */
GtkWidget *tw_list_table_new       (TwListView *self);
void       tw_list_table_update    (TwListView *self);               /* the columns changed */
void       tw_list_table_mark_sort (TwListView *self);
/* tw-list-rows.c: the narrow form. */
GtkWidget *tw_list_rows_new        (TwListView *self);
/* tw-list-view.c */
void       tw_list_view_open       (TwListView *self, guint position);

G_END_DECLS
