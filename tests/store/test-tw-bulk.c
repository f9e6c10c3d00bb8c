/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bulk commits: all or nothing, the same rules as an edit, refused records left out, indexes as they were. */
#include "config.h"

#include "tw-backup.h"
#include "tw-bulk.h"
#include "tw-search.h"
#include "tw-store-internal.h"
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
  g_autoptr (GPtrArray) wrong = tw_store_check (fixture->store, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
  tw_test_assert_log_replays (fixture->store);
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static TwBulk *
begin (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TwBulk *bulk = tw_bulk_new (fixture->store, TW_ORIGIN_IMPORT, "Import", &error);

  g_assert_no_error (error);
  return bulk;
}

static void
save (TwBulk *bulk, TwRecord *record)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_bulk_save (bulk, record, &error));
  g_assert_no_error (error);
}

static void
refuse (TwBulk *bulk, TwRecord *record, TwStoreError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_bulk_save (bulk, record, &error));
  tw_test_assert_error (&error, code, NULL);
}

static char *
id_text (TwRecord *record)
{
  return tw_id_dup_text (tw_record_get_id (record));
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) here = tw_test_new (fixture->store, "company", "name", "Here", "code", "H", NULL);
  g_autoptr (TwRecord) stage = tw_test_new (fixture->store, "stage", "name", "Open", "probability", "30", NULL);
  g_autoptr (TwRecord) twice = NULL, nameless = NULL, company = NULL, deal = NULL, dangling = NULL, minus = NULL, same = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwId nowhere = tw_id_new ();
  g_autofree char *nowhere_text = tw_id_dup_text (&nowhere), *company_id = NULL, *stage_id = id_text (stage);
  TwBulk *bulk;

  tw_test_save (fixture->store, "Add", here);
  bulk = begin (fixture);
  twice = tw_test_new (fixture->store, "company", "name", "Twice", "code", "h", NULL);
  refuse (bulk, twice, TW_STORE_ERROR_UNIQUE);
  nameless = tw_test_new (fixture->store, "company", "code", "X", NULL);
  refuse (bulk, nameless, TW_STORE_ERROR_INVALID);
  company = tw_test_new (fixture->store, "company", "name", "New", "code", "N", NULL);
  save (bulk, company);
  /* Unique among those of the bulk, too; and an id comes once. */
  tw_test_set (twice, "code", "n", NULL);
  refuse (bulk, twice, TW_STORE_ERROR_UNIQUE);
  same = tw_test_new (fixture->store, "company", "name", "Same id", NULL);
  tw_record_set_id (same, tw_record_get_id (company));
  refuse (bulk, same, TW_STORE_ERROR_INVALID);
  dangling = tw_test_new (fixture->store, "deal", "name", "Dangling", "company", nowhere_text, NULL);
  refuse (bulk, dangling, TW_STORE_ERROR_LINK);
  minus = tw_test_new (fixture->store, "deal", "name", "Minus", "amount", "-1 EUR", NULL);
  refuse (bulk, minus, TW_STORE_ERROR_INVALID);
  save (bulk, stage);
  company_id = id_text (company);
  deal = tw_test_new (fixture->store, "deal", "name", "Deal", "company", company_id, "stage", stage_id, NULL);
  save (bulk, deal);
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 3);
  tw_test_assert_text (fixture->store, deal, "status", "open");
  tw_test_assert_text (fixture->store, deal, "probability", "30");
  tw_test_assert_text (fixture->store, deal, "company", company_id);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 2);
}

static void
test_update_and_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Müller", "industry", "Steel", NULL);
  g_autoptr (TwRecord) read = NULL, again = NULL, added = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) name = tw_value_text ("MULLER"), industry = tw_value_text ("steel"), nobody = tw_value_text ("nobody");
  const TwField *by_name = tw_test_field (fixture->store, "company", "name");
  const TwField *by_industry = tw_test_field (fixture->store, "company", "industry");
  TwBulk *bulk;
  TwId id;

  tw_test_save (fixture->store, "Add", company);
  bulk = begin (fixture);
  g_assert_true (tw_bulk_find (bulk, by_name, &name, &id, &error));
  g_assert_true (tw_id_equal (&id, tw_record_get_id (company)));
  g_assert_true (tw_bulk_find (bulk, by_industry, &industry, &id, &error));
  g_assert_false (tw_bulk_find (bulk, by_name, &nobody, &id, &error));
  g_assert_no_error (error);
  read = tw_bulk_get (bulk, tw_record_get_entity (company), tw_record_get_id (company), &error);
  tw_test_set (read, "industry", "Retail", NULL);
  save (bulk, read);
  g_assert_false (tw_bulk_find (bulk, by_industry, &industry, &id, &error));
  again = tw_bulk_get (bulk, tw_record_get_entity (company), tw_record_get_id (company), &error);
  g_assert_cmpstr (tw_record_get_key (again, "industry")->text, ==, "Retail");
  added = tw_test_new (fixture->store, "company", "name", "Nobody", NULL);
  save (bulk, added);
  g_assert_true (tw_bulk_find (bulk, by_name, &nobody, &id, &error));
  /* What changed since it was read is refused here, too. */
  tw_test_set (company, "industry", "Mining", NULL);
  refuse (bulk, company, TW_STORE_ERROR_CHANGED);
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 2);
  tw_test_assert_text (fixture->store, company, "industry", "Retail");
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Never", NULL);
  g_autoptr (TwRecord) after = tw_test_new (fixture->store, "company", "name", "After", NULL);
  g_autoptr (GPtrArray) commits = NULL;
  g_autoptr (TwCommit) empty = NULL;
  TwBulk *bulk = begin (fixture);

  save (bulk, company);
  tw_bulk_free (bulk);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 0);
  empty = tw_bulk_commit (begin (fixture), NULL);
  g_assert_cmpint (tw_commit_get_seq (empty), ==, 0);
  tw_test_save (fixture->store, "After", after);
  commits = tw_store_commits (fixture->store, 0, 10, NULL);
  g_assert_cmpuint (commits->len, ==, 1);
}

static gpointer
save_later (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Waits", NULL);

  tw_test_save (fixture->store, "Waits", company);
  return NULL;
}

/* Another commit waits for the bulk, readers do not, and see nothing of it before it ends. */
static void
test_others_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  TwBulk *bulk = begin (fixture);
  GThread *thread = g_thread_new ("other", save_later, fixture);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Bulk", NULL);

      save (bulk, company);
    }
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 0);
  commit = tw_bulk_commit (bulk, NULL);
  g_thread_join (thread);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 501);
  commits = tw_store_commits (fixture->store, 0, 10, NULL);
  g_assert_cmpint (tw_commit_get_seq (commit), ==, 1);
  g_assert_cmpuint (commits->len, ==, 2);
}

static char *
list_indexes (TwStore *store)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  TwStmt *stmt = tw_db_prepare (db, "SELECT group_concat(name || sql, char(10)) FROM (SELECT * FROM sqlite_schema "
                                "WHERE type = 'index' ORDER BY name)", NULL);
  char *text;

  g_assert_true (tw_stmt_step (stmt, NULL));
  text = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
  tw_stmt_done (stmt);
  tw_store_return_reader (store, db);
  return text;
}

/* So many that indexes are dropped and built again; unique values and lookups hold all the time. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const guint n = 25000;
  g_autofree char *before = list_indexes (fixture->store), *after = NULL;
  const TwField *by_name = tw_test_field (fixture->store, "company", "name");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  TwBulk *bulk = begin (fixture);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Company number %u", i);
      g_autofree char *code = g_strdup_printf ("C%u", i);
      g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", name, "code", code, NULL);

      save (bulk, company);
      if (i % 5000 == 4999)
        {
          g_autoptr (TwRecord) twice = tw_test_new (fixture->store, "company", "name", "Twice", "code", "c17", NULL);
          g_auto (TwValue) first = tw_value_text ("company NUMBER 0");
          TwId id;

          refuse (bulk, twice, TW_STORE_ERROR_UNIQUE);
          g_assert_true (tw_bulk_find (bulk, by_name, &first, &id, &error));
        }
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, n);
  g_assert_false (tw_commit_has_changes (commit));
  g_assert_true (tw_commit_touches (commit, by_name->entity));
  g_assert_false (tw_commit_touches (commit, tw_test_entity (fixture->store, "deal")));
  after = list_indexes (fixture->store);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (tw_test_count (fixture->store, "company", "code = \"c24999\""), ==, 1);
  hits = tw_store_search (fixture->store, "number 24999", NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
}

/* More changed rows than search keeps in mind, some of them twice, in a name, in a text, in neither and back again; the check
 * at the end compares the index with the rows. */
static void
test_many_updates (Fixture *fixture, gconstpointer data)
{
  static const char *const fields[] = { "name", "note", "close_date" };
  static const char *const values[] = { "Other name", "Another note", "2027-07-07" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free), hits = NULL;
  g_autoptr (TwCommit) commit = NULL, changed = NULL;
  const TwEntity *deal = tw_test_entity (fixture->store, "deal");
  TwBulk *bulk = begin (fixture);

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *name = g_strdup_printf ("Deal number %u", i);
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "deal", "name", name, "note", i % 2 ? "First note" : NULL, NULL);

      save (bulk, record);
      g_ptr_array_add (ids, g_memdup2 (tw_record_get_id (record), sizeof (TwId)));
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  bulk = begin (fixture);
  for (guint i = 0; i < 2 * ids->len; i++)
    {
      guint at = i < ids->len ? ids->len - 1 - i : i - ids->len, kind = i % G_N_ELEMENTS (fields);
      g_autoptr (TwRecord) record = tw_bulk_get (bulk, deal, ids->pdata[at], &error);
      gboolean back = i >= ids->len && i % 4 == 0;

      g_assert_no_error (error);
      tw_test_set (record, fields[kind], back && kind == 1 ? "First note" : values[kind], NULL);
      save (bulk, record);
    }
  changed = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  hits = tw_store_search (fixture->store, "another note", NULL, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 20);
}

/* So much that it is taken back record by record: what went along with a record, and what pointed to it, comes back after it. */
static void
test_delete_many (Fixture *fixture, gconstpointer data)
{
  enum { N = 5100, PARTS = 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TwCommit) added = NULL, deleted = NULL, undone = NULL;
  const TwEntity *deal = tw_test_entity (fixture->store, "deal");
  g_autofree char *before = list_indexes (fixture->store), *after = NULL;
  TwBulk *bulk = begin (fixture);

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "deal", "name", "Deal", NULL);
      g_autofree char *id = id_text (record), *about = g_strdup_printf ("deal:%s", id);

      save (bulk, record);
      g_ptr_array_add (ids, g_memdup2 (tw_record_get_id (record), sizeof (TwId)));
      for (guint part = 0; part < PARTS; part++)
        {
          g_autoptr (TwRecord) task = tw_test_new (fixture->store, "task", "name", "Call", "record", about, NULL);

          save (bulk, task);
        }
    }
  added = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  bulk = begin (fixture);
  for (guint i = 0; i < N; i++)
    g_assert_true (tw_bulk_delete (bulk, deal, ids->pdata[i], &error));
  deleted = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (deleted), ==, N * (PARTS + 1));
  g_assert_cmpint (tw_test_count (fixture->store, "task", NULL), ==, 0);
  after = list_indexes (fixture->store);
  g_assert_cmpstr (before, ==, after);
  undone = tw_store_undo (fixture->store, tw_commit_get_id (deleted), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_test_count (fixture->store, "deal", NULL), ==, N);
  g_assert_cmpint (tw_test_count (fixture->store, "task", "record is not empty"), ==, N * PARTS);
}

#define ADD(path, func) g_test_add ("/store/bulk/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rules", test_rules);
  ADD ("update-and-find", test_update_and_find);
  ADD ("given-up", test_given_up);
  ADD ("others-wait", test_others_wait);
  ADD ("many", test_many);
  ADD ("many-updates", test_many_updates);
  ADD ("delete-many", test_delete_many);
  return g_test_run ();
}
