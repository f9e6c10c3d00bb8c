/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving records to another column: one commit that sets the group field of all of them. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* title: of the column. callback gets a GTask of widget; finish with tw_board_move_finish(). */
void     tw_board_move_async  (GtkWidget *widget, TwViewState *state, GArray *ids, const TwValue *value, const char *title,
                               GAsyncReadyCallback callback, gpointer data);
gboolean tw_board_move_finish (GAsyncResult *result, GError **error);

G_END_DECLS
