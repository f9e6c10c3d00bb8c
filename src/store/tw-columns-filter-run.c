/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a condition over arrays: a byte of truth for each row, in loops without branches. */
#include "config.h"

#include "tw-columns-filter-private.h"

static void
run_range (const Node *node, guint start, guint n, guint8 *truth)
{
  const gint64 *ints = node->column->ints + start;
  const guint8 *present = node->column->present + start;
  const Range range = *node->ranges;

  for (guint i = 0; i < n; i++)
    {
      guint8 answer = (ints[i] >= range.low) & (ints[i] <= range.high) ? range.inside : range.outside;

      truth[i] = present[i] ? answer : node->truth;
    }
}

static void
run_money (const Node *node, guint start, guint n, guint8 *truth)
{
  const gint64 *ints = node->column->ints + start;
  const guint8 *present = node->column->present + start;
  const guint32 *codes = node->column->codes + start;

  for (guint i = 0; i < n; i++)
    {
      const Range *range = &node->ranges[codes[i]];
      guint8 answer = (ints[i] >= range->low) & (ints[i] <= range->high) ? range->inside : range->outside;

      truth[i] = present[i] ? answer : node->truth;
    }
}

static void
run_connective (const Node *node, guint start, guint n, guint8 *truth)
{
  guint8 other[TW_COLUMN_CHUNK];

  tw_column_filter_run (g_ptr_array_index (node->children, 0), start, n, truth);
  if (node->kind == NODE_NOT)
    {
      for (guint i = 0; i < n; i++)
        truth[i] = TW_TRUTH_TRUE - truth[i];
      return;
    }
  for (guint j = 1; j < node->children->len; j++)
    {
      tw_column_filter_run (g_ptr_array_index (node->children, j), start, n, other);
      if (node->kind == NODE_AND)
        for (guint i = 0; i < n; i++)
          truth[i] = MIN (truth[i], other[i]);
      else
        for (guint i = 0; i < n; i++)
          truth[i] = MAX (truth[i], other[i]);
    }
}

void
tw_column_filter_run (TwColumnFilter *filter, guint start, guint n, guint8 *truth)
{
  const Node *node = filter;

  switch (node->kind)
    {
    case NODE_CONSTANT:
      for (guint i = 0; i < n; i++)
        truth[i] = node->truth;
      break;
    case NODE_CODES:
      for (guint i = 0; i < n; i++)
        truth[i] = node->table[node->column->codes[start + i]];
      break;
    case NODE_TABLE:
      for (guint i = 0; i < n; i++)
        truth[i] = node->column->present[start + i] ? node->table[node->column->ints[start + i] - node->base] : node->truth;
      break;
    case NODE_RANGE:
      run_range (node, start, n, truth);
      break;
    case NODE_MONEY:
      run_money (node, start, n, truth);
      break;
    default:
      run_connective (node, start, n, truth);
      break;
    }
}

/* --- Selecting --- */

static inline gboolean
is_true (const Node *node, guint row)
{
  const Range *range;

  switch (node->kind)
    {
    case NODE_CODES:
      return node->table[node->column->codes[row]] == TW_TRUTH_TRUE;
    case NODE_TABLE:
      return (node->column->present[row] ? node->table[node->column->ints[row] - node->base] : node->truth) == TW_TRUTH_TRUE;
    default:
      range = node->kind == NODE_MONEY ? &node->ranges[node->column->codes[row]] : node->ranges;
      return (!node->column->present[row] ? node->truth
              : (node->column->ints[row] >= range->low) & (node->column->ints[row] <= range->high) ? range->inside : range->outside) == TW_TRUTH_TRUE;
    }
}

/* What is left of a selection; a loop for each kind, so that the kind is not asked for each row. */
static guint
narrow (const Node *node, guint start, guint16 *selection, guint k)
{
  guint left = 0;

#define KEEP_THOSE(condition) \
  for (guint i = 0; i < k; i++) \
    { \
      guint row = start + selection[i]; \
      selection[left] = selection[i]; \
      left += (condition) ? 1 : 0; \
    }

  if (node->kind == NODE_CODES)
    KEEP_THOSE (node->table[node->column->codes[row]] == TW_TRUTH_TRUE)
  else if (node->kind == NODE_RANGE && node->truth != TW_TRUTH_TRUE && node->ranges->inside == TW_TRUTH_TRUE && node->ranges->outside != TW_TRUTH_TRUE)
    {
      const gint64 *ints = node->column->ints, low = node->ranges->low, high = node->ranges->high;
      const guint8 *present = node->column->present;

      KEEP_THOSE (present[row] & (ints[row] >= low) & (ints[row] <= high))
    }
  else
    KEEP_THOSE (is_true (node, row))
#undef KEEP_THOSE
  return left;
}

static gboolean
is_simple (const Node *node)
{
  return node->kind == NODE_CODES || node->kind == NODE_TABLE || node->kind == NODE_RANGE || node->kind == NODE_MONEY;
}

guint
tw_column_filter_select (TwColumnFilter *filter, const guint8 *live, guint start, guint n, guint16 *selection)
{
  const Node *node = filter;
  guint8 truth[TW_COLUMN_CHUNK];
  guint k = 0;

  if (node->kind == NODE_AND)
    {
      gboolean first = TRUE;

      /* Those that are cheap and leave little come first: what they leave is all that the others look at. */
      for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < node->children->len; i++)
          {
            Node *child = g_ptr_array_index (node->children, i);

            if ((child->kind == NODE_CODES) != (pass == 0))
              continue;
            if (first)
              k = tw_column_filter_select (child, live, start, n, selection);
            else if (is_simple (child))
              k = narrow (child, start, selection, k);
            else
              {
                guint left = 0;

                tw_column_filter_run (child, start, n, truth);
                for (guint j = 0; j < k; j++)
                  {
                    guint16 place = selection[j];

                    selection[left] = place;
                    left += truth[place] == TW_TRUTH_TRUE;
                  }
                k = left;
              }
            first = FALSE;
          }
      return k;
    }
  tw_column_filter_run (filter, start, n, truth);
  for (guint i = 0; i < n; i++)
    {
      selection[k] = (guint16) i;
      k += live[start + i] & (truth[i] == TW_TRUTH_TRUE);
    }
  return k;
}

void
tw_column_filter_free (TwColumnFilter *filter)
{
  g_clear_pointer (&filter->children, g_ptr_array_unref);
  g_free (filter->table);
  g_free (filter->ranges);
  g_free (filter);
}
