/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-series.h"

G_BEGIN_DECLS

/* A series, and one time of it that is to be changed. */
typedef struct
{
  TwStore         *store;
  TwCalendarSource source;
  TwRecord        *master;                             /* (owned) */
  GTimeZone       *zone;                               /* (owned): whose clock it follows */
  TwWall           start;                              /* of the first one */
  TwWall           at;                                 /* of the one that is changed */
  gint64           length;                             /* microseconds */
  gboolean         all_day;
  char            *lines;                              /* (owned) */
} TwSeriesEdit;

/* FALSE with an error: the series is gone. */
gboolean  tw_series_edit_init    (TwSeriesEdit *series, TwStore *store, const TwOccurrence *occurrence, GError **error);
void      tw_series_edit_clear   (TwSeriesEdit *series);
/* It does not happen at that time any more. */
gboolean  tw_series_edit_exclude (TwSeriesEdit *series, TwEdit *edit, GError **error);
/* A meeting of its own in place of that time; to be saved by the caller. (transfer full) */
TwRecord *tw_series_edit_detach  (TwSeriesEdit *series, TwEdit *edit, GError **error);
/* Nothing from that time on; FALSE in any: nothing is left at all, and it is deleted. */
gboolean  tw_series_edit_end     (TwSeriesEdit *series, TwEdit *edit, gboolean delete_exceptions, GError **error);
/* A new series from that time on, which starts at moved; the old one ends before. (transfer full): to be saved by the caller */
TwRecord *tw_series_edit_split   (TwSeriesEdit *series, TwEdit *edit, TwWall moved, GError **error);
/* All of it, so that the time comes to moved. */
gboolean  tw_series_edit_shift   (TwSeriesEdit *series, TwEdit *edit, TwWall moved, GError **error);
gboolean  tw_series_edit_is_first (TwSeriesEdit *series);

gboolean  tw_calendar_set        (TwRecord *record, const TwField *field, TwValue value, GError **error);    /* field nullable; clears value */

G_END_DECLS
