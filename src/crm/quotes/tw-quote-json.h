/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The amounts of a quote for programs. */
#pragma once

#include "tw-quote-sum.h"

G_BEGIN_DECLS

/* lines: (nullable) (element-type TwRecord): as went in; their ids and names stand beside the amounts. */
char *tw_quote_sum_to_json (const TwQuoteSum *sum, GPtrArray *lines);

G_END_DECLS
