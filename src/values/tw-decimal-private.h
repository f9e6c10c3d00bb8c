/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What exact numbers are worked out with. */
#pragma once

#include "tw-decimal.h"

G_BEGIN_DECLS

/* The quotient, rounded; FALSE when it does not fit 64 bits. */
gboolean tw_int128_divide (__int128 numerator, __int128 denominator, TwRounding rounding, gint64 *result);

G_END_DECLS
