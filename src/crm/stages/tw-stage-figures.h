/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a pipeline stands: what lies in each stage, how long records stay there, and which part is won. For every entity whose board is
 * of a field that leads to stages of kinds "open", "won" and "lost"; what an outcome and its day are is known from the schema: an enum
 * that is derived from the stage's kind, and a date-time that is derived when the stage changes. */
#pragma once

#include "tw-figures.h"
#include "tw-stage.h"

G_BEGIN_DECLS

/* The enum with "won" and "lost" that follows from the stage; nullable: the entity wins nothing. */
const TwField *tw_stage_get_outcome_field (const TwField *group);
/* When a record was closed; nullable. */
const TwField *tw_stage_get_closed_field  (const TwField *group);

/* (element-type TwFigureLine) by stage in their order: count, sums and weighted sums of what is open, and the average of the days that
 * those who left the stage had stayed. Stages of which there is nothing to tell are left out. */
GPtrArray *tw_stage_figures_pipeline (const TwFigureScope *scope, const TwField *group, GError **error);
/* What was won and lost: by NULL one line with both; "month" (of closing, the last twelve); the key of the group field (those that came
 * through the stage); or the key of another field for which tw_figures_can_group(). */
GPtrArray *tw_stage_figures_win_rate (const TwFigureScope *scope, const TwField *group, const char *by, GError **error);

G_END_DECLS
