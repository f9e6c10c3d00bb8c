/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the entities of a schema snapshot lie in the database, worked out once per snapshot and entity. */
#include "config.h"

#include <string.h>

#include "tw-store-internal.h"

/* Snapshots that are remembered; an older one that is still in somebody's query is worked out again. */
#define MAX_PLANS 16

struct _TwPlan
{
  TwSchema   *schema;
  GHashTable *tables;                                  /* TwEntity → TwTable */
  GHashTable *incoming;                                /* TwEntity → GPtrArray of TwField */
  GHashTable *rules;                                   /* TwEntity → TwRules */
};

static char *
quote (const char *name)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  tw_sql_append_identifier (sql, name);
  return g_strdup (sql->text->str);
}

static void
table_free (TwTable *table)
{
  for (guint i = 0; i < table->n_stored; i++)
    {
      g_free (table->stored[i].column);
      g_free (table->stored[i].second);
    }
  for (guint i = 0; i < table->n_lists; i++)
    g_free (table->lists[i].column);
  g_free (table->stored);
  g_free (table->lists);
  g_free (table->stored_at);
  g_free (table->column_at);
  g_free (table->name);
  g_free (table->columns);
  g_free (table->select);
  g_free (table->insert);
  g_free (table);
}

static TwTableColumn
column_new (const TwField *field)
{
  g_autofree char *plain = tw_field_dup_column (field);
  TwTableColumn column = { field, quote (plain), NULL };

  if (tw_field_has_second_column (field))
    {
      g_autofree char *second = g_strconcat (plain, field->type == TW_TYPE_MONEY ? "_cur" : "_ent", NULL);

      column.second = quote (second);
    }
  return column;
}

/* A many-to-many list is one text of 36 characters a link, entity number (4 hex digits) and id (32), in the order of ids. */
void
tw_table_append_list (GString *text, const TwTableColumn *list)
{
  const TwEntity *target = tw_field_get_target (list->field);
  g_autofree char *entity = target != NULL ? g_strdup_printf ("%u", target->number) : g_strdup ("b_ent");

  g_string_append_printf (text, "(SELECT group_concat(x, '') FROM (SELECT printf('%%04x', %s) || hex(b) AS x FROM %s "
                          "WHERE a = t0.id ORDER BY b))", entity, list->column);
}

static char *
dup_insert_sql (const TwTable *table)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO ");
  guint n = 4;

  g_string_append_printf (sql, "%s (id, row_seq, deleted, " TW_SERVER_SEQ, table->name);
  for (guint i = 0; i < table->n_stored; i++)
    {
      g_string_append_printf (sql, ", %s", table->stored[i].column);
      if (table->stored[i].second != NULL)
        g_string_append_printf (sql, ", %s", table->stored[i].second);
      n += table->stored[i].second != NULL ? 2 : 1;
    }
  g_string_append (sql, ") VALUES (?");
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_strdup (sql->str);
}

static TwTable *
table_new (const TwEntity *entity)
{
  g_autofree char *plain = tw_entity_dup_table (entity);
  g_autoptr (GString) columns = g_string_new ("t0.rid, t0.id, t0.row_seq, t0.deleted");
  TwTable *table = g_new0 (TwTable, 1);

  table->entity = entity;
  table->name = quote (plain);
  table->stored = g_new0 (TwTableColumn, entity->n_fields);
  table->lists = g_new0 (TwTableColumn, entity->n_fields);
  table->stored_at = g_new (int, entity->n_fields);
  table->column_at = g_new (int, entity->n_fields);
  table->n_columns = 4;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      table->stored_at[i] = table->column_at[i] = -1;
      if (tw_field_is_list_table (field))
        {
          g_autofree char *name = tw_field_dup_link_table (field);

          table->lists[table->n_lists++] = (TwTableColumn) { field, quote (name), NULL };
        }
      else if (tw_field_is_stored (field))
        {
          TwTableColumn *column = &table->stored[table->n_stored];

          *column = column_new (field);
          table->stored_at[i] = (int) table->n_stored++;
          table->column_at[i] = table->n_columns;
          g_string_append_printf (columns, ", t0.%s", column->column);
          if (column->second != NULL)
            g_string_append_printf (columns, ", t0.%s", column->second);
          table->n_columns += column->second != NULL ? 2 : 1;
        }
    }
  for (guint i = 0; i < table->n_lists; i++)
    {
      g_string_append (columns, ", ");
      tw_table_append_list (columns, &table->lists[i]);
      table->column_at[table->lists[i].field->index] = table->n_columns + (int) i;
    }
  table->n_columns += (int) table->n_lists;
  table->columns = g_strdup (columns->str);
  table->select = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.id = ?", table->columns, table->name);
  table->insert = dup_insert_sql (table);
  return table;
}

/* Called with the store's lock held. */
static TwPlan *
get_plan (TwStore *store, const TwSchema *schema)
{
  TwPlan *plan;

  for (guint i = store->plans->len; i-- > 0;)
    {
      plan = g_ptr_array_index (store->plans, i);
      if (plan->schema == schema)
        return plan;
    }
  if (store->plans->len >= MAX_PLANS)
    g_ptr_array_remove_index (store->plans, 0);
  plan = g_new0 (TwPlan, 1);
  plan->schema = tw_schema_ref ((TwSchema *) schema);
  plan->tables = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) table_free);
  plan->incoming = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  plan->rules = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tw_rules_free);
  g_ptr_array_add (store->plans, plan);
  return plan;
}

static GPtrArray *
find_incoming (const TwEntity *target)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint e = 0; e < tw_schema_get_n_entities (target->schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (target->schema, e);

      for (guint i = 0; i < entity->n_fields; i++)
        {
          const TwField *field = entity->fields[i];

          /* Who made a record is a fact of the past and keeps nobody from being deleted. */
          if (field->number >= TW_FIELD_FIRST_OWN && field->formula == NULL
              && (field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS) && tw_field_can_target (field, target))
            g_ptr_array_add (fields, (gpointer) field);
        }
    }
  return fields;
}

static guint
hex_digit (char c)
{
  return (guint) g_ascii_xdigit_value (c) & 15;
}

static void
read_list (const char *text, gsize length, TwValue *value)
{
  guint n = (guint) (length / 36);
  g_autofree TwValue *items = g_new (TwValue, n);

  for (guint i = 0; i < n; i++)
    {
      const char *p = text + (gsize) i * 36;
      guint entity = 0;
      TwId id;

      for (guint d = 0; d < 4; d++)
        entity = entity * 16 + hex_digit (p[d]);
      for (guint b = 0; b < 16; b++)
        id.bytes[b] = (guint8) (hex_digit (p[4 + 2 * b]) * 16 + hex_digit (p[5 + 2 * b]));
      items[i] = tw_value_link (entity, &id);
    }
  *value = tw_value_list (items, n);
}

void
tw_plan_free (TwPlan *plan)
{
  g_hash_table_unref (plan->rules);
  g_hash_table_unref (plan->tables);
  g_hash_table_unref (plan->incoming);
  tw_schema_unref (plan->schema);
  g_free (plan);
}

gboolean
tw_field_has_second_column (const TwField *field)
{
  return field->type == TW_TYPE_MONEY || (field->kind == TW_KIND_LINK && tw_field_get_target (field) == NULL);
}

gboolean
tw_field_is_list_table (const TwField *field)
{
  return field->kind == TW_KIND_LINKS && field->formula == NULL;
}

const TwTable *
tw_store_get_table (TwStore *store, const TwEntity *entity)
{
  TwTable *table;
  TwPlan *plan;

  g_mutex_lock (&store->lock);
  plan = get_plan (store, entity->schema);
  table = g_hash_table_lookup (plan->tables, entity);
  if (table == NULL)
    {
      table = table_new (entity);
      g_hash_table_insert (plan->tables, (gpointer) entity, table);
    }
  g_mutex_unlock (&store->lock);
  return table;
}

const GPtrArray *
tw_table_get_incoming (TwStore *store, const TwEntity *entity)
{
  GPtrArray *incoming;
  TwPlan *plan;

  g_mutex_lock (&store->lock);
  plan = get_plan (store, entity->schema);
  incoming = g_hash_table_lookup (plan->incoming, entity);
  if (incoming == NULL)
    {
      incoming = find_incoming (entity);
      g_hash_table_insert (plan->incoming, (gpointer) entity, incoming);
    }
  g_mutex_unlock (&store->lock);
  return incoming;
}

const TwRules *
tw_store_get_rules (TwStore *store, const TwEntity *entity, GError **error)
{
  TwRules *rules;
  TwPlan *plan;

  g_mutex_lock (&store->lock);
  plan = get_plan (store, entity->schema);
  rules = g_hash_table_lookup (plan->rules, entity);
  if (rules == NULL && (rules = tw_rules_new (entity, error)) != NULL)
    g_hash_table_insert (plan->rules, (gpointer) entity, rules);
  g_mutex_unlock (&store->lock);
  return rules;
}

TwExprBound *
tw_store_get_formula (TwStore *store, const TwField *field, GError **error)
{
  const TwRules *rules = tw_store_get_rules (store, field->entity, error);

  return rules != NULL ? tw_rules_get_formula (rules, field) : NULL;
}

void
tw_table_read_list (TwStmt *stmt, int column, TwValue *value)
{
  gsize length;
  const char *text = tw_stmt_get_text (stmt, column, &length);

  if (text != NULL && length >= 36)
    read_list (text, length, value);
}

void
tw_table_read_values (const TwTable *table, TwStmt *stmt, TwValue *values)
{
  int column = 4;

  for (guint i = 0; i < table->n_stored; i++)
    {
      const TwField *field = table->stored[i].field;

      column += tw_stmt_get_field (stmt, column, field, &values[field->index]);
    }
  for (guint i = 0; i < table->n_lists; i++, column++)
    tw_table_read_list (stmt, column, &values[table->lists[i].field->index]);
}

TwRecord *
tw_table_read_record (const TwTable *table, TwStmt *stmt)
{
  TwValue *values = g_new0 (TwValue, table->entity->n_fields);
  TwId id;

  tw_stmt_get_id (stmt, TW_TABLE_ID, &id);
  tw_table_read_values (table, stmt, values);
  return tw_record_new_stored (table->entity, &id, tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ),
                               !tw_stmt_is_null (stmt, TW_TABLE_DELETED), values);
}

gint64
tw_table_find_rid (const TwTable *table, TwDb *db, const TwId *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT rid FROM %s WHERE id = ?", table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return 0;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_step (stmt, error) ? tw_stmt_get_int (stmt, 0) : 0;
}

/* SELECT <columns> of the live records (alias t0) whose link or list field holds the one parameter; rest is appended. */
char *
tw_table_dup_related_sql (const TwTable *table, const TwField *field, const char *columns, const char *rest)
{
  if (tw_field_is_list_table (field))
    {
      for (guint i = 0; i < table->n_lists; i++)
        if (table->lists[i].field->number == field->number)
          return g_strdup_printf ("SELECT %s FROM %s AS l JOIN %s AS t0 ON t0.id = l.a WHERE l.b = ? AND t0.deleted IS NULL%s",
                                  columns, table->lists[i].column, table->name, rest);
      g_assert_not_reached ();
    }
  return g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.%s = ? AND t0.deleted IS NULL%s", columns, table->name,
                          table->stored[table->stored_at[field->index]].column, rest);
}
