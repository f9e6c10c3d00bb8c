/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields marked "kept" in the schema: stored, but worked out by a higher floor from a record and its parts, such as the total of a quote.
 * They are worked out again in every commit that touches the record or one of its parts, whoever makes it: edits, bulks, undo, what a
 * device sends to the server, and the demo company. What somebody gives such a field is not taken, undo does not bring it back, and a
 * server does not take it from a device: it follows from the other fields, always.
 *
 * At a device that belongs to a server, rows that come from there have the server's values and are not worked out again. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* Works out the kept fields of one whole and of its parts. On the thread that writes; it must not ask the store, but through the case.
 * FALSE with TW_STORE_ERROR_INVALID, when they cannot be worked out, with the fields left empty: an edit is refused then; a bulk and an
 * undo go on. */
typedef gboolean (*TwKeepFunc) (TwRuleCase *whole, GError **error);

/* whole, part: keys of entities; link: key of the part's field that leads to the whole. To be called before the first change; a func
 * that is there already is not added again. */
void       tw_store_add_keeper          (TwStore *store, const char *whole, const char *part, const char *link, TwKeepFunc func);

/* Works out the kept fields of these wholes (element-type TwId), in one commit of the program's own: for a workspace of a version that did
 * not keep them. What cannot be worked out stays empty. */
gboolean   tw_store_keep_now            (TwStore *store, const char *whole, GArray *ids, const char *title, GError **error);

/* The live records whose link leads to a record, as this commit leaves them, oldest first. (element-type TwRecord) NULL with error */
GPtrArray *tw_rule_case_load_linked     (TwRuleCase *one, const TwField *link, const TwId *id, GError **error);
/* Sets a field of another record of the same commit; nothing happens when it has that value. */
gboolean   tw_rule_case_set_in          (TwRuleCase *one, TwRecord *other, const TwField *field, const TwValue *value, GError **error);
/* What a field of another record was before the commit; null for a new record. Lent. */
const TwValue *tw_rule_case_get_before_in (TwRuleCase *one, TwRecord *other, const TwField *field);
/* Currency, rates, zone and day of the commit; lent. */
const TwExprContext *tw_rule_case_get_context (TwRuleCase *one);

G_END_DECLS
