/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-app-server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define PASSWORD "correct horse battery staple 8470"

/* A server's folder with an invitation that nobody has used yet: made once for all tests of a program, since making it takes longest. */
static char *fresh;                                    /* (owned) */

struct _TwAppServer
{
  GSubprocess *process;                                /* (owned) (nullable) while it runs */
  char        *folder;                                 /* (owned) */
  guint        port;                                   /* 0: any; the same again after the first start */
  char        *schema;                                 /* (owned) (nullable) version, after something was defined */
};

void
tw_app_server_init (void)
{
  g_setenv ("TRADEWIND_SECRETS", "file", TRUE);
}

/* A test that is killed leaves no server behind. */
static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
start (TwAppServer *server)
{
  g_autofree char *program = g_build_filename (g_getenv ("TW_BUILD_ROOT"), "src", "server", "tradewindd", NULL);
  g_autofree char *port = g_strdup_printf ("%u", server->port);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                       | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  server->process = g_subprocess_launcher_spawn (launcher, &error, program, "--data", server->folder, "--port", port,
                                                 "--currency", "USD", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  while (!g_str_has_prefix (line, "Listening on "));
  server->port = (guint) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
}

void
tw_app_server_start (TwAppServer *server)
{
  if (server->process == NULL)
    start (server);
}

void
tw_app_server_kill (TwAppServer *server)
{
  if (server->process == NULL)
    return;
  g_subprocess_force_exit (server->process);
  g_subprocess_wait (server->process, NULL, NULL);
  g_clear_object (&server->process);
}

static void
remove_fresh (void)
{
  tw_app_test_remove (fresh);
}

static void
make_fresh (void)
{
  TwAppServer server = { NULL, };
  g_autoptr(GError) error = NULL;

  fresh = g_dir_make_tmp ("tw-app-server-XXXXXX", &error);
  g_assert_no_error (error);
  atexit (remove_fresh);
  server.folder = fresh;
  start (&server);
  g_subprocess_send_signal (server.process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (server.process, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (server.process);
}

void
tw_app_server_free (TwAppServer *server)
{
  tw_app_server_kill (server);
  g_free (server->folder);
  g_free (server->schema);
  g_free (server);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GError) error = NULL;

  tw_sync_account_connect_finish (TW_SYNC_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static gboolean
is_synced (gpointer data)
{
  TwSync *sync = tw_sync_account_get_sync (data);

  return sync != NULL && tw_sync_get_state (sync) == TW_SYNC_SYNCED && tw_sync_is_synced (sync)
         && tw_sync_account_get_pending (data) == 0;
}

void
tw_app_server_wait (TwAppTest *fixture)
{
  tw_app_test_wait (is_synced, tw_workspace_get_account (fixture->workspace));
}

TwAppServer *
tw_app_server_join (TwAppTest *fixture)
{
  TwAppServer *server = g_new0 (TwAppServer, 1);
  TwSyncAccount *account = tw_workspace_get_account (fixture->workspace);
  g_autofree char *path = NULL, *invitation = NULL, *address = NULL;
  TwSignIn sign_in = { .email = "", .password = PASSWORD, .bring_data = TRUE };
  gboolean connected = FALSE;

  if (fresh == NULL)
    make_fresh ();
  server->folder = g_build_filename (fixture->dir, "server", NULL);
  tw_app_test_copy (fresh, server->folder);
  start (server);
  path = g_build_filename (server->folder, "first-invitation", NULL);
  g_assert_true (g_file_get_contents (path, &invitation, NULL, NULL));
  address = g_strdup_printf ("http://127.0.0.1:%u", server->port);
  sign_in.server = address;
  sign_in.invitation = g_strstrip (invitation);
  tw_sync_account_connect_async (account, &sign_in, NULL, connected_cb, &connected);
  tw_app_test_wait (is_true, &connected);
  tw_app_server_wait (fixture);
  g_assert_cmpuint (tw_sync_account_get_refused (account), ==, 0);
  return server;
}

static TwStore *
open_folder (TwAppServer *server)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  TwStore *store = NULL;

  g_assert_no_error (error);
  tw_app_server_kill (server);
  store = tw_store_open (server->folder, schema, TRUE, &error);
  g_assert_no_error (error);
  return store;
}

void
tw_app_server_change (TwAppTest *fixture,
                      void     (*change) (TwStore *store))
{
  g_autoptr(TwStore) store = open_folder (fixture->server);

  change (store);
  tw_store_close (store);
  start (fixture->server);
  tw_sync_now (tw_sync_account_get_sync (tw_workspace_get_account (fixture->workspace)));
}

static gboolean
is_defined (gpointer data)
{
  TwAppTest *fixture = data;

  return fixture->server->schema != NULL && g_str_equal (tw_schema_get_version (tw_store_get_schema (fixture->store)), fixture->server->schema);
}

void
tw_app_server_define (TwAppTest  *fixture,
                      const char *definitions)
{
  TwAppServer *server = fixture->server;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwStore) store = open_folder (server);
  g_autoptr(TwCommit) commit = NULL;

  commit = tw_store_define (store, definitions, &error);
  g_assert_no_error (error);
  g_free (server->schema);
  server->schema = g_strdup (tw_schema_get_version (tw_store_get_schema (store)));
  tw_store_close (store);
  start (server);
  tw_sync_now (tw_sync_account_get_sync (tw_workspace_get_account (fixture->workspace)));
  tw_app_test_wait (is_defined, fixture);
  tw_app_server_wait (fixture);
}
