/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-factors.h"

#include "tw-store-private.h"

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS account_factor (user BLOB PRIMARY KEY, sealed BLOB NOT NULL, step INTEGER NOT NULL, confirmed INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS account_recovery (user BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (user, hash));";

typedef struct
{
  const TwId   *user;
  GBytes       *sealed;
  const guint8 *hashes;
  guint         n_hashes, left;
  gint64        step;
  gboolean      done;
} Job;

/* --- Reading --- */

void
tw_factor_free (TwFactor *factor)
{
  if (factor == NULL)
    return;
  g_bytes_unref (factor->sealed);
  g_free (factor);
}

/* NULL without error: none. */
static TwFactor *
read_factor (TwDb *db, const TwId *user, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT sealed, step, confirmed FROM account_factor WHERE user = ?", error);
  TwFactor *factor;
  gconstpointer bytes;
  gsize length;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, user);
  if (!tw_stmt_step (stmt, error))
    return NULL;
  factor = g_new (TwFactor, 1);
  bytes = tw_stmt_get_blob (stmt, 0, &length);
  *factor = (TwFactor) { g_bytes_new (bytes, length), tw_stmt_get_int (stmt, 1), tw_stmt_get_int (stmt, 2) != 0 };
  return factor;
}

/**
 * tw_factors_get:
 * @store: the server's store
 * @user: a person
 * @error: the store's trouble
 *
 * Returns: (transfer full) (nullable): the second factor, or %NULL, without @error when there is none
 */
TwFactor *
tw_factors_get (TwStore *store, const TwId *user, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwFactor *factor;

  if (db == NULL)
    return NULL;
  factor = read_factor (db, user, error);
  tw_store_return_reader (store, db);
  return factor;
}

/* --- Writing --- */

static gboolean
run_for (TwDb *db, const char *sql, const TwId *user, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, user);
  return tw_stmt_run (stmt, error);
}

static gboolean
do_enable (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, tables, error);
}

/**
 * tw_factors_enable:
 * @store: the server's store
 * @error: the store's trouble
 *
 * Makes the tables.
 */
gboolean
tw_factors_enable (TwStore *store, GError **error)
{
  return tw_store_run_transaction (store, do_enable, NULL, error);
}

static gboolean
do_begin (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (TwFactor) factor = read_factor (db, job->user, &local);
  g_autoptr (TwStmt) stmt = NULL;
  gconstpointer bytes;
  gsize length;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  job->done = factor == NULL || !factor->confirmed;
  if (!job->done)
    return TRUE;
  stmt = tw_db_prepare (db, "INSERT INTO account_factor (user, sealed, step, confirmed) VALUES (?, ?, 0, 0) "
                        "ON CONFLICT (user) DO UPDATE SET sealed = excluded.sealed, step = 0", error);
  if (stmt == NULL)
    return FALSE;
  bytes = g_bytes_get_data (job->sealed, &length);
  tw_stmt_bind_id (stmt, 1, job->user);
  tw_stmt_bind_blob (stmt, 2, bytes, length);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_factors_begin:
 * @store: the server's store
 * @user: a person
 * @sealed: the secret, as it is kept
 * @done: (out): %FALSE when there is a confirmed one, which stays
 * @error: the store's trouble
 */
gboolean
tw_factors_begin (TwStore *store, const TwId *user, GBytes *sealed, gboolean *done, GError **error)
{
  Job job = { .user = user, .sealed = sealed };
  gboolean good = tw_store_run_transaction (store, do_begin, &job, error);

  *done = good && job.done;
  return good;
}

/* A step that is not newer than the one kept is a code that was shown before. */
static gboolean
take_step (TwDb *db, Job *job, gboolean confirmed, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwFactor) factor = read_factor (db, job->user, &local);
  g_autoptr (TwStmt) stmt = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  job->done = factor != NULL && factor->confirmed == confirmed && factor->step < job->step;
  if (!job->done)
    return TRUE;
  stmt = tw_db_prepare (db, "UPDATE account_factor SET step = ?, confirmed = 1 WHERE user = ?", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, job->step);
  tw_stmt_bind_id (stmt, 2, job->user);
  return tw_stmt_run (stmt, error);
}

static gboolean
do_confirm (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;

  if (!take_step (db, job, FALSE, error))
    return FALSE;
  if (!job->done)
    return TRUE;
  if (!run_for (db, "DELETE FROM account_recovery WHERE user = ?", job->user, error))
    return FALSE;
  for (guint i = 0; i < job->n_hashes; i++)
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO account_recovery (user, hash) VALUES (?, ?)", error);

      if (stmt == NULL)
        return FALSE;
      tw_stmt_bind_id (stmt, 1, job->user);
      tw_stmt_bind_blob (stmt, 2, job->hashes + i * TW_ACCOUNTS_HASH, TW_ACCOUNTS_HASH);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_factors_confirm:
 * @store: the server's store
 * @user: a person
 * @step: of the code that was shown
 * @hashes: %TW_ACCOUNTS_HASH bytes for each recovery code
 * @n_hashes: how many
 * @done: (out): %FALSE when nothing waits to be confirmed
 * @error: the store's trouble
 */
gboolean
tw_factors_confirm (TwStore *store, const TwId *user, gint64 step, const guint8 *hashes, guint n_hashes, gboolean *done, GError **error)
{
  Job job = { .user = user, .step = step, .hashes = hashes, .n_hashes = n_hashes };
  gboolean good = tw_store_run_transaction (store, do_confirm, &job, error);

  *done = good && job.done;
  return good;
}

static gboolean
do_use (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return take_step (db, data, TRUE, error);
}

/**
 * tw_factors_use:
 * @store: the server's store
 * @user: a person
 * @step: of the code that was shown
 * @done: (out): %FALSE when a code of this step, or of a later one, was taken before
 * @error: the store's trouble
 */
gboolean
tw_factors_use (TwStore *store, const TwId *user, gint64 step, gboolean *done, GError **error)
{
  Job job = { .user = user, .step = step };
  gboolean good = tw_store_run_transaction (store, do_use, &job, error);

  *done = good && job.done;
  return good;
}

/* Whether the code is there; how many there are. */
static gboolean
count_codes (TwDb *db, Job *job, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT count(*), coalesce(sum(hash = ?), 0) FROM account_recovery WHERE user = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_blob (stmt, 1, job->hashes, TW_ACCOUNTS_HASH);
  tw_stmt_bind_id (stmt, 2, job->user);
  if (!tw_stmt_step (stmt, error))
    return FALSE;
  job->done = tw_stmt_get_int (stmt, 1) > 0;
  job->left = (guint) tw_stmt_get_int (stmt, 0) - job->done;
  return TRUE;
}

static gboolean
do_recover (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (TwStmt) stmt = NULL;

  if (!count_codes (db, job, error))
    return FALSE;
  if (!job->done)
    return TRUE;
  stmt = tw_db_prepare (db, "DELETE FROM account_recovery WHERE user = ? AND hash = ?", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, job->user);
  tw_stmt_bind_blob (stmt, 2, job->hashes, TW_ACCOUNTS_HASH);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_factors_recover:
 * @store: the server's store
 * @user: a person
 * @hash: %TW_ACCOUNTS_HASH bytes, of the code that was shown
 * @done: (out): %FALSE when there is no such code
 * @left: (out): how many are left
 * @error: the store's trouble
 */
gboolean
tw_factors_recover (TwStore *store, const TwId *user, const guint8 *hash, gboolean *done, guint *left, GError **error)
{
  Job job = { .user = user, .hashes = hash };
  gboolean good = tw_store_run_transaction (store, do_recover, &job, error);

  *done = good && job.done;
  *left = job.left;
  return good;
}

static gboolean
do_drop (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;

  return run_for (db, "DELETE FROM account_recovery WHERE user = ?", job->user, error)
         && run_for (db, "DELETE FROM account_factor WHERE user = ?", job->user, error);
}

/**
 * tw_factors_drop:
 * @store: the server's store
 * @user: a person, who is asked for no code from now on
 * @error: the store's trouble
 */
gboolean
tw_factors_drop (TwStore *store, const TwId *user, GError **error)
{
  Job job = { .user = user };

  return tw_store_run_transaction (store, do_drop, &job, error);
}
