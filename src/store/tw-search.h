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
/* Of one kind, among the records that meet the query's condition; the text is the query's. */
void       tw_store_search_query_async (TwStore *store, TwQuery *query, guint limit, gboolean near, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer data);
/* The words that near records were found with; nullable: those that were typed. */
char      *tw_store_search_dup_meant (GAsyncResult *result);
GPtrArray *tw_store_search_finish (TwStore *store, GAsyncResult *result, GError **error);
/* Words of names that begin as the last word of the text does, the most frequent first: the text completed with each of them. */
void       tw_store_complete_async  (TwStore *store, const char *text, guint limit, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);
char     **tw_store_complete_finish (TwStore *store, GAsyncResult *result, GError **error);
/* Whether the record, as it is in memory, has the words: what the search would say after it was saved so. */
gboolean   tw_search_matches_record (TwRecord *record, const char *text);
gboolean   tw_entity_is_searched    (const TwEntity *entity);           /* whether it has fields that the search looks in */
void       tw_hit_free            (TwHit *hit);

G_END_DECLS
