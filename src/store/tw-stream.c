/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statement of a stream: SELECT id, the columns, what is compared in their place (titles, ranks) … ORDER BY numbers of columns. */
#include "config.h"

#include "tw-period-sql.h"
#include "tw-store-internal.h"
#include "tw-stream.h"

#define FIRST_COLUMN 2                                 /* after rid and id */

typedef struct
{
  const TwField *field;
  TwType         type;                                 /* as it is read */
  gboolean       own, list;                            /* a column of the record itself; a list of links */
  int            at;                                   /* first column of the statement */
} Column;

struct _TwStream
{
  TwStore       *store;                                /* (owned) */
  TwQuery       *query;                                /* (owned) keeps the schema of the fields */
  TwExprContext *context;                              /* (owned) */
  TwDb          *db;
  TwStmt        *stmt;
  Column        *columns;
  GCancellable  *cancellable;                          /* (owned) (nullable) */
  gulong         handler;
  gint64         n_rows;
  gboolean       pending, ended;                       /* the first row was found already; there is no other */
};

static void
interrupt_cb (GCancellable *cancellable, gpointer db)
{
  tw_db_interrupt (db);
}

/* --- The statement --- */

typedef struct
{
  TwStream *stream;
  TwSql    *sql;
  int       n;                                         /* columns so far */
} Builder;

static gboolean
add_expr (Builder *builder, TwExprBound *expr, GError **error)
{
  tw_sql_append (builder->sql, ", (");
  if (!tw_expr_to_sql (expr, builder->stream->context, "t0", builder->sql, error))
    return FALSE;
  tw_sql_append (builder->sql, ")");
  builder->n++;
  if (tw_expr_bound_get_type (expr) != TW_TYPE_MONEY)
    return TRUE;
  tw_sql_append (builder->sql, ", (");
  if (!tw_expr_currency_to_sql (expr, builder->stream->context, "t0", builder->sql, error))
    return FALSE;
  tw_sql_append (builder->sql, ")");
  builder->n++;
  return TRUE;
}

static void
add_own (Builder *builder, Column *column)
{
  const TwField *field = column->field;
  const TwTable *table = tw_store_get_table (builder->stream->store, field->entity);
  g_autoptr (GString) text = g_string_new (", ");

  column->own = TRUE;
  column->list = tw_field_is_list_table (field);
  for (guint i = 0; column->list && i < table->n_lists; i++)
    if (table->lists[i].field == field)
      tw_table_append_list (text, &table->lists[i]);
  if (!column->list)
    {
      const TwTableColumn *stored = &table->stored[table->stored_at[field->index]];

      g_string_append_printf (text, "t0.%s", stored->column);
      if (stored->second != NULL)
        g_string_append_printf (text, ", t0.%s", stored->second);
      builder->n += stored->second != NULL;
    }
  builder->n++;
  tw_sql_append (builder->sql, text->str);
}

static gboolean
add_period (Builder *builder, const TwStreamColumn *of, Column *column, guint i, GError **error)
{
  g_autofree char *name = g_strdup_printf ("tw_stream_period_%u", i);

  if (!tw_db_register_period (builder->stream->db, name, column->type, of->grain, builder->stream->context, error))
    return FALSE;
  tw_sql_append (builder->sql, ", ");
  tw_sql_append (builder->sql, name);
  tw_sql_append (builder->sql, " (");
  if (of->expr != NULL && !tw_expr_to_sql (of->expr, builder->stream->context, "t0", builder->sql, error))
    return FALSE;
  if (of->expr == NULL)
    {
      g_autofree char *plain = tw_field_dup_column (of->field);

      tw_sql_append (builder->sql, "t0.");
      tw_sql_append_identifier (builder->sql, plain);
    }
  tw_sql_append (builder->sql, ")");
  column->type = TW_TYPE_DATE;
  column->field = NULL;
  builder->n++;
  return TRUE;
}

static gboolean
add_column (Builder *builder, const TwStreamColumn *of, guint i, GError **error)
{
  Column *column = &builder->stream->columns[i];

  column->field = of->field;
  column->type = of->expr != NULL ? tw_expr_bound_get_type (of->expr) : of->field->type;
  column->at = builder->n;
  if (of->grain != TW_GRAIN_NONE && (column->type == TW_TYPE_DATE || column->type == TW_TYPE_DATETIME))
    return add_period (builder, of, column, i, error);
  if (of->expr != NULL)
    return add_expr (builder, of->expr, error);
  add_own (builder, column);
  return TRUE;
}

/* --- The order --- */

static void
add_order (GString *order, int column, gboolean text, const TwStreamKey *key)
{
  g_string_append_printf (order, "%s%d%s%s%s", order->len > 0 ? ", " : "", column + 1, text ? " COLLATE TW" : "", key->descending ? " DESC" : "",
                          key->nulls_last ? " NULLS LAST" : "");
}

/* The place of a value among those that come first; null has none. */
static gboolean
add_ranks (Builder *builder, const TwStreamKey *key, const TwStreamColumn *of, GError **error)
{
  g_autoptr (TwSql) value = tw_sql_new ();
  g_autofree char *last = g_strdup_printf (" ELSE %u END", key->ranks->len);

  tw_sql_append (builder->sql, ", CASE ");
  for (guint round = 0; round < 2; round++)
    {
      if (of->expr != NULL && !tw_expr_to_sql (of->expr, builder->stream->context, "t0", builder->sql, error))
        return FALSE;
      if (of->expr == NULL)
        {
          g_autofree char *plain = tw_field_dup_column (of->field);

          tw_sql_append (builder->sql, "t0.");
          tw_sql_append_identifier (builder->sql, plain);
        }
      if (round == 1)
        break;
      for (guint i = 0; i < key->ranks->len; i++)
        {
          g_autofree char *then = g_strdup_printf (" THEN %u", i);

          tw_sql_append (builder->sql, " WHEN ");
          tw_sql_append_value (builder->sql, &g_array_index (key->ranks, TwValue, i));
          tw_sql_append (builder->sql, then);
        }
      tw_sql_append (builder->sql, " ELSE CASE WHEN ");
    }
  tw_sql_append (builder->sql, " IS NULL THEN NULL");
  tw_sql_append (builder->sql, last);
  tw_sql_append (builder->sql, " END");
  builder->n++;
  return TRUE;
}

static gboolean
add_key (Builder *builder, const TwStreamKey *key, const TwStreamColumn *of, GString *order, GError **error)
{
  const Column *column = &builder->stream->columns[key->column];

  if (key->ranks != NULL)
    {
      add_order (order, builder->n, FALSE, key);
      if (!add_ranks (builder, key, of, error))
        return FALSE;
    }
  if (key->title != NULL)
    {
      add_order (order, builder->n, TRUE, key);
      if (!add_expr (builder, key->title, error))
        return FALSE;
    }
  add_order (order, column->at, column->type == TW_TYPE_TEXT, key);
  return TRUE;
}

static gboolean
build (Builder *builder, const TwStreamColumn *columns, guint n_columns, const TwStreamKey *keys, guint n_keys, gint64 limit, GError **error)
{
  TwStream *stream = builder->stream;
  const TwTable *table = tw_store_get_table (stream->store, tw_query_get_entity (stream->query));
  g_autoptr (GString) order = g_string_new (NULL);

  tw_sql_append (builder->sql, "SELECT t0.rid, t0.id");
  builder->n = FIRST_COLUMN;
  for (guint i = 0; i < n_columns; i++)
    if (!add_column (builder, &columns[i], i, error))
      return FALSE;
  for (guint i = 0; i < n_keys; i++)
    if (!add_key (builder, &keys[i], &columns[keys[i].column], order, error))
      return FALSE;
  tw_sql_append (builder->sql, " FROM ");
  tw_sql_append (builder->sql, table->name);
  tw_sql_append (builder->sql, " AS t0 WHERE ");
  if (!tw_store_append_condition (stream->store, stream->query, stream->context, builder->sql, error))
    return FALSE;
  g_string_append (order, order->len > 0 ? ", 1" : "1");
  tw_sql_append (builder->sql, " ORDER BY ");
  tw_sql_append (builder->sql, order->str);
  if (limit > 0)
    {
      TwValue value = tw_value_integer (limit);

      tw_sql_append (builder->sql, " LIMIT ");
      tw_sql_append_value (builder->sql, &value);
    }
  return TRUE;
}

static gboolean
count (TwStream *stream, GError **error)
{
  const TwTable *table = tw_store_get_table (stream->store, tw_query_get_entity (stream->query));
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (TwStmt) stmt = NULL;

  tw_sql_append (sql, "SELECT count (*) FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  if (!tw_store_append_condition (stream->store, stream->query, stream->context, sql, error))
    return FALSE;
  stmt = tw_db_prepare_sql (stream->db, sql, error);
  if (stmt == NULL || !tw_stmt_step (stmt, error))
    return FALSE;
  stream->n_rows = tw_stmt_get_int (stmt, 0);
  return TRUE;
}

static gboolean
start (TwStream *stream, const TwStreamColumn *columns, guint n_columns, const TwStreamKey *keys, guint n_keys, gint64 limit, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();
  Builder builder = { stream, sql, 0 };
  g_autoptr (GError) local = NULL;

  if (!tw_db_exec (stream->db, "BEGIN", error) || !count (stream, error)
      || !build (&builder, columns, n_columns, keys, n_keys, limit, error))
    return FALSE;
  stream->stmt = tw_db_prepare_sql (stream->db, sql, error);
  if (stream->stmt == NULL)
    return FALSE;
  stream->pending = tw_stmt_step (stream->stmt, &local);
  stream->ended = !stream->pending;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_stream_new:
 * @store: a store
 * @query: which records; its own order does not matter
 * @columns: (array length=n_columns): what is read of each
 * @n_columns: length of @columns
 * @keys: (array length=n_keys): the order; records that are equal in it come in that of their making
 * @n_keys: length of @keys
 * @limit: the most rows; 0: all
 * @cancellable: (nullable): ends it, also between rows
 * @error: of the expressions or the store; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a stream before its first row
 */
TwStream *
tw_stream_new (TwStore *store, TwQuery *query, const TwStreamColumn *columns, guint n_columns, const TwStreamKey *keys, guint n_keys, gint64 limit,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (TwStream) stream = g_new0 (TwStream, 1);

  g_return_val_if_fail (TW_IS_STORE (store) && query != NULL, NULL);

  stream->store = g_object_ref (store);
  stream->query = tw_query_ref (query);
  stream->context = tw_store_dup_context (store);
  stream->columns = g_new0 (Column, MAX (n_columns, 1));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  stream->db = tw_store_take_reader (store, error);
  if (stream->db == NULL)
    return NULL;
  if (cancellable != NULL)
    {
      stream->cancellable = g_object_ref (cancellable);
      stream->handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), stream->db, NULL);
    }
  return start (stream, columns, n_columns, keys, n_keys, limit, error) ? g_steal_pointer (&stream) : NULL;
}

/**
 * tw_stream_free:
 * @stream: (transfer full) (nullable): a stream
 *
 * Gives its connection back.
 */
void
tw_stream_free (TwStream *stream)
{
  if (stream == NULL)
    return;
  if (stream->cancellable != NULL)
    g_cancellable_disconnect (stream->cancellable, stream->handler);
  g_clear_object (&stream->cancellable);
  g_clear_pointer (&stream->stmt, tw_stmt_done);
  tw_store_return_reader (stream->store, stream->db);
  tw_store_context_free (stream->context);
  tw_query_unref (stream->query);
  g_object_unref (stream->store);
  g_free (stream->columns);
  g_free (stream);
}

/**
 * tw_stream_next:
 * @stream: a stream
 * @error: of the store; %G_IO_ERROR_CANCELLED
 *
 * Returns: whether there is another row; %FALSE without @error: that was all
 */
gboolean
tw_stream_next (TwStream *stream, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_cancellable_set_error_if_cancelled (stream->cancellable, error))
    return FALSE;
  if (stream->pending)
    {
      stream->pending = FALSE;
      return TRUE;
    }
  if (stream->ended)
    return FALSE;
  if (tw_stmt_step (stream->stmt, &local))
    return TRUE;
  stream->ended = TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_stream_get_id:
 * @stream: a stream at a row
 * @id: (out caller-allocates): the record
 */
void
tw_stream_get_id (TwStream *stream, TwId *id)
{
  tw_stmt_get_id (stream->stmt, 1, id);
}

static void
read_expr (TwStream *stream, const Column *column, TwValue *value)
{
  const TwEntity *target = column->field != NULL ? tw_field_get_target (column->field) : NULL;
  TwId id;

  if (tw_stmt_is_null (stream->stmt, column->at))
    return;
  switch (column->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      *value = tw_value_text (tw_stmt_get_text (stream->stmt, column->at, NULL));
      value->type = column->type;
      break;
    case TW_TYPE_MONEY:
      *value = tw_value_money (tw_stmt_get_int (stream->stmt, column->at), (TwCurrency) tw_stmt_get_int (stream->stmt, column->at + 1));
      break;
    case TW_TYPE_LINK:
      if (target != NULL && tw_stmt_get_id (stream->stmt, column->at, &id))
        *value = tw_value_link (target->number, &id);
      break;
    default:
      value->type = column->type;
      value->i = tw_stmt_get_int (stream->stmt, column->at);
      break;
    }
}

/**
 * tw_stream_get_value:
 * @stream: a stream at a row
 * @column: number of a column
 * @value: (out caller-allocates): its value, to be cleared
 */
void
tw_stream_get_value (TwStream *stream, guint column, TwValue *value)
{
  const Column *of = &stream->columns[column];

  *value = (TwValue) TW_VALUE_INIT;
  if (of->list)
    tw_table_read_list (stream->stmt, of->at, value);
  else if (of->own)
    tw_stmt_get_field (stream->stmt, of->at, of->field, value);
  else
    read_expr (stream, of, value);
}

/**
 * tw_stream_get_n_rows:
 * @stream: a stream
 *
 * Returns: how many rows there are in all, whatever its limit
 */
gint64
tw_stream_get_n_rows (TwStream *stream)
{
  return stream->n_rows;
}
