/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right to be forgotten, with several processes: who erases rewrites what still has the words in its own files, and here the others do.
 * The entry that brings an erasure changes rows alone; the search index and the write-ahead log have their words until they are rewritten. */
#include "config.h"

#include "tw-erase.h"
#include "tw-shared-private.h"
#include "tw-stmt-private.h"

/* A purge that leaves no word in the log is an erasure; one of the wastebasket leaves the history. */
static gboolean
is_erasure (TwDb *db, TwChange *change, gboolean *is, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM log_change WHERE record = ? AND body <> x'00' LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, tw_change_get_record (change));
  if (!tw_stmt_find (stmt, is, error))
    return FALSE;
  *is = !*is;
  return TRUE;
}

gboolean
tw_shared_note_erasure (TwShared *shared, TwDb *db, TwCommit *commit, GError **error)
{
  GPtrArray *changes = tw_commit_get_changes (commit);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      guint entity = tw_change_get_entity (change);
      gboolean is;

      if (tw_change_get_op (change) != TW_OP_PURGE)
        continue;
      if (!is_erasure (db, change, &is, error))
        return FALSE;
      if (!is)
        continue;
      g_mutex_lock (&shared->lock);
      if (shared->erased == NULL)
        shared->erased = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (shared->erased, entity);
      if (shared->files_gone == 0)
        shared->files_gone = g_get_monotonic_time ();
      g_mutex_unlock (&shared->lock);
    }
  return TRUE;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

gboolean
tw_shared_scrub_erased (TwShared *shared, GError **error)
{
  g_autoptr (GArray) entities = NULL;

  g_mutex_lock (&shared->lock);
  entities = g_steal_pointer (&shared->erased);
  g_mutex_unlock (&shared->lock);
  if (entities == NULL)
    return TRUE;
  g_array_sort (entities, compare_numbers);
  for (guint i = entities->len; i > 1; i--)
    if (g_array_index (entities, guint, i - 1) == g_array_index (entities, guint, i - 2))
      g_array_remove_index (entities, i - 1);
  if (tw_store_scrub (shared->store, entities, error))
    return TRUE;
  /* With the next look again. */
  g_mutex_lock (&shared->lock);
  if (shared->erased != NULL)
    g_array_append_vals (entities, shared->erased->data, shared->erased->len);
  g_clear_pointer (&shared->erased, g_array_unref);
  shared->erased = g_steal_pointer (&entities);
  g_mutex_unlock (&shared->lock);
  return FALSE;
}
