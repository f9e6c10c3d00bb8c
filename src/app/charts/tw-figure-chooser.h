/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a figure counts or sums, by what it is put together and how it is drawn, chosen from lists. What no list offers (conditions,
 * an expression that is summed, a field beyond a link) stays as it is until something else is chosen. Signal "chosen" () when a
 * person chose. */
#pragma once

#include "tw-app.h"
#include "tw-chart.h"
#include "tw-figure.h"

G_BEGIN_DECLS

#define TW_TYPE_FIGURE_CHOOSER (tw_figure_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TwFigureChooser, tw_figure_chooser, TW, FIGURE_CHOOSER, AdwBin)

/* schema: referenced; figure: copied. */
void        tw_figure_chooser_set        (TwFigureChooser *self, TwSchema *schema, const TwFigure *figure, TwChartKind kind);
TwFigure   *tw_figure_chooser_dup_figure (TwFigureChooser *self);              /* nullable: nothing was set */
TwChartKind tw_figure_chooser_get_kind   (TwFigureChooser *self);
/* The drop-downs, for tests: "kinds", "measures", "groups", "grains", "seconds", "againsts". */
GtkDropDown *tw_figure_chooser_get_list  (TwFigureChooser *self, const char *name);
void             tw_figure_chooser_set_narrow (TwFigureChooser *self, gboolean narrow);

G_END_DECLS
