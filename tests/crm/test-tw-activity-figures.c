/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often, how long, with which outcome, and what is won with it and without it. */
#include "config.h"

#include "site-fixture.h"
#include "tw-activity-figures.h"

static char *
find_stage (Site *site, const char *kind)
{
  g_autofree char *where = g_strdup_printf ("kind = \"%s\"", kind);
  g_autoptr(TwQuery) query = tw_query_new (site->schema, tw_schema_get_entity (site->schema, "deal_stage"), where, "position", NULL);
  g_autoptr(GPtrArray) stages = tw_store_list (site->store, query, 1, NULL, NULL, NULL);

  g_assert_cmpuint (stages->len, ==, 1);
  return tw_id_dup_text (tw_record_get_id (g_ptr_array_index (stages, 0)));
}

static char *
add_deal (Site *site, const char *name, const char *kind)
{
  g_autofree char *stage = find_stage (site, kind);
  g_autofree char *reason = g_str_equal (kind, "lost") ? site_find (site, "win_loss_reason", "Price too high") : g_strdup ("");
  TwId id = site_add_id (site, "deal", "name", name, "stage", stage, "reason", reason, NULL);

  return tw_id_dup_text (&id);
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
count (Site *site, const char *where, const char *by)
{
  const TwFigureScope scope = { site->store, NULL, where };
  g_autoptr(GError) error = NULL;
  GPtrArray *lines = tw_activity_figures (&scope, by, &error);

  g_assert_no_error (error);
  return lines;
}

static void
test_types (Site *site, gconstpointer data)
{
  g_autofree char *won = add_deal (site, "Won", "won"), *other = add_deal (site, "Won, too", "won");
  g_autofree char *lost = add_deal (site, "Lost", "lost"), *open = add_deal (site, "Open", "open");
  g_autoptr(GPtrArray) types = NULL, total = NULL, outcomes = NULL, months = NULL, some = NULL;

  site_add_id (site, "activity", "kind", "call", "subject", "A", "deal", won, "duration", "10 min", "outcome", "Reached", NULL);
  site_add_id (site, "activity", "kind", "call", "subject", "B", "deal", won, "duration", "20 min", "outcome", "Reached", NULL);
  site_add_id (site, "activity", "kind", "call", "subject", "C", "deal", lost, "outcome", "Not there", NULL);
  site_add_id (site, "activity", "kind", "call", "subject", "D", "deal", open, NULL);
  site_add_id (site, "activity", "kind", "demo", "subject", "E", "deal", other, "duration", "1h30", NULL);
  types = count (site, NULL, "kind");
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
  total = count (site, NULL, NULL);
  g_assert_cmpuint (total->len, ==, 1);
  g_assert_cmpint (((TwFigureLine *) g_ptr_array_index (total, 0))->count, ==, 5);
  g_assert_cmpint (((TwFigureLine *) g_ptr_array_index (total, 0))->seconds, ==, 120 * 60);
  outcomes = count (site, "kind = \"call\"", "outcome");
  g_assert_cmpint (find_line (outcomes, "Reached")->count, ==, 2);
  g_assert_cmpint (find_line (outcomes, "Not there")->count, ==, 1);
  months = count (site, NULL, "month");
  g_assert_cmpuint (months->len, ==, 12);
  /* The condition also holds for those that deals are looked at for. */
  some = count (site, "subject = \"C\"", "kind");
  g_assert_cmpint (find_line (some, "Call")->won, ==, 0);
  g_assert_cmpint (find_line (some, "Call")->lost, ==, 1);
}

static void
test_mistakes (Site *site, gconstpointer data)
{
  const TwFigureScope scope = { site->store, NULL, NULL }, bad = { site->store, NULL, "subject = " };
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
  none = count (site, NULL, "kind");
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crm/activity/figures", Site, NULL, site_set_up, test_types, site_tear_down);
  g_test_add ("/crm/activity/figures-mistakes", Site, NULL, site_set_up, test_mistakes, site_tear_down);
  return g_test_run ();
}
