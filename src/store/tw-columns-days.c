/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days that a calendar of a zone shows for the moments of a column, and what is measured between them.
 *
 * Asking the zone about each of a million moments takes a second. A zone's distance from UTC changes twice a year: the beginning and the end
 * of each day of UTC are asked about, when the first moment of it comes; only on days on which they differ every moment is asked about. */
#include "config.h"

#include <string.h>

#include "tw-columns-days-private.h"
#include "tw-expr-tree.h"

#define MAX_DAYS (200 * 366)

gboolean
tw_column_days_init (TwColumnDays *days, const TwColumn *column, GTimeZone *zone)
{
  guint64 n;

  *days = (TwColumnDays) { .zone = zone };
  if (column->greatest < column->least)
    return TRUE;
  days->first = tw_column_floor (column->least, TW_USEC_PER_DAY);
  n = (guint64) (tw_column_floor (column->greatest, TW_USEC_PER_DAY) - days->first) + 1;
  if (n > MAX_DAYS)
    return FALSE;
  days->n = (guint) n;
  days->offsets = g_new (gint64, days->n);
  for (guint i = 0; i < days->n; i++)
    days->offsets[i] = TW_COLUMN_DAY_UNKNOWN;
  return TRUE;
}

void
tw_column_days_clear (TwColumnDays *days)
{
  g_free (days->offsets);
}

static gint64
find_offset (GTimeZone *zone, gint64 seconds)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return interval < 0 ? 0 : (gint64) g_time_zone_get_offset (zone, interval) * G_USEC_PER_SEC;
}

gint64
tw_column_days_ask (TwColumnDays *days, gint64 moment)
{
  gint64 utc = tw_column_floor (moment, TW_USEC_PER_DAY), *offset = &days->offsets[utc - days->first];
  gint64 begin, end;

  if (*offset == TW_COLUMN_DAY_UNKNOWN)
    {
      begin = find_offset (days->zone, utc * (TW_USEC_PER_DAY / G_USEC_PER_SEC));
      end = find_offset (days->zone, (utc + 1) * (TW_USEC_PER_DAY / G_USEC_PER_SEC));
      *offset = begin == end ? begin : TW_COLUMN_DAY_TORN;
    }
  return *offset != TW_COLUMN_DAY_TORN ? tw_column_floor (moment + *offset, TW_USEC_PER_DAY) : tw_instant_get_date (moment, days->zone);
}

/* --- Measures --- */

static const TwField *
find_end (TwExpr *expr, const TwEntity *entity)
{
  const TwField *field = tw_expr_get_kind (expr) == TW_EXPR_NAME ? tw_entity_get_field (entity, tw_expr_get_name (expr)) : NULL;

  return field != NULL && (field->type == TW_TYPE_DATE || field->type == TW_TYPE_DATETIME) && tw_column_can_hold (field) ? field : NULL;
}

/* days_between (a, b) of two own fields. */
static gboolean
find_ends (TwExprBound *measure, const TwField *ends[2])
{
  TwExpr *expr = tw_expr_bound_get_expr (measure);

  if (tw_expr_get_kind (expr) != TW_EXPR_CALL || !g_str_equal (tw_expr_get_name (expr), "days_between") || tw_expr_get_n_children (expr) != 2)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      ends[i] = find_end (tw_expr_get_child (expr, i), tw_expr_bound_get_entity (measure));
      if (ends[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_column_measure_fields (TwExprBound *measure, GPtrArray *fields)
{
  const TwField *ends[2];

  if (!find_ends (measure, ends))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (fields, (gpointer) ends[i]);
  return TRUE;
}

static inline gboolean
get_day (const TwColumn *column, TwColumnDays *days, guint row, gint64 *day)
{
  if (!column->present[row])
    return FALSE;
  *day = column->type == TW_TYPE_DATE ? column->ints[row] : tw_column_days_get (days, column->ints[row]);
  return *day >= TW_DATE_MIN && *day <= TW_DATE_MAX;
}

void
tw_column_measure_clear (TwColumn *column)
{
  g_free (column->ints);
  g_free (column->present);
}

gboolean
tw_column_measure_init (TwColumn *column, TwColumnSet *set, TwExprBound *measure, const TwExprContext *context, const TwSelection *selection)
{
  const TwField *ends[2];
  const TwColumn *columns[2];
  TwColumnDays days[2] = { { 0 }, { 0 } };
  gboolean good = find_ends (measure, ends);

  *column = (TwColumn) { .kind = TW_COLUMN_INT, .type = TW_TYPE_INTEGER, .least = TW_DATE_MIN - (gint64) TW_DATE_MAX,
                         .greatest = TW_DATE_MAX - (gint64) TW_DATE_MIN };
  for (guint i = 0; i < 2 && good; i++)
    {
      columns[i] = tw_column_set_find (set, ends[i]);
      good = columns[i] != NULL && (ends[i]->type == TW_TYPE_DATE || tw_column_days_init (&days[i], columns[i], context->zone));
    }
  if (good)
    {
      /* Only what is selected is worked out, and read. */
      column->ints = g_new (gint64, MAX (set->n, 1));
      column->present = g_new (guint8, MAX (set->n, 1));
      for (guint i = 0; i < selection->n; i++)
        {
          guint row = selection->rows != NULL ? selection->rows[i] : i;
          gint64 from = 0, to = 0;

          column->present[row] = get_day (columns[0], &days[0], row, &from) && get_day (columns[1], &days[1], row, &to);
          column->ints[row] = column->present[row] ? to - from : 0;
        }
    }
  for (guint i = 0; i < 2; i++)
    tw_column_days_clear (&days[i]);
  return good;
}
