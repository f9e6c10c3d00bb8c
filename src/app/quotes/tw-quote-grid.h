/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a quote as a grid in which one types as in a spreadsheet. */
#pragma once

#include "tw-quote-row.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_GRID (tw_quote_grid_get_type ())
G_DECLARE_FINAL_TYPE (TwQuoteGrid, tw_quote_grid, TW, QUOTE_GRID, AdwBin)

void          tw_quote_grid_set_model  (TwQuoteGrid *self, TwWorkspace *workspace, TwQuoteModel *model);
void          tw_quote_grid_set_narrow (TwQuoteGrid *self, gboolean narrow);
/* The place of the line with the focus, or that had it last; G_MAXUINT: none. */
guint         tw_quote_grid_get_position (TwQuoteGrid *self);
/* Focuses a cell, now or when its row is there. */
void          tw_quote_grid_focus      (TwQuoteGrid *self, guint position, TwQuoteCell cell);
/* The same when the line is stored; id: NULL: the empty line. */
void          tw_quote_grid_want       (TwQuoteGrid *self, const TwId *id, TwQuoteCell cell);
/* The row that shows a place; NULL: it is not on the screen. */
TwQuoteRow   *tw_quote_grid_get_row    (TwQuoteGrid *self, guint position);

G_END_DECLS
