/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a chart is kept: {"chart": "bar", "figure": {…}}. */
#pragma once

#include "tw-chart.h"
#include "tw-figure.h"

G_BEGIN_DECLS

/* FALSE: json is none, or no longer fits the schema. */
gboolean  tw_chart_choice_parse   (const char *json, TwSchema *schema, TwChartKind *kind, TwFigure **figure);
char     *tw_chart_choice_print   (TwChartKind kind, const TwFigure *figure);
/* What an entity's chart shows at first: its value, or its number, by its board's columns, an enum or the month of its date. */
void      tw_chart_choice_default (const TwEntity *entity, TwChartKind *kind, TwFigure **figure);

G_END_DECLS
