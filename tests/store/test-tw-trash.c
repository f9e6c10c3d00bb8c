/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wastebasket: what is in it, in which order, and that restoring takes it out. */
#include "config.h"

#include <string.h>

#include "tw-erase.h"
#include "tw-store-test.h"
#include "tw-trash.h"

static void
assert_trash (TwStore *store, guint limit, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = tw_store_list_trash (store, limit, NULL, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      TwTrashItem *item = g_ptr_array_index (items, i);

      g_string_append_printf (text, "%s%u:%s", i > 0 ? " " : "", item->entity, item->title);
      g_assert_cmpint (item->deleted, >, 0);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_order (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  const TwEntity *entity = tw_test_entity (store, "deal");
  g_autoptr (TwRecord) one = tw_test_new (store, "deal", "name", "One", NULL), two = tw_test_new (store, "deal", "name", "Two", NULL);
  g_autoptr (TwRecord) three = tw_test_new (store, "deal", "name", "Three", NULL), live = tw_test_new (store, "deal", "name", "Live", NULL);
  g_autofree char *all = g_strdup_printf ("%u:One %u:Three %u:Two", entity->number, entity->number, entity->number);
  g_autofree char *some = g_strdup_printf ("%u:One", entity->number);
  g_autofree char *rest = g_strdup_printf ("%u:One %u:Two", entity->number, entity->number);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit;

  assert_trash (store, 10, "");
  tw_test_save (store, "1", one);
  tw_test_save (store, "2", two);
  tw_test_save (store, "3", three);
  tw_test_save (store, "4", live);
  tw_test_delete (store, "Away", two);
  g_usleep (2000);
  tw_test_delete (store, "Away", three);
  g_usleep (2000);
  tw_test_delete (store, "Away", one);
  assert_trash (store, 10, all);
  assert_trash (store, 1, some);

  edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Back");
  tw_edit_restore (edit, entity, tw_record_get_id (three));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  assert_trash (store, 10, rest);
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

static void
test_cancelled (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tw_store_list_trash (store, 10, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

/* --- Erasing --- */

/* Whether a file of the workspace has the word, as it is or in small letters, as the index has it. */
static gboolean
is_on_disk (TwStore *store, const char *word)
{
  static const char *const names[] = { "store.db", "store.db-wal" };
  g_autofree char *small = g_ascii_strdown (word, -1);
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (tw_store_get_dir (store), names[i], NULL), *bytes = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &bytes, &length, NULL))
        found |= memmem (bytes, length, word, strlen (word)) != NULL || memmem (bytes, length, small, strlen (small)) != NULL;
    }
  return found;
}

/* At once: also what the search index has not heard of yet is gone. */
static void
test_erase (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Zyxtarquin", NULL);
  TwErasure erasure = { tw_test_entity (store, "company")->number, *tw_record_get_id (company) };
  g_autoptr (GError) error = NULL;

  tw_test_save (store, "Add Zyxtarquin", company);
  /* The index has heard of it before the store is closed. */
  tw_store_close (store);
  g_object_unref (store);
  store = tw_test_open (dir);
  g_clear_object (&company);
  company = tw_store_get (store, tw_test_entity (store, "company"), &erasure.id, NULL);
  tw_record_set_text (company, "name", "Qhovvulmer", NULL);
  tw_test_save (store, "Rename", company);
  g_assert_true (is_on_disk (store, "Zyxtarquin"));
  g_assert_cmpint (tw_store_erase (store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_false (is_on_disk (store, "Zyxtarquin"));
  g_assert_false (is_on_disk (store, "Qhovvulmer"));
  tw_store_close (store);
  g_object_unref (store);
  tw_test_remove (dir);
}

static void
assert_not_erased (TwStore *store, guint entity, const TwId *id)
{
  const TwErasure erasure = { entity, *id };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tw_store_erase (store, &erasure, 1, NULL, &error), ==, -1);
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

/* By the wrong kind nothing is touched: neither the record nor what was. What was purged before is still erased by its own. */
static void
test_erase_kind (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  const TwEntity *kind = tw_test_entity (store, "company"), *other = tw_test_entity (store, "task");
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Zyxtarquin", NULL);
  g_autoptr (TwRecord) user = tw_test_new (store, "user", "name", "Sally", NULL);
  const TwErasure erasures[] = { { kind->number, *tw_record_get_id (company) }, { kind->number, *tw_record_get_id (user) } };
  TwId made_up = tw_id_from_words ("never seen");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) there = NULL;

  tw_test_save (store, "Add Zyxtarquin", company);
  tw_test_save (store, "Add Sally", user);
  assert_not_erased (store, other->number, &erasures[0].id);
  assert_not_erased (store, kind->number, &made_up);
  assert_not_erased (store, 60000, &erasures[0].id);
  assert_not_erased (store, other->number, tw_record_get_id (user));
  /* One that is wrong keeps the others. */
  g_assert_cmpint (tw_store_erase (store, erasures, 2, NULL, &error), ==, -1);
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  there = tw_store_get (store, kind, &erasures[0].id, NULL);
  g_assert_nonnull (there);
  g_assert_true (is_on_disk (store, "Zyxtarquin"));
  g_assert_cmpint (tw_store_erase (store, erasures, 1, NULL, &error), ==, 1);
  g_assert_false (is_on_disk (store, "Zyxtarquin"));
  g_assert_cmpint (tw_store_erase (store, erasures, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  tw_store_close (store);
  g_object_unref (store);
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/trash/erase", test_erase);
  g_test_add_func ("/store/trash/erase/kind", test_erase_kind);
  g_test_add_func ("/store/trash/order", test_order);
  g_test_add_func ("/store/trash/cancelled", test_cancelled);
  return g_test_run ();
}
