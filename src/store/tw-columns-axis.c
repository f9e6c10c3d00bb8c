/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes by which rows are put together along an axis: those of a dictionary as they are, numbers by their values, dates and
 * moments by periods.
 *
 * A moment's period depends on the zone. Asking the zone about each of a million rows takes a second, so that the hours between
 * the first and the last moment are asked about once each; only in hours that two periods share is every moment asked about. */
#include "config.h"

#include "tw-columns-private.h"

#define USEC_PER_HOUR (TW_USEC_PER_DAY / 24)
#define MAX_HOURS     (200 * 366 * 24)
#define UNKNOWN       G_MAXUINT32
#define SHARED        (G_MAXUINT32 - 1)

static gint64
floor_divide (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

typedef struct
{
  TwGrain              grain;
  const TwExprContext *context;
  GHashTable          *codes;                          /* first day + 1 - TW_DATE_MIN → code */
  GArray              *keys;
} Periods;

static guint32
code_of_day (Periods *periods, TwDate day)
{
  TwDate first = tw_grain_floor (periods->grain, day, periods->context->first_weekday);
  gpointer key = GINT_TO_POINTER (first - TW_DATE_MIN + 1);
  guint32 code = GPOINTER_TO_UINT (g_hash_table_lookup (periods->codes, key));

  if (code == 0)
    {
      TwValue value = tw_value_date (first);

      code = periods->keys->len;
      g_array_append_val (periods->keys, value);
      g_hash_table_insert (periods->codes, key, GUINT_TO_POINTER (code));
    }
  return code;
}

static guint32 *
codes_of_days (TwColumnSet *set, TwColumn *column, Periods *periods)
{
  guint32 *codes = g_new0 (guint32, MAX (set->n, 1));
  g_autofree guint32 *table = NULL;

  if (column->greatest < column->least)
    return codes;
  table = g_new0 (guint32, column->greatest - column->least + 1);
  for (guint i = 0; i < set->n; i++)
    if (column->present[i])
      {
        guint32 *code = &table[column->ints[i] - column->least];

        if (*code == 0)
          *code = code_of_day (periods, (TwDate) column->ints[i]);
        codes[i] = *code;
      }
  return codes;
}

static guint32
code_of_moment (Periods *periods, gint64 moment)
{
  return code_of_day (periods, tw_instant_get_date (moment, periods->context->zone));
}

static guint32 *
codes_of_moments (TwColumnSet *set, TwColumn *column, Periods *periods)
{
  g_autofree guint32 *codes = g_new0 (guint32, MAX (set->n, 1));
  g_autofree guint32 *hours = NULL;
  gint64 first, last;

  if (column->greatest < column->least)
    return g_steal_pointer (&codes);
  first = floor_divide (column->least, USEC_PER_HOUR);
  last = floor_divide (column->greatest, USEC_PER_HOUR);
  if (last - first >= MAX_HOURS)
    return NULL;
  hours = g_new (guint32, last - first + 1);
  for (gint64 i = 0; i <= last - first; i++)
    hours[i] = UNKNOWN;
  for (guint i = 0; i < set->n; i++)
    {
      gint64 hour = floor_divide (column->ints[i], USEC_PER_HOUR);
      guint32 *code;

      if (!column->present[i])
        continue;
      code = &hours[hour - first];
      if (*code == UNKNOWN)
        {
          guint32 begin = code_of_moment (periods, hour * USEC_PER_HOUR), end = code_of_moment (periods, (hour + 1) * USEC_PER_HOUR - 1);

          *code = begin == end ? begin : SHARED;
        }
      codes[i] = *code == SHARED ? code_of_moment (periods, column->ints[i]) : *code;
    }
  return g_steal_pointer (&codes);
}

static gboolean
codes_of_periods (TwAxisCodes *axis, TwColumnSet *set, TwColumn *column, const TwAxis *by, const TwExprContext *context)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (NULL, NULL);
  Periods periods = { by->grain, context, codes, axis->keys };

  axis->own = by->field->type == TW_TYPE_DATE ? codes_of_days (set, column, &periods) : codes_of_moments (set, column, &periods);
  axis->codes = axis->own;
  return axis->own != NULL;
}

static void
codes_of_numbers (TwAxisCodes *axis, TwColumnSet *set, TwColumn *column, const TwAxis *by)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  axis->own = tw_column_number_codes (set, column, numbers);
  axis->codes = axis->own;
  for (guint i = 1; i < numbers->len; i++)
    {
      TwValue key = { .type = by->field->type, .i = g_array_index (numbers, gint64, i) };

      g_array_append_val (axis->keys, key);
    }
}

gboolean
tw_axis_codes_init (TwAxisCodes *axis, TwColumnSet *set, const TwAxis *by, const TwExprContext *context)
{
  TwColumn *column = tw_column_set_find (set, by->field);
  TwValue null = TW_VALUE_INIT;

  if (column == NULL || column->kind == TW_COLUMN_MONEY || column->elements != NULL)
    return FALSE;
  axis->keys = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (axis->keys, (GDestroyNotify) tw_value_clear);
  g_array_append_val (axis->keys, null);
  if (by->grain != TW_GRAIN_NONE && (by->field->type == TW_TYPE_DATE || by->field->type == TW_TYPE_DATETIME))
    return codes_of_periods (axis, set, column, by, context);
  if (column->kind == TW_COLUMN_INT)
    {
      codes_of_numbers (axis, set, column, by);
      return TRUE;
    }
  axis->codes = column->codes;
  for (guint i = 1; i < column->dict->values->len; i++)
    {
      TwValue copy = tw_value_copy (&g_array_index (column->dict->values, TwValue, i));

      g_array_append_val (axis->keys, copy);
    }
  return TRUE;
}

void
tw_axis_codes_clear (TwAxisCodes *axis)
{
  g_free (axis->own);
  g_clear_pointer (&axis->keys, g_array_unref);
}
