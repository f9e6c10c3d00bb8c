/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-tally.h"

#include <glib/gi18n-lib.h>

#include "tw-figure-parts.h"

#define WEIGHT_ONE ((__int128) 100 * TW_DECIMAL_ONE)   /* 100 % */

static gboolean
is_number (TwType type)
{
  return type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL || type == TW_TYPE_MONEY || type == TW_TYPE_DURATION;
}

static gboolean
has_order (TwType type)
{
  return is_number (type) || type == TW_TYPE_DATE || type == TW_TYPE_DATETIME || type == TW_TYPE_TIME;
}

static TwReportTallyPart *
find_part (TwReportTally *tally,
           TwCurrency     currency)
{
  TwReportTallyPart part = { .currency = currency };

  if (tally->parts == NULL)
    tally->parts = g_array_new (FALSE, FALSE, sizeof part);
  for (guint i = 0; i < tally->parts->len; i++)
    if (g_array_index (tally->parts, TwReportTallyPart, i).currency == currency)
      return &g_array_index (tally->parts, TwReportTallyPart, i);
  g_array_append_val (tally->parts, part);
  return &g_array_index (tally->parts, TwReportTallyPart, tally->parts->len - 1);
}

void
tw_report_tally_add (TwReportTally *tally,
                     const TwValue *value,
                     const TwValue *weight)
{
  TwReportTallyPart *part = NULL;

  if (tw_value_is_null (value))
    return;
  tally->n++;
  if (!has_order (value->type))
    return;
  part = find_part (tally, value->type == TW_TYPE_MONEY ? value->tag : 0);
  part->least = part->n > 0 ? MIN (part->least, value->i) : value->i;
  part->greatest = part->n > 0 ? MAX (part->greatest, value->i) : value->i;
  part->n++;
  part->sum += value->i;
  if (weight == NULL || tw_value_is_null (weight))
    return;
  part->n_weighted++;
  part->weighted += (__int128) value->i * weight->i;
}

void
tw_report_tally_merge (TwReportTally       *tally,
                       const TwReportTally *other)
{
  tally->n += other->n;
  for (guint i = 0; other->parts != NULL && i < other->parts->len; i++)
    {
      const TwReportTallyPart *from = &g_array_index (other->parts, TwReportTallyPart, i);
      TwReportTallyPart *part = find_part (tally, from->currency);

      part->least = part->n > 0 ? MIN (part->least, from->least) : from->least;
      part->greatest = part->n > 0 ? MAX (part->greatest, from->greatest) : from->greatest;
      part->n += from->n;
      part->sum += from->sum;
      part->n_weighted += from->n_weighted;
      part->weighted += from->weighted;
    }
}

void
tw_report_tally_reset (TwReportTally *tally)
{
  tally->n = 0;
  if (tally->parts != NULL)
    g_array_set_size (tally->parts, 0);
}

void
tw_report_tally_clear (TwReportTally *tally)
{
  g_clear_pointer (&tally->parts, g_array_unref);
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID, _("A sum is too large. Narrow the records that are summed."));
  return FALSE;
}

static __int128
divide_half_even (__int128 value,
                  __int128 by)
{
  __int128 quotient = value / by, rest = value % by, twice = (rest < 0 ? -rest : rest) * 2;

  if (twice > by || (twice == by && (quotient & 1) != 0))
    quotient += value < 0 ? -1 : 1;
  return quotient;
}

static gboolean
convert (TwStore    *store,
         TwCurrency  currency,
         GArray     *sums,
         TwValue    *result,
         gboolean   *missing)
{
  TwMoney total = { 0, currency };

  if (sums->len > 0 && !tw_group_total (store, sums, currency, &total))
    {
      *missing = TRUE;
      return FALSE;
    }
  *result = tw_value_money (total.amount, total.currency);
  return TRUE;
}

/* What has no value of its type is nothing of it: 0, as lists and figures have it. */
static gboolean
finish_sum (const TwReportTally *tally,
            TwStore             *store,
            TwCurrency           currency,
            gboolean             weighted,
            TwValue             *result,
            gboolean            *missing,
            GError             **error)
{
  g_autoptr(GArray) sums = g_array_new (FALSE, FALSE, sizeof (TwValue));
  gboolean scaled = weighted && tally->type != TW_TYPE_MONEY && tally->type != TW_TYPE_DECIMAL;

  for (guint i = 0; tally->parts != NULL && i < tally->parts->len; i++)
    {
      const TwReportTallyPart *part = &g_array_index (tally->parts, TwReportTallyPart, i);
      __int128 sum = !weighted ? part->sum : divide_half_even (part->weighted * (scaled ? TW_DECIMAL_ONE : 1), WEIGHT_ONE);
      TwValue one = tw_value_money ((gint64) sum, part->currency);

      if (sum > G_MAXINT64 || sum < G_MININT64)
        return fail (error);
      if (!weighted || part->n_weighted > 0)
        g_array_append_val (sums, one);
    }
  if (tally->type == TW_TYPE_MONEY)
    {
      convert (store, currency, sums, result, missing);
      return TRUE;
    }
  *result = sums->len > 0 ? g_array_index (sums, TwValue, 0) : tw_value_integer (0);
  result->type = weighted ? TW_TYPE_DECIMAL : tally->type;
  result->tag = 0;
  return TRUE;
}

static void
finish_extreme (const TwReportTally *tally,
                TwStore             *store,
                TwCurrency           currency,
                gboolean             least,
                TwValue             *result,
                gboolean            *missing)
{
  for (guint i = 0; tally->parts != NULL && i < tally->parts->len; i++)
    {
      const TwReportTallyPart *part = &g_array_index (tally->parts, TwReportTallyPart, i);
      TwValue value = { .type = tally->type, .i = least ? part->least : part->greatest };

      if (tally->type == TW_TYPE_MONEY)
        {
          g_autoptr(GArray) one = g_array_new (FALSE, FALSE, sizeof (TwValue));

          value.tag = part->currency;
          g_array_append_val (one, value);
          if (!convert (store, currency, one, &value, missing))
            {
              *result = (TwValue) TW_VALUE_INIT;
              return;
            }
        }
      if (tw_value_is_null (result) || (least ? value.i < result->i : value.i > result->i))
        *result = value;
    }
}

gboolean
tw_report_tally_finish (const TwReportTally *tally,
                        TwStore             *store,
                        TwCurrency           currency,
                        TwAggregate          aggregate,
                        TwValue             *result,
                        gboolean            *missing,
                        GError             **error)
{
  TwValue sum = TW_VALUE_INIT;

  *result = (TwValue) TW_VALUE_INIT;
  switch (aggregate)
    {
    case TW_AGGREGATE_MIN:
    case TW_AGGREGATE_MAX:
      finish_extreme (tally, store, currency, aggregate == TW_AGGREGATE_MIN, result, missing);
      return TRUE;
    case TW_AGGREGATE_SUM:
    case TW_AGGREGATE_WEIGHTED:
      return finish_sum (tally, store, currency, aggregate == TW_AGGREGATE_WEIGHTED, result, missing, error);
    case TW_AGGREGATE_AVERAGE:
      if (!finish_sum (tally, store, currency, FALSE, &sum, missing, error))
        return FALSE;
      if (tw_value_is_null (&sum) || !tw_figure_average (&sum, tally->n, result))
        *result = (TwValue) TW_VALUE_INIT;
      return TRUE;
    default:
      *result = tw_value_integer (tally->n);
      return TRUE;
    }
}
