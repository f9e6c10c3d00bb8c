/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often, how long, with which outcome, and what is won with it and without it. */
#include "config.h"

#include "tw-activity-figures.h"
#include "tw-seed.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;                                    /* not owned */
} Fixture;

static TwId
add (Fixture    *fixture,
     const char *entity,
     ...)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (fixture->schema, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  const char *key = NULL;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static char *
find_stage (Fixture    *fixture,
            const char *kind)
{
  g_autofree char *where = g_strdup_printf ("kind = \"%s\"", kind);
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "deal_stage"), where, "position", NULL);
  g_autoptr(GPtrArray) stages = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);

  g_assert_cmpuint (stages->len, ==, 1);
  return tw_id_dup_text (tw_record_get_id (g_ptr_array_index (stages, 0)));
}

static char *
add_deal (Fixture    *fixture,
          const char *name,
          const char *kind)
{
  g_autofree char *stage = find_stage (fixture, kind);
  TwId id = add (fixture, "deal", "name", name, "stage", stage, NULL);

  return tw_id_dup_text (&id);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->dir = g_dir_make_tmp ("tw-figures-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->schema = tw_store_get_schema (fixture->store);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

static const TwFigureLine *
find_line (GPtrArray  *lines,
           const char *title)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (((TwFigureLine *) g_ptr_array_index (lines, i))->title, title))
      return g_ptr_array_index (lines, i);
  g_error ("no line “%s”", title);
  return NULL;
}

static GPtrArray *
count (Fixture    *fixture,
       const char *where,
       const char *by)
{
  const TwFigureScope scope = { fixture->store, NULL, where };
  g_autoptr(GError) error = NULL;
  GPtrArray *lines = tw_activity_figures (&scope, by, &error);

  g_assert_no_error (error);
  return lines;
}

static void
test_types (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *won = add_deal (fixture, "Won", "won"), *other = add_deal (fixture, "Won, too", "won");
  g_autofree char *lost = add_deal (fixture, "Lost", "lost"), *open = add_deal (fixture, "Open", "open");
  g_autoptr(GPtrArray) types = NULL, total = NULL, outcomes = NULL, months = NULL, some = NULL;

  add (fixture, "activity", "kind", "call", "subject", "A", "deal", won, "duration", "10 min", "outcome", "Reached", NULL);
  add (fixture, "activity", "kind", "call", "subject", "B", "deal", won, "duration", "20 min", "outcome", "Reached", NULL);
  add (fixture, "activity", "kind", "call", "subject", "C", "deal", lost, "outcome", "Not there", NULL);
  add (fixture, "activity", "kind", "call", "subject", "D", "deal", open, NULL);
  add (fixture, "activity", "kind", "demo", "subject", "E", "deal", other, "duration", "1h30", NULL);
  types = count (fixture, NULL, "kind");
  g_assert_cmpuint (types->len, ==, 2);
  /* Most first. */
  g_assert_cmpstr (((TwFigureLine *) g_ptr_array_index (types, 0))->title, ==, "Call");
  g_assert_cmpint (find_line (types, "Call")->count, ==, 4);
  g_assert_cmpint (find_line (types, "Call")->seconds, ==, 30 * 60);
  /* A deal counts once, however often it was called about. */
  g_assert_cmpint (find_line (types, "Call")->won, ==, 1);
  g_assert_cmpint (find_line (types, "Call")->lost, ==, 1);
  g_assert_cmpint (find_line (types, "Call")->other_won, ==, 1);
  g_assert_cmpint (find_line (types, "Call")->other_lost, ==, 0);
  g_assert_cmpint (find_line (types, "Product demo")->won, ==, 1);
  g_assert_cmpint (find_line (types, "Product demo")->lost, ==, 0);
  g_assert_cmpint (find_line (types, "Product demo")->other_lost, ==, 1);
  g_assert_cmpint (find_line (types, "Product demo")->seconds, ==, 90 * 60);
  total = count (fixture, NULL, NULL);
  g_assert_cmpuint (total->len, ==, 1);
  g_assert_cmpint (((TwFigureLine *) g_ptr_array_index (total, 0))->count, ==, 5);
  g_assert_cmpint (((TwFigureLine *) g_ptr_array_index (total, 0))->seconds, ==, 120 * 60);
  outcomes = count (fixture, "kind = \"call\"", "outcome");
  g_assert_cmpint (find_line (outcomes, "Reached")->count, ==, 2);
  g_assert_cmpint (find_line (outcomes, "Not there")->count, ==, 1);
  months = count (fixture, NULL, "month");
  g_assert_cmpuint (months->len, ==, 12);
  /* The condition also holds for those that deals are looked at for. */
  some = count (fixture, "subject = \"C\"", "kind");
  g_assert_cmpint (find_line (some, "Call")->won, ==, 0);
  g_assert_cmpint (find_line (some, "Call")->lost, ==, 1);
}

static void
test_mistakes (Fixture      *fixture,
               gconstpointer data)
{
  const TwFigureScope scope = { fixture->store, NULL, NULL }, bad = { fixture->store, NULL, "subject = " };
  g_autoptr(GPtrArray) none = NULL;

  for (guint i = 0; i < 3; i++)
    {
      static const char *const by[] = { "subject", "nothing", "description" };
      g_autoptr(GError) error = NULL;

      g_assert_null (tw_activity_figures (&scope, by[i], &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
    }
  {
    g_autoptr(GError) error = NULL;

    g_assert_null (tw_activity_figures (&bad, "kind", &error));
    g_assert_nonnull (error);
  }
  none = count (fixture, NULL, "kind");
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crm/activity/figures", Fixture, NULL, set_up, test_types, tear_down);
  g_test_add ("/crm/activity/figures-mistakes", Fixture, NULL, set_up, test_mistakes, tear_down);
  return g_test_run ();
}
