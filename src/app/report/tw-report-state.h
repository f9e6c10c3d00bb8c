/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report that is looked at: its definition, the days it is asked for, what was saved. The parts of the page change it by taking a
 * copy, changing that and giving it back; each such step can be undone until it is saved. Signals: "changed" () for the definition or
 * the days; "filters-replaced" () when the entity is another, and with it the view state of the filters. Property: title. */
#pragma once

#include "tw-report-data.h"
#include "tw-report-run.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_STATE (tw_report_state_get_type ())
G_DECLARE_FINAL_TYPE (TwReportState, tw_report_state, TW, REPORT_STATE, GObject)

/* report: (transfer full) */
TwReportState       *tw_report_state_new         (TwWorkspace *workspace, TwReport *report, const char *title);
/* key: of a draft (tw-report-draft.h). */
TwReportState       *tw_report_state_new_of_draft (TwWorkspace *workspace, const char *key);
TwReportState       *tw_report_state_load        (TwWorkspace *workspace, const TwId *id, GError **error);
TwWorkspace         *tw_report_state_get_workspace (TwReportState *self);
TwSchema            *tw_report_state_get_schema  (TwReportState *self);
const TwEntity      *tw_report_state_get_entity  (TwReportState *self);        /* nullable: the schema has it no more */
const TwReport      *tw_report_state_get_report  (TwReportState *self);
TwReport            *tw_report_state_dup_report  (TwReportState *self);
void                 tw_report_state_take        (TwReportState *self, TwReport *report);
void                 tw_report_state_take_typed  (TwReportState *self, TwReport *report);
const char          *tw_report_state_get_range   (TwReportState *self);        /* nullable: all days */
void                 tw_report_state_set_range   (TwReportState *self, const char *range);
/* What the report is asked for; range: filled when there is one. */
void                 tw_report_state_fill_ask    (TwReportState *self, TwFigureAsk *ask, TwFigureRange *range);
TwViewState         *tw_report_state_get_filters (TwReportState *self);        /* nullable as the entity */
const TwReportEntry *tw_report_state_get_entry   (TwReportState *self);
gboolean             tw_report_state_get_changed (TwReportState *self);        /* since it was saved */
gboolean             tw_report_state_can_undo    (TwReportState *self);
gboolean             tw_report_state_can_redo    (TwReportState *self);
void                 tw_report_state_undo        (TwReportState *self);
void                 tw_report_state_redo        (TwReportState *self);
/* name: nullable, as it is. as_new: a further report. sharers: (nullable) who sees it, of tw_share_list(); NULL: as it is. */
gboolean             tw_report_state_save        (TwReportState *self, const char *name, gboolean as_new, gboolean shared, GPtrArray *sharers,
                                                  gboolean pinned, GError **error);

G_END_DECLS
