/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-assign-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-task-assign.h"

#define MAX_PEOPLE 300

struct _TwAssignDialog
{
  AdwWindow    parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwRecord    *record;                                 /* (owned) */
  GArray      *chosen;                                 /* (owned) TwId, in the order of choosing */
  gboolean     running;

  GtkListBox  *people;
  AdwEntryRow *note;
  GtkLabel    *error;
};

G_DEFINE_FINAL_TYPE (TwAssignDialog, tw_assign_dialog, ADW_TYPE_WINDOW)

static void
show_error (TwAssignDialog *self,
            const char     *message)
{
  gtk_label_set_label (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwAssignDialog) self = TW_ASSIGN_DIALOG (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  self->running = FALSE;
  if (self->people == NULL)
    return;
  if (commit != NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_error (self, error->message);
}

static void
assign (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwAssignDialog *self = TW_ASSIGN_DIALOG (widget);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (self->running || self->chosen->len == 0)
    return;
  edit = tw_task_assign (tw_workspace_get_store (self->workspace), tw_record_get_entity (self->record), tw_record_get_id (self->record),
                         self->chosen, gtk_editable_get_text (GTK_EDITABLE (self->note)), &error);
  if (edit == NULL)
    {
      show_error (self, error->message);
      return;
    }
  self->running = TRUE;
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static const TwActionInfo infos[] = {
  { "assign.assign", N_("Assign to who was chosen"), "<Control>Return", NULL, NULL, assign },
};

const TwActionTable tw_assign_actions = { N_("Assigning"), infos, G_N_ELEMENTS (infos) };

/* --- People --- */

static void
toggled_cb (GtkCheckButton *check,
            TwAssignDialog *self)
{
  TwId id;

  if (!tw_id_parse (g_object_get_data (G_OBJECT (check), "id"), &id))
    return;
  for (guint i = 0; i < self->chosen->len; i++)
    if (tw_id_equal (&g_array_index (self->chosen, TwId, i), &id))
      {
        g_array_remove_index (self->chosen, i);
        break;
      }
  if (gtk_check_button_get_active (check))
    g_array_append_val (self->chosen, id);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assign.assign", self->chosen->len > 0);
}

static void
add_person (TwAssignDialog *self,
            TwRecord       *person,
            const TwValue  *now)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *title = tw_record_dup_title (person);
  const TwField *job = tw_entity_get_field (tw_record_get_entity (person), "job_title");
  const TwValue *subtitle = job != NULL ? tw_record_get (person, job) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (now->type == TW_TYPE_LINK && tw_id_equal (&now->id, tw_record_get_id (person)))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Has it now"));
  else if (subtitle != NULL && subtitle->type == TW_TYPE_TEXT)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->text);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (check), "id", tw_id_dup_text (tw_record_get_id (person)), g_free);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_append (self->people, row);
}

static void
show_people (TwAssignDialog *self)
{
  const TwField *owner = tw_record_get_entity (self->record)->owner_field;
  const TwEntity *user = tw_field_get_target (owner);
  const TwField *active = tw_entity_get_field (user, "active");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new ((TwSchema *) user->schema, user, active != NULL ? "active" : NULL, "name", &error);
  g_autoptr(GPtrArray) people = query != NULL ? tw_store_list (tw_workspace_get_store (self->workspace), query, MAX_PEOPLE, NULL, NULL, &error)
                                              : NULL;

  if (people == NULL)
    {
      show_error (self, error->message);
      return;
    }
  for (guint i = 0; i < people->len; i++)
    add_person (self, g_ptr_array_index (people, i), tw_record_get (self->record, owner));
}

static void
tw_assign_dialog_dispose (GObject *object)
{
  TwAssignDialog *self = TW_ASSIGN_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_ASSIGN_DIALOG);
  self->people = NULL;
  g_clear_pointer (&self->chosen, g_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_assign_dialog_parent_class)->dispose (object);
}

static void
tw_assign_dialog_class_init (TwAssignDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_assign_dialog_dispose;
  tw_action_table_install (&tw_assign_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("task/tw-assign-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwAssignDialog, people);
  gtk_widget_class_bind_template_child (widget_class, TwAssignDialog, note);
  gtk_widget_class_bind_template_child (widget_class, TwAssignDialog, error);
}

static void
tw_assign_dialog_init (TwAssignDialog *self)
{
  self->chosen = g_array_new (FALSE, FALSE, sizeof (TwId));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assign.assign", FALSE);
}

/**
 * tw_assign_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: the workspace
 * @record: a task
 *
 * Returns: (transfer none): a dialog with the people of the workspace
 */
TwAssignDialog *
tw_assign_dialog_new (GtkWindow   *parent,
                      TwWorkspace *workspace,
                      TwRecord    *record)
{
  TwAssignDialog *self = g_object_new (TW_TYPE_ASSIGN_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = tw_record_dup_title (record), *title = NULL;

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->record = g_object_ref (record);
  /* Translators: title of a dialog; %s is a task. */
  title = g_strdup_printf (_("Assign “%s”"), name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  show_people (self);
  return self;
}

/**
 * tw_assign_dialog_choose:
 * @self: the dialog
 * @person: one of the people
 * @chosen: whether he is to have the task
 *
 * Chooses as a click does.
 */
void
tw_assign_dialog_choose (TwAssignDialog *self,
                         const TwId     *person,
                         gboolean        chosen)
{
  g_autofree char *id = tw_id_dup_text (person);

  g_return_if_fail (TW_IS_ASSIGN_DIALOG (self));
  for (int i = 0; gtk_list_box_get_row_at_index (self->people, i) != NULL; i++)
    {
      GtkCheckButton *check = g_object_get_data (G_OBJECT (gtk_list_box_get_row_at_index (self->people, i)), "check");

      if (g_strcmp0 (g_object_get_data (G_OBJECT (check), "id"), id) == 0)
        gtk_check_button_set_active (check, chosen);
    }
}

/**
 * tw_assign_dialog_set_note:
 * @self: the dialog
 * @note: what they are told
 *
 * Writes the note.
 */
void
tw_assign_dialog_set_note (TwAssignDialog *self,
                           const char     *note)
{
  g_return_if_fail (TW_IS_ASSIGN_DIALOG (self));
  gtk_editable_set_text (GTK_EDITABLE (self->note), note);
}
