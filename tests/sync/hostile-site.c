/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "hostile-site.h"
#include "tw-backup.h"
#include "tw-store-internal.h"

#define MOST_THINGS 400                                /* a load of them, in pages of five, is to end in one round */

static char *folder;
TwSchema *schema;
TwStore *server, *client;
static TwAccessCache *rights;
TwAuthority *authority;
TwId user;
TwSync *sync_engine;
HostileTransport *transport;
guint n_refused, n_taken;
GPtrArray *things;

/* --- What the client has --- */

typedef struct { char *cursor; guint64 rows; gint64 seq, outbox; } Picture;

static gboolean
add_row (const TwId *id, gint64 server_seq, gpointer data)
{
  *(guint64 *) data += tw_sync_hash (500, id, server_seq);
  return TRUE;
}

static void
take_picture (Picture *picture)
{
  g_autoptr (GError) error = NULL;

  *picture = (Picture) { tw_replica_dup_state (client, "cursor"), 0, tw_peers_get_seq (client), tw_outbox_count (client, NULL) };
  g_assert_true (tw_replica_scan (client, tw_schema_get_entity (schema, "thing"), NULL, add_row, &picture->rows, &error));
  g_assert_no_error (error);
}

static gboolean
find_row (const TwId *id, gint64 server_seq, gpointer data)
{
  const TwWireRow *row = *(const TwWireRow **) data;

  if (!tw_id_equal (id, &row->id))
    return TRUE;
  if (server_seq >= row->seq)
    *(const TwWireRow **) data = NULL;
  return FALSE;
}

static gboolean
is_gone (TwWirePage *page, const TwId *id)
{
  for (guint i = 0; i < page->gone->len; i++)
    if (tw_id_equal (&g_array_index (page->gone, TwWireGone, i).id, id))
      return TRUE;
  return FALSE;
}

/* Every row of the page is in the store. */
static void
check_applied (TwWirePage *page)
{
  for (guint t = 0; t < page->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (page->tables, t);

      for (guint i = 0; table->entity == 500 && i < table->rows->len; i++)
        {
          const TwWireRow *row = &g_array_index (table->rows, TwWireRow, i);
          g_autoptr (GError) error = NULL;

          if (is_gone (page, &row->id))
            continue;
          tw_replica_scan (client, tw_schema_get_entity (schema, "thing"), NULL, find_row, &row, &error);
          g_assert_no_error (error);
          g_assert_null (row);
        }
    }
}

/* Of a pull: all of a page with its cursor, or nothing of it. */
static void
check_pull (const Picture *before, const Picture *after, guint status, GBytes *body)
{
  g_autoptr (TwWirePage) page = status == 200 && body != NULL ? tw_wire_page_parse (body, NULL) : NULL;

  g_assert_cmpint (after->outbox, ==, before->outbox);
  if (status == 409 || status == 410)
    return;                                            /* it begins to load anew, around what is here */
  if (page == NULL || g_strcmp0 (before->cursor, after->cursor) == 0)
    {
      g_assert_cmpstr (before->cursor, ==, after->cursor);
      if (page == NULL || g_strcmp0 (page->cursor, before->cursor) != 0)
        {
          g_assert_cmpuint (before->rows, ==, after->rows);
          g_assert_cmpint (before->seq, ==, after->seq);
        }
      n_refused++;
      return;
    }
  if (after->cursor != NULL)
    {
      g_assert_cmpstr (after->cursor, ==, page->cursor);
      check_applied (page);
      n_taken++;
    }
}

static Picture before;

static void
before_answer (void)
{
  take_picture (&before);
}

static void
after_answer (gboolean pull, guint status, GBytes *body)
{
  Picture after;

  take_picture (&after);
  if (pull)
    check_pull (&before, &after, status, body);
  g_clear_pointer (&before.cursor, g_free);
  g_free (after.cursor);
}

/* --- Both sides --- */

static const char thing_json[] =
  "{\"entity\": \"thing\", \"number\": 500, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\","
  " \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
  " {\"number\": 13, \"key\": \"note\", \"label\": \"Note\", \"kind\": \"longtext\", \"merge\": \"text\"},"
  " {\"number\": 14, \"key\": \"tags\", \"label\": \"Tags\", \"kind\": \"tags\"},"
  " {\"number\": 15, \"key\": \"count\", \"label\": \"Count\", \"kind\": \"integer\", \"merge\": \"add\"},"
  " {\"number\": 17, \"key\": \"parent\", \"label\": \"Parent\", \"kind\": \"link\", \"to\": [\"thing\"], \"on_delete\": \"clear\"},"
  " {\"number\": 19, \"key\": \"code\", \"label\": \"Code\", \"kind\": \"text\", \"unique\": true}]}";

static void
load_schema (void)
{
  static const char *const files[] = { "user", "role", "team", "sync_conflict" };
  const char *names[G_N_ELEMENTS (files) + 1], *texts[G_N_ELEMENTS (files) + 1];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat (files[i], ".json", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "data", "schema", name, NULL);
      char *text;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      names[i] = files[i];
      texts[i] = text;
    }
  names[G_N_ELEMENTS (files)] = "thing";
  texts[G_N_ELEMENTS (files)] = thing_json;
  schema = tw_schema_load_texts (names, texts, G_N_ELEMENTS (texts), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_free ((char *) texts[i]);
}

static TwStore *
open_store (const char *name)
{
  g_autofree char *dir = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  TwStore *store = tw_store_open (dir, schema, TRUE, &error);

  g_assert_no_error (error);
  tw_db_exec (store->writer, "PRAGMA synchronous = OFF", NULL);
  return store;
}

void
hostile_save (TwStore *store, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

void
hostile_set (TwRecord *record, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, key, value, &error);
  g_assert_no_error (error);
}

static void
make_user (void)
{
  g_autoptr (TwRecord) role = tw_record_new (tw_schema_get_entity (schema, "role"));
  g_autoptr (TwRecord) person = tw_record_new (tw_schema_get_entity (schema, "user"));
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (role));

  hostile_set (role, "name", "All");
  hostile_set (role, "record_scope", "all");
  hostile_set (role, "permissions", "*: create read change delete");
  hostile_save (server, role);
  hostile_set (person, "name", "User");
  hostile_set (person, "email", "user@example.com");
  hostile_set (person, "roles", id);
  hostile_save (server, person);
  user = *tw_record_get_id (person);
}

void
hostile_set_up (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GError) error = NULL;
  TwReplicaIdentity identity = { (char *) "https://hostile.example", tw_id_nil, tw_id_nil, tw_id_new () };

  folder = g_dir_make_tmp ("tw-hostile-XXXXXX", NULL);
  load_schema ();
  server = open_store ("server");
  make_user ();
  rights = tw_access_cache_new (server);
  authority = tw_authority_new (server, rights, secret, &error);
  g_assert_no_error (error);
  identity.user = user;
  client = open_store ("client");
  tw_store_set_user (client, &user);
  g_assert_true (tw_replica_join (client, &identity, FALSE, &error));
  transport = hostile_transport_new ();
  transport->server = server;
  transport->authority = authority;
  transport->schema = schema;
  transport->user = user;
  transport->before_answer = before_answer;
  transport->after_answer = after_answer;
  sync_engine = tw_sync_new (client, TW_TRANSPORT (transport), &virtual_env);
  things = g_ptr_array_new_with_free_func (g_free);
}

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

void
hostile_tear_down (void)
{
  tw_sync_stop (sync_engine);
  while (virtual_env_step ())
    ;
  g_object_unref (sync_engine);
  g_object_unref (transport);
  g_ptr_array_unref (things);
  tw_authority_free (authority);
  tw_access_cache_free (rights);
  tw_store_close (client);
  tw_store_close (server);
  g_object_unref (client);
  g_object_unref (server);
  tw_schema_unref (schema);
  remove_tree (folder);
  g_free (folder);
}

/* --- What tests do --- */

void
hostile_change (TwStore *store, guint round)
{
  static guint n_changes;                              /* never the words that are there already: that would be no change */
  const TwEntity *entity = tw_schema_get_entity (schema, "thing");
  g_autofree char *note = g_strdup_printf ("note %u.%u\nline %u\n", round, ++n_changes, virtual_env_draw (9));
  g_autoptr (TwRecord) record = NULL;

  if (things->len >= MOST_THINGS || (things->len > 0 && virtual_env_draw (3) > 0))
    record = tw_store_get (store, entity, g_ptr_array_index (things, virtual_env_draw (things->len)), NULL);
  if (record == NULL || tw_record_is_deleted (record))
    {
      g_clear_object (&record);
      record = tw_record_new (entity);
      hostile_set (record, "name", "Thing");
      if (store == server)
        g_ptr_array_add (things, g_memdup2 (tw_record_get_id (record), sizeof (TwId)));
    }
  hostile_set (record, "note", note);
  hostile_save (store, record);
}

void
hostile_run_events (guint n)
{
  while (n-- > 0 && virtual_env_step ())
    ;
}

/* An honest server: everything comes to rest. */
void
hostile_rest (void)
{
  guint n = 0;

  transport->hostile = FALSE;
  tw_sync_stop (sync_engine);
  tw_sync_start (sync_engine);
  tw_sync_now (sync_engine);
  while (!tw_sync_is_synced (sync_engine) && n++ < HOSTILE_MAX_EVENTS && virtual_env_step ())
    ;
  if (!tw_sync_is_synced (sync_engine))
    {
      g_autoptr (GPtrArray) problems = tw_sync_list_problems (sync_engine);

      g_test_message ("%u events, %" G_GINT64_FORMAT " things here, %" G_GINT64_FORMAT " at the server", n, hostile_count_things (client),
                      hostile_count_things (server));
      for (guint i = 0; i < MIN (problems->len, 10); i++)
        g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
    }
  g_assert_true (tw_sync_is_synced (sync_engine));
}

void
hostile_check_sound (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tw_store_check (client, NULL, NULL, NULL, &error);
  guint n_problems = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      const char *problem = g_ptr_array_index (problems, i);

      /* A choice that is not known here may be one of a newer server's: it is taken, and shown as it came. */
      if (strstr (problem, "is none of its choices") != NULL)
        continue;
      /* A server that takes back when a record was made is believed, and the log does not say so: a known gap of the log, which leaves
       * out that time when it is the commit's. */
      if (strstr (problem, "“Created” of record") != NULL || strstr (problem, "“Created by” of record") != NULL)
        continue;
      g_test_message ("%s", problem);
      n_problems++;
    }
  g_assert_cmpuint (n_problems, ==, 0);
}

gint64
hostile_count_things (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), NULL, NULL, &error);
  gint64 n = query != NULL ? tw_store_count (store, query, &error) : -1;

  g_assert_no_error (error);
  return n;
}

void
hostile_begin (void)
{
  virtual_env_begin ();
  hostile_set_up ();
  for (guint i = 0; i < 20; i++)
    hostile_change (server, 0);
  tw_sync_start (sync_engine);
  hostile_rest ();
}

void
hostile_end (void)
{
  hostile_rest ();
  hostile_check_sound ();
  hostile_tear_down ();
  virtual_env_end ();
}
