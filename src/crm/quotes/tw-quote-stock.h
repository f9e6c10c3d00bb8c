/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether there is as much of a product as a line of a quote offers. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* TRUE: the line offers more than there is (out, in units of TwDecimal). Products whose stock nobody counts have enough, and so has
 * what is not delivered now: lines in words, groups, options. */
gboolean tw_quote_stock_is_short (TwStore *store, TwRecord *line, gint64 *stock);

G_END_DECLS
