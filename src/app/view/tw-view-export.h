/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a view, or the selected ones of them, into a file. */
#pragma once

#include "tw-bulk-bar.h"
#include "tw-record-set.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* Asks for a file and writes it; the bar shows how far it is, and "win.toast" what came of it. set: nullable: all records. */
void tw_view_export_ask   (TwBulkBar *bar, TwViewState *state, TwRecordSet *set);
void tw_view_export_async (TwViewState *state, TwRecordSet *set, GFile *file, TwProgress *progress,
                           GAsyncReadyCallback callback, gpointer data);
/* How many records were written; -1 on error. */
gint64 tw_view_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
