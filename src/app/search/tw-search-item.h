/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record that was found, as the rows of search and link pickers show it. Properties for templates: title, detail, has-detail,
 * icon, kind. */
#pragma once

#include <glib-object.h>
#include "tw-search.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_ITEM (tw_search_item_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchItem, tw_search_item, TW, SEARCH_ITEM, GObject)

TwSearchItem   *tw_search_item_new        (const TwEntity *entity, const TwId *id, const char *title, const char *detail);
guint           tw_search_item_get_entity (TwSearchItem *self);      /* number */
const TwId     *tw_search_item_get_id     (TwSearchItem *self);
const char     *tw_search_item_get_title  (TwSearchItem *self);

G_END_DECLS
