/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file goes next, and when. What has to be done about each is in the store (tw-replica-files.h); here is only what may be
 * forgotten with the process. */
#include "config.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-sync-private.h"

#define STATE_POLICY   "files.policy"
#define STATE_METERED  "files.metered"
#define REFUSED_SECONDS (6 * 3600)                      /* until one that was refused is offered again by itself */
#define CANDIDATES     200                              /* that are looked at for the next one, beside those that rest */

static const char *const policy_names[] = { "small", "all", "asked" };

/* --- When --- */

static gboolean
may_go (TwSync *sync)
{
  return sync->running && sync->online && sync->step == TW_STEP_NONE && sync->state != TW_SYNC_SIGNED_OUT && sync->state != TW_SYNC_UPGRADE
         && sync->pull_failures == 0 && !tw_sync_wants_load (sync);
}

static gboolean
on_timer (gpointer data)
{
  TwSync *sync = data;

  sync->files_timer = 0;
  tw_sync_files_go (sync);
  return G_SOURCE_REMOVE;
}

static void
go_at (TwSync *sync, gint64 ticks)
{
  gint64 wait = MAX (ticks - sync->env.ticks (sync->env.data), 0) / 1000 + 1;

  if (sync->files_timer != 0)
    sync->env.cancel (sync->files_timer, sync->env.data);
  sync->files_timer = sync->env.timeout ((guint) MIN (wait, 3600 * 1000), on_timer, sync, sync->env.data);
}

static void
rest (TwSync *sync, GHashTable *times, const char *hash, gint64 seconds)
{
  gint64 *later = g_new (gint64, 1);

  *later = sync->env.ticks (sync->env.data) + seconds * G_USEC_PER_SEC;
  g_hash_table_replace (times, g_strdup (hash), later);
}

void
tw_sync_files_rest (TwSync *sync, const char *hash, gint64 seconds)
{
  rest (sync, sync->files_later, hash, seconds);
}

/* Rights come back, and limits are raised: nobody tells the device of each. */
void
tw_sync_files_refused (TwSync *sync, const char *hash)
{
  rest (sync, sync->files_refused, hash, REFUSED_SECONDS);
}

void
tw_sync_files_offer_again (TwSync *sync)
{
  g_hash_table_remove_all (sync->files_refused);
}

/* --- Which --- */

static gboolean
is_resting (TwSync *sync, const TwReplicaFile *file, gint64 *soonest)
{
  const gint64 *later = g_hash_table_lookup (sync->files_later, file->hash);
  const gint64 *refused = file->state == TW_FILE_REFUSED ? g_hash_table_lookup (sync->files_refused, file->hash) : NULL;
  gint64 until = MAX (later != NULL ? *later : 0, refused != NULL ? *refused : 0);

  if (until <= sync->env.ticks (sync->env.data))
    return FALSE;
  *soonest = MIN (*soonest, until);
  return TRUE;
}

static gboolean
is_past (gpointer hash, gpointer until, gpointer ticks)
{
  return *(gint64 *) until <= *(gint64 *) ticks;
}

/* How many may rest: behind them another one may be that does not. */
static guint
count_resting (TwSync *sync)
{
  gint64 ticks = sync->env.ticks (sync->env.data);

  g_hash_table_foreach_remove (sync->files_later, is_past, &ticks);
  g_hash_table_foreach_remove (sync->files_refused, is_past, &ticks);
  return g_hash_table_size (sync->files_later) + g_hash_table_size (sync->files_refused);
}

static gboolean
pick (TwSync *sync, TwSyncLane *lane, gint64 *soonest)
{
  guint limit = count_resting (sync) + CANDIDATES;
  g_autoptr (GPtrArray) files = tw_replica_next_files (sync->store, lane->up, sync->files_policy, limit, NULL);

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      TwReplicaFile *file = g_ptr_array_index (files, i);

      if (is_resting (sync, file, soonest) || (sync->metered && !sync->files_metered && !file->wanted))
        continue;
      lane->file = tw_replica_file_copy (file);
      return TRUE;
    }
  return FALSE;
}

static void
count (TwSync *sync)
{
  gint64 counts[TW_FILE_DONE + 1], to_fetch;

  if (tw_replica_count_files (sync->store, sync->files_policy, counts, &to_fetch, NULL))
    tw_sync_set_file_counts (sync, counts[TW_FILE_SEND], to_fetch);
}

/* --- Looking at records --- */

typedef struct
{
  TwSync  *sync;
  guint    round;
  GError  *error;
} Scan;

static void
run_scan (gpointer data, gpointer unused)
{
  Scan *scan = data;

  g_clear_error (&scan->error);
  tw_replica_scan_files (scan->sync->store, &scan->error);
}

static void
finish_scan (gpointer data, gpointer unused)
{
  Scan *scan = data;
  TwSync *sync = scan->sync;

  if (scan->round == sync->round)
    {
      sync->files_scanning = FALSE;
      if (scan->error != NULL)
        {
          tw_sync_note (sync, "%s", scan->error->message);
          sync->files_changed = TRUE;
          go_at (sync, sync->env.ticks (sync->env.data) + 60 * G_USEC_PER_SEC);
        }
      else
        tw_sync_files_go (sync);
    }
  g_clear_error (&scan->error);
  g_object_unref (scan->sync);
  g_free (scan);
}

static void
begin_scan (TwSync *sync)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->sync = g_object_ref (sync);
  scan->round = sync->round;
  sync->files_changed = FALSE;
  sync->files_scanning = TRUE;
  sync->env.work (run_scan, finish_scan, scan, sync->env.data);
}

/* --- The engine's side --- */

void
tw_sync_files_init (TwSync *sync)
{
  sync->files_later = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sync->files_refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sync->lanes[TW_LANE_UP].up = TRUE;
}

TwFilesPolicy
tw_files_read_policy (TwStore *store)
{
  g_autofree char *policy = tw_replica_dup_state (store, STATE_POLICY);

  for (guint i = 0; policy != NULL && i < G_N_ELEMENTS (policy_names); i++)
    if (strcmp (policy, policy_names[i]) == 0)
      return (TwFilesPolicy) i;
  return TW_FILES_SMALL;
}

void
tw_sync_files_load (TwSync *sync)
{
  g_autofree char *metered = tw_replica_dup_state (sync->store, STATE_METERED);

  sync->files_policy = tw_files_read_policy (sync->store);
  sync->files_metered = g_strcmp0 (metered, "yes") == 0;
}

void
tw_sync_files_stop (TwSync *sync)
{
  for (guint i = 0; i < TW_N_LANES; i++)
    tw_sync_lane_release (&sync->lanes[i]);
  if (sync->files_timer != 0)
    sync->env.cancel (sync->files_timer, sync->env.data);
  sync->files_timer = 0;
  sync->files_scanning = FALSE;
}

void
tw_sync_files_clear (TwSync *sync)
{
  for (guint i = 0; i < TW_N_LANES; i++)
    tw_sync_lane_release (&sync->lanes[i]);
  g_clear_pointer (&sync->files_later, g_hash_table_unref);
  g_clear_pointer (&sync->files_refused, g_hash_table_unref);
}

void
tw_sync_files_hurry (TwSync *sync)
{
  g_hash_table_remove_all (sync->files_later);
  tw_sync_files_offer_again (sync);
  for (guint i = 0; i < TW_N_LANES; i++)
    {
      sync->lanes[i].after = 0;
      sync->lanes[i].failures = 0;
    }
}

/* A file may have come to the server. */
void
tw_sync_files_woken (TwSync *sync)
{
  gint64 soon = sync->env.ticks (sync->env.data) + TW_FILES_WAKE_SECONDS * G_USEC_PER_SEC;
  GHashTableIter iter;
  gpointer later;

  sync->files_wakes++;
  g_hash_table_iter_init (&iter, sync->files_later);
  while (g_hash_table_iter_next (&iter, NULL, &later))
    *(gint64 *) later = MIN (*(gint64 *) later, soon);
}

static gboolean
may_name_file (TwSchema *schema, TwCommit *commit, TwChange *change)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, tw_change_get_entity (change));
  gboolean pulled = tw_commit_get_origin (commit) == TW_ORIGIN_SYNC;

  if (entity == NULL || tw_change_get_op (change) != TW_OP_SET)
    return TRUE;
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      guint number = tw_change_get_field (change, i)->field;
      const TwField *field = tw_entity_get_field_by_number (entity, number);

      /* What another one does with a record may be that its file has come; of what was sent from here only the time comes back. */
      if (field == NULL || tw_field_is_file (field) || (pulled && number != TW_FIELD_UPDATED_AT))
        return TRUE;
    }
  return FALSE;
}

/* Looking at all records of an entity for those that changed takes time, and after most commits none of them names another file than before. */
static gboolean
may_name_files (TwSchema *schema, TwCommit *commit)
{
  GPtrArray *changes = tw_commit_get_changes (commit);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    if (may_name_file (schema, commit, g_ptr_array_index (changes, i)))
      return TRUE;
  return changes == NULL;
}

void
tw_sync_files_committed (TwSync *sync, TwCommit *commit)
{
  g_autoptr (TwSchema) schema = NULL;

  if (sync->files_changed)
    return;
  schema = tw_store_ref_schema (sync->store);
  for (guint e = 0; e < tw_schema_get_n_entities (schema) && !sync->files_changed; e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint f = 0; f < entity->n_fields && !sync->files_changed; f++)
        sync->files_changed = tw_field_is_file (entity->fields[f]) && tw_commit_touches (commit, entity);
    }
  sync->files_changed = sync->files_changed && may_name_files (schema, commit);
}

gboolean
tw_sync_files_are_moving (TwSync *sync)
{
  return sync->files_changed || sync->files_scanning || sync->lanes[TW_LANE_UP].busy || sync->lanes[TW_LANE_DOWN].busy;
}

void
tw_sync_files_go (TwSync *sync)
{
  gint64 ticks = sync->env.ticks (sync->env.data), soonest = G_MAXINT64;

  if (!may_go (sync) || sync->files_scanning)
    return;
  if (sync->files_changed)
    {
      begin_scan (sync);
      return;
    }
  for (guint i = 0; i < TW_N_LANES; i++)
    {
      TwSyncLane *lane = &sync->lanes[i];

      if (lane->busy)
        continue;
      if (lane->after > ticks)
        soonest = MIN (soonest, lane->after);
      else if (lane->file != NULL)
        tw_sync_lane_next (sync, lane);
      else if (pick (sync, lane, &soonest))
        tw_sync_lane_begin (sync, lane);
    }
  count (sync);
  if (soonest != G_MAXINT64)
    go_at (sync, soonest);
  if (sync->state == TW_SYNC_SYNCED && !tw_sync_files_are_moving (sync))
    tw_sync_finish_run (sync);
}

/* --- Public --- */

/**
 * tw_sync_set_files_policy:
 * @sync: an engine
 * @policy: which files are fetched without being asked for; those that are here stay
 */
void
tw_sync_set_files_policy (TwSync *sync, TwFilesPolicy policy)
{
  if (sync->files_policy == policy)
    return;
  sync->files_policy = policy;
  tw_replica_set_state (sync->store, STATE_POLICY, policy_names[policy], NULL);
  tw_sync_files_go (sync);
}

TwFilesPolicy
tw_sync_get_files_policy (TwSync *sync)
{
  return sync->files_policy;
}

/**
 * tw_sync_set_files_metered:
 * @sync: an engine
 * @allowed: whether files go over networks that cost by volume without being asked for; they do not by default
 */
void
tw_sync_set_files_metered (TwSync *sync, gboolean allowed)
{
  if (sync->files_metered == allowed)
    return;
  sync->files_metered = allowed;
  tw_replica_set_state (sync->store, STATE_METERED, allowed ? "yes" : NULL, NULL);
  tw_sync_files_go (sync);
}

gboolean
tw_sync_get_files_metered (TwSync *sync)
{
  return sync->files_metered;
}

gboolean
tw_sync_files_are_held (TwSync *sync)
{
  return sync->metered && !sync->files_metered && sync->files_to_send + sync->files_to_fetch > 0;
}

static TwSyncLane *
find_lane (TwSync *sync, const char *hash)
{
  for (guint i = 0; i < TW_N_LANES; i++)
    if (sync->lanes[i].file != NULL && !sync->lanes[i].dropped && strcmp (sync->lanes[i].file->hash, hash) == 0)
      return &sync->lanes[i];
  return NULL;
}

/**
 * tw_sync_want_file:
 * @sync: an engine
 * @hash: of a file that a record names
 * @error: the store's trouble
 *
 * Returns: %FALSE with %TW_STORE_ERROR_NOT_FOUND when no record is known to name it
 */
gboolean
tw_sync_want_file (TwSync *sync, const char *hash, GError **error)
{
  g_autoptr (TwReplicaFile) file = NULL;
  TwSyncLane *lane = find_lane (sync, hash);

  if (!tw_replica_scan_files (sync->store, error))
    return FALSE;
  file = tw_replica_get_file (sync->store, hash);
  if (file == NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, "No record names this file.");
      return FALSE;
    }
  g_hash_table_remove (sync->files_later, hash);
  /* What the lane is about to write may not know of the wish. */
  if (lane != NULL)
    lane->again = TRUE;
  if (file->state == TW_FILE_DONE || lane != NULL)
    return TRUE;
  file->state = tw_store_get_blob_size (sync->store, hash) >= 0 ? TW_FILE_SEND : TW_FILE_FETCH;
  file->wanted = TRUE;
  g_clear_pointer (&file->problem, g_free);
  if (!tw_replica_put_file (sync->store, file, error))
    return FALSE;
  sync->lanes[file->state == TW_FILE_SEND ? TW_LANE_UP : TW_LANE_DOWN].after = 0;
  tw_sync_files_go (sync);
  tw_sync_tell_file (sync, hash);
  return TRUE;
}

/**
 * tw_sync_stop_file:
 * @sync: an engine
 * @hash: of a file that is under way, or would be
 * @error: the store's trouble
 */
gboolean
tw_sync_stop_file (TwSync *sync, const char *hash, GError **error)
{
  g_autoptr (TwReplicaFile) file = tw_replica_get_file (sync->store, hash);
  TwSyncLane *lane = find_lane (sync, hash);

  if (file == NULL || file->state == TW_FILE_DONE)
    return TRUE;
  file->state = TW_FILE_STOPPED;
  file->wanted = FALSE;
  if (!tw_replica_put_file (sync->store, file, error))
    return FALSE;
  if (lane != NULL && lane->busy)
    lane->dropped = TRUE;
  else if (lane != NULL)
    tw_sync_lane_release (lane);
  tw_sync_files_go (sync);
  tw_sync_tell_file (sync, hash);
  return TRUE;
}

/**
 * tw_sync_get_transfer:
 * @sync: an engine
 * @hash: of a file
 * @bytes: (out): that were carried so far
 * @size: (out): of the file; -1 when it is not known
 *
 * Returns: whether it is moving just now
 */
gboolean
tw_sync_get_transfer (TwSync *sync, const char *hash, gint64 *bytes, gint64 *size)
{
  const TwSyncLane *lane = find_lane (sync, hash);

  *bytes = lane != NULL ? lane->offset : 0;
  *size = lane != NULL ? lane->size : -1;
  return lane != NULL && (lane->busy || lane->after == 0);
}
