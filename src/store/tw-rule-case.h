/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of higher floors that hold in every edit and bulk, whoever makes it: a person on the board, a list cell, an import, a request.
 * A rule looks at one record of a commit that is being made, and may refuse it, set further fields, or add further records, which go
 * with the same commit. It runs after derived fields are worked out and before anything is checked.
 *
 * Rules do not run where a commit carries its effects already: not in undo, not when another device's commit is applied, and not for
 * the demo company. They run on the thread that writes and must not ask the store; what they need of other records they read through
 * the case, as the commit sees them. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwRuleCase TwRuleCase;

/* FALSE with TW_STORE_ERROR_INVALID and one sentence for the person: nothing is committed. */
typedef gboolean (*TwRuleFunc) (TwRuleCase *one, GError **error);

typedef enum { TW_RULE_NONE, TW_RULE_LIVE, TW_RULE_DELETED } TwRuleFound;

/* To be called before the first change; a rule that is there already is not added again. */
void            tw_store_add_rule       (TwStore *store, TwRuleFunc func);

const TwEntity *tw_rule_case_get_entity (TwRuleCase *one);
const TwId     *tw_rule_case_get_id     (TwRuleCase *one);
gboolean        tw_rule_case_is_new     (TwRuleCase *one);
TwOrigin        tw_rule_case_get_origin (TwRuleCase *one);
const TwId     *tw_rule_case_get_user   (TwRuleCase *one);       /* nil: nobody is known */
TwInstant       tw_rule_case_get_now    (TwRuleCase *one);
TwDate          tw_rule_case_get_today  (TwRuleCase *one);       /* in the workspace's zone */
GTimeZone      *tw_rule_case_get_zone   (TwRuleCase *one, const char **name);    /* the workspace's; lent */
const TwValue  *tw_rule_case_get        (TwRuleCase *one, const TwField *field);
const TwValue  *tw_rule_case_get_before (TwRuleCase *one, const TwField *field);
gboolean        tw_rule_case_is_changed (TwRuleCase *one, const TwField *field);
gboolean        tw_rule_case_is_given   (TwRuleCase *one, const TwField *field);  /* by the edit itself */
void            tw_rule_case_set        (TwRuleCase *one, const TwField *field, const TwValue *value);
/* The record as the commit will leave it; a copy without computed fields. */
TwRecord       *tw_rule_case_dup_record (TwRuleCase *one);
/* Another record as this commit sees it. record: (out) (optional) (transfer full); NULL for TW_RULE_NONE */
TwRuleFound     tw_rule_case_find       (TwRuleCase *one, const TwEntity *entity, const TwId *id, TwRecord **record);
/* Whether a record of this id was deleted for good, so that it cannot come again. */
gboolean        tw_rule_case_is_gone    (TwRuleCase *one, const TwId *id);
/* Where a file of the workspace is, to look at its first bytes; (transfer full) (nullable) not here. */
char           *tw_rule_case_dup_blob_path (TwRuleCase *one, const char *hash);
/* Whether this commit adds a record whose link leads here; in a bulk each record stands alone. */
gboolean        tw_rule_case_is_linked_by_new (TwRuleCase *one, const TwField *link);
/* Adds a new record, with defaults and derived fields. One of the same id in the wastebasket comes back with these values. */
gboolean        tw_rule_case_add        (TwRuleCase *one, TwRecord *record, GError **error);

G_END_DECLS
