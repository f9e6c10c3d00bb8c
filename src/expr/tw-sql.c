/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "tw-sql.h"

TwSql *
tw_sql_new (void)
{
  TwSql *sql = g_new0 (TwSql, 1);

  sql->text = g_string_new (NULL);
  sql->params = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (sql->params, (GDestroyNotify) tw_value_clear);
  return sql;
}

void
tw_sql_free (TwSql *sql)
{
  if (!sql)
    return;
  g_string_free (sql->text, TRUE);
  g_array_unref (sql->params);
  g_free (sql);
}

void
tw_sql_append (TwSql *sql, const char *text)
{
  g_string_append (sql->text, text);
}

void
tw_sql_append_identifier (TwSql *sql, const char *name)
{
  g_string_append_c (sql->text, '"');
  for (const char *p = name; *p; p++)
    {
      if (*p == '"')
        g_string_append_c (sql->text, '"');
      g_string_append_c (sql->text, *p);
    }
  g_string_append_c (sql->text, '"');
}

void
tw_sql_append_value (TwSql *sql, const TwValue *value)
{
  TwValue copy = tw_value_copy (value);

  g_string_append_c (sql->text, '?');
  g_array_append_val (sql->params, copy);
}

char *
tw_entity_dup_table (const TwEntity *entity)
{
  return entity->custom ? g_strconcat ("x_", entity->key, NULL) : g_strdup (entity->key);
}

char *
tw_field_dup_column (const TwField *field)
{
  return field->custom && !field->entity->custom ? g_strconcat ("x_", field->key, NULL) : g_strdup (field->key);
}

char *
tw_field_dup_link_table (const TwField *field)
{
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);

  g_return_val_if_fail (field->kind == TW_KIND_LINKS, NULL);
  return g_strconcat (table, "__", column, NULL);
}

gboolean
tw_field_is_stored (const TwField *field)
{
  return !field->formula && field->kind != TW_KIND_LINKS;
}
