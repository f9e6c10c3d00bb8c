/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New notifications of who is signed in, shown by the desktop: opened, done or put off from there. Not in quiet hours. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_DESKTOP_NOTICES (tw_desktop_notices_get_type ())
G_DECLARE_FINAL_TYPE (TwDesktopNotices, tw_desktop_notices, TW, DESKTOP_NOTICES, GObject)

/* Follows the workspace's store. */
TwDesktopNotices *tw_desktop_notices_new  (GApplication *application, TwWorkspace *workspace);
/* What a notice says and offers; NULL: this person is not to be disturbed with it now. */
GNotification    *tw_desktop_notices_make (TwDesktopNotices *self, TwRecord *notification);
/* what: "open", "done", "snooze"; id: of the notification. The record to be opened: (uss) as for win.open-record; NULL for the others. */
GVariant         *tw_desktop_notices_act  (TwDesktopNotices *self, const char *what, const char *id);
/* Something that ran in the background is done; uri: of a file that can be opened from the notice. */
void              tw_desktop_notices_tell (TwDesktopNotices *self, const char *title, const char *words, const char *uri);

G_END_DECLS
