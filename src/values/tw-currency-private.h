/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table behind tw_currency_get_digits() and tw_currency_is_known(). */
#pragma once

#include "tw-money.h"

G_BEGIN_DECLS

typedef struct
{
  TwCurrency currency;
  guint8     digits;
} TwCurrencyEntry;

extern const TwCurrencyEntry tw_currency_table[];      /* sorted by currency */
extern const guint tw_currency_table_length;

G_END_DECLS
