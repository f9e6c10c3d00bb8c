/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The company's own people: managers, agents, their teams by regional office, and territories. */
#include "config.h"

#include "tw-demo-private.h"

#define ME "Anna Snelling"

typedef struct
{
  const char *name;
  TwId id, team;
} Manager;

static TwInstant
long_ago (TwDemo *demo)
{
  return tw_demo_days_ago (demo, tw_demo_between (demo, 900, 1800));
}

static TwId
add_user (TwDemo *demo, const char *name, const char *job, const char *role, gboolean administrator,
          const TwId *manager, const TwId *team, gboolean active)
{
  TwRecord *record = tw_demo_record (demo, "user", long_ago (demo));
  TwId roles[2] = { tw_demo_find (demo, "role", "name", role),
                    tw_demo_find (demo, "role", "name", "Administrator") };
  g_autofree char *email = tw_demo_make_email (name, "maventech");
  g_autofree char *phone = tw_demo_make_phone (demo);

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_text (demo, record, "email", email);
  tw_demo_set_text (demo, record, "phone", phone);
  tw_demo_set_text (demo, record, "job_title", job);
  tw_demo_set_bool (demo, record, "active", active);
  tw_demo_set_links (demo, record, "roles", "role", roles, administrator ? 2 : 1);
  tw_demo_set_links (demo, record, "teams", "team", team, 1);
  if (manager != NULL)
    tw_demo_set_link (demo, record, "manager", "user", manager);
  return tw_demo_save (demo, record);
}

static TwId
add_team (TwDemo *demo, const char *name, const char *code, const char *office, const TwId *parent)
{
  TwRecord *record = tw_demo_record (demo, "team", long_ago (demo));

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_text (demo, record, "code", code);
  tw_demo_set_text (demo, record, "office", office);
  if (parent != NULL)
    tw_demo_set_link (demo, record, "parent", "team", parent);
  return tw_demo_save (demo, record);
}

/* A team is there before its people are, so its leader comes afterwards. */
static void
set_leader (TwDemo *demo, const TwId *team, const TwId *leader)
{
  TwRecord *record = NULL;

  if (demo->error == NULL)
    record = tw_bulk_get (demo->bulk, tw_schema_get_entity (demo->schema, "team"), team, &demo->error);
  if (record == NULL)
    return;
  tw_demo_set_link (demo, record, "leader", "user", leader);
  tw_demo_save (demo, record);
}

static TwId
get_office (TwDemo *demo, GHashTable *offices, const char *name)
{
  TwId *id = g_hash_table_lookup (offices, name);

  if (id == NULL)
    {
      g_autofree char *code = g_ascii_strup (name, -1);

      id = g_new (TwId, 1);
      *id = add_team (demo, name, code, name, NULL);
      g_hash_table_insert (offices, g_strdup (name), id);
    }
  return *id;
}

static const Manager *
get_manager (TwDemo *demo, GHashTable *offices, GPtrArray *managers, const char *name, const char *office)
{
  Manager *manager;
  g_autofree char *team = NULL, *code = NULL;
  TwId parent;

  for (guint i = 0; i < managers->len; i++)
    if (g_str_equal (((Manager *) g_ptr_array_index (managers, i))->name, name))
      return g_ptr_array_index (managers, i);
  manager = g_new0 (Manager, 1);
  manager->name = name;
  parent = get_office (demo, offices, office);
  team = g_strdup_printf ("%s – %s", office, name);
  code = g_strdup_printf ("%.3s-%u", office, managers->len + 1);
  manager->team = add_team (demo, team, code, office, &parent);
  manager->id = add_user (demo, name, "Sales manager", "Sales manager", FALSE, NULL, &manager->team, TRUE);
  set_leader (demo, &manager->team, &manager->id);
  g_ptr_array_add (managers, manager);
  return manager;
}

static void
add_agent (TwDemo *demo, const char *name, const Manager *manager)
{
  TwDemoAgent *agent = g_new0 (TwDemoAgent, 1);
  gboolean me = g_str_equal (name, ME);

  agent->name = g_strdup (name);
  agent->team = manager->team;
  agent->id = add_user (demo, name, "Sales agent", "Sales representative", me, &manager->id, &manager->team,
                        TRUE);
  if (me)
    demo->me = demo->agents->len;
  g_ptr_array_add (demo->agents, agent);
}

static void
add_territory (TwDemo *demo, const char *name, const char *country, const Manager *manager)
{
  const char *const countries[] = { country, NULL };
  TwRecord *record = tw_demo_record (demo, "territory", long_ago (demo));
  TwId id;

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_enum (demo, record, "kind", "geographic");
  if (country != NULL)
    tw_demo_set_list (demo, record, "countries", countries);
  tw_demo_set_link (demo, record, "owner", "user", &manager->id);
  tw_demo_set_link (demo, record, "team", "team", &manager->team);
  tw_demo_set_usd (demo, record, "quota", 3500000 * TW_MONEY_ONE);
  id = tw_demo_save (demo, record);
  g_array_append_val (demo->territories, id);
}

static void
add_booking_page (TwDemo *demo)
{
  const TwDemoAgent *me = g_ptr_array_index (demo->agents, demo->me);
  TwRecord *record = tw_demo_record (demo, "booking_page", tw_demo_days_ago (demo, 90));
  TwId types[] = { tw_demo_find (demo, "meeting_type", "name", "Discovery call"),
                   tw_demo_find (demo, "meeting_type", "name", "Product demo") };

  tw_demo_set_text (demo, record, "title", "Talk to Anna");
  tw_demo_set_text (demo, record, "slug", "anna-snelling");
  tw_demo_set_text (demo, record, "description", "Choose a time for a call or an online demo.");
  tw_demo_set_link (demo, record, "owner", "user", &me->id);
  tw_demo_set_links (demo, record, "meeting_types", "meeting_type", types, 2);
  tw_demo_save (demo, record);
}

void
tw_demo_add_team (TwDemo *demo)
{
  g_autoptr (GPtrArray) rows = tw_demo_read_table (demo, "sales_teams");
  g_autoptr (GPtrArray) managers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) offices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      add_agent (demo, row[0], get_manager (demo, offices, managers, row[1], row[2]));
    }
  if (managers->len < 3)
    return;
  add_territory (demo, "North America", "United States", g_ptr_array_index (managers, 0));
  add_territory (demo, "Europe and Africa", NULL, g_ptr_array_index (managers, 1));
  add_territory (demo, "Asia and South America", NULL, g_ptr_array_index (managers, 2));
  add_booking_page (demo);
}
