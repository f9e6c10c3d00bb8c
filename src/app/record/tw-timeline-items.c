/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-items.h"

/**
 * tw_timeline_items_replace:
 * @items: the list, of TwTimelineEntry
 * @entries: (element-type TwTimelineEntry): what it is to hold
 *
 * Replaces what differs between the first and the last entries that stay.
 */
void
tw_timeline_items_replace (GListStore *items,
                           GPtrArray  *entries)
{
  GListModel *model = G_LIST_MODEL (items);
  guint n = g_list_model_get_n_items (model), first = 0, last = 0;

  for (; first < MIN (n, entries->len); first++)
    {
      g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (model, first);

      if (!tw_timeline_entry_equal (entry, g_ptr_array_index (entries, first)))
        break;
    }
  for (; last < MIN (n, entries->len) - first; last++)
    {
      g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (model, n - 1 - last);

      if (!tw_timeline_entry_equal (entry, g_ptr_array_index (entries, entries->len - 1 - last)))
        break;
    }
  if (first + last < n || first + last < entries->len)
    g_list_store_splice (items, first, n - first - last, entries->pdata + first, entries->len - first - last);
}
