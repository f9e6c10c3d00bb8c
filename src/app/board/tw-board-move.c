/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-move.h"

#include <glib/gi18n-lib.h>

/* What a person would call the move. */
static char *
dup_title (GPtrArray  *records,
           const char *column)
{
  g_autofree char *name = NULL;

  if (records->len == 1)
    {
      name = tw_record_dup_title (g_ptr_array_index (records, 0));
      /* Translators: a card is moved on the board: "Move Acme to Won". */
      return g_strdup_printf (_("Move %s to %s"), name, column);
    }
  return g_strdup_printf (ngettext ("Move %u record to %s", "Move %u records to %s", records->len), records->len, column);
}

static gboolean
set_values (TwViewState   *state,
            GArray        *ids,
            const TwValue *value,
            GPtrArray     *records,
            GError       **error)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (state));
  const TwField *field = tw_view_state_get_group_field (state);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(TwRecord) record = tw_store_get (store, tw_view_state_get_entity (state), &g_array_index (ids, TwId, i), error);

      if (record == NULL || !tw_record_set (record, field, value, error))
        return FALSE;
      if (tw_record_has_changes (record))
        g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return TRUE;
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

void
tw_board_move_async (GtkWidget           *widget,
                     TwViewState         *state,
                     GArray              *ids,
                     const TwValue       *value,
                     const char          *title,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (widget, NULL, callback, data);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *what = NULL;
  GError *error = NULL;
  TwEdit *edit = NULL;

  g_task_set_source_tag (task, tw_board_move_async);
  if (!set_values (state, ids, value, records, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (records->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  what = dup_title (records, title);
  edit = tw_edit_new (tw_workspace_get_store (tw_view_state_get_workspace (state)), TW_ORIGIN_PERSON, what);
  for (guint i = 0; i < records->len; i++)
    tw_edit_save (edit, g_ptr_array_index (records, i));
  tw_edit_commit_async (edit, NULL, committed_cb, g_steal_pointer (&task));
}

gboolean
tw_board_move_finish (GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_board_move_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
