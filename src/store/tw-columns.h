/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In-memory typed columns of an entity for counts, sums, facets and pivots. Built in the background on first use, kept current by
 * commits, bounded in memory, dropped when idle. SQL is the truth and the fallback, and both give equal results. */
#pragma once

#include "tw-grain.h"
#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwValue key;                                         /* value of the group field; null for records without one */
  gint64  count;
  gint64  n_values;                                    /* of them have a value in the summed field */
  /* Sums of the summed field; money is summed by currency. */
  GArray *sums;                                        /* TwValue: decimal, integer or money; NULL without a sum field */
  GArray *weighted;                                    /* the same times the weight field (percent); NULL without */
  GArray *least, *greatest;                            /* as sums, with pivot.extremes; else NULL */
} TwGroup;

/* Groups in no order; GPtrArray of TwGroup. group nullable: one group. A list field (tags) counts in each of its values.
 * weight: a percent field, nullable. */
GPtrArray *tw_store_group        (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error);
void       tw_store_group_async  (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *tw_store_group_finish (TwStore *store, GAsyncResult *result, GError **error);
/* The same by SQL only: for tests, and for those who want no memory used. */
GPtrArray *tw_store_group_sql    (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error);
/* What records are put together by. */
typedef struct
{
  const TwField *field;                                /* (nullable) none */
  TwGrain        grain;                                /* of dates: periods of the reader's zone; the key is the first day */
  TwExprBound   *path;                                 /* (nullable) how the field of another record is reached from the one asked about */
} TwAxis;

typedef struct
{
  TwAxis         by[2];
  const TwField *sum, *weight;                         /* (nullable) */
  TwExprBound   *measure;                              /* (nullable) an expression that is summed in place of sum */
  gboolean       extremes;                             /* also the least and the greatest value */
} TwPivot;

/* Groups by up to two axes at once. With two, the key of a group is a list of two values. Fields beyond a link and measures are
 * answered by SQL. */
GPtrArray *tw_store_pivot        (TwStore *store, TwQuery *query, const TwPivot *pivot, GCancellable *cancellable, GError **error);
/* The same by SQL only: for tests. */
GPtrArray *tw_store_pivot_sql    (TwStore *store, TwQuery *query, const TwPivot *pivot, GError **error);
/* One of several questions that are about to be asked: their columns are built together. */
void       tw_store_announce_pivot (TwStore *store, TwQuery *query, const TwPivot *pivot);
/* Builds the columns of these fields now (blocking); TRUE when they are warm. */
gboolean   tw_store_warm_columns (TwStore *store, const TwEntity *entity, const TwField *const *fields, guint n, GError **error);
void       tw_group_free         (TwGroup *group);
/* A sum in one currency by the workspace's rates of the context's day; FALSE when a rate is missing. */
gboolean   tw_group_total        (TwStore *store, GArray *sums, TwCurrency currency, TwMoney *total);

G_END_DECLS
