/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that comes in pieces to several processes. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <utime.h>

#include "shared-fixture.h"
#include "tw-blobs.h"
#include "tw-erase.h"

#define PIECE 1000
#define SIZE  (5 * PIECE - 300)

typedef struct
{
  Node  a, b;
  TwId  owner;
  char  content[SIZE];
  char *hash;
} Pair;

static Pair *
pair_new (void)
{
  Pair *pair = g_new0 (Pair, 1);

  for (gsize i = 0; i < SIZE; i++)
    pair->content[i] = (char) (i * 7 + i / 251);
  pair->hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) pair->content, SIZE);
  pair->owner = tw_id_new ();
  node_new_database ();
  node_open (&pair->a);
  node_open (&pair->b);
  return pair;
}

static void
pair_free (Pair *pair)
{
  node_free (&pair->a);
  node_free (&pair->b);
  g_free (pair->hash);
  g_free (pair);
}

/* Some of the file, and how much of it there is then. */
static gint64
add (Pair *pair, Node *node, gint64 from, gint64 to)
{
  g_autoptr (GBytes) piece = g_bytes_new (pair->content + from, (gsize) (to - from));
  g_autoptr (GError) error = NULL;
  gint64 length;

  g_assert_true (tw_store_add_part (node->store, &pair->owner, pair->hash, from, piece, SIZE, &length, &error));
  g_assert_no_error (error);
  return length;
}

static void
add_damaged (Pair *pair, Node *node, gint64 from, gint64 to, gboolean last)
{
  g_autofree char *wrong = g_strnfill ((gsize) (to - from), 'x');
  g_autoptr (GBytes) piece = g_bytes_new (wrong, (gsize) (to - from));
  g_autoptr (GError) error = NULL;
  gint64 length;

  g_assert_true (tw_store_add_part (node->store, &pair->owner, pair->hash, from, piece, SIZE, &length, &error) != last);
  if (last)
    g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  else
    g_assert_cmpint (length, ==, to);
}

static char *
dup_part (Pair *pair, Node *node)
{
  g_autofree char *who = tw_id_dup_text (&pair->owner), *name = g_strconcat (who, "-", pair->hash, NULL);

  return g_build_filename (node->dir, "parts", name, NULL);
}

static void
assert_whole (Pair *pair)
{
  g_autoptr (GBytes) one = node_read_file (&pair->a, pair->hash), two = node_read_file (&pair->b, pair->hash);

  g_assert_true (one != NULL && two != NULL);
  g_assert_cmpmem (g_bytes_get_data (one, NULL), g_bytes_get_size (one), pair->content, SIZE);
  g_assert_cmpmem (g_bytes_get_data (two, NULL), g_bytes_get_size (two), pair->content, SIZE);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 0);
}

static void
test_by_turns (void)
{
  Pair *pair = pair_new ();

  g_assert_cmpint (add (pair, &pair->a, 0, PIECE), ==, PIECE);
  g_assert_cmpint (tw_store_get_part (pair->b.store, &pair->owner, pair->hash), ==, PIECE);
  g_assert_cmpint (add (pair, &pair->b, PIECE, 2 * PIECE), ==, 2 * PIECE);
  /* Not where the last one ended: it was there already, or something is missing. */
  g_assert_cmpint (add (pair, &pair->a, PIECE, 2 * PIECE), ==, 2 * PIECE);
  g_assert_cmpint (add (pair, &pair->a, 3 * PIECE, 4 * PIECE), ==, 2 * PIECE);
  g_assert_cmpint (add (pair, &pair->a, 2 * PIECE, 3 * PIECE), ==, 3 * PIECE);
  g_assert_cmpint (add (pair, &pair->b, 3 * PIECE, 4 * PIECE), ==, 4 * PIECE);
  g_assert_cmpint (tw_store_get_part (pair->a.store, &pair->owner, pair->hash), ==, 4 * PIECE);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 4);
  g_assert_cmpint (add (pair, &pair->a, 4 * PIECE, SIZE), ==, SIZE);
  assert_whole (pair);
  pair_free (pair);
}

/* One process ends with its folder, or begins again with less of the file than it told. */
static void
test_without_folder (void)
{
  Pair *pair = pair_new ();
  g_autofree char *part = NULL;

  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->a, PIECE, 2 * PIECE);
  add (pair, &pair->b, 2 * PIECE, 3 * PIECE);
  node_close (&pair->a);
  tw_test_remove (pair->a.dir);
  g_clear_pointer (&pair->a.dir, g_free);
  node_open (&pair->a);
  g_assert_cmpint (tw_store_get_part (pair->a.store, &pair->owner, pair->hash), ==, 3 * PIECE);
  g_assert_cmpint (add (pair, &pair->a, 3 * PIECE, 4 * PIECE), ==, 4 * PIECE);
  part = dup_part (pair, &pair->b);
  g_assert_true (g_file_set_contents (part, pair->content, PIECE + 1, NULL));
  g_assert_cmpint (add (pair, &pair->b, 4 * PIECE, SIZE), ==, SIZE);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  assert_whole (pair);
  pair_free (pair);
}

/* What does not fit the hash goes everywhere; what stays of it in another folder does not spoil what comes then. */
static void
test_damaged (void)
{
  Pair *pair = pair_new ();

  add_damaged (pair, &pair->a, 0, PIECE, FALSE);
  add_damaged (pair, &pair->b, PIECE, SIZE, TRUE);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 0);
  g_assert_cmpint (tw_store_get_part (pair->a.store, &pair->owner, pair->hash), ==, 0);
  g_assert_cmpint (tw_store_get_blob_size (pair->a.store, pair->hash), ==, -1);
  add (pair, &pair->b, 0, PIECE);
  g_assert_cmpint (add (pair, &pair->a, PIECE, SIZE), ==, SIZE);
  assert_whole (pair);
  pair_free (pair);
}

static void
test_dropped (void)
{
  Pair *pair = pair_new ();

  add (pair, &pair->a, 0, 2 * PIECE);
  tw_store_drop_part (pair->b.store, &pair->owner, pair->hash);
  g_assert_cmpint (tw_store_get_part (pair->a.store, &pair->owner, pair->hash), ==, 0);
  g_assert_cmpint (add (pair, &pair->a, 2 * PIECE, 3 * PIECE), ==, 0);
  /* A piece that came while the others went is nothing to go on from. */
  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->a, PIECE, 2 * PIECE);
  PQclear (node_run_sql ("DELETE FROM tradewind.piece WHERE place = 0", PGRES_COMMAND_OK));
  g_assert_cmpint (add (pair, &pair->b, 2 * PIECE, 3 * PIECE), ==, 0);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 0);
  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->b, PIECE, 4 * PIECE);
  g_assert_cmpint (add (pair, &pair->a, 4 * PIECE, SIZE), ==, SIZE);
  assert_whole (pair);
  pair_free (pair);
}

/* What one person has under way is counted over both processes. A file in one piece leaves none. */
static void
test_limits (void)
{
  Pair *pair = pair_new ();
  g_autoptr (GBytes) piece = g_bytes_new (pair->content, PIECE);
  TwId other = tw_id_new ();
  g_autoptr (GError) error = NULL;
  gint64 bytes, length;

  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->b, PIECE, 3 * PIECE);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) &i, sizeof i);

      g_assert_true (tw_store_add_part ((i % 2 ? &pair->a : &pair->b)->store, &pair->owner, hash, 0, piece, SIZE, &length, &error));
    }
  g_assert_cmpuint (tw_store_count_parts (pair->a.store, &pair->owner, &bytes), ==, 4);
  g_assert_cmpint (bytes, ==, 6 * PIECE);
  g_assert_cmpuint (tw_store_count_parts (pair->b.store, &pair->owner, NULL), ==, 4);
  g_assert_cmpuint (tw_store_count_parts (pair->b.store, &other, NULL), ==, 0);
  /* Smaller than what came of it: that was another file. */
  g_assert_true (tw_store_add_part (pair->a.store, &pair->owner, pair->hash, PIECE, piece, 2 * PIECE, &length, &error));
  g_assert_cmpint (length, ==, 0);
  g_assert_cmpint (tw_store_get_part (pair->b.store, &pair->owner, pair->hash), ==, 0);
  PQclear (node_run_sql ("TRUNCATE tradewind.piece", PGRES_COMMAND_OK));
  g_assert_cmpint (add (pair, &pair->b, 0, SIZE), ==, SIZE);
  assert_whole (pair);
  pair_free (pair);
}

static void
test_swept (void)
{
  Pair *pair = pair_new ();
  g_autofree char *part = dup_part (pair, &pair->b);
  struct utimbuf old = { time (NULL) - 120, time (NULL) - 120 };

  add (pair, &pair->b, 0, PIECE);
  PQclear (node_run_sql ("UPDATE tradewind.piece SET at = now() - interval '4 days'", PGRES_COMMAND_OK));
  add (pair, &pair->a, PIECE, 2 * PIECE);
  tw_store_sweep_parts (pair->a.store);
  g_assert_cmpint (tw_store_get_part (pair->a.store, &pair->owner, pair->hash), ==, 2 * PIECE);
  PQclear (node_run_sql ("UPDATE tradewind.piece SET at = now() - interval '4 days'", PGRES_COMMAND_OK));
  tw_store_sweep_parts (pair->a.store);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 0);
  /* What nobody has in PostgreSQL goes from the folders, unless it came just now. */
  tw_store_sweep_parts (pair->b.store);
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_utime (part, &old), ==, 0);
  tw_store_sweep_parts (pair->b.store);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  pair_free (pair);
}

/* A record names the file before all of it came, and is erased. */
static void
test_erased (void)
{
  static const char paper[] =
    "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"paper\",\"label\":\"Paper\",\"kind\":\"file\"}}]";
  Pair *pair = pair_new ();
  g_autofree char *here = dup_part (pair, &pair->a), *there = dup_part (pair, &pair->b);
  struct utimbuf old = { time (NULL) - 120, time (NULL) - 120 };
  g_autoptr (TwRecord) company = NULL;
  g_autoptr (TwCommit) defined = NULL;
  g_autoptr (GError) error = NULL;
  TwErasure erasure;

  defined = tw_store_define (pair->a.store, paper, &error);
  g_assert_no_error (error);
  tw_test_iterate ();
  company = tw_test_new (pair->a.store, "company", "name", "Acme", "paper", pair->hash, NULL);
  tw_test_save (pair->a.store, "Add", company);
  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->b, PIECE, 2 * PIECE);
  erasure = (TwErasure) { tw_record_get_entity (company)->number, *tw_record_get_id (company) };
  g_assert_cmpint (tw_store_erase (pair->a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.piece"), ==, 0);
  g_assert_false (g_file_test (here, G_FILE_TEST_EXISTS));
  node_refresh (&pair->b);
  g_assert_cmpint (g_utime (there, &old), ==, 0);
  node_tidy (&pair->b);
  g_assert_false (g_file_test (there, G_FILE_TEST_EXISTS));
  pair_free (pair);
}

/* PostgreSQL breaks its connections between two pieces, and has none of the tables of a newer version when it begins. */
static void
test_connections (void)
{
  Pair *pair = pair_new ();

  node_close (&pair->a);
  node_close (&pair->b);
  PQclear (node_run_sql ("DROP TABLE tradewind.piece", PGRES_COMMAND_OK));
  node_open (&pair->a);
  node_open (&pair->b);
  add (pair, &pair->a, 0, PIECE);
  add (pair, &pair->b, PIECE, 2 * PIECE);
  PQclear (node_run_sql ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                         "AND application_name = 'tradewindd'", PGRES_TUPLES_OK));
  g_assert_cmpint (add (pair, &pair->a, 2 * PIECE, 3 * PIECE), ==, 3 * PIECE);
  g_assert_cmpint (add (pair, &pair->b, 3 * PIECE, SIZE), ==, SIZE);
  assert_whole (pair);
  pair_free (pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("TW_TEST_POSTGRES"));
  g_test_add_func ("/store/shared-pieces/by-turns", test_by_turns);
  g_test_add_func ("/store/shared-pieces/without-folder", test_without_folder);
  g_test_add_func ("/store/shared-pieces/damaged", test_damaged);
  g_test_add_func ("/store/shared-pieces/dropped", test_dropped);
  g_test_add_func ("/store/shared-pieces/limits", test_limits);
  g_test_add_func ("/store/shared-pieces/swept", test_swept);
  g_test_add_func ("/store/shared-pieces/erased", test_erased);
  g_test_add_func ("/store/shared-pieces/connections", test_connections);
  return g_test_run ();
}
