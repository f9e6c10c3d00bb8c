/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The epoch says which line of history a server's database belongs to. A database put back from a copy looks like itself, only
 * older; so each opening is numbered with a random word, in the database and in a marker file beside it. A copy from before the
 * newest opening has another word, a copy elsewhere has no marker: both begin a new epoch.
 *
 * The file has the epoch and one or two words, a line each: two while an opening is under way, so that a crash between file and
 * database is no new epoch. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-peers-private.h"

#define MARKER "sync-lineage"

typedef struct
{
  char *epoch, *opened;                                /* of the database, null in a new one */
  char *former;                                        /* the word of the opening before */
} Lineage;

static gboolean
read_lineage (TwDb *db, Lineage *lineage, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT epoch, opened FROM sync_lineage", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  if (tw_stmt_step (stmt, &local))
    {
      lineage->epoch = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
      lineage->opened = g_strdup (tw_stmt_get_text (stmt, 1, NULL));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
dup_marker_path (TwStore *store)
{
  return g_build_filename (tw_store_get_dir (store), MARKER, NULL);
}

static gboolean
is_known (TwStore *store, const Lineage *lineage)
{
  g_autofree char *path = dup_marker_path (store), *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (lineage->epoch == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", 4);
  return g_strcmp0 (lines[0], lineage->epoch) == 0 && g_strv_contains ((const char *const *) lines + 1, lineage->opened);
}

static gboolean
write_marker (TwStore *store, const char *epoch, const char *former, const char *opened, GError **error)
{
  g_autofree char *path = dup_marker_path (store);
  g_autofree char *text = former != NULL ? g_strdup_printf ("%s\n%s\n%s\n", epoch, opened, former)
                                         : g_strdup_printf ("%s\n%s\n", epoch, opened);
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The marker of the workspace's lineage cannot be written: %s"),
               local->message);
  return FALSE;
}

/* Where the new epoch begins: devices of another one know by it what the database has lost. former: of a program that wrote none of this
 * down; it begins with everything. */
static gboolean
note_beginning (TwDb *db, const char *epoch, const char *former, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_lineage_past (epoch, began) SELECT ?1, ?2 WHERE ?1 IS NOT NULL "
                                           "ON CONFLICT (epoch) DO NOTHING", error);
  gint64 seq, change_seq;
  guint64 stamp;

  if (stmt == NULL || !tw_log_last (db, &seq, &stamp, &change_seq, error))
    return FALSE;
  tw_stmt_bind_text (stmt, 1, former, -1);
  tw_stmt_bind_int (stmt, 2, 0);
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  tw_stmt_reset (stmt);
  tw_stmt_bind_text (stmt, 1, epoch, -1);
  tw_stmt_bind_int (stmt, 2, seq);
  return tw_stmt_run (stmt, error);
}

static gboolean
run_write (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const Lineage *lineage = data;
  g_autoptr (TwStmt) stmt = NULL;
  Lineage found = { NULL };
  gboolean good = tw_db_begin (db, error) && read_lineage (db, &found, error) && note_beginning (db, lineage->epoch, found.epoch, error);

  g_free (found.epoch);
  g_free (found.opened);
  if (!good || !tw_db_exec (db, "DELETE FROM sync_lineage", error))
    return FALSE;
  stmt = tw_db_prepare (db, "INSERT INTO sync_lineage (epoch, opened) VALUES (?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, lineage->epoch, -1);
  tw_stmt_bind_text (stmt, 2, lineage->opened, -1);
  return tw_stmt_run (stmt, error) && tw_db_commit (db, error);
}

static char *
dup_word (void)
{
  TwId id = tw_id_new ();

  return tw_id_dup_text (&id);
}

/* former: the word that the database has, while it is the one that the marker tells of. */
static gboolean
open_lineage (TwStore *store, Lineage *lineage, GError **error)
{
  Lineage found = { lineage->epoch, lineage->former, NULL };

  if (!is_known (store, &found))
    {
      g_clear_pointer (&lineage->former, g_free);
      g_free (lineage->epoch);
      lineage->epoch = dup_word ();
    }
  lineage->opened = dup_word ();
  return (lineage->former == NULL || write_marker (store, lineage->epoch, lineage->former, lineage->opened, error))
         && tw_store_run_writer (store, run_write, lineage, error)
         && write_marker (store, lineage->epoch, NULL, lineage->opened, error);
}

/* Processes that share a database have one epoch; whether the database was put back is known from its entries. */
static gboolean
run_write_shared (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Lineage found = { NULL };
  gboolean good = read_lineage (db, &found, error);
  gboolean wanted = found.epoch == NULL || g_atomic_int_get (&store->shared) == TW_STORE_SHARED_RESTORED;
  g_autofree char *epoch = dup_word ();
  g_autoptr (TwStmt) stmt = NULL;

  good = good && (!wanted || note_beginning (db, epoch, found.epoch, error));
  g_free (found.epoch);
  g_free (found.opened);
  if (!good || !wanted)
    return good;
  if (!tw_db_exec (db, "DELETE FROM sync_lineage", error)
      || (stmt = tw_db_prepare (db, "INSERT INTO sync_lineage (epoch, opened) VALUES (?, '')", error)) == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, epoch, -1);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_peers_check_lineage (TwStore *store, GError **error)
{
  Lineage lineage = { NULL };
  gboolean good;
  TwDb *db;

  if (g_atomic_int_get (&store->shared) != TW_STORE_ALONE)
    return tw_store_run_transaction (store, run_write_shared, NULL, error);
  db = tw_store_take_reader (store, error);
  good = db != NULL && read_lineage (db, &lineage, error);
  tw_store_return_reader (store, db);
  lineage.former = g_steal_pointer (&lineage.opened);
  good = good && open_lineage (store, &lineage, error);
  g_free (lineage.epoch);
  g_free (lineage.opened);
  g_free (lineage.former);
  return good;
}

/**
 * tw_peers_dup_epoch:
 * @store: a store that serves
 *
 * Returns: (transfer full) (nullable): the epoch; %NULL with @error
 */
char *
tw_peers_dup_epoch (TwStore *store, GError **error)
{
  Lineage lineage = { NULL };
  TwDb *db = tw_store_take_reader (store, error);

  if (db != NULL && read_lineage (db, &lineage, error) && lineage.epoch == NULL)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This workspace does not serve any clients."));
  tw_store_return_reader (store, db);
  g_free (lineage.opened);
  return lineage.epoch;
}

/**
 * tw_peers_are_shared:
 * @store: a store that serves
 *
 * Returns: whether other processes serve the same workspace: the epoch is to be asked again each time then
 */
gboolean
tw_peers_are_shared (TwStore *store)
{
  return g_atomic_int_get (&store->shared) != TW_STORE_ALONE;
}

/**
 * tw_peers_dup_lineage:
 * @store: a store that serves
 *
 * Returns: (transfer full) (nullable): the epochs of the database, oldest first, each with the seq at which it began: "A 0 B 512"; %NULL
 *   with @error
 */
char *
tw_peers_dup_lineage (TwStore *store, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (TwStmt) stmt = db != NULL ? tw_db_prepare (db, "SELECT epoch, began FROM (SELECT rowid AS place, epoch, began FROM sync_lineage_past "
                                                        "ORDER BY rowid DESC LIMIT 64) ORDER BY place", error) : NULL;
  g_autoptr (GError) local = NULL;
  GString *text = stmt != NULL ? g_string_new (NULL) : NULL;

  while (stmt != NULL && tw_stmt_step (stmt, &local))
    g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT, text->len > 0 ? " " : "", tw_stmt_get_text (stmt, 0, NULL), tw_stmt_get_int (stmt, 1));
  g_clear_pointer (&stmt, tw_stmt_done);
  tw_store_return_reader (store, db);
  if (local == NULL)
    return text != NULL ? g_string_free (text, FALSE) : NULL;
  g_string_free (text, TRUE);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
