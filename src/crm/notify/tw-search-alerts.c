/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-follower.h"
#include "tw-search-alerts.h"

#define FILE_NAME  "alerts"
#define SECONDS    60
#define READ_DELAY 300                                 /* ms: several commits are read at once */

struct _TwSearchAlerts
{
  GObject     parent_instance;

  TwFollower *follower;                                /* (owned) */
};

G_DEFINE_FINAL_TYPE (TwSearchAlerts, tw_search_alerts, G_TYPE_OBJECT)

typedef struct
{
  char          *path;                                 /* (owned) */
  TwAlertPlaces *places;                               /* (owned) (nullable) of the thread that reads; NULL: still in the file */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_clear_pointer (&reading->places, g_hash_table_unref);
  g_free (reading);
}

/* What could not be read now is read with the next commit: the place was not moved. */
static gboolean
read_log (TwStore *store, gboolean timed, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (GError) local = NULL;
  gboolean changed = FALSE;

  if (reading->places == NULL)
    reading->places = tw_alert_places_load (reading->path);
  tw_notify_searches (store, reading->places, g_get_real_time (), &changed, &local);
  /* What was told is not told again, though a later search could not be read. */
  if (changed)
    tw_alert_places_keep (reading->places, reading->path, local == NULL ? &local : NULL);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
tw_search_alerts_dispose (GObject *object)
{
  TwSearchAlerts *self = TW_SEARCH_ALERTS (object);

  if (self->follower != NULL)
    tw_follower_stop (self->follower);
  g_clear_object (&self->follower);
  G_OBJECT_CLASS (tw_search_alerts_parent_class)->dispose (object);
}

static void
tw_search_alerts_class_init (TwSearchAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_search_alerts_dispose;
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
  Reading *reading = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  reading = g_new0 (Reading, 1);
  reading->path = g_build_filename (tw_store_get_dir (store), FILE_NAME, NULL);
  self = g_object_new (TW_TYPE_SEARCH_ALERTS, NULL);
  self->follower = tw_follower_new (store, "alerts", read_log, reading, reading_free);
  tw_follower_follow (self->follower, NULL, READ_DELAY);
  tw_follower_repeat (self->follower, SECONDS);
  tw_follower_start (self->follower);
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
  tw_follower_stop (self->follower);
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
  return tw_follower_is_busy (self->follower);
}
