/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulator. sim [--seed N] [--seeds N] [--jobs N] [--clients N] [--ops N] [--verbose] [--repeat N] [--rest N] [--scene NAME|all|none]
 * [--database URL]
 * Each seed is a world of its own: some faults of all, people who work, then calm; what must hold is checked. The first seed that
 * fails is told with the command that shows it again. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim-shared.h"

static gint64 first_seed = 1, n_seeds = 20;
static gint n_clients = 4, n_ops = 60;
static gint repeat, rest = 1, n_jobs = 1;
static gboolean verbose, as_tap;
static char *scene, *database;

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first seed", "N" },
  { "seeds", 0, 0, G_OPTION_ARG_INT64, &n_seeds, "How many seeds", "N" },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &n_jobs, "Share the seeds among so many processes", "N" },
  { "clients", 0, 0, G_OPTION_ARG_INT, &n_clients, "Clients in each world", "N" },
  { "ops", 0, 0, G_OPTION_ARG_INT, &n_ops, "Things that people do in each world", "N" },
  { "verbose", 0, 0, G_OPTION_ARG_NONE, &verbose, "Tell everything", NULL },
  { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "Run each Nth seed twice: it must be the same to the byte", "N" },
  { "rest", 0, 0, G_OPTION_ARG_INT, &rest, "After each Nth seed nobody does anything for hours: that costs more than a few things done", "N" },
  { "scene", 0, 0, G_OPTION_ARG_STRING, &scene, "Play this scene instead, or all; or none, and the seeds alone", "NAME" },
  { "database", 0, 0, G_OPTION_ARG_STRING, &database, "A PostgreSQL for the server's store, on which databases may be made", "URL" },
  { "tap", 0, 0, G_OPTION_ARG_NONE, &as_tap, "Answer as a test program", NULL },
  { NULL },
};

static gboolean
tell (const char *name, const char *problem, guint *number)
{
  if (problem != NULL)
    g_print ("# %s: %s\n", name, problem);
  if (as_tap)
    g_print ("%sok %u /sim/%s\n", problem != NULL ? "not " : "", *number, name);
  (*number)++;
  return problem == NULL;
}

static gboolean
play_scenes (const char *dir, guint *number)
{
  gboolean good = TRUE;
  const char *name;

  for (guint i = 0; (name = sim_scene_get_name (i)) != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (dir, name, NULL), *problem = NULL;

      if (scene != NULL && strcmp (scene, "all") != 0 && strcmp (scene, name) != 0)
        continue;
      g_mkdir (folder, 0700);
      problem = sim_scene_play (i, (guint64) first_seed, folder, verbose);
      sim_remove_tree (folder);
      good = tell (name, problem, number) && good;
    }
  return good;
}

static char *
run_once (const char *dir, guint64 seed, gboolean again, guint64 *trace, guint *done)
{
  const SimOptions options = { (guint) n_clients, (guint) n_ops, verbose, seed % MAX (rest, 1) == 0 };
  g_autofree char *folder = g_strdup_printf ("%s/%" G_GUINT64_FORMAT "%s", dir, seed, again ? "-again" : "");
  char *problem;

  g_mkdir (folder, 0700);
  problem = sim_run_seed (seed, folder, &options, trace, done);
  sim_remove_tree (folder);
  return problem;
}

static gboolean
tell_of_job (const char *problem)
{
  if (problem != NULL)
    g_print ("# seeds: %s\n", problem);
  fflush (stdout);
  return problem == NULL;
}

static gboolean
run_seeds (const char *dir, guint *number)
{
  g_autofree char *problem = NULL, *whole = NULL;
  gint64 seed = first_seed;
  guint done = 0;

  for (; problem == NULL && seed < first_seed + n_seeds; seed++)
    {
      guint64 trace, second;

      problem = run_once (dir, seed, FALSE, &trace, &done);
      if (problem != NULL || repeat <= 0 || seed % repeat != 0)
        continue;
      problem = run_once (dir, seed, TRUE, &second, &done);
      if (problem == NULL && trace != second)
        problem = g_strdup ("I17: the same seed gave another run");
    }
  if (problem != NULL)
    whole = g_strdup_printf ("seed %" G_GINT64_FORMAT ": %s\n# again: sim --seed %" G_GINT64_FORMAT
                             " --seeds 1 --clients %d --ops %d --verbose", seed - 1, problem, seed - 1, n_clients, n_ops);
  g_print ("# %" G_GINT64_FORMAT " seeds, %u things done\n", seed - first_seed, done);
  return n_jobs > 1 ? tell_of_job (whole) : tell ("seeds", whole, number);
}

/* Before there are any threads: each child has a part of the seeds, and says itself what is wrong. */
static gboolean
share_seeds (guint *number)
{
  gint64 first = first_seed, whole = n_seeds;
  g_autofree pid_t *children = g_new (pid_t, n_jobs);
  guint failed = 0;

  fflush (stdout);
  for (gint i = 0; i < n_jobs; i++)
    {
      first_seed = first + whole * i / n_jobs;
      n_seeds = first + whole * (i + 1) / n_jobs - first_seed;
      children[i] = fork ();
      if (children[i] == 0)
        {
          g_autofree char *dir = g_dir_make_tmp ("tw-sim-XXXXXX", NULL);
          gboolean good = run_seeds (dir, number);

          sim_remove_tree (dir);
          exit (good ? 0 : 1);
        }
    }
  for (gint i = 0; i < n_jobs; i++)
    {
      int status = 1;

      failed += children[i] < 0 || waitpid (children[i], &status, 0) < 0 || status != 0;
    }
  return tell ("seeds", failed > 0 ? "a process failed" : NULL, number);
}

/* All stores of a world belong to this process, which SQLite keeps apart by itself: locks of files, a third of all calls of the
 * system, would tell nothing to nobody. */
static int
lock_nothing (int fd, int command, ...)
{
  va_list args;
  gpointer argument;

  va_start (args, command);
  argument = va_arg (args, gpointer);
  va_end (args);
  return command == F_SETLK || command == F_SETLKW ? 0 : fcntl (fd, command, argument);
}

int
main (int argc, char **argv)
{
  sqlite3_vfs *vfs;
  g_autoptr (GOptionContext) context = g_option_context_new ("— many devices on a bad line");
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL;
  guint number = 1;
  gboolean good = TRUE, scenes = FALSE;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  /* As the store does it, which comes too late here: what follows begins to use SQLite. */
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  vfs = sqlite3_vfs_find (NULL);
  /* As tests/server/with-postgres.py tells it. */
  if (database == NULL && g_getenv ("TW_TEST_POSTGRES") != NULL)
    database = g_strdup_printf ("postgresql:///postgres?host=%s&user=tradewind", g_getenv ("TW_TEST_POSTGRES"));
  sim_shared_use (database);
  vfs->xSetSystemCall (vfs, "fcntl", (sqlite3_syscall_ptr) lock_nothing);
  if (g_strcmp0 (scene, "none") == 0)
    g_clear_pointer (&scene, g_free);
  else
    scenes = as_tap || scene != NULL;
  /* First of all, while there is one thread. */
  if (scene == NULL && n_jobs > 1)
    good = share_seeds (&number);
  dir = g_dir_make_tmp ("tw-sim-XXXXXX", NULL);
  if (scenes)
    good = play_scenes (dir, &number) && good;
  if (scene == NULL && n_jobs <= 1)
    good = run_seeds (dir, &number) && good;
  if (as_tap)
    g_print ("1..%u\n", number - 1);
  sim_remove_tree (dir);
  g_free (scene);
  g_free (database);
  sim_shared_use (NULL);
  return good ? 0 : 1;
}
