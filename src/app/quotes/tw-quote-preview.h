/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quote as its customer sees it: the PDF itself, one page at a time. It is made and drawn on another thread, and stays at its page and zoom
 * while the quote changes. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_QUOTE_PREVIEW (tw_quote_preview_get_type ())
G_DECLARE_FINAL_TYPE (TwQuotePreview, tw_quote_preview, TW, QUOTE_PREVIEW, AdwBin)

void     tw_quote_preview_set_quote  (TwQuotePreview *self, TwStore *store, const TwId *quote);
/* The quote is another one than a moment ago. */
void     tw_quote_preview_refresh    (TwQuotePreview *self);
void     tw_quote_preview_set_template (TwQuotePreview *self, const char *key);      /* NULL: that of the quote */
const char *tw_quote_preview_get_template (TwQuotePreview *self);
void     tw_quote_preview_turn       (TwQuotePreview *self, int pages);
void     tw_quote_preview_zoom       (TwQuotePreview *self, int steps);         /* 0: the width of the room */
guint    tw_quote_preview_get_page   (TwQuotePreview *self);
guint    tw_quote_preview_get_n_pages (TwQuotePreview *self);                   /* 0: nothing is shown yet */
double   tw_quote_preview_get_zoom   (TwQuotePreview *self);
guint    tw_quote_preview_get_round  (TwQuotePreview *self);                    /* how often it was drawn; for tests */

G_END_DECLS
