/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two versions of a document beside each other: which lines and words of their text went and came, and what else is different. */
#pragma once

#include "tw-app.h"
#include "tw-document-compare.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_COMPARE_WINDOW (tw_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (TwCompareWindow, tw_compare_window, TW, COMPARE_WINDOW, AdwWindow)

/* versions: (element-type TwRecord) of the document, the newest first, two at least; former, later: places in it. */
TwCompareWindow *tw_compare_window_new      (GtkWindow *parent, TwWorkspace *workspace, const char *name, GPtrArray *versions, guint former,
                                             guint later);
void             tw_compare_window_choose   (TwCompareWindow *self, guint former, guint later);
/* (nullable) what it shows; NULL while the files are read. */
TwDocumentComparison *tw_compare_window_get_shown (TwCompareWindow *self);

G_END_DECLS
