/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that would take much away asks first (F11). */
#include "config.h"

#include "sim-scenes.h"
#include "tw-erase.h"

#define MANY 70
#define FREE 50

static char *
await_question (SimNet *net, SimNode *node)
{
  char *problem = NULL;

  for (guint i = 0; problem == NULL && i < 600 && tw_sync_get_state (node->sync) != TW_SYNC_STUCK; i++)
    problem = sim_run_until (net, net->world->now + G_USEC_PER_SEC / 10);
  if (problem == NULL && tw_sync_get_state (node->sync) != TW_SYNC_STUCK)
    return g_strdup ("F11: much is taken away, and nobody is asked");
  return problem;
}

/* All of them are here, and a change that is made meanwhile goes out. */
static char *
check_waits (SimNet *net, SimNode *node, gint64 before)
{
  char *problem;

  if (count (node->store, "thing", NULL) != before)
    return g_strdup ("F11: records were gone before the answer");
  sim_add_thing (node, "While it asks");
  problem = pass (net, 5);
  if (problem == NULL && count (net->store, "thing", "name = \"While it asks\"") != 1)
    return g_strdup ("F11: what is done here is not sent before the answer");
  return problem;
}

/* Rights that go, and a list that somebody empties. */
char *
sim_play_much_gone (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 1);
  TwEdit *edit;
  TwErasure erasure;
  g_autoptr (TwCommit) done = NULL;
  char *problem;

  sim_set_role (net, reader, "All");
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Thing %u", i);

      sim_add_thing (writer, name);
    }
  problem = pass (net, 20);
  if (problem == NULL && count (reader->store, "thing", NULL) != MANY)
    return g_strdup ("the scene’s things did not come");
  sim_set_role (net, reader, "Own");
  if (problem == NULL)
    problem = await_question (net, reader);
  if (problem == NULL)
    problem = check_waits (net, reader, MANY);
  /* The right is given back: there is nothing to ask any more. */
  sim_set_role (net, reader, "All");
  if (problem == NULL)
    problem = sim_come_to_rest (net);
  set_online (writer, FALSE);
  edit = tw_edit_new (writer->store, TW_ORIGIN_PERSON, "Delete all");
  for (guint i = 0; i < MANY; i++)
    tw_edit_delete (edit, tw_schema_get_entity (tw_store_get_schema (writer->store), "thing"), &g_array_index (net->things, TwId, i));
  done = tw_edit_commit (edit, NULL);
  erasure.entity = tw_schema_get_entity (tw_store_get_schema (writer->store), "thing")->number;
  erasure.id = g_array_index (net->things, TwId, 0);
  set_online (writer, TRUE);
  if (problem == NULL)
    problem = await_question (net, reader);
  if (problem == NULL && count (reader->store, "thing", NULL) != MANY + 1)
    return g_strdup ("F11: records were gone before the answer");
  /* What is erased by right does not wait for it. */
  if (problem == NULL && tw_store_erase (net->store, &erasure, 1, NULL, NULL) != 1)
    return g_strdup ("the scene’s thing is not erased");
  if (problem == NULL)
    problem = pass (net, 400);
  if (problem == NULL && (count (reader->store, "thing", NULL) != MANY || tw_sync_get_removal (reader->sync, NULL) == 0))
    return g_strdup ("F11: what is erased waits for an answer about other records, or they do not wait for it");
  tw_sync_allow_removal (reader->sync);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* As many as may always go, and they are nearly all that there is. */
char *
sim_play_fifty_gone (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 1);
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (writer->store), "thing");
  TwEdit *edit;
  g_autoptr (TwCommit) done = NULL;
  char *problem;

  sim_set_role (net, reader, "All");
  for (guint i = 0; i < FREE; i++)
    sim_add_thing (writer, "One of fifty");
  problem = pass (net, 20);
  if (problem == NULL && count (reader->store, "thing", NULL) != FREE)
    return g_strdup ("the scene’s things did not come");
  edit = tw_edit_new (writer->store, TW_ORIGIN_PERSON, "Delete all");
  for (guint i = 0; i < FREE; i++)
    tw_edit_delete (edit, thing, &g_array_index (net->things, TwId, i));
  done = tw_edit_commit (edit, NULL);
  if (problem == NULL)
    problem = pass (net, 20);
  if (problem == NULL && count (reader->store, "thing", NULL) != 0)
    return g_strdup ("F11: fifty records do not go without a question");
  return problem != NULL ? problem : sim_come_to_rest (net);
}
