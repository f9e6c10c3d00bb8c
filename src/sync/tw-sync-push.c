/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushing: what was done here and the server has not answered. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sign-in.h"
#include "tw-sync-private.h"

/* As many as this program sends before the first of them is answered. With two the server never waits for this device: while it takes one, the
 * next is there, and this device settles the one before. */
#define MAX_ON_WAY TW_WIRE_WINDOW
/* Of all that waits, this part goes in one push, when the server takes more than is sent unasked. The more edits a transaction has, the fewer
 * pages each of them changes; but the last pushes are small, since one end has nothing to do while the other is at work on them. */
#define PART 5

/* A push on its way. */
typedef struct
{
  TwSync  *sync;                                       /* (lent); NULL: its answer is nobody's any more */
  gint64   first, last;                                /* mutations */
  TwId     commit;                                     /* of the last */
  gboolean follows;                                    /* it went before the one in front of it was answered */
  TwReply *reply;                                      /* (nullable): came, and was not looked at */
} TwSyncPush;

static void
push_clear (gpointer data)
{
  g_clear_pointer (&((TwSyncPush *) data)->reply, tw_reply_free);
}

static void
push_unref (gpointer push)
{
  g_rc_box_release_full (push, push_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSyncPush, push_unref)

static void go_on (TwSync *sync);

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
settle_problem (TwSync *sync, TwSyncPush *push, TwWirePushAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (answer->problem == NULL)
    return TRUE;
  /* It may have overtaken the one in front of it, and been the only one that was refused for that: it goes again, now as the first. */
  if (push->follows && (strcmp (answer->problem, "client-forked") == 0 || strcmp (answer->problem, "gap") == 0))
    {
      tw_sync_finish_step (sync);
      return FALSE;
    }
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
isolate (TwSync *sync, TwSyncPush *push, TwReply *reply)
{
  g_autofree char *void_n = NULL, *detail = NULL, *reason = NULL;
  gint64 n = push->last;                                /* of those that were joined, the one that carries them */

  if (reply->status != 400 && reply->status != 413 && reply->status != 415 && reply->status != 422)
    return FALSE;
  /* The server may be another one than the one that takes so many. */
  if (sync->push_most > TW_WIRE_MAX_MUTATIONS)
    {
      sync->push_most = TW_WIRE_MAX_MUTATIONS;
      tw_sync_finish_step (sync);
      return TRUE;
    }
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

/* Off the engine's thread, which does not wait for a disk: an answer into the store, and the batch behind those that are on their way out of
 * it. So both ends work at the same time: the server takes a batch while this device settles the one before and reads one after. */
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PushWork, work_free)

static void
finish_work (gpointer data, gpointer unused)
{
  g_autoptr (PushWork) work = data;
  TwSync *sync = work->sync;

  if (work->round != sync->round)
    return;
  sync->push_working = FALSE;
  if (work->error != NULL)
    {
      /* What is on its way is sent again, and answered as now. */
      tw_sync_drop_push (sync);
      tw_sync_fail_step (sync, NULL, work->error->message);
      return;
    }
  if (work->from > 0)
    {
      sync->push_next = g_steal_pointer (&work->batch);
      /* One that goes alone is mostly all there is, and nothing is looked for behind it. */
      sync->push_from = sync->push_next != NULL && (!work->first || sync->pending > sync->push_next->last - sync->push_next->first + 1)
                        ? sync->push_next->last + 1 : 0;
    }
  if (work->answer != NULL)
    tw_sync_count_waiting (sync);
  go_on (sync);
}

/* Mutations of the next push. */
static guint
get_size (TwSync *sync)
{
  gint64 most = (gint64) sync->batch * sync->push_most / TW_WIRE_MAX_MUTATIONS;

  return sync->batch > 1 ? (guint) CLAMP (sync->pending / PART, sync->batch, most) : 1;
}

/* answer: (transfer full) (nullable): to be settled. */
static void
begin_work (TwSync *sync, TwWirePushAnswer *answer, gboolean voids)
{
  PushWork *work = g_new0 (PushWork, 1);

  work->sync = g_object_ref (sync);
  work->round = sync->round;
  work->answer = answer;
  work->voids = voids;
  work->from = sync->push_next == NULL ? sync->push_from : 0;
  work->first = !sync->push_any;
  work->most = get_size (sync);
  sync->push_working = TRUE;
  sync->env.work (run_work, finish_work, work, sync->env.data);
}

static void
drop_on_way (TwSync *sync)
{
  TwSyncPush *push;

  while ((push = g_queue_pop_head (&sync->pushes)) != NULL)
    {
      push->sync = NULL;
      push_unref (push);
    }
}

static void
stop_reading (TwSync *sync)
{
  g_clear_pointer (&sync->push_next, tw_sync_batch_free);
  sync->push_from = 0;
}

void
tw_sync_drop_push (TwSync *sync)
{
  drop_on_way (sync);
  stop_reading (sync);
  sync->push_working = FALSE;
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
  TwSyncPush *push = data;

  if (push->sync == NULL)
    {
      tw_reply_free (reply);
      return;
    }
  push->reply = reply;
  go_on (push->sync);
}

/* batch: (transfer full) */
static void
send_batch (TwSync *sync, TwSyncBatch *batch)
{
  const TwSyncPush *former = g_queue_peek_tail (&sync->pushes);
  g_autoptr (GBytes) body = tw_wire_push_end (g_steal_pointer (&batch->json), former != NULL ? &former->commit : &tw_id_nil,
                                              sync->env.now (sync->env.data));
  TwSyncPush *push = g_rc_box_new0 (TwSyncPush);

  *push = (TwSyncPush) { .sync = sync, .first = batch->first, .last = batch->last, .commit = batch->commit, .follows = former != NULL };
  tw_sync_batch_free (batch);
  sync->push_last = MAX (sync->push_last, push->last);
  sync->push_any = TRUE;
  g_queue_push_tail (&sync->pushes, push);
  tw_sync_request_one (sync, "POST", "/sync/v1/push", body, push_replied, g_rc_box_acquire (push), push_unref);
}

/* While it is looked for the mutation that the server cannot read, they go one by one. */
static void
send_next (TwSync *sync)
{
  guint most = sync->batch > 1 ? CLAMP (sync->push_window, 1, MAX_ON_WAY) : 1;

  if (sync->push_next != NULL && g_queue_get_length (&sync->pushes) < most)
    send_batch (sync, g_steal_pointer (&sync->push_next));
}

/* (transfer full). The next batch goes first, then there is time to settle this one. After a refusal nothing goes that was read
 * before it. */
static void
take_answer (TwSync *sync, TwSyncPush *push, TwWirePushAnswer *answer)
{
  gboolean voids = add_void_result (sync, answer), whole = answer->acked == push->last;

  sync->push_window = answer->window;
  sync->push_most = MIN (answer->most, TW_WIRE_MOST_MUTATIONS);
  for (guint i = 0; i < answer->results->len; i++)
    if (g_array_index (answer->results, TwPushResult, i).state == TW_PUSH_REJECTED)
      stop_reading (sync);
  if (!whole)
    {
      drop_on_way (sync);
      stop_reading (sync);
    }
  send_next (sync);
  begin_work (sync, answer, voids);
}

static void
fail_unreadable (TwSync *sync)
{
  tw_sync_fail_step (sync, NULL, _("The server's answer could not be read. Trying again later."));
}

/* Of the first of those that are on their way. The step ends with a bad one, and what went behind it is sent again, and answered as now. */
static void
take_reply (TwSync *sync, TwSyncPush *push)
{
  g_autoptr (TwReply) reply = g_steal_pointer (&push->reply);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePushAnswer) answer = reply->status == 200 ? tw_wire_push_answer_parse (reply->body, &error) : NULL;

  if (answer == NULL || answer->problem != NULL || answer->acked < push->first || answer->acked > sync->push_last)
    tw_sync_drop_push (sync);
  if (reply->status != 200)
    {
      if (!register_client (sync, reply) && !isolate (sync, push, reply))
        tw_sync_fail_step (sync, reply, NULL);
      return;
    }
  if (answer == NULL)
    {
      tw_sync_note (sync, "%s", error->message);
      fail_unreadable (sync);
      return;
    }
  tw_sync_touch (sync);
  if (!settle_problem (sync, push, answer))
    return;
  /* What was not sent cannot be answered, and an answer to nothing would be asked for again at once. */
  if (answer->acked < push->first || answer->acked > sync->push_last)
    fail_unreadable (sync);
  else
    take_answer (sync, push, g_steal_pointer (&answer));
}

/* Answers are settled in the order in which they were asked for, one at a time. */
static void
go_on (TwSync *sync)
{
  TwSyncPush *first = g_queue_peek_head (&sync->pushes);

  if (sync->push_working)
    {
      send_next (sync);
      return;
    }
  if (first != NULL && first->reply != NULL)
    {
      g_autoptr (TwSyncPush) push = g_queue_pop_head (&sync->pushes);

      take_reply (sync, push);
      return;
    }
  send_next (sync);
  if (sync->push_from > 0 && sync->push_next == NULL)
    begin_work (sync, NULL, FALSE);
  else if (g_queue_is_empty (&sync->pushes))
    {
      /* What the server made of it comes by pulling. */
      sync->pull_wanted |= sync->push_any;
      tw_sync_finish_step (sync);
    }
}

void
tw_sync_step_push (TwSync *sync)
{
  tw_sync_drop_push (sync);
  sync->push_any = FALSE;
  sync->push_from = tw_outbox_last_acked (sync->store) + 1;
  begin_work (sync, NULL, FALSE);
}
