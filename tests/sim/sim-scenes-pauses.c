/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How devices come back after an outage: later and later, not all at once, and never later than five minutes. */
#include "config.h"

#include "sim-scenes.h"

#include "tw-sync-private.h"

#define MOST_MS   300000
#define OUTAGE    3600                                  /* seconds */
#define MAX_TRIES 64

/* Of all devices, by how often each had failed. */
typedef struct
{
  guint  n;
  gint64 shortest, longest;                            /* ms */
} Pauses;

typedef struct
{
  guint  failures[2][16];                              /* of pulls and pushes, by device, when they were looked at last */
  Pauses pauses[2][MAX_TRIES];
} Outage;

static char *
note_pause (Outage *outage, SimNode *node, gboolean push)
{
  guint failures = push ? node->sync->push_failures : node->sync->pull_failures;
  gint64 after = push ? node->sync->push_after : node->sync->pull_after;
  gint64 pause = (after - node->net->world->now) / 1000, most = MIN (MOST_MS, 1000 * (1 << MIN (failures, 20)));
  guint *known = &outage->failures[push][node->index];
  Pauses *pauses = &outage->pauses[push][MIN (failures, MAX_TRIES - 1)];

  if (failures == *known)
    return NULL;
  *known = failures;
  if (failures == 0)
    return NULL;
  if (pause < 0 || pause > most)
    return g_strdup_printf ("client %u waits %" G_GINT64_FORMAT " ms after %u failures, %" G_GINT64_FORMAT " at most are meant",
                            node->index, pause, failures, most);
  pauses->shortest = pauses->n == 0 ? pause : MIN (pauses->shortest, pause);
  pauses->longest = MAX (pauses->longest, pause);
  pauses->n++;
  return NULL;
}

static char *
watch (SimNet *net, Outage *outage, gint64 until)
{
  char *problem = NULL;

  while (problem == NULL && sim_next_time (net->world) <= until && sim_step (net->world))
    {
      problem = sim_check_step (net);
      for (guint i = 0; problem == NULL && i < 2 * net->nodes->len; i++)
        problem = note_pause (outage, get_node (net, i / 2), i % 2 != 0);
    }
  return problem;
}

/* Of devices that have failed equally often some come back much sooner than others. */
static char *
check_spread (SimNet *net, Outage *outage)
{
  gint64 longest = 0;

  for (guint push = 0; push < 2; push++)
    for (guint failures = 1; failures < MAX_TRIES - 1; failures++)
      {
        const Pauses *pauses = &outage->pauses[push][failures];
        gint64 most = MIN (MOST_MS, 1000 * (1 << MIN (failures, 20)));

        longest = MAX (longest, pauses->longest);
        if (pauses->n == net->nodes->len && pauses->longest - pauses->shortest < most / 8)
          return g_strdup_printf ("all devices come back at once: from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " ms after %u failures",
                                  pauses->shortest, pauses->longest, failures);
      }
  for (guint push = 0; push < 2; push++)
    if (outage->pauses[push][5].n != net->nodes->len)
      return g_strdup ("some devices have not tried again in an hour");
  return longest > MOST_MS / 3 ? NULL : g_strdup_printf ("after an hour the longest pause is %" G_GINT64_FORMAT " ms", longest);
}

char *
sim_play_outage (SimNet *net)
{
  Outage outage = { 0 };
  char *problem;

  for (guint i = 0; i < net->nodes->len; i++)
    sim_add_thing (get_node (net, i), "Made in an outage");
  net->no_pulls = net->no_pushes = TRUE;
  problem = watch (net, &outage, net->world->now + (gint64) OUTAGE * G_USEC_PER_SEC);
  if (problem == NULL)
    problem = check_spread (net, &outage);
  net->no_pulls = net->no_pushes = FALSE;
  /* A request that was lost is given up after half a minute, and then there is a pause. */
  if (problem == NULL)
    problem = watch (net, &outage, net->world->now + (gint64) (MOST_MS / 1000 + 60) * G_USEC_PER_SEC);
  for (guint i = 0; problem == NULL && i < net->nodes->len; i++)
    if (!tw_sync_is_synced (get_node (net, i)->sync) || get_node (net, i)->sync->pull_failures + get_node (net, i)->sync->push_failures > 0)
      problem = g_strdup_printf ("client %u does not come back by itself", i);
  return problem != NULL ? problem : sim_come_to_rest (net);
}
