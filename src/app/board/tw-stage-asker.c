/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-asker.h"

#include "tw-passing-popover.h"

typedef struct
{
  TwWorkspace *workspace;                              /* (owned) */
  TwStageMove *move;                                   /* (owned) */
  GdkRectangle place;
  gboolean     answered;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->move);
  g_object_unref (asking->workspace);
  g_free (asking);
}

/* The popover may be closed, or go with what it stands on: the first of both is the answer. */
static void
answer (GTask    *task,
        gboolean  moved)
{
  Asking *asking = g_task_get_task_data (task);

  if (asking->answered)
    return;
  asking->answered = TRUE;
  g_task_return_boolean (task, moved);
}

static void
moved_cb (TwBoardAsk *ask,
          GTask      *task)
{
  answer (task, TRUE);
}

static void
dismissed_cb (TwBoardAsk *ask,
              GTask      *task)
{
  answer (task, FALSE);
}

static void
drop_task (gpointer  data,
           GClosure *closure)
{
  g_object_unref (data);
}

/* Takes the task. */
static void
ask (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  GtkWidget *parent = GTK_WIDGET (g_task_get_source_object (task));
  TwStore *store = tw_workspace_get_store (asking->workspace);
  const TwField *group = tw_stage_move_get_group (asking->move);
  g_autoptr(TwStage) stage = tw_stage_read (store, group, tw_stage_move_get_value (asking->move), NULL);
  TwBoardAsk *popover = NULL;

  if (!gtk_widget_get_mapped (parent))
    {
      answer (task, FALSE);
      g_object_unref (task);
      return;
    }
  popover = tw_board_ask_new (asking->workspace);
  tw_board_ask_start (popover, asking->move, stage != NULL ? stage->title : "");
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &asking->place);
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  g_signal_connect_data (popover, "moved", G_CALLBACK (moved_cb), g_object_ref (task), drop_task, 0);
  g_signal_connect_data (popover, "dismissed", G_CALLBACK (dismissed_cb), g_object_ref (task), drop_task, 0);
  g_signal_connect_data (popover, "destroy", G_CALLBACK (dismissed_cb), task, drop_task, 0);
  gtk_widget_set_parent (GTK_WIDGET (popover), parent);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (tw_stage_move_run_finish (TW_STAGE_MOVE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    ask (g_steal_pointer (&task));
}

/**
 * tw_stage_asker_move:
 * @parent: a widget that a popover can stand on
 * @place: where the popover points to
 * @workspace: the workspace
 * @group: a field for which tw_stage_can_ask()
 * @id: the record
 * @value: the stage that it is to come to
 * @callback: called when it is there, refused, or put back
 * @data: for @callback
 *
 * Makes the move, and asks for what the stage requires.
 */
void
tw_stage_asker_move (GtkWidget           *parent,
                     const GdkRectangle  *place,
                     TwWorkspace         *workspace,
                     const TwField       *group,
                     const TwId          *id,
                     const TwValue       *value,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  GTask *task = NULL;
  Asking *asking = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  g_return_if_fail (GTK_IS_WIDGET (parent) && place != NULL && group != NULL);
  g_array_append_vals (ids, id, 1);
  asking = g_new0 (Asking, 1);
  asking->workspace = g_object_ref (workspace);
  asking->move = tw_stage_move_new (tw_workspace_get_store (workspace), group, ids, value);
  asking->place = *place;
  task = g_task_new (parent, NULL, callback, data);
  g_task_set_source_tag (task, tw_stage_asker_move);
  g_task_set_task_data (task, asking, asking_free);
  tw_stage_move_run_async (asking->move, ran_cb, task);
}

/**
 * tw_stage_asker_move_finish:
 * @parent: the widget
 * @result: what the callback got
 * @error: why the record cannot come there
 *
 * Returns: whether it is there
 */
gboolean
tw_stage_asker_move_finish (GtkWidget     *parent,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, parent), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
