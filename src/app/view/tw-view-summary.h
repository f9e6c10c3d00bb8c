/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Count and sum of a view in words, "12 · $340.00", kept right as the view and the records change. Property "text". */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEW_SUMMARY (tw_view_summary_get_type ())
G_DECLARE_FINAL_TYPE (TwViewSummary, tw_view_summary, TW, VIEW_SUMMARY, GObject)

TwViewSummary *tw_view_summary_new      (TwViewState *state);
const char    *tw_view_summary_get_text (TwViewSummary *self);

G_END_DECLS
