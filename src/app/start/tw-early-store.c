/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-early-store.h"

#include "tw-open-store.h"

static GThread *thread;
static char *opening;

static gpointer
open_store (gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwStore) store = tw_open_store_patiently (data, &error);

  if (store == NULL)
    {
      g_debug ("The workspace could not be opened early: %s", error->message);
      return NULL;
    }
  /* A first connection for reading, too. SQLite parses the schema for each: what the rules read then needs no second one. */
  tw_store_context_free (tw_store_dup_context (store));
  return g_steal_pointer (&store);
}

/**
 * tw_early_store_begin:
 * @dir: the folder of a workspace
 *
 * Begins to open the workspace, on the main thread's context.
 */
void
tw_early_store_begin (const char *dir)
{
  g_return_if_fail (dir != NULL && thread == NULL);

  opening = g_strdup (dir);
  thread = g_thread_new ("tw-early-store", open_store, opening);
}

/**
 * tw_early_store_take:
 * @dir: (nullable): the folder that is wanted; %NULL when none is
 *
 * Waits for the store that tw_early_store_begin() opens.
 *
 * Returns: (transfer full) (nullable): it, or %NULL when it was another, or could not be opened
 */
TwStore *
tw_early_store_take (const char *dir)
{
  g_autoptr(TwStore) store = NULL;
  gboolean wanted;

  if (thread == NULL)
    return NULL;
  store = g_thread_join (g_steal_pointer (&thread));
  wanted = g_strcmp0 (dir, opening) == 0;
  g_clear_pointer (&opening, g_free);
  if (store == NULL || wanted)
    return g_steal_pointer (&store);
  tw_store_close (store);
  return NULL;
}
