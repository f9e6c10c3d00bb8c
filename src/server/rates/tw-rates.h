/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many requests may come: of one address, of one person or key, to one route, and of those who are not signed in yet. Kept in memory, by
 * each process for itself; what was taken comes back evenly over a minute. Any thread. */
#pragma once

#include "tw-http.h"
#include "tw-id.h"

G_BEGIN_DECLS

#define TW_RATES_NONE G_MAXUINT
#define TW_RATES_OFF  G_MAXUINT                         /* of a route: nobody may use it */

/* Requests a minute; 0: the default, TW_RATES_NONE: any number. */
typedef struct
{
  guint address;                                       /* of an address, whoever asks; 120,000 */
  guint user, key;                                     /* of a person on all his devices; of a key; 30,000 and 15,000 */
  guint route;                                         /* of a person or key to one route; 15,000 */
  guint sign_in;                                       /* passwords, codes and invitations shown from one address; 300 */
} TwRateOptions;

typedef struct _TwRates TwRates;

typedef enum { TW_RATE_ADDRESS, TW_RATE_SIGN_IN, TW_RATE_USER, TW_RATE_KEY, TW_RATE_ROUTE } TwRateKind;

typedef struct
{
  guint limit, left;                                   /* limit 0: there is none */
  guint reset;                                         /* seconds until all may come again */
  guint wait;                                          /* seconds until the next may come; 0: it may */
} TwRate;

TwRates *tw_rates_new    (const TwRateOptions *options);
void     tw_rates_free   (TwRates *rates);
/* whose: 16 bytes; route: a bounded label, nullable; now: monotonic µs. FALSE: it was one too many, and does not count. */
gboolean tw_rates_take   (TwRates *rates, TwRateKind kind, const TwId *whose, const char *route, gint64 now, TwRate *rate);
/* own: requests a minute of this one alone; 0 or more than all have: that of all. */
gboolean tw_rates_take_own (TwRates *rates, TwRateKind kind, guint own, const TwId *whose, const char *route, gint64 now, TwRate *rate);
/* rate: requests a minute of each caller to one route; 0: as many as to any, TW_RATES_OFF: none. */
void     tw_rates_set_route (TwRates *rates, const char *method, const char *pattern, guint rate);
/* An address as what is counted by: IPv4, or the first 64 bits of IPv6, which are one subscriber's. FALSE: it is none ("unix"). */
gboolean tw_rates_read_address (const char *address, TwId *whose);
guint    tw_rates_count  (TwRates *rates);                                      /* entries in memory */

/* A filter before all others; data: TwRates. */
gboolean tw_rates_filter (TwRequest *request, TwResponse *response, gpointer data);
/* Behind the filter that signs callers in; own: of a key, as above. FALSE: the response is the answer. */
gboolean tw_rates_check_caller (TwRates *rates, TwRequest *request, TwResponse *response, const TwId *whose, gboolean is_key, guint own);

G_END_DECLS
