/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quote on paper: a template filled with a quote, in the customer's language. All amounts come from tw-quote-sum.h. */
#pragma once

#include "tw-quote-sum.h"
#include "tw-quote-template.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* What a paper is made of; all lent. */
typedef struct
{
  TwStore           *store;
  TwRecord          *quote;
  GPtrArray         *lines;                            /* TwRecord, in their order */
  const TwQuoteSum  *sum;                              /* of these lines */
  TwRecord          *design;                           /* nullable: a quote_template */
  TwQuoteTemplate   *template;
  const char        *language;
  const TwPaperSize *size;                             /* its margins do not count: the template has its own */
} TwQuotePaperIn;

/* What somebody chose; each nullable. */
typedef struct
{
  const char        *template;                         /* key of a shipped one, or name of a quote_template */
  const char        *language;
  const TwPaperSize *size;                             /* A4 */
} TwQuotePaperChoice;

/* No store is written to. Any thread; blocks for small reads. */
TwPaper    *tw_quote_paper_new      (const TwQuotePaperIn *in);
TwPaper    *tw_quote_paper_load     (TwStore *store, const TwId *quote, const TwQuotePaperChoice *choice, GError **error);

G_END_DECLS
