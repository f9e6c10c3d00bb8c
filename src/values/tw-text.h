/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of text for comparison and search. Two texts that people take for the same — case, accents, width, Arabic
 * letter forms and marks, ligatures — have the same folded form. ICU does the work; ASCII has a fast path. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *tw_text_fold       (const char *text);        /* NFKC case fold, marks removed, Arabic and CJK forms unified */
int      tw_text_compare    (const char *a, gssize a_length, const char *b, gssize b_length);  /* by folded form, then 0 */
gboolean tw_text_equal      (const char *a, const char *b);
gboolean tw_text_contains   (const char *haystack, const char *needle);     /* by folded form; empty needle is contained */
gboolean tw_text_has_prefix (const char *text, const char *prefix);
gboolean tw_text_has_suffix (const char *text, const char *suffix);
double   tw_text_similarity (const char *a, const char *b);                 /* 0…1, trigrams of the folded forms (Jaccard) */
gboolean tw_text_similar    (const char *a, const char *b);                 /* the ~ operator: similarity ≥ 0.4, or a near word */
char   **tw_text_words      (const char *text);        /* words of the folded form, as search splits them (ICU breaks) */
char    *tw_text_clean      (const char *text, gssize length);  /* valid UTF-8 without NUL; bad bytes become U+FFFD; NFC kept as is */

G_END_DECLS
