/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart of a figure's answer. Series and categories have the numbers of the answer's keys. */
#pragma once

#include "tw-chart.h"
#include "tw-figure.h"

G_BEGIN_DECLS

/* What such a kind can show: pies, funnels and metric cards have one grouping only, scatter charts a second measure. */
gboolean tw_figure_chart_fits (const TwFigure *figure, TwChartKind kind);
TwChart *tw_figure_chart_new  (const TwFigure *figure, TwFigureAnswer *answer, TwChartKind kind, const char *title, TwSchema *schema);
/* "Number of deals", "Amount by month": what a figure tells, in words. */
char    *tw_figure_dup_title  (const TwFigure *figure, TwSchema *schema);

G_END_DECLS
