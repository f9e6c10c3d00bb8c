/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a workspace comes to a server: the sign-in, the device is registered, and the workspace joins or goes on. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-sync-account-private.h"

#include "tw-sign-in.h"
#include "tw-task.h"

typedef struct
{
  TwSoupTransport   *transport;
  TwSignedIn        *signed_in;
  TwReplicaIdentity *identity;
  gboolean           bring_data, again;
} Connecting;

static void
connecting_free (gpointer data)
{
  Connecting *connecting = data;

  g_clear_object (&connecting->transport);
  g_clear_pointer (&connecting->signed_in, tw_signed_in_free);
  g_clear_pointer (&connecting->identity, tw_replica_identity_free);
  g_free (connecting);
}

static TwReplicaIdentity *
identity_new (const char *server, const TwSignedIn *signed_in, const TwId *client)
{
  TwReplicaIdentity *identity = g_new0 (TwReplicaIdentity, 1);

  identity->server = g_strdup (server);
  identity->workspace = signed_in->workspace;
  identity->user = signed_in->user;
  identity->client = *client;
  return identity;
}

/* The local person is known to nobody at the server: before records are queued, they become those of whom the server knows. This
 * is not sent, so it is done as a replica that has nothing queued. */
static gboolean
join (TwStore *store, Connecting *connecting, GError **error)
{
  const TwId *me = tw_store_get_user (store), *user = &connecting->identity->user;

  if (connecting->bring_data && !tw_id_equal (me, user)
      && (!tw_replica_join (store, connecting->identity, FALSE, error)
          || !tw_account_adopt (store, user, connecting->signed_in->name, error) || !tw_replica_leave (store, TRUE, error)))
    {
      tw_replica_leave (store, TRUE, NULL);
      return FALSE;
    }
  return tw_replica_join (store, connecting->identity, connecting->bring_data, error);
}

static void
join_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  TwSyncAccount *self = TW_SYNC_ACCOUNT (source);
  Connecting *connecting = task_data;
  GError *error = NULL;

  if (connecting->again || join (tw_sync_account_get_store (self), connecting, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_joined (GObject *object, GAsyncResult *result, gpointer data)
{
  TwSyncAccount *self = TW_SYNC_ACCOUNT (object);
  g_autoptr (GTask) task = data;
  Connecting *connecting = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  tw_sync_account_take_identity (self, g_steal_pointer (&connecting->identity), connecting->transport, connecting->signed_in->refresh);
  g_task_return_boolean (task, TRUE);
}

static void
on_registered (TwReply *reply, gpointer data)
{
  g_autoptr (GTask) task = data;
  TwSyncAccount *self = g_task_get_source_object (task);
  Connecting *connecting = g_task_get_task_data (task);
  g_autoptr (GTask) join = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    ;
  else if (!tw_sign_in_read_client (reply, tw_soup_transport_get_server (connecting->transport), &error))
    g_task_return_error (task, error);
  else
    {
      join = g_task_new (self, NULL, on_joined, g_object_ref (task));
      g_task_set_task_data (join, connecting, NULL);
      tw_task_run_in_thread (join, join_in_thread);
    }
  tw_reply_free (reply);
}

static void
on_signed_in (TwReply *reply, gpointer data)
{
  g_autoptr (GTask) task = data;
  TwSyncAccount *self = g_task_get_source_object (task);
  Connecting *connecting = g_task_get_task_data (task);
  const char *server = tw_soup_transport_get_server (connecting->transport);
  const TwReplicaIdentity *identity = tw_sync_account_get_identity (self);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (tw_sync_account_get_store (self));
  g_autoptr (GBytes) body = NULL;
  TwId client = identity != NULL ? identity->client : tw_id_new ();
  GError *error = NULL;

  connecting->again = identity != NULL;
  if (!g_task_return_error_if_cancelled (task))
    connecting->signed_in = tw_sign_in_read (reply, server, &error);
  tw_reply_free (reply);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (connecting->signed_in != NULL && connecting->again && !tw_id_equal (&connecting->signed_in->user, &identity->user))
    g_task_return_new_error (task, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_OTHER_USER, "%s",
                             _("This workspace belongs to another person of this server. Sign in as that person, or open a workspace of your own."));
  else if (connecting->signed_in != NULL)
    {
      connecting->identity = identity_new (server, connecting->signed_in, &client);
      tw_soup_transport_set_tokens (connecting->transport, connecting->signed_in->access, connecting->signed_in->refresh);
      body = tw_sign_in_print_client (&client, &connecting->signed_in->user, schema);
      tw_transport_send (TW_TRANSPORT (connecting->transport), "POST", "/sync/v1/clients", body, "application/json", NULL,
                         g_task_get_cancellable (task), on_registered, g_object_ref (task));
    }
}

/**
 * tw_sync_account_connect_async:
 * @account: an account
 * @sign_in: who wants to connect and where; copied as far as it is needed
 * @cancellable: (nullable): gives up
 * @callback: (scope async): when the engine runs, or with an error of %TW_ACCOUNT_ERROR
 * @data: for @callback
 *
 * Signs in. A workspace that stands alone joins the server; one that belongs to it already goes on, if it is the same person.
 */
void
tw_sync_account_connect_async (TwSyncAccount *account, const TwSignIn *sign_in, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (account, cancellable, callback, data);
  const TwReplicaIdentity *identity = tw_sync_account_get_identity (account);
  g_autofree char *root = identity != NULL ? g_strdup (identity->server) : tw_sync_account_dup_root (sign_in->server);
  g_autoptr (GBytes) body = NULL;
  Connecting *connecting = g_new0 (Connecting, 1);
  GError *error = NULL;

  g_task_set_task_data (task, connecting, connecting_free);
  connecting->bring_data = sign_in->bring_data;
  connecting->transport = tw_soup_transport_new (root, &error);
  if (connecting->transport == NULL)
    {
      g_task_return_new_error (task, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_NOT_A_SERVER, "%s", error->message);
      g_error_free (error);
      return;
    }
  body = tw_sign_in_print (sign_in);
  tw_transport_send (TW_TRANSPORT (connecting->transport), "POST", tw_sign_in_get_path (sign_in), body, "application/json", NULL, cancellable, on_signed_in,
                     g_object_ref (task));
}

gboolean
tw_sync_account_connect_finish (TwSyncAccount *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
