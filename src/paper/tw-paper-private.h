/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block is a row of slices, none of which is torn: the lines of a text, the rows of a table. A page is a run of slices. */
#pragma once

#include "tw-paper-table.h"

G_BEGIN_DECLS

typedef struct _TwBlock TwBlock;

typedef struct
{
  /* Makes the slices for a width; a slice is at most so high. */
  void     (*measure)   (TwBlock *block, TwPaper *paper, double width, double most);
  double   (*height)    (TwBlock *block, guint slice);
  /* May the page end after this slice? */
  gboolean (*may_break) (TwBlock *block, guint slice);
  /* What stands above the first slice of a page that goes on with the block, and below the last one of a page that it goes on after. */
  double   (*head)      (TwBlock *block, guint slice);
  double   (*foot)      (TwBlock *block, guint slice);
  void     (*draw)      (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width);
  void     (*free)      (TwBlock *block);
  /* nullable: the title of a slice in the outline; level from 1. */
  const char *(*outline) (TwBlock *block, guint slice, guint *level);
} TwBlockClass;

struct _TwBlock
{
  const TwBlockClass *class;
  guint               n_slices;
  double              before;                          /* room above it, not at the top of a page */
  gboolean            keep;                            /* its last slice stands on the page of what follows */
  guint               level;                           /* of a heading; 0 */
  char               *title;                           /* of a heading, for the outline; nullable */
};

typedef struct { guint block, slice; } TwBlockPlace;

struct _TwPaper
{
  TwPaperSize     size;
  gboolean        rtl;
  PangoContext   *context;
  GHashTable     *fonts;                               /* PangoFontDescription by what it is called */
  GHashTable     *edges;                               /* PangoLayout of what stands on every page, by width and text */
  char           *family;                              /* nullable: that of the desktop */
  char           *title, *author, *time_text, *watermark, *head_start, *head_end, *foot, *page_text;
  guint           head_from;                           /* the first page that has the letterhead */
  double          band;                                /* height of the strip of colour at the upper edge of the first page */
  guint32         band_color;
  TwInstant       time;
  GPtrArray      *blocks;                              /* TwBlock */
  GArray         *pages;                               /* TwBlockPlace: where each begins; empty: not laid out */
  TwBlockPlace    end;
  void          (*progress) (guint page, guint n_pages, gpointer data);   /* nullable */
  gpointer        progress_data;
};

#define TW_PAPER_FONT       "sans 9"
#define TW_PAPER_FONT_SMALL "sans 8"

double       tw_paper_get_width   (TwPaper *paper);     /* between the margins */
PangoLayout *tw_paper_make_layout (TwPaper *paper, const char *font, const char *text);
PangoLayout *tw_paper_make_styled (TwPaper *paper, const TwPaperStyle *style, const char *text);
/* Lines of a layout without a width are broken, or shortened, to one; what fits in it stays as it is. */
void         tw_paper_limit_layout (PangoLayout *layout, double width);
void         tw_paper_set_color   (cairo_t *cr, guint32 color);
void         tw_paper_add_block   (TwPaper *paper, TwBlock *block);     /* steals it */
/* A line of a layout at the start or the end of a width, seen from the document's direction. */
void         tw_paper_draw_line   (TwPaper *paper, cairo_t *cr, PangoLayoutLine *line, TwPaperAlign align, double x, double baseline, double width);

TwBlock     *tw_text_block_new    (const char *font, const char *text);
TwBlock     *tw_space_block_new   (double height);
TwBlock     *tw_break_block_new   (void);
TwBlock     *tw_table_block_new   (TwPaperTable *table);                /* steals it */
TwBlock     *tw_boxes_block_new   (TwPaperBoxes *boxes);                /* steals it */
gboolean     tw_break_block_is    (TwBlock *block);

/* Which blocks and slices stand on which page. */
gboolean     tw_paper_lay_out     (TwPaper *paper, GCancellable *cancellable, GError **error);
TwBlockPlace tw_paper_get_page_end (TwPaper *paper, guint page);

G_END_DECLS
