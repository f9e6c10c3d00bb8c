/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-ebook.h"

TW_LATE_DEFINE (TwEbook, tw_ebook, TW_EBOOK_LIBRARY, TW_EBOOK_FUNCTIONS)
