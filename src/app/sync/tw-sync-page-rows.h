/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the sync page. */
#pragma once

#include "tw-app.h"
#include "tw-replica.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

GtkWidget *tw_sync_row_new_waiting (TwOutboxItem *item, GTimeZone *zone);
/* With the actions "sync.retry", "sync.copy" and "sync.discard", whose parameter is its number. */
GtkWidget *tw_sync_row_new_refusal (TwWorkspace *workspace, TwRefusal *refusal);
GtkWidget *tw_sync_row_new_problem (const char *problem, GTimeZone *zone);
/* What the person wrote, as text for the clipboard. */
char      *tw_sync_dup_refusal_text (TwWorkspace *workspace, TwRefusal *refusal);

G_END_DECLS
