/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that keeps what is in PostgreSQL small, and free of the words of what was erased: new copies of the whole, and entries
 * that go. It has a connection of its own, so that nobody who reads or writes waits for it.
 *
 * An erasure is noted in the transaction that makes it (tradewind.erasure). When it is an hour old, a copy is made that has none of its words, the
 * entries before it are dropped, and both tables are written anew, since PostgreSQL leaves in its files what is deleted. The hour is for
 * processes that were cut off: they follow by the entries. */
#include "config.h"

#include <string.h>

#include "tw-erase.h"
#include "tw-shared-private.h"

/* A copy is due after so many entries, or bytes of them. */
#define DUE_ENTRIES   20000
#define DUE_BYTES     (256 * 1024 * 1024)
#define LOOK_SECONDS  60
#define PAUSE_MIN_MS  1000
#define PAUSE_MAX_MS  60000

#define LOCK "SELECT CASE WHEN pg_try_advisory_lock(hashtextextended('tradewind copy', 0)) THEN 1::bigint ELSE 0 END"
#define OLDER "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (age(backend_xid) >= age(($1::bigint % 4294967296)::text::xid) " \
              "OR (datname = current_database() AND age(backend_xmin) >= age(($1::bigint % 4294967296)::text::xid)))"
#define OLDER_LOOKS 5
#define OLDER_MS    100
#define FREE "SELECT pg_advisory_unlock_all()"

/* Numbers of entries; -1: none. */
typedef struct
{
  gint64 newest;                                       /* that erased something that is still to be done */
  gint64 over;                                         /* the same, of those that are an hour old */
  gint64 copied;                                       /* the newest copy */
} Owed;

gboolean
tw_shared_owe_erasure (TwShared *shared, GError **error)
{
  return tw_pg_do (shared->writer, error, "INSERT INTO tradewind.erasure (workspace, n) VALUES ($1::text, $2::bigint) ON CONFLICT DO NOTHING", "ti",
                   TW_SHARED_NAME, shared->place.n + 1);
}

gboolean
tw_shared_copy_is_due (TwShared *shared)
{
  return shared->entries_since >= DUE_ENTRIES || shared->bytes_since >= DUE_BYTES;
}

static gboolean
read_owed (TwPg *pg, Owed *owed, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT coalesce(max(n), -1), coalesce(max(n) FILTER (WHERE at < now() - interval '1 hour'), -1), "
    "coalesce((SELECT max(n) FROM tradewind.copy WHERE workspace = $1::text), -1) FROM tradewind.erasure WHERE workspace = $1::text", "t",
    TW_SHARED_NAME);

  if (result == NULL)
    return FALSE;
  *owed = (Owed) { tw_pg_get_int (result, 0, 0), tw_pg_get_int (result, 0, 1), tw_pg_get_int (result, 0, 2) };
  return TRUE;
}

/* FALSE: it is over. */
static gboolean
wait_for_work (TwShared *shared, gint64 ms, gboolean also_due)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;
  gboolean stop;

  g_mutex_lock (&shared->lock);
  while (!shared->stop && !(also_due && tw_shared_copy_is_due (shared)) && g_cond_wait_until (&shared->cond, &shared->lock, until))
    ;
  stop = shared->stop;
  g_mutex_unlock (&shared->lock);
  return !stop;
}

/* --- A new copy --- */

static gint64
get_place (TwShared *shared)
{
  gint64 n;

  g_mutex_lock (&shared->lock);
  n = shared->place.n;
  g_mutex_unlock (&shared->lock);
  return n;
}

/* Words that the index is still to be told of lie beside it. */
static gboolean
settle_index (TwShared *shared, GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint));

  return tw_store_scrub (shared->store, none, error);
}

/* An erasure that comes while the copy is written may be in it, with its words still in the index: it is written again then. */
static gboolean
write_settled (TwShared *shared, TwPg *pg, gint64 newest, TwPlace *place, GError **error)
{
  Owed owed = { .newest = newest };

  do
    {
      newest = owed.newest;
      if ((newest >= 0 && !settle_index (shared, error)) || !tw_shared_write_copy (shared, newest >= 0, place, error)
          || !read_owed (pg, &owed, error))
        return FALSE;
    }
  while (owed.newest > newest && owed.newest <= place->n);
  return TRUE;
}

/* Entries are kept for some days, so that no running process is left behind. */
static gboolean
replace_copy (TwShared *shared, TwPg *pg, const Owed *owed, GError **error)
{
  TwPlace place;

  if (!write_settled (shared, pg, owed->newest, &place, error) || !tw_pg_exec (pg, "BEGIN", error))
    {
      tw_shared_drop_copy (shared);
      return FALSE;
    }
  if (tw_shared_send_copy (shared, pg, &place, error)
      && tw_pg_do (pg, error, "DELETE FROM tradewind.copy WHERE workspace = $1::text AND n < $2::bigint", "ti", TW_SHARED_NAME, place.n)
      && tw_pg_do (pg, error, "DELETE FROM tradewind.entry WHERE workspace = $1::text AND at < now() - interval '7 days' AND n <= $2::bigint", "ti",
                   TW_SHARED_NAME, place.n)
      && tw_pg_exec (pg, "COMMIT", error))
    return TRUE;
  tw_pg_exec (pg, "ROLLBACK", NULL);
  return FALSE;
}

/* --- Words that go --- */

/* PostgreSQL writes deleted rows anew, too, while any transaction that began before the deletion could ask for them. Those of this
 * process and its like end in a moment. */
static gboolean
await_older (TwShared *shared, TwPg *pg, gboolean *none, GError **error)
{
  g_autoptr (PGresult) own = tw_pg_run (pg, error, "SELECT (pg_current_xact_id()::text)::bigint", "");
  gboolean waiting = TRUE;

  *none = FALSE;
  for (guint i = 0; own != NULL && !*none && waiting; i++)
    {
      g_autoptr (PGresult) older = tw_pg_run (pg, error, OLDER, "i", tw_pg_get_int (own, 0, 0));

      if (older == NULL)
        return FALSE;
      *none = tw_pg_get_int (older, 0, 0) == 0;
      waiting = i < OLDER_LOOKS && (*none || wait_for_work (shared, OLDER_MS, FALSE));
    }
  return own != NULL;
}

/* Whoever reads long, as a backup does, is not waited for: everybody who writes would wait behind. done: (out). */
static gboolean
rewrite (TwPg *pg, gboolean *done, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!tw_pg_exec (pg, "SET statement_timeout = 0", error) || !tw_pg_exec (pg, "SET lock_timeout = '250ms'", error))
    return FALSE;
  *done = tw_pg_exec (pg, "VACUUM FULL tradewind.entry", &local) && tw_pg_exec (pg, "VACUUM FULL tradewind.copy", &local);
  if (!*done && !(tw_pg_is_alive (pg) && g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_AWAY)))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return tw_pg_exec (pg, "SET lock_timeout = '10s'", error);
}

/* What cannot be done now is still owed at the next look. */
static gboolean
drop_words (TwShared *shared, TwPg *pg, gint64 n, GError **error)
{
  gboolean done = FALSE;

  if (!tw_pg_do (pg, error, "DELETE FROM tradewind.entry WHERE workspace = $1::text AND n < $2::bigint", "ti", TW_SHARED_NAME, n)
      || !await_older (shared, pg, &done, error) || (done && !rewrite (pg, &done, error)))
    return FALSE;
  return !done
         || tw_pg_do (pg, error, "DELETE FROM tradewind.erasure WHERE workspace = $1::text AND n <= $2::bigint", "ti", TW_SHARED_NAME, n);
}

/* Of another process's erasures, in this folder. Its files go from PostgreSQL a moment after its entry has come. */
static gboolean
drop_files (TwShared *shared, TwPg *pg, gboolean at_once, GError **error)
{
  gboolean due, young = FALSE;

  g_mutex_lock (&shared->lock);
  due = shared->files_gone != 0 && (at_once || g_get_monotonic_time () - shared->files_gone > LOOK_SECONDS * G_USEC_PER_SEC);
  if (due)
    shared->files_gone = 0;
  g_mutex_unlock (&shared->lock);
  if (!due || (tw_shared_drop_gone_files (shared, pg, &young, error) && !young))
    return TRUE;
  g_mutex_lock (&shared->lock);
  if (shared->files_gone == 0)
    shared->files_gone = g_get_monotonic_time ();
  g_mutex_unlock (&shared->lock);
  return young;
}

/* --- All of it --- */

/* With the lock that one process has. */
static gboolean
tidy (TwShared *shared, TwPg *pg, gboolean due, GError **error)
{
  gint64 place = get_place (shared);
  Owed owed;

  if (!read_owed (pg, &owed, error))
    return FALSE;
  /* Another process may have been quicker, and this one may be behind. */
  if (place > owed.copied && place >= owed.over && (due || owed.over > owed.copied))
    {
      if (!replace_copy (shared, pg, &owed, error) || !read_owed (pg, &owed, error))
        return FALSE;
    }
  return owed.over < 0 || owed.copied < owed.over || drop_words (shared, pg, owed.over, error);
}

/* A copy that is due and not made would be looked at again without a pause. */
static void
count_anew (TwShared *shared)
{
  g_mutex_lock (&shared->lock);
  shared->entries_since = 0;
  shared->bytes_since = 0;
  g_mutex_unlock (&shared->lock);
}

static gboolean
run (TwShared *shared, TwPg *pg, gboolean at_once, GError **error)
{
  g_autoptr (PGresult) lock = NULL;
  gboolean due, good, elsewhere;
  TwPlace place;
  Owed owed;

  g_mutex_lock (&shared->lock);
  due = tw_shared_copy_is_due (shared);
  place = shared->place;
  g_mutex_unlock (&shared->lock);
  /* A PostgreSQL that was put back lacks what this folder has. */
  if (!tw_shared_is_elsewhere (pg, &place, &elsewhere, error) || !read_owed (pg, &owed, error))
    return FALSE;
  if (elsewhere)
    {
      count_anew (shared);
      return TRUE;
    }
  if (!drop_files (shared, pg, at_once, error))
    return FALSE;
  if (!due && owed.over < 0)
    return TRUE;
  lock = tw_pg_run (pg, error, LOCK, "");
  if (lock == NULL)
    return FALSE;
  good = tw_pg_get_int (lock, 0, 0) != 1 || tidy (shared, pg, due, error);
  tw_pg_exec (pg, FREE, NULL);
  if (good && due)
    count_anew (shared);
  return good;
}

static gboolean
run_connected (TwShared *shared, gboolean at_once, GError **error)
{
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, error);

  return pg != NULL && run (shared, pg, at_once, error);
}

/**
 * tw_shared_tidy:
 * @shared: an attached one
 * @error: the store's
 *
 * Does now what is owed, without the pauses that are for what may still be on its way.
 *
 * Returns: whether it is done, or is another process's, or has to wait for somebody who reads
 */
gboolean
tw_shared_tidy (TwShared *shared, GError **error)
{
  return run_connected (shared, TRUE, error);
}

/* That PostgreSQL is away the listener says. */
static void
set_trouble (TwShared *shared, const GError *trouble)
{
  gboolean away = g_error_matches (trouble, TW_STORE_ERROR, TW_STORE_ERROR_AWAY);

  g_mutex_lock (&shared->lock);
  if (trouble != NULL && !away && g_strcmp0 (shared->upkeep_trouble, trouble->message) != 0)
    g_message ("%s", trouble->message);
  g_clear_pointer (&shared->upkeep_trouble, g_free);
  if (trouble != NULL && !away)
    shared->upkeep_trouble = g_strdup (trouble->message);
  g_mutex_unlock (&shared->lock);
}

static gpointer
keep_up (gpointer data)
{
  TwShared *shared = data;
  gint64 pause = 0;

  while (wait_for_work (shared, pause > 0 ? pause : LOOK_SECONDS * 1000, pause == 0))
    {
      g_autoptr (GError) error = NULL;
      gboolean good = run_connected (shared, FALSE, &error);

      set_trouble (shared, error);
      pause = good ? 0 : CLAMP (pause * 2, PAUSE_MIN_MS, PAUSE_MAX_MS);
    }
  return NULL;
}

void
tw_shared_start_upkeep (TwShared *shared)
{
  shared->upkeep = g_thread_new ("tw-shared-upkeep", keep_up, shared);
}

void
tw_shared_stop_upkeep (TwShared *shared)
{
  if (shared->upkeep == NULL)
    return;
  g_mutex_lock (&shared->lock);
  shared->stop = TRUE;
  g_cond_broadcast (&shared->cond);
  g_mutex_unlock (&shared->lock);
  g_thread_join (g_steal_pointer (&shared->upkeep));
}
