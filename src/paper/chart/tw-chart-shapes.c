/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes that a plan is made of. Whoever makes them reckons from left to right; where people read from the right, places
 * are turned around here and nowhere else. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

static Shape *
add (TwChartPlan *plan,
     ShapeKind    kind)
{
  Shape shape = { .kind = kind, .fill = NO_COLOR, .stroke = NO_COLOR, .alpha = 1 };

  g_array_append_val (plan->shapes, shape);
  return &g_array_index (plan->shapes, Shape, plan->shapes->len - 1);
}

void
tw_shape_clear (Shape *shape)
{
  g_clear_pointer (&shape->points, g_array_unref);
  g_clear_object (&shape->layout);
}

Shape *
tw_plan_rect (TwChartPlan *plan,
              double       x,
              double       y,
              double       w,
              double       h,
              double       radius,
              guint32      fill)
{
  Shape *shape = add (plan, SHAPE_RECT);

  shape->x = plan->mirror ? plan->width - x - w : x;
  shape->y = y;
  shape->width = w;
  shape->height = h;
  shape->radius = MIN (radius, MIN (w, h) / 2);
  shape->fill = fill;
  return shape;
}

Shape *
tw_plan_path (TwChartPlan *plan,
              GArray      *points,
              gboolean     closed,
              guint32      fill,
              guint32      stroke,
              double       line)
{
  Shape *shape = add (plan, SHAPE_PATH);

  for (guint i = 0; plan->mirror && i + 1 < points->len; i += 2)
    g_array_index (points, double, i) = plan->width - g_array_index (points, double, i);
  shape->points = points;
  shape->closed = closed;
  shape->fill = fill;
  shape->stroke = stroke;
  shape->line = line;
  return shape;
}

Shape *
tw_plan_line (TwChartPlan *plan,
              double       x1,
              double       y1,
              double       x2,
              double       y2,
              guint32      color,
              double       line)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
  const double all[] = { x1, y1, x2, y2 };

  g_array_append_vals (points, all, G_N_ELEMENTS (all));
  return tw_plan_path (plan, points, FALSE, NO_COLOR, color, line);
}

Shape *
tw_plan_dot (TwChartPlan *plan,
             double       x,
             double       y,
             double       radius,
             guint32      fill,
             int          mark)
{
  Shape *shape = add (plan, SHAPE_DOT);

  shape->x = plan->mirror ? plan->width - x : x;
  shape->y = y;
  shape->width = radius;
  shape->fill = fill;
  shape->mark = mark;
  return shape;
}

Shape *
tw_plan_slice (TwChartPlan *plan,
               double       x,
               double       y,
               double       inner,
               double       outer,
               double       from,
               double       to,
               guint32      fill)
{
  Shape *shape = add (plan, SHAPE_SLICE);

  shape->x = x;
  shape->y = y;
  shape->width = inner;
  shape->height = outer;
  shape->from = from;
  shape->to = to;
  shape->fill = fill;
  return shape;
}

static PangoLayout *
make_layout (TwChartPlan *plan,
             const char  *text,
             double       scale,
             gboolean     bold)
{
  PangoLayout *layout = pango_layout_new (plan->context);
  PangoFontDescription *font = pango_font_description_from_string (plan->look.font != NULL ? plan->look.font : "sans");
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, plan->size * scale * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  /* Numbers of equal width stand still while they change. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  return layout;
}

void
tw_plan_measure (TwChartPlan *plan,
                 const char  *text,
                 double       scale,
                 gboolean     bold,
                 double      *w,
                 double      *h)
{
  g_autoptr(PangoLayout) layout = make_layout (plan, text, scale, bold);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (w != NULL)
    *w = width;
  if (h != NULL)
    *h = height;
}

double
tw_plan_line_height (TwChartPlan *plan,
                     double       scale)
{
  return ceil (plan->size * scale * 1.4);
}

Shape *
tw_plan_text (TwChartPlan *plan,
              const char  *text,
              double       x,
              double       y,
              Align        align,
              double       scale,
              gboolean     bold,
              guint32      color,
              double       most)
{
  Shape *shape = add (plan, SHAPE_TEXT);
  int width, height;

  shape->layout = make_layout (plan, text, scale, bold);
  if (most > 0)
    {
      pango_layout_get_pixel_size (shape->layout, &width, &height);
      if (width > most)
        {
          pango_layout_set_ellipsize (shape->layout, PANGO_ELLIPSIZE_END);
          pango_layout_set_width (shape->layout, (int) (most * PANGO_SCALE));
        }
    }
  pango_layout_get_pixel_size (shape->layout, &width, &height);
  /* A text that was cut is as wide as it could be: its line stands at the start of that. */
  if (plan->mirror)
    x = plan->width - x;
  if (align == ALIGN_MIDDLE)
    x -= width / 2.0;
  else if ((align == ALIGN_END) != plan->mirror)
    x -= width;
  shape->x = x;
  shape->y = y - height / 2.0;
  shape->width = width;
  shape->height = height;
  shape->fill = color;
  return shape;
}

/* --- Drawing --- */

static void
set_color (cairo_t *cr,
           guint32  color,
           double   alpha)
{
  cairo_set_source_rgba (cr, ((color >> 16) & 0xff) / 255.0, ((color >> 8) & 0xff) / 255.0, (color & 0xff) / 255.0, alpha);
}

static void
trace_rect (const Shape *shape,
            cairo_t     *cr)
{
  double r = shape->radius, x = shape->x, y = shape->y, w = shape->width, h = shape->height;

  if (r < 0.5)
    {
      cairo_rectangle (cr, x, y, w, h);
      return;
    }
  cairo_new_sub_path (cr);
  for (int corner = 0; corner < 4; corner++)
    {
      /* Upper right, lower right, lower left, upper left. */
      gboolean right = corner < 2, lower = corner == 1 || corner == 2;
      gboolean square = shape->base == (lower ? SIDE_BOTTOM : SIDE_TOP) || shape->base == (right ? SIDE_RIGHT : SIDE_LEFT);

      if (square)
        cairo_line_to (cr, right ? x + w : x, lower ? y + h : y);
      else
        cairo_arc (cr, right ? x + w - r : x + r, lower ? y + h - r : y + r, r, (corner - 1) * G_PI_2, corner * G_PI_2);
    }
  cairo_close_path (cr);
}

static void
trace_path (const Shape *shape,
            cairo_t     *cr)
{
  gboolean begun = FALSE;

  for (guint i = 0; i + 1 < shape->points->len; i += 2)
    {
      double x = g_array_index (shape->points, double, i), y = g_array_index (shape->points, double, i + 1);

      if (isnan (x) || isnan (y))
        begun = FALSE;
      else if (begun)
        cairo_line_to (cr, x, y);
      else
        {
          cairo_move_to (cr, x, y);
          begun = TRUE;
        }
    }
  if (shape->closed)
    cairo_close_path (cr);
}

/* Circle, square, triangle, diamond, and the triangle upside down: as large as each other to the eye. */
static void
trace_dot (const Shape *shape,
           cairo_t     *cr)
{
  double x = shape->x, y = shape->y, r = shape->width;

  switch (shape->mark % 5)
    {
    case 1:
      cairo_rectangle (cr, x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      break;
    case 2:
    case 4:
      {
        double up = shape->mark % 5 == 2 ? 1 : -1;

        cairo_move_to (cr, x, y - up * r * 1.25);
        cairo_line_to (cr, x + r * 1.15, y + up * r * 0.85);
        cairo_line_to (cr, x - r * 1.15, y + up * r * 0.85);
        cairo_close_path (cr);
        break;
      }
    case 3:
      cairo_move_to (cr, x, y - r * 1.3);
      cairo_line_to (cr, x + r * 1.3, y);
      cairo_line_to (cr, x, y + r * 1.3);
      cairo_line_to (cr, x - r * 1.3, y);
      cairo_close_path (cr);
      break;
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      break;
    }
}

static void
trace_slice (const Shape *shape,
             cairo_t     *cr)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, shape->x, shape->y, shape->height, shape->from, shape->to);
  if (shape->width > 0)
    cairo_arc_negative (cr, shape->x, shape->y, shape->width, shape->to, shape->from);
  else
    cairo_line_to (cr, shape->x, shape->y);
  cairo_close_path (cr);
}

/* Lines over a fill in the colour of the paper: what a series is told from another by, where its colour is not enough. */
static void
hatch (const Shape *shape,
       cairo_t     *cr,
       double       size)
{
  double x1, y1, x2, y2, gap = MAX (4, size * 0.55);
  int pattern = (shape->pattern - 1) % 4;

  cairo_save (cr);
  cairo_path_extents (cr, &x1, &y1, &x2, &y2);
  cairo_clip (cr);
  set_color (cr, tw_color_on (shape->fill), 0.38);
  cairo_set_line_width (cr, MAX (1, size / 11));
  x1 = floor (x1 / gap) * gap;
  y1 = floor (y1 / gap) * gap;
  if (pattern == 0 || pattern == 3)
    for (double at = x1 - (y2 - y1); at < x2; at += gap)
      {
        cairo_move_to (cr, at, y2);
        cairo_line_to (cr, at + (y2 - y1), y1);
      }
  if (pattern == 1 || pattern == 3)
    for (double at = x1 - (y2 - y1); at < x2; at += gap)
      {
        cairo_move_to (cr, at, y1);
        cairo_line_to (cr, at + (y2 - y1), y2);
      }
  if (pattern == 2)
    for (double at = y1; at < y2; at += gap)
      {
        cairo_move_to (cr, x1, at);
        cairo_line_to (cr, x2, at);
      }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
set_dash (cairo_t *cr,
          int      pattern,
          double   line)
{
  const double dashes[][4] = { { 0 }, { 4, 2, 4, 2 }, { 1.2, 2, 1.2, 2 }, { 5, 2, 1.2, 2 } };
  double scaled[4];

  if (pattern % 4 == 0)
    {
      cairo_set_dash (cr, NULL, 0, 0);
      return;
    }
  for (guint i = 0; i < 4; i++)
    scaled[i] = dashes[pattern % 4][i] * line;
  cairo_set_dash (cr, scaled, 4, 0);
}

void
tw_shape_draw (const Shape *shape,
               cairo_t     *cr,
               double       size)
{
  if (shape->kind == SHAPE_TEXT)
    {
      set_color (cr, shape->fill, shape->alpha);
      cairo_move_to (cr, shape->x, shape->y);
      pango_cairo_show_layout (cr, shape->layout);
      return;
    }
  cairo_new_path (cr);
  if (shape->kind == SHAPE_RECT)
    trace_rect (shape, cr);
  else if (shape->kind == SHAPE_PATH)
    trace_path (shape, cr);
  else if (shape->kind == SHAPE_DOT)
    trace_dot (shape, cr);
  else
    trace_slice (shape, cr);
  if (shape->fill != NO_COLOR)
    {
      set_color (cr, shape->fill, shape->alpha);
      cairo_fill_preserve (cr);
    }
  if (shape->pattern > 0 && shape->fill != NO_COLOR)
    {
      cairo_path_t *path = cairo_copy_path (cr);

      hatch (shape, cr, size);
      cairo_new_path (cr);
      cairo_append_path (cr, path);
      cairo_path_destroy (path);
    }
  if (shape->stroke != NO_COLOR)
    {
      set_color (cr, shape->stroke, shape->fill == NO_COLOR ? shape->alpha : 1);
      cairo_set_line_width (cr, shape->line);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
      set_dash (cr, shape->fill == NO_COLOR ? shape->pattern : 0, shape->line);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
}
