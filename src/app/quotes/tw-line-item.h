/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of a quote in the grid: what is stored, and what was typed and is not stored yet. The last one is empty: what is typed there becomes a
 * new line. Signal "changed" (). */
#pragma once

#include "tw-quote-edit.h"

G_BEGIN_DECLS

#define TW_TYPE_LINE_ITEM (tw_line_item_get_type ())
G_DECLARE_FINAL_TYPE (TwLineItem, tw_line_item, TW, LINE_ITEM, GObject)

TwLineItem *tw_line_item_new         (const TwId *id);                /* NULL: the empty one */
/* amount: what stands at the end of the line; number: of an item, from 1, or 0. */
void         tw_line_item_set_line    (TwLineItem *self, TwRecord *line, const TwMoney *amount, guint number);
TwRecord    *tw_line_item_get_line    (TwLineItem *self);             /* NULL: it is not stored (yet) */
const TwId  *tw_line_item_get_id      (TwLineItem *self);             /* NULL: the empty one */
void         tw_line_item_set_id      (TwLineItem *self, const TwId *id);
TwQuoteLineKind tw_line_item_get_kind (TwLineItem *self);
gboolean     tw_line_item_is_optional (TwLineItem *self);
guint        tw_line_item_get_number  (TwLineItem *self);
const char  *tw_line_item_get_amount  (TwLineItem *self);
/* What is shown in a cell: what was typed, or else what is stored. */
char        *tw_line_item_dup_text    (TwLineItem *self, TwQuoteCell cell);
const char  *tw_line_item_get_draft   (TwLineItem *self, TwQuoteCell cell);   /* NULL: nothing was typed */
void         tw_line_item_set_draft   (TwLineItem *self, TwQuoteCell cell, const char *text);
/* Why what was typed is not stored; NULL: nothing is wrong. */
const char  *tw_line_item_get_error   (TwLineItem *self, TwQuoteCell cell);
void         tw_line_item_set_error   (TwLineItem *self, TwQuoteCell cell, const char *message);

G_END_DECLS
