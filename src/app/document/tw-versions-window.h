/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a document: opened, noted, compared, restored, and a new one chosen. */
#pragma once

#include "tw-app.h"
#include "tw-compare-window.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_VERSIONS_WINDOW (tw_versions_window_get_type ())
G_DECLARE_FINAL_TYPE (TwVersionsWindow, tw_versions_window, TW, VERSIONS_WINDOW, AdwWindow)

TwVersionsWindow *tw_versions_window_new       (GtkWindow *parent, TwWorkspace *workspace, const TwId *document);
guint             tw_versions_window_get_n_shown (TwVersionsWindow *self);
/* What its buttons do: nth from the newest. */
void              tw_versions_window_restore   (TwVersionsWindow *self, guint nth);
void              tw_versions_window_open      (TwVersionsWindow *self, guint nth);
TwCompareWindow  *tw_versions_window_compare   (TwVersionsWindow *self, guint former, guint later);
void              tw_versions_window_add       (TwVersionsWindow *self, GFile *file, const char *note);

G_END_DECLS
