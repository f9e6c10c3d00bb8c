/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page: its blocks, and what stands around them on every page. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-paper-draw.h"

#define EDGE   24.0                                     /* of the letterhead and the foot, from the sheet's edge */
#define GAP    12.0                                     /* between the two texts of the letterhead */
#define DIM    0.38                                     /* grey of what is not the content: 5.9:1 on white */
#define PALE   0.93
#define MAX_FOOT  3                                     /* lines */
#define FOOT_LINE 10.5

static double
get_run_height (TwBlock *block, guint first, guint end)
{
  double height = block->class->head (block, first);

  for (guint i = first; i < end; i++)
    height += block->class->height (block, i);
  return height;
}

void
tw_paper_for_each_run (TwPaper *paper, guint page, TwRunFunc func, gpointer data)
{
  TwBlockPlace start = g_array_index (paper->pages, TwBlockPlace, page), stop = tw_paper_get_page_end (paper, page);
  double y = paper->size.top;

  for (guint i = start.block; i < paper->blocks->len && i <= stop.block; i++)
    {
      TwBlock *block = g_ptr_array_index (paper->blocks, i);
      guint first = i == start.block ? start.slice : 0, end = i == stop.block ? stop.slice : block->n_slices;

      if (first >= end)
        continue;
      if (i != start.block)
        y += block->before;
      func (paper, block, first, end, y, data);
      y += get_run_height (block, first, end);
    }
}

static double
get_left (TwPaper *paper)
{
  return paper->rtl ? paper->size.end : paper->size.start;
}

static void
draw_run (TwPaper *paper, TwBlock *block, guint first, guint end, double y, gpointer data)
{
  cairo_t *cr = data;

  cairo_set_source_rgb (cr, 0, 0, 0);
  block->class->draw (block, paper, cr, first, end, get_left (paper), y, tw_paper_get_width (paper));
}

/* One line that is shortened where it does not fit. */
static PangoLayout *
make_small (TwPaper *paper, const char *text, double width)
{
  PangoLayout *layout = tw_paper_make_layout (paper, TW_PAPER_FONT_SMALL, text);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  tw_paper_limit_layout (layout, width);
  return layout;
}

static void
draw_small_layout (TwPaper *paper, cairo_t *cr, PangoLayout *layout, TwPaperAlign align, double y, double width)
{
  tw_paper_draw_line (paper, cr, pango_layout_get_line_readonly (layout, 0), align,
                      get_left (paper) + ((align == TW_PAPER_END) != paper->rtl ? tw_paper_get_width (paper) - width : 0), y, width);
}

/* What is the same on every page is laid out once. */
static void
draw_small (TwPaper *paper, cairo_t *cr, const char *text, TwPaperAlign align, double y, double width)
{
  g_autofree char *key = NULL;
  PangoLayout *layout;

  if (text == NULL || *text == '\0')
    return;
  key = g_strdup_printf ("%d %s", (int) (width * PANGO_SCALE), text);
  layout = g_hash_table_lookup (paper->edges, key);
  if (layout == NULL)
    {
      layout = make_small (paper, text, width);
      g_hash_table_insert (paper->edges, g_steal_pointer (&key), layout);
    }
  draw_small_layout (paper, cr, layout, align, y, width);
}

/* The lowest line stands where the page's number does. */
static void
draw_foot (TwPaper *paper, cairo_t *cr, double y, double width)
{
  g_auto (GStrv) lines = g_strsplit (paper->foot, "\n", MAX_FOOT);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < n; i++)
    draw_small (paper, cr, lines[i], TW_PAPER_START, y - (n - 1 - i) * FOOT_LINE, width);
}

static char *
dup_page_text (TwPaper *paper, guint page)
{
  g_autofree char *number = g_strdup_printf ("%u", page + 1), *count = g_strdup_printf ("%u", paper->pages->len);
  GString *text;

  if (paper->page_text == NULL)
    /* Translators: at the foot of a printed page */
    return g_strdup_printf (_("Page %u of %u"), page + 1, paper->pages->len);
  text = g_string_new (paper->page_text);
  g_string_replace (text, "{$page}", number, 0);
  g_string_replace (text, "{$pages}", count, 0);
  return g_string_free (text, FALSE);
}

static void
draw_number (TwPaper *paper, cairo_t *cr, guint page, double y, double width)
{
  g_autofree char *text = dup_page_text (paper, page);
  g_autoptr (PangoLayout) layout = *text != '\0' ? make_small (paper, text, width) : NULL;

  if (layout != NULL)
    draw_small_layout (paper, cr, layout, TW_PAPER_END, y, width);
}

static void
draw_watermark (TwPaper *paper, cairo_t *cr)
{
  g_autoptr (PangoLayout) layout = NULL;
  PangoRectangle logical;
  double width = paper->size.width, height = paper->size.height, scale;

  if (paper->watermark == NULL)
    return;
  layout = tw_paper_make_layout (paper, "sans bold 72", paper->watermark);
  pango_layout_get_extents (layout, NULL, &logical);
  scale = 0.8 * hypot (width, height) / MAX (1, pango_units_to_double (logical.width));
  scale = MIN (scale, 2);
  cairo_save (cr);
  cairo_translate (cr, width / 2, height / 2);
  cairo_rotate (cr, -atan2 (height, width));
  cairo_scale (cr, scale, scale);
  cairo_move_to (cr, -pango_units_to_double (logical.width) / 2, -pango_units_to_double (logical.height) / 2);
  cairo_set_source_rgb (cr, PALE, PALE, PALE);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
}

static void
draw_edges (TwPaper *paper, cairo_t *cr, guint page)
{
  double width = tw_paper_get_width (paper), foot = paper->size.height - EDGE;

  if (paper->band > 0 && page == 0)
    {
      tw_paper_set_color (cr, paper->band_color);
      cairo_rectangle (cr, 0, 0, paper->size.width, paper->band);
      cairo_fill (cr);
    }
  cairo_set_source_rgb (cr, DIM, DIM, DIM);
  if (page >= paper->head_from)
    {
      draw_small (paper, cr, paper->head_start, TW_PAPER_START, EDGE + 8, (width - GAP) * 0.6);
      draw_small (paper, cr, paper->head_end, TW_PAPER_END, EDGE + 8, (width - GAP) * 0.4);
    }
  if (paper->foot != NULL)
    draw_foot (paper, cr, foot, (width - GAP) * 0.8);
  else
    draw_small (paper, cr, paper->time_text, TW_PAPER_START, foot, (width - GAP) * 0.6);
  draw_number (paper, cr, page, foot, (width - GAP) * (paper->foot != NULL ? 0.2 : 0.4));
}

/**
 * tw_paper_draw_page:
 * @paper: a document that was laid out: tw_paper_get_n_pages()
 * @cr: where to draw; its origin is the sheet's corner, its unit a point
 * @page: which one, from 0
 *
 * Draws a page.
 */
void
tw_paper_draw_page (TwPaper *paper, cairo_t *cr, guint page)
{
  g_return_if_fail (page < paper->pages->len);
  cairo_save (cr);
  draw_watermark (paper, cr);
  draw_edges (paper, cr, page);
  tw_paper_for_each_run (paper, page, draw_run, cr);
  cairo_restore (cr);
}
