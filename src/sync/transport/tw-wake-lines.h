/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a stream of wakes as they come in, in pieces of any size, within a bound: what a server sends is not trusted to end. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_WAKE_LINES_MAX 4096                          /* bytes of one line */

typedef struct
{
  char  line[32];                                      /* its beginning: no word that counts is longer */
  gsize length;                                        /* of the line so far, all of it */
} TwWakeLines;

/* All zero: at the beginning of a line. wakes: (out) how many of the lines that ended here are wakes. FALSE: a line is too long. */
gboolean tw_wake_lines_feed (TwWakeLines *lines, const char *data, gsize length, guint *wakes);

G_END_DECLS
