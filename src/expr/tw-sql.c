/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sql.h"

static void
clear_value (gpointer value)
{
  tw_value_clear (value);
}

TwSql *
tw_sql_new (void)
{
  TwSql *sql = g_new (TwSql, 1);

  sql->text = g_string_new (NULL);
  sql->params = g_array_new (FALSE, TRUE, sizeof (TwValue));
  g_array_set_clear_func (sql->params, clear_value);
  return sql;
}

void
tw_sql_free (TwSql *sql)
{
  g_string_free (sql->text, TRUE);
  g_array_unref (sql->params);
  g_free (sql);
}

/**
 * tw_sql_append:
 * @sql: SQL under construction
 * @text: SQL that the program itself holds, never what came from outside
 *
 * Appends text as it is.
 */
void
tw_sql_append (TwSql *sql, const char *text)
{
  g_string_append (sql->text, text);
}

/**
 * tw_sql_append_identifier:
 * @sql: SQL under construction
 * @name: a name of the schema
 *
 * Appends a name in double quotes; quotes in it are doubled.
 */
void
tw_sql_append_identifier (TwSql *sql, const char *name)
{
  g_string_append_c (sql->text, '"');
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (sql->text, '"');
      g_string_append_c (sql->text, *p);
    }
  g_string_append_c (sql->text, '"');
}

/**
 * tw_sql_append_value:
 * @sql: SQL under construction
 * @value: a value, copied
 *
 * Appends a parameter with a value.
 */
void
tw_sql_append_value (TwSql *sql, const TwValue *value)
{
  TwValue copy = tw_value_copy (value);

  g_string_append_c (sql->text, '?');
  g_array_append_val (sql->params, copy);
}

/**
 * tw_entity_dup_table:
 * @entity: an entity
 *
 * Returns: (transfer full): the name of its table
 */
char *
tw_entity_dup_table (const TwEntity *entity)
{
  return g_strconcat (entity->custom ? "x_" : "", entity->key, NULL);
}

/**
 * tw_field_dup_column:
 * @field: a stored field
 *
 * Returns: (transfer full): the name of its column, the first one if it has two
 */
char *
tw_field_dup_column (const TwField *field)
{
  return g_strconcat (field->custom ? "x_" : "", field->key, NULL);
}

/**
 * tw_field_dup_link_table:
 * @field: a many-to-many field
 *
 * Returns: (transfer full): the name of the table of its links
 */
char *
tw_field_dup_link_table (const TwField *field)
{
  g_autofree char *table = tw_entity_dup_table (field->entity);

  return g_strconcat (table, "__", field->key, NULL);
}

/**
 * tw_field_is_stored:
 * @field: a field
 *
 * Returns: whether it has a column: it is neither computed nor a many-to-many list
 */
gboolean
tw_field_is_stored (const TwField *field)
{
  return field->formula == NULL && field->kind != TW_KIND_LINKS;
}
