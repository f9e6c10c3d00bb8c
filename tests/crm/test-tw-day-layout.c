/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-day-layout.h"

#define N_RANDOM 400

typedef struct
{
  const char *name;
  guint       n;
  TwDaySpan   spans[6];
  const char *places;                                  /* "column+width/columns" of each */
} ColumnCase;

static const ColumnCase column_cases[] = {
  { "none", 0, { { 0, 0 } }, "" },
  { "one", 1, { { 60, 120 } }, "0+1/1" },
  { "one-after-the-other", 2, { { 60, 120 }, { 120, 180 } }, "0+1/1 0+1/1" },
  { "two-at-once", 2, { { 60, 120 }, { 90, 180 } }, "0+1/2 1+1/2" },
  { "the-longer-first", 2, { { 60, 90 }, { 60, 180 } }, "1+1/2 0+1/2" },
  { "the-same-times", 3, { { 60, 120 }, { 60, 120 }, { 60, 120 } }, "0+1/3 1+1/3 2+1/3" },
  /* The third is beside the first only, and fills two columns. */
  { "wide-where-free", 4, { { 0, 200 }, { 10, 50 }, { 20, 50 }, { 100, 150 } }, "0+1/3 1+1/3 2+1/3 1+2/3" },
  { "a-column-again", 3, { { 0, 100 }, { 0, 50 }, { 60, 90 } }, "0+1/2 1+1/2 1+1/2" },
  { "without-length", 2, { { 60, 60 }, { 70, 70 } }, "0+1/2 1+1/2" },
  { "short-but-apart", 2, { { 60, 60 }, { 75, 75 } }, "0+1/1 0+1/1" },
};

static void
test_columns (gconstpointer data)
{
  const ColumnCase *it = data;
  TwDayPlace places[6];
  g_autoptr(GString) text = g_string_new (NULL);

  tw_day_layout_columns (it->spans, it->n, 15, places);
  for (guint i = 0; i < it->n; i++)
    g_string_append_printf (text, "%s%u+%u/%u", i > 0 ? " " : "", places[i].column, places[i].width, places[i].n_columns);
  g_assert_cmpstr (text->str, ==, it->places);
}

/* Whatever comes, nothing lies over anything, everything has a place inside the day, and the same comes out again. */
static void
test_columns_random (void)
{
  for (guint round = 0; round < N_RANDOM; round++)
    {
      guint n = (guint) g_test_rand_int_range (0, 40);
      TwDaySpan spans[40];
      TwDayPlace places[40], again[40];

      for (guint i = 0; i < n; i++)
        {
          spans[i].start = g_test_rand_int_range (0, 1440);
          spans[i].end = spans[i].start + g_test_rand_int_range (0, 300);
        }
      tw_day_layout_columns (spans, n, 15, places);
      tw_day_layout_columns (spans, n, 15, again);
      g_assert_cmpmem (places, n * sizeof (TwDayPlace), again, n * sizeof (TwDayPlace));
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (places[i].width, >=, 1);
          g_assert_cmpuint (places[i].column + places[i].width, <=, places[i].n_columns);
          for (guint j = 0; j < i; j++)
            {
              int end_i = MAX (spans[i].end, spans[i].start + 15), end_j = MAX (spans[j].end, spans[j].start + 15);

              if (spans[i].start >= end_j || spans[j].start >= end_i)
                continue;
              g_assert_cmpuint (places[i].n_columns, ==, places[j].n_columns);
              g_assert_true (places[i].column >= places[j].column + places[j].width
                             || places[j].column >= places[i].column + places[i].width);
            }
        }
    }
}

typedef struct
{
  const char *name;
  guint       room, n;
  TwDayBar    bars[6];
  const char *lanes, *hidden;                          /* of a row of four days */
} LaneCase;

static const LaneCase lane_cases[] = {
  { "none", 3, 0, { { 0, 0 } }, "", "0 0 0 0" },
  { "apart", 3, 2, { { 0, 1 }, { 2, 3 } }, "0 0", "0 0 0 0" },
  { "over-each-other", 3, 3, { { 0, 3 }, { 1, 1 }, { 3, 3 } }, "0 1 1", "0 0 0 0" },
  { "just-full", 2, 2, { { 0, 0 }, { 0, 0 } }, "0 1", "0 0 0 0" },
  { "one-too-many", 2, 3, { { 0, 0 }, { 0, 0 }, { 0, 0 } }, "0 -1 -1", "2 0 0 0" },
  /* The long one goes for the sake of the first day, and is counted on the other days, too. */
  { "a-long-one-goes", 2, 4, { { 0, 0 }, { 0, 2 }, { 0, 0 }, { 1, 1 } }, "0 -1 -1 0", "2 1 1 0" },
  { "no-room", 0, 1, { { 1, 2 } }, "-1", "0 1 1 0" },
};

static void
test_lanes (gconstpointer data)
{
  const LaneCase *it = data;
  int lanes[6];
  guint hidden[4];
  g_autoptr(GString) lane_text = g_string_new (NULL), hidden_text = g_string_new (NULL);

  tw_day_layout_lanes (it->bars, it->n, 4, it->room, lanes, hidden);
  for (guint i = 0; i < it->n; i++)
    g_string_append_printf (lane_text, "%s%d", i > 0 ? " " : "", lanes[i]);
  for (guint i = 0; i < 4; i++)
    g_string_append_printf (hidden_text, "%s%u", i > 0 ? " " : "", hidden[i]);
  g_assert_cmpstr (lane_text->str, ==, it->lanes);
  g_assert_cmpstr (hidden_text->str, ==, it->hidden);
}

/* On each day: shown and hidden are all there are; no lane is taken twice; a day that hides something has its last lane free. */
static void
test_lanes_random (void)
{
  for (guint round = 0; round < N_RANDOM; round++)
    {
      guint n = (guint) g_test_rand_int_range (0, 40), room = (guint) g_test_rand_int_range (0, 8);
      TwDayBar bars[40];
      int lanes[40];
      guint hidden[7];

      for (guint i = 0; i < n; i++)
        {
          bars[i].first = g_test_rand_int_range (0, 7);
          bars[i].last = g_test_rand_int_range (bars[i].first, 7);
        }
      tw_day_layout_lanes (bars, n, 7, room, lanes, hidden);
      for (int day = 0; day < 7; day++)
        {
          guint64 taken = 0;
          guint all = 0, shown = 0;

          for (guint i = 0; i < n; i++)
            {
              if (bars[i].first > day || bars[i].last < day)
                continue;
              all++;
              if (lanes[i] == TW_DAY_LAYOUT_HIDDEN)
                continue;
              shown++;
              g_assert_cmpint (lanes[i], <, (int) room);
              g_assert_true ((taken & (G_GUINT64_CONSTANT (1) << lanes[i])) == 0);
              taken |= G_GUINT64_CONSTANT (1) << lanes[i];
            }
          g_assert_cmpuint (shown + hidden[day], ==, all);
          g_assert_true (hidden[day] == 0 || room == 0 || (taken & (G_GUINT64_CONSTANT (1) << (room - 1))) == 0);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (column_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crm/day-layout/columns/", column_cases[i].name, NULL);

      g_test_add_data_func (path, &column_cases[i], test_columns);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lane_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crm/day-layout/lanes/", lane_cases[i].name, NULL);

      g_test_add_data_func (path, &lane_cases[i], test_lanes);
    }
  g_test_add_func ("/crm/day-layout/columns/random", test_columns_random);
  g_test_add_func ("/crm/day-layout/lanes/random", test_lanes_random);
  return g_test_run ();
}
