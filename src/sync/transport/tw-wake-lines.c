/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-wake-lines.h"

static gboolean
is_wake (const TwWakeLines *lines)
{
  static const char *const words[] = { "event: wake", "event:wake" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (lines->length == strlen (words[i]) && memcmp (lines->line, words[i], lines->length) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tw_wake_lines_feed:
 * @lines: what is known of the line under way; all zero in the beginning
 * @data: the next bytes of the stream
 * @length: how many
 * @wakes: (out): the lines "event: wake" that ended in @data
 *
 * Lines end as the form of server-sent events has it (HTML, 9.2): CR LF, LF or CR. Other lines mean nothing here.
 *
 * Returns: %FALSE when a line is longer than %TW_WAKE_LINES_MAX: the stream is none of ours
 */
gboolean
tw_wake_lines_feed (TwWakeLines *lines, const char *data, gsize length, guint *wakes)
{
  *wakes = 0;
  for (gsize i = 0; i < length; i++)
    if (data[i] == '\n' || data[i] == '\r')
      {
        *wakes += is_wake (lines);
        lines->length = 0;
      }
    else
      {
        if (lines->length < sizeof lines->line)
          lines->line[lines->length] = data[i];
        if (++lines->length > TW_WAKE_LINES_MAX)
          return FALSE;
      }
  return TRUE;
}
