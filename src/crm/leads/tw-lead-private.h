/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the object (tw-lead-conversion.c) asks of its neighbours. */
#pragma once

#include "tw-lead-conversion.h"

G_BEGIN_DECLS

/* tw-lead-fields.c: which field of a part a field of the lead goes to when these parts are there; NULL: none. */
const TwField *tw_lead_field_target (const TwField *field, const TwEntity *const *parts, TwLeadPart part);
/* Puts the lead's values into a record of the part: a new one gets all, a stored one what it does not have. */
void           tw_lead_fields_fill  (TwRecord *lead, TwRecord *record, const TwEntity *const *parts, TwLeadPart part);

/* tw-lead-match.c: records that are probably the same, best first. (element-type TwRecord) */
GPtrArray     *tw_lead_find_companies (TwStore *store, TwSchema *schema, TwRecord *lead, GError **error);
GPtrArray     *tw_lead_find_contacts  (TwStore *store, TwSchema *schema, TwRecord *lead, GError **error);

/* tw-lead-related.c: what points to the lead, changed so that it belongs to the parts, too. parts: ids, nil where there is none.
 * (element-type TwRecord) with edits; NULL with an error. */
GPtrArray     *tw_lead_list_related (TwStore *store, TwRecord *lead, const TwEntity *const *entities, const TwId *parts, GError **error);

G_END_DECLS
