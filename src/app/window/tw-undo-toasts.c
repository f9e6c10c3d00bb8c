/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task.h"
#include "tw-toast.h"
#include "tw-undo-toasts.h"

#include <glib/gi18n-lib.h>

struct _TwUndoToasts
{
  GObject          parent_instance;

  TwStore         *store;                              /* (owned) */
  AdwToastOverlay *overlay;                            /* (owned) */
  AdwToast        *toast;                              /* (owned) (nullable) the one that is shown */
  gint64           since;                              /* when it came, in µs of the monotonic clock */
  GCancellable    *cancellable;                        /* (owned) */
};

/* In µs: how long a toast must have been there before another takes its place. */
#define SETTLED (1 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (TwUndoToasts, tw_undo_toasts, G_TYPE_OBJECT)

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwId     commit;
  gboolean redo;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  g_free (job);
}

static void start_job (TwUndoToasts *self,
                       const TwId   *commit,
                       gboolean      redo);

static void
toast_dismissed_cb (TwUndoToasts *self,
                    AdwToast     *toast)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

/* A toast with a change takes that one back; one without is of a change that was taken back, and makes it again. The toolkit takes a
 * clicked toast away when it is idle, so what comes of the click must not be told by the same one. */
static void
button_clicked_cb (TwUndoToasts *self,
                   AdwToast     *toast)
{
  const TwId *commit = g_object_get_data (G_OBJECT (toast), "commit");

  if (self->toast == toast)
    g_clear_object (&self->toast);
  start_job (self, commit, commit == NULL);
}

/* One toast at a time: the newest change is the one that people want to take back. A toast that has only just come says the new words
 * instead of making room for another. */
static void
show (TwUndoToasts *self,
      const char   *message,
      const char   *button,
      const TwId   *commit)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);
  gint64 now = g_get_monotonic_time ();

  if (self->toast != NULL && !tw_toast_is_going (self->toast) && now - self->since < SETTLED)
    adw_toast_set_title (self->toast, escaped);
  else
    {
      g_autoptr(AdwToast) former = g_steal_pointer (&self->toast);

      if (former != NULL)
        adw_toast_dismiss (former);
      self->toast = adw_toast_new (escaped);
      self->since = now;
      tw_toast_show (self->overlay, g_object_ref (self->toast));
      g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (button_clicked_cb), self, G_CONNECT_SWAPPED);
    }
  adw_toast_set_button_label (self->toast, button);
  g_object_set_data_full (G_OBJECT (self->toast), "commit",
                          commit != NULL ? g_memdup2 (commit, sizeof (TwId)) : NULL, g_free);
}

static void
job_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  TwCommit *commit = NULL;

  if (job->redo)
    commit = tw_store_redo (job->store, &error);
  else
    commit = tw_store_undo (job->store, tw_id_is_nil (&job->commit) ? NULL : &job->commit, &error);
  if (commit != NULL)
    g_task_return_pointer (task, commit, (GDestroyNotify) tw_commit_unref);
  else
    g_task_return_error (task, error);
}

static void
job_done_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwUndoToasts *self = TW_UNDO_TOASTS (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = g_task_propagate_pointer (G_TASK (result), &error);

  /* When it worked, the commit itself brings the toast. */
  if (commit == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show (self, error->message, NULL, NULL);
}

static void
start_job (TwUndoToasts *self,
           const TwId   *commit,
           gboolean      redo)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, job_done_cb, NULL);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (self->store);
  job->commit = commit != NULL ? *commit : tw_id_nil;
  job->redo = redo;
  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, job_thread);
}

/* A change shows its toast in the window in which it was made, when a record has a window of its own. */
static gboolean
is_elsewhere (TwUndoToasts *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->overlay));
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  GtkWindow *active = application != NULL ? gtk_application_get_active_window (application) : NULL;

  /* A dialog belongs to its window. */
  while (active != NULL && gtk_window_get_transient_for (active) != NULL)
    active = gtk_window_get_transient_for (active);
  return active != NULL && active != GTK_WINDOW (root) && G_OBJECT_TYPE (active) == G_OBJECT_TYPE (root);
}

static void
committed_cb (TwUndoToasts *self,
              TwCommit     *commit)
{
  TwOrigin origin = tw_commit_get_origin (commit);
  const TwId *me = tw_store_get_user (self->store);
  const char *title = tw_commit_get_title (commit);

  if ((origin != TW_ORIGIN_PERSON && origin != TW_ORIGIN_UNDO && origin != TW_ORIGIN_IMPORT) || title == NULL)
    return;
  if (me != NULL && tw_commit_get_user (commit) != NULL && !tw_id_equal (me, tw_commit_get_user (commit)))
    return;
  if (is_elsewhere (self))
    return;
  if (origin == TW_ORIGIN_UNDO)
    show (self, title, _("_Redo"), NULL);
  else
    show (self, title, _("_Undo"), tw_commit_get_id (commit));
}

static void
tw_undo_toasts_dispose (GObject *object)
{
  TwUndoToasts *self = TW_UNDO_TOASTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->toast);
  g_clear_object (&self->overlay);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_undo_toasts_parent_class)->dispose (object);
}

static void
tw_undo_toasts_finalize (GObject *object)
{
  g_clear_object (&TW_UNDO_TOASTS (object)->cancellable);
  G_OBJECT_CLASS (tw_undo_toasts_parent_class)->finalize (object);
}

static void
tw_undo_toasts_class_init (TwUndoToastsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_undo_toasts_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_undo_toasts_finalize;
}

static void
tw_undo_toasts_init (TwUndoToasts *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_undo_toasts_new:
 * @store: whose commits to tell
 * @overlay: where
 *
 * Returns: (transfer full): an object that tells until it is disposed
 */
TwUndoToasts *
tw_undo_toasts_new (TwStore         *store,
                    AdwToastOverlay *overlay)
{
  TwUndoToasts *self = g_object_new (TW_TYPE_UNDO_TOASTS, NULL);

  self->store = g_object_ref (store);
  self->overlay = g_object_ref (overlay);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_undo_toasts_undo:
 * @self: the toasts
 * @commit: (nullable): the change to take back; NULL for this user's newest
 *
 * Takes a change back in the background.
 */
void
tw_undo_toasts_undo (TwUndoToasts *self,
                     const TwId   *commit)
{
  g_return_if_fail (TW_IS_UNDO_TOASTS (self));
  start_job (self, commit, FALSE);
}

/**
 * tw_undo_toasts_redo:
 * @self: the toasts
 *
 * Makes the newest change that was taken back again, in the background.
 */
void
tw_undo_toasts_redo (TwUndoToasts *self)
{
  g_return_if_fail (TW_IS_UNDO_TOASTS (self));
  start_job (self, NULL, TRUE);
}
