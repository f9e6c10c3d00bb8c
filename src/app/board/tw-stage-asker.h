/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves one record to another stage from where it is edited outside the board, a form or a list cell: what the stage asks for is asked
 * in the popover that the board has. */
#pragma once

#include "tw-board-ask.h"

G_BEGIN_DECLS

/* parent: calls tw_popovers_unparent() in its dispose; place: of the popover in it */
void     tw_stage_asker_move        (GtkWidget *parent, const GdkRectangle *place, TwWorkspace *workspace, const TwField *group,
                                     const TwId *id, const TwValue *value, GAsyncReadyCallback callback, gpointer data);
/* FALSE with an error, or without one when the person put it back. */
gboolean tw_stage_asker_move_finish (GtkWidget *parent, GAsyncResult *result, GError **error);

G_END_DECLS
