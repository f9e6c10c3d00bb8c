/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says on a task's page that somebody wants the signed-in person to do it, and takes the answer. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_ASKED_BAR (tw_asked_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwAskedBar, tw_asked_bar, TW, ASKED_BAR, AdwBin)

TwAskedBar *tw_asked_bar_new        (TwWorkspace *workspace);
/* record: (nullable) NULL shows nothing */
void        tw_asked_bar_set_record (TwAskedBar *self, TwRecord *record);

G_END_DECLS
