/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a calculated field of a report: its title and an expression, which is checked while it is typed. */
#pragma once

#include "tw-app.h"
#include "tw-report-state.h"

G_BEGIN_DECLS

#define TW_TYPE_CALCULATION_DIALOG (tw_calculation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwCalculationDialog, tw_calculation_dialog, TW, CALCULATION_DIALOG, AdwMessageDialog)

TwCalculationDialog *tw_calculation_dialog_new         (GtkWindow *parent, TwReportState *state);
/* What is typed, for tests. */
void                 tw_calculation_dialog_set         (TwCalculationDialog *self, const char *title, const char *expression);
const char          *tw_calculation_dialog_get_problem (TwCalculationDialog *self);    /* nullable */

G_END_DECLS
