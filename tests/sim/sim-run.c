/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One world from its first day to its rest. */
#include "config.h"

#include "sim-node.h"

#define MAX_NODES 8

char *
sim_run_until (SimNet *net, gint64 until)
{
  char *problem = NULL;

  /* What people did just now is told. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (problem == NULL && sim_next_time (net->world) <= until && sim_step (net->world))
    problem = sim_check_step (net);
  net->world->now = MAX (net->world->now, until);
  return problem;
}

static gboolean
is_everybody_synced (SimNet *net)
{
  for (guint i = 0; i < net->nodes->len; i++)
    if (!tw_sync_is_synced (((SimNode *) g_ptr_array_index (net->nodes, i))->sync))
      return FALSE;
  return TRUE;
}

/* I1 as the devices themselves look after it: all is the same, so that nothing is read anew. */
static char *
compare_all (SimNet *net)
{
  char *problem;

  for (guint i = 0; i < net->nodes->len; i++)
    tw_sync_check (((SimNode *) g_ptr_array_index (net->nodes, i))->sync);
  problem = sim_run_until (net, net->world->now + 5 * G_USEC_PER_SEC);
  for (guint i = 0; problem == NULL && i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      gint64 repairs;

      if (tw_sync_get_checked (node->sync, &repairs) == 0)
        return g_strdup_printf ("I1: client %u was not compared with the server", i);
      if (repairs != node->spoilt)
        return g_strdup_printf ("I1: client %u had to read %" G_GINT64_FORMAT " entities anew", i, repairs);
    }
  return problem;
}

/* A server that takes much away asks first. Sooner or later a person says yes. */
static gboolean
answer (SimNet *net, guint percent)
{
  gboolean any = FALSE;

  for (guint i = 0; net->people_answer && i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);

      if (tw_sync_get_removal (node->sync, NULL) == 0 || !sim_chance (net->world, percent))
        continue;
      sim_trace (net->world, "client %u: a person lets much go", i);
      tw_sync_allow_removal (node->sync);
      any = TRUE;
    }
  return any;
}

/* I15 allows 60 seconds and five rounds; pauses after failures were forgotten. Somebody may look for news at this very moment, as he
 * does every half a minute, and then is at rest when he has the answer. */
char *
sim_come_to_rest (SimNet *net)
{
  char *problem;

  sim_net_calm (net);
  problem = sim_run_until (net, net->world->now + 60 * G_USEC_PER_SEC);
  if (problem == NULL && answer (net, 100))
    problem = sim_run_until (net, net->world->now + 60 * G_USEC_PER_SEC);
  for (guint i = 0; problem == NULL && i < 10 && !is_everybody_synced (net); i++)
    problem = sim_run_until (net, net->world->now + G_USEC_PER_SEC / 10);
  if (problem == NULL)
    problem = sim_check_rest (net);
  if (problem == NULL)
    problem = compare_all (net);
  return problem != NULL ? problem : sim_check_rest (net);
}

static void
copy (SimNet *net, SimNode *node)
{
  if (sim_chance (net->world, 20) && net->nodes->len < MAX_NODES)
    sim_node_clone (node);
  else if (!sim_chance (net->world, 50) || !sim_node_go_back (node))
    sim_node_keep (node);
}

static void
fill (SimNet *net, SimNode *node)
{
  if (sim_chance (net->world, 25))
    sim_server_set_full (net, !net->full);
  else
    sim_node_set_full (node, !node->full);
}

static void
sign_in (SimNet *net, SimNode *node)
{
  SimNode *other = g_ptr_array_index (net->nodes, sim_range (net->world, net->nodes->len));

  sim_trace (net->world, "client %u: the person of client %u signs in", node->index, other->index);
  node->session = sim_chance (net->world, 50) ? node->user : other->user;
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
  if ((net->faults & SIM_FAULT_COPY) && sim_chance (net->world, net->fault_percent))
    copy (net, node);
  if ((net->faults & SIM_FAULT_FULL) && sim_chance (net->world, 2 * net->fault_percent))
    fill (net, node);
  if ((net->faults & SIM_FAULT_SWITCH) && sim_chance (net->world, 2 * net->fault_percent))
    sign_in (net, node);
  if ((net->faults & SIM_FAULT_RIGHTS) && sim_chance (net->world, net->fault_percent))
    sim_admin_does_something (net);
}

/* Mostly close together, sometimes a cup of coffee in between; rarely an hour, in which each device asks for news a hundred times. */
static gint64
choose_pause (SimWorld *world)
{
  if (sim_chance (world, 90))
    return sim_range (world, 2000) * 1000;
  return sim_range (world, sim_chance (world, 10) ? 3600 : 120) * G_USEC_PER_SEC;
}

static char *
run_world (SimNet *net, const SimOptions *options)
{
  SimWorld *world = net->world;
  char *problem = sim_run_until (net, world->now + 10 * G_USEC_PER_SEC);

  net->people_answer = TRUE;
  for (guint i = 0; problem == NULL && i < options->n_ops; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, sim_range (world, net->nodes->len));

      sim_do_something (net, node);
      trouble (net);
      answer (net, 5);
      if (sim_chance (world, 10))
        sim_look_at_lists (g_ptr_array_index (net->nodes, sim_range (world, net->nodes->len)));
      problem = sim_run_until (net, world->now + choose_pause (world));
    }
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL)
    problem = sim_check_lists (net);
  return problem != NULL || !options->rests ? problem : sim_check_room (net);
}

char *
sim_run_seed (guint64 seed, const char *dir, const SimOptions *options, guint64 *trace, guint *done)
{
  SimWorld *world = sim_world_new (seed, options->verbose);
  SimFaults faults = sim_random (world) & 0x3ffff;      /* swarm testing: each world has some of the faults */
  SimNet *net;
  char *problem;

  /* Every fifth world is a fair one. */
  net = sim_net_new (world, dir, options->n_clients, seed % 5 == 0 ? 0 : faults, 2 + sim_range (world, 20));
  problem = run_world (net, options);
  *trace = world->trace;
  *done += net->n_ops;
  sim_net_free (net);
  sim_world_free (world);
  return problem;
}
