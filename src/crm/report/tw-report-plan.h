/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report asks the stream for: columns, and the order that they come in. */
#pragma once

#include "tw-report-source.h"

G_BEGIN_DECLS

typedef struct
{
  GArray    *columns;                                  /* TwStreamColumn */
  GArray    *keys;                                     /* TwStreamKey */
  GArray    *terms;                                    /* TwReportTerm: what is pointed to */
  GPtrArray *titles, *ranks;
} TwReportPlan;

void  tw_report_plan_init  (TwReportPlan *plan);
void  tw_report_plan_clear (TwReportPlan *plan);
/* The number of the new column; the term has to live as long as the plan. */
guint tw_report_plan_add   (TwReportPlan *plan, const TwReportTerm *term, const char *what, TwGrain grain);
/* A column decides the order; group: keys of groups have their own order, and those without a value are last. */
void  tw_report_plan_sort  (TwReportPlan *plan, TwReportSource *source, const TwReportTerm *term, const char *what, guint column,
                            gboolean descending, gboolean group);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwReportPlan, tw_report_plan_clear)

G_END_DECLS
