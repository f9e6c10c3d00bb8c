/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number for each caller: when his allowance will be whole again. A request moves it on by its share of a minute, and is one too many when
 * it would lie more than a minute ahead (the generic cell rate algorithm, ITU-T I.371). What lies in the past says nothing and may go. */
#include "config.h"

#include "tw-rates-private.h"

#include <string.h>

#define MINUTE      (60 * G_USEC_PER_SEC)
#define MAX_ENTRIES 16384                              /* of a shard: with 100 bytes each, 26 MB of all shards at most */

typedef struct
{
  guint8  whose[16];
  guint32 route;                                       /* hash of its pattern; 0: none */
  guint32 kind;
  gint64  whole;                                       /* monotonic µs */
} Entry;

/* FNV-1a over all that tells entries apart, stirred once more: the low bits choose the shard, the others the place in it. */
static guint
hash_entry (gconstpointer data)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < G_STRUCT_OFFSET (Entry, whole); i++)
    hash = (hash ^ ((const guint8 *) data)[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return (guint) (hash ^ hash >> 32);
}

static gboolean
equal_entries (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, G_STRUCT_OFFSET (Entry, whole)) == 0;
}

static gboolean
is_whole (gpointer key, gpointer value, gpointer now)
{
  return ((Entry *) key)->whole <= *(gint64 *) now;
}

/* Strangers with very many addresses must not fill the memory: rather all begin anew. */
static void
make_room (TwRatesShard *shard, gint64 now)
{
  if (g_hash_table_size (shard->entries) < MAX_ENTRIES)
    return;
  g_hash_table_foreach_remove (shard->entries, is_whole, &now);
  if (g_hash_table_size (shard->entries) >= MAX_ENTRIES / 2)
    g_hash_table_remove_all (shard->entries);
}

static guint
round_up (gint64 microseconds)
{
  return (guint) ((MAX (microseconds, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

/**
 * tw_rates_new:
 * @options: requests a minute
 *
 * Returns: (transfer full): counters that all begin whole
 */
TwRates *
tw_rates_new (const TwRateOptions *options)
{
  TwRates *rates = g_new0 (TwRates, 1);

  rates->limits[TW_RATE_ADDRESS] = options->address != 0 ? options->address : 120000;
  rates->limits[TW_RATE_SIGN_IN] = options->sign_in != 0 ? options->sign_in : 300;
  rates->limits[TW_RATE_USER] = options->user != 0 ? options->user : 30000;
  rates->limits[TW_RATE_KEY] = options->key != 0 ? options->key : 15000;
  rates->limits[TW_RATE_ROUTE] = options->route != 0 ? options->route : 15000;
  for (guint i = 0; i < TW_RATES_SHARDS; i++)
    {
      g_mutex_init (&rates->shards[i].lock);
      rates->shards[i].entries = g_hash_table_new_full (hash_entry, equal_entries, g_free, NULL);
    }
  tw_rates_routes_init (rates);
  return rates;
}

void
tw_rates_free (TwRates *rates)
{
  for (guint i = 0; i < TW_RATES_SHARDS; i++)
    {
      g_hash_table_unref (rates->shards[i].entries);
      g_mutex_clear (&rates->shards[i].lock);
    }
  tw_rates_routes_clear (rates);
  g_free (rates);
}

/**
 * tw_rates_take:
 * @rates: counters
 * @kind: which limit
 * @whose: an address, a user or a key
 * @route: (nullable): what is asked for
 * @now: monotonic time in µs
 * @rate: (out): how much is left
 *
 * Returns: whether the request may go on
 */
gboolean
tw_rates_take (TwRates *rates, TwRateKind kind, const TwId *whose, const char *route, gint64 now, TwRate *rate)
{
  return tw_rates_take_own (rates, kind, 0, whose, route, now, rate);
}

/**
 * tw_rates_take_own:
 * @rates: counters
 * @kind: which limit
 * @own: requests a minute of this one alone; 0: as many as all of the kind
 * @whose: an address, a user or a key
 * @route: (nullable): what is asked for
 * @now: monotonic time in µs
 * @rate: (out): how much is left
 *
 * A limit of one's own is never wider than that of all: %TW_RATES_NONE is wider than any.
 *
 * Returns: whether the request may go on
 */
gboolean
tw_rates_take_own (TwRates *rates, TwRateKind kind, guint own, const TwId *whose, const char *route, gint64 now, TwRate *rate)
{
  guint limit = own != 0 ? MIN (own, rates->limits[kind]) : rates->limits[kind];
  gint64 share = MAX (MINUTE / limit, 1), ahead;
  Entry wanted = { .route = route != NULL ? g_str_hash (route) : 0, .kind = kind }, *entry;
  TwRatesShard *shard;
  gboolean good;

  *rate = (TwRate) { 0 };
  if (limit == TW_RATES_NONE)
    return TRUE;
  memcpy (wanted.whose, whose->bytes, sizeof wanted.whose);
  shard = &rates->shards[hash_entry (&wanted) % TW_RATES_SHARDS];
  g_mutex_lock (&shard->lock);
  entry = g_hash_table_lookup (shard->entries, &wanted);
  if (entry == NULL)
    {
      make_room (shard, now);
      wanted.whole = now;
      entry = g_memdup2 (&wanted, sizeof wanted);
      g_hash_table_add (shard->entries, entry);
    }
  ahead = MAX (entry->whole - now, 0);
  good = ahead + share <= MINUTE;
  ahead += good ? share : 0;
  entry->whole = now + ahead;
  g_mutex_unlock (&shard->lock);
  rate->limit = limit;
  rate->left = (guint) MIN ((MINUTE - ahead) / share, limit);
  rate->reset = round_up (ahead);
  rate->wait = good ? 0 : MAX (round_up (ahead + share - MINUTE), 1);
  return good;
}

/**
 * tw_rates_read_address:
 * @address: as tw_request_get_address() gives it
 * @whose: (out): for tw_rates_take()
 *
 * Returns: %FALSE for what is no address of the internet protocol
 */
gboolean
tw_rates_read_address (const char *address, TwId *whose)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  gsize length;

  if (inet == NULL)
    return FALSE;
  length = g_inet_address_get_native_size (inet);
  memset (whose, 0, sizeof *whose);
  memcpy (whose->bytes, g_inet_address_to_bytes (inet), length == 16 ? 8 : length);
  whose->bytes[15] = (guint8) length;
  return TRUE;
}

/**
 * tw_rates_count:
 * @rates: counters
 *
 * Returns: how many are kept
 */
guint
tw_rates_count (TwRates *rates)
{
  guint n = 0;

  for (guint i = 0; i < TW_RATES_SHARDS; i++)
    {
      g_mutex_lock (&rates->shards[i].lock);
      n += g_hash_table_size (rates->shards[i].entries);
      g_mutex_unlock (&rates->shards[i].lock);
    }
  return n;
}
