/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a record: icon, name, what is to be known of it, and what can be done with it. Its commands are "file.open", "file.open-outside", "file.save-as",
 * "file.rename", "file.remove" and "win.open-record"; the parameter of the first ones is the id of its document. */
#pragma once

#include "tw-app.h"
#include "tw-record-file.h"

G_BEGIN_DECLS

#define TW_TYPE_FILE_ROW (tw_file_row_get_type ())
G_DECLARE_FINAL_TYPE (TwFileRow, tw_file_row, TW, FILE_ROW, AdwActionRow)

/* id: of the document; entity: its number */
TwFileRow  *tw_file_row_new    (guint entity, const char *id);
const char *tw_file_row_get_id (TwFileRow *self);
/* detail: size, who and when, where it is. can_change: it may be renamed and removed. */
void        tw_file_row_show   (TwFileRow *self, TwRecordFile *file, const char *detail, gboolean can_change);

G_END_DECLS
