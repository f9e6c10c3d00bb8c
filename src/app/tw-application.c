/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-application.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-application-private.h"
#include "tw-demo-maker.h"
#include "tw-early-bus.h"
#include "tw-early-icons.h"
#include "tw-early-store.h"
#include "tw-early-style.h"
#include "tw-open-store.h"
#include "tw-painted.h"
#include "tw-screenshots.h"
#include "tw-seed.h"
#include "tw-theme.h"
#include "tw-user.h"

/* Memory is given back when the first view has settled, and now and then. */
#define TRIM_FIRST   800                               /* ms */
#define TRIM_AGAIN   200
#define TRIM_SECONDS 20
#define UPKEEP_MINUTES 3
#define LATE_SECONDS 2                                 /* then a window that nobody sees has not been painted */

G_DEFINE_FINAL_TYPE (TwApplication, tw_application, ADW_TYPE_APPLICATION)

static void
stop_notifier (TwApplication *self)
{
  if (self->notifier != NULL)
    tw_notifier_stop (self->notifier);
  g_clear_object (&self->notifier);
}

/* A server tells who is told of what, and this program what the server is late with; without one, this program does all. */
static void
update_notifier (TwApplication *self)
{
  TwStore *store = self->workspace != NULL ? tw_workspace_get_store (self->workspace) : NULL;
  gboolean makes = store != NULL && self->late && self->shots == NULL && !tw_store_is_read_only (store);
  gboolean device = makes && tw_sync_account_get_server (tw_workspace_get_account (self->workspace)) != NULL;

  if (!makes || (self->notifier != NULL && tw_notifier_is_device (self->notifier) != device))
    stop_notifier (self);
  if (makes && self->notifier == NULL)
    self->notifier = tw_notifier_new (store, device);
}

/* Records in windows of their own. */
static void
close_other_windows (TwApplication *self)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  for (GList *item = windows; item != NULL; item = item->next)
    if (TW_IS_WINDOW (item->data) && item->data != self->window)
      gtk_window_destroy (GTK_WINDOW (item->data));
}

static void
stop_alerts (TwApplication *self)
{
  if (self->reader != NULL)
    tw_document_reader_stop (self->reader);
  g_clear_object (&self->reader);
  g_clear_object (&self->upkeep);
  if (self->alerts != NULL)
    tw_search_alerts_stop (self->alerts);
  g_clear_object (&self->alerts);
}

static void
close_workspace (TwApplication *self)
{
  g_clear_handle_id (&self->late_id, g_source_remove);
  self->late = FALSE;
  g_clear_object (&self->notices);
  close_other_windows (self);
  if (self->window != NULL)
    tw_window_set_workspace (self->window, NULL);
  if (self->workspace != NULL)
    {
      tw_sync_account_stop (tw_workspace_get_account (self->workspace));
      stop_notifier (self);
      stop_alerts (self);
      tw_store_close (tw_workspace_get_store (self->workspace));
    }
  g_clear_object (&self->workspace);
}

static TwStore *
open_store (const char *dir,
            gboolean    create,
            GError    **error)
{
  if (create && g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _("The folder “%s” could not be made: %s"), dir, g_strerror (errno));
      return NULL;
    }
  return tw_open_store (dir, create, error);
}

/* What was needed to show a view and to count is not needed to look at it. */
static gboolean
trim_cb (gpointer data)
{
  TwApplication *self = data;

  if (self->workspace == NULL || tw_store_trim (tw_workspace_get_store (self->workspace)))
    self->trim_id = g_timeout_add_seconds (TRIM_SECONDS, trim_cb, self);
  else
    self->trim_id = g_timeout_add (TRIM_AGAIN, trim_cb, self);
  return G_SOURCE_REMOVE;
}

static void
screenshots_taken_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  g_autoptr(TwApplication) self = TW_APPLICATION (data);
  g_autoptr(GError) error = NULL;

  if (!tw_screenshots_take_finish (result, &error))
    g_printerr ("%s\n", error->message);
  g_application_release (G_APPLICATION (self));
  g_application_quit (G_APPLICATION (self));
}

/* Nobody looks at the window while pictures are taken: the message goes to the terminal, too, and the start page is what there is
 * to see. */
static void
show_error (TwApplication *self,
            GError        *error)
{
  tw_start_page_show_error (tw_application_show_start (self), error->message);
  if (self->shots == NULL)
    return;
  g_printerr ("%s\n", error->message);
  tw_screenshots_take_async (self->window, self->shots, screenshots_taken_cb, g_object_ref (self));
}

static void
demo_progress_cb (double   fraction,
                  gpointer data)
{
  TwApplication *self = TW_APPLICATION (data);

  if (self->start != NULL)
    tw_start_page_show_progress (self->start, fraction);
}

static void
demo_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwApplication) self = TW_APPLICATION (data);
  g_autoptr(GError) error = NULL;
  gboolean made = tw_demo_maker_make_finish (result, &error);

  g_clear_object (&self->making_demo);
  g_application_release (G_APPLICATION (self));
  if (made)
    tw_application_open (self, self->demo_dir, FALSE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_start_page_show_welcome (tw_application_show_start (self));
  else
    show_error (self, error);
}

/* What is read and done beside what people look at: it would take the processor from the first frame. */
static void
begin_late_work (TwApplication *self)
{
  TwStore *store = self->workspace != NULL ? tw_workspace_get_store (self->workspace) : NULL;

  g_clear_handle_id (&self->late_id, g_source_remove);
  if (store == NULL || self->late)
    return;
  self->late = TRUE;
  update_notifier (self);
  if (self->shots == NULL && !tw_store_is_read_only (store))
    {
      self->alerts = tw_search_alerts_new (store);
      self->reader = tw_document_reader_new (store);
      self->upkeep = tw_file_upkeep_new (store, UPKEEP_MINUTES * 60 * 1000);
    }
}

static void
painted_cb (GtkWidget *window)
{
  begin_late_work (TW_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));
}

static gboolean
late_cb (gpointer data)
{
  TwApplication *self = data;

  self->late_id = 0;
  begin_late_work (self);
  return G_SOURCE_REMOVE;
}

static gboolean
window_closed_cb (TwApplication *self)
{
  int width = 0, height = 0;

  gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self->window)));
  close_other_windows (self);
  return GDK_EVENT_PROPAGATE;
}

static void
make_window (TwApplication *self)
{
  int width = 0, height = 0;

  self->window = tw_window_new (GTK_APPLICATION (self));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self->window));
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (window_closed_cb), self, G_CONNECT_SWAPPED);
}

static void
open_pending_uri (TwApplication *self)
{
  g_autofree char *uri = g_steal_pointer (&self->uri);

  if (uri != NULL && self->window != NULL)
    tw_window_open_uri (self->window, uri);
}

/* Addresses of records; the last one is shown. */
static void
tw_application_open_files (GApplication *application,
                           GFile       **files,
                           int           n_files,
                           const char   *hint)
{
  TwApplication *self = TW_APPLICATION (application);

  g_free (self->uri);
  self->uri = n_files > 0 ? g_file_get_uri (files[n_files - 1]) : NULL;
  if (self->workspace != NULL)
    open_pending_uri (self);
  g_application_activate (application);
}

static void
tw_application_activate (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);
  g_autofree char *last = g_settings_get_string (self->settings, "workspace");

  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }
  make_window (self);
  if (self->shots != NULL)
    g_application_hold (application);
  if (self->demo)
    tw_application_open_demo (self);
  else if (self->dir != NULL)
    tw_application_open (self, self->dir, !g_file_test (self->dir, G_FILE_TEST_EXISTS));
  else if (*last != '\0' && g_file_test (last, G_FILE_TEST_IS_DIR))
    tw_application_open (self, last, FALSE);
  else
    tw_start_page_show_welcome (tw_application_show_start (self));
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
}

static void
tw_application_startup (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);
  g_autofree char *last = NULL;

  self->settings = g_settings_new (TW_APP_ID);
  last = g_settings_get_string (self->settings, "workspace");
  if (!self->demo && self->dir == NULL && *last != '\0' && g_file_test (last, G_FILE_TEST_IS_DIR))
    tw_early_store_begin (last);
  tw_early_style_make ();
  tw_early_style_end ();
  tw_early_icons_begin ();
  G_APPLICATION_CLASS (tw_application_parent_class)->startup (application);
  tw_early_icons_read ();
  tw_theme_follow (self->settings);
  tw_application_add_actions (self);
}

static int
tw_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  TwApplication *self = TW_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("%s %s\n", "Tradewind", TW_VERSION);
      return 0;
    }
  self->demo = g_variant_dict_contains (options, "demo");
  g_variant_dict_lookup (options, "workspace", "^ay", &self->dir);
  g_variant_dict_lookup (options, "screenshots", "^ay", &self->shots);
  if (self->shots != NULL && self->dir == NULL)
    self->demo = TRUE;
  /* Another workspace than that of the program that runs already needs a program of its own. */
  if (self->demo || self->dir != NULL || self->shots != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  tw_early_bus_begin ();
  if (!self->demo && self->dir != NULL && g_file_test (self->dir, G_FILE_TEST_IS_DIR))
    tw_early_store_begin (self->dir);
  tw_early_style_make ();
  return -1;
}

static void
tw_application_shutdown (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);
  g_autoptr(TwStore) early = tw_early_store_take (NULL);

  g_clear_handle_id (&self->trim_id, g_source_remove);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  close_workspace (self);
  G_APPLICATION_CLASS (tw_application_parent_class)->shutdown (application);
}

static void
tw_application_finalize (GObject *object)
{
  TwApplication *self = TW_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->workspace);
  g_clear_object (&self->making_demo);
  g_clear_object (&self->settings);
  g_free (self->dir);
  g_free (self->shots);
  g_free (self->demo_dir);
  g_free (self->uri);
  G_OBJECT_CLASS (tw_application_parent_class)->finalize (object);
}

static void
tw_application_class_init (TwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_application_finalize;
  application_class->activate = tw_application_activate;
  application_class->open = tw_application_open_files;
  application_class->startup = tw_application_startup;
  application_class->shutdown = tw_application_shutdown;
  application_class->handle_local_options = tw_application_handle_local_options;
}

static void
tw_application_init (TwApplication *self)
{
  const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the demo company"), NULL },
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, NULL, N_("Open the workspace in this folder"), N_("FOLDER") },
    { "screenshots", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Save pictures of the main views here and quit"), N_("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and quit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * tw_application_new:
 *
 * Returns: (transfer full): the program
 */
TwApplication *
tw_application_new (void)
{
  return g_object_new (TW_TYPE_APPLICATION, "application-id", TW_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", TW_RESOURCE_PATH, NULL);
}

/**
 * tw_application_get_workspace:
 * @self: the program
 *
 * Returns: (transfer none) (nullable): the workspace that is open
 */
TwWorkspace *
tw_application_get_workspace (TwApplication *self)
{
  g_return_val_if_fail (TW_IS_APPLICATION (self), NULL);
  return self->workspace;
}

/**
 * tw_application_show_start:
 * @self: the program
 *
 * Returns: (transfer none): the start page, which the window now shows
 */
TwStartPage *
tw_application_show_start (TwApplication *self)
{
  close_workspace (self);
  if (self->start == NULL)
    {
      self->start = tw_start_page_new ();
      g_object_add_weak_pointer (G_OBJECT (self->start), (gpointer *) &self->start);
      tw_window_set_start (self->window, GTK_WIDGET (self->start));
    }
  else
    tw_window_set_start (self->window, GTK_WIDGET (self->start));
  return self->start;
}

/**
 * tw_application_take_account:
 * @self: the program
 * @account: the account of an open store
 *
 * Shows the account's workspace and remembers its folder for the next start.
 */
void
tw_application_take_account (TwApplication *self,
                             TwSyncAccount *account)
{
  TwStore *store = tw_sync_account_get_store (account);

  close_workspace (self);
  tw_seed_sign_in (store);
  self->workspace = tw_workspace_new_connected (account, self->settings);
  tw_window_set_workspace (self->window, self->workspace);
  tw_sync_account_start (account);
  self->notices = tw_desktop_notices_new (G_APPLICATION (self), self->workspace);
  g_signal_connect_object (account, "changed", G_CALLBACK (update_notifier), self, G_CONNECT_SWAPPED);
  tw_after_painted (GTK_WIDGET (self->window), painted_cb);
  self->late_id = g_timeout_add_seconds (LATE_SECONDS, late_cb, self);
  open_pending_uri (self);
  g_clear_handle_id (&self->trim_id, g_source_remove);
  self->trim_id = g_timeout_add (TRIM_FIRST, trim_cb, self);
  if (self->shots != NULL)
    tw_screenshots_take_async (self->window, self->shots, screenshots_taken_cb, g_object_ref (self));
  else if (self->dir == NULL)
    g_settings_set_string (self->settings, "workspace", tw_store_get_dir (store));
}

/**
 * tw_application_take_workspace:
 * @self: the program
 * @store: an open store
 *
 * Shows a workspace, which goes on syncing if it belongs to a server.
 */
void
tw_application_take_workspace (TwApplication *self,
                               TwStore       *store)
{
  g_autoptr(TwSyncAccount) account = tw_sync_account_new (store);

  tw_application_take_account (self, account);
}

/**
 * tw_application_dup_data_dir:
 *
 * Returns: (transfer full): the folder that workspaces of this computer are made in
 */
char *
tw_application_dup_data_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "tradewind", NULL);
}

/**
 * tw_application_dup_demo_dir:
 *
 * Returns: (transfer full): the folder of the demo company
 */
char *
tw_application_dup_demo_dir (void)
{
  g_autofree char *data = tw_application_dup_data_dir ();

  return g_build_filename (data, "demo", NULL);
}

/**
 * tw_application_open:
 * @self: the program
 * @dir: folder of a workspace
 * @create: whether it is made when it is not there
 *
 * Opens a workspace; when that fails, the window says why.
 *
 * Returns: whether it is open
 */
gboolean
tw_application_open (TwApplication *self,
                     const char    *dir,
                     gboolean       create)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwStore) store = NULL;

  g_return_val_if_fail (TW_IS_APPLICATION (self) && dir != NULL, FALSE);
  close_workspace (self);
  store = tw_early_store_take (dir);
  if (store == NULL)
    store = open_store (dir, create, &error);
  if (store == NULL)
    {
      show_error (self, error);
      return FALSE;
    }
  tw_application_take_workspace (self, store);
  return TRUE;
}

/**
 * tw_application_open_demo:
 * @self: the program
 *
 * Opens the demo company. The first time it is made in the background, with its progress in the window.
 */
void
tw_application_open_demo (TwApplication *self)
{
  g_return_if_fail (TW_IS_APPLICATION (self));
  if (self->making_demo != NULL)
    return;
  g_free (self->demo_dir);
  self->demo_dir = self->dir != NULL ? g_strdup (self->dir) : tw_application_dup_demo_dir ();
  if (g_file_test (self->demo_dir, G_FILE_TEST_IS_DIR))
    {
      tw_application_open (self, self->demo_dir, FALSE);
      return;
    }
  self->making_demo = g_cancellable_new ();
  g_application_hold (G_APPLICATION (self));
  tw_start_page_show_progress (tw_application_show_start (self), 0);
  tw_demo_maker_make_async (self->demo_dir, demo_progress_cb, self, self->making_demo, demo_made_cb, g_object_ref (self));
}

/**
 * tw_application_create:
 * @self: the program
 * @name: name of the workspace
 * @user: name of the person
 * @email: the person's e-mail address
 * @error: what the store says
 *
 * Makes an empty workspace in the program's own folder and opens it.
 *
 * Returns: whether it is open
 */
gboolean
tw_application_create (TwApplication *self,
                       const char    *name,
                       const char    *user,
                       const char    *email,
                       GError       **error)
{
  g_autofree char *data = tw_application_dup_data_dir ();
  g_autofree char *dir = NULL, *id = NULL;
  g_autoptr(TwStore) store = NULL;
  TwId workspace_id = tw_id_new ();

  g_return_val_if_fail (TW_IS_APPLICATION (self) && name != NULL && user != NULL && email != NULL, FALSE);
  id = tw_id_dup_text (&workspace_id);
  dir = g_build_filename (data, id, NULL);
  store = open_store (dir, TRUE, error);
  if (store == NULL || !tw_user_create (store, name, user, email, error))
    return FALSE;
  tw_application_take_workspace (self, store);
  return TRUE;
}
