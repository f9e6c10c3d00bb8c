/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-replica.h"
#include "tw-seed.h"
#include "tw-seed-file.h"

#define FOLDER "/io/github/tradewind_crm/Tradewind/seed/"

/* In an order in which every link finds its target. */
static const char *const files[] =
{
  "currencies", "roles", "tiers", "pipeline", "reasons", "templates", "service", "health", "views", "dashboards",
  "reports",
};
static const char *const pipelines[] = { "partnership", "renewal", "consulting", "tender", NULL };

/* The role of the one who makes the workspace: data/seed/roles.json. */
#define ADMINISTRATOR "019b76da-a800-7006-8000-000000000001"

static gboolean
save_files (TwStore *store, TwBulk *bulk, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat (FOLDER, files[i], ".json", NULL);

      if (!tw_seed_file_save (bulk, schema, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
commit (TwBulk *bulk, GError **error)
{
  g_autoptr (TwCommit) done = tw_bulk_commit (bulk, error);

  return done != NULL;
}

static TwRecord *
make_user (TwSchema *schema, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "user");
  const TwEntity *role = tw_schema_get_entity (schema, "role");
  g_autoptr (TwRecord) record = tw_record_new (entity);
  const char *real = g_get_real_name ();
  g_autofree char *login = g_str_to_ascii (g_get_user_name (), NULL);
  g_autofree char *email = NULL;
  g_auto (TwValue) roles = TW_VALUE_INIT;
  TwValue link;
  TwId id;

  /* An address has to be there and be unique; this one says that it still has to be filled in. */
  g_strcanon (login, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
  email = g_strdup_printf ("%s@user.example", login);
  tw_id_parse (ADMINISTRATOR, &id);
  link = tw_value_link (role->number, &id);
  roles = tw_value_list (&link, 1);
  if (real == NULL || *real == '\0' || g_str_equal (real, "Unknown"))
    real = g_get_user_name ();
  if (!tw_record_set_text (record, "name", real, error) || !tw_record_set_text (record, "email", email, error)
      || !tw_record_set_key (record, "roles", &roles, error))
    return NULL;
  return g_steal_pointer (&record);
}

static gboolean
set_settings (TwStore *store, const char *currency, const TwId *user, GError **error)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *id = g_strdup_printf ("\"%s\"", tw_id_print (user, text));

  if (currency != NULL)
    {
      g_autofree char *code = g_strdup_printf ("\"%s\"", currency);

      if (!tw_store_set_setting (store, "currency", code, error))
        return FALSE;
    }
  tw_store_set_user (store, user);
  return tw_store_set_setting (store, "user", id, error);
}

/**
 * tw_seed_records:
 * @store: a store open for writing
 * @origin: what the commit is said to come from
 *
 * Gives a workspace the records that are the same in all of them.
 *
 * Returns: %FALSE with an error of the store; nothing was changed then
 */
gboolean
tw_seed_records (TwStore *store, TwOrigin origin, GError **error)
{
  g_autoptr (TwBulk) bulk = NULL;

  tw_crm_register_resources ();
  bulk = tw_bulk_new (store, origin, _("What a workspace starts with"), error);
  return bulk != NULL && save_files (store, bulk, error) && commit (g_steal_pointer (&bulk), error);
}

/**
 * tw_seed_workspace:
 * @store: a store that was just made
 * @currency: (nullable): ISO 4217 code of the workspace's currency; %NULL leaves it to the locale
 *
 * Gives a fresh workspace what it needs to be worked with, and makes the user of this machine its first user.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
tw_seed_workspace (TwStore *store, const char *currency, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (TwBulk) bulk = NULL;
  g_autoptr (TwRecord) user = NULL;
  TwCurrency code;

  if (currency != NULL && !tw_currency_parse (currency, &code))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("“%s” is not a currency. Give the three letters of its code, such as EUR."), currency);
      return FALSE;
    }
  user = make_user (schema, error);
  if (user == NULL)
    return FALSE;
  tw_crm_register_resources ();
  bulk = tw_bulk_new (store, TW_ORIGIN_SYSTEM, _("What a workspace starts with"), error);
  if (bulk == NULL || !save_files (store, bulk, error) || !tw_bulk_save (bulk, user, error)
      || !commit (g_steal_pointer (&bulk), error))
    return FALSE;
  return set_settings (store, currency, tw_record_get_id (user), error);
}

/**
 * tw_seed_list_pipelines:
 *
 * The pipelines that tw_seed_add_pipeline() can add.
 *
 * Returns: (transfer none): keys, %NULL-terminated
 */
const char *const *
tw_seed_list_pipelines (void)
{
  return pipelines;
}

/**
 * tw_seed_add_pipeline:
 * @store: a store open for writing
 * @key: one of tw_seed_list_pipelines()
 *
 * Adds a pipeline with its stages, as one step that can be undone.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
tw_seed_add_pipeline (TwStore *store, const char *key, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *path = g_strconcat (FOLDER "pipeline-", key, ".json", NULL);
  g_autoptr (TwBulk) bulk = NULL;

  g_return_val_if_fail (g_strv_contains (pipelines, key), FALSE);
  tw_crm_register_resources ();
  bulk = tw_bulk_new (store, TW_ORIGIN_PERSON, _("Add a pipeline"), error);
  return bulk != NULL && tw_seed_file_save (bulk, schema, path, error)
         && commit (g_steal_pointer (&bulk), error);
}

static gboolean
add_file (TwStore *store, const char *title, const char *path, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (TwBulk) bulk = NULL;

  tw_crm_register_resources ();
  bulk = tw_bulk_new (store, TW_ORIGIN_PERSON, title, error);
  return bulk != NULL && tw_seed_file_save (bulk, schema, path, error)
         && commit (g_steal_pointer (&bulk), error);
}

/**
 * tw_seed_add_dashboards:
 * @store: a store open for writing
 *
 * Adds the ready dashboards that are not there yet, as one step that can be undone.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
tw_seed_add_dashboards (TwStore *store, GError **error)
{
  return add_file (store, _("Add the ready dashboards"), FOLDER "dashboards.json", error);
}

/**
 * tw_seed_add_reports:
 * @store: a store open for writing
 *
 * Adds the ready reports that are not there yet, as one step that can be undone.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
tw_seed_add_reports (TwStore *store, GError **error)
{
  return add_file (store, _("Add the ready reports"), FOLDER "reports.json", error);
}

/**
 * tw_seed_add_health_rules:
 * @store: a store open for writing
 * @n: (out): how many rules were added; those in the wastebasket are there, too
 *
 * Adds the ready health rules that are not there yet, as one step that can be undone.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
tw_seed_add_health_rules (TwStore *store, guint *n, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "health_rule"), NULL, NULL, error);
  gint64 before = query != NULL ? tw_store_count (store, query, error) : -1, after;

  if (before < 0 || !add_file (store, _("Add the ready health rules"), FOLDER "health.json", error))
    return FALSE;
  after = tw_store_count (store, query, error);
  *n = MAX (after - before, 0);
  return after >= 0;
}

/**
 * tw_seed_sign_in:
 * @store: a workspace that was opened
 *
 * Makes the remembered user the one who acts, so that `me` in conditions and the author of changes are known. In a workspace of
 * a server this is whom the server knows; the setting is of the machine on which the team's workspace was made.
 */
void
tw_seed_sign_in (TwStore *store)
{
  g_autofree char *json = tw_store_dup_setting (store, "user");
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(TwReplicaIdentity) identity = tw_replica_dup_identity (store);
  TwId id;

  if (identity != NULL)
    tw_store_set_user (store, &identity->user);
  else if (json != NULL && tw_value_from_json (TW_TYPE_TEXT, json, &value, NULL) && value.type == TW_TYPE_TEXT
      && tw_id_parse (value.text, &id))
    tw_store_set_user (store, &id);
}
