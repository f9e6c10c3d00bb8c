/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one push carries, out of the outbox: made while the answer to the push before it is still awaited. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-sync-private.h"

/* The mutation that the server could not read goes empty. */
static void
empty_void (TwStore *store, TwWirePush *push)
{
  g_autofree char *reason = tw_replica_dup_state (store, "void");
  gint64 n = reason != NULL ? g_ascii_strtoll (reason, NULL, 10) : 0;

  for (guint i = 0; i < push->mutations->len; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (mutation->n == n)
        g_ptr_array_set_size (mutation->ops, 0);
    }
}

static TwWirePush *
make_push (TwStore *store, GPtrArray *items, GError **error)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (store);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  TwWirePush *push;

  if (identity == NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This workspace belongs to no server."));
      return NULL;
    }
  push = tw_wire_push_from_outbox (items);
  push->client = identity->client;
  push->epoch = tw_replica_dup_state (store, "epoch");
  push->schema = g_strdup (tw_schema_get_version (schema));
  empty_void (store, push);
  return push;
}

/**
 * tw_sync_batch_new:
 * @store: a replica
 * @from: number of the first mutation
 * @most: at most so many
 * @batch: (out) (transfer full) (nullable): what is to be sent; %NULL: nothing waits from there on
 * @error: of the store
 *
 * Reads what is to be sent next and notes that it is about to be. Any thread; waits for the store.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_sync_batch_new (TwStore *store, gint64 from, guint most, TwSyncBatch **batch, GError **error)
{
  g_autoptr (GPtrArray) items = tw_outbox_take (store, from, most, TW_WIRE_MAX_PUSH / 2, error);
  g_autoptr (TwWirePush) push = NULL;
  const TwOutboxItem *first, *last;

  *batch = NULL;
  if (items == NULL || items->len == 0)
    return items != NULL;
  first = g_ptr_array_index (items, 0);
  last = g_ptr_array_index (items, items->len - 1);
  push = make_push (store, items, error);
  if (push == NULL)
    return FALSE;
  *batch = g_new (TwSyncBatch, 1);
  **batch = (TwSyncBatch) { first->n, last->n, last->commit, tw_wire_push_begin (push) };
  return TRUE;
}

void
tw_sync_batch_free (TwSyncBatch *batch)
{
  if (batch == NULL)
    return;
  if (batch->json != NULL)
    g_string_free (batch->json, TRUE);
  g_free (batch);
}
