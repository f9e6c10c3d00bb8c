/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure of the workspace as a chart: worked out in the background, anew when records change and without flicker, with states for
 * loading and errors. A click or Enter on a datum opens the records behind it. Signal "answered" () when there is something new. */
#pragma once

#include "tw-chart-view.h"
#include "tw-figure.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FIGURE_VIEW (tw_figure_view_get_type ())
G_DECLARE_FINAL_TYPE (TwFigureView, tw_figure_view, TW, FIGURE_VIEW, AdwBin)

GtkWidget      *tw_figure_view_new        (TwWorkspace *workspace);
/* figure: copied. title: (nullable) drawn above. */
void            tw_figure_view_set_figure (TwFigureView *self, const TwFigure *figure, TwChartKind kind, const char *title);
/* also, text: (nullable) further conditions and words, range: (nullable) days. */
void            tw_figure_view_set_scope  (TwFigureView *self, const char *also, const char *text, const TwFigureRange *range);
/* Shows a sentence in place of the chart. */
void            tw_figure_view_fail       (TwFigureView *self, const char *message);
/* What went wrong is said elsewhere, for several views at once. */
void            tw_figure_view_set_told   (TwFigureView *self, gboolean told);
/* Works it out again, as after an error. */
void            tw_figure_view_reload     (TwFigureView *self);
const char     *tw_figure_view_get_error  (TwFigureView *self);                /* nullable: what went wrong, while it is shown */
TwChartView    *tw_figure_view_get_chart  (TwFigureView *self);
TwFigureAnswer *tw_figure_view_get_answer (TwFigureView *self);                /* nullable */
gboolean        tw_figure_view_is_busy    (TwFigureView *self);
const char     *tw_figure_view_get_state  (TwFigureView *self);                /* "loading", "chart", "error" */

G_END_DECLS
