/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-clock.h"

/* The last millisecond of the year 9999: no time of a record lies behind it. */
#define LAST_MS G_GUINT64_CONSTANT (253402300799999)

struct _TwClock
{
  GMutex     lock;
  guint64    last;                                     /* (mutex lock) */
  TwClockNow now;
  gpointer   data;
};

static gint64
real_time (gpointer data)
{
  return g_get_real_time ();
}

/**
 * tw_clock_new:
 * @now: (nullable): tells the wall time in microseconds since 1970; g_get_real_time() when %NULL
 * @data: handed to @now
 *
 * Makes a clock. @now is called from every thread that ticks.
 *
 * Returns: (transfer full): a clock
 */
TwClock *
tw_clock_new (TwClockNow now, gpointer data)
{
  TwClock *clock = g_new0 (TwClock, 1);

  g_mutex_init (&clock->lock);
  clock->now = now ? now : real_time;
  clock->data = data;
  return clock;
}

/**
 * tw_clock_free:
 * @clock: (nullable) (transfer full): a clock
 *
 * Frees the clock. No thread may use it any more.
 */
void
tw_clock_free (TwClock *clock)
{
  if (!clock)
    return;
  g_mutex_clear (&clock->lock);
  g_free (clock);
}

/**
 * tw_clock_tick:
 * @clock: a clock
 *
 * Makes the stamp of an event here. It is later than every stamp that this clock gave or observed, also when the wall
 * clock was set back. May be called from any thread.
 *
 * Returns: the stamp: 48 bits of milliseconds since 1970, 16 bits of counter
 */
guint64
tw_clock_tick (TwClock *clock)
{
  guint64 physical = (guint64) MAX (clock->now (clock->data) / 1000, 0) << 16, stamp;

  g_mutex_lock (&clock->lock);
  /* The counter's overflow runs into the milliseconds by itself: the stamp still grows. */
  clock->last = MAX (clock->last + 1, physical);
  stamp = clock->last;
  g_mutex_unlock (&clock->lock);
  return stamp;
}

/**
 * tw_clock_observe:
 * @clock: a clock
 * @stamp: a stamp of another clock
 *
 * Takes notice of an event elsewhere, so that what happens here afterwards has a later stamp. A stamp behind the year
 * 9999 is damaged and is left alone. May be called from any thread.
 */
void
tw_clock_observe (TwClock *clock, guint64 stamp)
{
  if (stamp >> 16 > LAST_MS)
    return;
  g_mutex_lock (&clock->lock);
  clock->last = MAX (clock->last, stamp);
  g_mutex_unlock (&clock->lock);
}

/**
 * tw_clock_peek:
 * @clock: a clock
 *
 * Returns: the last stamp that was given or observed; 0 when there was none
 */
guint64
tw_clock_peek (TwClock *clock)
{
  guint64 stamp;

  g_mutex_lock (&clock->lock);
  stamp = clock->last;
  g_mutex_unlock (&clock->lock);
  return stamp;
}

/**
 * tw_clock_stamp_ms:
 * @stamp: a stamp
 *
 * Returns: its wall time in milliseconds since 1970
 */
gint64
tw_clock_stamp_ms (guint64 stamp)
{
  return stamp >> 16;
}
