/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain of 10,000 entries: whatever is done to it behind the store's back is found, at the entry where it was done. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-audit.h"
#include "tw-store-test.h"

#define N 10000

static void
plant (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static void
check (TwStore *store, const TwAuditEntry *head, gint64 wrong)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf (" %" G_GINT64_FORMAT " ", wrong);
  gint64 n;

  if (tw_audit_verify (store, head, &n, &error))
    {
      g_assert_cmpint (wrong, ==, 0);
      g_assert_cmpint (n, ==, N);
      return;
    }
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_assert_cmpint (n + 1, ==, wrong);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_tampering (void)
{
  /* What is done, the first entry that is wrong, and whether it needs the head that was kept elsewhere. */
  static const struct { const char *sql; gint64 wrong; gboolean by_head; } cases[] = {
    { "UPDATE account_audit SET detail = 'b' || substr(detail, 2) WHERE n = 4711", 4711, FALSE },
    { "UPDATE account_audit SET action = action || ' ' WHERE n = 1", 1, FALSE },
    { "UPDATE account_audit SET action = action || 'x', detail = substr(detail, 2) WHERE n = 77", 77, FALSE },
    { "UPDATE account_audit SET at = at + 1 WHERE n = 10000", 10000, FALSE },
    { "UPDATE account_audit SET user = NULL WHERE n = 600", 600, FALSE },
    { "UPDATE account_audit SET hash = zeroblob(32) WHERE n = 5000", 5000, FALSE },
    { "UPDATE account_audit SET hash = 'short' WHERE n = 5001", 5001, FALSE },
    { "DELETE FROM account_audit WHERE n = 1", 1, FALSE },
    { "DELETE FROM account_audit WHERE n = 9999", 9999, FALSE },
    { "DELETE FROM account_audit WHERE n = 300; UPDATE account_audit SET n = n - 1 WHERE n > 300", 300, FALSE },
    { "UPDATE account_audit SET n = -1 WHERE n = 20; UPDATE account_audit SET n = 20 WHERE n = 21; UPDATE account_audit SET n = 21 WHERE n = -1",
      20, FALSE },
    { "UPDATE account_audit SET n = -n WHERE n > 50; UPDATE account_audit SET n = 1 - n WHERE n < 0;"
      "INSERT INTO account_audit SELECT 51, at, user, action, detail, hash FROM account_audit WHERE n = 50", 51, FALSE },
    { "INSERT INTO account_audit SELECT 10001, at, user, action, detail, hash FROM account_audit WHERE n = 10000", 10001, FALSE },
    { "INSERT INTO account_audit SELECT 0, at, user, action, detail, hash FROM account_audit WHERE n = 1", 1, FALSE },
    { "DELETE FROM account_audit WHERE n > 9990", 9991, TRUE },
    { "DELETE FROM account_audit", 1, TRUE },
  };
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (TwAuditEntry) head = NULL;
  g_autoptr (GError) error = NULL;
  TwId user = tw_id_new ();
  gint64 n;

  g_assert_true (tw_audit_enable (store, &error));
  g_assert_true (tw_audit_verify (store, NULL, &n, &error));
  g_assert_cmpint (n, ==, 0);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *detail = g_strdup_printf ("address %u", i % 97);

      g_assert_true (tw_audit_add (store, 1000 + i, i % 3 != 0 ? &user : NULL, i % 2 != 0 ? "sign-in" : "sign-out", detail, &error));
      g_assert_no_error (error);
    }
  head = tw_audit_get_head (store, &error);
  g_assert_cmpint (head->n, ==, N);
  check (store, NULL, 0);
  check (store, head, 0);
  plant (dir, "CREATE TABLE good AS SELECT * FROM account_audit");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      plant (dir, cases[i].sql);
      if (!cases[i].by_head)
        check (store, NULL, cases[i].wrong);
      check (store, head, cases[i].wrong);
      plant (dir, "DELETE FROM account_audit; INSERT INTO account_audit SELECT * FROM good");
      check (store, head, 0);
    }
  tw_store_close (store);
  g_object_unref (store);
  tw_test_remove (dir);
}

static void
test_pages (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (GPtrArray) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_audit_enable (store, &error));
  for (guint i = 1; i <= 5; i++)
    g_assert_true (tw_audit_add (store, i, NULL, "sign-in", NULL, &error));
  first = tw_audit_list (store, 0, 3, &error);
  g_assert_cmpuint (first->len, ==, 3);
  second = tw_audit_list (store, ((TwAuditEntry *) g_ptr_array_index (first, 2))->n, 3, &error);
  g_assert_cmpuint (second->len, ==, 2);
  g_assert_cmpint (((TwAuditEntry *) g_ptr_array_index (second, 1))->at, ==, 1);
  tw_store_close (store);
  g_object_unref (store);
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/audit/tampering", test_tampering);
  g_test_add_func ("/store/audit/pages", test_pages);
  return g_test_run ();
}
