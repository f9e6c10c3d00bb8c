/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a view: header with switcher, filter chips with count and sum, the presentation, and a bar for selected records. */
#pragma once

#include "tw-presentation.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEW_PAGE (tw_view_page_get_type ())
G_DECLARE_FINAL_TYPE (TwViewPage, tw_view_page, TW, VIEW_PAGE, TwWindowPage)

TwViewPage     *tw_view_page_new              (TwViewState *state);
TwViewState    *tw_view_page_get_state        (TwViewPage *self);
TwPresentation *tw_view_page_get_presentation (TwViewPage *self);    /* the one that is shown */

G_END_DECLS
