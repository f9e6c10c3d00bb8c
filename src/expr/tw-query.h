/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query: which records of an entity, in which order, which columns. Immutable after it is made; may cross threads. */
#pragma once

#include "tw-expr.h"

G_BEGIN_DECLS

typedef struct _TwQuery TwQuery;

typedef struct
{
  const TwField *field;                   /* own field, stored or computed */
  gboolean       descending;
} TwSortKey;

/* where: nullable text; sort: "-amount,name", nullable for the entity's default. The record's id is always the last key. */
TwQuery *tw_query_new        (TwSchema *schema, const TwEntity *entity, const char *where, const char *sort, GError **error);
TwQuery *tw_query_ref        (TwQuery *query);
void     tw_query_unref      (TwQuery *query);
TwQuery *tw_query_with_deleted (TwQuery *query);       /* the wastebasket: only deleted records */
TwQuery *tw_query_with_text  (TwQuery *query, const char *text);   /* also matching the search text */
TwQuery *tw_query_without_sort (TwQuery *query);       /* by id alone */
/* and-ed with another condition, e.g. a board column's */
TwQuery *tw_query_with_where (TwQuery *query, const char *where, GError **error);
TwSchema       *tw_query_get_schema (TwQuery *query);
const TwEntity *tw_query_get_entity (TwQuery *query);
TwExprBound    *tw_query_get_where  (TwQuery *query);   /* nullable */
const char     *tw_query_get_text   (TwQuery *query);   /* nullable */
gboolean        tw_query_get_deleted (TwQuery *query);
guint           tw_query_get_n_sort_keys (TwQuery *query);
const TwSortKey *tw_query_get_sort_key (TwQuery *query, guint i);
char           *tw_query_print_sort (TwQuery *query);
gboolean        tw_query_equal (TwQuery *a, TwQuery *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwQuery, tw_query_unref)

G_END_DECLS
