/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody changed on a report and did not save: kept on this computer until it is saved or taken back. */
#pragma once

#include "tw-workspace.h"

G_BEGIN_DECLS

typedef struct
{
  char *key;                                           /* id of a report, or what tw_report_draft_new_key() gave */
  char *title;
  char *definition;
  char *range;                                         /* (nullable) */
} TwReportDraft;

/* For a report that was never saved. */
char          *tw_report_draft_new_key (TwWorkspace *workspace);
void           tw_report_draft_keep    (TwWorkspace *workspace, const TwReportDraft *draft);
void           tw_report_draft_forget  (TwWorkspace *workspace, const char *key);
/* NULL: none. */
TwReportDraft *tw_report_draft_find    (TwWorkspace *workspace, const char *key);
/* (element-type TwReportDraft): of reports that were never saved, the newest first. */
GPtrArray     *tw_report_draft_list    (TwWorkspace *workspace);
void           tw_report_draft_free    (TwReportDraft *draft);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportDraft, tw_report_draft_free)

G_END_DECLS
