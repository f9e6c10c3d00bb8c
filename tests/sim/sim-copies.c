/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that are put back from a copy, and devices that are copied: both are a client twice, with two histories. A server that is put
 * back has lost what its devices still know. */
#include "config.h"

#include <glib/gstdio.h>

#include "sim-shared.h"
#include "tw-blobs.h"

void
sim_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      sim_remove_tree (child);
    }
  g_remove (path);
}

void
sim_copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  const char *name;
  gsize length;

  if (dir == NULL)
    {
      g_file_get_contents (from, &content, &length, &error);
      g_assert_no_error (error);
      g_file_set_contents_full (to, content, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      return;
    }
  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL), *copy = g_build_filename (to, name, NULL);

      sim_copy_tree (source, copy);
    }
}

static GHashTable *
copy_ids (GHashTable *ids)
{
  GHashTable *copy = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (copy, g_memdup2 (id, sizeof (TwId)));
  return copy;
}

static gboolean
has_id (GArray *ids, const TwId *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), id))
      return TRUE;
  return FALSE;
}

/* What was refused before the copy is in it; what was refused since is refused again, when the copy has it to send. */
static GArray *
join_rejected (SimNode *node)
{
  GArray *joined = g_array_copy (node->kept_rejected);

  for (guint i = 0; i < node->rejected->len; i++)
    {
      const TwId *commit = &g_array_index (node->rejected, TwId, i);

      if (!has_id (joined, commit) && g_hash_table_contains (node->kept_unanswered, commit))
        g_array_append_vals (joined, commit, 1);
    }
  return joined;
}

/* Files that came after the copy are not in it. */
static GPtrArray *
list_files (SimNode *node)
{
  GPtrArray *hashes = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, node->net->attached);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    if (tw_store_get_blob_size (node->store, hash) >= 0)
      g_ptr_array_add (hashes, g_strdup (hash));
  return hashes;
}

static void
note_lost (SimNode *node, GPtrArray *before)
{
  for (guint i = 0; i < before->len; i++)
    if (tw_store_get_blob_size (node->store, g_ptr_array_index (before, i)) < 0)
      g_hash_table_add (node->net->lost, g_strdup (g_ptr_array_index (before, i)));
}

static char *
dup_copy (SimNode *node)
{
  return g_strconcat (node->dir, "-kept", NULL);
}

void
sim_node_keep (SimNode *node)
{
  g_autofree char *copy = dup_copy (node);

  sim_trace (node->net->world, "client %u: is copied", node->index);
  sim_node_close (node);
  sim_remove_tree (copy);
  sim_copy_tree (node->dir, copy);
  g_clear_pointer (&node->kept_unanswered, g_hash_table_unref);
  g_clear_pointer (&node->kept_rejected, g_array_unref);
  node->kept_unanswered = copy_ids (node->unanswered);
  node->kept_rejected = g_array_copy (node->rejected);
  sim_node_open (node);
}

gboolean
sim_node_go_back (SimNode *node)
{
  g_autofree char *copy = dup_copy (node);
  g_autoptr (GPtrArray) files = list_files (node);
  GArray *rejected;

  if (node->kept_unanswered == NULL)
    return FALSE;
  sim_trace (node->net->world, "client %u: is put back from a copy", node->index);
  /* What was refused is with its author alone, and gone with his disk. */
  sim_note_drafts (node);
  sim_node_close (node);
  sim_remove_tree (node->dir);
  sim_copy_tree (copy, node->dir);
  rejected = join_rejected (node);
  g_array_unref (node->rejected);
  node->rejected = rejected;
  g_hash_table_unref (node->unanswered);
  node->unanswered = copy_ids (node->kept_unanswered);
  g_hash_table_remove_all (node->seen);
  g_hash_table_remove_all (node->answers);
  node->lives++;
  sim_node_open (node);
  note_lost (node, files);
  return TRUE;
}

SimNode *
sim_node_clone (SimNode *node)
{
  SimNode *clone = sim_node_new (node->net, node->net->nodes->len);

  sim_trace (node->net->world, "client %u: is copied to client %u", node->index, clone->index);
  sim_node_close (node);
  sim_copy_tree (node->dir, clone->dir);
  clone->user = node->user;
  clone->client = node->client;
  clone->skew = node->skew;
  g_hash_table_unref (clone->unanswered);
  clone->unanswered = copy_ids (node->unanswered);
  g_ptr_array_add (node->net->nodes, clone);
  sim_node_open (node);
  sim_node_open (clone);
  return clone;
}

/* --- The server --- */

static char *
dup_server (SimNet *net, const char *suffix)
{
  g_autofree char *name = g_strconcat ("server", suffix, NULL);

  return g_build_filename (net->dir, name, NULL);
}

static GHashTable *
copy_numbers (GHashTable *taken)
{
  GHashTable *copy = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer id, n;

  g_hash_table_iter_init (&iter, taken);
  while (g_hash_table_iter_next (&iter, &id, &n))
    g_hash_table_insert (copy, g_memdup2 (id, sizeof (TwId)), g_memdup2 (n, sizeof (gint64)));
  return copy;
}

static GHashTable *
copy_states (GHashTable *answered)
{
  GHashTable *copy = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id, state;

  g_hash_table_iter_init (&iter, answered);
  while (g_hash_table_iter_next (&iter, &id, &state))
    g_hash_table_insert (copy, g_memdup2 (id, sizeof (TwId)), state);
  return copy;
}

static void
close_server (SimNet *net)
{
  if (net->shared != NULL)
    sim_shared_close_all (net);
  else
    sim_server_close (net);
}

static void
open_server (SimNet *net)
{
  if (net->shared != NULL)
    sim_shared_open_all (net);
  else
    sim_server_open (net);
}

void
sim_server_keep (SimNet *net)
{
  g_autofree char *dir = dup_server (net, NULL), *copy = dup_server (net, "-kept");

  sim_trace (net->world, "server: is copied");
  close_server (net);
  if (net->shared != NULL)
    sim_shared_keep (net);
  else
    {
      sim_remove_tree (copy);
      sim_copy_tree (dir, copy);
    }
  g_clear_pointer (&net->kept_taken, g_hash_table_unref);
  g_clear_pointer (&net->kept_answered, g_hash_table_unref);
  net->kept_taken = copy_numbers (net->taken);
  net->kept_answered = copy_states (net->answered);
  open_server (net);
}

/* What was answered since is with its author no more, nor does the server know of it: whether it is lost is asked of the values. */
static void
forget_answers (SimNet *net)
{
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      GHashTableIter iter;
      gpointer id;

      g_hash_table_iter_init (&iter, net->answered);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        g_hash_table_remove (node->unanswered, id);
      g_hash_table_remove_all (node->seen);
      g_hash_table_remove_all (node->answers);
      node->rights_seq = -1;
    }
  g_hash_table_unref (net->taken);
  g_hash_table_unref (net->answered);
  net->taken = copy_numbers (net->kept_taken);
  net->answered = copy_states (net->kept_answered);
}

void
sim_server_go_back (SimNet *net)
{
  g_autofree char *dir = dup_server (net, NULL), *copy = dup_server (net, "-kept");
  g_autofree char *marker = g_build_filename (dir, "sync-lineage", NULL);

  sim_trace (net->world, "server: is put back from a copy");
  close_server (net);
  if (net->shared != NULL)
    sim_shared_go_back (net);
  else
    {
      sim_remove_tree (dir);
      sim_copy_tree (copy, dir);
      /* A copy elsewhere has none; one from before the last opening has another word. */
      g_remove (marker);
    }
  forget_answers (net);
  open_server (net);
  net->rights_seq = tw_peers_get_seq (net->store);
  sim_net_wake (net);
}
