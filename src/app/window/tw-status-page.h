/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the workspace in words: where it lies, what is in it, whether all is saved. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_STATUS_PAGE (tw_status_page_get_type ())
G_DECLARE_FINAL_TYPE (TwStatusPage, tw_status_page, TW, STATUS_PAGE, TwWindowPage)

TwStatusPage *tw_status_page_new (TwWorkspace *workspace);

G_END_DECLS
