/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of the log: every value comes back as it was, and no bytes do any harm. */
#include "config.h"

#include <string.h>

#include "tw-commit-private.h"
#include "tw-log-codec.h"
#include "tw-store-test.h"

static void
assert_round_trip (const TwValue *before, const TwValue *after, guint field)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) fields = NULL;
  const TwFieldChange *change;

  tw_log_body_begin (body);
  tw_log_body_add (body, field, before, after);
  fields = tw_log_body_read (body->data, body->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fields->len, ==, 1);
  change = &g_array_index (fields, TwFieldChange, 0);
  g_assert_cmpuint (change->field, ==, field);
  g_assert_true (tw_value_equal (&change->before, before));
  g_assert_true (tw_value_equal (&change->after, after));
  /* Every shorter text is refused or has fewer fields; every longer one is refused. */
  for (guint n = 0; n < body->len; n++)
    {
      g_autoptr (GArray) cut = tw_log_body_read (body->data, n, NULL, NULL);

      g_assert_true (cut == NULL || cut->len == 0);
    }
  g_byte_array_append (body, (const guint8 *) "\xff", 1);
  g_assert_null (tw_log_body_read (body->data, body->len, NULL, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_DAMAGED, NULL);
}

static void
test_values (void)
{
  TwId id = tw_id_new ();
  TwValue null = TW_VALUE_INIT;
  TwValue items[3] = { tw_value_text ("a"), tw_value_text (""), tw_value_link (4095, &id) };
  TwValue values[] = {
    tw_value_boolean (TRUE), tw_value_boolean (FALSE), tw_value_integer (0), tw_value_integer (-1), tw_value_integer (G_MAXINT64),
    tw_value_integer (G_MININT64), tw_value_decimal (G_MININT64 + 1), tw_value_money (-1, 'E' << 16 | 'U' << 8 | 'R'),
    tw_value_money (G_MAXINT64, 0), tw_value_date (TW_DATE_MIN), tw_value_date (TW_DATE_MAX), tw_value_time (86399),
    tw_value_datetime (-1), tw_value_duration (127), tw_value_duration (-128), tw_value_text (""), tw_value_text ("ünï 😀 \x01"),
    tw_value_enum ("won"), tw_value_link (0, &id), tw_value_list (items, 3), tw_value_list (items, 0), tw_value_json ("{\"a\":[1,null]}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      assert_round_trip (&null, &values[i], 1);
      assert_round_trip (&values[i], &null, 10000);
      assert_round_trip (&values[i], &values[G_N_ELEMENTS (values) - 1 - i], (1 << 20) - 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    tw_value_clear (&values[i]);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    tw_value_clear (&items[i]);
}

static void
test_bad_bytes (void)
{
  static const struct { const char *bytes; gsize length; } bad[] = {
    { "", 0 }, { "\x02", 1 }, { "\x00\x00", 2 },
    { "\x01\x06", 2 },                                  /* a value is announced and missing */
    { "\x01\x06\x0e", 3 },                              /* unknown type */
    { "\x01\x06\x01\x04", 4 },                          /* boolean 2 */
    { "\x01\x06\x09\x05zz", 6 },                        /* text longer than the body */
    { "\x01\x06\x09\x02\xff\xfe", 6 },                  /* no UTF-8 */
    { "\x01\x06\x09\x01\x00", 5 },                      /* NUL in a text */
    { "\x01\x06\x09\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 13 },     /* 2^64 - 1 bytes of text */
    { "\x01\x06\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 13 },     /* more than 64 bits */
    { "\x01\x06\x02\x80\x00", 5 },                      /* not the shortest form */
    { "\x01\x06\x0c\xff\xff\xff\x7f", 7 },              /* a list of 2^28 */
    { "\x01\x06\x0c\x01\x0c\x00", 6 },                  /* a list in a list */
    { "\x01\x06\x0b\x01zzz", 7 },                       /* half an id */
    { "\x01\x06\x05\xff\xff\xff\xff\x0f", 8 },          /* a date in the year -5 million */
    { "\x01\xff\xff\xff\xff\xff\x03", 7 },              /* field number out of bounds */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tw_log_body_read ((const guint8 *) bad[i].bytes, bad[i].length, NULL, &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_DAMAGED, NULL);
    }
}

static void
test_erased (void)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GArray) fields = NULL;
  gboolean erased = FALSE;

  tw_log_body_erase (body);
  fields = tw_log_body_read (body->data, body->len, &erased, NULL);
  g_assert_true (erased);
  g_assert_cmpuint (fields->len, ==, 0);
}

/* Random bytes, and random changes to good ones: read or refused, never anything else. */
static void
test_random_bytes (void)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_auto (TwValue) text = tw_value_text ("some text of a record");
  TwId id = tw_id_new ();
  TwValue link = tw_value_link (20, &id);
  guint read = 0;

  tw_log_body_begin (body);
  for (guint i = 0; i < 20; i++)
    tw_log_body_add (body, i, i % 2 ? &text : &link, i % 3 ? &link : &text);
  for (guint round = 0; round < 100000; round++)
    {
      g_autofree guint8 *bytes = g_memdup2 (body->data, body->len);
      gsize length = (gsize) g_test_rand_int_range (1, (gint32) body->len + 1);
      g_autoptr (GArray) fields = NULL;

      for (guint i = 0; i < (round % 2 ? 2 : length); i++)
        bytes[g_test_rand_int_range (0, (gint32) length)] = (guint8) g_test_rand_int ();
      fields = tw_log_body_read (bytes, length, NULL, NULL);
      read += fields != NULL;
    }
  g_assert_cmpuint (read, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/log-codec/values", test_values);
  g_test_add_func ("/store/log-codec/bad-bytes", test_bad_bytes);
  g_test_add_func ("/store/log-codec/erased", test_erased);
  g_test_add_func ("/store/log-codec/random-bytes", test_random_bytes);
  return g_test_run ();
}
