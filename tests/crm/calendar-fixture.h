/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace with two people, and calendars printed as text. */
#pragma once

#include "tw-calendar.h"

typedef struct
{
  TwStore   *store;
  char      *dir;
  TwId       me, other;
  GTimeZone *zone;                                     /* Europe/Berlin */
} Calendar;

void      calendar_set_up    (Calendar *calendar, gconstpointer data);
void      calendar_tear_down (Calendar *calendar, gconstpointer data);
/* Keys and texts, NULL-terminated; "@me" and "@other" are links. */
TwId      calendar_add       (Calendar *calendar, const char *entity, ...) G_GNUC_NULL_TERMINATED;
void      calendar_commit    (Calendar *calendar, TwEdit *edit);
TwInstant calendar_at        (Calendar *calendar, const char *local);           /* "2026-03-29T09:00" in the calendar's zone */
GPtrArray *calendar_read     (Calendar *calendar, const char *from, const char *to);
/* "0329T0900-1000 Title|…"; all-day ones "0329-0330 Title", with (x) behind when cancelled, (d) done. */
char     *calendar_print     (Calendar *calendar, GPtrArray *occurrences);
#define   calendar_check(calendar, from, to, expected) \
  G_STMT_START { g_autoptr(GPtrArray) found_ = calendar_read (calendar, from, to); \
    g_autofree char *text_ = calendar_print (calendar, found_); g_assert_cmpstr (text_, ==, expected); } G_STMT_END
TwOccurrence *calendar_find  (Calendar *calendar, const char *title, const char *start);
