/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-upkeep.h"

#include "tw-blobs.h"
#include "tw-task.h"

#define EACH_SECONDS (24 * 60 * 60)

struct _TwFileUpkeep
{
  GObject  parent_instance;

  TwStore *store;                                      /* (owned) */
  guint    timeout;
};

G_DEFINE_FINAL_TYPE (TwFileUpkeep, tw_file_upkeep, G_TYPE_OBJECT)

/* What could not be swept today is swept tomorrow. */
static void
sweep (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (tw_store_sweep_blobs (data, &error) < 0)
    g_debug ("Files that nothing names were not removed: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static gboolean
time_cb (gpointer data)
{
  TwFileUpkeep *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  tw_task_run_in_thread (task, sweep);
  self->timeout = g_timeout_add_seconds (EACH_SECONDS, time_cb, self);
  return G_SOURCE_REMOVE;
}

static void
tw_file_upkeep_finalize (GObject *object)
{
  TwFileUpkeep *self = TW_FILE_UPKEEP (object);

  tw_file_upkeep_stop (self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_file_upkeep_parent_class)->finalize (object);
}

static void
tw_file_upkeep_class_init (TwFileUpkeepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_file_upkeep_finalize;
}

static void
tw_file_upkeep_init (TwFileUpkeep *self)
{
}

/**
 * tw_file_upkeep_new:
 * @store: a store that can be written
 * @wait: milliseconds until the first time
 *
 * Removes files that nothing names, when they are a week old, and what was begun and not gone on with: after @wait, then each day.
 *
 * Returns: (transfer full): it goes on until it is stopped
 */
TwFileUpkeep *
tw_file_upkeep_new (TwStore *store, guint wait)
{
  TwFileUpkeep *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  self = g_object_new (TW_TYPE_FILE_UPKEEP, NULL);
  self->store = g_object_ref (store);
  self->timeout = g_timeout_add (wait, time_cb, self);
  return self;
}

/**
 * tw_file_upkeep_stop:
 * @self: an upkeep
 *
 * Begins nothing more.
 */
void
tw_file_upkeep_stop (TwFileUpkeep *self)
{
  g_return_if_fail (TW_IS_FILE_UPKEEP (self));
  g_clear_handle_id (&self->timeout, g_source_remove);
}
