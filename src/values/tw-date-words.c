/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-date-words.h"

#include <locale.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/udatpg.h>
#include <unicode/ustring.h>

#define MAX_TEXT 160
/* 15 October 1582: ICU counts the days before it as Julius Caesar did, and all dates of the program are of one calendar. */
#define GREGORIAN_FIRST -141427

/* A format is of one thread: ICU changes it while it writes. */
static GPrivate formats = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);
static GPrivate intervals = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);

static GHashTable *
get_table (GPrivate       *slot,
           GDestroyNotify  free_format)
{
  GHashTable *table = g_private_get (slot);

  if (table == NULL)
    {
      table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_format);
      g_private_set (slot, table);
    }
  return table;
}

/* The locale of ICU. Numbers and times beside the days are of printf(), and all days of the program are of one calendar. */
static char *
dup_locale (const char *name)
{
  gsize length;

  if (name == NULL || g_str_equal (name, "C") || g_str_has_prefix (name, "C.") || g_str_equal (name, "POSIX"))
    name = "en_US";
  length = strcspn (name, ".@");
  return g_strdup_printf ("%.*s@calendar=gregorian;numbers=latn", (int) length, name);
}

static UDateFormat *
open_format (const char *locale,
             const char *skeleton)
{
  UErrorCode status = U_ZERO_ERROR;
  UDateTimePatternGenerator *generator = udatpg_open (locale, &status);
  UDateFormat *format = NULL;
  UChar wanted[32], pattern[96];
  int32_t length = 0;

  u_uastrncpy (wanted, skeleton, G_N_ELEMENTS (wanted) - 1);
  if (U_SUCCESS (status))
    length = udatpg_getBestPattern (generator, wanted, (int32_t) strlen (skeleton), pattern, G_N_ELEMENTS (pattern), &status);
  format = udat_open (UDAT_PATTERN, UDAT_PATTERN, locale, u"UTC", -1, pattern, length, &status);
  udatpg_close (generator);
  if (U_FAILURE (status))
    g_clear_pointer (&format, udat_close);
  return format;
}

static UDateIntervalFormat *
open_interval (const char *locale,
               const char *skeleton)
{
  UErrorCode status = U_ZERO_ERROR;
  UDateIntervalFormat *format = NULL;
  UChar wanted[32];

  u_uastrncpy (wanted, skeleton, G_N_ELEMENTS (wanted) - 1);
  format = udtitvfmt_open (locale, wanted, (int32_t) strlen (skeleton), u"UTC", -1, &status);
  if (U_FAILURE (status))
    g_clear_pointer (&format, udtitvfmt_close);
  return format;
}

static char *
to_utf8 (const UChar *text,
         int32_t      length,
         UErrorCode   status)
{
  return U_SUCCESS (status) && length <= MAX_TEXT ? g_utf16_to_utf8 (text, length, NULL, NULL, NULL) : NULL;
}

/**
 * tw_date_words_in:
 * @locale: (nullable): "fr_FR" or "fr-FR", as setlocale() or a language tag names it; %NULL and "C" are the United States
 * @date: a date
 * @skeleton: what the text has, such as %TW_WORDS_DAY
 *
 * Returns: (transfer full): the date in words, in the order of the locale
 */
char *
tw_date_words_in (const char *locale,
                  TwDate      date,
                  const char *skeleton)
{
  GHashTable *table = get_table (&formats, (GDestroyNotify) udat_close);
  g_autofree char *key = g_strconcat (locale != NULL ? locale : "", "|", skeleton, NULL);
  UDateFormat *format = g_hash_table_lookup (table, key);
  UErrorCode status = U_ZERO_ERROR;
  UChar out[MAX_TEXT];
  int32_t length = 0;
  char *text = NULL;

  if (date < GREGORIAN_FIRST)
    return tw_date_format (date);
  if (format == NULL)
    {
      g_autofree char *name = dup_locale (locale);

      format = open_format (name, skeleton);
      if (format == NULL)
        return tw_date_format (date);
      g_hash_table_insert (table, g_steal_pointer (&key), format);
    }
  length = udat_format (format, (UDate) date * 86400000.0, out, MAX_TEXT, NULL, &status);
  text = to_utf8 (out, length, status);
  return text != NULL ? text : tw_date_format (date);
}

/**
 * tw_date_words:
 * @date: a date
 * @skeleton: what the text has, such as %TW_WORDS_DAY
 *
 * Returns: (transfer full): the date in words, in the order of the current locale
 */
char *
tw_date_words (TwDate      date,
               const char *skeleton)
{
  return tw_date_words_in (setlocale (LC_TIME, NULL), date, skeleton);
}

/**
 * tw_date_range_words_in:
 * @locale: (nullable): as of tw_date_words_in()
 * @first: the first day
 * @last: the last day
 * @skeleton: what the text has of both, such as %TW_WORDS_DAY_YEAR
 *
 * Returns: (transfer full): both in words, what they share only once: "16–22 November 2026"
 */
char *
tw_date_range_words_in (const char *locale,
                        TwDate      first,
                        TwDate      last,
                        const char *skeleton)
{
  GHashTable *table = get_table (&intervals, (GDestroyNotify) udtitvfmt_close);
  g_autofree char *key = g_strconcat (locale != NULL ? locale : "", "|", skeleton, NULL);
  UDateIntervalFormat *format = g_hash_table_lookup (table, key);
  UErrorCode status = U_ZERO_ERROR;
  UChar out[MAX_TEXT];
  int32_t length = 0;
  char *text = NULL;

  if (first < GREGORIAN_FIRST)
    {
      g_autofree char *from = tw_date_format (first), *to = tw_date_words_in (locale, last, skeleton);

      return g_strdup_printf ("%s – %s", from, to);
    }
  if (format == NULL)
    {
      g_autofree char *name = dup_locale (locale);

      format = open_interval (name, skeleton);
      if (format == NULL)
        return tw_date_words_in (locale, first, skeleton);
      g_hash_table_insert (table, g_steal_pointer (&key), format);
    }
  length = udtitvfmt_format (format, (UDate) first * 86400000.0, (UDate) last * 86400000.0, out, MAX_TEXT, NULL, &status);
  text = to_utf8 (out, length, status);
  return text != NULL ? text : tw_date_words_in (locale, first, skeleton);
}

/**
 * tw_date_range_words:
 * @first: the first day
 * @last: the last day
 * @skeleton: what the text has of both, such as %TW_WORDS_DAY_YEAR
 *
 * Returns: (transfer full): both in words, in the current locale
 */
char *
tw_date_range_words (TwDate      first,
                     TwDate      last,
                     const char *skeleton)
{
  return tw_date_range_words_in (setlocale (LC_TIME, NULL), first, last, skeleton);
}

/**
 * tw_instant_format_at:
 * @instant: an instant
 * @now: what is the present
 * @zone: the zone of the wall clock
 *
 * A time is never alone, for it would read like a duration, and no weekday stands for a day: it would be the last or the next one.
 *
 * Returns: (transfer full): the time with "Today", "Yesterday" or "Tomorrow", with the day up to a week away; else the day only, with
 *   its year when it is another one
 */
char *
tw_instant_format_at (TwInstant  instant,
                      TwInstant  now,
                      GTimeZone *zone)
{
  TwDate day = tw_instant_get_date (instant, zone), today = tw_instant_get_date (now, zone);
  int minutes = (int) (tw_instant_get_time_of_day (instant, zone) / 60), year, this_year, ignored;
  g_autofree char *time = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60), *words = NULL;

  if (day < TW_DATE_MIN || day > TW_DATE_MAX)
    return tw_instant_print (instant);
  if (day == today)
    /* Translators: %s is a time of this day: "Today 16:20". */
    return g_strdup_printf (_("Today %s"), time);
  if (day == today - 1)
    /* Translators: %s is a time of the day before: "Yesterday 16:20". */
    return g_strdup_printf (_("Yesterday %s"), time);
  if (day == today + 1)
    /* Translators: %s is a time of the next day: "Tomorrow 09:00". */
    return g_strdup_printf (_("Tomorrow %s"), time);
  tw_date_to_ymd (day, &year, &ignored, &ignored);
  tw_date_to_ymd (today, &this_year, &ignored, &ignored);
  if (ABS (day - today) >= 7)
    return tw_date_words (day, year == this_year ? TW_WORDS_DAY_SHORT : TW_WORDS_DAY_YEAR_SHORT);
  words = tw_date_words (day, TW_WORDS_DAY_SHORT);
  /* Translators: a day and a time: "23 Nov, 16:20". */
  return g_strdup_printf (C_("day and time", "%1$s, %2$s"), words, time);
}
