/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disk gets full after k more bytes, for many k: a commit then fails with FULL and nothing of it is there; what was
 * reported before is; and the store goes on once there is space. The disk is a layer between SQLite and the real files. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-bulk.h"
#include "tw-store-test.h"

/* --- A file system with so many bytes left --- */

typedef struct
{
  sqlite3_file  base;
  sqlite3_file *real;
} SmallFile;

static sqlite3_vfs *real_vfs;
static gint64 bytes_left = G_MAXINT64;                  /* of all files; used on one thread at a time */

#define REAL(file) (((SmallFile *) (file))->real)

static int small_close (sqlite3_file *f) { return REAL (f)->pMethods->xClose (REAL (f)); }
static int small_read (sqlite3_file *f, void *p, int n, sqlite3_int64 at) { return REAL (f)->pMethods->xRead (REAL (f), p, n, at); }
static int small_truncate (sqlite3_file *f, sqlite3_int64 n) { return REAL (f)->pMethods->xTruncate (REAL (f), n); }
static int small_sync (sqlite3_file *f, int flags) { return REAL (f)->pMethods->xSync (REAL (f), flags); }
static int small_size (sqlite3_file *f, sqlite3_int64 *n) { return REAL (f)->pMethods->xFileSize (REAL (f), n); }
static int small_lock (sqlite3_file *f, int how) { return REAL (f)->pMethods->xLock (REAL (f), how); }
static int small_unlock (sqlite3_file *f, int how) { return REAL (f)->pMethods->xUnlock (REAL (f), how); }
static int small_check (sqlite3_file *f, int *is) { return REAL (f)->pMethods->xCheckReservedLock (REAL (f), is); }
static int small_control (sqlite3_file *f, int op, void *p) { return REAL (f)->pMethods->xFileControl (REAL (f), op, p); }
static int small_sector (sqlite3_file *f) { return REAL (f)->pMethods->xSectorSize (REAL (f)); }
static int small_device (sqlite3_file *f) { return REAL (f)->pMethods->xDeviceCharacteristics (REAL (f)); }
static int small_map (sqlite3_file *f, int page, int size, int extend, void volatile **p) { return REAL (f)->pMethods->xShmMap (REAL (f), page, size, extend, p); }
static int small_shm_lock (sqlite3_file *f, int at, int n, int flags) { return REAL (f)->pMethods->xShmLock (REAL (f), at, n, flags); }
static void small_barrier (sqlite3_file *f) { REAL (f)->pMethods->xShmBarrier (REAL (f)); }
static int small_unmap (sqlite3_file *f, int del) { return REAL (f)->pMethods->xShmUnmap (REAL (f), del); }

static int
small_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  if (bytes_left < n)
    {
      /* As a real disk: a part of it is still written. */
      if (bytes_left > 0)
        REAL (file)->pMethods->xWrite (REAL (file), data, (int) bytes_left, at);
      bytes_left = 0;
      return SQLITE_FULL;
    }
  bytes_left -= n;
  return REAL (file)->pMethods->xWrite (REAL (file), data, n, at);
}

static const sqlite3_io_methods small_methods = {
  2, small_close, small_read, small_write, small_truncate, small_sync, small_size, small_lock, small_unlock, small_check,
  small_control, small_sector, small_device, small_map, small_shm_lock, small_barrier, small_unmap, NULL, NULL,
};

static int
small_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  SmallFile *small = (SmallFile *) file;
  int code;

  small->real = (sqlite3_file *) (small + 1);
  code = real_vfs->xOpen (real_vfs, name, small->real, flags, out_flags);
  small->base.pMethods = small->real->pMethods != NULL ? &small_methods : NULL;
  return code;
}

static void
install (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "small-disk";
  vfs.szOsFile = (int) sizeof (SmallFile) + real_vfs->szOsFile;
  vfs.xOpen = small_open;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* --- Working until it is full --- */

static TwCommit *
commit_one (TwStore *store, guint i, GError **error)
{
  g_autofree char *note = g_strnfill (i * 113 % 5000, 'n');
  g_autoptr (TwRecord) deal = tw_test_new (store, "deal", "name", "Deal", "note", note, NULL);

  return tw_test_try_save (store, "Add", deal, error);
}

static void
test_full (void)
{
  for (gint64 k = 0; k < 110000; k += 4703)
    {
      g_autofree char *dir = tw_test_folder ();
      g_autoptr (GError) error = NULL;
      g_autoptr (TwStore) store = tw_test_open (dir);
      guint done = 0;

      bytes_left = k;
      for (;;)
        {
          g_autoptr (TwCommit) commit = commit_one (store, done, &error);

          if (commit == NULL)
            break;
          done++;
        }
      tw_test_assert_error (&error, TW_STORE_ERROR_FULL, "disk is full");
      g_assert_cmpint (tw_test_count (store, "deal", NULL), ==, done);
      /* Still full: still refused. Space again: it goes on, in the same process. */
      g_assert_null (commit_one (store, 40, &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_FULL, NULL);
      if (k % 2 == 0)
        {
          g_clear_object (&store);
          bytes_left = G_MAXINT64;
          store = tw_test_open (dir);
        }
      bytes_left = G_MAXINT64;
      g_assert_cmpint (tw_test_count (store, "deal", NULL), ==, done);
      {
        g_autoptr (TwCommit) commit = commit_one (store, 1, &error);

        g_assert_no_error (error);
        g_assert_cmpint (tw_commit_get_seq (commit), ==, done + 1);
      }
      tw_test_assert_log_replays (store);
      g_clear_object (&store);
      tw_test_remove (dir);
    }
}

/* The disk fills up in the middle of an import: it did not happen. */
static void
test_full_during_import (void)
{
  for (gint64 k = 20000; k < 2000000; k = k * 5)
    {
      g_autofree char *dir = tw_test_folder ();
      g_autoptr (GError) error = NULL;
      g_autoptr (TwStore) store = tw_test_open (dir);
      g_autoptr (TwCommit) first = commit_one (store, 0, NULL), commit = NULL;
      TwBulk *bulk;

      bytes_left = k;
      bulk = tw_bulk_new (store, TW_ORIGIN_IMPORT, "Import", &error);
      g_assert_no_error (error);
      for (guint i = 0; i < 4000 && error == NULL; i++)
        {
          g_autofree char *note = g_strnfill (3000, 'n');
          g_autofree char *name = g_strdup_printf ("Deal %u", i);
          g_autoptr (TwRecord) deal = tw_test_new (store, "deal", "name", name, "note", note, NULL);

          tw_bulk_save (bulk, deal, &error);
        }
      if (error == NULL)
        commit = tw_bulk_commit (bulk, &error);
      else
        tw_bulk_free (bulk);
      g_assert_null (commit);
      tw_test_assert_error (&error, TW_STORE_ERROR_FULL, NULL);
      bytes_left = G_MAXINT64;
      g_assert_cmpint (tw_test_count (store, "deal", NULL), ==, 1);
      commit = commit_one (store, 1, &error);
      g_assert_no_error (error);
      tw_test_assert_log_replays (store);
      g_clear_object (&store);
      tw_test_remove (dir);
    }
}

/* No space for a new workspace: said so, and the second try works. */
static void
test_full_at_creation (void)
{
  for (gint64 k = 0; k < 400000; k += 37003)
    {
      g_autofree char *dir = tw_test_folder ();
      g_autoptr (TwSchema) schema = tw_test_schema ("base");
      g_autoptr (GError) error = NULL;
      g_autoptr (TwStore) store = NULL;

      bytes_left = k;
      store = tw_store_open (dir, schema, TRUE, &error);
      if (store == NULL)
        tw_test_assert_error (&error, TW_STORE_ERROR_FULL, NULL);
      bytes_left = G_MAXINT64;
      g_clear_object (&store);
      store = tw_test_open (dir);
      g_assert_cmpint (tw_test_count (store, "deal", NULL), ==, 0);
      g_clear_object (&store);
      tw_test_remove (dir);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  install ();
  g_test_add_func ("/store/full-disk/commits", test_full);
  g_test_add_func ("/store/full-disk/import", test_full_during_import);
  g_test_add_func ("/store/full-disk/creation", test_full_at_creation);
  return g_test_run ();
}
