/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a table: tw-paper-table-measure.c makes its columns and slices, tw-paper-table-draw.c draws them. */
#pragma once

#include "tw-paper-private.h"

G_BEGIN_DECLS

#define TW_TABLE_HEAD_LINES 6

typedef struct
{
  char       *label;
  TwPaperCell cell;
  double      share;                                   /* of the table's width; 0: what it needs */
  double      natural, x, width;                       /* x from where the lines begin */
  PangoLayout *head;                                   /* (owned) (nullable): the label's letters */
} TwTableColumn;

typedef struct { guint row, line, n_lines; double height; } TwTableSlice;

typedef struct
{
  TwBlock  block;
  GArray  *columns;                                    /* TwTableColumn */
  TwPaperRows rows;
  TwPaperTableLook look;
  gboolean wraps, header;
  double   place;                                      /* part of the width that it has, at the end; 1: all of it */
  gboolean whole;                                      /* is not torn where it fits on one page */
  double   size;                                       /* of its letters: the look's, or less where numbers would not fit */
  GArray  *slices;                                     /* TwTableSlice; only when some column wraps */
  double   line;                                       /* height of a row of one line */
  double   head;                                       /* of the header, which has the lines that its words need */
  GPtrArray *cells;                                    /* PangoLayout (nullable): all cells, row by row, of a table that is not too long */
  guint    kept_row;
  GPtrArray *kept;                                     /* PangoLayout (nullable): the cells of the row that was looked at last, of a long one */
  guint    carried_rows;
  GPtrArray *carried;                                  /* PangoLayout (nullable) by column: what was carried last: it stands on two pages */
} TwTableBlock;

struct _TwPaperTable { TwTableBlock block; };

/* Not torn after this one. */
gboolean     tw_table_row_is_strong (TwPaperRow kind);
gboolean     tw_table_row_spans     (TwPaperRow kind);
TwPaperRow   tw_table_get_kind      (TwTableBlock *self, guint row);
TwTableSlice tw_table_get_slice     (TwTableBlock *self, guint i);
/* The layouts of a row's cells, nullable; lent until another row is asked for. */
PangoLayout *const *tw_table_get_cells (TwTableBlock *self, TwPaper *paper, guint row);
/* The letters of a column's label; lent until the table is measured again. */
PangoLayout *tw_table_get_head      (TwTableBlock *self, TwPaper *paper, guint column);
/* Whether something stands above a row that begins a page. */
gboolean     tw_table_carries       (TwTableBlock *self, guint row);
PangoLayout *const *tw_table_get_carried (TwTableBlock *self, TwPaper *paper, guint n_rows);
PangoLayout *tw_table_make_cell     (TwTableBlock *self, TwPaper *paper, guint column, const char *text, TwPaperRow kind);
/* How far letters of a line reach above and below what they stand on, over all cells. */
void         tw_table_get_reach     (TwTableBlock *self, PangoLayout *const *cells, guint line, double *above, double *below);
double       tw_table_get_column_width (TwTableBlock *self, guint column, TwPaperRow kind);
TwPaperImage *tw_table_fit_image    (TwTableBlock *self, guint row, double *width, double *height);

void         tw_table_measure       (TwBlock *block, TwPaper *paper, double width, double most);
void         tw_table_draw          (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width);

G_END_DECLS
