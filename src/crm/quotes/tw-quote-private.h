/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-quote.h"
#include "tw-rule-case.h"

G_BEGIN_DECLS

/* The live lines of the case's quote in their order; NULL with error, or without one when the schema has no lines. */
GPtrArray *tw_quote_rule_load_lines     (TwRuleCase *quote, GError **error);
/* quote: as it is in the commit. What a customer has becomes a draft again, one version up; what was accepted must not change (FALSE). */
gboolean   tw_quote_rule_change_content (TwRuleCase *one, TwRecord *quote, GError **error);

G_END_DECLS
