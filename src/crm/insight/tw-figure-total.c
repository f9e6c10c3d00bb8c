/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all groups together come to, without asking for the records once more. */
#include "config.h"

#include "tw-figure-parts.h"

static void
clear_value (gpointer value)
{
  tw_value_clear (value);
}

static TwValue *
find_currency (GArray *sums, const TwValue *one)
{
  for (guint i = 0; i < sums->len; i++)
    if (one->type != TW_TYPE_MONEY || g_array_index (sums, TwValue, i).tag == one->tag)
      return &g_array_index (sums, TwValue, i);
  return NULL;
}

/* way: 0 adds, below 0 takes the lesser, above 0 the greater. Money is kept by currency. */
static gboolean
add_all (GArray **total, GArray *sums, int way)
{
  if (sums == NULL)
    return TRUE;
  if (*total == NULL)
    {
      *total = g_array_new (FALSE, FALSE, sizeof (TwValue));
      g_array_set_clear_func (*total, clear_value);
    }
  for (guint i = 0; i < sums->len; i++)
    {
      const TwValue *one = &g_array_index (sums, TwValue, i);
      TwValue *known = find_currency (*total, one);

      if (known == NULL)
        {
          TwValue copy = tw_value_copy (one);

          g_array_append_val (*total, copy);
        }
      else if (way == 0 && __builtin_add_overflow (known->i, one->i, &known->i))
        return FALSE;
      else if (way != 0 && (way < 0 ? one->i < known->i : one->i > known->i))
        known->i = one->i;
    }
  return TRUE;
}

/* A record counts in each of its tags; weighted sums of groups are rounded, so that their total is not that of the records. */
static gboolean
can_add (const TwPivot *pivot)
{
  for (guint i = 0; i < 2; i++)
    if (pivot->by[i].field != NULL && pivot->by[i].field->type == TW_TYPE_LIST)
      return FALSE;
  return pivot->weight == NULL;
}

TwGroup *
tw_figure_add_groups (const TwPivot *pivot,
                      GPtrArray     *groups)
{
  TwGroup *total = can_add (pivot) ? g_new0 (TwGroup, 1) : NULL;

  for (guint i = 0; i < groups->len && total != NULL; i++)
    {
      const TwGroup *group = g_ptr_array_index (groups, i);

      total->count += group->count;
      total->n_values += group->n_values;
      if (!add_all (&total->sums, group->sums, 0) || !add_all (&total->least, group->least, -1) || !add_all (&total->greatest, group->greatest, 1))
        g_clear_pointer (&total, tw_group_free);
    }
  /* Nothing at all has sums, too. */
  if (total != NULL && total->sums == NULL)
    total->sums = g_array_new (FALSE, FALSE, sizeof (TwValue));
  return total;
}
