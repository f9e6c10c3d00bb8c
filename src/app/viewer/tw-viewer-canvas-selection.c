/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that is selected in a document, from one place to another on any pages. */
#include "config.h"

#include "tw-viewer-canvas-private.h"

void
tw_viewer_place_order (const TwViewerPlace **from,
                       const TwViewerPlace **to)
{
  const TwViewerPlace *a = *from, *b = *to;

  if (a->page < b->page || (a->page == b->page && a->place <= b->place))
    return;
  *from = b;
  *to = a;
}

void
tw_viewer_canvas_set_selection (TwViewerCanvas      *self,
                                const TwViewerPlace *anchor,
                                const TwViewerPlace *cursor)
{
  gboolean has = anchor->page != cursor->page || anchor->place != cursor->place;

  self->anchor = *anchor;
  self->cursor = *cursor;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->has_selection == has)
    return;
  self->has_selection = has;
  g_object_notify (G_OBJECT (self), "has-selection");
}

/**
 * tw_viewer_canvas_dup_selected:
 * @self: a canvas
 *
 * Returns: (transfer full) (nullable): the selected text, as far as it was read
 */
char *
tw_viewer_canvas_dup_selected (TwViewerCanvas *self)
{
  const TwViewerPlace *from = NULL, *to = NULL;
  g_autoptr(GString) all = NULL;

  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), NULL);
  if (!self->has_selection)
    return NULL;
  from = &self->anchor;
  to = &self->cursor;
  tw_viewer_place_order (&from, &to);
  all = g_string_new (NULL);
  for (guint page = from->page; page <= to->page; page++)
    {
      TwPageText *text = tw_viewer_document_peek_words (self->document, page);
      g_autofree char *part = NULL;

      if (text == NULL)
        continue;
      part = tw_page_text_dup_span (text, page == from->page ? from->place : 0, page == to->page ? to->place : G_MAXUINT);
      g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", part);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/**
 * tw_viewer_canvas_has_selection:
 * @self: a canvas
 *
 * Returns: whether text is selected
 */
gboolean
tw_viewer_canvas_has_selection (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), FALSE);
  return self->has_selection;
}

/**
 * tw_viewer_canvas_select:
 * @self: a canvas
 * @page: number of the first page, from 0
 * @start: first character on it
 * @end_page: number of the last page
 * @end: the character after the last
 *
 * Selects text.
 */
void
tw_viewer_canvas_select (TwViewerCanvas *self,
                         guint           page,
                         guint           start,
                         guint           end_page,
                         guint           end)
{
  TwViewerPlace anchor = { page, start }, cursor = { end_page, end };

  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  tw_viewer_canvas_set_selection (self, &anchor, &cursor);
}

/**
 * tw_viewer_canvas_select_all:
 * @self: a canvas
 *
 * Selects the text of all pages, and reads what was not read yet.
 */
void
tw_viewer_canvas_select_all (TwViewerCanvas *self)
{
  guint n = 0;

  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  n = self->document != NULL ? tw_viewer_document_get_n_pages (self->document) : 0;
  if (n == 0)
    return;
  for (guint page = 0; page < MIN (n, 500); page++)
    tw_viewer_document_want_words (self->document, page);
  tw_viewer_canvas_select (self, 0, 0, n - 1, G_MAXUINT);
}
