/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the palette: a record, a view or page, or a command. All of them are an action with its parameter, and the widget whose
 * action it is. Properties for templates: title, markup, detail, icon, kind, keys, has-keys. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_PALETTE_ITEM (tw_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (TwPaletteItem, tw_palette_item, TW, PALETTE_ITEM, GObject)

typedef struct
{
  const char *key;                                     /* what stands in the file of what was used */
  const char *title;
  const char *detail;                                  /* nullable: dimmed, after the title */
  const char *icon;
  const char *kind;                                    /* nullable: a word at the end of the line */
  const char *keys;                                    /* nullable: accelerators as in TwActionInfo; the first is shown */
  const char *action;
  GVariant   *parameter;                               /* (nullable): a floating one is taken */
  GtkWidget  *target;                                  /* (nullable): NULL for the window's own actions */
} TwPaletteItemInfo;

TwPaletteItem *tw_palette_item_new         (const TwPaletteItemInfo *info);
const char    *tw_palette_item_get_key     (TwPaletteItem *self);
const char    *tw_palette_item_get_title   (TwPaletteItem *self);
const char    *tw_palette_item_get_action  (TwPaletteItem *self);
/* Matches the title and marks what matched; 0 when it does not match. */
double         tw_palette_item_match       (TwPaletteItem *self, const char *typed);
double         tw_palette_item_get_rank    (TwPaletteItem *self);
void           tw_palette_item_set_rank    (TwPaletteItem *self, double rank);
/* window: for items without a target. FALSE when it cannot be done now. */
gboolean       tw_palette_item_activate    (TwPaletteItem *self, GtkWidget *window);

G_END_DECLS
