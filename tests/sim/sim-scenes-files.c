/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of files. */
#include "config.h"

#include "sim-scenes.h"

#include "tw-blobs.h"
#include "tw-replica-files.h"

static char *
attach (SimNode *node, const TwId *id)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  g_autoptr (TwRecord) record = tw_store_get (node->store, thing, id, NULL);

  sim_attach (node->net, node, record);
  sim_save_thing (node, record);
  return g_strdup (tw_record_get_key (record, "paper")->text);
}

/* Something on the way never lets one file through: the others come nevertheless. */
char *
sim_play_barred (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  TwId first = sim_add_thing (node, "First"), second = sim_add_thing (node, "Second");
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  char *problem = pass (net, 5);

  kept = attach (node, &first);
  net->barred = g_strdup (kept);
  if (problem == NULL)
    problem = pass (net, 5);
  /* The newer one goes first. */
  g_free (net->barred);
  net->barred = attach (node, &second);
  if (problem == NULL)
    problem = pass (net, 120);
  if (problem == NULL && !sim_server_has_file (net, kept, &error))
    problem = g_strdup_printf ("F1: one file holds up another: %s", error->message);
  g_clear_pointer (&net->barred, g_free);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* Where a line costs by volume records go and files wait, until it does not, or a person lets them. */
char *
sim_play_metered (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  TwId first = sim_add_thing (node, "First"), second = sim_add_thing (node, "Second");
  g_autofree char *kept = NULL, *next = NULL;
  char *problem = pass (net, 5);

  tw_sync_set_online (node->sync, TRUE, TRUE);
  kept = attach (node, &first);
  if (problem == NULL)
    problem = pass (net, 120);
  if (problem == NULL && count (net->store, "thing", "paper is not empty") != 1)
    problem = g_strdup ("I15: a record waits because its file does");
  if (problem == NULL && sim_server_has_file (net, kept, NULL))
    problem = g_strdup ("a file goes over a line that costs by volume");
  tw_sync_set_online (node->sync, TRUE, FALSE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && !sim_server_has_file (net, kept, NULL))
    problem = g_strdup ("F1: a file that waited for another line does not go over it");
  tw_sync_set_online (node->sync, TRUE, TRUE);
  next = attach (node, &second);
  tw_sync_set_files_metered (node->sync, TRUE);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && !sim_server_has_file (net, next, NULL))
    problem = g_strdup ("F1: a file that a person lets go does not");
  tw_sync_set_online (node->sync, TRUE, FALSE);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* A file that was refused with its record comes when the record is taken later. */
char *
sim_play_refused (SimNet *net)
{
  SimNode *node = get_node (net, 0);
  TwId id = sim_add_thing (node, "First");
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (TwCommit) again = NULL;
  char *problem = pass (net, 5);

  sim_set_role (net, node, "Reader");
  hash = attach (node, &id);
  if (problem == NULL)
    problem = pass (net, 60);
  sim_set_role (net, node, "All");
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem != NULL)
    return problem;
  refusals = tw_refusals_list (node->store, NULL);
  if (refusals->len != 1)
    return g_strdup ("the scene has no refusal");
  sim_retry (node, g_ptr_array_index (refusals, 0));
  return sim_come_to_rest (net);
}

/* The only device with the bytes may send nothing any more; another one, which never had them, named them since by undoing. */
char *
sim_play_named_by_two (SimNet *net)
{
  SimNode *owner = get_node (net, 0), *other = get_node (net, 2);
  TwId id = sim_add_thing (owner, "First");
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  char *problem = pass (net, 20);

  hash = attach (owner, &id);
  net->barred = g_strdup (hash);
  if (problem == NULL)
    problem = pass (net, 20);
  change (other, &id, "paper", "");
  change (other, &id, "paper", hash);
  if (problem == NULL)
    problem = pass (net, 20);
  sim_set_role (net, owner, "Reader");
  g_clear_pointer (&net->barred, g_free);
  if (problem == NULL)
    problem = pass (net, 600);
  if (problem == NULL && !sim_server_has_file (net, hash, &error))
    problem = g_strdup_printf ("F1: the device that has the file may not send it: %s", error->message);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* The file was refused, and its record taken later; a copy from in between knows of the refusal, and the record is out of its sight since. It is the
 * only one that has the file. */
char *
sim_play_refused_in_a_copy (SimNet *net)
{
  SimNode *node = get_node (net, 0), *other = get_node (net, 1);
  TwId id = sim_add_thing (other, "First");
  g_autofree char *hash = NULL;
  g_autoptr (TwReplicaFile) file = NULL;
  g_autoptr (GError) error = NULL;
  char *problem = pass (net, 60);

  sim_set_role (net, node, "Reader");
  sim_server_set_full (net, TRUE);
  hash = attach (node, &id);
  if (problem == NULL)
    problem = pass (net, 60);
  sim_node_keep (node);
  file = tw_replica_get_file (node->store, hash);
  if (problem == NULL && (file == NULL || file->state != TW_FILE_REFUSED))
    problem = g_strdup ("the scene has no refused file");
  net->barred = g_strdup (hash);
  sim_set_role (net, node, "All");
  sim_server_set_full (net, FALSE);
  if (problem == NULL)
    problem = pass (net, 60);
  sim_set_role (net, node, "Own");
  sim_node_go_back (node);
  if (problem == NULL)
    problem = pass (net, 60);
  g_clear_pointer (&net->barred, g_free);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && !sim_server_has_file (net, hash, &error))
    problem = g_strdup_printf ("F1: a file that was refused once is never sent: %s", error->message);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* Who has the file is away. Somebody whose device fetches nothing by itself has it as well, and attaches it to the record that names it already. */
char *
sim_play_same_file (SimNet *net)
{
  SimNode *owner = get_node (net, 0), *other = get_node (net, 2);
  TwId id = sim_add_thing (owner, "First");
  g_autofree char *hash = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) bytes = NULL;
  g_autofree char *added = NULL;
  char *problem;

  tw_sync_set_files_policy (other->sync, TW_FILES_ASKED);
  problem = pass (net, 20);
  hash = attach (owner, &id);
  net->barred = g_strdup (hash);
  if (problem == NULL)
    problem = pass (net, 60);
  set_online (owner, FALSE);
  g_clear_pointer (&net->barred, g_free);
  path = tw_store_dup_blob_path (owner->store, hash);
  file = g_file_new_for_path (path);
  bytes = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  added = tw_store_add_blob (other->store, G_INPUT_STREAM (bytes), 1000000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (added, ==, hash);
  change (other, &id, "paper", "");
  change (other, &id, "paper", hash);
  if (problem == NULL)
    problem = pass (net, 60);
  if (problem == NULL && !sim_server_has_file (net, hash, &error))
    problem = g_strdup_printf ("F1: a file that is here does not go: %s", error->message);
  set_online (owner, TRUE);
  return problem != NULL ? problem : sim_come_to_rest (net);
}

/* Hundreds of files are on a device whose line costs by volume; they are newer than those that the server has. */
char *
sim_play_many_elsewhere (SimNet *net)
{
  SimNode *owner = get_node (net, 1), *reader = get_node (net, 0);
  TwId first = sim_add_thing (owner, "First");
  g_autofree char *hash = NULL;
  char *problem = pass (net, 20);

  set_online (reader, FALSE);
  hash = attach (owner, &first);
  if (problem == NULL)
    problem = pass (net, 60);
  tw_sync_set_online (owner->sync, TRUE, TRUE);
  for (guint i = 0; i < 500; i++)
    {
      TwId id = sim_add_thing (owner, "Elsewhere");
      g_autofree char *theirs = attach (owner, &id);
    }
  if (problem == NULL)
    problem = pass (net, 120);
  set_online (reader, TRUE);
  /* All are asked for in a minute, and then each again every five minutes. */
  if (problem == NULL)
    problem = pass (net, 200);
  if (problem == NULL && tw_store_get_blob_size (reader->store, hash) < 0)
    problem = g_strdup ("F1: files that are elsewhere hold up one that is there");
  tw_sync_set_online (owner->sync, TRUE, FALSE);
  if (problem == NULL)
    problem = pass (net, 600);
  return problem != NULL ? problem : sim_come_to_rest (net);
}
