/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the name of a new saved view, and who sees it. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_SAVE_VIEW_DIALOG (tw_save_view_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwSaveViewDialog, tw_save_view_dialog, TW, SAVE_VIEW_DIALOG, AdwMessageDialog)

/* For the saved view that the state came from: its name, who sees it, and whether it stands in the sidebar. */
TwSaveViewDialog *tw_save_view_dialog_new_change (GtkWindow *parent, TwViewState *state);
TwSaveViewDialog *tw_save_view_dialog_new (GtkWindow *parent, TwViewState *state);

G_END_DECLS
