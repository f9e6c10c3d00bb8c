/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facets and the filters of a view: which values are ticked follows from the filters, and a tick changes the one filter of its
 * field. */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

/* Whether the records of a list can be counted by the field's values. */
gboolean tw_field_can_facet     (const TwField *field);
/* value: null for records without one. period: of a date field, NULL for any other. */
gboolean tw_facet_is_active     (TwViewState *state, const TwField *field, const TwValue *value, const char *period);
/* below: (nullable) TwId: what lies below a category, which is ticked with it. */
void     tw_facet_toggle        (TwViewState *state, const TwField *field, const TwValue *value, const char *period, GArray *below);
/* What the view asks for but for the filters of the field, so that its other values can be counted, too. */
TwQuery *tw_facet_dup_query     (TwViewState *state, const TwField *field);

G_END_DECLS
