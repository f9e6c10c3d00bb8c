/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the grid: cells to type in. Signals: "leave" (guint cell, int columns, int rows) when the keyboard wants another cell; "command"
 * (char *action) for keys of the line. */
#pragma once

#include "tw-app.h"
#include "tw-quote-model.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_ROW (tw_quote_row_get_type ())
G_DECLARE_FINAL_TYPE (TwQuoteRow, tw_quote_row, TW, QUOTE_ROW, AdwBin)

GtkWidget   *tw_quote_row_new        (TwWorkspace *workspace, TwQuoteModel *model);
void         tw_quote_row_set_item   (TwQuoteRow *self, TwLineItem *item);      /* NULL: none */
TwLineItem *tw_quote_row_get_item   (TwQuoteRow *self);
guint        tw_quote_row_get_position (TwQuoteRow *self);
void         tw_quote_row_set_narrow (TwQuoteRow *self, gboolean narrow);
/* TW_QUOTE_CELL_… of the cell with the focus; -1: none. */
int          tw_quote_row_get_focus  (TwQuoteRow *self);
gboolean     tw_quote_row_focus_cell (TwQuoteRow *self, TwQuoteCell cell);
GtkEntry    *tw_quote_row_get_entry  (TwQuoteRow *self, TwQuoteCell cell);      /* NULL: the row has none */
GListModel  *tw_quote_row_get_offers (TwQuoteRow *self);                        /* products for what was typed, best first */

/* Its cells can be read and copied, and not typed into. */
void        tw_quote_row_set_locked (TwQuoteRow *self, gboolean locked);

G_END_DECLS
