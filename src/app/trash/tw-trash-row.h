/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the wastebasket. Properties for its list: icon-name, title, detail ("Deal · deleted 21 November"), folded (what the
 * page's search looks in). */
#pragma once

#include <gtk/gtk.h>

#include "tw-trash.h"

G_BEGIN_DECLS

#define TW_TYPE_TRASH_ROW (tw_trash_row_get_type ())
G_DECLARE_FINAL_TYPE (TwTrashRow, tw_trash_row, TW, TRASH_ROW, GObject)

TwTrashRow     *tw_trash_row_new        (const TwEntity *entity, const TwTrashItem *item, GTimeZone *zone);
const TwEntity *tw_trash_row_get_entity (TwTrashRow *self);
const TwId     *tw_trash_row_get_id     (TwTrashRow *self);
const char     *tw_trash_row_get_title  (TwTrashRow *self);

G_END_DECLS
