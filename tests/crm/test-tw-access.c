/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one role allows, said one statement at a time: parts of other records, shared views, scopes of keys, what is hidden. */
#include "config.h"

#include "access-site.h"
#include "tw-access-private.h"

/* One role for user 0 alone, so that single statements can be made. */
static TwAccess *
only (Site *site, const Plan *plan, const char *const *scopes)
{
  g_autoptr (GError) error = NULL;
  TwAccess *access;

  site->plans[0] = *plan;
  site_save_plan (site, 0);
  for (guint r = 0; r < N_ROLES; r++)
    site->has_role[0][r] = r == 0;
  {
    g_autoptr (TwRecord) record = site_get_row (site, "user", &site->users[0]);

    site_set_links (site, record, "roles", "role", site->roles, site->has_role[0], N_ROLES);
    if (tw_record_has_changes (record))
      site_save (site, record);
  }
  access = tw_access_new (site->store, &site->users[0], scopes, &error);
  g_assert_no_error (error);
  return access;
}

/* A line on a quote of somebody else would change that quote. */
static void
test_part_of_others (void)
{
  Plan plan = { .scope = TW_SCOPE_OWN, .listed = { [QUOTE] = TRUE },
                .rights = { [QUOTE] = 1u << TW_RIGHT_READ | 1u << TW_RIGHT_CREATE | 1u << TW_RIGHT_CHANGE },
                .fields = { TW_FIELD_EDIT, TW_FIELD_EDIT } };
  Site site;
  g_autoptr (TwAccess) access = NULL;
  TwId fresh = tw_id_new ();
  guint n_own = 0;

  site_open (&site);
  access = only (&site, &plan, NULL);
  for (guint q = 0; q < N_QUOTES; q++)
    {
      g_autoptr (TwRecord) line = tw_record_new (site_entity (&site, "quote_line"));

      site_set_link (&site, line, "quote", "quote", &site.rows[QUOTE][q]);
      g_assert_cmpint (tw_access_check_edit (access, line, NULL), ==, site.owner[QUOTE][q] == 0);
      n_own += site.owner[QUOTE][q] == 0;
    }
  for (guint l = 0; l < N_LINES; l++)
    for (guint q = 0; q < N_QUOTES; q++)
      {
        g_autoptr (TwRecord) line = site_get_row (&site, "quote_line", &site.rows[LINE][l]);

        if (q == site.whole[l])
          continue;
        site_set_link (&site, line, "quote", "quote", &site.rows[QUOTE][q]);
        g_assert_cmpint (tw_access_check_edit (access, line, NULL), ==, site.owner[LINE][l] == 0 && site.owner[QUOTE][q] == 0);
      }
  /* A quote that comes with its lines is not in the store yet; it is checked by itself. */
  {
    g_autoptr (TwRecord) line = tw_record_new (site_entity (&site, "quote_line"));

    site_set_link (&site, line, "quote", "quote", &fresh);
    g_assert_true (tw_access_check_edit (access, line, NULL));
  }
  g_assert_cmpuint (n_own, >, 0);
  g_clear_pointer (&access, tw_access_unref);
  site_close (&site);
}

/* A view that a colleague shares is read by somebody who sees his own records only, and is still the colleague's to change. */
static void
test_shared (void)
{
  Plan plan = { .scope = TW_SCOPE_OWN, .fields = { TW_FIELD_EDIT, TW_FIELD_EDIT } };
  const struct { guint owner; const char *shared; gboolean reads, changes; } cases[] = {
    { 0, "false", TRUE, TRUE }, { 0, "true", TRUE, TRUE }, { 1, "false", FALSE, FALSE }, { 1, "true", TRUE, FALSE },
    { NOBODY, "false", FALSE, FALSE }, { NOBODY, "true", TRUE, FALSE },
  };
  Site site;
  g_autoptr (TwAccess) access = NULL;
  g_autoptr (TwQuery) all = NULL, narrowed = NULL;
  g_autoptr (GError) error = NULL;
  guint n_read = 0;

  site_open (&site);
  access = only (&site, &plan, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwId id;
      g_autoptr (TwRecord) record = site_new_record (&site, "saved_view", &id), there = NULL;

      site_set_text (record, "name", "View");
      site_set_text (record, "entity", "deal");
      site_set_text (record, "shared", cases[i].shared);
      if (cases[i].owner != NOBODY)
        site_set_link (&site, record, "owner", "user", &site.users[cases[i].owner]);
      site_save (&site, record);
      there = site_get_row (&site, "saved_view", &id);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_READ, there), ==, cases[i].reads);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_CHANGE, there), ==, cases[i].changes);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_DELETE, there), ==, cases[i].changes);
      n_read += cases[i].reads;
    }
  all = tw_query_new (site.schema, site_entity (&site, "saved_view"), NULL, NULL, &error);
  g_assert_no_error (error);
  narrowed = tw_access_query (access, all, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_store_count (site.store, narrowed, NULL), ==, n_read);
  g_clear_pointer (&access, tw_access_unref);
  site_close (&site);
}

/* What is shared with a person, one of his teams or one of his roles is read by him, with its parts; the rest is not. */
static void
test_shared_with (void)
{
  Plan plan = { .scope = TW_SCOPE_OWN, .fields = { TW_FIELD_EDIT, TW_FIELD_EDIT } };
  Site site;
  g_autoptr (TwAccess) access = NULL;
  g_autoptr (TwQuery) all = NULL, narrowed = NULL;
  g_autoptr (GError) error = NULL;
  const struct { const char *kind; guint nth; gboolean reads; } cases[] = {
    { "user", 0, TRUE }, { "user", 1, FALSE }, { "team", 1, TRUE }, { "team", 2, FALSE }, { "role", 0, TRUE }, { "role", 1, FALSE }, { NULL, 0, FALSE },
  };
  guint n_read = 0;

  site_open (&site);
  {
    static const gboolean first[N_TEAMS] = { FALSE, TRUE, FALSE };
    g_autoptr (TwRecord) me = site_get_row (&site, "user", &site.users[0]);

    site_set_links (&site, me, "teams", "team", site.teams, first, N_TEAMS);
    site_save (&site, me);
  }
  access = only (&site, &plan, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwId id, part;
      g_autoptr (TwRecord) record = site_new_record (&site, "dashboard", &id), tile = site_new_record (&site, "widget", &part);
      g_autoptr (TwRecord) there = NULL, tile_there = NULL;
      const TwId *ids = g_strcmp0 (cases[i].kind, "user") == 0 ? site.users : g_strcmp0 (cases[i].kind, "team") == 0 ? site.teams : site.roles;

      site_set_text (record, "name", "Sales");
      site_set_link (&site, record, "owner", "user", &site.users[2]);
      if (cases[i].kind != NULL)
        {
          gboolean has[N_USERS] = { FALSE };

          has[cases[i].nth] = TRUE;
          site_set_links (&site, record, "shared_with", cases[i].kind, ids, has, cases[i].nth + 1);
        }
      site_save (&site, record);
      site_set_text (tile, "title", "Won");
      site_set_link (&site, tile, "dashboard", "dashboard", &id);
      site_save (&site, tile);
      there = site_get_row (&site, "dashboard", &id);
      tile_there = site_get_row (&site, "widget", &part);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_READ, there), ==, cases[i].reads);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_READ, tile_there), ==, cases[i].reads);
      g_assert_false (tw_access_may_row (access, TW_RIGHT_CHANGE, there));
      g_assert_false (tw_access_may_row (access, TW_RIGHT_CHANGE, tile_there));
      n_read += cases[i].reads;
    }
  for (guint k = 0; k < 2; k++)
    {
      g_clear_pointer (&all, tw_query_unref);
      g_clear_pointer (&narrowed, tw_query_unref);
      all = tw_query_new (site.schema, site_entity (&site, k == 0 ? "dashboard" : "widget"), NULL, NULL, &error);
      g_assert_no_error (error);
      narrowed = tw_access_query (access, all, &error);
      g_assert_no_error (error);
      g_assert_cmpint (tw_store_count (site.store, narrowed, NULL), ==, n_read);
    }
  g_clear_pointer (&access, tw_access_unref);
  site_close (&site);
}

/* A key of an administrator may not do more than it was made for. */
static void
test_scopes_of_keys (void)
{
  static const char *const narrow[] = { "companies:read", NULL }, *const wide[] = { "*:*", NULL };
  static const char *const writing[] = { "company:write", "*:read", NULL }, *const odd[] = { "", "company", ":", "company:all", NULL };
  Plan plan = { .scope = TW_SCOPE_ALL, .star = (1u << TW_N_RIGHTS) - 1, .fields = { TW_FIELD_EDIT, TW_FIELD_EDIT } };
  const struct { const char *const *scopes; guint company, quote; gboolean administrator; } cases[] = {
    { NULL, 0x3f, 0x3f, TRUE },
    { wide, 0x3f, 0x3f, TRUE },
    { narrow, 1u << TW_RIGHT_READ, 0, FALSE },
    { writing, 1u << TW_RIGHT_READ | 1u << TW_RIGHT_CREATE | 1u << TW_RIGHT_CHANGE | 1u << TW_RIGHT_DELETE, 1u << TW_RIGHT_READ, FALSE },
    { odd, 0, 0, FALSE },
  };
  Site site;

  site_open (&site);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwAccess) access = only (&site, &plan, cases[i].scopes);

      g_assert_cmpint (tw_access_is_administrator (access), ==, cases[i].administrator);
      for (guint right = 0; right < TW_N_RIGHTS; right++)
        {
          g_assert_cmpint (tw_access_may (access, right, site_entity (&site, "company")), ==, (cases[i].company >> right) & 1);
          g_assert_cmpint (tw_access_may (access, right, site_entity (&site, "quote")), ==, (cases[i].quote >> right) & 1);
        }
    }
  site_close (&site);
}

/* A condition or an order by what is hidden would tell it. */
static void
test_hidden_in_conditions (void)
{
  Plan plan = { .scope = TW_SCOPE_ALL, .listed = { [COMPANY] = TRUE }, .rights = { [COMPANY] = 1u << TW_RIGHT_READ },
                .fields = { TW_FIELD_HIDDEN, TW_FIELD_READ } };
  const struct { const char *where, *sort; gboolean good; } cases[] = {
    { "name contains \"a\"", NULL, TRUE }, { "website is not empty", "website", TRUE }, { "phone is not empty", NULL, FALSE },
    { "name = \"x\" or not (phone is empty)", NULL, FALSE }, { NULL, "phone", FALSE }, { "parent.phone is empty", NULL, FALSE },
    { "count(quotes) > 0", NULL, FALSE },
  };
  Site site;
  g_autoptr (TwAccess) access = NULL;

  site_open (&site);
  access = only (&site, &plan, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuery) query = tw_query_new (site.schema, site_entity (&site, "company"), cases[i].where, cases[i].sort, &error);
      g_autoptr (TwQuery) seen = NULL;

      g_assert_no_error (error);
      seen = tw_access_query (access, query, &error);
      g_test_message ("%s, by %s", cases[i].where, cases[i].sort);
      if (cases[i].good)
        g_assert_no_error (error);
      else
        g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED);
    }
  g_clear_pointer (&access, tw_access_unref);
  site_close (&site);
}

static void
test_lines (void)
{
  const struct { const char *line, *entity; guint rights; } cases[] = {
    { "deal read", "deal", 1 }, { "deal: create read", "deal", 3 }, { "  deal\tread,change ", "deal", 5 }, { "* administer", "*", 32 },
    { "deal", "deal", 0 }, { "", NULL, 0 }, { "   ", NULL, 0 }, { "deal reed", NULL, 0 }, { "deal read write", NULL, 0 }, { "deal READ", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = NULL;
      g_autoptr (GError) error = NULL;
      guint rights;
      gboolean good = tw_role_parse_line (cases[i].line, &key, &rights, &error);

      g_assert_cmpint (good, ==, cases[i].entity != NULL);
      g_assert_cmpstr (key, ==, cases[i].entity);
      if (good)
        g_assert_cmpuint (rights, ==, cases[i].rights);
      else
        g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/access/part-of-others", test_part_of_others);
  g_test_add_func ("/crm/access/shared", test_shared);
  g_test_add_func ("/crm/access/shared-with", test_shared_with);
  g_test_add_func ("/crm/access/scopes-of-keys", test_scopes_of_keys);
  g_test_add_func ("/crm/access/hidden-in-conditions", test_hidden_in_conditions);
  g_test_add_func ("/crm/access/lines", test_lines);
  return g_test_run ();
}
