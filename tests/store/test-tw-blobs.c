/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "live-fixture.h"
#include "tw-blobs-private.h"

static char *
add_text (Live *live, const char *text)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;
  char *hash = tw_store_add_blob (live->store, stream, 1000000, NULL, &error);

  g_assert_no_error (error);
  return hash;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += g_file_test (child, G_FILE_TEST_IS_DIR) ? count_files (child) : 1;
    }
  return n;
}

static guint
count_blobs (Live *live)
{
  g_autofree char *path = g_build_filename (live->dir, "blobs", NULL);

  return count_files (path);
}

static void
assert_contents (Live *live, const char *hash, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = tw_store_open_blob (live->store, hash, &error);
  char buffer[1000];
  gsize n;

  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer, &n, NULL, NULL));
  g_assert_cmpmem (buffer, n, text, strlen (text));
}

static void
test_add (void)
{
  Live *live = live_new ();
  g_autofree char *a = add_text (live, "hello");
  g_autofree char *b = add_text (live, "hello");
  g_autofree char *c = add_text (live, "");
  g_autofree char *path = tw_store_dup_blob_path (live->store, a);

  /* FIPS 180-4 digests of "hello" and of nothing. */
  g_assert_cmpstr (a, ==, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  g_assert_cmpstr (b, ==, a);
  g_assert_cmpstr (c, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpuint (count_blobs (live), ==, 2);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_contents (live, a, "hello");
  assert_contents (live, c, "");
  live_free (live);
}

static void
test_bounds (void)
{
  Live *live = live_new ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("hello", 5, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_store_add_blob (live->store, stream, 4, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (tw_store_add_blob (live->store, stream, 4, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* Nothing half-written stays. */
  g_assert_cmpuint (count_blobs (live), ==, 0);
  live_free (live);
}

static void
test_damaged (void)
{
  static const char *const names[] = {
    "", "abc", "../../../../etc/passwd", "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b98241",
    "0000000000000000000000000000000000000000000000000000000000000000",
  };
  Live *live = live_new ();
  g_autofree char *hash = add_text (live, "hello");
  g_autofree char *path = tw_store_dup_blob_path (live->store, hash);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (tw_store_open_blob (live->store, names[i], &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
      g_clear_error (&error);
      g_assert_null (tw_store_dup_blob_path (live->store, names[i]));
    }
  g_assert_true (g_file_set_contents (path, "hellO", 5, NULL));
  g_assert_null (tw_store_open_blob (live->store, hash, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (tw_store_open_blob (live->store, hash, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_clear_error (&error);
  /* Adding it again mends it. */
  g_free (add_text (live, "hello"));
  assert_contents (live, hash, "hello");
  live_free (live);
}

static gint64
sweep_after_days (Live *live, int days)
{
  g_autoptr (GError) error = NULL;
  gint64 n = tw_blob_sweep (live->store, g_get_real_time () / G_USEC_PER_SEC + days * 86400, &error);

  g_assert_no_error (error);
  return n;
}

/* Named by a record, by a deleted one, by an entry of the log, by nobody. */
static void
test_sweep (void)
{
  Live *live = live_new ();
  g_autofree char *used = add_text (live, "used"), *former = add_text (live, "former"), *deleted = add_text (live, "deleted");
  g_autofree char *nobody = add_text (live, "nobody");
  g_autofree char *half = g_build_filename (live->dir, "blobs", "new-ABCDEF", NULL);
  TwId first = live_add (live, live->company, "name", "A", "logo", former, NULL);
  TwId second = live_add (live, live->company, "name", "B", "logo", deleted, NULL);
  g_autoptr (GError) error = NULL;

  live_set (live, live->company, &first, "logo", used, NULL);
  live_delete (live, live->company, &second);
  g_assert_true (g_file_set_contents (half, "half", 4, NULL));
  g_assert_cmpint (sweep_after_days (live, 6), ==, 0);
  g_assert_cmpint (sweep_after_days (live, 8), ==, 2);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_null (tw_store_dup_blob_path (live->store, nobody));
  assert_contents (live, used, "used");
  assert_contents (live, former, "former");
  assert_contents (live, deleted, "deleted");

  /* What is removed for good leaves nothing in the log either. */
  g_assert_cmpint (tw_store_purge (live->store, G_MAXINT64, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (sweep_after_days (live, 8), ==, 1);
  g_assert_null (tw_store_dup_blob_path (live->store, deleted));
  g_assert_cmpint (tw_store_sweep_blobs (live->store, &error), ==, 0);
  live_free (live);
}

/* A value that lost is kept as JSON in its conflict, and taken after all it must have its file. */
static void
test_sweep_json (void)
{
  Live *live = live_new ();
  g_autofree char *lost = add_text (live, "lost"), *nobody = add_text (live, "nobody");
  g_autofree char *json = g_strdup_printf ("\"%s|text/plain|4|lost.txt\"", lost);

  live_add (live, live->company, "name", "A", "facts", json, NULL);
  g_assert_cmpint (sweep_after_days (live, 8), ==, 1);
  g_assert_null (tw_store_dup_blob_path (live->store, nobody));
  assert_contents (live, lost, "lost");
  g_assert_cmpint (sweep_after_days (live, 8), ==, 0);
  live_free (live);
}

static gboolean
add_part (Live *live, const TwId *owner, const char *hash, gint64 offset, const char *text, gint64 size, gint64 *length, GError **error)
{
  g_autoptr (GBytes) piece = g_bytes_new (text, strlen (text));

  return tw_store_add_part (live->store, owner, hash, offset, piece, size, length, error);
}

/* "hello world" in pieces: twice, with a gap, by two people, wrong, and cut off before it was looked at. */
static void
test_parts (void)
{
  Live *live = live_new ();
  TwId one = tw_id_new (), two = tw_id_new ();
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "hello world", -1), *who = tw_id_dup_text (&two);
  g_autofree char *name = g_strconcat (who, "-", hash, NULL), *part = g_build_filename (live->dir, "parts", name, NULL);
  g_autoptr (GError) error = NULL;
  gint64 length;

  g_assert_true (add_part (live, &one, hash, 0, "hello", 11, &length, &error));
  g_assert_cmpint (length, ==, 5);
  g_assert_true (add_part (live, &one, hash, 0, "hello", 11, &length, &error));
  g_assert_cmpint (length, ==, 5);
  g_assert_true (add_part (live, &one, hash, 8, "rld", 11, &length, &error));
  g_assert_cmpint (length, ==, 5);
  g_assert_cmpint (tw_store_get_part (live->store, &one, hash), ==, 5);
  g_assert_cmpint (tw_store_get_part (live->store, &two, hash), ==, 0);
  g_assert_cmpint (tw_store_get_blob_size (live->store, hash), ==, -1);

  g_assert_false (add_part (live, &two, hash, 0, "hello wOrld", 11, &length, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_cmpint (tw_store_count_parts (live->store, &two, NULL), ==, 0);
  g_assert_false (add_part (live, &two, hash, 5, "too long", 11, &length, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (add_part (live, &one, hash, 5, " world", 11, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpint (length, ==, 11);
  assert_contents (live, hash, "hello world");
  g_assert_cmpint (tw_store_count_parts (live->store, &one, NULL), ==, 0);

  g_assert_true (g_file_set_contents (part, "hello world", 11, NULL));
  g_assert_true (add_part (live, &two, hash, 9, "ld", 11, &length, &error));
  g_assert_cmpint (length, ==, 11);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (part, "hello world!!", 13, NULL));
  g_assert_true (add_part (live, &two, hash, 9, "ld", 11, &length, &error));
  g_assert_cmpint (length, ==, 0);
  g_assert_true (g_file_set_contents (part, "old", 3, NULL));
  sweep_after_days (live, 2);
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  sweep_after_days (live, 4);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  live_free (live);
}

static gboolean
count_ref (const TwField *field, const TwId *id, gpointer data)
{
  g_assert_cmpstr (field->key, ==, "logo");
  (*(guint *) data)++;
  return TRUE;
}

static void
test_refs (void)
{
  Live *live = live_new ();
  g_autofree char *named = add_text (live, "named"), *nobody = add_text (live, "nobody");
  TwId first = live_add (live, live->company, "name", "A", "logo", named, NULL);
  guint n = 0;

  live_add (live, live->company, "name", "B", "logo", named, NULL);
  live_delete (live, live->company, &first);
  g_assert_true (tw_store_find_blob_refs (live->store, named, count_ref, &n, NULL));
  g_assert_cmpint (n, ==, 2);
  g_assert_true (tw_store_find_blob_refs (live->store, nobody, count_ref, &n, NULL));
  g_assert_true (tw_store_find_blob_refs (live->store, "' OR 1", count_ref, &n, NULL));
  g_assert_cmpint (n, ==, 2);
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/blobs/add", test_add);
  g_test_add_func ("/store/blobs/bounds", test_bounds);
  g_test_add_func ("/store/blobs/damaged", test_damaged);
  g_test_add_func ("/store/blobs/parts", test_parts);
  g_test_add_func ("/store/blobs/refs", test_refs);
  g_test_add_func ("/store/blobs/sweep", test_sweep);
  g_test_add_func ("/store/blobs/sweep-json", test_sweep_json);
  return g_test_run ();
}
