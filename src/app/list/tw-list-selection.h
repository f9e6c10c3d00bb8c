/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records of a list are selected. It knows them by their row numbers, so that a selection stays with its records when they
 * move, a million of them are selected without reading one, and a record that leaves the list is no longer selected. */
#pragma once

#include <gtk/gtk.h>
#include "tw-list-model.h"
#include "tw-record-set.h"

G_BEGIN_DECLS

#define TW_TYPE_LIST_SELECTION (tw_list_selection_get_type ())
G_DECLARE_FINAL_TYPE (TwListSelection, tw_list_selection, TW, LIST_SELECTION, GObject)

TwListSelection *tw_list_selection_new        (TwListModel *model);
guint            tw_list_selection_get_count  (TwListSelection *self);
/* Several were chosen, or one on purpose: more than where the keyboard stands. */
gboolean         tw_list_selection_is_chosen  (TwListSelection *self);
void             tw_list_selection_set_held   (TwListSelection *self, gboolean held);
void             tw_list_selection_toggle     (TwListSelection *self, guint position);
/* Every record that matches, also those that are still being read and those of closed groups. */
void             tw_list_selection_select_matching (TwListSelection *self);
/* The selected ones in the order of the list. (element-type gint64) */
GArray          *tw_list_selection_dup_rows   (TwListSelection *self);

G_END_DECLS
