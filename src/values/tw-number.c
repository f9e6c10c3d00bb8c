/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICU's number skeletons, https://unicode-org.github.io/icu/userguide/format_parse/numbers/skeletons.html */
#include "config.h"

#include "tw-number.h"

#include <locale.h>
#include <math.h>
#include <string.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

typedef struct
{
  GMutex      lock;
  GHashTable *formats;                                 /* locale and skeleton → UNumberFormatter */
} Cache;

static const char *
locale_name (void)
{
  const char *name = setlocale (LC_NUMERIC, NULL);

  /* Programs that keep "C" for numbers still speak to people in the language of their messages. */
  if (name == NULL || g_str_has_prefix (name, "C") || g_str_equal (name, "POSIX"))
    name = setlocale (LC_MONETARY, NULL);
  return name == NULL || g_str_has_prefix (name, "C") || g_str_equal (name, "POSIX") ? "en_US" : name;
}

static char *
dup_skeleton (const TwNumberUnit *unit,
              double              value,
              gboolean            brief)
{
  /* The digits of printf(), which writes the counts beside it. */
  g_autoptr(GString) text = g_string_new ("latin ");
  char code[4];

  if (brief && fabs (value) >= 1000)
    g_string_append (text, "compact-short ");
  if (unit->kind == TW_NUMBER_MONEY && unit->currency != 0)
    g_string_append_printf (text, "currency/%s unit-width-narrow ", tw_currency_print (unit->currency, code));
  else if (unit->kind == TW_NUMBER_PERCENT)
    g_string_append (text, "percent ");
  else if (unit->kind == TW_NUMBER_DAYS)
    g_string_append (text, "measure-unit/duration-day unit-width-short ");
  if (brief && (unit->kind == TW_NUMBER_PERCENT || (unit->kind == TW_NUMBER_DAYS && fabs (value) < 1000)))
    g_string_append (text, fabs (value) >= 100 ? "precision-integer" : ".#");
  else if (brief)
    g_string_append (text, fabs (value) >= 1000 ? "@##" : fabs (value) >= 100 ? "precision-integer" : ".##");
  else if (unit->kind == TW_NUMBER_PERCENT || unit->kind == TW_NUMBER_DAYS)
    g_string_append (text, ".#");
  else if (unit->kind == TW_NUMBER_PLAIN)
    g_string_append (text, ".######");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static UNumberFormatter *
get_format (Cache      *cache,
            const char *skeleton)
{
  const char *locale = locale_name ();
  g_autofree char *key = g_strconcat (locale, "|", skeleton, NULL);
  UNumberFormatter *format = NULL;
  UErrorCode status = U_ZERO_ERROR;
  UChar units[128];
  int32_t length;

  if (cache->formats == NULL)
    cache->formats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) unumf_close);
  format = g_hash_table_lookup (cache->formats, key);
  if (format != NULL)
    return format;
  u_strFromUTF8 (units, G_N_ELEMENTS (units), &length, skeleton, -1, &status);
  format = unumf_openForSkeletonAndLocale (units, length, locale, &status);
  if (U_FAILURE (status))
    {
      g_clear_pointer (&format, unumf_close);
      return NULL;
    }
  g_hash_table_insert (cache->formats, g_steal_pointer (&key), format);
  return format;
}

/* The text of a number that @write puts into a result; NULL: there is no such format. */
static char *
format_number (const char *skeleton,
               void      (*write) (UNumberFormatter *format, gconstpointer value, UFormattedNumber *result, UErrorCode *status),
               gconstpointer value)
{
  static Cache cache;
  UErrorCode status = U_ZERO_ERROR;
  UFormattedNumber *result = NULL;
  UNumberFormatter *format = NULL;
  UChar out[128];
  int32_t length = 0;

  g_mutex_lock (&cache.lock);
  format = get_format (&cache, skeleton);
  result = unumf_openResult (&status);
  if (format != NULL)
    {
      write (format, value, result, &status);
      length = unumf_resultToString (result, out, G_N_ELEMENTS (out), &status);
    }
  unumf_closeResult (result);
  g_mutex_unlock (&cache.lock);
  return format != NULL && U_SUCCESS (status) ? g_utf16_to_utf8 ((const gunichar2 *) out, length, NULL, NULL, NULL) : NULL;
}

static void
write_double (UNumberFormatter *format,
              gconstpointer     value,
              UFormattedNumber *result,
              UErrorCode       *status)
{
  unumf_formatDouble (format, *(const double *) value, result, status);
}

static void
write_decimal (UNumberFormatter *format,
               gconstpointer     value,
               UFormattedNumber *result,
               UErrorCode       *status)
{
  unumf_formatDecimal (format, value, -1, result, status);
}

/**
 * tw_number_format:
 * @unit: what the number counts
 * @value: the number, finite
 * @brief: whether to shorten it to what an axis or a tile has room for
 *
 * Returns: (transfer full): the number for people, in the current locale; any thread
 */
char *
tw_number_format (const TwNumberUnit *unit,
                  double              value,
                  gboolean            brief)
{
  g_autofree char *skeleton = NULL;
  char *text = NULL;

  g_return_val_if_fail (unit != NULL, NULL);
  skeleton = dup_skeleton (unit, value, brief);
  text = format_number (skeleton, write_double, &value);
  return text != NULL ? text : g_strdup_printf ("%g", value);
}

/**
 * tw_percent_format:
 * @value: a number of percent
 * @digits: decimals that are written at least, 0…6
 *
 * Returns: (transfer full): the number with its sign of percent where the current locale has it; any thread
 */
char *
tw_percent_format (TwDecimal value,
                   int       digits)
{
  static const char zeros[] = "000000", more[] = "######";
  g_autofree char *number = tw_decimal_print (value), *skeleton = NULL;
  char *text = NULL;

  digits = CLAMP (digits, 0, TW_DECIMAL_DIGITS);
  skeleton = g_strdup_printf ("latin percent .%.*s%s", digits, zeros, more + digits);
  text = format_number (skeleton, write_decimal, number);
  return text != NULL ? text : g_strconcat (number, "%", NULL);
}
