/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes one value where it stands in the list. Enter and leaving save, Escape restores, Tab saves and goes on; what is no
 * value of the field is said below the entry, which stays. Signal "finished" (int direction): 1 to the next cell, -1 to the one
 * before, 0 to stay. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_CELL_EDITOR (tw_cell_editor_get_type ())
G_DECLARE_FINAL_TYPE (TwCellEditor, tw_cell_editor, TW, CELL_EDITOR, GtkPopover)

/* Over a cell inside parent, which unparents it when it goes first; NULL when the record is gone. The field is one for which tw_field_input_can_edit(). */
TwCellEditor *tw_cell_editor_open      (GtkWidget *parent, GtkWidget *cell, TwWorkspace *workspace, const TwField *field, const TwId *id,
                                        GError **error);
/* The steps that a person takes, for tests and other callers. */
GtkWidget    *tw_cell_editor_get_input (TwCellEditor *self);
gboolean      tw_cell_editor_save      (TwCellEditor *self, int direction);
void          tw_cell_editor_cancel    (TwCellEditor *self);
const char   *tw_cell_editor_get_error (TwCellEditor *self);

G_END_DECLS
