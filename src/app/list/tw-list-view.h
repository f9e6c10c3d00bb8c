/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list presentation: a table of the view's columns, in a narrow window two-line rows. */
#pragma once

#include "tw-presentation.h"
#include "tw-results.h"

G_BEGIN_DECLS

#define TW_TYPE_LIST_VIEW (tw_list_view_get_type ())
G_DECLARE_FINAL_TYPE (TwListView, tw_list_view, TW, LIST_VIEW, AdwBin)

GtkWidget *tw_list_view_new         (TwViewState *state);
TwResults *tw_list_view_get_results (TwListView *self);

G_END_DECLS
