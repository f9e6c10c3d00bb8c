/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes in a workspace, and a shop: a product, and a customer with a tier and a segment. */
#pragma once

#include "site-fixture.h"
#include "tw-quote.h"

typedef struct
{
  TwRecord *product, *company, *tier, *segment;
  char     *product_id, *company_id;
} Shop;

TwRecord       *site_add_line (Site *site, TwRecord *quote, const char *position, const char *quantity, const char *price, const char *tax);
/* The stored totals are what the arithmetic says to the stored lines. */
void            site_assert_true_totals (Site *site, TwRecord *quote);
TwRecord       *site_add_book (Site *site, Shop *shop, const char *name, const char *key, const char *value, const char *price,
                               const char *from);
void            shop_open (Site *site, Shop *shop);
void            shop_close (Shop *shop);
