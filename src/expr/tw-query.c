/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-tree.h"
#include "tw-query.h"

#define MAX_SORT_KEYS 16

struct _TwQuery
{
  gatomicrefcount ref_count;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwExprBound    *where;                               /* (owned) (nullable) */
  GArray         *sort;                                /* (owned) TwSortKey, shared with the queries made of this one */
  char           *text;                                /* (owned) (nullable) */
  gboolean        deleted;
};

static gboolean
add_sort_key (GArray *sort, const TwEntity *entity, const char *word, GError **error)
{
  TwSortKey key = { .descending = *word == '-' };

  key.field = tw_entity_get_field (entity, word + (*word == '-' || *word == '+'));
  if (key.field == NULL)
    g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_NAME, _("There is no field “%s” in “%s” to sort by."),
                 word + (*word == '-' || *word == '+'), entity->key);
  else if (sort->len >= MAX_SORT_KEYS)
    g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT, _("A list can be sorted by at most %d fields."), MAX_SORT_KEYS);
  else
    {
      for (guint i = 0; i < sort->len; i++)
        if (g_array_index (sort, TwSortKey, i).field == key.field)
          return TRUE;
      g_array_append_val (sort, key);
      return TRUE;
    }
  return FALSE;
}

static GArray *
parse_sort (const TwEntity *entity, const char *text, GError **error)
{
  g_autoptr (GArray) sort = g_array_new (FALSE, FALSE, sizeof (TwSortKey));
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);

  for (char **word = words; *word != NULL; word++)
    {
      g_strstrip (*word);
      if (**word != '\0' && !add_sort_key (sort, entity, *word, error))
        return NULL;
    }
  return g_steal_pointer (&sort);
}

static TwQuery *
copy (TwQuery *query)
{
  TwQuery *other = g_new0 (TwQuery, 1);

  g_atomic_ref_count_init (&other->ref_count);
  other->schema = tw_schema_ref (query->schema);
  other->entity = query->entity;
  other->where = query->where != NULL ? tw_expr_bound_ref (query->where) : NULL;
  other->sort = g_array_ref (query->sort);
  other->text = g_strdup (query->text);
  other->deleted = query->deleted;
  return other;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/**
 * tw_query_new:
 * @schema: a schema
 * @entity: an entity of it
 * @where: (nullable): a condition; blank is none
 * @sort: (nullable): field keys with "-" for descending, by commas; %NULL for the entity's default order
 *
 * Returns: (transfer full) (nullable): a query, or %NULL with @error of the domain %TW_EXPR_ERROR
 */
TwQuery *
tw_query_new (TwSchema *schema, const TwEntity *entity, const char *where, const char *sort, GError **error)
{
  g_autoptr (GArray) keys = parse_sort (entity, sort != NULL ? sort : entity->default_sort, error);
  g_autoptr (TwExprBound) bound = NULL;
  TwQuery *query;

  if (keys == NULL)
    return NULL;
  if (!is_blank (where))
    {
      bound = tw_expr_bind_text (where, schema, entity, TW_EXPR_BIND_CONDITION, error);
      if (bound == NULL)
        return NULL;
    }
  query = g_new0 (TwQuery, 1);
  g_atomic_ref_count_init (&query->ref_count);
  query->schema = tw_schema_ref (schema);
  query->entity = entity;
  query->where = g_steal_pointer (&bound);
  query->sort = g_steal_pointer (&keys);
  return query;
}

TwQuery *
tw_query_ref (TwQuery *query)
{
  g_atomic_ref_count_inc (&query->ref_count);
  return query;
}

void
tw_query_unref (TwQuery *query)
{
  if (!g_atomic_ref_count_dec (&query->ref_count))
    return;
  g_clear_pointer (&query->where, tw_expr_bound_unref);
  g_array_unref (query->sort);
  tw_schema_unref (query->schema);
  g_free (query->text);
  g_free (query);
}

/**
 * tw_query_with_deleted:
 * @query: a query
 *
 * Returns: (transfer full): the same question about deleted records only
 */
TwQuery *
tw_query_with_deleted (TwQuery *query)
{
  TwQuery *other = copy (query);

  other->deleted = TRUE;
  return other;
}

/**
 * tw_query_without_sort:
 * @query: a query
 *
 * Returns: (transfer full): the same records in the order of their ids, for a reader who may not know the usual order
 */
TwQuery *
tw_query_without_sort (TwQuery *query)
{
  TwQuery *other = copy (query);

  g_array_unref (other->sort);
  other->sort = g_array_new (FALSE, FALSE, sizeof (TwSortKey));
  return other;
}

/**
 * tw_query_with_text:
 * @query: a query
 * @text: (nullable): search text; blank is none
 *
 * Returns: (transfer full): the same question about records that also match the text, which replaces an earlier one
 */
TwQuery *
tw_query_with_text (TwQuery *query, const char *text)
{
  TwQuery *other = copy (query);

  g_free (other->text);
  other->text = is_blank (text) ? NULL : g_strdup (text);
  return other;
}

/**
 * tw_query_with_where:
 * @query: a query
 * @where: (nullable): another condition; blank is none
 *
 * Returns: (transfer full) (nullable): the same question with the condition added, or %NULL with @error
 */
TwQuery *
tw_query_with_where (TwQuery *query, const char *where, GError **error)
{
  g_autoptr (TwExpr) added = NULL;
  g_autoptr (TwExpr) both = NULL;
  TwExprBound *bound;
  TwQuery *other;

  if (is_blank (where))
    return tw_query_ref (query);
  added = tw_expr_parse (where, error);
  if (added == NULL)
    return NULL;
  both = query->where == NULL ? tw_expr_ref (added)
                              : tw_expr_new_and ((TwExpr *[]) { tw_expr_bound_get_expr (query->where), added }, 2);
  bound = tw_expr_bind (both, query->schema, query->entity, TW_EXPR_BIND_CONDITION, error);
  if (bound == NULL)
    return NULL;
  other = copy (query);
  g_clear_pointer (&other->where, tw_expr_bound_unref);
  other->where = bound;
  return other;
}

TwSchema *
tw_query_get_schema (TwQuery *query)
{
  return query->schema;
}

const TwEntity *
tw_query_get_entity (TwQuery *query)
{
  return query->entity;
}

TwExprBound *
tw_query_get_where (TwQuery *query)
{
  return query->where;
}

const char *
tw_query_get_text (TwQuery *query)
{
  return query->text;
}

gboolean
tw_query_get_deleted (TwQuery *query)
{
  return query->deleted;
}

guint
tw_query_get_n_sort_keys (TwQuery *query)
{
  return query->sort->len;
}

const TwSortKey *
tw_query_get_sort_key (TwQuery *query, guint i)
{
  g_return_val_if_fail (i < query->sort->len, NULL);
  return &g_array_index (query->sort, TwSortKey, i);
}

/**
 * tw_query_print_sort:
 * @query: a query
 *
 * Returns: (transfer full): its order as tw_query_new() reads it
 */
char *
tw_query_print_sort (TwQuery *query)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < query->sort->len; i++)
    {
      const TwSortKey *key = tw_query_get_sort_key (query, i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? "," : "", key->descending ? "-" : "", key->field->key);
    }
  return g_string_free (text, FALSE);
}

static gboolean
are_same_conditions (TwExprBound *a, TwExprBound *b)
{
  return a == b || (a != NULL && b != NULL && tw_expr_equal (tw_expr_bound_get_expr (a), tw_expr_bound_get_expr (b)));
}

/**
 * tw_query_equal:
 * @a: a query
 * @b: another
 *
 * Returns: whether they ask the same of the same schema
 */
gboolean
tw_query_equal (TwQuery *a, TwQuery *b)
{
  if (a->schema != b->schema || a->entity != b->entity || a->deleted != b->deleted || g_strcmp0 (a->text, b->text) != 0
      || a->sort->len != b->sort->len || !are_same_conditions (a->where, b->where))
    return FALSE;
  for (guint i = 0; i < a->sort->len; i++)
    if (tw_query_get_sort_key (a, i)->field != tw_query_get_sort_key (b, i)->field
        || tw_query_get_sort_key (a, i)->descending != tw_query_get_sort_key (b, i)->descending)
      return FALSE;
  return TRUE;
}
