/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of the lists that a report is designed of: fields are dropped on it, moved by drag or Alt+Up and Down, taken out with Delete,
 * changed with Enter. Signal "said" (char *sentence): something cannot stand there. */
#pragma once

#include "tw-app.h"
#include "tw-report-parts.h"
#include "tw-report-state.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_WELL (tw_report_well_get_type ())
G_DECLARE_FINAL_TYPE (TwReportWell, tw_report_well, TW, REPORT_WELL, AdwBin)

GtkWidget   *tw_report_well_new      (TwReportState *state, TwReportPart part);
TwReportPart tw_report_well_get_part (TwReportWell *self);
/* What a drop and keys do, for tests. */
gboolean     tw_report_well_drop     (TwReportWell *self, const char *text, guint at);
gboolean     tw_report_well_key      (TwReportWell *self, guint i, guint keyval, GdkModifierType state);
GtkWidget   *tw_report_well_edit     (TwReportWell *self, guint i);            /* the editor that opens; nullable */

G_END_DECLS
