/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-call-page.h"
#include "tw-record-page.h"
#include "tw-assign-dialog.h"
#include "tw-task-assign.h"
#include "tw-task-finish.h"
#include "tw-template-dialog.h"
#include "tw-window.h"

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GtkWidget) page = GTK_WIDGET (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (page, "win.toast", "s", error->message);
}

static void
finish (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (widget)));
  TwRecord *record = tw_record_page_get_record (TW_RECORD_PAGE (widget));
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  g_array_append_val (ids, *tw_record_get_id (record));
  edit = tw_task_finish (store, tw_record_get_entity (record), ids, &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, finished_cb, g_object_ref (widget));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
assign (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (widget));

  gtk_window_present (GTK_WINDOW (tw_assign_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), workspace,
                                                        tw_record_page_get_record (TW_RECORD_PAGE (widget)))));
}

static void
answer (GtkWidget *widget,
        gboolean   accept)
{
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (widget)));
  TwRecord *record = tw_record_page_get_record (TW_RECORD_PAGE (widget));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = tw_task_answer (store, tw_record_get_entity (record), tw_record_get_id (record), accept, &error);

  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, finished_cb, g_object_ref (widget));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
accept_task (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  answer (widget, TRUE);
}

static void
decline_task (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  answer (widget, FALSE);
}

static const TwActionInfo infos[] = {
  { "task.finish", N_("Finish; what repeats comes again"), "<Control>d", NULL, NULL, finish },
  { "task.assign", N_("Assign to one or several people"), "<Control><Shift>u", NULL, NULL, assign },
  { "task.accept", N_("Accept the task"), NULL, NULL, NULL, accept_task },
  { "task.decline", N_("Decline the task"), NULL, NULL, NULL, decline_task },
};

const TwActionTable tw_task_actions = { N_("Tasks"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_task_commands_update:
 * @page: the page of a record
 * @record: the record
 *
 * Enables what can be done with it: what is open can be finished.
 */
void
tw_task_commands_update (GtkWidget *page,
                         TwRecord  *record)
{
  const TwField *state = tw_task_get_state (tw_record_get_entity (record), NULL);
  const TwValue *value = state != NULL ? tw_record_get (record, state) : NULL;
  const TwChoice *choice = value != NULL && value->type == TW_TYPE_ENUM ? tw_field_get_choice (state, value->text) : NULL;
  gboolean open = state != NULL && !tw_record_is_deleted (record) && (choice == NULL || !choice->closed);
  gboolean can_assign = open && tw_task_can_assign (tw_record_get_entity (record));
  g_autoptr(TwRecord) asked = NULL;

  if (can_assign)
    asked = tw_task_find_assignment (tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (page))),
                                     tw_record_get_entity (record), tw_record_get_id (record), NULL);
  gtk_widget_action_set_enabled (page, "task.finish", open);
  gtk_widget_action_set_enabled (page, "task.assign", can_assign);
  gtk_widget_action_set_enabled (page, "task.accept", asked != NULL);
  gtk_widget_action_set_enabled (page, "task.decline", asked != NULL);
}

static void
show_calls (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *window = TW_WINDOW (widget);
  TwWorkspace *workspace = tw_window_get_workspace (window);

  if (workspace != NULL && !TW_IS_CALL_PAGE (tw_window_get_page (window)))
    tw_window_push_page (window, TW_WINDOW_PAGE (tw_call_page_new (workspace)), FALSE);
}

/* About the record whose page is shown, when it can have tasks. */
static void
add_from_template (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  TwWindow *window = TW_WINDOW (widget);
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwWindowPage *page = workspace != NULL ? tw_window_get_page (window) : NULL;
  TwRecord *about = TW_IS_RECORD_PAGE (page) ? tw_record_page_get_record (TW_RECORD_PAGE (page)) : NULL;
  const TwEntity *task = workspace != NULL ? tw_schema_get_entity (tw_workspace_get_schema (workspace), "task") : NULL;

  if (task == NULL)
    return;
  if (about != NULL && (tw_record_is_deleted (about) || tw_activity_find_link (task, tw_record_get_entity (about)) == NULL))
    about = NULL;
  gtk_window_present (GTK_WINDOW (tw_template_dialog_new (GTK_WINDOW (window), workspace, about)));
}

static const TwActionInfo window_infos[] = {
  { "win.add-from-template", N_("Tasks from a template"), "<Control><Shift>k", NULL, NULL, add_from_template },
  { "win.show-calls", N_("Call list: planned calls one by one"), "<Control><Shift>l", NULL, NULL, show_calls },
};

const TwActionTable tw_task_window_actions = { N_("Calls"), window_infos, G_N_ELEMENTS (window_infos) };
