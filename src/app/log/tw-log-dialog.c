/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-log-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-dialog-fit.h"

#define DUE_IN        1                                /* days until a follow-up is due, unless it is said otherwise */

/* The fields that are asked, in this order; those that a schema does not have are left out. */
static const char *const activity_keys[] = { "kind", "subject", "record", "at", "duration", "outcome", "description" };
static const char *const task_keys[] = { "title", "record", "due_date", "priority", "assignee" };
static const char *const quick_kinds[] = { "call", "visit", "note" };

G_DEFINE_FINAL_TYPE (TwLogDialog, tw_log_dialog, ADW_TYPE_WINDOW)

void
tw_log_dialog_show_error (TwLogDialog *self,
                          const char  *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static TwFormRow *
find_row (GPtrArray  *rows,
          const char *key)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (tw_field_input_get_field (tw_form_row_get_input (g_ptr_array_index (rows, i)))->key, key))
      return g_ptr_array_index (rows, i);
  return NULL;
}

static void
set_value (GPtrArray     *rows,
           const char    *key,
           const TwValue *value)
{
  TwFormRow *row = find_row (rows, key);

  if (row != NULL)
    tw_field_input_set_value (tw_form_row_get_input (row), value);
}

gboolean
tw_log_dialog_wants_task (TwLogDialog *self)
{
  return self->only_task || gtk_check_button_get_active (self->follow_check);
}

void
tw_log_dialog_update (TwLogDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->activity_form), !self->only_task);
  gtk_widget_set_visible (GTK_WIDGET (self->follow_check), !self->only_task && self->task != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->task_form), tw_log_dialog_wants_task (self));
  gtk_widget_set_visible (self->template_box, !self->only_task);
  gtk_widget_set_visible (self->dictate_box, !self->only_task && find_row (self->activity_rows, "description") != NULL);
  tw_log_dialog_update_guess (self);
  gtk_widget_set_visible (self->outcomes, !self->only_task && gtk_widget_get_first_child (self->outcomes) != NULL);
  /* What a follow-up is about, the activity says. */
  if (find_row (self->task_rows, "record") != NULL)
    gtk_widget_set_visible (GTK_WIDGET (find_row (self->task_rows, "record")), self->only_task);
}

static void
press_button (TwLogDialog *self,
              const char  *kind)
{
  self->setting = TRUE;
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->kinds)); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                  g_strcmp0 (g_object_get_data (G_OBJECT (button), "kind"), kind) == 0);
  self->setting = FALSE;
}

static void
kind_toggled_cb (TwLogDialog     *self,
                 GtkToggleButton *button)
{
  if (!self->setting)
    tw_log_dialog_set_kind (self, g_object_get_data (G_OBJECT (button), "kind"));
}

/* Another type was chosen in the list of all. */
static void
kind_input_cb (TwLogDialog  *self,
               TwFieldInput *input)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (!self->setting && tw_field_input_get_value (input, &value, NULL) && value.type == TW_TYPE_ENUM)
    press_button (self, value.text);
  tw_log_dialog_update_guess (self);
}

static void
add_kind (TwLogDialog *self,
          const char  *kind,
          const char  *label)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_object_set_data (G_OBJECT (button), "kind", (gpointer) g_intern_string (kind));
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (kind_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->kinds, button);
}

static void
add_kinds (TwLogDialog *self)
{
  const TwField *field = tw_entity_get_field (self->activity, "kind");

  for (guint i = 0; field != NULL && i < G_N_ELEMENTS (quick_kinds); i++)
    {
      const TwChoice *choice = tw_field_get_choice (field, quick_kinds[i]);

      if (choice != NULL && !choice->retired)
        add_kind (self, choice->key, tw_choice_get_label (field, choice));
    }
  if (self->task != NULL)
    add_kind (self, "task", tw_entity_get_label (self->task, FALSE));
}

static void
add_rows (TwLogDialog       *self,
          const TwEntity    *entity,
          GtkBox            *box,
          GPtrArray         *rows,
          const char *const *keys,
          guint              n_keys)
{
  for (guint i = 0; entity != NULL && i < n_keys; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      g_auto(TwValue) value = TW_VALUE_INIT;
      GtkWidget *row = NULL;

      if (field == NULL || !tw_field_input_can_edit (field) || (self->about != NULL && g_str_equal (keys[i], "record")))
        continue;
      row = tw_form_row_new (self->workspace, field);
      if (field->default_value != NULL && field->default_value[0] != '='
          && tw_field_parse (field, field->default_value, tw_workspace_get_zone (self->workspace), &value, NULL))
        tw_field_input_set_value (tw_form_row_get_input (TW_FORM_ROW (row)), &value);
      g_ptr_array_add (rows, row);
      gtk_box_append (box, row);
    }
}

static void
outcome_cb (TwLogDialog *self,
            GtkButton   *button)
{
  g_auto(TwValue) value = tw_value_text (gtk_button_get_label (button));

  set_value (self->activity_rows, "outcome", &value);
}

/* The outcomes that the template offers, each one press. */
static void
show_outcomes (TwLogDialog *self,
               TwRecord    *template)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (template), "outcome_choices");
  const TwValue *value = field != NULL ? tw_record_get (template, field) : NULL;
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->outcomes)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->outcomes), child);
  for (guint i = 0; value != NULL && value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    {
      GtkWidget *button = NULL;

      if (value->list->values[i].type != TW_TYPE_TEXT)
        continue;
      button = gtk_button_new_with_label (value->list->values[i].text);
      g_signal_connect_object (button, "clicked", G_CALLBACK (outcome_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_insert (GTK_FLOW_BOX (self->outcomes), button, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
}

static void
use_template (TwLogDialog *self,
              TwRecord    *template)
{
  g_autoptr(TwRecord) draft = tw_record_new (self->activity);
  const TwField *follow = tw_entity_get_field (tw_record_get_entity (template), "follow_up");
  const TwValue *title = follow != NULL ? tw_record_get (template, follow) : NULL;

  g_set_object (&self->template, template);
  tw_activity_use_template (draft, template);
  for (guint i = 0; i < self->activity_rows->len; i++)
    {
      TwFieldInput *input = tw_form_row_get_input (g_ptr_array_index (self->activity_rows, i));
      const TwField *field = tw_field_input_get_field (input);

      if (tw_record_is_changed (draft, field))
        tw_field_input_set_value (input, tw_record_get (draft, field));
    }
  if (title != NULL && title->type == TW_TYPE_TEXT && *title->text != '\0')
    {
      set_value (self->task_rows, "title", title);
      gtk_check_button_set_active (self->follow_check, TRUE);
    }
  show_outcomes (self, template);
  tw_log_dialog_update (self);
}

static void
template_cb (TwLogDialog *self)
{
  guint i = gtk_drop_down_get_selected (self->template_drop);

  if (self->templates != NULL && i > 0 && i <= self->templates->len)
    use_template (self, g_ptr_array_index (self->templates, i - 1));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwLogDialog) self = TW_LOG_DIALOG (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (tw_workspace_get_store (self->workspace), result, &error);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.save", TRUE);
  if (commit == NULL)
    tw_log_dialog_show_error (self, error->message);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

/* NULL: something is wrong, and its row says what. */
TwRecord *
tw_log_dialog_make_record (TwLogDialog    *self,
                           const TwEntity *entity,
                           GPtrArray      *rows)
{
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_autoptr(GError) error = NULL;
  GtkWidget *wrong = NULL;

  for (guint i = 0; i < rows->len; i++)
    if (gtk_widget_get_visible (g_ptr_array_index (rows, i)) && !tw_form_row_apply (g_ptr_array_index (rows, i), record)
        && wrong == NULL)
      wrong = g_ptr_array_index (rows, i);
  if (wrong != NULL)
    {
      gtk_widget_grab_focus (wrong);
      return NULL;
    }
  if (self->about != NULL && !tw_activity_set_about (record, self->about, &error))
    {
      tw_log_dialog_show_error (self, error->message);
      return NULL;
    }
  return g_steal_pointer (&record);
}

/* A task that follows is about what the activity is about. */
TwRecord *
tw_log_dialog_make_task (TwLogDialog *self,
                         TwRecord    *activity)
{
  g_autoptr(TwRecord) task = tw_log_dialog_make_record (self, self->task, self->task_rows);
  g_autoptr(TwRecord) follow = NULL;
  TwDate today = tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (self->workspace));

  if (task == NULL || activity == NULL || self->about != NULL)
    return g_steal_pointer (&task);
  follow = tw_activity_new_follow_up (activity, "", today);
  for (guint i = 0; i < self->task->n_fields; i++)
    {
      const TwField *field = self->task->fields[i];

      if (field->kind == TW_KIND_LINK && tw_record_is_changed (follow, field) && !tw_record_is_changed (task, field))
        tw_record_set (task, field, tw_record_get (follow, field), NULL);
    }
  return g_steal_pointer (&task);
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwLogDialog *self = TW_LOG_DIALOG (widget);
  g_autoptr(TwRecord) activity = NULL, task = NULL;
  g_autofree char *subject = NULL, *title = NULL;
  TwEdit *edit = NULL;

  tw_log_dialog_show_error (self, NULL);
  if (!self->only_task && (activity = tw_log_dialog_make_record (self, self->activity, self->activity_rows)) == NULL)
    return;
  if (tw_log_dialog_wants_task (self) && (task = tw_log_dialog_make_task (self, activity)) == NULL)
    return;
  if (activity != NULL && self->template != NULL)
    {
      g_auto(TwValue) link = tw_value_link (tw_record_get_entity (self->template)->number, tw_record_get_id (self->template));

      tw_record_set_key (activity, "template", &link, NULL);
    }
  subject = tw_record_dup_title (activity != NULL ? activity : task);
  /* Translators: names a change; %s is what was logged, "Asked for a price". */
  title = g_strdup_printf (_("Log “%s”"), subject);
  edit = tw_edit_new (tw_workspace_get_store (self->workspace), TW_ORIGIN_PERSON, title);
  if (activity != NULL)
    tw_edit_save (edit, activity);
  if (task != NULL)
    tw_edit_save (edit, task);
  gtk_widget_action_set_enabled (widget, "log.save", FALSE);
  tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (self));
}

static const TwActionInfo infos[] = {
  { "log.keep-template", N_("Keep what is entered as a template"), NULL, NULL, NULL, tw_log_dialog_keep_template },
  { "log.show-templates", N_("Change the templates"), NULL, NULL, NULL, tw_log_dialog_show_templates },
  { "log.dictate", N_("Dictate the notes, or stop"), "<Control>d", NULL, NULL, tw_log_dialog_dictate },
  { "log.use-guess", N_("Take the type that the words suggest"), "<Control>g", NULL, NULL, tw_log_dialog_use_guess },
  { "log.save", N_("Keep what was logged"), "<Control>Return <Control>s", NULL, NULL, save },
  { "window.close", N_("Close without saving"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_log_dialog_actions = { N_("Quick log"), infos, G_N_ELEMENTS (infos) };

static void
tw_log_dialog_dispose (GObject *object)
{
  TwLogDialog *self = TW_LOG_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_LOG_DIALOG);
  g_clear_pointer (&self->activity_rows, g_ptr_array_unref);
  g_clear_pointer (&self->task_rows, g_ptr_array_unref);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_clear_object (&self->template);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->guess, tw_activity_guess_free);
  if (self->dictation != NULL)
    g_object_run_dispose (G_OBJECT (self->dictation));
  g_clear_object (&self->dictation);
  g_clear_object (&self->about);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_log_dialog_parent_class)->dispose (object);
}

static void
tw_log_dialog_class_init (TwLogDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_log_dialog_dispose;
  tw_action_table_install (&tw_log_dialog_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("log/tw-log-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, kinds);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, about_box);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, about_label);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, template_box);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, template_drop);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, activity_form);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, guess_button);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, dictate_box);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, dictate_button);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, dictate_spinner);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, dictate_label);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, outcomes);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, follow_check);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, task_form);
  gtk_widget_class_bind_template_child (widget_class, TwLogDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, tw_log_dialog_update);
  gtk_widget_class_bind_template_callback (widget_class, template_cb);
}

static void
tw_log_dialog_init (TwLogDialog *self)
{
  self->activity_rows = g_ptr_array_new ();
  self->task_rows = g_ptr_array_new ();
  self->templates = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (TwLogDialog *self)
{
  g_auto(TwValue) now = tw_value_datetime (g_get_real_time () / (60 * G_USEC_PER_SEC) * (60 * G_USEC_PER_SEC));
  g_auto(TwValue) due = TW_VALUE_INIT, me = TW_VALUE_INIT;
  const TwEntity *user = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "user");
  TwFormRow *kind = NULL;

  add_rows (self, self->activity, self->activity_form, self->activity_rows, activity_keys, G_N_ELEMENTS (activity_keys));
  add_rows (self, self->task, self->task_form, self->task_rows, task_keys, G_N_ELEMENTS (task_keys));
  set_value (self->activity_rows, "at", &now);
  due = tw_value_date (tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (self->workspace)) + DUE_IN);
  set_value (self->task_rows, "due_date", &due);
  if (user != NULL && tw_store_get_user (tw_workspace_get_store (self->workspace)) != NULL)
    {
      me = tw_value_link (user->number, tw_store_get_user (tw_workspace_get_store (self->workspace)));
      set_value (self->task_rows, "assignee", &me);
    }
  kind = find_row (self->activity_rows, "kind");
  if (kind != NULL)
    g_signal_connect_object (tw_form_row_get_input (kind), "changed", G_CALLBACK (kind_input_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_log_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: where it is kept
 * @about: (nullable): the record that is on the screen
 *
 * Returns: (transfer none) (nullable): the dialog; %NULL when the schema has no activities
 */
TwLogDialog *
tw_log_dialog_new (GtkWindow   *parent,
                   TwWorkspace *workspace,
                   TwRecord    *about)
{
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *activity = tw_schema_get_entity (schema, "activity");
  TwLogDialog *self = NULL;

  if (activity == NULL)
    return NULL;
  self = g_object_new (TW_TYPE_LOG_DIALOG, "transient-for", parent, NULL);
  self->workspace = g_object_ref (workspace);
  self->activity = activity;
  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->task = tw_schema_get_entity (schema, "task");
  if (about != NULL && tw_activity_find_link (activity, tw_record_get_entity (about)) != NULL)
    {
      g_autofree char *title = tw_record_dup_title (about);
      g_autofree char *words = g_strdup_printf ("%s · %s", tw_entity_get_label (tw_record_get_entity (about), FALSE), title);

      self->about = g_object_ref (about);
      gtk_label_set_label (self->about_label, words);
    }
  gtk_widget_set_visible (self->about_box, self->about != NULL);
  add_kinds (self);
  fill (self);
  tw_log_dialog_read_templates (self);
  tw_log_dialog_start_guessing (self);
  tw_log_dialog_set_kind (self, "call");
  return self;
}

/**
 * tw_log_dialog_set_kind:
 * @self: the dialog
 * @kind: key of a type of activity, or "task"
 *
 * Chooses what is logged.
 */
void
tw_log_dialog_set_kind (TwLogDialog *self,
                        const char  *kind)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwFormRow *first = NULL;

  g_return_if_fail (TW_IS_LOG_DIALOG (self) && kind != NULL);
  self->only_task = self->task != NULL && g_str_equal (kind, "task");
  press_button (self, kind);
  if (!self->only_task)
    {
      value = tw_value_enum (kind);
      self->setting = TRUE;
      set_value (self->activity_rows, "kind", &value);
      self->setting = FALSE;
    }
  tw_log_dialog_update (self);
  first = self->only_task ? find_row (self->task_rows, "title") : find_row (self->activity_rows, "subject");
  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

/**
 * tw_log_dialog_use_template:
 * @self: the dialog
 * @template: id of an activity template
 *
 * Fills in what the template gives.
 */
void
tw_log_dialog_use_template (TwLogDialog *self,
                            const TwId  *template)
{
  g_return_if_fail (TW_IS_LOG_DIALOG (self) && template != NULL);
  for (guint i = 0; i < self->templates->len; i++)
    if (tw_id_equal (tw_record_get_id (g_ptr_array_index (self->templates, i)), template))
      gtk_drop_down_set_selected (self->template_drop, i + 1);
}

/**
 * tw_log_dialog_get_row:
 * @self: the dialog
 * @key: key of a field of the activity, or "task." and one of the task
 *
 * Returns: (transfer none) (nullable): its row
 */
TwFormRow *
tw_log_dialog_get_row (TwLogDialog *self,
                       const char  *key)
{
  g_return_val_if_fail (TW_IS_LOG_DIALOG (self) && key != NULL, NULL);
  if (g_str_has_prefix (key, "task."))
    return find_row (self->task_rows, key + 5);
  return find_row (self->activity_rows, key);
}

/**
 * tw_log_dialog_set_follow_up:
 * @self: the dialog
 * @follow_up: whether a task follows the activity
 *
 * Asks for the task that follows, or no longer.
 */
void
tw_log_dialog_set_follow_up (TwLogDialog *self,
                             gboolean     follow_up)
{
  g_return_if_fail (TW_IS_LOG_DIALOG (self));
  gtk_check_button_set_active (self->follow_check, follow_up);
}
