/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that is kept for the next start. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-kept-file.h"

typedef struct
{
  char *dir, *folder, *path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  place->dir = g_dir_make_tmp ("tw-kept-XXXXXX", &error);
  g_assert_no_error (error);
  place->folder = g_build_filename (place->dir, "deep", NULL);
  place->path = g_build_filename (place->folder, "kept", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_unlink (place->path);
  g_rmdir (place->folder);
  g_assert_cmpint (g_rmdir (place->dir), ==, 0);
  g_free (place->dir);
  g_free (place->folder);
  g_free (place->path);
}

/* The last of many is what stays, also when the one who wrote it has gone; a reader never sees half of one. */
static void
test_last_stays (Place *place, gconstpointer data)
{
  TwKeptFile *file = tw_kept_file_new (place->path, 1000);
  g_autoptr (TwKeptFile) next = tw_kept_file_new (place->path, 1000);
  gboolean last = FALSE;

  g_assert_null (tw_kept_file_read_lines (file));
  for (guint i = 1; i <= 50; i++)
    tw_kept_file_write (file, g_strdup_printf ("one\n%u\n", i));
  g_object_add_weak_pointer (G_OBJECT (file), (gpointer *) &file);
  g_object_unref (file);
  while (file != NULL)
    g_main_context_iteration (NULL, TRUE);
  {
    g_auto (GStrv) lines = tw_kept_file_read_lines (next);

    g_assert_cmpuint (g_strv_length (lines), ==, 3);
    g_assert_cmpstr (lines[0], ==, "one");
    last = g_str_equal (lines[1], "50");
  }
  g_assert_true (last);
}

static void
test_not_ours (Place *place, gconstpointer data)
{
  g_autoptr (TwKeptFile) file = tw_kept_file_new (place->path, 8);

  g_assert_cmpint (g_mkdir (place->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (place->path, "12345678", -1, NULL));
  {
    g_auto (GStrv) lines = tw_kept_file_read_lines (file);

    g_assert_cmpstr (lines[0], ==, "12345678");
  }
  g_assert_true (g_file_set_contents (place->path, "123456789", -1, NULL));
  g_assert_null (tw_kept_file_read_lines (file));
  g_assert_true (g_file_set_contents (place->path, "\xff\xfe", -1, NULL));
  g_assert_null (tw_kept_file_read_lines (file));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/values/kept-file/last-stays", Place, NULL, set_up, test_last_stays, tear_down);
  g_test_add ("/values/kept-file/not-ours", Place, NULL, set_up, test_not_ours, tear_down);
  return g_test_run ();
}
