/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every expression that the shipped schema holds is read, checked, printed and compiled, and SQLite takes the SQL. */
#include <sqlite3.h>

#include "tw-expr-tree.h"
#include "tw-query.h"
#include "tw-sql.h"
#include "tw-test-db.h"

static void
check_text (TwTestDb *db, const TwField *field, const char *text, TwExprBindFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExpr) expr = tw_expr_parse (text, &error);
  g_autoptr (TwExpr) again = NULL;
  g_autoptr (TwExprBound) bound = NULL;
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  printed = tw_expr_print (expr);
  again = tw_expr_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (tw_expr_equal (expr, again));
  bound = tw_expr_bind (expr, db->schema, field->entity, flags, &error);
  if (error != NULL)
    g_error ("%s.%s: %s: %s", field->entity->key, field->key, text, error->message);
  if (!(flags & TW_EXPR_BIND_COMMIT) || flags & TW_EXPR_BIND_CONDITION)
    {
      g_autoptr (TwSql) sql = tw_sql_new ();
      g_autofree char *table = tw_entity_dup_table (field->entity);
      sqlite3_stmt *stmt = NULL;

      tw_sql_append (sql, "SELECT (");
      if (!tw_expr_to_sql (bound, &db->context, "t0", sql, &error))
        {
          g_assert_true (strstr (text, "changed") != NULL || strstr (text, "before") != NULL);
          return;
        }
      tw_sql_append (sql, ") FROM ");
      tw_sql_append_identifier (sql, table);
      tw_sql_append (sql, " AS t0");
      g_assert_cmpint (sqlite3_prepare_v2 (db->sqlite, sql->text->str, -1, &stmt, NULL), ==, SQLITE_OK);
      sqlite3_finalize (stmt);
    }
}

static void
test_shipped (void)
{
  g_autoptr (GError) error = NULL;
  TwSchema *schema = tw_schema_load_shipped (&error);
  TwTestDb *db;
  guint n = 0;

  g_assert_no_error (error);
  db = tw_test_db_new (schema);
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      g_autoptr (TwQuery) query = tw_query_new (schema, entity, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (query);
      for (guint i = 0; i < entity->n_fields; i++)
        {
          const TwField *field = entity->fields[i];

          if (field->formula != NULL)
            check_text (db, field, field->formula, TW_EXPR_BIND_DEFAULT), n++;
          if (field->check != NULL)
            check_text (db, field, field->check, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT), n++;
          if (field->derive != NULL)
            check_text (db, field, field->derive, TW_EXPR_BIND_COMMIT), n++;
          if (field->derive_when != NULL)
            check_text (db, field, field->derive_when, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT), n++;
          if (field->default_value != NULL && field->default_value[0] == '=')
            check_text (db, field, field->default_value + 1, TW_EXPR_BIND_DEFAULT), n++;
        }
    }
  g_test_message ("%u expressions", n);
  g_assert_cmpuint (n, >, 50);
  tw_test_db_free (db);
  tw_schema_unref (schema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/schema/shipped", test_shipped);
  return g_test_run ();
}
