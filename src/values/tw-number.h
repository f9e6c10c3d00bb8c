/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for people in the way of the current locale: its digits, its separators, its short words for thousands and millions. */
#pragma once

#include "tw-money.h"

G_BEGIN_DECLS

typedef enum
{
  TW_NUMBER_PLAIN,
  TW_NUMBER_MONEY,
  TW_NUMBER_PERCENT,                                   /* 45.2 is "45.2 %" */
  TW_NUMBER_DAYS,
} TwNumberKind;

typedef struct
{
  TwNumberKind kind;
  TwCurrency   currency;                               /* of money; 0: without */
} TwNumberUnit;

/* brief: at most three digits of the number are shown, "1.23M"; else all of them. */
char *tw_number_format (const TwNumberUnit *unit, double value, gboolean brief);

/* The same way of writing for exact numbers: all decimals of @value, at least @digits. 45.25 is "45.25%", in French "45,25 %". */
char *tw_percent_format (TwDecimal value, int digits);

G_END_DECLS
