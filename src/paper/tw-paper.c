/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-paper-draw.h"
#include "tw-paper-private.h"

#define MILLIMETRE (72 / 25.4)

G_DEFINE_QUARK (tw-paper-error-quark, tw_paper_error)

/* ISO 216, and the North American letter of 8½ × 11 inches. */
const TwPaperSize TW_PAPER_A4 = { 210 * MILLIMETRE, 297 * MILLIMETRE, 22 * MILLIMETRE, 16 * MILLIMETRE, 20 * MILLIMETRE, 16 * MILLIMETRE };
const TwPaperSize TW_PAPER_LETTER = { 612, 792, 60, 46, 54, 46 };

static const char *const heading_fonts[] = { "sans bold 16", "sans bold 12", "sans bold 10" };
static const double heading_rooms[] = { 18, 14, 10 };

/**
 * tw_paper_new:
 * @size: of the sheet
 * @language: an RFC 3066 language, "fr", "ar-EG"; it decides the direction and the forms of letters
 *
 * Returns: (transfer full): an empty document
 */
TwPaper *
tw_paper_new (const TwPaperSize *size, const char *language)
{
  TwPaper *paper = g_new0 (TwPaper, 1);
  PangoLanguage *pango_language = pango_language_from_string (language);
  int n = 0;
  const PangoScript *scripts = pango_language_get_scripts (pango_language, &n);

  g_return_val_if_fail (size != NULL && language != NULL, NULL);
  paper->size = *size;
  paper->rtl = n > 0 && (scripts[0] == PANGO_SCRIPT_ARABIC || scripts[0] == PANGO_SCRIPT_HEBREW);
  /* One resolution, whatever the screen has: a document looks the same everywhere, and two PDFs of it are equal. */
  paper->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_resolution (paper->context, 72);
  pango_context_set_language (paper->context, pango_language);
  pango_context_set_base_dir (paper->context, paper->rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions (paper->context, FALSE);
  paper->fonts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pango_font_description_free);
  paper->edges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  paper->blocks = g_ptr_array_new ();
  paper->pages = g_array_new (FALSE, FALSE, sizeof (TwBlockPlace));
  return paper;
}

/**
 * tw_paper_free:
 * @paper: (transfer full): a document
 *
 * Frees it.
 */
void
tw_paper_free (TwPaper *paper)
{
  for (guint i = 0; i < paper->blocks->len; i++)
    ((TwBlock *) g_ptr_array_index (paper->blocks, i))->class->free (g_ptr_array_index (paper->blocks, i));
  g_ptr_array_unref (paper->blocks);
  g_array_unref (paper->pages);
  g_hash_table_unref (paper->edges);
  g_object_unref (paper->context);
  g_hash_table_unref (paper->fonts);
  g_free (paper->family);
  g_free (paper->foot);
  g_free (paper->page_text);
  g_free (paper->title);
  g_free (paper->author);
  g_free (paper->time_text);
  g_free (paper->watermark);
  g_free (paper->head_start);
  g_free (paper->head_end);
  g_free (paper);
}

double
tw_paper_get_width (TwPaper *paper)
{
  return paper->size.width - paper->size.start - paper->size.end;
}

/* A document has few fonts and many texts. */
static const PangoFontDescription *
find_font (TwPaper *paper, const char *font)
{
  PangoFontDescription *description = g_hash_table_lookup (paper->fonts, font);

  if (description != NULL)
    return description;
  description = pango_font_description_from_string (font);
  if (paper->family != NULL)
    pango_font_description_set_family (description, paper->family);
  g_hash_table_insert (paper->fonts, g_strdup (font), description);
  return description;
}

PangoLayout *
tw_paper_make_layout (TwPaper *paper, const char *font, const char *text)
{
  PangoLayout *layout = pango_layout_new (paper->context);

  pango_layout_set_font_description (layout, find_font (paper, font));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

PangoLayout *
tw_paper_make_styled (TwPaper *paper, const TwPaperStyle *style, const char *text)
{
  char font[64], size[G_ASCII_DTOSTR_BUF_SIZE];

  if (style->size == 0)
    return tw_paper_make_layout (paper, style->bold ? "sans bold 9" : TW_PAPER_FONT, text);
  g_snprintf (font, sizeof font, "sans %s%s", style->bold ? "bold " : "", g_ascii_formatd (size, sizeof size, "%.4g", style->size));
  return tw_paper_make_layout (paper, font, text);
}

/* About the width of the longest paragraph: half the letters' size a letter. */
static double
guess_width (PangoLayout *layout)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  guint longest = 0, n = 0;

  for (const char *p = pango_layout_get_text (layout); *p != '\0'; p = g_utf8_next_char (p))
    {
      n = *p != '\n' ? n + 1 : 0;
      longest = MAX (longest, n);
    }
  return longest * pango_units_to_double (pango_font_description_get_size (font)) * 0.5;
}

/* Pango shapes a text that has a width twice: most texts of a page are shorter than the room they have, and need none. */
void
tw_paper_limit_layout (PangoLayout *layout, double width)
{
  int room = (int) (MAX (width, 1) * PANGO_SCALE);
  PangoRectangle logical;

  if (guess_width (layout) <= width)
    {
      pango_layout_get_extents (layout, NULL, &logical);
      if (logical.width <= room)
        return;
    }
  pango_layout_set_width (layout, room);
}

void
tw_paper_set_color (cairo_t *cr, guint32 color)
{
  cairo_set_source_rgb (cr, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
}

void
tw_paper_add_block (TwPaper *paper, TwBlock *block)
{
  g_ptr_array_add (paper->blocks, block);
  g_array_set_size (paper->pages, 0);
}

void
tw_paper_draw_line (TwPaper *paper, cairo_t *cr, PangoLayoutLine *line, TwPaperAlign align, double x, double baseline, double width)
{
  PangoRectangle logical;
  double room;

  pango_layout_line_get_extents (line, NULL, &logical);
  room = width - pango_units_to_double (logical.width);
  if (align == TW_PAPER_CENTER)
    room /= 2;
  else if ((align == TW_PAPER_END) == paper->rtl)
    room = 0;
  cairo_move_to (cr, x + room - pango_units_to_double (logical.x), baseline);
  pango_cairo_show_layout_line (cr, line);
}

/* --- What stands on it --- */

/**
 * tw_paper_set_title:
 * @paper: a document
 * @title: what it is called in the PDF's properties
 */
void
tw_paper_set_title (TwPaper *paper, const char *title)
{
  g_free (paper->title);
  paper->title = g_utf8_make_valid (title, -1);
}

/**
 * tw_paper_get_title:
 * @paper: a document
 *
 * Returns: (nullable): what it is called
 */
const char *
tw_paper_get_title (TwPaper *paper)
{
  return paper->title;
}

/**
 * tw_paper_set_author:
 * @paper: a document
 * @author: who made it
 */
void
tw_paper_set_author (TwPaper *paper, const char *author)
{
  g_free (paper->author);
  paper->author = g_utf8_make_valid (author, -1);
}

/**
 * tw_paper_set_time:
 * @paper: a document
 * @time: when it was made, in the PDF's properties: two documents of one time are equal to the byte
 * @text: (nullable): the same for people, at the foot of each page
 */
void
tw_paper_set_time (TwPaper *paper, TwInstant time, const char *text)
{
  paper->time = time;
  g_free (paper->time_text);
  paper->time_text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * tw_paper_set_letterhead:
 * @paper: a document
 * @start: (nullable): above each page, where its lines begin
 * @end: (nullable): where they end
 */
void
tw_paper_set_letterhead (TwPaper *paper, const char *start, const char *end)
{
  g_free (paper->head_start);
  g_free (paper->head_end);
  paper->head_start = start != NULL ? g_utf8_make_valid (start, -1) : NULL;
  paper->head_end = end != NULL ? g_utf8_make_valid (end, -1) : NULL;
}

/**
 * tw_paper_set_watermark:
 * @paper: a document
 * @text: (nullable): "Draft", pale across each page
 */
void
tw_paper_set_watermark (TwPaper *paper, const char *text)
{
  g_free (paper->watermark);
  paper->watermark = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * tw_paper_set_family:
 * @paper: a document without blocks
 * @family: (nullable): families of letters in order, "Noto Sans, DejaVu Sans"; what they lack comes from other fonts
 */
void
tw_paper_set_family (TwPaper *paper, const char *family)
{
  g_free (paper->family);
  paper->family = g_strdup (family);
  g_hash_table_remove_all (paper->fonts);
  g_hash_table_remove_all (paper->edges);
}

/**
 * tw_paper_set_head_from:
 * @paper: a document
 * @page: the first page, from 0, that has the letterhead of tw_paper_set_letterhead()
 *
 * The first page of a letter has a letterhead of its own.
 */
void
tw_paper_set_head_from (TwPaper *paper, guint page)
{
  paper->head_from = page;
}

/**
 * tw_paper_set_foot:
 * @paper: a document
 * @text: (nullable): up to three lines at the foot of each page; they take the place of the time
 */
void
tw_paper_set_foot (TwPaper *paper, const char *text)
{
  g_free (paper->foot);
  paper->foot = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * tw_paper_set_page_text:
 * @paper: a document
 * @text: (nullable): how pages are numbered, with `{$page}` and `{$pages}`; %NULL: as the program's language says it
 */
void
tw_paper_set_page_text (TwPaper *paper, const char *text)
{
  g_free (paper->page_text);
  paper->page_text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * tw_paper_set_band:
 * @paper: a document
 * @height: points; 0: none
 * @color: 0xRRGGBB
 *
 * A strip of colour at the upper edge of the first page.
 */
void
tw_paper_set_band (TwPaper *paper, double height, guint32 color)
{
  paper->band = height;
  paper->band_color = color;
}

/**
 * tw_paper_add_heading:
 * @paper: a document
 * @level: 1 to 3
 * @text: the heading; it stands in the PDF's outline, and on the page of what follows
 */
void
tw_paper_add_heading (TwPaper *paper, guint level, const char *text)
{
  TwBlock *block;

  g_return_if_fail (level >= 1 && level <= G_N_ELEMENTS (heading_fonts));
  block = tw_text_block_new (heading_fonts[level - 1], text);
  block->level = level;
  block->title = g_utf8_make_valid (text, -1);
  block->before = heading_rooms[level - 1];
  tw_paper_add_block (paper, block);
}

/**
 * tw_paper_add_text:
 * @paper: a document
 * @text: one or more paragraphs
 */
void
tw_paper_add_text (TwPaper *paper, const char *text)
{
  TwBlock *block = tw_text_block_new (TW_PAPER_FONT, text);

  block->before = 6;
  tw_paper_add_block (paper, block);
}

/**
 * tw_paper_add_space:
 * @paper: a document
 * @height: points
 */
void
tw_paper_add_space (TwPaper *paper, double height)
{
  tw_paper_add_block (paper, tw_space_block_new (height));
}

/**
 * tw_paper_add_break:
 * @paper: a document
 *
 * What follows begins a page.
 */
void
tw_paper_add_break (TwPaper *paper)
{
  tw_paper_add_block (paper, tw_break_block_new ());
}

/**
 * tw_paper_add_table:
 * @paper: a document
 * @table: (transfer full): a table with its columns
 */
void
tw_paper_add_table (TwPaper *paper, TwPaperTable *table)
{
  TwBlock *block = tw_table_block_new (table);

  block->before = 8;
  tw_paper_add_block (paper, block);
}

/**
 * tw_paper_add_boxes:
 * @paper: a document
 * @boxes: (transfer full): boxes with what stands in them
 * @before: room above them, points
 */
void
tw_paper_add_boxes (TwPaper *paper, TwPaperBoxes *boxes, double before)
{
  TwBlock *block = tw_boxes_block_new (boxes);

  block->before = before;
  tw_paper_add_block (paper, block);
}

static TwBlock *
get_last (TwPaper *paper)
{
  g_assert (paper->blocks->len > 0);
  return g_ptr_array_index (paper->blocks, paper->blocks->len - 1);
}

/**
 * tw_paper_set_keep:
 * @paper: a document
 *
 * The end of the block that was added last stands on the page of the beginning of the next one: totals do not stand alone.
 */
void
tw_paper_set_keep (TwPaper *paper)
{
  get_last (paper)->keep = TRUE;
}

/**
 * tw_paper_set_before:
 * @paper: a document
 * @before: room above the block that was added last, points
 */
void
tw_paper_set_before (TwPaper *paper, double before)
{
  get_last (paper)->before = before;
}

/**
 * tw_paper_set_outline:
 * @paper: a document
 * @level: 1 to 3
 * @title: how the PDF's outline calls the block that was added last
 */
void
tw_paper_set_outline (TwPaper *paper, guint level, const char *title)
{
  TwBlock *block = get_last (paper);

  g_free (block->title);
  block->level = level;
  block->title = g_utf8_make_valid (title, -1);
}

/* --- Pages --- */

/**
 * tw_paper_set_size:
 * @paper: a document
 * @size: another sheet
 * @error: %TW_PAPER_ERROR_SIZE
 *
 * Lays it out for another sheet, the printer's.
 *
 * Returns: whether there is room on it
 */
gboolean
tw_paper_set_size (TwPaper *paper, const TwPaperSize *size, GError **error)
{
  paper->size = *size;
  g_array_set_size (paper->pages, 0);
  return tw_paper_lay_out (paper, NULL, error);
}

/**
 * tw_paper_get_size:
 * @paper: a document
 *
 * Returns: its sheet
 */
const TwPaperSize *
tw_paper_get_size (TwPaper *paper)
{
  return &paper->size;
}

/**
 * tw_paper_is_rtl:
 * @paper: a document
 *
 * Returns: whether its lines run from right to left
 */
gboolean
tw_paper_is_rtl (TwPaper *paper)
{
  return paper->rtl;
}

/**
 * tw_paper_get_n_pages:
 * @paper: a document
 * @cancellable: (nullable): to stop it
 * @error: %TW_PAPER_ERROR_SIZE or that it was cancelled
 *
 * Lays it out when that was not done yet.
 *
 * Returns: how many pages it has, at least one; 0 on error
 */
guint
tw_paper_get_n_pages (TwPaper *paper, GCancellable *cancellable, GError **error)
{
  return tw_paper_lay_out (paper, cancellable, error) ? paper->pages->len : 0;
}
