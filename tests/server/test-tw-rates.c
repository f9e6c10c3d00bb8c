/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of limits, with a clock of the test's own. */
#include "config.h"

#include <string.h>

#include "tw-rates.h"

#define SECOND G_USEC_PER_SEC

static TwId
make_id (guint8 last)
{
  TwId id = { 0 };

  id.bytes[15] = last;
  return id;
}

static void
test_minute (void)
{
  const TwRateOptions options = { .user = 60 };
  TwRates *rates = tw_rates_new (&options);
  TwId id = make_id (1), other = make_id (2);
  gint64 now = 1000 * SECOND;
  TwRate rate;

  for (guint i = 0; i < 60; i++)
    {
      g_assert_true (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now, &rate));
      g_assert_cmpuint (rate.limit, ==, 60);
      g_assert_cmpuint (rate.left, ==, 59 - i);
      g_assert_cmpuint (rate.reset, ==, i + 1);
      g_assert_cmpuint (rate.wait, ==, 0);
    }
  /* What is refused costs nothing: one second later one may come, and no more. */
  for (guint i = 0; i < 100; i++)
    {
      g_assert_false (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now, &rate));
      g_assert_cmpuint (rate.left, ==, 0);
      g_assert_cmpuint (rate.wait, ==, 1);
    }
  g_assert_true (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now + SECOND, &rate));
  g_assert_false (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now + SECOND, &rate));
  /* Others, other kinds and other routes have their own. */
  g_assert_true (tw_rates_take (rates, TW_RATE_USER, &other, NULL, now, &rate));
  g_assert_true (tw_rates_take (rates, TW_RATE_KEY, &id, NULL, now, &rate));
  g_assert_true (tw_rates_take (rates, TW_RATE_USER, &id, "/a", now, &rate));
  /* A minute later it is as in the beginning; a clock that stands still or goes back gives nothing. */
  g_assert_true (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now + 62 * SECOND, &rate));
  g_assert_cmpuint (rate.left, ==, 59);
  g_assert_false (tw_rates_take (rates, TW_RATE_USER, &id, NULL, now - SECOND, &rate));
  tw_rates_free (rates);
}

static void
test_limits (void)
{
  static const guint limits[] = { 1, 7, 60, 1000, 999983, 60000000, 2000000000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const TwRateOptions options = { .user = limits[i] };
      TwRates *rates = tw_rates_new (&options);
      TwId id = make_id (1);
      guint n = 0;
      TwRate rate;

      while (n < 2000 && tw_rates_take (rates, TW_RATE_USER, &id, NULL, 5 * SECOND, &rate))
        n++;
      g_assert_cmpuint (n, ==, MIN (limits[i], 2000));
      g_assert_cmpuint (rate.left, <=, limits[i]);
      g_assert_cmpuint (rate.reset, <=, 60);
      g_assert_cmpuint (rate.wait, <=, 60);
      tw_rates_free (rates);
    }
}

static void
test_none (void)
{
  const TwRateOptions options = { .user = TW_RATES_NONE };
  TwRates *rates = tw_rates_new (&options);
  TwId id = make_id (1);
  TwRate rate;

  for (guint i = 0; i < 100000; i++)
    g_assert_true (tw_rates_take (rates, TW_RATE_USER, &id, NULL, 0, &rate));
  g_assert_cmpuint (rate.limit, ==, 0);
  g_assert_cmpuint (tw_rates_count (rates), ==, 0);
  tw_rates_free (rates);
}

/* Half a million strangers: bounded, and who is over his limit at the moment stays so while it is quiet. */
static void
test_bounded (void)
{
  const TwRateOptions options = { .address = 10 };
  TwRates *rates = tw_rates_new (&options);
  TwId id = { 0 };
  TwRate rate;

  for (guint32 i = 0; i < 500000; i++)
    {
      memcpy (id.bytes, &i, sizeof i);
      g_assert_true (tw_rates_take (rates, TW_RATE_ADDRESS, &id, NULL, (gint64) i, &rate));
    }
  g_assert_cmpuint (tw_rates_count (rates), <=, 1u << 18);
  tw_rates_free (rates);
}

static void
test_addresses (void)
{
  static const struct { const char *a, *b; gboolean same; } cases[] = {
    { "192.0.2.1", "192.0.2.1", TRUE }, { "192.0.2.1", "192.0.2.2", FALSE },
    { "2001:db8::1", "2001:db8::ffff:2", TRUE }, { "2001:db8::1", "2001:db8:0:1::1", FALSE }, { "c000:201::", "192.0.2.1", FALSE },
  };
  TwId a, b;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (tw_rates_read_address (cases[i].a, &a) && tw_rates_read_address (cases[i].b, &b));
      g_assert_true (tw_id_equal (&a, &b) == cases[i].same);
    }
  g_assert_false (tw_rates_read_address ("unix", &a));
  g_assert_false (tw_rates_read_address ("", &a));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/rates/minute", test_minute);
  g_test_add_func ("/server/rates/limits", test_limits);
  g_test_add_func ("/server/rates/none", test_none);
  g_test_add_func ("/server/rates/bounded", test_bounded);
  g_test_add_func ("/server/rates/addresses", test_addresses);
  return g_test_run ();
}
