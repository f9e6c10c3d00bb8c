/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+K: an entry over the window that goes to any record, view or page and runs any command, while one types. The best match
 * stands first, and what is used often and lately stands higher; before anything is typed, that alone counts. */
#pragma once

#include "tw-app.h"
#include "tw-frecency.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_PALETTE (tw_palette_get_type ())
G_DECLARE_FINAL_TYPE (TwPalette, tw_palette, TW, PALETTE, AdwBin)

TwPalette  *tw_palette_new       (TwWorkspace *workspace);
/* page: what the window shows, whose commands are offered; nullable. */
void        tw_palette_open      (TwPalette *self, GtkWidget *page);
void        tw_palette_close     (TwPalette *self);
gboolean    tw_palette_is_open   (TwPalette *self);
/* What is typed; as if a person had typed it. */
void        tw_palette_set_text  (TwPalette *self, const char *text);
/* The lines shown: TwPaletteItem. */
GListModel *tw_palette_get_items (TwPalette *self);
/* Everything that is offered beside records while it is open: TwPaletteItem. */
GPtrArray  *tw_palette_get_offers (TwPalette *self);
/* What was used on this computer: the window counts what it opens. */
TwFrecency *tw_palette_get_used  (TwPalette *self);

G_END_DECLS
