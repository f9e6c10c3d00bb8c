/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one was told: mentions, answers, work that was assigned, changes of followed records, reminders. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_INBOX_PAGE (tw_inbox_page_get_type ())
G_DECLARE_FINAL_TYPE (TwInboxPage, tw_inbox_page, TW, INBOX_PAGE, TwWindowPage)

extern const TwActionTable tw_inbox_page_actions;

TwWindowPage *tw_inbox_page_new        (TwWorkspace *workspace);
guint         tw_inbox_page_get_n_rows (TwInboxPage *self);

G_END_DECLS
