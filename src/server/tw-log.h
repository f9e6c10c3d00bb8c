/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's log: one JSON object a line on the standard error output, times in UTC. No values of records, no query, no address of a
 * person: what is worth logging has a name from the program and a number. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwLogLine TwLogLine;

/* level: "debug", "info", "warning", "error"; event: a fixed word. The line is written when it is freed. */
TwLogLine *tw_log_line_new  (const char *level, const char *event);
void       tw_log_line_text (TwLogLine *line, const char *key, const char *text);      /* escaped, cut at 1 KiB */
void       tw_log_line_int  (TwLogLine *line, const char *key, gint64 value);
void       tw_log_line_free (TwLogLine *line);
/* It may wait for others; what waits is written by tw_log_flush(), which the server calls each second and at its end. */
void       tw_log_line_set_late (TwLogLine *line);
void       tw_log_flush     (void);
/* Where lines go: 2 at first; -1: nowhere. debug: with lines of that level. */
void       tw_log_set_output (int fd, gboolean debug);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwLogLine, tw_log_line_free)

G_END_DECLS
