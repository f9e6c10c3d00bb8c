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

/* The body itself is not to the server's liking. Which mutation it is shows when they go one by one, or with those that are joined to
 * them; that one goes empty, and what was in it is kept for the person. */
static gboolean
isolate (TwSync *sync, TwReply *reply)
{
  g_autofree char *void_n = NULL, *detail = NULL, *reason = NULL;
  gint64 n = sync->push_end;                           /* of those that were joined, the one that carries them */

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

/* The mutation that went empty is a refused one here. FALSE: none did. */
static gboolean
add_void_result (TwSync *sync, TwWirePushAnswer *answer)
{
  g_autofree char *reason = tw_replica_dup_state (sync->store, "void");
  gint64 n = reason != NULL ? g_ascii_strtoll (reason, NULL, 10) : 0;
  TwPushResult result = { .n = n, .state = TW_PUSH_REJECTED };
  GString *problem;

  if (reason == NULL || n > answer->acked)
    return FALSE;
  problem = g_string_new ("{\"type\":\"unreadable\",\"detail\":");
  tw_wire_append_text (problem, strchr (reason, ' ') != NULL ? strchr (reason, ' ') + 1 : reason);
  g_string_append_c (problem, '}');
  result.problem = g_string_free (problem, FALSE);
  g_array_append_val (answer->results, result);
  return TRUE;
}

/* --- Settling, and what goes next --- */

/* Off the engine's thread, which does not wait for a disk: an answer into the store, and the batch behind the one that is on its way out of
 * it. So both ends work at the same time: the server takes a batch while this device settles the one before and reads the one after.
 * Only one is ever on its way. */
typedef struct
{
  TwSync           *sync;
  guint             round;
  TwWirePushAnswer *answer;                            /* (nullable) */
  gboolean          voids;                             /* the mutation that went empty is among what it answers */
  gint64            from;                              /* the first mutation of the batch; 0: none is wanted */
  gboolean          first;                             /* nothing is on its way: the batch goes at once */
  guint             most;
  TwSyncBatch      *batch;                             /* (nullable) */
  GError           *error;
} PushWork;

static void
run_work (gpointer data, gpointer unused)
{
  PushWork *work = data;
  TwStore *store = work->sync->store;
  TwWirePushAnswer *answer = work->answer;

  /* Once more is the same as once. */
  g_clear_error (&work->error);
  g_clear_pointer (&work->batch, tw_sync_batch_free);
  if (answer != NULL && (!tw_outbox_settle (store, answer->acked, answer->seq, answer->results, &work->error)
                         || (work->voids && !tw_replica_set_state (store, "void", NULL, &work->error))))
    return;
  /* What cannot be read now is read when its turn has come, and fails then. */
  if (work->from > 0)
    tw_sync_batch_new (store, work->from, work->most, &work->batch, work->first ? &work->error : NULL);
}

static void
work_free (PushWork *work)
{
  tw_wire_push_answer_free (work->answer);
  tw_sync_batch_free (work->batch);
  g_clear_error (&work->error);
  g_object_unref (work->sync);
  g_free (work);
}

static void take_reply (TwSync *sync, TwReply *reply);
static void send_first (TwSync *sync);

static void
finish_work (gpointer data, gpointer unused)
{
  PushWork *work = data;
  g_autoptr (TwSync) sync = g_object_ref (work->sync);
  gboolean first = work->first;

  if (work->round != sync->round)
    {
      work_free (work);
      return;
    }
  sync->push_working = FALSE;
  sync->push_next = g_steal_pointer (&work->batch);
  if (work->error != NULL)
    sync->push_problem = g_strdup (work->error->message);
  else if (work->answer != NULL)
    tw_sync_count_waiting (sync);
  work_free (work);
  if (first)
    send_first (sync);
  /* What the server made of it comes by pulling. */
  else if (!sync->push_on_way && sync->push_problem == NULL)
    {
      sync->pull_wanted = TRUE;
      tw_sync_finish_step (sync);
    }
  else if (!sync->push_on_way || sync->push_reply != NULL)
    take_reply (sync, g_steal_pointer (&sync->push_reply));
}

/* answer: (transfer full) (nullable): to be settled. from: the batch from there on is read; 0: none. */
static void
begin_work (TwSync *sync, TwWirePushAnswer *answer, gboolean voids, gint64 from)
{
  PushWork *work = g_new0 (PushWork, 1);

  work->sync = g_object_ref (sync);
  work->round = sync->round;
  work->answer = answer;
  work->voids = voids;
  work->from = from;
  work->first = from > 0 && !sync->push_on_way;
  work->most = sync->batch;
  sync->push_working = TRUE;
  sync->env.work (run_work, finish_work, work, sync->env.data);
}

void
tw_sync_drop_push (TwSync *sync)
{
  g_clear_pointer (&sync->push_next, tw_sync_batch_free);
  g_clear_pointer (&sync->push_reply, tw_reply_free);
  g_clear_pointer (&sync->push_problem, g_free);
  sync->push_working = sync->push_on_way = FALSE;
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

static void push_replied (TwReply *reply, gpointer data);

/* batch: (transfer full) */
static void
send_batch (TwSync *sync, TwSyncBatch *batch)
{
  g_autoptr (GBytes) body = tw_wire_push_end (g_steal_pointer (&batch->json), sync->env.now (sync->env.data));

  sync->push_first = batch->first;
  sync->push_end = batch->last;
  sync->push_last = MAX (sync->push_last, batch->last);
  sync->push_on_way = TRUE;
  tw_sync_batch_free (batch);
  tw_sync_request (sync, "POST", "/sync/v1/push", body, push_replied);
}

/* (transfer full). The next batch goes first, then there is time to settle this one. After a refusal nothing goes that was read
 * before it. */
static void
take_answer (TwSync *sync, TwWirePushAnswer *answer)
{
  g_autoptr (TwSyncBatch) next = g_steal_pointer (&sync->push_next);
  gboolean voids = add_void_result (sync, answer);

  for (guint i = 0; i < answer->results->len; i++)
    if (g_array_index (answer->results, TwPushResult, i).state == TW_PUSH_REJECTED)
      g_clear_pointer (&next, tw_sync_batch_free);
  if (next != NULL && answer->acked != sync->push_end)
    g_clear_pointer (&next, tw_sync_batch_free);
  if (next == NULL)
    begin_work (sync, answer, voids, 0);
  else
    {
      send_batch (sync, g_steal_pointer (&next));
      begin_work (sync, answer, voids, sync->push_end + 1);
    }
}

static void
fail_unreadable (TwSync *sync)
{
  tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
}

/* (transfer full) (nullable) */
static void
take_reply (TwSync *sync, TwReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePushAnswer) answer = NULL;

  sync->push_on_way = FALSE;
  if (sync->push_problem != NULL)
    {
      g_autofree char *problem = g_steal_pointer (&sync->push_problem);

      /* What this answers is sent again, and answered as now. */
      g_clear_pointer (&reply, tw_reply_free);
      tw_sync_fail_step (sync, NULL, problem);
      return;
    }
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
      fail_unreadable (sync);
      return;
    }
  tw_sync_touch (sync);
  if (!settle_problem (sync, answer))
    return;
  /* What was not sent cannot be answered, and an answer to nothing would be asked for again at once. */
  if (answer->acked < sync->push_first || answer->acked > sync->push_last)
    fail_unreadable (sync);
  else
    take_answer (sync, g_steal_pointer (&answer));
}

static void
push_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;

  if (sync->push_working)
    sync->push_reply = reply;
  else
    take_reply (sync, reply);
}

static void
send_first (TwSync *sync)
{
  g_autoptr (TwSyncBatch) batch = g_steal_pointer (&sync->push_next);
  g_autofree char *problem = g_steal_pointer (&sync->push_problem);
  gboolean more;

  if (problem != NULL)
    tw_sync_fail_step (sync, NULL, problem);
  else if (batch == NULL)
    tw_sync_finish_step (sync);
  else
    {
      more = sync->pending > batch->last - batch->first + 1;
      send_batch (sync, g_steal_pointer (&batch));
      if (more)
        begin_work (sync, NULL, FALSE, sync->push_end + 1);
    }
}

void
tw_sync_step_push (TwSync *sync)
{
  tw_sync_drop_push (sync);
  begin_work (sync, NULL, FALSE, tw_outbox_last_acked (sync->store) + 1);
}
