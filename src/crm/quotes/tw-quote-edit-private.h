/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-quote-edit.h"

G_BEGIN_DECLS

TwRecord  *tw_quote_edit_new_line    (TwStore *store, TwRecord *quote, gint64 at, TwQuoteLineKind kind, GError **error);
gboolean   tw_quote_edit_set_product (TwRecord *line, const TwId *product, GError **error);
gboolean   tw_quote_edit_set_name    (TwRecord *line, const char *name, GError **error);
/* What is typed into a cell. currency: of a price without one. */
gboolean   tw_quote_cell_set         (TwRecord *line, TwQuoteCell cell, const char *text, TwCurrency currency, GError **error);
/* Rows of cells that are not empty. (element-type GStrv) */
GPtrArray *tw_quote_paste_read       (const char *text, GError **error);
TwRecord  *tw_quote_paste_make       (TwStore *store, TwRecord *quote, char **cells, gint64 at, guint row, GError **error);

G_END_DECLS
