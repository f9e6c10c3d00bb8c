/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-application-private.h"
#include "tw-new-workspace-dialog.h"

static void
folder_chosen_cb (GtkNativeDialog *dialog,
                  int              response,
                  TwApplication   *self)
{
  g_autoptr(GFile) folder = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (folder != NULL)
    path = g_file_get_path (folder);
  if (path != NULL)
    tw_application_open (self, path, FALSE);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
open_workspace (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);
  GtkFileChooserNative *dialog = NULL;

  dialog = gtk_file_chooser_native_new (_("Open Workspace"), GTK_WINDOW (self->window),
                                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
new_workspace (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);

  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (tw_new_workspace_dialog_new (GTK_WINDOW (self->window), self)));
}

static void
open_demo (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  tw_application_open_demo (TW_APPLICATION (data));
}

static void
quit (GSimpleAction *action,
      GVariant      *parameter,
      gpointer       data)
{
  g_application_quit (G_APPLICATION (data));
}

/**
 * tw_application_add_actions:
 * @self: the program
 *
 * Adds the commands that need no window's context: workspaces and the end.
 */
void
tw_application_add_actions (TwApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-workspace", .activate = open_workspace },
    { .name = "new-workspace", .activate = new_workspace },
    { .name = "open-demo", .activate = open_demo },
    { .name = "quit", .activate = quit },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *const[]) { "<Control>q", NULL });
}
