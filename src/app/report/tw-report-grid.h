/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a report as a table: groups fold, the arrow keys go from cell to cell, Enter or a click on a number opens the records
 * behind it. Signal "opened" (TwReportLine *line, guint column). */
#pragma once

#include "tw-app.h"
#include "tw-report-lines.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_GRID (tw_report_grid_get_type ())
G_DECLARE_FINAL_TYPE (TwReportGrid, tw_report_grid, TW, REPORT_GRID, AdwBin)

GtkWidget     *tw_report_grid_new       (void);
/* sheet: nullable; it has to stay until the next one. */
void           tw_report_grid_set_sheet (TwReportGrid *self, TwReportSheet *sheet);
TwReportLines *tw_report_grid_get_lines (TwReportGrid *self);
/* What keys do, for tests. */
gboolean       tw_report_grid_key       (TwReportGrid *self, guint keyval);
guint          tw_report_grid_get_cursor (TwReportGrid *self);

G_END_DECLS
