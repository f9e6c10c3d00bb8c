/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a view, or the selected ones of them, into a file. */
#pragma once

#include "tw-app.h"
#include "tw-record-set.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* Asks for a file and writes it; what came of it is shown by "win.toast" of the widget. set: nullable: all records. */
void tw_view_export_ask   (GtkWidget *widget, TwViewState *state, TwRecordSet *set);
void tw_view_export_async (TwViewState *state, TwRecordSet *set, GFile *file, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
/* How many records were written; -1 on error. */
gint64 tw_view_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
