/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "shared-fixture.h"
#include "tw-backup.h"
#include "tw-blobs.h"
#include "tw-search.h"
#include "tw-sql.h"

char *node_database, *node_database_name;             /* of the test that runs */
static guint n_databases;

void
node_run_tool (const char *tool, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status;
  va_list arguments;

  g_ptr_array_add (argv, (gpointer) tool);
  g_ptr_array_add (argv, (gpointer) "-h");
  g_ptr_array_add (argv, (gpointer) g_getenv ("TW_TEST_POSTGRES"));
  g_ptr_array_add (argv, (gpointer) "-U");
  g_ptr_array_add (argv, (gpointer) "tradewind");
  va_start (arguments, tool);
  for (const char *word; (word = va_arg (arguments, const char *)) != NULL;)
    g_ptr_array_add (argv, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

void
node_new_database (void)
{
  g_free (node_database);
  g_free (node_database_name);
  node_database_name = g_strdup_printf ("stores%u", n_databases++);
  node_run_tool ("createdb", node_database_name, NULL);
  node_database = g_strdup_printf ("postgresql:///%s?host=%s&user=tradewind", node_database_name, g_getenv ("TW_TEST_POSTGRES"));
}

static void
count_commit (TwStore *store, TwCommit *commit, gpointer data)
{
  ((Node *) data)->commits++;
}

static void
count_schema (TwStore *store, gpointer data)
{
  ((Node *) data)->schema_changes++;
}

void
node_open (Node *node)
{
  g_autoptr (GError) error = NULL;

  if (node->dir == NULL)
    node->dir = tw_test_folder ();
  node->shared = tw_shared_open (node_database, node->dir, &error);
  g_assert_no_error (error);
  node->store = tw_test_open (node->dir);
  tw_shared_attach (node->shared, node->store, &error);
  g_assert_no_error (error);
  node->commits = node->schema_changes = 0;
  g_signal_connect (node->store, "committed", G_CALLBACK (count_commit), node);
  g_signal_connect (node->store, "schema-changed", G_CALLBACK (count_schema), node);
}

void
node_close (Node *node)
{
  if (node->store == NULL)
    return;
  tw_shared_detach (node->shared);
  g_assert_finalize_object (node->store);
  g_clear_pointer (&node->shared, tw_shared_free);
  node->store = NULL;
}

void
node_free (Node *node)
{
  node_close (node);
  tw_test_remove (node->dir);
  g_free (node->dir);
}

void
node_refresh (Node *node)
{
  g_assert_true (tw_shared_refresh (node->shared));
  tw_test_iterate ();
}

/* Every table that is not a process's own, all columns, by their keys. */
static char *
dup_digest (Node *node)
{
  g_autofree char *path = g_build_filename (node->dir, "store.db", NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3 *handle;
  sqlite3_stmt *tables, *rows;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_true (tw_sql_register_functions (handle, NULL));
  g_assert_cmpint (sqlite3_prepare_v2 (handle, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%$%' AND name NOT IN "
                                       "('tw_meta', 'tw_search', 'tw_shared') ORDER BY name", -1, &tables, NULL), ==, SQLITE_OK);
  while (sqlite3_step (tables) == SQLITE_ROW)
    {
      const char *table = (const char *) sqlite3_column_text (tables, 0);
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY 1, 2", table);

      g_checksum_update (sum, (const guchar *) table, -1);
      g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &rows, NULL), ==, SQLITE_OK);
      while (sqlite3_step (rows) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count (rows); i++)
          {
            int type = sqlite3_column_type (rows, i), length = sqlite3_column_bytes (rows, i);

            g_checksum_update (sum, (const guchar *) &type, sizeof type);
            if (length > 0)
              g_checksum_update (sum, sqlite3_column_blob (rows, i), length);
          }
      sqlite3_finalize (rows);
    }
  sqlite3_finalize (tables);
  sqlite3_close (handle);
  return g_strdup (g_checksum_get_string (sum));
}

void
node_assert_same (Node *a, Node *b)
{
  g_autofree char *one = NULL, *two = NULL;

  node_refresh (a);
  node_refresh (b);
  one = dup_digest (a);
  two = dup_digest (b);
  g_assert_cmpstr (one, ==, two);
}

void
node_assert_sound (Node *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tw_store_check (node->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
  tw_test_assert_log_replays (node->store);
}

guint
node_count_hits (Node *node, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = tw_store_search (node->store, text, NULL, 100, &error);

  g_assert_no_error (error);
  return hits->len;
}

PGresult *
node_run_sql (const char *sql, ExecStatusType expected)
{
  PGconn *line = PQconnectdb (node_database);
  PGresult *result = PQexec (line, sql);

  g_assert_cmpint (PQresultStatus (result), ==, expected);
  PQfinish (line);
  return result;
}

int
node_count (const char *sql)
{
  PGresult *result = node_run_sql (sql, PGRES_TUPLES_OK);
  int n = atoi (PQgetvalue (result, 0, 0));

  PQclear (result);
  return n;
}

int
node_count_files (void)
{
  return node_count ("SELECT count(DISTINCT hash) FROM tradewind.file");
}

char *
node_dup_place (Node *node, const char *hash)
{
  g_autofree char *first = g_strndup (hash, 2);

  return g_build_filename (node->dir, "blobs", first, hash + 2, NULL);
}

GBytes *
node_read_file (Node *node, const char *hash)
{
  g_autoptr (GInputStream) stream = tw_store_open_blob (node->store, hash, NULL);

  return stream != NULL ? g_input_stream_read_bytes (stream, 1 << 24, NULL, NULL) : NULL;
}

void
node_tidy (Node *node)
{
  g_autoptr (GError) error = NULL;

  tw_shared_tidy (node->shared, &error);
  g_assert_no_error (error);
}
