/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of TwResults: rows, the lists of row numbers, and what turns one list into another. Private to the store. */
#pragma once

#include "tw-log-tail.h"
#include "tw-results.h"
#include "tw-store-private.h"

G_BEGIN_DECLS

/* --- tw-row.c --- */

typedef void (*TwRowGone) (gint64 rid, gpointer data);

TwRow    *tw_row_new         (TwStore *store, gint64 rid, TwRowGone gone, gpointer data);
void      tw_row_detach      (TwRow *row);             /* gone is not called any more */
gint64    tw_row_get_rid     (TwRow *row);
const gint64 *tw_row_peek_rid (TwRow *row);
/* Emits "changed" when the record differs from the one that was there. */
void      tw_row_take_record (TwRow *row, TwRecord *record);
/* Forgets texts of links to records of this entity (NULL: of one of these ids); TRUE when there was one. */
gboolean  tw_row_forget_titles (TwRow *row, guint entity, GHashTable *ids);

/* --- tw-results-load.c: reading, on any thread --- */

typedef struct
{
  TwStore       *store;                                /* (owned) */
  TwQuery       *query;                                /* (owned) */
  TwExprContext *context;                              /* (owned) */
} TwResultsSource;

TwResultsSource *tw_results_source_new  (TwStore *store, TwQuery *query);
TwResultsSource *tw_results_source_ref  (TwResultsSource *source);
void             tw_results_source_unref (TwResultsSource *source);
/* All row numbers, sorted. */
GArray          *tw_results_read_rids   (TwResultsSource *source, TwDb *db, GError **error);
/* The first of them; NULL when that takes longer than to the deadline, which the connection's progress handler looks at. */
GArray          *tw_results_read_first  (TwResultsSource *source, TwDb *db, guint limit, gint64 *deadline);
/* (element-type TwRecord) beside rids: the rows that exist, in no order. */
GPtrArray       *tw_results_read_rows   (TwResultsSource *source, TwDb *db, const gint64 *rids, guint n, GArray *found, GError **error);
/* The list as it is after rows changed: old without them, and with those that belong in, at their places. */
GArray          *tw_results_place       (TwResultsSource *source, TwDb *db, GArray *old, GArray *changed, GError **error);
/* What the list and its rows depend on. */
gboolean         tw_results_order_reads (TwResultsSource *source, guint entity);
gboolean         tw_results_rows_read   (TwResultsSource *source, guint entity);
gboolean         tw_results_is_volatile (TwResultsSource *source);
gboolean         tw_results_is_circular (TwResultsSource *source);  /* a row's place depends on other rows of the entity */

/* --- tw-results-job.c --- */

typedef struct
{
  TwResultsSource *source;                             /* (owned) */
  gint64           before;                             /* the commit that the present list shows; 0: none */
  gint64           seq;
  GArray          *rids;
  GArray          *changed;                            /* rows that changed since; (nullable): too many to tell */
} TwResultsLoad;

/* callback finds the load as the task's data, filled when g_task_propagate_boolean() gives TRUE. */
void tw_results_load_start (TwResultsSource *source, gint64 before, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data);

/* A small table of bits that tells of nearly all row numbers that they are not in a set: looking up a million is too slow. */
typedef struct
{
  guint64 bits[64];
} TwRidBits;

static inline guint
tw_rid_bits_slot (gint64 rid)
{
  return (guint) (((guint64) rid * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 52);
}

static inline void
tw_rid_bits_add (TwRidBits *bits, gint64 rid)
{
  bits->bits[tw_rid_bits_slot (rid) >> 6] |= G_GUINT64_CONSTANT (1) << (tw_rid_bits_slot (rid) & 63);
}

static inline gboolean
tw_rid_bits_may_have (const TwRidBits *bits, gint64 rid)
{
  return (bits->bits[tw_rid_bits_slot (rid) >> 6] >> (tw_rid_bits_slot (rid) & 63)) & 1;
}

/* --- tw-results-diff.c --- */

typedef struct
{
  guint position, removed, added;
} TwSplice;

/* The steps from one list to the other: first what goes, from the end, then what comes, from the start; the rows that come
 * stand in after at the step's position. changed (nullable): row numbers that may have moved; all others keep their order. */
GArray *tw_results_diff (GArray *before, GArray *after, GArray *changed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwResultsSource, tw_results_source_unref)

G_END_DECLS
