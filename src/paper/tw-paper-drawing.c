/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawing as a block: a chart, as lines and letters, not as a picture. */
#include "config.h"

#include "tw-paper-private.h"

typedef struct
{
  TwBlock        block;
  double         height;
  TwPaperDraw    draw;
  gpointer       data;
  GDestroyNotify free_data;                            /* nullable */
} Drawing;

static void
drawing_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  block->n_slices = 1;
}

static double
drawing_height (TwBlock *block, guint slice)
{
  return ((Drawing *) block)->height;
}

static gboolean
drawing_may_break (TwBlock *block, guint slice)
{
  return TRUE;
}

static double
drawing_edge (TwBlock *block, guint slice)
{
  return 0;
}

static void
drawing_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
  Drawing *self = (Drawing *) block;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  self->draw (cr, width, self->height, paper->rtl, self->data);
  cairo_restore (cr);
}

static void
drawing_free (TwBlock *block)
{
  Drawing *self = (Drawing *) block;

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (block->title);
  g_free (self);
}

static const TwBlockClass drawing_class = {
  drawing_measure, drawing_height, drawing_may_break, drawing_edge, drawing_edge, drawing_draw, drawing_free, NULL,
};

/**
 * tw_paper_add_drawing:
 * @paper: a document
 * @height: of the drawing, points
 * @draw: draws it, with its upper edge and the side on which lines begin on the left at 0
 * @data: (transfer full): for @draw
 * @free_data: (nullable): frees @data
 */
void
tw_paper_add_drawing (TwPaper *paper, double height, TwPaperDraw draw, gpointer data, GDestroyNotify free_data)
{
  Drawing *drawing = g_new0 (Drawing, 1);

  drawing->block.class = &drawing_class;
  drawing->height = height;
  drawing->draw = draw;
  drawing->data = data;
  drawing->free_data = free_data;
  tw_paper_add_block (paper, &drawing->block);
}
