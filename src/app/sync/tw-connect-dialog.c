/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-connect-dialog.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-crm-rules.h"
#include "tw-dialog-fit.h"

struct _TwConnectDialog
{
  AdwWindow            parent_instance;

  TwSyncAccount       *account;                        /* (owned) (nullable) of the workspace that is open */
  TwSyncAccount       *fresh;                          /* (owned) (nullable) of the one that is being made */
  char                *folder;                         /* (owned) (nullable) where it is made */
  gboolean             again;
  GCancellable        *cancellable;                    /* (owned) (nullable) of the sign-in under way */

  AdwWindowTitle      *title;
  GtkStack            *button_stack;
  GtkWidget           *connect_button;
  AdwEntryRow         *server;
  AdwEntryRow         *email;
  AdwPasswordEntryRow *password;
  AdwEntryRow         *invitation;
  AdwEntryRow         *code;
  AdwPreferencesGroup *choice_group;
  GtkCheckButton      *load_check;
  GtkCheckButton      *bring_check;
  GtkWidget           *error_bar;
  GtkLabel            *error_label;
};

enum { CONNECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwConnectDialog, tw_connect_dialog, ADW_TYPE_WINDOW)

static char *
dup_text (gpointer editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (editable))));
}

static void
changed_cb (TwConnectDialog *self)
{
  g_autofree char *server = dup_text (self->server), *email = dup_text (self->email), *invitation = dup_text (self->invitation);
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));

  gtk_widget_set_sensitive (self->connect_button, (self->again || *server != '\0') && *password != '\0'
                                                  && (strchr (email, '@') != NULL || *invitation != '\0'));
}

static void
show_error (TwConnectDialog *self,
            const char      *message)
{
  gtk_widget_set_visible (self->error_bar, message != NULL);
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
}

/* What is typed meanwhile is for the next try. */
static void
set_busy (TwConnectDialog *self,
          gboolean         busy)
{
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "ready");
}

/* --- The workspace that the server's data go to --- */

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* A sign-in that came to nothing leaves nothing behind. */
static void
drop_fresh (TwConnectDialog *self)
{
  g_autoptr(TwSyncAccount) fresh = g_steal_pointer (&self->fresh);
  TwStore *store = NULL;
  g_autofree char *dir = NULL;

  if (fresh == NULL)
    return;
  store = tw_sync_account_get_store (fresh);
  dir = g_strdup (tw_store_get_dir (store));
  tw_sync_account_stop (fresh);
  tw_store_close (store);
  remove_folder (dir);
}

static TwSyncAccount *
make_fresh (TwConnectDialog *self,
            GError         **error)
{
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (error);
  g_autoptr(TwStore) store = NULL;
  g_autofree char *name = NULL, *dir = NULL;
  TwId id = tw_id_new ();

  if (shipped == NULL)
    return NULL;
  name = tw_id_dup_text (&id);
  dir = g_build_filename (self->folder, name, NULL);
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("The folder “%s” could not be made: %s"), dir,
                   g_strerror (errno));
      return NULL;
    }
  store = tw_store_open (dir, shipped, TRUE, error);
  if (store == NULL)
    return NULL;
  tw_crm_rules_add (store);
  return tw_sync_account_new (store);
}

/* --- Signing in --- */

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwConnectDialog) self = TW_CONNECT_DIALOG (data);
  g_autoptr(TwSyncAccount) account = TW_SYNC_ACCOUNT (g_object_ref (source));
  g_autoptr(GError) error = NULL;
  gboolean connected = tw_sync_account_connect_finish (account, result, &error);

  g_clear_object (&self->cancellable);
  if (connected)
    {
      g_clear_object (&self->fresh);
      g_signal_emit (self, signals[CONNECTED], 0, account);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  drop_fresh (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  show_error (self, error->message);
  if (g_error_matches (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_CODE))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->code), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
connect_cb (TwConnectDialog *self)
{
  g_autofree char *server = dup_text (self->server), *email = dup_text (self->email), *code = dup_text (self->code);
  g_autofree char *invitation = dup_text (self->invitation);
  gboolean bring = gtk_check_button_get_active (self->bring_check);
  g_autoptr(GError) error = NULL;
  TwSyncAccount *account = self->account;
  TwSignIn sign_in = { server, email, gtk_editable_get_text (GTK_EDITABLE (self->password)), invitation, code, bring };

  if (self->cancellable != NULL || !gtk_widget_get_sensitive (self->connect_button))
    return;
  show_error (self, NULL);
  if (!self->again && !bring)
    account = self->fresh = make_fresh (self, &error);
  if (account == NULL)
    {
      show_error (self, error->message);
      return;
    }
  set_busy (self, TRUE);
  self->cancellable = g_cancellable_new ();
  tw_sync_account_connect_async (account, &sign_in, self->cancellable, connected_cb, g_object_ref (self));
}

static gboolean
close_request_cb (TwConnectDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  return GDK_EVENT_PROPAGATE;
}

static void
tw_connect_dialog_dispose (GObject *object)
{
  TwConnectDialog *self = TW_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CONNECT_DIALOG);
  drop_fresh (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (tw_connect_dialog_parent_class)->dispose (object);
}

static void
tw_connect_dialog_class_init (TwConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_connect_dialog_dispose;
  signals[CONNECTED] = g_signal_new ("connected", TW_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     TW_TYPE_SYNC_ACCOUNT);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-connect-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, title);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, button_stack);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, connect_button);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, server);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, email);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, password);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, invitation);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, code);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, choice_group);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, load_check);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, bring_check);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, error_bar);
  gtk_widget_class_bind_template_child (widget_class, TwConnectDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
tw_connect_dialog_init (TwConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

/**
 * tw_connect_dialog_new:
 * @parent: the window that it belongs to
 * @account: (nullable): of the workspace that is open
 * @again: whether @account belongs to a server that wants a new sign-in
 *
 * Returns: (transfer none): a dialog that signs in
 */
TwConnectDialog *
tw_connect_dialog_new (GtkWindow     *parent,
                       TwSyncAccount *account,
                       gboolean       again)
{
  TwConnectDialog *self = g_object_new (TW_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
  gboolean alone = account != NULL && tw_sync_account_get_state (account) == TW_ACCOUNT_ALONE;

  tw_dialog_fit (GTK_WINDOW (self), parent);
  g_set_object (&self->account, account);
  self->again = again;
  gtk_widget_set_visible (GTK_WIDGET (self->choice_group), alone && !again);
  gtk_widget_set_visible (GTK_WIDGET (self->invitation), !again);
  if (again)
    {
      adw_window_title_set_title (self->title, _("Sign In Again"));
      gtk_editable_set_text (GTK_EDITABLE (self->server), tw_sync_account_get_server (account));
      gtk_widget_set_sensitive (GTK_WIDGET (self->server), FALSE);
      gtk_button_set_label (GTK_BUTTON (self->connect_button), _("_Sign In"));
    }
  gtk_widget_grab_focus (again ? GTK_WIDGET (self->email) : GTK_WIDGET (self->server));
  return self;
}

/**
 * tw_connect_dialog_set_folder:
 * @self: the dialog
 * @folder: where workspaces of this computer are
 *
 * Tells where a workspace for the server's data is made.
 */
void
tw_connect_dialog_set_folder (TwConnectDialog *self,
                              const char      *folder)
{
  g_return_if_fail (TW_IS_CONNECT_DIALOG (self));
  g_free (self->folder);
  self->folder = g_strdup (folder);
}
