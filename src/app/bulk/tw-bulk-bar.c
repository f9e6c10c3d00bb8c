/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-bulk-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-passing-popover.h"

#define PROGRESS_DELAY 250                             /* ms: what is done sooner needs no bar */

struct _TwBulkBar
{
  AdwBin          parent_instance;

  TwProgress     *work;                                /* (owned) (nullable) that runs */
  guint           show_id;
  gboolean        wanted;                              /* something is selected */

  GtkRevealer    *revealer;
  GtkStack       *stack;
  GtkLabel       *count_label;
  GtkWidget      *buttons;
  GtkWidget      *tags_button;
  GtkWidget      *health_button;
  GtkWidget      *more_button;
  GtkLabel       *job_label;
  GtkProgressBar *progress;
  GtkWidget      *cancel_button;
};

G_DEFINE_FINAL_TYPE (TwBulkBar, tw_bulk_bar, ADW_TYPE_BIN)

static void
update (TwBulkBar *self)
{
  gboolean shows_work = self->work != NULL && self->show_id == 0;

  gtk_stack_set_visible_child_name (self->stack, shows_work ? "progress" : "commands");
  gtk_revealer_set_reveal_child (self->revealer, self->wanted || shows_work);
}

static void
progress_cb (TwBulkBar *self)
{
  gtk_progress_bar_set_fraction (self->progress, tw_progress_get_fraction (self->work));
}

static gboolean
show_work_cb (gpointer data)
{
  TwBulkBar *self = TW_BULK_BAR (data);

  self->show_id = 0;
  progress_cb (self);
  update (self);
  return G_SOURCE_REMOVE;
}

static void
forget_work (TwBulkBar *self)
{
  g_clear_handle_id (&self->show_id, g_source_remove);
  if (self->work != NULL)
    g_signal_handlers_disconnect_by_data (self->work, self);
  g_clear_object (&self->work);
}

static void
ended_cb (TwBulkBar *self)
{
  forget_work (self);
  update (self);
}

static void
cancel_cb (TwBulkBar *self)
{
  tw_bulk_bar_cancel (self);
}

static void
tell_refused (TwBulkBar *self,
              TwBulkJob *job)
{
  guint n = tw_bulk_job_get_n_refused (job);
  g_autofree char *text = NULL;

  if (n == 0)
    return;
  /* Translators: %u is a number of records, %s a sentence that says why the first of them could not be changed. */
  text = g_strdup_printf (ngettext ("%u record was left as it is: %s", "%u records were left as they are: %s", n), n,
                          tw_bulk_job_get_refusal (job));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* A job of the store, and how far it is. */
typedef struct
{
  TwBulkBar  *bar;                                     /* (owned) */
  TwProgress *work;                                    /* (owned) */
} Run;

static void
job_progress_cb (TwBulkJob  *job,
                 GParamSpec *pspec,
                 TwProgress *work)
{
  tw_progress_report (work, tw_bulk_job_get_progress (job));
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Run *run = data;
  TwBulkJob *job = TW_BULK_JOB (source);
  g_autoptr(GError) error = NULL;
  gboolean done = tw_bulk_job_run_finish (job, result, &error);

  g_signal_handlers_disconnect_by_data (job, run->work);
  tw_progress_end (run->work);
  if (gtk_widget_get_root (GTK_WIDGET (run->bar)) != NULL)
    {
      if (done)
        tell_refused (run->bar, job);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_widget_activate_action (GTK_WIDGET (run->bar), "win.toast", "s", error->message);
    }
  g_object_unref (run->work);
  g_object_unref (run->bar);
  g_free (run);
}

static void
apply_cb (TwBulkBar    *self,
          TwBulkJob    *job,
          TwBulkEditor *editor)
{
  tw_bulk_bar_run (self, job);
}

static void
tw_bulk_bar_dispose (GObject *object)
{
  TwBulkBar *self = TW_BULK_BAR (object);

  forget_work (self);
  tw_popovers_unparent (GTK_WIDGET (self));
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BULK_BAR);
  G_OBJECT_CLASS (tw_bulk_bar_parent_class)->dispose (object);
}

static void
tw_bulk_bar_class_init (TwBulkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_bulk_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("bulk/tw-bulk-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, stack);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, buttons);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, tags_button);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, health_button);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, more_button);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, job_label);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, progress);
  gtk_widget_class_bind_template_child (widget_class, TwBulkBar, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
tw_bulk_bar_init (TwBulkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_bulk_bar_set_count:
 * @self: the bar
 * @n: how many records are selected
 * @revealed: whether they were chosen, so that the bar is to be seen
 *
 * Tells what is selected.
 */
void
tw_bulk_bar_set_count (TwBulkBar *self,
                       guint      n,
                       gboolean   revealed)
{
  g_autofree char *label = NULL;

  g_return_if_fail (TW_IS_BULK_BAR (self));
  label = g_strdup_printf (ngettext ("%'u selected", "%'u selected", n), n);
  gtk_label_set_label (self->count_label, label);
  self->wanted = revealed;
  update (self);
}

/**
 * tw_bulk_bar_set_narrow:
 * @self: the bar
 * @narrow: whether the window is narrow
 *
 * Puts the commands into a menu where they have no room.
 */
void
tw_bulk_bar_set_narrow (TwBulkBar *self,
                        gboolean   narrow)
{
  g_return_if_fail (TW_IS_BULK_BAR (self));
  gtk_widget_set_visible (self->buttons, !narrow);
  gtk_widget_set_visible (self->more_button, narrow);
}

/**
 * tw_bulk_bar_set_health:
 * @self: the bar
 * @has_health: whether the records are of a kind that has a health
 *
 * Shows the button that works it out, which most kinds have no use for.
 */
void
tw_bulk_bar_set_health (TwBulkBar *self,
                        gboolean   has_health)
{
  g_return_if_fail (TW_IS_BULK_BAR (self));
  gtk_widget_set_visible (self->health_button, has_health);
}

/**
 * tw_bulk_bar_ask:
 * @self: the bar
 * @workspace: the workspace
 * @set: the records
 * @edit: what is to be changed
 *
 * Asks for the value in a popover above the bar, and then changes the records.
 *
 * Returns: (transfer none): the popover
 */
TwBulkEditor *
tw_bulk_bar_ask (TwBulkBar   *self,
                 TwWorkspace *workspace,
                 TwRecordSet *set,
                 TwBulkEdit   edit)
{
  TwBulkEditor *editor = NULL;

  g_return_val_if_fail (TW_IS_BULK_BAR (self), NULL);
  editor = tw_bulk_editor_new (workspace, set, edit);
  g_signal_connect_object (editor, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (editor), GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (editor));
  if (tw_bulk_editor_get_input (editor) != NULL)
    gtk_widget_grab_focus (tw_bulk_editor_get_input (editor));
  return editor;
}

/**
 * tw_bulk_bar_watch:
 * @self: the bar
 * @work: something that is about to begin
 *
 * Shows how far it is until it has ended, and lets people give it up. Refused with a toast while something else is shown: then the
 * work must not begin.
 *
 * Returns: whether it is shown
 */
gboolean
tw_bulk_bar_watch (TwBulkBar  *self,
                   TwProgress *work)
{
  g_return_val_if_fail (TW_IS_BULK_BAR (self) && TW_IS_PROGRESS (work), FALSE);
  if (self->work != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Wait until what is under way is done."));
      return FALSE;
    }
  self->work = g_object_ref (work);
  self->show_id = g_timeout_add (PROGRESS_DELAY, show_work_cb, self);
  gtk_label_set_label (self->job_label, tw_progress_get_title (work));
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  g_signal_connect_object (work, "notify::fraction", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (work, "notify::ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  return TRUE;
}

/**
 * tw_bulk_bar_run:
 * @self: the bar
 * @job: what to do; it must not have run
 *
 * Does it in the background. While something else is under way this is refused with a toast.
 */
void
tw_bulk_bar_run (TwBulkBar *self,
                 TwBulkJob *job)
{
  g_autoptr(TwProgress) work = NULL;
  Run *run = NULL;

  g_return_if_fail (TW_IS_BULK_BAR (self) && TW_IS_BULK_JOB (job));
  work = tw_progress_new (tw_bulk_job_get_title (job));
  if (!tw_bulk_bar_watch (self, work))
    return;
  run = g_new0 (Run, 1);
  run->bar = g_object_ref (self);
  run->work = g_object_ref (work);
  g_signal_connect (job, "notify::progress", G_CALLBACK (job_progress_cb), work);
  tw_bulk_job_run_async (job, tw_progress_get_cancellable (work), done_cb, run);
}

/**
 * tw_bulk_bar_get_running:
 * @self: the bar
 *
 * Returns: whether something is being done
 */
gboolean
tw_bulk_bar_get_running (TwBulkBar *self)
{
  g_return_val_if_fail (TW_IS_BULK_BAR (self), FALSE);
  return self->work != NULL;
}

/**
 * tw_bulk_bar_get_revealed:
 * @self: the bar
 *
 * Returns: whether it can be seen
 */
gboolean
tw_bulk_bar_get_revealed (TwBulkBar *self)
{
  g_return_val_if_fail (TW_IS_BULK_BAR (self), FALSE);
  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * tw_bulk_bar_get_shown_fraction:
 * @self: the bar
 *
 * Returns: how far the bar of progress is, from 0 to 1; -1 when there is none to see
 */
double
tw_bulk_bar_get_shown_fraction (TwBulkBar *self)
{
  g_return_val_if_fail (TW_IS_BULK_BAR (self), -1);
  if (self->work == NULL || self->show_id != 0)
    return -1;
  return gtk_progress_bar_get_fraction (self->progress);
}

/**
 * tw_bulk_bar_cancel:
 * @self: the bar
 *
 * Gives up what is being done; nothing of it happens.
 */
void
tw_bulk_bar_cancel (TwBulkBar *self)
{
  g_return_if_fail (TW_IS_BULK_BAR (self));
  if (self->work == NULL)
    return;
  g_cancellable_cancel (tw_progress_get_cancellable (self->work));
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
}
