/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MO format (GNU gettext manual, "The Format of GNU MO Files"): seven 32-bit words of header, in the byte order that the first one
 * shows; two tables of length and offset, of originals in order and of their translations; the texts, each with its NUL. A context stands
 * before its text with U+0004 between. */
#include "config.h"

#include "tw-paper-words.h"

#include <libintl.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>

#define MO_MAGIC   0x950412de
#define MO_SWAPPED 0xde120495

struct _TwPaperWords
{
  char          *locale;
  GMappedFile   *file;                                 /* nullable: English */
  gboolean       swapped;
  guint32        n, originals, translations;
  UNumberFormat *plain, *currency;                     /* nullable: ICU has no forms */
  UDateFormat   *date;
};

static void
words_free (gpointer data)
{
  TwPaperWords *words = data;

  g_clear_pointer (&words->file, g_mapped_file_unref);
  unum_close (words->plain);
  unum_close (words->currency);
  udat_close (words->date);
  g_free (words->locale);
  g_free (words);
}

/* --- Words --- */

static guint32
get_word (TwPaperWords *words, gsize offset)
{
  guint32 word = 0;

  if (offset + 4 > g_mapped_file_get_length (words->file))
    return 0;
  memcpy (&word, g_mapped_file_get_contents (words->file) + offset, 4);
  return words->swapped ? GUINT32_SWAP_LE_BE (word) : word;
}

/* A text of a table; NULL unless it ends within the file. */
static const char *
get_text (TwPaperWords *words, guint32 table, guint32 i)
{
  gsize length = get_word (words, table + (gsize) i * 8), offset = get_word (words, table + (gsize) i * 8 + 4);
  const char *content = g_mapped_file_get_contents (words->file);

  return offset + length < g_mapped_file_get_length (words->file) && content[offset + length] == '\0' ? content + offset : NULL;
}

static gboolean
open_file (TwPaperWords *words, const char *path)
{
  guint32 magic;

  words->file = g_mapped_file_new (path, FALSE, NULL);
  if (words->file == NULL)
    return FALSE;
  magic = get_word (words, 0);
  words->swapped = magic == MO_SWAPPED;
  words->n = get_word (words, 8);
  words->originals = get_word (words, 12);
  words->translations = get_word (words, 16);
  if ((magic == MO_MAGIC || magic == MO_SWAPPED) && (gsize) words->n * 8 < g_mapped_file_get_length (words->file))
    return TRUE;
  g_clear_pointer (&words->file, g_mapped_file_unref);
  return FALSE;
}

/* "fr_CA" has its own words, or those of "fr". */
static void
open_words (TwPaperWords *words)
{
  const char *dir = bindtextdomain (GETTEXT_PACKAGE, NULL);
  g_autofree char *locale = g_strdup (words->locale);

  while (dir != NULL && *locale != '\0')
    {
      g_autofree char *path = g_strdup_printf ("%s/%s/LC_MESSAGES/" GETTEXT_PACKAGE ".mo", dir, locale);
      char *end = strrchr (locale, '_');

      if (open_file (words, path) || end == NULL)
        return;
      *end = '\0';
    }
}

/* --- Getting one --- */

static GPrivate kept = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);

static TwPaperWords *
words_new (const char *locale)
{
  TwPaperWords *words = g_new0 (TwPaperWords, 1);
  UErrorCode status = U_ZERO_ERROR;

  words->locale = g_strdup (locale);
  open_words (words);
  words->plain = unum_open (UNUM_DECIMAL, NULL, 0, locale, NULL, &status);
  words->currency = unum_open (UNUM_CURRENCY, NULL, 0, locale, NULL, &status);
  words->date = udat_open (UDAT_NONE, UDAT_LONG, locale, u"UTC", -1, NULL, 0, &status);
  return words;
}

/**
 * tw_paper_words_get:
 * @language: "fr", "ar-EG"; one that is not known is English
 *
 * Returns: (transfer none): its words, for this thread
 */
TwPaperWords *
tw_paper_words_get (const char *language)
{
  GHashTable *table = g_private_get (&kept);
  g_autofree char *locale = g_strdelimit (g_strdup (language), "-", '_');
  TwPaperWords *words;

  /* A path is made of it. */
  for (const char *p = locale; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return tw_paper_words_get ("en");
  if (table == NULL)
    {
      table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, words_free);
      g_private_set (&kept, table);
    }
  words = g_hash_table_lookup (table, locale);
  if (words == NULL)
    {
      words = words_new (locale);
      g_hash_table_insert (table, words->locale, words);
    }
  return words;
}

/**
 * tw_paper_words_knows:
 * @words: words
 *
 * Returns: whether the program is translated to the language; English is its own
 */
gboolean
tw_paper_words_knows (TwPaperWords *words)
{
  return words->file != NULL || g_str_has_prefix (words->locale, "en");
}

/**
 * tw_paper_words_find:
 * @words: words
 * @context: of the English text
 * @english: a text
 *
 * Returns: (transfer none): the text in the language, or @english
 */
const char *
tw_paper_words_find (TwPaperWords *words, const char *context, const char *english)
{
  g_autofree char *key = NULL;
  guint32 low = 0, high = words->n;

  if (words->file == NULL || *english == '\0')
    return english;
  key = g_strconcat (context, "\004", english, NULL);
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      const char *original = get_text (words, words->originals, middle);
      int order = original != NULL ? strcmp (key, original) : 0;

      if (order == 0)
        {
          const char *found = original != NULL ? get_text (words, words->translations, middle) : NULL;

          return found != NULL && *found != '\0' && g_utf8_validate (found, -1, NULL) ? found : english;
        }
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return english;
}

/* --- Forms --- */

static char *
to_utf8 (const UChar *text, int length, UErrorCode status)
{
  return U_SUCCESS (status) && length > 0 ? g_utf16_to_utf8 ((const gunichar2 *) text, length, NULL, NULL, NULL) : NULL;
}

static char *
format_text (UNumberFormat *format, const char *number, int min_digits, int max_digits)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar out[96];
  int length;

  if (format == NULL)
    return NULL;
  unum_setAttribute (format, UNUM_MAX_FRACTION_DIGITS, max_digits);
  unum_setAttribute (format, UNUM_MIN_FRACTION_DIGITS, min_digits);
  length = unum_formatDecimal (format, number, -1, out, G_N_ELEMENTS (out), NULL, &status);
  return to_utf8 (out, MIN (length, (int) G_N_ELEMENTS (out)), status);
}

/**
 * tw_paper_words_number:
 * @words: words
 * @value: a number
 * @min_digits: after the point, at least
 * @max_digits: at most
 *
 * Returns: (transfer full): the number as the language writes it
 */
char *
tw_paper_words_number (TwPaperWords *words, TwDecimal value, int min_digits, int max_digits)
{
  g_autofree char *number = tw_decimal_print (value);
  char *text = format_text (words->plain, number, min_digits, max_digits);

  return text != NULL ? text : g_steal_pointer (&number);
}

/**
 * tw_paper_words_money:
 * @words: words
 * @money: an amount
 * @currency: whether its currency is shown
 *
 * Returns: (transfer full): the amount as the language writes it, with the digits of its currency, or more where it has them
 */
char *
tw_paper_words_money (TwPaperWords *words, const TwMoney *money, gboolean currency)
{
  char buffer[TW_PRINT_ROOM], code[4];
  g_autofree char *number = g_strndup (buffer, tw_money_print_amount_to (money, buffer));
  const char *point = strchr (number, '.');
  int digits = point != NULL ? (int) strlen (point + 1) : 0;
  UErrorCode status = U_ZERO_ERROR;
  UChar letters[3];
  char *text;

  if (currency && money->currency != 0 && words->currency != NULL)
    {
      tw_currency_print (money->currency, code);
      for (guint i = 0; i < 3; i++)
        letters[i] = (UChar) code[i];
      unum_setTextAttribute (words->currency, UNUM_CURRENCY_CODE, letters, 3, &status);
      text = format_text (words->currency, number, digits, digits);
    }
  else
    text = format_text (words->plain, number, digits, digits);
  return text != NULL ? text : g_steal_pointer (&number);
}

/**
 * tw_paper_words_date:
 * @words: words
 * @date: a day
 *
 * Returns: (transfer full): the day with the month's name
 */
char *
tw_paper_words_date (TwPaperWords *words, TwDate date)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar out[96];
  int length;
  char *text;

  length = words->date != NULL ? udat_format (words->date, (UDate) date * 86400000.0, out, G_N_ELEMENTS (out), NULL, &status) : 0;
  text = to_utf8 (out, MIN (length, (int) G_N_ELEMENTS (out)), status);
  return text != NULL ? text : tw_date_print (date);
}
