/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts with Cairo and Pango, the same on the screen, on paper, in PNG and in SVG. A chart is its data; a plan is how it lies in
 * a rectangle: it draws, and says without drawing which datum is at a place and which one is next for the keyboard. Both are
 * plain values of one thread at a time; any thread. */
#pragma once

#include <gio/gio.h>
#include <pango/pangocairo.h>

#include "tw-number.h"

G_BEGIN_DECLS

typedef enum
{
  TW_CHART_BAR, TW_CHART_STACKED, TW_CHART_HORIZONTAL, TW_CHART_LINE, TW_CHART_AREA, TW_CHART_PIE, TW_CHART_SCATTER, TW_CHART_HEAT,
  TW_CHART_FUNNEL, TW_CHART_METRIC, TW_N_CHART_KINDS
} TwChartKind;

/* --- Data --- */

typedef struct _TwChart TwChart;

TwChart    *tw_chart_new           (TwChartKind kind, const char *title);
TwChart    *tw_chart_ref           (TwChart *chart);
void        tw_chart_unref         (TwChart *chart);
const char *tw_chart_kind_get_name (TwChartKind kind);                         /* "bar": in definitions */
const char *tw_chart_kind_get_label (TwChartKind kind);                        /* for people */
gboolean    tw_chart_kind_parse    (const char *name, TwChartKind *kind);
TwChartKind tw_chart_get_kind      (TwChart *chart);
const char *tw_chart_get_title     (TwChart *chart);                           /* nullable */
void        tw_chart_set_unit      (TwChart *chart, const TwNumberUnit *unit);
/* Of a scatter chart's horizontal axis. */
void        tw_chart_set_x_unit    (TwChart *chart, const TwNumberUnit *unit);
void        tw_chart_set_axis_titles (TwChart *chart, const char *x, const char *y);   /* nullable both */
/* Categories are periods in order: their labels may be left out, but not cut, and they are never sorted into "Other". */
void        tw_chart_set_timed     (TwChart *chart, gboolean timed);
/* color: "#rrggbb", or NULL for one of the palette. brief: nullable, the label where there is little room. */
guint       tw_chart_add_category  (TwChart *chart, const char *label, const char *brief, const char *color);
guint       tw_chart_add_series    (TwChart *chart, const char *name, const char *color);
/* Values that are not finite are missing ones. */
void        tw_chart_set_value     (TwChart *chart, guint series, guint category, double value);
gboolean    tw_chart_get_value     (TwChart *chart, guint series, guint category, double *value);
/* Scatter charts: a point of its own category, whose place on the horizontal axis is x. */
void        tw_chart_add_point     (TwChart *chart, guint series, const char *label, double x, double y);
/* How much the last point of all stands for: dots differ in their area when points differ in this. */
void        tw_chart_set_weight    (TwChart *chart, double weight);
/* Its place on the horizontal axis, in words, and what that axis is of (nullable). */
char       *tw_chart_format_x      (TwChart *chart, guint category);
const char *tw_chart_get_x_title   (TwChart *chart);
/* Metric cards: what the figure was in the period before. */
void        tw_chart_set_previous  (TwChart *chart, double value);
/* The figure of a metric card where the sum of the sparkline's values is another, as with averages. */
void        tw_chart_set_total     (TwChart *chart, double value);
/* Less is better: a fall is good news. */
void        tw_chart_set_less_is_better (TwChart *chart, gboolean less_is_better);
void        tw_chart_set_hidden    (TwChart *chart, guint series, gboolean hidden);
gboolean    tw_chart_get_hidden    (TwChart *chart, guint series);
guint       tw_chart_get_n_series  (TwChart *chart);
guint       tw_chart_get_n_categories (TwChart *chart);
const char *tw_chart_get_series_name (TwChart *chart, guint series);
const char *tw_chart_get_category_label (TwChart *chart, guint category);
char       *tw_chart_format        (TwChart *chart, double value, gboolean brief);

/* --- In a rectangle --- */

typedef struct
{
  gboolean dark, contrast, rtl;
  double   size;                                       /* of the text in units of the drawing; 0: 12 */
  const char *font;                                    /* nullable: "sans" */
} TwChartLook;

#define TW_CHART_OTHER (-1)                            /* as a category: what did not get a place of its own */

typedef struct
{
  int series, category;
} TwChartDatum;

typedef enum { TW_CHART_NEXT, TW_CHART_PREVIOUS, TW_CHART_NEXT_SERIES, TW_CHART_PREVIOUS_SERIES, TW_CHART_FIRST, TW_CHART_LAST } TwChartStep;

typedef struct _TwChartPlan TwChartPlan;

TwChartPlan *tw_chart_plan_new     (TwChart *chart, const TwChartLook *look, double width, double height);
void         tw_chart_plan_free    (TwChartPlan *plan);
void         tw_chart_plan_draw    (TwChartPlan *plan, cairo_t *cr);
/* Whether there is a datum at a place, or in charts of lines the one next to it. */
gboolean     tw_chart_plan_hit     (TwChartPlan *plan, double x, double y, TwChartDatum *datum);
/* The series whose name in the legend is at a place; -1. */
int          tw_chart_plan_hit_legend (TwChartPlan *plan, double x, double y);
/* from: nullable. FALSE: there is none. */
gboolean     tw_chart_plan_step    (TwChartPlan *plan, const TwChartDatum *from, TwChartStep step, TwChartDatum *to);
/* Where a datum is drawn. */
gboolean     tw_chart_plan_find    (TwChartPlan *plan, const TwChartDatum *datum, cairo_rectangle_t *place);
/* What a tooltip and a screen reader say: "March 2026 · Won: €1,200" */
char        *tw_chart_plan_dup_words (TwChartPlan *plan, const TwChartDatum *datum);
/* For tests: places of all texts (element-type cairo_rectangle_t), of which none may overlap. */
GArray      *tw_chart_plan_list_texts (TwChartPlan *plan);
gboolean     tw_chart_plan_is_sideways (TwChartPlan *plan);                    /* categories run from top to bottom */
guint        tw_chart_plan_get_n_marks (TwChartPlan *plan);

/* --- Files --- */

gboolean tw_chart_write_png (TwChart *chart, const TwChartLook *look, double width, double height, double scale, GOutputStream *stream, GError **error);
gboolean tw_chart_write_svg (TwChart *chart, const TwChartLook *look, double width, double height, GOutputStream *stream, GError **error);
/* A line a category, a column a series; numbers as programs read them. */
char    *tw_chart_dup_csv   (TwChart *chart);

/* --- Colours --- */

#define TW_CHART_N_COLORS 7
guint32  tw_chart_get_color  (guint index, gboolean dark);                     /* 0xrrggbb */
guint32  tw_chart_get_paper  (gboolean dark);                                  /* what charts are drawn on */
guint32  tw_chart_get_ink    (gboolean dark);
double   tw_chart_contrast   (guint32 a, guint32 b);                           /* WCAG 2.1: 1 … 21 */

/* --- Axes --- */

/* Round steps that cover low … high in about so many: Paul Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990. */
void     tw_chart_nice_ticks (double low, double high, guint about, double *first, double *step, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwChart, tw_chart_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwChartPlan, tw_chart_plan_free)

G_END_DECLS
