/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which groups come first, and which are left out. */
#include "config.h"

#include "tw-figure-parts.h"

typedef struct { guint place; double value; gboolean has; } Ranked;

static int
compare_ranked (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const Ranked *x = a, *y = b;
  int way = GPOINTER_TO_INT (data);

  if (x->has != y->has)
    return x->has ? -1 : 1;
  if (x->value != y->value)
    return (x->value < y->value ? -1 : 1) * way;
  return (int) x->place - (int) y->place;
}

void
tw_figure_answer_order (const TwFigure *figure,
                        TwFigureAnswer *answer)
{
  g_autoptr(GArray) ranked = g_array_new (FALSE, TRUE, sizeof (Ranked));
  guint n = answer->keys[0]->len, columns = answer->keys[1]->len, keep = figure->limit > 0 ? MIN (figure->limit, n) : n;
  GPtrArray *keys = NULL;
  GArray *cells = NULL;

  if (figure->sort == TW_FIGURE_BY_KEY && keep == n)
    return;
  for (guint i = 0; i < n; i++)
    {
      Ranked one = { i, 0, FALSE };

      for (guint j = 0; j < columns; j++)
        {
          TwFigureCell *cell = tw_figure_answer_get (answer, i, j);

          one.has |= cell->has;
          one.value += cell->has ? cell->value : 0;
        }
      g_array_append_val (ranked, one);
    }
  if (figure->sort != TW_FIGURE_BY_KEY)
    g_array_sort_with_data (ranked, compare_ranked, GINT_TO_POINTER (figure->sort == TW_FIGURE_BY_VALUE ? 1 : -1));
  keys = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_key_free);
  cells = g_array_new (FALSE, TRUE, sizeof (TwFigureCell));
  for (guint i = 0; i < keep; i++)
    {
      guint place = g_array_index (ranked, Ranked, i).place;

      g_ptr_array_add (keys, g_steal_pointer (&g_ptr_array_index (answer->keys[0], place)));
      g_array_append_vals (cells, tw_figure_answer_get (answer, place, 0), columns);
    }
  answer->n_more += n - keep;
  g_ptr_array_set_free_func (answer->keys[0], NULL);
  for (guint i = 0; i < n; i++)
    if (g_ptr_array_index (answer->keys[0], i) != NULL)
      tw_figure_key_free (g_ptr_array_index (answer->keys[0], i));
  g_ptr_array_unref (answer->keys[0]);
  g_array_unref (answer->cells);
  answer->keys[0] = keys;
  answer->cells = cells;
}
