/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-clock.h"
#include "tw-id.h"

#define THREADS 4
#define TICKS   50000

static gint64 wall;

static gint64
test_now (gpointer data)
{
  return wall;
}

static void
test_set_back (void)
{
  g_autoptr(TwClock) clock = tw_clock_new (test_now, NULL);
  guint64 last = 0;

  wall = G_GINT64_CONSTANT (1700000000000000);
  for (int i = 0; i < 100000; i++)
    {
      guint64 stamp = tw_clock_tick (clock);

      g_assert_cmpuint (stamp, >, last);
      last = stamp;
      /* A clock that wanders: mostly on, sometimes an hour or ten years back. */
      wall += i % 1000 == 999 ? -3600 * (gint64) G_USEC_PER_SEC : i == 50000 ? -G_GINT64_CONSTANT (315360000000000) : g_test_rand_int_range (0, 2000);
    }
}

static void
test_follows_the_wall (void)
{
  g_autoptr(TwClock) clock = tw_clock_new (test_now, NULL);

  wall = G_GINT64_CONSTANT (1700000000000000);
  tw_clock_tick (clock);
  wall += 5 * G_USEC_PER_SEC;
  g_assert_cmpint (tw_clock_stamp_ms (tw_clock_tick (clock)), ==, 1700000005000);
}

static void
test_observe (void)
{
  g_autoptr(TwClock) clock = tw_clock_new (test_now, NULL);
  guint64 ahead = (guint64) G_GINT64_CONSTANT (1800000000000) << 16;

  wall = G_GINT64_CONSTANT (1700000000000000);
  tw_clock_observe (clock, ahead);
  g_assert_cmpuint (tw_clock_tick (clock), >, ahead);
  g_assert_cmpuint (tw_clock_peek (clock), ==, ahead + 1);
}

/* A damaged stamp must not use up the room to count in, or the clock would begin again at nothing. */
static void
test_damaged_stamp (void)
{
  g_autoptr(TwClock) clock = tw_clock_new (test_now, NULL);
  guint64 before;

  wall = G_GINT64_CONSTANT (1700000000000000);
  before = tw_clock_tick (clock);
  tw_clock_observe (clock, G_MAXUINT64);
  g_assert_cmpuint (tw_clock_tick (clock), ==, before + 1);
}

static gpointer
tick_many (gpointer clock)
{
  guint64 *stamps = g_new (guint64, TICKS);

  for (int i = 0; i < TICKS; i++)
    stamps[i] = tw_clock_tick (clock);
  return stamps;
}

static void
test_threads (void)
{
  g_autoptr(TwClock) clock = tw_clock_new (NULL, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);
  GThread *threads[THREADS];
  guint64 *stamps[THREADS];

  for (int t = 0; t < THREADS; t++)
    threads[t] = g_thread_new ("tick", tick_many, clock);
  for (int t = 0; t < THREADS; t++)
    {
      stamps[t] = g_thread_join (threads[t]);
      for (int i = 0; i < TICKS; i++)
        g_assert_true (g_hash_table_add (seen, &stamps[t][i]));
    }
  for (int t = 0; t < THREADS; t++)
    g_free (stamps[t]);
}

static gpointer
make_ids (gpointer data)
{
  TwId *ids = g_new (TwId, TICKS);

  for (int i = 0; i < TICKS; i++)
    ids[i] = tw_id_new ();
  for (int i = 1; i < TICKS; i++)
    g_assert_cmpint (tw_id_compare (&ids[i - 1], &ids[i]), <, 0);
  return ids;
}

static void
test_ids (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (tw_id_hash, tw_id_equal);
  GThread *threads[THREADS];
  TwId *ids[THREADS];
  TwId parsed;
  char text[TW_ID_TEXT_LENGTH + 1];

  for (int t = 0; t < THREADS; t++)
    threads[t] = g_thread_new ("ids", make_ids, NULL);
  for (int t = 0; t < THREADS; t++)
    {
      ids[t] = g_thread_join (threads[t]);
      for (int i = 0; i < TICKS; i++)
        g_assert_true (g_hash_table_add (seen, &ids[t][i]));
    }
  g_assert_true (tw_id_parse (tw_id_print (&ids[0][0], text), &parsed));
  g_assert_true (tw_id_equal (&parsed, &ids[0][0]));
  g_assert_cmpint (ABS (tw_id_get_time (&parsed) - g_get_real_time () / 1000), <, 60000);
  for (int t = 0; t < THREADS; t++)
    g_free (ids[t]);
}

static void
test_bad_ids (void)
{
  static const char *const bad[] = { "", "x", "01a1fc9f-a075-7583-b7d8-a6638b368c2", "01a1fc9f-a075-7583-b7d8-a6638b368c2b0", "01a1fc9fa0757583b7d8a6638b368c2b",
                                     "01a1fc9f-a075-7583-b7d8-a6638b368c2g", "01a1fc9f_a075-7583-b7d8-a6638b368c2b" };
  TwId id;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tw_id_parse (bad[i], &id));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/clock/set-back", test_set_back);
  g_test_add_func ("/values/clock/follows-the-wall", test_follows_the_wall);
  g_test_add_func ("/values/clock/observe", test_observe);
  g_test_add_func ("/values/clock/damaged-stamp", test_damaged_stamp);
  g_test_add_func ("/values/clock/threads", test_threads);
  g_test_add_func ("/values/id/threads", test_ids);
  g_test_add_func ("/values/id/bad-text", test_bad_ids);
  return g_test_run ();
}
