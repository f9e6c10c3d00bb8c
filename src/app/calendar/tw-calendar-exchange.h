/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar files in and out: what a file would bring is shown first, and brought as one step that can be undone. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

gboolean tw_calendar_exchange_can_open   (GFile *file);
/* files: (element-type GFile): those that are calendar files are asked for one after the other. */
void     tw_calendar_exchange_open       (GtkWidget *widget, TwWorkspace *workspace, GListModel *files);
/* Asks for the file first. */
void     tw_calendar_exchange_ask        (GtkWidget *widget, TwWorkspace *workspace);
void     tw_calendar_exchange_export_ask (GtkWidget *widget, TwWorkspace *workspace);
void     tw_calendar_exchange_export     (GtkWidget *widget, TwWorkspace *workspace, GFile *file);

G_END_DECLS
