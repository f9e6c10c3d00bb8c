/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links by keyboard: Tab goes through those that are seen, Enter follows one, and beyond the last the focus goes on. */
#include "config.h"

#include "tw-viewer-canvas-private.h"

#include <glib/gi18n-lib.h>

static TwPageLink *
get_link (TwViewerCanvas *self,
          guint           page,
          guint           index)
{
  GPtrArray *links = self->document != NULL ? tw_viewer_document_peek_links (self->document, page) : NULL;

  return links != NULL && index < links->len ? g_ptr_array_index (links, index) : NULL;
}

static gboolean
is_seen (TwViewerCanvas   *self,
         guint             page,
         const TwPageLink *link)
{
  graphene_rect_t rect;

  tw_viewer_canvas_place_box (self, page, &link->box, &rect);
  return graphene_rect_intersection (&rect, &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height), NULL);
}

static void
choose (TwViewerCanvas *self,
        guint           page,
        guint           index)
{
  const TwPageLink *link = get_link (self, page, index);
  /* Translators: a link in a document, and what it leads to. */
  g_autofree char *words = link->address != NULL ? g_strdup_printf (_("Link to %s"), link->address) : g_strdup_printf (_("Link to page %d"), link->page + 1);

  self->has_link = TRUE;
  self->link_page = page;
  self->link_index = index;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* FALSE: there is no further one. */
gboolean
tw_viewer_canvas_step_link (TwViewerCanvas *self,
                            gboolean        forward)
{
  g_autoptr(GArray) seen = g_array_new (FALSE, FALSE, sizeof (TwViewerPlace));
  guint first = 0, last = 0, next = 0;
  int now = -1;

  if (!tw_viewer_canvas_get_visible (self, &first, &last))
    return FALSE;
  for (guint page = first; page <= last; page++)
    for (guint i = 0; get_link (self, page, i) != NULL; i++)
      {
        TwViewerPlace place = { page, i };

        if (!is_seen (self, page, get_link (self, page, i)))
          continue;
        if (self->has_link && page == self->link_page && i == self->link_index)
          now = (int) seen->len;
        g_array_append_val (seen, place);
      }
  next = now < 0 ? (forward ? 0 : seen->len - 1) : (guint) (now + (forward ? 1 : -1));
  if (seen->len == 0 || next >= seen->len)
    {
      tw_viewer_canvas_leave_links (self);
      return FALSE;
    }
  choose (self, g_array_index (seen, TwViewerPlace, next).page, g_array_index (seen, TwViewerPlace, next).place);
  return TRUE;
}

void
tw_viewer_canvas_leave_links (TwViewerCanvas *self)
{
  if (!self->has_link)
    return;
  self->has_link = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* FALSE: none is chosen. */
gboolean
tw_viewer_canvas_follow_link (TwViewerCanvas *self)
{
  TwPageLink *link = self->has_link ? get_link (self, self->link_page, self->link_index) : NULL;

  if (link == NULL)
    return FALSE;
  tw_viewer_canvas_activate_link (self, link);
  return TRUE;
}

void
tw_viewer_canvas_paint_link (TwViewerCanvas *self,
                             GtkSnapshot    *snapshot,
                             guint           page)
{
  static const GdkRGBA color = { 0.11f, 0.44f, 0.85f, 1 };
  const TwPageLink *link = self->has_link && page == self->link_page ? get_link (self, page, self->link_index) : NULL;
  graphene_rect_t rect;
  GskRoundedRect frame;

  if (link == NULL)
    return;
  tw_viewer_canvas_place_box (self, page, &link->box, &rect);
  graphene_rect_inset (&rect, -3, -3);
  gsk_rounded_rect_init_from_rect (&frame, &rect, 3);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]) { 2, 2, 2, 2 }, (GdkRGBA[4]) { color, color, color, color });
}
