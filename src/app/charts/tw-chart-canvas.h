/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart that is drawn: pointed at, walked through with the arrow keys, its series switched on and off in the legend.
 * Signal "activated" (int series, int category): a datum was clicked, or Enter pressed on it. */
#pragma once

#include "tw-app.h"
#include "tw-chart.h"

G_BEGIN_DECLS

#define TW_TYPE_CHART_CANVAS (tw_chart_canvas_get_type ())
G_DECLARE_FINAL_TYPE (TwChartCanvas, tw_chart_canvas, TW, CHART_CANVAS, GtkWidget)

GtkWidget   *tw_chart_canvas_new       (void);
/* chart: nullable. The series that are switched off stay so as long as their names are the same. */
void         tw_chart_canvas_set_chart (TwChartCanvas *self, TwChart *chart);
TwChart     *tw_chart_canvas_get_chart (TwChartCanvas *self);                  /* nullable */
/* Nothing can be opened: a widget of a dashboard that is being arranged. */
void         tw_chart_canvas_set_active (TwChartCanvas *self, gboolean active);
void         tw_chart_canvas_get_look  (TwChartCanvas *self, TwChartLook *look);
/* What the pointer or the keyboard is at, in words; "" when at nothing. */
const char  *tw_chart_canvas_get_words (TwChartCanvas *self);
/* For tests: what keys and clicks do. */
gboolean     tw_chart_canvas_key       (TwChartCanvas *self, guint keyval);
gboolean     tw_chart_canvas_click     (TwChartCanvas *self, double x, double y);
void         tw_chart_canvas_point     (TwChartCanvas *self, double x, double y);
TwChartPlan *tw_chart_canvas_get_plan  (TwChartCanvas *self);                  /* nullable */

G_END_DECLS
