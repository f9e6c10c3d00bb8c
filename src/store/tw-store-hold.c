/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-search-private.h"
#include "tw-store-hold.h"

typedef struct
{
  TwCommit *commit;                                    /* or NULL with */
  TwSchema *schema;
} Announcement;

static void
announcement_free (Announcement *announcement)
{
  g_clear_pointer (&announcement->commit, tw_commit_unref);
  g_clear_pointer (&announcement->schema, tw_schema_unref);
  g_free (announcement);
}

static gboolean
keep (TwStore *store, TwCommit *commit, TwSchema *schema)
{
  Announcement *announcement;

  if (store->held == NULL)
    return FALSE;
  announcement = g_new0 (Announcement, 1);
  announcement->commit = commit != NULL ? tw_commit_ref (commit) : NULL;
  announcement->schema = schema != NULL ? tw_schema_ref (schema) : NULL;
  g_ptr_array_add (store->held, announcement);
  return TRUE;
}

static TwSearchBatch *
search_new (TwStore *store, TwDb *db)
{
  TwSearchBatch *search = tw_search_batch_new (db);

  if (!store->search_fails)
    tw_search_batch_allow_late (search, &store->search_late, store->search_rows);
  /* A commit may be taken back after others have announced their rows. */
  tw_search_batch_keep_former (search);
  return search;
}

static gboolean
leave_inner (TwStore *store, TwDb *db, gboolean good, GError **error)
{
  g_autoptr (TwSearchBatch) search = g_steal_pointer (&store->held_search);

  store->held_inner = FALSE;
  store->held_search = g_steal_pointer (&store->held_search_outer);
  if (good)
    return tw_store_hold_check (store, db, error) && tw_search_batch_flush (search, error) && tw_db_exec (db, "RELEASE tw_job", error);
  g_ptr_array_set_size (store->held, (int) store->held_mark);
  store->held_last.known = FALSE;
  if (tw_db_in_transaction (db))
    tw_db_exec (db, "ROLLBACK TO tw_job; RELEASE tw_job", NULL);
  return TRUE;
}

gboolean
tw_store_is_held (TwStore *store)
{
  return store->held != NULL;
}

TwSearchBatch *
tw_store_hold_search (TwStore *store)
{
  return store->held_search;
}

gboolean
tw_store_hold_flush (TwStore *store, GError **error)
{
  return store->held_search == NULL || tw_search_batch_flush (store->held_search, error);
}

gboolean
tw_store_hold_commit (TwStore *store, TwCommit *commit)
{
  return keep (store, commit, NULL);
}

gboolean
tw_store_hold_schema (TwStore *store, TwSchema *schema)
{
  return keep (store, NULL, schema);
}

gboolean
tw_store_hold_check (TwStore *store, TwDb *db, GError **error)
{
  if (store->held == NULL || tw_db_in_transaction (db))
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
                       _("The workspace could not be written. Nothing was changed; look at the disk, then try again."));
  return FALSE;
}

gboolean
tw_store_hold_last (TwStore *store, TwDb *db, gint64 *seq, guint64 *stamp, gint64 *change_seq, GError **error)
{
  if (store->held == NULL)
    return tw_log_last (db, seq, stamp, change_seq, error);
  if (!store->held_last.known
      && !tw_log_last (db, &store->held_last.seq, &store->held_last.stamp, &store->held_last.change_seq, error))
    return FALSE;
  store->held_last.known = TRUE;
  *seq = store->held_last.seq;
  *stamp = store->held_last.stamp;
  *change_seq = store->held_last.change_seq;
  return TRUE;
}

void
tw_store_hold_note (TwStore *store, const TwCommitHead *head)
{
  store->held_last.known = TRUE;
  store->held_last.seq = head->seq;
  store->held_last.stamp = head->stamp;
  store->held_last.change_seq = head->first_change + head->n_changes - 1;
}

gboolean
tw_store_hold_enter (TwStore *store, TwDb *db, GError **error)
{
  if (store->held == NULL)
    {
      if (!tw_db_begin (db, error))
        return FALSE;
      store->held = g_ptr_array_new_with_free_func ((GDestroyNotify) announcement_free);
      store->held_search = search_new (store, db);
      store->held_last.known = FALSE;
      return TRUE;
    }
  g_assert (!store->held_inner);
  if (!tw_store_hold_check (store, db, error) || !tw_store_hold_flush (store, error) || !tw_db_exec (db, "SAVEPOINT tw_job", error))
    return FALSE;
  store->held_search_outer = store->held_search;
  store->held_search = search_new (store, db);
  store->held_inner = TRUE;
  store->held_mark = store->held->len;
  return TRUE;
}

/* In their order. */
static void
announce (TwStore *store, GPtrArray *held)
{
  GQueue commits = G_QUEUE_INIT;

  for (guint i = 0; i < held->len; i++)
    {
      Announcement *announcement = g_ptr_array_index (held, i);

      if (announcement->commit != NULL)
        g_queue_push_tail (&commits, g_steal_pointer (&announcement->commit));
      else
        {
          tw_store_announce_many (store, &commits);
          tw_store_announce_schema (store, announcement->schema);
        }
    }
  tw_store_announce_many (store, &commits);
}

gboolean
tw_store_hold_leave (TwStore *store, TwDb *db, gboolean good, GError **error)
{
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (TwSearchBatch) search = NULL;
  gboolean done;

  if (store->held_inner)
    return leave_inner (store, db, good, error);
  search = g_steal_pointer (&store->held_search);
  done = good && tw_store_hold_check (store, db, error) && tw_search_batch_flush (search, error) && tw_db_commit (db, error);
  if (!done)
    tw_db_rollback (db);
  held = g_steal_pointer (&store->held);
  if (done)
    announce (store, held);
  return done || !good;
}
