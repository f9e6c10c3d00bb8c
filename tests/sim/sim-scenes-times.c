/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was later: of two edits made offline that counts when they were made, not when they came. */
#include "config.h"

#include "sim-scenes.h"

#include <string.h>

#define N_EDITS 12                                      /* three pushes */

static char *
check_name (TwStore *store, const TwId *id, const char *name)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (store), "thing");
  g_autoptr (TwRecord) record = tw_store_get (store, thing, id, NULL);
  const TwValue *is = record != NULL ? tw_record_get_key (record, "name") : NULL;

  if (is != NULL && is->type == TW_TYPE_TEXT && strcmp (is->text, name) == 0)
    return NULL;
  return g_strdup_printf ("the later edit, “%s”, did not win over “%s”", name, is != NULL && is->type == TW_TYPE_TEXT ? is->text : "nothing");
}

/* The other one is kept, settled by the rule. */
static char *
end (SimNet *net, const TwId *id, const char *name)
{
  char *problem = sim_come_to_rest (net);

  if (problem == NULL)
    problem = check_name (net->store, id, name);
  if (problem == NULL)
    problem = check_name (get_node (net, 1)->store, id, name);
  if (problem == NULL && count (net->store, "sync_conflict", "state = \"auto\" and field = \"name\"") != 1)
    problem = g_strdup ("I3: the edit that lost is not kept");
  return problem;
}

/* Only what is in the first push was made since the device was last heard of before that push. */
char *
sim_play_later_behind_a_push (SimNet *net)
{
  SimNode *away = get_node (net, 0), *here = get_node (net, 1);
  TwId ids[3];
  char *problem;

  for (guint i = 0; i < 3; i++)
    ids[i] = sim_add_thing (here, "Name");
  problem = pass (net, 20);
  set_online (away, FALSE);
  change (here, &ids[2], "name", "Earlier");
  if (problem == NULL)
    problem = pass (net, 60);
  for (guint i = 0; i < N_EDITS; i++)
    change (away, &ids[i % 2], "name", i % 3 == 0 ? "One" : i % 3 == 1 ? "Two" : "Three");
  change (away, &ids[2], "name", "Later");
  if (problem == NULL)
    problem = pass (net, 60);
  set_online (away, TRUE);
  return problem != NULL ? problem : end (net, &ids[2], "Later");
}

/* Both are away; which of them comes back first decides nothing. */
static char *
play_both_away (SimNet *net, guint first)
{
  SimNode *nodes[] = { get_node (net, 0), get_node (net, 1) };
  TwId id = sim_add_thing (nodes[1], "Name");
  char *problem = pass (net, 20);

  for (guint i = 0; i < 2; i++)
    set_online (nodes[i], FALSE);
  for (guint i = 0; i < 2 && problem == NULL; i++)
    {
      change (nodes[i], &id, "name", i == 0 ? "Earlier" : "Later");
      problem = pass (net, 60);
    }
  for (guint i = 0; i < 2 && problem == NULL; i++)
    {
      set_online (nodes[(first + i) % 2], TRUE);
      problem = pass (net, 60);
    }
  return problem != NULL ? problem : end (net, &id, "Later");
}

char *
sim_play_both_away (SimNet *net)
{
  return play_both_away (net, 0);
}

char *
sim_play_both_away_later_first (SimNet *net)
{
  return play_both_away (net, 1);
}
