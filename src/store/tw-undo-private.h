/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undoing commits that changed the site's definitions (tw-define.c). */
#pragma once

#include "tw-tx.h"

G_BEGIN_DECLS

gboolean  tw_undo_is_definition (TwDb *db, TwCommitHead *head);
/* Puts the definitions before the commit in force again; what it added is retired, since data may lie in it. */
TwCommit *tw_undo_definition    (TwStore *store, TwDb *db, TwCommitHead *head, const char *title, GError **error);

G_END_DECLS
