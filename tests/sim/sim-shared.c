/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's store on PostgreSQL. Each world has a database of its own, and two processes that serve it, each with a folder that
 * follows: a request comes to one of them by the dice. A process that ends by a crash begins again with its folder, without it, or with one
 * of some time ago; and its connection can be cut in the middle of a transaction, by a trigger, so that it happens at the same place in each
 * run. The threads that wait for news from PostgreSQL run by the clock of this machine: before each request its process is asked to have
 * seen everything, as tradewindd does, so that nothing depends on when they would have. */
#include "config.h"

#include "sim-shared.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "tw-shared.h"

#define N_PROCESSES 2
#define CUT_PERCENT 3

typedef struct
{
  TwShared      *shared;
  TwStore       *store;
  TwAccessCache *access;
  TwAuthority   *authority;
  guint          secret;                               /* with which it was opened */
} Process;

struct _SimShared
{
  PGconn  *admin;                                      /* of the PostgreSQL, not of the world's database */
  PGconn  *line;                                       /* (nullable) to the world's database */
  char    *name, *url;
  guint    turn;
  gboolean cutting;
  Process  processes[N_PROCESSES];
};

static char *database;

void
sim_shared_use (const char *url)
{
  g_free (database);
  database = g_strdup (url);
}

/* --- PostgreSQL --- */

static void
run_sql (PGconn *line, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;
  PGresult *result;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  result = PQexec (line, sql);
  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  PQclear (result);
}

static PGconn *
connect_to (const char *url)
{
  PGconn *line = PQconnectdb (url);

  if (PQstatus (line) != CONNECTION_OK)
    g_error ("%s: %s", url, PQerrorMessage (line));
  run_sql (line, "SET client_min_messages = warning");
  return line;
}

/* The same PostgreSQL, another database. */
static char *
dup_url (const char *name)
{
  g_autofree char *trouble = NULL;
  GString *url = g_string_new (NULL);
  PQconninfoOption *options = PQconninfoParse (database, NULL);

  if (options == NULL)
    g_error ("%s is no address of a PostgreSQL", database);
  for (guint i = 0; options[i].keyword != NULL; i++)
    if (options[i].val != NULL && strcmp (options[i].keyword, "dbname") != 0)
      g_string_append_printf (url, "%s='%s' ", options[i].keyword, options[i].val);
  g_string_append_printf (url, "dbname='%s'", name);
  PQconninfoFree (options);
  return g_string_free (url, FALSE);
}

SimShared *
sim_shared_new (void)
{
  SimShared *shared;

  if (database == NULL)
    return NULL;
  shared = g_new0 (SimShared, 1);
  shared->admin = connect_to (database);
  shared->name = g_strdup_printf ("sim%d", (int) getpid ());
  shared->url = dup_url (shared->name);
  run_sql (shared->admin, "DROP DATABASE IF EXISTS %s WITH (FORCE)", shared->name);
  run_sql (shared->admin, "CREATE DATABASE %s", shared->name);
  return shared;
}

void
sim_shared_free (SimShared *shared)
{
  if (shared == NULL)
    return;
  PQfinish (shared->line);
  run_sql (shared->admin, "DROP DATABASE IF EXISTS %s WITH (FORCE)", shared->name);
  run_sql (shared->admin, "DROP DATABASE IF EXISTS %s_kept WITH (FORCE)", shared->name);
  PQfinish (shared->admin);
  g_free (shared->name);
  g_free (shared->url);
  g_free (shared);
}

/* --- Stores --- */

static char *
dup_dir (SimNet *net, const char *suffix)
{
  g_autofree char *name = net->shared == NULL || net->shared->turn == 0
    ? g_strconcat ("server", suffix, NULL) : g_strdup_printf ("server-%u%s", net->shared->turn, suffix);

  return g_build_filename (net->dir, name, NULL);
}

char *
sim_server_dup_dir (SimNet *net)
{
  return dup_dir (net, "");
}

static Process *
get_process (SimNet *net)
{
  return &net->shared->processes[net->shared->turn];
}

void
sim_shared_before_open (SimNet *net, const char *dir)
{
  g_autoptr (GError) error = NULL;

  if (net->shared == NULL)
    return;
  get_process (net)->shared = tw_shared_open (net->shared->url, dir, &error);
  g_assert_no_error (error);
}

void
sim_shared_after_open (SimNet *net)
{
  g_autoptr (GError) error = NULL;

  if (net->shared == NULL)
    return;
  tw_shared_attach (get_process (net)->shared, net->store, &error);
  g_assert_no_error (error);
  get_process (net)->secret = net->secret;
}

void
sim_shared_before_close (SimNet *net)
{
  if (net->shared != NULL && get_process (net)->shared != NULL)
    tw_shared_detach (get_process (net)->shared);
}

void
sim_shared_after_close (SimNet *net)
{
  if (net->shared != NULL)
    g_clear_pointer (&get_process (net)->shared, tw_shared_free);
}

/* --- Whose turn it is --- */

static void
turn_to (SimNet *net, guint turn)
{
  Process *process = get_process (net);

  /* What was looked at was looked at in another store. */
  net->opened += turn != net->shared->turn;
  process->store = net->store;
  process->access = net->access;
  process->authority = net->authority;
  net->shared->turn = turn;
  process = get_process (net);
  net->store = process->store;
  net->access = process->access;
  net->authority = process->authority;
}

void
sim_shared_close_all (SimNet *net)
{
  for (guint i = 0; net->shared != NULL && i < N_PROCESSES; i++)
    {
      turn_to (net, i);
      if (net->store != NULL)
        sim_server_close (net);
    }
}

void
sim_shared_open_all (SimNet *net)
{
  for (guint i = N_PROCESSES; i > 0; i--)
    {
      turn_to (net, i - 1);
      sim_server_open (net);
    }
}

void
sim_shared_follow_secret (SimNet *net)
{
  guint turn = net->shared != NULL ? net->shared->turn : 0;

  for (guint i = 0; net->shared != NULL && i < N_PROCESSES; i++)
    if (net->shared->processes[i].secret != net->secret)
      {
        turn_to (net, i);
        sim_server_close (net);
        sim_server_open (net);
      }
  if (net->shared != NULL)
    turn_to (net, turn);
}

/* As a request of tradewindd does. What came in is told. */
static void
refresh (SimNet *net)
{
  if (!tw_shared_refresh (get_process (net)->shared) && net->problem == NULL)
    {
      g_autofree char *trouble = tw_shared_dup_trouble (get_process (net)->shared);

      net->problem = g_strdup_printf ("process %u does not follow: %s", net->shared->turn, trouble);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

guint
sim_shared_count (SimNet *net)
{
  return net->shared != NULL ? N_PROCESSES : 1;
}

TwStore *
sim_shared_get_store (SimNet *net, guint i)
{
  return net->shared == NULL || net->shared->turn == i ? net->store : net->shared->processes[i].store;
}

void
sim_shared_refresh_all (SimNet *net)
{
  guint turn = net->shared != NULL ? net->shared->turn : 0;

  for (guint i = 0; net->shared != NULL && i < N_PROCESSES; i++)
    {
      turn_to (net, i);
      refresh (net);
    }
  if (net->shared != NULL)
    turn_to (net, turn);
}

gint64
sim_shared_count_entries (SimNet *net)
{
  PGconn *line = connect_to (net->shared->url);
  PGresult *result = PQexec (line, "SELECT count(*) FROM tradewind.entry");
  gint64 n = PQntuples (result) == 1 ? g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10) : -1;

  PQclear (result);
  PQfinish (line);
  return n;
}

/* A row in sim.cut lets the next entry end its own connection. */
static void
prepare_cut (SimShared *shared)
{
  if (shared->line != NULL)
    return;
  shared->line = connect_to (shared->url);
  run_sql (shared->line, "CREATE SCHEMA IF NOT EXISTS sim; CREATE TABLE IF NOT EXISTS sim.cut (n int); CREATE OR REPLACE FUNCTION sim.cut () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
           " IF EXISTS (SELECT 1 FROM sim.cut) THEN PERFORM pg_terminate_backend (pg_backend_pid ()); END IF; RETURN NEW; END $$;"
           " CREATE OR REPLACE TRIGGER cut BEFORE INSERT ON tradewind.entry FOR EACH ROW EXECUTE FUNCTION sim.cut ()");
}

void
sim_shared_take_turn (SimNet *net)
{
  SimShared *shared = net->shared;

  if (shared == NULL)
    return;
  turn_to (net, sim_range (net->world, N_PROCESSES));
  sim_trace (net->world, "server: process %u", shared->turn);
  refresh (net);
  if ((net->faults & SIM_FAULT_CRASH) && !net->calm && sim_chance (net->world, CUT_PERCENT))
    {
      sim_trace (net->world, "server: the database will be cut off");
      prepare_cut (shared);
      run_sql (shared->line, "INSERT INTO sim.cut VALUES (1)");
      shared->cutting = TRUE;
    }
}

void
sim_shared_end_turn (SimNet *net)
{
  if (net->shared == NULL || !net->shared->cutting)
    return;
  run_sql (net->shared->line, "DELETE FROM sim.cut");
  net->shared->cutting = FALSE;
}

/* --- Crashes and copies --- */

/* Folders are of a machine that can be lost, or be put back from a copy, while PostgreSQL has everything. */
void
sim_shared_crash (SimNet *net)
{
  g_autofree char *dir = NULL, *former = NULL;

  if (net->shared == NULL)
    return;
  dir = dup_dir (net, "");
  former = dup_dir (net, "-former");
  switch (sim_range (net->world, 6))
    {
    case 0:
      sim_trace (net->world, "server: process %u begins without its folder", net->shared->turn);
      sim_remove_tree (dir);
      break;
    case 1:
      if (!g_file_test (former, G_FILE_TEST_IS_DIR))
        break;
      sim_trace (net->world, "server: process %u begins with a former folder", net->shared->turn);
      sim_remove_tree (dir);
      sim_copy_tree (former, dir);
      break;
    case 2:
      sim_remove_tree (former);
      sim_copy_tree (dir, former);
      break;
    default:
      break;
    }
}

void
sim_shared_keep (SimNet *net)
{
  SimShared *shared = net->shared;

  g_clear_pointer (&shared->line, PQfinish);
  run_sql (shared->admin, "DROP DATABASE IF EXISTS %s_kept WITH (FORCE)", shared->name);
  run_sql (shared->admin, "CREATE DATABASE %s_kept TEMPLATE %s", shared->name, shared->name);
}

/* The folders stay: by them the processes know that something is gone. */
void
sim_shared_go_back (SimNet *net)
{
  SimShared *shared = net->shared;

  g_clear_pointer (&shared->line, PQfinish);
  run_sql (shared->admin, "DROP DATABASE %s WITH (FORCE)", shared->name);
  run_sql (shared->admin, "CREATE DATABASE %s TEMPLATE %s_kept", shared->name, shared->name);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *former = NULL;

      turn_to (net, i);
      former = dup_dir (net, "-former");
      sim_remove_tree (former);
    }
}
