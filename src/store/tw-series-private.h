/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gives the numbers of a series. A stand-alone workspace and a server count. A device that belongs to a server takes from a block of
 * numbers that the server has reserved for it (the schema's "reserve" says how many at a time), or gives the record a provisional mark
 * (tw-provisional.h), which the server replaces. Blocks are settings of the workspace, "numbers/<series>/<device>", so that they travel,
 * and are ordered among several server processes, like all settings. */
#pragma once

#include "tw-provisional.h"
#include "tw-tx.h"

G_BEGIN_DECLS

typedef struct
{
  GString *before, *after;                             /* around the counter, on a day */
  int      width;
  char    *name;                                       /* of the series: each text around the counter has one of its own */
} TwSeriesPattern;

void     tw_series_pattern_init  (TwSeriesPattern *pattern, const TwField *field, TwDate day);
void     tw_series_pattern_clear (TwSeriesPattern *pattern);
char    *tw_series_pattern_print (const TwSeriesPattern *pattern, gint64 number);
/* 0: it is none of this series */
gint64   tw_series_pattern_parse (const TwSeriesPattern *pattern, const char *text);
gboolean tw_series_is_taken      (TwDb *db, const TwField *field, const char *text, gboolean *taken, GError **error);
/* The last number given; of a series that has not begun the greatest that is in use. */
gboolean tw_series_read_last     (TwDb *db, const TwField *field, const TwSeriesPattern *pattern, gint64 *last, GError **error);
gboolean tw_series_write_last    (TwDb *db, const char *name, gint64 last, GError **error);

/* The number of a new record. */
char    *tw_series_make          (TwTx *tx, TwWork *work, const TwField *field, GError **error);
/* The greatest number that is reserved for any device; 0: none. */
gboolean tw_series_read_reserved (TwDb *db, const char *name, gint64 *greatest, GError **error);
/* At the server, for a record that a device made under this number: reserves the next block when the device has few left. */
gboolean tw_series_grant         (TwTx *tx, const TwField *field, const TwId *client, const char *number, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwSeriesPattern, tw_series_pattern_clear)

G_END_DECLS
