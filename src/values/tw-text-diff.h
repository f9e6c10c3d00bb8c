/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one text changed against another, as replaced runs of tokens (lines or words). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *text;
  gsize       length;
} TwToken;

/* Tokens base_from … base_to - 1 were replaced by other_from … other_to - 1; either may be empty. */
typedef struct
{
  guint base_from, base_to, other_from, other_to;
} TwHunk;

GArray *tw_text_split_lines (const char *text, gsize length);                   /* (element-type TwToken) ends of line included */
GArray *tw_text_split_words (const char *text, gsize length);                   /* words, blanks, and single other characters */
/* (element-type TwHunk) in order, never touching. bounded (out) (optional): too much is different; all between the ends is one hunk. */
GArray *tw_text_diff        (GArray *base, GArray *other, gboolean *bounded);

G_END_DECLS
