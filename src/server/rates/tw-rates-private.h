/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-rates.h"

G_BEGIN_DECLS

#define TW_RATES_SHARDS 16
#define TW_RATES_KEY    256                             /* bytes of a method and a pattern */

typedef struct
{
  GMutex      lock;
  GHashTable *entries;                                 /* (mutex lock) Entry as its own key */
} TwRatesShard;

struct _TwRates
{
  guint        limits[TW_RATE_ROUTE + 1];
  TwRatesShard shards[TW_RATES_SHARDS];

  GRWLock      routes_lock;
  GHashTable  *routes;                                 /* "METHOD pattern" → requests a minute, or TW_RATES_OFF */
  gint         n_routes;                               /* (atomic) */
};

/* tw-rates-routes.c */
void  tw_rates_routes_init  (TwRates *rates);
void  tw_rates_routes_clear (TwRates *rates);
guint tw_rates_get_route    (TwRates *rates, const char *method, const char *pattern, char *key);

G_END_DECLS
