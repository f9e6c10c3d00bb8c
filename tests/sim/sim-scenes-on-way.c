/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pushes of one device are on their way: the second of them comes first, the first is lost, somebody crashes in between. */
#include "config.h"

#include "sim-scenes.h"

#include <inttypes.h>
#include <string.h>

#define N_EDITS 12                                      /* three pushes */
#define N_TIMES 5
#define UNASKED 4                                       /* as many as these devices send unasked */

/* By turns of two records, so that none is joined with the one before. Mutations that were taken at the server. */
static gint64
write_much (SimNode *node, TwId things[2])
{
  set_online (node, FALSE);
  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);

      change (node, &things[i % 2], "name", name);
    }
  return sim_node_get_taken (node);
}

static char *
begin (SimNet *net, TwId things[2])
{
  things[0] = sim_add_thing (get_node (net, 0), "First");
  things[1] = sim_add_thing (get_node (net, 0), "Second");
  return pass (net, 10);
}

/* All of it is there, in its order: an edit that was taken before the one that it builds on would have found another base. */
static char *
end (SimNet *net)
{
  char *problem = sim_come_to_rest (net);

  if (problem == NULL && count (net->store, "thing", "name = \"Name 10\" or name = \"Name 11\"") != 2)
    problem = g_strdup ("I8: the last of many edits are not at the server");
  if (problem == NULL && count (net->store, "sync_conflict", NULL) != 0)
    problem = g_strdup ("I8: edits of one device were not taken in their order");
  if (problem == NULL && count (get_node (net, 1)->store, "sync_conflict", NULL) != 0)
    problem = g_strdup ("I8: edits of one device contradict each other on another one");
  return problem;
}

static char *
play_late (SimNet *net, gint64 late_by)
{
  SimNode *one = get_node (net, 0);
  TwId things[2];
  char *problem = begin (net, things);

  write_much (one, things);
  net->late_push = 2;
  net->late_by = late_by;
  set_online (one, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && net->n_gaps == 0)
    return g_strdup ("the scene’s third push did not overtake the second");
  return problem != NULL ? problem : end (net);
}

char *
sim_play_push_overtaken (SimNet *net)
{
  return play_late (net, 2 * G_USEC_PER_SEC);
}

char *
sim_play_push_lost (SimNet *net)
{
  return play_late (net, G_MAXINT64);
}

/* The first was taken, the second is on its way. */
static char *
await_two (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId things[2];
  char *problem = begin (net, things);
  gint64 taken = write_much (one, things);

  net->late_push = 2;
  net->late_by = G_USEC_PER_SEC / 2;
  set_online (one, TRUE);
  for (guint i = 0; problem == NULL && sim_node_get_taken (one) < taken + 4; i++)
    problem = i < 10000 && sim_step (net->world) ? sim_check_step (net) : g_strdup ("the scene waits for the first push in vain");
  return problem;
}

char *
sim_play_push_server_crash (SimNet *net)
{
  char *problem = await_two (net);

  sim_server_crash (net);
  return problem != NULL ? problem : end (net);
}

char *
sim_play_push_device_crash (SimNet *net)
{
  char *problem = await_two (net);

  sim_node_crash (get_node (net, 0));
  return problem != NULL ? problem : end (net);
}

/* A copy of the device, with all that is in its memory, sends something of its own under the numbers of the first push. */
static void
be_a_copy (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (net->store);
  g_autoptr (TwWirePushAnswer) answer = NULL;
  g_autoptr (TwWirePush) push = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  gint64 taken = sim_node_get_taken (one);
  char client[TW_ID_TEXT_LENGTH + 1];

  g_string_append_printf (json, "{\"protocol\":1,\"client\":\"%s\",\"sent_at\":%" PRId64 ",\"mutations\":[",
                          tw_id_print (&one->client, client), net->world->now);
  for (guint i = 1; i <= 4; i++)
    {
      TwId id = tw_id_new ();
      char commit[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (json, "%s{\"n\":%" PRId64 ",\"commit\":\"%s\",\"stamp\":0,\"at\":%" PRId64 ",\"origin\":0,\"title\":\"\",\"ops\":[]}",
                              i > 1 ? "," : "", taken + i, tw_id_print (&id, commit), net->world->now);
    }
  g_string_append (json, "]}");
  body = g_bytes_new (json->str, json->len);
  push = tw_wire_push_parse (schema, body, &error);
  answer = push != NULL ? tw_authority_push (net->authority, &one->user, push, net->world->now, &error) : NULL;
  if (net->problem == NULL && (answer == NULL || answer->problem != NULL))
    net->problem = g_strdup_printf ("the scene’s copy is not believed: %s", error != NULL ? error->message : answer->problem);
  net->meanwhile = NULL;
}

char *
sim_play_push_copy (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId things[2];
  char *problem = begin (net, things);

  write_much (one, things);
  net->late_push = 2;
  net->late_by = 1;
  net->meanwhile = be_a_copy;
  set_online (one, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  return problem != NULL ? problem : end (net);
}

/* A server of before says nothing of a window. */
char *
sim_play_push_no_window (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId things[2];
  char *problem = begin (net, things);

  net->no_window = TRUE;
  set_online (one, FALSE);
  sim_node_crash (one);
  for (guint i = 0; i < N_TIMES; i++)
    write_much (one, things);
  net->largest_push = 0;
  net->late_push = 2;
  net->late_by = 2 * G_USEC_PER_SEC;
  set_online (one, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && net->n_gaps != 0)
    return g_strdup ("two pushes went to a server that takes one at a time");
  if (problem == NULL && net->largest_push != UNASKED)
    return g_strdup_printf ("a push of %u went to a server that takes %d", net->largest_push, UNASKED);
  return problem != NULL ? problem : end (net);
}

/* One that says how many it takes is sent more, and the last ones are small. */
char *
sim_play_push_larger (SimNet *net)
{
  SimNode *one = get_node (net, 0);
  TwId things[2];
  char *problem = begin (net, things);

  for (guint i = 0; i < N_TIMES; i++)
    write_much (one, things);
  net->largest_push = 0;
  set_online (one, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && (net->largest_push <= UNASKED || net->largest_push > UNASKED * TW_WIRE_MOST_MUTATIONS / TW_WIRE_MAX_MUTATIONS))
    return g_strdup_printf ("the largest push was of %u", net->largest_push);
  return problem != NULL ? problem : end (net);
}
