/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluating expressions on what the database holds now. */
#include "config.h"

#include "tw-store-internal.h"

static gboolean
read_list_field (TwDbSource *source, const TwTable *table, const TwField *field, const TwId *id, TwValue *value)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (source->db, table->select, NULL);
  g_autofree TwValue *values = g_new0 (TwValue, table->entity->n_fields);
  gboolean found;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  found = tw_stmt_step (stmt, NULL);
  if (found)
    tw_table_read_values (table, stmt, values);
  *value = values[field->index];
  values[field->index] = (TwValue) TW_VALUE_INIT;
  for (guint i = 0; i < table->entity->n_fields; i++)
    tw_value_clear (&values[i]);
  return found;
}

static gboolean
get_value (gpointer data, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwDbSource *source = data;
  const TwTable *table = tw_store_get_table (source->store, entity);
  const TwTableColumn *column;
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  if (tw_field_is_list_table (field))
    return read_list_field (source, table, field, id, value);
  if (table->stored_at[field->index] < 0)
    return FALSE;
  column = &table->stored[table->stored_at[field->index]];
  sql = g_strdup_printf ("SELECT %s%s%s FROM %s WHERE id = ?", column->column, column->second != NULL ? ", " : "",
                         column->second != NULL ? column->second : "", table->name);
  stmt = tw_db_prepare (source->db, sql, NULL);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  if (!tw_stmt_step (stmt, NULL))
    return FALSE;
  tw_stmt_get_field (stmt, 0, field, value);
  return TRUE;
}

static GArray *
get_related (gpointer data, const TwInverse *inverse, const TwId *id)
{
  TwDbSource *source = data;
  const TwField *field = inverse->field;
  const TwTable *table = tw_store_get_table (source->store, field->entity);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autofree char *sql = tw_table_dup_related_sql (table, field, "t0.id", "");
  g_autoptr (TwStmt) stmt = tw_db_prepare (source->db, sql, NULL);
  TwId found;

  if (stmt == NULL)
    return ids;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, NULL))
    if (tw_stmt_get_id (stmt, 0, &found))
      g_array_append_val (ids, found);
  return ids;
}

const TwExprSource tw_db_source = { get_value, get_related, NULL };
