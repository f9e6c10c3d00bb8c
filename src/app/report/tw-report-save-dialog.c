/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-save-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-share-chooser.h"

struct _TwReportSaveDialog
{
  AdwMessageDialog parent_instance;

  TwReportState   *state;                              /* (owned) */
  gboolean         as_new;

  GtkEditable     *name;
  GtkSwitch       *pinned;
  TwShareChooser  *sharing;
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
  GPtrArray *sharers = tw_share_chooser_get_sharers (self->sharing);
  g_autoptr(GError) error = NULL;
  /* Who sees it could not be read: that stays as it is. */
  gboolean everybody = sharers != NULL ? tw_share_chooser_get_everybody (self->sharing)
                                       : !self->as_new && tw_report_state_get_entry (self->state)->shared;

  if (g_str_equal (response, "save") && *name != '\0'
      && !tw_report_state_save (self->state, name, self->as_new, everybody, sharers, gtk_switch_get_active (self->pinned), &error)
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

static void
tw_report_save_dialog_init (TwReportSaveDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *list = gtk_list_box_new (), *row = adw_entry_row_new ();
  GtkWidget *heading = gtk_label_new (_("Shared with"));

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  self->name = GTK_EDITABLE (row);
  self->pinned = add_switch (list, _("In the sidebar"));
  g_signal_connect_swapped (row, "changed", G_CALLBACK (name_changed_cb), self);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  self->sharing = TW_SHARE_CHOOSER (tw_share_chooser_new ());
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sharing));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _("_Cancel"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
}

/* With whom it is shared now; a further report with nobody. */
static void
show_sharing (TwReportSaveDialog *self)
{
  TwStore *store = tw_workspace_get_store (tw_report_state_get_workspace (self->state));
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "report");
  const TwId *id = &tw_report_state_get_entry (self->state)->id;
  g_autoptr(TwRecord) record = self->as_new || tw_id_is_nil (id) ? tw_record_new (entity) : tw_store_get (store, entity, id, NULL);
  g_autoptr(GPtrArray) sharers = record != NULL ? tw_share_list (store, record, NULL) : NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->sharing), sharers != NULL);
  if (sharers != NULL)
    tw_share_chooser_set (self->sharing, tw_share_is_everybody (record), sharers);
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
  tw_report_save_dialog_set (self, copy, entry->pinned);
  show_sharing (self);
  name_changed_cb (self);
  return self;
}

/**
 * tw_report_save_dialog_get_sharing:
 * @self: a dialog
 *
 * Returns: (transfer none): where it is chosen who sees it
 */
TwShareChooser *
tw_report_save_dialog_get_sharing (TwReportSaveDialog *self)
{
  g_return_val_if_fail (TW_IS_REPORT_SAVE_DIALOG (self), NULL);
  return self->sharing;
}

/**
 * tw_report_save_dialog_set:
 * @self: a dialog
 * @name: a name
 * @pinned: whether it is to stand in the sidebar
 */
void
tw_report_save_dialog_set (TwReportSaveDialog *self,
                           const char         *name,
                           gboolean            pinned)
{
  g_return_if_fail (TW_IS_REPORT_SAVE_DIALOG (self));
  gtk_editable_set_text (self->name, name);
  gtk_switch_set_active (self->pinned, pinned);
}
