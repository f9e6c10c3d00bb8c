/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as people type them: in the order of their locale, or as ISO 8601. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

/* format: of strftime, NULL for the locale's; today gives the year of "24.12." and the day of "today". */
gboolean tw_date_text_read  (const char *text, const char *format, TwDate today, TwDate *date);
/* What tw_date_text_read() reads back, with four digits of the year. */
char    *tw_date_text_write (TwDate date, const char *format);

G_END_DECLS
