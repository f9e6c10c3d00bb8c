/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests meet the limits: before anything is looked up by their address, and once they have a caller by him. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rates-private.h"

#define ASKED  "rates"                                 /* what was counted already: a filter may run again on a worker */
#define BY_ADDRESS 1
#define BY_CALLER  2

/* FALSE: it was counted before. */
static gboolean
begin (TwRequest *request, guint what)
{
  guint done = GPOINTER_TO_UINT (tw_request_get_data (request, ASKED));

  if (!(done & what))
    tw_request_set_data (request, ASKED, GUINT_TO_POINTER (done | what), NULL);
  return !(done & what);
}

static void
set_number (TwResponse *response, const char *name, guint number)
{
  char text[16];

  snprintf (text, sizeof text, "%u", number);
  tw_response_set_header (response, name, text);
}

static void
tell (TwResponse *response, const TwRate *rate)
{
  if (rate->limit == 0)
    return;
  set_number (response, "RateLimit-Limit", rate->limit);
  set_number (response, "RateLimit-Remaining", rate->left);
  set_number (response, "RateLimit-Reset", rate->reset);
}

static gboolean
refuse (TwResponse *response, const TwRate *rate)
{
  tw_response_problem (response, 429, "too-many-requests", _("Too many requests"),
                       _("There were too many requests in a short time. Wait as long as Retry-After says, then go on."));
  tell (response, rate);
  set_number (response, "Retry-After", rate->wait);
  return FALSE;
}

/* Watching the server must not end because it has much to do. */
static gboolean
is_free (const char *pattern)
{
  static const char *const patterns[] = { "/healthz", "/readyz", "/metrics", NULL };

  return g_strv_contains (patterns, pattern);
}

/* Where secrets can be guessed, and each guess costs the server a tenth of a second. */
static gboolean
is_for_guessing (const char *pattern)
{
  static const char *const patterns[] = { "/api/auth/sign-in", "/api/auth/second-step", "/api/auth/accept", NULL };

  return g_strv_contains (patterns, pattern);
}

static gboolean
check_address (TwRequest *request, TwResponse *response, gpointer data)
{
  const char *pattern = tw_request_get_pattern (request);
  gint64 now = g_get_monotonic_time ();
  TwRate rate;
  TwId whose;

  if (is_free (pattern) || !begin (request, BY_ADDRESS) || !tw_rates_read_address (tw_request_get_address (request), &whose))
    return TRUE;
  if (!tw_rates_take (data, TW_RATE_ADDRESS, &whose, NULL, now, &rate))
    return refuse (response, &rate);
  if (!is_for_guessing (pattern))
    return TRUE;
  if (!tw_rates_take (data, TW_RATE_SIGN_IN, &whose, NULL, now, &rate))
    return refuse (response, &rate);
  tell (response, &rate);
  return TRUE;
}

/**
 * tw_rates_filter:
 * @request: any request
 * @response: gets the refusal
 * @data: a TwRates
 *
 * Returns: %FALSE: too many came from its address, or nobody may use the route
 */
gboolean
tw_rates_filter (TwRequest *request, TwResponse *response, gpointer data)
{
  char key[TW_RATES_KEY];

  if (!check_address (request, response, data))
    return FALSE;
  if (tw_rates_get_route (data, tw_request_get_method (request), tw_request_get_pattern (request), key) != TW_RATES_OFF)
    return TRUE;
  tw_response_problem (response, 403, "switched-off", NULL, _("An administrator has switched this address off. Ask one of them."));
  return FALSE;
}

/**
 * tw_rates_check_caller:
 * @rates: counters
 * @request: a request whose caller is known now
 * @response: gets the numbers, or the refusal
 * @whose: the user, or the key
 * @is_key: which of both
 * @own: requests a minute that a key has for itself; 0: as many as any key
 *
 * The numbers are those of the limit of which the smaller part is left. Sync has its own pace and is not told them.
 *
 * Returns: %FALSE: he sent too many
 */
gboolean
tw_rates_check_caller (TwRates *rates, TwRequest *request, TwResponse *response, const TwId *whose, gboolean is_key, guint own)
{
  const char *pattern = tw_request_get_pattern (request);
  gint64 now = g_get_monotonic_time ();
  char key[TW_RATES_KEY];
  TwRate all, route;
  guint of_route;

  if (!begin (request, BY_CALLER))
    return TRUE;
  if (!tw_rates_take_own (rates, is_key ? TW_RATE_KEY : TW_RATE_USER, own, whose, NULL, now, &all))
    return refuse (response, &all);
  of_route = tw_rates_get_route (rates, tw_request_get_method (request), pattern, key);
  if (!tw_rates_take_own (rates, TW_RATE_ROUTE, of_route, whose, of_route != 0 ? key : pattern, now, &route))
    return refuse (response, &route);
  if (!g_str_has_prefix (pattern, "/sync/"))
    tell (response, all.limit != 0 && (route.limit == 0 || (guint64) all.left * route.limit < (guint64) route.left * all.limit) ? &all : &route);
  return TRUE;
}
