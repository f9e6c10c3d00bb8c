/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text, room, and the end of a page. */
#include "config.h"

#include "tw-paper-private.h"

/* Fewer lines of a paragraph do not stand alone at the end or the beginning of a page. */
#define FEWEST_LINES 2

typedef struct
{
  TwBlock      block;
  const char  *font;
  char        *text;
  PangoLayout *layout;
  double       height;                                 /* of room */
} TextBlock;

static void
text_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  TextBlock *self = (TextBlock *) block;

  g_clear_object (&self->layout);
  self->layout = tw_paper_make_layout (paper, self->font, self->text);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  tw_paper_limit_layout (self->layout, width);
  block->n_slices = (guint) pango_layout_get_line_count (self->layout);
}

static void
get_line_extents (PangoLayout *layout, guint n, PangoRectangle *logical)
{
  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, (int) n), NULL, logical);
}

static double
text_height (TwBlock *block, guint slice)
{
  PangoRectangle logical;

  get_line_extents (((TextBlock *) block)->layout, slice, &logical);
  return pango_units_to_double (logical.height);
}

static gboolean
text_may_break (TwBlock *block, guint slice)
{
  if (slice + 1 == block->n_slices)
    return block->level == 0;
  return block->level == 0 && slice + 1 >= FEWEST_LINES && block->n_slices - slice - 1 >= FEWEST_LINES;
}

static double
no_height (TwBlock *block, guint slice)
{
  return 0;
}

static void
text_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
  TextBlock *self = (TextBlock *) block;

  for (guint i = first; i < end; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (self->layout, (int) i);
      PangoRectangle logical;

      pango_layout_line_get_extents (line, NULL, &logical);
      tw_paper_draw_line (paper, cr, line, TW_PAPER_START, x, y - pango_units_to_double (logical.y), width);
      y += pango_units_to_double (logical.height);
    }
}

static void
text_free (TwBlock *block)
{
  TextBlock *self = (TextBlock *) block;

  g_clear_object (&self->layout);
  g_free (self->text);
  g_free (block->title);
  g_free (self);
}

static const TwBlockClass text_class = { text_measure, text_height, text_may_break, no_height, no_height, text_draw, text_free };

TwBlock *
tw_text_block_new (const char *font, const char *text)
{
  TextBlock *self = g_new0 (TextBlock, 1);

  self->block.class = &text_class;
  self->font = font;
  self->text = g_utf8_make_valid (text, -1);
  return &self->block;
}

/* --- Room --- */

static void
room_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  block->n_slices = 1;
}

static double
room_height (TwBlock *block, guint slice)
{
  return ((TextBlock *) block)->height;
}

static gboolean
room_may_break (TwBlock *block, guint slice)
{
  return TRUE;
}

static void
room_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
}

static const TwBlockClass room_class = { room_measure, room_height, room_may_break, no_height, no_height, room_draw, text_free };

TwBlock *
tw_space_block_new (double height)
{
  TextBlock *self = g_new0 (TextBlock, 1);

  self->block.class = &room_class;
  self->height = height;
  return &self->block;
}

/* --- The end of a page --- */

static const TwBlockClass break_class = { room_measure, room_height, room_may_break, no_height, no_height, room_draw, text_free };

TwBlock *
tw_break_block_new (void)
{
  TextBlock *self = g_new0 (TextBlock, 1);

  self->block.class = &break_class;
  return &self->block;
}

gboolean
tw_break_block_is (TwBlock *block)
{
  return block->class == &break_class;
}
