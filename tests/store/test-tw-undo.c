/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo: what comes back, in which order, what is in the way, and that a restart changes nothing. */
#include "config.h"

#include <string.h>

#include "tw-bulk.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_test_assert_log_replays (fixture->store);
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
undo (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = tw_store_undo (fixture->store, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_origin (commit), ==, TW_ORIGIN_UNDO);
}

static void
redo (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = tw_store_redo (fixture->store, &error);

  g_assert_no_error (error);
}

static void
assert_titles (Fixture *fixture, const char *undo_title, const char *redo_title)
{
  g_autofree char *to_undo = tw_store_dup_undo_title (fixture->store);
  g_autofree char *to_redo = tw_store_dup_redo_title (fixture->store);

  g_assert_cmpstr (to_undo, ==, undo_title);
  g_assert_cmpstr (to_redo, ==, redo_title);
}

static void
assert_deleted (Fixture *fixture, TwRecord *record, gboolean deleted)
{
  g_autoptr (TwRecord) found = tw_test_get (fixture->store, record);

  g_assert_cmpint (tw_record_is_deleted (found), ==, deleted);
}

static void
reopen (Fixture *fixture)
{
  g_assert_finalize_object (fixture->store);
  fixture->store = tw_test_open (fixture->dir);
}

/* The same with and without closing the store between the steps. */
static void
test_up_and_down (Fixture *fixture, gconstpointer data)
{
  gboolean restart = GPOINTER_TO_INT (data);
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", NULL);

  assert_titles (fixture, NULL, NULL);
  tw_test_save (fixture->store, "Add Acme", deal);
  tw_test_set (deal, "amount", "2 EUR", "note", "raised", NULL);
  tw_test_save (fixture->store, "Raise", deal);
  tw_test_delete (fixture->store, "Delete Acme", deal);
  for (guint round = 0; round < 3; round++)
    {
      assert_titles (fixture, "Delete Acme", NULL);
      undo (fixture);
      if (restart)
        reopen (fixture);
      assert_deleted (fixture, deal, FALSE);
      tw_test_assert_text (fixture->store, deal, "amount", "2.00 EUR");
      assert_titles (fixture, "Raise", "Delete Acme");
      undo (fixture);
      tw_test_assert_text (fixture->store, deal, "amount", "1.00 EUR");
      tw_test_assert_text (fixture->store, deal, "note", "-");
      undo (fixture);
      assert_deleted (fixture, deal, TRUE);
      assert_titles (fixture, NULL, "Add Acme");
      if (restart)
        reopen (fixture);
      redo (fixture);
      assert_deleted (fixture, deal, FALSE);
      assert_titles (fixture, "Add Acme", "Raise");
      redo (fixture);
      tw_test_assert_text (fixture->store, deal, "note", "raised");
      redo (fixture);
      assert_deleted (fixture, deal, TRUE);
    }
}

static void
test_new_change_ends_redo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", NULL);

  tw_test_save (fixture->store, "Add", deal);
  tw_test_set (deal, "note", "x", NULL);
  tw_test_save (fixture->store, "Note", deal);
  undo (fixture);
  assert_titles (fixture, "Add", "Note");
  g_clear_object (&deal);
  deal = tw_test_new (fixture->store, "deal", "name", "Other", NULL);
  tw_test_save (fixture->store, "Add other", deal);
  assert_titles (fixture, "Add other", NULL);
  g_assert_null (tw_store_redo (fixture->store, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
}

static TwId
newest_commit (Fixture *fixture)
{
  g_autoptr (GPtrArray) commits = tw_store_commits (fixture->store, 0, 1000, NULL);

  return *tw_commit_get_id (commits->pdata[commits->len - 1]);
}

static void
test_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) user = tw_test_new (fixture->store, "user", "name", "Grace", NULL);
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", NULL);
  g_autoptr (TwCommit) commit = NULL;
  TwId raise, add;

  tw_test_save (fixture->store, "Add Grace", user);
  tw_test_save (fixture->store, "Add Acme", deal);
  add = newest_commit (fixture);
  tw_test_set (deal, "amount", "2 EUR", NULL);
  tw_test_save (fixture->store, "Raise", deal);
  raise = newest_commit (fixture);
  /* Another field later is not in the way. */
  tw_test_set (deal, "note", "later", NULL);
  tw_test_save (fixture->store, "Note", deal);
  /* The same field by another user is, and the sentence names field, record, change and person. */
  tw_store_set_user (fixture->store, tw_record_get_id (user));
  tw_test_set (deal, "amount", "3 EUR", NULL);
  tw_test_save (fixture->store, "Raise again", deal);
  tw_store_set_user (fixture->store, NULL);
  g_assert_null (tw_store_undo (fixture->store, &raise, &error));
  g_assert_nonnull (strstr (error->message, "Amount"));
  g_assert_nonnull (strstr (error->message, "Acme"));
  g_assert_nonnull (strstr (error->message, "Grace"));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "Raise again");
  g_assert_null (tw_store_undo (fixture->store, &add, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "Amount");
  /* When the later change is itself undone, the way is free. */
  tw_store_set_user (fixture->store, tw_record_get_id (user));
  undo (fixture);
  tw_store_set_user (fixture->store, NULL);
  commit = tw_store_undo (fixture->store, &raise, &error);
  g_assert_no_error (error);
  tw_test_assert_text (fixture->store, deal, "amount", "1.00 EUR");
  tw_test_assert_text (fixture->store, deal, "note", "later");
  /* Not twice. */
  g_assert_null (tw_store_undo (fixture->store, &raise, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "already");
}

static void
test_deleted_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", NULL);
  TwId note;

  tw_test_save (fixture->store, "Add", deal);
  tw_test_set (deal, "note", "x", NULL);
  tw_test_save (fixture->store, "Note", deal);
  note = newest_commit (fixture);
  tw_test_delete (fixture->store, "Delete it", deal);
  g_assert_null (tw_store_undo (fixture->store, &note, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "Delete it");
  g_assert_cmpint (tw_store_purge (fixture->store, G_MAXINT64, &error), ==, 1);
  g_assert_null (tw_store_undo (fixture->store, &note, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "for good");
}

/* A record that others point to since cannot be un-added. */
static void
test_referred_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));
  TwId add;

  tw_test_save (fixture->store, "Add company", company);
  add = newest_commit (fixture);
  deal = tw_test_new (fixture->store, "deal", "name", "Big", "company", id, NULL);
  tw_test_save (fixture->store, "Add deal", deal);
  g_assert_null (tw_store_undo (fixture->store, &add, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "Add deal");
}

/* Deleting clears and takes along; undo brings all of it back. */
static void
test_delete_with_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = NULL, task = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company)), *about = NULL;

  tw_test_save (fixture->store, "Add", company);
  deal = tw_test_new (fixture->store, "deal", "name", "Big", "company", id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  about = g_strdup_printf ("company:%s", id);
  task = tw_test_new (fixture->store, "task", "name", "Call", "record", about, "others", about, NULL);
  tw_test_save (fixture->store, "Add", task);
  tw_test_delete (fixture->store, "Delete company", company);
  tw_test_assert_text (fixture->store, deal, "company", "-");
  assert_deleted (fixture, task, TRUE);
  undo (fixture);
  tw_test_assert_text (fixture->store, deal, "company", id);
  assert_deleted (fixture, task, FALSE);
  assert_deleted (fixture, company, FALSE);
  redo (fixture);
  assert_deleted (fixture, task, TRUE);
  tw_test_assert_text (fixture->store, deal, "company", "-");
}

static void
test_link_target_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));
  TwId clear;

  tw_test_save (fixture->store, "Add", company);
  deal = tw_test_new (fixture->store, "deal", "name", "Big", "company", id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  tw_test_set (deal, "company", NULL, NULL);
  tw_test_save (fixture->store, "Take out", deal);
  clear = newest_commit (fixture);
  tw_test_delete (fixture->store, "Delete company", company);
  g_assert_null (tw_store_undo (fixture->store, &clear, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "wastebasket");
}

static void
test_unique_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) one = tw_test_new (fixture->store, "company", "name", "One", "code", "A", NULL);
  g_autoptr (TwRecord) two = tw_test_new (fixture->store, "company", "name", "Two", "code", "A", NULL);
  TwId gone;

  tw_test_save (fixture->store, "Add", one);
  tw_test_delete (fixture->store, "Delete", one);
  gone = newest_commit (fixture);
  tw_test_save (fixture->store, "Add", two);
  g_assert_null (tw_store_undo (fixture->store, &gone, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "Code");
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *value = NULL, *again = NULL;

  g_assert_true (tw_store_set_setting (fixture->store, "name", "\"Acme\"", NULL));
  g_assert_true (tw_store_set_setting (fixture->store, "name", "\"Other\"", NULL));
  undo (fixture);
  value = tw_store_dup_setting (fixture->store, "name");
  g_assert_cmpstr (value, ==, "\"Acme\"");
  undo (fixture);
  again = tw_store_dup_setting (fixture->store, "name");
  g_assert_null (again);
}

/* Above the limit a commit is taken back record by record. */
static void
test_large_import (Fixture *fixture, gconstpointer data)
{
  const guint n = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Here before", NULL);
  g_autoptr (TwCommit) commit = NULL, undone = NULL, redone = NULL;
  TwBulk *bulk;

  tw_test_save (fixture->store, "Add", company);
  bulk = tw_bulk_new (fixture->store, TW_ORIGIN_IMPORT, "Import", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Company %u", i);
      g_autoptr (TwRecord) row = tw_test_new (fixture->store, "company", "name", name, NULL);

      g_assert_true (tw_bulk_save (bulk, row, &error));
    }
  tw_test_set (company, "industry", "Retail", NULL);
  g_assert_true (tw_bulk_save (bulk, company, &error));
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, n + 1);
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 1);
  tw_test_assert_text (fixture->store, company, "industry", "-");
  redone = tw_store_redo (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, n + 1);
  tw_test_assert_text (fixture->store, company, "industry", "Retail");
}

#define ADD(path, data, func) g_test_add ("/store/undo/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("up-and-down", GINT_TO_POINTER (FALSE), test_up_and_down);
  ADD ("after-restart", GINT_TO_POINTER (TRUE), test_up_and_down);
  ADD ("new-change-ends-redo", NULL, test_new_change_ends_redo);
  ADD ("in-the-way", NULL, test_in_the_way);
  ADD ("deleted-later", NULL, test_deleted_later);
  ADD ("referred-to-later", NULL, test_referred_later);
  ADD ("delete-with-links", NULL, test_delete_with_links);
  ADD ("link-target-gone", NULL, test_link_target_gone);
  ADD ("unique-value-taken", NULL, test_unique_taken);
  ADD ("settings", NULL, test_settings);
  ADD ("small-import", GUINT_TO_POINTER (50), test_large_import);
  ADD ("large-import", GUINT_TO_POINTER (21000), test_large_import);
  return g_test_run ();
}
