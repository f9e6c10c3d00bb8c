/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first page: what needs doing today, in order. It follows the commits, and asks nothing of the network. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_TODAY_PAGE (tw_today_page_get_type ())
G_DECLARE_FINAL_TYPE (TwTodayPage, tw_today_page, TW, TODAY_PAGE, TwWindowPage)

TwTodayPage *tw_today_page_new         (TwWorkspace *workspace);
/* How many lines are shown; -1 while they are being read for the first time. */
int          tw_today_page_get_n_lines (TwTodayPage *self);

G_END_DECLS
