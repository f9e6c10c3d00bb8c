/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows while no workspace is open: the welcome with its two ways in, progress, or why opening failed. */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

#define TW_TYPE_START_PAGE (tw_start_page_get_type ())
G_DECLARE_FINAL_TYPE (TwStartPage, tw_start_page, TW, START_PAGE, AdwBin)

TwStartPage *tw_start_page_new           (void);
void         tw_start_page_show_welcome  (TwStartPage *self);
void         tw_start_page_show_progress (TwStartPage *self, double fraction);
void         tw_start_page_show_error    (TwStartPage *self, const char *message);

G_END_DECLS
