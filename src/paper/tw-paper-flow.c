/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which slices of which blocks stand on which page. A page ends at the last place where it may end, before the first slice that does not
 * fit with what then has to stand below it. Where there is no such place it ends at the slice that does not fit. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-paper-private.h"

/* A slice is at most this part of a page, so that one always fits below a header. */
#define MOST_OF_PAGE (1.0 / 3.0)
#define CHECK_EVERY  256                                /* slices between two looks whether it was cancelled */

static gboolean
next_place (TwPaper *paper, TwBlockPlace *place)
{
  place->slice++;
  while (place->block < paper->blocks->len && place->slice >= ((TwBlock *) g_ptr_array_index (paper->blocks, place->block))->n_slices)
    {
      place->block++;
      place->slice = 0;
    }
  return place->block < paper->blocks->len;
}

/* What the slice needs on the page that began at start. */
static double
get_need (TwPaper *paper, TwBlockPlace start, TwBlockPlace place)
{
  TwBlock *block = g_ptr_array_index (paper->blocks, place.block);
  gboolean first = place.block == start.block && place.slice == start.slice;
  double need = block->class->height (block, place.slice);

  if (first || place.slice == 0)
    need += block->class->head (block, place.slice);
  if (!first && place.slice == 0)
    need += block->before;
  return need;
}

static double
get_foot (TwPaper *paper, TwBlockPlace place)
{
  TwBlock *block = g_ptr_array_index (paper->blocks, place.block);

  return place.slice + 1 < block->n_slices ? block->class->foot (block, place.slice) : 0;
}

/* Fills a page from start; returns where the next one begins. */
static TwBlockPlace
fill_page (TwPaper *paper, TwBlockPlace start, double room)
{
  TwBlockPlace place = start, good = { G_MAXUINT, 0 };
  double used = 0;

  while (place.block < paper->blocks->len)
    {
      TwBlock *block = g_ptr_array_index (paper->blocks, place.block);
      TwBlockPlace next = place;
      double need = get_need (paper, start, place);

      /* A drawing's sums are not exact to the last bit. */
      if ((place.block != start.block || place.slice != start.slice) && used + need + get_foot (paper, place) > room + 0.01)
        return good.block != G_MAXUINT ? good : place;
      used += need;
      next_place (paper, &next);
      if (tw_break_block_is (block) && next.block < paper->blocks->len)
        return next;
      if (block->class->may_break (block, place.slice) && !(block->keep && place.slice + 1 == block->n_slices && next.block < paper->blocks->len))
        good = next;
      place = next;
    }
  return place;
}

static gboolean
measure_blocks (TwPaper *paper, double width, double room, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < paper->blocks->len; i++)
    {
      TwBlock *block = g_ptr_array_index (paper->blocks, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      block->class->measure (block, paper, width, room * MOST_OF_PAGE);
    }
  return TRUE;
}

gboolean
tw_paper_lay_out (TwPaper *paper, GCancellable *cancellable, GError **error)
{
  double width = tw_paper_get_width (paper), room = paper->size.height - paper->size.top - paper->size.bottom;
  TwBlockPlace place = { 0, 0 };

  if (paper->pages->len > 0)
    return TRUE;
  if (width < 72 || room < 72)
    {
      g_set_error_literal (error, TW_PAPER_ERROR, TW_PAPER_ERROR_SIZE,
                           _("The margins leave no room on the sheet. Choose smaller margins or a larger sheet."));
      return FALSE;
    }
  if (!measure_blocks (paper, width, room, cancellable, error))
    return FALSE;
  /* Blocks without a slice stand on no page. */
  if (paper->blocks->len > 0 && ((TwBlock *) g_ptr_array_index (paper->blocks, 0))->n_slices == 0)
    next_place (paper, &place);
  do
    {
      g_array_append_val (paper->pages, place);
      if (paper->pages->len % CHECK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          g_array_set_size (paper->pages, 0);
          return FALSE;
        }
      place = fill_page (paper, place, room);
    }
  while (place.block < paper->blocks->len);
  paper->end = place;
  return TRUE;
}

TwBlockPlace
tw_paper_get_page_end (TwPaper *paper, guint page)
{
  return page + 1 < paper->pages->len ? g_array_index (paper->pages, TwBlockPlace, page + 1) : paper->end;
}
