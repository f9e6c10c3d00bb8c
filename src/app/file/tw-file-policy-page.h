/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files the workspace takes, as a page of the preferences for those who may set it. Each choice is kept at once, and can be undone. */
#pragma once

#include "tw-app.h"
#include "tw-file-policy.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FILE_POLICY_PAGE (tw_file_policy_page_get_type ())
G_DECLARE_FINAL_TYPE (TwFilePolicyPage, tw_file_policy_page, TW, FILE_POLICY_PAGE, AdwPreferencesPage)

/* Whether the person may set it. */
gboolean   tw_file_policy_page_is_for (TwWorkspace *workspace);
GtkWidget *tw_file_policy_page_new    (TwWorkspace *workspace);
/* For tests: what is switched. */
GtkSwitch *tw_file_policy_page_get_switch (TwFilePolicyPage *self, TwFileGroup group);

G_END_DECLS
