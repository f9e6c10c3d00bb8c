/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device keeps the head of its server's audit log, over the server's own answers, and says so when the log is cut off or written anew. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>
#include <glib/gstdio.h>

#include "tw-audit-witness.h"
#include "tw-audit.h"
#include "tw-caller.h"
#include "tw-log.h"
#include "tw-replica.h"
#include "tw-server-client.h"
#include "tw-server.h"

#define CUT_OFF "DELETE FROM audit_entry WHERE n > (SELECT min(n) FROM audit_head);" \
                "DELETE FROM audit_head WHERE n > (SELECT min(n) FROM audit_head)"

typedef struct
{
  char     *dir, *token;
  TwServer *server;
  TwStore  *store, *device;
  guint16   port;
  sqlite3  *db;                                        /* whoever changes the server's log behind its back */
} Site;

static void
ignore_cb (const char *text)
{
}

static TwAnswer *
ask (Site *site, const char *method, const char *path, const char *body)
{
  g_autofree char *request =
    g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", method, path,
                     site->token != NULL ? "Authorization: Bearer " : "", site->token != NULL ? site->token : "",
                     site->token != NULL ? "\r\n" : "", strlen (body), body);

  return tw_client_ask (site->port, request);
}

static void
join (Site *site)
{
  g_autofree char *setting = tw_store_dup_setting (site->store, "user"), *invitation = NULL, *body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwAnswer) answer = NULL;
  g_autoptr (TwDoc) doc = NULL;
  TwId admin;

  setting[strlen (setting) - 1] = '\0';
  g_assert_true (tw_id_parse (setting + 1, &admin));
  invitation = tw_accounts_invite (site->server, &admin, &error);
  body = g_strdup_printf ("{\"token\":\"%s\",\"password\":\"four words in a row\"}", invitation);
  answer = ask (site, "POST", "/api/auth/accept", body);
  g_assert_cmpuint (answer->status, ==, 200);
  doc = tw_doc_parse ("answer", answer->body->str, (gssize) answer->body->len, &error);
  site->token = g_strdup (tw_doc_member (tw_doc_get_root (doc), "access_token")->text);
}

static void
open_site (Site *site)
{
  TwServerOptions options = { .currency = "EUR", .http = { .address = "127.0.0.1", .threads = 1 } };
  g_autofree char *data = NULL, *device = NULL, *file = NULL;
  TwReplicaIdentity identity = { (char *) "https://crm.example.org", tw_id_new (), tw_id_new (), tw_id_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);
  GPrintFunc print = g_set_print_handler (ignore_cb);

  memset (site, 0, sizeof *site);
  tw_log_set_output (-1, FALSE);
  site->dir = g_dir_make_tmp ("tw-witness-XXXXXX", &error);
  options.data = data = g_build_filename (site->dir, "server", NULL);
  device = g_build_filename (site->dir, "device", NULL);
  site->server = tw_server_new (&options, &error);
  g_set_print_handler (print);
  g_assert_no_error (error);
  site->store = tw_server_get_store (site->server);
  g_assert_true (tw_server_start (site->server, &error));
  site->port = tw_http_get_port (tw_server_get_http (site->server));
  site->device = tw_store_open (device, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_replica_join (site->device, &identity, FALSE, &error));
  g_assert_true (tw_replica_set_state (site->device, "epoch", "one", &error));
  file = g_build_filename (data, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (file, &site->db), ==, SQLITE_OK);
  sqlite3_busy_timeout (site->db, 5000);
  join (site);
}

static void
close_site (Site *site)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  sqlite3_close (site->db);
  tw_store_close (site->device);
  g_object_unref (site->device);
  tw_server_free (site->server);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
  g_free (site->token);
}

static void
plant (Site *site, const char *sql)
{
  char *message = NULL;

  sqlite3_exec (site->db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

/* The device asks and judges; part: what is said, NULL: nothing. Returns the number of the head that is kept. */
static gint64
look (Site *site, const char *part)
{
  TwAuditHead kept;
  g_autoptr (TwAnswer) answer = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *path = NULL, *sentence = NULL;
  g_autoptr (GError) error = NULL;

  tw_audit_witness_get (site->device, &kept);
  path = g_strdup_printf ("/sync/v1/audit?kept=%" G_GINT64_FORMAT, kept.n);
  answer = ask (site, "GET", path, "");
  g_assert_cmpuint (answer->status, ==, 200);
  body = g_bytes_new (answer->body->str, answer->body->len);
  sentence = tw_audit_witness_judge (site->device, body, &error);
  g_assert_no_error (error);
  if (part == NULL)
    g_assert_cmpstr (sentence, ==, NULL);
  else if (sentence == NULL || strstr (sentence, part) == NULL)
    g_error ("“%s” is not said, but: %s", part, sentence);
  tw_audit_witness_get (site->device, &kept);
  return kept.n;
}

static gint64
add_and_sign (Site *site)
{
  g_autoptr (GError) error = NULL;
  TwAuditHead head;

  for (guint i = 0; i < 5; i++)
    g_assert_true (tw_audit_add (site->store, 0, NULL, "sign-in", "{}", &error));
  g_assert_true (tw_audit_sign (site->store, &head, &error));
  return head.n;
}

static void
test_watch (void)
{
  Site site;
  gint64 n;

  open_site (&site);
  g_assert_cmpint (look (&site, NULL), ==, 0);
  n = add_and_sign (&site);
  g_assert_cmpint (look (&site, NULL), ==, n);
  g_assert_cmpint (look (&site, NULL), ==, n);
  n = add_and_sign (&site);
  g_assert_cmpint (look (&site, NULL), ==, n);
  plant (&site, "CREATE TABLE good_entry AS SELECT * FROM audit_entry; CREATE TABLE good_head AS SELECT * FROM audit_head;"
         "CREATE TABLE good_value AS SELECT * FROM audit_value");
  plant (&site, CUT_OFF);
  g_assert_cmpint (look (&site, "shorter"), ==, n);
  g_assert_cmpint (look (&site, "shorter"), ==, n);
  plant (&site, "DELETE FROM audit_head; DELETE FROM audit_value WHERE n > (SELECT max(n) FROM audit_entry)");
  g_assert_cmpint (look (&site, "shorter"), ==, n);
  /* Filled up again, so that it is as long as before, and signed with the right key. */
  g_assert_cmpint (add_and_sign (&site), ==, n);
  g_assert_cmpint (look (&site, "changed"), ==, n);
  g_assert_cmpint (add_and_sign (&site), >, n);
  g_assert_cmpint (look (&site, "changed"), ==, n);
  plant (&site, "DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM good_entry;"
         "DELETE FROM audit_value; INSERT INTO audit_value SELECT * FROM good_value; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM good_head");
  plant (&site, "UPDATE audit_head SET signature = zeroblob(64)");
  g_assert_cmpint (look (&site, "not signed"), ==, n);
  plant (&site, "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM good_head");
  g_assert_cmpint (look (&site, NULL), ==, n);
  close_site (&site);
}

/* Put back from a backup: told once, then the log goes on from there. */
static void
test_restored (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  gint64 n, earlier;

  open_site (&site);
  earlier = add_and_sign (&site);
  n = add_and_sign (&site);
  g_assert_cmpint (look (&site, NULL), ==, n);
  plant (&site, CUT_OFF);
  g_assert_true (tw_replica_set_state (site.device, "epoch", "two", &error));
  g_assert_cmpint (look (&site, "shorter"), ==, earlier);
  g_assert_cmpint (look (&site, NULL), ==, earlier);
  close_site (&site);
}

static void
test_other_key (void)
{
  Site site;
  g_autofree char *dir = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwAuditKey) key = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *hash = NULL, *public = NULL, *signature = NULL, *sentence = NULL;
  TwAuditHead head;

  open_site (&site);
  add_and_sign (&site);
  look (&site, NULL);
  tw_audit_witness_get (site.device, &head);
  dir = g_build_filename (site.dir, "other", NULL);
  g_mkdir (dir, 0700);
  key = tw_audit_key_open (dir, &error);
  g_assert_no_error (error);
  tw_audit_key_sign (key, &head);
  hash = tw_audit_hex (head.hash, sizeof head.hash);
  public = tw_audit_hex (head.key, sizeof head.key);
  signature = tw_audit_hex (head.signature, sizeof head.signature);
  g_string_printf (json, "{\"head\":{\"n\":%" G_GINT64_FORMAT ",\"at\":%" G_GINT64_FORMAT ",\"hash\":\"%s\",\"key\":\"%s\",\"signature\":\"%s\"},"
                   "\"kept\":\"%s\"}", head.n, head.at, hash, public, signature, hash);
  body = g_bytes_new (json->str, json->len);
  sentence = tw_audit_witness_judge (site.device, body, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sentence, "another key"));
  close_site (&site);
}

/* Answers that are none change nothing. */
static void
test_garbage (void)
{
  static const char *const bodies[] = {
    "", "{", "[]", "null", "{}", "{\"head\":5}", "{\"head\":{}}", "{\"head\":{\"n\":-1,\"at\":1}}", "{\"head\":{\"n\":1e9,\"at\":1}}",
    "{\"head\":{\"n\":9,\"at\":1,\"hash\":\"00\",\"key\":\"00\",\"signature\":\"00\"}}", "{\"head\":{\"n\":9,\"at\":1,\"hash\":[],\"key\":{},\"signature\":null}}",
  };
  Site site;
  gint64 n;

  open_site (&site);
  n = add_and_sign (&site);
  look (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (bodies[i], strlen (bodies[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (tw_audit_witness_judge (site.device, body, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_cmpint (look (&site, NULL), ==, n);
  close_site (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/witness/watch", test_watch);
  g_test_add_func ("/server/witness/restored", test_restored);
  g_test_add_func ("/server/witness/other-key", test_other_key);
  g_test_add_func ("/server/witness/garbage", test_garbage);
  return g_test_run ();
}
