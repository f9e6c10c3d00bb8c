/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its options, the workspace that is open and its window. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_APPLICATION (tw_application_get_type ())
G_DECLARE_FINAL_TYPE (TwApplication, tw_application, TW, APPLICATION, AdwApplication)

TwApplication *tw_application_new           (void);
TwWorkspace   *tw_application_get_workspace (TwApplication *self);
/* Opens the workspace in a folder, or with create makes one there; an error is shown in the window. */
gboolean       tw_application_open          (TwApplication *self, const char *dir, gboolean create);
/* Opens the demo company, which is made first when it is not there yet. */
void           tw_application_open_demo     (TwApplication *self);
/* Makes an empty workspace for a new user and opens it. */
gboolean       tw_application_create        (TwApplication *self, const char *name, const char *user, const char *email,
                                             GError **error);

G_END_DECLS
