/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of a lead's page. */
#pragma once

#include "tw-action-table.h"
#include "tw-record.h"

G_BEGIN_DECLS

extern const TwActionTable tw_lead_actions;

/* For the page of any record: enables what can be done with it. */
void tw_lead_commands_update (GtkWidget *page, TwRecord *record);

G_END_DECLS
