/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a quote looks on paper, as data: docs/paper-templates.md. Checked whole when it is read; immutable then. */
#pragma once

#include "tw-paper-table.h"
#include "tw-schema.h"

G_BEGIN_DECLS

typedef struct _TwQuoteTemplate TwQuoteTemplate;

/* Keys of those that come with the program, NULL-terminated; the first is the usual one. */
const char *const *tw_quote_template_list (void);
TwQuoteTemplate *tw_quote_template_load   (TwSchema *schema, const char *key, GError **error);
/* name: what messages call it. style: nullable, JSON with "family" and "colors" that go before the template's own. */
TwQuoteTemplate *tw_quote_template_parse  (TwSchema *schema, const char *name, const char *json, const char *style, GError **error);
/* The same, kept for the next time. */
TwQuoteTemplate *tw_quote_template_get    (TwSchema *schema, const char *name, const char *json, const char *style, GError **error);
TwQuoteTemplate *tw_quote_template_ref    (TwQuoteTemplate *template);
void             tw_quote_template_unref  (TwQuoteTemplate *template);
const char      *tw_quote_template_get_label (TwQuoteTemplate *template);       /* English */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwQuoteTemplate, tw_quote_template_unref)

G_END_DECLS
