/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tw-doc.h"
#include "tw-log.h"

#define MAX_TEXT 1024
#define MAX_LATE 32768                                 /* bytes of lines that wait */

struct _TwLogLine
{
  GString *json;
  gboolean silent, late;
};

static gint output = 2;                                /* (atomic) */
static gint with_debug;                                /* (atomic) */
static GMutex lock;
static GString *waiting;                               /* (mutex lock) (nullable) lines that were not written yet */

/* The seconds of now as text, worked out once a second and thread. */
static const char *
print_second (gint64 second)
{
  static __thread gint64 last;
  static __thread char text[24];

  if (second != last)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (second);
      g_autofree char *printed = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

      g_strlcpy (text, printed, sizeof text);
      last = second;
    }
  return text;
}

static void
append_int (GString *json, gint64 value)
{
  char digits[24];
  char *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (json, p, digits + sizeof digits - p);
}

static gboolean
is_plain (const char *text)
{
  gsize n = 0;

  while (n <= MAX_TEXT && (guchar) text[n] >= 0x20 && (guchar) text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
    n++;
  return text[n] == 0;
}

/* The lock is held. A log that cannot be written must not stop the server. */
static void
write_waiting (void)
{
  int fd = g_atomic_int_get (&output);

  if (waiting == NULL || waiting->len == 0)
    return;
  if (fd >= 0 && write (fd, waiting->str, waiting->len) < 0)
    g_atomic_int_set (&with_debug, FALSE);
  g_string_truncate (waiting, 0);
}

/**
 * tw_log_set_output:
 * @fd: a file that stays open; -1: nowhere
 * @debug: whether lines of level "debug" are written
 */
void
tw_log_set_output (int fd, gboolean debug)
{
  tw_log_flush ();
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
  int milliseconds = (int) (now / 1000 % 1000);
  char fraction[] = { '.', (char) ('0' + milliseconds / 100), (char) ('0' + milliseconds / 10 % 10), (char) ('0' + milliseconds % 10), 'Z' };

  line->silent = strcmp (level, "debug") == 0 && !g_atomic_int_get (&with_debug);
  line->json = g_string_sized_new (256);
  g_string_append (line->json, "{\"time\":\"");
  g_string_append (line->json, print_second (now / G_USEC_PER_SEC));
  g_string_append_len (line->json, fraction, sizeof fraction);
  g_string_append (line->json, "\",\"level\":\"");
  g_string_append (line->json, level);
  g_string_append (line->json, "\",\"event\":\"");
  g_string_append (line->json, event);
  g_string_append_c (line->json, '"');
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
  g_string_append (line->json, ",\"");
  g_string_append (line->json, key);
  g_string_append (line->json, "\":");
  if (is_plain (text))
    {
      g_string_append_c (line->json, '"');
      g_string_append (line->json, text);
      g_string_append_c (line->json, '"');
    }
  else
    {
      g_autofree char *cut = g_strndup (text, MAX_TEXT);
      g_autofree char *valid = g_utf8_make_valid (cut, -1);

      tw_doc_print_text (valid, line->json);
    }
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
  g_string_append (line->json, ",\"");
  g_string_append (line->json, key);
  g_string_append (line->json, "\":");
  append_int (line->json, value);
}

/**
 * tw_log_line_set_late:
 * @line: a line that many requests have
 *
 * It may wait for others and be written with them: by the next line that may not, by tw_log_flush(), or when there are many.
 */
void
tw_log_line_set_late (TwLogLine *line)
{
  line->late = TRUE;
}

/**
 * tw_log_line_free:
 * @line: (transfer full): written in one piece, so that lines of several threads do not mix
 */
void
tw_log_line_free (TwLogLine *line)
{
  g_string_append (line->json, "}\n");
  if (!line->silent && g_atomic_int_get (&output) >= 0)
    {
      g_mutex_lock (&lock);
      if (waiting == NULL)
        waiting = g_string_sized_new (MAX_LATE + 4096);
      g_string_append_len (waiting, line->json->str, (gssize) line->json->len);
      if (!line->late || waiting->len >= MAX_LATE)
        write_waiting ();
      g_mutex_unlock (&lock);
    }
  g_string_free (line->json, TRUE);
  g_free (line);
}

/**
 * tw_log_flush:
 *
 * Writes the lines that wait.
 */
void
tw_log_flush (void)
{
  g_mutex_lock (&lock);
  write_waiting ();
  g_mutex_unlock (&lock);
}
