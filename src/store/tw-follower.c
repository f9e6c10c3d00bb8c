/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-follower.h"

#include "tw-task.h"

struct _TwFollower
{
  GObject          parent_instance;

  TwStore         *store;                              /* (owned) (nullable) after stop */
  char            *name;                               /* (owned) */
  TwFollowerWork   work;
  TwFollowerFilter filter;                             /* (nullable) every commit */
  gpointer         data;
  GDestroyNotify   destroy;                            /* (nullable) */
  GCancellable    *cancellable;                        /* (owned) */
  guint            delay, delay_id, repeat_id;
  gboolean         busy, again, timed;
};

G_DEFINE_FINAL_TYPE (TwFollower, tw_follower, G_TYPE_OBJECT)

/* Of one turn. */
typedef struct
{
  TwStore *store;                                      /* (owned) */
  gboolean timed, more;
} Turn;

static void
turn_free (Turn *turn)
{
  g_object_unref (turn->store);
  g_free (turn);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TwFollower *self = source;
  Turn *turn = data;
  GError *error = NULL;

  turn->more = self->work (turn->store, turn->timed, self->data, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void begin (TwFollower *self);

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TwFollower *self = TW_FOLLOWER (source);
  Turn *turn = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("%s: %s", self->name, error->message);
  self->busy = FALSE;
  if (self->again || turn->more)
    begin (self);
}

static void
begin (TwFollower *self)
{
  g_autoptr (GTask) task = NULL;
  Turn *turn = NULL;

  if (self->store == NULL)
    return;
  self->again = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  turn = g_new0 (Turn, 1);
  turn->store = g_object_ref (self->store);
  turn->timed = self->timed;
  self->timed = FALSE;
  task = g_task_new (self, self->cancellable, worked_cb, NULL);
  g_task_set_source_tag (task, begin);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, turn, (GDestroyNotify) turn_free);
  tw_task_run_in_thread (task, work_thread);
}

static gboolean
delay_cb (gpointer data)
{
  TwFollower *self = TW_FOLLOWER (data);

  self->delay_id = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static gboolean
repeat_cb (gpointer data)
{
  tw_follower_start (TW_FOLLOWER (data));
  return G_SOURCE_CONTINUE;
}

/* The program's own commits are no news. */
static void
committed_cb (TwFollower *self, TwCommit *commit)
{
  if (self->delay_id == 0 && self->store != NULL && tw_commit_get_origin (commit) != TW_ORIGIN_SYSTEM
      && (self->filter == NULL || self->filter (self->store, commit, self->data)))
    self->delay_id = g_timeout_add (self->delay, delay_cb, self);
}

static void
tw_follower_dispose (GObject *object)
{
  tw_follower_stop (TW_FOLLOWER (object));
  G_OBJECT_CLASS (tw_follower_parent_class)->dispose (object);
}

static void
tw_follower_finalize (GObject *object)
{
  TwFollower *self = TW_FOLLOWER (object);

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->cancellable);
  g_free (self->name);
  G_OBJECT_CLASS (tw_follower_parent_class)->finalize (object);
}

static void
tw_follower_class_init (TwFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_follower_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_follower_finalize;
}

static void
tw_follower_init (TwFollower *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_follower_new:
 * @store: a store that is open for writing
 * @name: what it does, for the debug log
 * @work: does it
 * @data: (transfer full) (nullable): for @work
 * @destroy: (nullable): frees @data
 *
 * Makes a follower that does nothing yet.
 *
 * Returns: (transfer full): a follower
 */
TwFollower *
tw_follower_new (TwStore *store, const char *name, TwFollowerWork work, gpointer data, GDestroyNotify destroy)
{
  TwFollower *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && name != NULL && work != NULL, NULL);
  self = g_object_new (TW_TYPE_FOLLOWER, NULL);
  self->store = g_object_ref (store);
  self->name = g_strdup (name);
  self->work = work;
  self->data = data;
  self->destroy = destroy;
  return self;
}

/**
 * tw_follower_follow:
 * @self: a follower
 * @filter: (nullable): which commits; %NULL: all that the program did not make itself
 * @delay: milliseconds after a commit; those that come meanwhile are followed by the same turn
 *
 * Does the work after commits from now on. Called once.
 */
void
tw_follower_follow (TwFollower *self, TwFollowerFilter filter, guint delay)
{
  g_return_if_fail (TW_IS_FOLLOWER (self) && self->store != NULL);
  self->filter = filter;
  self->delay = delay;
  g_signal_connect_object (self->store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_follower_repeat:
 * @self: a follower
 * @seconds: after how many
 *
 * Does the work again and again, as a turn whose time has come. Called once.
 */
void
tw_follower_repeat (TwFollower *self, guint seconds)
{
  g_return_if_fail (TW_IS_FOLLOWER (self) && self->store != NULL);
  self->repeat_id = g_timeout_add_seconds (seconds, repeat_cb, self);
}

/**
 * tw_follower_start:
 * @self: a follower
 *
 * Does the work now, or after the turn that is under way, as one whose time has come.
 */
void
tw_follower_start (TwFollower *self)
{
  g_return_if_fail (TW_IS_FOLLOWER (self));
  self->timed = TRUE;
  begin (self);
}

/**
 * tw_follower_stop:
 * @self: a follower
 *
 * Begins no turn any more; one that is under way is cancelled, or ends by itself.
 */
void
tw_follower_stop (TwFollower *self)
{
  g_return_if_fail (TW_IS_FOLLOWER (self));
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_handle_id (&self->repeat_id, g_source_remove);
  self->again = FALSE;
  g_cancellable_cancel (self->cancellable);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
}

/**
 * tw_follower_is_busy:
 * @self: a follower
 *
 * Returns: whether it works, or is about to
 */
gboolean
tw_follower_is_busy (TwFollower *self)
{
  g_return_val_if_fail (TW_IS_FOLLOWER (self), FALSE);
  return self->busy || self->delay_id != 0;
}
