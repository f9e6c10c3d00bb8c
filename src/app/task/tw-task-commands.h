/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of what is to be done: on a record's page, and everywhere. */
#pragma once

#include "tw-action-table.h"
#include "tw-record.h"

G_BEGIN_DECLS

extern const TwActionTable tw_task_actions;             /* of a record's page */
extern const TwActionTable tw_task_window_actions;

/* For the page of any record: enables what can be done with it. */
void tw_task_commands_update (GtkWidget *page, TwRecord *record);

G_END_DECLS
