/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a report. A table is pulled item by item, in flat memory however long it is: heads of groups, rows, feet with sub-totals,
 * the grand total last. One run sees the store as it was when it began. A pivot is worked out whole.
 *
 * Rights: rows that the person may not read are not there; a column that he may not see is left out, and named in left_out; groups,
 * conditions and orders that would tell of what he may not see are refused (TW_ACCESS_ERROR_DENIED). Links to records that he may not
 * read have no title.
 *
 * Sums in several currencies are converted into the workspace's by the rates of today, as lists and figures do it; where a rate is
 * missing, missing_rate is set and the sum is left empty. All sums are exact. */
#pragma once

#include "tw-report.h"

G_BEGIN_DECLS

typedef struct
{
  char          *label;
  TwType         type;                                 /* of its values */
  const TwField *field;                                /* (nullable) the field whose values they are, also beyond links: how to show them */
  TwNumberUnit   unit;
  guint          totals;                               /* 1 << TwAggregate */
  guint          source;                               /* number of the column in the definition */
} TwReportRunColumn;

typedef enum
{
  TW_REPORT_HEAD,                                      /* of a group: level, key, n_rows is not known yet */
  TW_REPORT_ROW,                                       /* id, values */
  TW_REPORT_FOOT,                                      /* of a group: level, key, n_rows, totals */
  TW_REPORT_END,                                       /* the grand total: n_rows, totals */
} TwReportItemKind;

typedef struct
{
  TwReportItemKind kind;
  guint            level;                              /* 0: the outermost group */
  TwFigureKey     *key;                                /* of heads and feet */
  TwId             id;                                 /* of rows */
  gint64           n_rows;                             /* of feet and the end */
  guint            n;                                  /* columns */
  TwValue         *values;                             /* of rows: n */
  TwValue        (*totals)[TW_N_AGGREGATES];           /* of feet and the end: by column and aggregate; null where there is none */
} TwReportItem;

typedef struct _TwReportRun TwReportRun;

/* Counts and begins. Blocks; any thread, one at a time. ask as for figures; ask.range narrows report.period. Of any form: a table is run. */
TwReportRun *tw_report_run_new          (const TwReport *report, const TwFigureAsk *ask, GCancellable *cancellable, GError **error);
void         tw_report_run_free         (TwReportRun *run);
GPtrArray   *tw_report_run_get_columns  (TwReportRun *run);                    /* TwReportRunColumn: those that may be seen; lent */
GPtrArray   *tw_report_run_get_group_labels (TwReportRun *run);                /* char *, by level; lent */
/* The next item, lent until the next call; NULL without error: the end. */
const TwReportItem *tw_report_run_next  (TwReportRun *run, GError **error);
gint64       tw_report_run_get_n_rows   (TwReportRun *run);                    /* rows that there will be, counted when it began */
gint64       tw_report_run_get_n_done   (TwReportRun *run);                    /* rows that were given */
gboolean     tw_report_run_get_missing_rate (TwReportRun *run);
const char *const *tw_report_run_get_left_out (TwReportRun *run);              /* labels of columns that may not be seen; NULL-terminated */
/* A value of a column as it stands on the screen and on paper. */
char        *tw_report_run_dup_text     (TwReportRun *run, guint column, const TwValue *value);
/* A total of a column; the count of anything is a number. */
char        *tw_report_run_dup_total    (TwReportRun *run, guint column, TwAggregate aggregate, const TwValue *value);

/* The beginning of a table, for a preview: up to limit rows, with their heads and feet. */
typedef struct
{
  GPtrArray *columns;                                  /* TwReportRunColumn */
  GPtrArray *group_labels;                             /* char * */
  GPtrArray *items;                                    /* TwReportItem; the end only when complete */
  gint64     n_rows;                                   /* of the whole answer */
  gboolean   complete;                                 /* items hold all of it */
  gboolean   missing_rate;
  GStrv      left_out;
} TwReportPreview;

TwReportPreview *tw_report_preview      (const TwReport *report, const TwFigureAsk *ask, guint limit, GCancellable *cancellable, GError **error);
void             tw_report_preview_free (TwReportPreview *preview);
char            *tw_report_preview_dup_text  (TwReportPreview *preview, guint column, const TwValue *value);
char            *tw_report_preview_dup_total (TwReportPreview *preview, guint column, TwAggregate aggregate, const TwValue *value);

/* --- Pivot --- */

typedef struct
{
  TwFigureKey *keys[2];                                /* keys[1] NULL: the sub-total of a first key, or there is one level; both NULL: the total */
} TwReportPivotRow;

typedef struct
{
  char        *label;
  TwNumberUnit unit;
  TwAggregate  aggregate;
} TwReportPivotValue;

typedef struct
{
  GPtrArray *group_labels;                             /* char * of the levels of rows, 1 or 2 (0 without groups) */
  char      *across_label;                             /* (nullable) */
  GPtrArray *rows;                                     /* TwReportPivotRow: groups in order, each followed by its sub-total when there are two
                                                        * levels, the grand total last */
  GPtrArray *columns;                                  /* TwFigureKey, then NULL for the total over all of them; only NULL without across */
  GPtrArray *values;                                   /* TwReportPivotValue */
  GArray    *cells;                                    /* TwFigureCell: rows × columns × values */
  guint      n_more;                                   /* groups that are not shown, because there are too many */
  gboolean   missing_rate;
} TwReportPivot;

TwReportPivot *tw_report_pivot_new  (const TwReport *report, const TwFigureAsk *ask, GCancellable *cancellable, GError **error);
void           tw_report_pivot_free (TwReportPivot *pivot);
TwFigureCell  *tw_report_pivot_get  (TwReportPivot *pivot, guint row, guint column, guint value);
/* "€1,200", "45 %"; "" where there is nothing. */
char          *tw_report_pivot_dup_text (TwReportPivot *pivot, guint value, const TwFigureCell *cell);

/* What stands above a value in a column: "March 2026 · Sum of Amount", or the part of it that is not the same everywhere. */
char          *tw_report_pivot_dup_title (TwReportPivot *pivot, guint column, guint value);

/* --- Chart --- */

/* The figure that a chart draws; its answer, also narrowed to the report's words. */
TwFigure       *tw_report_dup_figure    (const TwReport *report);
TwFigureAnswer *tw_report_answer_figure (const TwReport *report, const TwFigureAsk *ask, GCancellable *cancellable, GError **error);

/* --- The records behind it --- */

/* The condition of the records of a group: keys of the levels from the outermost, n of them, and of across (nullable; NULL: all); value
 * nullable: also those that the value is over. All of the report's conditions are in it but its words (report.text). */
char     *tw_report_dup_where  (const TwReport *report, const TwFigureAsk *ask, TwFigureKey *const *keys, guint n, TwFigureKey *across,
                                const TwReportValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportRun, tw_report_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportPreview, tw_report_preview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportPivot, tw_report_pivot_free)

G_END_DECLS
