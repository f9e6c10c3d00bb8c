/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When keys were used last. A program may ask a thousand times a second: what is told is written once a minute, and one minute of it is what a
 * power cut can take. */
#include "config.h"

#include "tw-accounts-private.h"
#include "tw-log.h"

GHashTable *
tw_accounts_used_new (void)
{
  return g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
}

void
tw_accounts_note_used (TwAccounts *accounts, const TwId *key)
{
  TwInstant now = g_get_real_time (), *at;

  g_mutex_lock (&accounts->lock);
  at = g_hash_table_lookup (accounts->used, key);
  if (at != NULL)
    *at = now;
  else
    g_hash_table_insert (accounts->used, g_memdup2 (key, sizeof *key), g_memdup2 (&now, sizeof now));
  g_mutex_unlock (&accounts->lock);
}

/* What could not be written is lost with this minute; the next use tells anew. */
void
tw_accounts_write_used (TwAccounts *accounts)
{
  g_autoptr (GArray) uses = g_array_new (FALSE, FALSE, sizeof (TwKeyUse));
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key, at;

  g_mutex_lock (&accounts->lock);
  g_hash_table_iter_init (&iter, accounts->used);
  while (g_hash_table_iter_next (&iter, &key, &at))
    {
      TwKeyUse use = { *(TwId *) key, *(TwInstant *) at };

      g_array_append_val (uses, use);
    }
  g_hash_table_remove_all (accounts->used);
  g_mutex_unlock (&accounts->lock);
  if (uses->len > 0 && !tw_accounts_note_key_uses (accounts->store, uses, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("warning", "key-use-not-written");

      tw_log_line_text (line, "reason", error->message);
    }
}

TwInstant
tw_accounts_get_used (TwServer *server, const TwKey *key)
{
  TwAccounts *accounts = tw_server_get_module (server, "accounts");
  TwInstant used = key->used, *at;

  g_mutex_lock (&accounts->lock);
  at = g_hash_table_lookup (accounts->used, &key->id);
  used = at != NULL ? MAX (used, *at) : used;
  g_mutex_unlock (&accounts->lock);
  return used;
}

gboolean
tw_accounts_is_not_own (TwRequest *request, TwResponse *response, const TwId *user)
{
  const TwCaller *caller = tw_caller_get (request);

  return !tw_id_is_nil (&caller->session) || !tw_id_equal (&caller->user, user) || tw_accounts_refuse_key (response);
}
