/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for what is seen, and for what will be seen next. */
#include "config.h"

#include "tw-viewer-canvas-private.h"

static void
want_page (TwViewerCanvas *self,
           guint           page,
           int             priority,
           double          margin)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_rect_t bounds, area;

  tw_viewer_canvas_get_bounds (self, page, &bounds);
  graphene_rect_init (&area, -bounds.origin.x * (float) factor, (float) ((-bounds.origin.y - margin) * factor), (float) (self->width * factor),
                      (float) ((self->height + 2 * margin) * factor));
  tw_viewer_tiles_want (self->tiles, page, self->rotation, tw_viewer_canvas_get_scale (self) * factor, &area, priority);
}

/* Pages of a screen below and above are drawn before they are scrolled to; those below first. */
static void
want_next (TwViewerCanvas *self,
           guint           first,
           guint           last)
{
  guint above = tw_viewer_canvas_find_page (self, MAX (self->tops[first] - self->height, 0));
  guint below = MIN (tw_viewer_canvas_find_page (self, self->tops[last] + 2.0 * self->height), self->n_tops - 1);

  for (guint page = last + 1; page <= MIN (below, last + 6); page++)
    want_page (self, page, TW_SOON, self->height);
  for (guint page = first; page > above && first - page < 3; page--)
    want_page (self, page - 1, TW_SOON + 1, self->height);
}

void
tw_viewer_canvas_ask (TwViewerCanvas *self)
{
  guint first = 0, last = 0;

  if (self->tiles == NULL || self->width <= 0 || !tw_viewer_canvas_get_visible (self, &first, &last))
    return;
  tw_viewer_tiles_begin (self->tiles);
  for (guint page = first; page <= last; page++)
    want_page (self, page, TW_URGENT, 0);
  want_next (self, first, last);
  tw_viewer_tiles_end (self->tiles);
  for (guint page = first; page <= last; page++)
    {
      tw_viewer_document_want_links (self->document, page);
      tw_viewer_document_want_text (self->document, page, TW_LATER);
    }
}
