/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-jobs-bar.h"

#include <glib/gi18n-lib.h>

struct _TwReportJobsBar
{
  AdwBin      parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (TwReportJobsBar, tw_report_jobs_bar, ADW_TYPE_BIN)

static void
progress_changed_cb (GtkWidget  *box,
                     GParamSpec *pspec,
                     TwProgress *progress)
{
  GtkWidget *bar = g_object_get_data (G_OBJECT (box), "bar"), *rows = g_object_get_data (G_OBJECT (box), "rows");
  g_autofree char *words = tw_report_job_dup_rows (g_object_get_data (G_OBJECT (box), "job"));

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), tw_progress_get_fraction (progress));
  gtk_label_set_label (GTK_LABEL (rows), words);
}

static void
cancel_cb (TwProgress *progress)
{
  g_cancellable_cancel (tw_progress_get_cancellable (progress));
}

static GtkWidget *
make_line (gpointer item,
           gpointer data)
{
  TwProgress *progress = tw_report_job_get_progress (TW_REPORT_JOB (item));
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (tw_progress_get_title (progress)), *bar = gtk_progress_bar_new (), *rows = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_label (_("Cancel"));

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_progress_get_title (progress), -1);
  gtk_widget_add_css_class (rows, "numeric");
  gtk_widget_add_css_class (rows, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (rows), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), rows);
  gtk_box_append (GTK_BOX (box), button);
  g_object_set_data (G_OBJECT (box), "bar", bar);
  g_object_set_data (G_OBJECT (box), "rows", rows);
  g_object_set_data_full (G_OBJECT (box), "job", g_object_ref (item), g_object_unref);
  g_signal_connect_object (progress, "notify::fraction", G_CALLBACK (progress_changed_cb), box, G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (cancel_cb), progress, G_CONNECT_SWAPPED);
  progress_changed_cb (box, NULL, progress);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static void
jobs_changed_cb (TwReportJobsBar *self,
                 guint            position,
                 guint            removed,
                 guint            added,
                 GListModel      *jobs)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (jobs) > 0);
}

static void
tw_report_jobs_bar_class_init (TwReportJobsBarClass *klass)
{
}

static void
tw_report_jobs_bar_init (TwReportJobsBar *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Exports that run"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "tw-report-jobs");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/**
 * tw_report_jobs_bar_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): how far its exports are
 */
GtkWidget *
tw_report_jobs_bar_new (TwWorkspace *workspace)
{
  TwReportJobsBar *self = g_object_new (TW_TYPE_REPORT_JOBS_BAR, NULL);
  GListModel *jobs = tw_report_jobs_get_model (workspace);

  gtk_list_box_bind_model (self->list, jobs, make_line, NULL, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self, G_CONNECT_SWAPPED);
  jobs_changed_cb (self, 0, 0, 0, jobs);
  return GTK_WIDGET (self);
}
