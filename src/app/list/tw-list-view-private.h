/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-list-selection.h"
#include "tw-list-view.h"
#include "tw-thumbnailer.h"

G_BEGIN_DECLS

struct _TwListView
{
  AdwBin             parent_instance;

  /* What is shown. */
  TwViewState       *state;                            /* (owned) */
  TwListModel       *model;                            /* (owned) */
  TwListSelection   *selection;                        /* (owned) over model */
  TwThumbnailer     *faces;                            /* (owned) (nullable) of kinds of records with a portrait */

  /* How. */
  GtkWidget         *table;                            /* (nullable) GtkColumnView, made when the window is wide */
  GtkWidget         *rows;                             /* (nullable) GtkListView, made when it is narrow */
  gboolean           narrow;
  gboolean           marking_sort;                     /* the headers are being set, not clicked */
  gboolean           adding_sort;                      /* Shift is held while a header is clicked */
  gboolean           edit_next;                        /* the next activated row opens for editing */
  guint              edited_position;                  /* where the cell editor stands */
  char              *edited_key;                       /* (owned) (nullable) */
  double             from_start;                       /* how far a table that runs from right to left was scrolled */
  gboolean           placing;                          /* its place is being kept, not changed */
  guint              anchor;                           /* position ticked last: Shift ticks from there */
  guint              spinner_id;

  /* From the template. */
  GtkStack          *stack;
  GtkSpinner        *spinner;
  GtkOverlay        *table_overlay;
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
void       tw_list_table_set_widths (TwListView *self);
/* tw-list-check.c: the column of ticks, and of arrows for groups. */
GtkColumnViewColumn *tw_list_check_column_new (TwListView *self);
/* tw-list-rows.c: the narrow form. */
GtkWidget *tw_list_rows_new        (TwListView *self);
/* tw-list-view.c */
void       tw_list_view_open       (TwListView *self, guint position);
void       tw_list_view_tick       (TwListView *self, guint position, gboolean extend);
/* tw-list-view-actions.c */
GtkListItem *tw_list_view_get_focused (TwListView *self);            /* nullable: the row where the keyboard is */
/* tw-list-edit.c: editing in the cells. */
gboolean   tw_list_view_edit_cell  (TwListView *self, GtkWidget *cell);
gboolean   tw_list_view_edit_row   (TwListView *self, guint position, const char *field_key);   /* key NULL: its first field */

G_END_DECLS
