/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and sums over the records that somebody may read: what the figures of stages and tasks are made of. The window, the command
 * line and the server ask here, so that they tell the same. Large counts come from columns in memory (tw-columns.h). All calls block
 * and may be made on any thread. */
#pragma once

#include "tw-access.h"
#include "tw-columns.h"

G_BEGIN_DECLS

/* Over which records. */
typedef struct
{
  TwStore    *store;
  TwAccess   *access;                                  /* (nullable) whose figures; NULL: over everything */
  const char *where;                                   /* (nullable) a condition on the counted entity */
} TwFigureScope;

/* One line of a table of figures; what a table does not tell is 0 and NULL. */
typedef struct
{
  TwValue key;                                         /* of the field that the table is by; null: the records without a value */
  char   *title;                                       /* of the key, for people; "" for null */
  char   *color;                                       /* (nullable) */
  gint64  count;
  GArray *sums, *weighted;                             /* (nullable) TwValue, by currency */
  gint64  won, lost;
  gint64  other_won, other_lost;                       /* of those that the line is not about */
  gint64  seconds;
  gint64  open, overdue, done;
  gint64  quiet;                                       /* of those that are open: nothing happened for long */
  gint64  n_stays;                                     /* over which the days are averaged */
  double  days;
} TwFigureLine;

TwFigureLine *tw_figure_line_new  (TwStore *store, const TwField *by, const TwValue *key);
void          tw_figure_line_free (TwFigureLine *line);
/* The line of a key, which is added when it is not there. */
TwFigureLine *tw_figure_lines_get (GPtrArray *lines, TwStore *store, const TwField *by, const TwValue *key);
/* Part of a whole, 0 to 1; -1 when there is none. */
double        tw_figure_rate      (gint64 part, gint64 rest);

/* (element-type TwGroup) of the records of the scope that also meet extra; TW_ACCESS_ERROR_DENIED when a field is hidden from the
 * person. extra, by, sum, weight: nullable. */
GPtrArray *tw_figures_group (const TwFigureScope *scope, const TwEntity *entity, const char *extra, const TwField *by,
                             const TwField *sum, const TwField *weight, GError **error);
/* -1 on error */
gint64     tw_figures_count (const TwFigureScope *scope, const TwEntity *entity, const char *extra, GError **error);
/* The first day of a month that lies so many months back, in the workspace's zone. */
TwDate     tw_figures_get_month (TwStore *store, int ago);
/* Whether a table can be by the field. */
gboolean   tw_figures_can_group (const TwField *field);

G_END_DECLS
