/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which meetings and calls people are to be reminded of. */
#pragma once

#include "tw-calendar.h"

G_BEGIN_DECLS

typedef struct
{
  TwOccurrence *occurrence;
  int           minutes;                               /* before its start */
  gboolean      first;                                 /* the earliest of those that it asks for */
} TwReminder;

/* Reminded since a day, and it is not over for an hour. */
gboolean   tw_remind_is_due (TwInstant start, TwInstant end, int minutes, TwInstant now);
/* All that are due, told or not. users: (nullable) (element-type TwId); any thread. (element-type TwReminder) */
GPtrArray *tw_remind_read   (TwStore *store, GArray *users, TwInstant now, GError **error);

G_END_DECLS
