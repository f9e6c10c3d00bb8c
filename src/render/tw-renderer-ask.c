/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a renderer can be asked for once its document is open. */
#include "config.h"

#include "tw-renderer-private.h"

TwRenderRequest *
tw_render_request_new (TwRenderer         *self,
                       TwRenderOp          op,
                       int                 priority,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data)
{
  TwRenderRequest *request = g_new0 (TwRenderRequest, 1);

  request->task = g_task_new (self, cancellable, callback, data);
  request->op = (guint16) op;
  request->priority = priority;
  request->payload = g_byte_array_new ();
  return request;
}

/* Before the document is open and after its process ended, nothing is asked for. */
static void
ask (TwRenderer      *self,
     TwRenderRequest *request)
{
  if (self->is_open)
    {
      tw_renderer_push (self, request);
      return;
    }
  g_task_return_error (request->task, tw_render_error_new (TW_RENDER_ERROR_GONE));
  tw_render_request_free (request);
}

static void
ask_page (TwRenderer      *self,
          TwRenderRequest *request,
          guint            page)
{
  if (page >= self->n_pages)
    {
      g_task_return_error (request->task, tw_render_error_new (TW_RENDER_ERROR_FAILED));
      tw_render_request_free (request);
      return;
    }
  tw_render_wire_put_u32 (request->payload, page);
  if (request->op == TW_RENDER_TEXT)
    tw_render_wire_put_u32 (request->payload, request->first);
  ask (self, request);
}

/**
 * tw_renderer_draw_async:
 * @self: a renderer
 * @tile: what to draw
 * @priority: how urgent it is
 * @cancellable: (nullable): to give up
 * @callback: called when it is drawn
 * @data: for @callback
 *
 * Draws a part of a page.
 */
void
tw_renderer_draw_async (TwRenderer         *self,
                        const TwRenderTile *tile,
                        int                 priority,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            data)
{
  TwRenderRequest *request = NULL;
  GByteArray *payload = NULL;

  g_return_if_fail (TW_IS_RENDERER (self) && tile != NULL && tile->page < MAX (self->n_pages, 1));
  g_return_if_fail (tile->width > 0 && tile->width <= TW_RENDERER_MAX_SIDE && tile->height > 0 && tile->height <= TW_RENDERER_MAX_SIDE);
  request = tw_render_request_new (self, TW_RENDER_DRAW, priority, cancellable, callback, data);
  request->first = tile->width;
  request->second = tile->height;
  payload = request->payload;
  tw_render_wire_put_u32 (payload, tile->page);
  tw_render_wire_put_u32 (payload, tile->rotation & 3);
  tw_render_wire_put_double (payload, tile->scale);
  tw_render_wire_put_u32 (payload, tile->x);
  tw_render_wire_put_u32 (payload, tile->y);
  tw_render_wire_put_u32 (payload, tile->width);
  tw_render_wire_put_u32 (payload, tile->height);
  ask (self, request);
}

/**
 * tw_renderer_draw_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: (transfer full) (nullable): pixels as Cairo's ARGB32 has them, row after row
 */
GBytes *
tw_renderer_draw_finish (TwRenderer   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_renderer_read_text_async:
 * @self: a renderer
 * @page: number of a page, from 0
 * @boxes: whether it is to be known where each character stands
 * @priority: how urgent it is
 * @cancellable: (nullable): to give up
 * @callback: called when it is read
 * @data: for @callback
 *
 * Reads the text of a page.
 */
void
tw_renderer_read_text_async (TwRenderer         *self,
                             guint               page,
                             gboolean            boxes,
                             int                 priority,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            data)
{
  TwRenderRequest *request = NULL;

  g_return_if_fail (TW_IS_RENDERER (self));
  request = tw_render_request_new (self, TW_RENDER_TEXT, priority, cancellable, callback, data);
  request->first = boxes ? 1 : 0;
  ask_page (self, request, page);
}

/**
 * tw_renderer_read_text_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: (transfer full) (nullable): the text
 */
TwPageText *
tw_renderer_read_text_finish (TwRenderer   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_renderer_list_links_async:
 * @self: a renderer
 * @page: number of a page, from 0
 * @priority: how urgent it is
 * @cancellable: (nullable): to give up
 * @callback: called when they are read
 * @data: for @callback
 *
 * Reads the links of a page.
 */
void
tw_renderer_list_links_async (TwRenderer         *self,
                              guint               page,
                              int                 priority,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            data)
{
  g_return_if_fail (TW_IS_RENDERER (self));
  ask_page (self, tw_render_request_new (self, TW_RENDER_LINKS, priority, cancellable, callback, data), page);
}

/**
 * tw_renderer_list_links_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: (transfer full) (nullable) (element-type TwPageLink): links
 */
GPtrArray *
tw_renderer_list_links_finish (TwRenderer   *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_renderer_list_outline_async:
 * @self: a renderer
 * @cancellable: (nullable): to give up
 * @callback: called when it is read
 * @data: for @callback
 *
 * Reads the outline of the document.
 */
void
tw_renderer_list_outline_async (TwRenderer         *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            data)
{
  g_return_if_fail (TW_IS_RENDERER (self));
  ask (self, tw_render_request_new (self, TW_RENDER_OUTLINE, TW_SOON, cancellable, callback, data));
}

/**
 * tw_renderer_list_outline_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: (transfer full) (nullable) (element-type TwOutlineItem): headings, in order
 */
GPtrArray *
tw_renderer_list_outline_finish (TwRenderer   *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_renderer_recognize_async:
 * @self: a renderer that was given languages
 * @page: number of a page, from 0
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @data: for @callback
 *
 * Recognizes the text of a page that is a picture.
 */
void
tw_renderer_recognize_async (TwRenderer         *self,
                             guint               page,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            data)
{
  g_return_if_fail (TW_IS_RENDERER (self));
  ask_page (self, tw_render_request_new (self, TW_RENDER_RECOGNIZE, TW_IDLE, cancellable, callback, data), page);
}

/**
 * tw_renderer_recognize_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: (transfer full) (nullable): the text, with the places of its characters
 */
TwPageText *
tw_renderer_recognize_finish (TwRenderer   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_renderer_print_async:
 * @self: a renderer
 * @width: of a sheet, in points
 * @height: of a sheet
 * @pages: (element-type guint): numbers of pages, from 0, in the order of printing
 * @cancellable: (nullable): to give up
 * @callback: called when it is written
 * @data: for @callback
 *
 * Writes pages for a printer: text stays text.
 */
void
tw_renderer_print_async (TwRenderer         *self,
                         double              width,
                         double              height,
                         GArray             *pages,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            data)
{
  TwRenderRequest *request = NULL;

  g_return_if_fail (TW_IS_RENDERER (self) && pages != NULL);
  request = tw_render_request_new (self, TW_RENDER_PRINT, TW_SOON, cancellable, callback, data);
  tw_render_wire_put_double (request->payload, CLAMP (width, 36, TW_RENDER_MAX_POINTS));
  tw_render_wire_put_double (request->payload, CLAMP (height, 36, TW_RENDER_MAX_POINTS));
  tw_render_wire_put_u32 (request->payload, pages->len);
  for (guint i = 0; i < pages->len; i++)
    tw_render_wire_put_u32 (request->payload, g_array_index (pages, guint, i));
  ask (self, request);
}

/**
 * tw_renderer_print_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: a descriptor of a PDF, at its start, that the caller closes; -1 on error
 */
int
tw_renderer_print_finish (TwRenderer   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
