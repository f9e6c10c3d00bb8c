/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dashboard on paper: its charts at their places, on one sheet. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"
#include "tw-figure-chart.h"

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              TwDashboardPage   *self)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  GArray *places = tw_dashboard_grid_get_places (self->grid);
  double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context), step = width / TW_GRID_COLUMNS;
  double row = MIN (48, height / MAX (tw_grid_get_rows (places), 1));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < places->len; i++)
    {
      const TwGridPlace *place = &g_array_index (places, TwGridPlace, i);
      TwChart *chart = tw_chart_canvas_get_chart (tw_chart_view_get_canvas (tw_figure_view_get_chart (tw_dashboard_page_get_view (place->tile))));
      TwChartLook look = { .rtl = rtl, .size = 8 };
      double w = place->width * step - 8, x = rtl ? width - place->column * step - w : place->column * step;
      g_autoptr(TwChartPlan) plan = chart != NULL ? tw_chart_plan_new (chart, &look, w, place->height * row - 8) : NULL;

      if (plan == NULL)
        continue;
      cairo_save (cr);
      cairo_translate (cr, x, place->row * row);
      tw_chart_plan_draw (plan, cr);
      cairo_restore (cr);
    }
}

static void
printed_cb (GtkPrintOperation      *operation,
            GtkPrintOperationResult result,
            TwDashboardPage        *self)
{
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    tw_dashboard_page_report (self, error);
}

void
tw_dashboard_page_print (TwDashboardPage *self)
{
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);

  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, dashboard != NULL ? dashboard->name : _("Dashboard"));
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), self, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self, 0);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL);
}
