/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commits write to the disk: few pages, into a write-ahead log that has room for them. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-store-internal.h"
#include "tw-store-test.h"

/* A change of one field that has no index writes its row and the log, and none of the entity's indexes. */
static void
test_pages_of_one_edit (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", NULL);
  int before;

  tw_test_save (fixture->store, "Add", deal);
  tw_test_set (deal, "discount", "1", NULL);
  tw_test_save (fixture->store, "First", deal);
  before = fixture->store->wal_pages;
  tw_test_set (deal, "discount", "2", NULL);
  tw_test_save (fixture->store, "Second", deal);
  /* Row, change, its index by record, commit; one more for a page that fills up. */
  g_assert_cmpint (fixture->store->wal_pages - before, <=, 5);
}

static goffset
get_size (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (goffset) info.st_size : 0;
}

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &text, &length, NULL));
  g_assert_true (g_file_set_contents (target, text, (gssize) length, NULL));
}

/* The write-ahead log is made long while nobody writes, and commits after that make it no longer; what is in it when the power
 * fails is there. */
static void
test_room (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", NULL);
  g_autofree char *dir = tw_test_folder ();
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  goffset room;

  tw_test_save (fixture->store, "Add", deal);
  while ((room = get_size (fixture->dir, "store.db-wal")) < 4000000 && g_get_monotonic_time () < end)
    g_usleep (10000);
  g_assert_cmpint (room, >=, 4000000);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      tw_test_set (deal, "discount", text, NULL);
      tw_test_save (fixture->store, "Again", deal);
    }
  g_assert_cmpint (get_size (fixture->dir, "store.db-wal"), ==, room);

  g_mkdir_with_parents (dir, 0700);
  copy_file (fixture->dir, dir, "store.db");
  copy_file (fixture->dir, dir, "store.db-wal");
  {
    g_autoptr (TwStore) copy = tw_test_open (dir);

    tw_test_assert_text (copy, deal, "discount", "49");
    tw_test_assert_log_replays (copy);
  }
  tw_test_remove (dir);
}

#define ADD(path, func) g_test_add ("/store/write-ahead/" path, TwTestFixture, NULL, tw_test_set_up, func, tw_test_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pages-of-one-edit", test_pages_of_one_edit);
  ADD ("log-has-room", test_room);
  return g_test_run ();
}
