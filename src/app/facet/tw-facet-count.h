/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many records have each value of a field: counted in the background, for one facet. */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

typedef struct
{
  TwValue     value;                                   /* null: records without one, or a period */
  const char *period;                                  /* (nullable) of a date field */
  char       *title;
  gint64      count;                                   /* of a category with what lies below it */
  guint       depth;                                   /* of a category in its tree */
  GArray     *below;                                   /* (nullable) TwId: the categories below it */
} TwFacetValue;

void       tw_facet_value_free   (TwFacetValue *value);
/* Tells that the facet will be counted soon, together with others: what that needs is read once for all of them. */
void       tw_facet_announce     (TwViewState *state, const TwField *field);
void       tw_facet_count_async  (TwViewState *state, const TwField *field, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data);
/* (element-type TwFacetValue): choices and periods in their order, categories as a tree, others with the most frequent first */
GPtrArray *tw_facet_count_finish (GAsyncResult *result, GError **error);

G_END_DECLS
