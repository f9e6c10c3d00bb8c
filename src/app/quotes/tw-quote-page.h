/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of a quote: its lines as a grid with live sums, and beside it the PDF as the customer gets it; in a narrow window one or the other. */
#pragma once

#include "tw-action-table.h"
#include "tw-quote-grid.h"
#include "tw-quote-preview.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_PAGE (tw_quote_page_get_type ())
G_DECLARE_FINAL_TYPE (TwQuotePage, tw_quote_page, TW, QUOTE_PAGE, TwWindowPage)

TwQuotePage    *tw_quote_page_new         (TwWorkspace *workspace, const TwId *quote);
/* For its commands and tests. */
TwQuoteModel   *tw_quote_page_get_model   (TwQuotePage *self);
TwQuoteGrid    *tw_quote_page_get_grid    (TwQuotePage *self);
TwQuotePreview *tw_quote_page_get_preview (TwQuotePage *self);
GtkWidget      *tw_quote_page_get_totals  (TwQuotePage *self);

/* NULL: it is a draft that holds. */
const char     *tw_quote_page_get_state    (TwQuotePage *self);

G_END_DECLS
