/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-stock-mark.h"

#include <glib/gi18n-lib.h>

#include "tw-quote-edit.h"
#include "tw-quote-stock.h"

/**
 * tw_quote_stock_mark:
 * @quantity: the cell of the quantity
 * @store: where the products are
 * @item: (nullable): the line
 *
 * Warns at the cell, for eyes and for screen readers; what is offered stays what was typed.
 */
void
tw_quote_stock_mark (GtkEntry   *quantity,
                     TwStore    *store,
                     TwLineItem *item)
{
  TwRecord *line = item != NULL ? tw_line_item_get_line (item) : NULL;
  g_autofree char *number = NULL, *text = NULL;
  gint64 stock = 0;

  if (line != NULL && tw_quote_stock_is_short (store, line, &stock))
    {
      number = tw_quote_dup_quantity (stock);
      /* Translators: %s is a quantity: less of a product than a line of a quote offers. */
      text = g_strdup_printf (_("Only %s in stock"), number);
    }
  gtk_entry_set_icon_tooltip_text (quantity, GTK_ENTRY_ICON_PRIMARY, text);
  gtk_entry_set_icon_from_icon_name (quantity, GTK_ENTRY_ICON_PRIMARY, text != NULL ? "dialog-warning-symbolic" : NULL);
  if (text != NULL)
    {
      gtk_entry_set_icon_activatable (quantity, GTK_ENTRY_ICON_PRIMARY, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (quantity), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (quantity), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
