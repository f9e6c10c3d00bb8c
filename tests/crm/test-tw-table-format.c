/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shades and marks of tables: read strictly, printed back, the first rule that holds. */
#include "config.h"

#include <math.h>

#include "tw-table-format.h"

static const struct { const char *json; gboolean good; guint n_rules; } texts[] = {
  { NULL, FALSE, 0 },
  { "", FALSE, 0 },
  { "[]", FALSE, 0 },
  { "{}", TRUE, 0 },
  { "{\"shade\": true}", TRUE, 0 },
  { "{\"rules\": [{\"mark\": \"good\", \"when\": \"at-least\", \"value\": 10}]}", TRUE, 1 },
  { "{\"rules\": [{\"mark\": \"bad\", \"when\": \"less\", \"value\": -1.5}, {\"mark\": \"watch\", \"when\": \"at-most\", \"value\": 0}]}", TRUE, 2 },
  { "{\"rules\": [{\"mark\": \"none\", \"when\": \"at-least\", \"value\": 10}]}", FALSE, 0 },
  { "{\"rules\": [{\"mark\": \"good\", \"when\": \"never\", \"value\": 10}]}", FALSE, 0 },
  { "{\"rules\": [{\"mark\": \"good\", \"when\": \"more\", \"value\": \"10\"}]}", FALSE, 0 },
  { "{\"rules\": [{\"mark\": \"good\", \"when\": \"more\", \"value\": 1e999}]}", FALSE, 0 },
  { "{\"rules\": [7]}", FALSE, 0 },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TwTableFormat format, again;
      g_autofree char *json = NULL;

      g_test_message ("%s", texts[i].json != NULL ? texts[i].json : "none");
      g_assert_cmpint (tw_table_format_parse (texts[i].json, &format), ==, texts[i].good);
      g_assert_cmpuint (format.n_rules, ==, texts[i].n_rules);
      json = tw_table_format_print (&format);
      g_assert_true (tw_table_format_parse (json, &again));
      g_assert_cmpint (again.shade, ==, format.shade);
      g_assert_cmpuint (again.n_rules, ==, format.n_rules);
      for (guint r = 0; r < format.n_rules; r++)
        {
          g_assert_cmpint (again.rules[r].mark, ==, format.rules[r].mark);
          g_assert_cmpint (again.rules[r].when, ==, format.rules[r].when);
          g_assert_cmpfloat (again.rules[r].value, ==, format.rules[r].value);
        }
    }
}

/* More rules than there can be are none. */
static void
test_bounded (void)
{
  g_autoptr(GString) json = g_string_new ("{\"rules\": [");
  TwTableFormat format;

  for (guint i = 0; i <= TW_TABLE_MAX_RULES; i++)
    g_string_append_printf (json, "%s{\"mark\": \"good\", \"when\": \"more\", \"value\": 1}", i > 0 ? ", " : "");
  g_string_append (json, "]}");
  g_assert_false (tw_table_format_parse (json->str, &format));
  g_assert_cmpuint (format.n_rules, ==, 0);
}

static void
test_marks (void)
{
  const TwTableFormat format = { TRUE, { { TW_MARK_GOOD, TW_WHEN_AT_LEAST, 10 }, { TW_MARK_WATCH, TW_WHEN_MORE, 5 }, { TW_MARK_BAD, TW_WHEN_AT_MOST, 5 } }, 3 };

  g_assert_cmpint (tw_table_format_get_mark (&format, 10), ==, TW_MARK_GOOD);
  g_assert_cmpint (tw_table_format_get_mark (&format, 9.99), ==, TW_MARK_WATCH);
  g_assert_cmpint (tw_table_format_get_mark (&format, 5), ==, TW_MARK_BAD);
  g_assert_cmpint (tw_table_format_get_mark (&format, NAN), ==, TW_MARK_NONE);
  g_assert_cmpuint (tw_table_format_get_shade (&format, 0, 0, 10), ==, 1);
  g_assert_cmpuint (tw_table_format_get_shade (&format, 5, 0, 10), ==, 3);
  g_assert_cmpuint (tw_table_format_get_shade (&format, 10, 0, 10), ==, TW_TABLE_SHADES);
  g_assert_cmpuint (tw_table_format_get_shade (&format, 3, 3, 3), ==, 0);
  g_assert_cmpuint (tw_table_format_get_shade (&format, NAN, 0, 10), ==, 0);
  g_assert_cmpuint (tw_table_format_get_shade (&(TwTableFormat) { 0 }, 5, 0, 10), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/table-format/parse", test_parse);
  g_test_add_func ("/crm/table-format/bounded", test_bounded);
  g_test_add_func ("/crm/table-format/marks", test_marks);
  return g_test_run ();
}
