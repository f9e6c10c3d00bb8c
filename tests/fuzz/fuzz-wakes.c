/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stream of wakes: in pieces the same wakes come out as in one, none without its line, and none beyond an endless line. */
#include "config.h"

#include <string.h>

#include "tw-fuzz.h"
#include "tw-wake-lines.h"

TW_FUZZ_MAIN ("wakes", 20000)

static guint
count_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    n += strcmp (lines[i], "event: wake") == 0 || strcmp (lines[i], "event:wake") == 0;
  return n;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  TwWakeLines whole = { { 0 }, 0 }, pieces = { { 0 }, 0 };
  const char *text = (const char *) data;
  gsize step = size > 0 ? 1 + data[0] % 13 : 1, n;
  guint wakes, some, sum = 0;
  gboolean good = tw_wake_lines_feed (&whole, text, size, &wakes), same = TRUE;

  for (gsize at = 0; at < size && same; at += n, sum += some)
    {
      n = MIN (step, size - at);
      same = tw_wake_lines_feed (&pieces, text + at, n, &some);
    }
  g_assert_true (good == same);
  g_assert_cmpuint (wakes, ==, sum);
  tw_fuzz_n_good += wakes > 0;
  if (good && memchr (data, 0, size) == NULL)
    {
      g_autofree char *copy = g_strndup (text, size);

      g_assert_cmpuint (wakes, ==, count_lines (copy));
    }
  return 0;
}
