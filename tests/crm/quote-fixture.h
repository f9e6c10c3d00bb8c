/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace whose quotes are tested, and a shop in it: a product, and a customer with a tier and a segment. */
#pragma once

#include "tw-quote.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
} Site;

typedef struct
{
  TwRecord *product, *company, *tier, *segment;
  char     *product_id, *company_id;
} Shop;

void            site_set_up (Site *site, gconstpointer data);
void            site_tear_down (Site *site, gconstpointer data);
const TwEntity *site_entity_of (Site *site, const char *key);
gboolean        site_save (Site *site, TwRecord *record, GError **error);
/* Pairs of key and text, NULL-terminated. */
TwRecord       *site_add (Site *site, const char *entity, ...) G_GNUC_NULL_TERMINATED;
char           *site_id_of (TwRecord *record);
void            site_change (Site *site, TwRecord *record, const char *key, const char *text);
/* What is stored. */
void            site_assert_is (Site *site, TwRecord *record, const char *key, const char *expected);
TwRecord       *site_add_line (Site *site, TwRecord *quote, const char *position, const char *quantity, const char *price, const char *tax);
/* The stored totals are what the arithmetic says to the stored lines. */
void            site_assert_true_totals (Site *site, TwRecord *quote);
TwRecord       *site_add_book (Site *site, Shop *shop, const char *name, const char *key, const char *value, const char *price,
                               const char *from);
void            shop_open (Site *site, Shop *shop);
void            shop_close (Shop *shop);
