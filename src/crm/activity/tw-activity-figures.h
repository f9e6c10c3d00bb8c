/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done with customers: how often, how long, with which outcome, and what is won with it and without it. */
#pragma once

#include "tw-figures.h"

G_BEGIN_DECLS

/* (element-type TwFigureLine) with count and seconds: by NULL one line; "month" (in which it was done, the last twelve); "outcome", or
 * the key of a field for which tw_figures_can_group(). By the type, lines also have won and lost, of what an activity of the type was
 * about, and other_won and other_lost, of what none of the type was about. Most first. scope: of the activities; where may name their
 * fields alone. */
GPtrArray *tw_activity_figures (const TwFigureScope *scope, const char *by, GError **error);

G_END_DECLS
