/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token on this computer, addresses as people write them, answers to a sign-in, and settling conflicts. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tw-conflict.h"
#include "tw-doc.h"
#include "tw-replica.h"
#include "tw-seed.h"
#include "tw-sign-in.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  f->dir = g_dir_make_tmp ("tw-account-XXXXXX", NULL);
  f->store = tw_store_open (f->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (f->store, "EUR", &error));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_store_close (f->store);
  g_object_unref (f->store);
  remove_tree (f->dir);
  g_free (f->dir);
}

/* --- Secrets --- */

static char *
dup_secrets_dir (void)
{
  return g_build_filename (g_get_user_config_dir (), "tradewind", "secrets", NULL);
}

static void
test_secrets_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = dup_secrets_dir (), *loaded = NULL, *again = NULL, *gone = NULL;
  g_autoptr (GDir) files = NULL;
  TwSecretsPlace place;
  const char *name;
  guint n = 0;

  g_assert_cmpint (tw_sync_secrets_save ("client-1", "Test", "refresh-token-äß", &error), ==, TW_SECRETS_FILE);
  g_assert_no_error (error);
  loaded = tw_sync_secrets_load ("client-1", &place, &error);
  g_assert_cmpstr (loaded, ==, "refresh-token-äß");
  g_assert_cmpint (place, ==, TW_SECRETS_FILE);
  /* Nobody else reads it, and nothing of it is in clear. */
  files = g_dir_open (dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (dir, name, NULL), *bytes = NULL;
      gsize length;
      GStatBuf info;

      g_assert_cmpint (g_stat (file, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
      g_assert_null (g_strstr_len (bytes, length, "refresh"));
      n++;
    }
  g_assert_cmpint (n, ==, 2);
  tw_sync_secrets_save ("client-1", "Test", "newer", NULL);
  again = tw_sync_secrets_load ("client-1", NULL, NULL);
  g_assert_cmpstr (again, ==, "newer");
  g_assert_null (tw_sync_secrets_load ("client-2", &place, &error));
  g_assert_no_error (error);
  tw_sync_secrets_forget ("client-1");
  gone = tw_sync_secrets_load ("client-1", NULL, NULL);
  g_assert_null (gone);
}

static gpointer
save_one (gpointer data)
{
  g_assert_cmpint (tw_sync_secrets_save (data, "Test", data, NULL), ==, TW_SECRETS_FILE);
  return NULL;
}

/* Several that keep their first secret at the same moment use one key: each can be read afterwards. */
static void
test_secrets_at_once (void)
{
  static const char *const names[] = { "one", "two", "three", "four", "five", "six" };
  g_autofree char *dir = dup_secrets_dir (), *key = g_build_filename (dir, "key", NULL);

  for (guint round = 0; round < 20; round++)
    {
      GThread *threads[G_N_ELEMENTS (names)];

      g_unlink (key);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        threads[i] = g_thread_new (names[i], save_one, (gpointer) names[i]);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        g_thread_join (threads[i]);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree char *loaded = tw_sync_secrets_load (names[i], NULL, &error);

          g_assert_no_error (error);
          g_assert_cmpstr (loaded, ==, names[i]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tw_sync_secrets_forget (names[i]);
}

static void
test_secrets_broken (void)
{
  g_autofree char *dir = dup_secrets_dir (), *file = NULL, *bytes = NULL;
  g_autoptr (GDir) files = NULL;
  const char *name;
  gsize length;

  tw_sync_secrets_save ("client-3", "Test", "token", NULL);
  files = g_dir_open (dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (name, ".secret"))
      file = g_build_filename (dir, name, NULL);
  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  for (gsize i = 0; i <= length; i++)
    {
      g_autofree char *broken = g_memdup2 (bytes, length);
      g_autoptr (GError) error = NULL;

      if (i < length)
        broken[i] ^= 1;
      /* One bit is different, or the last byte is missing. */
      g_assert_true (g_file_set_contents (file, broken, i < length ? (gssize) length : (gssize) length - 1, NULL));
      g_assert_null (tw_sync_secrets_load ("client-3", NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  tw_sync_secrets_forget ("client-3");
}

/* --- The sign-in --- */

static void
test_roots (void)
{
  static const char *const table[][2] = {
    { "crm.example.org", "https://crm.example.org" }, { " https://crm.example.org/ ", "https://crm.example.org" },
    { "http://localhost:8480", "http://localhost:8480" }, { "crm.example.org:8443///", "https://crm.example.org:8443" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *root = tw_sync_account_dup_root (table[i][0]);

      g_assert_cmpstr (root, ==, table[i][1]);
    }
}

static TwReply *
make_reply (guint status, const char *body)
{
  TwReply *reply = g_new0 (TwReply, 1);

  reply->status = status;
  reply->retry_after = -1;
  reply->body = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  return reply;
}

static void
test_answers (void)
{
  static const struct { guint status; const char *body; int code; } table[] = {
    { 0, NULL, TW_ACCOUNT_ERROR_UNREACHABLE },
    { 200, "<html>", TW_ACCOUNT_ERROR_NOT_A_SERVER },
    { 200, "{\"access_token\":\"a\"}", TW_ACCOUNT_ERROR_NOT_A_SERVER },
    { 200, "{\"access_token\":\"a\",\"refresh_token\":\"b\",\"user\":\"nobody\"}", TW_ACCOUNT_ERROR_NOT_A_SERVER },
    { 301, NULL, TW_ACCOUNT_ERROR_NOT_A_SERVER },
    { 404, "{}", TW_ACCOUNT_ERROR_NOT_A_SERVER },
    { 404, "{\"type\":\"tag:tradewind,2026:problem/no-invitation\",\"detail\":\"Ask for a new one.\"}", TW_ACCOUNT_ERROR_FAILED },
    { 401, "{\"type\":\"tag:tradewind,2026:problem/sign-in\"}", TW_ACCOUNT_ERROR_PASSWORD },
    { 401, "{\"type\":\"tag:tradewind,2026:problem/code-needed\"}", TW_ACCOUNT_ERROR_CODE },
    { 429, "{}", TW_ACCOUNT_ERROR_FAILED },
    { 500, "[", TW_ACCOUNT_ERROR_FAILED },
  };
  TwReply *good = make_reply (200, "{\"access_token\":\"a\",\"refresh_token\":\"b\",\"expires_in\":900,"
                                   "\"user\":{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"name\":\"Ann\"}}");
  g_autoptr (TwSignedIn) signed_in = tw_sign_in_read (good, "https://crm.example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      TwReply *reply = make_reply (table[i].status, table[i].body);

      g_assert_null (tw_sign_in_read (reply, "https://crm.example.org", &error));
      g_assert_error (error, TW_ACCOUNT_ERROR, table[i].code);
      tw_reply_free (reply);
    }
  g_assert_nonnull (signed_in);
  g_assert_cmpstr (signed_in->refresh, ==, "b");
  g_assert_true (tw_id_is_nil (&signed_in->workspace));
  tw_reply_free (good);
}

static void
test_request (void)
{
  TwSignIn sign_in = { .server = "x", .email = "ann@example.org", .password = "pa\"ss\\wörd", .code = "123456" };
  g_autoptr (GBytes) body = tw_sign_in_print (&sign_in);
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (TwDoc) doc = tw_doc_parse ("body", text, length, NULL);

  g_assert_nonnull (doc);
  g_assert_cmpstr (tw_doc_member (tw_doc_get_root (doc), "password")->text, ==, "pa\"ss\\wörd");
  g_assert_cmpstr (tw_doc_member (tw_doc_get_root (doc), "code")->text, ==, "123456");
}

/* --- The account --- */

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_unreachable (Fixture *f, gconstpointer data)
{
  g_autoptr (TwSyncAccount) account = tw_sync_account_new (f->store);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TwSignIn sign_in = { .server = "http://127.0.0.1:1", .email = "ann@example.org", .password = "secret" };

  tw_sync_account_connect_async (account, &sign_in, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tw_sync_account_connect_finish (account, result, &error));
  g_assert_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_UNREACHABLE);
  g_assert_cmpint (tw_sync_account_get_state (account), ==, TW_ACCOUNT_ALONE);
  g_assert_false (tw_store_is_replica (f->store));
}

static void
test_not_encrypted (Fixture *f, gconstpointer data)
{
  g_autoptr (TwSyncAccount) account = tw_sync_account_new (f->store);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TwSignIn sign_in = { .server = "http://crm.example.org", .email = "ann@example.org", .password = "secret" };

  tw_sync_account_connect_async (account, &sign_in, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tw_sync_account_connect_finish (account, result, &error));
  g_assert_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_NOT_A_SERVER);
}

static gboolean
is_signed_out (TwSyncAccount *account)
{
  return tw_sync_account_get_state (account) == TW_ACCOUNT_SIGNED_OUT;
}

static void
test_no_token (Fixture *f, gconstpointer data)
{
  g_autoptr (TwSyncAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  TwReplicaIdentity identity = { (char *) "http://127.0.0.1:1", tw_id_nil, tw_id_new (), tw_id_new () };

  g_assert_true (tw_replica_join (f->store, &identity, TRUE, &error));
  account = tw_sync_account_new (f->store);
  tw_sync_account_start (account);
  while (!is_signed_out (account))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (tw_sync_account_get_server (account), ==, "http://127.0.0.1:1");
  g_assert_cmpint (tw_sync_account_get_pending (account), >, 0);
  g_assert_true (tw_id_equal (tw_store_get_user (f->store), &identity.user));
  /* What waits is not given up by the way. */
  g_assert_false (tw_sync_account_leave (account, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY);
  g_clear_error (&error);
  g_assert_true (tw_sync_account_leave (account, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tw_sync_account_get_state (account), ==, TW_ACCOUNT_ALONE);
}

/* --- Conflicts --- */

static TwId
commit_new (Fixture *f, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (f->store, TW_ORIGIN_SYNC, "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static TwId
add_company (Fixture *f, const char *field, const char *text)
{
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (f->store), "company"));
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, "name", "Acme", &error);
  tw_record_set_text (record, field, text, &error);
  g_assert_no_error (error);
  return commit_new (f, record);
}

static TwId
add_conflict (Fixture *f, const TwId *company, const char *field, const char *kind, const char *mine, const char *theirs)
{
  TwSchema *schema = tw_store_get_schema (f->store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "sync_conflict"));
  g_auto (TwValue) link = tw_value_link (tw_schema_get_entity (schema, "company")->number, company);
  g_auto (TwValue) mine_value = tw_value_json (mine), theirs_value = tw_value_json (theirs);
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, "title", "Acme", &error);
  tw_record_set_key (record, "record", &link, &error);
  tw_record_set_text (record, "field", field, &error);
  tw_record_set_text (record, "kind", kind, &error);
  tw_record_set_text (record, "state", "open", &error);
  tw_record_set_key (record, "mine", &mine_value, &error);
  tw_record_set_key (record, "theirs", &theirs_value, &error);
  g_assert_no_error (error);
  return commit_new (f, record);
}

static void
settle (Fixture *f, const TwId *id, TwSettle how)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwConflict) conflict = tw_conflict_get (f->store, id, &error);
  TwEdit *edit;
  g_autoptr (TwCommit) commit = NULL;

  g_assert_no_error (error);
  edit = tw_conflict_settle (f->store, conflict, how, &error);
  g_assert_no_error (error);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static char *
dup_text (Fixture *f, const TwId *company, const char *field)
{
  g_autoptr (TwRecord) record = tw_store_get (f->store, tw_schema_get_entity (tw_store_get_schema (f->store), "company"), company, NULL);

  return tw_record_is_deleted (record) ? g_strdup ("deleted") : tw_value_print (tw_record_get_key (record, field));
}

static guint
count_open (Fixture *f)
{
  g_autoptr (GPtrArray) open = tw_conflicts_list (f->store, 100, NULL);

  return open->len;
}

static void
test_settle (Fixture *f, gconstpointer data)
{
  static const struct { const char *field, *kind, *now, *mine, *theirs; TwSettle how; const char *expected; } table[] = {
    { "website", "field", "https://b.example", "\"https://a.example\"", "\"https://b.example\"", TW_SETTLE_MINE, "https://a.example" },
    { "website", "field", "https://b.example", "\"https://a.example\"", "\"https://b.example\"", TW_SETTLE_THEIRS, "https://b.example" },
    { "description", "field", "theirs", "\"mine\"", "\"theirs\"", TW_SETTLE_BOTH, "theirs\n\nmine" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      TwId company = add_company (f, table[i].field, table[i].now);
      TwId id = add_conflict (f, &company, table[i].field, table[i].kind, table[i].mine, table[i].theirs);
      g_autofree char *settled = NULL, *undone = NULL;
      g_autoptr (TwCommit) undo = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (count_open (f), ==, 1);
      settle (f, &id, table[i].how);
      settled = dup_text (f, &company, table[i].field);
      g_assert_cmpstr (settled, ==, table[i].expected);
      g_assert_cmpuint (count_open (f), ==, 0);
      undo = tw_store_undo (f->store, NULL, &error);
      g_assert_no_error (error);
      undone = dup_text (f, &company, table[i].field);
      g_assert_cmpstr (undone, ==, table[i].now);
      g_assert_cmpuint (count_open (f), ==, 1);
      settle (f, &id, TW_SETTLE_THEIRS);
    }
}

/* As the server sends it: the record that it is about lies in the wastebasket already. */
static TwId
receive_conflict (Fixture *f, const TwId *company, const char *mine)
{
  TwSchema *schema = tw_store_get_schema (f->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "sync_conflict");
  static const char *const keys[] = { "title", "record", "field", "state", "kind", "mine" };
  const TwField *fields[G_N_ELEMENTS (keys)];
  TwValue values[] = { tw_value_text ("Acme: Website"), tw_value_link (tw_schema_get_entity (schema, "company")->number, company),
                       tw_value_text ("website"), tw_value_enum ("open"), tw_value_enum ("deleted"), tw_value_json (mine) };
  TwReplicaTx *tx;
  TwId id = tw_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  static gint64 seq;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fields[i] = tw_entity_get_field (entity, keys[i]);
  tx = tw_replica_begin (f->store, &error);
  g_assert_no_error (error);
  g_assert_true (tw_replica_put (tx, entity, &id, ++seq, 0, fields, values, G_N_ELEMENTS (keys), NULL, &error));
  commit = tw_replica_commit (tx, seq, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    tw_value_clear (&values[i]);
  return id;
}

static void
test_settle_deleted (Fixture *f, gconstpointer data)
{
  TwReplicaIdentity identity = { (char *) "http://127.0.0.1:1", tw_id_nil, *tw_store_get_user (f->store), tw_id_new () };
  TwId company = add_company (f, "website", "https://a.example"), first, second;
  TwEdit *edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "delete");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autofree char *dropped = NULL, *restored = NULL;

  tw_edit_delete (edit, tw_schema_get_entity (tw_store_get_schema (f->store), "company"), &company);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_true (tw_replica_join (f->store, &identity, FALSE, &error));
  first = receive_conflict (f, &company, "\"https://c.example\"");
  second = receive_conflict (f, &company, "\"https://d.example\"");
  settle (f, &first, TW_SETTLE_THEIRS);
  dropped = dup_text (f, &company, "website");
  g_assert_cmpstr (dropped, ==, "deleted");
  settle (f, &second, TW_SETTLE_MINE);
  restored = dup_text (f, &company, "website");
  g_assert_cmpstr (restored, ==, "https://d.example");
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("tw-account-home-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("TRADEWIND_SECRETS", "file", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/secrets/file", test_secrets_file);
  g_test_add_func ("/sync/secrets/at-once", test_secrets_at_once);
  g_test_add_func ("/sync/secrets/broken", test_secrets_broken);
  g_test_add_func ("/sync/sign-in/roots", test_roots);
  g_test_add_func ("/sync/sign-in/answers", test_answers);
  g_test_add_func ("/sync/sign-in/request", test_request);
  g_test_add ("/sync/account/unreachable", Fixture, NULL, set_up, test_unreachable, tear_down);
  g_test_add ("/sync/account/not-encrypted", Fixture, NULL, set_up, test_not_encrypted, tear_down);
  g_test_add ("/sync/account/no-token", Fixture, NULL, set_up, test_no_token, tear_down);
  g_test_add ("/sync/conflict/settle", Fixture, NULL, set_up, test_settle, tear_down);
  g_test_add ("/sync/conflict/settle-deleted", Fixture, NULL, set_up, test_settle_deleted, tear_down);
  result = g_test_run ();
  remove_tree (home);
  return result;
}
