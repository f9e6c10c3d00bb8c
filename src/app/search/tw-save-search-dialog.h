/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a search is to be called, who sees it, and how often new matches are told. */
#pragma once

#include "tw-app.h"
#include "tw-saved-search.h"

G_BEGIN_DECLS

#define TW_TYPE_SAVE_SEARCH_DIALOG (tw_save_search_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwSaveSearchDialog, tw_save_search_dialog, TW, SAVE_SEARCH_DIALOG, AdwMessageDialog)

/* search (transfer full): a new one, or one that was loaded. Signal "saved" (TwSavedSearch * (transfer full)). */
TwSaveSearchDialog *tw_save_search_dialog_new (GtkWindow *parent, TwStore *store, TwSavedSearch *search);

G_END_DECLS
