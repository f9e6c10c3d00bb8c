/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-value.h"

static void
test_text_round_trip (void)
{
  static const struct { TwType type; const char *text; } table[] = {
    { TW_TYPE_BOOLEAN, "true" }, { TW_TYPE_BOOLEAN, "false" }, { TW_TYPE_INTEGER, "0" }, { TW_TYPE_INTEGER, "-9223372036854775808" },
    { TW_TYPE_INTEGER, "9223372036854775807" }, { TW_TYPE_DECIMAL, "-0.000001" }, { TW_TYPE_DECIMAL, "9223372036854.775807" },
    { TW_TYPE_MONEY, "1234.50 EUR" }, { TW_TYPE_DATE, "0001-01-01" }, { TW_TYPE_DATE, "9999-12-31" }, { TW_TYPE_DATE, "2024-02-29" },
    { TW_TYPE_TIME, "23:59" }, { TW_TYPE_TIME, "00:00:01" }, { TW_TYPE_DATETIME, "2026-03-29T01:30:00Z" }, { TW_TYPE_DATETIME, "1969-12-31T23:59:59.999999Z" },
    { TW_TYPE_DURATION, "5400" }, { TW_TYPE_TEXT, "Zoé \"x\"\n\\" }, { TW_TYPE_ENUM, "open" }, { TW_TYPE_LINK, "01a1fc9f-a075-7583-b7d8-a6638b368c2b" },
    { TW_TYPE_LIST, "[\"a\",\"b; c\"]" }, { TW_TYPE_JSON, "{\"lat\":1.5}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_auto(TwValue) again = TW_VALUE_INIT;
      g_autoptr(GError) error = NULL;
      g_autofree char *printed = NULL, *json = NULL;

      g_assert_true (tw_value_parse (table[i].type, table[i].text, NULL, &value, &error));
      g_assert_no_error (error);
      printed = tw_value_print (&value);
      g_assert_cmpstr (printed, ==, table[i].text);
      json = tw_value_to_json (&value);
      g_assert_true (tw_value_from_json (table[i].type, json, &again, &error));
      g_assert_no_error (error);
      g_assert_true (tw_value_equal (&value, &again));
      g_assert_cmpint (tw_value_compare (&value, &again), ==, 0);
      g_assert_cmpuint (tw_value_hash (&value), ==, tw_value_hash (&again));
    }
}

static void
test_bad_text (void)
{
  static const struct { TwType type; const char *text; } table[] = {
    { TW_TYPE_BOOLEAN, "yes" }, { TW_TYPE_INTEGER, "" }, { TW_TYPE_INTEGER, "1.0" }, { TW_TYPE_INTEGER, "9223372036854775808" }, { TW_TYPE_INTEGER, "+1" },
    { TW_TYPE_INTEGER, "1e5" }, { TW_TYPE_DECIMAL, "1,5" }, { TW_TYPE_DECIMAL, "." }, { TW_TYPE_DECIMAL, "NaN" }, { TW_TYPE_DECIMAL, "0.0000001" },
    { TW_TYPE_DATE, "2023-02-29" }, { TW_TYPE_DATE, "2023-13-01" }, { TW_TYPE_DATE, "23-01-01" }, { TW_TYPE_DATE, "2023-01-01x" }, { TW_TYPE_DATE, "0000-01-01" },
    { TW_TYPE_TIME, "24:00" }, { TW_TYPE_TIME, "12" }, { TW_TYPE_DATETIME, "2023-01-01T25:00" }, { TW_TYPE_DATETIME, "2023-01-01T10:00+99:00" },
    { TW_TYPE_TEXT, "\xff" }, { TW_TYPE_LINK, "acme" }, { TW_TYPE_LIST, "[" }, { TW_TYPE_LIST, "[1]" }, { TW_TYPE_JSON, "{" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      g_assert_false (tw_value_parse (table[i].type, table[i].text, NULL, &value, &error));
      g_assert_true (error && error->domain == TW_VALUE_ERROR);
    }
}

/* Bytes from outside may be nested deeper than any stack. */
static void
test_deep_json (void)
{
  static const TwType types[] = { TW_TYPE_JSON, TW_TYPE_LIST, TW_TYPE_LINK };
  static const char *const openings[] = { "[", "{\"id\":" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint k = 0; k < G_N_ELEMENTS (openings); k++)
      {
        g_autoptr(GString) json = g_string_new (NULL);
        g_auto(TwValue) value = TW_VALUE_INIT;
        g_autoptr(GError) error = NULL;

        for (int n = 0; n < 300000; n++)
          g_string_append (json, openings[k]);
        g_assert_false (tw_value_from_json (types[i], json->str, &value, &error));
        g_assert_error (error, TW_VALUE_ERROR, TW_VALUE_ERROR_RANGE);
      }

  g_auto(TwValue) text = TW_VALUE_INIT;

  /* Brackets inside of texts are no nesting. */
  g_autofree char *brackets = g_strnfill (1000, '[');
  g_autofree char *quoted = g_strconcat ("\"\\\"", brackets, "\"", NULL);
  g_assert_true (tw_value_from_json (TW_TYPE_TEXT, quoted, &text, NULL));
}

/* What is refused leaves the caller's date-time alone. */
static void
test_refused_instant (void)
{
  static const char *const bad[] = { "", "2023-01-01T10:00Zx", "2023-01-01T10:00+01:00x", "2023-01-01T10:00+0", "2023-01-01x", "2023-01-01T10" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      TwInstant instant = 42;

      g_assert_false (tw_instant_parse (bad[i], NULL, &instant));
      g_assert_cmpint (instant, ==, 42);
    }
}

static void
test_order (void)
{
  g_auto(TwValue) null = TW_VALUE_INIT;
  g_auto(TwValue) a = tw_value_text ("anna");
  g_auto(TwValue) b = tw_value_text ("ANNA");
  g_auto(TwValue) c = tw_value_text ("Zoé");
  g_auto(TwValue) list = tw_value_list ((TwValue[]) { a, c }, 2);
  g_auto(TwValue) copy = tw_value_copy (&list);

  g_assert_cmpint (tw_value_compare (&null, &a), ==, -1);
  g_assert_cmpint (tw_value_compare (&a, &b), ==, 0);
  g_assert_false (tw_value_equal (&a, &b));
  g_assert_cmpint (tw_value_compare (&c, &a), ==, 1);
  g_assert_true (tw_value_equal (&list, &copy));
  tw_value_clear (&list);
  g_assert_cmpuint (copy.list->n_values, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/value/text-round-trip", test_text_round_trip);
  g_test_add_func ("/values/value/bad-text", test_bad_text);
  g_test_add_func ("/values/value/deep-json", test_deep_json);
  g_test_add_func ("/values/value/refused-date-time", test_refused_instant);
  g_test_add_func ("/values/value/order", test_order);
  return g_test_run ();
}
