/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sync-private.h"

#define POLL_SECONDS       30                          /* without a stream of wakes */
#define POLL_WITH_STREAM   300
#define MAX_PAUSE_MS       300000
#define OLD_SERVER_MS      3600000                    /* until a server may have been brought up to date */
#define SOON_MS            100                         /* several wakes are one pull */
#define MAX_RUN_FAILURES   3

enum { PROP_STATE = 1, PROP_PENDING, PROP_REFUSED, PROP_CONFLICTS, PROP_PROGRESS, PROP_MESSAGE, PROP_LAST_CONTACT, PROP_ONLINE, PROP_METERED,
       PROP_FILES_TO_SEND, PROP_FILES_TO_FETCH, N_PROPS };
enum { SIGNED_OUT, UPGRADE_NEEDED, FILE_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwSync, tw_sync, G_TYPE_OBJECT)

static void look (TwSync *sync);

/* --- When to look again --- */

static gboolean
on_timer (gpointer data)
{
  TwSync *sync = data;

  sync->timer = 0;
  look (sync);
  return G_SOURCE_REMOVE;
}

static void
look_in (TwSync *sync, gint64 ms)
{
  if (sync->timer != 0)
    sync->env.cancel (sync->timer, sync->env.data);
  sync->timer = sync->env.timeout (CLAMP (ms, 0, MAX_PAUSE_MS), on_timer, sync, sync->env.data);
}

/* Full jitter: anything between nothing and a second doubled with each failure, at most five minutes. */
static gint64
draw_pause (TwSync *sync, guint failures)
{
  double most = MIN (MAX_PAUSE_MS, 1000.0 * (1u << MIN (failures, 20)));

  return (gint64) (sync->env.random (sync->env.data) * most);
}

void
tw_sync_finish_run (TwSync *sync)
{
  g_autoptr (GTask) task = g_steal_pointer (&sync->run);

  if (task == NULL)
    return;
  if (tw_sync_is_synced (sync))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             sync->message != NULL ? sync->message : _("Not everything could be synced. Try again later."));
}

/* --- Wakes --- */

static void
on_woken (gpointer data)
{
  TwSync *sync = data;

  sync->listen_failures = 0;
  sync->pull_wanted = TRUE;
  tw_sync_files_woken (sync);
  if (sync->step == TW_STEP_NONE)
    look (sync);
}

static void
on_closed (gpointer data)
{
  TwSync *sync = data;

  sync->listening = FALSE;
  sync->listen_after = sync->env.ticks (sync->env.data) + 1000 * draw_pause (sync, ++sync->listen_failures);
  /* Wakes may have been lost meanwhile. */
  sync->pull_wanted = TRUE;
  if (sync->step == TW_STEP_NONE)
    look (sync);
}

static void
listen (TwSync *sync)
{
  if (sync->listening || sync->run != NULL || sync->env.ticks (sync->env.data) < sync->listen_after)
    return;
  sync->listening = TRUE;
  tw_transport_listen (sync->transport, "/sync/v1/events", sync->cancellable, on_woken, on_closed, sync);
}

/* --- The loop --- */

/* Mutations a push. */
static guint
get_most (TwSync *sync)
{
  return sync->env.mutations != 0 ? sync->env.mutations : TW_WIRE_MAX_MUTATIONS;
}

static gboolean
needs_person (TwSync *sync)
{
  return sync->state == TW_SYNC_SIGNED_OUT || sync->state == TW_SYNC_UPGRADE;
}

static void
begin_step (TwSync *sync, TwSyncStep step)
{
  sync->step = step;
  if (step != TW_STEP_PUSH)
    sync->removal = 0;
  tw_sync_set_state (sync, step == TW_STEP_LOAD || step == TW_STEP_RELOAD ? TW_SYNC_LOADING : TW_SYNC_WORKING, NULL);
  switch (step)
    {
    case TW_STEP_LOAD:
      tw_sync_step_load (sync);
      break;
    case TW_STEP_RELOAD:
      tw_sync_step_reload (sync);
      break;
    case TW_STEP_PULL:
      tw_sync_step_pull (sync);
      break;
    case TW_STEP_PUSH:
      tw_sync_step_push (sync);
      break;
    case TW_STEP_CHECK:
      tw_sync_step_check (sync);
      break;
    case TW_STEP_UPGRADE:
      tw_sync_step_upgrade (sync);
      break;
    case TW_STEP_NONE:
      break;
    }
}

/* A stream that broke and was opened anew is believed when something came on it. */
static gint64
get_poll (TwSync *sync)
{
  return (sync->listening && sync->listen_failures == 0 ? POLL_WITH_STREAM : POLL_SECONDS) * G_USEC_PER_SEC;
}

static TwSyncStep
choose_step (TwSync *sync)
{
  gint64 ticks = sync->env.ticks (sync->env.data);
  gboolean may_pull = ticks >= sync->pull_after;

  if (tw_sync_wants_load (sync))
    return may_pull ? TW_STEP_LOAD : TW_STEP_NONE;
  /* What people did here goes out first; what others did comes in whether or not that works. */
  if (sync->pending > 0 && ticks >= sync->push_after)
    return TW_STEP_PUSH;
  if (!may_pull)
    return TW_STEP_NONE;
  if (tw_sync_wants_reload (sync) && !sync->pull_first)
    return TW_STEP_RELOAD;
  if (sync->pull_wanted || sync->pull_first || ticks - sync->last_pull >= get_poll (sync))
    return TW_STEP_PULL;
  return tw_sync_wants_check (sync) ? TW_STEP_CHECK : TW_STEP_NONE;
}

static void
rest (TwSync *sync)
{
  gint64 ticks = sync->env.ticks (sync->env.data);
  gint64 next = MAX (ticks, sync->last_pull + get_poll (sync));
  gboolean failing = sync->pull_failures > 0 || sync->push_failures > 0;

  if (sync->pull_failures > 0)
    next = sync->pull_after;
  if (sync->push_failures > 0 && sync->pending > 0)
    next = MIN (next, sync->push_after);
  if (!sync->listening && sync->run == NULL)
    next = MIN (next, MAX (sync->listen_after, ticks + G_USEC_PER_SEC));
  if (!failing && sync->removal > 0)
    {
      g_autofree char *sentence = tw_sync_dup_removal_sentence (sync);

      next = sync->pull_after;
      tw_sync_set_progress (sync, -1);
      tw_sync_set_state (sync, TW_SYNC_STUCK, sentence);
    }
  else if (!failing)
    {
      sync->removed = 0;
      sync->wide = sync->wide == TW_WIDE_FAILED ? TW_WIDE_FAILED : TW_WIDE_NOT;
      sync->removal_allowed = FALSE;
      tw_sync_set_progress (sync, -1);
      tw_sync_set_state (sync, TW_SYNC_SYNCED, NULL);
    }
  /* Files come after records, and whoever waits for everything waits for them, too. */
  tw_sync_files_go (sync);
  if (!failing && (sync->removal > 0 || !tw_sync_files_are_moving (sync)))
    tw_sync_finish_run (sync);
  look_in (sync, MAX (next - ticks, 0) / 1000 + 1);
}

static void
look (TwSync *sync)
{
  TwSyncStep step;

  if (!sync->running || sync->step != TW_STEP_NONE || needs_person (sync))
    return;
  /* Needs no server. */
  if (sync->upgrade_wanted && sync->env.ticks (sync->env.data) >= sync->pull_after)
    {
      begin_step (sync, TW_STEP_UPGRADE);
      return;
    }
  if (!sync->online)
    {
      tw_sync_set_state (sync, TW_SYNC_OFFLINE, NULL);
      tw_sync_finish_run (sync);
      return;
    }
  tw_sync_count_waiting (sync);
  step = choose_step (sync);
  if (!tw_sync_wants_load (sync))
    listen (sync);
  if (step == TW_STEP_NONE)
    rest (sync);
  else
    begin_step (sync, step);
}

static gboolean
go_on (gpointer data)
{
  return on_timer (data);
}

void
tw_sync_finish_step (TwSync *sync)
{
  TwSyncStep step = sync->step;

  sync->step = TW_STEP_NONE;
  if (step == TW_STEP_PUSH)
    {
      sync->push_failures = 0;
      sync->push_after = 0;
    }
  else
    {
      sync->pull_failures = 0;
      sync->pull_after = 0;
      sync->files_changed |= step == TW_STEP_LOAD || step == TW_STEP_RELOAD;
    }
  if (step == TW_STEP_PUSH && sync->pending == 0)
    sync->batch = get_most (sync);
  if (sync->timer != 0)
    sync->env.cancel (sync->timer, sync->env.data);
  /* Through the main loop, so that long loads leave room for the window. */
  sync->timer = sync->env.timeout (0, go_on, sync, sync->env.data);
}

void
tw_sync_fail_step (TwSync *sync, TwReply *reply, const char *sentence)
{
  gboolean push = sync->step == TW_STEP_PUSH;
  guint failures = push ? ++sync->push_failures : ++sync->pull_failures;
  gint64 pause = draw_pause (sync, failures), until;
  g_autofree char *own = NULL;

  sync->step = TW_STEP_NONE;
  /* What was asked for is still not known. */
  sync->pull_wanted |= !push;
  if (sentence == NULL)
    sentence = own = reply != NULL ? tw_reply_dup_sentence (reply) : NULL;
  if (sentence != NULL)
    tw_sync_note (sync, "%s", sentence);
  if (reply != NULL && reply->error != NULL)
    tw_sync_note (sync, "%s", reply->error->message);
  if (reply != NULL && reply->status == 401)
    {
      tw_sync_set_state (sync, TW_SYNC_SIGNED_OUT, _("Sign in again. What you did since is kept here and sent afterwards."));
      tw_sync_finish_run (sync);
      g_signal_emit (sync, signals[SIGNED_OUT], 0);
      return;
    }
  /* A server that is too old for what is sent from here can still be read from. */
  if (push && reply != NULL && reply->status == 426)
    {
      pause = OLD_SERVER_MS;
      g_signal_emit (sync, signals[UPGRADE_NEEDED], 0);
    }
  else if (reply != NULL && reply->status == 426)
    {
      tw_sync_set_state (sync, TW_SYNC_UPGRADE, _("The server is newer than this program. Install the new version; nothing is lost meanwhile."));
      tw_sync_finish_run (sync);
      g_signal_emit (sync, signals[UPGRADE_NEEDED], 0);
      return;
    }
  if (reply != NULL && reply->retry_after >= 0)
    pause = MIN (reply->retry_after, 3600) * 1000 + draw_pause (sync, 0);
  until = sync->env.ticks (sync->env.data) + pause * 1000;
  *(push ? &sync->push_after : &sync->pull_after) = until;
  tw_sync_set_state (sync, reply != NULL && reply->status == 0 ? TW_SYNC_OFFLINE : TW_SYNC_WAITING, sentence);
  /* Who waits for it waits through a short trouble, too. */
  if (sync->run != NULL && failures >= MAX_RUN_FAILURES)
    tw_sync_finish_run (sync);
  look_in (sync, push ? 0 : pause);
}

void
tw_sync_hold_step (TwSync *sync, gint64 ms)
{
  sync->step = TW_STEP_NONE;
  sync->pull_wanted = TRUE;
  sync->pull_failures = 0;
  sync->pull_after = sync->env.ticks (sync->env.data) + ms * 1000;
  look_in (sync, 0);
}

/* --- Files --- */

void
tw_sync_set_file_counts (TwSync *sync, gint64 to_send, gint64 to_fetch)
{
  if (sync->files_to_send != to_send)
    {
      sync->files_to_send = to_send;
      g_object_notify_by_pspec (G_OBJECT (sync), props[PROP_FILES_TO_SEND]);
    }
  if (sync->files_to_fetch != to_fetch)
    {
      sync->files_to_fetch = to_fetch;
      g_object_notify_by_pspec (G_OBJECT (sync), props[PROP_FILES_TO_FETCH]);
    }
}

void
tw_sync_tell_file (TwSync *sync, const char *hash)
{
  g_signal_emit (sync, signals[FILE_CHANGED], 0, hash);
}

/* --- The object --- */

static void
on_committed (TwStore *store, TwCommit *commit, TwSync *sync)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *conflict = tw_schema_get_entity (schema, "sync_conflict");

  tw_sync_files_committed (sync, commit);
  if (conflict != NULL && tw_commit_touches (commit, conflict))
    {
      sync->conflicts_known = FALSE;
      tw_sync_count_waiting (sync);
    }
  if (tw_commit_get_origin (commit) == TW_ORIGIN_SYNC || sync->step != TW_STEP_NONE)
    return;
  look (sync);
}

static void
tw_sync_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwSync *sync = TW_SYNC (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, sync->state);
      break;
    case PROP_PENDING:
      g_value_set_int64 (value, sync->pending);
      break;
    case PROP_REFUSED:
      g_value_set_uint (value, sync->refused);
      break;
    case PROP_CONFLICTS:
      g_value_set_uint (value, sync->conflicts);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, sync->progress);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, sync->message);
      break;
    case PROP_LAST_CONTACT:
      g_value_set_int64 (value, sync->last_contact);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, sync->online);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, sync->metered);
      break;
    case PROP_FILES_TO_SEND:
      g_value_set_int64 (value, sync->files_to_send);
      break;
    case PROP_FILES_TO_FETCH:
      g_value_set_int64 (value, sync->files_to_fetch);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_sync_dispose (GObject *object)
{
  TwSync *sync = TW_SYNC (object);

  tw_sync_stop (sync);
  g_clear_object (&sync->store);
  g_clear_object (&sync->transport);
  G_OBJECT_CLASS (tw_sync_parent_class)->dispose (object);
}

static void
tw_sync_finalize (GObject *object)
{
  TwSync *sync = TW_SYNC (object);

  g_free (sync->message);
  g_queue_clear_full (&sync->problems, g_free);
  tw_sync_drop_ahead (sync);
  tw_sync_drop_push (sync);
  tw_sync_drop_count (sync);
  tw_sync_files_clear (sync);
  g_clear_pointer (&sync->seen, g_hash_table_unref);
  g_clear_object (&sync->cancellable);
  G_OBJECT_CLASS (tw_sync_parent_class)->finalize (object);
}

static void
tw_sync_class_init (TwSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_sync_get_property;
  object_class->dispose = tw_sync_dispose;
  object_class->finalize = tw_sync_finalize;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, TW_SYNC_STOPPED, TW_SYNC_STUCK, TW_SYNC_STOPPED, flags);
  props[PROP_PENDING] = g_param_spec_int64 ("pending", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_REFUSED] = g_param_spec_uint ("refused", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_CONFLICTS] = g_param_spec_uint ("conflicts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_LAST_CONTACT] = g_param_spec_int64 ("last-contact", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, TRUE, flags);
  props[PROP_METERED] = g_param_spec_boolean ("metered", NULL, NULL, FALSE, flags);
  props[PROP_FILES_TO_SEND] = g_param_spec_int64 ("files-to-send", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_FILES_TO_FETCH] = g_param_spec_int64 ("files-to-fetch", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNED_OUT] = g_signal_new ("signed-out", TW_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FILE_CHANGED] = g_signal_new ("file-changed", TW_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UPGRADE_NEEDED] = g_signal_new ("upgrade-needed", TW_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_sync_init (TwSync *sync)
{
  g_queue_init (&sync->problems);
  g_queue_init (&sync->pushes);
  sync->push_window = 1;
  sync->push_most = TW_WIRE_MAX_MUTATIONS;
  sync->online = TRUE;
  sync->progress = -1;
  sync->head = -1;
  tw_sync_files_init (sync);
}

/**
 * tw_sync_new:
 * @store: a replica (tw_replica_join())
 * @transport: to its server
 * @env: (nullable): clock, dice and threads; %NULL: the system's
 *
 * Returns: (transfer full): an engine that does nothing yet
 */
TwSync *
tw_sync_new (TwStore *store, TwTransport *transport, const TwSyncEnv *env)
{
  TwSync *sync = g_object_new (TW_TYPE_SYNC, NULL);

  sync->store = g_object_ref (store);
  sync->transport = g_object_ref (transport);
  sync->env = env != NULL ? *env : *tw_sync_env_system ();
  sync->batch = get_most (sync);
  tw_sync_files_load (sync);
  return sync;
}

/**
 * tw_sync_start:
 * @sync: an engine
 *
 * Begins, or goes on after tw_sync_stop().
 */
void
tw_sync_start (TwSync *sync)
{
  if (sync->running)
    return;
  sync->running = TRUE;
  sync->conflicts_known = FALSE;
  sync->pull_wanted = sync->files_changed = TRUE;
  tw_sync_plan_check (sync);
  tw_sync_plan_upgrade (sync);
  sync->cancellable = g_cancellable_new ();
  sync->committed_id = g_signal_connect (sync->store, "committed", G_CALLBACK (on_committed), sync);
  look (sync);
}

/**
 * tw_sync_stop:
 * @sync: an engine
 *
 * Stops at once. What it was doing is done again after the next start; nothing is lost by that.
 */
void
tw_sync_stop (TwSync *sync)
{
  if (!sync->running)
    return;
  sync->running = FALSE;
  sync->round++;
  g_cancellable_cancel (sync->cancellable);
  g_clear_object (&sync->cancellable);
  g_clear_signal_handler (&sync->committed_id, sync->store);
  if (sync->timer != 0)
    sync->env.cancel (sync->timer, sync->env.data);
  sync->timer = 0;
  sync->step = TW_STEP_NONE;
  sync->listening = FALSE;
  g_clear_pointer (&sync->seen, g_hash_table_unref);
  tw_sync_drop_ahead (sync);
  sync->ahead_pending = FALSE;
  tw_sync_drop_push (sync);
  tw_sync_drop_count (sync);
  tw_sync_files_stop (sync);
  tw_sync_set_state (sync, TW_SYNC_STOPPED, NULL);
  tw_sync_finish_run (sync);
}

/**
 * tw_sync_now:
 * @sync: an engine
 *
 * A person asks, or the network came back: pauses after failures are forgotten.
 */
void
tw_sync_now (TwSync *sync)
{
  sync->pull_after = sync->push_after = sync->listen_after = 0;
  sync->pull_failures = sync->push_failures = 0;
  sync->pull_wanted = TRUE;
  tw_sync_files_hurry (sync);
  if (needs_person (sync))
    tw_sync_set_state (sync, TW_SYNC_WAITING, NULL);
  look (sync);
}

TwSyncState
tw_sync_get_state (TwSync *sync)
{
  return sync->state;
}

/**
 * tw_sync_is_synced:
 * @sync: an engine
 *
 * Returns: whether nothing waits to be sent or loaded, as far as the server told
 */
gboolean
tw_sync_is_synced (TwSync *sync)
{
  return sync->state == TW_SYNC_SYNCED && tw_outbox_count (sync->store, NULL) == 0 && !tw_sync_wants_load (sync)
         && !tw_sync_wants_reload (sync);
}

/**
 * tw_sync_set_online:
 * @sync: an engine
 * @online: whether the system has a network
 * @metered: whether it costs by volume
 */
void
tw_sync_set_online (TwSync *sync, gboolean online, gboolean metered)
{
  gboolean came = online && !sync->online;

  if (sync->metered != metered)
    {
      sync->metered = metered;
      g_object_notify_by_pspec (G_OBJECT (sync), props[PROP_METERED]);
    }
  if (sync->online != online)
    {
      sync->online = online;
      g_object_notify_by_pspec (G_OBJECT (sync), props[PROP_ONLINE]);
    }
  if (came)
    tw_sync_now (sync);
  else
    look (sync);
}

/**
 * tw_sync_run_async:
 * @sync: an engine; started when it is not
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): when synced, or when it cannot go on by itself
 * @data: for @callback
 */
void
tw_sync_run_async (TwSync *sync, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (sync->run == NULL);

  sync->run = g_task_new (sync, cancellable, callback, data);
  sync->pull_wanted = TRUE;
  if (sync->running)
    look (sync);
  else
    tw_sync_start (sync);
}

gboolean
tw_sync_run_finish (TwSync *sync, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_sync_list_problems:
 * @sync: an engine
 *
 * Returns: (transfer full) (element-type utf8): what went wrong lately, newest first, with its time
 */
GPtrArray *
tw_sync_list_problems (TwSync *sync)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (GList *link = sync->problems.head; link != NULL; link = link->next)
    g_ptr_array_add (list, g_strdup (link->data));
  return list;
}
