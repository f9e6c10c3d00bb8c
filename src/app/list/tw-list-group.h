/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group of a list: the value that its records share, how many there are, and what their numbers come to. Signal "changed" (). */
#pragma once

#include "tw-results.h"

G_BEGIN_DECLS

#define TW_TYPE_LIST_GROUP (tw_list_group_get_type ())
G_DECLARE_FINAL_TYPE (TwListGroup, tw_list_group, TW, LIST_GROUP, GObject)

TwListGroup   *tw_list_group_new          (const TwField *field, const TwValue *key, const char *title);
const TwValue *tw_list_group_get_key      (TwListGroup *self);
const char    *tw_list_group_get_title    (TwListGroup *self);
const TwChoice *tw_list_group_get_choice  (TwListGroup *self);       /* nullable: groups by a choice have its colour */
gint64         tw_list_group_get_count    (TwListGroup *self);
void           tw_list_group_set_count    (TwListGroup *self, gint64 count);
/* Sub-totals as text, by the key of a field; NULL without one. */
const char    *tw_list_group_get_total    (TwListGroup *self, const char *field_key);
void           tw_list_group_put_total    (TwListGroup *self, const char *field_key, char *total);   /* steals the text */
/* What was counted anew for the same group. */
void           tw_list_group_take_counted (TwListGroup *self, TwListGroup *counted, gboolean with_count);
gboolean       tw_list_group_get_expanded (TwListGroup *self);
void           tw_list_group_set_expanded (TwListGroup *self, gboolean expanded);
/* Its records, made when it is opened first. */
TwResults     *tw_list_group_get_results  (TwListGroup *self);       /* nullable */
void           tw_list_group_take_results (TwListGroup *self, TwResults *results);

G_END_DECLS
