/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-poppler.h"

TW_LATE_DEFINE (TwPoppler, tw_poppler, TW_POPPLER_LIBRARY, TW_POPPLER_FUNCTIONS)
