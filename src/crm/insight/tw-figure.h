/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure: what is counted or summed, of which records, put together by what. It is data, a JSON object, so that dashboards, views
 * and programs mean the same:
 *
 *   {"entity": "deal", "where": "status = \"won\"", "aggregate": "sum", "measure": "amount",
 *    "by": "closed_at", "grain": "auto", "then": "owner", "period": "closed_at", "sort": "-value", "limit": 10}
 *
 *   aggregate   count; sum, average, min, max of measure; weighted: sum of measure × weight (a percent field); rate: the percentage of the
 *               records for which the condition part holds
 *   measure     a field, or an expression such as "amount * probability / 100"
 *   by, then    fields, also beyond a link ("company.industry"); grain of dates: day … year, or auto: that of the range
 *   steps       in place of by: [{"label": …, "where": …}]: how many records each condition leaves
 *   against     a second measure of the same groups, {"aggregate": …, "measure": …, "weight": …, "part": …}: where they stand on the
 *               horizontal axis of a scatter chart; groups that lack one of both are left out
 *   period      the date that a range of days narrows
 *   sort        key, value or -value
 *
 * Answers come from columns in memory where they are there, else from SQL, with equal results. Dates are put together in the
 * workspace's zone; sums in several currencies are converted as lists do it, by the rates of today. */
#pragma once

#include "tw-figures.h"
#include "tw-number.h"

G_BEGIN_DECLS

typedef enum { TW_AGGREGATE_COUNT, TW_AGGREGATE_SUM, TW_AGGREGATE_AVERAGE, TW_AGGREGATE_WEIGHTED, TW_AGGREGATE_RATE,
               TW_AGGREGATE_MIN, TW_AGGREGATE_MAX, TW_N_AGGREGATES } TwAggregate;
typedef enum { TW_FIGURE_BY_KEY, TW_FIGURE_BY_VALUE, TW_FIGURE_BY_FALLING_VALUE } TwFigureSort;

typedef struct
{
  char    *field;                                      /* (nullable) none */
  TwGrain  grain;
  gboolean auto_grain;
} TwFigureBy;

typedef struct { char *label, *where; } TwFigureStep;

typedef struct
{
  TwAggregate  aggregate;
  char        *measure, *weight, *part;                /* nullable */
} TwFigureMeasure;

typedef struct
{
  char        *entity, *where, *measure, *weight, *part, *period;   /* all but entity: nullable */
  TwAggregate  aggregate;
  TwFigureBy   by[2];
  GPtrArray   *steps;                                  /* (nullable) TwFigureStep */
  TwFigureMeasure *against;                            /* (nullable) */
  TwFigureSort sort;
  guint        limit;                                  /* 0: all groups */
} TwFigure;

#define TW_FIGURE_ERROR (tw_figure_error_quark ())
GQuark tw_figure_error_quark (void);
typedef enum { TW_FIGURE_ERROR_INVALID } TwFigureError;

TwFigure *tw_figure_new   (const char *entity);
void      tw_figure_free  (TwFigure *figure);
TwFigure *tw_figure_copy  (const TwFigure *figure);
/* Errors name the line, and say what can stand there. */
TwFigure *tw_figure_parse (const char *json, GError **error);
char     *tw_figure_print (const TwFigure *figure);
/* Where the groups of a figure with "against" stand on the other axis. */
TwFigure *tw_figure_dup_against  (const TwFigure *figure);
/* measure: copied; NULL: none. */
void      tw_figure_set_against  (TwFigure *figure, const TwFigureMeasure *measure);
/* Whether it fits a schema: names, types, conditions. */
gboolean  tw_figure_check (const TwFigure *figure, TwSchema *schema, GError **error);
const char *tw_aggregate_get_name  (TwAggregate aggregate);
const char *tw_aggregate_get_label (TwAggregate aggregate);

/* The field that a name or a path such as "company.industry" ends at; path: how it is reached, NULL for an own field. */
const TwField *tw_figure_find_field (TwSchema *schema, const TwEntity *entity, const char *name, TwExprBound **path, GError **error);
gboolean  tw_figure_can_group (const TwField *field);
gboolean  tw_figure_can_sum   (const TwField *field);

/* Days from … to, to excluded. */
typedef struct
{
  TwDate  from, to;
  TwGrain grain;
} TwFigureRange;

/* "7 days", "30 days", "90 days", "month", "quarter", "year", "2026-01-01..2026-03-31"; FALSE: no such one. grain: none when it
 * is to follow from the length. */
gboolean  tw_figure_range_parse (TwStore *store, const char *text, TwGrain grain, TwFigureRange *range);
/* As many days before. */
void      tw_figure_range_before (const TwFigureRange *range, TwFigureRange *before);

typedef struct
{
  TwValue key;                                         /* null: the records without one */
  char   *title, *brief;                               /* brief: nullable */
  char   *color;                                       /* (nullable) "#rrggbb" */
} TwFigureKey;

typedef struct
{
  gboolean has;
  TwValue  exact;                                      /* integer, decimal, money; a rate is a decimal of percent */
  double   value;
  gint64   count;
} TwFigureCell;

typedef struct
{
  GPtrArray   *keys[2];                                /* TwFigureKey; without grouping one of a null key */
  gboolean     timed;                                  /* the first keys are periods */
  TwGrain      grain;                                  /* of them */
  GArray      *cells;                                  /* TwFigureCell: first × second */
  GArray      *against;                                /* (nullable) TwFigureCell: one each of the first keys */
  TwNumberUnit against_unit;
  TwFigureCell total;
  TwFigureCell previous;                               /* has: there was a range to compare with */
  TwNumberUnit unit;
  guint        n_more;                                 /* groups that the limit left out */
  gboolean     missing_rate;                           /* sums in a currency without rate were left out */
} TwFigureAnswer;

/* Who asks, and of which records. */
typedef struct
{
  TwStore    *store;
  TwAccess   *access;                                  /* (nullable) whose figures; NULL: over everything */
  const char *also;                                    /* (nullable) a further condition on the entity */
  const char *text;                                    /* (nullable) words that the records must have */
  const TwFigureRange *range;                          /* (nullable) */
  TwRight     right;                                   /* what for: read, or export, which may be fewer records */
  gboolean    groups_only;                             /* the total over all groups, and that of the days before, are not worked out */
} TwFigureAsk;

/* Of several figures that are about to be asked for, before the first is: what they need in memory is read together. Does not block. */
void            tw_figure_announce    (const TwFigure *figure, const TwFigureAsk *ask);
/* Blocks; any thread. */
TwFigureAnswer *tw_figure_answer      (const TwFigure *figure, const TwFigureAsk *ask, GCancellable *cancellable, GError **error);
void            tw_figure_answer_free (TwFigureAnswer *answer);
TwFigureCell   *tw_figure_answer_get  (TwFigureAnswer *answer, guint first, guint second);
/* The condition of the records behind a cell; -1: all of that axis. */
char           *tw_figure_dup_where   (const TwFigure *figure, TwFigureAnswer *answer, TwSchema *schema, const TwFigureRange *range, int first,
                                       int second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFigure, tw_figure_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFigureAnswer, tw_figure_answer_free)

G_END_DECLS
