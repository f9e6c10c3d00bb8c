/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes of which an administrator said something: that nobody may use them, or how often. Most servers have none, and ask for one number then. */
#include "config.h"

#include "tw-rates-private.h"

static char *
print_key (char *key, gsize size, const char *method, const char *pattern)
{
  /* A route of GET answers HEAD. */
  g_snprintf (key, size, "%s %s", g_str_equal (method, "HEAD") ? "GET" : method, pattern);
  return key;
}

void
tw_rates_routes_init (TwRates *rates)
{
  g_rw_lock_init (&rates->routes_lock);
  rates->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
tw_rates_routes_clear (TwRates *rates)
{
  g_hash_table_unref (rates->routes);
  g_rw_lock_clear (&rates->routes_lock);
}

/**
 * tw_rates_set_route:
 * @rates: counters
 * @method: of the route
 * @pattern: of the route
 * @rate: requests a minute of each caller; 0: as many as to any route, %TW_RATES_OFF: nobody may use it
 *
 * Counts from now on.
 */
void
tw_rates_set_route (TwRates *rates, const char *method, const char *pattern, guint rate)
{
  char key[TW_RATES_KEY];

  print_key (key, sizeof key, method, pattern);
  g_rw_lock_writer_lock (&rates->routes_lock);
  if (rate == 0)
    g_hash_table_remove (rates->routes, key);
  else
    g_hash_table_insert (rates->routes, g_strdup (key), GUINT_TO_POINTER (rate));
  g_atomic_int_set (&rates->n_routes, (int) g_hash_table_size (rates->routes));
  g_rw_lock_writer_unlock (&rates->routes_lock);
}

/* key: (out): TW_RATES_KEY bytes, that of the route when something is said of it. */
guint
tw_rates_get_route (TwRates *rates, const char *method, const char *pattern, char *key)
{
  guint rate;

  if (g_atomic_int_get (&rates->n_routes) == 0)
    return 0;
  print_key (key, TW_RATES_KEY, method, pattern);
  g_rw_lock_reader_lock (&rates->routes_lock);
  rate = GPOINTER_TO_UINT (g_hash_table_lookup (rates->routes, key));
  g_rw_lock_reader_unlock (&rates->routes_lock);
  return rate;
}
