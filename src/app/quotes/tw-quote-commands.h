/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the pages of quotes and deals: to the editor of lines, and from a deal to a new quote. */
#pragma once

#include "tw-action-table.h"
#include "tw-record.h"

G_BEGIN_DECLS

extern const TwActionTable tw_quote_actions;

/* For the page of any record: enables what can be done with it. */
void tw_quote_commands_update (GtkWidget *page, TwRecord *record);

G_END_DECLS
