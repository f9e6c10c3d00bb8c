/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a toast with Undo for every change that this user makes here; the commit's title names it. */
#pragma once

#include "tw-app.h"
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_UNDO_TOASTS (tw_undo_toasts_get_type ())
G_DECLARE_FINAL_TYPE (TwUndoToasts, tw_undo_toasts, TW, UNDO_TOASTS, GObject)

TwUndoToasts *tw_undo_toasts_new  (TwStore *store, AdwToastOverlay *overlay);
/* Takes a change back (id nullable: the newest) or makes it again; what happened, or why not, is shown as a toast. */
void          tw_undo_toasts_undo (TwUndoToasts *self, const TwId *commit);
void          tw_undo_toasts_redo (TwUndoToasts *self);

G_END_DECLS
