/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fields of the desktop make of text: dates as they are typed, and addresses that may be opened. */
#include "config.h"

#include "tw-date-text.h"
#include "tw-field-open.h"
#include "tw-field-text.h"

#include <gtk/gtk.h>

static void
test_date_read (void)
{
  static const struct
  {
    const char *format, *text, *expected;
  } cases[] = {
    { "%d.%m.%Y", "24.11.2026", "2026-11-24" },
    { "%d.%m.%Y", "24.11.26", "2026-11-24" },
    { "%d.%m.%Y", "24.11.", "2026-11-24" },
    { "%d.%m.%Y", "1.2.75", "1975-02-01" },
    { "%d.%m.%Y", "2026-11-24", "2026-11-24" },
    { "%m/%d/%Y", "11/24/2026", "2026-11-24" },
    { "%m/%d/%y", "11/24", "2026-11-24" },
    { "%D", "02/03/26", "2026-02-03" },
    { "%-d/%-m/%Y", "2/3/2026", "2026-03-02" },
    { "%Y-%m-%d", "26-2-3", "2026-02-03" },
    { "%Y/%m/%d", "2/3", "2026-02-03" },
    { "%F", "2026/2/3", "2026-02-03" },
    { "%d/%m/%Y", "2026/2/3", "2026-02-03" },
    { "%d/%m/%Y", "24 Nov 2026", "2026-11-24" },
    { "%m/%d/%Y", "24 november", "2026-11-24" },
    { "%m/%d/%Y", "Nov 24, 2026", "2026-11-24" },
    { "%d/%m/%Y", "٢٤/١١/٢٠٢٦", "2026-11-24" },
    { "%d/%m/%Y", " tomorrow ", "2026-06-16" },
    { "%d/%m/%Y", "Today", "2026-06-15" },
    { "%d/%m/%Y", "29.2.2025", NULL },
    { "%d/%m/%Y", "31/11", NULL },
    { "%d/%m/%Y", "13/13/2026", NULL },
    { "%d/%m/%Y", "24", NULL },
    { "%d/%m/%Y", "24 11 20 26", NULL },
    { "%d/%m/%Y", "24/11/20266", NULL },
    { "%d/%m/%Y", "2025 2026 1", NULL },
    { "%d/%m/%Y", "Nov Dec 2026", NULL },
    { "%d/%m/%Y", "24 Nevember", NULL },
    { "%d/%m/%Y", "soon", NULL },
    { "%d/%m/%Y", "", NULL },
    { "%", "2026-11-24", "2026-11-24" },
  };
  TwDate today;

  g_assert_true (tw_date_parse ("2026-06-15", &today));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwDate date = 0;
      gboolean good = tw_date_text_read (cases[i].text, cases[i].format, today, &date);
      g_autofree char *printed = good ? tw_date_print (date) : NULL;

      g_test_message ("%s as %s", cases[i].text, cases[i].format);
      g_assert_cmpstr (printed, ==, cases[i].expected);
    }
}

/* What is shown for editing is read back as the same day, in any century. */
static void
test_date_round_trip (void)
{
  static const char *const formats[] = { "%d.%m.%Y", "%d/%m/%y", "%m/%d/%y", "%D", "%F", "%Y年%m月%d日", NULL };
  static const char *const dates[] = { "1950-02-03", "2026-11-24", "2150-12-01", "0099-01-02" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint j = 0; j < G_N_ELEMENTS (dates); j++)
      {
        TwDate date = 0, read = 0;
        g_autofree char *text = NULL;

        g_assert_true (tw_date_parse (dates[j], &date));
        text = tw_date_text_write (date, formats[i]);
        g_assert_true (tw_date_text_read (text, formats[i], 0, &read));
        g_assert_cmpint (read, ==, date);
      }
}

/* A moment is typed and shown in the order of the locale, and read in either. */
static void
test_moment (void)
{
  static const struct
  {
    const char *format, *text, *expected;
  } cases[] = {
    { "%d.%m.%Y", "24.11.2026 14:30", "2026-11-24T13:30:00Z" },
    { "%m/%d/%Y", "11/24/2026 14:30", "2026-11-24T13:30:00Z" },
    { "%m/%d/%Y", "2026-11-24 14:30", "2026-11-24T13:30:00Z" },
    { "%m/%d/%Y", "11/24 2:30 pm", "2026-11-24T13:30:00Z" },
    { "%m/%d/%Y", "11/24 2:30PM", "2026-11-24T13:30:00Z" },
    { "%m/%d/%Y", "24 Nov 2026 9:05", "2026-11-24T08:05:00Z" },
    { "%d/%m/%Y", "٢٤/١١/٢٠٢٦ ١٤:٣٠", "2026-11-24T13:30:00Z" },
    { "%d.%m.%Y", "tomorrow 9:00", "2026-06-16T07:00:00Z" },
    { "%d.%m.%Y", " 14:30 ", "2026-06-15T12:30:00Z" },
    { "%d.%m.%Y", "12:00 am", "2026-06-14T22:00:00Z" },
    { "%d.%m.%Y", "24.11.2026", NULL },
    { "%d.%m.%Y", "24.11.2026 25:00", NULL },
    { "%d.%m.%Y", "24.11.2026 13:00 pm", NULL },
    { "%d.%m.%Y", "24.11.2026 14:60", NULL },
    { "%d.%m.%Y", "soon 14:30", NULL },
    { "%d.%m.%Y", "", NULL },
  };
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree char *written = NULL;
  TwInstant now = 0, moment = 0;

  g_assert_true (tw_instant_parse ("2026-06-15T10:00:00Z", NULL, &now));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean good = tw_moment_text_read (cases[i].text, cases[i].format, zone, now, &moment);
      g_autofree char *printed = good ? tw_instant_print (moment) : NULL;

      g_test_message ("%s as %s", cases[i].text, cases[i].format);
      g_assert_cmpstr (printed, ==, cases[i].expected);
    }
  written = tw_moment_text_write (now, "%m/%d/%Y", zone);
  g_assert_cmpstr (written, ==, "06/15/2026 12:00");
}

static void
test_uri (void)
{
  static const struct
  {
    TwKind      kind;
    const char *text, *expected;
  } cases[] = {
    { TW_KIND_EMAIL, "ann@example.com", "mailto:ann@example.com" },
    { TW_KIND_EMAIL, "ann+crm@example.com", "mailto:ann+crm@example.com" },
    { TW_KIND_EMAIL, "ann?bcc=eve@example.com", "mailto:ann%3Fbcc%3Deve@example.com" },
    { TW_KIND_EMAIL, "ann@example.com?subject=x", "mailto:ann@example.com%3Fsubject%3Dx" },
    { TW_KIND_EMAIL, "ann@eve@example.com", NULL },
    { TW_KIND_EMAIL, "ann@example.com\nbcc:eve", NULL },
    { TW_KIND_EMAIL, "@example.com", NULL },
    { TW_KIND_EMAIL, "ann@", NULL },
    { TW_KIND_PHONE, "+49 (30) 123-456", "tel:+4930123456" },
    { TW_KIND_PHONE, "030/12.34", "tel:0301234" },
    { TW_KIND_PHONE, "+49+30123", NULL },
    { TW_KIND_PHONE, "12", NULL },
    { TW_KIND_PHONE, "1234567890123456", NULL },
    { TW_KIND_PHONE, "ask Ann", NULL },
    { TW_KIND_PHONE, "*21*123#", NULL },
    { TW_KIND_URL, "https://example.com/a?b=c", "https://example.com/a?b=c" },
    { TW_KIND_URL, "example.com", "https://example.com" },
    { TW_KIND_URL, "http://example.com", NULL },
    { TW_KIND_URL, "file:///etc/passwd", NULL },
    { TW_KIND_URL, "javascript:alert(1)", NULL },
    { TW_KIND_URL, "https://ann:secret@example.com", NULL },
    { TW_KIND_URL, "https://", NULL },
    { TW_KIND_URL, "https://a b", NULL },
    { TW_KIND_TEXT, "https://example.com", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwField field = { .kind = cases[i].kind };
      g_auto(TwValue) value = tw_value_text (cases[i].text);
      g_autofree char *uri = tw_field_dup_uri (&field, &value);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (uri, ==, cases[i].expected);
    }
}

/* In a desktop from right to left what has an order of its own keeps it; elsewhere nothing is put into the text. */
static void
test_mail (void)
{
  const char *none[] = { "nobody", NULL }, *one[] = { "nobody", "ann@example.com", NULL };
  const char *several[] = { "ann@example.com", "bob&cc=eve@example.com", "x\ny@example.com", "cem@example.com", NULL };
  g_autofree char *first = tw_field_dup_mail_uri (none), *second = tw_field_dup_mail_uri (one), *third = tw_field_dup_mail_uri (several);

  g_assert_null (first);
  g_assert_cmpstr (second, ==, "mailto:ann@example.com");
  g_assert_cmpstr (third, ==, "mailto:?bcc=ann@example.com,bob%26cc%3Deve@example.com,cem@example.com");
}

static void
test_isolate (void)
{
  static const struct
  {
    TwKind      kind;
    const char *text, *expected;
  } cases[] = {
    { TW_KIND_PHONE, "+49 30 123", "\342\201\246+49 30 123\342\201\251" },
    { TW_KIND_EMAIL, "ann@example.com", "\342\201\246ann@example.com\342\201\251" },
    { TW_KIND_NUMBER, "D-2026-1", "\342\201\246D-2026-1\342\201\251" },
    { TW_KIND_MONEY, "-$100", "\342\201\250-$100\342\201\251" },
    { TW_KIND_TEXT, "Ann", "\342\201\250Ann\342\201\251" },
    { TW_KIND_TEXT, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwField field = { .kind = cases[i].kind };
      g_autofree char *plain = NULL, *isolated = NULL;

      gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
      plain = tw_field_isolate (&field, cases[i].text);
      g_assert_cmpstr (plain, ==, cases[i].text);
      gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
      isolated = tw_field_isolate (&field, cases[i].text);
      g_assert_cmpstr (isolated, ==, cases[i].expected);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/field/date/read", test_date_read);
  g_test_add_func ("/app/field/date/round-trip", test_date_round_trip);
  g_test_add_func ("/app/field/moment", test_moment);
  g_test_add_func ("/app/field/uri", test_uri);
  g_test_add_func ("/app/field/mail", test_mail);
  g_test_add_func ("/app/field/isolate", test_isolate);
  return g_test_run ();
}
