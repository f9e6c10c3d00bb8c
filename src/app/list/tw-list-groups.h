/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which groups a list has: counted in the background, with sub-totals of the columns that hold numbers. */
#pragma once

#include "tw-list-group.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

void       tw_list_groups_count_async  (TwViewState *state, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* (element-type TwListGroup) in order */
GPtrArray *tw_list_groups_count_finish (GAsyncResult *result, GError **error);

G_END_DECLS
