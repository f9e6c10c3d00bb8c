/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-follower.h"
#include "tw-notifier.h"

#define REMIND_SECONDS 60
#define READ_DELAY     300                             /* ms: several commits are read at once */

struct _TwNotifier
{
  GObject     parent_instance;

  TwFollower *follower;                                /* (owned) */
  gboolean    device;
};

G_DEFINE_FINAL_TYPE (TwNotifier, tw_notifier, G_TYPE_OBJECT)

typedef struct
{
  char    *path;                                       /* (owned) */
  gint64   seq;                                        /* the place in the log; of the thread that reads */
  gboolean device;                                     /* a server reads the log: only reminders are looked for */
} Reading;

static void
reading_free (gpointer data)
{
  g_free (((Reading *) data)->path);
  g_free (data);
}

/* What could not be read now is read with the next commit: the place was not moved. */
static gboolean
read_log (TwStore *store, gboolean timed, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;

  if (reading->device)
    tw_notify_step_device (store, error);
  else
    tw_notify_step (store, NULL, reading->path, &reading->seq, timed, error);
  return FALSE;
}

static gboolean
concerns (TwStore *store, TwCommit *commit, gpointer data)
{
  return !((Reading *) data)->device;
}

static void
tw_notifier_dispose (GObject *object)
{
  TwNotifier *self = TW_NOTIFIER (object);

  if (self->follower != NULL)
    tw_follower_stop (self->follower);
  g_clear_object (&self->follower);
  G_OBJECT_CLASS (tw_notifier_parent_class)->dispose (object);
}

static void
tw_notifier_class_init (TwNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_notifier_dispose;
}

static void
tw_notifier_init (TwNotifier *self)
{
}

/**
 * tw_notifier_new:
 * @store: a store that is open for writing
 * @device: whether it follows a server, which reads the log: then only its person is reminded
 *
 * Begins to tell, first of what happened while nothing ran.
 *
 * Returns: (transfer full): a notifier, which follows the store until it is stopped
 */
TwNotifier *
tw_notifier_new (TwStore *store,
                 gboolean device)
{
  TwNotifier *self = NULL;
  Reading *reading = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  reading = g_new0 (Reading, 1);
  reading->path = g_build_filename (tw_store_get_dir (store), TW_NOTIFY_FILE, NULL);
  reading->seq = -1;
  reading->device = device;
  self = g_object_new (TW_TYPE_NOTIFIER, NULL);
  self->device = device;
  self->follower = tw_follower_new (store, "notifications", read_log, reading, reading_free);
  tw_follower_follow (self->follower, concerns, READ_DELAY);
  tw_follower_repeat (self->follower, REMIND_SECONDS);
  tw_follower_start (self->follower);
  return self;
}

/**
 * tw_notifier_stop:
 * @self: a notifier
 *
 * Stops it; a reading that is under way ends by itself.
 */
void
tw_notifier_stop (TwNotifier *self)
{
  g_return_if_fail (TW_IS_NOTIFIER (self));
  tw_follower_stop (self->follower);
}

/**
 * tw_notifier_is_busy:
 * @self: a notifier
 *
 * Returns: whether it reads, or is about to
 */
gboolean
tw_notifier_is_busy (TwNotifier *self)
{
  g_return_val_if_fail (TW_IS_NOTIFIER (self), FALSE);
  return tw_follower_is_busy (self->follower);
}

/**
 * tw_notifier_is_device:
 * @self: a notifier
 *
 * Returns: whether it only reminds, since a server reads the log
 */
gboolean
tw_notifier_is_device (TwNotifier *self)
{
  g_return_val_if_fail (TW_IS_NOTIFIER (self), FALSE);
  return self->device;
}
