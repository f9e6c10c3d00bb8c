/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes by which rows are put together along an axis: those of a dictionary as they are, numbers by their values, dates and
 * moments by periods. */
#include "config.h"

#include "tw-columns-days-private.h"

/* Numbers in a range up to this are put together by a table, others by a hash. */
#define MAX_SPAN 2000000

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

static inline guint
row_at (const TwSelection *selection, guint i)
{
  return selection->rows != NULL ? selection->rows[i] : i;
}

/* Codes of days are looked up in a table from the first day on. */
static inline guint32
code_in_table (Periods *periods, guint32 *table, gint64 first, gint64 day)
{
  guint32 *code = &table[day - first];

  if (*code == 0)
    *code = code_of_day (periods, (TwDate) day);
  return *code;
}

static guint32 *
codes_of_days (const TwSelection *selection, TwColumn *column, Periods *periods)
{
  guint32 *codes = g_new0 (guint32, MAX (selection->n, 1));
  g_autofree guint32 *table = NULL;

  if (column->greatest < column->least)
    return codes;
  table = g_new0 (guint32, column->greatest - column->least + 1);
  for (guint i = 0; i < selection->n; i++)
    {
      guint row = row_at (selection, i);

      if (column->present[row])
        codes[i] = code_in_table (periods, table, column->least, column->ints[row]);
    }
  return codes;
}

static guint32 *
codes_of_moments (const TwSelection *selection, TwColumn *column, Periods *periods)
{
  g_autofree guint32 *codes = g_new0 (guint32, MAX (selection->n, 1));
  g_autofree guint32 *table = NULL;
  TwColumnDays days;

  if (!tw_column_days_init (&days, column, periods->context->zone))
    return NULL;
  /* No zone is a day away from UTC. */
  table = g_new0 (guint32, days.n + 4);
  for (guint i = 0; i < selection->n; i++)
    {
      guint row = row_at (selection, i);

      if (column->present[row])
        codes[i] = code_in_table (periods, table, days.first - 2, tw_column_days_get (&days, column->ints[row]));
    }
  tw_column_days_clear (&days);
  return g_steal_pointer (&codes);
}

static gboolean
codes_of_periods (TwAxisCodes *axis, const TwSelection *selection, TwColumn *column, const TwAxis *by, const TwExprContext *context)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (NULL, NULL);
  Periods periods = { by->grain, context, codes, axis->keys };

  axis->own = by->field->type == TW_TYPE_DATE ? codes_of_days (selection, column, &periods) : codes_of_moments (selection, column, &periods);
  axis->codes = axis->own;
  axis->by_place = TRUE;
  return axis->own != NULL;
}

static guint32 *
number_codes (TwColumnSet *set, TwColumn *column, GArray *numbers)
{
  gint64 least = G_MAXINT64, greatest = G_MININT64, none = 0;
  g_autofree guint32 *codes = g_new (guint32, MAX (set->n, 1));
  g_autofree guint32 *table = NULL;
  g_autoptr (GHashTable) hash = NULL;

  g_array_append_val (numbers, none);
  for (guint i = 0; i < set->n; i++)
    if (column->present[i])
      {
        least = MIN (least, column->ints[i]);
        greatest = MAX (greatest, column->ints[i]);
      }
  if (greatest < least || (guint64) greatest - (guint64) least < MAX_SPAN)
    table = g_new0 (guint32, greatest < least ? 1 : greatest - least + 1);
  else
    hash = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < set->n; i++)
    {
      guint32 code = 0;

      if (column->present[i] && table != NULL)
        code = table[column->ints[i] - least];
      else if (column->present[i])
        code = GPOINTER_TO_UINT (g_hash_table_lookup (hash, &column->ints[i]));
      if (column->present[i] && code == 0)
        {
          code = numbers->len;
          g_array_append_val (numbers, column->ints[i]);
          if (table != NULL)
            table[column->ints[i] - least] = code;
          else
            g_hash_table_insert (hash, &column->ints[i], GUINT_TO_POINTER (code));
        }
      codes[i] = code;
    }
  return g_steal_pointer (&codes);
}

static void
codes_of_numbers (TwAxisCodes *axis, TwColumnSet *set, TwColumn *column, const TwAxis *by)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  axis->own = number_codes (set, column, numbers);
  axis->codes = axis->own;
  for (guint i = 1; i < numbers->len; i++)
    {
      TwValue key = { .type = by->field->type, .i = g_array_index (numbers, gint64, i) };

      g_array_append_val (axis->keys, key);
    }
}

gboolean
tw_axis_codes_init (TwAxisCodes *axis, TwColumnSet *set, const TwSelection *selection, const TwAxis *by, const TwExprContext *context)
{
  TwColumn *column = tw_column_set_find (set, by->field);
  TwValue null = TW_VALUE_INIT;

  if (column == NULL || column->kind == TW_COLUMN_MONEY || column->elements != NULL)
    return FALSE;
  axis->keys = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (axis->keys, (GDestroyNotify) tw_value_clear);
  g_array_append_val (axis->keys, null);
  if (by->grain != TW_GRAIN_NONE && (by->field->type == TW_TYPE_DATE || by->field->type == TW_TYPE_DATETIME))
    return codes_of_periods (axis, selection, column, by, context);
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
