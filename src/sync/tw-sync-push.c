/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushing: what was done here and the server has not answered. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sign-in.h"
#include "tw-sync-private.h"

static gboolean
renew_client (TwSync *sync, GError **error)
{
  TwId client = tw_id_new ();

  sync->push_last = 0;
  sync->registered = FALSE;
  return tw_replica_renew_client (sync->store, &client, error);
}

/* FALSE: answered with a problem; the step is over. */
static gboolean
settle_problem (TwSync *sync, TwWirePushAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (answer->problem == NULL)
    return TRUE;
  tw_sync_note (sync, "The server refused the sender: %s.", answer->problem);
  if (strcmp (answer->problem, "epoch") == 0)
    good = tw_sync_begin_load (sync, &error);
  else if (strcmp (answer->problem, "client-forked") == 0 || strcmp (answer->problem, "gap") == 0)
    good = renew_client (sync, &error);
  else
    {
      tw_sync_fail_step (sync, NULL, _("The server cannot take what is waiting here. Install the newest version of this program."));
      return FALSE;
    }
  if (good)
    tw_sync_finish_step (sync);
  else
    tw_sync_fail_step (sync, NULL, error->message);
  return FALSE;
}

/* The body itself is not to the server's liking. Which mutation it is shows when they go one by one; that one goes empty, and what
 * was in it is kept for the person. */
static gboolean
isolate (TwSync *sync, TwReply *reply)
{
  g_autofree char *void_n = NULL, *detail = NULL, *reason = NULL;
  gint64 n = tw_outbox_last_acked (sync->store) + 1;

  if (reply->status != 400 && reply->status != 413 && reply->status != 415 && reply->status != 422)
    return FALSE;
  if (sync->batch > 1)
    {
      sync->batch = 1;
      tw_sync_finish_step (sync);
      return TRUE;
    }
  void_n = tw_replica_dup_state (sync->store, "void");
  if (void_n != NULL && g_ascii_strtoll (void_n, NULL, 10) == n)
    return FALSE;                                      /* it was empty already: the fault is not in it */
  detail = tw_reply_dup_detail (reply);
  reason = g_strdup_printf ("%" G_GINT64_FORMAT " %s", n, detail != NULL ? detail : _("The server could not read it."));
  tw_sync_note (sync, "A change is kept back: %s", reason);
  tw_replica_set_state (sync->store, "void", reason, NULL);
  tw_sync_finish_step (sync);
  return TRUE;
}

/* The mutation that went empty is a refused one here. */
static void
add_void_result (TwSync *sync, TwWirePushAnswer *answer)
{
  g_autofree char *reason = tw_replica_dup_state (sync->store, "void");
  gint64 n = reason != NULL ? g_ascii_strtoll (reason, NULL, 10) : 0;
  TwPushResult result = { n, TW_PUSH_REJECTED, NULL };
  GString *problem;

  if (reason == NULL || n > answer->acked)
    return;
  problem = g_string_new ("{\"type\":\"unreadable\",\"detail\":");
  tw_wire_append_text (problem, strchr (reason, ' ') != NULL ? strchr (reason, ' ') + 1 : reason);
  g_string_append_c (problem, '}');
  result.problem = g_string_free (problem, FALSE);
  g_array_append_val (answer->results, result);
}

static void
settle (TwSync *sync, TwWirePushAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  add_void_result (sync, answer);
  if (!tw_outbox_settle (sync->store, answer->acked, answer->seq, answer->results, &error))
    {
      tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  tw_replica_set_state (sync->store, "void", NULL, NULL);
  /* What the server made of it comes by pulling. */
  sync->pull_wanted = TRUE;
  tw_sync_finish_step (sync);
}

static void
registered_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;

  if (reply->status == 204)                            /* a proxy's page is a 200 */
    {
      sync->registered = TRUE;
      tw_sync_finish_step (sync);
    }
  else
    tw_sync_fail_step (sync, reply, NULL);
  tw_reply_free (reply);
}

/* The server does not know this device: it has a new id, since it was copied or put back from a copy, or the server was. Once, and what
 * waits is sent then. */
static gboolean
register_client (TwSync *sync, TwReply *reply)
{
  g_autoptr (TwReplicaIdentity) identity = NULL;
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *type = NULL;

  if (reply->status != 403 || sync->registered)
    {
      /* After a pause it may say so once more. */
      sync->registered = FALSE;
      return FALSE;
    }
  type = tw_reply_dup_type (reply);
  identity = tw_replica_dup_identity (sync->store);
  if (type == NULL || !g_str_has_suffix (type, "/denied") || identity == NULL)
    return FALSE;
  schema = tw_store_ref_schema (sync->store);
  body = tw_sign_in_print_client (&identity->client, &identity->user, schema);
  tw_sync_request (sync, "POST", "/sync/v1/clients", body, registered_replied);
  return TRUE;
}

static void
push_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePushAnswer) answer = NULL;

  if (reply->status != 200)
    {
      if (!register_client (sync, reply) && !isolate (sync, reply))
        tw_sync_fail_step (sync, reply, NULL);
      tw_reply_free (reply);
      return;
    }
  answer = tw_wire_push_answer_parse (reply->body, &error);
  tw_reply_free (reply);
  if (answer == NULL)
    {
      tw_sync_note (sync, "%s", error->message);
      tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
      return;
    }
  tw_sync_touch (sync);
  if (!settle_problem (sync, answer))
    return;
  /* What was not sent cannot be answered, and an answer to nothing would be asked for again at once. */
  if (answer->acked < sync->push_first || answer->acked > sync->push_last)
    tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
  else
    settle (sync, answer);
}

static void
empty_void (TwSync *sync, TwWirePush *push)
{
  g_autofree char *reason = tw_replica_dup_state (sync->store, "void");
  gint64 n = reason != NULL ? g_ascii_strtoll (reason, NULL, 10) : 0;

  for (guint i = 0; i < push->mutations->len; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (mutation->n == n)
        g_ptr_array_set_size (mutation->ops, 0);
    }
}

void
tw_sync_step_push (TwSync *sync)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (sync->store);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = tw_outbox_read (sync->store, tw_outbox_last_acked (sync->store) + 1, sync->batch, TW_WIRE_MAX_PUSH / 2, &error);
  g_autoptr (TwWirePush) push = NULL;
  g_autoptr (GBytes) body = NULL;
  const TwOutboxItem *first, *last;

  if (items == NULL || identity == NULL)
    {
      tw_sync_fail_step (sync, NULL, error != NULL ? error->message : _("This workspace belongs to no server."));
      return;
    }
  if (items->len == 0)
    {
      tw_sync_finish_step (sync);
      return;
    }
  first = g_ptr_array_index (items, 0);
  last = g_ptr_array_index (items, items->len - 1);
  if (!tw_outbox_mark_sent (sync->store, first->n, last->n, &error))
    {
      tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  sync->push_first = first->n;
  sync->push_last = MAX (sync->push_last, last->n);
  push = tw_wire_push_from_outbox (items);
  push->client = identity->client;
  push->epoch = tw_replica_dup_state (sync->store, "epoch");
  push->schema = g_strdup (tw_schema_get_version (schema));
  push->sent_at = sync->env.now (sync->env.data);
  empty_void (sync, push);
  body = tw_wire_push_print (push);
  tw_sync_request (sync, "POST", "/sync/v1/push", body, push_replied);
}
