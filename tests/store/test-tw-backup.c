/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "live-fixture.h"
#include "tw-backup-manifest.h"
#include "tw-backup.h"
#include "tw-blobs.h"

typedef struct
{
  Live *live;
  char *file;                                          /* of the backup */
  char *hash;                                          /* of an attached file */
  TwId  company;
} Setup;

static void
setup_init (Setup *setup)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("attached", 8, NULL);

  setup->live = live_new ();
  live_fill (setup->live, 50);
  setup->hash = tw_store_add_blob (setup->live->store, stream, 1000, NULL, NULL);
  setup->company = live_add (setup->live, setup->live->company, "name", "With logo", "logo", setup->hash, NULL);
  setup->file = g_strconcat (setup->live->dir, ".tar.zst", NULL);
}

static void
setup_clear (Setup *setup)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *former = i == 0 ? g_strconcat (setup->live->dir, ".before-restore", NULL)
                                       : g_strdup_printf ("%s.before-restore-%u", setup->live->dir, i);

      live_remove_folder (former);
    }
  g_unlink (setup->file);
  live_free (setup->live);
  g_free (setup->file);
  g_free (setup->hash);
}

static gint64
count (Live *live, const TwEntity *entity)
{
  g_autoptr (TwQuery) query = live_query (live, entity, NULL, NULL);

  return tw_store_count (live->store, query, NULL);
}

static void
progress_cb (double fraction, const char *message, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_nonnull (message);
  *last = fraction;
}

static guint
count_beside (Live *live)
{
  g_autofree char *parent = g_path_get_dirname (live->dir);
  g_autofree char *base = g_path_get_basename (live->dir);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, base);
  return n;
}

static void
test_round_trip (void)
{
  Setup setup;
  g_autoptr (GError) error = NULL;
  double fraction = 0;
  g_autofree char *former = NULL;

  setup_init (&setup);
  g_assert_true (tw_store_backup (setup.live->store, setup.file, progress_cb, &fraction, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (fraction, ==, 1);
  g_assert_cmpuint (count_beside (setup.live), ==, 2);

  /* What happens later is not in the backup. */
  live_add (setup.live, setup.live->company, "name", "Later", NULL);
  g_assert_cmpint (count (setup.live, setup.live->company), ==, 22);

  /* An open workspace is not replaced. */
  fraction = 0;
  g_assert_false (tw_store_restore (setup.file, setup.live->dir, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_cmpuint (count_beside (setup.live), ==, 2);

  tw_store_close (setup.live->store);
  g_assert_true (tw_store_restore (setup.file, setup.live->dir, progress_cb, &fraction, NULL, &error));
  g_assert_no_error (error);
  live_reopen (setup.live);
  g_assert_cmpint (count (setup.live, setup.live->company), ==, 21);
  g_assert_cmpint (count (setup.live, setup.live->deal), ==, 50);
  {
    g_autoptr (GInputStream) stream = tw_store_open_blob (setup.live->store, setup.hash, &error);
    g_autoptr (GPtrArray) problems = tw_store_check (setup.live->store, NULL, NULL, NULL, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < problems->len; i++)
      g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
    g_assert_cmpuint (problems->len, ==, 0);
  }
  former = g_strconcat (setup.live->dir, ".before-restore", NULL);
  g_assert_true (g_file_test (former, G_FILE_TEST_IS_DIR));
  setup_clear (&setup);
}

static void
test_to_new_folder (void)
{
  Setup setup;
  g_autofree char *dir = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = NULL;

  setup_init (&setup);
  dir = g_strconcat (setup.live->dir, "-copy", NULL);
  g_assert_true (tw_store_backup (setup.live->store, setup.file, NULL, NULL, NULL, &error));
  g_assert_true (tw_store_restore (setup.file, dir, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  store = tw_store_open (dir, setup.live->shipped, FALSE, &error);
  g_assert_no_error (error);
  {
    g_autoptr (TwRecord) record = tw_store_get (store, setup.live->company, &setup.company, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (tw_record_get_key (record, "name")->text, ==, "With logo");
  }
  tw_store_close (store);
  live_remove_folder (dir);
  setup_clear (&setup);
}

typedef struct
{
  GCancellable *cancellable;
  double        at;
} Stop;

static void
stop_cb (double fraction, const char *message, gpointer data)
{
  Stop *stop = data;

  if (fraction >= stop->at)
    g_cancellable_cancel (stop->cancellable);
}

static void
test_cancel (void)
{
  static const double moments[] = { 0, 0.3, 0.5, 0.8 };
  Setup setup;
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL;

  setup_init (&setup);
  dir = g_strconcat (setup.live->dir, "-copy", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Stop stop = { cancellable, moments[i] };

      g_assert_false (tw_store_backup (setup.live->store, setup.file, stop_cb, &stop, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_cmpuint (count_beside (setup.live), ==, 1);
    }
  g_assert_true (tw_store_backup (setup.live->store, setup.file, NULL, NULL, NULL, &error));
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Stop stop = { cancellable, 0 };

    g_assert_false (tw_store_restore (setup.file, dir, stop_cb, &stop, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
    g_assert_cmpuint (count_beside (setup.live), ==, 2);
  }
  setup_clear (&setup);
}

/* Any byte of the backup that is wrong, and any length, gives an error and leaves everything as it was. */
static void
test_damaged (void)
{
  Setup setup;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *dir = NULL;
  gsize length;

  setup_init (&setup);
  dir = g_strconcat (setup.live->dir, "-copy", NULL);
  g_assert_true (tw_store_backup (setup.live->store, setup.file, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (setup.file, &contents, &length, NULL));
  for (guint i = 0; i < 40; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);

      if (i % 2)
        g_assert_true (g_file_set_contents (setup.file, contents, at, NULL));
      else
        {
          contents[at] ^= 0x55;
          g_assert_true (g_file_set_contents (setup.file, contents, length, NULL));
          contents[at] ^= 0x55;
        }
      if (tw_store_restore (setup.file, dir, NULL, NULL, NULL, &error))
        {
          /* A bit that nobody reads, such as in the frame's header. */
          g_assert_true (i % 2 == 0);
          live_remove_folder (dir);
        }
      g_clear_error (&error);
      g_assert_cmpuint (count_beside (setup.live), ==, 2);
    }
  setup_clear (&setup);
}

/* --- Archives of others --- */

static void
add_member (struct archive *archive, const char *name, const char *data, gsize length, int type, const char *link)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, type == AE_IFREG ? (gint64) length : 0);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, 0600);
  if (link != NULL)
    archive_entry_set_symlink (entry, link);
  archive_write_header (archive, entry);
  if (type == AE_IFREG)
    archive_write_data (archive, data, length);
  archive_entry_free (entry);
}

static void
test_hostile (void)
{
  static const struct { const char *manifest, *name; int type; } cases[] = {
    { "{}", "store.db", AE_IFREG },
    { "[1]", "store.db", AE_IFREG },
    { "{\"format\": 2, \"program\": \"tradewind\", \"files\": []}", "store.db", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"../evil\", \"size\": 4, \"sha256\": \"%s\"}]}", "../evil", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"/tmp/evil\", \"size\": 4, \"sha256\": \"%s\"}]}", "/tmp/evil", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": 4, \"sha256\": \"%s\"}]}", "../store.db", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": 4, \"sha256\": \"%s\"}]}", "store.db", AE_IFLNK },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": 4, \"sha256\": \"%s\"}]}", "store.db", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": 3, \"sha256\": \"%s\"}]}", "store.db", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": 30000000000000000, \"sha256\": \"%s\"}]}", "store.db", AE_IFREG },
    { "{\"format\": 1, \"program\": \"tradewind\", \"files\": [{\"name\": \"store.db\", \"size\": -4, \"sha256\": \"%s\"}]}", "store.db", AE_IFREG },
  };
  g_autofree char *top = g_dir_make_tmp ("tw-hostile-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (top, "backup.tar.zst", NULL);
  g_autofree char *dir = g_build_filename (top, "inner", "workspace", NULL);
  g_autofree char *inner = g_build_filename (top, "inner", NULL);

  g_mkdir (inner, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "evil", 4);
      g_auto (GStrv) halves = g_strsplit (cases[i].manifest, "%s", 2);
      g_autofree char *manifest = g_strjoinv (hash, halves);
      struct archive *archive = archive_write_new ();
      g_autoptr (GDir) left = NULL;
      g_autoptr (GError) error = NULL;

      archive_write_add_filter_zstd (archive);
      archive_write_set_format_pax_restricted (archive);
      g_assert_cmpint (archive_write_open_filename (archive, file), ==, ARCHIVE_OK);
      add_member (archive, "manifest.json", manifest, strlen (manifest), AE_IFREG, NULL);
      add_member (archive, cases[i].name, "evil", 4, cases[i].type, cases[i].type == AE_IFLNK ? "/etc/passwd" : NULL);
      archive_write_free (archive);

      g_assert_false (tw_store_restore (file, dir, NULL, NULL, NULL, &error));
      g_assert_nonnull (error);
      /* Nothing was written anywhere. */
      left = g_dir_open (inner, 0, NULL);
      g_assert_null (g_dir_read_name (left));
    }
  live_remove_folder (top);
}

/* Nesting without end filled the stack. */
static void
test_deep_manifest (void)
{
  g_autofree char *deep = g_strnfill (300000, '[');
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_backup_manifest_parse (deep, 300000, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/backup/round-trip", test_round_trip);
  g_test_add_func ("/store/backup/to-new-folder", test_to_new_folder);
  g_test_add_func ("/store/backup/cancel", test_cancel);
  g_test_add_func ("/store/backup/damaged", test_damaged);
  g_test_add_func ("/store/backup/hostile", test_hostile);
  g_test_add_func ("/store/backup/deep-manifest", test_deep_manifest);
  return g_test_run ();
}
