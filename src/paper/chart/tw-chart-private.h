/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart's data, and the list of shapes that a plan is. */
#pragma once

#include "tw-chart.h"

G_BEGIN_DECLS

typedef struct
{
  char   *label, *brief;                               /* (owned) brief: nullable */
  gint64  color;                                       /* 0xrrggbb; -1: of the palette */
  double  x, weight;                                   /* scatter; weight 0: not known */
} Category;

typedef struct
{
  char    *name;                                       /* (owned) */
  gint64   color;
  gboolean hidden;
  GArray  *values;                                     /* double by category; NAN: missing */
} Series;

struct _TwChart
{
  gatomicrefcount ref_count;
  TwChartKind  kind;
  char        *title, *x_title, *y_title;              /* (owned) (nullable) */
  TwNumberUnit unit, x_unit;
  gboolean     timed, less_is_better;
  double       previous, total;                        /* NAN: none */
  GArray      *categories;                             /* Category */
  GArray      *series;                                 /* Series */
};

typedef enum { SIDE_NONE, SIDE_BOTTOM, SIDE_TOP, SIDE_LEFT, SIDE_RIGHT } Side;
typedef enum { SHAPE_RECT, SHAPE_PATH, SHAPE_DOT, SHAPE_SLICE, SHAPE_TEXT } ShapeKind;

#define NO_COLOR G_MAXUINT32

typedef struct
{
  ShapeKind    kind;
  double       x, y, width, height;                    /* dot: centre and radius in width; slice: centre, inner and outer radius */
  double       from, to;                               /* slice: angles */
  double       radius;                                 /* rect: of the corners */
  Side         base;                                   /* rect: where it stands, and has no round corners */
  GArray      *points;                                 /* path: double pairs, NAN begins anew */
  gboolean     closed;
  guint32      fill, stroke;                           /* 0xrrggbb, NO_COLOR */
  double       alpha, line;
  int          pattern;                                /* 0: none; else a hatch on the fill, a dash on the stroke */
  int          mark;                                   /* dot: its form */
  PangoLayout *layout;
} Shape;

/* What can be pointed at. */
typedef struct
{
  TwChartDatum datum;
  int          place;                                  /* of the category in the order shown */
  gboolean     round;                                  /* a slice: shape says its place */
  cairo_rectangle_t box;
  double       from, to, inner, outer;                 /* of a slice around the centre of box */
} Mark;

typedef struct { int series; cairo_rectangle_t box; } LegendItem;

typedef enum { ALIGN_START, ALIGN_MIDDLE, ALIGN_END } Align;

struct _TwChartPlan
{
  TwChart      *chart;                                 /* (owned) */
  TwChartLook   look;
  TwChartKind   kind;                                  /* as it is shown: a pie of negative values is shown as bars */
  double        width, height, size;
  PangoContext *context;                               /* (owned) */
  GArray       *shapes, *marks, *legend;
  gboolean      sideways, nearest, mirror;

  /* What is shown: categories in their order; TW_CHART_OTHER is the rest. */
  GArray       *shown;                                 /* int: categories */
  GArray       *folded;                                /* int: those in the rest */
  GArray       *visible;                               /* guint: series that are not hidden */

  /* The room that is left. */
  double        x, y, w, h;
};

/* --- tw-chart-plan.c --- */
double   tw_plan_value      (TwChartPlan *plan, guint series, guint place);    /* NAN: missing */
char    *tw_plan_dup_label  (TwChartPlan *plan, guint place, gboolean brief);
guint32  tw_plan_series_color   (TwChartPlan *plan, guint series);
guint32  tw_plan_category_color (TwChartPlan *plan, guint place);
void     tw_plan_add_mark   (TwChartPlan *plan, guint series, guint place, double x, double y, double w, double h);
/* Keeps so many categories with the greatest values, the rest becomes one. */
void     tw_plan_fold       (TwChartPlan *plan, guint most);
void     tw_plan_bounds     (TwChartPlan *plan, gboolean stacked, double *low, double *high);

/* --- tw-chart-shapes.c --- */
Shape   *tw_plan_rect       (TwChartPlan *plan, double x, double y, double w, double h, double radius, guint32 fill);
Shape   *tw_plan_line       (TwChartPlan *plan, double x1, double y1, double x2, double y2, guint32 color, double line);
Shape   *tw_plan_path       (TwChartPlan *plan, GArray *points, gboolean closed, guint32 fill, guint32 stroke, double line);   /* steals points */
Shape   *tw_plan_dot        (TwChartPlan *plan, double x, double y, double radius, guint32 fill, int mark);
Shape   *tw_plan_slice      (TwChartPlan *plan, double x, double y, double inner, double outer, double from, double to, guint32 fill);
/* scale: of the plan's text size. most: width beyond which it is cut; 0: none. y: the middle of the line. */
Shape   *tw_plan_text       (TwChartPlan *plan, const char *text, double x, double y, Align align, double scale, gboolean bold, guint32 color, double most);
void     tw_plan_measure    (TwChartPlan *plan, const char *text, double scale, gboolean bold, double *w, double *h);
double   tw_plan_line_height (TwChartPlan *plan, double scale);
guint32  tw_plan_ink        (TwChartPlan *plan);
guint32  tw_plan_dim        (TwChartPlan *plan);       /* of labels */
guint32  tw_plan_grid       (TwChartPlan *plan);
guint32  tw_color_mix       (guint32 a, guint32 b, double part);
/* Black or white, whatever is read better on it. */
guint32  tw_color_on        (guint32 color);
void     tw_shape_draw      (const Shape *shape, cairo_t *cr, double size);
void     tw_shape_clear     (Shape *shape);

/* --- one for each group of kinds --- */
void     tw_plan_bars       (TwChartPlan *plan);
void     tw_plan_lines      (TwChartPlan *plan);
void     tw_plan_pie        (TwChartPlan *plan);
void     tw_plan_funnel     (TwChartPlan *plan);
void     tw_plan_heat       (TwChartPlan *plan);
void     tw_plan_scatter    (TwChartPlan *plan);
void     tw_plan_metric     (TwChartPlan *plan);

/* --- tw-chart-axes.c --- */
typedef struct
{
  double low, high, first, step;
  guint  n;
} Scale;

void     tw_plan_title      (TwChartPlan *plan);
void     tw_plan_legend     (TwChartPlan *plan);
void     tw_scale_init      (Scale *scale, double low, double high, guint about);
/* The vertical axis takes its room from the plan, with grid lines in what is left. */
void     tw_plan_value_axis (TwChartPlan *plan, const Scale *scale);
void     tw_plan_bottom_axis (TwChartPlan *plan, const Scale *scale, const TwNumberUnit *unit);
double   tw_plan_y          (TwChartPlan *plan, const Scale *scale, double value);
/* Labels of the categories below the plan, where the room of each is known. */
void     tw_plan_category_axis (TwChartPlan *plan);
/* Whether labels fit below, cut at the worst. */
gboolean tw_plan_labels_fit (TwChartPlan *plan);

G_END_DECLS
