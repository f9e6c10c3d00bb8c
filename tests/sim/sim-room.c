/* SPDX-License-Identifier: GPL-3.0-or-later */
/* I19: what a world has used while people worked is given back when it is at rest, and nothing grows while nobody does anything. */
#include "config.h"

#include "sim-shared.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-store-internal.h"
#include "tw-sync-private.h"

#define IDLE_SECONDS 14400                             /* four dozen looks for news of each device */
#define NOISE        8192                              /* bytes that caches may take in that time */
#define MOST_TIMES   4                                  /* within the day: what is done once a day gives back a lot */
#define MAX_PROBLEMS 100
#define MAX_EVENTS   8                                  /* of a device: its next look, that of its files, what it asked lately */
#define MAX_LOG      (20000 * 4120)                     /* bytes of a write-ahead log, which goes over at 16,000 pages */

/* --- What there is, by name --- */

static void
note (GHashTable *room, const char *owner, const char *what, gint64 n)
{
  g_hash_table_insert (room, g_strdup_printf ("%s: %s", owner, what), g_memdup2 (&n, sizeof n));
}

/* Without the parts of search indexes, which are merged now and then. */
static void
note_tables (GHashTable *room, const char *owner, TwStore *store)
{
  sqlite3 *handle = tw_db_get_handle (store->writer);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt;

  sqlite3_prepare_v2 (handle, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%$%'", -1, &stmt, NULL);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  sqlite3_finalize (stmt);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", (char *) g_ptr_array_index (names, i));

      if (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW)
        note (room, owner, g_ptr_array_index (names, i), sqlite3_column_int64 (stmt, 0));
      sqlite3_finalize (stmt);
    }
}

static void
note_files (GHashTable *room, const char *owner, const char *folder, const char *inside)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *own = g_build_filename (inside, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        note_files (room, owner, path, own);
      else
        note (room, owner, own, 1);
    }
}

/* Every process of it. A process that shares a database fetches a file when somebody asks it for one: this is not growth. */
static void
note_server (SimNet *net, GHashTable *room)
{
  sim_shared_refresh_all (net);
  for (guint i = 0; i < sim_shared_count (net); i++)
    {
      g_autofree char *owner = i == 0 ? g_strdup ("server") : g_strdup_printf ("server %u", i);
      TwStore *store = sim_shared_get_store (net, i);

      note_tables (room, owner, store);
      if (net->shared == NULL)
        note_files (room, owner, tw_store_get_dir (store), "");
    }
  if (net->shared != NULL)
    note (room, "the database", "entries", sim_shared_count_entries (net));
}

static GHashTable *
take_stock (SimNet *net)
{
  GHashTable *room = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  note_server (net, room);
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      g_autofree char *owner = g_strdup_printf ("client %u", i);

      note_tables (room, owner, node->store);
      note_files (room, owner, node->dir, "");
      note (room, owner, "files that rest", g_hash_table_size (node->sync->files_later));
      note (room, owner, "problems", node->sync->problems.length);
    }
  return room;
}

static char *
compare_stock (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer what, n;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &what, &n))
    {
      const gint64 *former = g_hash_table_lookup (before, what);

      if ((former != NULL ? *former : 0) < *(gint64 *) n)
        return g_strdup_printf ("I19: %s grows from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " while nobody does anything", (char *) what,
                                former != NULL ? *former : 0, *(gint64 *) n);
    }
  return NULL;
}

/* --- What may be there --- */

/* The workspace and attached files are none, nor are parts of files that are not whole: these go after three days by the disk's clock. */
static gboolean
is_left_over (const char *file)
{
  static const char *const known[] = { "store.db", "store.db-wal", "store.db-shm", "lock", "sync-lineage", NULL };

  return !g_strv_contains (known, file)
         && !g_str_has_prefix (file, "parts/") && !(g_str_has_prefix (file, "blobs/") && strlen (file) == strlen ("blobs/00/") + 62);
}

static char *
check_folder (const char *owner, const char *folder, const char *inside)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *problem = NULL;
  const char *name;

  while (problem == NULL && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *own = g_build_filename (inside, name, NULL);
      GStatBuf about;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        problem = check_folder (owner, path, own);
      else if (is_left_over (own))
        problem = g_strdup_printf ("I19: %s has left “%s” behind", owner, own);
      else if (g_str_has_suffix (own, "-wal") && g_stat (path, &about) == 0 && about.st_size > MAX_LOG)
        problem = g_strdup_printf ("I19: the log of %s has %" G_GINT64_FORMAT " bytes", owner, (gint64) about.st_size);
    }
  return problem;
}

static char *
check_tables (GHashTable *stock, guint client)
{
  static const char *const empty[] = { "sync_outbox", "sync_pending", "sync_staged", "sync_offer", "sync_offer_field" };

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autofree char *what = g_strdup_printf ("client %u: %s", client, empty[i]);
      const gint64 *n = g_hash_table_lookup (stock, what);

      if (n != NULL && *n != 0)
        return g_strdup_printf ("I19: %s still has %" G_GINT64_FORMAT, what, *n);
    }
  return NULL;
}

/* What the engine holds only while it works. */
static char *
check_engine (SimNode *node)
{
  const TwSync *sync = node->sync;
  const char *held = sync->seen != NULL ? "what a reload has seen"
                     : sync->counted_ids != NULL || sync->count_from != NULL ? "what pages would take away"
                     : sync->push_next != NULL || sync->pushes.length > 0 ? "a push"
                     : sync->ahead != NULL || sync->ahead_read != NULL ? "a page of a load"
                     : sync->lanes[TW_LANE_UP].file != NULL || sync->lanes[TW_LANE_DOWN].file != NULL ? "a file under way"
                     : sync->problems.length > MAX_PROBLEMS ? "all that ever went wrong" : NULL;

  return held != NULL ? g_strdup_printf ("I19: client %u still holds %s", node->index, held) : NULL;
}

static guint
count_listeners (SimNet *net, SimNode *node)
{
  guint n = 0;

  for (guint i = 0; i < net->listeners->len; i++)
    n += sim_is_listening (net, i, node);
  return n;
}

static char *
check_rest (SimNet *net, GHashTable *stock)
{
  char *problem = NULL;

  for (guint i = 0; problem == NULL && i < sim_shared_count (net); i++)
    problem = check_folder ("the server", tw_store_get_dir (sim_shared_get_store (net, i)), "");
  for (guint i = 0; problem == NULL && i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      g_autofree char *owner = g_strdup_printf ("client %u", i);

      problem = check_folder (owner, node->dir, "");
      if (problem == NULL)
        problem = check_tables (stock, i);
      if (problem == NULL)
        problem = check_engine (node);
      if (problem == NULL && count_listeners (net, node) > 1)
        problem = g_strdup_printf ("I19: client %u listens more than once", i);
    }
  return problem;
}

/* Bytes that this process has taken since and not given back; none where its allocator does not tell. */
static gint64
get_growth (const struct mallinfo2 *before)
{
  return (gint64) mallinfo2 ().uordblks - (gint64) before->uordblks;
}

/* Caches have to be filled a few times, in a large world; what is lost is lost each time. */
static char *
check_memory (SimNet *net)
{
  gint64 growth = NOISE + 1;
  guint64 trace = net->world->trace;
  char *problem = NULL;

  for (guint i = 0; problem == NULL && growth > NOISE && i < MOST_TIMES; i++)
    {
      struct mallinfo2 before = mallinfo2 ();

      problem = sim_run_until (net, net->world->now + (gint64) IDLE_SECONDS * G_USEC_PER_SEC);
      growth = get_growth (&before);
    }
  /* How often it was is a matter of the allocator, and not of what happened. */
  net->world->trace = trace;
  if (problem == NULL && growth > NOISE)
    problem = g_strdup_printf ("I19: %" G_GINT64_FORMAT " bytes are taken in each four hours in which nobody does anything", growth);
  return problem;
}

char *
sim_check_room (SimNet *net)
{
  g_autoptr (GHashTable) before = take_stock (net), after = NULL;
  char *problem = check_rest (net, before);
  guint64 trace = net->world->trace;
  guint events;

  if (problem == NULL)
    problem = check_memory (net);
  /* I17: what threads of the database's library hold at a moment says how many times four hours pass, and nothing of what people did. */
  if (net->shared != NULL)
    net->world->trace = trace;
  if (problem != NULL)
    return problem;
  events = g_sequence_get_length (net->world->events);
  if (events > MAX_EVENTS * net->nodes->len)
    return g_strdup_printf ("I19: %u events wait for %u devices at rest", events, net->nodes->len);
  after = take_stock (net);
  problem = compare_stock (before, after);
  return problem != NULL ? problem : check_rest (net, after);
}
