/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a live list reads: the sorted row numbers, pages of rows by primary key, and the places of rows that changed. Every
 * function works inside the read transaction of the connection that it is given. */
#include "config.h"

#include <string.h>

#include "tw-results-private.h"
#include "tw-store-internal.h"

struct _Source
{
  TwResultsSource public;
  gatomicrefcount ref_count;
};

typedef struct _Source Source;

TwResultsSource *
tw_results_source_new (TwStore *store, TwQuery *query)
{
  Source *source = g_new0 (Source, 1);

  g_atomic_ref_count_init (&source->ref_count);
  source->public.store = g_object_ref (store);
  source->public.query = tw_query_ref (query);
  source->public.context = tw_store_dup_context (store);
  return &source->public;
}

TwResultsSource *
tw_results_source_ref (TwResultsSource *source)
{
  g_atomic_ref_count_inc (&((Source *) source)->ref_count);
  return source;
}

void
tw_results_source_unref (TwResultsSource *source)
{
  if (!g_atomic_ref_count_dec (&((Source *) source)->ref_count))
    return;
  tw_store_context_free (source->context);
  tw_query_unref (source->query);
  g_object_unref (source->store);
  g_free (source);
}

static const TwTable *
get_table (TwResultsSource *source)
{
  return tw_store_get_table (source->store, tw_query_get_entity (source->query));
}

static gboolean
append_from_where (TwResultsSource *source, gboolean walk, TwSql *sql, GError **error)
{
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, get_table (source)->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  return walk ? tw_store_append_walk_condition (source->store, source->query, source->context, sql, error)
              : tw_store_append_condition (source->store, source->query, source->context, sql, error);
}

static GArray *
collect_rids (TwDb *db, TwSql *sql, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare_sql (db, sql, error);
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tw_stmt_step (stmt, &local))
    {
      gint64 rid = tw_stmt_get_int (stmt, 0);

      g_array_append_val (rids, rid);
    }
  if (local == NULL)
    return g_steal_pointer (&rids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static GArray *
read_sorted (TwResultsSource *source, TwDb *db, guint limit, gboolean walk, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  tw_sql_append (sql, "SELECT t0.rid");
  if (!append_from_where (source, walk, sql, error) ||
      !tw_store_append_order (source->store, source->query, source->context, sql, error))
    return NULL;
  if (limit > 0)
    {
      g_auto (TwValue) value = tw_value_integer (limit);

      tw_sql_append (sql, " LIMIT ");
      tw_sql_append_value (sql, &value);
    }
  return collect_rids (db, sql, error);
}

GArray *
tw_results_read_rids (TwResultsSource *source, TwDb *db, GError **error)
{
  return read_sorted (source, db, 0, FALSE, error);
}

GArray *
tw_results_read_first (TwResultsSource *source, TwDb *db, guint limit, gint64 *deadline)
{
  gint64 now = g_get_monotonic_time (), end = *deadline;
  GArray *first = NULL;

  if (tw_store_can_walk (source->store, source->query))
    {
      *deadline = now + (end - now) / 3;
      first = read_sorted (source, db, limit, TRUE, NULL);
      *deadline = end;
    }
  return first != NULL ? first : read_sorted (source, db, limit, FALSE, NULL);
}

/* The computed fields that lists and cards show. */
static void
add_field (GPtrArray *fields, const TwField *field)
{
  if (field != NULL && field->formula != NULL && !g_ptr_array_find (fields, field, NULL))
    g_ptr_array_add (fields, (gpointer) field);
}

static void
add_shown (GPtrArray *fields, const TwEntity *entity, const char *const *keys)
{
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    add_field (fields, tw_entity_get_field (entity, keys[i]));
}

static GPtrArray *
computed_fields (const TwEntity *entity)
{
  GPtrArray *fields = g_ptr_array_new ();

  add_shown (fields, entity, entity->list_columns);
  add_shown (fields, entity, entity->card_fields);
  add_field (fields, entity->touched_field);
  add_field (fields, entity->next_field);
  return fields;
}

GPtrArray *
tw_results_read_rows (TwResultsSource *source, TwDb *db, const gint64 *rids, guint n, GArray *found, GError **error)
{
  const TwTable *table = get_table (source);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.rid = ?", table->columns, table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) computed = computed_fields (tw_query_get_entity (source->query));

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      GError *local = NULL;

      tw_stmt_bind_int (stmt, 1, rids[i]);
      if (tw_stmt_step (stmt, &local))
        {
          g_ptr_array_add (records, tw_table_read_record (table, stmt));
          g_array_append_val (found, rids[i]);
        }
      if (local != NULL)
        {
          g_propagate_error (error, local);
          return NULL;
        }
      tw_stmt_reset (stmt);
    }
  if (computed->len > 0 && records->len > 0)
    {
      g_ptr_array_add (computed, NULL);
      if (!tw_store_compute_with (source->store, db, records, (const TwField *const *) computed->pdata, error))
        return NULL;
    }
  return g_steal_pointer (&records);
}

/* --- Places --- */

/* Compares rows as ORDER BY does, by the values of their sort keys. */
typedef struct
{
  TwQuery    *query;
  TwStmt     *stmt;                                    /* (owned) keys of one row by its rid */
  guint       n_keys;
  gboolean    rid_descends;
  GHashTable *keys;                                    /* rid → TwValue array of the rows met so far */
  GError     *error;
} Order;

static void
order_clear (Order *order)
{
  GHashTableIter iter;
  gpointer values;

  if (order->keys == NULL)
    return;
  tw_stmt_done (order->stmt);
  g_hash_table_iter_init (&iter, order->keys);
  while (g_hash_table_iter_next (&iter, NULL, &values))
    {
      for (guint i = 0; i < order->n_keys; i++)
        tw_value_clear (&((TwValue *) values)[i]);
      g_free (values);
    }
  g_hash_table_unref (order->keys);
  g_clear_error (&order->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, order_clear)

static gboolean
order_init (Order *order, TwResultsSource *source, TwDb *db, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  *order = (Order) { .query = source->query, .n_keys = tw_query_get_n_sort_keys (source->query) };
  order->keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  order->rid_descends = order->n_keys > 0 && tw_query_get_sort_key (source->query, order->n_keys - 1)->descending;
  tw_sql_append (sql, "SELECT 1");
  for (guint i = 0; i < order->n_keys; i++)
    {
      tw_sql_append (sql, ", ");
      if (!tw_store_append_sort_key (source->store, source->query, i, source->context, sql, error))
        return FALSE;
    }
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, get_table (source)->name);
  tw_sql_append (sql, " AS t0 WHERE t0.rid = ?");
  order->stmt = tw_db_prepare_sql (db, sql, error);
  return order->stmt != NULL;
}

static const TwValue *
order_get_keys (Order *order, gint64 rid, guint rid_parameter)
{
  TwValue *values = g_hash_table_lookup (order->keys, &rid);

  if (values != NULL || order->error != NULL)
    return values;
  tw_stmt_reset (order->stmt);
  tw_stmt_bind_int (order->stmt, rid_parameter, rid);
  if (!tw_stmt_step (order->stmt, &order->error))
    {
      if (order->error == NULL)
        g_set_error_literal (&order->error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, "row");
      return NULL;
    }
  values = g_new0 (TwValue, order->n_keys + 1);
  for (guint i = 0; i < order->n_keys; i++)
    tw_store_read_sort_value (order->query, i, order->stmt, i + 1, &values[i]);
  g_hash_table_insert (order->keys, g_memdup2 (&rid, sizeof rid), values);
  return values;
}

/* Texts are compared by their folded form, as their columns are; choices and lists by their bytes. */
static int
compare_keys (const TwField *field, const TwValue *a, const TwValue *b)
{
  if (a->type == TW_TYPE_TEXT && b->type == TW_TYPE_TEXT && field->type != TW_TYPE_TEXT && field->type != TW_TYPE_LINK)
    return strcmp (a->text, b->text);
  return tw_value_compare (a, b);
}

static int
order_compare (Order *order, gint64 a, gint64 b, guint rid_parameter)
{
  const TwValue *x = order_get_keys (order, a, rid_parameter), *y = order_get_keys (order, b, rid_parameter);
  int difference = 0;

  for (guint i = 0; x != NULL && y != NULL && i < order->n_keys && difference == 0; i++)
    {
      difference = compare_keys (tw_query_get_sort_key (order->query, i)->field, &x[i], &y[i]);
      if (tw_query_get_sort_key (order->query, i)->descending)
        difference = -difference;
    }
  if (difference == 0)
    difference = order->rid_descends ? (a < b) - (a > b) : (a > b) - (a < b);
  return difference;
}

/* Which of the rows belong into the list now. */
static GArray *
read_members (TwResultsSource *source, TwDb *db, GArray *rids, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  tw_sql_append (sql, "SELECT t0.rid");
  if (!append_from_where (source, FALSE, sql, error))
    return NULL;
  tw_sql_append (sql, " AND t0.rid IN (");
  for (guint i = 0; i < rids->len; i++)
    {
      g_auto (TwValue) value = tw_value_integer (g_array_index (rids, gint64, i));

      if (i > 0)
        tw_sql_append (sql, ", ");
      tw_sql_append_value (sql, &value);
    }
  tw_sql_append (sql, ")");
  return collect_rids (db, sql, error);
}

static guint
count_parameters (TwResultsSource *source, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  for (guint i = 0; i < tw_query_get_n_sort_keys (source->query); i++)
    if (!tw_store_append_sort_key (source->store, source->query, i, source->context, sql, error))
      return 0;
  return sql->params->len + 1;
}

static GArray *
without (GArray *old, GArray *changed)
{
  g_autoptr (GHashTable) out = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *list = g_array_sized_new (FALSE, FALSE, sizeof (gint64), old->len + changed->len);
  TwRidBits bits = { { 0 } };
  guint start = 0;

  for (guint i = 0; i < changed->len; i++)
    {
      g_hash_table_add (out, &g_array_index (changed, gint64, i));
      tw_rid_bits_add (&bits, g_array_index (changed, gint64, i));
    }
  for (guint i = 0; i < old->len; i++)
    if (tw_rid_bits_may_have (&bits, g_array_index (old, gint64, i)) &&
        g_hash_table_contains (out, &g_array_index (old, gint64, i)))
      {
        g_array_append_vals (list, &g_array_index (old, gint64, start), i - start);
        start = i + 1;
      }
  g_array_append_vals (list, &g_array_index (old, gint64, start), old->len - start);
  return list;
}

GArray *
tw_results_place (TwResultsSource *source, TwDb *db, GArray *old, GArray *changed, GError **error)
{
  g_autoptr (GArray) members = changed->len > 0 ? read_members (source, db, changed, error)
                                                : g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) list = NULL;
  guint parameter = count_parameters (source, error);
  g_auto (Order) order = { 0 };

  if (members == NULL || parameter == 0 || !order_init (&order, source, db, error))
    return NULL;
  list = without (old, changed);
  for (guint i = 0; i < members->len; i++)
    {
      gint64 rid = g_array_index (members, gint64, i);
      guint low = 0, high = list->len;

      while (low < high && order.error == NULL)
        {
          guint middle = low + (high - low) / 2;

          if (order_compare (&order, g_array_index (list, gint64, middle), rid, parameter) < 0)
            low = middle + 1;
          else
            high = middle;
        }
      g_array_insert_val (list, low, rid);
    }
  if (order.error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, g_steal_pointer (&order.error));
  return NULL;
}

/* --- What a list depends on --- */

/* The bound formula of a computed field; NULL when it has none. */
static TwExprBound *
bind_formula (TwResultsSource *source, const TwField *field)
{
  if (field->formula == NULL)
    return NULL;
  return tw_expr_bind_text (field->formula, tw_query_get_schema (source->query), tw_query_get_entity (source->query),
                            TW_EXPR_BIND_DEFAULT, NULL);
}

typedef gboolean (*BoundTest) (TwExprBound *bound, gconstpointer data);

/* Whether the condition or a sort key's formula passes the test. */
static gboolean
any_bound (TwResultsSource *source, BoundTest test, gconstpointer data)
{
  TwExprBound *where = tw_query_get_where (source->query);
  gboolean found = where != NULL && test (where, data);

  for (guint i = 0; i < tw_query_get_n_sort_keys (source->query) && !found; i++)
    {
      g_autoptr (TwExprBound) formula = bind_formula (source, tw_query_get_sort_key (source->query, i)->field);

      found = formula != NULL && test (formula, data);
    }
  return found;
}

static gboolean
reads_entity (TwExprBound *bound, gconstpointer entity)
{
  return tw_expr_bound_reads_entity (bound, entity);
}

static gboolean
reads_field (TwExprBound *bound, gconstpointer field)
{
  return tw_expr_bound_reads_field (bound, field);
}

static gboolean
is_volatile (TwExprBound *bound, gconstpointer data)
{
  return tw_expr_bound_is_volatile (bound);
}

gboolean
tw_results_order_reads (TwResultsSource *source, guint entity_number)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_query_get_schema (source->query), entity_number);

  if (entity == NULL)
    return TRUE;
  for (guint i = 0; i < tw_query_get_n_sort_keys (source->query); i++)
    {
      const TwField *field = tw_query_get_sort_key (source->query, i)->field;

      if (field->kind == TW_KIND_LINK && tw_field_can_target (field, entity))
        return TRUE;
    }
  return any_bound (source, reads_entity, entity);
}

gboolean
tw_results_is_volatile (TwResultsSource *source)
{
  return any_bound (source, is_volatile, NULL);
}

gboolean
tw_results_is_circular (TwResultsSource *source)
{
  const TwEntity *entity = tw_query_get_entity (source->query);

  for (guint i = 0; i < tw_query_get_n_sort_keys (source->query); i++)
    {
      const TwField *field = tw_query_get_sort_key (source->query, i)->field;

      if (field->kind == TW_KIND_LINK && tw_field_can_target (field, entity))
        return TRUE;
    }
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if ((field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS) && tw_field_can_target (field, entity) &&
          any_bound (source, reads_field, field))
        return TRUE;
    }
  return FALSE;
}

gboolean
tw_results_rows_read (TwResultsSource *source, guint entity_number)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_query_get_schema (source->query), entity_number);
  g_autoptr (GPtrArray) computed = computed_fields (tw_query_get_entity (source->query));

  for (guint i = 0; i < computed->len && entity != NULL; i++)
    {
      g_autoptr (TwExprBound) formula = bind_formula (source, g_ptr_array_index (computed, i));

      if (formula != NULL && tw_expr_bound_reads_entity (formula, entity))
        return TRUE;
    }
  return FALSE;
}
