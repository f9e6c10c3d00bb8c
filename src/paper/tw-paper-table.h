/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of a document. Its rows are asked for when they are measured and when they are drawn, so that a long one takes no memory of
 * its own. The header stands on each page; a row is not torn unless it is higher than a third of the page. */
#pragma once

#include "tw-paper.h"

G_BEGIN_DECLS

typedef enum
{
  TW_PAPER_CELL_END  = 1 << 0,                         /* numbers: at the end of the line, never shortened when they can fit */
  TW_PAPER_CELL_WRAP = 1 << 1,                         /* takes the lines it needs; else one line that is shortened */
} TwPaperCell;

typedef enum { TW_PAPER_ROW_PLAIN, TW_PAPER_ROW_GROUP, TW_PAPER_ROW_TOTAL } TwPaperRow;

typedef struct
{
  guint      n_rows;
  /* Text of a cell; (transfer none), lent until the next call; NULL: empty. */
  const char *(*get_text)  (guint row, guint column, gpointer data);
  /* nullable: all rows are plain. A group stays with the row below it, a total with the one above. */
  TwPaperRow (*get_kind)   (guint row, gpointer data);
  /* nullable: what the first rows (how many) carry over to the next page, in a column; (transfer full), NULL: nothing */
  char      *(*dup_carried) (guint n_rows, guint column, gpointer data);
  gpointer   data;
  GDestroyNotify free_data;                            /* nullable */
} TwPaperRows;

TwPaperTable *tw_paper_table_new        (const TwPaperRows *rows);
void          tw_paper_table_add_column (TwPaperTable *table, const char *label, TwPaperCell cell);
void          tw_paper_table_set_share  (TwPaperTable *table, guint column, double share);
void          tw_paper_table_set_header (TwPaperTable *table, gboolean shown);
void          tw_paper_table_free       (TwPaperTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPaperTable, tw_paper_table_free)

G_END_DECLS
