/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tw-doc.h"
#include "tw-log.h"

#define MAX_TEXT 1024

struct _TwLogLine
{
  GString *json;
  gboolean silent;
};

static gint output = 2;                                /* (atomic) */
static gint with_debug;                                /* (atomic) */

/**
 * tw_log_set_output:
 * @fd: a file that stays open; -1: nowhere
 * @debug: whether lines of level "debug" are written
 */
void
tw_log_set_output (int fd, gboolean debug)
{
  g_atomic_int_set (&output, fd);
  g_atomic_int_set (&with_debug, debug);
}

/**
 * tw_log_line_new:
 * @level: "debug", "info", "warning" or "error"
 * @event: what happened, a fixed word
 *
 * Returns: (transfer full): a line with the time of now
 */
TwLogLine *
tw_log_line_new (const char *level, const char *event)
{
  TwLogLine *line = g_new0 (TwLogLine, 1);
  gint64 now = g_get_real_time ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  line->silent = strcmp (level, "debug") == 0 && !g_atomic_int_get (&with_debug);
  line->json = g_string_new (NULL);
  g_string_printf (line->json, "{\"time\":\"%s.%03dZ\",\"level\":\"%s\",\"event\":\"%s\"", text, (int) (now / 1000 % 1000), level, event);
  return line;
}

/**
 * tw_log_line_text:
 * @line: a line
 * @key: a fixed word
 * @text: its value: CR, LF and other control characters are escaped
 */
void
tw_log_line_text (TwLogLine *line, const char *key, const char *text)
{
  g_autofree char *cut = g_strndup (text, MAX_TEXT);
  g_autofree char *valid = g_utf8_make_valid (cut, -1);

  g_string_append_printf (line->json, ",\"%s\":", key);
  tw_doc_print_text (valid, line->json);
}

/**
 * tw_log_line_int:
 * @line: a line
 * @key: a fixed word
 * @value: its value
 */
void
tw_log_line_int (TwLogLine *line, const char *key, gint64 value)
{
  g_string_append_printf (line->json, ",\"%s\":%" G_GINT64_FORMAT, key, value);
}

/**
 * tw_log_line_free:
 * @line: (transfer full): written in one piece, so that lines of several threads do not mix
 */
void
tw_log_line_free (TwLogLine *line)
{
  int fd = g_atomic_int_get (&output);

  g_string_append (line->json, "}\n");
  /* A log that cannot be written must not stop the server. */
  if (!line->silent && fd >= 0 && write (fd, line->json->str, line->json->len) < 0)
    g_atomic_int_set (&with_debug, FALSE);
  g_string_free (line->json, TRUE);
  g_free (line);
}
