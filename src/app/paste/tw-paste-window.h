/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table from the clipboard as new records: which column goes to which field, what would come of it, and then one commit. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_PASTE_WINDOW (tw_paste_window_get_type ())
G_DECLARE_FINAL_TYPE (TwPasteWindow, tw_paste_window, TW, PASTE_WINDOW, AdwWindow)

/* NULL with a sentence when the text is no table. */
TwPasteWindow *tw_paste_window_new        (GtkWindow *parent, TwWorkspace *workspace, const TwEntity *entity, const char *text,
                                           GError **error);
guint          tw_paste_window_get_n_columns (TwPasteWindow *self);
/* Key of the field that a column goes to; nullable: left out. */
const char    *tw_paste_window_get_target (TwPasteWindow *self, guint column);
void           tw_paste_window_set_target (TwPasteWindow *self, guint column, const char *key);
/* What would come of it, in words; "" while that is found out. */
const char    *tw_paste_window_get_result (TwPasteWindow *self);
void           tw_paste_window_add        (TwPasteWindow *self);

G_END_DECLS
