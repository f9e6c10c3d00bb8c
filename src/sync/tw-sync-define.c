/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields, objects and choices belong to the team: they are changed at the server, and come back with the next pull. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sync-private.h"

static void
defined (TwReply *reply, gpointer data)
{
  g_autoptr (GTask) task = data;
  TwSync *sync = g_task_get_source_object (task);

  if (reply->status == 200)
    {
      tw_sync_now (sync);
      g_task_return_boolean (task, TRUE);
    }
  else if (reply->status == 0)
    g_task_return_new_error (task, TW_STORE_ERROR, TW_STORE_ERROR_AWAY,
                             _("This is changed at the server, which cannot be reached now. Try again when you are connected."));
  else
    {
      g_autofree char *sentence = tw_reply_dup_sentence (reply);

      g_task_return_new_error (task, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "%s", sentence);
    }
  tw_reply_free (reply);
}

/**
 * tw_sync_define_async:
 * @sync: a started engine
 * @definitions: what is to be added or changed (docs/schema-format.md)
 * @cancellable: (nullable)
 * @callback: when the server has answered
 * @data: for it
 *
 * Asks the server to change fields, objects or choices. Nothing changes here before it did.
 */
void
tw_sync_define_async (TwSync *sync, const char *definitions, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new (definitions, strlen (definitions));
  GTask *task = g_task_new (sync, cancellable, callback, data);

  tw_transport_send (sync->transport, "POST", "/api/admin/definitions", body, "application/json", NULL, cancellable, defined, task);
}

/**
 * tw_sync_define_finish:
 * @sync: the engine
 * @result: of tw_sync_define_async()
 * @error: the server's sentence, or that it cannot be reached
 *
 * Returns: whether they are in force at the server
 */
gboolean
tw_sync_define_finish (TwSync *sync, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
