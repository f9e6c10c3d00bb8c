/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recurrence rules against the outside vectors, against libical itself, and rules that are made to hang. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <libical/ical.h>
#include <string.h>

#include "tw-recur.h"
#include "tw-series.h"

/* Room for every list of expected times, and one more. */
#define LIMIT 5000

static JsonArray *
load (const char *name, JsonParser **parser)
{
  const char *data = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "", "rrule-vectors", name, NULL);

  *parser = json_parser_new ();
  if (data == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the outside recurrence rules are not here");
      return NULL;
    }
  g_assert_true (json_parser_load_from_file (*parser, path, NULL));
  return json_node_get_array (json_parser_get_root (*parser));
}

/* The value of a line, or of a vector's own field. */
static char *
dup_start (JsonObject *vector, char **lines)
{
  if (json_object_has_member (vector, "lines"))
    {
      JsonArray *all = json_object_get_array_member (vector, "lines");
      g_autoptr(GString) text = g_string_new (NULL);
      char *start = NULL;

      for (guint i = 0; i < json_array_get_length (all); i++)
        if (g_str_has_prefix (json_array_get_string_element (all, i), "DTSTART:"))
          start = g_strdup (json_array_get_string_element (all, i) + 8);
        else
          g_string_append_printf (text, "%s\n", json_array_get_string_element (all, i));
      *lines = g_strdup (text->str);
      return start;
    }
  *lines = g_strdup_printf ("RRULE:%s", json_object_get_string_member (vector, "rrule"));
  return g_strdup (json_object_get_string_member (vector, "dtstart"));
}

static void
compare (JsonObject *vector, JsonArray *expected, GArray *walls, guint skipped, gboolean is_date)
{
  const char *rule = json_object_get_string_member_with_default (vector, "rrule", "set");

  for (guint i = skipped; i < json_array_get_length (expected); i++)
    {
      g_autofree char *want = g_strdup (json_array_get_string_element (expected, i));
      char got[TW_WALL_ROOM];

      if (g_str_has_suffix (want, "Z"))
        want[strlen (want) - 1] = '\0';
      if (i - skipped >= walls->len)
        g_error ("%s: %u times, expected %u", rule, walls->len, json_array_get_length (expected) - skipped);
      tw_wall_print (g_array_index (walls, TwWall, i - skipped), is_date, got);
      if (!g_str_equal (got, want))
        g_error ("%s: time %u is %s, expected %s", rule, i, got, want);
    }
  if (walls->len != json_array_get_length (expected) - skipped)
    g_error ("%s: %u times, expected %u", rule, walls->len, json_array_get_length (expected) - skipped);
}

/* The set, and its tail from any of its times on, which is found without walking there. */
static void
check_vector (JsonObject *vector)
{
  g_autofree char *lines = NULL, *start = dup_start (vector, &lines);
  JsonArray *expected = json_object_get_array_member (vector, "expected");
  guint n = json_array_get_length (expected);
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecur) recur = NULL;
  gboolean is_date, is_utc;
  TwWall wall;

  g_assert_true (tw_wall_parse (start, &wall, &is_date, &is_utc));
  recur = tw_recur_new (lines, wall, is_date, NULL, &error);
  g_assert_no_error (error);
  tw_recur_expand (recur, TW_WALL_MIN, TW_WALL_MAX, LIMIT, walls);
  compare (vector, expected, walls, 0, is_date);
  for (guint i = 1; i < n; i += MAX (1, n / 5))
    {
      TwWall from = g_array_index (walls, TwWall, i);
      g_autoptr(GArray) tail = g_array_new (FALSE, FALSE, sizeof (TwWall));

      tw_recur_expand (recur, from, TW_WALL_MAX, LIMIT, tail);
      compare (vector, expected, tail, i, is_date);
    }
}

static void
test_vectors (gconstpointer data)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonArray *vectors = load (data, &parser);
  guint n = 0;

  for (guint i = 0; vectors != NULL && i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);

      if (json_object_has_member (vector, "agree")
          && (json_object_get_null_member (vector, "agree") || !json_object_get_boolean_member (vector, "agree")))
        continue;
      check_vector (vector);
      n++;
    }
  g_test_message ("%u rules", n);
}

static void
test_zones (void)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonArray *vectors = load ("zones.json", &parser);

  for (guint i = 0; vectors != NULL && i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      JsonArray *utc = json_object_get_array_member (vector, "expected_utc");
      g_autoptr(GTimeZone) zone = tw_series_find_zone (json_object_get_string_member (vector, "tzid"));
      g_autofree char *lines = NULL, *start = dup_start (vector, &lines);
      g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRecur) recur = NULL;
      gboolean is_date, is_utc;
      TwWall wall;

      g_assert_nonnull (zone);
      g_assert_true (tw_wall_parse (start, &wall, &is_date, &is_utc));
      recur = tw_recur_new (lines, wall, FALSE, zone, &error);
      g_assert_no_error (error);
      tw_recur_expand (recur, TW_WALL_MIN, TW_WALL_MAX, LIMIT, walls);
      compare (vector, json_object_get_array_member (vector, "expected_local"), walls, 0, FALSE);
      for (guint t = 0; t < walls->len; t++)
        g_array_index (walls, TwWall, t) = tw_wall_to_instant (g_array_index (walls, TwWall, t), zone) / G_USEC_PER_SEC;
      compare (vector, utc, walls, 0, FALSE);
    }
}

/* The times that libical gives for rules of everyday life, of which it is sure. */
static void
test_libical (void)
{
  static const char *const rules[] = {
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;BYDAY=SA,SU;WKST=SU", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=DAILY;BYHOUR=9,14;BYMINUTE=0,30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=HOURLY;INTERVAL=7", "FREQ=YEARLY;BYYEARDAY=1,100,-1", "FREQ=WEEKLY;COUNT=30",
  };
  struct icaltimetype start = { .year = 2023, .month = 3, .day = 31, .hour = 9, .minute = 30 };
  TwDate date;

  tw_date_from_ymd (2023, 3, 31, &date);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      TwWall wall = tw_wall_make (date, 9 * 3600 + 1800);
      g_autoptr(TwRrule) rule = tw_rrule_parse (rules[i], wall, NULL, NULL);
      g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
      icalrecur_iterator *iterator = icalrecur_iterator_new (icalrecurrencetype_from_string (rules[i]), start);

      tw_rrule_expand (rule, TW_WALL_MIN, wall + 3000 * TW_WALL_DAY, 200, walls);
      g_assert_cmpuint (walls->len, >, 1);
      for (guint n = 0; n < walls->len; n++)
        {
          struct icaltimetype at = icalrecur_iterator_next (iterator);
          TwDate day;

          g_assert_true (tw_date_from_ymd (at.year, at.month, at.day, &day));
          if (g_array_index (walls, TwWall, n) != tw_wall_make (day, at.hour * 3600 + at.minute * 60 + at.second))
            g_error ("%s: time %u is another than libical's, %s", rules[i], n, icaltime_as_ical_string (at));
        }
      icalrecur_iterator_free (iterator);
    }
}

static void
test_hostile (void)
{
  static const struct { const char *rule; guint at_most; } rules[] = {
    { "FREQ=SECONDLY", 1000 },
    { "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 0 },
    { "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31", 0 },
    { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0 },
    { "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", 0 },
    { "FREQ=DAILY;COUNT=2147483647", 1000 },
    { "FREQ=SECONDLY;COUNT=2147483647;BYHOUR=3", 1000 },
    { "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31;COUNT=5", 0 },
    { "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYYEARDAY=1,2,3,"
      "4,5,6,7,8,9,10,11,12;BYSETPOS=-1", 1000 },
    { "FREQ=HOURLY;INTERVAL=32767;BYMONTH=1", 1000 },
    { "RSCALE=CHINESE;FREQ=YEARLY", 1000 },
    { "FREQ=SECONDLY;BYSECOND=59;BYMINUTE=59;BYHOUR=23;BYMONTH=12;BYMONTHDAY=31", 1000 },
  };
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRrule) rule = tw_rrule_parse (rules[i].rule, 0, NULL, &error);
      g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));

      g_assert_no_error (error);
      tw_rrule_expand (rule, 0, 100000 * TW_WALL_DAY, 1000, walls);
      g_assert_cmpuint (walls->len, <=, rules[i].at_most);
    }
  /* Each some 10 ms; libical alone looks at every second of five centuries for the second one. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 120 * (gint64) G_USEC_PER_SEC);
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "RRULE:", "RRULE:FREQ=", "RRULE:FREQ=NEVER", "RRULE:INTERVAL=2", "RRULE:FREQ=DAILY;COUNT=2;UNTIL=20300101", "FREQ=DAILY",
    "RDATE:tomorrow", "RDATE:20260230", "EXDATE:20260101T250000", "SUMMARY:x", "RRULE",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRecur) recur = tw_recur_new (bad[i], 0, FALSE, NULL, &error);

      if (recur != NULL)
        g_error ("%s was taken", bad[i]);
      g_assert_error (error, TW_RRULE_ERROR, TW_RRULE_ERROR_SYNTAX);
    }
}

/* --- Sets and their text --- */

static char *
expand_text (const char *lines, const char *start, GTimeZone *zone)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecur) recur = NULL;
  gboolean is_date, is_utc;
  TwWall wall;

  g_assert_true (tw_wall_parse (start, &wall, &is_date, &is_utc));
  recur = tw_recur_new (lines, wall, is_date, zone, &error);
  g_assert_no_error (error);
  tw_recur_expand (recur, TW_WALL_MIN, TW_WALL_MAX, 20, walls);
  for (guint i = 0; i < walls->len; i++)
    {
      char printed[TW_WALL_ROOM];

      tw_wall_print (g_array_index (walls, TwWall, i), TRUE, printed);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", printed + 4);
    }
  return g_strdup (text->str);
}

static void
test_sets (void)
{
  static const struct { const char *lines, *start, *zone, *days; } sets[] = {
    { "RRULE:FREQ=DAILY;COUNT=3\nRDATE:20260110T090000,20260102T090000", "20260101T090000", NULL, "0101 0102 0103 0110" },
    { "RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260102T090000", "20260101T090000", NULL, "0101 0103" },
    { "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260102", "20260101T090000", NULL, "0101 0103" },
    { "RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260102T080000Z", "20260101T090000", "Europe/Paris", "0101 0103" },
    { "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Asia/Tokyo:20260102T170000", "20260101T090000", "Europe/Paris", "0101 0103" },
    { "RRULE:FREQ=DAILY;UNTIL=20260103T080000Z", "20260101T090000", "Europe/Paris", "0101 0102 0103" },
    { "RRULE:FREQ=DAILY;UNTIL=20260103T075959Z", "20260101T090000", "Europe/Paris", "0101 0102" },
    { "RRULE:FREQ=DAILY;UNTIL=20260103", "20260101T090000", "Europe/Paris", "0101 0102 0103" },
    { "RRULE:FREQ=DAILY;COUNT=6\nEXRULE:FREQ=DAILY;INTERVAL=2", "20260101T090000", NULL, "0102 0104 0106" },
    { "RDATE;VALUE=PERIOD:20260105T090000/PT1H", "20260101T090000", NULL, "0101 0105" },
    { "RRULE:FREQ=WEEKLY;COUNT=2\nRDATE;VALUE=DATE:20260103", "20260101", NULL, "0101 0103 0108" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr(GTimeZone) zone = tw_series_find_zone (sets[i].zone);
      g_autofree char *days = expand_text (sets[i].lines, sets[i].start, zone);

      g_assert_cmpstr (days, ==, sets[i].days);
    }
}

static void
test_cut (void)
{
  const char *lines = "RRULE:FREQ=WEEKLY;COUNT=6\nRDATE:20260103T090000,20260220T090000";
  g_autofree char *before = NULL, *after = NULL, *days = NULL, *rest = NULL, *none = NULL;
  gboolean is_date, is_utc;
  TwWall start, border;

  tw_wall_parse ("20260101T090000", &start, &is_date, &is_utc);
  tw_wall_parse ("20260115T090000", &border, &is_date, &is_utc);
  before = tw_recur_end_before (lines, start, FALSE, NULL, border);
  after = tw_recur_continue (lines, start, FALSE, NULL, border);
  days = expand_text (before, "20260101T090000", NULL);
  rest = expand_text (after, "20260115T090000", NULL);
  g_assert_cmpstr (days, ==, "0101 0103 0108");
  g_assert_cmpstr (rest, ==, "0115 0122 0129 0205 0220");
  none = tw_recur_end_before ("RRULE:FREQ=DAILY", start, FALSE, NULL, start);
  g_assert_null (none);
}

static void
test_shift (void)
{
  static const struct { const char *lines, *start, *moved, *days; } cases[] = {
    { "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", "20260106T090000", "20260107T090000", "0107 0114 0121" },
    { "RRULE:FREQ=WEEKLY;BYDAY=SU,MO;COUNT=3", "20260104T090000", "20260105T090000", "0105 0106 0112" },
    { "RRULE:FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2", "20260105T090000", "20260107T090000", "0107 0207" },
    { "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=2", "20260113T090000", "20260122T090000", "0122 0226" },
    { "RRULE:FREQ=DAILY;UNTIL=20260103T090000", "20260101T090000", "20260102T090000", "0102 0103 0104" },
    { "RRULE:FREQ=DAILY;COUNT=2\nRDATE:20260110T090000", "20260101T090000", "20260102T090000", "0102 0103 0111" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lines = NULL, *days = NULL;
      gboolean is_date, is_utc;
      TwWall start, moved;

      tw_wall_parse (cases[i].start, &start, &is_date, &is_utc);
      tw_wall_parse (cases[i].moved, &moved, &is_date, &is_utc);
      lines = tw_recur_shift (cases[i].lines, start, moved, FALSE, NULL);
      days = expand_text (lines, cases[i].moved, NULL);
      g_assert_cmpstr (days, ==, cases[i].days);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/crm/calendar/rrule/libical-vectors", "libical.json", test_vectors);
  g_test_add_data_func ("/crm/calendar/rrule/dateutil-vectors", "dateutil.json", test_vectors);
  g_test_add_data_func ("/crm/calendar/rrule/dateutil-sets", "dateutil-sets.json", test_vectors);
  g_test_add_func ("/crm/calendar/rrule/zones", test_zones);
  g_test_add_func ("/crm/calendar/rrule/libical", test_libical);
  g_test_add_func ("/crm/calendar/rrule/hostile", test_hostile);
  g_test_add_func ("/crm/calendar/recur/refused", test_refused);
  g_test_add_func ("/crm/calendar/recur/sets", test_sets);
  g_test_add_func ("/crm/calendar/recur/cut", test_cut);
  g_test_add_func ("/crm/calendar/recur/shift", test_shift);
  return g_test_run ();
}
