/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told about edits that go out as one. */
#include "config.h"

#include "sim-scenes.h"

/* Somebody thinks again and again without a connection: the last word is the server's, and all that he had written is in one mutation. */
char *
sim_play_joined (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId id = sim_add_thing (one, "Former");
  char *problem = pass (net, 10);

  set_online (one, FALSE);
  change (one, &id, "name", "One");
  change (one, &id, "name", "Two");
  change (one, &id, "name", "Three");
  set_online (one, TRUE);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem == NULL && count (net->store, "thing", "name = \"Three\"") != 1)
    problem = g_strdup ("the last of several edits is not at the server");
  if (problem == NULL && count (net->store, "sync_conflict", NULL) != 0)
    problem = g_strdup ("the last of several edits does not begin where the first one did");
  return problem;
}
