/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-query.h"

#define MAX_SORT_KEYS 8

struct _TwQuery
{
  gatomicrefcount ref_count;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwExprBound    *where;                               /* (owned) (nullable) */
  char           *text;                                /* (owned) (nullable) */
  gboolean        deleted;
  guint           n_keys;
  TwSortKey       keys[MAX_SORT_KEYS];
};

TwQuery *
tw_query_ref (TwQuery *query)
{
  g_atomic_ref_count_inc (&query->ref_count);
  return query;
}

void
tw_query_unref (TwQuery *query)
{
  if (!query || !g_atomic_ref_count_dec (&query->ref_count))
    return;
  g_clear_pointer (&query->where, tw_expr_bound_unref);
  g_free (query->text);
  tw_schema_unref (query->schema);
  g_free (query);
}

static gboolean
read_sort (TwQuery *query, const char *sort, GError **error)
{
  g_auto(GStrv) keys = g_strsplit (sort, ",", -1);

  for (char **k = keys; *k; k++)
    {
      const char *key = g_strstrip (*k);
      gboolean descending = *key == '-';
      const TwField *field;

      if (!*key)
        continue;
      field = tw_entity_get_field (query->entity, key + descending);
      if (!field || field->kind == TW_KIND_LINKS)
        {
          g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_NAME, _("“%s” is no field of “%s” that can be sorted by."), key + descending, query->entity->key);
          return FALSE;
        }
      if (query->n_keys == MAX_SORT_KEYS)
        {
          g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT, _("A list can be sorted by %d fields at most."), MAX_SORT_KEYS);
          return FALSE;
        }
      query->keys[query->n_keys++] = (TwSortKey) { field, descending };
    }
  return TRUE;
}

/**
 * tw_query_new:
 * @schema: the snapshot that @entity belongs to
 * @entity: which records
 * @where: (nullable): a condition as text
 * @sort: (nullable): field keys with commas, `-` for descending; the entity's default when %NULL
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the query, or %NULL with a #TwExprError
 */
TwQuery *
tw_query_new (TwSchema *schema, const TwEntity *entity, const char *where, const char *sort, GError **error)
{
  g_autoptr(TwQuery) query = g_new0 (TwQuery, 1);

  g_atomic_ref_count_init (&query->ref_count);
  query->schema = tw_schema_ref (schema);
  query->entity = entity;
  if (where && *where && !(query->where = tw_expr_bind_text (where, schema, entity, TW_EXPR_BIND_CONDITION, error)))
    return NULL;
  if (!read_sort (query, sort ? sort : entity->default_sort, error))
    return NULL;
  return g_steal_pointer (&query);
}

static TwQuery *
query_copy (TwQuery *query)
{
  TwQuery *copy = g_memdup2 (query, sizeof (TwQuery));

  g_atomic_ref_count_init (&copy->ref_count);
  tw_schema_ref (copy->schema);
  if (copy->where)
    tw_expr_bound_ref (copy->where);
  copy->text = g_strdup (query->text);
  return copy;
}

TwQuery *
tw_query_with_deleted (TwQuery *query)
{
  TwQuery *copy = query_copy (query);

  copy->deleted = TRUE;
  return copy;
}

TwQuery *
tw_query_with_text (TwQuery *query, const char *text)
{
  TwQuery *copy = query_copy (query);

  g_free (copy->text);
  copy->text = text && *text ? g_strdup (text) : NULL;
  return copy;
}

TwQuery *
tw_query_with_where (TwQuery *query, const char *where, GError **error)
{
  g_autoptr(TwQuery) copy = query_copy (query);
  g_autofree char *own = NULL;
  g_autofree char *both = NULL;
  TwExprBound *bound;

  if (copy->where)
    {
      own = tw_expr_print (tw_expr_bound_get_expr (copy->where));
      both = g_strdup_printf ("(%s) and (%s)", own, where);
    }
  bound = tw_expr_bind_text (both ? both : where, copy->schema, copy->entity, TW_EXPR_BIND_CONDITION, error);
  if (!bound)
    return NULL;
  g_clear_pointer (&copy->where, tw_expr_bound_unref);
  copy->where = bound;
  return g_steal_pointer (&copy);
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
  return query->n_keys;
}

const TwSortKey *
tw_query_get_sort_key (TwQuery *query, guint i)
{
  return &query->keys[i];
}

char *
tw_query_print_sort (TwQuery *query)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < query->n_keys; i++)
    g_string_append_printf (text, "%s%s%s", i ? "," : "", query->keys[i].descending ? "-" : "", query->keys[i].field->key);
  return g_string_free (text, FALSE);
}

gboolean
tw_query_equal (TwQuery *a, TwQuery *b)
{
  TwExpr *x = a->where ? tw_expr_bound_get_expr (a->where) : NULL, *y = b->where ? tw_expr_bound_get_expr (b->where) : NULL;

  if (a->schema != b->schema || a->entity != b->entity || a->deleted != b->deleted || a->n_keys != b->n_keys || g_strcmp0 (a->text, b->text) != 0 || !x != !y)
    return FALSE;
  for (guint i = 0; i < a->n_keys; i++)
    if (a->keys[i].field != b->keys[i].field || a->keys[i].descending != b->keys[i].descending)
      return FALSE;
  return !x || tw_expr_equal (x, y);
}
