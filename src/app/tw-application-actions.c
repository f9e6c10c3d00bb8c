/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-application-private.h"
#include "tw-connect-dialog.h"
#include "tw-new-workspace-dialog.h"
#include "tw-open-store.h"
#include "tw-task.h"
#include "tw-typed-words.h"

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
reopen (GTask        *task,
        gpointer      source,
        gpointer      dir,
        GCancellable *cancellable)
{
  GError *error = NULL;
  TwStore *store = tw_open_store_patiently (dir, &error);

  if (store != NULL)
    g_task_return_pointer (task, store, g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_shown (TwApplication *self,
          const char    *dir)
{
  return self->workspace != NULL && g_str_equal (dir, tw_store_get_dir (tw_workspace_get_store (self->workspace)));
}

static void
close_store (gpointer store)
{
  tw_store_close (store);
  g_object_unref (store);
}

static void
lose_words_cb (AdwMessageDialog *dialog,
               const char       *response,
               TwApplication    *self)
{
  TwStore *store = g_object_get_data (G_OBJECT (dialog), "store");

  if (!g_str_equal (response, "open") || !is_shown (self, tw_store_get_dir (store)))
    return;
  tw_application_take_workspace (self, store);
  g_object_unref (g_object_steal_data (G_OBJECT (dialog), "store"));
}

/* All windows are filled anew or closed: what was typed in them is only given up by who typed it. Takes the store. */
static void
ask_for_words (TwApplication *self,
               TwStore       *store)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Give Up What You Typed?"),
                                              _("The workspace can be opened for changes now. Words that you typed and could not save are lost "
                                                "then: copy them first to keep them."));

  g_object_set_data_full (G_OBJECT (dialog), "store", store, close_store);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "open", _("_Open for Changes"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (lose_words_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What is open stays open until there is something better. */
static void
reopened_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwApplication *self = TW_APPLICATION (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwStore) store = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean wanted = is_shown (self, g_task_get_task_data (G_TASK (result)));

  g_simple_action_set_enabled (G_SIMPLE_ACTION (data), TRUE);
  if (wanted && store != NULL && !tw_store_is_read_only (store))
    {
      if (self->window != NULL && tw_typed_words_any ())
        ask_for_words (self, g_steal_pointer (&store));
      else
        tw_application_take_workspace (self, store);
      return;
    }
  if (wanted && self->window != NULL)
    tw_window_toast (self->window, store == NULL ? error->message
                                   : tw_store_is_in_use (store)
                                     ? _("Another window or program has this workspace open for writing. Make the change there, or close it.")
                                     : _("This workspace can only be read: its folder is write-protected."));
  if (store != NULL)
    tw_store_close (store);
}

/* The other program may be done. */
static void
reopen_workspace (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  TwApplication *self = TW_APPLICATION (data);
  TwStore *store = self->workspace != NULL ? tw_workspace_get_store (self->workspace) : NULL;
  g_autoptr(GTask) task = NULL;

  if (store == NULL || !tw_store_is_read_only (store))
    return;
  g_simple_action_set_enabled (action, FALSE);
  task = g_task_new (self, NULL, reopened_cb, action);
  g_task_set_task_data (task, g_strdup (tw_store_get_dir (store)), g_free);
  tw_task_run_in_thread (task, reopen);
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
  { "app.reopen-workspace", N_("Try to open for changes") },
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
    { .name = "reopen-workspace", .activate = reopen_workspace },
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
