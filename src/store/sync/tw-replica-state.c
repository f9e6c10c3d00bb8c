/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replica keeps by key. The engine asks for it many times whenever it looks whether there is work, and nearly always nothing was
 * written since: so it is kept until the next commit. */
#include "config.h"

#include "tw-outbox-private.h"

/* TRUE: it is known (nullable) after so many writes. */
static gboolean
look_up (TwStore *store, const char *key, int writes, char **value)
{
  gboolean known = FALSE;
  gpointer kept;

  /* Before the first commit nobody has told that commits are counted at all: those of a journal that is no log are not. 0 as well while a
   * commit is made that some see already and others do not. */
  if (writes == 0)
    return FALSE;
  g_mutex_lock (&store->lock);
  if (store->replica_state != NULL && store->replica_state_at == writes)
    known = g_hash_table_lookup_extended (store->replica_state, key, NULL, &kept);
  if (known)
    *value = g_strdup (kept);
  g_mutex_unlock (&store->lock);
  return known;
}

static void
keep (TwStore *store, const char *key, int writes, const char *value)
{
  if (writes == 0)
    return;
  g_mutex_lock (&store->lock);
  /* What was read before somebody wrote may be stale. */
  if (tw_store_count_writes (store) == writes)
    {
      if (store->replica_state == NULL)
        store->replica_state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      if (store->replica_state_at != writes)
        g_hash_table_remove_all (store->replica_state);
      store->replica_state_at = writes;
      g_hash_table_replace (store->replica_state, g_strdup (key), g_strdup (value));
    }
  g_mutex_unlock (&store->lock);
}

/**
 * tw_replica_get_round:
 * @store: a store
 *
 * Any thread. What was read after one call is true as long as later calls return the same.
 *
 * Returns: a number that changes with each commit of this store; 0: it is not known whether there was one
 */
int
tw_replica_get_round (TwStore *store)
{
  return tw_store_count_writes (store);
}

/**
 * tw_replica_dup_state:
 * @store: a store
 * @key: a key
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what was kept under the key
 */
char *
tw_replica_dup_state (TwStore *store, const char *key)
{
  int writes = tw_store_count_writes (store);
  char *value = NULL;
  TwDb *db;

  if (!tw_store_is_replica (store) || look_up (store, key, writes, &value))
    return value;
  db = tw_store_take_reader (store, NULL);
  if (db == NULL)
    return NULL;
  if (tw_replica_read_state (db, key, &value, NULL))
    keep (store, key, writes, value);
  tw_store_return_reader (store, db);
  return value;
}
