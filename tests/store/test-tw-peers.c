/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what changed: each record once, at its last change, over pages that end anywhere. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-bulk.h"
#include "tw-erase.h"
#include "tw-peers.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

typedef struct
{
  GPtrArray *lines;                                    /* "entity title (was title)" */
  gboolean   with_before;
} Seen;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_peers_enable (fixture->store, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static char *
dup_title (TwRecord *record)
{
  g_autofree char *title = record != NULL ? tw_record_dup_title (record) : g_strdup ("-");

  return record != NULL && tw_record_is_deleted (record) ? g_strconcat (title, " in the wastebasket", NULL) : g_steal_pointer (&title);
}

static gboolean
note (TwChanged *changed, gpointer data, GError **error)
{
  Seen *seen = data;
  TwRecord *record = tw_changed_get_record (changed);
  g_autofree char *title = dup_title (record), *was = NULL;
  g_autoptr (TwRecord) before = NULL;

  /* It comes again. */
  if (!tw_changed_is_last (changed))
    return TRUE;

  if (record != NULL)
    g_assert_cmpint (tw_record_get_row_seq (record), ==, tw_changed_get_row_seq (changed));
  if (seen->with_before)
    {
      before = tw_changed_dup_before (changed, error);
      was = dup_title (before);
    }
  g_ptr_array_add (seen->lines, was != NULL ? g_strdup_printf ("%s (was %s)", title, was) : g_strdup (title));
  return TRUE;
}

/* Everything after a seq, in pages of limit changes, as one text. */
static char *
read_all (Fixture *fixture, gint64 after_seq, guint limit, gboolean with_before)
{
  Seen seen = { g_ptr_array_new_with_free_func (g_free), with_before };
  gint64 seq = after_seq, change = 0;
  gboolean complete = FALSE, site;
  char *text;

  for (guint i = 0; !complete; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (i, <, 10000);
      g_assert_true (tw_peers_read_changes (fixture->store, seq, change, limit, note, &seen, &site, &seq, &change, &complete, &error));
      g_assert_no_error (error);
      if (site)
        g_ptr_array_add (seen.lines, g_strdup ("site"));
    }
  g_assert_cmpint (seq, ==, tw_peers_get_seq (fixture->store));
  g_assert_cmpint (change, ==, 0);
  g_ptr_array_add (seen.lines, NULL);
  text = g_strjoinv (", ", (char **) seen.lines->pdata);
  g_ptr_array_unref (seen.lines);
  return text;
}

/* Where before is asked for, in one page: it is the state at the page's own beginning. */
static void
assert_reads (Fixture *fixture, gint64 after_seq, gboolean with_before, const char *expected)
{
  static const guint limits[] = { G_MAXUINT, 1, 2, 3, 7, 1000 };

  for (guint i = 0; i < (with_before ? 1 : G_N_ELEMENTS (limits)); i++)
    {
      g_autofree char *text = read_all (fixture, after_seq, limits[i], with_before);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
rename_to (Fixture *fixture, TwRecord *record, const char *name)
{
  tw_test_set (record, "name", name, NULL);
  tw_test_save (fixture->store, "Rename", record);
}

static void
test_last_change_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (TwRecord) c = tw_test_new (fixture->store, "company", "name", "C", NULL);

  assert_reads (fixture, 0, FALSE, "");
  tw_test_save (fixture->store, "Add", a);
  tw_test_save (fixture->store, "Add", b);
  rename_to (fixture, a, "A2");
  tw_test_save (fixture->store, "Add", c);
  rename_to (fixture, a, "A3");
  assert_reads (fixture, 0, FALSE, "B, C, A3");
  assert_reads (fixture, 3, FALSE, "C, A3");
  assert_reads (fixture, 5, FALSE, "");
}

static void
test_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (TwRecord) c = tw_test_new (fixture->store, "company", "name", "C", NULL);

  tw_test_save (fixture->store, "Add", a);             /* 1 */
  rename_to (fixture, a, "A2");                        /* 2 */
  tw_test_save (fixture->store, "Add", b);             /* 3 */
  tw_test_delete (fixture->store, "Delete", a);        /* 4 */
  rename_to (fixture, b, "B2");                        /* 5 */
  tw_test_save (fixture->store, "Add", c);             /* 6 */
  assert_reads (fixture, 1, TRUE, "A2 in the wastebasket (was A), B2 (was -), C (was -)");
  assert_reads (fixture, 3, TRUE, "A2 in the wastebasket (was A2), B2 (was B), C (was -)");
  assert_reads (fixture, 4, TRUE, "B2 (was B), C (was -)");
}

static void
test_purged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (GError) error = NULL;

  tw_test_save (fixture->store, "Add", a);
  tw_test_save (fixture->store, "Add", b);
  tw_test_delete (fixture->store, "Delete", a);
  g_assert_cmpint (tw_store_purge (fixture->store, G_MAXINT64, &error), ==, 1);
  g_assert_no_error (error);
  assert_reads (fixture, 0, TRUE, "B (was -), - (was -)");
  assert_reads (fixture, 2, TRUE, "- (was -)");
}

static gboolean
count_gone (TwChanged *changed, gpointer data, GError **error)
{
  guint *n = data;

  if (tw_changed_get_record (changed) == NULL)
    n[tw_changed_is_erased (changed) ? 1 : 0]++;
  return TRUE;
}

static void
assert_gone (Fixture *fixture, guint limit, guint purged, guint erased)
{
  gint64 seq = 0, change = 0;
  gboolean complete = FALSE, site;
  guint n[2] = { 0, 0 };

  while (!complete)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (tw_peers_read_changes (fixture->store, seq, change, limit, count_gone, n, &site, &seq, &change, &complete, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n[0], ==, purged);
  g_assert_cmpuint (n[1], ==, erased);
}

/* In each page there is the same to be read about it: only what was erased by right is said to be. */
static void
test_purged_in_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (GError) error = NULL;
  TwErasure erasure;

  tw_test_save (fixture->store, "Add", a);
  rename_to (fixture, a, "A2");
  tw_test_delete (fixture->store, "Delete", a);
  g_assert_cmpint (tw_store_purge (fixture->store, G_MAXINT64, &error), ==, 1);
  assert_gone (fixture, 100, 1, 0);
  assert_gone (fixture, 1, 4, 0);
  tw_test_save (fixture->store, "Add", b);
  erasure = (TwErasure) { tw_test_entity (fixture->store, "company")->number, *tw_record_get_id (b) };
  g_assert_cmpint (tw_store_erase (fixture->store, &erasure, 1, NULL, &error), ==, 1);
  assert_gone (fixture, 100, 1, 1);
  assert_gone (fixture, 1, 4, 2);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"EUR\"", &error));
  commit = tw_store_define (fixture->store, "[{\"field\": {\"entity\": \"company\", \"number\": 20001, \"key\": \"colour\", "
                            "\"label\": \"Colour\", \"kind\": \"text\"}}]", &error);
  g_assert_no_error (error);
  {
    g_autofree char *both = read_all (fixture, 0, 10, FALSE), *one = read_all (fixture, 1, 10, FALSE);
    g_autofree char *none = read_all (fixture, 2, 10, FALSE);

    g_assert_cmpstr (both, ==, "site");
    g_assert_cmpstr (one, ==, "site");
    g_assert_cmpstr (none, ==, "");
  }
}

/* A commit of many records comes in pages, and nothing twice, also when it goes on changing between two pages. */
static void
test_inside_huge_commit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TwCommit) commit = NULL;
  Seen seen = { g_ptr_array_new_with_free_func (g_free), FALSE };
  TwBulk *bulk = tw_bulk_new (fixture->store, TW_ORIGIN_IMPORT, "Import", &error);
  gint64 seq, change;
  gboolean complete, site;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("C%u", i);

      g_ptr_array_add (records, tw_test_new (fixture->store, "company", "name", name, NULL));
      g_assert_true (tw_bulk_save (bulk, records->pdata[i], &error));
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_true (tw_peers_read_changes (fixture->store, 0, 0, 300, note, &seen, &site, &seq, &change, &complete, &error));
  g_assert_cmpint (seq, ==, 0);
  g_assert_cmpint (change, ==, 300);
  g_assert_false (complete);
  g_assert_cmpuint (seen.lines->len, ==, 300);
  {
    g_autoptr (TwRecord) last = tw_test_get (fixture->store, records->pdata[999]);

    rename_to (fixture, last, "Renamed");
  }
  while (!complete)
    g_assert_true (tw_peers_read_changes (fixture->store, seq, change, 300, note, &seen, &site, &seq, &change, &complete, &error));
  g_assert_cmpint (seq, ==, 2);
  g_assert_cmpint (change, ==, 0);
  g_assert_cmpuint (seen.lines->len, ==, 1000);
  g_assert_cmpstr (seen.lines->pdata[998], ==, "C998");
  g_assert_cmpstr (seen.lines->pdata[999], ==, "Renamed");
  g_ptr_array_unref (seen.lines);
}

static gboolean
stop (TwChanged *changed, gpointer data, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "enough");
  return FALSE;
}

static void
test_bad_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (GError) error = NULL;
  gint64 seq, change;
  gboolean complete, site;

  tw_test_save (fixture->store, "Add", a);
  g_assert_false (tw_peers_read_changes (fixture->store, 2, 0, 10, note, NULL, &site, &seq, &change, &complete, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_CURSOR, NULL);
  g_assert_false (tw_peers_read_changes (fixture->store, 0, 0, 10, stop, NULL, &site, &seq, &change, &complete, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
count_row (TwRecord *record, gint64 rid, gpointer data, GError **error)
{
  gint64 *last = data;

  g_assert_cmpint (rid, >, *last);
  *last = rid;
  return TRUE;
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  const TwEntity *company = tw_test_entity (fixture->store, "company");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) all = tw_query_new (tw_store_get_schema (fixture->store), company, NULL, NULL, &error);
  g_autoptr (TwQuery) some = tw_query_new (tw_store_get_schema (fixture->store), company, "name = \"B\"", NULL, &error);
  TwPeersSum sums[] = { { all, -1, 1 }, { some, -1, 1 } };
  gint64 last = 0, seq = 0;
  guint64 expected = 0;
  TwId b = tw_id_nil;

  for (guint i = 0; i < 5; i++)
    {
      char name[] = { (char) ('A' + i), '\0' };
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "company", "name", name, NULL);

      tw_test_save (fixture->store, "Add", record);
      expected += tw_sync_hash (company->number, tw_record_get_id (record), i + 1);
      if (i == 1)
        b = *tw_record_get_id (record);
    }
  g_assert_true (tw_peers_read_snapshot (fixture->store, all, 0, 3, count_row, &last, &error));
  g_assert_cmpint (last, ==, 3);
  g_assert_true (tw_peers_read_snapshot (fixture->store, all, last, 10, count_row, &last, &error));
  g_assert_cmpint (last, ==, 5);
  g_assert_true (tw_peers_sum (fixture->store, sums, G_N_ELEMENTS (sums), &seq, &error));
  g_assert_cmpint (seq, ==, tw_peers_get_seq (fixture->store));
  g_assert_cmpint (sums[0].count, ==, 5);
  g_assert_true (sums[0].sum == expected);
  g_assert_cmpint (sums[1].count, ==, 1);
  g_assert_true (sums[1].sum == tw_sync_hash (company->number, &b, 2));
  g_assert_no_error (error);
}

static void
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_finalize_object (fixture->store);
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_peers_enable (fixture->store, &error));
  g_assert_no_error (error);
}

/* Opening again keeps the epoch; a database put back from before the last opening, or without its marker, gets a new one. */
static void
test_epoch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = tw_peers_dup_epoch (fixture->store, NULL), *same = NULL, *restored = NULL, *moved = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "store.db", NULL), *copy = NULL;
  g_autofree char *marker = g_build_filename (fixture->dir, "sync-lineage", NULL);
  g_autoptr (GError) error = NULL;
  gsize length;

  reopen (fixture);
  same = tw_peers_dup_epoch (fixture->store, NULL);
  g_assert_cmpstr (first, ==, same);
  tw_store_close (fixture->store);
  g_assert_true (g_file_get_contents (path, &copy, &length, &error));
  reopen (fixture);
  tw_store_close (fixture->store);
  g_assert_true (g_file_set_contents (path, copy, (gssize) length, &error));
  reopen (fixture);
  restored = tw_peers_dup_epoch (fixture->store, NULL);
  g_assert_cmpstr (restored, !=, first);
  tw_store_close (fixture->store);
  g_assert_cmpint (g_unlink (marker), ==, 0);
  reopen (fixture);
  moved = tw_peers_dup_epoch (fixture->store, NULL);
  g_assert_cmpstr (moved, !=, restored);
}

#define ADD(path, func) g_test_add ("/store/peers/" path, Fixture, NULL, set_up, func, tear_down)

static void
assert_seen (Fixture *fixture, const TwId *client, TwInstant seen)
{
  g_autoptr (TwPeer) peer = tw_peers_get (fixture->store, client, NULL);

  g_assert_cmpint (peer->seen, ==, seen);
}

/* Who only reads is seen, too; once an hour is enough. */
static void
test_touch (Fixture *fixture, gconstpointer data)
{
  const TwInstant hour = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  TwPeer peer = { .id = tw_id_new (), .user = tw_id_new (), .created = hour, .seen = hour };
  TwId other = tw_id_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_peers_add (fixture->store, &peer, &error));
  g_assert_true (tw_peers_touch (fixture->store, &peer.id, &peer.user, 2 * hour - 1, &error));
  assert_seen (fixture, &peer.id, hour);
  g_assert_true (tw_peers_touch (fixture->store, &peer.id, &other, 3 * hour, &error));
  assert_seen (fixture, &peer.id, hour);
  g_assert_true (tw_peers_touch (fixture->store, &other, &peer.user, 3 * hour, &error));
  g_assert_true (tw_peers_touch (fixture->store, &peer.id, &peer.user, 2 * hour, &error));
  assert_seen (fixture, &peer.id, 2 * hour);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("last-change-only", test_last_change_only);
  ADD ("before", test_before);
  ADD ("purged", test_purged);
  ADD ("purged-in-pages", test_purged_in_pages);
  ADD ("settings", test_settings);
  ADD ("inside-huge-commit", test_inside_huge_commit);
  ADD ("bad-places", test_bad_places);
  ADD ("snapshot", test_snapshot);
  ADD ("epoch", test_epoch);
  ADD ("touch", test_touch);
  return g_test_run ();
}
