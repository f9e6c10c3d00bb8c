/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulator. sim [--seed N] [--seeds N] [--clients N] [--ops N] [--verbose] [--repeat N]
 * Each seed is a world of its own: some faults of all, people who work, then calm; what must hold is checked. The first seed that
 * fails is told with the command that shows it again. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "sim-node.h"

static gint64 first_seed = 1, n_seeds = 20;
static gint n_clients = 4, n_ops = 60;
static gint repeat;
static gboolean verbose, as_tap;

static const GOptionEntry options[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first seed", "N" },
  { "seeds", 0, 0, G_OPTION_ARG_INT64, &n_seeds, "How many seeds", "N" },
  { "clients", 0, 0, G_OPTION_ARG_INT, &n_clients, "Clients in each world", "N" },
  { "ops", 0, 0, G_OPTION_ARG_INT, &n_ops, "Things that people do in each world", "N" },
  { "verbose", 0, 0, G_OPTION_ARG_NONE, &verbose, "Tell everything", NULL },
  { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "Run each Nth seed twice: it must be the same to the byte", "N" },
  { "tap", 0, 0, G_OPTION_ARG_NONE, &as_tap, "Answer as a test program", NULL },
  { NULL },
};

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static char *
run_until (SimNet *net, gint64 until)
{
  char *problem = NULL;

  while (problem == NULL && sim_next_time (net->world) <= until && sim_step (net->world))
    problem = sim_check_step (net);
  net->world->now = MAX (net->world->now, until);
  return problem;
}

static void
trouble (SimNet *net)
{
  SimNode *node = g_ptr_array_index (net->nodes, sim_range (net->world, net->nodes->len));

  if ((net->faults & SIM_FAULT_CRASH) && sim_chance (net->world, net->fault_percent))
    sim_node_crash (node);
  if ((net->faults & SIM_FAULT_CLOCK) && sim_chance (net->world, net->fault_percent))
    node->skew += ((gint64) sim_range (net->world, 7200) - 3600) * G_USEC_PER_SEC;
  if ((net->faults & SIM_FAULT_OFFLINE) && sim_chance (net->world, 2 * net->fault_percent))
    {
      node->cut_off = !node->cut_off;
      tw_sync_set_online (node->sync, !node->cut_off, FALSE);
    }
  if ((net->faults & SIM_FAULT_RIGHTS) && sim_chance (net->world, net->fault_percent))
    sim_admin_does_something (net);
}

static char *
run_world (SimNet *net)
{
  SimWorld *world = net->world;
  char *problem = run_until (net, world->now + 10 * G_USEC_PER_SEC);

  for (int i = 0; problem == NULL && i < n_ops; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, sim_range (world, net->nodes->len));

      sim_do_something (net, node);
      trouble (net);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      /* Mostly close together, sometimes the night in between. */
      problem = run_until (net, world->now + (sim_chance (world, 90) ? sim_range (world, 2000) * 1000 : sim_range (world, 3600) * G_USEC_PER_SEC));
    }
  if (problem != NULL)
    return problem;
  sim_net_calm (net);
  /* I15 allows 60 seconds and five rounds; pauses after failures were forgotten. */
  problem = run_until (net, world->now + 60 * G_USEC_PER_SEC);
  return problem != NULL ? problem : sim_check_rest (net);
}

static char *
run_seed (guint64 seed, const char *dir, guint64 *trace, guint *done)
{
  SimWorld *world = sim_world_new (seed, verbose);
  SimFaults faults = sim_random (world) & 0x7fff;      /* swarm testing: each world has some of the faults */
  SimNet *net;
  char *problem;

  /* Every fifth world is a fair one. */
  net = sim_net_new (world, dir, n_clients, seed % 5 == 0 ? 0 : faults, 2 + sim_range (world, 20));
  problem = run_world (net);
  *trace = world->trace;
  *done += net->n_ops;
  sim_net_free (net);
  sim_world_free (world);
  return problem;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("— many devices on a bad line");
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL;
  guint done = 0;
  int status = 0;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  dir = g_dir_make_tmp ("tw-sim-XXXXXX", NULL);
  for (gint64 seed = first_seed; status == 0 && seed < first_seed + n_seeds; seed++)
    {
      g_autofree char *one = g_strdup_printf ("%s/%" G_GINT64_FORMAT, dir, seed), *two = g_strconcat (one, "-again", NULL);
      g_autofree char *problem = NULL, *again = NULL;
      guint64 trace, second;

      g_mkdir (one, 0700);
      problem = run_seed (seed, one, &trace, &done);
      remove_tree (one);
      if (problem == NULL && repeat > 0 && seed % repeat == 0)
        {
          g_mkdir (two, 0700);
          again = run_seed (seed, two, &second, &done);
          remove_tree (two);
          if (trace != second)
            problem = g_strdup ("I17: the same seed gave another run");
        }
      if (problem == NULL)
        continue;
      g_print ("# seed %" G_GINT64_FORMAT ": %s\n# again: sim --seed %" G_GINT64_FORMAT " --seeds 1 --clients %d --ops %d --verbose\n",
               seed, problem, seed, n_clients, n_ops);
      status = 1;
    }
  if (as_tap)
    g_print ("1..1\n%sok 1 /sim/seeds\n", status != 0 ? "not " : "");
  g_print ("# %" G_GINT64_FORMAT " seeds, %u things done\n", n_seeds, done);
  remove_tree (dir);
  return status;
}
