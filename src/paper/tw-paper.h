/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document on pages: blocks of text and tables flow onto sheets of any size, and are drawn with Cairo and Pango — on the screen, on
 * a printer and in a PDF by the same code. It runs from right to left where its language does. Lengths are points (1/72 inch).
 *
 *   paper = tw_paper_new (&TW_PAPER_A4, "fr");
 *   tw_paper_add_heading (paper, 1, "Affaires");
 *   tw_paper_add_table (paper, table);
 *   tw_paper_write_pdf (paper, file, NULL, &error);
 *
 * One thread at a time; any thread. */
#pragma once

#include <gio/gio.h>
#include <pango/pangocairo.h>

#include "tw-date.h"

G_BEGIN_DECLS

#define TW_PAPER_ERROR (tw_paper_error_quark ())
GQuark tw_paper_error_quark (void);

typedef enum
{
  TW_PAPER_ERROR_SIZE,                                 /* the margins leave no room on the sheet */
  TW_PAPER_ERROR_WRITE,                                /* the drawing could not be written */
  TW_PAPER_ERROR_IMAGE,                                /* no picture, or too large a one */
  TW_PAPER_ERROR_TEMPLATE,                             /* a template says what it must not; the message says where */
} TwPaperError;

typedef struct
{
  double width, height;                                /* of the sheet */
  double top, end, bottom, start;                      /* margins; start is on the right where text runs from there */
} TwPaperSize;

extern const TwPaperSize TW_PAPER_A4;
extern const TwPaperSize TW_PAPER_LETTER;

typedef enum { TW_PAPER_START, TW_PAPER_CENTER, TW_PAPER_END } TwPaperAlign;

/* How letters look. Colours are 0xRRGGBB. */
typedef struct
{
  double       size;                                   /* points; 0: that of text */
  gboolean     bold;
  guint32      color;
  TwPaperAlign align;
} TwPaperStyle;

typedef struct _TwPaper TwPaper;
typedef struct _TwPaperTable TwPaperTable;
typedef struct _TwPaperBoxes TwPaperBoxes;

TwPaper    *tw_paper_new           (const TwPaperSize *size, const char *language);
void        tw_paper_free          (TwPaper *paper);

/* --- What stands on it --- */

void        tw_paper_set_title     (TwPaper *paper, const char *title);
const char *tw_paper_get_title     (TwPaper *paper);
void        tw_paper_set_author    (TwPaper *paper, const char *author);
void        tw_paper_set_time      (TwPaper *paper, TwInstant time, const char *text);
void        tw_paper_set_letterhead (TwPaper *paper, const char *start, const char *end);
void        tw_paper_set_watermark (TwPaper *paper, const char *text);
void        tw_paper_set_family    (TwPaper *paper, const char *family);
void        tw_paper_set_head_from (TwPaper *paper, guint page);
void        tw_paper_set_foot      (TwPaper *paper, const char *text);
void        tw_paper_set_page_text (TwPaper *paper, const char *text);
void        tw_paper_set_band      (TwPaper *paper, double height, guint32 color);
void        tw_paper_add_heading   (TwPaper *paper, guint level, const char *text);
void        tw_paper_add_text      (TwPaper *paper, const char *text);
void        tw_paper_add_space     (TwPaper *paper, double height);
void        tw_paper_add_break     (TwPaper *paper);
void        tw_paper_add_table     (TwPaper *paper, TwPaperTable *table);
/* A drawing of a height, over the width between the margins; not torn. free_data: nullable. */
typedef void (*TwPaperDraw) (cairo_t *cr, double width, double height, gboolean rtl, gpointer data);
void        tw_paper_add_drawing   (TwPaper *paper, double height, TwPaperDraw draw, gpointer data, GDestroyNotify free_data);
void        tw_paper_add_boxes     (TwPaper *paper, TwPaperBoxes *boxes, double before);
/* Of the block that was added last. */
void        tw_paper_set_keep      (TwPaper *paper);
void        tw_paper_set_before    (TwPaper *paper, double before);
void        tw_paper_set_outline   (TwPaper *paper, guint level, const char *title);

/* --- Drawing --- */

guint       tw_paper_get_n_pages   (TwPaper *paper, GCancellable *cancellable, GError **error);
gboolean    tw_paper_set_size      (TwPaper *paper, const TwPaperSize *size, GError **error);
const TwPaperSize *tw_paper_get_size (TwPaper *paper);
gboolean    tw_paper_is_rtl        (TwPaper *paper);
void        tw_paper_draw_page     (TwPaper *paper, cairo_t *cr, guint page);
void        tw_paper_set_progress  (TwPaper *paper, void (*progress) (guint page, guint n_pages, gpointer data), gpointer data);
GBytes     *tw_paper_make_pdf     (TwPaper *paper, GCancellable *cancellable, GError **error);
gboolean    tw_paper_write_pdf     (TwPaper *paper, GFile *file, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPaper, tw_paper_free)

G_END_DECLS
