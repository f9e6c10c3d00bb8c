/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quote that is being edited: its lines as items of a list, kept as they are stored, and the steps that change them, each one commit. Signals:
 * "loaded" () when quote, lines or sums are others; "trouble" (char *sentence); "unread" (char *sentence) when it could not be
 * read and there is nothing of it to show; "gone" () when there is no such quote any more. */
#pragma once

#include "tw-app.h"
#include "tw-line-item.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_MODEL (tw_quote_model_get_type ())
G_DECLARE_FINAL_TYPE (TwQuoteModel, tw_quote_model, TW, QUOTE_MODEL, GObject)

TwQuoteModel     *tw_quote_model_new        (TwStore *store, const TwId *quote);
const TwId       *tw_quote_model_get_id     (TwQuoteModel *self);
TwStore          *tw_quote_model_get_store  (TwQuoteModel *self);
TwRecord         *tw_quote_model_get_quote  (TwQuoteModel *self);               /* NULL until it is loaded */
const TwQuoteSum *tw_quote_model_get_sum    (TwQuoteModel *self);               /* NULL: it cannot be worked out */
/* Reads once more what was "unread". */
void              tw_quote_model_read_again (TwQuoteModel *self);
/* TwLineItem; none until it is loaded, then the last one is the empty one, unless the lines are locked. */
GListModel       *tw_quote_model_get_items  (TwQuoteModel *self);
/* It was accepted: its lines are what was agreed. */
gboolean          tw_quote_model_is_locked  (TwQuoteModel *self);
guint             tw_quote_model_find       (TwQuoteModel *self, const TwId *id);        /* its place; G_MAXUINT: none */

/* Stores what was typed in a cell; in the empty item it becomes a line. */
void     tw_quote_model_store_cell (TwQuoteModel *self, TwLineItem *item, TwQuoteCell cell);
void     tw_quote_model_store_all  (TwQuoteModel *self);
/* The product of a line, or a new line of it. */
void     tw_quote_model_set_product (TwQuoteModel *self, TwLineItem *item, const TwId *product, const char *name);
/* id: (out): of what is new. FALSE: told by "trouble". */
gboolean tw_quote_model_add        (TwQuoteModel *self, guint index, TwQuoteLineKind kind, const char *name, TwId *id);
gboolean tw_quote_model_copy       (TwQuoteModel *self, guint index, TwId *id);
void     tw_quote_model_remove     (TwQuoteModel *self, guint index);
void     tw_quote_model_move       (TwQuoteModel *self, guint from, guint to);
void     tw_quote_model_toggle_optional (TwQuoteModel *self, guint index);
void     tw_quote_model_paste      (TwQuoteModel *self, guint index, const char *text);
void     tw_quote_model_set_status (TwQuoteModel *self, const char *status);
/* Why a line has its price; NULL: it has no product. Blocks for small reads. */
char    *tw_quote_model_dup_reason (TwQuoteModel *self, TwLineItem *item);
/* What a product costs for this quote; NULL: nobody says. Blocks for small reads. */
char    *tw_quote_model_dup_price  (TwQuoteModel *self, const TwId *product);

G_END_DECLS
