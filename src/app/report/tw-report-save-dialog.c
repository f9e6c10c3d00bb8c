/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-save-dialog.h"

#include <glib/gi18n-lib.h>

struct _TwReportSaveDialog
{
  AdwMessageDialog parent_instance;

  TwReportState   *state;                              /* (owned) */
  gboolean         as_new;

  GtkEditable     *name;
  GtkSwitch       *shared, *pinned;
};

G_DEFINE_FINAL_TYPE (TwReportSaveDialog, tw_report_save_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_name (TwReportSaveDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
name_changed_cb (TwReportSaveDialog *self)
{
  g_autofree char *name = dup_name (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save", *name != '\0');
}

static void
tw_report_save_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  TwReportSaveDialog *self = TW_REPORT_SAVE_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autofree char *name = dup_name (self);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (response, "save") && *name != '\0'
      && !tw_report_state_save (self->state, name, self->as_new, gtk_switch_get_active (self->shared), gtk_switch_get_active (self->pinned), &error)
      && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_report_save_dialog_dispose (GObject *object)
{
  g_clear_object (&TW_REPORT_SAVE_DIALOG (object)->state);
  G_OBJECT_CLASS (tw_report_save_dialog_parent_class)->dispose (object);
}

static void
tw_report_save_dialog_class_init (TwReportSaveDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_report_save_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_report_save_dialog_response;
}

static GtkSwitch *
add_switch (GtkWidget  *list,
            const char *title)
{
  GtkWidget *row = adw_action_row_new (), *input = gtk_switch_new ();

  gtk_widget_set_valign (input, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), input);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return GTK_SWITCH (input);
}

/* Three rows: no template would be shorter. */
static void
tw_report_save_dialog_init (TwReportSaveDialog *self)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_entry_row_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  self->name = GTK_EDITABLE (row);
  self->shared = add_switch (list, _("Shared with everybody"));
  self->pinned = add_switch (list, _("In the sidebar"));
  g_signal_connect_swapped (row, "changed", G_CALLBACK (name_changed_cb), self);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _("_Cancel"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
}

/**
 * tw_report_save_dialog_new:
 * @parent: the window that it belongs to
 * @state: the report
 * @as_new: whether a further report is made
 *
 * Returns: (transfer none): a dialog that saves the report when it is answered so
 */
TwReportSaveDialog *
tw_report_save_dialog_new (GtkWindow     *parent,
                           TwReportState *state,
                           gboolean       as_new)
{
  TwReportSaveDialog *self = g_object_new (TW_TYPE_REPORT_SAVE_DIALOG, "transient-for", parent, "modal", TRUE, "heading", _("Save Report"), "body",
                                           _("Its columns, groups, filters and days are kept."), NULL);
  const TwReportEntry *entry = tw_report_state_get_entry (state);
  g_autofree char *copy = NULL;

  self->state = g_object_ref (state);
  self->as_new = as_new;
  /* Translators: name of a report that is saved once more under another name. */
  copy = as_new && !tw_id_is_nil (&entry->id) ? g_strdup_printf (_("%s, changed"), entry->name) : g_strdup (entry->name);
  tw_report_save_dialog_set (self, copy, entry->shared && !as_new, entry->pinned);
  name_changed_cb (self);
  return self;
}

/**
 * tw_report_save_dialog_set:
 * @self: a dialog
 * @name: a name
 * @shared: whether everybody is to see it
 * @pinned: whether it is to stand in the sidebar
 */
void
tw_report_save_dialog_set (TwReportSaveDialog *self,
                           const char         *name,
                           gboolean            shared,
                           gboolean            pinned)
{
  g_return_if_fail (TW_IS_REPORT_SAVE_DIALOG (self));
  gtk_editable_set_text (self->name, name);
  gtk_switch_set_active (self->shared, shared);
  gtk_switch_set_active (self->pinned, pinned);
}
