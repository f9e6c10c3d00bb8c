/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tw-task-words.h"
#include "tw-text.h"

#define MAX_WORDS   200
#define DAY_SECONDS 86400
#define MAX_AHEAD   5000                               /* of "in 3 days" */

/* Days by how far away they are; of two that begin alike the longer one first. */
static const struct { const char *words; int days; } near_days[] =
{
  { "day after tomorrow", 2 }, { "tomorrow", 1 }, { "today", 0 }, { "tonight", 0 }, { "next week", 7 },
  { "après-demain", 2 }, { "après demain", 2 }, { "demain", 1 }, { "aujourd'hui", 0 }, { "aujourd’hui", 0 }, { "ce soir", 0 },
  { "la semaine prochaine", 7 }, { "semaine prochaine", 7 },
  { "بعد غد", 2 }, { "غدا", 1 }, { "غداً", 1 }, { "اليوم", 0 }, { "الأسبوع القادم", 7 }, { "الأسبوع المقبل", 7 },
};

/* Monday first. */
static const char *const weekdays[][7] =
{
  { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" },
  { "mon", "tue", "wed", "thu", "fri", "sat", "sun" },
  { "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" },
  { "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد" },
};

/* "in 3 days" */
static const char *const before_number[] = { "in", "dans", "بعد", "خلال" };
static const struct { const char *word; int days; } units[] =
{
  { "day", 1 }, { "days", 1 }, { "week", 7 }, { "weeks", 7 }, { "jour", 1 }, { "jours", 1 }, { "semaine", 7 }, { "semaines", 7 },
  { "يوم", 1 }, { "أيام", 1 }, { "أسبوع", 7 }, { "أسابيع", 7 },
};

/* Words that belong to a day or a time when one follows. */
static const char *const before_day[] = { "on", "by", "next", "le", "pour", "ce", "يوم", "في" };
static const char *const before_time[] = { "at", "à", "vers", "الساعة", "في" };

typedef struct
{
  char       **words;                                  /* as they are written */
  char       **folded;
  guint        n;
  gboolean    *used;
  TwDate       today;
  TwTaskWords *result;
} Line;

/* --- Comparing --- */

static gboolean
is_one (const char *folded, const char *const *list, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = tw_text_fold (list[i]);

      if (g_str_equal (word, folded))
        return TRUE;
    }
  return FALSE;
}

/* How many words of the line, from one on, are the given ones; 0: they are not. */
static guint
matches (const Line *line, guint at, const char *phrase)
{
  g_auto(GStrv) parts = g_strsplit (phrase, " ", -1);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *part = tw_text_fold (parts[i]);

      if (at + i >= line->n || line->used[at + i] || !g_str_equal (part, line->folded[at + i]))
        return 0;
    }
  return n;
}

static void
use (Line *line, guint at, guint n)
{
  for (guint i = at; i < at + n; i++)
    line->used[i] = TRUE;
}

static void
take_date (Line *line, guint at, guint n, TwDate date)
{
  line->result->has_date = TRUE;
  line->result->date = date;
  use (line, at, n);
  if (at > 0 && !line->used[at - 1] && is_one (line->folded[at - 1], before_day, G_N_ELEMENTS (before_day)))
    line->used[at - 1] = TRUE;
}

/* --- Days --- */

/* The number that the whole word is, in any digits; -1: it is none. */
static int
read_number (const char *word)
{
  int number = 0;

  for (const char *p = word; *p; p = g_utf8_next_char (p))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (p));

      if (digit < 0 || number > MAX_AHEAD)
        return -1;
      number = number * 10 + digit;
    }
  return *word ? number : -1;
}

static gboolean
read_near_day (Line *line, guint at)
{
  for (guint i = 0; i < G_N_ELEMENTS (near_days); i++)
    {
      guint n = matches (line, at, near_days[i].words);

      if (n > 0)
        {
          take_date (line, at, n, line->today + near_days[i].days);
          return TRUE;
        }
    }
  return FALSE;
}

/* The next such day; today's name means a week from now. */
static gboolean
read_weekday (Line *line, guint at)
{
  for (guint i = 0; i < G_N_ELEMENTS (weekdays); i++)
    for (int day = 1; day <= 7; day++)
      if (matches (line, at, weekdays[i][day - 1]) > 0)
        {
          int ahead = (day - tw_date_get_weekday (line->today) + 7) % 7;

          take_date (line, at, 1, line->today + (ahead > 0 ? ahead : 7));
          return TRUE;
        }
  return FALSE;
}

static gboolean
read_distance (Line *line, guint at)
{
  int number;

  if (at + 2 >= line->n || !is_one (line->folded[at], before_number, G_N_ELEMENTS (before_number)))
    return FALSE;
  number = read_number (line->words[at + 1]);
  for (guint i = 0; number >= 0 && i < G_N_ELEMENTS (units); i++)
    if (matches (line, at + 2, units[i].word) > 0)
      {
        take_date (line, at, 3, line->today + number * units[i].days);
        return TRUE;
      }
  return FALSE;
}

/* "2026-03-01"; "24.12." and "24/12" in the year that makes it the next one. */
static gboolean
read_calendar_day (Line *line, guint at)
{
  int day = 0, month = 0, year = 0, length = 0, today_month, today_day;
  const char *word = line->words[at];
  TwDate date;

  if (!tw_date_parse (word, &date))
    {
      if (sscanf (word, "%2d%*1[./]%2d%n", &day, &month, &length) < 2 || (word[length] && strcmp (word + length, ".") != 0))
        return FALSE;
      tw_date_to_ymd (line->today, &year, &today_month, &today_day);
      if (!tw_date_from_ymd (year, month, day, &date) || (date < line->today && !tw_date_from_ymd (year + 1, month, day, &date)))
        return FALSE;
    }
  take_date (line, at, 1, date);
  return TRUE;
}

/* --- Times --- */

/* "10:00", "10h", "14h30", "3pm", "10:30am"; a bare number only behind "at". */
static gboolean
parse_time (const char *text, gboolean bare, int *seconds)
{
  g_autofree char *word = tw_text_fold (text);
  char *end = word;
  int hour, minute = 0;
  gboolean marked = FALSE;

  if (!g_ascii_isdigit (*word))
    return FALSE;
  hour = strtol (word, &end, 10);
  if ((*end == ':' || *end == 'h') && g_ascii_isdigit (end[1]) && g_ascii_isdigit (end[2]))
    {
      minute = strtol (end + 1, &end, 10);
      marked = TRUE;
    }
  else if (*end == 'h')
    {
      end++;
      marked = TRUE;
    }
  if (hour <= 12 && hour >= 1 && (g_str_equal (end, "am") || g_str_equal (end, "pm")))
    {
      hour = hour % 12 + (*end == 'p' ? 12 : 0);
      end += 2;
      marked = TRUE;
    }
  if (*end || hour > 23 || minute > 59 || (!marked && !bare))
    return FALSE;
  *seconds = hour * 3600 + minute * 60;
  return TRUE;
}

static gboolean
read_time (Line *line, guint at)
{
  gboolean led = at > 0 && !line->used[at - 1] && is_one (line->folded[at - 1], before_time, G_N_ELEMENTS (before_time));
  int seconds;

  if (!parse_time (line->words[at], led, &seconds))
    return FALSE;
  line->result->has_time = TRUE;
  line->result->seconds = seconds;
  use (line, at, 1);
  if (led)
    line->used[at - 1] = TRUE;
  return TRUE;
}

static gboolean
read_priority (Line *line, guint at)
{
  if (strspn (line->words[at], "!") != strlen (line->words[at]))
    return FALSE;
  line->result->priority = MIN (strlen (line->words[at]), 2);
  use (line, at, 1);
  return TRUE;
}

static void
read_word (Line *line, guint at)
{
  if (!line->result->has_date && (read_near_day (line, at) || read_distance (line, at) || read_weekday (line, at)
                                  || read_calendar_day (line, at)))
    return;
  if (!line->result->has_time && read_time (line, at))
    return;
  read_priority (line, at);
}

static char *
join_rest (const Line *line)
{
  GString *title = g_string_new (NULL);

  for (guint i = 0; i < line->n; i++)
    if (!line->used[i])
      g_string_append_printf (title, "%s%s", title->len > 0 ? " " : "", line->words[i]);
  return g_string_free (title, FALSE);
}

/**
 * tw_task_words_read:
 * @line: what a person typed
 * @today: the day in their zone
 * @now: seconds since midnight there
 * @words: (out): what it means; to be cleared
 *
 * A line of nothing but words for days and times keeps them as its title, too.
 */
void
tw_task_words_read (const char *line, TwDate today, int now, TwTaskWords *words)
{
  g_autofree char *clean = g_utf8_make_valid (line, -1);
  g_auto(GStrv) parts = g_strsplit_set (clean, " \t\n", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new (), folded = g_ptr_array_new_with_free_func (g_free);
  g_autofree gboolean *used = NULL;
  Line read = { .today = today, .result = words };

  *words = (TwTaskWords) { NULL };
  for (guint i = 0; parts[i]; i++)
    if (*parts[i] && kept->len < MAX_WORDS)
      {
        g_ptr_array_add (kept, parts[i]);
        g_ptr_array_add (folded, tw_text_fold (parts[i]));
      }
  read.words = (char **) kept->pdata;
  read.folded = (char **) folded->pdata;
  read.n = kept->len;
  read.used = used = g_new0 (gboolean, kept->len + 1);
  for (guint i = 0; i < read.n; i++)
    if (!used[i])
      read_word (&read, i);
  if (words->has_time && !words->has_date)
    {
      words->has_date = TRUE;
      words->date = today + (words->seconds <= now ? 1 : 0);
    }
  words->title = join_rest (&read);
  if (*words->title == '\0')
    {
      g_free (words->title);
      words->title = g_strstrip (g_steal_pointer (&clean));
    }
}

/**
 * tw_task_words_clear:
 * @words: what was read
 */
void
tw_task_words_clear (TwTaskWords *words)
{
  g_clear_pointer (&words->title, g_free);
}
