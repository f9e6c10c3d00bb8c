/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where prices are read: the store, or a commit that is being made. The same search runs over both. */
#pragma once

#include "tw-price.h"
#include "tw-rule-case.h"

G_BEGIN_DECLS

typedef struct
{
  const TwSchema      *schema;
  const TwExprContext *context;
  gpointer             source;                         /* TwStore, TwRuleCase */
  /* A live record; NULL without error when there is none. */
  TwRecord  *(*get)    (gpointer source, const TwEntity *entity, const TwId *id, GError **error);
  /* Live records whose link leads to the id. (element-type TwRecord) */
  GPtrArray *(*linked) (gpointer source, const TwField *link, const TwId *id, GError **error);
} TwPriceReader;

TwPrice *tw_price_find_in    (const TwPriceReader *reader, const TwPriceQuery *query, GError **error);
gboolean tw_price_convert_in (const TwExprContext *context, const TwMoney *money, TwCurrency to, TwDate day, TwMoney *result,
                              TwDecimal *rate, GError **error);
gboolean tw_price_query_read (const TwExprContext *context, TwRecord *quote, TwRecord *line, TwPriceQuery *query);

G_END_DECLS
