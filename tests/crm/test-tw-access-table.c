/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles × scopes × rows × fields against an oracle that knows nothing of expressions: arrays and loops. */
#include "config.h"

#include "access-site.h"
#include "tw-access-private.h"

#define N_ROUNDS    12

static const char *const rule_fields[] = { "phone", "website" };

/* --- The oracle --- */

static gboolean
is_mine (const Site *site, guint user, guint team)
{
  for (int above = (int) team; above >= 0; above = site_team_parent[above])
    if (site_team_leader[above] == (int) user)
      return TRUE;
  return site->member[user][team];
}

static gboolean
is_team_mate (const Site *site, guint user, guint other)
{
  if (other == NOBODY)
    return FALSE;
  for (guint t = 0; t < N_TEAMS; t++)
    if (is_mine (site, user, t) && site->member[other][t])
      return TRUE;
  return user == other;
}

static gboolean
has_land (const Site *site, guint user, guint land)
{
  return land == 2 ? is_mine (site, user, 1) : land < 2 && user == 4;
}

static guint
oracle_rights (const Plan *plan, guint kind)
{
  guint bits = plan->rights[kind] | plan->star, whole;

  if (kind == PRODUCT)
    return bits | 1u << TW_RIGHT_READ;
  if (kind != LINE || plan->listed[LINE] || plan->star != 0)
    return bits;
  whole = oracle_rights (plan, QUOTE);
  bits = whole & (1u << TW_RIGHT_READ | 1u << TW_RIGHT_EXPORT);
  return whole & 1u << TW_RIGHT_CHANGE ? bits | 1u << TW_RIGHT_CREATE | 1u << TW_RIGHT_CHANGE | 1u << TW_RIGHT_DELETE : bits;
}

static gboolean
in_scope (const Site *site, guint user, const Plan *plan, guint kind, guint row)
{
  guint owner = site->owner[kind][row];

  if (kind == PRODUCT || plan->scope == TW_SCOPE_ALL)
    return TRUE;
  if (plan->scope == TW_SCOPE_TEAM)
    return is_team_mate (site, user, owner);
  return owner == user || (plan->scope == TW_SCOPE_TERRITORY && kind == COMPANY && has_land (site, user, site->land[row]));
}

static gboolean
is_boss (const Site *site, guint user)
{
  for (guint r = 0; r < N_ROLES; r++)
    if (site->has_role[user][r] && site->plans[r].star & 1u << TW_RIGHT_ADMINISTER)
      return TRUE;
  return FALSE;
}

static gboolean
oracle_may (const Site *site, guint user, TwRight right, guint kind, guint row)
{
  if (is_boss (site, user))
    return TRUE;
  for (guint r = 0; r < N_ROLES; r++)
    {
      const Plan *plan = &site->plans[r];

      if (site->has_role[user][r] && oracle_rights (plan, kind) & 1u << right && in_scope (site, user, plan, kind, row)
          && (kind != COMPANY || !plan->small_only || site->size[row] < SMALL))
        return TRUE;
    }
  return FALSE;
}

static TwFieldRight
oracle_field (const Site *site, guint user, guint field)
{
  TwFieldRight most = TW_FIELD_HIDDEN;
  gboolean reads = FALSE;

  if (is_boss (site, user))
    return TW_FIELD_EDIT;
  for (guint r = 0; r < N_ROLES; r++)
    if (site->has_role[user][r])
      {
        most = MAX (most, site->plans[r].fields[field]);
        reads |= (oracle_rights (&site->plans[r], COMPANY) & 1u << TW_RIGHT_READ) != 0;
      }
  return reads ? most : TW_FIELD_HIDDEN;
}

/* May he give company row the size? Some role lets him change it as it is, and some lets him change what it becomes. */
static gboolean
oracle_size (const Site *site, guint user, guint row, guint size)
{
  gboolean after = FALSE;

  if (is_boss (site, user))
    return TRUE;
  for (guint r = 0; r < N_ROLES; r++)
    after |= site->has_role[user][r] && oracle_rights (&site->plans[r], COMPANY) & 1u << TW_RIGHT_CHANGE
             && (!site->plans[r].small_only || size < SMALL);
  for (guint r = 0, reads = 0; r < N_ROLES; r++)
    {
      reads |= site->has_role[user][r] && oracle_rights (&site->plans[r], COMPANY) & 1u << TW_RIGHT_READ;
      if (r == N_ROLES - 1 && !reads)
        return FALSE;                                  /* what one may not read one cannot change a field of */
    }
  return after && oracle_may (site, user, TW_RIGHT_CHANGE, COMPANY, row);
}

/* --- Comparing --- */

static void
compare_rows (Site *site, TwAccess *access, guint user, guint kind)
{
  const TwEntity *object = site_entity (site, site_kind_keys[kind]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) all = tw_query_new (site->schema, object, NULL, NULL, NULL), seen = NULL;
  gint64 n_seen = 0, n_listed = 0;

  for (guint i = 0; i < site_n_rows[kind]; i++)
    {
      g_autoptr (TwRecord) record = site_get_row (site, site_kind_keys[kind], &site->rows[kind][i]);

      for (guint right = 0; right < TW_N_RIGHTS; right++, site->n_cells++)
        if (right == TW_RIGHT_CREATE || tw_access_may_row (access, right, record) == oracle_may (site, user, right, kind, i))
          continue;
        else
          g_error ("user %u, %s %u: %s should be %d", user, site_kind_keys[kind], i, site_right_keys[right],
                   oracle_may (site, user, right, kind, i));
      n_seen += oracle_may (site, user, TW_RIGHT_READ, kind, i);
    }
  seen = tw_access_query (access, all, &error);
  if (seen != NULL)
    {
      g_autoptr (GPtrArray) rows = tw_store_list (site->store, seen, 1000, NULL, NULL, &error);

      g_assert_no_error (error);
      n_listed = rows->len;
      g_assert_cmpint (tw_store_count (site->store, seen, &error), ==, n_listed);
      for (guint i = 0; i < rows->len; i++)
        g_assert_true (tw_access_may_row (access, TW_RIGHT_READ, g_ptr_array_index (rows, i)));
    }
  else
    g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED);
  g_assert_cmpint (n_listed, ==, n_seen);
}

static void
compare_edits (Site *site, TwAccess *access, guint user)
{
  static const guint sizes[] = { 5, SMALL - 1, SMALL, 5000 };

  for (guint f = 0; f < 2; f++, site->n_cells++)
    g_assert_cmpint (tw_access_field (access, tw_entity_get_field (site_entity (site, "company"), rule_fields[f])), ==,
                     oracle_field (site, user, f));
  for (guint i = 0; i < N_COMPANIES; i++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++, site->n_cells++)
      {
        g_autoptr (TwRecord) record = site_get_row (site, "company", &site->rows[COMPANY][i]);
        g_autofree char *text = g_strdup_printf ("%u", sizes[s]);
        g_autoptr (GError) error = NULL;

        if (sizes[s] == site->size[i])
          continue;
        site_set_text (record, "size", text);
        if (tw_access_check_edit (access, record, &error) != oracle_size (site, user, i, sizes[s]))
          g_error ("user %u, company %u of size %u to %u: should be %d", user, i, site->size[i], sizes[s],
                   oracle_size (site, user, i, sizes[s]));
        if (error != NULL)
          g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED);
      }
}

static void
test_table (void)
{
  Site site;
  TwAccessCache *cache;

  site_open (&site);
  cache = tw_access_cache_new (site.store);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      site_next_round (&site);
      for (guint user = 0; user < N_USERS; user++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (TwAccess) access = tw_access_cache_get (cache, &site.users[user], NULL, &error);

          g_assert_no_error (error);
          for (guint kind = 0; kind < N_KINDS; kind++)
            compare_rows (&site, access, user, kind);
          compare_edits (&site, access, user);
        }
    }
  g_test_message ("%u cells", site.n_cells);
  g_assert_cmpuint (site.n_cells, >, 2000);
  tw_access_cache_free (cache);
  site_close (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/access-table/table", test_table);
  return g_test_run ();
}
