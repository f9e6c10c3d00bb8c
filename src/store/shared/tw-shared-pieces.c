/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come in pieces, each of which may go to another process: PostgreSQL has every piece before it is acknowledged, and says how
 * far a file has come. What lies in the parts/ of a folder is a copy, so that the process that gets the last piece need not fetch the
 * others. A piece goes in only where the last one ended. One that is added while others drop the file may stay alone: then they all go. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-blobs-private.h"
#include "tw-shared-private.h"

#define YOUNG_SECONDS 60
#define OF_FILE       "workspace = $1::text AND owner = $2::text AND hash = $3::text"

typedef struct
{
  char          owner[TW_ID_TEXT_LENGTH + 1];
  const char   *hash;
  gint64        place;
  GBytes       *piece;                                 /* (nullable): what is added, or (owned) what was found */
  gint64        length;
  gint64        n;
  gboolean      taken;
} Ask;

typedef gboolean (*AskFunc) (TwPg *pg, Ask *ask, GError **error);

/* A connection is kept for the next piece; while it lay there it can have died. */
static gboolean
run (TwShared *shared, AskFunc func, Ask *ask, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwPg) pg = NULL;
  gboolean good;

  g_mutex_lock (&shared->lock);
  pg = g_steal_pointer (&shared->spare);
  g_mutex_unlock (&shared->lock);
  good = pg != NULL && func (pg, ask, &local);
  if (!good && !tw_pg_is_alive (pg))
    {
      g_clear_error (&local);
      g_clear_pointer (&pg, tw_pg_close);
      pg = tw_pg_open (shared->database, &local);
      good = pg != NULL && func (pg, ask, &local);
    }
  if (!good)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_mutex_lock (&shared->lock);
  if (shared->spare == NULL)
    shared->spare = g_steal_pointer (&pg);
  g_mutex_unlock (&shared->lock);
  return TRUE;
}

static Ask
ask_for (const TwId *owner, const char *hash)
{
  Ask ask = { .hash = hash };

  tw_id_print (owner, ask.owner);
  return ask;
}

static gboolean
drop_all (TwPg *pg, Ask *ask, GError **error)
{
  return tw_pg_do (pg, error, "DELETE FROM tradewind.piece WHERE " OF_FILE, "ttt", TW_SHARED_NAME, ask->owner, ask->hash);
}

static gboolean
read_length (TwPg *pg, Ask *ask, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT coalesce(max(place + length(body)), 0)::bigint, coalesce(sum(length(body)), 0)::bigint FROM tradewind.piece WHERE " OF_FILE,
    "ttt", TW_SHARED_NAME, ask->owner, ask->hash);

  if (result == NULL)
    return FALSE;
  ask->length = tw_pg_get_int (result, 0, 0);
  if (ask->length == tw_pg_get_int (result, 0, 1))
    return TRUE;
  ask->length = 0;
  return drop_all (pg, ask, error);
}

/* Of two processes that add at the same place, one does. */
static gboolean
add_piece (TwPg *pg, Ask *ask, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (ask->piece, &size);
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "INSERT INTO tradewind.piece (workspace, owner, hash, place, body) SELECT $1::text, $2::text, $3::text, $4::bigint, $5::bytea "
    "WHERE $4::bigint = (SELECT coalesce(max(place + length(body)), 0) FROM tradewind.piece WHERE " OF_FILE ") "
    "ON CONFLICT DO NOTHING RETURNING place", "tttib", TW_SHARED_NAME, ask->owner, ask->hash, ask->place, data, size);

  ask->taken = result != NULL && PQntuples (result) > 0;
  return result != NULL;
}

static gboolean
find_piece (TwPg *pg, Ask *ask, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT place, body FROM tradewind.piece WHERE " OF_FILE " AND place <= $4::bigint ORDER BY place DESC LIMIT 1", "ttti", TW_SHARED_NAME,
    ask->owner, ask->hash, ask->place);
  const char *data;
  gsize size;
  gint64 skip;

  if (result == NULL || PQntuples (result) == 0)
    return result != NULL;
  skip = ask->place - tw_pg_get_int (result, 0, 0);
  data = tw_pg_get_bytes (result, 0, 1, &size);
  if (skip < (gint64) size)
    ask->piece = g_bytes_new (data + skip, size - (gsize) skip);
  return TRUE;
}

static gboolean
count_all (TwPg *pg, Ask *ask, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error,
    "SELECT count(DISTINCT hash), coalesce(sum(length(body)), 0)::bigint FROM tradewind.piece "
    "WHERE workspace = $1::text AND owner = $2::text", "tt", TW_SHARED_NAME, ask->owner);

  if (result == NULL)
    return FALSE;
  ask->n = tw_pg_get_int (result, 0, 0);
  ask->length = tw_pg_get_int (result, 0, 1);
  return TRUE;
}

/* --- What the store asks for --- */

gint64
tw_shared_get_part_length (gpointer data, const TwId *owner, const char *hash, GError **error)
{
  Ask ask = ask_for (owner, hash);

  return run (data, read_length, &ask, error) ? ask.length : -1;
}

gboolean
tw_shared_add_piece (gpointer data, const TwId *owner, const char *hash, gint64 place, GBytes *piece, gboolean *taken, GError **error)
{
  Ask ask = ask_for (owner, hash);
  gboolean good;

  ask.place = place;
  ask.piece = piece;
  good = run (data, add_piece, &ask, error);
  *taken = ask.taken;
  return good;
}

GBytes *
tw_shared_dup_piece (gpointer data, const TwId *owner, const char *hash, gint64 at, GError **error)
{
  Ask ask = ask_for (owner, hash);

  ask.place = at;
  return run (data, find_piece, &ask, error) ? ask.piece : NULL;
}

/* What cannot be dropped now is swept later. */
void
tw_shared_drop_pieces (gpointer data, const TwId *owner, const char *hash)
{
  Ask ask = ask_for (owner, hash);

  run (data, drop_all, &ask, NULL);
}

gboolean
tw_shared_count_parts (gpointer data, const TwId *owner, guint *n, gint64 *bytes)
{
  Ask ask = ask_for (owner, NULL);

  if (!run (data, count_all, &ask, NULL))
    return FALSE;
  *n = (guint) ask.n;
  *bytes = ask.length;
  return TRUE;
}

void
tw_shared_sweep_parts (gpointer data)
{
  TwShared *shared = data;
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, NULL);
  gboolean young;

  if (pg != NULL
      && tw_pg_do (pg, NULL, "DELETE FROM tradewind.piece AS piece USING (SELECT owner, hash FROM tradewind.piece "
                   "WHERE workspace = $1::text GROUP BY owner, hash HAVING max(at) < now() - interval '3 days') AS old "
                   "WHERE piece.workspace = $1::text AND piece.owner = old.owner AND piece.hash = old.hash", "t", TW_SHARED_NAME))
    tw_shared_drop_gone_parts (shared, pg, &young, NULL);
}

/* --- What another process finished, dropped or erased --- */

static GHashTable *
list_parts (TwPg *pg, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error, "SELECT DISTINCT owner || '-' || hash FROM tradewind.piece "
                                           "WHERE workspace = $1::text", "t", TW_SHARED_NAME);
  GHashTable *names = result != NULL ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      gsize length;
      const char *bytes = tw_pg_get_bytes (result, i, 0, &length);

      g_hash_table_add (names, g_strndup (bytes, length));
    }
  return names;
}

/* Every piece is in PostgreSQL before it is here, but for one that makes a file complete. */
gboolean
tw_shared_drop_gone_parts (TwShared *shared, TwPg *pg, gboolean *young, GError **error)
{
  g_autofree char *folder = g_build_filename (shared->dir, "parts", NULL);
  g_autoptr (GHashTable) present = list_parts (pg, error);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (present != NULL && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_hash_table_contains (present, name) || g_lstat (path, &info) != 0)
        continue;
      if (info.st_mtime > g_get_real_time () / G_USEC_PER_SEC - YOUNG_SECONDS)
        *young = TRUE;
      else
        g_unlink (path);
    }
  return present != NULL;
}
