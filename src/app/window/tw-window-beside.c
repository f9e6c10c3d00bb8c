/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a record to the ones beside it: the next and the one before in the list that it was opened from, and a window of its own. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-record-page.h"
#include "tw-view-page.h"
#include "tw-window-private.h"

#define OWN_WIDTH  1040
#define OWN_HEIGHT 720

/* The nearest page below the present one that shows the record in a list or on a board. */
static TwPresentation *
find_order (TwWindow     *self,
            TwRecordPage *page)
{
  g_autoptr(GtkSelectionModel) pages = adw_leaflet_get_pages (self->pages);
  const TwId *id = tw_record_get_id (tw_record_page_get_record (page));

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (pages)); i > 0; i--)
    {
      g_autoptr(AdwLeafletPage) item = g_list_model_get_item (G_LIST_MODEL (pages), i - 1);
      GtkWidget *child = adw_leaflet_page_get_child (item);
      TwPresentation *presentation = TW_IS_VIEW_PAGE (child) ? tw_view_page_get_presentation (TW_VIEW_PAGE (child)) : NULL;

      if (presentation != NULL && tw_presentation_has_record (presentation, id))
        return presentation;
    }
  return NULL;
}

static void
open_beside (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  TwWindowPage *page = tw_window_get_page (self);
  gboolean forward = g_variant_get_boolean (parameter);
  TwPresentation *order = NULL;
  TwRecord *record = NULL;
  TwRecordPage *next = NULL;
  TwId id;

  if (!TW_IS_RECORD_PAGE (page))
    return;
  record = tw_record_page_get_record (TW_RECORD_PAGE (page));
  order = find_order (self, TW_RECORD_PAGE (page));
  if (order == NULL)
    {
      tw_window_toast (self, _("The list that this record was opened from does not have it any more."));
      return;
    }
  if (!tw_presentation_find_beside (order, tw_workspace_get_store (self->workspace), tw_record_get_id (record), forward, &id))
    {
      tw_window_toast (self, forward ? _("This is the last record of the list.") : _("This is the first record of the list."));
      return;
    }
  next = tw_record_page_new (self->workspace, tw_record_get_entity (record), &id, NULL);
  if (next == NULL)
    return;
  tw_record_page_set_in_list (next, TRUE);
  tw_window_replace_page (self, TW_WINDOW_PAGE (next));
}

static void
open_window (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget), *other = NULL;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (widget));
  const char *id = NULL;
  guint entity = 0;

  g_variant_get (parameter, "(u&s)", &entity, &id);
  if (self->workspace == NULL || application == NULL)
    return;
  other = tw_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (other), OWN_WIDTH, OWN_HEIGHT);
  tw_window_set_workspace (other, self->workspace);
  tw_window_open_record (other, entity, id, "");
  gtk_window_present (GTK_WINDOW (other));
}

static const TwActionInfo infos[] = {
  { "win.open-beside", NULL, NULL, "b", NULL, open_beside },
  { "win.open-window", NULL, NULL, "(us)", NULL, open_window },
};

const TwActionTable tw_window_beside_actions = { N_("Records beside each other"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_window_tell_list:
 * @self: a window
 * @page: the page of a record that was just opened
 *
 * Tells the page whether it was opened from a list, so that it offers the records beside it.
 */
void
tw_window_tell_list (TwWindow     *self,
                     TwRecordPage *page)
{
  tw_record_page_set_in_list (page, find_order (self, page) != NULL);
}
