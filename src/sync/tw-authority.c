/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"

/**
 * tw_authority_new:
 * @store: the server's
 * @access: (not nullable): rights of callers; must live as long as the authority
 * @secret: at least 32 bytes that nobody else knows
 * @error: the store's
 *
 * Returns: (transfer full) (nullable): the server's half of sync over @store
 */
TwAuthority *
tw_authority_new (TwStore *store, TwAccessCache *access, GBytes *secret, GError **error)
{
  TwAuthority *authority;
  g_autofree char *epoch = NULL;
  char *lineage;

  g_return_val_if_fail (g_bytes_get_size (secret) >= 32, NULL);
  if (!tw_peers_enable (store, error) || (epoch = tw_peers_dup_epoch (store, error)) == NULL
      || (lineage = tw_peers_dup_lineage (store, error)) == NULL)
    return NULL;
  authority = g_new0 (TwAuthority, 1);
  authority->store = g_object_ref (store);
  authority->access = access;
  authority->secret = g_bytes_ref (secret);
  authority->epoch = g_steal_pointer (&epoch);
  authority->lineage = lineage;
  authority->max_file = G_GINT64_CONSTANT (1000000000);
  return authority;
}

void
tw_authority_free (TwAuthority *authority)
{
  if (authority == NULL)
    return;
  g_object_unref (authority->store);
  g_bytes_unref (authority->secret);
  g_free (authority->epoch);
  g_free (authority->lineage);
  g_free (authority);
}
