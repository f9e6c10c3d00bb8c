/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-report-page-private.h"
#include "tw-report-save-dialog.h"

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
  else if (!tw_report_state_save (self->state, NULL, FALSE, entry->shared, entry->pinned, &error))
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

static void
show_designer (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_object_set (widget, "designing", TRUE, NULL);
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

/* What can be done now. */
void
tw_report_page_update_actions (TwReportPage *self)
{
  gboolean saved = !tw_id_is_nil (&tw_report_state_get_entry (self->state)->id), changed = tw_report_state_get_changed (self->state);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", changed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.rename", saved && is_own (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.delete", saved);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.undo", tw_report_state_can_undo (self->state));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.redo", tw_report_state_can_redo (self->state));
  /* In a narrow window the menu has it. */
  gtk_widget_set_visible (self->save_button, changed && !tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
}

static const TwActionInfo infos[] = {
  { "report.designing", N_("Design the report"), "<Control>e", NULL, NULL, NULL, "designing" },
  { "report.show-designer", NULL, NULL, NULL, NULL, show_designer },
  { "report.filter", N_("Add a filter to the report"), "<Control><Shift>f", NULL, NULL, add_filter },
  { "report.save", N_("Save the report"), "<Control>s", NULL, NULL, save },
  { "report.save-as", N_("Save the report under another name"), "<Control><Shift>s", NULL, NULL, save_as },
  { "report.rename", N_("Rename or share the report"), "F2", NULL, NULL, rename_report },
  { "report.delete", N_("Delete the report"), NULL, NULL, NULL, delete_report },
  { "report.undo", N_("Undo a step of the design"), "<Control><Alt>z", NULL, NULL, undo },
  { "report.redo", N_("Redo a step of the design"), "<Control><Alt>y", NULL, NULL, redo },
  { "report.fold", N_("Fold all groups"), "<Control>minus", "b", "true", fold },
  { "report.fold", N_("Unfold all groups"), "<Control>plus", "b", "false", NULL },
  { "win.back", N_("Back to the page before"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_report_page_actions = { N_("Report"), infos, G_N_ELEMENTS (infos) };
