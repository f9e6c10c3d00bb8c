/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a pivot by up to three axes: rows, rows inside of them, columns. With each cell come those over all keys of an axis. */
#pragma once

#include "tw-report-source.h"

G_BEGIN_DECLS

#define TW_REPORT_AXES 3                               /* rows, inner rows, columns */
#define TW_REPORT_ALL  (-1)                            /* as the number of a key: over all of them */

typedef struct
{
  const TwReportGroup *group;                          /* (nullable) there is no such axis */
  TwReportTerm         term;
  TwGrain              grain;
  GPtrArray           *keys;                           /* TwFigureKey, in order */
  GHashTable          *places;                         /* text of a key → its number + 1 */
} TwReportAxis;

typedef struct
{
  TwReportSource     *source;
  TwFigureAsk         ask;                             /* with the report's words */
  GCancellable       *cancellable;
  TwReportAxis        axes[TW_REPORT_AXES];
  guint               n_values;
  GHashTable         *cells;                           /* three numbers in 64 bits → TwFigureCell[n_values] */
  TwNumberUnit       *units;                           /* by value */
  guint               n_more;
  gboolean            missing_rate;
} TwReportCube;

gboolean      tw_report_cube_init  (TwReportCube *cube, TwReportSource *source, const TwFigureAsk *ask, GCancellable *cancellable, GError **error);
void          tw_report_cube_clear (TwReportCube *cube);
/* By figures, from columns in memory where they are there; only where tw_report_cube_is_plain(). */
gboolean      tw_report_cube_ask   (TwReportCube *cube, GError **error);
gboolean      tw_report_cube_is_plain (const TwReportCube *cube);
/* By going through all rows. */
gboolean      tw_report_cube_walk  (TwReportCube *cube, GError **error);
/* NULL: no record is there. */
TwFigureCell *tw_report_cube_get   (TwReportCube *cube, const int at[TW_REPORT_AXES]);

/* --- For both ways --- */
TwFigureCell *tw_report_cube_make  (TwReportCube *cube, const int at[TW_REPORT_AXES]);
/* -1: it is no key. */
int           tw_report_axis_find  (const TwReportAxis *axis, const TwValue *value);
/* The keys of an axis in their order, and their numbers; takes the keys. FALSE: there are too many. */
gboolean      tw_report_cube_take_keys (TwReportCube *cube, guint axis, GPtrArray *keys, GError **error);
char         *tw_report_axis_dup_name (const TwValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwReportCube, tw_report_cube_clear)

G_END_DECLS
