/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rates of a quote and the categories of tax to choose from, at the cell in which they can also be typed. Signal "chosen" (string). */
#pragma once

#include "tw-app.h"
#include "tw-quote-model.h"

G_BEGIN_DECLS

#define TW_TYPE_TAX_MENU (tw_tax_menu_get_type ())
G_DECLARE_FINAL_TYPE (TwTaxMenu, tw_tax_menu, TW, TAX_MENU, GtkPopover)

/* A child of the cell, which has to unparent it. */
TwTaxMenu *tw_tax_menu_new  (TwQuoteModel *model, GtkWidget *cell);
void       tw_tax_menu_open (TwTaxMenu *self);

G_END_DECLS
