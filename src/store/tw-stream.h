/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All rows of a query, with the values of any fields and expressions, in any order, one after the other: for reports, which may be
 * longer than memory. One stream is one snapshot of the store, and keeps a reader's connection for as long as it lives; SQLite sorts
 * on disk what does not fit. Any thread, one at a time. */
#pragma once

#include "tw-db.h"
#include "tw-grain.h"
#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  const TwField *field;                                /* an own field, or what a path ends at; NULL: expr is none of a field */
  TwExprBound   *expr;                                 /* NULL: the record's own field, which may be a list */
  TwGrain        grain;                                /* of dates: the value is the first day of the period, in the workspace's zone */
} TwStreamColumn;

typedef struct
{
  guint        column;                                 /* which column decides */
  TwExprBound *title;                                  /* (nullable) what is compared in its place, and only then itself: of links */
  GArray      *ranks;                                  /* (nullable) TwValue: these come first, in this order */
  gboolean     descending;
  gboolean     nulls_last;                             /* else as in lists: first when ascending */
} TwStreamKey;

typedef struct _TwStream TwStream;

/* What is pointed to has to live until the call returns; query and its schema are kept. limit 0: all. Blocks until the first row is found. */
TwStream *tw_stream_new       (TwStore *store, TwQuery *query, const TwStreamColumn *columns, guint n_columns, const TwStreamKey *keys,
                               guint n_keys, gint64 limit, GCancellable *cancellable, GError **error);
void      tw_stream_free      (TwStream *stream);
gboolean  tw_stream_next      (TwStream *stream, GError **error);              /* FALSE without error: the end */
void      tw_stream_get_id    (TwStream *stream, TwId *id);
void      tw_stream_get_value (TwStream *stream, guint column, TwValue *value); /* to be cleared */
gint64    tw_stream_get_n_rows (TwStream *stream);                             /* how many there are in all, in its snapshot */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStream, tw_stream_free)

G_END_DECLS
