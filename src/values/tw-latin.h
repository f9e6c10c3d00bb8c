/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Latin letters that have a base letter in the table that the build makes for tw-text.c. */
#pragma once

#define TW_FIRST_LATIN 0x00c0
#define TW_LAST_LATIN  0x024f
