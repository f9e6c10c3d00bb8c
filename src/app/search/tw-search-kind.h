/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kind of record among what was found, and how many there are of it. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_KIND (tw_search_kind_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchKind, tw_search_kind, TW, SEARCH_KIND, GObject)

TwSearchKind *tw_search_kind_new       (const TwEntity *entity, gint64 count);
const char   *tw_search_kind_get_key   (TwSearchKind *self);           /* of the entity */
const char   *tw_search_kind_get_title (TwSearchKind *self);
const char   *tw_search_kind_get_icon  (TwSearchKind *self);
gint64        tw_search_kind_get_count (TwSearchKind *self);

/* How many records a query finds, counted on a thread. */
void          tw_search_count_async    (TwStore *store, TwQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data);
gint64        tw_search_count_finish   (GAsyncResult *result, GError **error);    /* -1 on error */

G_END_DECLS
