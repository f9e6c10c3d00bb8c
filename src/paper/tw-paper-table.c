/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-paper-table-private.h"

const TwPaperTableLook TW_PAPER_TABLE_LOOK = {
  .size = 9, .pad_x = 4, .pad_y = 2.5, .image_height = 36, .rule_width = 0.5,
  .head_fill = 0xededed, .rule = 0xcccccc, .group_fill = 0xffffff, .pale = 0x616161, .grand_fill = 0xffffff,
};

static double
table_height (TwBlock *block, guint i)
{
  return tw_table_get_slice ((TwTableBlock *) block, i).height;
}

static gboolean
table_may_break (TwBlock *block, guint i)
{
  TwTableBlock *self = (TwTableBlock *) block;
  guint row = tw_table_get_slice (self, i).row;
  TwPaperRow kind = tw_table_get_kind (self, row);
  TwPaperRow next = row + 1 < self->rows.n_rows ? tw_table_get_kind (self, row + 1) : TW_PAPER_ROW_PLAIN;

  if (i + 1 == block->n_slices)
    return TRUE;
  return !self->whole && kind != TW_PAPER_ROW_GROUP && kind != TW_PAPER_ROW_HEADING && next != TW_PAPER_ROW_TOTAL && next != TW_PAPER_ROW_GRAND;
}

static double
table_foot (TwBlock *block, guint i)
{
  TwTableBlock *self = (TwTableBlock *) block;

  return self->rows.dup_carried != NULL && !self->rows.carried_above ? self->line : 0;
}

static double
table_head (TwBlock *block, guint i)
{
  TwTableBlock *self = (TwTableBlock *) block;

  return (self->header ? self->head : 0) + (i > 0 && tw_table_carries (self, tw_table_get_slice (self, i).row) ? self->line : 0);
}

static const char *
table_outline (TwBlock *block, guint i, guint *level)
{
  TwTableBlock *self = (TwTableBlock *) block;
  TwTableSlice slice = tw_table_get_slice (self, i);

  return self->rows.get_outline != NULL && slice.line == 0 ? self->rows.get_outline (slice.row, level, self->rows.data) : NULL;
}

static void
table_free (TwBlock *block)
{
  TwTableBlock *self = (TwTableBlock *) block;

  if (self->rows.free_data != NULL)
    self->rows.free_data (self->rows.data);
  for (guint c = 0; c < self->columns->len; c++)
    {
      g_free (g_array_index (self->columns, TwTableColumn, c).label);
      g_clear_object (&g_array_index (self->columns, TwTableColumn, c).head);
    }
  g_array_unref (self->columns);
  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->carried, g_ptr_array_unref);
  g_free (block->title);
  g_free (self);
}

static const TwBlockClass table_class = { tw_table_measure, table_height, table_may_break, table_head, table_foot, tw_table_draw, table_free,
                                          table_outline };

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
  table->block.columns = g_array_new (FALSE, FALSE, sizeof (TwTableColumn));
  table->block.rows = *rows;
  table->block.header = TRUE;
  table->block.look = TW_PAPER_TABLE_LOOK;
  table->block.place = 1;
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
  TwTableColumn column = { g_utf8_make_valid (label, -1), cell, 0, 0, 0, 0, NULL };

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
  g_array_index (table->block.columns, TwTableColumn, column).share = share;
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
 * tw_paper_table_set_look:
 * @table: a table
 * @look: sizes and colours; a fill of white is none
 */
void
tw_paper_table_set_look (TwPaperTable *table, const TwPaperTableLook *look)
{
  table->block.look = *look;
}

/**
 * tw_paper_table_set_place:
 * @table: a table
 * @share: part of the document's width that it has, at the end; 1: all of it
 * @whole: it is not torn where it fits on one page
 *
 * Makes it the box of totals.
 */
void
tw_paper_table_set_place (TwPaperTable *table, double share, gboolean whole)
{
  g_return_if_fail (share > 0 && share <= 1);
  table->block.place = share;
  table->block.whole = whole;
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
