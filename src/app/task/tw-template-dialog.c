/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-template-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-field-text.h"
#include "tw-task-line.h"
#include "tw-task-template.h"

struct _TwTemplateDialog
{
  AdwWindow    parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwRecord    *record;                                 /* (owned) (nullable) what the tasks are about */
  TwRecordSet *set;                                    /* (owned) (nullable) what they are about, each of it */
  gboolean     running;

  GtkWidget   *line_box;
  GtkEditable *line;
  GtkListBox  *list;
  GtkLabel    *about;
  GtkLabel    *error;
};

G_DEFINE_FINAL_TYPE (TwTemplateDialog, tw_template_dialog, ADW_TYPE_WINDOW)

enum { JOB, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_error (TwTemplateDialog *self,
            const char       *message)
{
  gtk_label_set_label (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwTemplateDialog) self = TW_TEMPLATE_DIALOG (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  self->running = FALSE;
  if (self->list == NULL)
    return;
  if (commit != NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_error (self, error->message);
}

static void
give_job (TwTemplateDialog *self,
          GPtrArray        *templates,
          TwRecord         *task)
{
  g_autoptr(TwBulkJob) job = tw_bulk_job_new_tasks (tw_workspace_get_store (self->workspace), self->set, templates, task);

  g_signal_emit (self, signals[JOB], 0, job);
  gtk_window_close (GTK_WINDOW (self));
}

/* A task that was typed: the same for each of the records. */
static void
line_cb (TwTemplateDialog *self)
{
  g_autoptr(TwRecord) task = tw_record_new (tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "task"));
  g_autoptr(GError) error = NULL;

  if (tw_task_line_fill (task, gtk_editable_get_text (self->line), tw_workspace_get_zone (self->workspace), &error))
    give_job (self, NULL, task);
  else if (error != NULL)
    show_error (self, error->message);
}

static void
row_activated_cb (TwTemplateDialog *self,
                  GtkListBoxRow    *row)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;
  TwId id;

  if (self->running || !tw_id_parse (g_object_get_data (G_OBJECT (row), "id"), &id))
    return;
  if (self->set != NULL)
    {
      g_autoptr(GPtrArray) templates = tw_task_template_read (store, &id, &error);

      if (templates != NULL)
        give_job (self, templates, NULL);
      else
        show_error (self, error->message);
      return;
    }
  edit = tw_task_template_apply (store, &id, self->record, NULL, &error);
  if (edit == NULL)
    {
      show_error (self, error->message);
      return;
    }
  self->running = TRUE;
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

/* Templates are records with a list and pages of their own. */
static void
manage_cb (TwTemplateDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-view", "s", "task_template");
  gtk_window_close (GTK_WINDOW (self));
}

static char *
dup_subtitle (TwTemplateDialog *self,
              TwRecord         *template)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (template), "due_offset");
  const TwValue *title = tw_record_get_key (template, "title"), *offset = tw_record_get (template, field);
  g_autofree char *filled = NULL, *after = NULL, *isolated = NULL;
  GString *line = NULL;

  if (title->type != TW_TYPE_TEXT)
    return g_strdup (_("A set of tasks"));
  filled = tw_task_template_fill (tw_workspace_get_store (self->workspace), title->text, self->record);
  if (offset->type != TW_TYPE_DURATION)
    return g_steal_pointer (&filled);
  after = tw_field_dup_text (field, offset, NULL);
  isolated = tw_text_isolate (filled);
  line = g_string_new (NULL);
  /* Translators: 1 the title of a task, 2 a length of time until it is due, "2 d". */
  g_string_append_printf (line, _("%1$s · due after %2$s"), isolated, after);
  return tw_line_free (line);
}

static void
show_templates (TwTemplateDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) templates = tw_task_template_list (tw_workspace_get_store (self->workspace), &error);

  if (templates == NULL)
    {
      show_error (self, error->message);
      return;
    }
  for (guint i = 0; i < templates->len; i++)
    {
      TwRecord *template = g_ptr_array_index (templates, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = tw_record_dup_title (template), *subtitle = dup_subtitle (self, template);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "id", tw_id_dup_text (tw_record_get_id (template)), g_free);
      gtk_list_box_append (self->list, row);
    }
}

static void
tw_template_dialog_dispose (GObject *object)
{
  TwTemplateDialog *self = TW_TEMPLATE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_TEMPLATE_DIALOG);
  self->list = NULL;
  g_clear_object (&self->record);
  g_clear_pointer (&self->set, tw_record_set_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_template_dialog_parent_class)->dispose (object);
}

static void
tw_template_dialog_class_init (TwTemplateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_template_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("task/tw-template-dialog.ui"));
  signals[JOB] = g_signal_new ("job", TW_TYPE_TEMPLATE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TW_TYPE_BULK_JOB);
  gtk_widget_class_bind_template_child (widget_class, TwTemplateDialog, line_box);
  gtk_widget_class_bind_template_child (widget_class, TwTemplateDialog, line);
  gtk_widget_class_bind_template_callback (widget_class, line_cb);
  gtk_widget_class_bind_template_child (widget_class, TwTemplateDialog, list);
  gtk_widget_class_bind_template_child (widget_class, TwTemplateDialog, about);
  gtk_widget_class_bind_template_child (widget_class, TwTemplateDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, manage_cb);
}

static void
tw_template_dialog_init (TwTemplateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_template_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: the workspace
 * @about: (nullable): what the tasks are about
 *
 * Returns: (transfer none): a dialog with the templates; choosing one makes its tasks as one step
 */
TwTemplateDialog *
tw_template_dialog_new (GtkWindow   *parent,
                        TwWorkspace *workspace,
                        TwRecord    *about)
{
  TwTemplateDialog *self = g_object_new (TW_TYPE_TEMPLATE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = NULL, *words = NULL;

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  if (about != NULL)
    {
      self->record = g_object_ref (about);
      title = tw_record_dup_title (about);
      /* Translators: %s is the record that new tasks are about. */
      words = g_strdup_printf (_("The tasks are about “%s”."), title);
      gtk_label_set_label (self->about, words);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->about), about != NULL);
  show_templates (self);
  return self;
}

/**
 * tw_template_dialog_new_for_set:
 * @parent: the window that it belongs to
 * @workspace: the workspace
 * @set: the records that the tasks are about, each of them
 *
 * Returns: (transfer none): a dialog where one task is typed or a template chosen; its signal "job" gives what makes the tasks
 */
TwTemplateDialog *
tw_template_dialog_new_for_set (GtkWindow   *parent,
                                TwWorkspace *workspace,
                                TwRecordSet *set)
{
  TwTemplateDialog *self = tw_template_dialog_new (parent, workspace, NULL);
  guint n = tw_record_set_get_count (set);
  g_autofree char *words = NULL;

  self->set = tw_record_set_ref (set);
  words = g_strdup_printf (ngettext ("%'u selected record gets its own task.", "Each of the %'u selected records gets its own task.", n), n);
  gtk_label_set_label (self->about, words);
  gtk_widget_set_visible (GTK_WIDGET (self->about), TRUE);
  gtk_widget_set_visible (self->line_box, TRUE);
  gtk_window_set_title (GTK_WINDOW (self), _("Tasks for the Selected Records"));
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
  return self;
}

/**
 * tw_template_dialog_get_line:
 * @self: the dialog
 *
 * Returns: (transfer none): where a task is typed
 */
GtkEditable *
tw_template_dialog_get_line (TwTemplateDialog *self)
{
  g_return_val_if_fail (TW_IS_TEMPLATE_DIALOG (self), NULL);
  return self->line;
}

/**
 * tw_template_dialog_get_list:
 * @self: the dialog
 *
 * Returns: (transfer none): a row for each template
 */
GtkListBox *
tw_template_dialog_get_list (TwTemplateDialog *self)
{
  g_return_val_if_fail (TW_IS_TEMPLATE_DIALOG (self), NULL);
  return self->list;
}
