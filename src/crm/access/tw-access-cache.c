/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-access-private.h"

/* Callers of a site at the same time; beyond it everything is forgotten at once. */
#define MAX_CALLERS 10000

struct _TwAccessCache
{
  TwStore    *store;
  GMutex      lock;
  guint64     round;                                   /* (mutex lock) of the store's people when the entries were made */
  GHashTable *entries;                                 /* (mutex lock) user and scopes → TwAccess */
};

/**
 * tw_access_cache_new:
 * @store: a store
 *
 * Returns: (transfer full): a cache of callers' rights, which holds until people, teams, roles, territories or fields change
 */
TwAccessCache *
tw_access_cache_new (TwStore *store)
{
  TwAccessCache *cache = g_new0 (TwAccessCache, 1);

  cache->store = g_object_ref (store);
  g_mutex_init (&cache->lock);
  cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tw_access_unref);
  return cache;
}

void
tw_access_cache_free (TwAccessCache *cache)
{
  if (cache == NULL)
    return;
  g_hash_table_unref (cache->entries);
  g_mutex_clear (&cache->lock);
  g_object_unref (cache->store);
  g_free (cache);
}

static char *
dup_key (const TwId *user, const char *const *scopes)
{
  g_autofree char *id = tw_id_dup_text (user), *joined = scopes != NULL ? g_strjoinv (" ", (char **) scopes) : NULL;

  return g_strconcat (id, joined != NULL ? " " : NULL, joined, NULL);
}

/**
 * tw_access_cache_get:
 * @cache: a cache
 * @user: a user's record
 * @scopes: (nullable): of an API key
 * @error: %TW_ACCESS_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): what the caller may do after the newest commit
 */
TwAccess *
tw_access_cache_get (TwAccessCache *cache, const TwId *user, const char *const *scopes, GError **error)
{
  g_autofree char *key = dup_key (user, scopes);
  guint64 round = tw_store_get_people_round (cache->store);
  TwAccess *access;

  g_mutex_lock (&cache->lock);
  if (cache->round != round || g_hash_table_size (cache->entries) >= MAX_CALLERS)
    {
      g_hash_table_remove_all (cache->entries);
      cache->round = round;
    }
  access = g_hash_table_lookup (cache->entries, key);
  if (access != NULL)
    tw_access_ref (access);
  g_mutex_unlock (&cache->lock);
  if (access != NULL)
    return access;
  access = tw_access_new (cache->store, user, scopes, error);
  if (access == NULL)
    return NULL;
  g_mutex_lock (&cache->lock);
  /* Rights that changed meanwhile must not stay in it. */
  if (cache->round == round && tw_store_get_people_round (cache->store) == round)
    g_hash_table_replace (cache->entries, g_steal_pointer (&key), tw_access_ref (access));
  g_mutex_unlock (&cache->lock);
  return access;
}
