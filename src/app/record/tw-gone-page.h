/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands where a record would: it was removed for good, has not come to this computer, or cannot be read. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_GONE_PAGE (tw_gone_page_get_type ())
G_DECLARE_FINAL_TYPE (TwGonePage, tw_gone_page, TW, GONE_PAGE, TwWindowPage)

TwWindowPage *tw_gone_page_new (TwWorkspace *workspace, const TwEntity *entity, const GError *error);

G_END_DECLS
