/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a record: their list, and what is being attached. Files come by the button, from the clipboard, and by being dropped on
 * the page that the panel is on. Property with notify: "busy", files are being attached. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FILE_PANEL (tw_file_panel_get_type ())
G_DECLARE_FINAL_TYPE (TwFilePanel, tw_file_panel, TW, FILE_PANEL, AdwBin)

TwFilePanel *tw_file_panel_new        (TwWorkspace *workspace);
/* past: as it was then, to be read only; 0: now */
void         tw_file_panel_set_record (TwFilePanel *self, TwRecord *record, TwInstant past);
gboolean     tw_file_panel_can_attach (TwFilePanel *self);
gboolean     tw_file_panel_is_touched (TwFilePanel *self, TwCommit *commit);
/* (element-type GFile) */
void         tw_file_panel_attach     (TwFilePanel *self, GListModel *files);
void         tw_file_panel_choose     (TwFilePanel *self);
gboolean     tw_file_panel_is_busy    (TwFilePanel *self);
void         tw_file_panel_stop       (TwFilePanel *self);
void         tw_file_panel_paste      (TwFilePanel *self);
/* Files that are dropped on the widget are attached while the record takes files. */
void         tw_file_panel_take_drops (TwFilePanel *self, GtkWidget *widget);

G_END_DECLS
