/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a view on the clipboard, as a table that spreadsheets, documents and this program paste. */
#pragma once

#include "tw-app.h"
#include "tw-record-set.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* The columns of the view; "win.toast" of the widget says how many, or what went wrong. */
void tw_view_copy (GtkWidget *widget, TwViewState *state, TwRecordSet *set);

G_END_DECLS
