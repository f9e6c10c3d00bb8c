/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-account-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-audit-witness.h"
#include "tw-sync-private.h"
#include "tw-task.h"
#include "tw-token-keeper.h"

#define TELL_DELAY 30                                  /* ms: several changes are told as one */

struct _TwSyncAccount
{
  GObject            parent_instance;

  TwStore           *store;
  TwReplicaIdentity *identity;                         /* nullable: alone */
  TwAccountState     state;
  TwSoupTransport   *transport;                        /* nullable */
  TwSync            *sync;                             /* nullable */
  TwAuditWitness    *witness;                          /* nullable */
  TwSecretsPlace     place;
  TwTokenKeeper     *keeper;
  GNetworkMonitor   *monitor;                          /* lent */
  gint64             pending;
  guint              refused, conflicts;
  TwInstant          offline_since;                    /* 0: is not */
  guint              tell_id;
  gboolean           quiet;                            /* stopped: the store may be closed */
  guint              round;                            /* grows with each stop: answers of before it are nobody's */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwSyncAccount, tw_sync_account, G_TYPE_OBJECT)

/* --- Telling --- */

static guint
count_conflicts (TwSyncAccount *self)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (self->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "sync_conflict");
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, "state = \"open\"", NULL, NULL) : NULL;

  return query != NULL ? (guint) MAX (tw_store_count (self->store, query, NULL), 0) : 0;
}

static void
count_all (TwSyncAccount *self)
{
  g_autoptr (GPtrArray) refusals = self->identity != NULL ? tw_refusals_list (self->store, NULL) : NULL;

  self->pending = self->identity != NULL ? MAX (tw_outbox_count (self->store, NULL), 0) : 0;
  self->refused = refusals != NULL ? refusals->len : 0;
  self->conflicts = count_conflicts (self);
}

static gboolean
on_tell (gpointer data)
{
  TwSyncAccount *self = data;

  self->tell_id = 0;
  count_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
tell (TwSyncAccount *self)
{
  if (self->tell_id == 0 && !self->quiet)
    self->tell_id = g_timeout_add (TELL_DELAY, on_tell, self);
}

static void
set_state (TwSyncAccount *self, TwAccountState state)
{
  self->state = state;
  tell (self);
}

/* --- The network --- */

static void
update_network (TwSyncAccount *self)
{
  if (self->sync != NULL)
    tw_sync_set_online (self->sync, tw_soup_transport_is_local (self->transport) || g_network_monitor_get_network_available (self->monitor),
                        g_network_monitor_get_network_metered (self->monitor));
}

/* What was tried in vain over the network of before may go over this one, even if there was one all the time. */
static void
on_network_changed (TwSyncAccount *self)
{
  update_network (self);
  if (self->sync != NULL && (tw_sync_get_state (self->sync) == TW_SYNC_OFFLINE || tw_sync_get_state (self->sync) == TW_SYNC_WAITING))
    tw_sync_now (self->sync);
}

/* --- Tokens --- */

static void
on_token_kept (GObject *object, TwSecretsPlace place)
{
  TwSyncAccount *self = TW_SYNC_ACCOUNT (object);

  self->place = place;
  tell (self);
}

static void
keep (TwSyncAccount *self, const char *secret)
{
  tw_token_keeper_keep (self->keeper, &self->identity->client, self->identity->server, secret);
}

static void
on_tokens_changed (TwSyncAccount *self, const char *refresh)
{
  if (self->identity != NULL)
    keep (self, refresh);
}

/* --- The engine --- */

static void
on_signed_out (TwSyncAccount *self)
{
  set_state (self, TW_ACCOUNT_SIGNED_OUT);
}

static void
on_sync_changed (TwSyncAccount *self)
{
  gboolean offline = tw_sync_get_state (self->sync) == TW_SYNC_OFFLINE;

  if (!offline)
    self->offline_since = 0;
  else if (self->offline_since == 0)
    self->offline_since = g_get_real_time ();
  if (tw_sync_get_state (self->sync) == TW_SYNC_SYNCED && self->witness != NULL)
    tw_audit_witness_look (self->witness);
  tell (self);
}

/* It stands among the problems of the sync page, with its time. */
static void
on_audit_wrong (const char *sentence, gpointer data)
{
  TwSyncAccount *self = data;

  tw_sync_note (self->sync, "%s", sentence);
  tell (self);
}

/* Takes the transport and lets the engine run. */
static void
run_engine (TwSyncAccount *self, TwSoupTransport *transport)
{
  g_set_object (&self->transport, transport);
  g_signal_connect_object (transport, "tokens-changed", G_CALLBACK (on_tokens_changed), self, G_CONNECT_SWAPPED);
  self->sync = tw_sync_new (self->store, TW_TRANSPORT (transport), NULL);
  self->witness = tw_audit_witness_new (self->store, TW_TRANSPORT (transport), on_audit_wrong, self);
  g_signal_connect_object (self->sync, "signed-out", G_CALLBACK (on_signed_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "notify", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "file-changed", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  tw_store_set_user (self->store, &self->identity->user);
  update_network (self);
  set_state (self, TW_ACCOUNT_ON);
  tw_sync_start (self->sync);
}

static void
end_engine (TwSyncAccount *self)
{
  if (self->sync != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sync, self);
      tw_sync_stop (self->sync);
    }
  g_clear_pointer (&self->witness, tw_audit_witness_free);
  g_clear_object (&self->sync);
  if (self->transport != NULL)
    g_signal_handlers_disconnect_by_data (self->transport, self);
  g_clear_object (&self->transport);
  self->offline_since = 0;
}

/* --- Opening: the token of the last time --- */

typedef struct
{
  char          *name, *secret;
  TwSecretsPlace place;
  guint          round;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->name);
  tw_sync_secrets_free (opening->secret);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (GError) error = NULL;

  opening->secret = tw_sync_secrets_load (opening->name, &opening->place, &error);
  if (error != NULL)
    g_message ("%s", error->message);
  g_task_return_boolean (task, opening->secret != NULL);
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer data)
{
  TwSyncAccount *self = TW_SYNC_ACCOUNT (object);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (TwSoupTransport) transport = NULL;

  if (opening->round != self->round || self->identity == NULL || self->sync != NULL)
    return;
  self->place = opening->place;
  if (opening->secret != NULL)
    transport = tw_soup_transport_new (self->identity->server, NULL);
  if (transport == NULL)
    {
      set_state (self, TW_ACCOUNT_SIGNED_OUT);
      return;
    }
  tw_soup_transport_set_tokens (transport, NULL, opening->secret);
  run_engine (self, transport);
}

/* --- For who connects --- */

const TwReplicaIdentity *
tw_sync_account_get_identity (TwSyncAccount *account)
{
  return account->identity;
}

void
tw_sync_account_take_identity (TwSyncAccount *account, TwReplicaIdentity *identity, TwSoupTransport *transport, const char *refresh)
{
  end_engine (account);
  g_clear_pointer (&account->identity, tw_replica_identity_free);
  account->identity = identity;
  keep (account, refresh);
  run_engine (account, transport);
  count_all (account);
}

/* --- The object --- */

static void
tw_sync_account_dispose (GObject *object)
{
  TwSyncAccount *self = TW_SYNC_ACCOUNT (object);

  tw_sync_account_stop (self);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_pointer (&self->identity, tw_replica_identity_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_sync_account_parent_class)->dispose (object);
}

static void
tw_sync_account_finalize (GObject *object)
{
  tw_token_keeper_free (TW_SYNC_ACCOUNT (object)->keeper);
  G_OBJECT_CLASS (tw_sync_account_parent_class)->finalize (object);
}

static void
tw_sync_account_class_init (TwSyncAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_sync_account_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_sync_account_finalize;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_SYNC_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_sync_account_init (TwSyncAccount *self)
{
  self->keeper = tw_token_keeper_new (G_OBJECT (self), on_token_kept);
  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered", G_CALLBACK (update_network), self, G_CONNECT_SWAPPED);
}

/**
 * tw_sync_account_new:
 * @store: a workspace, alone or of a server
 *
 * Returns: (transfer full): its account, which does nothing before tw_sync_account_start()
 */
TwSyncAccount *
tw_sync_account_new (TwStore *store)
{
  TwSyncAccount *self = g_object_new (TW_TYPE_SYNC_ACCOUNT, NULL);

  self->store = g_object_ref (store);
  self->identity = tw_replica_dup_identity (store);
  self->state = self->identity != NULL ? TW_ACCOUNT_SIGNED_OUT : TW_ACCOUNT_ALONE;
  g_signal_connect_object (store, "committed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  count_all (self);
  return self;
}

/**
 * tw_sync_account_start:
 * @account: an account
 *
 * Reads the token of the last time and goes on syncing. Without one the state becomes %TW_ACCOUNT_SIGNED_OUT.
 */
void
tw_sync_account_start (TwSyncAccount *account)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  account->quiet = FALSE;
  if (account->identity == NULL || account->sync != NULL || account->state == TW_ACCOUNT_OPENING)
    return;
  tw_store_set_user (account->store, &account->identity->user);
  set_state (account, TW_ACCOUNT_OPENING);
  opening = g_new0 (Opening, 1);
  opening->name = tw_id_dup_text (&account->identity->client);
  opening->round = account->round;
  task = g_task_new (account, NULL, on_opened, NULL);
  g_task_set_task_data (task, opening, opening_free);
  tw_task_run_in_thread (task, open_in_thread);
}

/**
 * tw_sync_account_stop:
 * @account: an account
 *
 * Stops syncing at once, and waits until the newest token is kept. tw_sync_account_start() goes on.
 */
void
tw_sync_account_stop (TwSyncAccount *account)
{
  account->round++;
  account->quiet = TRUE;
  g_clear_handle_id (&account->tell_id, g_source_remove);
  end_engine (account);
  tw_token_keeper_wait (account->keeper);
  if (account->identity != NULL)
    account->state = TW_ACCOUNT_SIGNED_OUT;
}

TwAccountState
tw_sync_account_get_state (TwSyncAccount *account)
{
  return account->state;
}

TwSync *
tw_sync_account_get_sync (TwSyncAccount *account)
{
  return account->sync;
}

TwStore *
tw_sync_account_get_store (TwSyncAccount *account)
{
  return account->store;
}

const char *
tw_sync_account_get_server (TwSyncAccount *account)
{
  return account->identity != NULL ? account->identity->server : NULL;
}

/**
 * tw_sync_account_dup_user:
 * @account: an account
 *
 * Returns: (transfer full) (nullable): the name of who belongs to the account; %NULL before the first load has brought it
 */
char *
tw_sync_account_dup_user (TwSyncAccount *account)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (account->store);
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  g_autofree char *name = account->identity != NULL && user != NULL
                          ? tw_store_dup_title (account->store, user->number, &account->identity->user) : NULL;

  return name != NULL && *name ? g_steal_pointer (&name) : NULL;
}

TwSecretsPlace
tw_sync_account_get_place (TwSyncAccount *account)
{
  return account->place;
}

gint64
tw_sync_account_get_pending (TwSyncAccount *account)
{
  return account->pending;
}

guint
tw_sync_account_get_refused (TwSyncAccount *account)
{
  return account->refused;
}

guint
tw_sync_account_get_conflicts (TwSyncAccount *account)
{
  return account->conflicts;
}

TwInstant
tw_sync_account_get_offline_since (TwSyncAccount *account)
{
  return account->offline_since;
}

/**
 * tw_sync_account_dup_root:
 * @address: what a person wrote
 *
 * Returns: (transfer full): the root of the server; not checked
 */
char *
tw_sync_account_dup_root (const char *address)
{
  g_autofree char *text = g_strstrip (g_strdup (address));

  for (gsize length = strlen (text); length > 0 && text[length - 1] == '/'; length--)
    text[length - 1] = '\0';
  if (strstr (text, "://") != NULL)
    return g_steal_pointer (&text);
  return g_strconcat ("https://", text, NULL);
}

static void
on_signed_off (TwReply *reply, gpointer data)
{
  g_object_unref (data);
  tw_reply_free (reply);
}

/**
 * tw_sync_account_sign_out:
 * @account: an account of a server
 *
 * Stops, tells the server that the token is not used any more, and forgets it. What waits stays until the person signs in again.
 */
void
tw_sync_account_sign_out (TwSyncAccount *account)
{
  g_autoptr (TwSoupTransport) transport = account->transport != NULL ? g_object_ref (account->transport) : NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  if (account->identity == NULL)
    return;
  account->round++;
  end_engine (account);
  if (transport != NULL)
    tw_transport_send (TW_TRANSPORT (transport), "POST", "/api/auth/sign-out", body, "application/json", NULL, NULL, on_signed_off,
                       g_object_ref (transport));
  tw_token_keeper_forget (account->keeper, &account->identity->client);
  set_state (account, TW_ACCOUNT_SIGNED_OUT);
}

/**
 * tw_sync_account_leave:
 * @account: an account of a server
 * @force: also when something waits, which the server then never gets
 * @error: %TW_STORE_ERROR_IN_THE_WAY
 *
 * Makes the workspace stand alone. All data stays.
 *
 * Returns: whether it does
 */
gboolean
tw_sync_account_leave (TwSyncAccount *account, gboolean force, GError **error)
{
  TwAccountState state = account->state;

  if (account->identity == NULL)
    return TRUE;
  if (account->sync != NULL)
    tw_sync_stop (account->sync);
  if (!tw_replica_leave (account->store, force, error))
    {
      if (account->sync != NULL && state == TW_ACCOUNT_ON)
        tw_sync_start (account->sync);
      return FALSE;
    }
  tw_sync_account_sign_out (account);
  g_clear_pointer (&account->identity, tw_replica_identity_free);
  set_state (account, TW_ACCOUNT_ALONE);
  return TRUE;
}
