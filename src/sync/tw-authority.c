/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

  g_return_val_if_fail (g_bytes_get_size (secret) >= 32, NULL);
  if (!tw_peers_enable (store, error) || (epoch = tw_peers_dup_epoch (store, error)) == NULL)
    return NULL;
  authority = g_new0 (TwAuthority, 1);
  authority->store = g_object_ref (store);
  authority->access = access;
  authority->secret = g_bytes_ref (secret);
  authority->epoch = g_intern_string (epoch);
  authority->max_file = G_GINT64_CONSTANT (1000000000);
  return authority;
}

/* Of several processes on one database each may find that it was put back, and begin an epoch: all have to name the same one then, or
 * devices go from one to the other for ever. */
const char *
tw_authority_get_epoch (TwAuthority *authority)
{
  g_autofree char *epoch = tw_peers_are_shared (authority->store) ? tw_peers_dup_epoch (authority->store, NULL) : NULL;

  if (epoch != NULL && strcmp (epoch, g_atomic_pointer_get (&authority->epoch)) != 0)
    g_atomic_pointer_set (&authority->epoch, g_intern_string (epoch));
  return g_atomic_pointer_get (&authority->epoch);
}

void
tw_authority_free (TwAuthority *authority)
{
  if (authority == NULL)
    return;
  g_object_unref (authority->store);
  g_bytes_unref (authority->secret);
  g_free (authority);
}
