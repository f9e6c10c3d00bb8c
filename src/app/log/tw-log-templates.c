/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates of the quick log: those to choose from, a new one, and the list of all. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-log-dialog-private.h"

#define MAX_TEMPLATES 50

/* Own ones and those that are shared with the team. */
void
tw_log_dialog_read_templates (TwLogDialog *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, "activity_template");
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GPtrArray) records = NULL;

  if (entity != NULL)
    query = tw_query_new (schema, entity, "shared or owner = me", "name", NULL);
  if (query != NULL)
    records = tw_store_list (tw_workspace_get_store (self->workspace), query, MAX_TEMPLATES, NULL, NULL, NULL);
  gtk_string_list_append (names, _("No template"));
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      g_autofree char *name = tw_record_dup_title (g_ptr_array_index (records, i));

      gtk_string_list_append (names, name);
      g_ptr_array_add (self->templates, g_object_ref (g_ptr_array_index (records, i)));
    }
  gtk_drop_down_set_model (self->template_drop, G_LIST_MODEL (names));
}

static void
template_kept_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(TwLogDialog) self = TW_LOG_DIALOG (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (self->templates == NULL)
    return;
  if (commit == NULL)
    tw_log_dialog_show_error (self, error->message);
  else
    {
      g_ptr_array_set_size (self->templates, 0);
      tw_log_dialog_read_templates (self);
      tw_log_dialog_update (self);
    }
}

/* What is entered now, for the next time; the activity itself is not kept by this. */
void
tw_log_dialog_keep_template (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  TwLogDialog *self = TW_LOG_DIALOG (widget);
  g_autoptr(TwRecord) activity = NULL, template = NULL, task = NULL;
  g_autofree char *follow_up = NULL, *title = NULL, *what = NULL;
  TwEdit *edit = NULL;

  tw_log_dialog_show_error (self, NULL);
  if (self->only_task || (activity = tw_log_dialog_make_record (self, self->activity, self->activity_rows)) == NULL)
    return;
  if (tw_log_dialog_wants_task (self) && (task = tw_log_dialog_make_task (self, activity)) != NULL)
    follow_up = tw_record_dup_title (task);
  template = tw_activity_make_template (activity, NULL, follow_up);
  if (template == NULL)
    return;
  title = tw_record_dup_title (template);
  /* Translators: names a change; %s is the name of a template of activities. */
  what = g_strdup_printf (_("New template “%s”"), title);
  edit = tw_edit_new (tw_workspace_get_store (self->workspace), TW_ORIGIN_PERSON, what);
  tw_edit_save (edit, template);
  tw_edit_commit_async (edit, NULL, template_kept_cb, g_object_ref (self));
}

/* They are records like others: the list of them can do everything. */
void
tw_log_dialog_show_templates (GtkWidget  *widget,
                              const char *name,
                              GVariant   *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-view", "s", "activity_template");
  gtk_window_destroy (GTK_WINDOW (widget));
}
