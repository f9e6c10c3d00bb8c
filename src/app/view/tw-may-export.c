/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-may-export.h"

#include "tw-access.h"

/**
 * tw_may_export:
 * @widget: in the window that asks
 * @workspace: the workspace
 * @entity: (nullable): whose records are to be taken out
 *
 * Asks whether the person may take such records out of Tradewind, and shows a toast when not.
 *
 * Returns: whether he may
 */
gboolean
tw_may_export (GtkWidget      *widget,
               TwWorkspace    *workspace,
               const TwEntity *entity)
{
  g_autoptr(GError) error = NULL;

  if (entity == NULL || tw_access_check_export (tw_workspace_get_store (workspace), entity, &error))
    return TRUE;
  gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  return FALSE;
}
