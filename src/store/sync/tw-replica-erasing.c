/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of an erasure comes after its transaction: files go, and what would still have the words is rewritten. It is noted in the same
 * transaction what that is of, so that a device that stopped in between goes on with it and does not say before that all is done.
 *
 * The state has words: "eN" for an entity by its number, "fHASH" for a file. */
#include "config.h"

#include "tw-erase.h"
#include "tw-replica-private.h"

static void
add_word (GString *text, const char *word)
{
  g_auto (GStrv) words = g_strsplit (text->str, " ", -1);

  if (g_strv_contains ((const char *const *) words, word))
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

gboolean
tw_replica_note_erasing (TwReplicaTx *tx, GError **error)
{
  g_autofree char *former = NULL;
  g_autoptr (GString) text = NULL;
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (tx->erased) == 0)
    return TRUE;
  if (!tw_replica_read_state (tx->db, TW_STATE_ERASING, &former, error))
    return FALSE;
  text = g_string_new (former);
  g_hash_table_iter_init (&iter, tx->erased);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *word = g_strdup_printf ("e%u", GPOINTER_TO_UINT (key));

      add_word (text, word);
    }
  g_hash_table_iter_init (&iter, tx->erased_files);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *word = g_strdup_printf ("f%s", (const char *) key);

      add_word (text, word);
    }
  return tw_replica_write_state (tx->db, TW_STATE_ERASING, text->str, error);
}

/**
 * tw_replica_finish_erasing:
 * @store: a replica, outside of a transaction of the server's rows
 *
 * Does what is left to do of erasures that are committed. On a worker thread; nothing when there are none.
 *
 * Returns: %TRUE when no word of them is here; %FALSE with @error, and it is to be done again
 */
gboolean
tw_replica_finish_erasing (TwStore *store, GError **error)
{
  g_autofree char *state = tw_replica_dup_state (store, TW_STATE_ERASING);
  g_auto (GStrv) words = state != NULL ? g_strsplit (state, " ", -1) : NULL;
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (guint));

  if (words == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint number = (guint) g_ascii_strtoull (words[i] + (*words[i] != '\0'), NULL, 10);

      if (*words[i] == 'f')
        g_hash_table_add (files, g_strdup (words[i] + 1));
      else if (*words[i] == 'e')
        g_array_append_val (entities, number);
    }
  return tw_replica_drop_files (store, files, TRUE, error) && tw_store_scrub (store, entities, error)
         && tw_replica_set_state (store, TW_STATE_ERASING, NULL, error);
}
