/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists that a report is designed of, as if they were of one kind: what stands in them is added, moved, taken out. */
#pragma once

#include "tw-report.h"

G_BEGIN_DECLS

typedef enum { TW_PART_COLUMNS, TW_PART_GROUPS, TW_PART_ACROSS, TW_PART_VALUES, TW_PART_SORT, TW_N_PARTS } TwReportPart;

const char *tw_report_part_get_title (TwReportPart part);
const char *tw_report_part_get_name  (TwReportPart part);                      /* "columns" */
gboolean    tw_report_part_parse     (const char *name, TwReportPart *part);
guint       tw_report_part_get_n     (const TwReport *report, TwReportPart part);
/* Its label, and what else is chosen for it ("Sum · Average", "By month"); "". */
char       *tw_report_part_dup_label (const TwReport *report, TwReportPart part, guint i, TwSchema *schema);
char       *tw_report_part_dup_detail (const TwReport *report, TwReportPart part, guint i, TwSchema *schema);
/* The field, path or expression of it; nullable: the number of records. */
const char *tw_report_part_get_value (const TwReport *report, TwReportPart part, guint i);
/* With what fits it: a date is put together by month, a number summed. label: nullable. at: its place; beyond the end: last. FALSE: it
 * cannot stand there, error says why. */
gboolean    tw_report_part_add       (TwReport *report, TwReportPart part, TwSchema *schema, const char *value, const char *label, guint at, GError **error);
void        tw_report_part_remove    (TwReport *report, TwReportPart part, guint i);
void        tw_report_part_move      (TwReport *report, TwReportPart part, guint from, guint to);
/* The parts that a form of presentation uses. */
gboolean    tw_report_part_is_used   (const TwReport *report, TwReportPart part);
/* A table of the records of an entity with their list columns; of none: of deals, or what there is. */
TwReport   *tw_report_new_listed      (TwSchema *schema, const TwEntity *entity);
/* Columns and groups: keys of fields; what does not fit is left out. */
TwReport   *tw_report_new_of_list     (TwSchema *schema, const TwEntity *entity, const char *const *columns, const char *group, const char *where,
                                       const char *text, const char *sort);
/* What a figure asks, shown the same way: name of a kind of chart. NULL: a report cannot ask it. */
TwReport   *tw_report_new_of_figure   (const TwFigure *figure, const char *show);
TwReport   *tw_report_new_usual       (TwSchema *schema);
/* Shows it in another way, with what that needs: a pivot and a chart get the number of records to show. */
void        tw_report_set_show       (TwReport *report, const char *show);

G_END_DECLS
