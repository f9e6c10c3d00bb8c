/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-report.h"

G_BEGIN_DECLS

/* What a text of a definition means: an expression, and where it is a field or a path to one, that field. */
typedef struct
{
  TwExprBound   *bound;                                /* (owned) (nullable) NULL: a list of the record itself, which is no expression */
  const TwField *field;                                /* (nullable) */
  TwType         type;
} TwReportTerm;

#define TW_REPORT_TERM_INIT { NULL, NULL, TW_TYPE_NULL }

/* what: the text of a field, path or expression. Errors: TW_FIGURE_ERROR, TW_EXPR_ERROR. */
gboolean tw_report_term_init  (TwReportTerm *term, TwSchema *schema, const TwEntity *entity, const char *what, GError **error);
void     tw_report_term_clear (TwReportTerm *term);
/* Whether it has a text; lists of the record have none. */
gboolean tw_report_term_is_path (const char *what);
gboolean tw_report_term_is_date (const TwReportTerm *term);

/* The figure of one value over all groups. */
TwFigure *tw_report_dup_value_figure (const TwReport *report, const TwReportValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwReportTerm, tw_report_term_clear)

G_END_DECLS
