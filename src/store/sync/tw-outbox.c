/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the outbox: it points into the log, whose changes have the base and the person's value of each field. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-outbox-private.h"

void
tw_outbox_row_read (TwStmt *stmt, TwOutboxRow *row)
{
  *row = (TwOutboxRow) { .n = tw_stmt_get_int (stmt, 0), .commit_seq = tw_stmt_get_int (stmt, 1),
                         .first_change = tw_stmt_get_int (stmt, 2), .last_change = tw_stmt_get_int (stmt, 3),
                         .entity = (guint) tw_stmt_get_int (stmt, 4), .links = tw_stmt_get_int (stmt, 6) == TW_OUTBOX_LINKS,
                         .offer = tw_stmt_get_int (stmt, 6) == TW_OUTBOX_OFFER,
                         .state = (guint) tw_stmt_get_int (stmt, 6), .joined = tw_stmt_get_int (stmt, 6) == TW_OUTBOX_JOINED,
                         .tries = tw_stmt_get_int (stmt, 7) };
  tw_stmt_get_id (stmt, 5, &row->record);
}

/* The id of a part of a commit: its time, and a digest of which part it is. */
static void
derive_id (const TwId *commit, gint64 part, TwId *id)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("part %" G_GINT64_FORMAT, part);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, commit->bytes, sizeof commit->bytes);
  g_checksum_update (sum, (const guchar *) text, -1);
  g_checksum_get_digest (sum, digest, &length);
  *id = *commit;
  memcpy (id->bytes + 9, digest, sizeof id->bytes - 9);
}

static gboolean
read_changes (TwDb *db, const TwOutboxRow *row, TwCommitHead *head, TwOutboxItem *item, gsize *bytes, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.seq >= ? AND c.seq <= ? "
                                           "ORDER BY c.seq", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, row->first_change);
  tw_stmt_bind_int (stmt, 2, row->last_change);
  while (tw_stmt_step (stmt, &local))
    {
      gboolean erased;
      g_autoptr (TwChange) change = tw_log_read_change (stmt, head, &erased, error);
      gsize length;

      if (change == NULL)
        return FALSE;
      tw_stmt_get_blob (stmt, 4, &length);
      *bytes += length;
      if (!erased)
        g_ptr_array_add (item->changes, g_steal_pointer (&change));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* New records that a person, a rule or an undo made together with something else belong together; those of an import do not. */
static gboolean
is_atomic (TwCommitHead *head, GPtrArray *changes)
{
  if (head->n_changes < 2 || head->n_changes > TW_OUTBOX_CHANGES
      || (head->origin != TW_ORIGIN_PERSON && head->origin != TW_ORIGIN_RULE && head->origin != TW_ORIGIN_UNDO))
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    if (tw_change_get_op (changes->pdata[i]) == TW_OP_ADD)
      return TRUE;
  return FALSE;
}

TwOutboxItem *
tw_outbox_load_item (TwStore *store, TwDb *db, const TwOutboxRow *row, gsize *bytes, GError **error)
{
  g_autoptr (TwCommitHead) head = NULL;
  TwOutboxItem *item;

  if (row->entity != 0)
    {
      *bytes += 500;
      return tw_outbox_load_row (store, db, row, error);
    }
  head = tw_log_read_head (db, row->commit_seq, error);
  if (head == NULL)
    return NULL;
  item = g_new0 (TwOutboxItem, 1);
  item->n = row->n;
  item->stamp = head->stamp;
  item->at = head->at;
  item->origin = head->origin;
  item->title = g_strdup (head->title);
  item->tries = (guint) row->tries;
  item->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  if (row->first_change == head->first_change && row->last_change == head->first_change + head->n_changes - 1)
    item->commit = head->id;
  else
    derive_id (&head->id, row->first_change - head->first_change, &item->commit);
  if (!read_changes (db, row, head, item, bytes, error))
    g_clear_pointer (&item, tw_outbox_item_free);
  else
    item->atomic = is_atomic (head, item->changes);
  return item;
}

gboolean
tw_outbox_renumber (TwDb *db, gint64 first, GError **error)
{
  gint64 acked = first - 1, lowest;

  if (!tw_replica_number (db, "SELECT min(n) FROM sync_outbox", first, &lowest, error, 0))
    return FALSE;
  /* By way of negative numbers, so that no two are the same meanwhile. */
  return tw_replica_run (db, "UPDATE sync_outbox SET n = -(n + ?), tries = 0", error, 1, first - lowest)
         && tw_replica_run (db, "UPDATE sync_outbox SET n = -n", error, 0)
         && tw_replica_run (db, "UPDATE sync_pending SET n = n + ? WHERE seq IS NULL AND n > 0", error, 1, first - lowest)
         && tw_replica_run (db, "UPDATE sync_offer SET n = n + ? WHERE n > 0", error, 1, first - lowest)
         && tw_replica_write_number (db, TW_STATE_ACKED, acked, error);
}

static gboolean
read_items (TwStore *store, TwDb *db, gint64 from_n, guint max_items, gsize max_bytes, GPtrArray *items, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_OUTBOX_COLUMNS " FROM sync_outbox WHERE n >= ? ORDER BY n", error);
  g_autoptr (GError) local = NULL;
  gsize bytes = 0;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, from_n);
  while (items->len < MAX (max_items, 1) && tw_stmt_step (stmt, &local))
    {
      TwOutboxRow row;
      TwOutboxItem *item;

      tw_outbox_row_read (stmt, &row);
      item = tw_outbox_load_item (store, db, &row, &bytes, error);
      if (item == NULL)
        return FALSE;
      if (items->len > 0 && bytes > max_bytes)
        {
          tw_outbox_item_free (item);
          break;
        }
      g_ptr_array_add (items, item);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
run_rewind (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const gint64 *first = data;

  return tw_db_begin (db, error) && tw_outbox_renumber (db, *first, error) && tw_db_commit (db, error);
}

/**
 * tw_outbox_item_free:
 * @item: (transfer full) (nullable): an item
 */
void
tw_outbox_item_free (TwOutboxItem *item)
{
  if (item == NULL)
    return;
  g_free (item->title);
  g_free (item->lost);
  g_clear_pointer (&item->changes, g_ptr_array_unref);
  g_free (item);
}

/**
 * tw_outbox_read:
 * @store: a replica
 * @from_n: the first number
 * @max_items: at most so many
 * @max_bytes: and of about so many bytes, one item in any case
 *
 * Reads what the server has not answered, in order. An item whose records are all forgotten meanwhile has no changes left and
 * is sent as it is: numbers have no gaps.
 *
 * Returns: (transfer full) (nullable) (element-type TwOutboxItem): the mutations; %NULL with @error
 */
GPtrArray *
tw_outbox_read (TwStore *store, gint64 from_n, guint max_items, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_outbox_item_free);
  TwDb *db;
  gboolean good;

  if (!tw_store_is_replica (store))
    return g_steal_pointer (&items);
  db = tw_store_take_reader (store, error);
  if (db == NULL)
    return NULL;
  good = tw_db_run (db, "BEGIN", error) && read_items (store, db, from_n, max_items, max_bytes, items, error);
  tw_store_return_reader (store, db);
  return good ? g_steal_pointer (&items) : NULL;
}

/**
 * tw_outbox_count:
 * @store: a store
 *
 * Returns: how many mutations the server has not answered; -1 with @error
 */
gint64
tw_outbox_count (TwStore *store, GError **error)
{
  TwDb *db;
  gint64 n = -1;

  if (!tw_store_is_replica (store))
    return 0;
  db = tw_store_take_reader (store, error);
  if (db == NULL || !tw_replica_number (db, "SELECT count(*) FROM sync_outbox", 0, &n, error, 0))
    n = -1;
  tw_store_return_reader (store, db);
  return n;
}

/**
 * tw_outbox_last_acked:
 * @store: a store
 *
 * Returns: number of the last mutation that the server answered; 0 for none
 */
gint64
tw_outbox_last_acked (TwStore *store)
{
  g_autofree char *text = tw_replica_dup_state (store, TW_STATE_ACKED);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * tw_outbox_rewind:
 * @store: a replica
 * @expected: the number that the server expects next
 *
 * Numbers what is not answered from @expected on: the server does not remember what it answered before.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_outbox_rewind (TwStore *store, gint64 expected, GError **error)
{
  gint64 first = MAX (expected, 1);

  return tw_store_run_writer (store, run_rewind, &first, error);
}
