/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list presentation: a table of the view's columns, in a narrow window two-line rows. */
#pragma once

#include "tw-list-model.h"
#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_LIST_VIEW (tw_list_view_get_type ())
G_DECLARE_FINAL_TYPE (TwListView, tw_list_view, TW, LIST_VIEW, AdwBin)

GtkWidget *tw_list_view_new         (TwViewState *state);
TwListModel *tw_list_view_get_model (TwListView *self);
/* All records that match, in one list. */
TwResults *tw_list_view_get_results (TwListView *self);
GtkSelectionModel *tw_list_view_get_selection (TwListView *self);

G_END_DECLS
