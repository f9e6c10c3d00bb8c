/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report: which records, which of their values, put together and summed how. It is data, a JSON object, as a figure is:
 *
 *   {"entity": "deal", "where": "status = \"open\"", "show": "table",
 *    "columns": [{"value": "name"}, {"value": "company.industry", "label": "Industry"}, {"value": "amount", "totals": ["sum", "average"]},
 *                {"value": "amount * probability / 100", "label": "Weighted", "totals": ["sum"]}],
 *    "groups": [{"by": "expected_close", "grain": "month"}, {"by": "owner", "order": "down"}],
 *    "sort": ["-amount", "name"], "limit": 1000, "period": "expected_close"}
 *
 *   {"entity": "deal", "show": "pivot", "groups": [{"by": "expected_close", "grain": "month"}], "across": {"by": "owner"},
 *    "values": [{"aggregate": "sum", "measure": "amount"}, {"aggregate": "count", "where": "status = \"won\"", "label": "Won"}]}
 *
 *   entity      key of any entity, custom ones too
 *   where       a condition of the expression language; text: words that the records have to have
 *   columns     of a table: an expression each, most often a field or a path over links ("company.owner"), also over records that link
 *               here ("count(tasks where status != \"completed\")"). totals: count, sum, average, min, max in the feet of groups and at the end
 *   groups      up to four, from the outermost: a field, a path or an expression; grain of dates: day … year; order: up, down. Of a pivot the
 *               first two are its rows, of a chart the first is its axis
 *   across      the columns of a pivot, the series of a chart
 *   values      of a pivot and a chart (which draws the first, a scatter chart against the second): what a figure has (aggregate, measure, weight, part), over those of the records
 *               that a condition "where" of its own holds for
 *   rows        false: a table has its groups and feet only
 *   sort        expressions, with - before those that fall; inside of the groups
 *   limit       at most so many rows of a table, so many groups of a chart
 *   period      the date that the range of days narrows with which the report is asked for
 *   show        table (when nothing is said), pivot, or a kind of chart: bar, stacked, horizontal, line, area, pie, heat, funnel, metric, scatter
 *
 * The room may show one definition in all three ways: a table needs columns or groups, a pivot and a chart need groups and values. */
#pragma once

#include "tw-figure.h"

G_BEGIN_DECLS

#define TW_REPORT_MAX_COLUMNS 60
#define TW_REPORT_MAX_GROUPS   4
#define TW_REPORT_MAX_VALUES   8
#define TW_REPORT_MAX_SORTS    8
#define TW_REPORT_MAX_LIMIT    10000000

/* Which aggregates a column can have: bits of its totals are 1 << aggregate. */
#define TW_REPORT_TOTALS (1u << TW_AGGREGATE_COUNT | 1u << TW_AGGREGATE_SUM | 1u << TW_AGGREGATE_AVERAGE | 1u << TW_AGGREGATE_MIN \
                          | 1u << TW_AGGREGATE_MAX)

typedef enum { TW_REPORT_TABLE, TW_REPORT_PIVOT, TW_REPORT_CHART } TwReportForm;

typedef struct
{
  char  *value;                                        /* field, path or expression */
  char  *label;                                        /* (nullable) */
  guint  totals;                                       /* 1 << TwAggregate */
} TwReportColumn;

typedef struct
{
  char    *by;                                         /* field, path or expression */
  char    *label;                                      /* (nullable) */
  TwGrain  grain;                                      /* of dates; TW_GRAIN_NONE: by day */
  gboolean descending;
} TwReportGroup;

typedef struct
{
  char        *measure, *weight, *part, *where, *label;   /* all nullable */
  TwAggregate  aggregate;
} TwReportValue;

typedef struct
{
  char    *value;
  gboolean descending;
} TwReportSort;

typedef struct
{
  char          *entity, *where, *text, *period;       /* all but entity: nullable */
  GPtrArray     *columns;                              /* TwReportColumn */
  GPtrArray     *groups;                               /* TwReportGroup */
  TwReportGroup *across;                               /* (nullable) */
  GPtrArray     *values;                               /* TwReportValue */
  GPtrArray     *sort;                                 /* TwReportSort */
  gboolean       rows;
  guint          limit;                                /* 0: all */
  char          *show;                                 /* (not nullable) "table", "pivot", "bar" … */
} TwReport;

TwReport       *tw_report_new        (const char *entity);
void            tw_report_free       (TwReport *report);
TwReport       *tw_report_copy       (const TwReport *report);
TwReportColumn *tw_report_add_column (TwReport *report, const char *value, const char *label, guint totals);
TwReportGroup  *tw_report_add_group  (TwReport *report, const char *by, TwGrain grain, gboolean descending);
void            tw_report_set_across (TwReport *report, const char *by, TwGrain grain);          /* by NULL: none */
TwReportValue  *tw_report_add_value  (TwReport *report, TwAggregate aggregate, const char *measure, const char *where);
TwReportSort   *tw_report_add_sort   (TwReport *report, const char *value, gboolean descending);
/* For the arrays' own items, where a designer moves them between arrays. */
void            tw_report_column_free (TwReportColumn *column);
void            tw_report_group_free  (TwReportGroup *group);
void            tw_report_value_free  (TwReportValue *value);
void            tw_report_sort_free   (TwReportSort *sort);
/* Errors are TW_FIGURE_ERROR, name the line and what can stand there. Strict: print (parse (x)) is the canonical text. */
TwReport       *tw_report_parse      (const char *json, GError **error);
char           *tw_report_print      (const TwReport *report);
/* Whether everything it names is there, and of a type that fits; the first mistake in a sentence. */
gboolean        tw_report_check      (const TwReport *report, TwSchema *schema, GError **error);
TwReportForm    tw_report_get_form   (const TwReport *report);
/* The names that "show" can have, NULL-terminated; table and pivot first. */
const char *const *tw_report_list_shows (void);

/* What stands above a column, a group, a value: its label, else the fields' own ("Company › Industry"), else the expression. */
char *tw_report_dup_column_label (const TwReport *report, const TwReportColumn *column, TwSchema *schema);
char *tw_report_dup_group_label  (const TwReport *report, const TwReportGroup *group, TwSchema *schema);
char *tw_report_dup_value_label  (const TwReport *report, const TwReportValue *value, TwSchema *schema);

/* --- Where fields come from, for designers --- */

/* Which aggregates fit an expression (bits of totals): all of a number, min, max and count of a date, count of the rest; 0 with error. */
guint    tw_report_fitting_totals (const TwReport *report, TwSchema *schema, const char *value, GError **error);
/* Whether records can be put together by it; is_date: a grain makes sense. */
gboolean tw_report_can_group      (const TwReport *report, TwSchema *schema, const char *by, gboolean *is_date, GError **error);

/* --- Running: tw-report-run.h --- */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReport, tw_report_free)

G_END_DECLS
