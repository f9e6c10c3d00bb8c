/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done, by day: overdue, today, this week, later. A line on top adds one ("Call Ann tomorrow 10:00"), a tick finishes
 * one. For every kind of record that has a day and a state in which it is done. */
#pragma once

#include "tw-action-table.h"
#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_AGENDA_VIEW (tw_agenda_view_get_type ())
G_DECLARE_FINAL_TYPE (TwAgendaView, tw_agenda_view, TW, AGENDA_VIEW, AdwBin)

extern const TwActionTable tw_agenda_view_actions;

GtkWidget  *tw_agenda_view_new      (TwViewState *state);
gboolean    tw_agenda_view_can_show (const TwEntity *entity);
GtkListBox *tw_agenda_view_get_list (TwAgendaView *self);
/* Adds what a line says. */
void        tw_agenda_view_add      (TwAgendaView *self, const char *line);

G_END_DECLS
