/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-presentation.h"

#include <glib/gi18n-lib.h>

#include "tw-agenda-view.h"
#include "tw-board-view.h"
#include "tw-calendar-view.h"
#include "tw-chart-page.h"
#include "tw-list-view.h"
#include "tw-thumb-view.h"

G_DEFINE_INTERFACE (TwPresentation, tw_presentation, GTK_TYPE_WIDGET)

static guint selection_changed_signal;

static const TwPresentationInfo infos[] = {
  { "board", N_("Board"), "view-dual-symbolic", "board", tw_board_view_can_show, tw_board_view_new },
  { "list", N_("List"), "view-list-symbolic", "list", NULL, tw_list_view_new },
  { "thumbnails", N_("Thumbnails"), "view-grid-symbolic", "documents", tw_thumb_view_can_show, tw_thumb_view_new },
  { "agenda", N_("By Day"), "view-list-bullet-symbolic", "tasks", tw_agenda_view_can_show, tw_agenda_view_new },
  { "calendar", N_("Calendar"), "x-office-calendar-symbolic", "calendar", tw_calendar_view_can_show, tw_calendar_view_new },
  { "chart", N_("Chart"), "network-cellular-signal-excellent-symbolic", "dashboards", tw_chart_page_can_show, tw_chart_page_new },
};

static void
tw_presentation_default_init (TwPresentationInterface *iface)
{
  /**
   * TwPresentation::selection-changed:
   *
   * Other records are selected than before.
   */
  selection_changed_signal = g_signal_new ("selection-changed", TW_TYPE_PRESENTATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
}

/**
 * tw_presentation_get_infos:
 * @n_infos: (out): how many there are
 *
 * Returns: (transfer none): all presentations, in the order of the switcher
 */
const TwPresentationInfo *
tw_presentation_get_infos (guint *n_infos)
{
  *n_infos = G_N_ELEMENTS (infos);
  return infos;
}

/**
 * tw_presentation_dup_selected:
 * @self: a presentation
 *
 * Returns: (transfer full) (element-type TwId): ids of the selected records, in the order shown
 */
GArray *
tw_presentation_dup_selected (TwPresentation *self)
{
  g_return_val_if_fail (TW_IS_PRESENTATION (self), NULL);
  return TW_PRESENTATION_GET_IFACE (self)->dup_selected (self);
}

/**
 * tw_presentation_count_selected:
 * @self: a presentation
 * @chosen: (out): whether they were chosen, and are not only where the keyboard stands
 *
 * Returns: how many records are selected
 */
guint
tw_presentation_count_selected (TwPresentation *self,
                                gboolean       *chosen)
{
  g_autoptr(GArray) ids = NULL;

  g_return_val_if_fail (TW_IS_PRESENTATION (self) && chosen != NULL, 0);
  if (TW_PRESENTATION_GET_IFACE (self)->count_selected != NULL)
    return TW_PRESENTATION_GET_IFACE (self)->count_selected (self, chosen);
  ids = tw_presentation_dup_selected (self);
  *chosen = ids->len > 1;
  return ids->len;
}

/**
 * tw_presentation_dup_selection:
 * @self: a presentation
 * @entity: the entity that it shows
 *
 * Returns: (transfer full): the selected records, in the order shown
 */
TwRecordSet *
tw_presentation_dup_selection (TwPresentation *self,
                               const TwEntity *entity)
{
  g_autoptr(GArray) ids = NULL;

  g_return_val_if_fail (TW_IS_PRESENTATION (self) && entity != NULL, NULL);
  if (TW_PRESENTATION_GET_IFACE (self)->dup_selection != NULL)
    return TW_PRESENTATION_GET_IFACE (self)->dup_selection (self);
  ids = tw_presentation_dup_selected (self);
  return tw_record_set_new_ids (entity, ids);
}

/**
 * tw_presentation_clear_selection:
 * @self: a presentation
 *
 * Nothing is selected any more.
 */
void
tw_presentation_clear_selection (TwPresentation *self)
{
  g_return_if_fail (TW_IS_PRESENTATION (self));
  TW_PRESENTATION_GET_IFACE (self)->clear_selection (self);
}

/**
 * tw_presentation_set_narrow:
 * @self: a presentation
 * @narrow: whether the window is folded to one column
 *
 * Tells how wide the window is.
 */
void
tw_presentation_set_narrow (TwPresentation *self,
                            gboolean        narrow)
{
  g_return_if_fail (TW_IS_PRESENTATION (self));
  if (TW_PRESENTATION_GET_IFACE (self)->set_narrow != NULL)
    TW_PRESENTATION_GET_IFACE (self)->set_narrow (self, narrow);
}

/**
 * tw_presentation_take_focus:
 * @self: a presentation
 *
 * Moves the keyboard focus to the records.
 */
void
tw_presentation_take_focus (TwPresentation *self)
{
  g_return_if_fail (TW_IS_PRESENTATION (self));
  if (TW_PRESENTATION_GET_IFACE (self)->take_focus != NULL)
    TW_PRESENTATION_GET_IFACE (self)->take_focus (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/**
 * tw_presentation_is_reading:
 * @self: a presentation
 *
 * Returns: whether some of the records that it shows are still read
 */
gboolean
tw_presentation_is_reading (TwPresentation *self)
{
  g_autoptr(GPtrArray) lists = NULL;

  g_return_val_if_fail (TW_IS_PRESENTATION (self), FALSE);
  if (TW_PRESENTATION_GET_IFACE (self)->list_results == NULL)
    return FALSE;
  lists = TW_PRESENTATION_GET_IFACE (self)->list_results (self);
  for (guint i = 0; i < lists->len; i++)
    if (tw_results_get_loading (g_ptr_array_index (lists, i)))
      return TRUE;
  return FALSE;
}

/**
 * tw_presentation_selection_changed:
 * @self: a presentation
 *
 * For implementations: says that other records are selected.
 */
void
tw_presentation_selection_changed (TwPresentation *self)
{
  g_return_if_fail (TW_IS_PRESENTATION (self));
  g_signal_emit (self, selection_changed_signal, 0);
}
