/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratios of two exact numbers above zero, such as an exchange rate or its inverse: six digits do not say what a yen is in euros. */
#pragma once

#include "tw-decimal.h"

G_BEGIN_DECLS

typedef struct
{
  TwDecimal over, under;
} TwRatio;

/* a · times / by with one rounding at the end; FALSE on overflow or when a ratio is none. */
gboolean tw_int64_scale      (gint64 a, const TwRatio *times, const TwRatio *by, TwRounding rounding, gint64 *result);
/* A rate; opposite: the one in the other direction, 0 when it is not known. */
TwRatio  tw_ratio_from_rates (TwDecimal rate, TwDecimal opposite);

G_END_DECLS
