/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of a quote's lines as somebody types them into a grid: each is one step, put together for the caller to commit. Prices and sums follow
 * by the rules of quotes. lines: as tw_quote_load_lines() gives them; they are not changed. */
#pragma once

#include "tw-quote.h"

G_BEGIN_DECLS

typedef enum
{
  TW_QUOTE_CELL_NAME, TW_QUOTE_CELL_DESCRIPTION, TW_QUOTE_CELL_QUANTITY, TW_QUOTE_CELL_PRICE, TW_QUOTE_CELL_DISCOUNT, TW_QUOTE_CELL_TAX,
} TwQuoteCell;
#define TW_QUOTE_N_CELLS 6

/* What stands in a cell for typing, in the person's own form of numbers. */
char   *tw_quote_cell_dup_text (TwRecord *line, TwQuoteCell cell);
char    *tw_quote_dup_quantity  (TwDecimal value);
/* NULL without error: the text says what is there already. NULL with error: it is no value of the cell. */
TwEdit *tw_quote_edit_cell    (TwStore *store, TwRecord *quote, const TwId *line, TwQuoteCell cell, const char *text, GError **error);
TwEdit *tw_quote_edit_product (TwStore *store, const TwId *line, const TwId *product, GError **error);
/* A new line before lines[index]; index is at most their number. product: nullable. id: (out) */
TwEdit *tw_quote_edit_add     (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, TwQuoteLineKind kind, const TwId *product,
                               const char *name, TwId *id, GError **error);
TwEdit *tw_quote_edit_copy    (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, TwId *id, GError **error);
TwEdit *tw_quote_edit_remove  (TwStore *store, GPtrArray *lines, guint index);
/* NULL without error: it stands there. */
TwEdit *tw_quote_edit_move    (TwStore *store, GPtrArray *lines, guint from, guint to, GError **error);
TwEdit *tw_quote_edit_optional (TwStore *store, TwRecord *line, GError **error);       /* or not any more */
/* Lines of a table from a spreadsheet: name, quantity, price, discount, tax, separated by tabs; a name or number of a product is that product.
 * A line of titles is passed over. n: (out): how many */
TwEdit *tw_quote_edit_paste   (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, const char *text, guint *n, GError **error);
TwEdit *tw_quote_edit_status  (TwStore *store, TwRecord *quote, const char *status, GError **error);

G_END_DECLS
