/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables in PostgreSQL. Their keys begin with the workspace, so that they can be distributed by it. */
#include "config.h"

#include <string.h>

#include "tw-shared-private.h"

#define ENTRIES_AT_ONCE "64"

static const char tables[] =
  "CREATE SCHEMA IF NOT EXISTS tradewind;"
  "CREATE TABLE IF NOT EXISTS tradewind.workspace (name text PRIMARY KEY, head bigint NOT NULL, token bytea NOT NULL,"
  " secret bytea, made timestamptz NOT NULL DEFAULT now());"
  "CREATE TABLE IF NOT EXISTS tradewind.entry (workspace text NOT NULL, n bigint NOT NULL, token bytea NOT NULL,"
  " at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL, PRIMARY KEY (workspace, n));"
  "CREATE TABLE IF NOT EXISTS tradewind.copy (workspace text NOT NULL, n bigint NOT NULL, part int NOT NULL, token bytea NOT NULL,"
  " at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL, PRIMARY KEY (workspace, n, part));"
  "CREATE TABLE IF NOT EXISTS tradewind.file (workspace text NOT NULL, hash text NOT NULL, part bigint NOT NULL,"
  " at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL, PRIMARY KEY (workspace, hash, part));"
  /* Of files that are not complete yet. */
  "CREATE TABLE IF NOT EXISTS tradewind.piece (workspace text NOT NULL, owner text NOT NULL, hash text NOT NULL, place bigint NOT NULL,"
  " at timestamptz NOT NULL DEFAULT now(), body bytea NOT NULL, PRIMARY KEY (workspace, owner, hash, place));"
  /* Entries that erased something: what is older, and the copies, still has its words. */
  "CREATE TABLE IF NOT EXISTS tradewind.erasure (workspace text NOT NULL, n bigint NOT NULL, at timestamptz NOT NULL DEFAULT now(),"
  " PRIMARY KEY (workspace, n));";

gboolean
tw_shared_create_tables (TwPg *pg, GError **error)
{
  return tw_pg_exec (pg, tables, error);
}

gboolean
tw_shared_read_head (TwPg *pg, gboolean lock, TwPlace *head, gboolean *found, GError **error)
{
  g_autoptr (PGresult) result = lock
    ? tw_pg_run (pg, error, "SELECT head, token FROM tradewind.workspace WHERE name = $1::text FOR UPDATE", "t", TW_SHARED_NAME)
    : tw_pg_run (pg, error, "SELECT head, token FROM tradewind.workspace WHERE name = $1::text", "t", TW_SHARED_NAME);
  gconstpointer token;
  gsize length;

  if (result == NULL)
    return FALSE;
  *found = PQntuples (result) == 1;
  if (!*found)
    return TRUE;
  head->n = tw_pg_get_int (result, 0, 0);
  token = tw_pg_get_bytes (result, 0, 1, &length);
  memset (head->token, 0, sizeof head->token);
  if (token != NULL && length == sizeof head->token)
    memcpy (head->token, token, length);
  return TRUE;
}

/* A place is known when its entry is there, when it is the head, or when a copy was made at it. */
gboolean
tw_shared_knows_place (TwPg *pg, const TwPlace *place, gboolean *known, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT 1 FROM tradewind.entry WHERE workspace = $1::text AND n = $2::bigint AND token = $3::bytea UNION ALL "
    "SELECT 1 FROM tradewind.workspace WHERE name = $1::text AND head = $2::bigint AND token = $3::bytea UNION ALL "
    "SELECT 1 FROM tradewind.copy WHERE workspace = $1::text AND n = $2::bigint AND token = $3::bytea AND part = 0",
    "tib", TW_SHARED_NAME, place->n, place->token, sizeof place->token);
  g_autoptr (PGresult) next = NULL;

  if (result == NULL)
    return FALSE;
  *known = PQntuples (result) > 0;
  if (!*known)
    return TRUE;
  /* What comes after it must still be there, too. */
  next = tw_pg_run (pg, error, "SELECT 1 FROM tradewind.workspace AS w WHERE name = $1::text AND (head = $2::bigint OR EXISTS "
                    "(SELECT 1 FROM tradewind.entry WHERE workspace = $1::text AND n = $2::bigint + 1))", "ti", TW_SHARED_NAME,
                    place->n);
  if (next == NULL)
    return FALSE;
  *known = PQntuples (next) > 0;
  return TRUE;
}

gboolean
tw_shared_is_elsewhere (TwPg *pg, const TwPlace *place, gboolean *elsewhere, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT 1 FROM tradewind.entry WHERE workspace = $1::text AND n = $2::bigint AND token <> $3::bytea UNION ALL "
    "SELECT 1 FROM tradewind.workspace WHERE name = $1::text AND head < $2::bigint", "tib", TW_SHARED_NAME, place->n, place->token,
    sizeof place->token);

  *elsewhere = result != NULL && PQntuples (result) > 0;
  return result != NULL;
}

gboolean
tw_shared_write_entry (TwPg *pg, const TwPlace *place, GBytes *body, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);

  return tw_pg_do (pg, error, "INSERT INTO tradewind.entry (workspace, n, token, body) VALUES ($1::text, $2::bigint, $3::bytea, $4::bytea)",
                   "tibb", TW_SHARED_NAME, place->n, place->token, sizeof place->token, data, length)
         && tw_pg_do (pg, error, "UPDATE tradewind.workspace SET head = $2::bigint, token = $3::bytea WHERE name = $1::text", "tib",
                      TW_SHARED_NAME, place->n, place->token, sizeof place->token)
         && tw_pg_exec (pg, "NOTIFY tradewind; COMMIT", error);
}

PGresult *
tw_shared_read_entries (TwPg *pg, gint64 after, GError **error)
{
  return tw_pg_run (pg, error, "SELECT n, token, body FROM tradewind.entry WHERE workspace = $1::text AND n > $2::bigint ORDER BY n "
                    "LIMIT " ENTRIES_AT_ONCE, "ti", TW_SHARED_NAME, after);
}
