/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, numbers and dates of one language, which need not be the program's: a quote is written in its customer's. Words come from the
 * program's own translations (GNU MO files), forms from ICU. One thread. */
#pragma once

#include "tw-date.h"
#include "tw-money.h"

G_BEGIN_DECLS

typedef struct _TwPaperWords TwPaperWords;

/* Lent by the thread, which keeps them: to open the forms of a language takes a while. */
TwPaperWords *tw_paper_words_get    (const char *language);
gboolean      tw_paper_words_knows  (TwPaperWords *words);      /* whether there are words of the language, not its forms only */
const char   *tw_paper_words_find   (TwPaperWords *words, const char *context, const char *english);   /* english itself when there is none */
char         *tw_paper_words_number (TwPaperWords *words, TwDecimal value, int min_digits, int max_digits);
char         *tw_paper_words_money  (TwPaperWords *words, const TwMoney *money, gboolean currency);
char         *tw_paper_words_date   (TwPaperWords *words, TwDate date);

G_END_DECLS
