/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes of the store: their lines, what they come to, and how one is made of a deal. The stored totals of a quote and its lines are
 * kept in every commit (tw-quote-rule.h), by the very function that is here for records with edits that are not saved yet. */
#pragma once

#include "tw-quote-sum.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* The live lines of a quote by position. (element-type TwRecord) Blocks for a small read. */
GPtrArray  *tw_quote_load_lines  (TwStore *store, const TwId *quote, GError **error);
/* Works out a quote from records, as they are now with their edits: for a window with unsaved changes. lines: in their order; deleted
 * ones are to be left out. currency: of the workspace, for a quote that names none. Line i of the result is lines[i]. Any thread. */
TwQuoteSum *tw_quote_sum_records (TwRecord *quote, GPtrArray *lines, TwCurrency currency, GError **error);
/* The same of what is stored. quote, lines: (out) (optional) (transfer full) */
TwQuoteSum *tw_quote_load_sum    (TwStore *store, const TwId *id, TwRecord **quote, GPtrArray **lines, GError **error);
/* The currency of a quote, or else the workspace's; 0 when neither says. */
TwCurrency  tw_quote_get_currency (TwRecord *quote, TwCurrency workspace);
TwCurrency  tw_quote_get_workspace_currency (TwStore *store);
TwQuoteLineKind tw_quote_line_get_kind (TwRecord *line);
TwQuoteTaxKind tw_quote_line_get_tax (TwRecord *line);

/* A new quote of a deal, with its lines, not saved yet: company, contact, owner, products with their prices, currency, validity.
 * (element-type TwRecord): the quote first, then its lines. Only reads. */
GPtrArray  *tw_quote_new_from_deal (TwStore *store, const TwId *deal, GError **error);
/* The same, saved in one commit that can be undone. FALSE with error; id: (out) of the quote */
gboolean    tw_quote_make_from_deal (TwStore *store, const TwId *deal, TwId *id, GError **error);
/* A draft like a quote, in one commit that can be undone. copy: (out) its id */
gboolean    tw_quote_duplicate   (TwStore *store, const TwId *id, TwId *copy, GError **error);
/* Marks a quote as accepted in one commit; win: its deal moves to won, too. The amount of an open deal follows in any case. */
gboolean    tw_quote_accept      (TwStore *store, const TwId *id, gboolean win, GError **error);
/* The day until which a quote made on the day is valid: setting quote_valid_days, else 30 days. */
TwDate      tw_quote_get_validity (TwStore *store, TwDate made);

G_END_DECLS
