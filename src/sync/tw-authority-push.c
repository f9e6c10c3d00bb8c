/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a push: every mutation once, in its client's order, in one database transaction. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"

/* A clock that is further off decides nothing. */
#define MAX_OFFSET (5 * 60 * G_USEC_PER_SEC)

typedef struct
{
  TwAuthority      *authority;
  TwAccess         *access;
  TwPush           *push;
  TwWirePush       *request;
  TwWirePushAnswer *answer;
  TwInstant         received_at;
  gboolean          whole;                             /* mutations have no savepoints: what cannot be taken takes all of it back */
  gboolean          redo;                              /* it did: once more, with savepoints */
} Taking;

/* When the edit was made by the server's clock. It has no lower bound: a time that is too early can only lose, and what is kept as lost then
 * would be lost with a bound, too; the last contact is none, for of what was done offline it may be that of the push before. */
static TwInstant
correct_time (Taking *taking, TwInstant at, gboolean *uncertain)
{
  gint64 offset, corrected;

  *uncertain = TRUE;
  if (__builtin_sub_overflow (taking->received_at, taking->request->sent_at, &offset) || __builtin_add_overflow (at, offset, &corrected))
    return taking->received_at;
  *uncertain = ABS (offset) > MAX_OFFSET || corrected > taking->received_at;
  return MIN (corrected, taking->received_at);
}

static void
add_result (Taking *taking, gint64 n, TwPushState state, const char *problem)
{
  TwPushResult result = { .n = n, .state = state, .problem = g_strdup (problem) };

  if (state == TW_PUSH_APPLIED)
    {
      g_free (result.problem);
      return;
    }
  g_array_append_val (taking->answer->results, result);
}

/* Applied, with what is told about its row. */
static void
add_plain (Taking *taking, gint64 n, TwPushResult *told)
{
  told->n = n;
  if (told->row_seq > 0)
    g_array_append_vals (taking->answer->results, told, 1);
}

/* ops of one mutation in one transaction of the log. whole: these are all of it. FALSE with refusal TRUE: they cannot be taken, the
 * push goes on. */
static gboolean
try_ops (Taking *taking, const TwWireMutation *mutation, TwWireOp *const *ops, guint n_ops, gboolean whole, gboolean *merged,
         gboolean *refusal, TwPushResult *told, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwApply apply = { .authority = taking->authority, .access = taking->access, .client = taking->request->client };

  *refusal = FALSE;
  apply.at = correct_time (taking, mutation->at, &apply.uncertain);
  /* The lost history is older than whatever was done since, and its times were the server's. */
  apply.lost = mutation->lost;
  apply.lost_seq = mutation->lost_seq;
  apply.lost_fork = mutation->lost_fork;
  if (mutation->lost != NULL)
    {
      apply.at = MIN (mutation->at, taking->received_at);
      apply.uncertain = FALSE;
    }
  apply.tx = tw_push_begin_mutation (taking->push, tw_access_get_user (taking->access), mutation->origin, mutation->title,
                                     apply.uncertain ? 0 : apply.at, error);
  if (apply.tx == NULL)
    return FALSE;
  if (tw_apply_ops (&apply, ops, n_ops, &local) && tw_authority_note_files (taking->authority, taking->push, ops, n_ops, &local))
    {
      *merged |= apply.merged;
      if (!whole)
        {
          g_autoptr (TwCommit) part = tw_tx_commit (apply.tx, error);

          return part != NULL;
        }
      tw_apply_tell (&apply, ops, n_ops, told);
      return tw_push_finish_mutation (taking->push, apply.tx, mutation->n, &mutation->commit,
                                      *merged ? TW_PUSH_MERGED : TW_PUSH_APPLIED, NULL, error);
    }
  tw_tx_rollback (apply.tx);
  *refusal = tw_apply_error_type (local) != NULL && !taking->whole;
  taking->redo = tw_apply_error_type (local) != NULL && taking->whole;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
refuse (Taking *taking, const TwWireMutation *mutation, const char *type, const char *sentence, GError **error)
{
  g_autofree char *problem = tw_authority_problem (type, sentence), *body = tw_wire_mutation_print (mutation);

  for (guint i = 0; i < mutation->ops->len; i++)
    if (tw_push_is_erased (taking->push, &((TwWireOp *) g_ptr_array_index (mutation->ops, i))->id))
      {
        g_free (body);
        body = g_strdup ("{}");
      }
  if (!tw_push_reject_mutation (taking->push, NULL, mutation->n, &mutation->commit, body, problem, error))
    return FALSE;
  add_result (taking, mutation->n, TW_PUSH_REJECTED, problem);
  return TRUE;
}

/* Operations that do not belong together: what can be taken is taken, the rest is refused with the first reason. */
static gboolean
take_one_by_one (Taking *taking, const TwWireMutation *mutation, GError **error)
{
  g_autoptr (GError) first = NULL;
  gboolean merged = FALSE;
  TwTx *tx;

  for (guint i = 0; i < mutation->ops->len; i++)
    {
      g_autoptr (GError) local = NULL;
      gboolean refusal;

      if (try_ops (taking, mutation, (TwWireOp *const *) mutation->ops->pdata + i, 1, FALSE, &merged, &refusal, NULL, &local))
        continue;
      if (!refusal)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (first == NULL)
        first = g_steal_pointer (&local);
    }
  if (first != NULL)
    return refuse (taking, mutation, tw_apply_error_type (first), first->message, error);
  tx = tw_push_begin_mutation (taking->push, tw_access_get_user (taking->access), mutation->origin, mutation->title, 0, error);
  if (tx == NULL
      || !tw_push_finish_mutation (taking->push, tx, mutation->n, &mutation->commit, merged ? TW_PUSH_MERGED : TW_PUSH_APPLIED, NULL, error))
    return FALSE;
  add_result (taking, mutation->n, merged ? TW_PUSH_MERGED : TW_PUSH_APPLIED, NULL);
  return TRUE;
}

/* What this person sent from a device before, under another client's number, is answered as it was then. */
static gboolean
take_again (Taking *taking, const TwWireMutation *mutation, const TwPushResult *then, GError **error)
{
  TwTx *tx = NULL;

  if (then->state == TW_PUSH_REJECTED)
    {
      g_autofree char *body = tw_wire_mutation_print (mutation);

      if (!tw_push_reject_mutation (taking->push, NULL, mutation->n, &mutation->commit, body, then->problem, error))
        return FALSE;
    }
  else if ((tx = tw_push_begin_mutation (taking->push, tw_access_get_user (taking->access), mutation->origin, mutation->title, 0, error)) == NULL
           || !tw_push_finish_mutation (taking->push, tx, mutation->n, &mutation->commit, then->state, then->problem, error))
    return FALSE;
  add_result (taking, mutation->n, then->state, then->problem);
  return TRUE;
}

static gboolean
take_mutation (Taking *taking, const TwWireMutation *mutation, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean merged = FALSE, refusal;
  TwPushResult then = { 0 }, told = { 0 };

  if (tw_push_find_commit (taking->push, &mutation->commit, &then, &local))
    {
      gboolean good = take_again (taking, mutation, &then, error);

      g_free (then.problem);
      return good;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (mutation->problem != NULL)
    return refuse (taking, mutation, "unknown", mutation->problem, error);
  if (try_ops (taking, mutation, (TwWireOp *const *) mutation->ops->pdata, mutation->ops->len, TRUE, &merged, &refusal, &told, &local))
    {
      if (merged)
        add_result (taking, mutation->n, TW_PUSH_MERGED, NULL);
      else
        add_plain (taking, mutation->n, &told);
      return TRUE;
    }
  if (!refusal)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!mutation->atomic && mutation->ops->len > 1)
    return take_one_by_one (taking, mutation, error);
  return refuse (taking, mutation, tw_apply_error_type (local), local->message, error);
}

static void
set_problem (TwWirePushAnswer *answer, const char *problem, gint64 expected)
{
  answer->problem = g_strdup (problem);
  answer->expected = expected;
  g_array_set_size (answer->results, 0);
}

/* One that was taken before is answered as it was then. FALSE: the request ends here (answer->problem), or there is an error. */
static gboolean
repeat (Taking *taking, const TwWireMutation *mutation, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwPushResult seen = { 0 };
  TwId commit;

  if (tw_push_find_seen (taking->push, mutation->n, &commit, &seen, &local))
    {
      gboolean same = tw_id_equal (&commit, &mutation->commit);

      if (same)
        add_result (taking, mutation->n, seen.state, seen.problem);
      else
        set_problem (taking->answer, "client-forked", tw_push_get_last_n (taking->push) + 1);
      g_free (seen.problem);
      return same;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Ids of commits grow with their time: those of a request are in order, and mostly nobody has sent one from among them. */
static gboolean
look_ahead (Taking *taking, GError **error)
{
  GPtrArray *mutations = taking->request->mutations;
  const TwWireMutation *last = NULL;

  for (guint i = 0; i < mutations->len; i++)
    {
      const TwWireMutation *mutation = g_ptr_array_index (mutations, i);

      if (last != NULL && tw_id_compare (&last->commit, &mutation->commit) >= 0)
        return TRUE;
      last = mutation;
    }
  return last == NULL
         || tw_push_look_ahead (taking->push, &((TwWireMutation *) g_ptr_array_index (mutations, 0))->commit, &last->commit, error);
}

/* A push that was sent before the one in front of it was answered says what that one ended with. Another device with the same id may have been
 * there in between, as a copy of it: then this one may not be taken before the one in front of it. FALSE: the request ends here, or there is an error. */
static gboolean
check_after (Taking *taking, gint64 last_n, GError **error)
{
  const TwWireMutation *first = taking->request->mutations->len > 0 ? g_ptr_array_index (taking->request->mutations, 0) : NULL;
  g_autoptr (GError) local = NULL;
  TwPushResult seen = { 0 };
  TwId commit = tw_id_nil;

  /* What is sent again is known by its own commits, and a gap by its number. */
  if (first == NULL || first->n != last_n + 1 || tw_id_is_nil (&taking->request->after))
    return TRUE;
  tw_push_find_seen (taking->push, last_n, &commit, &seen, &local);
  g_free (seen.problem);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (tw_id_equal (&commit, &taking->request->after))
    return TRUE;
  set_problem (taking->answer, "client-forked", last_n + 1);
  return FALSE;
}

static gboolean
take_all (Taking *taking, GError **error)
{
  GPtrArray *mutations = taking->request->mutations;
  gint64 last_n = tw_push_get_last_n (taking->push);

  if (!check_after (taking, last_n, error) || !look_ahead (taking, error))
    return FALSE;
  for (guint i = 0; i < mutations->len; i++)
    {
      const TwWireMutation *mutation = g_ptr_array_index (mutations, i);

      if (mutation->n <= last_n)
        {
          if (!repeat (taking, mutation, error))
            return FALSE;
        }
      else if (mutation->n > last_n + 1)
        {
          set_problem (taking->answer, "gap", last_n + 1);
          return FALSE;
        }
      else if (!take_mutation (taking, mutation, error))
        return FALSE;
      else
        last_n = mutation->n;
    }
  /* A copy of the device may have sent more under these numbers: that is no answer to this one. */
  taking->answer->acked = mutations->len > 0 ? ((TwWireMutation *) g_ptr_array_index (mutations, mutations->len - 1))->n : last_n;
  return TRUE;
}

static void
deny (GError **error)
{
  g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_DENIED,
                       _("This device is not registered for you. Sign in again; what was not sent stays on it."));
}

/* The client must be registered, its user's, and not revoked; the same sentence for all three. */
static TwPeer *
find_peer (TwAuthority *authority, const TwId *user, const TwId *client, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwPeer) peer = tw_peers_get (authority->store, client, &local);

  if (peer != NULL && !peer->revoked && tw_id_equal (&peer->user, user))
    return g_steal_pointer (&peer);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    deny (error);
  return NULL;
}

/**
 * tw_authority_check_person:
 * @user: who is signed in
 * @person: (nullable): id of the person whose device asks, as it says
 * @error: %TW_AUTHORITY_ERROR_DENIED
 *
 * A device holds what one person may see and has not sent. When another one signs in on it by mistake, nothing is given or taken.
 *
 * Returns: whether the device may be given what the user sees
 */
gboolean
tw_authority_check_person (const TwId *user, const char *person, GError **error)
{
  TwId id;

  if (person == NULL || (tw_id_parse (person, &id) && tw_id_equal (&id, user)))
    return TRUE;
  deny (error);
  return FALSE;
}

/**
 * tw_authority_check_version:
 * @authority: the server
 * @version: (nullable): of the schema that a client has, as it says
 * @error: %TW_AUTHORITY_ERROR_VERSION
 *
 * A server that is older than the client's program knows neither all fields nor what they mean. Nothing is taken until it is brought up to date; what
 * this version does not know is not refused field by field. The number before "+" counts; behind it are the site's own fields.
 *
 * Returns: whether the client may send
 */
gboolean
tw_authority_check_version (TwAuthority *authority, const char *version, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (authority->store);

  if (version == NULL || g_ascii_strtoull (version, NULL, 10) <= g_ascii_strtoull (tw_schema_get_version (schema), NULL, 10))
    return TRUE;
  g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_VERSION,
                       _("This program is newer than the server. Ask for an update of the server; nothing is lost meanwhile."));
  return FALSE;
}

static gboolean
is_of_epoch (Taking *taking)
{
  const char *epoch = taking->request->epoch;

  if (epoch == NULL || g_strcmp0 (epoch, tw_authority_get_epoch (taking->authority)) == 0)
    return TRUE;
  set_problem (taking->answer, "epoch", 0);
  return FALSE;
}

/* Savepoints are a part of what a mutation costs, and mostly none is gone back to. FALSE: with error, a problem in the answer, or to be done once more. */
static gboolean
take_push (Taking *taking, const TwId *user, gboolean whole, GError **error)
{
  TwAuthority *authority = taking->authority;
  g_autoptr (TwPush) transaction = tw_push_begin (authority->store, &taking->request->client, whole, error);
  gboolean taken;

  taking->redo = FALSE;
  if (transaction == NULL)
    return FALSE;
  /* Once more: what another process began may have come with the transaction. */
  if (!is_of_epoch (taking))
    return FALSE;
  taking->push = transaction;
  taking->whole = whole;
  g_array_set_size (taking->answer->results, 0);
  /* "me" in the rules for rows is who pushes. */
  tw_store_act_as (authority->store, user);
  taken = take_all (taking, error);
  tw_store_act_as (authority->store, NULL);
  taking->redo |= tw_push_is_spoilt (transaction);
  return taken && tw_push_commit (g_steal_pointer (&transaction), &taking->answer->seq, error);
}

/**
 * tw_authority_push:
 * @authority: the server
 * @user: who is signed in
 * @push: the request
 * @received_at: the server's time at its arrival
 * @error: %TW_AUTHORITY_ERROR_DENIED, %TW_AUTHORITY_ERROR_VERSION, or the store's own trouble: then nothing was taken
 *
 * Takes mutations, each exactly once whatever is repeated. A mutation that cannot be taken is kept at the server, told with
 * its reason, and does not hold up those behind it. A client of another epoch, a forked one and one with a gap is told so in
 * the answer's problem, and nothing is taken.
 *
 * Returns: (transfer full) (nullable): the answer, after everything in it is durable
 */
TwWirePushAnswer *
tw_authority_push (TwAuthority *authority, const TwId *user, TwWirePush *push, TwInstant received_at, GError **error)
{
  g_autoptr (TwPeer) peer = find_peer (authority, user, &push->client, error);
  g_autoptr (TwAccess) access = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (TwWirePushAnswer) answer = tw_wire_push_answer_new ();
  Taking taking = { authority, NULL, NULL, push, answer, received_at };

  if (peer == NULL || !tw_authority_check_version (authority, push->schema, error) || (access = tw_access_cache_get (authority->access, user, NULL, error)) == NULL)
    return NULL;
  answer->server_time = received_at;
  answer->seq = tw_peers_get_seq (authority->store);
  answer->window = TW_WIRE_WINDOW;
  answer->most = TW_WIRE_MOST_MUTATIONS;
  if (!is_of_epoch (&taking))
    return g_steal_pointer (&answer);
  taking.access = access;
  if (take_push (&taking, user, TRUE, &local))
    return g_steal_pointer (&answer);
  if (taking.redo)
    {
      g_clear_error (&local);
      if (take_push (&taking, user, FALSE, &local))
        return g_steal_pointer (&answer);
    }
  if (answer->problem != NULL)
    return g_steal_pointer (&answer);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
