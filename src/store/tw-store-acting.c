/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On whose behalf a thread works. A server answers many people with one store: what a request reads and writes is read and written
 * as the person who asked, also where the writer's thread does the writing. */
#include "config.h"

#include "tw-store-internal.h"

typedef struct
{
  TwStore *store;                                      /* only compared */
  TwId     user;
} Acting;

static GPrivate acting_key = G_PRIVATE_INIT (g_free);

static Acting *
get_acting (TwStore *store)
{
  Acting *acting = g_private_get (&acting_key);

  return acting != NULL && acting->store == store ? acting : NULL;
}

/**
 * tw_store_act_as:
 * @store: a store
 * @user: (nullable): the record of a user, or %NULL for the store's own user again
 *
 * From now on this thread reads and writes as @user: "me" and "my team" in conditions, and the author of commits. What is given to the
 * writer takes it along. A thread acts for one store at a time.
 */
void
tw_store_act_as (TwStore *store, const TwId *user)
{
  Acting *acting = g_private_get (&acting_key);

  if (user == NULL)
    {
      g_private_replace (&acting_key, NULL);
      return;
    }
  if (acting == NULL)
    g_private_set (&acting_key, acting = g_new (Acting, 1));
  acting->store = store;
  acting->user = *user;
}

gboolean
tw_store_get_acting (TwStore *store, TwId *user)
{
  Acting *acting = get_acting (store);

  if (acting != NULL)
    *user = acting->user;
  return acting != NULL;
}

const TwId *
tw_store_get_user (TwStore *store)
{
  Acting *acting = get_acting (store);

  return acting != NULL ? &acting->user : &store->user;
}
