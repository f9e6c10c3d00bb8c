/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-bulk-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-passing-popover.h"

#define PROGRESS_DELAY 250                             /* ms: what is done sooner needs no bar */

struct _TwBulkBar
{
  AdwBin          parent_instance;

  TwBulkJob      *job;                                 /* (owned) (nullable) that runs */
  GCancellable   *cancellable;                         /* (owned) (nullable) of it */
  guint           show_id;
  gboolean        wanted;                              /* something is selected */

  GtkRevealer    *revealer;
  GtkStack       *stack;
  GtkLabel       *count_label;
  GtkWidget      *buttons;
  GtkWidget      *tags_button;
  GtkWidget      *more_button;
  GtkLabel       *job_label;
  GtkProgressBar *progress;
  GtkWidget      *cancel_button;
};

G_DEFINE_FINAL_TYPE (TwBulkBar, tw_bulk_bar, ADW_TYPE_BIN)

static void
update (TwBulkBar *self)
{
  gboolean shows_job = self->job != NULL && self->show_id == 0;

  gtk_stack_set_visible_child_name (self->stack, shows_job ? "progress" : "commands");
  gtk_revealer_set_reveal_child (self->revealer, self->wanted || shows_job);
}

static void
progress_cb (TwBulkBar *self)
{
  if (self->job != NULL)
    gtk_progress_bar_set_fraction (self->progress, tw_bulk_job_get_progress (self->job));
}

static gboolean
show_job_cb (gpointer data)
{
  TwBulkBar *self = TW_BULK_BAR (data);

  self->show_id = 0;
  progress_cb (self);
  update (self);
  return G_SOURCE_REMOVE;
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

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwBulkBar) self = TW_BULK_BAR (data);
  TwBulkJob *job = TW_BULK_JOB (source);
  g_autoptr(GError) error = NULL;
  gboolean done = tw_bulk_job_run_finish (job, result, &error);

  if (self->job == job)
    {
      g_clear_handle_id (&self->show_id, g_source_remove);
      g_signal_handlers_disconnect_by_data (job, self);
      g_clear_object (&self->cancellable);
      g_clear_object (&self->job);
    }
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  update (self);
  if (done)
    tell_refused (self, job);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
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

  g_clear_handle_id (&self->show_id, g_source_remove);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  tw_popovers_unparent (GTK_WIDGET (self));
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BULK_BAR);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->job);
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
 * tw_bulk_bar_run:
 * @self: the bar
 * @job: what to do; it must not have run
 *
 * Does it in the background. While another one runs this is refused with a toast.
 */
void
tw_bulk_bar_run (TwBulkBar *self,
                 TwBulkJob *job)
{
  g_return_if_fail (TW_IS_BULK_BAR (self) && TW_IS_BULK_JOB (job));
  if (self->job != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Wait until the change that is under way is done."));
      return;
    }
  self->job = g_object_ref (job);
  self->cancellable = g_cancellable_new ();
  self->show_id = g_timeout_add (PROGRESS_DELAY, show_job_cb, self);
  gtk_label_set_label (self->job_label, tw_bulk_job_get_title (job));
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  g_signal_connect_object (job, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  tw_bulk_job_run_async (job, self->cancellable, done_cb, g_object_ref (self));
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
  return self->job != NULL;
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
 * tw_bulk_bar_cancel:
 * @self: the bar
 *
 * Gives up what is being done; nothing of it happens.
 */
void
tw_bulk_bar_cancel (TwBulkBar *self)
{
  g_return_if_fail (TW_IS_BULK_BAR (self));
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
}
