/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet in which a field of the site's own is made or changed, with how it will look in a form. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-form-row.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FIELD_SHEET (tw_field_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldSheet, tw_field_sheet, TW, FIELD_SHEET, AdwWindow)

extern const TwActionTable tw_field_sheet_actions;

/* field: (nullable): NULL makes a new one */
TwFieldSheet *tw_field_sheet_new         (GtkWindow *parent, TwWorkspace *workspace, const TwEntity *entity, const TwField *field);
/* For tests. name: "name", "help", "min" …; NULL when there is none. */
GtkEditable  *tw_field_sheet_get_entry   (TwFieldSheet *self, const char *name);
void          tw_field_sheet_set_kind    (TwFieldSheet *self, TwKind kind);
void          tw_field_sheet_set_target  (TwFieldSheet *self, const TwEntity *target);
void          tw_field_sheet_set_choices (TwFieldSheet *self, const char *lines);
TwFormRow    *tw_field_sheet_get_preview (TwFieldSheet *self);        /* nullable */
const char   *tw_field_sheet_get_problem (TwFieldSheet *self);        /* nullable */

G_END_DECLS
