/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the search index hears of later: a search finds them as they are, the index ends as one made from scratch, and neither a
 * crash nor a refused write in between changes that. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "live-fixture.h"
#include "tw-bulk.h"
#include "tw-backup.h"
#include "tw-search.h"
#include "tw-store-internal.h"

/* Of a push: TW_WIRE_MOST_MUTATIONS, which the store does not know. */
#define MOST_MUTATIONS 2000

static const char *const words[] = {
  "acme", "acmeton", "ac", "anna", "john.smith", "o'brien", "北京大学", "บริษัท", "Straße", "القاهرة", "widget", "7", "wid_get", "+48 12 345",
};

static const char *const asked[] = {
  "a", "ac", "acme", "acmet", "anna wid", "john", "smith", "john.sm", "o'b", "brien", "京大", "北", "บริ", "strasse", "القاهره", "widg 7", "4812",
  "345", "get", "48123456", "345 6", "nothing",
};

static void
catch_up (Live *live)
{
  g_mutex_lock (&live->store->writer_lock);
  tw_search_catch_up (live->store);
  g_mutex_unlock (&live->store->writer_lock);
}

static gint64
raw_count (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64 n;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return n;
}

static gint64
count_late (const char *dir)
{
  return raw_count (dir, "SELECT count (*) FROM \"tw_search$late\"");
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tw_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (&(*(TwHit *const *) a)->id, &(*(TwHit *const *) b)->id);
}

/* What every question finds, by searching and by a list with a text. */
static char *
dup_answers (TwStore *store, const TwEntity *company)
{
  GString *answers = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) all = tw_query_new (tw_store_get_schema (store), company, NULL, "name", &error);

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (TwQuery) query = tw_query_with_text (all, asked[i]);
      g_autoptr (GPtrArray) listed = tw_store_list (store, query, 1000, NULL, NULL, &error);
      g_autoptr (GPtrArray) hits = tw_store_search (store, asked[i], company, 1000, &error);

      g_assert_no_error (error);
      g_string_append_printf (answers, "%s:", asked[i]);
      for (guint r = 0; r < listed->len; r++)
        {
          g_autofree char *id = tw_id_dup_text (tw_record_get_id (g_ptr_array_index (listed, r)));

          g_string_append_printf (answers, " %s", id);
        }
      g_ptr_array_sort (hits, compare_hits);
      g_string_append (answers, " |");
      for (guint h = 0; h < hits->len; h++)
        {
          g_autofree char *id = tw_id_dup_text (&((TwHit *) g_ptr_array_index (hits, h))->id);

          g_string_append_printf (answers, " %s", id);
        }
      g_string_append_c (answers, '\n');
    }
  return g_string_free (answers, FALSE);
}

/* --- Random changes --- */

static char *
dup_text (Live *live)
{
  GString *text = g_string_new (NULL);

  for (int n = g_rand_int_range (live->rand, 1, 4); n > 0; n--)
    g_string_append_printf (text, "%s ", words[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (words))]);
  return g_string_free (text, FALSE);
}

static const TwId *
pick (Live *live)
{
  return g_ptr_array_index (live->companies, g_rand_int_range (live->rand, 0, (int) live->companies->len));
}

static void
add (Live *live)
{
  g_autofree char *name = dup_text (live), *about = dup_text (live);
  TwId id = live_add (live, live->company, "name", name, "about", about, NULL);

  g_ptr_array_add (live->companies, g_memdup2 (&id, sizeof id));
}

static void
change (Live *live, const TwId *id)
{
  static const char *const keys[] = { "name", "phone", "about", "about" };
  const char *key = keys[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (keys))];
  g_autofree char *text = strcmp (key, "phone") == 0 ? g_strdup_printf ("+48 12 345 6%d", g_rand_int_range (live->rand, 0, 10))
                                                     : dup_text (live);

  live_set (live, live->company, id, key, strcmp (key, "name") != 0 && g_rand_int_range (live->rand, 0, 4) == 0 ? NULL : text, NULL);
}

/* More rows than a transaction may note, some of which are noted already, and a few new ones. */
static void
change_many (Live *live)
{
  g_autoptr (GError) error = NULL;
  TwBulk *bulk = tw_bulk_new (live->store, TW_ORIGIN_IMPORT, "Many", &error);
  g_autoptr (TwCommit) commit = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < live->companies->len; i += 2)
    {
      g_autoptr (TwRecord) record = tw_bulk_get (bulk, live->company, live->companies->pdata[i], &error);
      g_autofree char *text = dup_text (live);

      g_assert_no_error (error);
      g_assert_true (tw_record_set_text (record, "about", text, &error) && tw_bulk_save (bulk, record, &error));
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
}

/* The newest goes for good, and another record gets the number of its row. */
static void
purge_newest (Live *live)
{
  g_autoptr (GError) error = NULL;

  live_delete (live, live->company, live->companies->pdata[live->companies->len - 1]);
  g_ptr_array_set_size (live->companies, (int) live->companies->len - 1);
  g_assert_cmpint (tw_store_purge (live->store, G_MAXINT64, &error), >=, 1);
  g_assert_no_error (error);
  add (live);
}

static void
change_somehow (Live *live)
{
  g_autoptr (TwCommit) undone = NULL;
  TwId id = *pick (live);

  switch (g_rand_int_range (live->rand, 0, 12))
    {
    case 0:
    case 1:
      add (live);
      break;
    case 2:
      live_delete (live, live->company, &id);
      live_restore (live, live->company, &id);
      break;
    case 3:
      live_set (live, live->company, &id, "about", "acme", NULL);
      live_set (live, live->company, &id, "about", "acmeton smith", NULL);
      undone = tw_store_undo (live->store, NULL, NULL);
      g_assert_nonnull (undone);
      break;
    case 4:
      purge_newest (live);
      break;
    case 5:
      change_many (live);
      break;
    case 6:
      catch_up (live);
      break;
    default:
      change (live, &id);
    }
}

/* --- A crash --- */

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
  g_autofree char *data = NULL;
  gsize length = 0;

  if (g_file_get_contents (source, &data, &length, NULL))
    g_assert_true (g_file_set_contents (target, data, (gssize) length, NULL));
}

/* What would be found after a crash: the files as they are, without a goodbye. */
static char *
dup_crashed (Live *live)
{
  char *dir = g_dir_make_tmp ("tw-crashed-XXXXXX", NULL);

  g_mutex_lock (&live->store->writer_lock);
  copy_file (live->dir, dir, "store.db");
  copy_file (live->dir, dir, "store.db-wal");
  g_mutex_unlock (&live->store->writer_lock);
  return dir;
}

static gint64
look_after_crash (Live *live, const char *answers)
{
  g_autofree char *dir = dup_crashed (live), *found = NULL, *later = NULL;
  g_autoptr (GError) error = NULL;
  gint64 late = count_late (dir);
  TwStore *store = tw_store_open (dir, live->shipped, FALSE, &error);

  g_assert_no_error (error);
  found = dup_answers (store, tw_schema_get_entity (tw_store_get_schema (store), "company"));
  g_assert_cmpstr (found, ==, answers);
  assert_sound (store);
  tw_store_close (store);
  g_object_unref (store);
  g_assert_cmpint (count_late (dir), ==, 0);
  store = tw_store_open (dir, live->shipped, FALSE, &error);
  g_assert_no_error (error);
  later = dup_answers (store, tw_schema_get_entity (tw_store_get_schema (store), "company"));
  g_assert_cmpstr (later, ==, answers);
  assert_sound (store);
  g_object_unref (store);
  live_remove_folder (dir);
  return late;
}

static void
test_differential (void)
{
  Live *live = live_new ();
  gint64 late = 0;

  live->store->search_rows = 32;
  catch_up (live);
  for (guint i = 0; i < 70; i++)
    add (live);
  for (guint round = 0; round < 12; round++)
    {
      g_autofree char *at_once = NULL, *later = NULL;

      for (guint i = 0; i < 20; i++)
        change_somehow (live);
      change (live, pick (live));
      at_once = dup_answers (live->store, live->company);
      assert_sound (live->store);
      late += look_after_crash (live, at_once);
      catch_up (live);
      g_assert_cmpint (count_late (live->dir), ==, 0);
      later = dup_answers (live->store, live->company);
      g_assert_cmpstr (at_once, ==, later);
      assert_sound (live->store);
    }
  g_assert_cmpint (late, >, 0);
  live_free (live);
}

/* --- When --- */

static gboolean
is_up_to_date (gpointer dir)
{
  return count_late (dir) == 0;
}

static gboolean
go_on (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Nothing is announced then, so that the main loop is kept awake to look again. */
static void
wait_until_up_to_date (Live *live)
{
  guint source = g_timeout_add (10, go_on, NULL);

  live_wait (is_up_to_date, live->dir);
  g_source_remove (source);
}

static gboolean
add_many (Live *live, guint n)
{
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Many");
  g_autoptr (TwCommit) commit = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (live->company);
      g_autofree char *name = dup_text (live), *about = dup_text (live);

      g_assert_true (tw_record_set_text (record, "name", name, &error) && tw_record_set_text (record, "about", about, &error));
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return commit != NULL;
}

/* As many rows as a push brings are noted, and written some at a time. What is found is the same before, in the middle and afterwards. */
static void
test_some_at_a_time (void)
{
  Live *live = live_new ();
  g_autofree char *before = NULL, *between = NULL, *after = NULL;
  gint64 late, left;

  /* Anew, should there have been a pause on a busy machine. */
  for (g_mutex_lock (&live->store->writer_lock); (late = count_late (live->dir)) < 1800; g_mutex_lock (&live->store->writer_lock))
    {
      g_mutex_unlock (&live->store->writer_lock);
      for (guint i = 0; i < 3; i++)
        add_many (live, 300);
    }
  before = dup_answers (live->store, live->company);
  tw_search_catch_up_some (live->store);
  left = count_late (live->dir);
  between = dup_answers (live->store, live->company);
  g_mutex_unlock (&live->store->writer_lock);
  g_assert_cmpint (left, ==, late - 512);
  g_assert_cmpstr (between, ==, before);
  catch_up (live);
  g_assert_cmpint (count_late (live->dir), ==, 0);
  after = dup_answers (live->store, live->company);
  g_assert_cmpstr (after, ==, before);
  assert_sound (live->store);
  live_free (live);
}

/* One record, by a word that it had of each try and one that it has of the last. */
static void
assert_finds (Live *live, const char *word, guint try)
{
  g_autofree char *now = g_strdup_printf ("%s try%u", word, try), *before = g_strdup_printf ("%s try%u", word, try - 1);
  g_autoptr (GPtrArray) hits = tw_store_search (live->store, now, live->company, 10, NULL);
  g_autoptr (GPtrArray) former = tw_store_search (live->store, before, live->company, 10, NULL);

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpuint (former->len, ==, 0);
}

/* As many rows as the largest push has are noted as well, whatever is changed of them: in the pushes of a device that has many edits to send each
 * would else wait for the index. */
static void
test_largest_push (void)
{
  Live *live = live_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (live->store), live->company, NULL, NULL, &error);
  g_autoptr (GPtrArray) records = NULL;
  gint64 late = 0;
  guint tries;

  add_many (live, MOST_MUTATIONS);
  catch_up (live);
  /* Anew, should there have been a pause on a busy machine. */
  for (tries = 0; late < MOST_MUTATIONS && tries < 20; tries++)
    {
      TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Many");
      g_autoptr (TwCommit) commit = NULL;

      catch_up (live);
      g_clear_pointer (&records, g_ptr_array_unref);
      records = tw_store_list (live->store, query, MOST_MUTATIONS, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (records->len, ==, MOST_MUTATIONS);
      for (guint i = 0; i < records->len; i++)
        {
          TwRecord *record = g_ptr_array_index (records, i);
          g_autofree char *text = g_strdup_printf ("kites%u try%u", i, tries);

          g_assert_true (tw_record_set_text (record, i % 3 ? "about" : "name", text, &error));
          tw_edit_save (edit, record);
        }
      commit = tw_edit_commit (edit, &error);
      g_assert_no_error (error);
      g_mutex_lock (&live->store->writer_lock);
      late = raw_count (live->dir, "SELECT count (DISTINCT rid) FROM \"tw_search$late\"");
      g_mutex_unlock (&live->store->writer_lock);
    }
  g_assert_cmpint (late, ==, MOST_MUTATIONS);
  assert_finds (live, "kites1234", tries - 1);
  assert_sound (live->store);
  catch_up (live);
  assert_finds (live, "kites1234", tries - 1);
  assert_sound (live->store);
  live_free (live);
}

/* However many such pushes come one after the other, what waits is bounded: each search looks at all of it. */
static void
test_bound (void)
{
  Live *live = live_new ();
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 most = 0;

  for (guint n = 0; n < 10; n++)
    {
      TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Many");

      for (guint i = 0; i < MOST_MUTATIONS; i++)
        {
          g_autoptr (TwRecord) record = tw_record_new (live->company);

          g_assert_true (tw_record_set_text (record, "name", "Acme", &error) && tw_record_set_text (record, "about", "kites", &error));
          tw_edit_save (edit, record);
        }
      g_ptr_array_add (edits, edit);
    }
  for (guint n = 0; n < edits->len; n++)
    {
      g_autoptr (TwCommit) commit = tw_edit_commit (g_ptr_array_index (edits, n), &error);
      gint64 late = count_late (live->dir);

      g_assert_no_error (error);
      most = MAX (most, late);
    }
  /* Each row has a note of its names and one of its texts. */
  g_assert_cmpint (most, <=, 2 * (12288 + MOST_MUTATIONS));
  live_free (live);
}

/* After a moment in which nobody writes, and without one when very much waits. */
static void
test_pause (void)
{
  Live *live = live_new ();

  add (live);
  change (live, pick (live));
  wait_until_up_to_date (live);
  /* One change after the other leaves no pause. */
  g_atomic_int_set (&live->store->search_late, 10000);
  for (guint i = 0; g_atomic_int_get (&live->store->search_late) >= 4096; i++)
    {
      g_assert_cmpuint (i, <, 10000);
      change (live, pick (live));
    }
  wait_until_up_to_date (live);
  assert_sound (live->store);
  live_free (live);
}

/* Another program that can only read finds what the first has just stored. */
static void
test_other_reader (void)
{
  Live *live = live_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) other = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  live_add (live, live->company, "name", "Umbrella works", NULL);
  other = tw_store_open (live->dir, live->shipped, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_store_is_read_only (other));
  hits = tw_store_search (other, "umbr", NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
  live_free (live);
}

/* Words of what was removed for good are not kept to take them out later. */
static void
test_purge (void)
{
  Live *live = live_new ();
  g_autoptr (GError) error = NULL;
  TwId id = live_add (live, live->company, "name", "Secret", NULL);

  catch_up (live);
  live_delete (live, live->company, &id);
  g_assert_cmpint (tw_store_purge (live->store, G_MAXINT64, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (raw_count (live->dir, "SELECT count (*) FROM \"tw_search$late\" WHERE words LIKE '%secret%'"), ==, 0);
  assert_sound (live->store);
  live_free (live);
}

/* A row that is noted is no excuse for other words than those it is noted with. */
static void
test_planted (void)
{
  static const char *const plants[] = {
    "INSERT INTO \"company$names\" (rowid, words) SELECT rid, 'stray' FROM company",
    "UPDATE \"tw_search$late\" SET words = 'stray' WHERE texts = 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    {
      Live *live = live_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) problems = NULL;

      live_add (live, live->company, "name", "Acme", NULL);
      catch_up (live);
      g_mutex_lock (&live->store->writer_lock);
      live_plant (live, "INSERT INTO \"tw_search$late\" SELECT 10, 0, rid, 'acme' FROM company");
      live_plant (live, plants[i]);
      g_mutex_unlock (&live->store->writer_lock);
      problems = tw_store_check (live->store, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (problems->len, >=, 1);
      g_assert_nonnull (strstr (problems->pdata[0], "The search index has other words"));
      live_free (live);
    }
}

/* An index that cannot be written: the next commit says so, and all is well when it can be again. */
static void
test_refused (void)
{
  Live *live = live_new ();
  TwId id = live_add (live, live->company, "name", "Acme", "about", "kites", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  catch_up (live);
  live_plant (live, "ALTER TABLE \"company$texts_data\" RENAME TO away");
  live_set (live, live->company, &id, "about", "umbrellas", NULL);
  catch_up (live);
  g_assert_true (live->store->search_fails);
  record = tw_store_get (live->store, live->company, &id, NULL);
  g_assert_true (tw_record_set_text (record, "about", "tents", &error));
  edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Tents");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_null (commit);
  g_assert_nonnull (error);
  live_plant (live, "ALTER TABLE away RENAME TO \"company$texts_data\"");
  live_set (live, live->company, &id, "about", "balloons", NULL);
  catch_up (live);
  g_assert_false (live->store->search_fails);
  g_assert_cmpint (count_late (live->dir), ==, 0);
  assert_sound (live->store);
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search-late/differential", test_differential);
  g_test_add_func ("/store/search-late/some-at-a-time", test_some_at_a_time);
  g_test_add_func ("/store/search-late/largest-push", test_largest_push);
  g_test_add_func ("/store/search-late/bound", test_bound);
  g_test_add_func ("/store/search-late/pause", test_pause);
  g_test_add_func ("/store/search-late/other-reader", test_other_reader);
  g_test_add_func ("/store/search-late/purge", test_purge);
  g_test_add_func ("/store/search-late/planted", test_planted);
  g_test_add_func ("/store/search-late/refused", test_refused);
  return g_test_run ();
}
