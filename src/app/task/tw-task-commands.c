/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-call-page.h"
#include "tw-record-page.h"
#include "tw-task-finish.h"
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

static const TwActionInfo infos[] = {
  { "task.finish", N_("Finish; what repeats comes again"), "<Control>d", NULL, NULL, finish },
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

  gtk_widget_action_set_enabled (page, "task.finish", state != NULL && !tw_record_is_deleted (record)
                                                      && (choice == NULL || !choice->closed));
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

static const TwActionInfo window_infos[] = {
  { "win.show-calls", N_("Call list: planned calls one by one"), "<Control><Shift>l", NULL, NULL, show_calls },
};

const TwActionTable tw_task_window_actions = { N_("Calls"), window_infos, G_N_ELEMENTS (window_infos) };
