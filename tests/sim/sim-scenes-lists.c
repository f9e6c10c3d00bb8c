/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists to which several people append, where only the history of what was seen tells that something is wrong. */
#include "config.h"

#include "sim-scenes.h"

/* What was refused is tried again after others went on: what they appended stays. */
char *
sim_play_tried_again (SimNet *net)
{
  SimNode *other = get_node (net, 0), *refused = get_node (net, 1);
  g_autoptr (GPtrArray) refusals = NULL;
  char *problem;

  sim_set_role (net, refused, "All");
  sim_add_thing (other, "Thing");
  problem = pass (net, 10);
  sim_set_role (net, refused, "Reader");
  if (problem == NULL)
    problem = pass (net, 10);
  sim_append (refused);
  sim_append (other);
  if (problem == NULL)
    problem = pass (net, 10);
  sim_set_role (net, refused, "All");
  if (problem == NULL)
    problem = pass (net, 10);
  refusals = tw_refusals_list (refused->store, NULL);
  if (problem == NULL && (refusals->len != 1 || !sim_retry (refused, g_ptr_array_index (refusals, 0))))
    return g_strdup ("the scene’s change was not refused, or cannot be tried again");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  return problem != NULL ? problem : sim_check_lists (net);
}
