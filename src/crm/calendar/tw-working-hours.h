/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of a week as JSON: {"monday": [["09:00", "12:30"], ["13:30", "17:00"]], …}. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 weekday;                                      /* 1 Monday … 7 */
  int    from, to;                                     /* seconds since midnight; to may be 86400 */
} TwHours;

/* (transfer full) (nullable) (element-type TwHours): in order; NULL: it is no such text. Hours over midnight end at it and go on the
 * next day. */
GArray *tw_working_hours_parse (const char *json);

G_END_DECLS
