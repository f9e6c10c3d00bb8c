/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet in which a kind of record of the site's own is made or renamed. Signal "made" (const char *label): a new one was saved. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_OBJECT_SHEET (tw_object_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TwObjectSheet, tw_object_sheet, TW, OBJECT_SHEET, AdwWindow)

extern const TwActionTable tw_object_sheet_actions;

/* entity: (nullable): an own kind of record; NULL makes a new one */
TwObjectSheet *tw_object_sheet_new         (GtkWindow *parent, TwWorkspace *workspace, const TwEntity *entity);
/* For tests: what is entered, and why it could not be saved. */
void           tw_object_sheet_enter       (TwObjectSheet *self, const char *label, const char *plural, const TwEntity *parent);
const char    *tw_object_sheet_get_problem (TwObjectSheet *self);     /* nullable */

G_END_DECLS
