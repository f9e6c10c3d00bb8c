/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server tells who is told of what: one thread reads the log after each commit and looks for reminders. Of several servers on one
 * workspace each does so; the ids of what they make are the same, and the one that comes second finds it there. */
#include "config.h"

#include "tw-log.h"
#include "tw-notify.h"
#include "tw-server.h"

#define READ_DELAY     (200 * G_TIME_SPAN_MILLISECOND)  /* several commits are read at once */
#define LONGEST_DELAY  (2 * G_TIME_SPAN_SECOND)         /* as long as they go on coming: a device may have thousands to send */
#define REMIND_SECONDS 30

typedef struct
{
  TwStore *store;
  TwAccessCache *rights;                               /* (owned) */
  char    *path;                                       /* (owned) */
  GThread *thread;
  gulong   committed_id;
  GMutex   lock;
  GCond    changed;
  gboolean stopping, wake;                             /* (mutex lock) */
} Notify;

/* Waits for a commit, at most until the next reminders. TRUE: it is to end. */
static gboolean
wait_for_commit (Notify *notify, gint64 until)
{
  gboolean stopping;

  g_mutex_lock (&notify->lock);
  while (!notify->stopping && !notify->wake && g_cond_wait_until (&notify->changed, &notify->lock, until))
    continue;
  if (notify->wake && !notify->stopping)
    {
      gint64 latest = g_get_monotonic_time () + LONGEST_DELAY, soon;

      do
        {
          notify->wake = FALSE;
          soon = MIN (g_get_monotonic_time () + READ_DELAY, latest);
          while (!notify->stopping && g_cond_wait_until (&notify->changed, &notify->lock, soon))
            continue;
        }
      while (notify->wake && !notify->stopping && soon < latest);
    }
  notify->wake = FALSE;
  stopping = notify->stopping;
  g_mutex_unlock (&notify->lock);
  return stopping;
}

/* What could not be told now is told with the next commit, or at the next time: the place in the log was not moved. */
static gpointer
notify_thread (gpointer data)
{
  Notify *notify = data;
  gint64 seq = -1, remind_at = g_get_monotonic_time ();

  do
    {
      gboolean remind = g_get_monotonic_time () >= remind_at;
      g_autoptr (GError) error = NULL;

      if (!tw_notify_step (notify->store, notify->rights, notify->path, &seq, remind, &error))
        {
          g_autoptr (TwLogLine) line = tw_log_line_new ("error", "notify");

          tw_log_line_text (line, "reason", error->message);
        }
      if (remind)
        remind_at = g_get_monotonic_time () + REMIND_SECONDS * G_TIME_SPAN_SECOND;
    }
  while (!wait_for_commit (notify, remind_at));
  return NULL;
}

/* The program's own commits, notifications among them, have nothing to tell. */
static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  Notify *notify = data;

  if (tw_commit_get_origin (commit) == TW_ORIGIN_SYSTEM)
    return;
  g_mutex_lock (&notify->lock);
  if (!notify->wake)
    g_cond_broadcast (&notify->changed);
  notify->wake = TRUE;
  g_mutex_unlock (&notify->lock);
}

static gpointer
open_notify (TwServer *server, GError **error)
{
  Notify *notify = g_new0 (Notify, 1);

  notify->store = tw_server_get_store (server);
  notify->rights = tw_access_cache_new (notify->store);
  notify->path = g_build_filename (tw_server_get_data (server), TW_NOTIFY_FILE, NULL);
  g_mutex_init (&notify->lock);
  g_cond_init (&notify->changed);
  notify->committed_id = g_signal_connect (notify->store, "committed", G_CALLBACK (committed_cb), notify);
  notify->thread = g_thread_new ("tw-notify", notify_thread, notify);
  return notify;
}

static void
close_notify (gpointer state)
{
  Notify *notify = state;

  g_clear_signal_handler (&notify->committed_id, notify->store);
  g_mutex_lock (&notify->lock);
  notify->stopping = TRUE;
  g_cond_broadcast (&notify->changed);
  g_mutex_unlock (&notify->lock);
  g_thread_join (notify->thread);
  g_mutex_clear (&notify->lock);
  g_cond_clear (&notify->changed);
  tw_access_cache_free (notify->rights);
  g_free (notify->path);
  g_free (notify);
}

const TwServerModule tw_server_notify_module = { "notify", open_notify, close_notify };
