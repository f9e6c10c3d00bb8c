/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns, widths and groups that a person gave the list of an entity, kept on this computer while it is no saved view. */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

/* Gives a fresh view its layout, and from then on keeps what is changed. */
void tw_view_layout_follow (TwViewState *state);

G_END_DECLS
