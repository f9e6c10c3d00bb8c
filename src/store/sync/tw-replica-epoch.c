/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that was put back from a copy. Its seqs begin again at a number that this workspace has gone beyond, and it may have
 * lost records that are still here. */
#include "config.h"

#include "tw-replica-private.h"

#define STATE_OFFER "offer"                             /* rows that the server does not give are to be queued */

static gboolean
update_all (TwStore *store, TwDb *db, const char *set_and_where, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwTable *table = tw_store_get_table (store, tw_schema_get_entity_at (schema, e));
      g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s", table->name, set_and_where);

      if (!tw_db_exec (db, sql, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const char *lost;
  gint64      fork;
} BeginJob;

/* What was answered by the lost part of the history is here only: its rows count as known, too, and are offered if need be. What was removed
 * for good since the copy was made is there again, in the wastebasket, and comes back here: else the two would never be the same. */
static gboolean
run_begin (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  BeginJob *job = data;

  return tw_db_begin (db, error) && tw_offers_begin (store, db, job->lost, job->fork, error)
         && update_all (store, db, TW_SERVER_SEQ " = 0 WHERE " TW_SERVER_SEQ " IS NOT NULL "
                        "OR id IN (SELECT record FROM sync_pending WHERE seq IS NOT NULL)", error)
         && tw_db_exec (db, "DELETE FROM sync_pending WHERE seq IS NOT NULL; DELETE FROM tw_tombstone", error)
         && tw_replica_write_state (db, TW_STATE_SEQ, NULL, error) && tw_replica_write_state (db, STATE_OFFER, "1", error)
         && tw_db_commit (db, error);
}

/* Within a transaction. */
gboolean
tw_replica_end_epoch_in (TwStore *store, TwDb *db, GError **error)
{
  g_autofree char *offer = NULL;

  if (!tw_replica_read_state (db, STATE_OFFER, &offer, error))
    return FALSE;
  return offer == NULL
         || (tw_offers_end (store, db, error) && update_all (store, db, TW_SERVER_SEQ " = NULL WHERE " TW_SERVER_SEQ " = 0", error)
             && tw_replica_write_state (db, STATE_OFFER, NULL, error));
}

static gboolean
run_end (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_begin (db, error) && tw_replica_end_epoch_in (store, db, error) && tw_db_commit (db, error);
}

/**
 * tw_replica_begin_epoch:
 * @store: a replica
 * @lost: the epoch until now
 * @fork: the last seq that the server's history has in common with what is here
 *
 * The server has a new epoch: every row that it will give is taken as newer than what is here, but what changed here after @fork
 * goes on being shown, to be sent after the load. Twice is the same as once.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_begin_epoch (TwStore *store, const char *lost, gint64 fork, GError **error)
{
  BeginJob job = { lost, fork };

  return !tw_store_is_replica (store) || tw_store_run_writer (store, run_begin, &job, error);
}

/**
 * tw_replica_end_epoch:
 * @store: a replica
 *
 * Everything of the new epoch was loaded: live records that the server did not give are queued, as they are, and what it has lost of others.
 *
 * Returns: %TRUE when it is on the disk, or there was nothing to do
 */
gboolean
tw_replica_end_epoch (TwStore *store, GError **error)
{
  return !tw_store_is_replica (store) || tw_store_run_writer (store, run_end, NULL, error);
}
