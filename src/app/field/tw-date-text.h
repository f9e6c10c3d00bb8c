/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as people type them: in the order of their locale, or as ISO 8601. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

/* format: of strftime, NULL for the locale's; today gives the year of "24.12." and the day of "today". */
gboolean tw_date_text_read  (const char *text, const char *format, TwDate today, TwDate *date);
/* What tw_date_text_read() reads back, with four digits of the year. */
char    *tw_date_text_write (TwDate date, const char *format);

/* The same with a time of the day: "24.11.2026 14:30", "tomorrow 9:00", "11/24 2:30 pm", "14:30" of today. */
gboolean tw_moment_text_read  (const char *text, const char *format, GTimeZone *zone, TwInstant now, TwInstant *moment);
char    *tw_moment_text_write (TwInstant moment, const char *format, GTimeZone *zone);

G_END_DECLS
