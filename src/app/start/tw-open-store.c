/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-open-store.h"

#include "tw-crm-rules.h"

#define TRIES   10                                     /* a command of tradewindctl is done in less than their time */
#define TRY_GAP (100 * G_TIME_SPAN_MILLISECOND)

/**
 * tw_open_store:
 * @dir: the folder of a workspace
 * @create: whether it is made when it is not there
 *
 * Opens a workspace. While another program has it open for writing it can only be read.
 *
 * Returns: (transfer full): the store, or %NULL with the errors of tw_store_open()
 */
TwStore *
tw_open_store (const char *dir,
               gboolean    create,
               GError    **error)
{
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (error);
  TwStore *store = shipped != NULL ? tw_store_open (dir, shipped, create, error) : NULL;

  if (store != NULL)
    tw_crm_rules_add (store);
  return store;
}

/**
 * tw_open_store_patiently:
 * @dir: the folder of a workspace
 *
 * Opens a workspace. While another program has it open for writing it is tried again for a second. Not on the main thread.
 *
 * Returns: (transfer full): the store, which perhaps can only be read, or %NULL with the errors of tw_store_open()
 */
TwStore *
tw_open_store_patiently (const char *dir,
                         GError    **error)
{
  for (guint i = 1;; i++)
    {
      g_autoptr(GError) local = NULL;
      TwStore *store = tw_open_store (dir, FALSE, &local);
      /* One that has to be brought up to date first cannot be read either. */
      gboolean busy = store != NULL ? tw_store_is_in_use (store) : g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE);

      if (!busy || i == TRIES)
        {
          if (local != NULL)
            g_propagate_error (error, g_steal_pointer (&local));
          return store;
        }
      if (store != NULL)
        tw_store_close (store);
      g_clear_object (&store);
      g_usleep (TRY_GAP);
    }
}
