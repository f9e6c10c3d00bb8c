/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the sidebar: what it opens, its words and picture, and the group it stands in. */
#pragma once

#include <glib-object.h>
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_SIDEBAR_ITEM (tw_sidebar_item_get_type ())
G_DECLARE_FINAL_TYPE (TwSidebarItem, tw_sidebar_item, TW, SIDEBAR_ITEM, GObject)

/* Of what was saved: who sees it, whose it is, and whether new matches are told. */
typedef enum
{
  TW_SIDEBAR_SHARED = 1 << 0,
  TW_SIDEBAR_OWN    = 1 << 1,                          /* this user's to change and delete */
  TW_SIDEBAR_ALERT  = 1 << 2,
} TwSidebarMarks;

TwSidebarItem *tw_sidebar_item_new_entity (const TwEntity *entity);
TwSidebarItem *tw_sidebar_item_new_page   (const char *target, const char *group, const char *title, const char *icon);
TwSidebarItem *tw_sidebar_item_new_saved  (const TwId *id, const char *entity, const char *title, const char *icon,
                                           TwSidebarMarks marks);
TwSidebarItem *tw_sidebar_item_new_search (const TwId *id, const char *title, TwSidebarMarks marks);     /* a saved search; group "searches" */
TwSidebarItem *tw_sidebar_item_new_report (const TwId *id, const char *title, TwSidebarMarks marks);     /* a pinned report; group "reports" */
TwSidebarItem *tw_sidebar_item_new_starred (TwRecord *record);
gboolean       tw_sidebar_item_is_page    (TwSidebarItem *self);
const char    *tw_sidebar_item_get_action (TwSidebarItem *self);    /* of the window, that opens the target */
const char    *tw_sidebar_item_get_title  (TwSidebarItem *self);
const char    *tw_sidebar_item_get_icon   (TwSidebarItem *self);
const char    *tw_sidebar_item_get_group  (TwSidebarItem *self);    /* key; "starred" for records, "saved" for views, "searches", "pages" */
const char    *tw_sidebar_item_get_target (TwSidebarItem *self);    /* key of the entity, id of the record or of what was saved, or name of the page */
const char    *tw_sidebar_item_get_entity (TwSidebarItem *self);    /* key of the entity that is shown */
TwSidebarMarks tw_sidebar_item_get_marks  (TwSidebarItem *self);
/* Key of the entity that a saved view, a saved search or a report is a record of; NULL for other lines. */
const char    *tw_sidebar_item_get_saved_entity (TwSidebarItem *self);
/* Order of groups, and their words. */
int            tw_sidebar_group_get_order (const char *group);
/* The kinds of records that it shows, in its order. */
GPtrArray     *tw_sidebar_list_entities (TwSchema *schema);
const char    *tw_sidebar_group_get_label (const char *group);      /* nullable: no heading */

G_END_DECLS
