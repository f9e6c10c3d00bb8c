/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-application-private.h"
#include "tw-connect-dialog.h"
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
connected_cb (TwApplication *self,
              TwSyncAccount *account)
{
  if (self->window == NULL)
    return;
  if (self->workspace == NULL || account != tw_workspace_get_account (self->workspace))
    tw_application_take_account (self, account);
  /* How far the first load is; people can go on from there at once. */
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-sync", NULL);
}

static void
connect_server (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);
  TwSyncAccount *account = self->workspace != NULL ? tw_workspace_get_account (self->workspace) : NULL;
  g_autofree char *folder = tw_application_dup_data_dir ();
  TwConnectDialog *dialog = NULL;

  if (self->window == NULL)
    return;
  dialog = tw_connect_dialog_new (GTK_WINDOW (self->window), account, FALSE);
  tw_connect_dialog_set_folder (dialog, folder);
  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Something was chosen on a notice of the desktop. */
static void
notice (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);
  const char *what = NULL, *id = NULL;
  GVariant *record = NULL;

  g_variant_get (parameter, "(&s&s)", &what, &id);
  if (self->notices != NULL)
    record = tw_desktop_notices_act (self->notices, what, id);
  if (record == NULL || self->window == NULL)
    return;
  gtk_widget_activate_action_variant (GTK_WIDGET (self->window), "win.open-record", record);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* Reads "(sss)": what was done in the background, a sentence, and the address of a file. */
static void
tell (GSimpleAction *action,
      GVariant      *parameter,
      gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);
  const char *title = NULL, *words = NULL, *uri = NULL;

  g_variant_get (parameter, "(&s&s&s)", &title, &words, &uri);
  if (self->notices != NULL)
    tw_desktop_notices_tell (self->notices, title, words, uri);
}

static void
open_outside (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);

  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.open-outside", "s", g_variant_get_string (parameter, NULL));
}

static void
stop_demo (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);

  if (self->making_demo != NULL)
    g_cancellable_cancel (self->making_demo);
}

static void
quit (GSimpleAction *action,
      GVariant      *parameter,
      gpointer       data)
{
  g_application_quit (G_APPLICATION (data));
}

/* Commands of the program and of no widget: they are GActions of the application, and the table only tells people of them. */
static const TwActionInfo infos[] = {
  { "app.new-workspace", N_("New workspace") },
  { "app.open-workspace", N_("Open a workspace") },
  { "app.open-demo", N_("Demo company") },
  { "app.connect-server", N_("Connect to a server") },
  { "app.quit", N_("Quit"), "<Control>q" },
};

const TwActionTable tw_application_actions = { N_("Program"), infos, G_N_ELEMENTS (infos) };

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
    { .name = "stop-demo", .activate = stop_demo },
    { .name = "connect-server", .activate = connect_server },
    { .name = "notice", .activate = notice, .parameter_type = "(ss)" },
    { .name = "tell", .activate = tell, .parameter_type = "(sss)" },
    { .name = "open-outside", .activate = open_outside, .parameter_type = "s" },
    { .name = "quit", .activate = quit },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *const[]) { "<Control>q", NULL });
}
