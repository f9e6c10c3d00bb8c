/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page out of an answer, off the engine's thread: a large one takes as long to read as a window has for several frames. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-sync-private.h"

static void
run_read (gpointer data, gpointer unused)
{
  TwSyncRead *read = data;

  /* An answer without a body has no page; and reading twice is the same as once. */
  if (read->reply->body == NULL)
    return;
  read->page = tw_wire_page_parse (read->reply->body, &read->error);
  /* The tree has copies of what it needs. */
  g_clear_pointer (&read->reply->body, g_bytes_unref);
}

static void
finish_read (gpointer data, gpointer unused)
{
  TwSyncRead *read = data;

  if (read->round == read->sync->round)
    read->done (read->sync, read);
  else
    tw_sync_read_free (read);
}

/**
 * tw_sync_read:
 * @sync: an engine
 * @reply: (transfer full): an answer
 * @done: gets it with its page, to be freed, unless the engine was stopped meanwhile
 *
 * An answer other than 200 is handed on at once as it is.
 */
void
tw_sync_read (TwSync *sync, TwReply *reply, void (*done) (TwSync *sync, TwSyncRead *read))
{
  TwSyncRead *read = g_new0 (TwSyncRead, 1);

  read->sync = g_object_ref (sync);
  read->reply = reply;
  read->round = sync->round;
  read->done = done;
  if (reply->status == 200)
    sync->env.work (run_read, finish_read, read, sync->env.data);
  else
    done (sync, read);
}

/**
 * tw_sync_read_free:
 * @read: (transfer full) (nullable): a page that was read, or not
 */
void
tw_sync_read_free (TwSyncRead *read)
{
  if (read == NULL)
    return;
  tw_wire_page_free (read->page);
  tw_reply_free (read->reply);
  g_clear_error (&read->error);
  g_object_unref (read->sync);
  g_free (read);
}

/**
 * tw_sync_read_take:
 * @sync: an engine
 * @read: (transfer full): what was read
 *
 * Returns: (transfer full) (nullable): the page; %NULL with the step failed
 */
TwWirePage *
tw_sync_read_take (TwSync *sync, TwSyncRead *read)
{
  TwWirePage *page = NULL;

  if (read->reply->status != 200)
    tw_sync_fail_step (sync, read->reply, NULL);
  else if (read->page == NULL || read->page->cursor == NULL)
    {
      tw_sync_note (sync, "%s", read->error != NULL ? read->error->message : "A page has no cursor.");
      tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
    }
  else
    {
      tw_sync_touch (sync);
      page = g_steal_pointer (&read->page);
    }
  tw_sync_read_free (read);
  return page;
}
