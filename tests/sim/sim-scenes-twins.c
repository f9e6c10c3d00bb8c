/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of values that may be there once, and came from two devices. */
#include "config.h"

#include "sim-scenes.h"

#include "tw-backup.h"
#include "tw-conflict.h"

static void
add_coded (SimNode *node, const char *name)
{
  TwId id = sim_add_thing (node, name);

  change (node, &id, "code", "alpha");
}

/* Both are kept, and whoever may see both is told; nobody hears of what he may not see. by_all: the later one's author sees all. */
static char *
play_twins (SimNet *net, gboolean by_all)
{
  SimNode *all = get_node (net, 0), *own = get_node (net, 1), *first = by_all ? own : all, *last = by_all ? all : own;
  static const char open[] = "state = \"open\" and kind = \"duplicate\" and field = \"code\"";
  g_autoptr (GPtrArray) problems = NULL, conflicts = NULL;
  g_autoptr (TwEdit) edit = NULL;
  g_autoptr (TwCommit) done = NULL;
  char *problem;

  set_online (last, FALSE);
  add_coded (first, "First");
  problem = pass (net, 5);
  if (problem == NULL && count (net->store, "thing", "code = \"alpha\"") != 1)
    return g_strdup ("the scene has no first code");
  add_coded (last, "Second");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  if (problem != NULL)
    return problem;
  if (count (net->store, "thing", "code = \"alpha\"") != 2 || count (net->store, "sync_conflict", open) != 1)
    return g_strdup ("I3: of two things with one code both should be kept, and somebody be told");
  if (count (own->store, "sync_conflict", NULL) != 0)
    return g_strdup ("I9: a code that is there twice tells of what one may not see");
  if (count (all->store, "sync_conflict", open) != 1)
    return g_strdup ("who sees both things with one code is not told");
  problems = tw_store_check (net->store, NULL, NULL, NULL, NULL);
  if (problems == NULL || problems->len > 0)
    return g_strdup_printf ("the check finds: %s", problems != NULL ? (const char *) g_ptr_array_index (problems, 0) : "nothing");
  conflicts = tw_conflicts_list (all->store, 10, NULL);
  edit = tw_conflict_settle (all->store, g_ptr_array_index (conflicts, 0), TW_SETTLE_THEIRS, NULL);
  done = tw_edit_commit (g_steal_pointer (&edit), NULL);
  problem = sim_come_to_rest (net);
  if (problem == NULL && (count (net->store, "thing", "code = \"alpha\"") != 1 || count (net->store, "sync_conflict", open) != 0))
    problem = g_strdup ("the code was settled and is there twice");
  return problem;
}

char *
sim_play_twins_seen (SimNet *net)
{
  return play_twins (net, TRUE);
}

char *
sim_play_twins_hidden (SimNet *net)
{
  return play_twins (net, FALSE);
}
