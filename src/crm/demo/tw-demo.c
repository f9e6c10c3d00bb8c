/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-crm-rules.h"
#include "tw-demo-private.h"
#include "tw-health.h"
#include "tw-seed-file.h"
#include "tw-seed.h"
#include "tw-store-clock.h"

#define MAX_CUSTOMERS 10000

static void
agent_free (gpointer data)
{
  TwDemoAgent *agent = data;

  g_free (agent->name);
  g_free (agent);
}

static void
company_free (gpointer data)
{
  TwDemoCompany *company = data;

  g_free (company->name);
  g_free (company->domain);
  g_free (company->country);
  g_array_unref (company->contacts);
  g_free (company);
}

static void
contact_free (gpointer data)
{
  TwDemoContact *contact = data;

  g_free (contact->name);
  g_free (contact->first);
  g_free (contact->phone);
  g_free (contact);
}

static void
product_free (gpointer data)
{
  TwDemoProduct *product = data;

  g_free (product->name);
  g_free (product);
}

static void
lead_free (gpointer data)
{
  TwDemoLead *lead = data;

  g_free (lead->name);
  g_free (lead->first);
  g_free (lead->company);
  g_free (lead);
}

static void
demo_init (TwDemo *demo, TwStore *store)
{
  TwExprContext *context = tw_store_dup_context (store);

  demo->store = store;
  demo->schema = tw_store_ref_schema (store);
  demo->zone = g_time_zone_ref (context->zone);
  /* The full hour, so that two runs make the same. */
  demo->now = context->now - context->now % TW_DEMO_HOUR;
  demo->today = tw_instant_get_date (demo->now, demo->zone);
  demo->random = 8800;
  demo->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  demo->agents = g_ptr_array_new_with_free_func (agent_free);
  demo->companies = g_ptr_array_new_with_free_func (company_free);
  demo->contacts = g_ptr_array_new_with_free_func (contact_free);
  demo->products = g_ptr_array_new_with_free_func (product_free);
  demo->deals = g_ptr_array_new_with_free_func (g_free);
  demo->leads = g_ptr_array_new_with_free_func (lead_free);
  demo->territories = g_array_new (FALSE, FALSE, sizeof (TwId));
  demo->competitors = g_array_new (FALSE, FALSE, sizeof (TwId));
  demo->campaigns = g_array_new (FALSE, FALSE, sizeof (TwId));
  tw_store_context_free (context);
}

static void
demo_clear (TwDemo *demo)
{
  g_clear_pointer (&demo->bulk, tw_bulk_free);
  g_clear_pointer (&demo->places, g_ptr_array_unref);
  g_clear_pointer (&demo->texts, json_object_unref);
  g_clear_error (&demo->error);
  g_hash_table_unref (demo->names);
  g_ptr_array_unref (demo->agents);
  g_ptr_array_unref (demo->companies);
  g_ptr_array_unref (demo->contacts);
  g_ptr_array_unref (demo->products);
  g_ptr_array_unref (demo->deals);
  g_ptr_array_unref (demo->leads);
  g_array_unref (demo->territories);
  g_array_unref (demo->competitors);
  g_array_unref (demo->campaigns);
  g_time_zone_unref (demo->zone);
  tw_schema_unref (demo->schema);
}

static void
read_deals (TwDemo *demo)
{
  tw_demo_read_deals (demo);
}

/* Subjects in the order in which links find their targets; share: of the work, in percent. */
static const struct
{
  void (*add) (TwDemo *demo);
  int share;
} subjects[] = {
  { tw_demo_add_team, 1 },      { tw_demo_add_products, 1 },    { read_deals, 3 },
  { tw_demo_add_companies, 1 }, { tw_demo_add_contacts, 3 },    { tw_demo_add_deals, 45 },
  { tw_demo_add_leads, 2 },     { tw_demo_add_activities, 32 }, { tw_demo_add_tasks, 4 },
  { tw_demo_add_meetings, 2 },  { tw_demo_add_quotes, 3 },      { tw_demo_add_service, 2 },
  { tw_demo_add_talk, 1 },
};

static gboolean
add_everything (TwDemo *demo, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwCommit) commit = NULL;
  int done = 0;

  /* The totals of its quotes are kept like all others. */
  tw_crm_rules_add (demo->store);
  demo->bulk = tw_bulk_new (demo->store, TW_ORIGIN_DEMO, _("Demo company"), error);
  if (demo->bulk == NULL)
    return FALSE;
  if (tw_demo_read_data (demo))
    for (guint i = 0; i < G_N_ELEMENTS (subjects) && demo->error == NULL; i++)
      {
        if (g_cancellable_set_error_if_cancelled (cancellable, &demo->error))
          break;
        subjects[i].add (demo);
        done += subjects[i].share;
        if (progress != NULL)
          progress (done / 100.0, _("Making the demo company"), data);
      }
  if (demo->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&demo->error));
      return FALSE;
    }
  commit = tw_bulk_commit (g_steal_pointer (&demo->bulk), error);
  return commit != NULL;
}

static gint64
read_clock (gpointer data)
{
  return ((TwDemo *) data)->clock;
}

static gboolean
add_news (TwDemo *demo, GError **error)
{
  tw_demo_add_news (demo);
  if (demo->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&demo->error));
  return FALSE;
}

/* By the rules, which their pages explain point by point. */
static gboolean
add_health_of (TwDemo *demo, TwBulk *bulk, const char *key, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (demo->schema, key);
  g_autoptr (TwHealthRules) rules = tw_health_rules_read (demo->store, entity, error);
  g_autoptr (TwQuery) query = rules != NULL ? tw_query_new (demo->schema, entity, NULL, NULL, error) : NULL;
  g_autoptr (GPtrArray) records = query != NULL ? tw_store_list (demo->store, query, MAX_CUSTOMERS, NULL, NULL, error) : NULL;

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!tw_health_rules_update (rules, records->pdata[i], error) || !tw_bulk_save (bulk, records->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
add_health (TwDemo *demo, GError **error)
{
  g_autoptr (TwBulk) bulk = tw_bulk_new (demo->store, TW_ORIGIN_DEMO, _("Work out the health of all customers"), error);
  g_autoptr (TwCommit) commit = NULL;

  if (bulk == NULL || !add_health_of (demo, bulk, "company", error) || !add_health_of (demo, bulk, "contact", error))
    return FALSE;
  commit = tw_bulk_commit (g_steal_pointer (&bulk), error);
  return commit != NULL;
}

static gboolean
set_settings (TwDemo *demo, GError **error)
{
  const TwId *me = &((TwDemoAgent *) g_ptr_array_index (demo->agents, demo->me))->id;
  g_autofree char *id = tw_id_dup_text (me);
  g_autofree char *user = g_strdup_printf ("\"%s\"", id);

  tw_store_set_user (demo->store, me);
  return tw_store_set_setting (demo->store, "user", user, error)
         && tw_store_set_setting (demo->store, "name", "\"MavenTech\"", error);
}

/**
 * tw_demo_build:
 * @store: a store open for writing, empty or only seeded
 * @progress: (nullable) (scope call): told how far it is, on the calling thread
 * @data: for @progress
 * @cancellable: (nullable): gives it up
 * @error: of the store, or that it was cancelled
 *
 * Fills a workspace with the demo company: as one commit, and then what its people did since yesterday as theirs;
 * the same on every run of the same hour. The workspace's currency becomes the US dollar, and me one of the company's sales agents. All of
 * data/demo/README.md holds.
 *
 * Returns: %FALSE with an error of the store; no demo record is there then
 */
gboolean
tw_demo_build (TwStore *store, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  TwDemo demo = { 0 };
  gboolean good;

  tw_crm_register_resources ();
  if (!tw_seed_records (store, TW_ORIGIN_DEMO, error)
      || !tw_store_set_setting (store, "currency", "\"USD\"", error))
    return FALSE;
  demo_init (&demo, store);
  demo.clock = demo.now - TW_DEMO_NEWS_SINCE;
  tw_store_set_clock (store, read_clock, &demo);
  good = add_everything (&demo, progress, data, cancellable, error) && add_health (&demo, error) && add_news (&demo, error);
  tw_store_set_clock (store, NULL, NULL);
  good = good && set_settings (&demo, error);
  demo_clear (&demo);
  return good;
}
