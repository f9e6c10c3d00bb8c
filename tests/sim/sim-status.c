/* SPDX-License-Identifier: GPL-3.0-or-later */
/* I20: what a device says of itself is so. It says "all synced" when its engine rests and nothing waits (tell_quiet() of the desktop): then
 * it has all that was there when the server last told it what there is. "Last contact" is when an answer of the server's came. */
#include "config.h"

#include "sim-node.h"

#include "tw-sync-private.h"

static gboolean
says_synced (SimNode *node)
{
  return tw_sync_get_state (node->sync) == TW_SYNC_SYNCED && sim_count_outbox (node) == 0;
}

static char *
check_place (SimNode *node)
{
  g_autofree char *seq = tw_replica_dup_state (node->store, "seq"), *epoch = tw_replica_dup_state (node->store, "epoch");
  g_autofree char *theirs = node->net->store != NULL ? tw_peers_dup_epoch (node->net->store, NULL) : NULL;

  if (tw_sync_wants_load (node->sync) || tw_sync_wants_reload (node->sync))
    return g_strdup_printf ("I20: client %u says synced with a load to come", node->index);
  /* A server that was put back has another history since. */
  if (g_strcmp0 (epoch, theirs) == 0 && (seq == NULL || g_ascii_strtoll (seq, NULL, 10) < node->told_head))
    return g_strdup_printf ("I20: client %u says synced at %s, and was told of %" G_GINT64_FORMAT, node->index, seq, node->told_head);
  return NULL;
}

static gint64
get_contact (SimNode *node)
{
  gint64 contact;

  g_object_get (node->sync, "last-contact", &contact, NULL);
  return contact;
}

void
sim_status_answered (SimNode *node, gint64 head, gint64 clock)
{
  node->told_head = head >= 0 ? head : node->told_head;
  node->told_clock = clock;
}

void
sim_status_opened (SimNode *node)
{
  node->told_head = 0;
  node->contact = get_contact (node);
}

char *
sim_check_status (SimNode *node)
{
  gint64 contact = get_contact (node);

  if (contact != node->contact && contact != node->told_clock)
    return g_strdup_printf ("I20: client %u speaks of a contact that was none", node->index);
  node->contact = contact;
  return says_synced (node) ? check_place (node) : NULL;
}
