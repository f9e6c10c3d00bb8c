/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a report is designed: what it is about, the fields there are, and the lists that they are put into. */
#pragma once

#include "tw-action-table.h"
#include "tw-field-tree.h"
#include "tw-report-well.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_DESIGNER (tw_report_designer_get_type ())
G_DECLARE_FINAL_TYPE (TwReportDesigner, tw_report_designer, TW, REPORT_DESIGNER, AdwBin)

extern const TwActionTable tw_report_designer_actions;

GtkWidget    *tw_report_designer_new      (TwReportState *state);
TwFieldTree  *tw_report_designer_get_tree (TwReportDesigner *self);
TwReportWell *tw_report_designer_get_well (TwReportDesigner *self, TwReportPart part);
/* For tests: "entities", "shows", "periods". */
gboolean      tw_report_designer_choose   (TwReportDesigner *self, const char *list, const char *words);

G_END_DECLS
