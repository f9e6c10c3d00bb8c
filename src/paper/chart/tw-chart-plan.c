/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 0.5                                     /* of the text size */

/* --- What is shown --- */

double
tw_plan_value (TwChartPlan *plan,
               guint        series,
               guint        place)
{
  int category = g_array_index (plan->shown, int, place);
  double value = NAN, sum = 0;
  gboolean any = FALSE;

  if (category != TW_CHART_OTHER)
    {
      tw_chart_get_value (plan->chart, series, category, &value);
      return value;
    }
  for (guint i = 0; i < plan->folded->len; i++)
    if (tw_chart_get_value (plan->chart, series, g_array_index (plan->folded, int, i), &value))
      {
        any = TRUE;
        sum += value;
      }
  return any ? sum : NAN;
}

char *
tw_plan_dup_label (TwChartPlan *plan,
                   guint        place,
                   gboolean     brief)
{
  int category = g_array_index (plan->shown, int, place);
  const Category *one = NULL;

  if (category == TW_CHART_OTHER)
    /* Translators: stands for all the groups of a chart that are too small to be shown by themselves. */
    return g_strdup_printf (ngettext ("Other (%u)", "Other (%u)", plan->folded->len), plan->folded->len);
  one = &g_array_index (plan->chart->categories, Category, category);
  return g_strdup (brief && one->brief != NULL ? one->brief : one->label);
}

/* A colour that has a meaning must be seen: it is moved towards the ink until it is. */
static guint32
visible_color (TwChartPlan *plan,
               guint32      color)
{
  guint32 paper = tw_chart_get_paper (plan->look.dark), ink = plan->look.dark ? 0xffffff : 0x000000;

  for (guint i = 0; i < 20 && tw_chart_contrast (color, paper) < 3; i++)
    color = tw_color_mix (color, ink, 0.1);
  return color;
}

guint32
tw_plan_series_color (TwChartPlan *plan,
                      guint        series)
{
  gint64 color = g_array_index (plan->chart->series, Series, series).color;

  return color >= 0 ? visible_color (plan, (guint32) color) : tw_chart_get_color (series, plan->look.dark);
}

guint32
tw_plan_category_color (TwChartPlan *plan,
                        guint        place)
{
  int category = g_array_index (plan->shown, int, place);
  gint64 color = -1;

  if (category == TW_CHART_OTHER)
    return tw_color_mix (tw_plan_ink (plan), tw_chart_get_paper (plan->look.dark), 0.45);
  color = g_array_index (plan->chart->categories, Category, category).color;
  return color >= 0 ? visible_color (plan, (guint32) color) : tw_chart_get_color (place, plan->look.dark);
}

void
tw_plan_add_mark (TwChartPlan *plan,
                  guint        series,
                  guint        place,
                  double       x,
                  double       y,
                  double       w,
                  double       h)
{
  Mark mark = { { (int) series, g_array_index (plan->shown, int, place) }, (int) place, FALSE,
                { plan->mirror ? plan->width - x - w : x, y, w, h }, 0, 0, 0, 0 };

  g_array_append_val (plan->marks, mark);
}

typedef struct { int category; double size; } Sized;

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  const Sized *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return x->category - y->category;
}

static int
compare_ints (gconstpointer a,
              gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

void
tw_plan_fold (TwChartPlan *plan,
              guint        most)
{
  g_autoptr(GArray) sized = NULL;
  int other = TW_CHART_OTHER;

  most = MAX (most, 2);
  if (plan->chart->timed || plan->folded->len > 0 || plan->shown->len <= most)
    return;
  sized = g_array_new (FALSE, FALSE, sizeof (Sized));
  for (guint i = 0; i < plan->shown->len; i++)
    {
      Sized one = { g_array_index (plan->shown, int, i), 0 };

      for (guint s = 0; s < plan->visible->len; s++)
        {
          double value = tw_plan_value (plan, g_array_index (plan->visible, guint, s), i);

          one.size += isnan (value) ? 0 : fabs (value);
        }
      g_array_append_val (sized, one);
    }
  g_array_sort (sized, compare_sizes);
  g_array_set_size (plan->shown, 0);
  for (guint i = 0; i < sized->len; i++)
    g_array_append_val (i < most - 1 ? plan->shown : plan->folded, g_array_index (sized, Sized, i).category);
  /* They keep the order that they had. */
  g_array_sort (plan->shown, compare_ints);
  g_array_append_val (plan->shown, other);
}

void
tw_plan_bounds (TwChartPlan *plan,
                gboolean     stacked,
                double      *low,
                double      *high)
{
  *low = *high = 0;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      double up = 0, down = 0;

      for (guint s = 0; s < plan->visible->len; s++)
        {
          double value = tw_plan_value (plan, g_array_index (plan->visible, guint, s), i);

          if (isnan (value))
            continue;
          up = stacked ? up + MAX (value, 0) : MAX (up, value);
          down = stacked ? down + MIN (value, 0) : MIN (down, value);
        }
      *low = MIN (*low, down);
      *high = MAX (*high, up);
    }
}

/* --- Making --- */

static void
choose_what_is_shown (TwChartPlan *plan)
{
  TwChart *chart = plan->chart;

  for (guint s = 0; s < chart->series->len; s++)
    if (!g_array_index (chart->series, Series, s).hidden)
      g_array_append_val (plan->visible, s);
  for (int i = 0; i < (int) chart->categories->len; i++)
    g_array_append_val (plan->shown, i);
  plan->kind = chart->kind;
  /* A whole has no negative parts. */
  for (guint i = 0; i < plan->shown->len && (plan->kind == TW_CHART_PIE || plan->kind == TW_CHART_FUNNEL); i++)
    for (guint s = 0; s < plan->visible->len; s++)
      if (tw_plan_value (plan, g_array_index (plan->visible, guint, s), i) < 0)
        plan->kind = TW_CHART_HORIZONTAL;
  /* Parts that are laid on each other would hide what is below nothing. */
  if (plan->kind == TW_CHART_AREA && plan->visible->len > 1)
    {
      double low, high;

      tw_plan_bounds (plan, TRUE, &low, &high);
      if (low < 0)
        plan->kind = TW_CHART_LINE;
    }
}

static gboolean
has_values (TwChartPlan *plan)
{
  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = 0; i < plan->shown->len; i++)
      if (!isnan (tw_plan_value (plan, g_array_index (plan->visible, guint, s), i)))
        return TRUE;
  return FALSE;
}

static void
say_nothing (TwChartPlan *plan)
{
  if (plan->chart->series->len > 1)
    tw_plan_legend (plan);
  tw_plan_text (plan, plan->visible->len == 0 && plan->chart->series->len > 0 ? _("Everything is switched off") : _("Nothing to show"),
                plan->x + plan->w / 2, plan->y + plan->h / 2, ALIGN_MIDDLE, 1, FALSE, tw_plan_dim (plan), plan->w);
}

static void
lay_out (TwChartPlan *plan)
{
  tw_plan_title (plan);
  if (plan->w < plan->size * 2 || plan->h < plan->size * 2)
    return;
  if (plan->kind == TW_CHART_METRIC)
    {
      tw_plan_metric (plan);
      return;
    }
  if (!has_values (plan))
    {
      say_nothing (plan);
      return;
    }
  switch (plan->kind)
    {
    case TW_CHART_LINE:
    case TW_CHART_AREA:
      tw_plan_lines (plan);
      break;
    case TW_CHART_PIE:
      tw_plan_pie (plan);
      break;
    case TW_CHART_SCATTER:
      tw_plan_scatter (plan);
      break;
    case TW_CHART_HEAT:
      tw_plan_heat (plan);
      break;
    case TW_CHART_FUNNEL:
      tw_plan_funnel (plan);
      break;
    default:
      tw_plan_bars (plan);
    }
}

/**
 * tw_chart_plan_new:
 * @chart: a chart
 * @look: how it is to look
 * @width: room in units of the drawing
 * @height: the same
 *
 * The plan keeps the chart, which must not be changed while there is one.
 *
 * Returns: (transfer full): where everything lies
 */
TwChartPlan *
tw_chart_plan_new (TwChart           *chart,
                   const TwChartLook *look,
                   double             width,
                   double             height)
{
  TwChartPlan *plan = g_new0 (TwChartPlan, 1);
  double margin;

  g_return_val_if_fail (chart != NULL && look != NULL, NULL);
  plan->chart = tw_chart_ref (chart);
  plan->look = *look;
  plan->look.font = g_strdup (look->font);
  plan->size = look->size > 0 ? look->size : 12;
  plan->width = width;
  plan->height = height;
  plan->mirror = look->rtl;
  plan->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_resolution (plan->context, 96);
  pango_context_set_base_dir (plan->context, look->rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  plan->shapes = g_array_new (FALSE, TRUE, sizeof (Shape));
  g_array_set_clear_func (plan->shapes, (GDestroyNotify) tw_shape_clear);
  plan->marks = g_array_new (FALSE, TRUE, sizeof (Mark));
  plan->legend = g_array_new (FALSE, TRUE, sizeof (LegendItem));
  plan->shown = g_array_new (FALSE, FALSE, sizeof (int));
  plan->folded = g_array_new (FALSE, FALSE, sizeof (int));
  plan->visible = g_array_new (FALSE, FALSE, sizeof (guint));
  margin = plan->size * MARGIN;
  plan->x = plan->y = margin;
  plan->w = MAX (width - 2 * margin, 0);
  plan->h = MAX (height - 2 * margin, 0);
  choose_what_is_shown (plan);
  lay_out (plan);
  return plan;
}

/**
 * tw_chart_plan_free:
 * @plan: (transfer full): a plan
 */
void
tw_chart_plan_free (TwChartPlan *plan)
{
  g_array_unref (plan->shapes);
  g_array_unref (plan->marks);
  g_array_unref (plan->legend);
  g_array_unref (plan->shown);
  g_array_unref (plan->folded);
  g_array_unref (plan->visible);
  g_object_unref (plan->context);
  g_free ((char *) plan->look.font);
  tw_chart_unref (plan->chart);
  g_free (plan);
}

/**
 * tw_chart_plan_draw:
 * @plan: a plan
 * @cr: what to draw on; the paper is not drawn
 */
void
tw_chart_plan_draw (TwChartPlan *plan,
                    cairo_t     *cr)
{
  g_return_if_fail (plan != NULL && cr != NULL);
  cairo_save (cr);
  for (guint i = 0; i < plan->shapes->len; i++)
    tw_shape_draw (&g_array_index (plan->shapes, Shape, i), cr, plan->size);
  cairo_restore (cr);
}

/* --- Asking --- */

static gboolean
is_in (const Mark *mark,
       double      x,
       double      y)
{
  const cairo_rectangle_t *box = &mark->box;
  double dx, dy, angle, distance;

  if (!mark->round)
    return x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height;
  dx = x - (box->x + box->width / 2);
  dy = y - (box->y + box->height / 2);
  distance = sqrt (dx * dx + dy * dy);
  if (distance < mark->inner || distance > mark->outer)
    return FALSE;
  angle = atan2 (dy, dx);
  while (angle < mark->from)
    angle += 2 * G_PI;
  return angle < mark->to;
}

/* How far a place is from a datum of a line: first by its column. */
static double
distance_to (const Mark *mark,
             double      x,
             double      y)
{
  double dx = fabs (x - (mark->box.x + mark->box.width / 2)), dy = fabs (y - (mark->box.y + mark->box.height / 2));

  return dx * 10000 + dy;
}

/**
 * tw_chart_plan_hit:
 * @plan: a plan
 * @x: a place
 * @y: of it
 * @datum: (out): what is there
 *
 * Returns: whether there is anything
 */
gboolean
tw_chart_plan_hit (TwChartPlan  *plan,
                   double        x,
                   double        y,
                   TwChartDatum *datum)
{
  const Mark *best = NULL;

  g_return_val_if_fail (plan != NULL && datum != NULL, FALSE);
  for (guint i = plan->marks->len; i > 0 && best == NULL; i--)
    if (is_in (&g_array_index (plan->marks, Mark, i - 1), x, y))
      best = &g_array_index (plan->marks, Mark, i - 1);
  if (best == NULL && plan->nearest && x >= 0 && y >= plan->y - plan->size && x < plan->width && y < plan->y + plan->h + plan->size)
    for (guint i = 0; i < plan->marks->len; i++)
      {
        const Mark *mark = &g_array_index (plan->marks, Mark, i);

        if (best == NULL || distance_to (mark, x, y) < distance_to (best, x, y))
          best = mark;
      }
  if (best != NULL)
    *datum = best->datum;
  return best != NULL;
}

/**
 * tw_chart_plan_hit_legend:
 * @plan: a plan
 * @x: a place
 * @y: of it
 *
 * Returns: the series whose name is there; -1
 */
int
tw_chart_plan_hit_legend (TwChartPlan *plan,
                          double       x,
                          double       y)
{
  for (guint i = 0; i < plan->legend->len; i++)
    {
      const LegendItem *item = &g_array_index (plan->legend, LegendItem, i);

      if (x >= item->box.x && x < item->box.x + item->box.width && y >= item->box.y && y < item->box.y + item->box.height)
        return item->series;
    }
  return -1;
}

static const Mark *
find_mark (TwChartPlan        *plan,
           const TwChartDatum *datum)
{
  for (guint i = 0; i < plan->marks->len; i++)
    {
      const Mark *mark = &g_array_index (plan->marks, Mark, i);

      if (mark->datum.series == datum->series && mark->datum.category == datum->category)
        return mark;
    }
  return NULL;
}

/* The mark beside another: of the same series in the next category that has one, or of the next series in the same category. */
static const Mark *
find_beside (TwChartPlan *plan,
             const Mark  *from,
             gboolean     series,
             int          way)
{
  const Mark *best = NULL;

  for (guint i = 0; i < plan->marks->len; i++)
    {
      const Mark *mark = &g_array_index (plan->marks, Mark, i);
      int at = series ? mark->datum.series : mark->place, start = series ? from->datum.series : from->place;
      int best_at = best == NULL ? 0 : series ? best->datum.series : best->place;
      gboolean same = series ? mark->place == from->place : mark->datum.series == from->datum.series;

      if (same && (at - start) * way > 0 && (best == NULL || (best_at - at) * way > 0))
        best = mark;
    }
  return best;
}

/**
 * tw_chart_plan_step:
 * @plan: a plan
 * @from: (nullable): where the keyboard stands
 * @step: where it is to go
 * @to: (out): where it is then
 *
 * Returns: whether there is a datum that way
 */
gboolean
tw_chart_plan_step (TwChartPlan        *plan,
                    const TwChartDatum *from,
                    TwChartStep         step,
                    TwChartDatum       *to)
{
  const Mark *mark = from != NULL ? find_mark (plan, from) : NULL, *next = NULL;

  g_return_val_if_fail (plan != NULL && to != NULL, FALSE);
  if (plan->marks->len == 0)
    return FALSE;
  if (mark == NULL || step == TW_CHART_FIRST || step == TW_CHART_LAST)
    {
      next = mark = &g_array_index (plan->marks, Mark, 0);
      for (guint i = 0; i < plan->marks->len; i++)
        {
          mark = &g_array_index (plan->marks, Mark, i);
          if (step == TW_CHART_LAST ? mark->place > next->place : mark->place < next->place)
            next = mark;
        }
    }
  else
    next = find_beside (plan, mark, step == TW_CHART_NEXT_SERIES || step == TW_CHART_PREVIOUS_SERIES,
                        step == TW_CHART_NEXT || step == TW_CHART_NEXT_SERIES ? 1 : -1);
  if (next != NULL)
    *to = next->datum;
  return next != NULL;
}

/**
 * tw_chart_plan_find:
 * @plan: a plan
 * @datum: a datum
 * @place: (out): where it is drawn
 *
 * Returns: whether it is
 */
gboolean
tw_chart_plan_find (TwChartPlan        *plan,
                    const TwChartDatum *datum,
                    cairo_rectangle_t  *place)
{
  const Mark *mark = find_mark (plan, datum);

  if (mark == NULL)
    return FALSE;
  *place = mark->box;
  if (mark->round)
    {
      double middle = (mark->from + mark->to) / 2, radius = (mark->inner + mark->outer) / 2, half = plan->size / 2;

      *place = (cairo_rectangle_t) { mark->box.x + mark->box.width / 2 + cos (middle) * radius - half,
                                     mark->box.y + mark->box.height / 2 + sin (middle) * radius - half, 2 * half, 2 * half };
    }
  return TRUE;
}

static double
sum_of (TwChartPlan *plan,
        guint        series)
{
  double sum = 0;

  for (guint i = 0; i < plan->shown->len; i++)
    {
      double value = tw_plan_value (plan, series, i);

      sum += isnan (value) ? 0 : value;
    }
  return sum;
}

/**
 * tw_chart_plan_dup_words:
 * @plan: a plan
 * @datum: a datum of it
 *
 * Returns: (transfer full): what it is, in words
 */
char *
tw_chart_plan_dup_words (TwChartPlan        *plan,
                         const TwChartDatum *datum)
{
  const Mark *mark = find_mark (plan, datum);
  g_autofree char *label = NULL, *value = NULL, *x = NULL;
  g_autoptr(GString) text = NULL;
  double number;

  if (mark == NULL)
    return g_strdup ("");
  number = tw_plan_value (plan, datum->series, mark->place);
  label = tw_plan_dup_label (plan, mark->place, FALSE);
  value = isnan (number) ? g_strdup ("–") : tw_chart_format (plan->chart, number, FALSE);
  text = g_string_new (label);
  if (plan->chart->series->len > 1)
    g_string_append_printf (text, " · %s", tw_chart_get_series_name (plan->chart, datum->series));
  if (plan->kind == TW_CHART_SCATTER)
    {
      x = tw_number_format (&plan->chart->x_unit, g_array_index (plan->chart->categories, Category, datum->category).x, FALSE);
      g_string_append_printf (text, ": %s, %s", x, value);
    }
  else
    g_string_append_printf (text, ": %s", value);
  if (plan->kind == TW_CHART_PIE && sum_of (plan, datum->series) > 0)
    {
      const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
      g_autofree char *part = tw_number_format (&percent, number * 100 / sum_of (plan, datum->series), FALSE);

      g_string_append_printf (text, " (%s)", part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tw_chart_plan_list_texts:
 * @plan: a plan
 *
 * Returns: (transfer full) (element-type cairo_rectangle_t): the places of its texts
 */
GArray *
tw_chart_plan_list_texts (TwChartPlan *plan)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (cairo_rectangle_t));

  for (guint i = 0; i < plan->shapes->len; i++)
    {
      const Shape *shape = &g_array_index (plan->shapes, Shape, i);
      cairo_rectangle_t place = { shape->x, shape->y, shape->width, shape->height };

      if (shape->kind == SHAPE_TEXT)
        g_array_append_val (places, place);
    }
  return places;
}

/**
 * tw_chart_plan_is_sideways:
 * @plan: a plan
 *
 * Returns: whether its categories run from top to bottom
 */
gboolean
tw_chart_plan_is_sideways (TwChartPlan *plan)
{
  return plan->sideways;
}

/**
 * tw_chart_plan_get_n_marks:
 * @plan: a plan
 *
 * Returns: how many data can be pointed at
 */
guint
tw_chart_plan_get_n_marks (TwChartPlan *plan)
{
  return plan->marks->len;
}
