/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-paper-private.h"

#define PAD_X       4.0
#define PAD_Y       2.5
#define SAMPLE      100                                /* rows that are measured whole; of the others the longest text */
#define BOLD        "sans bold 9"
#define RULE        0.8                                /* grey of the lines between rows */
#define SHADE       0.93                               /* of the header */
/* Letters of fonts that are taller than most stand in the line that a row of one line has. */
#define TALL        "\303\201g\330\253\346\274\242"

typedef struct
{
  char       *label;
  TwPaperCell cell;
  double      share;                                   /* of the table's width; 0: what it needs */
  double      natural, x, width;                       /* x from where the lines begin */
} Column;

typedef struct { guint row, line, n_lines; double height; } Slice;

typedef struct
{
  TwBlock  block;
  GArray  *columns;                                    /* Column */
  TwPaperRows rows;
  gboolean wraps, header;
  GArray  *slices;                                     /* Slice; only when some column wraps */
  double   line;                                       /* height of a row of one line */
  guint    kept_row;
  GPtrArray *kept;                                     /* PangoLayout: the cells of a row whose lines are drawn one slice after the other */
} TableBlock;

struct _TwPaperTable { TableBlock block; };

/* --- Rows --- */

static TwPaperRow
get_kind (TableBlock *self, guint row)
{
  return self->rows.get_kind != NULL && row < self->rows.n_rows ? self->rows.get_kind (row, self->rows.data) : TW_PAPER_ROW_PLAIN;
}

static Slice
get_slice (TableBlock *self, guint i)
{
  return self->slices != NULL ? g_array_index (self->slices, Slice, i) : (Slice) { i, 0, 1, self->line };
}

static PangoLayout *
make_cell (TwPaper *paper, const Column *column, const char *text, gboolean bold)
{
  PangoLayout *layout = tw_paper_make_layout (paper, bold ? BOLD : TW_PAPER_FONT, text);

  if (column->width > 0)
    pango_layout_set_width (layout, (int) ((column->width - 2 * PAD_X) * PANGO_SCALE));
  if (column->cell & TW_PAPER_CELL_WRAP)
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  else
    {
      pango_layout_set_single_paragraph_mode (layout, TRUE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  return layout;
}

/* Text of outside need not be UTF-8, or may be very long; a cell shows its beginning. */
static const char *
get_text (TableBlock *self, guint row, guint column, char **owned)
{
  const char *text = self->rows.get_text (row, column, self->rows.data);

  g_clear_pointer (owned, g_free);
  if (text == NULL)
    return "";
  if (strlen (text) <= 4000 && g_utf8_validate (text, -1, NULL))
    return text;
  *owned = g_utf8_make_valid (text, MIN ((gssize) strlen (text), 4000));
  return *owned;
}

/* --- Columns --- */

static double
measure_text (TwPaper *paper, const char *text, gboolean bold)
{
  g_autoptr (PangoLayout) layout = tw_paper_make_layout (paper, bold ? BOLD : TW_PAPER_FONT, text);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return pango_units_to_double (logical.width) + 2 * PAD_X + 1;
}

static void
measure_column (TableBlock *self, TwPaper *paper, guint c)
{
  Column *column = &g_array_index (self->columns, Column, c);
  g_autofree char *longest = NULL, *owned = NULL;
  gboolean bold = self->rows.get_kind != NULL;
  gsize most = 0;

  column->width = 0;
  column->natural = self->header ? measure_text (paper, column->label, TRUE) : 0;
  for (guint row = 0; row < self->rows.n_rows; row++)
    {
      const char *text = get_text (self, row, c, &owned);
      gsize length = strlen (text);

      if (row < SAMPLE)
        column->natural = MAX (column->natural, measure_text (paper, text, bold));
      if (length <= most)
        continue;
      most = length;
      g_free (longest);
      longest = g_strdup (text);
    }
  if (longest != NULL)
    column->natural = MAX (column->natural, measure_text (paper, longest, bold));
}

/* Columns that need less than an equal share of the room get what they need; the others share the rest. */
static void
share (Column *columns, guint n, gboolean ends, double room)
{
  guint open = 0;
  gboolean changed = TRUE;

  for (guint i = 0; i < n; i++)
    if (columns[i].share == 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends)
      {
        columns[i].width = -1;
        open++;
      }
  while (changed && open > 0)
    {
      double each = room / open;

      changed = FALSE;
      for (guint i = 0; i < n; i++)
        if (columns[i].width < 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends && columns[i].natural <= each)
          {
            columns[i].width = columns[i].natural;
            room -= columns[i].natural;
            open--;
            changed = TRUE;
          }
    }
  for (guint i = 0; i < n; i++)
    if (columns[i].width < 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends)
      columns[i].width = room / open;
}

static void
place_columns (TableBlock *self, double width)
{
  Column *columns = (Column *) (gpointer) self->columns->data;
  guint n = self->columns->len, n_texts = 0;
  double ends = 0, texts = 0, x = 0, full = width, rest;

  for (guint i = 0; i < n; i++)
    {
      if (columns[i].share > 0)
        {
          columns[i].width = columns[i].share * full;
          width -= columns[i].width;
          continue;
        }
      *(columns[i].cell & TW_PAPER_CELL_END ? &ends : &texts) += columns[i].natural;
      n_texts += (columns[i].cell & TW_PAPER_CELL_END) == 0;
    }
  /* Numbers come first, unless they would leave nothing for words. */
  ends = MIN (ends, n_texts > 0 && texts > width * 0.25 ? width * 0.75 : width);
  share (columns, n, TRUE, ends);
  share (columns, n, FALSE, MIN (texts, width - ends));
  rest = width - ends - MIN (texts, width - ends);
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].share == 0 && (n_texts == 0 || !(columns[i].cell & TW_PAPER_CELL_END)))
        columns[i].width += rest / (n_texts > 0 ? n_texts : n);
      columns[i].x = x;
      x += columns[i].width;
    }
}

/* --- Slices --- */

static double
get_line_height (PangoLayout *layout, guint line)
{
  PangoRectangle logical;

  if ((int) line >= pango_layout_get_line_count (layout))
    return 0;
  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, (int) line), NULL, &logical);
  return pango_units_to_double (logical.height);
}

/* The lines of a row that is higher than most are several slices. */
static void
slice_row (TableBlock *self, TwPaper *paper, guint row, double most)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *owned = NULL;
  guint n_lines = 1;
  Slice slice = { row, 0, 0, 2 * PAD_Y };

  for (guint c = 0; c < self->columns->len; c++)
    {
      PangoLayout *cell = make_cell (paper, &g_array_index (self->columns, Column, c), get_text (self, row, c, &owned),
                                     get_kind (self, row) != TW_PAPER_ROW_PLAIN);

      g_ptr_array_add (cells, cell);
      n_lines = MAX (n_lines, (guint) pango_layout_get_line_count (cell));
    }
  for (guint line = 0; line < n_lines; line++)
    {
      double height = 0;

      for (guint c = 0; c < cells->len; c++)
        height = MAX (height, get_line_height (g_ptr_array_index (cells, c), line));
      if (slice.n_lines > 0 && slice.height + height > most)
        {
          g_array_append_val (self->slices, slice);
          slice = (Slice) { row, line, 0, 2 * PAD_Y };
        }
      slice.height += height;
      slice.n_lines++;
    }
  g_array_append_val (self->slices, slice);
}

static void
table_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  TableBlock *self = (TableBlock *) block;
  g_autoptr (PangoLayout) tall = tw_paper_make_layout (paper, BOLD, TALL);
  PangoRectangle logical;

  pango_layout_get_extents (tall, NULL, &logical);
  self->line = pango_units_to_double (logical.height) + 2 * PAD_Y;
  for (guint c = 0; c < self->columns->len; c++)
    measure_column (self, paper, c);
  place_columns (self, width);
  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  block->n_slices = self->rows.n_rows;
  if (!self->wraps)
    return;
  self->slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  for (guint row = 0; row < self->rows.n_rows; row++)
    slice_row (self, paper, row, MAX (most, self->line));
  block->n_slices = self->slices->len;
}

static double
table_height (TwBlock *block, guint i)
{
  return get_slice ((TableBlock *) block, i).height;
}

static gboolean
table_may_break (TwBlock *block, guint i)
{
  TableBlock *self = (TableBlock *) block;
  guint row = get_slice (self, i).row;

  return get_kind (self, row) != TW_PAPER_ROW_GROUP && (row + 1 >= self->rows.n_rows || get_kind (self, row + 1) != TW_PAPER_ROW_TOTAL);
}

static double
table_foot (TwBlock *block, guint i)
{
  TableBlock *self = (TableBlock *) block;

  return self->rows.dup_carried != NULL ? self->line : 0;
}

static double
table_head (TwBlock *block, guint i)
{
  TableBlock *self = (TableBlock *) block;

  return (self->header ? self->line : 0) + (i > 0 ? table_foot (block, i) : 0);
}

/* --- Drawing --- */

static void
draw_layout (TableBlock *self, TwPaper *paper, cairo_t *cr, guint c, PangoLayout *layout, const Slice *slice, double x, double y, double width)
{
  const Column *column = &g_array_index (self->columns, Column, c);
  double left = paper->rtl ? x + width - column->x - column->width : x + column->x;

  for (guint line = slice->line; line < slice->line + slice->n_lines && (int) line < pango_layout_get_line_count (layout); line++)
    {
      PangoLayoutLine *one = pango_layout_get_line_readonly (layout, (int) line);
      PangoRectangle logical;

      pango_layout_line_get_extents (one, NULL, &logical);
      /* One line stands in the middle of its row. */
      tw_paper_draw_line (paper, cr, one, (column->cell & TW_PAPER_CELL_END) != 0, left + PAD_X,
                          y + (self->wraps ? PAD_Y : (slice->height - pango_units_to_double (logical.height)) / 2) - pango_units_to_double (logical.y),
                          column->width - 2 * PAD_X);
      y += pango_units_to_double (logical.height);
    }
}

static void
draw_cell (TableBlock *self, TwPaper *paper, cairo_t *cr, guint c, const char *text, gboolean bold, const Slice *slice, double x, double y,
           double width)
{
  g_autoptr (PangoLayout) layout = NULL;

  if (*text == '\0')
    return;
  layout = make_cell (paper, &g_array_index (self->columns, Column, c), text, bold);
  draw_layout (self, paper, cr, c, layout, slice, x, y, width);
}

/* A row that is torn over pages is laid out once. */
static void
draw_row (TableBlock *self, TwPaper *paper, cairo_t *cr, const Slice *slice, double x, double y, double width)
{
  gboolean bold = get_kind (self, slice->row) != TW_PAPER_ROW_PLAIN;
  g_autofree char *owned = NULL;

  if (self->kept == NULL || self->kept_row != slice->row)
    {
      g_clear_pointer (&self->kept, g_ptr_array_unref);
      self->kept = g_ptr_array_new_with_free_func (g_object_unref);
      self->kept_row = slice->row;
      for (guint c = 0; c < self->columns->len; c++)
        g_ptr_array_add (self->kept, make_cell (paper, &g_array_index (self->columns, Column, c), get_text (self, slice->row, c, &owned), bold));
    }
  for (guint c = 0; c < self->columns->len; c++)
    draw_layout (self, paper, cr, c, g_ptr_array_index (self->kept, c), slice, x, y, width);
}

static void
draw_rule (cairo_t *cr, double x, double y, double width, double grey)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_set_line_width (cr, 0.5);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static double
draw_header (TableBlock *self, TwPaper *paper, cairo_t *cr, double x, double y, double width)
{
  Slice slice = { 0, 0, 1, self->line };

  if (!self->header)
    return y;
  cairo_save (cr);
  cairo_set_source_rgb (cr, SHADE, SHADE, SHADE);
  cairo_rectangle (cr, x, y, width, self->line);
  cairo_fill (cr);
  cairo_restore (cr);
  for (guint c = 0; c < self->columns->len; c++)
    draw_cell (self, paper, cr, c, g_array_index (self->columns, Column, c).label, TRUE, &slice, x, y, width);
  return y + self->line;
}

static double
draw_carried (TableBlock *self, TwPaper *paper, cairo_t *cr, guint n_rows, double x, double y, double width)
{
  Slice slice = { 0, 0, 1, self->line };

  if (self->rows.dup_carried == NULL)
    return y;
  for (guint c = 0; c < self->columns->len; c++)
    {
      g_autofree char *text = self->rows.dup_carried (n_rows, c, self->rows.data);

      if (text != NULL)
        draw_cell (self, paper, cr, c, text, TRUE, &slice, x, y, width);
    }
  return y + self->line;
}

static void
table_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
  TableBlock *self = (TableBlock *) block;

  y = draw_header (self, paper, cr, x, y, width);
  if (first > 0)
    y = draw_carried (self, paper, cr, get_slice (self, first).row, x, y, width);
  for (guint i = first; i < end; i++)
    {
      Slice slice = get_slice (self, i);
      TwPaperRow kind = get_kind (self, slice.row);

      if (kind == TW_PAPER_ROW_TOTAL && slice.line == 0)
        draw_rule (cr, x, y, width, 0);
      draw_row (self, paper, cr, &slice, x, y, width);
      y += slice.height;
      if (i + 1 == block->n_slices || get_slice (self, i + 1).line == 0)
        draw_rule (cr, x, y, width, RULE);
    }
  if (end < block->n_slices)
    draw_carried (self, paper, cr, get_slice (self, end).row, x, y, width);
}

static void
table_free (TwBlock *block)
{
  TableBlock *self = (TableBlock *) block;

  if (self->rows.free_data != NULL)
    self->rows.free_data (self->rows.data);
  for (guint c = 0; c < self->columns->len; c++)
    g_free (g_array_index (self->columns, Column, c).label);
  g_array_unref (self->columns);
  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_free (self);
}

static const TwBlockClass table_class = { table_measure, table_height, table_may_break, table_head, table_foot, table_draw, table_free };

TwBlock *
tw_table_block_new (TwPaperTable *table)
{
  return &table->block.block;
}

/**
 * tw_paper_table_new:
 * @rows: where its rows come from
 *
 * Returns: (transfer full): a table without columns, to be given to tw_paper_add_table()
 */
TwPaperTable *
tw_paper_table_new (const TwPaperRows *rows)
{
  TwPaperTable *table = g_new0 (TwPaperTable, 1);

  table->block.block.class = &table_class;
  table->block.columns = g_array_new (FALSE, FALSE, sizeof (Column));
  table->block.rows = *rows;
  table->block.header = TRUE;
  return table;
}

/**
 * tw_paper_table_add_column:
 * @table: a table
 * @label: its heading
 * @cell: how its cells stand
 */
void
tw_paper_table_add_column (TwPaperTable *table, const char *label, TwPaperCell cell)
{
  Column column = { g_utf8_make_valid (label, -1), cell, 0, 0, 0, 0 };

  g_array_append_val (table->block.columns, column);
  table->block.wraps |= (cell & TW_PAPER_CELL_WRAP) != 0;
}

/**
 * tw_paper_table_set_share:
 * @table: a table
 * @column: which one
 * @share: part of the table's width that it has, more than 0 and less than 1, whatever stands in it
 *
 * Makes columns of several tables stand below one another.
 */
void
tw_paper_table_set_share (TwPaperTable *table, guint column, double share)
{
  g_return_if_fail (column < table->block.columns->len && share > 0 && share < 1);
  g_array_index (table->block.columns, Column, column).share = share;
}

/**
 * tw_paper_table_set_header:
 * @table: a table
 * @shown: whether the labels of the columns stand above it, on each page
 */
void
tw_paper_table_set_header (TwPaperTable *table, gboolean shown)
{
  table->block.header = shown;
}

/**
 * tw_paper_table_free:
 * @table: (transfer full): a table that is on no paper
 *
 * Frees it.
 */
void
tw_paper_table_free (TwPaperTable *table)
{
  table_free (&table->block.block);
}
