/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a report as lines of text, for a table: heads of groups with their sub-totals, rows, the grand total. A pivot is such a
 * sheet, too: its outer groups are heads, and each of its cells a column. Made on any thread, shown on the main one. */
#pragma once

#include <gio/gio.h>
#include "tw-report-run.h"

G_BEGIN_DECLS

typedef enum { TW_LINE_HEAD, TW_LINE_ROW, TW_LINE_END } TwReportLineKind;

#define TW_TYPE_REPORT_LINE (tw_report_line_get_type ())
G_DECLARE_FINAL_TYPE (TwReportLine, tw_report_line, TW, REPORT_LINE, GObject)

TwReportLineKind tw_report_line_get_kind  (TwReportLine *self);
guint            tw_report_line_get_level (TwReportLine *self);                /* how far it stands in */
const char      *tw_report_line_get_text  (TwReportLine *self, guint column);  /* "" where there is nothing */
const char      *tw_report_line_get_path  (TwReportLine *self);                /* of a head: which group it is, so that it stays folded */
gint64           tw_report_line_get_n_rows (TwReportLine *self);               /* of heads and the end; -1: not known */
const TwId      *tw_report_line_get_id    (TwReportLine *self);                /* of rows of a table; else nil */

typedef struct
{
  char    *title;                                      /* (owned) */
  gboolean numeric;
  guint    width;                                      /* of its longest text in characters */
  int      pivot_column, pivot_value;                  /* of a pivot's cells; else -1 */
  char    *sort;                                       /* (owned) (nullable) what a click on its title orders the rows by */
} TwReportSheetColumn;

typedef struct
{
  TwReport        *report;                             /* (owned) what was asked */
  TwReportPreview *preview;                            /* (owned) (nullable) of a table */
  TwReportPivot   *pivot;                              /* (owned) (nullable) */
  GPtrArray       *columns;                            /* (owned) TwReportSheetColumn; the first one has the titles of groups */
  GPtrArray       *lines;                              /* (owned) TwReportLine */
  gint64           n_rows;                             /* records of the whole answer; -1: of a pivot without a number */
  gint64           n_shown;                            /* of which there are lines */
  guint            n_hidden;                           /* groups or columns that are not shown, because there are too many */
  gboolean         complete, missing_rate;
  char           **left_out;                           /* (owned) (nullable) columns that may not be seen */
} TwReportSheet;

/* Blocks. limit: rows of a table. */
TwReportSheet *tw_report_sheet_new       (const TwReport *report, const TwFigureAsk *ask, guint limit, GCancellable *cancellable, GError **error);
void           tw_report_sheet_free      (TwReportSheet *sheet);
/* The condition of the records behind a cell; NULL: all that the report is about. */
char          *tw_report_sheet_dup_where (TwReportSheet *sheet, const TwFigureAsk *ask, TwReportLine *line, guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportSheet, tw_report_sheet_free)

G_END_DECLS
