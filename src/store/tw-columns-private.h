/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays behind TwColumns, their filters and their sums. Private to the store. */
#pragma once

#include "tw-columns.h"
#include "tw-db.h"

G_BEGIN_DECLS

typedef enum
{
  TW_COLUMN_INT,                                       /* boolean … duration */
  TW_COLUMN_MONEY,
  TW_COLUMN_DICT,                                      /* texts, enums, links, lists: codes of a dictionary */
} TwColumnKind;

/* Distinct values of a column; code 0 is null. */
typedef struct
{
  GHashTable *codes;                                   /* stored bytes → code */
  GArray     *values;                                  /* TwValue by code */
  gsize       bytes;                                   /* estimate of the memory used */
} TwDict;

typedef struct
{
  guint        field;                                  /* field number */
  TwColumnKind kind;
  TwType       type;
  gboolean     polymorphic;                            /* link: two table columns */
  gint64      *ints;                                   /* INT, MONEY; 0 where null */
  guint8      *present;                                /* INT, MONEY: 1 where not null */
  gint64       least, greatest;                        /* bounds of all numbers that were ever in it; least > greatest: none */
  guint32     *codes;                                  /* DICT: value; MONEY: currency */
  TwDict      *dict;                                   /* DICT: values; MONEY: integers that are currencies */
  GArray      *elements;                               /* list fields: by code of the list, GArray * of codes of item_dict */
  TwDict      *item_dict;                              /* list fields; (nullable) */
} TwColumn;

typedef struct
{
  gint64     seq;                                      /* the commit that the arrays show */
  guint      n, allocated;
  gint64    *rids;                                     /* ascending */
  guint8    *live;                                     /* 1: not deleted */
  GPtrArray *columns;                                  /* TwColumn */
} TwColumnSet;

/* --- tw-columns-data.c --- */
void         tw_column_set_free    (TwColumnSet *set);
TwColumn    *tw_column_set_find    (TwColumnSet *set, const TwField *field);
gsize        tw_column_set_size    (TwColumnSet *set);
gboolean     tw_column_can_hold    (const TwField *field);
/* Reads all rows in the read transaction of db; fields: distinct. NULL without error when the memory bound is passed. */
TwColumnSet *tw_column_set_load    (TwDb *db, const TwEntity *entity, GPtrArray *fields, gsize max_bytes,
                                    GCancellable *cancellable, GError **error);
/* Reads one row again; FALSE without error when the set has to be built anew. */
gboolean     tw_column_set_refresh (TwColumnSet *set, TwDb *db, const TwEntity *entity, gint64 rid, GError **error);
/* The row is gone from the table. */
void         tw_column_set_forget  (TwColumnSet *set, gint64 rid);

/* --- tw-columns-filter.c --- */
typedef struct _TwColumnFilter TwColumnFilter;

/* Truth of three-valued logic, so that and is the smaller, or the greater. */
enum { TW_TRUTH_FALSE = 0, TW_TRUTH_NULL = 1, TW_TRUTH_TRUE = 2 };

#define TW_COLUMN_CHUNK 4096

/* The stored fields that the condition needs; FALSE: it is not of a shape that columns can answer. */
gboolean        tw_column_filter_fields (TwExprBound *where, GPtrArray *fields);
/* NULL: SQL has to answer. */
TwColumnFilter *tw_column_filter_new  (TwExprBound *where, const TwExprContext *context, TwColumnSet *set);
void            tw_column_filter_free (TwColumnFilter *filter);
/* Truth of n rows from start, n ≤ TW_COLUMN_CHUNK. */
void            tw_column_filter_run  (TwColumnFilter *filter, guint start, guint n, guint8 *truth);

/* The rows for which it holds: n live ones at most, their numbers from start. */
guint           tw_column_filter_select (TwColumnFilter *filter, const guint8 *live, guint start, guint n, guint16 *selection);

/* --- tw-columns-tally.c --- */
typedef TwPivot TwGroupSpec;

typedef struct
{
  guint32 *rows;                                       /* (nullable): all */
  guint    n;
} TwSelection;

/* NULL: not of a shape that columns can answer, or a sum too large for a value. */
GPtrArray *tw_column_set_group (TwColumnSet *set, TwColumnFilter *filter, const TwExprContext *context, const TwGroupSpec *spec);

/* --- tw-columns-axis.c --- */
typedef struct
{
  const guint32 *codes;                                /* by row, or by place in the selection */
  gboolean       by_place;
  guint32       *own;                                  /* (owned) (nullable) */
  GArray        *keys;                                 /* (owned) TwValue by code; 0 is null */
} TwAxisCodes;

/* FALSE: columns cannot tell. */
gboolean tw_axis_codes_init  (TwAxisCodes *axis, TwColumnSet *set, const TwSelection *selection, const TwAxis *by, const TwExprContext *context);
void     tw_axis_codes_clear (TwAxisCodes *axis);

/* --- tw-columns-days.c --- */
/* The fields that a measure reads; FALSE: only SQL can tell. */
gboolean tw_column_measure_fields (TwExprBound *measure, GPtrArray *fields);
/* The measure as a column, for the rows selected; to be cleared also when it cannot be. */
gboolean tw_column_measure_init   (TwColumn *column, TwColumnSet *set, TwExprBound *measure, const TwExprContext *context,
                                   const TwSelection *selection);
void     tw_column_measure_clear  (TwColumn *column);

/* --- tw-columns-group.c --- */
TwType     tw_group_spec_get_sum_type (const TwGroupSpec *spec);               /* NULL type: nothing is summed */
/* Groups being put together from rows of (key, currency, count, sums): the same for arrays and SQL. */
typedef struct _TwGrouper TwGrouper;
TwGrouper *tw_grouper_new    (const TwGroupSpec *spec);
void       tw_grouper_free   (TwGrouper *grouper);
/* What a group gathers in one currency. */
typedef struct
{
  gint64   n_sums, n_weighted;                         /* values that were not null */
  __int128 sum, weighted;
  gint64   least, greatest;                            /* of n_sums values; read with spec.extremes only */
} TwGroupPart;

void       tw_grouper_add    (TwGrouper *grouper, const TwValue *key, gint64 count);
void       tw_grouper_add_part (TwGrouper *grouper, const TwValue *key, guint32 currency, const TwGroupPart *part);
GPtrArray *tw_grouper_finish (TwGrouper *grouper);     /* NULL: a sum does not fit its type */

/* --- tw-columns-sql.c --- */
GPtrArray *tw_columns_group_sql (TwStore *store, TwDb *db, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwColumnSet, tw_column_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwColumnFilter, tw_column_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwGrouper, tw_grouper_free)

G_END_DECLS
