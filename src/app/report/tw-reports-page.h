/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All reports: this person's, those of others that are shared, and the ready ones; searched, opened, renamed, copied, shared, pinned,
 * deleted. */
#pragma once

#include "tw-action-table.h"
#include "tw-report-data.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORTS_PAGE (tw_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (TwReportsPage, tw_reports_page, TW, REPORTS_PAGE, TwWindowPage)

extern const TwActionTable tw_reports_page_actions;

GtkWidget *tw_reports_page_new      (TwWorkspace *workspace);
/* For tests. */
guint      tw_reports_page_get_n_seen (TwReportsPage *self);
void       tw_reports_page_search   (TwReportsPage *self, const char *words);
/* For tests: its lines, drafts first. */
GtkListBox *tw_reports_page_get_list     (TwReportsPage *self);
guint       tw_reports_page_get_n_drafts (TwReportsPage *self);

G_END_DECLS
