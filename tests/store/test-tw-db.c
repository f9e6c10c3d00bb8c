/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver: statements, storage forms, errors as sentences. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-db-private.h"
#include "tw-store-test.h"

static TwDb *
open_memory (void)
{
  g_autoptr (GError) error = NULL;
  TwDb *db = tw_db_open (":memory:", TW_DB_CREATE, &error);

  g_assert_no_error (error);
  return db;
}

static void
test_statements (void)
{
  g_autoptr (TwDb) db = open_memory ();
  g_autoptr (GError) error = NULL;
  TwStmt *one, *two;

  g_assert_true (tw_db_exec (db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT COLLATE TW); INSERT INTO t (b) VALUES ('x'), ('y')",
                             &error));
  /* The same text twice at the same time: two statements that do not disturb each other. */
  one = tw_db_prepare (db, "SELECT b FROM t ORDER BY a", &error);
  two = tw_db_prepare (db, "SELECT b FROM t ORDER BY a", &error);
  g_assert_true (one != two);
  g_assert_true (tw_stmt_step (one, &error));
  g_assert_true (tw_stmt_step (two, &error));
  g_assert_true (tw_stmt_step (two, &error));
  g_assert_cmpstr (tw_stmt_get_text (one, 0, NULL), ==, "x");
  g_assert_cmpstr (tw_stmt_get_text (two, 0, NULL), ==, "y");
  g_assert_false (tw_stmt_step (two, &error));
  g_assert_no_error (error);
  tw_stmt_done (two);
  tw_stmt_done (one);
  /* Given back, it has no values any more. */
  one = tw_db_prepare (db, "SELECT ?", &error);
  tw_stmt_bind_int (one, 1, 5);
  tw_stmt_done (one);
  one = tw_db_prepare (db, "SELECT ?", &error);
  g_assert_true (tw_stmt_step (one, &error));
  g_assert_true (tw_stmt_is_null (one, 0));
  tw_stmt_done (one);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %u", i);
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &error);

      g_assert_true (tw_stmt_step (stmt, &error));
      g_assert_cmpint (tw_stmt_get_int (stmt, 0), ==, i);
    }
}

static void
test_collation (void)
{
  g_autoptr (TwDb) db = open_memory ();
  gint64 n;

  g_assert_true (tw_db_exec (db, "CREATE TABLE t (b TEXT COLLATE TW); INSERT INTO t VALUES ('Müller'), ('MULLER'), ('x')", NULL));
  g_assert_true (tw_db_pragma_int (db, "SELECT count(*) FROM t WHERE b = 'muller'", &n, NULL));
  g_assert_cmpint (n, ==, 2);
}

static void
test_ids_and_lists (void)
{
  static const char *const texts[] = { "[]", "[\"a\"]", "[\"a\",\"b\"]", "[\"say \\\"hi\\\"\"]", "[1,", "", "nonsense", "[\"a\",]", "{}" };
  static const int lengths[] = { 0, 1, 2, 1, -1, -1, -1, -1, -1 };
  g_autoptr (TwDb) db = open_memory ();
  g_autoptr (TwSchema) schema = tw_test_schema ("base");
  const TwField *tags = tw_entity_get_field (tw_schema_get_entity (schema, "deal"), "tags");
  TwStmt *stmt = tw_db_prepare (db, "SELECT ?", NULL);
  TwId id = tw_id_new (), read;

  tw_stmt_bind_id (stmt, 1, &id);
  g_assert_true (tw_stmt_step (stmt, NULL));
  g_assert_true (tw_stmt_get_id (stmt, 0, &read));
  g_assert_true (tw_id_equal (&id, &read));
  tw_stmt_reset (stmt);
  tw_stmt_bind_blob (stmt, 1, "short", 5);
  g_assert_true (tw_stmt_step (stmt, NULL));
  g_assert_false (tw_stmt_get_id (stmt, 0, &read));
  g_assert_true (tw_id_is_nil (&read));
  /* A text that is no list reads as null. */
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (TwValue) value = TW_VALUE_INIT;

      tw_stmt_reset (stmt);
      tw_stmt_bind_text (stmt, 1, texts[i], -1);
      g_assert_true (tw_stmt_step (stmt, NULL));
      g_assert_cmpint (tw_stmt_get_field (stmt, 0, tags, &value), ==, 1);
      g_assert_cmpint (value.type == TW_TYPE_LIST ? (int) value.list->n_values : -1, ==, lengths[i]);
    }
  tw_stmt_done (stmt);
}

static void
test_errors (void)
{
  g_autoptr (TwDb) db = open_memory ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_db_prepare (db, "SELEC", &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IO, "syntax");
  g_assert_true (tw_db_exec (db, "CREATE TABLE t (a UNIQUE)", NULL));
  g_assert_true (tw_db_exec (db, "INSERT INTO t VALUES (1)", NULL));
  g_assert_false (tw_db_exec (db, "INSERT INTO t VALUES (1)", &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_UNIQUE, NULL);
  g_assert_null (tw_db_open ("/nowhere/at/all", TW_DB_READ, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IO, NULL);
  /* Texts in double quotes are names, never taken for values. */
  g_assert_null (tw_db_prepare (db, "SELECT \"no such column\" FROM t", &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IO, NULL);
}

static gpointer
interrupt_soon (gpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_usleep (20000);
      tw_db_interrupt (data);
    }
  return NULL;
}

static void
test_interrupt (void)
{
  g_autoptr (TwDb) db = open_memory ();
  g_autoptr (GError) error = NULL;
  TwStmt *stmt = tw_db_prepare (db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", NULL);
  GThread *thread = g_thread_new ("interrupt", interrupt_soon, db);

  g_assert_false (tw_stmt_step (stmt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tw_stmt_done (stmt);
  g_thread_join (thread);
}

/* More than is kept in memory is written to a file, and gone back to. */
static void
test_large_savepoint (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-db-XXXXXX", NULL), *path = g_build_filename (dir, "a.db", NULL);
  g_autoptr (GError) error = NULL;
  TwDb *db = tw_db_open (path, TW_DB_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (tw_db_exec (db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB);"
                             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO t SELECT i, zeroblob (3000) FROM n", &error));
  g_assert_no_error (error);
  tw_db_exec (db, "BEGIN; SAVEPOINT s; UPDATE t SET b = zeroblob (2999); ROLLBACK TO s; UPDATE t SET b = zeroblob (2998); RELEASE s; COMMIT", &error);
  g_assert_no_error (error);
  tw_db_close (db);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/db/statements", test_statements);
  g_test_add_func ("/store/db/collation", test_collation);
  g_test_add_func ("/store/db/ids-and-lists", test_ids_and_lists);
  g_test_add_func ("/store/db/errors", test_errors);
  g_test_add_func ("/store/db/interrupt", test_interrupt);
  g_test_add_func ("/store/db/large-savepoint", test_large_savepoint);
  return g_test_run ();
}
