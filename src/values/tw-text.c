/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "tw-latin.h"
#include "tw-text.h"
#include "tw-latin-table.h"

#define STACK_UNITS 256

/* UTF-16 text that starts on the stack. */
typedef struct
{
  UChar  room[STACK_UNITS];
  UChar *units;
  int    length, size;
} Units;

static void
units_init (Units *units)
{
  units->units = units->room;
  units->length = 0;
  units->size = STACK_UNITS;
}

static void
units_clear (Units *units)
{
  if (units->units != units->room)
    g_free (units->units);
}

static void
units_reserve (Units *units, int size)
{
  UChar *bigger;

  if (size <= units->size)
    return;
  size = MAX (size, units->size * 2);
  bigger = g_new (UChar, size);
  memcpy (bigger, units->units, units->length * sizeof (UChar));
  units_clear (units);
  units->units = bigger;
  units->size = size;
}

static void
units_append (Units *units, UChar32 c)
{
  units_reserve (units, units->length + 2);
  U16_APPEND_UNSAFE (units->units, units->length, c);
}

static void
units_normalize (Units *units, const UNormalizer2 *form)
{
  Units out;
  UErrorCode status = U_ZERO_ERROR;
  int length;

  units_init (&out);
  length = unorm2_normalize (form, units->units, units->length, out.units, out.size, &status);
  if (status == U_BUFFER_OVERFLOW_ERROR)
    {
      status = U_ZERO_ERROR;
      units_reserve (&out, length);
      length = unorm2_normalize (form, units->units, units->length, out.units, out.size, &status);
    }
  if (U_SUCCESS (status))
    {
      units->length = 0;
      units_reserve (units, length);
      memcpy (units->units, out.units, length * sizeof (UChar));
      units->length = length;
    }
  units_clear (&out);
}

/* Letters of the Arabic script that people write for each other; marks and hamza seats are gone by decomposition. */
static UChar32
unify_arabic (UChar32 c)
{
  switch (c)
    {
    case 0x0671: return 0x0627;                        /* alef wasla: alef */
    case 0x0649:                                       /* alef maksura */
    case 0x06cc: return 0x064a;                        /* Farsi yeh: yeh */
    case 0x06a9: return 0x0643;                        /* keheh: kaf */
    case 0x0629:                                       /* teh marbuta */
    case 0x06c1:
    case 0x06d5: return 0x0647;                        /* heh */
    default:     return c;
    }
}

/* Accents, vowel points and overlays, but not the marks that make another letter (voiced kana, Indic signs, Thai tones). */
static gboolean
is_droppable_mark (UChar32 c)
{
  int class = u_getCombiningClass (c);

  return class == 1 || (class >= 10 && class <= 35) || class >= 200;
}

static void
fold_units (Units *units)
{
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance (&status);
  const UNormalizer2 *decompose = unorm2_getNFDInstance (&status), *compose = unorm2_getNFCInstance (&status);
  Units out;

  units_normalize (units, casefold);
  units_normalize (units, decompose);
  units_init (&out);
  units_reserve (&out, units->length);
  for (int i = 0; i < units->length;)
    {
      UChar32 c;
      int digit;

      U16_NEXT (units->units, i, units->length, c);
      if (is_droppable_mark (c) || c == 0x0640)        /* tatweel only stretches */
        continue;
      if (c >= TW_FIRST_LATIN && c <= TW_LAST_LATIN && latin_base[c - TW_FIRST_LATIN][0])
        {
          for (const UChar *b = latin_base[c - TW_FIRST_LATIN]; *b; b++)
            units_append (&out, *b);
          continue;
        }
      digit = c >= 0x80 ? u_charDigitValue (c) : -1;
      units_append (&out, digit >= 0 ? '0' + digit : unify_arabic (c));
    }
  units->length = 0;
  units_reserve (units, out.length);
  memcpy (units->units, out.units, out.length * sizeof (UChar));
  units->length = out.length;
  units_clear (&out);
  units_normalize (units, compose);
}

static void
units_from_utf8 (Units *units, const char *text, gsize length)
{
  UErrorCode status = U_ZERO_ERROR;
  int needed = 0;

  units_reserve (units, length + 1);                   /* never more units than bytes */
  u_strFromUTF8WithSub (units->units, units->size, &needed, text, length, 0xfffd, NULL, &status);
  units->length = U_SUCCESS (status) ? needed : 0;
}

static char *
units_to_utf8 (const Units *units)
{
  UErrorCode status = U_ZERO_ERROR;
  char *text = g_malloc (units->length * 3 + 1);
  int length = 0;

  u_strToUTF8WithSub (text, units->length * 3 + 1, &length, units->units, units->length, 0xfffd, NULL, &status);
  text[U_SUCCESS (status) ? length : 0] = 0;
  return text;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] & 0x80)
      return FALSE;
  return TRUE;
}

/**
 * tw_text_fold:
 * @text: (nullable): a text in UTF-8
 *
 * The form in which texts are compared and searched: compatibility case fold (Unicode's NFKC_Casefold), without accents,
 * vowel points and tatweel, with one form for the Arabic letters that stand for each other, and with ASCII digits.
 * Folding a folded text changes nothing.
 *
 * Returns: (transfer full): the folded text; empty for %NULL
 */
char *
tw_text_fold (const char *text)
{
  gsize length = text ? strlen (text) : 0;
  Units units;
  char *folded;

  if (is_ascii (text, length))
    return g_ascii_strdown (text ? text : "", length);
  units_init (&units);
  units_from_utf8 (&units, text, length);
  fold_units (&units);
  folded = units_to_utf8 (&units);
  units_clear (&units);
  return folded;
}

static int
compare_folded (const char *a, gsize a_length, const char *b, gsize b_length)
{
  Units x, y;
  int order;

  units_init (&x);
  units_init (&y);
  units_from_utf8 (&x, a, a_length);
  units_from_utf8 (&y, b, b_length);
  fold_units (&x);
  fold_units (&y);
  order = u_strCompare (x.units, x.length, y.units, y.length, TRUE);
  units_clear (&x);
  units_clear (&y);
  return order < 0 ? -1 : order > 0;
}

/**
 * tw_text_compare:
 * @a: a text in UTF-8
 * @a_length: its length in bytes, or -1
 * @b: another text
 * @b_length: its length in bytes, or -1
 *
 * Compares by the folded forms, by code points. ASCII is compared in place, since SQLite calls this for every step of an index.
 *
 * Returns: -1, 0 or 1
 */
int
tw_text_compare (const char *a, gssize a_length, const char *b, gssize b_length)
{
  gsize n = a_length < 0 ? strlen (a) : (gsize) a_length, m = b_length < 0 ? strlen (b) : (gsize) b_length;
  gsize common = MIN (n, m);

  /* Whatever stands in an equal start folds to the same on both sides, and what follows does not reach back into it when it is
   * ASCII. */
  for (gsize i = 0; i < common; i++)
    {
      guchar x = a[i], y = b[i];

      if (x == y)
        continue;
      if ((x | y) & 0x80)
        return compare_folded (a, n, b, m);
      x = g_ascii_tolower (x);
      y = g_ascii_tolower (y);
      if (x != y)
        {
          /* A later mark cannot change these two, but the rest of an equal start could hold one: it does not matter any more. */
          return x < y ? -1 : 1;
        }
    }
  if (n == m)
    return 0;
  /* The longer text may go on with marks that fold away. */
  if ((n > m ? a[common] : b[common]) & 0x80)
    return compare_folded (a, n, b, m);
  return n < m ? -1 : 1;
}

/**
 * tw_text_equal:
 * @a: a text
 * @b: another
 *
 * Returns: whether people take them for the same: their folded forms are equal
 */
gboolean
tw_text_equal (const char *a, const char *b)
{
  return tw_text_compare (a, -1, b, -1) == 0;
}

/**
 * tw_text_contains:
 * @haystack: (nullable): a text
 * @needle: (nullable): what to look for
 *
 * Returns: whether the folded form of @haystack contains that of @needle, which an empty one always is
 */
gboolean
tw_text_contains (const char *haystack, const char *needle)
{
  g_autofree char *h = tw_text_fold (haystack);
  g_autofree char *n = tw_text_fold (needle);

  return strstr (h, n) != NULL;
}

/**
 * tw_text_has_prefix:
 * @text: (nullable): a text
 * @prefix: (nullable): its start
 *
 * Returns: whether the folded form starts with that of @prefix
 */
gboolean
tw_text_has_prefix (const char *text, const char *prefix)
{
  g_autofree char *t = tw_text_fold (text);
  g_autofree char *p = tw_text_fold (prefix);

  return g_str_has_prefix (t, p);
}

/**
 * tw_text_has_suffix:
 * @text: (nullable): a text
 * @suffix: (nullable): its end
 *
 * Returns: whether the folded form ends with that of @suffix
 */
gboolean
tw_text_has_suffix (const char *text, const char *suffix)
{
  g_autofree char *t = tw_text_fold (text);
  g_autofree char *s = tw_text_fold (suffix);

  return g_str_has_suffix (t, s);
}

static void
close_break_iterator (gpointer iterator)
{
  ubrk_close (iterator);
}

static GPrivate break_iterator = G_PRIVATE_INIT (close_break_iterator);

/* Adds the runs of letters, digits, marks and low lines; a run of low lines alone is no word. */
static void
add_runs (GPtrArray *words, const UChar *units, int length)
{
  Units run = { .units = NULL };
  gboolean word = FALSE;

  for (int i = 0; i <= length;)
    {
      int at = i;
      UChar32 c = ' ';

      if (i < length)
        U16_NEXT (units, i, length, c);
      else
        i++;
      if (c == '_' || u_isalnum (c) || (U_GET_GC_MASK (c) & U_GC_M_MASK))
        {
          if (!run.units)
            run.units = (UChar *) units + at;
          word |= c != '_';
          continue;
        }
      run.length = units + at - run.units;
      if (run.units && word)
        g_ptr_array_add (words, units_to_utf8 (&run));
      run.units = NULL;
      word = FALSE;
    }
}

/* The same for ASCII, in place. */
static void
add_ascii_runs (GPtrArray *words, const char *folded)
{
  const char *start = NULL;
  gboolean word = FALSE;

  for (const char *p = folded;; p++)
    {
      if (*p == '_' || g_ascii_isalnum (*p))
        {
          if (!start)
            start = p;
          word |= *p != '_';
          continue;
        }
      if (start && word)
        g_ptr_array_add (words, g_strndup (start, p - start));
      start = NULL;
      word = FALSE;
      if (!*p)
        return;
    }
}

/**
 * tw_text_words:
 * @text: (nullable): a text
 *
 * Splits the folded text into words: runs of letters and digits in ASCII, else by Unicode's word boundaries (UAX #29; ICU's dictionaries
 * for Chinese, Japanese and Thai).
 *
 * Returns: (transfer full): the words, %NULL-terminated
 */
char **
tw_text_words (const char *text)
{
  g_autofree char *folded = tw_text_fold (text);
  GPtrArray *words = g_ptr_array_new ();
  UBreakIterator *iterator;
  UErrorCode status = U_ZERO_ERROR;
  Units units;
  gsize length = strlen (folded);

  if (is_ascii (folded, length))
    {
      add_ascii_runs (words, folded);
      g_ptr_array_add (words, NULL);
      return (char **) g_ptr_array_free (words, FALSE);
    }
  iterator = g_private_get (&break_iterator);
  if (!iterator)
    {
      iterator = ubrk_open (UBRK_WORD, "", NULL, 0, &status);
      g_private_set (&break_iterator, iterator);
    }
  units_init (&units);
  units_from_utf8 (&units, folded, length);
  ubrk_setText (iterator, units.units, units.length, &status);
  for (int start = ubrk_first (iterator), end = ubrk_next (iterator); U_SUCCESS (status) && end != UBRK_DONE;
       start = end, end = ubrk_next (iterator))
    /* UAX #29 keeps "b2b.com" and "o'neil" whole; search splits them as in ASCII texts. */
    if (ubrk_getRuleStatus (iterator) >= UBRK_WORD_NUMBER)
      add_runs (words, units.units + start, end - start);
  units_clear (&units);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

/**
 * tw_text_clean:
 * @text: bytes that should be UTF-8
 * @length: how many, or -1
 *
 * Returns: (transfer full): valid UTF-8 without NUL; what is not valid became U+FFFD
 */
char *
tw_text_clean (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  GString *clean;
  const char *end;

  if (g_utf8_validate_len (text, n, NULL))
    return g_strndup (text, n);
  clean = g_string_sized_new (n);
  while (n > 0)
    {
      gboolean valid = g_utf8_validate_len (text, n, &end);

      g_string_append_len (clean, text, end - text);
      n -= end - text;
      text = end;
      if (!valid && n > 0)
        {
          g_string_append (clean, "\xef\xbf\xbd");
          text++;
          n--;
        }
    }
  return g_string_free (clean, FALSE);
}
