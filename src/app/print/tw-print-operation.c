/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as a print job: laid out for the sheet that was chosen, and drawn page by page. */
#include "config.h"

#include "tw-print.h"

#define LEAST_MARGIN 28.0                              /* points */
#define LEAST_END    40.0                              /* above and below: room for the letterhead and the foot */

static void
begin_cb (GtkPrintOperation *operation,
          GtkPrintContext   *context,
          TwPaper           *paper)
{
  GtkPageSetup *setup = gtk_print_context_get_page_setup (context);
  gboolean rtl = tw_paper_is_rtl (paper);
  double left = MAX (gtk_page_setup_get_left_margin (setup, GTK_UNIT_POINTS), LEAST_MARGIN);
  double right = MAX (gtk_page_setup_get_right_margin (setup, GTK_UNIT_POINTS), LEAST_MARGIN);
  TwPaperSize size = {
    .width = gtk_page_setup_get_paper_width (setup, GTK_UNIT_POINTS),
    .height = gtk_page_setup_get_paper_height (setup, GTK_UNIT_POINTS),
    .top = gtk_page_setup_get_top_margin (setup, GTK_UNIT_POINTS) + LEAST_END,
    .bottom = gtk_page_setup_get_bottom_margin (setup, GTK_UNIT_POINTS) + LEAST_END,
    .start = rtl ? right : left,
    .end = rtl ? left : right,
  };
  g_autoptr(GError) error = NULL;

  if (!tw_paper_set_size (paper, &size, &error))
    {
      g_object_set_data_full (G_OBJECT (operation), "tw-problem", g_strdup (error->message), g_free);
      gtk_print_operation_cancel (operation);
      return;
    }
  gtk_print_operation_set_n_pages (operation, (int) tw_paper_get_n_pages (paper, NULL, NULL));
}

static void
draw_cb (GtkPrintOperation *operation,
         GtkPrintContext   *context,
         int                page,
         TwPaper           *paper)
{
  tw_paper_draw_page (paper, gtk_print_context_get_cairo_context (context), (guint) page);
}

/**
 * tw_print_operation_new:
 * @paper: (transfer full): a document
 * @name: what the job is called, and a file of it
 * @file: (nullable): path of a PDF that is written instead of asking
 *
 * Returns: (transfer full): a job that is to be run
 */
GtkPrintOperation *
tw_print_operation_new (TwPaper    *paper,
                        const char *name,
                        const char *file)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  const TwPaperSize *size = tw_paper_get_size (paper);
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GtkPrintSettings) settings = gtk_print_settings_new ();

  gtk_page_setup_set_orientation (setup, size->width > size->height ? GTK_PAGE_ORIENTATION_LANDSCAPE : GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, name);
  gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_show_progress (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, file == NULL);
  if (file != NULL)
    gtk_print_operation_set_export_filename (operation, file);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), paper);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), paper);
  g_object_set_data_full (G_OBJECT (operation), "tw-paper", paper, (GDestroyNotify) tw_paper_free);
  return operation;
}
