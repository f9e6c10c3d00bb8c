/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computed fields of records that were read: for stored records without edits one statement gives all of them, and SQL
 * counts and sums along its indexes; records with edits are evaluated in memory, which gives the same answers. */
#include "config.h"

#include "tw-store-internal.h"
#include "tw-unindexed.h"

/* Formulas in one statement. */
#define MAX_FORMULAS 50

typedef struct
{
  TwStore       *store;
  TwDb          *db;
  TwExprContext *context;
  GPtrArray     *fields;                               /* TwField */
} Computing;

static gboolean
evaluate (Computing *computing, TwRecord *record, GError **error)
{
  TwDbSource source = { computing->store, computing->db, (TwSchema *) tw_record_get_entity (record)->schema };

  for (guint i = 0; i < computing->fields->len; i++)
    {
      const TwField *field = computing->fields->pdata[i];
      TwExprBound *bound = tw_store_get_formula (computing->store, field, error);
      g_auto (TwValue) value = TW_VALUE_INIT;

      if (bound == NULL)
        return FALSE;
      tw_expr_eval_record (bound, computing->context, record, &tw_db_source, &source, &value);
      if (tw_field_coerce (field, computing->context, &value))
        tw_record_set_computed (record, field, &value);
    }
  return TRUE;
}

/* A column of the type of the expression; the field may hold it as another type. */
static void
read_answer (TwStmt *stmt, int column, TwType type, TwValue *value)
{
  *value = (TwValue) TW_VALUE_INIT;
  if (tw_stmt_is_null (stmt, column))
    return;
  switch (type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      *value = tw_value_text (tw_stmt_get_text (stmt, column, NULL));
      value->type = type;
      break;
    case TW_TYPE_MONEY:
      *value = tw_value_money (tw_stmt_get_int (stmt, column), (TwCurrency) tw_stmt_get_int (stmt, column + 1));
      break;
    default:
      value->type = type;
      value->i = tw_stmt_get_int (stmt, column);
      break;
    }
}

/* Links, lists and JSON have no form of their own as an SQL expression's answer. */
static gboolean
can_be_read (TwType type)
{
  return type != TW_TYPE_NULL && type != TW_TYPE_LINK && type != TW_TYPE_LIST && type != TW_TYPE_JSON;
}

static TwStmt *
prepare_formulas (Computing *computing, guint first, guint n, GError **error)
{
  const TwField *any = computing->fields->pdata[first];
  const TwTable *table = tw_store_get_table (computing->store, any->entity);
  g_autoptr (TwSql) sql = tw_sql_new ();
  TwStmt *stmt;

  for (guint i = first; i < first + n; i++)
    {
      TwExprBound *bound = tw_store_get_formula (computing->store, computing->fields->pdata[i], error);

      if (bound == NULL)
        return NULL;
      tw_sql_append (sql, i == first ? "SELECT " : ", ");
      if (!can_be_read (tw_expr_bound_get_type (bound)))
        tw_sql_append (sql, "NULL");
      else if (!tw_expr_to_sql (bound, computing->context, "t0", sql, error))
        return NULL;
      if (tw_expr_bound_get_type (bound) != TW_TYPE_MONEY)
        continue;
      tw_sql_append (sql, ", ");
      if (!tw_expr_currency_to_sql (bound, computing->context, "t0", sql, error))
        return NULL;
    }
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE t0.id = ?");
  stmt = tw_db_prepare_sql (computing->db, sql, error);
  return stmt;
}

/* The id is the parameter after those of the formulas. */
static gboolean
read_formulas (Computing *computing, TwStmt *stmt, int id_parameter, guint first, guint n, TwRecord *record, GError **error)
{
  g_autoptr (GError) local = NULL;
  int column = 0;

  tw_stmt_bind_id (stmt, id_parameter, tw_record_get_id (record));
  if (tw_stmt_step (stmt, &local))
    for (guint i = first; i < first + n; i++)
      {
        const TwField *field = computing->fields->pdata[i];
        TwType type = tw_expr_bound_get_type (tw_store_get_formula (computing->store, field, NULL));
        g_auto (TwValue) value = TW_VALUE_INIT;

        read_answer (stmt, column, type, &value);
        column += type == TW_TYPE_MONEY ? 2 : 1;
        if (tw_field_coerce (field, computing->context, &value))
          tw_record_set_computed (record, field, &value);
      }
  tw_stmt_reset (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_all (Computing *computing, GPtrArray *records, GError **error)
{
  for (guint first = 0; first < computing->fields->len; first += MAX_FORMULAS)
    {
      guint n = MIN (MAX_FORMULAS, computing->fields->len - first);
      g_autoptr (TwStmt) stmt = prepare_formulas (computing, first, n, error);
      int id_parameter = stmt != NULL ? tw_stmt_n_parameters (stmt) : 0;

      if (stmt == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        if (!read_formulas (computing, stmt, id_parameter, first, n, records->pdata[i], error))
          return FALSE;
    }
  return TRUE;
}

static GPtrArray *
choose_fields (const TwEntity *entity, const TwField *const *wanted)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      gboolean chosen = wanted == NULL && !field->retired;

      for (guint w = 0; wanted != NULL && wanted[w] != NULL && !chosen; w++)
        chosen = wanted[w]->number == field->number;
      if (chosen && field->formula != NULL)
        g_ptr_array_add (fields, (gpointer) field);
    }
  return fields;
}

/* While very many rows of an entity come in, each sum of them would read all that are here, and would not be the sum yet. */
static gboolean
leave_out_unindexed (Computing *computing, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (computing->store);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      gboolean unindexed;

      if (!tw_unindexed_has (computing->db, entity, &unindexed, error))
        return FALSE;
      for (guint i = computing->fields->len; unindexed && i-- > 0;)
        {
          TwExprBound *bound = tw_store_get_formula (computing->store, computing->fields->pdata[i], NULL);

          if (bound != NULL && tw_expr_bound_reads_entity (bound, entity))
            g_ptr_array_remove_index (computing->fields, i);
        }
    }
  return TRUE;
}

gboolean
tw_store_compute_with (TwStore *store, TwDb *db, GPtrArray *records, const TwField *const *wanted, GError **error)
{
  g_autoptr (GPtrArray) plain = g_ptr_array_new (), fields = NULL;
  Computing computing = { store, db, NULL, NULL };
  gboolean good = TRUE;

  if (records->len == 0)
    return TRUE;
  computing.fields = fields = choose_fields (tw_record_get_entity (records->pdata[0]), wanted);
  if (g_atomic_int_get (&store->unindexed) && !leave_out_unindexed (&computing, error))
    return FALSE;
  if (fields->len == 0)
    return TRUE;
  computing.context = tw_store_dup_context (store);
  for (guint i = 0; good && i < records->len; i++)
    {
      TwRecord *record = records->pdata[i];

      if (tw_record_is_new (record) || tw_record_has_changes (record))
        good = evaluate (&computing, record, error);
      else
        g_ptr_array_add (plain, record);
    }
  good = good && read_all (&computing, plain, error);
  tw_store_context_free (computing.context);
  return good;
}

/**
 * tw_store_compute:
 * @store: a store
 * @records: (element-type TwRecord): records of one entity
 * @fields: (nullable) (array zero-terminated=1): which computed fields; %NULL for all
 *
 * Works out computed fields, with the edits of the records counting.
 *
 * Returns: %TRUE when the records have them
 */
gboolean
tw_store_compute (TwStore *store, GPtrArray *records, const TwField *const *fields, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gboolean good;

  if (db == NULL)
    return FALSE;
  good = tw_store_compute_with (store, db, records, fields, error);
  tw_store_return_reader (store, db);
  return good;
}
