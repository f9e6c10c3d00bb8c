/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a presentation shows in place of records: what they are for and the button that makes the first one, or that filters leave none. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

void tw_empty_page_show (AdwStatusPage *page, GtkButton *button, TwViewState *state);

G_END_DECLS
