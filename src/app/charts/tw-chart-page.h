/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presentation "Chart": the records of a view counted or summed, put together by fields that a person chooses. What was chosen
 * is kept by the view's state, and so by saved views. */
#pragma once

#include "tw-action-table.h"
#include "tw-figure-view.h"
#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_CHART_PAGE (tw_chart_page_get_type ())
G_DECLARE_FINAL_TYPE (TwChartPage, tw_chart_page, TW, CHART_PAGE, AdwBin)

extern const TwActionTable tw_chart_page_actions;

GtkWidget    *tw_chart_page_new      (TwViewState *state);
gboolean      tw_chart_page_can_show (const TwEntity *entity);
TwFigureView *tw_chart_page_get_view (TwChartPage *self);
/* Puts the chart with the conditions of the view on a dashboard. */
gboolean      tw_chart_page_add_to   (TwChartPage *self, const TwId *dashboard, const char *title, GError **error);

G_END_DECLS
