/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "access-site.h"

#include <string.h>

const char *const site_kind_keys[N_KINDS] = { "company", "quote", "quote_line", "product" };
const char *const site_right_keys[TW_N_RIGHTS] = { "read", "create", "change", "delete", "export", "administer" };
const guint site_n_rows[N_KINDS] = { N_COMPANIES, N_QUOTES, N_LINES, N_PRODUCTS };
const int site_team_parent[N_TEAMS] = { -1, 0, -1 };
const int site_team_leader[N_TEAMS] = { 0, -1, 3 };

static const char *const scope_keys[] = { "own", "team", "territory", "all" };

const TwEntity *
site_entity (Site *site, const char *key)
{
  return tw_schema_get_entity (site->schema, key);
}

void
site_save (Site *site, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_SYSTEM, "test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

void
site_set_text (TwRecord *record, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, key, text, &error);
  g_assert_no_error (error);
}

void
site_set_link (Site *site, TwRecord *record, const char *key, const char *target, const TwId *id)
{
  TwValue value = tw_value_link (site_entity (site, target)->number, id);
  g_autoptr (GError) error = NULL;

  tw_record_set_key (record, key, &value, &error);
  g_assert_no_error (error);
}

void
site_set_links (Site *site, TwRecord *record, const char *key, const char *target, const TwId *ids, const gboolean *has, guint n)
{
  TwValue links[MAX (N_ROLES, N_TEAMS)];
  g_auto (TwValue) list = TW_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  guint n_links = 0;

  for (guint i = 0; i < n; i++)
    if (has[i])
      links[n_links++] = tw_value_link (site_entity (site, target)->number, &ids[i]);
  list = tw_value_list (links, n_links);
  tw_record_set_key (record, key, &list, &error);
  g_assert_no_error (error);
}

TwRecord *
site_new_record (Site *site, const char *key, TwId *id)
{
  TwRecord *record = tw_record_new (site_entity (site, key));

  *id = *tw_record_get_id (record);
  return record;
}

static void
add_people (Site *site)
{
  for (guint i = 0; i < N_USERS; i++)
    {
      g_autoptr (TwRecord) record = site_new_record (site, "user", &site->users[i]);
      g_autofree char *name = g_strdup_printf ("User %u", i), *email = g_strdup_printf ("u%u@site.example", i);

      site_set_text (record, "name", name);
      site_set_text (record, "email", email);
      site_save (site, record);
    }
  for (guint i = 0; i < N_TEAMS; i++)
    {
      g_autoptr (TwRecord) record = site_new_record (site, "team", &site->teams[i]);
      g_autofree char *name = g_strdup_printf ("T%u", i);

      site_set_text (record, "name", name);
      site_set_text (record, "code", name);
      if (site_team_parent[i] >= 0)
        site_set_link (site, record, "parent", "team", &site->teams[site_team_parent[i]]);
      if (site_team_leader[i] >= 0)
        site_set_link (site, record, "leader", "user", &site->users[site_team_leader[i]]);
      site_save (site, record);
    }
  for (guint i = 0; i < N_LANDS; i++)
    {
      g_autoptr (TwRecord) record = site_new_record (site, "territory", &site->lands[i]);
      g_autofree char *name = g_strdup_printf ("Land %u", i);

      site_set_text (record, "name", name);
      if (i == 0)
        site_set_link (site, record, "owner", "user", &site->users[4]);
      else if (i == 1)
        site_set_link (site, record, "parent", "territory", &site->lands[0]);
      else
        site_set_link (site, record, "team", "team", &site->teams[1]);
      site_save (site, record);
    }
  for (guint i = 0; i < N_ROLES; i++)
    {
      g_autoptr (TwRecord) record = site_new_record (site, "role", &site->roles[i]);
      g_autofree char *name = g_strdup_printf ("Role %u", i);

      site_set_text (record, "name", name);
      site_save (site, record);
    }
}

static void
add_row (Site *site, guint kind, guint i)
{
  g_autoptr (TwRecord) record = site_new_record (site, site_kind_keys[kind], &site->rows[kind][i]);
  g_autofree char *name = g_strdup_printf ("%s %u", site_kind_keys[kind], i), *size = NULL;
  guint owner = site->owner[kind][i] = (guint) g_rand_int_range (site->rand, 0, N_USERS + 1);

  if (kind != QUOTE)
    site_set_text (record, "name", name);
  if (kind == PRODUCT)
    site_set_text (record, "sku", name);
  if (kind == LINE)
    {
      site->whole[i] = i % N_QUOTES;
      site->owner[LINE][i] = site->owner[QUOTE][site->whole[i]];
      site_set_link (site, record, "quote", "quote", &site->rows[QUOTE][site->whole[i]]);
      site_set_text (record, "quantity", "1");
    }
  if ((kind == COMPANY || kind == QUOTE) && owner != NOBODY)
    site_set_link (site, record, "owner", "user", &site->users[owner]);
  if (kind == COMPANY)
    {
      site->land[i] = (guint) g_rand_int_range (site->rand, 0, N_LANDS + 1);
      site->size[i] = (guint) g_rand_int_range (site->rand, SMALL - 60, SMALL + 60);
      size = g_strdup_printf ("%u", site->size[i]);
      site_set_text (record, "size", size);
      if (site->land[i] < N_LANDS)
        site_set_link (site, record, "territory", "territory", &site->lands[site->land[i]]);
    }
  site_save (site, record);
}

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
      GString *line = g_string_new (k < N_KINDS ? site_kind_keys[k] : "*");
      guint rights = k < N_KINDS ? plan->rights[k] : plan->star;

      for (guint right = 0; right < TW_N_RIGHTS; right++)
        if (rights & 1u << right)
          g_string_append_printf (line, " %s", site_right_keys[right]);
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

TwRecord *
site_get_row (Site *site, const char *key, const TwId *id)
{
  g_autoptr (GError) error = NULL;
  TwRecord *record = tw_store_get (site->store, site_entity (site, key), id, &error);

  g_assert_no_error (error);
  return record;
}

void
site_save_plan (Site *site, guint i)
{
  static const char *const names[] = { "hidden", "read", "edit" };
  const Plan *plan = &site->plans[i];
  g_autoptr (TwRecord) record = site_get_row (site, "role", &site->roles[i]);
  g_autofree char *rules = NULL;

  rules = g_strdup_printf ("{\"company.phone\": \"%s\", \"company.website\": \"%s\"}", names[plan->fields[0]], names[plan->fields[1]]);
  set_lines (record, plan);
  site_set_text (record, "record_scope", scope_keys[plan->scope]);
  site_set_text (record, "field_rules", rules);
  site_set_text (record, "row_rules", plan->small_only ? "{\"company\": \"size < 100\"}" : "{}");
  site_save (site, record);
}

void
site_next_round (Site *site)
{
  for (guint i = 0; i < N_ROLES; i++)
    {
      make_plan (site, &site->plans[i]);
      site_save_plan (site, i);
    }
  for (guint i = 0; i < N_USERS; i++)
    {
      g_autoptr (TwRecord) record = site_get_row (site, "user", &site->users[i]);

      for (guint r = 0; r < N_ROLES; r++)
        site->has_role[i][r] = g_rand_int_range (site->rand, 0, 3) == 0;
      for (guint t = 0; t < N_TEAMS; t++)
        site->member[i][t] = g_rand_int_range (site->rand, 0, 3) == 0;
      site_set_links (site, record, "roles", "role", site->roles, site->has_role[i], N_ROLES);
      site_set_links (site, record, "teams", "team", site->teams, site->member[i], N_TEAMS);
      site_save (site, record);
    }
}

void
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
    for (guint i = 0; i < site_n_rows[k]; i++)
      add_row (site, k, i);
}

void
site_close (Site *site)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_schema_unref (site->schema);
  g_object_unref (site->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
  g_rand_free (site->rand);
}
