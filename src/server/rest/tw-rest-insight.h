/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers to figures and to reports have in common. */
#pragma once

#include "tw-report-run.h"
#include "tw-rest-private.h"

G_BEGIN_DECLS

void        tw_rest_insight_handle      (TwRequest *request, TwResponse *response, TwRest *rest, void (*answer) (TwRestCall *call));
void        tw_rest_insight_fail        (TwRestCall *call, const GError *error);
gboolean    tw_rest_insight_read_ask    (TwRestCall *call, const TwEntity *entity, const char *days, TwGrain grain, TwFigureRange *range,
                                         TwFigureAsk *ask);
char       *tw_rest_insight_dup_body    (TwRestCall *call);
TwRecord   *tw_rest_insight_find        (TwRestCall *call, const char *key, const char *field, char **json);

void        tw_rest_insight_print_value (GString *json, TwRestCall *call, const TwValue *value);
void        tw_rest_insight_print_key   (GString *json, TwRestCall *call, const TwFigureKey *key);
void        tw_rest_insight_print_cell  (GString *json, TwRestCall *call, const TwFigureCell *cell);
gboolean    tw_rest_insight_print_figure (GString *json, TwRestCall *call, const TwFigure *figure, TwFigureAnswer *answer);
const char *tw_rest_insight_unit        (const TwNumberUnit *unit);

/* --- tw-rest-report-file.c --- */
typedef enum { TW_REST_REPORT_JSON, TW_REST_REPORT_LINES, TW_REST_REPORT_CSV, TW_REST_REPORT_XLSX, TW_REST_REPORT_PDF } TwRestReportForm;

gboolean    tw_rest_report_read_form    (TwRestCall *call, TwRestReportForm *form);      /* of the query; FALSE: answered */
/* The whole report as a file. */
/* saved: (nullable) id of the report, whose run is kept. */
void        tw_rest_report_send_file    (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, TwRestReportForm form, const char *title,
                                         const TwId *saved);

/* --- tw-rest-report.c --- */
/* What a table is, and each of its items, as JSON; text: of a link's record, "" where its name may not be read. */
void        tw_rest_report_print_head   (GString *json, TwRestCall *call, const TwReport *report, GPtrArray *columns, GPtrArray *labels,
                                         gint64 n_rows, const char *const *left_out);
typedef char *(*TwRestReportText)       (gpointer run, guint column, const TwValue *value);
void        tw_rest_report_print_item   (GString *json, TwRestCall *call, GPtrArray *columns, const TwReportItem *item, TwRestReportText text,
                                         gpointer run);
/* Enters in the audit log that the rows were read, and the sensitive fields among the columns. */
void        tw_rest_report_note         (TwRestCall *call, const TwReport *report, gint64 n_rows, const char *format, const char *title);

G_END_DECLS
