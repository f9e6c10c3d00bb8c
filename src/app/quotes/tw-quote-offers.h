/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products below the cell in which somebody types, with their prices; the keyboard stays in the cell. Signal "chosen" (TwSearchItem). */
#pragma once

#include "tw-app.h"
#include "tw-quote-model.h"
#include "tw-search-item.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_OFFERS (tw_quote_offers_get_type ())
G_DECLARE_FINAL_TYPE (TwQuoteOffers, tw_quote_offers, TW, QUOTE_OFFERS, GtkPopover)

/* A child of the cell, which has to unparent it. */
TwQuoteOffers *tw_quote_offers_new       (TwWorkspace *workspace, TwQuoteModel *model, GtkWidget *cell);
void           tw_quote_offers_set_text  (TwQuoteOffers *self, const char *text);
gboolean       tw_quote_offers_is_shown  (TwQuoteOffers *self);
void           tw_quote_offers_hide      (TwQuoteOffers *self);
void           tw_quote_offers_move      (TwQuoteOffers *self, int rows);
/* FALSE: none is selected. */
gboolean       tw_quote_offers_choose    (TwQuoteOffers *self);
GListModel    *tw_quote_offers_get_items (TwQuoteOffers *self);

G_END_DECLS
