/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pulling: what changed at the server since the cursor. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sync-private.h"

static void
pull_applied (TwSync *sync, TwWirePage *page, GError *error)
{
  if (error != NULL)
    {
      tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  sync->head = page->seq;
  /* Asking again tells the server that it is done. */
  for (guint i = 0; i < page->gone->len; i++)
    sync->pull_wanted |= g_array_index (page->gone, TwWireGone, i).kind == TW_WIRE_ERASED;
  sync->pull_wanted |= page->more;
  tw_sync_finish_step (sync);
}

/* The same database gave the rows before? Else everything is offered and loaded anew around what is here. */
static gboolean
is_same_epoch (TwSync *sync, const char *epoch)
{
  g_autofree char *known = tw_replica_dup_state (sync->store, "epoch");

  return known == NULL || g_strcmp0 (known, epoch) == 0;
}

static void
take_page (TwSync *sync, TwWirePage *page)
{
  g_autofree char *counting = g_steal_pointer (&sync->counting), *reload = NULL;
  g_autofree char *cursor = counting != NULL ? g_strdup (counting) : tw_replica_dup_state (sync->store, "cursor");
  TwSyncApply *apply;

  if (page->more && g_strcmp0 (cursor, page->cursor) == 0)
    {
      tw_sync_fail_step (sync, NULL, _("The server gave the same page twice. Trying again later."));
      tw_wire_page_free (page);
      return;
    }
  if (!is_same_epoch (sync, page->epoch))
    {
      tw_wire_page_free (page);
      tw_sync_begin_load (sync, NULL);
      tw_sync_finish_step (sync);
      return;
    }
  apply = tw_sync_apply_new (sync, page, pull_applied);
  apply->looks = counting != NULL;
  apply->counted = counting != NULL ? sync->counted : 0;
  apply->ids = counting != NULL && sync->counted_ids != NULL ? g_hash_table_ref (sync->counted_ids) : NULL;
  if (page->reload->len > 0)
    {
      reload = tw_sync_join_reload (sync, page->reload);
      tw_sync_apply_put (apply, "reload", reload);
    }
  tw_sync_apply_put (apply, "cursor", page->cursor);
  tw_sync_apply_put (apply, "rights", page->rights);
  apply->cursor_seq = page->seq;
  tw_sync_apply_run (apply);
}

static void
pull_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  g_autoptr (GError) error = NULL;
  TwWirePage *page = NULL;

  /* The place where this device stopped is not known there any more: load again, around what is here. */
  if (reply->status == 409 || reply->status == 410)
    {
      tw_sync_note (sync, "The server asks for a new load.");
      tw_reply_free (reply);
      if (tw_sync_begin_load (sync, &error))
        tw_sync_finish_step (sync);
      else
        tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  /* Behind a cursor that is not this device's own there is no nothing: it says nothing of what it has. */
  if (reply->status == 204 && sync->counting == NULL)
    {
      tw_reply_free (reply);
      tw_sync_touch (sync);
      tw_sync_finish_step (sync);
      return;
    }
  if (reply->status == 200)
    page = tw_wire_page_parse (reply->body, &error);
  if (page != NULL && page->cursor != NULL)
    {
      tw_reply_free (reply);
      tw_sync_touch (sync);
      take_page (sync, page);
      return;
    }
  tw_wire_page_free (page);
  if (sync->wide == TW_WIDE_ASKED && reply->status != 0)
    sync->wide = TW_WIDE_FAILED;
  if (error != NULL)
    {
      tw_sync_note (sync, "%s", error->message);
      tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
    }
  else
    tw_sync_fail_step (sync, reply, NULL);
  tw_reply_free (reply);
}

static void
ask (TwSync *sync)
{
  g_autofree char *cursor = sync->count_from != NULL ? g_strdup (sync->count_from) : tw_replica_dup_state (sync->store, "cursor");
  g_autofree char *escaped = g_uri_escape_string (cursor, NULL, FALSE);
  g_autofree char *seq = sync->count_from == NULL ? tw_replica_dup_state (sync->store, "seq") : NULL;
  g_autofree char *person = tw_sync_dup_person (sync);
  g_autofree char *have = tw_replica_dup_state (sync->store, "have"), *client = tw_sync_dup_client (sync);
  g_autofree char *erasing = tw_replica_dup_state (sync->store, TW_STATE_ERASING);
  /* Who asks from where says that all is done up to there. */
  g_autofree char *who = erasing == NULL && sync->count_from == NULL ? g_strdup_printf ("&client=%s", client) : g_strdup ("");
  guint rows = tw_sync_get_page_rows (sync);
  g_autofree char *limit = rows > 0 ? g_strdup_printf ("&limit=%u", rows) : g_strdup ("");
  g_autofree char *path = g_strdup_printf ("/sync/v1/pull?cursor=%s&person=%s%s%s%s%s%s%s", escaped, person, who, seq != NULL ? "&seq=" : "",
                                           seq != NULL ? seq : "", have != NULL ? "&have=" : "", have != NULL ? have : "", limit);

  if (sync->count_from == NULL)
    tw_sync_drop_count (sync);
  sync->counting = g_steal_pointer (&sync->count_from);
  sync->pull_wanted = sync->pull_first = FALSE;
  sync->last_pull = sync->env.ticks (sync->env.data);
  tw_sync_request (sync, "GET", path, NULL, pull_replied);
}

/* --- What of an erasure is left to do --- */

typedef struct
{
  TwSync *sync;
  guint   round;
  GError *error;
} Erasing;

static void
run_erasing (gpointer data, gpointer unused)
{
  Erasing *erasing = data;

  tw_replica_finish_erasing (erasing->sync->store, &erasing->error);
}

/* When that cannot be done now it keeps nobody from pulling; the server goes on hearing that it is not done. */
static void
finish_erasing (gpointer data, gpointer unused)
{
  Erasing *erasing = data;

  if (erasing->round == erasing->sync->round)
    {
      if (erasing->error != NULL)
        tw_sync_note (erasing->sync, "%s", erasing->error->message);
      ask (erasing->sync);
    }
  g_clear_error (&erasing->error);
  g_object_unref (erasing->sync);
  g_free (erasing);
}

void
tw_sync_step_pull (TwSync *sync)
{
  g_autofree char *left = tw_replica_dup_state (sync->store, TW_STATE_ERASING);
  Erasing *erasing;

  if (left == NULL)
    {
      ask (sync);
      return;
    }
  erasing = g_new0 (Erasing, 1);
  erasing->sync = g_object_ref (sync);
  erasing->round = sync->round;
  sync->env.work (run_erasing, finish_erasing, erasing, sync->env.data);
}
