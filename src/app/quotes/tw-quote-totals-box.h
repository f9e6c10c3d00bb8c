/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a quote comes to, below its lines: a label and an amount for each figure. */
#pragma once

#include "tw-app.h"
#include "tw-quote-sum.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_TOTALS_BOX (tw_quote_totals_box_get_type ())
G_DECLARE_FINAL_TYPE (TwQuoteTotalsBox, tw_quote_totals_box, TW, QUOTE_TOTALS_BOX, AdwBin)

void        tw_quote_totals_box_set_sum   (TwQuoteTotalsBox *self, const TwQuoteSum *sum);      /* NULL: it is not known */
/* "Total 12.00 €", line by line; for tests. */
char       *tw_quote_totals_box_dup_text  (TwQuoteTotalsBox *self);

G_END_DECLS
