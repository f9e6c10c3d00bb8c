/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import assistant: what the file is, which column goes where, a check that changes nothing, the import with its progress,
 * and what came of it. Several files come one after the other. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-import.h"
#include "tw-import-columns.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_IMPORT_DIALOG (tw_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwImportDialog, tw_import_dialog, TW, IMPORT_DIALOG, AdwWindow)

extern const TwActionTable tw_import_actions;

/* files: GFile, at least one. entity: the kind of record that is looked at, nullable. */
TwImportDialog  *tw_import_dialog_new         (GtkWindow *parent, TwWorkspace *workspace, GListModel *files, const TwEntity *entity);
/* "reading", "columns", "busy", "result", "error" */
const char      *tw_import_dialog_get_page    (TwImportDialog *self);
const TwEntity  *tw_import_dialog_get_entity  (TwImportDialog *self);
void             tw_import_dialog_set_entity  (TwImportDialog *self, const TwEntity *entity);
TwImportColumns *tw_import_dialog_get_columns (TwImportDialog *self);
TwImportMapping *tw_import_dialog_get_mapping (TwImportDialog *self);            /* lent; nullable before the file is read */
/* Field keys by which records that are there already are found: "email,name"; "" for none. */
const char      *tw_import_dialog_get_key     (TwImportDialog *self);
const TwImportCounts *tw_import_dialog_get_counts (TwImportDialog *self);        /* of the last run; nullable */
/* Copies the rejected rows of the last run to another file. */
gboolean         tw_import_dialog_save_rejects (TwImportDialog *self, GFile *file, GError **error);

G_END_DECLS
