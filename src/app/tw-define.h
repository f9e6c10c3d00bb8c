/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts definitions of fields, choices and kinds of records in force: in the workspace, or, of a team's, at its server. */
#pragma once

#include "tw-workspace.h"

G_BEGIN_DECLS

void     tw_define_async  (TwWorkspace *workspace, const char *definitions, GAsyncReadyCallback callback, gpointer data);
gboolean tw_define_finish (TwWorkspace *workspace, GAsyncResult *result, GError **error);

G_END_DECLS
