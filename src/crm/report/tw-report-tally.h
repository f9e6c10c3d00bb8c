/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of a column come to, as they go by: exact, in 128 bits, money by currency. */
#pragma once

#include "tw-figure.h"

G_BEGIN_DECLS

typedef struct
{
  TwCurrency currency;                                 /* 0 of anything but money */
  gint64     n, n_weighted;
  __int128   sum, weighted;
  gint64     least, greatest;
} TwReportTallyPart;

typedef struct
{
  TwType  type;                                        /* of the values */
  gint64  n;                                           /* values that were not null */
  GArray *parts;                                       /* (owned) (nullable) TwReportTallyPart */
} TwReportTally;

void     tw_report_tally_add     (TwReportTally *tally, const TwValue *value, const TwValue *weight);   /* weight: nullable */
void     tw_report_tally_merge   (TwReportTally *tally, const TwReportTally *other);
void     tw_report_tally_reset   (TwReportTally *tally);                       /* to nothing; the type stays */
void     tw_report_tally_clear   (TwReportTally *tally);                       /* frees what it holds */
/* Null in result: there is none, or a rate is missing, which missing is told. FALSE: it does not fit. */
gboolean tw_report_tally_finish  (const TwReportTally *tally, TwStore *store, TwCurrency currency, TwAggregate aggregate, TwValue *result,
                                  gboolean *missing, GError **error);

G_END_DECLS
