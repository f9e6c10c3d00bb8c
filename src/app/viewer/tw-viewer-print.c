/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document through the print dialog. The process that reads it writes the pages as a PDF of their own, whose text stays text; it is not
 * read in this program. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtkunixprint.h>
#include <unistd.h>

#include "tw-viewer-private.h"

typedef struct
{
  TwViewer    *self;                                   /* (owned) */
  GtkPrintJob *job;                                    /* (owned) */
} Printing;

static void
printing_free (Printing *printing)
{
  g_object_unref (printing->self);
  g_object_unref (printing->job);
  g_free (printing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Printing, printing_free)

static void
toast (TwViewer   *self,
       const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
sent_cb (GtkPrintJob  *job,
         gpointer      data,
         const GError *error)
{
  TwViewer *self = TW_VIEWER (data);

  if (error == NULL)
    g_signal_emit_by_name (self, "printed");
  toast (self, error != NULL ? error->message : _("The document was sent to the printer."));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(Printing) printing = data;
  g_autoptr(GError) error = NULL;
  int paper = tw_renderer_print_finish (TW_RENDERER (source), result, &error);

  if (paper >= 0 && gtk_print_job_set_source_fd (printing->job, paper, &error))
    gtk_print_job_send (printing->job, sent_cb, g_object_ref (printing->self), g_object_unref);
  else
    toast (printing->self, error->message);
  if (paper >= 0)
    close (paper);
}

/* (element-type guint) */
GArray *
tw_viewer_choose_pages (TwViewer         *self,
                        GtkPrintSettings *settings)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = tw_viewer_document_get_n_pages (self->document), current = tw_viewer_canvas_get_page (self->canvas);
  int n_ranges = 0;
  g_autofree GtkPageRange *ranges = gtk_print_settings_get_page_ranges (settings, &n_ranges);
  GtkPrintPages which = gtk_print_settings_get_print_pages (settings);

  for (guint page = 0; page < n; page++)
    {
      gboolean wanted = which == GTK_PRINT_PAGES_ALL || which == GTK_PRINT_PAGES_SELECTION || (which == GTK_PRINT_PAGES_CURRENT && page == current);

      for (int i = 0; which == GTK_PRINT_PAGES_RANGES && i < n_ranges; i++)
        wanted |= (int) page >= ranges[i].start && (ranges[i].end < 0 || (int) page <= ranges[i].end);
      if (wanted)
        g_array_append_val (pages, page);
    }
  return pages;
}

static void
answered_cb (GtkPrintUnixDialog *dialog,
             int                 response,
             TwViewer           *self)
{
  GtkPrinter *printer = gtk_print_unix_dialog_get_selected_printer (dialog);
  g_autoptr(GtkPrintSettings) settings = NULL;
  g_autoptr(GArray) pages = NULL;
  GtkPageSetup *setup = gtk_print_unix_dialog_get_page_setup (dialog);
  Printing *printing = NULL;

  if (response == GTK_RESPONSE_OK && printer != NULL && self->document != NULL)
    {
      settings = gtk_print_unix_dialog_get_settings (dialog);
      pages = tw_viewer_choose_pages (self, settings);
      printing = g_new0 (Printing, 1);
      printing->self = g_object_ref (self);
      printing->job = gtk_print_job_new (self->name, printer, settings, setup);
      tw_renderer_print_async (self->renderer, gtk_page_setup_get_paper_width (setup, GTK_UNIT_POINTS),
                               gtk_page_setup_get_paper_height (setup, GTK_UNIT_POINTS), pages, NULL, written_cb, printing);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
tw_viewer_print (TwViewer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = NULL;
  g_autoptr(GtkPrintSettings) settings = gtk_print_settings_new ();

  if (self->document == NULL)
    return;
  dialog = gtk_print_unix_dialog_new (self->name, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, self->name);
  gtk_print_unix_dialog_set_settings (GTK_PRINT_UNIX_DIALOG (dialog), settings);
  gtk_print_unix_dialog_set_current_page (GTK_PRINT_UNIX_DIALOG (dialog), (int) tw_viewer_canvas_get_page (self->canvas));
  gtk_print_unix_dialog_set_manual_capabilities (GTK_PRINT_UNIX_DIALOG (dialog), GTK_PRINT_CAPABILITY_GENERATE_PDF
                                                                                   | GTK_PRINT_CAPABILITY_PAGE_SET);
  gtk_print_unix_dialog_set_embed_page_setup (GTK_PRINT_UNIX_DIALOG (dialog), TRUE);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
