/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzy matching of what is typed against short titles: every typed word must be found in the title, its letters in order, and
 * letters in a row or at the start of words count most. Both sides are compared in folded form (tw-text.h). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwFuzzyText TwFuzzyText;               /* a title that was made ready; immutable */

TwFuzzyText *tw_fuzzy_text_new        (const char *text);
void         tw_fuzzy_text_free       (TwFuzzyText *self);
/* 0: no match; 1: the whole title. letters (nullable) receives the matched characters of the title as gunichar positions. */
double       tw_fuzzy_text_match      (TwFuzzyText *self, const char *typed, GArray *letters);
/* Pango markup of the title with these characters in bold. */
char        *tw_fuzzy_text_dup_markup (TwFuzzyText *self, GArray *letters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFuzzyText, tw_fuzzy_text_free)

G_END_DECLS
