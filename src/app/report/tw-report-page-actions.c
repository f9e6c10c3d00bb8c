/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-may-export.h"
#include "tw-print.h"
#include "tw-report-page-private.h"
#include "tw-report-runs-window.h"
#include "tw-report-save-dialog.h"
#include "tw-share-dialog.h"

/* Somebody else's report and a ready one are not changed: a copy is saved. */
static gboolean
is_own (TwReportPage *self)
{
  const TwReportEntry *entry = tw_report_state_get_entry (self->state);

  return entry->own && !tw_id_is_nil (&entry->id);
}

static void
ask_name (TwReportPage *self,
          gboolean      as_new)
{
  gtk_window_present (GTK_WINDOW (tw_report_save_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->state, as_new)));
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);
  const TwReportEntry *entry = tw_report_state_get_entry (self->state);
  g_autoptr(GError) error = NULL;

  if (!is_own (self))
    ask_name (self, TRUE);
  else if (!tw_report_state_save (self->state, NULL, FALSE, entry->shared, NULL, entry->pinned, &error))
    tw_report_page_report (self, error);
}

static void
save_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  ask_name (TW_REPORT_PAGE (widget), TRUE);
}

static void
rename_report (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ask_name (TW_REPORT_PAGE (widget), FALSE);
}

static void
delete_report (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (tw_report_entry_delete (tw_workspace_get_store (tw_report_state_get_workspace (self->state)), &tw_report_state_get_entry (self->state)->id, &error))
    gtk_widget_activate_action (widget, "win.show-reports", NULL);
  else
    tw_report_page_report (self, error);
}

static void
undo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_report_state_undo (TW_REPORT_PAGE (widget)->state);
}

static void
redo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_report_state_redo (TW_REPORT_PAGE (widget)->state);
}

static void
fold (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_report_lines_fold_all (tw_report_grid_get_lines (tw_report_answer_get_table (TW_REPORT_PAGE (widget)->answer)), g_variant_get_boolean (parameter));
}

/* --- Files --- */

static const struct { const char *name, *ending, *label; } formats[] = {
  [TW_REPORT_FILE_CSV] = { "csv", ".csv", N_("Table for programs (CSV)") },
  [TW_REPORT_FILE_XLSX] = { "xlsx", ".xlsx", N_("Workbook (Excel)") },
  [TW_REPORT_FILE_PDF] = { "pdf", ".pdf", N_("Document (PDF)") },
};

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                TwReportPage    *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  TwReportFormat format = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "format"));

  if (file != NULL)
    tw_report_page_export (self, file, format);
  g_object_unref (dialog);
}

static gboolean
may_export (TwReportPage *self)
{
  return tw_may_export (GTK_WIDGET (self), tw_report_state_get_workspace (self->state), tw_report_state_get_entity (self->state));
}

static void
export (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);
  guint format = 0;
  GtkFileChooserNative *dialog = NULL;
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *file_name = NULL, *pattern = NULL;

  while (format < G_N_ELEMENTS (formats) && !g_str_equal (formats[format].name, g_variant_get_string (parameter, NULL)))
    format++;
  if (format == G_N_ELEMENTS (formats) || !may_export (self))
    return;
  file_name = g_strconcat (tw_report_state_get_entry (self->state)->name, formats[format].ending, NULL);
  pattern = g_strconcat ("*", formats[format].ending, NULL);
  dialog = gtk_file_chooser_native_new (_("Export the Report"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"),
                                        _("_Cancel"));
  gtk_file_filter_set_name (filter, _(formats[format].label));
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), g_strdelimit (file_name, "/", '-'));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), "format", GUINT_TO_POINTER (format));
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  if (may_export (TW_REPORT_PAGE (widget)))
    tw_print_report (widget, TW_REPORT_PAGE (widget)->state);
}

static void
add_filter (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);

  if (self->filter_bar != NULL)
    tw_filter_bar_add (self->filter_bar);
}

static void
clear_filters (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwViewState *filters = tw_report_state_get_filters (TW_REPORT_PAGE (widget)->state);

  if (filters != NULL)
    tw_view_state_set_conditions (filters, NULL, NULL);
}

/* What can be done now. */
void
tw_report_page_update_actions (TwReportPage *self)
{
  gboolean saved = !tw_id_is_nil (&tw_report_state_get_entry (self->state)->id), changed = tw_report_state_get_changed (self->state);
  TwViewState *filters = tw_report_state_get_filters (self->state);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", changed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.clear-filters", filters != NULL && tw_view_state_get_n_conditions (filters) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.rename", saved && is_own (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.share", saved && is_own (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.runs", saved);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.delete", saved);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.undo", tw_report_state_can_undo (self->state));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.redo", tw_report_state_can_redo (self->state));
  /* In a narrow window the menu has it. */
  gtk_widget_set_visible (self->save_button, changed && !tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
}

static void
show_runs (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);

  gtk_window_present (GTK_WINDOW (tw_report_runs_window_new (GTK_WINDOW (gtk_widget_get_root (widget)), tw_report_state_get_workspace (self->state),
                                                             &tw_report_state_get_entry (self->state)->id)));
}

static void
share (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwReportPage *self = TW_REPORT_PAGE (widget);

  tw_share_dialog_ask (widget, tw_workspace_get_store (tw_report_state_get_workspace (self->state)), "report",
                       &tw_report_state_get_entry (self->state)->id);
}

static const TwActionInfo infos[] = {
  { "report.designing", N_("Design the report"), "<Control>e", NULL, NULL, NULL, "designing" },
  { "report.filter", N_("Add a filter to the report"), "<Control><Shift>f", NULL, NULL, add_filter },
  { "report.clear-filters", N_("Remove all filters"), NULL, NULL, NULL, clear_filters },
  { "report.export", N_("Export the report as PDF"), "<Control><Shift>e", "s", "'pdf'", export },
  { "report.export", N_("Export the report for Excel"), NULL, "s", "'xlsx'", NULL },
  { "report.export", N_("Export the report as CSV"), NULL, "s", "'csv'", NULL },
  { "report.print", N_("Print the report"), "<Control>p", NULL, NULL, print },
  { "report.save", N_("Save the report"), "<Control>s", NULL, NULL, save },
  { "report.save-as", N_("Save the report under another name"), "<Control><Shift>s", NULL, NULL, save_as },
  { "report.rename", N_("Rename the report"), "F2", NULL, NULL, rename_report },
  { "report.share", N_("Share the report"), NULL, NULL, NULL, share },
  { "report.runs", N_("Former exports of the report"), NULL, NULL, NULL, show_runs },
  { "report.delete", N_("Delete the report"), NULL, NULL, NULL, delete_report },
  { "report.undo", N_("Undo a step of the design"), "<Control><Alt>z", NULL, NULL, undo },
  { "report.redo", N_("Redo a step of the design"), "<Control><Alt>y", NULL, NULL, redo },
  { "report.fold", N_("Fold all groups"), "<Control>minus", "b", "true", fold },
  { "report.fold", N_("Unfold all groups"), "<Control>plus", "b", "false", NULL },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_report_page_actions = { N_("Report"), infos, G_N_ELEMENTS (infos) };
