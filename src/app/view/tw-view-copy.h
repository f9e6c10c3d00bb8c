/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a view on the clipboard, as a table that spreadsheets, documents and this program paste. */
#pragma once

#include "tw-bulk-bar.h"
#include "tw-record-set.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* The columns of the view; the bar shows how far it is, and "win.toast" says how many, or what went wrong. */
void tw_view_copy (TwBulkBar *bar, TwViewState *state, TwRecordSet *set);

G_END_DECLS
