/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-grid.h"

static TwGridPlace *
get (GArray *places,
     guint   i)
{
  return &g_array_index (places, TwGridPlace, i);
}

static gboolean
overlap (const TwGridPlace *a,
         const TwGridPlace *b)
{
  return a->column < b->column + b->width && b->column < a->column + a->width && a->row < b->row + b->height && b->row < a->row + a->height;
}

static void
clamp (TwGridPlace *place)
{
  place->width = CLAMP (place->width, TW_GRID_MIN_WIDTH, TW_GRID_COLUMNS);
  place->height = CLAMP (place->height, 1, TW_GRID_MAX_HEIGHT);
  place->column = CLAMP (place->column, 0, TW_GRID_COLUMNS - place->width);
  place->row = MAX (place->row, 0);
}

static int
compare_order (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  GArray *places = data;
  const TwGridPlace *x = get (places, *(const guint *) a), *y = get (places, *(const guint *) b);

  if (x->row != y->row)
    return x->row - y->row;
  return x->column != y->column ? x->column - y->column : (int) *(const guint *) a - (int) *(const guint *) b;
}

/* From the top each tile goes as far up as there is room; held: (nullable) the one that is placed first, and stays. */
static void
settle (GArray *places,
        int     held)
{
  g_autoptr(GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GArray) placed = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < places->len; i++)
    {
      clamp (get (places, i));
      if ((int) i != held)
        g_array_append_val (order, i);
    }
  g_array_sort_with_data (order, compare_order, places);
  if (held >= 0)
    {
      guint first = (guint) held;

      g_array_append_val (placed, first);
    }
  for (guint i = 0; i < order->len; i++)
    {
      guint at = g_array_index (order, guint, i);
      TwGridPlace *place = get (places, at);
      gboolean free_there = FALSE;

      for (place->row = 0; !free_there; place->row += free_there ? 0 : 1)
        {
          free_there = TRUE;
          for (guint j = 0; j < placed->len && free_there; j++)
            free_there = !overlap (place, get (places, g_array_index (placed, guint, j)));
        }
      g_array_append_val (placed, at);
    }
}

/**
 * tw_grid_move:
 * @places: (element-type TwGridPlace): the places of all tiles
 * @index: which one moves
 * @column: where to
 * @row: where to
 * @width: its new width
 * @height: its new height
 */
void
tw_grid_move (GArray *places,
              guint   index,
              int     column,
              int     row,
              int     width,
              int     height)
{
  TwGridPlace *place = NULL;

  g_return_if_fail (places != NULL && index < places->len);
  place = get (places, index);
  place->column = column;
  place->row = row;
  place->width = width;
  place->height = height;
  clamp (place);
  settle (places, (int) index);
  /* What was moved below the others comes up to them. */
  settle (places, -1);
}

/**
 * tw_grid_settle:
 * @places: (element-type TwGridPlace): the places of all tiles
 */
void
tw_grid_settle (GArray *places)
{
  settle (places, -1);
}

/**
 * tw_grid_find_room:
 * @places: (element-type TwGridPlace): the places of all tiles
 * @width: of a new one
 * @height: of a new one
 * @column: (out): where it can stand
 * @row: (out): where it can stand
 */
void
tw_grid_find_room (GArray *places,
                   int     width,
                   int     height,
                   int    *column,
                   int    *row)
{
  for (*row = 0;; (*row)++)
    for (*column = 0; *column + width <= TW_GRID_COLUMNS; (*column)++)
      {
        const TwGridPlace wanted = { *column, *row, width, height, NULL };
        gboolean free_there = TRUE;

        for (guint i = 0; i < places->len && free_there; i++)
          free_there = !overlap (&wanted, get (places, i));
        if (free_there)
          return;
      }
}

/**
 * tw_grid_find_row:
 * @places: (element-type TwGridPlace): the places of all tiles
 * @index: one of them
 * @way: 1 down, -1 up
 *
 * Returns: the row beyond the nearest tile that way; its own where there is none
 */
int
tw_grid_find_row (GArray *places,
                  guint   index,
                  int     way)
{
  const TwGridPlace *place = get (places, index), *nearest = NULL;

  for (guint i = 0; i < places->len; i++)
    {
      const TwGridPlace *other = get (places, i);
      gboolean there = way > 0 ? other->row >= place->row + place->height : other->row + other->height <= place->row;

      if (i != index && there && other->column < place->column + place->width && place->column < other->column + other->width
          && (nearest == NULL || (other->row - nearest->row) * way < 0))
        nearest = other;
    }
  if (nearest == NULL)
    return place->row;
  return way > 0 ? place->row + nearest->height : nearest->row;
}

/**
 * tw_grid_get_rows:
 * @places: (element-type TwGridPlace): the places of all tiles
 *
 * Returns: how many rows they take
 */
int
tw_grid_get_rows (GArray *places)
{
  int rows = 0;

  for (guint i = 0; i < places->len; i++)
    rows = MAX (rows, get (places, i)->row + get (places, i)->height);
  return rows;
}
