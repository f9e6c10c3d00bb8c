/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a quote's paper share while it is made. */
#pragma once

#include "tw-paper-words.h"
#include "tw-quote-paper.h"
#include "tw-quote-template-private.h"

G_BEGIN_DECLS

#define TW_PAPER_CONTEXT "paper"                        /* of translations */

typedef struct
{
  const TwQuotePaperIn *in;
  TwPaper       *paper;                                /* (owned) */
  TwPaperWords  *words;
  TwExprContext *context;                              /* (owned) */
  GHashTable    *records;                              /* TwRecord (nullable) by id: those that paths lead to */
  GHashTable    *images;                               /* TwPaperImage (nullable) by hash */
  char          *company;                              /* (owned) */
} TwQuoteSheet;

/* tw-quote-texts.c */
char         *tw_quote_sheet_expand (TwQuoteSheet *sheet, const char *english);
gboolean      tw_quote_sheet_holds  (TwQuoteSheet *sheet, TwExprBound *when);   /* NULL: yes */
char         *tw_quote_fill         (TwPaperWords *words, const char *english, ...) G_GNUC_NULL_TERMINATED;
char         *tw_quote_percent      (TwPaperWords *words, TwDecimal percent);
TwPaperImage *tw_quote_sheet_image  (TwQuoteSheet *sheet, const char *hash);     /* (transfer none) (nullable) */
TwRecord     *tw_quote_sheet_record (TwQuoteSheet *sheet, const TwEntity *entity, const TwId *id);   /* the same */
/* tw-quote-lines.c, tw-quote-totals.c */
void          tw_quote_sheet_add_lines  (TwQuoteSheet *sheet, const TwTemplateBlock *block);
void          tw_quote_sheet_add_totals (TwQuoteSheet *sheet, const TwTemplateBlock *block);
void          tw_quote_sheet_add_reasons (TwQuoteSheet *sheet, const TwTemplateBlock *block);

G_END_DECLS
