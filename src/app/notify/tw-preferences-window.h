/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants to be told of and on which way, his quiet hours, and the records that he follows. Each choice is kept at once, and on
 * all his devices; only whether this computer shows notices is this computer's. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_PREFERENCES_WINDOW (tw_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (TwPreferencesWindow, tw_preferences_window, TW, PREFERENCES_WINDOW, AdwPreferencesWindow)

TwPreferencesWindow *tw_preferences_window_new (GtkWindow *parent, TwWorkspace *workspace);
AdwComboRow         *tw_preferences_window_get_theme  (TwPreferencesWindow *self);
/* For tests: the button of a kind of notification and a channel, "mention", "desktop". */
GtkToggleButton     *tw_preferences_window_get_button (TwPreferencesWindow *self, const char *kind, const char *channel);

G_END_DECLS
