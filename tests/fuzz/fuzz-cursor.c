/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the cursor of a pull and as the place in a first load, at a real server's half with a store. 'p': a cursor as it is; 'x':
 * changes to one that was given out; anything else: part and place of a load. A cursor that was not given out says where no one is. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <glib/gstdio.h>

#include "tw-authority-private.h"
#include "tw-fuzz.h"
#include "tw-seed.h"

TW_FUZZ_MAIN ("cursor", 1500)

static TwStore *store;
static TwAccessCache *rights;
static TwAuthority *authority;
static TwId user;
static char *folder, *given;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
close_all (void)
{
  tw_authority_free (authority);
  tw_access_cache_free (rights);
  tw_store_close (store);
  g_object_unref (store);
  remove_tree (folder);
  g_free (folder);
  g_free (given);
}

static void
open_all (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autoptr (TwWirePage) page = NULL;
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("tw-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  store = tw_store_open (folder, schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (store, "EUR", &error));
  user = *tw_store_get_user (store);
  rights = tw_access_cache_new (store);
  authority = tw_authority_new (store, rights, secret, &error);
  g_assert_no_error (error);
  page = tw_authority_snapshot (authority, &user, "start", NULL, 3, &error);
  g_assert_no_error (error);
  given = g_strdup (page->cursor);
  atexit (close_all);
}

static void
check_cursor (const char *text)
{
  g_autoptr (GError) error = NULL;
  TwSyncCursor cursor;

  if (tw_sync_cursor_parse (authority, tw_authority_get_epoch (authority), &user, text, &cursor, &error))
    {
      /* Base64 has bits to spare at its end; what it says is what was given out. */
      g_autofree char *again = tw_sync_cursor_print (authority, tw_authority_get_epoch (authority), &user, &cursor);
      g_autoptr (TwWirePage) page = tw_authority_pull (authority, &user, text, NULL, 5, &error);

      g_assert_cmpstr (again, ==, given);
      g_assert_no_error (error);
      g_assert_nonnull (page);
      tw_fuzz_n_good++;
    }
  else
    g_assert_error (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_RESYNC);
}

static void
check_changed (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strdup (given);
  gsize length = strlen (text);

  for (gsize i = 0; i + 1 < size; i += 2)
    text[data[i] % length] = (char) (data[i + 1] != 0 ? data[i + 1] : 'A');
  check_cursor (text);
}

static void
check_load (const char *text)
{
  const char *line = strchr (text, '\n');
  g_autofree char *part = line != NULL ? g_strndup (text, (gsize) (line - text)) : g_strdup (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePage) page = NULL;

  /* What is not UTF-8 does not come through HTTP. */
  if (!g_utf8_validate (text, -1, NULL))
    return;
  page = tw_authority_snapshot (authority, &user, part, line != NULL ? line + 1 : NULL, 3, &error);
  g_assert_true ((page == NULL) == (error != NULL));
  if (page == NULL)
    g_assert_error (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID);
  else
    tw_fuzz_n_good++;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;

  if (size < 1)
    return 0;
  if (store == NULL)
    open_all ();
  text = g_strndup ((const char *) data + 1, size - 1);
  if (data[0] == 'p')
    check_cursor (text);
  else if (data[0] == 'x')
    check_changed (data + 1, size - 1);
  else
    check_load (text);
  return 0;
}
