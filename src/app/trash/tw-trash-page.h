/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wastebasket: what was deleted, newest first, and the way back. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_TRASH_PAGE (tw_trash_page_get_type ())
G_DECLARE_FINAL_TYPE (TwTrashPage, tw_trash_page, TW, TRASH_PAGE, TwWindowPage)

TwTrashPage *tw_trash_page_new (TwWorkspace *workspace);

G_END_DECLS
