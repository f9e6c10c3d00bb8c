/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain of 10,000 entries: whatever is done to it behind the store's back is found, at the entry where it was done; a chain
 * that is written anew, or cut off, by signatures and by a head that was kept elsewhere. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>
#include <glib/gstdio.h>

#include "tw-audit.h"
#include "tw-backup.h"
#include "tw-store-test.h"

#define N 10000

typedef struct
{
  char        *dir;
  TwStore     *store;
  sqlite3     *db;                                     /* the thief's */
  GBytes      *keys;
  TwAuditHead  witness;
} Site;

static void
plant (Site *site, const char *sql)
{
  char *message = NULL;

  sqlite3_exec (site->db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static void
put_back (Site *site)
{
  plant (site, "BEGIN; DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM good_entry;"
         "DELETE FROM audit_value; INSERT INTO audit_value SELECT * FROM good_value;"
         "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM good_head; COMMIT");
}

/* wrong: the first entry that is; 0: all are good. */
static void
check (Site *site, GBytes *keys, const TwAuditHead *witness, gint64 wrong)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf (" %" G_GINT64_FORMAT " ", wrong);
  TwAuditReport report;

  if (tw_audit_verify (site->store, keys, witness, &report, &error))
    {
      g_assert_cmpint (wrong, ==, 0);
      g_assert_cmpint (report.n, ==, N);
      return;
    }
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_assert_cmpint (wrong, !=, 0);
  if (strstr (error->message, name) == NULL)
    g_error ("not entry %s: %s", name, error->message);
}

static void
fill (TwStore *store, guint n)
{
  g_autoptr (GError) error = NULL;
  TwId user = tw_id_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *detail = i % 4 == 0 ? NULL : g_strdup_printf ("{\"address\":\"192.0.2.%u\"}", i % 97);
      const TwAuditEvent event = { .at = 1000 + i, .user = i % 3 != 0 ? &user : NULL, .action = i % 2 != 0 ? "sign-in" : "sign-out",
                                   .record = i % 5 == 0 ? &user : NULL, .entity = i % 5 == 0 ? "user" : NULL, .detail = detail };

      g_assert_true (tw_audit_write (store, &event, &error));
      g_assert_no_error (error);
    }
}

static void
open_site (Site *site, guint n)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  TwAuditReport report;

  site->dir = tw_test_folder ();
  site->store = tw_test_open (site->dir);
  g_assert_true (tw_audit_enable (site->store, &error));
  site->keys = tw_audit_key_read_public (site->dir, &error);
  g_assert_cmpuint (g_bytes_get_size (site->keys), ==, TW_AUDIT_KEY);
  g_assert_true (tw_audit_verify (site->store, site->keys, NULL, &report, &error));
  g_assert_cmpint (report.n, ==, 0);
  fill (site->store, n);
  g_assert_true (tw_audit_sign (site->store, &site->witness, &error));
  g_assert_no_error (error);
  path = g_build_filename (site->dir, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &site->db), ==, SQLITE_OK);
  sqlite3_busy_timeout (site->db, 5000);
  plant (site, "CREATE TABLE good_entry AS SELECT * FROM audit_entry; CREATE TABLE good_value AS SELECT * FROM audit_value;"
         "CREATE TABLE good_head AS SELECT * FROM audit_head");
}

static void
close_site (Site *site)
{
  sqlite3_close (site->db);
  tw_store_close (site->store);
  g_object_unref (site->store);
  tw_test_remove (site->dir);
  g_free (site->dir);
  g_bytes_unref (site->keys);
}

/* What is done, the first entry that is wrong, and whether only a signature or a witness tells. */
typedef enum { BY_CHAIN, BY_HEAD, BY_WITNESS } Finder;

static const struct { const char *sql; gint64 wrong; Finder finder; } cases[] = {
  /* flipped */
  { "UPDATE audit_value SET detail = 'b' || substr(detail, 2) WHERE n = 4711", 4711, BY_CHAIN },
  { "UPDATE audit_value SET salt = zeroblob(16) WHERE n = 4712", 4712, BY_CHAIN },
  { "UPDATE audit_entry SET action = action || ' ' WHERE n = 1", 1, BY_CHAIN },
  { "UPDATE audit_entry SET action = action || 'u', entity = substr(entity, 2) WHERE n = 76", 76, BY_CHAIN },
  { "UPDATE audit_entry SET at = at + 1 WHERE n = 10000", 10000, BY_CHAIN },
  { "UPDATE audit_entry SET user_id = NULL WHERE n = 602", 602, BY_CHAIN },
  { "UPDATE audit_entry SET record_id = user_id WHERE n = 603", 603, BY_CHAIN },
  { "UPDATE audit_entry SET commitment = zeroblob(32) WHERE n = 604", 604, BY_CHAIN },
  { "UPDATE audit_entry SET hash = zeroblob(32) WHERE n = 5000", 5000, BY_CHAIN },
  { "UPDATE audit_entry SET hash = 'short' WHERE n = 5001", 5001, BY_CHAIN },
  /* a value that nobody erased, and one of an entry that has none */
  { "DELETE FROM audit_value WHERE n = 4711", 4711, BY_CHAIN },
  { "INSERT INTO audit_value VALUES (4713, zeroblob(16), '{}')", 4713, BY_CHAIN },
  /* dropped */
  { "DELETE FROM audit_entry WHERE n = 1", 1, BY_CHAIN },
  { "DELETE FROM audit_entry WHERE n = 9999", 9999, BY_CHAIN },
  { "DELETE FROM audit_entry WHERE n = 301; UPDATE audit_entry SET n = -n WHERE n > 301; UPDATE audit_entry SET n = -n - 1 WHERE n < 0", 301,
    BY_CHAIN },
  /* swapped */
  { "UPDATE audit_entry SET n = -1 WHERE n = 20; UPDATE audit_entry SET n = 20 WHERE n = 21; UPDATE audit_entry SET n = 21 WHERE n = -1", 20,
    BY_CHAIN },
  { "UPDATE audit_value SET n = -1 WHERE n = 22; UPDATE audit_value SET n = 22 WHERE n = 23; UPDATE audit_value SET n = 23 WHERE n = -1", 22,
    BY_CHAIN },
  /* put in */
  { "UPDATE audit_entry SET n = -n WHERE n > 50; UPDATE audit_entry SET n = 1 - n WHERE n < 0;"
    "INSERT INTO audit_entry SELECT 51, at, user_id, action, entity, record_id, commitment, hash FROM audit_entry WHERE n = 50", 51, BY_CHAIN },
  { "INSERT INTO audit_entry SELECT 10001, at, user_id, action, entity, record_id, commitment, hash FROM audit_entry WHERE n = 10000", 10001,
    BY_CHAIN },
  { "INSERT INTO audit_entry SELECT 0, at, user_id, action, entity, record_id, commitment, hash FROM audit_entry WHERE n = 1", 1, BY_CHAIN },
  /* cut off */
  { "DELETE FROM audit_entry WHERE n > 9990", 9991, BY_CHAIN },
  { "DELETE FROM audit_entry; DELETE FROM audit_value", 1, BY_CHAIN },
  { "DELETE FROM audit_entry WHERE n > 9990; DELETE FROM audit_head WHERE n > 9990", 9991, BY_WITNESS },
  { "DELETE FROM audit_entry; DELETE FROM audit_value; DELETE FROM audit_head", 1, BY_WITNESS },
  /* signatures */
  { "UPDATE audit_head SET signature = zeroblob(64) WHERE n = 3000", 3000, BY_HEAD },
  { "UPDATE audit_head SET at = at + 1 WHERE n = 4000", 4000, BY_HEAD },
  { "UPDATE audit_head SET n = 4001 WHERE n = 4000", 4001, BY_CHAIN },
  { "DELETE FROM audit_head WHERE n = 5000", 5000, BY_HEAD },
};

static void
test_tampering (void)
{
  Site site;

  open_site (&site, N);
  check (&site, NULL, NULL, 0);
  check (&site, site.keys, &site.witness, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      plant (&site, cases[i].sql);
      if (cases[i].finder == BY_CHAIN)
        check (&site, NULL, NULL, cases[i].wrong);
      if (cases[i].finder != BY_WITNESS)
        check (&site, site.keys, NULL, cases[i].wrong);
      check (&site, site.keys, &site.witness, cases[i].wrong);
      put_back (&site);
    }
  check (&site, site.keys, &site.witness, 0);
  close_site (&site);
}

/* The chain written anew from one entry on, by somebody who knows how: every hash is right. */
static void
restamp (Site *site, gint64 from)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *update = NULL;

  entries = tw_audit_read_chain (site->store, 0, N, &error);
  g_assert_cmpuint (entries->len, ==, N);
  plant (site, "BEGIN");
  g_assert_cmpint (sqlite3_prepare_v2 (site->db, "UPDATE audit_entry SET at = ?, hash = ? WHERE n = ?", -1, &update, NULL), ==, SQLITE_OK);
  for (guint i = (guint) from - 1; i < entries->len; i++)
    {
      TwAuditEntry *entry = g_ptr_array_index (entries, i), *before = i > 0 ? g_ptr_array_index (entries, i - 1) : NULL;

      entry->at += entry->n == from;
      tw_audit_entry_hash (entry, before != NULL ? before->hash : NULL, entry->hash);
      sqlite3_bind_int64 (update, 1, entry->at);
      sqlite3_bind_blob (update, 2, entry->hash, sizeof entry->hash, SQLITE_STATIC);
      sqlite3_bind_int64 (update, 3, entry->n);
      g_assert_cmpint (sqlite3_step (update), ==, SQLITE_DONE);
      sqlite3_reset (update);
    }
  sqlite3_finalize (update);
  plant (site, "COMMIT");
}

/* Heads of another key, right in everything else. */
static void
forge_heads (Site *site)
{
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwAuditKey) key = g_mkdir_with_parents (dir, 0700) == 0 ? tw_audit_key_open (dir, &error) : NULL;
  g_autoptr (GPtrArray) heads = tw_audit_list_heads (site->store, 0, N, &error);
  sqlite3_stmt *update = NULL;

  sqlite3_prepare_v2 (site->db, "UPDATE audit_head SET hash = ?, signature = ? WHERE n = ?", -1, &update, NULL);
  for (guint i = 0; i < heads->len; i++)
    {
      TwAuditHead *head = g_ptr_array_index (heads, i);

      g_assert_true (tw_audit_get_hash (site->store, head->n, head->hash, &error));
      tw_audit_key_sign (key, head);
      sqlite3_bind_blob (update, 1, head->hash, sizeof head->hash, SQLITE_STATIC);
      sqlite3_bind_blob (update, 2, head->signature, sizeof head->signature, SQLITE_STATIC);
      sqlite3_bind_int64 (update, 3, head->n);
      g_assert_cmpint (sqlite3_step (update), ==, SQLITE_DONE);
      sqlite3_reset (update);
    }
  sqlite3_finalize (update);
  tw_test_remove (dir);
}

static void
test_restamped (void)
{
  static const gint64 places[] = { 1, 2, 999, 1000, 1001, 5000, 8999, 9000, 9001, 9999, 10000 };
  Site site;

  open_site (&site, N);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gint64 head = (places[i] + 999) / 1000 * 1000;

      restamp (&site, places[i]);
      check (&site, NULL, NULL, head);
      check (&site, site.keys, NULL, head);
      check (&site, site.keys, &site.witness, head);
      forge_heads (&site);
      check (&site, NULL, NULL, 0);
      check (&site, site.keys, NULL, 1000);
      plant (&site, "DELETE FROM audit_head");
      check (&site, NULL, NULL, 0);
      /* Unsigned for too long, although nothing was kept elsewhere. */
      check (&site, site.keys, NULL, 1000);
      check (&site, NULL, &site.witness, N);
      put_back (&site);
    }
  /* The key is gone, too, and so is every head of it: the witness still tells. */
  restamp (&site, 4000);
  forge_heads (&site);
  check (&site, NULL, &site.witness, N);
  close_site (&site);
}

static void
test_erased (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  TwId person = tw_id_new ();
  const TwAuditEvent told = { .at = 5, .action = "export", .record = &person, .entity = "contact", .detail = "{\"name\":\"Ada\"}" };
  const TwAuditEvent erased = { .at = 6, .action = TW_AUDIT_ERASE, .record = &person, .entity = "contact" };
  TwAuditReport report;

  open_site (&site, 3);
  g_assert_true (tw_audit_write (site.store, &told, &error));
  g_assert_true (tw_audit_verify (site.store, site.keys, &site.witness, &report, &error));
  plant (&site, "DELETE FROM audit_value WHERE n = 4");
  g_assert_false (tw_audit_verify (site.store, site.keys, &site.witness, &report, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (tw_audit_write (site.store, &erased, &error));
  g_assert_true (tw_audit_verify (site.store, site.keys, &site.witness, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.n, ==, 5);
  g_assert_cmpuint (report.n_erased, ==, 1);
  entries = tw_audit_list (site.store, NULL, 0, 10, &error);
  g_assert_true (tw_audit_entry_is_erased (g_ptr_array_index (entries, 1)));
  close_site (&site);
}

static void
test_pages (void)
{
  Site site;
  g_autoptr (GPtrArray) first = NULL, second = NULL, some = NULL, chain = NULL;
  g_autoptr (GError) error = NULL;
  TwAuditFilter filter = { .action = "sign-in", .from = 1001, .until = 1007 };

  open_site (&site, 9);
  first = tw_audit_list (site.store, NULL, 0, 5, &error);
  g_assert_cmpuint (first->len, ==, 5);
  second = tw_audit_list (site.store, NULL, ((TwAuditEntry *) g_ptr_array_index (first, 4))->n, 5, &error);
  g_assert_cmpuint (second->len, ==, 4);
  g_assert_cmpint (((TwAuditEntry *) g_ptr_array_index (second, 3))->at, ==, 1000);
  some = tw_audit_list (site.store, &filter, 0, 5, &error);
  g_assert_cmpuint (some->len, ==, 3);
  g_assert_cmpint (((TwAuditEntry *) g_ptr_array_index (some, 0))->at, ==, 1005);
  chain = tw_audit_read_chain (site.store, 7, 5, &error);
  g_assert_cmpuint (chain->len, ==, 2);
  g_assert_cmpint (((TwAuditEntry *) g_ptr_array_index (chain, 0))->n, ==, 8);
  close_site (&site);
}

/* Nobody else reads the key; signing twice writes one head; the check of the workspace looks at it all. */
static void
test_key (void)
{
  Site site;
  g_autofree char *secret = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) heads = NULL, problems = NULL, after = NULL;
  TwAuditHead head;
  GStatBuf about;

  open_site (&site, 2001);
  secret = g_build_filename (site.dir, "server.key", NULL);
  g_assert_cmpint (g_stat (secret, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0600);
  g_assert_true (tw_audit_sign (site.store, &head, &error));
  heads = tw_audit_list_heads (site.store, 0, 100, &error);
  g_assert_cmpuint (heads->len, ==, 3);
  g_assert_cmpint (head.n, ==, 2001);
  g_assert_true (tw_audit_head_is_signed (&head, g_bytes_get_data (site.keys, NULL)));
  problems = tw_store_check (site.store, NULL, NULL, NULL, &error);
  g_assert_cmpuint (problems->len, ==, 0);
  plant (&site, "UPDATE audit_entry SET action = 'x' WHERE n = 12");
  after = tw_store_check (site.store, NULL, NULL, NULL, &error);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (after, 0), "12"));
  g_chmod (secret, 0640);
  g_assert_null (tw_audit_key_open (site.dir, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  close_site (&site);
}

/* The secret was lost or given up: another key signs from then on, and what the former one signed stays good. */
static void
test_new_key (void)
{
  Site site;
  g_autofree char *secret = NULL;
  g_autoptr (GBytes) keys = NULL;
  g_autoptr (GError) error = NULL;
  TwAuditReport report;
  TwAuditHead head;

  open_site (&site, 3);
  secret = g_build_filename (site.dir, "server.key", NULL);
  g_unlink (secret);
  tw_store_close (site.store);
  g_object_unref (site.store);
  site.store = tw_test_open (site.dir);
  g_assert_true (tw_audit_enable (site.store, &error));
  fill (site.store, 3);
  g_assert_true (tw_audit_sign (site.store, &head, &error));
  keys = tw_audit_key_read_public (site.dir, &error);
  g_assert_cmpuint (g_bytes_get_size (keys), ==, 2 * TW_AUDIT_KEY);
  g_assert_true (tw_audit_verify (site.store, keys, &site.witness, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_heads, ==, 2);
  g_assert_false (tw_audit_verify (site.store, site.keys, &site.witness, &report, &error));
  close_site (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/audit/tampering", test_tampering);
  g_test_add_func ("/store/audit/restamped", test_restamped);
  g_test_add_func ("/store/audit/erased", test_erased);
  g_test_add_func ("/store/audit/pages", test_pages);
  g_test_add_func ("/store/audit/key", test_key);
  g_test_add_func ("/store/audit/new-key", test_new_key);
  return g_test_run ();
}
