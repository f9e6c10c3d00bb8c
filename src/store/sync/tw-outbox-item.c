/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-replica.h"

void
tw_outbox_item_free (TwOutboxItem *item)
{
  if (item == NULL)
    return;
  g_free (item->title);
  g_clear_pointer (&item->changes, g_ptr_array_unref);
  g_free (item);
}
