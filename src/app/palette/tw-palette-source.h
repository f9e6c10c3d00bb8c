/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the palette offers beside records: the commands that can be used now, the views and saved views, and what can be made. */
#pragma once

#include "tw-palette-item.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* Appends TwPaletteItem. page: what the window shows, nullable; focus: where the keyboard was, nullable. */
void tw_palette_source_add_commands (GPtrArray *items, GtkWidget *window, GtkWidget *page, GtkWidget *focus);
void tw_palette_source_add_views    (GPtrArray *items, TwWorkspace *workspace);
void tw_palette_source_add_starred  (GPtrArray *items, TwWorkspace *workspace);
/* The record of a key that tw_palette_source_dup_record_key() made; NULL when it is gone. */
TwPaletteItem *tw_palette_source_new_record (TwWorkspace *workspace, const char *key);
char          *tw_palette_source_dup_record_key (guint entity, const TwId *id);

G_END_DECLS
