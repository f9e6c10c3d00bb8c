/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar below a view that comes when records are selected: how many, and what can be done with all of them. While that is done it
 * shows how far it is, and a button that gives it up. Its buttons are the actions "view.…" of the page around it. */
#pragma once

#include "tw-app.h"
#include "tw-bulk-editor.h"
#include "tw-progress.h"

G_BEGIN_DECLS

#define TW_TYPE_BULK_BAR (tw_bulk_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwBulkBar, tw_bulk_bar, TW, BULK_BAR, AdwBin)

void     tw_bulk_bar_set_count   (TwBulkBar *self, guint n, gboolean revealed);
void     tw_bulk_bar_set_narrow  (TwBulkBar *self, gboolean narrow);
/* Whether the records are of a kind that has a health. */
void     tw_bulk_bar_set_health  (TwBulkBar *self, gboolean has_health);
/* Asks in a popover, and does what is answered. */
TwBulkEditor *tw_bulk_bar_ask    (TwBulkBar *self, TwWorkspace *workspace, TwRecordSet *set, TwBulkEdit edit);
/* Shows how far something is, with a button that gives it up. One at a time: FALSE, and a toast, while something else is shown. */
gboolean tw_bulk_bar_watch       (TwBulkBar *self, TwProgress *work);
/* Does it in the background; what refused is told by the window. */
void     tw_bulk_bar_run         (TwBulkBar *self, TwBulkJob *job);
gboolean tw_bulk_bar_get_running (TwBulkBar *self);
gboolean tw_bulk_bar_get_revealed (TwBulkBar *self);
double   tw_bulk_bar_get_shown_fraction (TwBulkBar *self);
void     tw_bulk_bar_cancel      (TwBulkBar *self);

G_END_DECLS
