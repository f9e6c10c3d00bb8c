/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-desktop-notices.h"

#include <glib/gi18n-lib.h>

#include "tw-inbox.h"
#include "tw-preference.h"

#define MAX_AT_ONCE 5                                  /* of one commit: the inbox has the rest */
#define SOON        (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
#define LATER       (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

struct _TwDesktopNotices
{
  GObject       parent_instance;

  GApplication *application;                           /* (weak): it owns this */
  gboolean      asked_twice, asked, heard;                          /* whether somebody shows notices on this desktop; known when asked */
  GPtrArray    *early;                                 /* (owned) GNotification: until that is known */
  TwWorkspace  *workspace;                             /* (owned) */
};

G_DEFINE_FINAL_TYPE (TwDesktopNotices, tw_desktop_notices, G_TYPE_OBJECT)

static TwRecord *
get_notification (TwDesktopNotices *self,
                  const TwId       *id)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "notification");

  return entity != NULL ? tw_store_get (tw_workspace_get_store (self->workspace), entity, id, NULL) : NULL;
}

/* This computer shows none, or the person is not to be disturbed now. */
static gboolean
is_quiet (TwDesktopNotices *self)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(TwRecord) preference = tw_preference_load (store, tw_store_get_user (store));
  int minute = tw_instant_get_time_of_day (g_get_real_time (), tw_workspace_get_zone (self->workspace)) / 60;

  return !g_settings_get_boolean (tw_workspace_get_settings (self->workspace), "desktop-notifications")
         || tw_preference_is_quiet (preference, minute);
}

/* --- Is anybody there who shows them? --- */

static void
send (TwDesktopNotices *self,
      GNotification    *notice,
      const char       *id)
{
  if (!self->asked)
    {
      g_object_set_data_full (G_OBJECT (notice), "tw-id", g_strdup (id), g_free);
      g_ptr_array_add (self->early, g_object_ref (notice));
    }
  else if (self->heard && self->application != NULL)
    g_application_send_notification (self->application, id, notice);
}

static void
end_asking (TwDesktopNotices *self)
{
  self->asked = TRUE;
  for (guint i = 0; i < self->early->len; i++)
    send (self, g_ptr_array_index (self->early, i), g_object_get_data (g_ptr_array_index (self->early, i), "tw-id"));
  g_ptr_array_set_size (self->early, 0);
}

static void ask (TwDesktopNotices *self, GDBusConnection *connection, const char *method);

/* Names of the bus that show notices: the desktop's own, GTK's, and the portal of a sandbox. */
static void
names_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  static const char *const names[] = { "org.freedesktop.Notifications", "org.gtk.Notifications", "org.freedesktop.portal.Desktop", NULL };
  g_autoptr(TwDesktopNotices) self = TW_DESKTOP_NOTICES (data);
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree const char **found = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(^a&s)", &found);
  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    self->heard |= g_strv_contains (names, found[i]);
  if (self->heard || self->asked_twice)
    {
      end_asking (self);
      return;
    }
  /* Nobody yet, but the bus may start one. */
  self->asked_twice = TRUE;
  ask (self, G_DBUS_CONNECTION (source), "ListActivatableNames");
}

static void
ask (TwDesktopNotices *self,
     GDBusConnection  *connection,
     const char       *method)
{
  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, NULL,
                          G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, names_cb, g_object_ref (self));
}

static void
committed_cb (TwDesktopNotices *self,
              TwCommit         *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "notification");
  GPtrArray *changes = tw_commit_get_changes (commit);
  guint n = 0;

  if (entity == NULL || changes == NULL || !tw_commit_touches (commit, entity))
    return;
  for (guint i = 0; i < changes->len && n < MAX_AT_ONCE; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      g_autoptr(TwRecord) record = NULL;
      g_autoptr(GNotification) notice = NULL;
      char id[TW_ID_TEXT_LENGTH + 1];

      if (tw_change_get_entity (change) != entity->number || tw_change_get_op (change) != TW_OP_ADD)
        continue;
      record = get_notification (self, tw_change_get_record (change));
      notice = record != NULL ? tw_desktop_notices_make (self, record) : NULL;
      if (notice == NULL)
        continue;
      send (self, notice, tw_id_print (tw_change_get_record (change), id));
      n++;
    }
}

static void
tw_desktop_notices_finalize (GObject *object)
{
  TwDesktopNotices *self = TW_DESKTOP_NOTICES (object);

  if (self->application != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->application), (gpointer *) &self->application);
  g_ptr_array_unref (self->early);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_desktop_notices_parent_class)->finalize (object);
}

static void
tw_desktop_notices_class_init (TwDesktopNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_desktop_notices_finalize;
}

static void
tw_desktop_notices_init (TwDesktopNotices *self)
{
  self->early = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tw_desktop_notices_new:
 * @application: who shows them, with the action "app.notice" (ss)
 * @workspace: the workspace
 *
 * Returns: (transfer full): what shows new notifications as long as it lives
 */
TwDesktopNotices *
tw_desktop_notices_new (GApplication *application,
                        TwWorkspace  *workspace)
{
  TwDesktopNotices *self = g_object_new (TW_TYPE_DESKTOP_NOTICES, NULL);

  GDBusConnection *connection = g_application_get_dbus_connection (application);

  self->application = application;
  g_object_add_weak_pointer (G_OBJECT (application), (gpointer *) &self->application);
  self->workspace = g_object_ref (workspace);
  if (connection != NULL)
    ask (self, connection, "ListNames");
  else
    self->asked = TRUE;
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_desktop_notices_make:
 * @self: the notices
 * @notification: a notification
 *
 * Returns: (transfer full) (nullable): what the desktop shows; %NULL when it is somebody else's, was read, is not for
 *   the desktop, or now is a quiet hour
 */
GNotification *
tw_desktop_notices_make (TwDesktopNotices *self,
                         TwRecord         *notification)
{
  const TwValue *recipient = NULL;
  g_autofree char *title = NULL, *words = NULL;
  GNotification *notice = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  g_return_val_if_fail (TW_IS_DESKTOP_NOTICES (self) && TW_IS_RECORD (notification), NULL);
  recipient = tw_record_get_key (notification, "recipient");
  if (recipient->type != TW_TYPE_LINK || !tw_id_equal (&recipient->id, tw_store_get_user (tw_workspace_get_store (self->workspace)))
      || tw_inbox_is_read (notification) || !tw_inbox_has_channel (notification, "desktop") || is_quiet (self))
    return NULL;
  tw_id_print (tw_record_get_id (notification), id);
  title = tw_inbox_dup_title (tw_workspace_get_store (self->workspace), notification);
  words = tw_inbox_dup_words (tw_workspace_get_store (self->workspace), notification);
  notice = g_notification_new (title);
  g_notification_set_body (notice, words);
  g_notification_set_default_action_and_target (notice, "app.notice", "(ss)", "open", id);
  g_notification_add_button_with_target (notice, _("Open"), "app.notice", "(ss)", "open", id);
  if (tw_inbox_can_finish (notification))
    g_notification_add_button_with_target (notice, _("Done"), "app.notice", "(ss)", "done", id);
  if (tw_inbox_can_snooze (notification))
    g_notification_add_button_with_target (notice, _("Snooze 10 Minutes"), "app.notice", "(ss)", "soon", id);
  return notice;
}

/**
 * tw_desktop_notices_act:
 * @self: the notices
 * @what: "open", "done", "soon" or "snooze"
 * @id: id of the notification
 *
 * Does what was chosen on a notice, and marks the notification as read.
 *
 * Returns: (transfer floating) (nullable): the record that is to be opened, for the window's action open-record
 */
GVariant *
tw_desktop_notices_act (TwDesktopNotices *self,
                        const char       *what,
                        const char       *id)
{
  g_autoptr(TwRecord) notification = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  const TwEntity *entity = NULL;
  TwId own, about;
  char text[TW_ID_TEXT_LENGTH + 1];

  g_return_val_if_fail (TW_IS_DESKTOP_NOTICES (self) && what != NULL && id != NULL, NULL);
  if (tw_id_parse (id, &own))
    notification = get_notification (self, &own);
  if (notification == NULL)
    return NULL;
  if (g_str_equal (what, "done"))
    tw_inbox_finish (self->workspace, notification);
  else if (g_str_equal (what, "soon"))
    tw_inbox_snooze (self->workspace, notification, g_get_real_time () + SOON);
  else if (g_str_equal (what, "snooze"))
    tw_inbox_snooze (self->workspace, notification, g_get_real_time () + LATER);
  if (!g_str_equal (what, "open"))
    return NULL;
  g_array_append_val (ids, own);
  if (!tw_inbox_is_read (notification))
    tw_inbox_mark_read (self->workspace, ids);
  entity = tw_inbox_get_about (notification, &about);
  return entity != NULL ? g_variant_new ("(uss)", entity->number, tw_id_print (&about, text), "") : NULL;
}

/**
 * tw_desktop_notices_tell:
 * @self: the notices
 * @title: what was done
 * @words: what became of it
 * @uri: address of a file
 *
 * Says that something is done that ran in the background, unless this person is not to be disturbed now.
 */
void
tw_desktop_notices_tell (TwDesktopNotices *self,
                         const char       *title,
                         const char       *words,
                         const char       *uri)
{
  g_autoptr(GNotification) notice = NULL;

  g_return_if_fail (TW_IS_DESKTOP_NOTICES (self));
  if (is_quiet (self))
    return;
  notice = g_notification_new (title);
  g_notification_set_body (notice, words);
  g_notification_set_default_action_and_target (notice, "app.open-outside", "s", uri);
  g_notification_add_button_with_target (notice, _("Open"), "app.open-outside", "s", uri);
  send (self, notice, uri);
}
