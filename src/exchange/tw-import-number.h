/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people and spreadsheets write them, exactly: "1,234.50", "1.234,50", "1 234,50 €", "(12)", "6.0E7", "٣٫٥". */
#pragma once

#include "tw-money.h"

G_BEGIN_DECLS

typedef struct
{
  char       digits[48];                               /* significant digits, NUL-terminated; at least "0" */
  int        scale;                                    /* how many of them stand after the point; may be negative */
  gboolean   negative;
  TwCurrency currency;                                 /* 0: none was written */
} TwNumber;

/* What a text tells about the decimal mark of its column: '.', ',' or 0 when it fits both. */
char     tw_number_hint     (const char *text);
/* decimal: '.' or ','. default_dollar: what a bare $ means. FALSE: no number. */
gboolean tw_number_read     (const char *text, char decimal, TwCurrency default_dollar, TwNumber *number);
/* number · 10^digits as an integer; FALSE when it is too large or has more decimals than that. */
gboolean tw_number_to_fixed (const TwNumber *number, int digits, gint64 *result);

G_END_DECLS
