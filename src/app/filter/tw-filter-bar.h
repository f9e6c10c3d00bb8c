/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of a view's filters, the button that adds one, and count and sum of what is left. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_FILTER_BAR (tw_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwFilterBar, tw_filter_bar, TW, FILTER_BAR, AdwBin)

TwFilterBar *tw_filter_bar_new      (TwViewState *state);
/* The chips and the button alone. */
TwFilterBar *tw_filter_bar_new_plain (TwViewState *state);
void         tw_filter_bar_set_narrow (TwFilterBar *self, gboolean narrow);
/* Opens the popover with order, groups and layout. */
void         tw_filter_bar_show_options (TwFilterBar *self);
/* Opens the builder for a new filter. */
void         tw_filter_bar_add      (TwFilterBar *self);

G_END_DECLS
