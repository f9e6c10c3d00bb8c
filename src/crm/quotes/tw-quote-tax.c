/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-tax.h"

#include <glib/gi18n-lib.h>

static const struct { const char *key, *code, *reason, *words; } kinds[TW_N_QUOTE_TAXES] = {
  [TW_QUOTE_TAX_STANDARD] = { "standard", "S", NULL, NULL },
  [TW_QUOTE_TAX_ZERO] = { "zero", "Z", NULL, NULL },
  [TW_QUOTE_TAX_EXEMPT] = { "exempt", "E", NULL, NC_("paper", "Exempt from tax.") },
  [TW_QUOTE_TAX_REVERSE] = { "reverse_charge", "AE", "VATEX-EU-AE", NC_("paper", "Reverse charge: the tax is owed by the customer.") },
  [TW_QUOTE_TAX_INTRA] = { "intra_community", "K", "VATEX-EU-IC", NC_("paper", "Intra-Community supply, exempt from tax.") },
  [TW_QUOTE_TAX_EXPORT] = { "export", "G", "VATEX-EU-G", NC_("paper", "Export outside the European Union, exempt from tax.") },
  [TW_QUOTE_TAX_OUTSIDE] = { "outside", "O", "VATEX-EU-O", NC_("paper", "Not subject to tax.") },
};

const char *
tw_quote_tax_get_key (TwQuoteTaxKind kind)
{
  return kinds[kind].key;
}

const char *
tw_quote_tax_get_code (TwQuoteTaxKind kind)
{
  return kinds[kind].code;
}

const char *
tw_quote_tax_get_reason (TwQuoteTaxKind kind)
{
  return kinds[kind].reason;
}

const char *
tw_quote_tax_get_words (TwQuoteTaxKind kind)
{
  return kinds[kind].words;
}

/**
 * tw_quote_tax_parse:
 * @text: a choice of the schema, or a code of EN 16931
 * @kind: (out): its category
 *
 * Returns: whether it is one
 */
gboolean
tw_quote_tax_parse (const char     *text,
                    TwQuoteTaxKind *kind)
{
  for (guint i = TW_QUOTE_TAX_STANDARD; i < TW_N_QUOTE_TAXES; i++)
    if (g_ascii_strcasecmp (text, kinds[i].code) == 0 || g_ascii_strcasecmp (text, kinds[i].key) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_quote_tax_settle:
 * @kind: the category that a line says
 * @has_rate: (inout): whether it says a rate
 * @rate: (inout): the rate, percent
 *
 * By the rules BR-S-05, BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05 and BR-O-05 of EN 16931-1. A line of an old quote, which says a
 * rate only, is S above 0 and Z at 0: its amounts stay.
 *
 * Returns: the category that it has
 */
TwQuoteTaxKind
tw_quote_tax_settle (TwQuoteTaxKind  kind,
                     gboolean       *has_rate,
                     TwDecimal      *rate)
{
  if (kind >= TW_QUOTE_TAX_ZERO)
    {
      *has_rate = kind != TW_QUOTE_TAX_OUTSIDE;
      *rate = 0;
      return kind;
    }
  if (!*has_rate)
    {
      *rate = 0;
      return TW_QUOTE_TAX_NONE;
    }
  return *rate > 0 ? TW_QUOTE_TAX_STANDARD : TW_QUOTE_TAX_ZERO;
}
