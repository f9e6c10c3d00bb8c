/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of UX.md: the sidebar beside a stack of pages, the palette over both, toasts. Before a workspace is open it shows
 * the start page. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_WINDOW (tw_window_get_type ())
G_DECLARE_FINAL_TYPE (TwWindow, tw_window, TW, WINDOW, AdwApplicationWindow)

TwWindow     *tw_window_new           (GtkApplication *application);
/* (nullable): NULL shows the start page */
void          tw_window_set_workspace (TwWindow *self, TwWorkspace *workspace);
TwWorkspace  *tw_window_get_workspace (TwWindow *self);
/* The page that is shown; nullable. */
TwWindowPage *tw_window_get_page      (TwWindow *self);
/* Shows a page after the present one, or with clear instead of all of them. */
void          tw_window_push_page     (TwWindow *self, TwWindowPage *page, gboolean clear);
/* Instead of all pages that are there; place: the line of the sidebar that is marked. */
void          tw_window_push_place    (TwWindow *self, TwWindowPage *page, const char *place);
void          tw_window_back          (TwWindow *self);
/* Opens the record of an address, tradewind:deal/… */
void          tw_window_open_uri      (TwWindow *self, const char *uri);
void          tw_window_toast         (TwWindow *self, const char *message);
void       tw_window_toast_open (TwWindow *self, const char *message, const char *uri);
/* Opens the palette with a text; NULL closes it. */
void          tw_window_search        (TwWindow *self, const char *text);
/* Before there is a workspace: shown instead of the main part (transfer floating). */
void          tw_window_set_start     (TwWindow *self, GtkWidget *page);

G_END_DECLS
