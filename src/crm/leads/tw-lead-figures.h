/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How old open leads are, which of them are left alone, and whose follow-ups were missed. */
#pragma once

#include "tw-figures.h"

G_BEGIN_DECLS

#define TW_LEAD_QUIET_DAYS 14                          /* without an activity a lead counts as left alone */

/* (element-type TwFigureLine) with open leads, those of them left alone (quiet), and missed follow-ups (overdue): by "age" in bands, the
 * youngest first; else by a field for which tw_figures_can_group(), such as "owner" and "team", most first. */
GPtrArray *tw_lead_figures (const TwFigureScope *scope, const char *by, GError **error);

G_END_DECLS
