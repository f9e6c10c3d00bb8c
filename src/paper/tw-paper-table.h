/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of a document. Its rows are asked for when they are measured and when they are drawn, so that a long one takes no memory of
 * its own. The header stands on each page; a row is not torn unless it is higher than a third of the page. */
#pragma once

#include "tw-paper-image.h"
#include "tw-paper.h"

G_BEGIN_DECLS

typedef enum
{
  TW_PAPER_CELL_END   = 1 << 0,                        /* numbers: at the end of the line, never shortened when they can fit */
  TW_PAPER_CELL_WRAP  = 1 << 1,                        /* takes the lines it needs; else one line that is shortened */
  TW_PAPER_CELL_TITLE = 1 << 2,                        /* what follows the first line of its text is small and pale */
  TW_PAPER_CELL_REST  = 1 << 3,                        /* takes what the other columns leave, and is not measured */
  TW_PAPER_CELL_IMAGE = 1 << 4,                        /* a picture of get_image */
} TwPaperCell;

typedef enum
{
  TW_PAPER_ROW_PLAIN,
  TW_PAPER_ROW_GROUP,                                  /* strong; stays with the row below it */
  TW_PAPER_ROW_TOTAL,                                  /* strong, below a rule; stays with the row above it */
  TW_PAPER_ROW_HEADING,                                /* as a group, but its first text has the table's width for itself */
  TW_PAPER_ROW_NOTE,                                   /* the same, plain */
  TW_PAPER_ROW_PALE,                                   /* does not count */
  TW_PAPER_ROW_GRAND,                                  /* the total of totals: larger, in the table's own colour */
} TwPaperRow;

typedef struct
{
  guint      n_rows;
  /* Text of a cell; (transfer none), lent until the next call; NULL: empty. */
  const char *(*get_text)  (guint row, guint column, gpointer data);
  /* nullable: all rows are plain. */
  TwPaperRow (*get_kind)   (guint row, gpointer data);
  /* nullable: what the first rows (how many) carry over to the next page, in a column; (transfer full), NULL: nothing */
  char      *(*dup_carried) (guint n_rows, guint column, gpointer data);
  /* What is carried over stands at the top of the next page alone, its first text over the table's width: the group that goes on. */
  gboolean   carried_above;
  /* nullable: a row's title in the outline, lent; level from 1. NULL: it has none. */
  const char *(*get_outline) (guint row, guint *level, gpointer data);
  /* nullable: the picture of a row; (transfer none) (nullable) */
  TwPaperImage *(*get_image) (guint row, gpointer data);
  gpointer   data;
  GDestroyNotify free_data;                            /* nullable */
} TwPaperRows;

/* How a table looks; lengths are points, colours 0xRRGGBB. */
typedef struct
{
  double   size;                                       /* of its letters */
  double   pad_x, pad_y;                               /* around a cell's text */
  double   image_height;                               /* of pictures, at most */
  double   rule_width;                                 /* of the rules between rows; 0: none */
  double   head_rule;                                  /* of the one below the header; 0: none */
  guint32  head_fill, head_color, rule, head_rule_color, group_fill, text, pale, strong;
  guint32  grand_fill, grand_color;                    /* of a grand total */
} TwPaperTableLook;

extern const TwPaperTableLook TW_PAPER_TABLE_LOOK;     /* that of lists */

TwPaperTable *tw_paper_table_new        (const TwPaperRows *rows);
void          tw_paper_table_add_column (TwPaperTable *table, const char *label, TwPaperCell cell);
void          tw_paper_table_set_share  (TwPaperTable *table, guint column, double share);
void          tw_paper_table_set_header (TwPaperTable *table, gboolean shown);
void          tw_paper_table_set_look   (TwPaperTable *table, const TwPaperTableLook *look);
void          tw_paper_table_set_place  (TwPaperTable *table, double share, gboolean whole);
void          tw_paper_table_free       (TwPaperTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPaperTable, tw_paper_table_free)

G_END_DECLS
