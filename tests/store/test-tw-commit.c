/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commits: what is stored, what is added, what is refused, and what the log says of it. */
#include "config.h"

#include "tw-edit-options.h"
#include "tw-store-test.h"

static char *
id_text (TwRecord *record)
{
  return tw_id_dup_text (tw_record_get_id (record));
}

static void
test_every_kind (TwTestFixture *fixture, gconstpointer data)
{
  static const struct { const char *key, *text, *again; } rows[] = {
    { "name", "Mühle & Söhne „groß“ 😀", NULL },
    { "amount", "-0.0001 EUR", NULL },
    { "amount", "922337203685477.5807 JPY", NULL },
    { "amount", "1234.50 EUR", NULL },
    { "status", "won", NULL },
    { "probability", "33.333333", NULL },
    { "close_date", "0001-01-01", NULL },
    { "close_date", "9999-12-31", NULL },
    { "discount", "-9223372036854.775807", NULL },
    { "urgent", "true", NULL },
    { "urgent", "false", NULL },
    { "meeting", "2026-03-29T01:59:59.999999Z", NULL },
    { "note", "two\nlines\ttab", NULL },
  };
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Kinds", NULL);

  tw_test_save (fixture->store, "Add", deal);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (g_str_has_prefix (rows[i].text, "-0.0001"))
        continue;                                       /* below zero is refused by the entity's own check, tested below */
      tw_test_set (deal, rows[i].key, rows[i].text, NULL);
      tw_test_save (fixture->store, "Change", deal);
      tw_test_assert_text (fixture->store, deal, rows[i].key, rows[i].text);
      g_assert_false (tw_record_has_changes (deal));
    }
  tw_test_set (deal, "note", NULL, "meeting", NULL, "urgent", NULL, NULL);
  tw_test_save (fixture->store, "Clear", deal);
  tw_test_assert_text (fixture->store, deal, "note", "-");
  tw_test_assert_text (fixture->store, deal, "urgent", "-");
}

static void
test_lists (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "user", "name", "Ann", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "user", "name", "Bob", NULL);
  g_autoptr (TwRecord) deal = NULL, found = NULL;
  g_autofree char *ids = NULL, *id_a = id_text (a), *id_b = id_text (b);
  const TwValue *people;

  tw_test_save (fixture->store, "Add Ann", a);
  tw_test_save (fixture->store, "Add Bob", b);
  /* Given in the wrong order: stored sorted by id. */
  ids = g_strjoin (" ", id_b, id_a, NULL);
  deal = tw_test_new (fixture->store, "deal", "name", "Lists", "people", ids, NULL);
  {
    TwValue items[2] = { tw_value_text ("vip"), tw_value_text ("say \"hi\" \\ ünï") };
    g_auto (TwValue) tags = tw_value_list (items, 2);
    g_auto (TwValue) hot = tw_value_enum ("hot");
    g_auto (TwValue) flags = tw_value_list (&hot, 1);

    g_assert_true (tw_record_set_key (deal, "tags", &tags, NULL));
    g_assert_true (tw_record_set_key (deal, "flags", &flags, NULL));
    tw_test_save (fixture->store, "Add", deal);
    found = tw_test_get (fixture->store, deal);
    g_assert_true (tw_value_equal (tw_record_get_key (found, "tags"), &tags));
    g_assert_true (tw_value_equal (tw_record_get_key (found, "flags"), &flags));
    tw_value_clear (&items[0]);
    tw_value_clear (&items[1]);
  }
  people = tw_record_get_key (found, "people");
  g_assert_cmpint (people->type, ==, TW_TYPE_LIST);
  g_assert_cmpuint (people->list->n_values, ==, 2);
  g_assert_true (tw_id_equal (&people->list->values[0].id, tw_record_get_id (a)));
  g_assert_cmpuint (people->list->values[0].tag, ==, 1);
  tw_test_set (found, "people", id_b, NULL);
  tw_test_save (fixture->store, "One less", found);
  g_clear_object (&found);
  found = tw_test_get (fixture->store, deal);
  g_assert_cmpuint (tw_record_get_key (found, "people")->list->n_values, ==, 1);
  tw_test_set (found, "people", NULL, NULL);
  tw_test_save (fixture->store, "None", found);
  tw_test_assert_text (fixture->store, deal, "people", "-");
}

static void
test_defaults (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) user = tw_test_new (fixture->store, "user", "name", "Me", NULL);
  g_autoptr (TwRecord) stage = tw_test_new (fixture->store, "stage", "name", "Proposal", "probability", "40", NULL);
  g_autoptr (TwRecord) other = tw_test_new (fixture->store, "stage", "name", "Won", "probability", "100", NULL);
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *stage_id = id_text (stage), *other_id = id_text (other), *number = NULL, *user_id = id_text (user);
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  g_autofree char *expected = g_strdup_printf ("D-%04d-0001", g_date_time_get_year (today));

  tw_test_save (fixture->store, "Add me", user);
  tw_store_set_user (fixture->store, tw_record_get_id (user));
  tw_test_save (fixture->store, "Add stage", stage);
  tw_test_save (fixture->store, "Add stage", other);
  deal = tw_test_new (fixture->store, "deal", "name", "Acme", "stage", stage_id, "amount", "100 EUR", NULL);
  tw_test_save (fixture->store, "Add deal", deal);
  tw_test_assert_text (fixture->store, deal, "status", "open");
  tw_test_assert_text (fixture->store, deal, "probability", "40");
  tw_test_assert_text (fixture->store, deal, "owner", user_id);
  tw_test_assert_text (fixture->store, deal, "number", expected);
  tw_test_assert_text (fixture->store, deal, "weighted", "40.00 EUR");
  tw_test_assert_text (fixture->store, deal, "created_by", user_id);
  /* A commit that sets the derived field itself keeps its word. */
  tw_test_set (deal, "stage", other_id, "probability", "90", NULL);
  tw_test_save (fixture->store, "Move", deal);
  tw_test_assert_text (fixture->store, deal, "probability", "90");
  tw_test_set (deal, "stage", stage_id, NULL);
  tw_test_save (fixture->store, "Move back", deal);
  tw_test_assert_text (fixture->store, deal, "probability", "40");
  /* The saved record itself has what the store added. */
  number = tw_test_text (deal, "number");
  g_assert_cmpstr (number, ==, expected);
  g_assert_cmpint (tw_record_get_row_seq (deal), ==, 6);
}

static void
test_series (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  g_autofree char *seventh = g_strdup_printf ("D-%04d-0007", g_date_time_get_year (today));
  g_autofree char *eighth = g_strdup_printf ("D-%04d-0008", g_date_time_get_year (today));
  g_autoptr (TwRecord) given = tw_test_new (fixture->store, "deal", "name", "Given", "number", seventh, NULL);
  g_autoptr (TwRecord) next = tw_test_new (fixture->store, "deal", "name", "Next", NULL);

  tw_test_save (fixture->store, "Given", given);
  tw_test_save (fixture->store, "Next", next);
  tw_test_assert_text (fixture->store, given, "number", seventh);
  tw_test_assert_text (fixture->store, next, "number", eighth);
}

static void
test_refused (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) nameless = tw_test_new (fixture->store, "deal", "amount", "5 EUR", NULL);
  g_autoptr (TwRecord) negative = tw_test_new (fixture->store, "deal", "name", "Minus", "amount", "-5 EUR", NULL);
  g_autoptr (TwRecord) first = tw_test_new (fixture->store, "company", "name", "One", "code", "ÉTÉ", NULL);
  g_autoptr (TwRecord) second = tw_test_new (fixture->store, "company", "name", "Two", "code", "ete", NULL);
  g_autoptr (TwRecord) dangling = NULL;
  TwId nowhere = tw_id_new ();
  g_autofree char *nowhere_text = tw_id_dup_text (&nowhere), *first_id = id_text (first);

  g_assert_null (tw_test_try_save (fixture->store, "x", nameless, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, "Name");
  g_assert_null (tw_test_try_save (fixture->store, "x", negative, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, "never below zero");
  tw_test_save (fixture->store, "One", first);
  g_assert_null (tw_test_try_save (fixture->store, "x", second, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_UNIQUE, "Code");
  dangling = tw_test_new (fixture->store, "deal", "name", "Dangling", "company", nowhere_text, NULL);
  g_assert_null (tw_test_try_save (fixture->store, "x", dangling, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_LINK, "Company");
  /* After the unique value is free again, it may be used. */
  tw_test_delete (fixture->store, "Delete", first);
  tw_test_save (fixture->store, "Two", second);
  /* A link to what lies in the wastebasket is refused. */
  tw_test_set (dangling, "company", first_id, NULL);
  g_assert_null (tw_test_try_save (fixture->store, "x", dangling, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_LINK, "wastebasket");
  /* Restoring would make the code double. */
  {
    TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Restore");

    tw_edit_restore (edit, tw_record_get_entity (first), tw_record_get_id (first));
    g_assert_null (tw_edit_commit (edit, &error));
    tw_test_assert_error (&error, TW_STORE_ERROR_UNIQUE, "Code");
  }
  g_assert_cmpint (tw_test_count (fixture->store, "deal", NULL), ==, 0);
}

static void
test_unique_in_one_edit (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", "code", "same", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", "code", "SAME", NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Two");

  tw_edit_save (edit, a);
  tw_edit_save (edit, b);
  g_assert_null (tw_edit_commit (edit, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_UNIQUE, "Code");
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 0);
  g_assert_true (tw_record_is_new (a));
}

static void
test_link_to_new_record (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Later", NULL);
  g_autofree char *id = id_text (company);
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "First", "company", id, NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Both");

  tw_edit_save (edit, deal);
  tw_edit_save (edit, company);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 2);
  tw_test_assert_text (fixture->store, deal, "company", id);
}

static void
test_changed_meanwhile (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", "note", "a", NULL);
  g_autoptr (TwRecord) mine = NULL, theirs = NULL;

  tw_test_save (fixture->store, "Add", deal);
  mine = tw_test_get (fixture->store, deal);
  theirs = tw_test_get (fixture->store, deal);
  tw_test_set (theirs, "amount", "2 EUR", NULL);
  tw_test_save (fixture->store, "Theirs", theirs);
  /* Another field: both stand. */
  tw_test_set (mine, "note", "b", NULL);
  tw_test_save (fixture->store, "Note", mine);
  tw_test_assert_text (fixture->store, deal, "amount", "2.00 EUR");
  /* The same field: refused, and nothing is lost. */
  g_clear_object (&theirs);
  theirs = tw_test_get (fixture->store, deal);
  tw_test_set (theirs, "amount", "3 EUR", NULL);
  tw_test_set (mine, "amount", "4 EUR", NULL);
  tw_test_save (fixture->store, "Theirs", theirs);
  g_assert_null (tw_test_try_save (fixture->store, "Mine", mine, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_CHANGED, "Amount");
  g_assert_true (tw_record_has_changes (mine));
  tw_test_assert_text (fixture->store, deal, "amount", "3.00 EUR");
  /* The same value by both is no quarrel. */
  tw_test_set (mine, "amount", "3 EUR", NULL);
  tw_test_save (fixture->store, "Mine", mine);
  /* A deleted record is not changed behind the back. */
  tw_test_delete (fixture->store, "Delete", deal);
  tw_test_set (mine, "note", "c", NULL);
  g_assert_null (tw_test_try_save (fixture->store, "Mine", mine, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_CHANGED, "wastebasket");
}

static void
set_tags (TwRecord *record, const char *a, const char *b)
{
  g_auto (TwValue) first = tw_value_text (a);
  g_auto (TwValue) second = tw_value_text (b);
  TwValue items[2] = { first, second };
  g_auto (TwValue) list = tw_value_list (items, b != NULL ? 2 : 1);

  g_assert_true (tw_record_set_key (record, "tags", &list, NULL));
}

static void
test_tags_are_merged (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", NULL);
  g_autoptr (TwRecord) mine = NULL, theirs = NULL, merged = NULL;
  const TwValue *tags;

  set_tags (deal, "a", "b");
  tw_test_save (fixture->store, "Add", deal);
  mine = tw_test_get (fixture->store, deal);
  theirs = tw_test_get (fixture->store, deal);
  set_tags (theirs, "b", "c");                          /* takes a away, adds c */
  tw_test_save (fixture->store, "Theirs", theirs);
  set_tags (mine, "a", "d");                            /* takes b away, adds d */
  tw_test_save (fixture->store, "Mine", mine);
  merged = tw_test_get (fixture->store, deal);
  tags = tw_record_get_key (merged, "tags");
  g_assert_cmpuint (tags->list->n_values, ==, 2);
  g_assert_cmpstr (tags->list->values[0].text, ==, "c");
  g_assert_cmpstr (tags->list->values[1].text, ==, "d");
}

static void
test_on_delete (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) stage = tw_test_new (fixture->store, "stage", "name", "Open", NULL);
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = NULL, task = NULL, subtask = NULL, found = NULL;
  g_autofree char *stage_id = id_text (stage), *company_id = id_text (company), *about = NULL, *about_task = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit;

  tw_test_save (fixture->store, "Add", stage);
  tw_test_save (fixture->store, "Add", company);
  deal = tw_test_new (fixture->store, "deal", "name", "Big", "stage", stage_id, "company", company_id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  about = g_strdup_printf ("deal:%s", tw_id_print (tw_record_get_id (deal), (char[37]) { 0 }));
  task = tw_test_new (fixture->store, "task", "name", "Call", "record", about, "others", about, NULL);
  tw_test_save (fixture->store, "Add", task);
  about_task = g_strdup_printf ("task:%s", tw_id_print (tw_record_get_id (task), (char[37]) { 0 }));
  subtask = tw_test_new (fixture->store, "task", "name", "Look up the number", "record", about_task, NULL);
  tw_test_save (fixture->store, "Add", subtask);

  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Delete stage");
  tw_edit_delete (edit, tw_record_get_entity (stage), tw_record_get_id (stage));
  g_assert_null (tw_edit_commit (edit, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_LINK, "Big");

  /* Cleared at the deal. */
  tw_test_delete (fixture->store, "Delete company", company);
  tw_test_assert_text (fixture->store, deal, "company", "-");

  /* Stage and deal together, in the wrong order; the task and its own task go with the deal. */
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Delete both");
  tw_edit_delete (edit, tw_record_get_entity (stage), tw_record_get_id (stage));
  tw_edit_delete (edit, tw_record_get_entity (deal), tw_record_get_id (deal));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  found = tw_test_get (fixture->store, subtask);
  g_assert_true (tw_record_is_deleted (found));
  g_assert_cmpint (tw_test_count (fixture->store, "task", NULL), ==, 0);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 4);
  {
    g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), tw_test_entity (fixture->store, "task"), NULL,
                                              NULL, NULL);
    g_autoptr (TwQuery) basket = tw_query_with_deleted (query);

    g_assert_cmpint (tw_store_count (fixture->store, basket, NULL), ==, 2);
  }
}

static void
test_tree (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "team", "name", "A", NULL);
  g_autoptr (TwRecord) b = NULL, c = NULL;
  g_autofree char *id_a = id_text (a), *id_b = NULL, *id_c = NULL;

  tw_test_save (fixture->store, "A", a);
  b = tw_test_new (fixture->store, "team", "name", "B", "parent", id_a, NULL);
  id_b = id_text (b);
  tw_test_save (fixture->store, "B", b);
  c = tw_test_new (fixture->store, "team", "name", "C", "parent", id_b, NULL);
  id_c = id_text (c);
  tw_test_save (fixture->store, "C", c);
  tw_test_set (a, "parent", id_c, NULL);
  g_assert_null (tw_test_try_save (fixture->store, "Circle", a, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_LINK, "circle");
  tw_test_set (a, "parent", id_a, NULL);
  g_assert_null (tw_test_try_save (fixture->store, "Self", a, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_LINK, "circle");
}

static void
test_nothing_to_do (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Same", NULL);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GPtrArray) commits = NULL;

  tw_test_save (fixture->store, "Add", deal);
  commit = tw_test_try_save (fixture->store, "Nothing", deal, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_seq (commit), ==, 0);
  commits = tw_store_commits (fixture->store, 0, 10, NULL);
  g_assert_cmpuint (commits->len, ==, 1);
}

static void
count_commit (TwStore *store, TwCommit *commit, gpointer data)
{
  GArray *seqs = data;
  gint64 seq = tw_commit_get_seq (commit);

  g_array_append_val (seqs, seq);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(TwCommit **) data = tw_edit_commit_finish (TW_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
test_async_and_signal (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Later", NULL);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit;

  g_signal_connect (fixture->store, "committed", G_CALLBACK (count_commit), seqs);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, deal);
  tw_edit_commit_async (edit, NULL, keep_result, &commit);
  /* Typed while the commit is under way: stays an edit. */
  tw_test_set (deal, "note", "typed meanwhile", NULL);
  while (commit == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tw_commit_get_seq (commit), ==, 1);
  g_assert_cmpuint (seqs->len, ==, 1);
  g_assert_false (tw_record_is_new (deal));
  g_assert_true (tw_record_has_changes (deal));
  tw_test_save (fixture->store, "Note", deal);
  tw_test_assert_text (fixture->store, deal, "note", "typed meanwhile");
  g_assert_cmpuint (seqs->len, ==, 1);
  tw_test_iterate ();
  g_assert_cmpuint (seqs->len, ==, 2);
  g_assert_cmpint (g_array_index (seqs, gint64, 1), ==, 2);
  g_signal_handlers_disconnect_by_data (fixture->store, seqs);
}

static void
test_history (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Acme", "amount", "1 EUR", NULL);
  g_autoptr (GPtrArray) history = NULL, older = NULL;
  const TwFieldChange *field;

  tw_test_save (fixture->store, "Add Acme", deal);
  tw_test_set (deal, "amount", "2 EUR", NULL);
  tw_test_save (fixture->store, "Raise", deal);
  tw_test_delete (fixture->store, "Drop", deal);
  history = tw_store_history (fixture->store, tw_record_get_id (deal), 10, 0, NULL);
  g_assert_cmpuint (history->len, ==, 3);
  g_assert_cmpint (tw_change_get_op (history->pdata[0]), ==, TW_OP_DELETE);
  g_assert_cmpstr (tw_change_get_title (history->pdata[1]), ==, "Raise");
  g_assert_cmpuint (tw_change_get_n_fields (history->pdata[1]), ==, 1);
  field = tw_change_get_field (history->pdata[1], 0);
  g_assert_cmpuint (field->field, ==, 11);
  g_assert_cmpint (field->before.i, ==, 10000);
  g_assert_cmpint (field->after.i, ==, 20000);
  older = tw_store_history (fixture->store, tw_record_get_id (deal), 1, tw_change_get_seq (history->pdata[1]), NULL);
  g_assert_cmpuint (older->len, ==, 1);
  g_assert_cmpint (tw_change_get_op (older->pdata[0]), ==, TW_OP_ADD);
}

static void
test_purge (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Gone", NULL);
  g_autoptr (TwRecord) again = NULL, deal = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autofree char *id = id_text (company);

  tw_test_save (fixture->store, "Add", company);
  deal = tw_test_new (fixture->store, "deal", "name", "Both go", "company", id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  tw_test_delete (fixture->store, "Delete deal", deal);
  tw_test_delete (fixture->store, "Delete", company);
  g_assert_cmpint (tw_store_purge (fixture->store, 0, &error), ==, 0);
  g_assert_cmpint (tw_store_purge (fixture->store, G_MAXINT64, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_null (tw_store_get (fixture->store, tw_test_entity (fixture->store, "company"), tw_record_get_id (company), &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
  history = tw_store_history (fixture->store, tw_record_get_id (company), 10, 0, &error);
  g_assert_cmpint (tw_change_get_op (history->pdata[0]), ==, TW_OP_PURGE);
  for (guint i = 0; i < history->len; i++)
    g_assert_cmpuint (tw_change_get_n_fields (history->pdata[i]), ==, 0);
  again = tw_test_new (fixture->store, "company", "name", "Back", NULL);
  tw_record_set_id (again, tw_record_get_id (company));
  g_assert_null (tw_test_try_save (fixture->store, "Again", again, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, "for good");
}

static void
test_settings (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *zone = NULL, *none = NULL;
  TwExprContext *context;

  g_assert_null (tw_store_dup_setting (fixture->store, "timezone"));
  g_assert_true (tw_store_set_setting (fixture->store, "timezone", "\"Asia/Tokyo\"", &error));
  g_assert_true (tw_store_set_setting (fixture->store, "currency", " \"JPY\" ", &error));
  zone = tw_store_dup_setting (fixture->store, "timezone");
  g_assert_cmpstr (zone, ==, "\"Asia/Tokyo\"");
  context = tw_store_dup_context (fixture->store);
  g_assert_cmpstr (context->zone_name, ==, "Asia/Tokyo");
  g_assert_cmpuint (context->currency, ==, 'J' << 16 | 'P' << 8 | 'Y');
  tw_store_context_free (context);
  g_assert_false (tw_store_set_setting (fixture->store, "currency", "{", &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, "JSON");
  g_assert_true (tw_store_set_setting (fixture->store, "currency", NULL, &error));
  none = tw_store_dup_setting (fixture->store, "currency");
  g_assert_null (none);
}

/* Who does not want computed fields gets null for those that read what changed; the store has the right answer for whoever asks. */
static void
test_stored_only (TwTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Computed", "amount", "10 EUR", "probability", "50", NULL);
  g_autoptr (TwRecord) again = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit;

  tw_test_save (fixture->store, "Add", deal);
  g_assert_cmpint (tw_record_get_key (deal, "weighted")->i, ==, 5 * TW_MONEY_ONE);
  tw_test_set (deal, "probability", "100", NULL);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Change");
  tw_edit_save (edit, deal);
  tw_edit_set_stored_only (edit);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_nonnull (commit);
  g_assert_false (tw_record_has_changes (deal));
  tw_test_assert_text (fixture->store, deal, "probability", "100");
  g_assert_true (tw_value_is_null (tw_record_get_key (deal, "weighted")));
  again = tw_store_get (fixture->store, tw_record_get_entity (deal), tw_record_get_id (deal), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_record_get_key (again, "weighted")->i, ==, 10 * TW_MONEY_ONE);
}

#define ADD(path, func) g_test_add ("/store/commit/" path, TwTestFixture, NULL, tw_test_set_up, func, tw_test_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("stored-only", test_stored_only);
  ADD ("every-kind", test_every_kind);
  ADD ("lists", test_lists);
  ADD ("defaults-and-derived", test_defaults);
  ADD ("number-series", test_series);
  ADD ("refused", test_refused);
  ADD ("unique-in-one-edit", test_unique_in_one_edit);
  ADD ("link-to-a-record-of-the-same-edit", test_link_to_new_record);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("tags-are-merged", test_tags_are_merged);
  ADD ("on-delete", test_on_delete);
  ADD ("tree-without-circles", test_tree);
  ADD ("nothing-to-do", test_nothing_to_do);
  ADD ("async-and-signal", test_async_and_signal);
  ADD ("history", test_history);
  ADD ("purge", test_purge);
  ADD ("settings", test_settings);
  return g_test_run ();
}
