/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a list is ordered and laid out: sort by several fields, group, height of rows, facets, columns. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEW_OPTIONS (tw_view_options_get_type ())
G_DECLARE_FINAL_TYPE (TwViewOptions, tw_view_options, TW, VIEW_OPTIONS, GtkPopover)

TwViewOptions *tw_view_options_new       (TwViewState *state);
/* The steps that a person takes, for tests and other callers. */
void           tw_view_options_add_sort  (TwViewOptions *self);
void           tw_view_options_group_by  (TwViewOptions *self, const char *key);     /* nullable */

G_END_DECLS
