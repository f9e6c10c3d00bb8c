/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-workspace.h"

#include <glib/gi18n-lib.h>

struct _TwWorkspace
{
  GObject    parent_instance;

  TwStore       *store;                                /* (owned) */
  TwSyncAccount *account;                              /* (owned) */
  GSettings *settings;                                 /* (owned) */
  GTimeZone *zone;                                     /* (owned) */
  TwCurrency currency;
};

G_DEFINE_FINAL_TYPE (TwWorkspace, tw_workspace, G_TYPE_OBJECT)

enum { PROP_0, PROP_STORE, PROP_SETTINGS, PROP_ACCOUNT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
read_settings (TwWorkspace *self)
{
  TwExprContext *context = tw_store_dup_context (self->store);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_time_zone_ref (context->zone);
  self->currency = context->currency;
  tw_store_context_free (context);
}

/* A workspace of a server gets its settings with the first load. */
static void
committed_cb (TwWorkspace *self,
              TwCommit    *commit)
{
  if (tw_commit_get_origin (commit) == TW_ORIGIN_SYNC)
    read_settings (self);
}

static void
tw_workspace_constructed (GObject *object)
{
  TwWorkspace *self = TW_WORKSPACE (object);

  G_OBJECT_CLASS (tw_workspace_parent_class)->constructed (object);
  if (self->account == NULL)
    self->account = tw_sync_account_new (self->store);
  read_settings (self);
  g_signal_connect_object (self->store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
}

static void
tw_workspace_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TwWorkspace *self = TW_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_workspace_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TwWorkspace *self = TW_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_STORE:
      self->store = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_workspace_finalize (GObject *object)
{
  TwWorkspace *self = TW_WORKSPACE (object);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->account);
  g_clear_object (&self->settings);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_workspace_parent_class)->finalize (object);
}

static void
tw_workspace_class_init (TwWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = tw_workspace_constructed;
  object_class->get_property = tw_workspace_get_property;
  object_class->set_property = tw_workspace_set_property;
  object_class->finalize = tw_workspace_finalize;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, TW_TYPE_STORE, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, TW_TYPE_SYNC_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_workspace_init (TwWorkspace *self)
{
}

/**
 * tw_workspace_new:
 * @store: an open store
 * @settings: the settings of this computer
 *
 * Returns: (transfer full): the context that the parts of the window share
 */
TwWorkspace *
tw_workspace_new (TwStore   *store,
                  GSettings *settings)
{
  return g_object_new (TW_TYPE_WORKSPACE, "store", store, "settings", settings, NULL);
}

/**
 * tw_workspace_new_connected:
 * @account: the account of an open store
 * @settings: the settings of this computer
 *
 * Returns: (transfer full): the context of a workspace whose engine may run already
 */
TwWorkspace *
tw_workspace_new_connected (TwSyncAccount *account,
                            GSettings     *settings)
{
  return g_object_new (TW_TYPE_WORKSPACE, "store", tw_sync_account_get_store (account), "settings", settings, "account", account,
                       NULL);
}

/**
 * tw_workspace_get_store:
 * @self: a workspace
 *
 * Returns: (transfer none): its store
 */
TwStore *
tw_workspace_get_store (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  return self->store;
}

/**
 * tw_workspace_get_account:
 * @self: a workspace
 *
 * Returns: (transfer none): its place at a server, also when it has none
 */
TwSyncAccount *
tw_workspace_get_account (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  return self->account;
}

/**
 * tw_workspace_get_schema:
 * @self: a workspace
 *
 * Returns: (transfer none): the schema of this moment; it changes with the store's "schema-changed"
 */
TwSchema *
tw_workspace_get_schema (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  return tw_store_get_schema (self->store);
}

/**
 * tw_workspace_get_settings:
 * @self: a workspace
 *
 * Returns: (transfer none): the settings of this computer
 */
GSettings *
tw_workspace_get_settings (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  return self->settings;
}

/**
 * tw_workspace_dup_name:
 * @self: a workspace
 *
 * Returns: (transfer full): the name that its owner gave it, or a general one
 */
char *
tw_workspace_dup_name (TwWorkspace *self)
{
  g_autofree char *json = NULL;
  TwValue name = TW_VALUE_INIT;
  char *result = NULL;

  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  json = tw_store_dup_setting (self->store, "name");
  if (json != NULL && tw_value_from_json (TW_TYPE_TEXT, json, &name, NULL) && name.type == TW_TYPE_TEXT)
    result = g_strdup (name.text);
  tw_value_clear (&name);
  return result != NULL && *result != '\0' ? result : (g_free (result), g_strdup (_("My Workspace")));
}

/**
 * tw_workspace_get_currency:
 * @self: a workspace
 *
 * Returns: the currency that sums are shown in
 */
TwCurrency
tw_workspace_get_currency (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), 0);
  return self->currency;
}

/**
 * tw_workspace_get_zone:
 * @self: a workspace
 *
 * Returns: (transfer none): the time zone that times are shown in
 */
GTimeZone *
tw_workspace_get_zone (TwWorkspace *self)
{
  g_return_val_if_fail (TW_IS_WORKSPACE (self), NULL);
  return self->zone;
}
