/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl-fixture.h"

#include <glib/gstdio.h>

void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

const char *
ctl (Fixture *f, int expected, ...)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  int status;
  va_list args;
  g_ptr_array_add (argv, f->program);
  g_ptr_array_add (argv, (gpointer) "--workspace");
  g_ptr_array_add (argv, f->workspace);
  va_start (args, expected);
  for (const char *arg = va_arg (args, const char *); arg; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_clear_pointer (&f->out, g_free);
  g_clear_pointer (&f->err, g_free);
  g_spawn_sync (f->dir, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &f->out, &f->err, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s → %d\n%s%s", (char *) g_ptr_array_index (argv, 3), WIFEXITED (status) ? WEXITSTATUS (status) : -1, f->out, f->err);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, expected);
  if (expected == 1 || expected == 2)
    g_assert_cmpstr (f->err, !=, "");
  return f->out;
}

void
set_up_empty (Fixture *f, gconstpointer data)
{
  const char *build = g_getenv ("TW_BUILD_ROOT");
  f->dir = g_dir_make_tmp ("tw-ctl-XXXXXX", NULL);
  f->workspace = g_build_filename (f->dir, "workspace", NULL);
  f->program = g_build_filename (build ? build : "build", "src", "ctl", "tradewindctl", NULL);
  if (!g_path_is_absolute (f->program))
    {
      char *full = g_canonicalize_filename (f->program, NULL);
      g_free (f->program);
      f->program = full;
    }
}

void
set_up (Fixture *f, gconstpointer data)
{
  set_up_empty (f, data);
  ctl (f, 0, "init", "--currency", "EUR", NULL);
}

void
tear_down (Fixture *f, gconstpointer data)
{
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->workspace);
  g_free (f->program);
  g_free (f->out);
  g_free (f->err);
}

JsonNode *
json (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

char *
new_id (Fixture *f, const char *entity, const char *field)
{
  const char *out = ctl (f, 0, "new", entity, field, NULL);
  const char *open = g_strstr_len (out, -1, " (");
  g_assert_nonnull (open);
  return g_strndup (open + 2, 36);
}

char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

int
run_tests (int *argc, char ***argv, void (*add) (void))
{
  g_autofree char *home = g_dir_make_tmp ("tw-ctl-home-XXXXXX", NULL);
  /* The sign-in is kept in files of this test, not in the keyring of who runs it. */
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("TRADEWIND_SECRETS", "file", TRUE);
  g_test_init (argc, argv, NULL);
  add ();
  int result = g_test_run ();
  remove_tree (home);
  return result;
}
