/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-archive.h"
#include "tw-connect-dialog.h"
#include "tw-sync-page.h"
#include "tw-sync-words.h"
#include "tw-task.h"

static TwSyncAccount *
get_account (gpointer window)
{
  TwWorkspace *workspace = tw_window_get_workspace (TW_WINDOW (window));

  return workspace != NULL ? tw_workspace_get_account (workspace) : NULL;
}

static void
show_sync (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwWindow *window = TW_WINDOW (widget);
  TwWorkspace *workspace = tw_window_get_workspace (window);

  if (workspace != NULL && !TW_IS_SYNC_PAGE (tw_window_get_page (window)))
    tw_window_push_page (window, TW_WINDOW_PAGE (tw_sync_page_new (workspace)), FALSE);
}

static void
sync_now (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);

  if (account != NULL && tw_sync_account_get_state (account) == TW_ACCOUNT_ON)
    tw_sync_now (tw_sync_account_get_sync (account));
}

/* The page has told how many, and what answering no means. */
static void
allow_removal (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);

  if (account != NULL && tw_sync_account_get_state (account) == TW_ACCOUNT_ON)
    tw_sync_allow_removal (tw_sync_account_get_sync (account));
}

static void
check_server (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);

  if (account != NULL && tw_sync_account_get_state (account) == TW_ACCOUNT_ON)
    tw_sync_check (tw_sync_account_get_sync (account));
}

static void
sign_in (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);

  if (account != NULL && tw_sync_account_get_server (account) != NULL)
    gtk_window_present (GTK_WINDOW (tw_connect_dialog_new (GTK_WINDOW (widget), account, TRUE)));
}

static void
sign_out (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);

  if (account == NULL || tw_sync_account_get_server (account) == NULL)
    return;
  tw_sync_account_sign_out (account);
  tw_window_toast (TW_WINDOW (widget), _("Signed out. Your data and what waits to be sent stay on this computer."));
}

/* --- Leaving --- */

typedef struct
{
  TwWindow *window;                                    /* (owned) */
  TwStore  *store;                                     /* (owned) */
  char     *file;                                      /* (owned) (nullable) of the archive */
} Leaving;

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  g_object_unref (leaving->window);
  g_object_unref (leaving->store);
  g_free (leaving->file);
  g_free (leaving);
}

static void
archive_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Leaving *leaving = task_data;
  GError *error = NULL;

  if (tw_store_archive (leaving->store, leaving->file, NULL, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
archived_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwWindow *window = TW_WINDOW (source);
  Leaving *leaving = g_task_get_task_data (G_TASK (result));
  TwSyncAccount *account = get_account (window);
  g_autoptr(GError) error = NULL;
  gboolean left = g_task_propagate_boolean (G_TASK (result), &error)
                  && account != NULL && tw_sync_account_get_store (account) == leaving->store
                  && tw_sync_account_leave (account, TRUE, &error);

  if (left)
    tw_window_toast (window, _("This workspace is no longer connected to a server. All of it is in the archive, too."));
  else if (error != NULL)
    tw_window_toast (window, error->message);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                gpointer         data)
{
  g_autoptr(TwWindow) window = TW_WINDOW (data);
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  TwSyncAccount *account = get_account (window);
  g_autoptr(GTask) task = NULL;
  Leaving *leaving = NULL;

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  if (file == NULL || account == NULL)
    return;
  leaving = g_new0 (Leaving, 1);
  leaving->window = g_object_ref (window);
  leaving->store = g_object_ref (tw_sync_account_get_store (account));
  leaving->file = g_file_get_path (file);
  task = g_task_new (window, NULL, archived_cb, NULL);
  g_task_set_task_data (task, leaving, leaving_free);
  tw_task_run_in_thread (task, archive_thread);
}

static void
leave_answered_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   TwWindow         *window)
{
  GtkFileChooserNative *chooser = NULL;
  g_autofree char *name = NULL;

  if (!g_str_equal (response, "leave"))
    return;
  chooser = gtk_file_chooser_native_new (_("Save an Archive First"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE,
                                         _("_Save and Leave"), _("_Cancel"));
  name = g_strconcat (_("Workspace"), ".tradewind", NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (file_chosen_cb), g_object_ref (window));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
leave_server (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwSyncAccount *account = get_account (widget);
  GtkWidget *dialog = NULL;
  g_autofree char *waiting = NULL, *body = NULL;
  gint64 pending = 0;

  if (account == NULL || tw_sync_account_get_server (account) == NULL)
    return;
  pending = tw_sync_account_get_pending (account);
  if (pending > 0)
    waiting = g_strdup_printf (ngettext ("%lld change was not sent yet: it stays here, but the team never gets it.",
                                         "%lld changes were not sent yet: they stay here, but the team never gets them.",
                                         (gulong) pending), (long long) pending);
  body = g_strdup_printf ("%s%s%s", _("An archive of everything is saved first. After that this "
                                               "workspace keeps all of its data, but gets nothing new from the team."),
                          waiting != NULL ? "\n\n" : "", waiting != NULL ? waiting : "");
  dialog = adw_message_dialog_new (GTK_WINDOW (widget), _("Leave the Server?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "leave", _("_Leave…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_answered_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const TwActionInfo infos[] = {
  { "win.show-sync", N_("Sync"), "<Control>F5", NULL, NULL, show_sync },
  { "win.sync-now", N_("Sync now"), "F5", NULL, NULL, sync_now },
  { "win.check-server", N_("Compare with the server"), NULL, NULL, NULL, check_server },
  { "win.allow-removal", N_("Remove what the server takes away"), NULL, NULL, NULL, allow_removal },
  { "win.sign-in", N_("Sign in again"), NULL, NULL, NULL, sign_in },
  { "win.sign-out", N_("Sign out"), NULL, NULL, NULL, sign_out },
  { "win.leave-server", N_("Leave the server"), NULL, NULL, NULL, leave_server },
};

const TwActionTable tw_sync_actions = { N_("Sync"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_sync_commands_update:
 * @window: a window
 *
 * Enables what makes sense in the account's state.
 */
void
tw_sync_commands_update (TwWindow *window)
{
  TwSyncAccount *account = get_account (window);
  TwAccountState state = account != NULL ? tw_sync_account_get_state (account) : TW_ACCOUNT_ALONE;
  gboolean asked = state == TW_ACCOUNT_ON && tw_sync_get_removal (tw_sync_account_get_sync (account), NULL) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.sync-now", state == TW_ACCOUNT_ON);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.check-server", state == TW_ACCOUNT_ON);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.allow-removal", asked);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.sign-in", state == TW_ACCOUNT_SIGNED_OUT);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.sign-out", state == TW_ACCOUNT_ON);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.leave-server", state != TW_ACCOUNT_ALONE);
}
