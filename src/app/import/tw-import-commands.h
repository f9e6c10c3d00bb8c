/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways into the import assistant: the command that asks for files, and files dropped on the window. */
#pragma once

#include "tw-action-table.h"
#include "tw-window.h"

G_BEGIN_DECLS

extern const TwActionTable tw_import_window_actions;

/* In the window's init: takes dropped files that can be imported. */
void     tw_import_commands_attach (TwWindow *window);
/* FALSE: none of the files is one that can be imported. (element-type GFile) */
gboolean tw_import_commands_open   (TwWindow *window, GListModel *files);

G_END_DECLS
