/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks for a report, and of which records: what tables and pivots begin with. */
#pragma once

#include "tw-report-private.h"
#include "tw-report-run.h"
#include "tw-stream.h"

G_BEGIN_DECLS

typedef struct
{
  TwReport       *report;                              /* (owned) */
  TwStore        *store;                               /* (owned) */
  TwAccess       *access;                              /* (owned) (nullable) */
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwQuery        *query;                               /* (owned) the records that the person may read */
  char           *words;                               /* (owned) (nullable) that the records must have: the report's and those asked with */
  TwCurrency      currency;                            /* of totals */
  GTimeZone      *zone;                                /* (owned) */
  GHashTable     *visible;                             /* TwId of linked records → whether they may be read; where rights are asked for */
} TwReportSource;

gboolean tw_report_source_init  (TwReportSource *source, const TwReport *report, const TwFigureAsk *ask, GError **error);
void     tw_report_source_clear (TwReportSource *source);
/* Whether the person may see what a term tells (TW_ACCESS_ERROR_DENIED). */
gboolean tw_report_source_check (TwReportSource *source, const TwReportTerm *term, GError **error);
/* The key of a group for people; the name of a record that may not be read is not told. */
TwFigureKey *tw_report_source_key (TwReportSource *source, const TwReportTerm *term, TwGrain grain, const TwValue *value);
char    *tw_report_source_dup_text (TwReportSource *source, const TwField *field, const TwValue *value);
/* Which keys come first, in their order: choices and stages; NULL: the values themselves. */
GArray  *tw_report_source_dup_ranks (TwReportSource *source, const TwReportTerm *term);
/* The name of the records that a link leads to, to sort by; NULL: none. */
TwExprBound *tw_report_source_bind_title (TwReportSource *source, const TwReportTerm *term, const char *what);
TwGrain  tw_report_group_get_grain (const TwReportGroup *group, const TwReportTerm *term);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwReportSource, tw_report_source_clear)

G_END_DECLS
