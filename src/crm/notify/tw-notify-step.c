/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One turn of who makes notifications, and the file that keeps how far the log was read. */
#include "config.h"

#include "tw-notify.h"
#include "tw-task-follow.h"
#include "tw-task-raise.h"

/* A device reminds of what its server did not in this time: so long a device that is not cut off may wait for the server's. */
#define SERVER_TIME (G_GINT64_CONSTANT (150) * G_USEC_PER_SEC)

static gint64
read_place (const char *path)
{
  g_autofree char *text = NULL;
  gint64 seq = -1;

  if (g_file_get_contents (path, &text, NULL, NULL) && g_ascii_string_to_signed (g_strstrip (text), 10, 0, G_MAXINT64, &seq, NULL))
    return seq;
  return -1;
}

static gboolean
keep_place (const char *path,
            gint64      seq,
            GError    **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", seq);

  return g_file_set_contents (path, text, -1, error);
}

/**
 * tw_notify_step:
 * @store: the store, of an authority
 * @rights: (nullable): of those who are told, at a server; see tw_notify_read_for()
 * @path: the file that keeps the place in the log
 * @seq: (inout): the place; -1 before the first turn
 * @remind: whether reminders are looked for, too
 * @error: of the store, or %G_FILE_ERROR
 *
 * Tells of what happened since the last turn. Who begins tells nothing of what is long past, and a place after the newest commit is of
 * another copy of the workspace. When it fails the place is not moved, and the next turn tells the same: what was told is not told twice.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_notify_step (TwStore       *store,
                TwAccessCache *rights,
                const char    *path,
                gint64        *seq,
                gboolean       remind,
                GError       **error)
{
  gint64 before = *seq, head = -1;

  g_return_val_if_fail (TW_IS_STORE (store) && path != NULL && seq != NULL, FALSE);
  if (*seq < 0)
    before = *seq = read_place (path);
  head = tw_notify_get_head (store);
  if (*seq < 0 || *seq > head)
    *seq = head;
  /* What rises tells its people of nothing new, so that it goes before the reading and not after; of a task that follows they are told. */
  return (!remind || (tw_task_raise (store, g_get_real_time (), error) >= 0 && tw_task_follow (store, error) >= 0)) && tw_notify_read_for (store, rights, seq, error) >= 0
         && (!remind || tw_notify_remind (store, rights, g_get_real_time (), error) >= 0)
         && (before == *seq || keep_place (path, *seq, error));
}

/**
 * tw_notify_step_device:
 * @store: the store, of a device that follows a server
 * @error: of the store
 *
 * Reminds the person of the device of what the server should have told by now, so that nobody misses a meeting for want of a network.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_notify_step_device (TwStore *store,
                       GError **error)
{
  const TwId *me = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  me = tw_store_get_user (store);
  return me == NULL || tw_id_is_nil (me) || tw_notify_remind_person (store, me, g_get_real_time () - SERVER_TIME, error) >= 0;
}
