/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run by the build, it prints the table that tw-text.c folds Latin letters with: the base letters of those that normalisation leaves whole
 * (ø, ł, đ …), by ICU's Latin-ASCII transform. The program does not ask for them itself, because to open its first transform takes ICU
 * 30 ms, which the first text with an accent would wait for. */
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/utrans.h>

#include "tw-latin.h"

int
main (void)
{
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *transform = utrans_openU (u"Latin-ASCII", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

  printf ("static const UChar latin_base[TW_LAST_LATIN - TW_FIRST_LATIN + 1][3] = {\n");
  for (int c = TW_FIRST_LATIN; c <= TW_LAST_LATIN && U_SUCCESS (status); c++)
    {
      UChar text[8] = { c, 0 };
      int length = 1, limit = 1;

      if (!u_isalpha (c))
        continue;
      utrans_transUChars (transform, text, &length, 8, 0, &limit, &status);
      if (U_FAILURE (status) || length < 1 || length > 2 || text[0] >= 0x80)
        continue;
      printf ("  [0x%04x - TW_FIRST_LATIN] = { ", (unsigned int) c);
      for (int i = 0; i < length; i++)
        printf ("0x%04x%s", (unsigned int) u_tolower (text[i]), i + 1 < length ? ", " : "");
      printf (" },\n");
    }
  printf ("};\n");
  if (U_FAILURE (status))
    fprintf (stderr, "ICU: %s\n", u_errorName (status));
  else
    utrans_close (transform);
  return U_FAILURE (status) ? 1 : 0;
}
