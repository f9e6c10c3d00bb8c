/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-import-date.h"

static const struct { const char *text; TwDateOrder order; TwDateResult result; const char *date; int seconds; gboolean has_offset; int offset; } cases[] = {
  { "2014-03-01", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "2014/3/1", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "2014.03.01", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "20140301", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "01/03/2014", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "03/01/2014", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "1.3.14", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "1.3.85", TW_DATE_ORDER_DMY, TW_DATE_DAY, "1985-03-01", 0, FALSE, 0 },
  { "14-Mar-14", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-14", 0, FALSE, 0 },
  { "01 Apr 2023", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2023-04-01", 0, FALSE, 0 },
  { "March 14, 2014", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2014-03-14", 0, FALSE, 0 },
  { "14 mars 2014", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-14", 0, FALSE, 0 },
  { "1 février 2020", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2020-02-01", 0, FALSE, 0 },
  { "14 مارس 2014", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-14", 0, FALSE, 0 },
  { "Fri, 14 Mar 2014", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-14", 0, FALSE, 0 },
  { "٢٠١٤-٠٣-٠١", TW_DATE_ORDER_MDY, TW_DATE_DAY, "2014-03-01", 0, FALSE, 0 },
  { "29/02/2024", TW_DATE_ORDER_DMY, TW_DATE_DAY, "2024-02-29", 0, FALSE, 0 },
  { "29/02/2023", TW_DATE_ORDER_DMY, TW_DATE_DAY, NULL, 0, FALSE, 0 },
  { "31/12/2012", TW_DATE_ORDER_MDY, TW_DATE_DAY, NULL, 0, FALSE, 0 },
  { "2014-03-01T10:30:15Z", TW_DATE_ORDER_DMY, TW_DATE_TIME, "2014-03-01", 37815, TRUE, 0 },
  { "2014-03-01 10:30", TW_DATE_ORDER_DMY, TW_DATE_TIME, "2014-03-01", 37800, FALSE, 0 },
  { "07/15/2009 02:14:45+0800", TW_DATE_ORDER_MDY, TW_DATE_TIME, "2009-07-15", 8085, TRUE, 28800 },
  { "2009-07-15T02:14:45.250-03:30", TW_DATE_ORDER_MDY, TW_DATE_TIME, "2009-07-15", 8085, TRUE, -12600 },
  { "2010-10-14T12:00:00.000Z-0300", TW_DATE_ORDER_MDY, TW_DATE_TIME, "2010-10-14", 43200, TRUE, -10800 },
  { "3/1/2014 3:05 PM", TW_DATE_ORDER_MDY, TW_DATE_TIME, "2014-03-01", 54300, FALSE, 0 },
  { "3/1/2014 12:05 AM", TW_DATE_ORDER_MDY, TW_DATE_TIME, "2014-03-01", 300, FALSE, 0 },
  { "0/0/00", TW_DATE_ORDER_MDY, TW_DATE_EMPTY, NULL, 0, FALSE, 0 },
  { "0000-00-00", TW_DATE_ORDER_MDY, TW_DATE_EMPTY, NULL, 0, FALSE, 0 },
  { "--10-20", TW_DATE_ORDER_MDY, TW_DATE_NO_YEAR, NULL, 0, FALSE, 0 },
  { "", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "soon", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "12", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "1/2", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "1/2/3", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "14 Marz 2014 x", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "2014-03-01 25:00", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "2014-03-01T10:30Zulu", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
  { "99999999999999999999", TW_DATE_ORDER_MDY, TW_DATE_NONE, NULL, 0, FALSE, 0 },
};

static void
test_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwDateParts parts;
      TwDate date;
      g_test_message ("%s", cases[i].text);
      TwDateResult result = tw_import_date_read (cases[i].text, &parts);
      g_assert_cmpint (result, ==, cases[i].result);
      if (result != TW_DATE_DAY && result != TW_DATE_TIME)
        continue;
      gboolean ok = tw_import_date_make (&parts, cases[i].order, &date);
      g_assert_cmpint (ok, ==, cases[i].date != NULL);
      if (!ok)
        continue;
      g_autofree char *text = tw_date_print (date);
      g_assert_cmpstr (text, ==, cases[i].date);
      g_assert_cmpint (parts.seconds, ==, cases[i].seconds);
      g_assert_cmpint (parts.has_offset, ==, cases[i].has_offset);
      g_assert_cmpint (parts.offset, ==, cases[i].offset);
    }
}

static void
test_hint (void)
{
  static const struct { const char *text; TwDateOrder order; } hints[] = {
    { "31/12/2012", TW_DATE_ORDER_DMY }, { "12/31/2012", TW_DATE_ORDER_MDY }, { "02/01/2014", TW_DATE_ORDER_AUTO },
    { "2014-12-31", TW_DATE_ORDER_AUTO }, { "14-Mar-14", TW_DATE_ORDER_AUTO },
  };
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      TwDateParts parts;
      tw_import_date_read (hints[i].text, &parts);
      g_assert_cmpint (tw_import_date_hint (&parts), ==, hints[i].order);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-date/read", test_read);
  g_test_add_func ("/exchange/import-date/hint", test_hint);
  return g_test_run ();
}
