/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task-words.h"

#define TODAY "2026-11-21"                             /* a Saturday */
#define NOW   (12 * 3600)

/* date and time "": none */
static const struct { const char *line, *title, *date, *time; guint priority; } cases[] =
{
  { "Call Ann tomorrow 10:00", "Call Ann", "2026-11-22", "10:00", 0 },
  { "Call Ann", "Call Ann", "", "", 0 },
  { "tomorrow", "tomorrow", "2026-11-22", "", 0 },
  { "Send offer today", "Send offer", "2026-11-21", "", 0 },
  { "Send offer day after tomorrow", "Send offer", "2026-11-23", "", 0 },
  { "Visit Acme on Monday at 3pm !", "Visit Acme", "2026-11-23", "15:00", 1 },
  { "Visit Acme next tuesday !!", "Visit Acme", "2026-11-24", "", 2 },
  { "Saturday market", "market", "2026-11-28", "", 0 },
  { "Follow up in 3 days", "Follow up", "2026-11-24", "", 0 },
  { "Follow up in 2 weeks at 9", "Follow up", "2026-12-05", "09:00", 0 },
  { "Invoice by 2026-12-01", "Invoice", "2026-12-01", "", 0 },
  { "Invoice 24.12.", "Invoice", "2026-12-24", "", 0 },
  { "Invoice 3/1", "Invoice", "2027-01-03", "", 0 },
  { "Lunch 11:30", "Lunch", "2026-11-22", "11:30", 0 },
  { "Lunch 12:30", "Lunch", "2026-11-21", "12:30", 0 },
  { "Ring at 12am tomorrow", "Ring", "2026-11-22", "00:00", 0 },
  { "Rappeler Léa lundi 14h30", "Rappeler Léa", "2026-11-23", "14:30", 0 },
  { "RAPPELER LÉA DEMAIN À 10H", "RAPPELER LÉA", "2026-11-22", "10:00", 0 },
  { "Appeler après-demain", "Appeler", "2026-11-23", "", 0 },
  { "Appeler aujourd’hui", "Appeler", "2026-11-21", "", 0 },
  { "Relancer dans 5 jours", "Relancer", "2026-11-26", "", 0 },
  { "Devis la semaine prochaine", "Devis", "2026-11-28", "", 0 },
  { "Devis pour jeudi", "Devis", "2026-11-26", "", 0 },
  { "اتصل بأحمد غدا", "اتصل بأحمد", "2026-11-22", "", 0 },
  { "اتصل بأحمد غداً الساعة 10", "اتصل بأحمد", "2026-11-22", "10:00", 0 },
  { "اجتماع بعد غد", "اجتماع", "2026-11-23", "", 0 },
  { "اجتماع يوم الأحد 9:30", "اجتماع", "2026-11-22", "09:30", 0 },
  { "متابعة بعد 3 أيام", "متابعة", "2026-11-24", "", 0 },
  { "متابعة بعد ٣ أيام", "متابعة", "2026-11-24", "", 0 },
  /* what only looks like a day or a time */
  { "Buy 3 boxes", "Buy 3 boxes", "", "", 0 },
  { "Meet at 5 oaks", "Meet oaks", "2026-11-22", "05:00", 0 },
  { "Read 25:00 and 10:99", "Read 25:00 and 10:99", "", "", 0 },
  { "Room 40/13", "Room 40/13", "", "", 0 },
  { "in 3", "in 3", "", "", 0 },
  { "Tomorrow and today", "and today", "2026-11-22", "", 0 },
  { "Great!", "Great!", "", "", 0 },
  { "", "", "", "", 0 },
  { "  \t ", "", "", "", 0 },
};

static void
test_cases (void)
{
  TwDate today;

  g_assert_true (tw_date_parse (TODAY, &today));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TwTaskWords) words = { NULL };
      g_autofree char *date = NULL, *time = NULL;

      tw_task_words_read (cases[i].line, today, NOW, &words);
      g_test_message ("%s", cases[i].line);
      date = words.has_date ? tw_date_print (words.date) : g_strdup ("");
      time = words.has_time ? g_strdup_printf ("%02d:%02d", words.seconds / 3600, words.seconds / 60 % 60) : g_strdup ("");
      g_assert_cmpstr (words.title, ==, cases[i].title);
      g_assert_cmpstr (date, ==, cases[i].date);
      g_assert_cmpstr (time, ==, cases[i].time);
      g_assert_cmpuint (words.priority, ==, cases[i].priority);
    }
}

static void
test_long (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_auto (TwTaskWords) words = { NULL };

  for (guint i = 0; i < 10000; i++)
    g_string_append (line, "99999999999 \xff tomorrow in ");
  tw_task_words_read (line->str, 0, 0, &words);
  g_assert_true (words.has_date);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/task-words/cases", test_cases);
  g_test_add_func ("/crm/task-words/long", test_long);
  return g_test_run ();
}
