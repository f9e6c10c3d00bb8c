/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days that figures and reports are asked for: those that are offered, and those that a person looks at on each dashboard. */
#pragma once

#include "tw-dashboard-data.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

typedef struct { const char *period, *label; } TwPeriodChoice;                  /* label: to be translated */

const TwPeriodChoice *tw_dashboard_get_periods (guint *n_periods);
/* What this person chose for a dashboard, kept on this computer. */
gboolean tw_dashboard_period_load (TwWorkspace *workspace, const TwId *dashboard, char **period, TwGrain *grain);
void     tw_dashboard_period_save (TwWorkspace *workspace, const TwDashboard *dashboard, const char *period, TwGrain grain);

G_END_DECLS
