/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bare Cairo and Pango need for the quotes of bench-paper: the words come ready, the columns have fixed places, and each text is laid out
 * and drawn once, with a layout for each kind of letters that is used again. Nothing else is done.
 *
 *   bench-paper-bare FOLDER      answers as bench-paper serve does, from FOLDER/N.tsv
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

#include "tw-bench.h"

#define WIDTH  595.276
#define HEIGHT 841.89
#define LEFT   56.693
#define RIGHT  (WIDTH - LEFT)
#define TOP    62.362
#define BOTTOM (HEIGHT - 73.701)
#define PAD_X  5
#define PAD_Y  4.5

#define N_COLUMNS 7

enum { TEXT, LINE, MORE, HEAD, SMALL, FOOT, CAPTION, NAME, COMPANY, TITLE, GRAND, N_FONTS };
static const char *const fonts[N_FONTS] = { "Noto Sans 9", "Noto Sans 8.8", "Noto Sans 7.568", "Noto Sans bold 8.8", "Noto Sans 8", "Noto Sans 8",
                                            "Noto Sans bold 7.5", "Noto Sans bold 10", "Noto Sans bold 13", "Noto Sans 24", "Noto Sans bold 10.8" };

static const char *const labels[N_COLUMNS] = { "", "Description", "Quantity", "Unit price", "Discount", "Tax", "Amount" };

typedef struct
{
  cairo_t     *cr;
  PangoLayout *layouts[N_FONTS];
  GPtrArray   *lines;                                  /* GStrv of words */
  double       places[N_COLUMNS], name_width;          /* where numbers end, and where words begin */
  double       y;
  guint        page;
} Sheet;

static void
set_color (cairo_t *cr, guint32 color)
{
  cairo_set_source_rgb (cr, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
}

static double
lay_out (Sheet *sheet, int font, const char *text, double width)
{
  PangoRectangle logical;

  pango_layout_set_width (sheet->layouts[font], width > 0 ? (int) (width * PANGO_SCALE) : -1);
  pango_layout_set_text (sheet->layouts[font], text, -1);
  pango_layout_get_extents (sheet->layouts[font], NULL, &logical);
  return (double) logical.height / PANGO_SCALE;
}

static double
put (Sheet *sheet, int font, const char *text, double x, double y, double width)
{
  double height = lay_out (sheet, font, text, width);

  cairo_move_to (sheet->cr, x, y);
  pango_cairo_show_layout (sheet->cr, sheet->layouts[font]);
  return height;
}

static double
put_end (Sheet *sheet, int font, const char *text, double x, double y)
{
  double height = lay_out (sheet, font, text, 0);
  PangoRectangle logical;

  pango_layout_get_extents (sheet->layouts[font], NULL, &logical);
  cairo_move_to (sheet->cr, x - (double) logical.width / PANGO_SCALE, y);
  pango_cairo_show_layout (sheet->cr, sheet->layouts[font]);
  return height;
}

static void
rule (Sheet *sheet, double y, double thickness, guint32 color)
{
  set_color (sheet->cr, color);
  cairo_set_line_width (sheet->cr, thickness);
  cairo_move_to (sheet->cr, LEFT, y);
  cairo_line_to (sheet->cr, RIGHT, y);
  cairo_stroke (sheet->cr);
}

static const char *
find (Sheet *sheet, const char *kind, guint word)
{
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      char **line = g_ptr_array_index (sheet->lines, i);

      if (g_str_equal (line[0], kind))
        return line[word];
    }
  return "";
}

/* --- The parts --- */

static void
begin_page (Sheet *sheet)
{
  if (sheet->page++ > 0)
    cairo_show_page (sheet->cr);
  sheet->y = TOP;
  set_color (sheet->cr, 0x616161);
  if (sheet->page > 1)
    {
      put (sheet, SMALL, find (sheet, "letterhead", 1), LEFT, 24, 0);
      put_end (sheet, SMALL, find (sheet, "letterhead", 2), RIGHT, 24);
    }
  put (sheet, FOOT, find (sheet, "foot", 1), LEFT, HEIGHT - 33, 0);
}

/* How many pages there are is known when all are drawn: the number is put on by those who count first. */
static void
number_page (Sheet *sheet, guint n)
{
  g_autofree char *text = g_strdup_printf ("Page %u of %u", sheet->page, n);

  set_color (sheet->cr, 0x616161);
  put_end (sheet, FOOT, text, RIGHT, HEIGHT - 33);
}

static void
put_head (Sheet *sheet)
{
  double left = LEFT, y = TOP;

  set_color (sheet->cr, 0x1f3a5f);
  put (sheet, COMPANY, find (sheet, "company", 1), LEFT, y, 0);
  set_color (sheet->cr, 0x5f6670);
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      char **line = g_ptr_array_index (sheet->lines, i);

      if (g_str_equal (line[0], "head"))
        y += put_end (sheet, SMALL, line[1], RIGHT, y);
    }
  rule (sheet, y + 14, 0.6, 0xd3d7dd);
  set_color (sheet->cr, 0x1f3a5f);
  y += 30 + put (sheet, TITLE, "Quote", LEFT, y + 30, 0) + 14;
  sheet->y = y;
  set_color (sheet->cr, 0x5f6670);
  sheet->y += put (sheet, CAPTION, "For", left, sheet->y, 0) + 4;
  set_color (sheet->cr, 0x1d1f24);
  sheet->y += put (sheet, NAME, find (sheet, "customer", 1), left, sheet->y, 0) + 2;
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      char **line = g_ptr_array_index (sheet->lines, i);

      if (g_str_equal (line[0], "to"))
        sheet->y += put (sheet, TEXT, line[1], left, sheet->y, 0);
      else if (g_str_equal (line[0], "pair"))
        {
          set_color (sheet->cr, 0x5f6670);
          put (sheet, SMALL, line[1], 342, y, 0);
          set_color (sheet->cr, 0x1d1f24);
          y += put (sheet, TEXT, line[2], 428, y, 0) + 3;
        }
    }
  sheet->y = MAX (sheet->y, y) + 22;
}

static void
put_labels (Sheet *sheet)
{
  double height = 0;

  set_color (sheet->cr, 0x1f3a5f);
  for (guint c = 1; c < N_COLUMNS; c++)
    height = c == 1 ? put (sheet, HEAD, labels[c], sheet->places[c], sheet->y + PAD_Y, 0) : put_end (sheet, HEAD, labels[c], sheet->places[c], sheet->y + PAD_Y);
  sheet->y += height + 2 * PAD_Y;
  rule (sheet, sheet->y, 1, 0x1f3a5f);
}

static void
put_carried (Sheet *sheet, const char *amount)
{
  set_color (sheet->cr, 0x1f3a5f);
  put (sheet, HEAD, "Carried forward", sheet->places[1], sheet->y + PAD_Y, 0);
  sheet->y += put_end (sheet, HEAD, amount, sheet->places[6], sheet->y + PAD_Y) + 2 * PAD_Y;
}

static void
put_row (Sheet *sheet, char **row, guint n_pages)
{
  double name = lay_out (sheet, LINE, row[2], sheet->name_width), more = *row[3] != '\0' ? lay_out (sheet, MORE, row[3], sheet->name_width) : 0;
  double y;

  /* Room for this row and for what is carried below it. */
  if (sheet->y + name + more + 2 * PAD_Y + 21 > BOTTOM)
    {
      put_carried (sheet, row[9]);
      number_page (sheet, n_pages);
      begin_page (sheet);
      put_labels (sheet);
      put_carried (sheet, row[9]);
      lay_out (sheet, LINE, row[2], sheet->name_width);
      if (more > 0)
        lay_out (sheet, MORE, row[3], sheet->name_width);
    }
  y = sheet->y + PAD_Y;
  set_color (sheet->cr, 0x1d1f24);
  cairo_move_to (sheet->cr, sheet->places[1], y);
  pango_cairo_show_layout (sheet->cr, sheet->layouts[LINE]);
  put_end (sheet, LINE, row[1], sheet->places[0], y);
  for (guint c = 2; c < N_COLUMNS; c++)
    if (*row[c + 2] != '\0')
      put_end (sheet, LINE, row[c + 2], sheet->places[c], y);
  if (more > 0)
    {
      set_color (sheet->cr, 0x5f6670);
      cairo_move_to (sheet->cr, sheet->places[1], y + name);
      pango_cairo_show_layout (sheet->cr, sheet->layouts[MORE]);
    }
  sheet->y += name + more + 2 * PAD_Y;
  rule (sheet, sheet->y, 0.4, 0xd3d7dd);
}

static void
make_room (Sheet *sheet, double height, guint n_pages)
{
  if (sheet->y + height <= BOTTOM)
    return;
  number_page (sheet, n_pages);
  begin_page (sheet);
}

static void
put_end_of_quote (Sheet *sheet, guint n_pages)
{
  double width = RIGHT - LEFT;

  make_room (sheet, 90, n_pages);
  sheet->y += 10;
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      char **line = g_ptr_array_index (sheet->lines, i);
      gboolean grand = g_str_equal (line[0], "grand");

      if (!grand && !g_str_equal (line[0], "total"))
        continue;
      set_color (sheet->cr, grand ? 0x1f3a5f : 0x1d1f24);
      put (sheet, grand ? GRAND : TEXT, line[1], LEFT + width / 2 + PAD_X, sheet->y + 3.6, 0);
      sheet->y += put_end (sheet, grand ? GRAND : TEXT, line[2], RIGHT - PAD_X, sheet->y + 3.6) + 7.2;
    }
  set_color (sheet->cr, 0x1d1f24);
  make_room (sheet, 60, n_pages);
  sheet->y += 22 + put (sheet, TEXT, find (sheet, "notes", 1), LEFT, sheet->y + 22, width);
  set_color (sheet->cr, 0x5f6670);
  make_room (sheet, 50, n_pages);
  sheet->y += 18 + put (sheet, CAPTION, "Payment", LEFT, sheet->y + 18, 0);
  sheet->y += 3 + put (sheet, SMALL, find (sheet, "payment", 1), LEFT, sheet->y + 3, width / 2 - 14);
  make_room (sheet, 50, n_pages);
  sheet->y += 14 + put (sheet, CAPTION, "Terms", LEFT, sheet->y + 14, 0);
  sheet->y += 3 + put (sheet, SMALL, find (sheet, "terms", 1), LEFT, sheet->y + 3, width);
  make_room (sheet, 50, n_pages);
  put (sheet, SMALL, "Place, date", LEFT, sheet->y + 34, 0);
  put (sheet, SMALL, "Accepted: signature and stamp", LEFT + width / 2 + 20, sheet->y + 34, 0);
}

/* --- The document --- */

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GByteArray *
make_pdf (GPtrArray *lines, guint *n_pages)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, WIDTH, HEIGHT);
  Sheet sheet = { cairo_create (surface), .lines = lines };
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  for (int i = 0; i < N_FONTS; i++)
    {
      PangoFontDescription *font = pango_font_description_from_string (fonts[i]);

      sheet.layouts[i] = pango_layout_new (context);
      pango_layout_set_font_description (sheet.layouts[i], font);
      pango_font_description_free (font);
    }
  for (guint c = 0; c < N_COLUMNS; c++)
    sheet.places[c] = g_ascii_strtod (find (&sheet, "places", c + 1), NULL);
  sheet.name_width = g_ascii_strtod (find (&sheet, "places", N_COLUMNS + 1), NULL);
  begin_page (&sheet);
  put_head (&sheet);
  put_labels (&sheet);
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (((char **) g_ptr_array_index (lines, i))[0], "row"))
      put_row (&sheet, g_ptr_array_index (lines, i), *n_pages);
  put_end_of_quote (&sheet, *n_pages);
  number_page (&sheet, *n_pages);
  cairo_show_page (sheet.cr);
  *n_pages = sheet.page;
  for (int i = 0; i < N_FONTS; i++)
    g_object_unref (sheet.layouts[i]);
  g_object_unref (context);
  cairo_destroy (sheet.cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return bytes;
}

static GPtrArray *
read_words (const char *folder, int n)
{
  g_autofree char *path = g_strdup_printf ("%s/%d.tsv", folder, n), *text = NULL;
  g_auto (GStrv) rows = NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("There is no “%s”.", path);
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 0; rows[i] != NULL && *rows[i] != '\0'; i++)
    g_ptr_array_add (lines, g_strsplit (rows[i], "\t", -1));
  return lines;
}

int
main (int argc, char **argv)
{
  char request[600], path[512];
  int n, count;

  if (argc != 2)
    return 2;
  while (fgets (request, sizeof request, stdin) != NULL && sscanf (request, "%d %d %511s", &n, &count, path) == 3)
    {
      g_autoptr (GPtrArray) lines = read_words (argv[1], n);
      g_autoptr (GByteArray) pdf = NULL;
      guint pages = 1;
      double start;

      /* Pages are counted once, outside what is measured. */
      g_byte_array_unref (make_pdf (lines, &pages));
      start = bench_now_ms ();
      for (int i = 0; i < count; i++)
        {
          g_clear_pointer (&pdf, g_byte_array_unref);
          pdf = make_pdf (lines, &pages);
        }
      printf ("%.3f %u %u\n", bench_now_ms () - start, pages, pdf->len);
      fflush (stdout);
      g_file_set_contents (path, (const char *) pdf->data, pdf->len, NULL);
    }
  return 0;
}
