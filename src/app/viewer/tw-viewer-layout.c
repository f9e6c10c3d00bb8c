/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pages of a document stand. */
#include "config.h"

#include <math.h>

#include "tw-viewer-canvas-private.h"

static void
get_page_size (TwViewerCanvas *self,
               guint           page,
               double         *width,
               double         *height)
{
  double w = 0, h = 0;

  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &w, &h);
  *width = self->rotation % 2 == 0 ? w : h;
  *height = self->rotation % 2 == 0 ? h : w;
}

/* Whole pixels of the screen: a page that is drawn for half a pixel is blurred. */
static double
get_extent (TwViewerCanvas *self,
            double          points)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return MAX (ceil (points * tw_viewer_canvas_get_scale (self) * factor - 0.01), 1) / factor;
}

static void
fit (TwViewerCanvas *self)
{
  guint n = tw_viewer_document_get_n_pages (self->document);
  double widest = 1, highest = 1, base = tw_viewer_canvas_get_scale (self) / self->zoom, zoom = 0;

  if (self->fit == TW_FIT_NONE || self->width <= 4 * TW_VIEWER_GAP || self->height <= 4 * TW_VIEWER_GAP)
    return;
  for (guint page = 0; page < n; page++)
    {
      double width = 0, height = 0;

      get_page_size (self, page, &width, &height);
      widest = MAX (widest, width);
      highest = MAX (highest, height);
    }
  zoom = (self->width - 2 * TW_VIEWER_GAP) / (widest * base);
  if (self->fit == TW_FIT_PAGE)
    zoom = MIN (zoom, (self->height - 2 * TW_VIEWER_GAP) / (highest * base));
  /* A small picture is not blown up. */
  if (tw_renderer_get_kind (tw_viewer_document_get_renderer (self->document)) == TW_RENDERER_PICTURE)
    zoom = MIN (zoom, 1);
  zoom = CLAMP (zoom, TW_VIEWER_MIN_ZOOM, TW_VIEWER_MAX_ZOOM);
  if (fabs (zoom - self->zoom) < 1e-6)
    return;
  self->zoom = zoom;
  tw_viewer_canvas_tell (self);
}

static void
set_adjustment (GtkAdjustment *adjustment,
                double         content,
                double         shown)
{
  double upper = MAX (content, shown), value = 0;

  if (adjustment == NULL)
    return;
  value = CLAMP (gtk_adjustment_get_value (adjustment), 0, upper - shown);
  gtk_adjustment_configure (adjustment, value, 0, upper, shown * 0.1, shown * 0.9, shown);
}

/**
 * tw_viewer_canvas_get_scale:
 * @self: a canvas
 *
 * Returns: how many pixels of the window a point of the document takes
 */
double
tw_viewer_canvas_get_scale (TwViewerCanvas *self)
{
  gboolean picture = self->document != NULL
                     && tw_renderer_get_kind (tw_viewer_document_get_renderer (self->document)) == TW_RENDERER_PICTURE;

  return self->zoom * (picture ? 1.0 / gtk_widget_get_scale_factor (GTK_WIDGET (self)) : 96.0 / 72.0);
}

/**
 * tw_viewer_canvas_lay_out:
 * @self: a canvas
 *
 * Places all pages anew.
 */
void
tw_viewer_canvas_lay_out (TwViewerCanvas *self)
{
  guint n = self->document != NULL ? tw_viewer_document_get_n_pages (self->document) : 0;
  double top = TW_VIEWER_GAP, widest = 0;

  g_clear_pointer (&self->tops, g_free);
  self->n_tops = n;
  if (n == 0)
    return;
  fit (self);
  self->tops = g_new (double, n + 1);
  for (guint page = 0; page < n; page++)
    {
      double width = 0, height = 0;

      get_page_size (self, page, &width, &height);
      self->tops[page] = top;
      top += get_extent (self, height) + TW_VIEWER_GAP;
      widest = MAX (widest, get_extent (self, width));
    }
  self->tops[n] = top;
  self->content_width = widest + 2 * TW_VIEWER_GAP;
  set_adjustment (self->hadjustment, self->content_width, self->width);
  set_adjustment (self->vadjustment, top, self->height);
}

/**
 * tw_viewer_canvas_get_bounds:
 * @self: a canvas that was laid out
 * @page: number of a page, from 0
 * @bounds: (out): where it stands in the widget
 *
 * Tells where a page is.
 */
void
tw_viewer_canvas_get_bounds (TwViewerCanvas  *self,
                             guint            page,
                             graphene_rect_t *bounds)
{
  double width = 0, height = 0, all = MAX (self->content_width, self->width);
  double x = self->hadjustment != NULL ? gtk_adjustment_get_value (self->hadjustment) : 0;
  double y = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  get_page_size (self, page, &width, &height);
  width = get_extent (self, width);
  height = get_extent (self, height);
  graphene_rect_init (bounds, (float) (round (((all - width) / 2 - x) * factor) / factor), (float) (round ((self->tops[page] - y) * factor) / factor),
                      (float) width, (float) height);
}

/**
 * tw_viewer_canvas_find_page:
 * @self: a canvas that was laid out
 * @y: pixels of the contents
 *
 * Returns: the page there, or the next one below
 */
guint
tw_viewer_canvas_find_page (TwViewerCanvas *self,
                            double          y)
{
  guint low = 0, high = self->n_tops;

  /* The first that ends below. */
  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;

      if (self->tops[middle] <= y)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * tw_viewer_canvas_get_visible:
 * @self: a canvas
 * @first: (out): the first page of which something is seen
 * @last: (out): the last one
 *
 * Returns: whether there is any
 */
gboolean
tw_viewer_canvas_get_visible (TwViewerCanvas *self,
                              guint          *first,
                              guint          *last)
{
  double y = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;

  if (self->n_tops == 0 || self->tops == NULL)
    return FALSE;
  *first = tw_viewer_canvas_find_page (self, y);
  *last = tw_viewer_canvas_find_page (self, y + self->height);
  return TRUE;
}

/**
 * tw_viewer_canvas_place_box:
 * @self: a canvas that was laid out
 * @page: number of a page, from 0
 * @box: a box on it, as it is unturned
 * @rect: (out): where that is in the widget
 *
 * Places something on a page.
 */
void
tw_viewer_canvas_place_box (TwViewerCanvas  *self,
                            guint            page,
                            const TwBox     *box,
                            graphene_rect_t *rect)
{
  double w = 0, h = 0, scale = tw_viewer_canvas_get_scale (self);
  double left = box->left, top = box->top, right = box->right, bottom = box->bottom;
  graphene_rect_t bounds;

  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &w, &h);
  tw_viewer_canvas_get_bounds (self, page, &bounds);
  switch (self->rotation)
    {
    case 1:
      left = h - box->bottom;
      right = h - box->top;
      top = box->left;
      bottom = box->right;
      break;
    case 2:
      left = w - box->right;
      right = w - box->left;
      top = h - box->bottom;
      bottom = h - box->top;
      break;
    case 3:
      left = box->top;
      right = box->bottom;
      top = w - box->right;
      bottom = w - box->left;
      break;
    default:
      break;
    }
  graphene_rect_init (rect, bounds.origin.x + (float) (left * scale), bounds.origin.y + (float) (top * scale), (float) ((right - left) * scale),
                      (float) ((bottom - top) * scale));
}

/**
 * tw_viewer_canvas_locate:
 * @self: a canvas that was laid out
 * @x: pixels of the widget
 * @y: pixels
 * @page_x: (out): points of the unturned page
 * @page_y: (out): points
 *
 * Returns: the page there, or the nearest one
 */
guint
tw_viewer_canvas_locate (TwViewerCanvas *self,
                         double          x,
                         double          y,
                         float          *page_x,
                         float          *page_y)
{
  double value = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0, scale = tw_viewer_canvas_get_scale (self);
  guint page = tw_viewer_canvas_find_page (self, y + value);
  double w = 0, h = 0, turned_x = 0, turned_y = 0;
  graphene_rect_t bounds;

  tw_viewer_canvas_get_bounds (self, page, &bounds);
  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &w, &h);
  turned_x = (x - bounds.origin.x) / scale;
  turned_y = (y - bounds.origin.y) / scale;
  *page_x = (float) (self->rotation == 0 ? turned_x : self->rotation == 1 ? turned_y : self->rotation == 2 ? w - turned_x : w - turned_y);
  *page_y = (float) (self->rotation == 0 ? turned_y : self->rotation == 1 ? h - turned_x : self->rotation == 2 ? h - turned_y : turned_x);
  return page;
}
