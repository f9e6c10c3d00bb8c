/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-store-clock.h"

#include "tw-store-internal.h"

/**
 * tw_store_set_clock:
 * @store: a store
 * @now: (nullable) (scope forever): tells the present moment in Unix microseconds; %NULL: the wall clock
 * @data: for @now, which is called on any thread
 *
 * Decides when commits are made, and what expressions take for now.
 */
void
tw_store_set_clock (TwStore *store, gint64 (*now) (gpointer data), gpointer data)
{
  g_return_if_fail (TW_IS_STORE (store));
  store->now_data = data;
  store->now = now;
}
