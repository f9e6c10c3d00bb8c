/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for quotes in every edit, whichever way it is made: a page, a cell, a bulk, an import, the command line, a request, sync. */
#pragma once

#include "tw-keep.h"

G_BEGIN_DECLS

/* Prices of lines follow product and quantity, a quote that was sent becomes a new draft when it is changed, what was accepted stays,
 * and an accepted quote gives its deal the amount. */
gboolean tw_quote_rule (TwRuleCase *one, GError **error);
/* Keeps the totals of a quote and the amounts of its lines. For tw_store_add_keeper(). */
gboolean tw_quote_keep (TwRuleCase *quote, GError **error);

/* Gives their totals to quotes that a version without stored totals wrote. At a device they come from its server. */
void     tw_quote_settle (TwStore *store);

G_END_DECLS
