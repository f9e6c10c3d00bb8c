/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server as an object: its workspace, keys, backup while it works, and how errors of lower floors become answers. */
#include "config.h"

#include <string.h>
#include <glib/gstdio.h>

#include "tw-backup.h"
#include "tw-log.h"
#include "tw-record.h"
#include "tw-server-client.h"
#include "tw-server.h"
#include "tw-server-fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"

static char *folder;

/* What the server prints for people is no TAP. */
static void
print_nothing (const char *text)
{
}

static TwServer *
open_server (const char *name)
{
  g_autofree char *data = g_build_filename (folder, name, NULL);
  g_autofree char *database = tw_fixture_dup_database (data);
  const TwServerOptions options = { .data = data, .database = database, .currency = "EUR" };
  g_autoptr (GError) error = NULL;
  GPrintFunc former = g_set_print_handler (print_nothing);
  TwServer *server = tw_server_new (&options, &error);

  g_set_print_handler (former);
  g_assert_no_error (error);
  return server;
}

static void
save_company (TwStore *store, guint i)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "company");
  g_autoptr (TwRecord) record = tw_record_new (entity);
  g_autofree char *name = g_strdup_printf ("Company %u", i);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) value = tw_value_text (name);
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Add");

  tw_record_set (record, tw_entity_get_field (entity, "name"), &value, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

typedef struct { guint16 port; gint stop, n; } Asker;

static gpointer
ask_thread (gpointer data)
{
  Asker *asker = data;

  while (!g_atomic_int_get (&asker->stop))
    {
      g_autoptr (TwAnswer) answer = tw_client_ask (asker->port, GET ("/readyz"));

      g_assert_cmpuint (answer->status, ==, 200);
      g_atomic_int_inc (&asker->n);
    }
  return NULL;
}

static void
test_backup (void)
{
  g_autoptr (TwServer) server = open_server ("backup");
  g_autofree char *file = g_build_filename (folder, "backup.tar.zst", NULL);
  g_autofree char *dir = g_build_filename (folder, "restored", NULL);
  g_autofree char *key = g_build_filename (dir, "server.key", NULL);
  g_autofree char *seen = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwServer) restored = NULL;
  Asker asker = { 0 };
  GThread *thread;

  tw_server_start (server, &error);
  g_assert_no_error (error);
  asker.port = tw_http_get_port (tw_server_get_http (server));
  thread = g_thread_new ("ask", ask_thread, &asker);
  for (guint i = 0; i < 20; i++)
    save_company (tw_server_get_store (server), i);
  g_assert_true (tw_server_backup (server, file, NULL, &error));
  g_assert_no_error (error);
  while (g_atomic_int_get (&asker.n) < 10)
    g_usleep (1000);
  g_atomic_int_set (&asker.stop, 1);
  g_thread_join (thread);
  g_assert_true (tw_store_restore (file, dir, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  restored = open_server ("restored");
  {
    TwSchema *schema = tw_store_get_schema (tw_server_get_store (restored));
    g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "company"), NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (tw_store_count (tw_server_get_store (restored), query, &error), ==, 20);
    g_assert_no_error (error);
  }
}

static void
test_keys (void)
{
  g_autoptr (TwServer) server = open_server ("keys");
  g_autoptr (TwServer) other = open_server ("other");
  g_autoptr (GBytes) cursor = tw_server_dup_key (server, "cursor");
  g_autoptr (GBytes) again = tw_server_dup_key (server, "cursor");
  g_autoptr (GBytes) token = tw_server_dup_key (server, "token");
  g_autoptr (GBytes) foreign = tw_server_dup_key (other, "cursor");

  g_assert_cmpuint (g_bytes_get_size (cursor), ==, 32);
  g_assert_true (g_bytes_equal (cursor, again));
  g_assert_false (g_bytes_equal (cursor, token));
  g_assert_false (g_bytes_equal (cursor, foreign));
  g_assert_false (g_bytes_equal (cursor, tw_server_get_secret (server)));
}

static void
test_commits (void)
{
  g_autoptr (TwServer) server = open_server ("commits");
  guint64 before;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  before = tw_server_count_commits (server);
  save_company (tw_server_get_store (server), 1);
  save_company (tw_server_get_store (server), 2);
  while (tw_server_count_commits (server) < before + 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (tw_server_get_module (server, "no such"));
  g_assert_nonnull (tw_server_get_module (server, "health"));
}

/* What is asked, and the next test's answer. */
static const GError *problem;

static void
error_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_problem_error (response, problem);
}

static void
test_errors (void)
{
  static const TwRoute routes[] = { { "GET", "/error", 0, TW_ROUTE_DEFAULT, error_cb }, { NULL } };
  static const TwHttpOptions options = { 0 };
  const struct { GQuark domain; int code; guint status; gboolean told; } rows[] = {
    { TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, 404, FALSE }, { TW_STORE_ERROR, TW_STORE_ERROR_IN_USE, 503, FALSE },
    { TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY, 503, FALSE }, { TW_STORE_ERROR, TW_STORE_ERROR_FULL, 507, FALSE },
    { TW_STORE_ERROR, TW_STORE_ERROR_INVALID, 422, TRUE }, { TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE, 409, TRUE },
    { TW_STORE_ERROR, TW_STORE_ERROR_LINK, 409, TRUE }, { TW_STORE_ERROR, TW_STORE_ERROR_CHANGED, 409, TRUE },
    { TW_STORE_ERROR, TW_STORE_ERROR_CURSOR, 400, TRUE }, { TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, 500, FALSE },
    { TW_STORE_ERROR, TW_STORE_ERROR_IO, 503, FALSE }, { TW_RECORD_ERROR, TW_RECORD_ERROR_REQUIRED, 422, TRUE },
    { TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID, 422, TRUE }, { TW_EXPR_ERROR, TW_EXPR_ERROR_SYNTAX, 400, TRUE },
    { TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, 403, TRUE }, { TW_ACCESS_ERROR, TW_ACCESS_ERROR_NOT_FOUND, 404, FALSE },
    { G_FILE_ERROR, G_FILE_ERROR_ACCES, 500, FALSE }, { G_IO_ERROR, G_IO_ERROR_FAILED, 500, FALSE },
  };
  g_autoptr (TwHttp) http = tw_http_new (&options);
  g_autoptr (GError) error = NULL;

  tw_http_add_routes (http, routes, NULL);
  tw_http_start (http, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) sample = g_error_new_literal (rows[i].domain, rows[i].code, "canary \"quoted\"\r\nX-Injected: 1");
      g_autoptr (TwAnswer) answer = NULL;

      problem = sample;
      answer = tw_client_ask (tw_http_get_port (http), GET ("/error"));
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_true ((strstr (answer->body->str, "canary") != NULL) == rows[i].told);
      g_assert_null (tw_answer_header (answer, "x-injected"));
      problem = NULL;
    }
}

/* Lines of the log: one each, whatever stands in them. */
static void
test_log (void)
{
  g_autofree char *path = g_build_filename (folder, "log", NULL);
  FILE *file = g_fopen (path, "w");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  static const char *const values[] = { "a\r\nb", "\"", "\\", "\x01\x1b[31m", "\xff\xfe", "\xe2\x80\xa8", "" };

  tw_log_set_output (fileno (file), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("info", "test");

      tw_log_line_text (line, "value", values[i]);
      tw_log_line_int (line, "n", G_MININT64);
    }
  tw_log_line_free (tw_log_line_new ("debug", "unseen"));
  tw_log_set_output (-1, FALSE);
  fclose (file);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (values) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwDoc) doc = tw_doc_parse ("line", lines[i], -1, &error);

      g_assert_no_error (error);
      if (g_utf8_validate (values[i], -1, NULL))
        g_assert_cmpstr (tw_doc_member (tw_doc_get_root (doc), "value")->text, ==, values[i]);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  tw_log_set_output (-1, FALSE);
  folder = g_dir_make_tmp ("tw-server-XXXXXX", NULL);
  g_test_add_func ("/server/server/backup", test_backup);
  g_test_add_func ("/server/server/keys", test_keys);
  g_test_add_func ("/server/server/commits", test_commits);
  g_test_add_func ("/server/server/errors", test_errors);
  g_test_add_func ("/server/server/log", test_log);
  status = g_test_run ();
  tw_fixture_remove_tree (folder);
  g_free (folder);
  return status;
}
