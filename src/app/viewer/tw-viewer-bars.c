/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bars of a viewer say. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-viewer-private.h"
#include "tw-number.h"

void
tw_viewer_show_page (TwViewer *self)
{
  guint page = tw_viewer_canvas_get_page (self->canvas), n = self->document != NULL ? tw_viewer_document_get_n_pages (self->document) : 0;
  g_autofree char *number = g_strdup_printf ("%u", page + 1);
  /* Translators: stands behind the number of a page: how many there are. */
  g_autofree char *count = g_strdup_printf (_("of %u"), n);

  gtk_editable_set_text (GTK_EDITABLE (self->page_entry), number);
  gtk_label_set_label (self->page_count, count);
  tw_viewer_side_set_page (self->side, page);
  tw_viewer_update_actions (self);
}

void
tw_viewer_show_zoom (TwViewer *self)
{
  g_autofree char *text = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, round (tw_viewer_canvas_get_zoom (self->canvas) * 100), FALSE);

  gtk_label_set_label (self->zoom_label, text);
}

void
tw_viewer_show_hits (TwViewer *self)
{
  guint n = self->find != NULL ? tw_viewer_find_get_n_hits (self->find) : 0;
  g_autofree char *text = NULL;

  if (self->find == NULL || *tw_viewer_find_get_words (self->find) == '\0')
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (tw_viewer_find_is_busy (self->find) ? _("Searching…") : _("Not found"));
  else if (tw_viewer_find_is_busy (self->find))
    /* Translators: the number of the place that is shown, and how many were found so far. */
    text = g_strdup_printf (_("%u of %u…"), tw_viewer_find_get_number (self->find), n);
  else
    /* Translators: the number of the place that is shown, and how many there are. */
    text = g_strdup_printf (_("%u of %u"), tw_viewer_find_get_number (self->find), n);
  gtk_label_set_label (self->find_count, text);
  /* Whoever types hears it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->find_entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  if (n == 0 && self->find != NULL && *tw_viewer_find_get_words (self->find) != '\0' && !tw_viewer_find_is_busy (self->find))
    gtk_widget_add_css_class (GTK_WIDGET (self->find_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->find_entry), "error");
}

void
tw_viewer_show_current_hit (TwViewer *self)
{
  guint page = 0;
  TwTextSpan span;

  if (self->find != NULL && tw_viewer_find_get_current (self->find, &page, &span))
    tw_viewer_canvas_show_span (self->canvas, page, &span);
  tw_viewer_show_hits (self);
}
