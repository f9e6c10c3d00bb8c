/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-search-alerts.h"
#include "tw-task.h"

#define FILE_NAME  "alerts"
#define SECONDS    60
#define READ_DELAY 300                                 /* ms: several commits are read at once */

struct _TwSearchAlerts
{
  GObject        parent_instance;

  TwStore       *store;                                /* (owned) (nullable) after stop */
  char          *path;                                 /* (owned) */
  TwAlertPlaces *places;                               /* (owned) (nullable) of the reading thread while it is busy */
  gboolean       busy, again;
  guint          read_id, minute_id;
};

G_DEFINE_FINAL_TYPE (TwSearchAlerts, tw_search_alerts, G_TYPE_OBJECT)

typedef struct
{
  TwStore       *store;                                /* (owned) */
  char          *path;                                 /* (owned) */
  TwAlertPlaces *places;                               /* (owned) (nullable) NULL: to be read from the file */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->store);
  g_free (reading->path);
  g_clear_pointer (&reading->places, g_hash_table_unref);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  g_autoptr(GError) error = NULL, written = NULL;
  gboolean changed = FALSE;

  if (reading->places == NULL)
    reading->places = tw_alert_places_load (reading->path);
  tw_notify_searches (reading->store, reading->places, g_get_real_time (), &changed, &error);
  /* What was told is not told again, though a later search could not be read. */
  if (changed)
    tw_alert_places_keep (reading->places, reading->path, &written);
  if (error != NULL || written != NULL)
    g_task_return_error (task, g_error_copy (error != NULL ? error : written));
  else
    g_task_return_boolean (task, TRUE);
}

static void start_reading (TwSearchAlerts *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwSearchAlerts *self = TW_SEARCH_ALERTS (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  /* What could not be read now is read with the next commit: the place was not moved. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("alerts: %s", error->message);
  self->places = g_steal_pointer (&reading->places);
  self->busy = FALSE;
  if (self->again)
    start_reading (self);
}

static void
start_reading (TwSearchAlerts *self)
{
  g_autoptr(GTask) task = NULL;
  Reading *reading = NULL;

  if (self->store == NULL)
    return;
  self->again = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (self->store);
  reading->path = g_strdup (self->path);
  reading->places = g_steal_pointer (&self->places);
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
read_later_cb (gpointer data)
{
  TwSearchAlerts *self = TW_SEARCH_ALERTS (data);

  self->read_id = 0;
  start_reading (self);
  return G_SOURCE_REMOVE;
}

/* The program's own commits have nothing to tell. */
static void
committed_cb (TwSearchAlerts *self,
              TwCommit       *commit)
{
  if (tw_commit_get_origin (commit) != TW_ORIGIN_SYSTEM && self->read_id == 0 && self->store != NULL)
    self->read_id = g_timeout_add (READ_DELAY, read_later_cb, self);
}

static gboolean
minute_cb (gpointer data)
{
  start_reading (TW_SEARCH_ALERTS (data));
  return G_SOURCE_CONTINUE;
}

static void
tw_search_alerts_dispose (GObject *object)
{
  tw_search_alerts_stop (TW_SEARCH_ALERTS (object));
  G_OBJECT_CLASS (tw_search_alerts_parent_class)->dispose (object);
}

static void
tw_search_alerts_finalize (GObject *object)
{
  g_clear_pointer (&TW_SEARCH_ALERTS (object)->places, g_hash_table_unref);
  g_free (TW_SEARCH_ALERTS (object)->path);
  G_OBJECT_CLASS (tw_search_alerts_parent_class)->finalize (object);
}

static void
tw_search_alerts_class_init (TwSearchAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_search_alerts_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_search_alerts_finalize;
}

static void
tw_search_alerts_init (TwSearchAlerts *self)
{
}

/**
 * tw_search_alerts_new:
 * @store: a store that is open for writing
 *
 * Begins to tell, first of what happened while nothing ran.
 *
 * Returns: (transfer full): the alerts, which follow the store until they are stopped
 */
TwSearchAlerts *
tw_search_alerts_new (TwStore *store)
{
  TwSearchAlerts *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  self = g_object_new (TW_TYPE_SEARCH_ALERTS, NULL);
  self->store = g_object_ref (store);
  self->path = g_build_filename (tw_store_get_dir (store), FILE_NAME, NULL);
  self->minute_id = g_timeout_add_seconds (SECONDS, minute_cb, self);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  start_reading (self);
  return self;
}

/**
 * tw_search_alerts_stop:
 * @self: the alerts
 *
 * Stops them; a reading that is under way ends by itself.
 */
void
tw_search_alerts_stop (TwSearchAlerts *self)
{
  g_return_if_fail (TW_IS_SEARCH_ALERTS (self));
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_handle_id (&self->minute_id, g_source_remove);
  self->again = FALSE;
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
}

/**
 * tw_search_alerts_is_busy:
 * @self: the alerts
 *
 * Returns: whether they read, or are about to
 */
gboolean
tw_search_alerts_is_busy (TwSearchAlerts *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_ALERTS (self), FALSE);
  return self->busy || self->read_id != 0;
}
