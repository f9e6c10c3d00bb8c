/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF files by Poppler (poppler.freedesktop.org). */
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#include "tw-worker.h"

#define OCR_DPI      300
#define OCR_MAX_SIDE 5000                              /* pixels */

typedef PopplerPage Page;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, g_object_unref)

static PopplerDocument *document;                      /* (owned) */

/* Passwords are converted to Latin-1, and the C library keeps how it is done in a module: it stays loaded while one uses it. */
static void
prepare (void)
{
  static GIConv latin1;

  latin1 = g_iconv_open ("ISO-8859-1", "UTF-8");
  g_assert (latin1 != (GIConv) -1);
  FcInit ();
}

/* By its name: other ways Poppler 22.12 tries a wrong password a second time on a stream that it has freed. */
static TwRenderFault
try_open (const char *password)
{
  g_autofree char *uri = g_strdup_printf ("file:///proc/self/fd/%d", TW_RENDER_FD_FILE);
  g_autoptr(GError) error = NULL;

  document = poppler_document_new_from_file (uri, password, &error);
  if (document != NULL)
    return 0;
  return g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? TW_RENDER_FAULT_PASSWORD : TW_RENDER_FAULT_BROKEN;
}

static TwRenderFault
open_document (GBytes     *bytes,
               const char *password,
               guint32    *n_pages)
{
  TwRenderFault fault = try_open (password);
  int n = 0;

  if (fault != 0)
    return fault;
  n = poppler_document_get_n_pages (document);
  *n_pages = n > 0 ? (guint32) n : 0;
  return 0;
}

static void
get_size (guint32  page_number,
          double  *width,
          double  *height)
{
  g_autoptr(Page) page = poppler_document_get_page (document, (int) page_number);

  if (page != NULL)
    poppler_page_get_size (page, width, height);
}

/* So that the upper left corner of the turned and scaled page is at the origin. */
static void
turn (cairo_t *cr,
      guint32  rotation,
      double   width,
      double   height)
{
  switch (rotation)
    {
    case 1:
      cairo_translate (cr, height, 0);
      break;
    case 2:
      cairo_translate (cr, width, height);
      break;
    case 3:
      cairo_translate (cr, 0, width);
      break;
    default:
      break;
    }
  cairo_rotate (cr, rotation * G_PI / 2);
}

static TwRenderFault
draw_on (cairo_surface_t *surface,
         guint32          page_number,
         guint32          rotation,
         double           scale,
         int              x,
         int              y)
{
  g_autoptr(Page) page = poppler_document_get_page (document, (int) page_number);
  cairo_t *cr = NULL;
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  double width = 0, height = 0;

  if (page == NULL)
    return TW_RENDER_FAULT_BROKEN;
  poppler_page_get_size (page, &width, &height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, -x, -y);
  cairo_scale (cr, scale, scale);
  turn (cr, rotation, width, height);
  poppler_page_render (page, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return status == CAIRO_STATUS_NO_MEMORY ? TW_RENDER_FAULT_LARGE : 0;
}

static TwRenderFault
draw (guint32  page,
      guint32  rotation,
      double   scale,
      int      x,
      int      y,
      int      width,
      int      height,
      guint8  *pixels)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, width, height, width * 4);
  TwRenderFault fault = draw_on (surface, page, rotation, scale, x, y);

  cairo_surface_destroy (surface);
  return fault;
}

static TwRenderFault
read_text (guint32     page_number,
           gboolean    boxes,
           GByteArray *message)
{
  g_autoptr(Page) page = poppler_document_get_page (document, (int) page_number);
  g_autofree char *text = page != NULL ? poppler_page_get_text (page) : NULL;
  PopplerRectangle *areas = NULL;
  guint n = 0;

  if (page == NULL)
    return TW_RENDER_FAULT_BROKEN;
  if (text != NULL && g_utf8_validate (text, -1, NULL) && g_utf8_strlen (text, -1) > TW_RENDER_MAX_TEXT)
    return TW_RENDER_FAULT_LARGE;
  tw_render_wire_put_text (message, text, TW_RENDER_MAX_TEXT * 6);
  if (boxes)
    poppler_page_get_text_layout (page, &areas, &n);
  n = MIN (n, TW_RENDER_MAX_TEXT);
  tw_render_wire_put_u32 (message, n);
  for (guint i = 0; i < n; i++)
    {
      tw_render_wire_put_float (message, (float) areas[i].x1);
      tw_render_wire_put_float (message, (float) areas[i].y1);
      tw_render_wire_put_float (message, (float) areas[i].x2);
      tw_render_wire_put_float (message, (float) areas[i].y2);
    }
  g_free (areas);
  return 0;
}

/* --- Where links and the outline lead --- */

static guint32
find_page (PopplerDest *dest)
{
  int n = poppler_document_get_n_pages (document), page = 0;
  PopplerDest *named = NULL;

  if (dest == NULL)
    return TW_RENDER_NO_PAGE;
  if (dest->type == POPPLER_DEST_NAMED)
    named = dest->named_dest != NULL ? poppler_document_find_dest (document, dest->named_dest) : NULL;
  page = named != NULL ? named->page_num : dest->type == POPPLER_DEST_NAMED ? 0 : dest->page_num;
  g_clear_pointer (&named, poppler_dest_free);
  return page >= 1 && page <= n ? (guint32) page - 1 : TW_RENDER_NO_PAGE;
}

static guint32
find_target (PopplerAction *action)
{
  int n = poppler_document_get_n_pages (document);

  if (action->type == POPPLER_ACTION_GOTO_DEST)
    return find_page (action->goto_dest.dest);
  if (action->type != POPPLER_ACTION_NAMED || action->named.named_dest == NULL)
    return TW_RENDER_NO_PAGE;
  if (g_str_equal (action->named.named_dest, "FirstPage"))
    return 0;
  return g_str_equal (action->named.named_dest, "LastPage") ? (guint32) n - 1 : TW_RENDER_NO_PAGE;
}

static TwRenderFault
list_links (guint32     page_number,
            GByteArray *message)
{
  g_autoptr(Page) page = poppler_document_get_page (document, (int) page_number);
  GList *links = page != NULL ? poppler_page_get_link_mapping (page) : NULL;
  guint32 n = 0;
  double width = 0, height = 0;

  if (page == NULL)
    return TW_RENDER_FAULT_BROKEN;
  poppler_page_get_size (page, &width, &height);
  tw_render_wire_put_u32 (message, 0);
  for (GList *l = links; l != NULL && n < TW_RENDER_MAX_LINKS; l = l->next)
    {
      PopplerLinkMapping *link = l->data;
      guint32 target = find_target (link->action);
      const char *address = link->action->type == POPPLER_ACTION_URI ? link->action->uri.uri : NULL;

      if (target == TW_RENDER_NO_PAGE && address == NULL)
        continue;
      tw_render_wire_put_float (message, (float) MIN (link->area.x1, link->area.x2));
      tw_render_wire_put_float (message, (float) (height - MAX (link->area.y1, link->area.y2)));
      tw_render_wire_put_float (message, (float) MAX (link->area.x1, link->area.x2));
      tw_render_wire_put_float (message, (float) (height - MIN (link->area.y1, link->area.y2)));
      tw_render_wire_put_u32 (message, target);
      tw_render_wire_put_text (message, address, TW_RENDER_MAX_ADDRESS);
      n++;
    }
  poppler_page_free_link_mapping (links);
  memcpy (message->data, &n, sizeof n);
  return 0;
}

static void
add_outline (PopplerIndexIter *iter,
             guint32           depth,
             guint32          *n,
             GByteArray       *message)
{
  do
    {
      PopplerAction *action = poppler_index_iter_get_action (iter);
      PopplerIndexIter *child = NULL;

      if (action != NULL && *n < TW_RENDER_MAX_OUTLINE)
        {
          tw_render_wire_put_u32 (message, depth);
          tw_render_wire_put_u32 (message, find_target (action));
          tw_render_wire_put_text (message, action->any.title, TW_RENDER_MAX_TITLE);
          (*n)++;
        }
      g_clear_pointer (&action, poppler_action_free);
      child = depth < TW_RENDER_MAX_DEPTH && *n < TW_RENDER_MAX_OUTLINE ? poppler_index_iter_get_child (iter) : NULL;
      if (child != NULL)
        add_outline (child, depth + 1, n, message);
      g_clear_pointer (&child, poppler_index_iter_free);
    }
  while (*n < TW_RENDER_MAX_OUTLINE && poppler_index_iter_next (iter));
}

static TwRenderFault
list_outline (GByteArray *message)
{
  PopplerIndexIter *iter = poppler_index_iter_new (document);
  guint32 n = 0;

  tw_render_wire_put_u32 (message, 0);
  if (iter != NULL)
    add_outline (iter, 0, &n, message);
  g_clear_pointer (&iter, poppler_index_iter_free);
  memcpy (message->data, &n, sizeof n);
  return 0;
}

/* --- Scans --- */

static TwRenderFault
recognize (guint32     page,
           GByteArray *message)
{
  double width = 0, height = 0, dpi = OCR_DPI;
  cairo_surface_t *surface = NULL;
  g_autofree guint8 *gray = NULL;
  const guint8 *pixels = NULL;
  int columns = 0, rows = 0, stride = 0;
  TwRenderFault fault = 0;

  get_size (page, &width, &height);
  if (!(width >= 1 && height >= 1))
    return TW_RENDER_FAULT_BROKEN;
  dpi = MIN (dpi, OCR_MAX_SIDE * 72.0 / MAX (width, height));
  columns = MAX ((int) ceil (width * dpi / 72), 1);
  rows = MAX ((int) ceil (height * dpi / 72), 1);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, columns, rows);
  fault = draw_on (surface, page, 0, dpi / 72, 0, 0);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  if (fault == 0 && pixels != NULL)
    {
      gray = g_malloc ((gsize) columns * (gsize) rows);
      for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++)
          {
            const guint8 *p = pixels + (gsize) y * (gsize) stride + (gsize) x * 4;

            /* Rec. 601 luma; the page is opaque, so nothing is premultiplied. */
            gray[(gsize) y * (gsize) columns + (gsize) x] = (guint8) ((29 * p[0] + 150 * p[1] + 77 * p[2]) >> 8);
          }
      fault = tw_worker_recognize_pixels (gray, columns, rows, columns, (int) dpi, message);
    }
  else if (fault == 0)
    fault = TW_RENDER_FAULT_LARGE;
  cairo_surface_destroy (surface);
  return fault;
}

/* --- Paper --- */

/* Each page in the middle of a sheet, made smaller where it is too large; a page that lies on the sheet's other side is turned. */
static TwRenderFault
print_pages (double         width,
             double         height,
             const guint32 *pages,
             guint32        n_pages)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream ((cairo_write_func_t) tw_worker_write_paper, NULL, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  for (guint32 i = 0; i < n_pages && cairo_status (cr) == CAIRO_STATUS_SUCCESS; i++)
    {
      g_autoptr(Page) page = poppler_document_get_page (document, (int) pages[i]);
      double w = 0, h = 0, sheet_w = width, sheet_h = height, scale = 1;

      if (page == NULL)
        continue;
      poppler_page_get_size (page, &w, &h);
      if ((w > h) != (width > height) && w != h)
        {
          sheet_w = height;
          sheet_h = width;
        }
      cairo_pdf_surface_set_size (surface, sheet_w, sheet_h);
      scale = MIN (1, MIN (sheet_w / MAX (w, 1), sheet_h / MAX (h, 1)));
      cairo_save (cr);
      cairo_translate (cr, (sheet_w - w * scale) / 2, (sheet_h - h * scale) / 2);
      cairo_scale (cr, scale, scale);
      poppler_page_render_for_printing (page, cr);
      cairo_restore (cr);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? 0 : TW_RENDER_FAULT_LARGE;
}

const TwWorkerKind tw_worker_pdf = { prepare, open_document, get_size, draw, read_text, list_links, list_outline, recognize, print_pages };
