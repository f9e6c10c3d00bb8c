/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of a server that is put back from a copy: what its devices know better is not lost. */
#include "config.h"

#include "sim-scenes.h"

static void
remove_thing (SimNode *node, const TwId *id)
{
  TwEdit *edit = tw_edit_new (node->store, TW_ORIGIN_PERSON, "Delete");
  g_autoptr (TwCommit) done = NULL;

  tw_edit_delete (edit, tw_schema_get_entity (tw_store_get_schema (node->store), "thing"), id);
  done = tw_edit_commit (edit, NULL);
  g_assert_nonnull (done);
}

/* NULL, or that the server has not n things with this. */
static char *
expect (SimNet *net, char *problem, const char *where, gint64 n)
{
  gint64 found = problem == NULL ? count (net->store, "thing", where) : n;

  return found == n ? problem : g_strdup_printf ("I14: after the server was put back %" G_GINT64_FORMAT " things have %s, not %" G_GINT64_FORMAT,
                                                 found, where, n);
}

static char *
expect_conflicts (SimNet *net, char *problem, const char *where, gint64 n)
{
  gint64 found = problem == NULL ? count (net->store, "sync_conflict", where) : n;

  return found == n ? problem : g_strdup_printf ("I14: after the server was put back there are %" G_GINT64_FORMAT " conflicts with %s, not %"
                                                 G_GINT64_FORMAT, found, where != NULL ? where : "anything", n);
}

/* What was changed, made, deleted and taken out of the wastebasket since the copy is as it was, once, and nobody is asked anything. */
char *
sim_play_restored (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId kept = sim_add_thing (one, "Former"), gone = sim_add_thing (one, "Gone"), back = sim_add_thing (one, "Back");
  char *problem;

  change (one, &kept, "count", "10");
  change (one, &kept, "tags", "a; b");
  remove_thing (one, &back);
  problem = pass (net, 10);
  sim_server_keep (net);
  change (one, &kept, "name", "Latter");
  change (one, &kept, "stage", "won");
  change (one, &kept, "count", "15");
  change (one, &kept, "tags", "b; c");
  change (one, &kept, "note", "Since the copy");
  sim_add_thing (one, "New");
  remove_thing (one, &gone);
  sim_restore_thing (one, &back);
  if (problem == NULL)
    problem = pass (net, 10);
  sim_server_go_back (net);
  problem = expect (net, problem, "name = \"Former\" and count = 10", 1);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"Latter\" and stage = \"won\" and count = 15 and note = \"Since the copy\"", 1);
  problem = expect (net, problem, "tags has \"c\" and not (tags has \"a\")", 1);
  problem = expect (net, problem, "name = \"New\" or name = \"Back\"", 2);
  problem = expect (net, problem, "name = \"Gone\"", 0);
  return expect_conflicts (net, problem, NULL, 0);
}

/* The device that comes first has an older version of the row than the one that comes last, or a newer one. */
static char *
restore_in_turn (SimNet *net, gboolean newest_first)
{
  SimNode *newer = get_node (net, 0), *older = get_node (net, 2);
  TwId id = sim_add_thing (newer, "Former");
  char *problem;

  change (newer, &id, "count", "10");
  problem = pass (net, 10);
  sim_server_keep (net);
  change (newer, &id, "name", "Meanwhile");
  change (newer, &id, "count", "12");
  if (problem == NULL)
    problem = pass (net, 10);
  set_online (older, FALSE);
  change (newer, &id, "name", "Latter");
  change (newer, &id, "stage", "won");
  change (newer, &id, "count", "15");
  if (problem == NULL)
    problem = pass (net, 10);
  set_online (newer, FALSE);
  sim_server_go_back (net);
  set_online (newest_first ? newer : older, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  problem = expect (net, problem, newest_first ? "name = \"Latter\"" : "name = \"Meanwhile\"", 1);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"Latter\" and stage = \"won\" and count = 15", 1);
  return expect_conflicts (net, problem, NULL, 0);
}

char *
sim_play_restored_newest_first (SimNet *net)
{
  return restore_in_turn (net, TRUE);
}

char *
sim_play_restored_newest_last (SimNet *net)
{
  return restore_in_turn (net, FALSE);
}

/* On the server that was put back somebody changes the same before the device comes: it was later, and the device's word is kept; of money
 * and stages a person is asked. */
char *
sim_play_restored_and_changed (SimNet *net)
{
  SimNode *one = get_node (net, 0), *other = get_node (net, 2);
  TwId id = sim_add_thing (one, "Former");
  char *problem;

  change (one, &id, "count", "10");
  problem = pass (net, 10);
  sim_server_keep (net);
  set_online (other, FALSE);
  change (one, &id, "name", "Lost");
  change (one, &id, "stage", "won");
  change (one, &id, "count", "15");
  if (problem == NULL)
    problem = pass (net, 10);
  set_online (one, FALSE);
  sim_server_go_back (net);
  set_online (other, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  change (other, &id, "name", "Since");
  change (other, &id, "stage", "open");
  change (other, &id, "count", "11");
  if (problem == NULL)
    problem = pass (net, 10);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"Since\" and stage = \"open\" and count = 16", 1);
  problem = expect_conflicts (net, problem, "state = \"auto\" and field = \"name\"", 1);
  return expect_conflicts (net, problem, "state = \"open\" and field = \"stage\"", 1);
}

typedef enum { NOBODY, BEFORE, AT_ONCE } Other;

/* What waits on the device was done on top of what the server has lost: both come there, in this order, whether another device that has heard
 * of what was lost gives it back before, at the same time, or there is none. */
static char *
restore_under_edits (SimNet *net, Other how)
{
  SimNode *one = get_node (net, 0), *other = get_node (net, 2);
  TwId id = sim_add_thing (one, "Former"), made, plain;
  char *problem = pass (net, 10);

  sim_server_keep (net);
  set_online (other, how != NOBODY);
  change (one, &id, "stage", "won");
  change (one, &id, "count", "15");
  made = sim_add_thing (one, "Made");
  change (one, &made, "stage", "won");
  change (one, &made, "note", "First");
  plain = sim_add_thing (one, "Plain");
  if (problem == NULL)
    problem = pass (net, 60);
  set_online (one, FALSE);
  change (one, &id, "stage", "paid");
  change (one, &id, "count", "17");
  change (one, &made, "stage", "open");
  change (one, &made, "note", "First and second");
  change (one, &plain, "stage", "open");
  sim_server_go_back (net);
  if (problem == NULL && how == BEFORE)
    problem = pass (net, 60);
  if (how != AT_ONCE)
    problem = expect (net, problem, "stage = \"won\"", how == BEFORE ? 2 : 0);
  set_online (one, TRUE);
  set_online (other, TRUE);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"Former\" and stage = \"paid\" and count = 17", 1);
  problem = expect (net, problem, "name = \"Made\" and stage = \"open\" and note = \"First and second\"", 1);
  problem = expect (net, problem, "name = \"Plain\" and stage = \"open\"", 1);
  return expect_conflicts (net, problem, NULL, 0);
}

char *
sim_play_restored_under_edits (SimNet *net)
{
  return restore_under_edits (net, NOBODY);
}

char *
sim_play_restored_under_edits_later (SimNet *net)
{
  return restore_under_edits (net, BEFORE);
}

char *
sim_play_restored_under_edits_at_once (SimNet *net)
{
  return restore_under_edits (net, AT_ONCE);
}

/* Twice, to the same copy: two lost histories. */
char *
sim_play_restored_twice (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId id = sim_add_thing (one, "Former");
  char *problem = pass (net, 10);

  sim_server_keep (net);
  change (one, &id, "name", "First");
  if (problem == NULL)
    problem = pass (net, 10);
  sim_server_go_back (net);
  if (problem == NULL)
    problem = pass (net, 60);
  change (one, &id, "note", "Second");
  if (problem == NULL)
    problem = pass (net, 10);
  sim_server_go_back (net);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"First\" and note = \"Second\"", 1);
  return expect_conflicts (net, problem, NULL, 0);
}

/* The device is killed while it loads anew, and once more when all is loaded and nothing is queued yet (C11, C17). */
char *
sim_play_restored_and_crashes (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId id = sim_add_thing (one, "Former");
  char *problem = pass (net, 10);

  sim_server_keep (net);
  change (one, &id, "name", "Latter");
  sim_add_thing (one, "New");
  if (problem == NULL)
    problem = pass (net, 10);
  for (guint i = 1; i < net->nodes->len; i++)
    set_online (get_node (net, i), FALSE);
  sim_server_go_back (net);
  if (problem == NULL)
    problem = sim_await (net, one, "load", "thing", TRUE);
  sim_node_crash (one);
  if (problem == NULL)
    problem = sim_await (net, one, "cursor", NULL, TRUE);
  sim_node_crash (one);
  if (problem == NULL)
    problem = pass (net, 60);
  problem = expect (net, problem, "name = \"Latter\" or name = \"New\"", 2);
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  problem = expect (net, problem, "name = \"Latter\" or name = \"New\"", 2);
  return expect_conflicts (net, problem, NULL, 0);
}

/* A copy of the server is made, and it goes on. The author of what came since goes away: he would give it back, and the server shall stay behind. */
static char *
go_ahead_of_copy (SimNet *net, guint seconds)
{
  SimNode *writer = get_node (net, 0);
  char *problem;

  sim_set_role (net, get_node (net, 1), "All");
  sim_add_thing (writer, "Former");
  problem = pass (net, 10);
  sim_server_keep (net);
  for (guint i = 0; i < 12; i++)
    sim_add_thing (writer, "Since the copy");
  if (problem == NULL)
    problem = pass (net, seconds);
  set_online (writer, FALSE);
  return problem;
}

/* The server is put back. NULL, or that the other device has not what it has some minutes later. */
static char *
go_back_under (SimNet *net, SimNode *reader, const char *what)
{
  char *problem;

  sim_server_go_back (net);
  sim_net_wake (net);
  problem = pass (net, 300);
  if (problem == NULL && count (reader->store, "thing", "name = \"Former\"") != count (net->store, "thing", "name = \"Former\""))
    problem = g_strdup_printf ("I10: a %s does not end when the server is put back during it", what);
  return problem;
}

/* The server is put back while a device loads: what it gives now is older than what it has given, and the load begins anew. */
char *
sim_play_restored_during_load (SimNet *net)
{
  SimNode *reader = get_node (net, 1);
  char *problem = go_ahead_of_copy (net, 10);

  set_online (reader, TRUE);
  if (problem == NULL)
    problem = sim_await (net, reader, "load", "thing", TRUE);
  if (problem == NULL)
    problem = go_back_under (net, reader, "load");
  if (problem == NULL)
    problem = sim_await (net, reader, "load", NULL, FALSE);
  set_online (get_node (net, 0), TRUE);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* The same while it loads again because its rights have changed: a pull tells that the server is another one. */
char *
sim_play_restored_during_reload (SimNet *net)
{
  SimNode *reader = get_node (net, 1);
  char *problem = go_ahead_of_copy (net, 70);

  sim_set_role (net, reader, "Own");
  if (problem == NULL)
    problem = sim_await (net, reader, "reload", NULL, TRUE);
  if (problem == NULL)
    problem = go_back_under (net, reader, "reload");
  set_online (get_node (net, 0), TRUE);
  return problem != NULL ? problem : sim_come_to_rest (net);
}
