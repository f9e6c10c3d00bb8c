/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved searches, who is told of their new matches and when, and what was searched lately. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tw-saved-search.h"
#include "tw-search-alerts.h"
#include "tw-search-history.h"
#include "tw-search.h"
#include "tw-seed.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  char          *dir, *path;
  TwStore       *store;
  TwSchema      *schema;                               /* not owned */
  TwId           me, ann;
  TwAlertPlaces *places;
  TwInstant      now;
} Fixture;

static void
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (done);
}

static TwRecord *
make (Fixture    *fixture,
      const char *entity,
      ...)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (fixture->schema, entity));
  const char *key = NULL;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      g_autoptr(GError) error = NULL;

      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  return record;
}

static TwId
save (Fixture  *fixture,
      TwRecord *record,
      TwOrigin  origin)
{
  TwEdit *edit = tw_edit_new (fixture->store, origin, "Change it");
  TwId id = *tw_record_get_id (record);

  tw_edit_save (edit, record);
  commit (edit);
  g_object_unref (record);
  return id;
}

static void
set (Fixture    *fixture,
     const char *entity,
     const TwId *id,
     const char *key,
     const char *text)
{
  TwRecord *record = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, entity), id, NULL);
  g_autoptr(GError) error = NULL;

  tw_record_set_text (record, key, text, &error);
  g_assert_no_error (error);
  save (fixture, record, TW_ORIGIN_PERSON);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->dir = g_dir_make_tmp ("tw-saved-search-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "alerts", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->schema = tw_store_get_schema (fixture->store);
  fixture->me = *tw_store_get_user (fixture->store);
  fixture->ann = save (fixture, make (fixture, "user", "name", "Ann Berg", "email", "ann@example.org", NULL), TW_ORIGIN_PERSON);
  fixture->places = tw_alert_places_load (fixture->path);
  fixture->now = g_get_real_time ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_hash_table_unref (fixture->places);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
  g_free (fixture->path);
}

/* alert: NULL for none, or how often. */
static TwSavedSearch *
add_search (Fixture    *fixture,
            const char *name,
            const char *text,
            const char *kind,
            const char *where,
            const char *alert)
{
  TwSavedSearch *search = tw_saved_search_new (text, kind, where);
  g_autoptr(GError) error = NULL;

  g_free (search->name);
  search->name = g_strdup (name);
  search->alert = alert != NULL;
  g_free (search->frequency);
  search->frequency = g_strdup (alert != NULL ? alert : "daily");
  g_assert_true (tw_saved_search_save (search, fixture->store, &error));
  g_assert_no_error (error);
  return search;
}

static gint64
run (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gboolean changed = FALSE;
  gint64 n = tw_notify_searches (fixture->store, fixture->places, fixture->now, &changed, &error);

  g_assert_no_error (error);
  if (changed)
    g_assert_true (tw_alert_places_keep (fixture->places, fixture->path, &error));
  return n;
}

/* "title: body|…" of this user's notifications, the oldest first, those of one reading by title. */
static char *
list_told (Fixture *fixture)
{
  const TwEntity *entity = tw_schema_get_entity (fixture->schema, "notification");
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, entity, "recipient = me and kind = \"search\"", "created_at,title", NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 100, NULL, NULL, NULL);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *title = tw_record_dup_title (g_ptr_array_index (records, i));
      g_autofree char *body = tw_value_print (tw_record_get_key (g_ptr_array_index (records, i), "body"));

      g_string_append_printf (out, "%s%s: %s", i > 0 ? "|" : "", title, body);
    }
  return g_string_free (out, FALSE);
}

#define assert_told(fixture, expected) \
  G_STMT_START { \
    g_autofree char *lines = list_told (fixture); \
    g_assert_cmpstr (lines, ==, expected); \
  } G_STMT_END

/* --- Saving --- */

static void
test_save (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Old name", "acme \"inc\"", "deal", "status = \"open\"", "hourly");
  g_autoptr(TwSavedSearch) loaded = NULL, gone = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  loaded = tw_saved_search_load (fixture->store, &search->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->text, ==, "acme \"inc\"");
  g_assert_cmpstr (loaded->kinds[0], ==, "deal");
  g_assert_null (loaded->kinds[1]);
  g_assert_cmpstr (loaded->where, ==, "status = \"open\"");
  g_assert_cmpstr (loaded->frequency, ==, "hourly");
  g_assert_true (loaded->alert);
  g_assert_true (tw_saved_search_is_own (loaded, fixture->store));
  g_free (loaded->name);
  loaded->name = g_strdup ("New name");
  loaded->shared = TRUE;
  g_assert_true (tw_saved_search_save (loaded, fixture->store, &error));
  all = tw_saved_search_list (fixture->store, FALSE);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((TwSavedSearch *) g_ptr_array_index (all, 0))->name, ==, "New name");
  /* Somebody else sees what is shared, and it is not his. */
  tw_store_set_user (fixture->store, &fixture->ann);
  gone = tw_saved_search_load (fixture->store, &search->id, &error);
  g_assert_nonnull (gone);
  g_assert_false (tw_saved_search_is_own (gone, fixture->store));
  tw_store_set_user (fixture->store, &fixture->me);
  g_assert_true (tw_saved_search_delete (fixture->store, &search->id, &error));
  g_assert_null (tw_saved_search_load (fixture->store, &search->id, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

static void
test_private (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Mine", "acme", NULL, NULL, "at_once");
  g_autoptr(GPtrArray) others = NULL, alerts = NULL;
  g_autoptr(GError) error = NULL;

  tw_store_set_user (fixture->store, &fixture->ann);
  others = tw_saved_search_list (fixture->store, FALSE);
  alerts = tw_saved_search_list (fixture->store, TRUE);
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_cmpuint (alerts->len, ==, 0);
  g_assert_null (tw_saved_search_load (fixture->store, &search->id, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

static void
test_count (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(TwSavedSearch) all = tw_saved_search_new ("zorbla", NULL, NULL), some = tw_saved_search_new ("zorbla", "company", NULL);
  g_autoptr(TwSavedSearch) broken = tw_saved_search_new ("zorbla", "company", "no_such_field = 1");
  g_autoptr(TwSavedSearch) filters = tw_saved_search_new ("", "company", "name = \"Zorbla One\"");

  save (fixture, make (fixture, "company", "name", "Zorbla One", NULL), TW_ORIGIN_PERSON);
  save (fixture, make (fixture, "company", "name", "Zorbla Two", NULL), TW_ORIGIN_PERSON);
  save (fixture, make (fixture, "contact", "name", "Zoe Zorbla", NULL), TW_ORIGIN_PERSON);
  g_assert_cmpint (tw_saved_search_count (all, fixture->store, NULL), ==, 3);
  g_assert_cmpint (tw_saved_search_count (some, fixture->store, NULL), ==, 2);
  g_assert_cmpint (tw_saved_search_count (broken, fixture->store, NULL), ==, 0);
  g_assert_cmpint (tw_saved_search_count (filters, fixture->store, NULL), ==, 1);
}

/* --- Alerts --- */

/* What matched before is not new; what is added, and what is changed so that it matches, is. Nothing is told twice. */
static void
test_new_matches (Fixture      *fixture,
                  gconstpointer data)
{
  TwId old = save (fixture, make (fixture, "company", "name", "Zorbla Old", NULL), TW_ORIGIN_PERSON);
  TwId other = save (fixture, make (fixture, "company", "name", "Other", NULL), TW_ORIGIN_PERSON);
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Watched", "zorbla", NULL, NULL, "at_once");
  g_autoptr(TwRecord) record = NULL;

  g_assert_cmpint (run (fixture), ==, 0);
  assert_told (fixture, "");
  set (fixture, "company", &old, "phone", "555 0100");
  g_assert_cmpint (run (fixture), ==, 0);
  save (fixture, make (fixture, "company", "name", "Zorbla New", NULL), TW_ORIGIN_PERSON);
  g_assert_cmpint (run (fixture), ==, 1);
  assert_told (fixture, "Zorbla New: New match of “Watched”");
  set (fixture, "company", &other, "name", "Zorbla Other");
  g_assert_cmpint (run (fixture), ==, 1);
  set (fixture, "company", &old, "name", "Zorbla Older");
  /* It leaves and comes back: that was told. */
  set (fixture, "company", &other, "name", "Other");
  g_assert_cmpint (run (fixture), ==, 0);
  set (fixture, "company", &other, "name", "Zorbla Other");
  g_assert_cmpint (run (fixture), ==, 0);
  assert_told (fixture, "Zorbla New: New match of “Watched”|Zorbla Other: New match of “Watched”");
  record = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, "saved_search"), &search->id, NULL);
  g_assert_cmpint (tw_record_get_key (record, "last_hit_count")->i, ==, 3);
  g_assert_cmpint (tw_record_get_key (record, "last_run_at")->i, ==, fixture->now);
}

/* Filters are looked at as they were before the change, too. */
static void
test_filters (Fixture      *fixture,
              gconstpointer data)
{
  TwId low = save (fixture, make (fixture, "task", "title", "Zorbla low", "priority", "low", NULL), TW_ORIGIN_PERSON);
  TwId high = save (fixture, make (fixture, "task", "title", "Zorbla high", "priority", "high", NULL), TW_ORIGIN_PERSON);
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Hot", "", "task", "priority = \"high\"", "at_once");

  run (fixture);
  set (fixture, "task", &high, "title", "Zorbla highest");
  set (fixture, "task", &low, "priority", "high");
  g_assert_cmpint (run (fixture), ==, 1);
  assert_told (fixture, "Zorbla low: New match of “Hot”");
}

static void
test_frequency (Fixture      *fixture,
                gconstpointer data)
{
  static const struct { const char *frequency; gint64 period; } cases[] = {
    { "hourly", HOUR }, { "daily", 24 * HOUR }, { "weekly", 7 * 24 * HOUR },
  };
  TwInstant start = fixture->now;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *word = g_strdup_printf ("zorbla%s", cases[i].frequency);
      g_autoptr(TwSavedSearch) search = add_search (fixture, word, word, "company", NULL, cases[i].frequency);

      fixture->now = start;
      run (fixture);
      save (fixture, make (fixture, "company", "name", word, NULL), TW_ORIGIN_PERSON);
      fixture->now = start + cases[i].period - 1;
      g_assert_cmpint (run (fixture), ==, 0);
      fixture->now = start + cases[i].period;
      g_assert_cmpint (run (fixture), ==, 1);
      g_assert_cmpint (run (fixture), ==, 0);
      g_assert_true (tw_saved_search_delete (fixture->store, &search->id, NULL));
    }
}

/* The places outlive the program; a second program of the same person that reads the same tells nothing again. */
static void
test_restart (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Watched", "zorbla", NULL, NULL, "at_once");
  g_autoptr(GHashTable) second = NULL;
  gboolean changed = FALSE;

  run (fixture);
  g_hash_table_unref (fixture->places);
  fixture->places = tw_alert_places_load (fixture->path);
  second = tw_alert_places_load (fixture->path);
  g_assert_cmpuint (g_hash_table_size (second), ==, 1);
  save (fixture, make (fixture, "company", "name", "Zorbla", NULL), TW_ORIGIN_PERSON);
  g_assert_cmpint (run (fixture), ==, 1);
  g_assert_cmpint (tw_notify_searches (fixture->store, second, fixture->now, &changed, NULL), ==, 0);
  assert_told (fixture, "Zorbla: New match of “Watched”");
  /* A file that is none of ours says nothing. */
  g_assert_true (g_file_set_contents (fixture->path, "what\nis this 1 2\n\xff\n", -1, NULL));
  g_hash_table_unref (second);
  second = tw_alert_places_load (fixture->path);
  g_assert_cmpuint (g_hash_table_size (second), ==, 0);
}

/* Only the owner, only his own; what came by sync and by import counts like any change. */
static void
test_whose (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = NULL, mine = NULL;

  tw_store_set_user (fixture->store, &fixture->ann);
  search = add_search (fixture, "Ann's", "zorbla", NULL, NULL, "at_once");
  tw_store_set_user (fixture->store, &fixture->me);
  run (fixture);
  save (fixture, make (fixture, "company", "name", "Zorbla", NULL), TW_ORIGIN_PERSON);
  g_assert_cmpint (run (fixture), ==, 0);
  mine = add_search (fixture, "Mine", "zorbla", NULL, NULL, "at_once");
  run (fixture);
  save (fixture, make (fixture, "company", "name", "Zorbla synced", NULL), TW_ORIGIN_SYNC);
  save (fixture, make (fixture, "company", "name", "Zorbla imported", NULL), TW_ORIGIN_IMPORT);
  g_assert_cmpint (run (fixture), ==, 2);
  assert_told (fixture, "Zorbla imported: New match of “Mine”|Zorbla synced: New match of “Mine”");
}

/* Many at once are told in one more line. */
static void
test_many (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Watched", "zorbla", "company", NULL, "at_once");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_IMPORT, "Import");
  g_autofree char *told = NULL;

  run (fixture);
  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *name = g_strdup_printf ("Zorbla %02u", i);
      g_autoptr(TwRecord) record = make (fixture, "company", "name", name, NULL);

      tw_edit_save (edit, record);
    }
  commit (edit);
  g_assert_cmpint (run (fixture), ==, 11);
  told = list_told (fixture);
  g_assert_nonnull (strstr (told, "Watched: 15 more new matches"));
}

/* An import of more than a reading looks at is counted. */
static void
test_import (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Watched", "zorbla", "company", NULL, "at_once");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_IMPORT, "Import");

  run (fixture);
  for (guint i = 0; i < 5100; i++)
    {
      g_autoptr(TwRecord) record = make (fixture, "company", "name", i < 700 ? "Zorbla" : "Other", NULL);

      tw_edit_save (edit, record);
    }
  commit (edit);
  g_assert_cmpint (run (fixture), ==, 1);
  assert_told (fixture, "Watched: 700 more new matches");
}

static gboolean
is_idle (gpointer data)
{
  return !tw_search_alerts_is_busy (data);
}

/* The thread that read last may still hold it for a moment. */
static void
let_go (TwSearchAlerts *alerts)
{
  g_object_add_weak_pointer (G_OBJECT (alerts), (gpointer *) &alerts);
  g_object_unref (alerts);
  while (*(TwSearchAlerts *volatile *) &alerts != NULL)
    g_main_context_iteration (NULL, FALSE);
}

static void
wait_idle (TwSearchAlerts *alerts)
{
  while (!is_idle (alerts))
    g_main_context_iteration (NULL, TRUE);
}

/* The program reads by itself after a commit. */
static void
test_alerts (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(TwSavedSearch) search = add_search (fixture, "Watched", "zorbla", NULL, NULL, "at_once");
  TwSearchAlerts *alerts = tw_search_alerts_new (fixture->store);
  g_autofree char *told = NULL;

  wait_idle (alerts);
  save (fixture, make (fixture, "company", "name", "Zorbla", NULL), TW_ORIGIN_PERSON);
  while (told == NULL || *told == '\0')
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (told);
      told = list_told (fixture);
    }
  g_assert_cmpstr (told, ==, "Zorbla: New match of “Watched”");
  wait_idle (alerts);
  tw_search_alerts_stop (alerts);
  save (fixture, make (fixture, "company", "name", "Zorbla later", NULL), TW_ORIGIN_PERSON);
  let_go (alerts);
  /* What happened meanwhile is told at the next start. */
  alerts = tw_search_alerts_new (fixture->store);
  wait_idle (alerts);
  tw_search_alerts_stop (alerts);
  assert_told (fixture, "Zorbla: New match of “Watched”|Zorbla later: New match of “Watched”");
  let_go (alerts);
}

/* --- In memory: as the store's index says --- */

static void
test_matches_record (Fixture      *fixture,
                     gconstpointer data)
{
  static const struct { const char *text; gboolean found; } cases[] = {
    { "acme", TRUE }, { "ACM", TRUE }, { "acme gmbh", TRUE }, { "gmbh acm", TRUE }, { "acm gmbh", FALSE },
    { "acmes", FALSE }, { "", FALSE }, { "  ", FALSE }, { "555 01", TRUE }, { "55501", TRUE }, { "uber", TRUE },
  };
  const TwEntity *entity = tw_schema_get_entity (fixture->schema, "company");
  TwId id = save (fixture, make (fixture, "company", "name", "Acme Über GmbH", "phone", "555 0100", NULL), TW_ORIGIN_PERSON);
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, entity, &id, NULL);
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, entity, NULL, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwQuery) with_text = tw_query_with_text (query, cases[i].text);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (tw_search_matches_record (record, cases[i].text), ==, cases[i].found);
      /* A text without words asks the store for everything. */
      if (tw_query_get_text (with_text) != NULL)
        g_assert_cmpint (tw_store_count (fixture->store, with_text, NULL), ==, cases[i].found);
    }
}

/* --- History --- */

static void
assert_history (TwSearchHistory *history,
                const char      *text,
                const char      *expected)
{
  g_auto(GStrv) texts = tw_search_history_list (history, text, 5);
  g_autofree char *joined = g_strjoinv ("|", texts);

  g_assert_cmpstr (joined, ==, expected);
}

static gboolean
has_contents (const char *path,
              const char *expected)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (text, expected);
}

static void
test_history (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-history-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "searched", NULL), *long_text = g_strnfill (600, 'x');
  g_autoptr(TwSearchHistory) history = tw_search_history_new (path), again = NULL;

  assert_history (history, NULL, "");
  tw_search_history_add (history, "beta");
  tw_search_history_add (history, "ac");
  tw_search_history_add (history, " acme ");             /* goes on typing */
  tw_search_history_add (history, "Beta");
  tw_search_history_add (history, "   ");
  tw_search_history_add (history, long_text);
  assert_history (history, NULL, "Beta|acme");
  assert_history (history, "CM", "acme");
  assert_history (history, "acme", "");
  while (!has_contents (path, "Beta\nacme\n"))
    g_main_context_iteration (NULL, TRUE);
  again = tw_search_history_new (path);
  assert_history (again, NULL, "Beta|acme");
  tw_search_history_clear (again);
  assert_history (again, NULL, "");
  while (!has_contents (path, ""))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_unlink (path);
  g_rmdir (dir);
}

#define add_test(name, function) g_test_add ("/crm/saved-search/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("save", test_save);
  add_test ("private", test_private);
  add_test ("count", test_count);
  add_test ("new-matches", test_new_matches);
  add_test ("filters", test_filters);
  add_test ("frequency", test_frequency);
  add_test ("restart", test_restart);
  add_test ("whose", test_whose);
  add_test ("many", test_many);
  add_test ("import", test_import);
  add_test ("alerts", test_alerts);
  add_test ("matches-record", test_matches_record);
  g_test_add_func ("/crm/saved-search/history", test_history);
  return g_test_run ();
}
