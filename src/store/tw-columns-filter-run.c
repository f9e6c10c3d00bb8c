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

void
tw_column_filter_free (TwColumnFilter *filter)
{
  g_clear_pointer (&filter->children, g_ptr_array_unref);
  g_free (filter->table);
  g_free (filter->ranges);
  g_free (filter);
}
