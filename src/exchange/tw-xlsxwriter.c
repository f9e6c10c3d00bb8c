/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-xlsxwriter.h"

TW_LATE_DEFINE (TwXlsxwriter, tw_xlsxwriter, TW_XLSXWRITER_LIBRARY, TW_XLSXWRITER_FUNCTIONS)
