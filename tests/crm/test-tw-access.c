/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles × scopes × rows × fields against an oracle that knows nothing of expressions: arrays and loops. */
#include "config.h"

#include <string.h>

#include "tw-access.h"
#include "tw-access-private.h"

#define N_USERS     6
#define N_TEAMS     3
#define N_LANDS     3
#define N_ROLES     5
#define N_COMPANIES 14
#define N_QUOTES    8
#define N_LINES     8
#define N_PRODUCTS  2
#define N_ROUNDS    12
#define SMALL       100                                /* "size < 100" is the rule for rows */
#define NOBODY      N_USERS

enum { COMPANY, QUOTE, LINE, PRODUCT, N_KINDS };
static const char *const kind_keys[N_KINDS] = { "company", "quote", "quote_line", "product" };
static const char *const scope_keys[] = { "own", "team", "territory", "all" };
static const char *const rule_fields[] = { "phone", "website" };
static const char *const right_keys[TW_N_RIGHTS] = { "read", "create", "change", "delete", "export", "administer" };

/* What the oracle knows. */
typedef struct
{
  guint    scope, rights[N_KINDS], star;
  gboolean listed[N_KINDS], small_only;
  guint    fields[2];                                  /* TwFieldRight */
} Plan;

typedef struct
{
  char    *dir;
  TwStore *store;
  TwSchema *schema;
  GRand   *rand;
  guint    n_cells;
  TwId     users[N_USERS], teams[N_TEAMS], lands[N_LANDS], roles[N_ROLES], rows[N_KINDS][N_COMPANIES];
  gboolean member[N_USERS][N_TEAMS], has_role[N_USERS][N_ROLES];
  guint    owner[N_KINDS][N_COMPANIES], land[N_COMPANIES], size[N_COMPANIES], whole[N_LINES];
  Plan     plans[N_ROLES];
} Site;

/* Team 1 is below team 0; user 0 leads team 0, user 3 leads team 2. Land 1 is below land 0; land 0 is user 4's, land 2 team 1's. */
static const int team_parent[N_TEAMS] = { -1, 0, -1 };
static const int team_leader[N_TEAMS] = { 0, -1, 3 };

/* --- The oracle --- */

static gboolean
is_mine (const Site *site, guint user, guint team)
{
  for (int above = (int) team; above >= 0; above = team_parent[above])
    if (team_leader[above] == (int) user)
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

/* --- The same in the store --- */

static const TwEntity *
entity (Site *site, const char *key)
{
  return tw_schema_get_entity (site->schema, key);
}

static void
save (Site *site, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_SYSTEM, "test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
set_text (TwRecord *record, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, key, text, &error);
  g_assert_no_error (error);
}

static void
set_link (Site *site, TwRecord *record, const char *key, const char *target, const TwId *id)
{
  TwValue value = tw_value_link (entity (site, target)->number, id);
  g_autoptr (GError) error = NULL;

  tw_record_set_key (record, key, &value, &error);
  g_assert_no_error (error);
}

static void
set_links (Site *site, TwRecord *record, const char *key, const char *target, const TwId *ids, const gboolean *has, guint n)
{
  TwValue links[MAX (N_ROLES, N_TEAMS)];
  g_auto (TwValue) list = TW_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  guint n_links = 0;

  for (guint i = 0; i < n; i++)
    if (has[i])
      links[n_links++] = tw_value_link (entity (site, target)->number, &ids[i]);
  list = tw_value_list (links, n_links);
  tw_record_set_key (record, key, &list, &error);
  g_assert_no_error (error);
}

static TwRecord *
new_record (Site *site, const char *key, TwId *id)
{
  TwRecord *record = tw_record_new (entity (site, key));

  *id = *tw_record_get_id (record);
  return record;
}

static void
add_people (Site *site)
{
  for (guint i = 0; i < N_USERS; i++)
    {
      g_autoptr (TwRecord) record = new_record (site, "user", &site->users[i]);
      g_autofree char *name = g_strdup_printf ("User %u", i), *email = g_strdup_printf ("u%u@site.example", i);

      set_text (record, "name", name);
      set_text (record, "email", email);
      save (site, record);
    }
  for (guint i = 0; i < N_TEAMS; i++)
    {
      g_autoptr (TwRecord) record = new_record (site, "team", &site->teams[i]);
      g_autofree char *name = g_strdup_printf ("T%u", i);

      set_text (record, "name", name);
      set_text (record, "code", name);
      if (team_parent[i] >= 0)
        set_link (site, record, "parent", "team", &site->teams[team_parent[i]]);
      if (team_leader[i] >= 0)
        set_link (site, record, "leader", "user", &site->users[team_leader[i]]);
      save (site, record);
    }
  for (guint i = 0; i < N_LANDS; i++)
    {
      g_autoptr (TwRecord) record = new_record (site, "territory", &site->lands[i]);
      g_autofree char *name = g_strdup_printf ("Land %u", i);

      set_text (record, "name", name);
      if (i == 0)
        set_link (site, record, "owner", "user", &site->users[4]);
      else if (i == 1)
        set_link (site, record, "parent", "territory", &site->lands[0]);
      else
        set_link (site, record, "team", "team", &site->teams[1]);
      save (site, record);
    }
  for (guint i = 0; i < N_ROLES; i++)
    {
      g_autoptr (TwRecord) record = new_record (site, "role", &site->roles[i]);
      g_autofree char *name = g_strdup_printf ("Role %u", i);

      set_text (record, "name", name);
      save (site, record);
    }
}

static void
add_row (Site *site, guint kind, guint i)
{
  g_autoptr (TwRecord) record = new_record (site, kind_keys[kind], &site->rows[kind][i]);
  g_autofree char *name = g_strdup_printf ("%s %u", kind_keys[kind], i), *size = NULL;
  guint owner = site->owner[kind][i] = (guint) g_rand_int_range (site->rand, 0, N_USERS + 1);

  if (kind != QUOTE)
    set_text (record, "name", name);
  if (kind == PRODUCT)
    set_text (record, "sku", name);
  if (kind == LINE)
    {
      site->whole[i] = i % N_QUOTES;
      site->owner[LINE][i] = site->owner[QUOTE][site->whole[i]];
      set_link (site, record, "quote", "quote", &site->rows[QUOTE][site->whole[i]]);
      set_text (record, "quantity", "1");
    }
  if ((kind == COMPANY || kind == QUOTE) && owner != NOBODY)
    set_link (site, record, "owner", "user", &site->users[owner]);
  if (kind == COMPANY)
    {
      site->land[i] = (guint) g_rand_int_range (site->rand, 0, N_LANDS + 1);
      site->size[i] = (guint) g_rand_int_range (site->rand, SMALL - 60, SMALL + 60);
      size = g_strdup_printf ("%u", site->size[i]);
      set_text (record, "size", size);
      if (site->land[i] < N_LANDS)
        set_link (site, record, "territory", "territory", &site->lands[site->land[i]]);
    }
  save (site, record);
}

static const guint n_rows[N_KINDS] = { N_COMPANIES, N_QUOTES, N_LINES, N_PRODUCTS };

static void
make_plan (Site *site, Plan *plan)
{
  memset (plan, 0, sizeof *plan);
  plan->scope = (guint) g_rand_int_range (site->rand, 0, 4);
  for (guint k = 0; k < N_KINDS; k++)
    if (g_rand_int_range (site->rand, 0, 4) > 0 && (k != LINE || g_rand_boolean (site->rand)))
      {
        plan->listed[k] = TRUE;
        plan->rights[k] = (guint) g_rand_int_range (site->rand, 0, 1 << TW_RIGHT_ADMINISTER);
      }
  if (g_rand_int_range (site->rand, 0, 8) == 0)
    plan->star = 1u << TW_RIGHT_READ;
  if (g_rand_int_range (site->rand, 0, 25) == 0)
    plan->star = (1u << TW_N_RIGHTS) - 1;
  plan->small_only = g_rand_boolean (site->rand);
  for (guint f = 0; f < 2; f++)
    plan->fields[f] = (guint) g_rand_int_range (site->rand, TW_FIELD_HIDDEN, TW_FIELD_EDIT + 1);
}

static void
set_lines (TwRecord *record, const Plan *plan)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree TwValue *values = g_new0 (TwValue, N_KINDS + 1);
  g_auto (TwValue) list = TW_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (guint k = 0; k <= N_KINDS; k++)
    {
      GString *line = g_string_new (k < N_KINDS ? kind_keys[k] : "*");
      guint rights = k < N_KINDS ? plan->rights[k] : plan->star;

      for (guint right = 0; right < TW_N_RIGHTS; right++)
        if (rights & 1u << right)
          g_string_append_printf (line, " %s", right_keys[right]);
      if (k < N_KINDS ? plan->listed[k] : plan->star != 0)
        values[n++] = tw_value_text (line->str);
      g_ptr_array_add (texts, g_string_free (line, FALSE));
    }
  list = tw_value_list (values, n);
  tw_record_set_key (record, "permissions", &list, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
}

static TwRecord *
get_row (Site *site, const char *key, const TwId *id)
{
  g_autoptr (GError) error = NULL;
  TwRecord *record = tw_store_get (site->store, entity (site, key), id, &error);

  g_assert_no_error (error);
  return record;
}

static void
save_plan (Site *site, guint i)
{
  static const char *const names[] = { "hidden", "read", "edit" };
  const Plan *plan = &site->plans[i];
  g_autoptr (TwRecord) record = get_row (site, "role", &site->roles[i]);
  g_autofree char *rules = NULL;

  rules = g_strdup_printf ("{\"company.phone\": \"%s\", \"company.website\": \"%s\"}", names[plan->fields[0]], names[plan->fields[1]]);
  set_lines (record, plan);
  set_text (record, "record_scope", scope_keys[plan->scope]);
  set_text (record, "field_rules", rules);
  set_text (record, "row_rules", plan->small_only ? "{\"company\": \"size < 100\"}" : "{}");
  save (site, record);
}

static void
next_round (Site *site)
{
  for (guint i = 0; i < N_ROLES; i++)
    {
      make_plan (site, &site->plans[i]);
      save_plan (site, i);
    }
  for (guint i = 0; i < N_USERS; i++)
    {
      g_autoptr (TwRecord) record = get_row (site, "user", &site->users[i]);

      for (guint r = 0; r < N_ROLES; r++)
        site->has_role[i][r] = g_rand_int_range (site->rand, 0, 3) == 0;
      for (guint t = 0; t < N_TEAMS; t++)
        site->member[i][t] = g_rand_int_range (site->rand, 0, 3) == 0;
      set_links (site, record, "roles", "role", site->roles, site->has_role[i], N_ROLES);
      set_links (site, record, "teams", "team", site->teams, site->member[i], N_TEAMS);
      save (site, record);
    }
}

static void
site_open (Site *site)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  memset (site, 0, sizeof *site);
  site->rand = g_rand_new_with_seed (20260304);
  site->dir = g_dir_make_tmp ("tw-access-XXXXXX", &error);
  site->store = tw_store_open (site->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  site->schema = tw_store_ref_schema (site->store);
  add_people (site);
  for (guint k = 0; k < N_KINDS; k++)
    for (guint i = 0; i < n_rows[k]; i++)
      add_row (site, k, i);
}

static void
site_close (Site *site)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_schema_unref (site->schema);
  g_object_unref (site->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
  g_rand_free (site->rand);
}

/* --- Comparing --- */

static void
compare_rows (Site *site, TwAccess *access, guint user, guint kind)
{
  const TwEntity *object = entity (site, kind_keys[kind]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) all = tw_query_new (site->schema, object, NULL, NULL, NULL), seen = NULL;
  gint64 n_seen = 0, n_listed = 0;

  for (guint i = 0; i < n_rows[kind]; i++)
    {
      g_autoptr (TwRecord) record = get_row (site, kind_keys[kind], &site->rows[kind][i]);

      for (guint right = 0; right < TW_N_RIGHTS; right++, site->n_cells++)
        if (right == TW_RIGHT_CREATE || tw_access_may_row (access, right, record) == oracle_may (site, user, right, kind, i))
          continue;
        else
          g_error ("user %u, %s %u: %s should be %d", user, kind_keys[kind], i, right_keys[right], oracle_may (site, user, right, kind, i));
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
    g_assert_cmpint (tw_access_field (access, tw_entity_get_field (entity (site, "company"), rule_fields[f])), ==, oracle_field (site, user, f));
  for (guint i = 0; i < N_COMPANIES; i++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++, site->n_cells++)
      {
        g_autoptr (TwRecord) record = get_row (site, "company", &site->rows[COMPANY][i]);
        g_autofree char *text = g_strdup_printf ("%u", sizes[s]);
        g_autoptr (GError) error = NULL;

        if (sizes[s] == site->size[i])
          continue;
        set_text (record, "size", text);
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
      next_round (&site);
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

/* One role for user 0 alone, so that single statements can be made. */
static TwAccess *
only (Site *site, const Plan *plan, const char *const *scopes)
{
  g_autoptr (GError) error = NULL;
  TwAccess *access;

  site->plans[0] = *plan;
  save_plan (site, 0);
  for (guint r = 0; r < N_ROLES; r++)
    site->has_role[0][r] = r == 0;
  {
    g_autoptr (TwRecord) record = get_row (site, "user", &site->users[0]);

    set_links (site, record, "roles", "role", site->roles, site->has_role[0], N_ROLES);
    if (tw_record_has_changes (record))
      save (site, record);
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
      g_autoptr (TwRecord) line = tw_record_new (entity (&site, "quote_line"));

      set_link (&site, line, "quote", "quote", &site.rows[QUOTE][q]);
      g_assert_cmpint (tw_access_check_edit (access, line, NULL), ==, site.owner[QUOTE][q] == 0);
      n_own += site.owner[QUOTE][q] == 0;
    }
  for (guint l = 0; l < N_LINES; l++)
    for (guint q = 0; q < N_QUOTES; q++)
      {
        g_autoptr (TwRecord) line = get_row (&site, "quote_line", &site.rows[LINE][l]);

        if (q == site.whole[l])
          continue;
        set_link (&site, line, "quote", "quote", &site.rows[QUOTE][q]);
        g_assert_cmpint (tw_access_check_edit (access, line, NULL), ==, site.owner[LINE][l] == 0 && site.owner[QUOTE][q] == 0);
      }
  /* A quote that comes with its lines is not in the store yet; it is checked by itself. */
  {
    g_autoptr (TwRecord) line = tw_record_new (entity (&site, "quote_line"));

    set_link (&site, line, "quote", "quote", &fresh);
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
      g_autoptr (TwRecord) record = new_record (&site, "saved_view", &id), there = NULL;

      set_text (record, "name", "View");
      set_text (record, "entity", "deal");
      set_text (record, "shared", cases[i].shared);
      if (cases[i].owner != NOBODY)
        set_link (&site, record, "owner", "user", &site.users[cases[i].owner]);
      save (&site, record);
      there = get_row (&site, "saved_view", &id);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_READ, there), ==, cases[i].reads);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_CHANGE, there), ==, cases[i].changes);
      g_assert_cmpint (tw_access_may_row (access, TW_RIGHT_DELETE, there), ==, cases[i].changes);
      n_read += cases[i].reads;
    }
  all = tw_query_new (site.schema, entity (&site, "saved_view"), NULL, NULL, &error);
  g_assert_no_error (error);
  narrowed = tw_access_query (access, all, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_store_count (site.store, narrowed, NULL), ==, n_read);
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
          g_assert_cmpint (tw_access_may (access, right, entity (&site, "company")), ==, (cases[i].company >> right) & 1);
          g_assert_cmpint (tw_access_may (access, right, entity (&site, "quote")), ==, (cases[i].quote >> right) & 1);
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
      g_autoptr (TwQuery) query = tw_query_new (site.schema, entity (&site, "company"), cases[i].where, cases[i].sort, &error);
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
  g_test_add_func ("/crm/access/table", test_table);
  g_test_add_func ("/crm/access/part-of-others", test_part_of_others);
  g_test_add_func ("/crm/access/shared", test_shared);
  g_test_add_func ("/crm/access/scopes-of-keys", test_scopes_of_keys);
  g_test_add_func ("/crm/access/hidden-in-conditions", test_hidden_in_conditions);
  g_test_add_func ("/crm/access/lines", test_lines);
  return g_test_run ();
}
