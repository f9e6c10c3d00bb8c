/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+N: a small form of an entity's required and main fields, made from the schema. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-form-row.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_CREATE_DIALOG (tw_create_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwCreateDialog, tw_create_dialog, TW, CREATE_DIALOG, AdwWindow)

extern const TwActionTable tw_create_actions;

TwCreateDialog *tw_create_dialog_new     (GtkWindow *parent, TwWorkspace *workspace, const TwEntity *entity);
/* A value that the new record starts with, shown if it can be entered. */
void            tw_create_dialog_preset  (TwCreateDialog *self, const TwField *field, const TwValue *value);
TwFormRow      *tw_create_dialog_get_row (TwCreateDialog *self, const char *key);

G_END_DECLS
