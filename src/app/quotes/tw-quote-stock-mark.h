/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark at a quantity of which there is less in stock. */
#pragma once

#include <gtk/gtk.h>
#include "tw-line-item.h"

G_BEGIN_DECLS

/* item: (nullable) none. The mark goes when there is enough. */
void tw_quote_stock_mark (GtkEntry *quantity, TwStore *store, TwLineItem *item);

G_END_DECLS
