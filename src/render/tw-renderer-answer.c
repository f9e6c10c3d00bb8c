/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of the process that reads a file. Nothing in them is trusted: it may be in the hands of the file. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-renderer-private.h"

G_DEFINE_QUARK (tw-render-error-quark, tw_render_error)

static void
link_free (gpointer data)
{
  TwPageLink *link = data;

  g_free (link->address);
  g_free (link);
}

static void
outline_item_free (gpointer data)
{
  TwOutlineItem *item = data;

  g_free (item->title);
  g_free (item);
}

static void
read_box (TwRenderReader *reader,
          TwBox          *box)
{
  box->left = tw_render_wire_get_float (reader);
  box->top = tw_render_wire_get_float (reader);
  box->right = tw_render_wire_get_float (reader);
  box->bottom = tw_render_wire_get_float (reader);
}

static int
read_page (TwRenderReader *reader,
           guint32         n_pages)
{
  guint32 page = tw_render_wire_get_u32 (reader, TW_RENDER_NO_PAGE);

  return page < n_pages ? (int) page : -1;
}

static void
read_sizes (TwRenderReader *reader,
            guint32         n,
            double         *sizes)
{
  for (guint32 i = 0; i < 2 * n; i++)
    sizes[i] = tw_render_wire_get_double (reader, 1, TW_RENDER_MAX_POINTS);
}

/**
 * tw_render_answer_opened:
 * @data: payload of an answer
 * @size: its bytes
 * @opened: (out): what it says; its sizes are the caller's
 *
 * Returns: whether it made sense
 */
gboolean
tw_render_answer_opened (const guint8   *data,
                         gsize           size,
                         TwRenderOpened *opened)
{
  TwRenderReader reader;
  guint32 version = 0;

  tw_render_wire_reader_init (&reader, data, size);
  version = tw_render_wire_get_u32 (&reader, G_MAXUINT32);
  opened->walls = tw_render_wire_get_u32 (&reader, G_MAXUINT32);
  opened->n_pages = tw_render_wire_get_u32 (&reader, TW_RENDER_MAX_PAGES);
  opened->n_sizes = tw_render_wire_get_count (&reader, MIN (opened->n_pages, TW_RENDER_MAX_SIZES), 16);
  opened->sizes = g_new0 (double, 2 * opened->n_sizes + 2);
  read_sizes (&reader, opened->n_sizes, opened->sizes);
  if (tw_render_wire_is_done (&reader) && version == TW_RENDER_VERSION && opened->n_sizes > 0)
    return TRUE;
  g_clear_pointer (&opened->sizes, g_free);
  return FALSE;
}

/**
 * tw_render_answer_sizes:
 * @data: payload of an answer
 * @size: its bytes
 * @n: how many were asked for
 * @sizes: (out caller-allocates): widths and heights
 *
 * Returns: whether it made sense
 */
gboolean
tw_render_answer_sizes (const guint8 *data,
                        gsize         size,
                        guint32       n,
                        double       *sizes)
{
  TwRenderReader reader;

  tw_render_wire_reader_init (&reader, data, size);
  if (tw_render_wire_get_count (&reader, n, 16) != n)
    return FALSE;
  read_sizes (&reader, n, sizes);
  return tw_render_wire_is_done (&reader);
}

/**
 * tw_render_answer_drawn:
 * @data: payload of an answer
 * @size: its bytes
 * @width: pixels that were asked for
 * @height: pixels
 *
 * Returns: whether just that was drawn
 */
gboolean
tw_render_answer_drawn (const guint8 *data,
                        gsize         size,
                        guint         width,
                        guint         height)
{
  TwRenderReader reader;

  tw_render_wire_reader_init (&reader, data, size);
  return tw_render_wire_get_u32 (&reader, TW_RENDER_MAX_SIDE) == width && tw_render_wire_get_u32 (&reader, TW_RENDER_MAX_SIDE) == height
         && tw_render_wire_is_done (&reader);
}

/**
 * tw_render_answer_text:
 * @data: payload of an answer
 * @size: its bytes
 *
 * Returns: (transfer full) (nullable): the text of a page; NULL when it makes no sense
 */
TwPageText *
tw_render_answer_text (const guint8 *data,
                       gsize         size)
{
  TwRenderReader reader;
  g_autofree char *text = NULL;
  g_autofree TwBox *boxes = NULL;
  guint32 n = 0;

  tw_render_wire_reader_init (&reader, data, size);
  text = tw_render_wire_get_text (&reader, TW_RENDER_MAX_TEXT * 6);
  n = tw_render_wire_get_count (&reader, TW_RENDER_MAX_TEXT, 16);
  boxes = g_new0 (TwBox, n + 1);
  for (guint32 i = 0; i < n; i++)
    read_box (&reader, &boxes[i]);
  return tw_render_wire_is_done (&reader) ? tw_page_text_new (text, boxes, n) : NULL;
}

/**
 * tw_render_answer_links:
 * @data: payload of an answer
 * @size: its bytes
 * @n_pages: of the document
 *
 * Returns: (transfer full) (nullable) (element-type TwPageLink): the links of a page
 */
GPtrArray *
tw_render_answer_links (const guint8 *data,
                        gsize         size,
                        guint32       n_pages)
{
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func (link_free);
  TwRenderReader reader;
  guint32 n = 0;

  tw_render_wire_reader_init (&reader, data, size);
  n = tw_render_wire_get_count (&reader, TW_RENDER_MAX_LINKS, 24);
  for (guint32 i = 0; i < n; i++)
    {
      TwPageLink *link = g_new0 (TwPageLink, 1);

      g_ptr_array_add (links, link);
      read_box (&reader, &link->box);
      link->page = read_page (&reader, n_pages);
      link->address = tw_render_wire_get_text (&reader, TW_RENDER_MAX_ADDRESS);
      if (*link->address == '\0')
        g_clear_pointer (&link->address, g_free);
    }
  return tw_render_wire_is_done (&reader) ? g_steal_pointer (&links) : NULL;
}

/**
 * tw_render_answer_outline:
 * @data: payload of an answer
 * @size: its bytes
 * @n_pages: of the document
 *
 * Returns: (transfer full) (nullable) (element-type TwOutlineItem): the outline, none deeper than one below the one before it
 */
GPtrArray *
tw_render_answer_outline (const guint8 *data,
                          gsize         size,
                          guint32       n_pages)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (outline_item_free);
  TwRenderReader reader;
  guint32 n = 0, most = 0;

  tw_render_wire_reader_init (&reader, data, size);
  n = tw_render_wire_get_count (&reader, TW_RENDER_MAX_OUTLINE, 12);
  for (guint32 i = 0; i < n; i++)
    {
      TwOutlineItem *item = g_new0 (TwOutlineItem, 1);

      g_ptr_array_add (items, item);
      item->depth = tw_render_wire_get_u32 (&reader, TW_RENDER_MAX_DEPTH);
      item->depth = MIN (item->depth, most);
      item->page = read_page (&reader, n_pages);
      item->title = tw_render_wire_get_text (&reader, TW_RENDER_MAX_TITLE);
      most = item->depth + 1;
    }
  return tw_render_wire_is_done (&reader) ? g_steal_pointer (&items) : NULL;
}

/**
 * tw_render_answer_fault:
 * @data: payload of an answer
 * @size: its bytes
 *
 * Returns: (transfer full): why a request failed
 */
GError *
tw_render_answer_fault (const guint8 *data,
                        gsize         size)
{
  TwRenderReader reader;

  tw_render_wire_reader_init (&reader, data, size);
  switch ((TwRenderFault) tw_render_wire_get_u32 (&reader, G_MAXUINT32))
    {
    case TW_RENDER_FAULT_BROKEN:
      return tw_render_error_new (TW_RENDER_ERROR_BROKEN);
    case TW_RENDER_FAULT_PASSWORD:
      return tw_render_error_new (TW_RENDER_ERROR_PASSWORD);
    case TW_RENDER_FAULT_LARGE:
      return tw_render_error_new (TW_RENDER_ERROR_LARGE);
    case TW_RENDER_FAULT_RECOGNITION:
      return tw_render_error_new (TW_RENDER_ERROR_LANGUAGE);
    case TW_RENDER_FAULT_REQUEST:
    default:
      return tw_render_error_new (TW_RENDER_ERROR_FAILED);
    }
}

/**
 * tw_render_error_new:
 * @code: what happened
 *
 * Returns: (transfer full): an error with a sentence for people
 */
GError *
tw_render_error_new (TwRenderError code)
{
  const char *sentence = NULL;

  switch (code)
    {
    case TW_RENDER_ERROR_BROKEN:
      sentence = _("This file is damaged, or is not what its name says. Ask who sent it for another copy.");
      break;
    case TW_RENDER_ERROR_PASSWORD:
      sentence = _("This document is protected. Enter its password.");
      break;
    case TW_RENDER_ERROR_LARGE:
      sentence = _("This file is too large to be shown here. Open it in another program.");
      break;
    case TW_RENDER_ERROR_SLOW:
      sentence = _("This file takes too long to be read. Open it in another program if you trust who sent it.");
      break;
    case TW_RENDER_ERROR_GONE:
      sentence = _("Reading this file failed. It may be made to do harm: open it in another program only if you trust who sent it.");
      break;
    case TW_RENDER_ERROR_LANGUAGE:
      sentence = _("Text recognition has no language on this computer. Install one for Tesseract.");
      break;
    case TW_RENDER_ERROR_FAILED:
    default:
      sentence = _("This could not be read. Close the document and open it again.");
      break;
    }
  return g_error_new_literal (TW_RENDER_ERROR, (int) code, sentence);
}
