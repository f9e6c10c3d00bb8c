/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of at most eight parts, the greatest first from the top, each named beside it. */
#include "config.h"

#include "tw-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_RING 0.6                                 /* of the radius that there is room for */
#define SMALL     0.92
#define MAX_PARTS 8

typedef struct
{
  guint    place;
  double   value, from, to;
  double   want, y;                                    /* of its label */
  gboolean right;
} Part;

static int
compare_parts (gconstpointer a,
               gconstpointer b)
{
  const Part *x = a, *y = b;

  return x->value != y->value ? (x->value > y->value ? -1 : 1) : (int) x->place - (int) y->place;
}

static int
compare_wants (gconstpointer a,
               gconstpointer b)
{
  const Part *x = *(Part *const *) a, *y = *(Part *const *) b;

  return x->want < y->want ? -1 : x->want > y->want;
}

static GArray *
list_parts (TwChartPlan *plan,
            guint        series,
            double      *sum)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (Part));
  double at = -G_PI_2;

  *sum = 0;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      Part part = { .place = i, .value = tw_plan_value (plan, series, i) };

      if (isnan (part.value) || part.value <= 0)
        continue;
      *sum += part.value;
      g_array_append_val (parts, part);
    }
  g_array_sort (parts, compare_parts);
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = &g_array_index (parts, Part, i);

      part->from = at;
      part->to = at = at + part->value / *sum * 2 * G_PI;
    }
  return parts;
}

/* Slivers that nobody can point at are put together. */
static guint
count_large (TwChartPlan *plan,
             guint        series)
{
  double sum = 0;
  guint large = 0, all = 0;

  for (guint i = 0; i < plan->shown->len; i++)
    sum += fmax (tw_plan_value (plan, series, i), 0);
  for (guint i = 0; i < plan->shown->len; i++)
    {
      all += tw_plan_value (plan, series, i) > 0;
      large += tw_plan_value (plan, series, i) > sum * 0.025;
    }
  return all - large < 2 ? plan->shown->len : large;
}

/* Labels of one side keep a line between them; those that find no place are left to the tooltip. */
static void
place_side (TwChartPlan *plan,
            GPtrArray   *side,
            double       line)
{
  double least = plan->y + line;

  while (side->len > 0 && side->len * 2 * line > plan->h)
    {
      guint smallest = 0;

      for (guint i = 1; i < side->len; i++)
        if (((Part *) g_ptr_array_index (side, i))->value < ((Part *) g_ptr_array_index (side, smallest))->value)
          smallest = i;
      g_ptr_array_remove_index (side, smallest);
    }
  g_ptr_array_sort (side, compare_wants);
  for (guint i = 0; i < side->len; i++)
    {
      Part *part = g_ptr_array_index (side, i);

      part->y = MAX (part->want, least);
      least = part->y + 2 * line;
    }
  least = plan->y + plan->h - line;
  for (guint i = side->len; i > 0; i--)
    {
      Part *part = g_ptr_array_index (side, i - 1);

      part->y = MIN (part->y, least);
      least = part->y - 2 * line;
    }
}

static void
draw_label (TwChartPlan *plan,
            const Part  *part,
            double       sum,
            double       cx,
            double       cy,
            double       radius,
            double       room,
            double       line)
{
  const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
  double middle = (part->from + part->to) / 2, way = part->right ? 1 : -1, x = cx + way * (radius + plan->size * 1.3), width, other;
  g_autofree char *name = tw_plan_dup_label (plan, part->place, FALSE);
  g_autofree char *value = tw_chart_format (plan->chart, part->value, TRUE), *rate = tw_number_format (&percent, part->value * 100 / sum, TRUE);
  g_autofree char *below = g_strdup_printf ("%s · %s", rate, value);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
  const double bend[] = { cx + cos (middle) * radius, cy + sin (middle) * radius, cx + cos (middle) * (radius + plan->size * 0.5),
                          cy + sin (middle) * (radius + plan->size * 0.5), x - way * plan->size * 0.2, part->y };

  g_array_append_vals (points, bend, G_N_ELEMENTS (bend));
  tw_plan_path (plan, points, FALSE, NO_COLOR, tw_plan_category_color (plan, part->place), 1);
  tw_plan_measure (plan, name, SMALL, TRUE, &width, NULL);
  tw_plan_measure (plan, below, SMALL, FALSE, &other, NULL);
  tw_plan_text (plan, name, part->right ? x : x - MIN (width, room), part->y - line / 2, ALIGN_START, SMALL, TRUE, tw_plan_ink (plan), room);
  tw_plan_text (plan, below, part->right ? x : x - MIN (other, room), part->y + line / 2, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), room);
}

/* The ring gives way to the words beside it, to some extent: a word that is cut off tells less than a smaller ring. */
static double
fit_radius (TwChartPlan *plan,
            GArray      *parts,
            double       sum,
            double       radius)
{
  const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
  double need = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      g_autofree char *name = tw_plan_dup_label (plan, part->place, FALSE);
      g_autofree char *value = tw_chart_format (plan->chart, part->value, TRUE);
      g_autofree char *rate = tw_number_format (&percent, part->value * 100 / sum, TRUE);
      g_autofree char *below = g_strdup_printf ("%s · %s", rate, value);
      double width, other;

      tw_plan_measure (plan, name, SMALL, TRUE, &width, NULL);
      tw_plan_measure (plan, below, SMALL, FALSE, &other, NULL);
      need = MAX (need, MAX (width, other));
    }
  return CLAMP (plan->w / 2 - plan->size * 1.6 - need, radius * LEAST_RING, radius);
}

static void
draw_ring (TwChartPlan *plan,
           GArray      *parts,
           guint        series,
           double       sum,
           double       cx,
           double       cy,
           double       radius)
{
  g_autofree char *total = tw_chart_format (plan->chart, sum, TRUE);
  double inner = radius * 0.6, width, scale;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      Shape *shape = tw_plan_slice (plan, cx, cy, inner, radius, part->from, part->to, tw_plan_category_color (plan, part->place));
      Mark mark = { { (int) series, g_array_index (plan->shown, int, part->place) }, (int) part->place, TRUE,
                    { cx - radius, cy - radius, 2 * radius, 2 * radius }, part->from, part->to, inner, radius };

      if (parts->len > 1)
        {
          shape->stroke = tw_chart_get_paper (plan->look.dark);
          shape->line = 1.5;
        }
      /* The keyboard goes round the ring. */
      mark.place = (int) i;
      g_array_append_val (plan->marks, mark);
    }
  tw_plan_measure (plan, total, 1.4, TRUE, &width, NULL);
  scale = MIN (1.4, 1.4 * inner * 1.7 / MAX (width, 1));
  if (scale > 0.7)
    tw_plan_text (plan, total, cx, cy, ALIGN_MIDDLE, scale, TRUE, tw_plan_ink (plan), 0);
}

void
tw_plan_pie (TwChartPlan *plan)
{
  guint series = g_array_index (plan->visible, guint, 0);
  double line = tw_plan_line_height (plan, SMALL), sum, room, radius, cx, cy;
  g_autoptr(GArray) parts = NULL;
  gboolean mirror = plan->mirror;

  tw_plan_fold (plan, MIN (MAX_PARTS, count_large (plan, series) + 1));
  parts = list_parts (plan, series, &sum);
  if (parts->len == 0)
    {
      tw_plan_text (plan, _("Nothing to show"), plan->x + plan->w / 2, plan->y + plan->h / 2, ALIGN_MIDDLE, 1, FALSE, tw_plan_dim (plan), plan->w);
      return;
    }
  /* The ring is a clock in every language; texts stand where they are told. */
  plan->mirror = FALSE;
  radius = MIN (plan->h / 2 - line * 0.6, plan->w * 0.24);
  radius = fit_radius (plan, parts, sum, radius);
  room = plan->w / 2 - radius - plan->size * 1.4;
  cx = plan->x + plan->w / 2;
  cy = plan->y + plan->h / 2;
  draw_ring (plan, parts, series, sum, cx, cy, MAX (radius, 4));
  for (int right = 0; right < 2 && room > plan->size * 3; right++)
    {
      g_autoptr(GPtrArray) side = g_ptr_array_new ();

      for (guint i = 0; i < parts->len; i++)
        {
          Part *part = &g_array_index (parts, Part, i);
          double middle = (part->from + part->to) / 2;

          part->right = cos (middle) >= -1e-9;
          part->want = cy + sin (middle) * (radius + plan->size * 0.6);
          if (part->right == right)
            g_ptr_array_add (side, part);
        }
      place_side (plan, side, line);
      for (guint i = 0; i < side->len; i++)
        draw_label (plan, g_ptr_array_index (side, i), sum, cx, cy, radius, room, line);
    }
  plan->mirror = mirror;
}
