/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-replica.h"

/**
 * tw_access_check_export:
 * @store: a store
 * @entity: an entity of it
 * @error: %TW_ACCESS_ERROR_DENIED with a sentence for the person
 *
 * Asks whether who works here may take records out of Tradewind: into files, onto paper and the clipboard. In a workspace that follows no
 * server everything is its owner's. A few small reads; any thread.
 *
 * Returns: whether he may
 */
gboolean
tw_access_check_export (TwStore        *store,
                        const TwEntity *entity,
                        GError        **error)
{
  g_autoptr(TwAccess) access = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && entity != NULL, FALSE);
  if (!tw_store_is_replica (store))
    return TRUE;
  access = tw_access_new (store, tw_store_get_user (store), NULL, NULL);
  if (access != NULL && tw_access_may (access, TW_RIGHT_EXPORT, entity))
    return TRUE;
  /* Translators: %s is a kind of record in the plural, "Deals". */
  g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED,
               _("Your role does not let you export “%s”. Ask an administrator for the right to export."),
               tw_entity_get_label (entity, TRUE));
  return FALSE;
}
