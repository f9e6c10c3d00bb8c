/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms read: 2014-03-01 with any of - / . between, 20140301, 01.03.2014, 3/1/14, 14-Mar-14, 1 March 2014, Mar 14, 2014,
 * a leading weekday; after a day "T10:30:15.5Z", " 10:30 PM", "+0100". Month names are ICU's in the languages below. */
#include <stdio.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "tw-import-date.h"
#include "tw-import-mapping.h"

static void
add_symbols (GHashTable *months, UDateFormat *format, UDateFormatSymbolType type)
{
  for (int i = 0; i < 12; i++)
    {
      UErrorCode status = U_ZERO_ERROR;
      UChar wide[64];
      char name[200];
      udat_getSymbols (format, type, i, wide, G_N_ELEMENTS (wide), &status);
      u_strToUTF8 (name, sizeof name, NULL, wide, -1, &status);
      if (U_FAILURE (status))
        continue;
      char *word = tw_import_simplify (name);
      if (*word && !g_hash_table_contains (months, word))
        g_hash_table_insert (months, word, GINT_TO_POINTER (i + 1));
      else
        g_free (word);
    }
}

static gpointer
load_months (gpointer data)
{
  static const char *const locales[] = { "en", "fr", "ar", "ar_LB", "de", "es", "it", "pt", "nl" };
  GHashTable *months = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    {
      UErrorCode status = U_ZERO_ERROR;
      UDateFormat *format = udat_open (UDAT_MEDIUM, UDAT_MEDIUM, locales[i], NULL, 0, NULL, 0, &status);
      if (U_FAILURE (status))
        continue;
      add_symbols (months, format, UDAT_MONTHS);
      add_symbols (months, format, UDAT_SHORT_MONTHS);
      add_symbols (months, format, UDAT_STANDALONE_MONTHS);
      add_symbols (months, format, UDAT_STANDALONE_SHORT_MONTHS);
      udat_close (format);
    }
  g_hash_table_insert (months, g_strdup ("sept"), GINT_TO_POINTER (9));
  return months;
}

static int
find_month (const char *word)
{
  static GOnce once = G_ONCE_INIT;
  GHashTable *months = g_once (&once, load_months, NULL);
  g_autofree char *simple = tw_import_simplify (word);
  return GPOINTER_TO_INT (g_hash_table_lookup (months, simple));
}

/* --- Tokens --- */

typedef struct
{
  gboolean word;
  int      number, n_digits;
  char     text[40];
} Token;

static const char *
skip_between (const char *p)
{
  while (*p && (strchr (" -/.,\t", *p) || strncmp (p, "\xc2\xa0", 2) == 0))
    p += *p == '\xc2' ? 2 : 1;
  return p;
}

static const char *
read_token (const char *p, Token *token)
{
  gsize n = 0;
  memset (token, 0, sizeof *token);
  for (;;)
    {
      gunichar c = g_utf8_get_char (p);
      if (n == 0 && g_unichar_isdigit (c))
        {
          for (; g_unichar_isdigit (c); p = g_utf8_next_char (p), c = g_utf8_get_char (p))
            {
              if (++token->n_digits > 8)
                return NULL;
              token->number = token->number * 10 + g_unichar_digit_value (c);
            }
          return p;
        }
      if (!g_unichar_isalpha (c) && !g_unichar_ismark (c))
        break;
      if (n + 7 >= sizeof token->text)
        return NULL;
      n += g_unichar_to_utf8 (c, token->text + n);
      token->word = TRUE;
      p = g_utf8_next_char (p);
    }
  return n > 0 ? p : NULL;
}

/* --- Time of day --- */

static const char *
read_clock (const char *p, TwDateParts *parts)
{
  int hour = 0, minute = 0, second = 0, n = 0;
  if (sscanf (p, "%2d:%2d%n", &hour, &minute, &n) != 2 || n == 0)
    return NULL;
  p += n;
  if (*p == ':')
    {
      n = 0;
      if (sscanf (p + 1, "%2d%n", &second, &n) != 1)
        return NULL;
      p += 1 + n;
      if (*p == '.' || *p == ',')
        {
          gint64 unit = 100000;
          for (p++; g_ascii_isdigit (*p); p++, unit /= 10)
            parts->micros += (*p - '0') * unit;
        }
    }
  while (*p == ' ')
    p++;
  if (g_ascii_strncasecmp (p, "am", 2) == 0 || g_ascii_strncasecmp (p, "pm", 2) == 0)
    {
      if (hour < 1 || hour > 12)
        return NULL;
      hour = hour % 12 + (g_ascii_tolower (*p) == 'p' ? 12 : 0);
      p += 2;
    }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return NULL;
  parts->seconds = hour * 3600 + minute * 60 + MIN (second, 59);
  return p;
}

static gboolean
read_offset (const char *p, TwDateParts *parts)
{
  int hours = 0, minutes = 0, n = 0;
  while (*p == ' ')
    p++;
  if (*p == 'Z' || *p == 'z')
    {
      parts->has_offset = TRUE;
      p++;
    }
  else if (strncmp (p, "UTC", 3) == 0 || strncmp (p, "GMT", 3) == 0)
    {
      parts->has_offset = TRUE;
      p += 3;
    }
  if (*p == '+' || *p == '-')
    {
      if (sscanf (p + 1, "%2d%n", &hours, &n) != 1)
        return FALSE;
      const char *rest = p + 1 + n;
      if (*rest == ':')
        rest++;
      n = 0;
      if (*rest && (sscanf (rest, "%2d%n", &minutes, &n) != 1 || minutes > 59))
        return FALSE;
      if (hours > 14 || hours < 0 || minutes < 0)
        return FALSE;
      parts->has_offset = TRUE;
      parts->offset = (hours * 3600 + minutes * 60) * (*p == '-' ? -1 : 1);
      p = rest + n;
    }
  while (*p == ' ')
    p++;
  return *p == 0;
}

gboolean
tw_import_time_read (const char *text, int *seconds)
{
  TwDateParts parts = { 0 };
  const char *end = read_clock (text, &parts);
  if (!end || *end)
    return FALSE;
  *seconds = parts.seconds;
  return TRUE;
}

/* --- Days --- */

static int
full_year (const Token *token)
{
  if (token->n_digits > 2)
    return token->number;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  int pivot = (g_date_time_get_year (now) + 20) % 100;
  return token->number + (token->number <= pivot ? 2000 : 1900);
}

static gboolean
set_day (const Token *t, TwDateParts *parts)
{
  if (t[2].word)
    return FALSE;
  if (t[0].word || t[1].word)
    {
      const Token *month = t[0].word ? &t[0] : &t[1], *day = t[0].word ? &t[1] : &t[0];
      parts->named = TRUE;
      parts->second = find_month (month->text);
      parts->first = day->number;
      parts->year = full_year (&t[2]);
      if (day->n_digits == 4 && t[2].n_digits <= 2)          /* 2014-Mar-01 */
        {
          parts->year = day->number;
          parts->first = t[2].number;
        }
      return parts->second > 0 && !(t[0].word && t[1].word);
    }
  if (t[0].n_digits == 4)
    {
      parts->year_first = TRUE;
      parts->year = t[0].number;
      parts->first = t[1].number;
      parts->second = t[2].number;
      return t[1].n_digits <= 2 && t[2].n_digits <= 2;
    }
  parts->first = t[0].number;
  parts->second = t[1].number;
  parts->year = full_year (&t[2]);
  return t[0].n_digits <= 2 && t[1].n_digits <= 2 && (t[2].n_digits == 4 || t[2].n_digits == 2);
}

TwDateResult
tw_import_date_read (const char *text, TwDateParts *parts)
{
  Token tokens[3];
  memset (parts, 0, sizeof *parts);
  while (*text == ' ')
    text++;
  if (g_str_has_prefix (text, "--"))
    return sscanf (text, "--%2d-%2d", &parts->first, &parts->second) == 2 ? TW_DATE_NO_YEAR : TW_DATE_NONE;
  const char *p = read_token (text, &tokens[0]);
  if (p && tokens[0].word && !find_month (tokens[0].text))   /* a weekday */
    p = read_token (skip_between (p), &tokens[0]);
  if (!p)
    return TW_DATE_NONE;
  if (!tokens[0].word && tokens[0].n_digits == 8)
    {
      parts->year_first = TRUE;
      parts->year = tokens[0].number / 10000;
      parts->first = tokens[0].number / 100 % 100;
      parts->second = tokens[0].number % 100;
    }
  else
    {
      for (guint i = 1; i < 3; i++)
        if (p == skip_between (p) || !(p = read_token (skip_between (p), &tokens[i])))
          return TW_DATE_NONE;
      if (!set_day (tokens, parts))
        return TW_DATE_NONE;
    }
  if (parts->first == 0 && parts->second == 0)
    return TW_DATE_EMPTY;
  if (!*p)
    return TW_DATE_DAY;
  if (*p != 'T' && *p != ' ' && *p != ',')
    return TW_DATE_NONE;
  while (*p == 'T' || *p == ' ' || *p == ',')
    p++;
  if (!*p)
    return TW_DATE_DAY;
  p = read_clock (p, parts);
  return p && read_offset (p, parts) ? TW_DATE_TIME : TW_DATE_NONE;
}

TwDateOrder
tw_import_date_hint (const TwDateParts *parts)
{
  if (parts->year_first || parts->named)
    return TW_DATE_ORDER_AUTO;
  if (parts->first > 12 && parts->second <= 12)
    return TW_DATE_ORDER_DMY;
  if (parts->second > 12 && parts->first <= 12)
    return TW_DATE_ORDER_MDY;
  return TW_DATE_ORDER_AUTO;
}

gboolean
tw_import_date_make (const TwDateParts *parts, TwDateOrder order, TwDate *date)
{
  if (parts->year_first)
    return tw_date_from_ymd (parts->year, parts->first, parts->second, date);
  if (parts->named || order != TW_DATE_ORDER_MDY)
    return tw_date_from_ymd (parts->year, parts->second, parts->first, date);
  return tw_date_from_ymd (parts->year, parts->first, parts->second, date);
}
