/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clock on the wall shows, without a zone: seconds since 1970-01-01T00:00:00 on that clock. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef gint64 TwWall;

#define TW_WALL_DAY  G_GINT64_CONSTANT (86400)
#define TW_WALL_MIN  (TW_DATE_MIN * TW_WALL_DAY)
#define TW_WALL_MAX  (TW_DATE_MAX * TW_WALL_DAY + TW_WALL_DAY - 1)
#define TW_WALL_ROOM 20

TwWall    tw_wall_make         (TwDate date, int seconds);
TwDate    tw_wall_get_date     (TwWall wall);
int       tw_wall_get_seconds  (TwWall wall);           /* since midnight */
TwWall    tw_wall_from_instant (TwInstant instant, GTimeZone *zone);
/* As tw_instant_from_local(). */
TwInstant tw_wall_to_instant   (TwWall wall, GTimeZone *zone);
/* 20260328T090000, 20260328, 20260328T090000Z: the basic form of ISO 8601, as calendar files have it. */
gboolean  tw_wall_parse        (const char *text, TwWall *wall, gboolean *is_date, gboolean *is_utc);
void      tw_wall_print        (TwWall wall, gboolean is_date, char text[TW_WALL_ROOM]);

G_END_DECLS
