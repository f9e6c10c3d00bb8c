/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program as a device of a real server. */
#include "ctl-fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

static void
test_sync_alone (Fixture *f, gconstpointer data)
{
  ctl (f, 1, "sync", NULL);
  assert_in (f->err, "stands alone");
  g_autoptr(JsonNode) none = json (ctl (f, 0, "--format=json", "conflicts", "list", NULL));
  g_assert_nonnull (none);
  ctl (f, 1, "conflicts", "keep", "01890a5d-ac96-774b-bcce-b302099a8057", NULL);
  ctl (f, 1, "conflicts", "take", "not-an-id", NULL);
  g_autofree char *password = write_file (f, "password", "secret\n");
  g_autofree char *option = g_strdup_printf ("--password-file=%s", password);
  ctl (f, 1, "connect", "http://127.0.0.1:1", "--email=ann@example.org", option, NULL);
  assert_in (f->err, "cannot be reached");
  ctl (f, 1, "connect", "http://crm.example.org", "--email=ann@example.org", option, NULL);
  assert_in (f->err, "https://");
  g_autoptr(JsonNode) status = json (ctl (f, 0, "--format=json", "status", NULL));
  g_assert_true (json_object_get_null_member (json_node_get_object (status), "server"));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "waiting"), ==, 0);
}

/* --- With a server --- */

typedef struct
{
  GSubprocess *process;
  char        *address;
  char        *password, *invitation;                  /* options of "connect" */
} Server;

/* A test that is killed leaves no server behind. */
static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Starts the real server on any free port and reads what it says at its start. */
static void
start_server (Fixture *f, Server *server)
{
  g_autofree char *build = g_path_get_dirname (f->program), *src = g_path_get_dirname (build);
  g_autofree char *program = g_build_filename (src, "server", "tradewindd", NULL), *dir = g_build_filename (f->dir, "server", NULL);
  g_autofree char *data_option = g_strdup_printf ("--data=%s", dir);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  server->process = g_subprocess_launcher_spawn (launcher, &error, program, data_option, "--port=0", "--currency=EUR", NULL);
  g_assert_no_error (error);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while (!server->address)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_assert_nonnull (line);
      const char *address = strstr (line, "http://");
      if (address)
        server->address = g_strdup (address);
    }
  g_autofree char *file = g_build_filename (dir, "first-invitation", NULL);
  g_autofree char *password = write_file (f, "password", "correct horse battery\n");
  server->password = g_strdup_printf ("--password-file=%s", password);
  server->invitation = g_strdup_printf ("--invitation-file=%s", file);
}

static void
stop_server (Server *server)
{
  g_subprocess_send_signal (server->process, SIGTERM);
  g_assert_true (g_subprocess_wait (server->process, NULL, NULL));
}

static void
free_server (Server *server)
{
  g_object_unref (server->process);
  g_free (server->address);
  g_free (server->password);
  g_free (server->invitation);
}

static void
test_sync_server (Fixture *f, gconstpointer data)
{
  Server server = { 0 };
  start_server (f, &server);
  ctl (f, 0, "connect", server.address, server.invitation, server.password, NULL);
  assert_in (f->out, server.address);
  ctl (f, 0, "sync", NULL);
  g_autofree char *company = new_id (f, "company", "name=Made here");
  ctl (f, 0, "sync", NULL);
  g_autoptr(JsonNode) synced = json (ctl (f, 0, "--format=json", "status", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (synced), "waiting"), ==, 0);
  /* What is done without the server waits, and goes out later. */
  ctl (f, 0, "set", "company", company, "name=Renamed", NULL);
  g_autoptr(JsonNode) waiting = json (ctl (f, 0, "--format=json", "status", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (waiting), "waiting"), ==, 1);
  ctl (f, 0, "sync", NULL);
  assert_in (ctl (f, 0, "get", "company", company, NULL), "Renamed");
  stop_server (&server);
  ctl (f, 0, "set", "company", company, "name=Alone", NULL);
  ctl (f, 1, "sync", NULL);
  assert_in (f->err, "cannot be reached");
  free_server (&server);
}

/* The local person has the e-mail address of the one at the server: his records become that one's, and nothing is refused. */
static void
test_sync_bring (Fixture *f, gconstpointer data)
{
  Server server = { 0 };
  start_server (f, &server);
  g_autofree char *company = new_id (f, "company", "name=Brought along");
  ctl (f, 0, "connect", server.address, server.invitation, server.password, "--bring", NULL);
  ctl (f, 0, "sync", NULL);
  g_autoptr(JsonNode) status = json (ctl (f, 0, "--format=json", "status", NULL));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "refused"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "waiting"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "conflicts"), ==, 0);
  assert_in (ctl (f, 0, "get", "company", company, NULL), "Brought along");
  assert_in (ctl (f, 0, "count", "company", "--where=owner = me", NULL), "1");
  assert_in (ctl (f, 0, "count", "user", NULL), "1");
  stop_server (&server);
  free_server (&server);
}

/* Two devices that finish a repeating task, and move a deal, without the server make one next task and one stay in the stage. */
static void
test_two_devices (Fixture *f, gconstpointer data)
{
  Server server = { 0 };
  start_server (f, &server);
  char *devices[] = { f->workspace, g_build_filename (f->dir, "second", NULL) };
  ctl (f, 0, "connect", server.address, server.invitation, server.password, NULL);
  ctl (f, 0, "sync", NULL);
  ctl (f, 0, "new", "task", "title=Report", "recurring=yes", "recurrence_pattern=weekly", "due_date=2035-03-05", NULL);
  g_autofree char *task = g_strndup (strstr (f->out, " (") + 2, 36);
  ctl (f, 0, "new", "deal", "name=Plant", "stage=Lead", NULL);
  g_autofree char *deal = g_strndup (strstr (f->out, " (") + 2, 36);
  ctl (f, 0, "sync", NULL);
  g_auto(GStrv) lines = g_strsplit (ctl (f, 0, "list", "user", "--fields=email", "--format=csv", NULL), "\n", -1);
  g_autofree char *email = g_strdup_printf ("--email=%s", g_strstrip (strchr (lines[1], ',') + 1));
  f->workspace = devices[1];
  ctl (f, 0, "init", "--currency", "EUR", NULL);
  ctl (f, 0, "connect", server.address, email, server.password, NULL);
  ctl (f, 0, "sync", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      f->workspace = devices[i];
      ctl (f, 0, "set", "task", task, "status=completed", NULL);
      ctl (f, 0, "set", "deal", deal, "stage=Proposal", NULL);
    }
  for (guint i = 0; i < 4; i++)
    {
      f->workspace = devices[i % 2];
      ctl (f, 0, "sync", NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      f->workspace = devices[i];
      g_assert_cmpstr (ctl (f, 0, "count", "task", "--where=title = \"Report\" and status = \"completed\"", NULL), ==, "1\n");
      g_assert_cmpstr (ctl (f, 0, "count", "task", "--where=title = \"Report\" and due_date = 2035-03-12", NULL), ==, "1\n");
      g_assert_cmpstr (ctl (f, 0, "count", "task", "--where=title = \"Report\"", NULL), ==, "2\n");
      g_assert_cmpstr (ctl (f, 0, "count", "stage_time", NULL), ==, "1\n");
      g_autoptr(JsonNode) status = json (ctl (f, 0, "--format=json", "status", NULL));
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "refused"), ==, 0);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "waiting"), ==, 0);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "conflicts"), ==, 0);
    }
  f->workspace = devices[0];
  g_free (devices[1]);
  stop_server (&server);
  free_server (&server);
}

/* Whoever reads the key waits until somebody has written it: the sign-in takes its time to be kept. */
static gpointer
give_key (gpointer data)
{
  guint8 key[32] = { 1, 2, 3 };
  int fd = open (data, O_WRONLY);
  g_usleep (G_USEC_PER_SEC / 4);
  g_assert_cmpint (write (fd, key, sizeof key), ==, sizeof key);
  close (fd);
  return NULL;
}

/* A command does not end before the sign-in is kept, however long that takes: the next one would be signed out. */
static void
test_slow_secrets (Fixture *f, gconstpointer data)
{
  Server server = { 0 };
  g_autofree char *secrets = g_build_filename (f->dir, "config", "tradewind", "secrets", NULL), *key = g_build_filename (secrets, "key", NULL);
  g_autofree char *config = g_build_filename (f->dir, "config", NULL), *former = g_strdup (g_getenv ("XDG_CONFIG_HOME"));
  const guint8 written[32] = { 1, 2, 3 };
  start_server (f, &server);
  g_assert_cmpint (g_mkdir_with_parents (secrets, 0700), ==, 0);
  g_assert_cmpint (mkfifo (key, 0600), ==, 0);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  GThread *thread = g_thread_new ("key", give_key, key);
  ctl (f, 0, "connect", server.address, server.invitation, server.password, NULL);
  g_thread_join (thread);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_true (g_file_set_contents (key, (const char *) written, sizeof written, NULL));
  ctl (f, 0, "sync", NULL);
  g_setenv ("XDG_CONFIG_HOME", former, TRUE);
  stop_server (&server);
  free_server (&server);
}

static void
add_tests (void)
{
#define ADD(path, set, func) g_test_add ("/ctl/" path, Fixture, NULL, set, func, tear_down)
  ADD ("sync-alone", set_up, test_sync_alone);
  ADD ("sync-server", set_up, test_sync_server);
  ADD ("sync-bring", set_up, test_sync_bring);
  ADD ("two-devices", set_up, test_two_devices);
  ADD ("slow-secrets", set_up, test_slow_secrets);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_tests (&argc, &argv, add_tests);
}
