/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart with what goes with it: the same data as a table, copying, saving as PNG, SVG and CSV, printing. */
#pragma once

#include "tw-action-table.h"
#include "tw-chart-canvas.h"
#include "tw-table-format.h"

G_BEGIN_DECLS

#define TW_TYPE_CHART_VIEW (tw_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (TwChartView, tw_chart_view, TW, CHART_VIEW, AdwBin)

extern const TwActionTable tw_chart_view_actions;

GtkWidget     *tw_chart_view_new            (void);
void           tw_chart_view_set_chart      (TwChartView *self, TwChart *chart);       /* nullable */
TwChartCanvas *tw_chart_view_get_canvas     (TwChartView *self);
gboolean       tw_chart_view_get_show_table (TwChartView *self);
void           tw_chart_view_set_show_table (TwChartView *self, gboolean show_table);
/* Shading and marks of the table. */
void           tw_chart_view_set_format     (TwChartView *self, const TwTableFormat *format);
GtkWidget     *tw_chart_view_get_table      (TwChartView *self);
/* PNG, SVG or CSV by the name's ending. */
gboolean       tw_chart_view_save           (TwChartView *self, GFile *file, GError **error);
/* The menu at its corner, to which whoever shows the chart may add. */
GMenu         *tw_chart_view_get_menu       (TwChartView *self);

G_END_DECLS
