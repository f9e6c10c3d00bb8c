/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-paper-table-private.h"

static guint32
get_color (TwTableBlock *self, TwPaperRow kind)
{
  switch (kind)
    {
    case TW_PAPER_ROW_PALE:
    case TW_PAPER_ROW_NOTE:
      return self->look.pale;
    case TW_PAPER_ROW_GROUP:
    case TW_PAPER_ROW_HEADING:
    case TW_PAPER_ROW_TOTAL:
      return self->look.strong;
    case TW_PAPER_ROW_GRAND:
      return self->look.grand_color;
    case TW_PAPER_ROW_PLAIN:
    default:
      return self->look.text;
    }
}

static double
get_above (PangoLayoutLine *line)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (line, NULL, &logical);
  return -pango_units_to_double (logical.y);
}

static double
get_height (PangoLayoutLine *line)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (line, NULL, &logical);
  return pango_units_to_double (logical.height);
}

/* baseline: of the first line that is drawn. */
static void
draw_layout (TwTableBlock *self, TwPaper *paper, cairo_t *cr, guint c, PangoLayout *layout, const TwTableSlice *slice, TwPaperRow kind, double x,
             double baseline, double width)
{
  const TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);
  double room = tw_table_get_column_width (self, c, kind), left = paper->rtl ? x + width - column->x - room : x + column->x;
  guint n = MIN (slice->line + slice->n_lines, (guint) pango_layout_get_line_count (layout));
  double y = 0;

  for (guint i = slice->line; i < n; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, (int) i);

      if (i == slice->line)
        y = baseline - get_above (line);
      tw_paper_draw_line (paper, cr, line, column->cell & TW_PAPER_CELL_END ? TW_PAPER_END : TW_PAPER_START, left + self->look.pad_x,
                          y + get_above (line), room - 2 * self->look.pad_x);
      y += get_height (line);
    }
}

/* The first lines of a text in the middle of a height. */
static void
draw_cell (TwTableBlock *self, TwPaper *paper, cairo_t *cr, guint c, PangoLayout *layout, TwPaperRow kind, guint n_lines, double height, double x,
           double y, double width)
{
  TwTableSlice slice = { 0, 0, 0, height };
  double lines = 0;

  if (layout == NULL || *pango_layout_get_text (layout) == '\0')
    return;
  slice.n_lines = MIN (n_lines, (guint) pango_layout_get_line_count (layout));
  for (guint i = 0; i < slice.n_lines; i++)
    lines += get_height (pango_layout_get_line_readonly (layout, (int) i));
  draw_layout (self, paper, cr, c, layout, &slice, kind, x, y + (height - lines) / 2 + get_above (pango_layout_get_line_readonly (layout, 0)), width);
}

static void
draw_image (TwTableBlock *self, TwPaper *paper, cairo_t *cr, guint row, double x, double y, double width)
{
  double image_width, image_height;
  TwPaperImage *image = tw_table_fit_image (self, row, &image_width, &image_height);

  for (guint c = 0; image != NULL && c < self->columns->len; c++)
    {
      const TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);
      double left = paper->rtl ? x + width - column->x - self->look.pad_x - image_width : x + column->x + self->look.pad_x;

      if (!(column->cell & TW_PAPER_CELL_IMAGE))
        continue;
      tw_paper_image_draw (image, cr, left, y + self->look.pad_y, image_width, image_height);
      return;
    }
}

static void
draw_row (TwTableBlock *self, TwPaper *paper, cairo_t *cr, const TwTableSlice *slice, double x, double y, double width)
{
  TwPaperRow kind = tw_table_get_kind (self, slice->row);
  PangoLayout *const *cells = tw_table_get_cells (self, paper, slice->row);
  double above, below, baseline;

  tw_table_get_reach (self, cells, slice->line, &above, &below);
  /* One line stands in the middle of its row. */
  baseline = above + (self->wraps ? y + self->look.pad_y : y + (slice->height - above - below) / 2);
  tw_paper_set_color (cr, get_color (self, kind));
  for (guint c = 0; c < self->columns->len; c++)
    {
      if (cells[c] == NULL)
        continue;
      draw_layout (self, paper, cr, c, cells[c], slice, kind, x, baseline, width);
      if (tw_table_row_spans (kind))
        break;
    }
  if (slice->line == 0)
    draw_image (self, paper, cr, slice->row, x, y, width);
}

static void
draw_rule (cairo_t *cr, double x, double y, double width, double thickness, guint32 color)
{
  if (thickness <= 0)
    return;
  cairo_save (cr);
  tw_paper_set_color (cr, color);
  cairo_set_line_width (cr, thickness);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_fill (cairo_t *cr, double x, double y, double width, double height, guint32 color)
{
  if (color == 0xffffff)
    return;
  cairo_save (cr);
  tw_paper_set_color (cr, color);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
  cairo_restore (cr);
}

static double
draw_header (TwTableBlock *self, TwPaper *paper, cairo_t *cr, double x, double y, double width)
{
  if (!self->header)
    return y;
  draw_fill (cr, x, y, width, self->head, self->look.head_fill);
  tw_paper_set_color (cr, self->look.head_color);
  for (guint c = 0; c < self->columns->len; c++)
    draw_cell (self, paper, cr, c, tw_table_get_head (self, paper, c), TW_PAPER_ROW_GROUP, TW_TABLE_HEAD_LINES, self->head, x, y, width);
  draw_rule (cr, x, y + self->head, width, self->look.head_rule, self->look.head_rule_color);
  return y + self->head;
}

static double
draw_carried (TwTableBlock *self, TwPaper *paper, cairo_t *cr, guint n_rows, double x, double y, double width)
{
  PangoLayout *const *carried;

  if (!tw_table_carries (self, n_rows))
    return y;
  carried = tw_table_get_carried (self, paper, n_rows);
  tw_paper_set_color (cr, self->look.strong);
  for (guint c = 0; c < self->columns->len; c++)
    draw_cell (self, paper, cr, c, carried[c], self->rows.carried_above ? TW_PAPER_ROW_HEADING : TW_PAPER_ROW_GROUP, 1, self->line, x, y, width);
  return y + self->line;
}

/* Rows whose numbers stand above a slice: those of a row that goes on over the page's end are at its top. */
static guint
count_above (TwTableBlock *self, guint slice_index)
{
  TwTableSlice slice = tw_table_get_slice (self, slice_index);

  return slice.row + (slice.line > 0 && !self->rows.carried_above ? 1 : 0);
}

/* Rules stand between rows; a heading has none below it, a total a dark one above. */
static void
draw_slice (TwTableBlock *self, TwPaper *paper, cairo_t *cr, guint i, const TwTableSlice *slice, double x, double y, double width)
{
  TwPaperRow kind = tw_table_get_kind (self, slice->row);
  gboolean last = i + 1 == self->block.n_slices || tw_table_get_slice (self, i + 1).line == 0;

  if (kind == TW_PAPER_ROW_GROUP || kind == TW_PAPER_ROW_HEADING)
    draw_fill (cr, x, y, width, slice->height, self->look.group_fill);
  else if (kind == TW_PAPER_ROW_GRAND)
    draw_fill (cr, x, y, width, slice->height, self->look.grand_fill);
  if (kind == TW_PAPER_ROW_TOTAL && slice->line == 0)
    draw_rule (cr, x, y, width, MAX (self->look.rule_width, 0.5), self->look.strong);
  draw_row (self, paper, cr, slice, x, y, width);
  if (last && kind != TW_PAPER_ROW_HEADING && kind != TW_PAPER_ROW_GRAND)
    draw_rule (cr, x, y + slice->height, width, self->look.rule_width, self->look.rule);
}

void
tw_table_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
  TwTableBlock *self = (TwTableBlock *) block;

  if (!paper->rtl)
    x += width * (1 - self->place);
  width *= self->place;
  y = draw_header (self, paper, cr, x, y, width);
  if (first > 0)
    y = draw_carried (self, paper, cr, count_above (self, first), x, y, width);
  for (guint i = first; i < end; i++)
    {
      TwTableSlice slice = tw_table_get_slice (self, i);

      draw_slice (self, paper, cr, i, &slice, x, y, width);
      y += slice.height;
    }
  if (end < block->n_slices && !self->rows.carried_above)
    draw_carried (self, paper, cr, count_above (self, end), x, y, width);
}
