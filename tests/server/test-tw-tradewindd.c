/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program itself: how it is started, told off, and ended. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tw-doc.h"
#include "tw-server-client.h"
#include "tw-server-fixture.h"

#define HEALTH "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define READY  "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define COUNTS "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"

typedef struct
{
  GSubprocess *process;
  guint16      port;
  char        *line;                                   /* what it printed when ready */
} Server;

static char *folder;

static char *
program (void)
{
  return g_build_filename (g_getenv ("TW_BUILD_ROOT"), "src", "server", "tradewindd", NULL);
}

/* A test that is killed leaves no server behind. */
static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
spawn (GSubprocessFlags flags, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = program (), *database = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  g_ptr_array_add (argv, path);
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_ptr_array_add (argv, (gpointer) arguments[i]);
      if (i > 0 && g_str_equal (arguments[i - 1], "--data"))
        database = tw_fixture_dup_database (arguments[i]);
    }
  if (database != NULL)
    {
      g_ptr_array_add (argv, (gpointer) "--database");
      g_ptr_array_add (argv, database);
    }
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static Server *
start (const char *const *arguments)
{
  Server *server = g_new0 (Server, 1);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  server->process = spawn (G_SUBPROCESS_FLAGS_STDERR_PIPE, arguments);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  /* The first start tells of the administrator's invitation before. */
  do
    {
      g_free (server->line);
      server->line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (server->line);
    }
  while (!g_str_has_prefix (server->line, "Listening on "));
  server->port = (guint16) g_ascii_strtoull (strrchr (server->line, ':') + 1, NULL, 10);
  return server;
}

/* Its log; the exit status is 0. */
static char *
stop (Server *server, int signal)
{
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (server->process, signal);
  g_subprocess_communicate_utf8 (server->process, NULL, NULL, NULL, &log, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (server->process));
  g_assert_cmpint (g_subprocess_get_exit_status (server->process), ==, 0);
  g_object_unref (server->process);
  g_free (server->line);
  g_free (server);
  return g_steal_pointer (&log);
}

static guint
ask (guint16 port, const char *request)
{
  g_autoptr (TwAnswer) answer = tw_client_ask (port, request);

  return answer->status;
}

/* Every line is a JSON object with a time in UTC; none has a part of an address or query. */
static void
check_log (const char *log)
{
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && *lines[i] != 0; i++, n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwDoc) doc = tw_doc_parse ("log", lines[i], -1, &error);
      const TwDocNode *time;

      g_assert_no_error (error);
      time = tw_doc_member (tw_doc_get_root (doc), "time");
      g_assert_nonnull (time);
      g_assert_true (g_str_has_suffix (time->text, "Z"));
      g_assert_nonnull (tw_doc_member (tw_doc_get_root (doc), "event"));
    }
  g_assert_cmpuint (n, >=, 3);
  g_assert_null (strstr (log, "canary"));
  g_assert_null (strstr (log, "127.0.0.1"));
}

static void
test_life (void)
{
  g_autofree char *data = g_build_filename (folder, "life", NULL);
  g_autofree char *argument = g_strconcat ("--data=", data, NULL);
  g_autofree char *key = g_build_filename (data, "server.key", NULL);
  const char *arguments[] = { argument, "--port=0", "--debug", NULL };
  g_autofree char *former = NULL;
  gsize length;

  for (guint round = 0; round < 2; round++)
    {
      Server *server = start (arguments);
      g_autofree char *log = NULL;
      g_autofree char *secret = NULL;
      g_autoptr (TwAnswer) counts = NULL;

      g_assert_cmpuint (ask (server->port, HEALTH), ==, 200);
      g_assert_cmpuint (ask (server->port, READY), ==, 200);
      g_assert_cmpuint (ask (server->port, "GET /canary?canary=canary HTTP/1.1\r\nHost: canary\r\nCookie: canary\r\n\r\n"), ==, 404);
      g_assert_cmpuint (ask (server->port, "GET /a b HTTP/1.1\r\nHost: localhost\r\ncanary\r\n\r\n"), !=, 200);
      g_assert_cmpuint (ask (server->port, "GET /sync/v1/pull HTTP/1.1\r\nHost: localhost\r\n\r\n"), ==, 401);
      counts = tw_client_ask (server->port, COUNTS);
      g_assert_nonnull (strstr (counts->body->str, "tradewind_http_requests_total{route=\"/healthz\",method=\"GET\",status=\"200\"} 1\n"));
      g_assert_nonnull (strstr (counts->body->str, "process_resident_memory_bytes "));
      g_assert_nonnull (strstr (counts->body->str, "tradewind_commits_total "));
      g_assert_true (g_file_get_contents (key, &secret, &length, NULL));
      g_assert_cmpuint (length, ==, 32);
      if (former != NULL)
        g_assert_cmpmem (former, 32, secret, 32);
      g_free (former);
      former = g_steal_pointer (&secret);
      log = stop (server, round == 0 ? SIGTERM : SIGINT);
      check_log (log);
    }
}

/* A second server, or a reader of the key, is told what to do. */
static void
test_in_use (void)
{
  g_autofree char *data = g_build_filename (folder, "use", NULL);
  g_autofree char *argument = g_strconcat ("--data=", data, NULL);
  g_autofree char *key = g_build_filename (data, "server.key", NULL);
  const char *arguments[] = { argument, "--port=0", NULL };
  Server *server = start (arguments);
  g_autoptr (GSubprocess) second = spawn (G_SUBPROCESS_FLAGS_STDERR_PIPE, arguments);
  g_autoptr (GSubprocess) third = NULL;
  g_autofree char *text = NULL;
  g_autofree char *open_key = NULL;

  g_subprocess_communicate_utf8 (second, NULL, NULL, NULL, &text, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (second), ==, 1);
  g_assert_nonnull (strstr (text, "Another program has the workspace"));
  g_free (stop (server, SIGTERM));
  g_chmod (key, 0644);
  third = spawn (G_SUBPROCESS_FLAGS_STDERR_PIPE, arguments);
  g_subprocess_communicate_utf8 (third, NULL, NULL, NULL, &open_key, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (third), ==, 1);
  g_assert_nonnull (strstr (open_key, "chmod 600"));
}

static void
test_bad_arguments (void)
{
  g_autofree char *data = g_build_filename (folder, "never", NULL);
  g_autofree char *argument = g_strconcat ("--data=", data, NULL);
  const char *const rows[][5] = {
    { NULL }, { "--data=" }, { "--nonsense" }, { argument, "stray" }, { argument, "--port=65536" }, { argument, "--port=-1" },
    { argument, "--port=x" }, { argument, "--listen=localhost" }, { argument, "--listen=0.0.0.0" }, { argument, "--listen=::" },
    { argument, "--listen=192.0.2.1" }, { argument, "--certificate=a" }, { argument, "--key=a" },
    { argument, "--socket=a", "--listen=127.0.0.1" }, { argument, "--socket=a", "--certificate=a", "--key=a" },
    { argument, "--workers=-1" }, { argument, "--threads=1000" }, { argument, "--idle-timeout=-1" }, { argument, "--stop-timeout=9999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GSubprocess) process = spawn (G_SUBPROCESS_FLAGS_STDERR_PIPE, rows[i]);
      g_autofree char *text = NULL;

      g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &text, NULL);
      g_test_message ("%s", text);
      g_assert_true (g_subprocess_get_if_exited (process));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
      g_assert_true (g_str_has_prefix (text, "tradewindd: "));
      g_assert_cmpuint (strlen (text), >, 30);
    }
  g_assert_false (g_file_test (data, G_FILE_TEST_EXISTS));
}

/* Killed in the middle, it starts again. */
static void
test_killed (void)
{
  g_autofree char *data = g_build_filename (folder, "killed", NULL);
  g_autofree char *argument = g_strconcat ("--data=", data, NULL);
  g_autofree char *path = g_build_filename (folder, "killed.socket", NULL);
  g_autofree char *socket = g_strconcat ("--socket=", path, NULL);
  const char *arguments[] = { argument, socket, NULL };

  for (guint round = 0; round < 3; round++)
    {
      Server *server = start (arguments);
      g_autoptr (TwAnswer) answer = NULL;
      int fd = tw_client_connect_file (path);

      tw_client_send (fd, READY, -1);
      answer = tw_client_read (fd, FALSE, 5000);
      g_assert_cmpuint (answer->status, ==, 200);
      close (fd);
      if (round == 2)
        {
          g_free (stop (server, SIGTERM));
          break;
        }
      g_subprocess_force_exit (server->process);
      g_subprocess_wait (server->process, NULL, NULL);
      g_object_unref (server->process);
      g_free (server->line);
      g_free (server);
    }
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tw-server-XXXXXX", NULL);
  g_test_add_func ("/server/tradewindd/life", test_life);
  g_test_add_func ("/server/tradewindd/in-use", test_in_use);
  g_test_add_func ("/server/tradewindd/bad-arguments", test_bad_arguments);
  g_test_add_func ("/server/tradewindd/killed", test_killed);
  status = g_test_run ();
  tw_fixture_remove_tree (folder);
  g_free (folder);
  return status;
}
