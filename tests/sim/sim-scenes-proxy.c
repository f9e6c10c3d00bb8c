/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of a proxy that keeps answers although it was told not to; others are in sim-scenes.c, beside what they are made of. */
#include "config.h"

#include "sim-scenes.h"

/* Until the proxy has kept an answer to a request with these words. */
static char *
await_kept (SimNet *net, SimNode *node, const char *words)
{
  for (guint i = 0; i < 10000; i++)
    {
      GHashTableIter iter;
      gpointer path;
      char *problem;

      g_hash_table_iter_init (&iter, node->answers);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        if (strstr (path, words) != NULL)
          return NULL;
      if (!sim_step (net->world))
        break;
      problem = sim_check_step (net);
      if (problem != NULL)
        return problem;
    }
  return g_strdup_printf ("the scene waits for an answer to “%s” in vain", words);
}

static gboolean
is_later_page (gpointer path, gpointer answer, gpointer data)
{
  return strstr (path, "after=") != NULL;
}

/* A load goes on under wider rights, which end with it. The reload that takes away what is out of sight now gets pages that a proxy has kept
 * from the same load, from before the wider rights: they are older than the rows, and have the present rights. */
char *
sim_play_stale_reload (SimNet *net)
{
  SimNode *writer = get_node (net, 0), *reader = get_node (net, 1);
  g_autofree char *user = tw_id_dup_text (&reader->user);
  char *problem;

  /* More than a page of his own. */
  for (guint i = 0; i < 10; i++)
    {
      TwId id = sim_add_thing (writer, "Own");

      change (writer, &id, "owner", user);
    }
  problem = pass (net, 10);
  set_online (reader, TRUE);
  if (problem == NULL)
    problem = sim_await (net, reader, "load", "today", TRUE);
  set_online (reader, FALSE);
  /* More than one pull brings. */
  for (guint i = 0; i < 12; i++)
    sim_add_thing (writer, "First");
  if (problem == NULL)
    problem = pass (net, 5);
  set_online (reader, TRUE);
  if (problem == NULL)
    problem = await_kept (net, reader, "part=thing");
  set_online (reader, FALSE);
  sim_add_thing (writer, "Second");
  if (problem == NULL)
    problem = pass (net, 5);
  sim_set_role (net, reader, "All");
  set_online (reader, TRUE);
  if (problem == NULL)
    problem = sim_await (net, reader, "cursor", NULL, TRUE);
  if (problem == NULL && count (reader->store, "thing", "name = \"Second\"") != 1)
    problem = g_strdup ("the scene has no row of wider rights");
  sim_set_role (net, reader, "Own");
  g_hash_table_foreach_remove (reader->answers, is_later_page, NULL);
  net->stale = TRUE;
  net->stale_part = "part=thing";
  if (problem == NULL)
    problem = pass (net, 60);
  return problem != NULL ? problem : sim_come_to_rest (net);
}
