/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which price a product has for a customer, and why: price books by audience, validity, currency and quantity, for the product, its
 * category or one above it; the product's own price as the last resort; converted by the day's exchange rate where the currency is
 * another one. */
#pragma once

#include "tw-quote-sum.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* What is asked. */
typedef struct
{
  TwId       product;
  TwDecimal  quantity;
  TwDate     day;                                      /* 0: today in the workspace's zone */
  TwCurrency currency;                                 /* 0: the workspace's */
  TwId       company;                                  /* nil: nobody is known */
  TwId       book;                                     /* nil: whichever fits; else this one goes before all others */
} TwPriceQuery;

/* In this order: the first that has a price is taken. */
typedef enum { TW_PRICE_CHOSEN_BOOK, TW_PRICE_SEGMENT, TW_PRICE_TIER, TW_PRICE_BOOK, TW_PRICE_DEFAULT_BOOK, TW_PRICE_PRODUCT } TwPriceRule;

typedef struct
{
  TwPriceRule rule;
  TwMoney     price;                                   /* in the currency asked for */
  TwMoney     original;                                /* as it stands in book or product; the same without conversion */
  TwDecimal   rate;                                    /* units of the price's currency for one of the original's; 0: nothing was converted */
  TwId        book, entry;                             /* nil for TW_PRICE_PRODUCT */
  TwDecimal   min_quantity;                            /* of the entry */
  char       *reason;                                  /* for people: "Price book Gold, from 10 pieces, valid until …" */
} TwPrice;

/* NULL with TW_QUOTE_ERROR_NO_PRICE, TW_QUOTE_ERROR_NO_RATE, or an error of the store. Blocks for small reads; any thread. */
TwPrice *tw_price_find    (TwStore *store, const TwPriceQuery *query, GError **error);
void     tw_price_free    (TwPrice *price);
/* What is to be asked for a line of a quote, as both are with their edits; FALSE: the line has no product. */
gboolean tw_price_query_of_line (TwStore *store, TwRecord *quote, TwRecord *line, TwPriceQuery *query);
/* Sets unit price of a line by the rules, unless it was overridden (or has no product). price: (out) (optional) (nullable) */
gboolean tw_price_apply   (TwStore *store, TwRecord *quote, TwRecord *line, TwPrice **price, GError **error);
/* An amount in another currency, rounded to its digits, by the newest rate that is not after the day, as lists and sums do it. FALSE with
 * TW_QUOTE_ERROR_NO_RATE. rate: (out) (optional): units of "to" for one unit */
gboolean tw_price_convert (TwStore *store, const TwMoney *money, TwCurrency to, TwDate day, TwMoney *result, TwDecimal *rate,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPrice, tw_price_free)

G_END_DECLS
