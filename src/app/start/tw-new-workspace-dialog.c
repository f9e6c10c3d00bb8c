/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-new-workspace-dialog.h"

struct _TwNewWorkspaceDialog
{
  AdwMessageDialog parent_instance;

  TwApplication   *application;                        /* (owned) */

  GtkEditable     *name;
  GtkEditable     *user;
  GtkEditable     *email;
};

G_DEFINE_FINAL_TYPE (TwNewWorkspaceDialog, tw_new_workspace_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_text (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

static void
changed_cb (TwNewWorkspaceDialog *self)
{
  g_autofree char *name = dup_text (self->name), *user = dup_text (self->user), *email = dup_text (self->email);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "create",
                                           *name != '\0' && *user != '\0' && strchr (email, '@') != NULL);
}

static void
tw_new_workspace_dialog_response (AdwMessageDialog *dialog,
                                  const char       *response)
{
  TwNewWorkspaceDialog *self = TW_NEW_WORKSPACE_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autofree char *name = dup_text (self->name), *user = dup_text (self->user), *email = dup_text (self->email);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (response, "create") && !tw_application_create (self->application, name, user, email, &error)
      && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_new_workspace_dialog_dispose (GObject *object)
{
  TwNewWorkspaceDialog *self = TW_NEW_WORKSPACE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_NEW_WORKSPACE_DIALOG);
  g_clear_object (&self->application);
  G_OBJECT_CLASS (tw_new_workspace_dialog_parent_class)->dispose (object);
}

static void
tw_new_workspace_dialog_class_init (TwNewWorkspaceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_new_workspace_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_new_workspace_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("start/tw-new-workspace-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwNewWorkspaceDialog, name);
  gtk_widget_class_bind_template_child (widget_class, TwNewWorkspaceDialog, user);
  gtk_widget_class_bind_template_child (widget_class, TwNewWorkspaceDialog, email);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tw_new_workspace_dialog_init (TwNewWorkspaceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What the computer knows already need not be typed. */
  if (!g_str_equal (g_get_real_name (), "Unknown"))
    gtk_editable_set_text (self->user, g_get_real_name ());
}

/**
 * tw_new_workspace_dialog_new:
 * @parent: the window that it belongs to
 * @application: the program that makes the workspace
 *
 * Returns: (transfer none): a dialog that makes and opens a workspace when it is answered so
 */
TwNewWorkspaceDialog *
tw_new_workspace_dialog_new (GtkWindow     *parent,
                             TwApplication *application)
{
  TwNewWorkspaceDialog *self = g_object_new (TW_TYPE_NEW_WORKSPACE_DIALOG, "transient-for", parent, NULL);

  self->application = g_object_ref (application);
  return self;
}
