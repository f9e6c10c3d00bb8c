/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list shows, in order: TwRow, and in a grouped list a TwListGroup before the records of each group. It follows the query
 * and the list grouping of a TwViewState. Properties: loading (gboolean), error (char *, nullable). */
#pragma once

#include "tw-list-group.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_LIST_MODEL (tw_list_model_get_type ())
G_DECLARE_FINAL_TYPE (TwListModel, tw_list_model, TW, LIST_MODEL, GObject)

TwListModel *tw_list_model_new            (TwViewState *state);
/* After the first rows are painted: reads the rest. */
void         tw_list_model_read_rest      (TwListModel *self);
void         tw_list_model_reload         (TwListModel *self);
gboolean     tw_list_model_get_loading    (TwListModel *self);
gboolean     tw_list_model_is_grouped     (TwListModel *self);
/* The row number at a position, -1 for a group. */
gint64       tw_list_model_get_row        (TwListModel *self, guint position);
/* Groups are opened and closed by people; closed ones do not count in the positions. */
void         tw_list_model_toggle         (TwListModel *self, TwListGroup *group);
void         tw_list_model_expand_all     (TwListModel *self, gboolean expanded);
/* All records that match, those of closed groups included: their list is made when it is asked for first. (transfer none) */
TwResults   *tw_list_model_ensure_all     (TwListModel *self);
/* The same if it is there; NULL when only groups are. */
TwResults   *tw_list_model_get_all        (TwListModel *self);
TwResults   *tw_list_model_ensure_group   (TwListModel *self, TwListGroup *group);
GPtrArray   *tw_list_model_get_groups     (TwListModel *self);       /* lent, TwListGroup */

G_END_DECLS
