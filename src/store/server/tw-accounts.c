/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-accounts.h"

#include <string.h>

#include "tw-db.h"
#include "tw-store-private.h"

#define GRACE       (60 * G_USEC_PER_SEC)              /* of a refresh token whose answer may have got lost */
#define GUESS_SPAN  (15 * 60 * G_USEC_PER_SEC)
#define SESSION_COLUMNS "id, user, device, created, used, expires, revoked, rotated"
#define KEY_COLUMNS "id, user, name, scopes, created, expires, revoked, (SELECT used FROM account_key_use AS u WHERE u.id = account_key.id)," \
                    " (SELECT rate FROM account_key_rate AS r WHERE r.id = account_key.id)"

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS account_secret (user BLOB PRIMARY KEY, hash TEXT NOT NULL, changed INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS account_session (id BLOB PRIMARY KEY, user BLOB NOT NULL, refresh BLOB NOT NULL, former BLOB,"
  " rotated INTEGER NOT NULL, device TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL, expires INTEGER NOT NULL,"
  " revoked INTEGER NOT NULL);"
  "CREATE INDEX IF NOT EXISTS account_session_refresh ON account_session (refresh);"
  "CREATE INDEX IF NOT EXISTS account_session_former ON account_session (former);"
  "CREATE INDEX IF NOT EXISTS account_session_user ON account_session (user);"
  "CREATE TABLE IF NOT EXISTS account_former (token BLOB PRIMARY KEY, session BLOB NOT NULL);"
  "CREATE INDEX IF NOT EXISTS account_former_session ON account_former (session);"
  "CREATE TABLE IF NOT EXISTS account_invite (token BLOB PRIMARY KEY, user BLOB NOT NULL, expires INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS account_guess (account TEXT PRIMARY KEY, since INTEGER NOT NULL, n INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS account_key (id BLOB PRIMARY KEY, hash BLOB NOT NULL, user BLOB NOT NULL, name TEXT NOT NULL,"
  " scopes TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER NOT NULL);"
  "CREATE UNIQUE INDEX IF NOT EXISTS account_key_hash ON account_key (hash);"
  "CREATE TABLE IF NOT EXISTS account_key_rate (id BLOB PRIMARY KEY, rate INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS account_key_use (id BLOB PRIMARY KEY, used INTEGER NOT NULL);";

/* --- One statement, its parameters in order: 'i' gint64, 'd' const TwId *, 'h' hash, 't' text --- */

static void
bind_all (TwStmt *stmt, const char *types, va_list args)
{
  for (int i = 1; *types; i++, types++)
    switch (*types)
      {
      case 'i':
        tw_stmt_bind_int (stmt, i, va_arg (args, gint64));
        break;
      case 'd':
        tw_stmt_bind_id (stmt, i, va_arg (args, const TwId *));
        break;
      case 'h':
        tw_stmt_bind_blob (stmt, i, va_arg (args, const guint8 *), TW_ACCOUNTS_HASH);
        break;
      default:
        tw_stmt_bind_text (stmt, i, va_arg (args, const char *), -1);
      }
}

static gboolean
run (TwDb *db, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  va_list args;

  if (stmt == NULL)
    return FALSE;
  va_start (args, types);
  bind_all (stmt, types, args);
  va_end (args);
  return tw_stmt_run (stmt, error);
}

/* A statement at its first row, or NULL: no row, or an error. */
static TwStmt *
first_row (TwDb *db, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  va_list args;

  if (stmt == NULL)
    return NULL;
  va_start (args, types);
  bind_all (stmt, types, args);
  va_end (args);
  return tw_stmt_step (stmt, error) ? g_steal_pointer (&stmt) : NULL;
}

/* --- Work on the writer --- */

typedef struct
{
  gboolean (*func) (TwDb *db, gpointer data, GError **error);
  gpointer data;
} Work;

static gboolean
run_work (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Work *work = data;

  return tw_db_begin (db, error) && work->func (db, work->data, error) && tw_db_commit (db, error);
}

static gboolean
write_with (TwStore *store, gboolean (*func) (TwDb *db, gpointer data, GError **error), gpointer data, GError **error)
{
  Work work = { func, data };

  return tw_store_run_writer (store, run_work, &work, error);
}

static gboolean
make_tables (TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, tables, error);
}

gboolean
tw_accounts_enable (TwStore *store, GError **error)
{
  return write_with (store, make_tables, NULL, error);
}

/* --- Passwords --- */

typedef struct
{
  const TwId *user;
  const char *hash;
} Password;

static gboolean
write_password (TwDb *db, gpointer data, GError **error)
{
  const Password *password = data;

  return run (db, error, "INSERT INTO account_secret (user, hash, changed) VALUES (?, ?, ?) ON CONFLICT (user) DO UPDATE SET "
              "hash = excluded.hash, changed = excluded.changed", "dti", password->user, password->hash, g_get_real_time ());
}

gboolean
tw_accounts_set_password (TwStore *store, const TwId *user, const char *hash, GError **error)
{
  Password password = { user, hash };

  return write_with (store, write_password, &password, error);
}

char *
tw_accounts_dup_password (TwStore *store, const TwId *user, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT hash FROM account_secret WHERE user = ?", "d", user) : NULL;
  char *hash = stmt != NULL ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return hash;
}

gboolean
tw_accounts_any_password (TwStore *store, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT 1 FROM account_secret LIMIT 1", "") : NULL;
  gboolean any = stmt != NULL;

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return any;
}

/* --- Sessions --- */

void
tw_session_free (TwSession *session)
{
  if (session == NULL)
    return;
  g_free (session->device);
  g_free (session);
}

static TwSession *
read_session (TwStmt *stmt)
{
  TwSession *session = g_new0 (TwSession, 1);

  tw_stmt_get_id (stmt, 0, &session->id);
  tw_stmt_get_id (stmt, 1, &session->user);
  session->device = g_strdup (tw_stmt_get_text (stmt, 2, NULL));
  session->created = tw_stmt_get_int (stmt, 3);
  session->used = tw_stmt_get_int (stmt, 4);
  session->expires = tw_stmt_get_int (stmt, 5);
  session->revoked = tw_stmt_get_int (stmt, 6) != 0;
  session->rotated = tw_stmt_get_int (stmt, 7);
  return session;
}

typedef struct
{
  const TwSession *session;
  const guint8    *refresh;
} NewSession;

static gboolean
write_session (TwDb *db, gpointer data, GError **error)
{
  const NewSession *fresh = data;
  const TwSession *session = fresh->session;

  return run (db, error, "INSERT INTO account_session (id, user, refresh, rotated, device, created, used, expires, revoked) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", "ddhitiii", &session->id, &session->user, fresh->refresh, session->created,
              session->device != NULL ? session->device : "", session->created, session->used, session->expires)
         && run (db, error, "DELETE FROM account_former WHERE session IN (SELECT id FROM account_session WHERE user = ? AND expires < ?)", "di",
                 &session->user, session->created)
         && run (db, error, "DELETE FROM account_session WHERE user = ? AND expires < ?", "di", &session->user, session->created);
}

gboolean
tw_accounts_add_session (TwStore *store, const TwSession *session, const guint8 *refresh, GError **error)
{
  NewSession fresh = { session, refresh };

  return write_with (store, write_session, &fresh, error);
}

GPtrArray *
tw_accounts_list_sessions (TwStore *store, const TwId *user, GError **error)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_session_free);
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT " SESSION_COLUMNS " FROM account_session WHERE user = ? ORDER BY created DESC",
                                         "d", user) : NULL;

  if (stmt != NULL)
    do
      g_ptr_array_add (sessions, read_session (stmt));
    while (tw_stmt_step (stmt, NULL));
  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return sessions;
}

TwSession *
tw_accounts_get_session (TwStore *store, const TwId *id, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT " SESSION_COLUMNS " FROM account_session WHERE id = ?", "d", id) : NULL;
  TwSession *session = stmt != NULL ? read_session (stmt) : NULL;

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return session;
}

typedef struct
{
  const TwId *user, *id;
} Which;

static gboolean
write_revoked (TwDb *db, gpointer data, GError **error)
{
  const Which *which = data;

  return which->id != NULL ? run (db, error, "UPDATE account_session SET revoked = 1 WHERE user = ? AND id = ?", "dd", which->user, which->id)
                           : run (db, error, "UPDATE account_session SET revoked = 1 WHERE user = ?", "d", which->user);
}

gboolean
tw_accounts_revoke (TwStore *store, const TwId *user, const TwId *session, GError **error)
{
  Which which = { user, session };

  return write_with (store, write_revoked, &which, error);
}

typedef struct
{
  const TwId *session;
  TwInstant   now;
} Use;

static gboolean
write_used (TwDb *db, gpointer data, GError **error)
{
  const Use *use = data;

  return run (db, error, "UPDATE account_session SET used = max(?, rotated + 1) WHERE id = ? AND used <= rotated", "id", use->now, use->session);
}

gboolean
tw_accounts_note_session_used (TwStore *store, const TwId *session, TwInstant now, GError **error)
{
  Use use = { session, now };

  return write_with (store, write_used, &use, error);
}

typedef struct
{
  const guint8 *refresh, *fresh;
  TwInstant     now, expires;
  TwRefresh     outcome;
  TwSession    *session;
} Rotation;

/* Whether the token before the present one may still be shown: a device that fell asleep, or lost the line, before its answer came shows it
 * when it wakes up, hours later. A device that dies before it has kept what it uses already has the minute. */
static gboolean
may_be_lost (const TwSession *session, TwInstant now)
{
  return session->used <= session->rotated || session->rotated + GRACE >= now;
}

/* The session whose token this is, or was at any time. */
static gboolean
find_rotated (TwDb *db, Rotation *rotation, gboolean *former, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) stmt = first_row (db, &local, "SELECT " SESSION_COLUMNS ", refresh = ?1, former = ?1 FROM account_session "
                                       "WHERE refresh = ?1 OR former = ?1 OR id = (SELECT session FROM account_former WHERE token = ?1)",
                                       "h", rotation->refresh);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  rotation->outcome = TW_REFRESH_UNKNOWN;
  if (stmt == NULL)
    return TRUE;
  rotation->session = read_session (stmt);
  *former = !tw_stmt_get_int (stmt, 8);
  if (rotation->session->revoked)
    rotation->outcome = TW_REFRESH_UNKNOWN;
  else if (rotation->session->expires < rotation->now)
    rotation->outcome = TW_REFRESH_EXPIRED;
  else if (*former && (!tw_stmt_get_int (stmt, 9) || !may_be_lost (rotation->session, rotation->now)))
    rotation->outcome = TW_REFRESH_REUSED;
  else
    rotation->outcome = TW_REFRESH_GOOD;
  return TRUE;
}

static gboolean
write_rotation (TwDb *db, gpointer data, GError **error)
{
  Rotation *rotation = data;
  gboolean former = FALSE;

  if (!find_rotated (db, rotation, &former, error))
    return FALSE;
  if (rotation->outcome == TW_REFRESH_REUSED)
    return run (db, error, "UPDATE account_session SET revoked = 1 WHERE id = ?", "d", &rotation->session->id);
  if (rotation->outcome != TW_REFRESH_GOOD)
    return TRUE;
  /* The time begins anew with each answer: on a slow machine one after the other may come too late for a client that asks again.
   * When the former one is shown again, the one given with the lost answer is worth nothing, and stolen if it is shown. */
  return run (db, error, "INSERT INTO account_former (token, session) SELECT refresh, id FROM account_session WHERE id = ?", "d",
              &rotation->session->id)
         && run (db, error, former ? "UPDATE account_session SET refresh = ?, used = ?, expires = ?, rotated = ? WHERE id = ?"
                                       : "UPDATE account_session SET former = refresh, refresh = ?, used = ?, expires = ?, rotated = ? WHERE id = ?",
                     "hiiid", rotation->fresh, rotation->now, rotation->expires, rotation->now, &rotation->session->id);
}

gboolean
tw_accounts_rotate (TwStore *store, const guint8 *refresh, const guint8 *fresh, TwInstant now, TwInstant expires, TwRefresh *outcome,
                    TwSession **session, GError **error)
{
  Rotation rotation = { refresh, fresh, now, expires, TW_REFRESH_UNKNOWN, NULL };
  gboolean good = write_with (store, write_rotation, &rotation, error);

  *outcome = rotation.outcome;
  *session = good ? g_steal_pointer (&rotation.session) : NULL;
  tw_session_free (rotation.session);
  return good;
}

/* --- Invitations --- */

typedef struct
{
  const guint8 *token;
  const char   *hash;
  TwInstant     at;
  TwId          user;
  gboolean      found;
} Invitation;

static gboolean
write_invite (TwDb *db, gpointer data, GError **error)
{
  const Invitation *invite = data;

  return run (db, error, "DELETE FROM account_invite WHERE user = ?", "d", &invite->user)
         && run (db, error, "INSERT INTO account_invite (token, user, expires) VALUES (?, ?, ?)", "hdi", invite->token, &invite->user, invite->at);
}

gboolean
tw_accounts_add_invite (TwStore *store, const guint8 *token, const TwId *user, TwInstant expires, GError **error)
{
  Invitation invite = { .token = token, .user = *user, .at = expires };

  return write_with (store, write_invite, &invite, error);
}

gboolean
tw_accounts_find_invite (TwStore *store, const guint8 *token, TwInstant now, TwId *user, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT user FROM account_invite WHERE token = ? AND expires >= ?", "hi", token, now) : NULL;
  gboolean found = stmt != NULL && tw_stmt_get_id (stmt, 0, user);

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return found;
}

static gboolean
write_accepted (TwDb *db, gpointer data, GError **error)
{
  Invitation *invite = data;
  g_autoptr (GError) local = NULL;
  TwStmt *stmt = first_row (db, &local, "SELECT user FROM account_invite WHERE token = ? AND expires >= ?", "hi", invite->token, invite->at);
  Password password = { &invite->user, invite->hash };

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  invite->found = stmt != NULL && tw_stmt_get_id (stmt, 0, &invite->user);
  g_clear_pointer (&stmt, tw_stmt_done);
  return !invite->found
         || (write_password (db, &password, error) && run (db, error, "DELETE FROM account_invite WHERE token = ?", "h", invite->token));
}

gboolean
tw_accounts_accept (TwStore *store, const guint8 *token, TwInstant now, const char *hash, TwId *user, GError **error)
{
  Invitation invite = { .token = token, .hash = hash, .at = now };

  if (!write_with (store, write_accepted, &invite, error) || !invite.found)
    return FALSE;
  *user = invite.user;
  return TRUE;
}

/* --- Guesses --- */

typedef struct
{
  const char *account;
  TwInstant   now, since;
  gboolean    failed;
  guint       n;
} Guess;

static gboolean
write_guess (TwDb *db, gpointer data, GError **error)
{
  Guess *guess = data;
  g_autoptr (GError) local = NULL;
  TwStmt *stmt = first_row (db, &local, "SELECT since, n FROM account_guess WHERE account = ? AND since > ?", "ti", guess->account,
                            guess->now - GUESS_SPAN);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  guess->since = stmt != NULL ? tw_stmt_get_int (stmt, 0) : guess->now;
  guess->n = (stmt != NULL ? (guint) tw_stmt_get_int (stmt, 1) : 0) + guess->failed;
  g_clear_pointer (&stmt, tw_stmt_done);
  return !guess->failed
         || run (db, error, "INSERT INTO account_guess (account, since, n) VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET "
                 "since = excluded.since, n = excluded.n", "tii", guess->account, guess->since, (gint64) guess->n);
}

gboolean
tw_accounts_count_guess (TwStore *store, const char *account, TwInstant now, gboolean failed, guint *n, gint64 *seconds, GError **error)
{
  Guess guess = { account, now, now, failed, 0 };

  if (!write_with (store, write_guess, &guess, error))
    return FALSE;
  *n = guess.n;
  *seconds = (guess.since + GUESS_SPAN - now) / G_USEC_PER_SEC + 1;
  return TRUE;
}

static gboolean
write_no_guess (TwDb *db, gpointer data, GError **error)
{
  return run (db, error, "DELETE FROM account_guess WHERE account = ?", "t", (const char *) data);
}

gboolean
tw_accounts_forget_guesses (TwStore *store, const char *account, GError **error)
{
  return write_with (store, write_no_guess, (gpointer) account, error);
}

/* --- Keys --- */

void
tw_key_free (TwKey *key)
{
  if (key == NULL)
    return;
  g_free (key->name);
  g_free (key->scopes);
  g_free (key);
}

static TwKey *
read_key (TwStmt *stmt)
{
  TwKey *key = g_new0 (TwKey, 1);

  tw_stmt_get_id (stmt, 0, &key->id);
  tw_stmt_get_id (stmt, 1, &key->user);
  key->name = g_strdup (tw_stmt_get_text (stmt, 2, NULL));
  key->scopes = g_strdup (tw_stmt_get_text (stmt, 3, NULL));
  key->created = tw_stmt_get_int (stmt, 4);
  key->expires = tw_stmt_get_int (stmt, 5);
  key->revoked = tw_stmt_get_int (stmt, 6) != 0;
  key->used = tw_stmt_get_int (stmt, 7);
  key->rate = (guint) tw_stmt_get_int (stmt, 8);
  return key;
}

typedef struct
{
  const TwKey  *key;
  const guint8 *hash;
} NewKey;

static gboolean
write_rate (TwDb *db, const TwId *key, guint rate, GError **error)
{
  return rate == 0 ? run (db, error, "DELETE FROM account_key_rate WHERE id = ?", "d", key)
                   : run (db, error, "INSERT INTO account_key_rate (id, rate) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET rate = excluded.rate", "di",
                          key, (gint64) rate);
}

static gboolean
write_key (TwDb *db, gpointer data, GError **error)
{
  const NewKey *fresh = data;
  const TwKey *key = fresh->key;

  return run (db, error, "INSERT INTO account_key (id, hash, user, name, scopes, created, expires, revoked) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
              "dhdttii", &key->id, fresh->hash, &key->user, key->name, key->scopes, key->created, key->expires)
         && (key->rate == 0 || write_rate (db, &key->id, key->rate, error));
}

gboolean
tw_accounts_add_key (TwStore *store, const TwKey *key, const guint8 *hash, GError **error)
{
  NewKey fresh = { key, hash };

  return write_with (store, write_key, &fresh, error);
}

TwKey *
tw_accounts_find_key (TwStore *store, const guint8 *hash, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT " KEY_COLUMNS " FROM account_key WHERE hash = ?", "h", hash) : NULL;
  TwKey *key = stmt != NULL ? read_key (stmt) : NULL;

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return key;
}

GPtrArray *
tw_accounts_list_keys (TwStore *store, const TwId *user, GError **error)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_key_free);
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? first_row (db, error, "SELECT " KEY_COLUMNS " FROM account_key WHERE user = ? ORDER BY created", "d", user) : NULL;

  if (stmt != NULL)
    do
      g_ptr_array_add (keys, read_key (stmt));
    while (tw_stmt_step (stmt, NULL));
  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return keys;
}

typedef struct
{
  const TwId *user, *key;
  guint       rate;
  gboolean    found;
} Limit;

static gboolean
write_limit (TwDb *db, gpointer data, GError **error)
{
  Limit *limit = data;
  g_autoptr (GError) local = NULL;
  TwStmt *stmt = first_row (db, &local, "SELECT 1 FROM account_key WHERE user = ? AND id = ?", "dd", limit->user, limit->key);

  limit->found = stmt != NULL;
  g_clear_pointer (&stmt, tw_stmt_done);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return !limit->found || write_rate (db, limit->key, limit->rate, error);
}

gboolean
tw_accounts_limit_key (TwStore *store, const TwId *user, const TwId *key, guint rate, GError **error)
{
  Limit limit = { user, key, rate, FALSE };

  return write_with (store, write_limit, &limit, error) && limit.found;
}

static gboolean
write_revoked_key (TwDb *db, gpointer data, GError **error)
{
  const Which *which = data;

  return run (db, error, "UPDATE account_key SET revoked = 1 WHERE user = ? AND id = ?", "dd", which->user, which->id);
}

gboolean
tw_accounts_revoke_key (TwStore *store, const TwId *user, const TwId *key, GError **error)
{
  Which which = { user, key };

  return write_with (store, write_revoked_key, &which, error);
}

static gboolean
write_uses (TwDb *db, gpointer data, GError **error)
{
  const GArray *uses = data;
  gboolean good = TRUE;

  for (guint i = 0; i < uses->len && good; i++)
    {
      const TwKeyUse *use = &g_array_index (uses, TwKeyUse, i);

      good = run (db, error, "INSERT INTO account_key_use (id, used) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET "
                  "used = excluded.used WHERE excluded.used > used", "di", &use->key, use->at);
    }
  return good;
}

gboolean
tw_accounts_note_key_uses (TwStore *store, const GArray *uses, GError **error)
{
  return write_with (store, write_uses, (gpointer) uses, error);
}
