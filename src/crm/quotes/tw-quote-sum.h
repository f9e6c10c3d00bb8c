/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of a quote: one pure function for screen, PDF, server, command line and reports, so that all show the very same cents.
 * The figures are those of EN 16931-1 (BT and BG numbers below are its terms); decision 0028 tells the roundings.
 *
 * Amounts are ten-thousandths of the currency's unit, as in TwMoney, always whole in the currency's smallest unit (ISO 4217: JPY 0
 * digits, KWD 3); rounding is half away from zero. "In the price's basis" means: without tax, or with it where tax_included. */
#pragma once

#include "tw-id.h"
#include "tw-money.h"
#include "tw-quote-tax.h"

G_BEGIN_DECLS

typedef enum { TW_QUOTE_ITEM, TW_QUOTE_TEXT, TW_QUOTE_GROUP } TwQuoteLineKind;
typedef enum { TW_QUOTE_DISCOUNT_NONE, TW_QUOTE_DISCOUNT_PERCENT, TW_QUOTE_DISCOUNT_AMOUNT } TwQuoteDiscountKind;

typedef enum
{
  TW_QUOTE_ROUND_TOTAL,                                /* tax is worked out once per rate, as EN 16931 asks for (BR-CO-17) */
  TW_QUOTE_ROUND_LINE,                                 /* tax is worked out and rounded per line, then added up */
} TwQuoteRounding;

/* A discount takes off at most what is there: nothing where the sum is not above 0. */
typedef struct
{
  TwQuoteDiscountKind kind;
  TwDecimal           percent;                         /* 0 … 100; of TW_QUOTE_DISCOUNT_PERCENT */
  gint64              amount;                          /* not below 0, in the price's basis; of TW_QUOTE_DISCOUNT_AMOUNT */
} TwQuoteDiscount;

typedef struct
{
  TwId            id;                                  /* decides who gets a left-over cent, so that the order of lines does not matter */
  TwQuoteLineKind kind;
  gboolean        optional;                            /* offered beside: worked out, but not counted */
  TwDecimal       quantity;                            /* may be below 0: something is given back */
  gint64          unit_price;                          /* ten-thousandths; all four digits count */
  TwQuoteDiscount discount;
  gboolean        has_tax;                             /* FALSE: no rate is stated */
  TwDecimal       tax_rate;                            /* percent, 0 … 100 */
  TwQuoteTaxKind  tax_kind;                            /* BT-151; none: as the rate says */
} TwQuoteLineIn;

typedef struct
{
  TwCurrency           currency;
  gboolean             tax_included;                   /* unit prices and discount amounts contain the tax */
  TwQuoteRounding      rounding;
  TwQuoteDiscount      discount;                       /* on the whole quote, split over the rates */
  const TwQuoteLineIn *lines;
  guint                n_lines;
} TwQuoteIn;

typedef struct
{
  gint64 amount;                                       /* quantity × price, in the price's basis */
  gint64 discount;                                     /* BT-136, in the price's basis */
  gint64 price;                                        /* amount − discount: what stands at the end of the line */
  gint64 net;                                          /* BT-131: without tax */
  gint64 tax;                                          /* its share of the tax before the discount on the whole quote */
  gint64 total;                                        /* net + tax */
  guint  group;                                        /* index into groups; G_MAXUINT: before the first heading, or itself a heading */
} TwQuoteLineSum;

typedef struct                                         /* BG-23, highest rate first, lines without a rate last; of one rate by category */
{
  TwQuoteTaxKind kind;                                 /* BT-118 */
  gboolean  has_rate;
  TwDecimal rate;                                      /* BT-119 */
  gint64    price;                                     /* sum of the lines in the price's basis */
  gint64    lines;                                     /* sum of line net amounts of this rate */
  gint64    allowance;                                 /* BT-92: this rate's part of the discount, without tax */
  gint64    basis;                                     /* BT-116 = lines − allowance */
  gint64    tax;                                       /* BT-117 */
} TwQuoteTax;

typedef struct
{
  guint  line;                                         /* index of the heading */
  guint  n_lines;                                      /* counted ones below it */
  gint64 price, net, total;                            /* sub-totals of its counted lines */
} TwQuoteGroup;

typedef struct
{
  TwCurrency      currency;
  gboolean        tax_included;
  TwQuoteLineSum *lines;                               /* as many as went in, in that order; zeros for texts and headings */
  guint           n_lines;
  TwQuoteTax     *taxes;
  guint           n_taxes;
  TwQuoteGroup   *groups;
  guint           n_groups;
  gint64          price;                               /* sum of the counted lines in the price's basis */
  gint64          discount;                            /* on the whole quote, in the price's basis */
  gboolean        limited;                             /* the discount asked for is greater than what there is to take it off */
  gint64          line_total;                          /* BT-106: sum of line net amounts */
  gint64          allowance;                           /* BT-107: the discount on the whole quote without tax */
  gint64          net_total;                           /* BT-109 = line_total − allowance */
  gint64          tax_total;                           /* BT-110 */
  gint64          with_tax;                            /* BT-112 = net_total + tax_total */
  gint64          rounding;                            /* BT-114: only where prices contain tax and tax is rounded per rate */
  gint64          payable;                             /* BT-115 = with_tax + rounding: what the customer pays */
} TwQuoteSum;

#define TW_QUOTE_ERROR (tw_quote_error_quark ())
GQuark tw_quote_error_quark (void);
typedef enum
{
  TW_QUOTE_ERROR_TOO_LARGE,                            /* an amount does not fit */
  TW_QUOTE_ERROR_INVALID,                              /* a percentage or an amount out of bounds */
  TW_QUOTE_ERROR_CURRENCY,                             /* a line is in another currency than the quote */
  TW_QUOTE_ERROR_NO_PRICE,                             /* see tw-price.h */
  TW_QUOTE_ERROR_NO_RATE,                              /* no exchange rate is known */
} TwQuoteError;

TwQuoteSum *tw_quote_sum_new  (const TwQuoteIn *in, GError **error);   /* NULL with error */
void        tw_quote_sum_free (TwQuoteSum *sum);
TwMoney     tw_quote_sum_money (const TwQuoteSum *sum, gint64 amount); /* with the quote's currency */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwQuoteSum, tw_quote_sum_free)

G_END_DECLS
