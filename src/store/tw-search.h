/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full-text search over all entities: names as typed through a prefix index first, then the other texts. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  guint  entity;                                       /* entity number */
  TwId   id;
  char  *title;
  char  *detail;                                       /* nullable: a second line, e.g. the company or the text around the hit */
  double score;                                        /* higher is better */
} TwHit;

/* Best first: quality of the match, then kind and recency. entity nullable: all. Every word must match, the last one as a prefix. */
GPtrArray *tw_store_search        (TwStore *store, const char *text, const TwEntity *entity, guint limit, GError **error);
void       tw_store_search_async  (TwStore *store, const char *text, const TwEntity *entity, guint limit,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* The same; when nothing has the words, what has nearly the same ones. */
GPtrArray *tw_store_search_near   (TwStore *store, const char *text, const TwEntity *entity, guint limit, GError **error);
void       tw_store_search_near_async (TwStore *store, const char *text, const TwEntity *entity, guint limit,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *tw_store_search_finish (TwStore *store, GAsyncResult *result, GError **error);
void       tw_hit_free            (TwHit *hit);

G_END_DECLS
