/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sidebar-saved.h"

#include <glib/gi18n-lib.h>

#include "tw-report-save-dialog.h"
#include "tw-save-search-dialog.h"
#include "tw-save-view-dialog.h"
#include "tw-saved-view.h"
#include "tw-star.h"

/* What stands behind a line: a record of its own entity. */
static TwRecord *
load (TwWorkspace   *workspace,
      TwSidebarItem *item,
      GError       **error)
{
  const char *saved = tw_sidebar_item_get_saved_entity (item);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), saved != NULL ? saved : tw_sidebar_item_get_entity (item));
  g_autoptr(TwRecord) record = NULL;
  TwId id;

  if (entity == NULL || !tw_id_parse (tw_sidebar_item_get_target (item), &id))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("“%s” is gone. Start Tradewind again to see what is there."),
                   tw_sidebar_item_get_title (item));
      return NULL;
    }
  record = tw_store_get (tw_workspace_get_store (workspace), entity, &id, error);
  return g_steal_pointer (&record);
}

static gboolean
commit (TwWorkspace *workspace,
        TwRecord    *record,
        const char  *title,
        gboolean     remove,
        GError     **error)
{
  TwEdit *edit = tw_edit_new (tw_workspace_get_store (workspace), TW_ORIGIN_PERSON, title);
  g_autoptr(TwCommit) done = NULL;

  if (remove)
    tw_edit_delete (edit, tw_record_get_entity (record), tw_record_get_id (record));
  else
    tw_edit_save (edit, record);
  done = tw_edit_commit (edit, error);
  return done != NULL;
}

/**
 * tw_sidebar_saved_ask:
 * @workspace: the workspace
 * @item: the line of a saved view, a saved search or a report
 * @parent: the window that the question belongs to
 * @error: it is gone
 *
 * Shows the dialog that changes what it is called, who sees it and whether new matches are told.
 *
 * Returns: whether it could be read
 */
gboolean
tw_sidebar_saved_ask (TwWorkspace   *workspace,
                      TwSidebarItem *item,
                      GtkWindow     *parent,
                      GError       **error)
{
  const char *kind = tw_sidebar_item_get_saved_entity (item);
  GtkWindow *dialog = NULL;
  TwId id;

  g_return_val_if_fail (kind != NULL, FALSE);
  if (!tw_id_parse (tw_sidebar_item_get_target (item), &id))
    return FALSE;
  if (g_str_equal (kind, "saved_search"))
    {
      TwSavedSearch *search = tw_saved_search_load (tw_workspace_get_store (workspace), &id, error);

      if (search != NULL)
        dialog = GTK_WINDOW (tw_save_search_dialog_new (parent, tw_workspace_get_store (workspace), search));
    }
  else if (g_str_equal (kind, "saved_view"))
    {
      g_autoptr(TwViewState) state = tw_saved_view_load (workspace, &id, error);

      if (state != NULL)
        dialog = GTK_WINDOW (tw_save_view_dialog_new_change (parent, state));
    }
  else
    {
      g_autoptr(TwReportState) state = tw_report_state_load (workspace, &id, error);

      if (state != NULL)
        dialog = GTK_WINDOW (tw_report_save_dialog_new (parent, state, FALSE));
    }
  if (dialog != NULL)
    gtk_window_present (dialog);
  return dialog != NULL;
}

/**
 * tw_sidebar_saved_toggle:
 * @workspace: the workspace
 * @item: the line of a saved view, a saved search or a report
 * @field: key of a field of its record that is true or false: "shared", "alert"
 * @error: it is gone, or what the store says
 *
 * Turns the field around, as one commit.
 *
 * Returns: whether it was changed
 */
gboolean
tw_sidebar_saved_toggle (TwWorkspace   *workspace,
                         TwSidebarItem *item,
                         const char    *field,
                         GError       **error)
{
  g_autoptr(TwRecord) record = load (workspace, item, error);
  const TwValue *now = record != NULL ? tw_record_get_key (record, field) : NULL;
  gboolean on = now != NULL && now->type == TW_TYPE_BOOLEAN && now->i != 0;
  g_auto(TwValue) value = tw_value_boolean (!on);
  g_autofree char *title = NULL;

  if (record == NULL || !tw_record_set_key (record, field, &value, error))
    return FALSE;
  if (g_str_equal (field, "alert"))
    /* Translators: names a change; %s is the name of a saved search. */
    title = g_strdup_printf (on ? _("Tell no more of new matches of “%s”") : _("Tell of new matches of “%s”"), tw_sidebar_item_get_title (item));
  else
    /* Translators: names a change; %s is the name of a saved view, a search or a report. */
    title = g_strdup_printf (on ? _("Stop sharing “%s”") : _("Share “%s”"), tw_sidebar_item_get_title (item));
  return commit (workspace, record, title, FALSE, error);
}

static gboolean
remove_star (TwWorkspace *workspace,
             TwRecord    *record,
             GError     **error)
{
  TwEdit *edit = tw_star_set (tw_workspace_get_store (workspace), record, FALSE);
  g_autoptr(TwCommit) done = edit != NULL ? tw_edit_commit (edit, error) : NULL;

  return edit == NULL || done != NULL;
}

/**
 * tw_sidebar_saved_remove:
 * @workspace: the workspace
 * @item: the line of a saved view, a saved search, a report or a starred record
 * @error: it is gone, or what the store says
 *
 * Deletes what was saved, as one commit; a starred record only loses its star.
 *
 * Returns: whether it was done
 */
gboolean
tw_sidebar_saved_remove (TwWorkspace   *workspace,
                         TwSidebarItem *item,
                         GError       **error)
{
  g_autoptr(TwRecord) record = load (workspace, item, error);
  g_autofree char *title = NULL;

  if (record == NULL)
    return FALSE;
  if (tw_sidebar_item_get_saved_entity (item) == NULL)
    return remove_star (workspace, record, error);
  title = g_strdup_printf (_("Delete “%s”"), tw_sidebar_item_get_title (item));
  return commit (workspace, record, title, TRUE, error);
}

static void
append (GMenu         *menu,
        const char    *label,
        const char    *action,
        TwSidebarItem *item)
{
  g_autoptr(GMenuItem) line = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (line, action, "s", tw_sidebar_item_get_target (item));
  g_menu_append_item (menu, line);
}

/**
 * tw_sidebar_saved_make_menu:
 * @item: a line
 *
 * Returns: (transfer full): what its menu offers: nothing for kinds of records and pages, and for what is somebody else's
 */
GMenuModel *
tw_sidebar_saved_make_menu (TwSidebarItem *item)
{
  TwSidebarMarks marks = tw_sidebar_item_get_marks (item);
  GMenu *menu = g_menu_new ();

  if (g_str_equal (tw_sidebar_item_get_group (item), "starred"))
    append (menu, _("_Remove the Star"), "sidebar.remove", item);
  if (tw_sidebar_item_get_saved_entity (item) != NULL && (marks & TW_SIDEBAR_OWN))
    {
      append (menu, _("_Rename…"), "sidebar.change", item);
      append (menu, marks & TW_SIDEBAR_SHARED ? _("_Share No More") : _("_Share with Everybody"), "sidebar.share", item);
      if (g_str_equal (tw_sidebar_item_get_saved_entity (item), "saved_search"))
        append (menu, marks & TW_SIDEBAR_ALERT ? _("_Tell Me No More") : _("_Tell Me of New Matches"), "sidebar.alert", item);
      append (menu, _("_Delete"), "sidebar.remove", item);
    }
  return G_MENU_MODEL (menu);
}
