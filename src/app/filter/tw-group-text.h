/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values that records are counted by, in groups and facets: their words, their order, and the condition that picks them. */
#pragma once

#include "tw-columns.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* Whether a list can be divided by the field: by each of its values, or by month for dates. */
gboolean tw_field_can_group        (const TwField *field);
/* Dates are grouped by month: the first day of it; any other value stays. */
TwValue  tw_group_key              (const TwField *field, const TwValue *value);
char    *tw_group_dup_condition    (const TwField *field, const TwValue *key);
/* The two of them may read records: on a worker thread when there are many. */
char    *tw_group_dup_title        (TwStore *store, const TwField *field, const TwValue *key);
/* Sorts TwGroup by the order of choices, of the linked records, of months or numbers; those without a value last. */
void     tw_group_sort             (TwStore *store, const TwField *field, GPtrArray *groups);
/* Whether people have put the values in an order: choices, and linked records that are sorted by a number, such as stages and tiers. */
gboolean tw_group_has_order        (const TwField *field);
/* Puts groups of the same key together: days into months. (element-type TwGroup) (transfer full) */
GPtrArray *tw_group_merge          (const TwField *field, GPtrArray *groups);
/* Sums of a group for people; NULL when there is nothing to tell. */
char    *tw_group_dup_total        (TwStore *store, TwCurrency currency, const TwField *field, GArray *sums);

G_END_DECLS
