/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One filter of a view: "Owner: me ✕". */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_FILTER_CHIP (tw_filter_chip_get_type ())
G_DECLARE_FINAL_TYPE (TwFilterChip, tw_filter_chip, TW, FILTER_CHIP, AdwBin)

GtkWidget  *tw_filter_chip_new       (TwViewState *state, guint i);
const char *tw_filter_chip_get_label (TwFilterChip *self);
void        tw_filter_chip_remove    (TwFilterChip *self);

G_END_DECLS
