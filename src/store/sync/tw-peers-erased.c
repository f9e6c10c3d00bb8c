/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which devices have erased what the server erased, and when they were seen: a device that says it has everything up to a seq has done what was asked up to it. */
#include "config.h"

#include "tw-peers-private.h"

#define SEEN_STEP (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

#define NEWEST "(SELECT max(seq) FROM sync_erasure)"

gboolean
tw_peers_note_erasure (TwDb *db, gint64 seq, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT OR IGNORE INTO sync_erasure (seq, at) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, seq);
  tw_stmt_bind_int (stmt, 2, g_get_real_time ());
  return tw_stmt_run (stmt, error);
}

typedef struct
{
  const TwId *client, *user;
  gint64      seq;
} Confirmation;

/* Of a device of this person, which has not said so before. */
static gboolean
is_news (TwDb *db, const Confirmation *said, gboolean *news, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_client AS c WHERE c.id = ? AND c.user_id = ? AND " NEWEST " <= ? AND NOT EXISTS "
                                           "(SELECT 1 FROM sync_confirmed AS d WHERE d.client = c.id AND d.seq >= " NEWEST ")", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, said->client);
  tw_stmt_bind_id (stmt, 2, said->user);
  tw_stmt_bind_int (stmt, 3, said->seq);
  return tw_stmt_find (stmt, news, error);
}

static gboolean
run_confirm (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const Confirmation *said = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_confirmed (client, seq) VALUES (?, ?) ON CONFLICT (client) DO UPDATE SET seq = excluded.seq",
                                           error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, said->client);
  tw_stmt_bind_int (stmt, 2, said->seq);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_peers_confirm:
 * @store: a store that serves
 * @client: a device
 * @user: who asks from it
 * @seq: up to where it has everything
 *
 * Cheap when nothing was erased since it last said so.
 *
 * Returns: %FALSE with @error when it could not be written
 */
gboolean
tw_peers_confirm (TwStore *store, const TwId *client, const TwId *user, gint64 seq, GError **error)
{
  Confirmation said = { client, user, seq };
  TwDb *db = tw_store_take_reader (store, error);
  gboolean news = FALSE, good = db != NULL && is_news (db, &said, &news, error);

  tw_store_return_reader (store, db);
  return good && (!news || tw_store_run_transaction (store, run_confirm, &said, error));
}

typedef struct
{
  const TwId *client, *user;
  TwInstant   now;
} Touch;

static gboolean
is_long_ago (TwDb *db, const Touch *touch, gboolean *is, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_client WHERE id = ? AND user_id = ? AND seen <= ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, touch->client);
  tw_stmt_bind_id (stmt, 2, touch->user);
  tw_stmt_bind_int (stmt, 3, touch->now - SEEN_STEP);
  return tw_stmt_find (stmt, is, error);
}

static gboolean
run_touch (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const Touch *touch = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "UPDATE sync_client SET seen = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, touch->now);
  tw_stmt_bind_id (stmt, 2, touch->client);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_peers_touch:
 * @store: a store that serves
 * @client: a device
 * @user: who asks from it
 * @now: when
 *
 * Notes that the device was seen, unless that was noted less than an hour ago.
 *
 * Returns: %FALSE with @error when it could not be written
 */
gboolean
tw_peers_touch (TwStore *store, const TwId *client, const TwId *user, TwInstant now, GError **error)
{
  Touch touch = { client, user, now };
  TwDb *db = tw_store_take_reader (store, error);
  gboolean is = FALSE, good = db != NULL && is_long_ago (db, &touch, &is, error);

  tw_store_return_reader (store, db);
  return good && (!is || tw_store_run_transaction (store, run_touch, &touch, error));
}

/**
 * tw_peers_list_unconfirmed:
 * @store: a store that serves
 *
 * Returns: (transfer full) (element-type TwPeer) (nullable): devices of before the newest erasure that have not said that they have
 *   heard of it, those that were not seen for longest first; %NULL with @error
 */
GPtrArray *
tw_peers_list_unconfirmed (TwStore *store, GError **error)
{
  return tw_peers_select (store, "WHERE created < (SELECT max(at) FROM sync_erasure) AND NOT EXISTS (SELECT 1 FROM sync_confirmed AS d "
                          "WHERE d.client = sync_client.id AND d.seq >= " NEWEST ") ORDER BY seen, id", NULL, error);
}
