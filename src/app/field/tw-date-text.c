/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-date-text.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

#define MAX_PARTS 3
#define FIRST_OF_CENTURY 70                            /* years of two digits from here on are of the twentieth century */

typedef struct
{
  int  number;                                         /* of a month that is written as a word, too */
  guint n_digits;                                      /* 0: a word */
} Part;

/* "dmy", "mdy" or "ymd": the order of the parts in a format of strftime. */
static void
read_order (const char *format,
            char        order[MAX_PARTS + 1])
{
  guint n = 0;

  for (const char *c = format; *c != '\0' && n < MAX_PARTS; c++)
    {
      if (*c != '%')
        continue;
      c++;
      while (*c != '\0' && strchr ("EO-_0^#", *c) != NULL)
        c++;
      if (*c == '\0')
        break;
      if (*c == 'D' || *c == 'F')
        {
          strcpy (order, *c == 'D' ? "mdy" : "ymd");
          return;
        }
      if (strchr ("de", *c) != NULL)
        order[n++] = 'd';
      else if (strchr ("mbBh", *c) != NULL)
        order[n++] = 'm';
      else if (strchr ("yYGC", *c) != NULL)
        order[n++] = 'y';
    }
  order[n] = '\0';
  if (n < MAX_PARTS)
    strcpy (order, "ymd");
}

static const char *
get_format (const char *format)
{
  return format != NULL ? format : nl_langinfo (D_FMT);
}

/* The month whose name or short name begins with the word; 0 for none. */
static int
find_month (const char *word)
{
  g_autofree char *folded = g_utf8_casefold (word, -1);

  for (int month = 1; month <= 12; month++)
    {
      g_autoptr(GDateTime) day = g_date_time_new_utc (2000, month, 1, 0, 0, 0);
      static const char *const formats[] = { "%b", "%B", "%OB" };

      for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        {
          g_autofree char *name = g_date_time_format (day, formats[i]);
          g_autofree char *name_folded = name != NULL ? g_utf8_casefold (name, -1) : NULL;

          if (name_folded != NULL && g_utf8_strlen (folded, -1) >= 3 && g_str_has_prefix (name_folded, folded))
            return month;
        }
    }
  return 0;
}

/* Splits into numbers and words, whatever stands between; digits of any script count. 0 when something is neither. */
static guint
split (const char *text,
       Part        parts[MAX_PARTS])
{
  guint n = 0;

  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_isdigit (c) && !g_unichar_isalpha (c))
        {
          text = g_utf8_next_char (text);
          continue;
        }
      if (n == MAX_PARTS)
        return 0;
      parts[n] = (Part) { 0 };
      if (g_unichar_isdigit (c))
        for (; g_unichar_isdigit (c = g_utf8_get_char (text)); text = g_utf8_next_char (text))
          {
            if (++parts[n].n_digits > 4)
              return 0;
            parts[n].number = parts[n].number * 10 + g_unichar_digit_value (c);
          }
      else
        {
          const char *start = text;
          g_autofree char *word = NULL;

          while (g_unichar_isalpha (g_utf8_get_char (text)) || g_unichar_ismark (g_utf8_get_char (text)))
            text = g_utf8_next_char (text);
          word = g_strndup (start, text - start);
          parts[n].number = find_month (word);
          if (parts[n].number == 0)
            return 0;
        }
      n++;
    }
  return n;
}

static gboolean
read_word (const char *text,
           TwDate      today,
           TwDate     *date)
{
  const struct
  {
    const char *word;
    int         days;
  } words[] = {
    { C_("day", "yesterday"), -1 }, { C_("day", "today"), 0 }, { C_("day", "tomorrow"), 1 },
  };
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *word = g_utf8_casefold (words[i].word, -1);

      if (!g_str_equal (folded, word))
        continue;
      *date = today + words[i].days;
      return TRUE;
    }
  return FALSE;
}

/* A word is the month, and a number of more than two digits the year, wherever they stand; the locale says the rest. */
static gboolean
assign (Part        parts[MAX_PARTS],
        guint       n,
        const char *order,
        int         year,
        TwDate     *date)
{
  int values[3] = { 0, 0, year };                      /* day, month, year */
  char left[MAX_PARTS + 1] = "";
  gboolean used[MAX_PARTS] = { FALSE };
  gboolean word = FALSE, long_year = FALSE;

  for (guint i = 0; i < n; i++)
    if (parts[i].n_digits == 0 ? word : parts[i].n_digits > 2 && long_year)
      return FALSE;
    else if (parts[i].n_digits == 0 || parts[i].n_digits > 2)
      {
        values[parts[i].n_digits == 0 ? 1 : 2] = parts[i].number;
        word |= parts[i].n_digits == 0;
        long_year |= parts[i].n_digits > 2;
        used[i] = TRUE;
      }
  /* A year that begins is followed by the month, as in ISO 8601. */
  if (long_year && n == MAX_PARTS && parts[0].n_digits > 2)
    order = "ymd";
  for (guint i = 0, k = 0; order[i] != '\0'; i++)
    if ((order[i] != 'm' || !word) && (order[i] != 'y' || (!long_year && n == MAX_PARTS)))
      {
        left[k++] = order[i];
        left[k] = '\0';
      }
  for (guint i = 0, k = 0; i < n; i++)
    {
      if (used[i])
        continue;
      if (left[k] == '\0')
        return FALSE;
      if (left[k] == 'y')
        values[2] = parts[i].number + (parts[i].number >= FIRST_OF_CENTURY ? 1900 : 2000);
      else
        values[left[k] == 'm' ? 1 : 0] = parts[i].number;
      k++;
    }
  return tw_date_from_ymd (values[2], values[1], values[0], date);
}

/**
 * tw_date_text_read:
 * @text: what was typed
 * @format: (nullable): a format of strftime that gives the order of day, month and year; %NULL for the locale's
 * @today: the day of "today", whose year a date without one is of
 * @date: (out): receives the date
 *
 * Reads a date: "2026-11-24", "24.11.26", "24 Nov", "tomorrow". Numbers of any script and any signs between them are taken.
 *
 * Returns: whether @text is a date
 */
gboolean
tw_date_text_read (const char *text,
                   const char *format,
                   TwDate      today,
                   TwDate     *date)
{
  g_autofree char *stripped = NULL;
  char order[MAX_PARTS + 1];
  Part parts[MAX_PARTS];
  int year, month, day;
  guint n = 0;

  g_return_val_if_fail (text != NULL && date != NULL, FALSE);
  stripped = g_strstrip (g_strdup (text));
  if (tw_date_parse (stripped, date) || read_word (stripped, today, date))
    return TRUE;
  n = split (stripped, parts);
  if (n < 2)
    return FALSE;
  read_order (get_format (format), order);
  tw_date_to_ymd (today, &year, &month, &day);
  return assign (parts, n, order, year, date);
}

/**
 * tw_date_text_write:
 * @date: a date
 * @format: (nullable): a format of strftime; %NULL for the locale's
 *
 * Returns: (transfer full): numbers in the order of the format, which tw_date_text_read() reads back as they are
 */
char *
tw_date_text_write (TwDate      date,
                    const char *format)
{
  char order[MAX_PARTS + 1];
  int year, month, day;

  format = get_format (format);
  read_order (format, order);
  tw_date_to_ymd (date, &year, &month, &day);
  if (order[0] == 'y')
    return tw_date_print (date);
  if (order[0] == 'm')
    return g_strdup_printf ("%02d/%02d/%04d", month, day, year);
  return g_strdup_printf (strchr (format, '/') != NULL ? "%02d/%02d/%04d" : "%02d.%02d.%04d", day, month, year);
}

/* Two or one digits of any script; -1: there are none. */
static int
read_digits (const char **text)
{
  int number = -1;

  for (guint n = 0; n < 2 && g_unichar_isdigit (g_utf8_get_char (*text)); n++, *text = g_utf8_next_char (*text))
    number = MAX (number, 0) * 10 + g_unichar_digit_value (g_utf8_get_char (*text));
  return number;
}

/* "14:30", "2:30pm"; the seconds since midnight. */
static gboolean
read_clock (const char *text,
            int        *seconds)
{
  int hour = read_digits (&text), minute = -1;
  gboolean half = FALSE;

  if (hour < 0 || *text != ':')
    return FALSE;
  text++;
  minute = read_digits (&text);
  while (*text == ' ')
    text++;
  half = g_ascii_strcasecmp (text, "am") == 0 || g_ascii_strcasecmp (text, "pm") == 0;
  if (minute < 0 || minute > 59 || (*text != '\0' && !half) || (half ? hour < 1 || hour > 12 : hour > 23))
    return FALSE;
  if (half)
    hour = hour % 12 + (g_ascii_tolower (*text) == 'p' ? 12 : 0);
  *seconds = (hour * 60 + minute) * 60;
  return TRUE;
}

/**
 * tw_moment_text_read:
 * @text: what was typed
 * @format: (nullable): as for tw_date_text_read()
 * @zone: the zone of the wall clock
 * @now: the moment of "today"
 * @moment: (out): receives the moment
 *
 * Reads a day as tw_date_text_read() does, and after it a time; a time alone is of today.
 *
 * Returns: whether @text is a moment
 */
gboolean
tw_moment_text_read (const char *text,
                     const char *format,
                     GTimeZone  *zone,
                     TwInstant   now,
                     TwInstant  *moment)
{
  g_autofree char *day = NULL;
  TwDate today = tw_instant_get_date (now, zone), date = today;
  const char *clock = NULL;
  int seconds = 0;

  g_return_val_if_fail (text != NULL && moment != NULL, FALSE);
  day = g_strstrip (g_strdup (text));
  /* The time is the last word, or the last two: "2:30 pm". */
  clock = strrchr (day, ' ');
  if (clock != NULL && strchr (clock, ':') == NULL && clock > day)
    clock = g_strrstr_len (day, clock - day, " ") != NULL ? g_strrstr_len (day, clock - day, " ") : day - 1;
  clock = clock != NULL ? clock + 1 : day;
  if (!read_clock (clock, &seconds))
    return FALSE;
  if (clock > day)
    {
      day[clock - day - 1] = '\0';
      if (!tw_date_text_read (day, format, today, &date))
        return FALSE;
    }
  *moment = tw_instant_from_local (date, seconds, zone);
  return TRUE;
}

/**
 * tw_moment_text_write:
 * @moment: a moment
 * @format: (nullable): as for tw_date_text_write()
 * @zone: the zone of the wall clock
 *
 * Returns: (transfer full): its day and, in hours and minutes, its time, which tw_moment_text_read() reads back
 */
char *
tw_moment_text_write (TwInstant   moment,
                      const char *format,
                      GTimeZone  *zone)
{
  g_autofree char *day = tw_date_text_write (tw_instant_get_date (moment, zone), format);
  int minutes = (int) (tw_instant_get_time_of_day (moment, zone) / 60);

  return g_strdup_printf ("%s %02d:%02d", day, minutes / 60, minutes % 60);
}
