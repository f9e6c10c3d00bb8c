/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one is among folders: the way to here, and the folders in it. For entities with a link to another whose records lie in one
 * another; choosing one is a condition of the view. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_FOLDER_BAR (tw_folder_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwFolderBar, tw_folder_bar, TW, FOLDER_BAR, GtkBox)

/* The link by which records of an entity lie in folders; nullable. */
const TwField *tw_folder_bar_find_field (const TwEntity *entity);
GtkWidget     *tw_folder_bar_new        (TwViewState *state);
/* The folder that is looked at; FALSE: all of them. */
gboolean       tw_folder_bar_get_folder (TwFolderBar *self, TwId *id);
/* To the folder that this one lies in, or to all. */
void           tw_folder_bar_go_up      (TwFolderBar *self);
/* (nullable): all */
void           tw_folder_bar_go_to      (TwFolderBar *self, const TwId *id);

G_END_DECLS
