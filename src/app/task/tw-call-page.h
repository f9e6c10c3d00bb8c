/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call list: one planned call at a time, its outcome by one key, then the next. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_CALL_PAGE (tw_call_page_get_type ())
G_DECLARE_FINAL_TYPE (TwCallPage, tw_call_page, TW, CALL_PAGE, TwWindowPage)

extern const TwActionTable tw_call_page_actions;

TwCallPage *tw_call_page_new      (TwWorkspace *workspace);
/* The call that is shown; nullable: there is none. */
TwRecord   *tw_call_page_get_call (TwCallPage *self);
GtkEntry   *tw_call_page_get_note (TwCallPage *self);

G_END_DECLS
