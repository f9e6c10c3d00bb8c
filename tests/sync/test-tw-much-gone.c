/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that takes much away: the client asks before it does so (decision 0050). */
#include "config.h"

#include "hostile-site.h"

static GPtrArray *
list_things (gint64 n)
{
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), NULL, NULL, NULL);

  return tw_store_list (server, query, (guint) n, NULL, NULL, NULL);
}

/* Those that delete_things() takes. */
static void
edit_things (gint64 n)
{
  TwEdit *edit = tw_edit_new (server, TW_ORIGIN_PERSON, "Edit many");
  g_autoptr (GPtrArray) records = list_things (n);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      hostile_set (g_ptr_array_index (records, i), "note", "Edited");
      tw_edit_save (edit, g_ptr_array_index (records, i));
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
delete_things (gint64 n)
{
  TwEdit *edit = tw_edit_new (server, TW_ORIGIN_PERSON, "Delete many");
  g_autoptr (GPtrArray) records = list_things (n);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < records->len; i++)
    tw_edit_delete (edit, tw_schema_get_entity (schema, "thing"), tw_record_get_id (g_ptr_array_index (records, i)));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
add_things (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "thing"));

      hostile_set (record, "name", "Thing");
      hostile_save (server, record);
    }
  hostile_rest ();
}

static void
await_question (void)
{
  tw_sync_now (sync_engine);
  for (guint n = 0; tw_sync_get_state (sync_engine) != TW_SYNC_STUCK; n++)
    {
      g_assert_cmpuint (n, <, HOSTILE_MAX_EVENTS);
      g_assert_true (virtual_env_step ());
    }
}

/* A server that takes away more than a fifth of all has to wait for an answer. Nothing goes before it, and what is done here is sent. */
static void
test_asked (void)
{
  gint64 there, of = 0;
  guint n = 0;

  hostile_begin ();
  add_things (200);
  there = hostile_count_things (client);
  delete_things (100);
  await_question ();
  g_assert_cmpint (tw_sync_get_removal (sync_engine, &of), ==, 100);
  g_assert_cmpint (of, >=, there);
  g_assert_cmpint (hostile_count_things (client), ==, there);
  g_assert_false (tw_sync_is_synced (sync_engine));
  hostile_change (client, 0);
  while (tw_outbox_count (client, NULL) > 0 && n++ < HOSTILE_MAX_EVENTS)
    g_assert_true (virtual_env_step ());
  g_assert_cmpint (tw_outbox_count (client, NULL), ==, 0);
  /* The next program asks again. */
  tw_sync_stop (sync_engine);
  tw_sync_start (sync_engine);
  await_question ();
  g_assert_cmpint (hostile_count_things (client), >=, there);
  tw_sync_allow_removal (sync_engine);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  /* The answer was for that once. */
  delete_things (hostile_count_things (server) / 2);
  await_question ();
  tw_sync_allow_removal (sync_engine);
  hostile_end ();
}

/* More than the server reads for one answer: the pages behind it are counted before any of it is gone. */
static void
test_in_pages (void)
{
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  gint64 there, of = 0;

  hostile_begin ();
  add_things (200);
  there = hostile_count_things (client);
  transport->most_rows = 20;
  delete_things (100);
  await_question ();
  g_assert_cmpint (tw_sync_get_removal (sync_engine, &of), ==, 100);
  g_assert_cmpint (of, >=, there);
  g_assert_cmpint (hostile_count_things (client), ==, there);
  /* What is done here goes out, and what is taken back there asks for no answer any more. */
  hostile_change (client, 0);
  commit = tw_store_undo (server, NULL, &error);
  g_assert_no_error (error);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  there = hostile_count_things (client);
  /* Not so many go without a question, once all of them are counted. */
  delete_things (40);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, there - 40);
  delete_things (100);
  await_question ();
  g_assert_cmpint (hostile_count_things (client), ==, there - 40);
  tw_sync_allow_removal (sync_engine);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  hostile_end ();
}

/* What was edited, deleted and removed for good meanwhile is told with each of its changes, in one page and in several: it is one
 * record nevertheless. */
static void
test_once_each (void)
{
  g_autoptr (GError) error = NULL;
  gint64 there;

  hostile_begin ();
  add_things (300);
  there = hostile_count_things (client);
  edit_things (60);
  delete_things (60);
  g_assert_cmpint (tw_store_purge (server, G_MAXINT64, &error), ==, 60);
  g_assert_no_error (error);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, there - 60);
  add_things (60);
  transport->most_rows = 50;
  edit_things (60);
  delete_things (60);
  g_assert_cmpint (tw_store_purge (server, G_MAXINT64, &error), ==, 60);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, there - 60);
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  /* And one that is asked about has the right number. */
  edit_things (100);
  delete_things (100);
  g_assert_cmpint (tw_store_purge (server, G_MAXINT64, &error), ==, 100);
  await_question ();
  g_assert_cmpint (tw_sync_get_removal (sync_engine, NULL), ==, 100);
  tw_sync_allow_removal (sync_engine);
  hostile_end ();
}

/* A handful is nothing to ask about; and what is taken back there asks for no answer any more. */
static void
test_and_back (void)
{
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  hostile_begin ();
  add_things (120);
  delete_things (40);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  delete_things (60);
  await_question ();
  commit = tw_store_undo (server, NULL, &error);
  g_assert_no_error (error);
  hostile_rest ();
  g_assert_cmpint (hostile_count_things (client), ==, hostile_count_things (server));
  hostile_end ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/much-gone/asked", test_asked);
  g_test_add_func ("/sync/much-gone/in-pages", test_in_pages);
  g_test_add_func ("/sync/much-gone/once-each", test_once_each);
  g_test_add_func ("/sync/much-gone/and-back", test_and_back);
  return g_test_run ();
}
