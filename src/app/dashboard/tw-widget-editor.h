/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog in which a widget of a dashboard is changed: what it counts, of which records, how it is drawn, and how the numbers of
 * its table are told apart. */
#pragma once

#include "tw-app.h"
#include "tw-dashboard-data.h"
#include "tw-figure-chooser.h"
#include "tw-table-format.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_WIDGET_EDITOR (tw_widget_editor_get_type ())
G_DECLARE_FINAL_TYPE (TwWidgetEditor, tw_widget_editor, TW, WIDGET_EDITOR, AdwMessageDialog)

TwWidgetEditor  *tw_widget_editor_new         (GtkWindow *parent, TwWorkspace *workspace, const TwDashboardWidget *widget);
TwFigureChooser *tw_widget_editor_get_chooser (TwWidgetEditor *self);
/* What a person enters, for tests. */
void             tw_widget_editor_set_where   (TwWidgetEditor *self, const char *where);
void             tw_widget_editor_set_format  (TwWidgetEditor *self, gboolean table, const TwTableFormat *format);
/* What is not right yet; NULL: it can be saved. */
const char      *tw_widget_editor_get_problem (TwWidgetEditor *self);

G_END_DECLS
