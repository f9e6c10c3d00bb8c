/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: zone, first weekday, now, workspace currency, then a currency and its rates in both directions each. */
#include "config.h"

#include <string.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include "tw-sql-private.h"

static gpointer
list_currencies (gpointer data)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (TwCurrency));
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration *codes = ucurr_openISOCurrencies (UCURR_ALL, &status);
  const char *code;
  TwCurrency currency;

  while (U_SUCCESS (status) && (code = uenum_next (codes, NULL, &status)) != NULL)
    if (strlen (code) == 3 && tw_currency_parse (code, &currency) && tw_currency_is_known (currency))
      g_array_append_val (list, currency);
  if (codes != NULL)
    uenum_close (codes);
  return list;
}

/* What of each currency one unit of the workspace's is worth today, of those that have a rate. */
GArray *
tw_environment_collect_rates (const TwExprContext *context)
{
  static GOnce once = G_ONCE_INIT;
  GArray *all = g_once (&once, list_currencies, NULL), *rates = g_array_new (FALSE, FALSE, sizeof (TwRate));
  TwDate today = tw_op_get_today (context);

  for (guint i = 0; i < all->len; i++)
    {
      TwRate rate = { .currency = g_array_index (all, TwCurrency, i) };

      if (rate.currency == context->currency || !tw_op_get_rate (context, rate.currency, &rate.rate))
        continue;
      context->rate (rate.currency, context->currency, today, &rate.there, context->rate_data);
      if (!context->rate (context->currency, rate.currency, today, &rate.back, context->rate_data))
        rate.back = 0;
      g_array_append_val (rates, rate);
    }
  return rates;
}

char *
tw_environment_print (const TwExprContext *context, const GArray *rates)
{
  GString *text = g_string_new (context->zone_name != NULL ? context->zone_name : "UTC");

  g_string_append_printf (text, "\n%d\n%" G_GINT64_FORMAT "\n%u", context->first_weekday, context->now, context->currency);
  for (guint i = 0; i < rates->len; i++)
    {
      const TwRate *rate = &g_array_index (rates, TwRate, i);

      g_string_append_printf (text, "\n%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, rate->currency, rate->there, rate->back);
    }
  return g_string_free (text, FALSE);
}

static gboolean
find_rate (TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate, gpointer data)
{
  const GArray *rates = data;

  for (guint i = 0; i < rates->len; i++)
    {
      const TwRate *one = &g_array_index (rates, TwRate, i);

      if (one->currency == from || one->currency == to)
        {
          *rate = one->currency == from ? one->there : one->back;
          return *rate > 0;
        }
    }
  return FALSE;
}

TwEnvironment *
tw_environment_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  TwEnvironment *environment = g_new0 (TwEnvironment, 1);
  guint n = g_strv_length (lines);

  environment->rates = g_array_new (FALSE, FALSE, sizeof (TwRate));
  environment->context.zone = n > 0 ? g_time_zone_new_identifier (lines[0]) : NULL;
  if (environment->context.zone == NULL)
    environment->context.zone = g_time_zone_new_utc ();
  environment->context.first_weekday = n > 1 ? CLAMP (atoi (lines[1]), 1, 7) : 1;
  environment->context.now = n > 2 ? g_ascii_strtoll (lines[2], NULL, 10) : 0;
  environment->context.currency = n > 3 ? (TwCurrency) g_ascii_strtoull (lines[3], NULL, 10) : 0;
  for (guint i = 4; i < n; i++)
    {
      char *end;
      TwRate rate;

      rate.currency = (TwCurrency) g_ascii_strtoull (lines[i], &end, 10);
      rate.there = g_ascii_strtoll (end, &end, 10);
      rate.back = g_ascii_strtoll (end, NULL, 10);
      rate.rate = tw_ratio_from_rates (rate.there, rate.back);
      g_array_append_val (environment->rates, rate);
    }
  environment->context.rate = find_rate;
  environment->context.rate_data = environment->rates;
  return environment;
}

void
tw_environment_free (TwEnvironment *environment)
{
  g_time_zone_unref (environment->context.zone);
  g_array_unref (environment->rates);
  g_free (environment);
}
