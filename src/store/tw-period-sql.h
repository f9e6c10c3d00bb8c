/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods of dates and moments in SQL. */
#pragma once

#include "tw-db.h"
#include "tw-grain.h"

G_BEGIN_DECLS

/* A function of one argument, under a name, that gives the first day of the period. type: date or date with time, which counts in the
 * context's zone. A name can be used again. */
gboolean tw_db_register_period (TwDb *db, const char *name, TwType type, TwGrain grain, const TwExprContext *context, GError **error);

G_END_DECLS
