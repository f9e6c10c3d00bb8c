/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what is to become of all selected records: which field, and its value; whom they are assigned to; which tags. Signal "apply"
 * (TwBulkJob *job). */
#pragma once

#include "tw-app.h"
#include "tw-bulk-job.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

typedef enum { TW_BULK_EDIT_FIELD, TW_BULK_EDIT_OWNER, TW_BULK_EDIT_ADD, TW_BULK_EDIT_REMOVE } TwBulkEdit;

#define TW_TYPE_BULK_EDITOR (tw_bulk_editor_get_type ())
G_DECLARE_FINAL_TYPE (TwBulkEditor, tw_bulk_editor, TW, BULK_EDITOR, GtkPopover)

/* Whether records of the entity have anything that can be changed so. */
gboolean      tw_bulk_editor_can_edit     (const TwEntity *entity, TwBulkEdit edit);
TwBulkEditor *tw_bulk_editor_new          (TwWorkspace *workspace, TwRecordSet *set, TwBulkEdit edit);
/* The steps that a person takes, for tests and other callers. */
gboolean      tw_bulk_editor_choose_field (TwBulkEditor *self, const char *key);
GtkWidget    *tw_bulk_editor_get_input    (TwBulkEditor *self);
gboolean      tw_bulk_editor_apply        (TwBulkEditor *self);
const char   *tw_bulk_editor_get_error    (TwBulkEditor *self);

G_END_DECLS
