/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a document is on the screen: pages, what was found on them, and what is selected. */
#include "config.h"

#include "tw-viewer-canvas-private.h"

#include <glib/gi18n-lib.h>

static void
paint_boxes (TwViewerCanvas *self,
             GtkSnapshot    *snapshot,
             guint           page,
             TwPageText     *text,
             guint           start,
             guint           end,
             const GdkRGBA  *color)
{
  g_autoptr(GArray) boxes = tw_page_text_get_boxes (text, start, end);

  for (guint i = 0; i < boxes->len; i++)
    {
      graphene_rect_t rect;

      tw_viewer_canvas_place_box (self, page, &g_array_index (boxes, TwBox, i), &rect);
      graphene_rect_inset (&rect, -1, -1);
      gtk_snapshot_append_color (snapshot, color, &rect);
    }
}

/* As a marker does it: what is light takes its colour, what is dark stays dark, so that the words can be read. No more of the page than the box
 * is blended. */
static void
mark_box (GtkSnapshot           *snapshot,
          GskRenderNode         *page,
          const graphene_rect_t *rect,
          const GdkRGBA         *color)
{
  gtk_snapshot_push_blend (snapshot, GSK_BLEND_MODE_MULTIPLY);
  gtk_snapshot_push_clip (snapshot, rect);
  gtk_snapshot_append_node (snapshot, page);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_color (snapshot, color, rect);
  gtk_snapshot_pop (snapshot);
}

/* The one that is shown has an outline, too: colour alone does not tell it from the others. */
static void
paint_hit (TwViewerCanvas   *self,
           GtkSnapshot      *snapshot,
           guint             page,
           TwPageText       *text,
           const TwTextSpan *span,
           gboolean          current,
           GskRenderNode    *node)
{
  static const GdkRGBA hit = { 1.0f, 0.92f, 0.4f, 1 }, shown = { 1.0f, 0.7f, 0.35f, 1 }, edge = { 0.7f, 0.27f, 0, 1 };
  const GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };
  g_autoptr(GArray) boxes = tw_page_text_get_boxes (text, span->start, span->end);

  for (guint i = 0; i < boxes->len; i++)
    {
      GskRoundedRect outline;
      graphene_rect_t rect;

      tw_viewer_canvas_place_box (self, page, &g_array_index (boxes, TwBox, i), &rect);
      graphene_rect_inset (&rect, -1, -1);
      mark_box (snapshot, node, &rect, current ? &shown : &hit);
      if (!current)
        continue;
      graphene_rect_inset (&rect, -1, -1);
      gsk_rounded_rect_init_from_rect (&outline, &rect, 0);
      gtk_snapshot_append_border (snapshot, &outline, widths, edges);
    }
}

static void
paint_hits (TwViewerCanvas *self,
            GtkSnapshot    *snapshot,
            guint           page,
            TwPageText     *text,
            GskRenderNode  *node)
{
  GArray *spans = self->find != NULL ? tw_viewer_find_get_hits (self->find, page) : NULL;
  guint current_page = 0;
  TwTextSpan now = { 0, 0 };
  gboolean has_current = self->find != NULL && tw_viewer_find_get_current (self->find, &current_page, &now) && current_page == page;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const TwTextSpan *span = &g_array_index (spans, TwTextSpan, i);

      paint_hit (self, snapshot, page, text, span, has_current && span->start == now.start, node);
    }
}

static void
paint_selection (TwViewerCanvas *self,
                 GtkSnapshot    *snapshot,
                 guint           page,
                 TwPageText     *text)
{
  static const GdkRGBA color = { 0.21f, 0.52f, 0.89f, 0.35f };
  const TwViewerPlace *from = &self->anchor, *to = &self->cursor;

  tw_viewer_place_order (&from, &to);
  if (!self->has_selection || page < from->page || page > to->page)
    return;
  paint_boxes (self, snapshot, page, text, page == from->page ? from->place : 0, page == to->page ? to->place : tw_page_text_get_length (text),
               &color);
}

static void
paint_message (TwViewerCanvas        *self,
               GtkSnapshot           *snapshot,
               const graphene_rect_t *bounds)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), _("This page cannot be shown."));
  int height = 0;

  pango_layout_set_width (layout, (int) (bounds->size.width * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (bounds->origin.x, bounds->origin.y + (bounds->size.height - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA) { 0.3f, 0.3f, 0.3f, 1 });
  gtk_snapshot_restore (snapshot);
}

static gboolean
paint_page (TwViewerCanvas *self,
            GtkSnapshot    *snapshot,
            guint           page)
{
  TwPageText *text = tw_viewer_document_peek_text (self->document, page);
  double scale = tw_viewer_canvas_get_scale (self) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GtkSnapshot *own = gtk_snapshot_new ();
  GskRenderNode *node = NULL;
  graphene_rect_t bounds;
  GskRoundedRect frame;
  gboolean all = FALSE;

  tw_viewer_canvas_get_bounds (self, page, &bounds);
  gsk_rounded_rect_init_from_rect (&frame, &bounds, 0);
  gtk_snapshot_append_outset_shadow (snapshot, &frame, &(GdkRGBA) { 0, 0, 0, 0.35f }, 0, 1, 1, 4);
  if (tw_renderer_get_kind (tw_viewer_document_get_renderer (self->document)) == TW_RENDERER_PDF)
    gtk_snapshot_append_color (own, &(GdkRGBA) { 1, 1, 1, 1 }, &bounds);
  all = tw_viewer_tiles_paint (self->tiles, page, self->rotation, scale, GTK_WIDGET (self), own, &bounds,
                               &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height));
  node = gtk_snapshot_free_to_node (own);
  gtk_snapshot_push_clip (snapshot, &bounds);
  if (node != NULL)
    gtk_snapshot_append_node (snapshot, node);
  if (tw_viewer_tiles_is_broken (self->tiles, page))
    {
      paint_message (self, snapshot, &bounds);
      all = TRUE;
    }
  if (text != NULL && node != NULL)
    paint_hits (self, snapshot, page, text, node);
  if (text != NULL)
    paint_selection (self, snapshot, page, text);
  g_clear_pointer (&node, gsk_render_node_unref);
  tw_viewer_canvas_paint_link (self, snapshot, page);
  gtk_snapshot_pop (snapshot);
  return all;
}

void
tw_viewer_canvas_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (widget);
  guint first = 0, last = 0;

  if (self->tiles == NULL || !tw_viewer_canvas_get_visible (self, &first, &last))
    return;
  self->complete = TRUE;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height));
  for (guint page = first; page <= last; page++)
    self->complete &= paint_page (self, snapshot, page);
  gtk_snapshot_pop (snapshot);
}
