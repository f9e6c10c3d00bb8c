/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a line has the tax that it has: the categories of EN 16931-1 (BT-118, BT-151; codes of UNTDID 5305). */
#pragma once

#include "tw-decimal.h"

G_BEGIN_DECLS

typedef enum
{
  TW_QUOTE_TAX_NONE,                                   /* no tax is stated */
  TW_QUOTE_TAX_STANDARD,                               /* S: a rate above 0 */
  TW_QUOTE_TAX_ZERO,                                   /* Z: taxed, at 0 percent */
  TW_QUOTE_TAX_EXEMPT,                                 /* E */
  TW_QUOTE_TAX_REVERSE,                                /* AE: the customer owes it */
  TW_QUOTE_TAX_INTRA,                                  /* K: supply within the Union to a taxable person */
  TW_QUOTE_TAX_EXPORT,                                 /* G: goods leave the Union */
  TW_QUOTE_TAX_OUTSIDE,                                /* O: not subject to the tax */
  TW_N_QUOTE_TAXES
} TwQuoteTaxKind;

/* The choice in the schema: "reverse_charge"; NULL for none. */
const char *tw_quote_tax_get_key    (TwQuoteTaxKind kind);
/* "AE"; NULL for none. */
const char *tw_quote_tax_get_code   (TwQuoteTaxKind kind);
/* "VATEX-EU-AE" of the European list of reasons (BT-121); NULL where there is no single one. */
const char *tw_quote_tax_get_reason (TwQuoteTaxKind kind);
/* The sentence that the law wants on paper, untranslated, of the context "paper"; NULL: none. */
const char *tw_quote_tax_get_words  (TwQuoteTaxKind kind);
/* A choice or a code, letters of any case. */
gboolean    tw_quote_tax_parse      (const char *text, TwQuoteTaxKind *kind);
/* What a line has in the end: a category other than S has no tax whatever rate stands beside it, and a rate without a category has one. */
TwQuoteTaxKind tw_quote_tax_settle  (TwQuoteTaxKind kind, gboolean *has_rate, TwDecimal *rate);

G_END_DECLS
