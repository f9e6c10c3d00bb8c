/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-viewer-private.h"

static const double steps[] = { 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8, 12, 16 };

static void
zoom_in (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwViewerCanvas *canvas = TW_VIEWER (widget)->canvas;
  double zoom = tw_viewer_canvas_get_zoom (canvas);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] > zoom * 1.01)
      {
        tw_viewer_canvas_set_zoom (canvas, steps[i]);
        return;
      }
}

static void
zoom_out (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwViewerCanvas *canvas = TW_VIEWER (widget)->canvas;
  double zoom = tw_viewer_canvas_get_zoom (canvas);

  for (guint i = G_N_ELEMENTS (steps); i > 0; i--)
    if (steps[i - 1] < zoom * 0.99)
      {
        tw_viewer_canvas_set_zoom (canvas, steps[i - 1]);
        return;
      }
}

static void
zoom_normal (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  tw_viewer_canvas_set_zoom (TW_VIEWER (widget)->canvas, 1);
}

static void
fit_width (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_viewer_canvas_set_fit (TW_VIEWER (widget)->canvas, TW_FIT_WIDTH);
}

static void
fit_page (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  tw_viewer_canvas_set_fit (TW_VIEWER (widget)->canvas, TW_FIT_PAGE);
}

static void
turn_right (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_viewer_canvas_rotate (TW_VIEWER (widget)->canvas, 1);
}

static void
turn_left (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_viewer_canvas_rotate (TW_VIEWER (widget)->canvas, -1);
}

static void
go_to (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_VIEWER (widget)->page_entry));
}

static void
next_page (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwViewer *self = TW_VIEWER (widget);

  tw_viewer_canvas_go_to_page (self->canvas, tw_viewer_canvas_get_page (self->canvas) + 1);
}

static void
previous_page (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwViewer *self = TW_VIEWER (widget);
  guint page = tw_viewer_canvas_get_page (self->canvas);

  tw_viewer_canvas_go_to_page (self->canvas, page > 0 ? page - 1 : 0);
}

static void
find (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwViewer *self = TW_VIEWER (widget);

  gtk_widget_set_visible (self->find_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->find_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->find_entry), 0, -1);
}

static void
step (TwViewer *self,
      gboolean  forward)
{
  if (self->find != NULL)
    tw_viewer_find_step (self->find, forward);
  else if (self->state == TW_VIEWER_TEXT)
    tw_viewer_find_in_text (self, gtk_editable_get_text (GTK_EDITABLE (self->find_entry)), forward ? 1 : -1);
}

static void
find_next (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  step (TW_VIEWER (widget), TRUE);
}

static void
find_previous (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  step (TW_VIEWER (widget), FALSE);
}

static void
toggle_side (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwViewer *self = TW_VIEWER (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
copy (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwViewer *self = TW_VIEWER (widget);
  g_autofree char *text = tw_viewer_canvas_dup_selected (self->canvas);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
select_all (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_viewer_canvas_select_all (TW_VIEWER (widget)->canvas);
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_viewer_print (TW_VIEWER (widget));
}

static const TwActionInfo infos[] = {
  { "viewer.zoom-in", N_("Larger"), "<Control>plus <Control>equal <Control>KP_Add", NULL, NULL, zoom_in },
  { "viewer.zoom-out", N_("Smaller"), "<Control>minus <Control>KP_Subtract", NULL, NULL, zoom_out },
  { "viewer.zoom-normal", N_("As large as on paper"), "<Control>0 <Control>KP_0", NULL, NULL, zoom_normal },
  { "viewer.fit-width", N_("As wide as the window"), "<Control>1", NULL, NULL, fit_width },
  { "viewer.fit-page", N_("A whole page"), "<Control>2", NULL, NULL, fit_page },
  { "viewer.turn-right", N_("Turn the pages to the right"), "<Control><Shift>Right", NULL, NULL, turn_right },
  { "viewer.turn-left", N_("Turn the pages to the left"), "<Control><Shift>Left", NULL, NULL, turn_left },
  { "viewer.next-page", N_("The next page"), "<Control>Page_Down", NULL, NULL, next_page },
  { "viewer.previous-page", N_("The previous page"), "<Control>Page_Up", NULL, NULL, previous_page },
  { "viewer.go-to", N_("Go to a page"), "<Control>j", NULL, NULL, go_to },
  { "viewer.find", N_("Find in the document"), "<Control>f", NULL, NULL, find },
  { "viewer.find-next", N_("The next place"), "<Control>g", NULL, NULL, find_next },
  { "viewer.find-previous", N_("The previous place"), "<Control><Shift>g", NULL, NULL, find_previous },
  { "viewer.toggle-side", N_("Pages and outline"), "F9", NULL, NULL, toggle_side },
  { "viewer.copy", N_("Copy the selected text"), "<Control>c", NULL, NULL, copy },
  { "viewer.select-all", N_("Select the text of all pages"), "<Control>a", NULL, NULL, select_all },
  { "viewer.print", N_("Print the document"), "<Control>p", NULL, NULL, print },
};

const TwActionTable tw_viewer_actions = { N_("Documents"), infos, G_N_ELEMENTS (infos) };

void
tw_viewer_update_actions (TwViewer *self)
{
  static const char *const of_pages[] = {
    "viewer.zoom-in", "viewer.zoom-out", "viewer.zoom-normal", "viewer.fit-width", "viewer.fit-page", "viewer.turn-right",
    "viewer.turn-left", "viewer.next-page", "viewer.previous-page", "viewer.go-to", "viewer.toggle-side", "viewer.select-all",
  };
  gboolean pages = self->state == TW_VIEWER_PAGES, text = self->state == TW_VIEWER_TEXT;
  GtkWidget *widget = GTK_WIDGET (self);

  for (guint i = 0; i < G_N_ELEMENTS (of_pages); i++)
    gtk_widget_action_set_enabled (widget, of_pages[i], pages);
  gtk_widget_action_set_enabled (widget, "viewer.find", pages || text);
  gtk_widget_action_set_enabled (widget, "viewer.find-next", pages || text);
  gtk_widget_action_set_enabled (widget, "viewer.find-previous", pages || text);
  gtk_widget_action_set_enabled (widget, "viewer.print", pages);
  gtk_widget_action_set_enabled (widget, "viewer.copy", pages && tw_viewer_canvas_has_selection (self->canvas));
}
