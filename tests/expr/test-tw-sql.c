/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That compiled conditions use indexes, that SQLite's parser takes the deepest of them, names, and that values cannot become SQL. */
#include <string.h>

#include "tw-test-gen.h"

static void
execute (TwTestDb *db, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db->sqlite, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static TwTestDb *
new_indexed (TwSchema *schema)
{
  static const char *const columns[] = { "name", "count", "ratio", "price", "day", "at", "state", "owner", "parent", "flag", "created_at" };
  TwTestDb *db = tw_test_db_new (schema);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *sql = g_strdup_printf ("CREATE INDEX i_%s ON thing (\"%s\") WHERE deleted IS NULL", columns[i], columns[i]);

      execute (db, sql);
    }
  /* The newest index is the planner's choice among equals: without a plus it would be this one. */
  execute (db, "CREATE INDEX i_part_thing ON part (thing) WHERE thing IS NOT NULL");
  execute (db, "CREATE INDEX i_part_qty ON part (qty) WHERE deleted IS NULL");
  return db;
}

static char *
explain (TwTestDb *db, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = tw_expr_bind_text (text, db->schema, tw_schema_get_entity (db->schema, "thing"), TW_EXPR_BIND_CONDITION, &error);
  g_autoptr (TwSql) sql = tw_sql_new ();
  GString *plan = g_string_new (NULL);
  sqlite3_stmt *stmt;

  g_assert_no_error (error);
  tw_sql_append (sql, "EXPLAIN QUERY PLAN SELECT rid FROM thing AS t0 WHERE t0.deleted IS NULL AND (");
  g_assert_true (tw_expr_to_sql (bound, &db->context, "t0", sql, &error));
  tw_sql_append (sql, ")");
  if (sqlite3_prepare_v2 (db->sqlite, sql->text->str, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (db->sqlite), sql->text->str);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (plan, "%s; ", (const char *) sqlite3_column_text (stmt, 3));
  sqlite3_finalize (stmt);
  return g_string_free (plan, FALSE);
}

static void
test_indexes (void)
{
  static const struct { const char *text, *index; } rows[] = {
    { "name = \"acme\"", "i_name" }, { "name == \"acme\"", "i_name" }, { "name in (\"a\", \"b\")", "i_name" }, { "name < \"b\"", "i_name" },
    { "name between \"a\" and \"b\"", "i_name" }, { "count = 5", "i_count" }, { "5 < count", "i_count" }, { "count in (1, 2)", "i_count" },
    { "ratio >= 2", "i_ratio" }, { "ratio between 1 and 2.5", "i_ratio" }, { "price >= 10000 EUR", "i_price" }, { "price < 5 USD", "i_price" }, { "price = 100 EUR", "i_price" },
    { "price > 100", "i_price" }, { "price > 1 XAU", "i_price" }, { "day = 2026-03-31", "i_day" }, { "day within this month", "i_day" }, { "day < now()", "i_day" }, { "day > today() - 90 days", "i_day" },
    { "at > now() - 90 days", "i_at" }, { "at within last 30 days", "i_at" }, { "at = 2026-03-31", "i_at" }, { "at between 2026-01-01 and 2026-03-31", "i_at" },
    { "at >= \"2026-03-31T10:00\"", "i_at" }, { "state = \"won\"", "i_state" }, { "state in (\"won\", \"lost\")", "i_state" }, { "owner = me", "i_owner" },
    { "owner in my team", "i_owner" }, { "owner is empty", "i_owner" }, { "owner = \"0190a5f0-0000-7000-8000-000000000000\"", "i_owner" }, 
    { "name = \"acme\" and length(note) > 3", "i_name" }, { "count(parts) > 3", "i_part_thing" }, { "any(parts where qty > 3)", "i_part_thing" },
    { "count(parts where qty = 3) > 1", "i_part_thing" },
    { "parent.name = \"acme\"", "USING INDEX sqlite_autoindex_thing" },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  TwTestDb *db = new_indexed (schema);
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plan = explain (db, rows[i].text);

      if (strstr (plan, rows[i].index) != NULL)
        continue;
      g_test_message ("%s: %s", rows[i].text, plan);
      wrong++;
    }
  g_assert_cmpuint (wrong, ==, 0);
  tw_test_db_free (db);
}

static char *
nest (const char *before, const char *middle, const char *after, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, before);
  g_string_append (text, middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* The deepest that the checks let through, in every shape. */
static void
test_depth (void)
{
  static const struct { const char *before, *middle, *after; guint n; } shapes[] = {
    { "abs(", "count", ")", 90 }, { "count + (", "1", ")", 90 }, { "", "count", " + count", 150 }, { "if(flag, 1, ", "count", ")", 90 }, { "-", "count", "", 90 },
    { "coalesce(name, lower(", "note", "))", 45 },
  };
  static const struct { const char *before, *middle, *after; guint n; } conditions[] = {
    { "not (flag and ", "late", ")", 60 }, { "(flag or late and ", "flag", ")", 60 }, { "not ", "flag", "", 120 }, { "(count = 1 or not (", "flag", "))", 50 },
    { "any(parts where any(thing.parts where ", "qty > 1", "))", 1 }, { "flag and any(parts where done or any(thing.parts where not (done and ", "thing.parent.flag", ")))", 1 },
    { "parent.", "flag", "", 60 }, { "count(parent.", "children", ") > 1", 1 }, { "any(parts where thing.parent.total > any(mentions))", "", "", 0 },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  TwTestDb *db = new_indexed (schema);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *inner = nest (shapes[i].before, shapes[i].middle, shapes[i].after, shapes[i].n);
      g_autofree char *text = g_strdup_printf ("(%s) is empty", inner);
      g_autofree char *plan = explain (db, text);

      g_assert_nonnull (plan);
    }
  for (guint i = 0; i + 1 < G_N_ELEMENTS (conditions); i++)
    {
      g_autofree char *text = nest (conditions[i].before, conditions[i].middle, conditions[i].after, conditions[i].n);
      g_autofree char *plan = explain (db, text);

      g_assert_nonnull (plan);
    }
  tw_test_db_free (db);
}

/* Fields f1 … f16, each a condition on the field before of another record. */
static TwSchema *
load_chain (void)
{
  g_autoptr (GString) json = g_string_new (
    "{\"entity\": \"node\", \"number\": 5, \"plural\": \"nodes\", \"label\": \"Node\", \"label_plural\": \"Nodes\", \"name\": \"name\","
    " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}], \"fields\": ["
    "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
    "{\"number\": 11, \"key\": \"up\", \"label\": \"Up\", \"kind\": \"link\", \"to\": [\"node\"], \"inverse\": \"downs\","
    " \"inverse_label\": \"Downs\"},"
    "{\"number\": 12, \"key\": \"f0\", \"label\": \"F\", \"kind\": \"boolean\"}");
  const char *name = "node.json", *text;
  g_autoptr (GError) error = NULL;
  TwSchema *schema;

  for (guint i = 1; i <= 16; i++)
    g_string_append_printf (json, ", {\"number\": %u, \"key\": \"f%u\", \"label\": \"F\", \"kind\": \"boolean\","
                            " \"formula\": \"name = \\\"x\\\" or not (f0 and %sf%u%s)\"}", 12 + i, i,
                            i % 3 == 0 ? "any(downs where " : "up.", i - 1, i % 3 == 0 ? ")" : "");
  g_string_append (json, "]}");
  text = json->str;
  schema = tw_schema_load_texts (&name, &text, 1, &error);
  g_assert_no_error (error);
  return schema;
}

/* Formulas that reach through each other: SQLite takes all that are not refused when they are checked. */
static void
test_formula_depth (void)
{
  g_autoptr (TwSchema) schema = load_chain ();
  TwTestDb *db = tw_test_db_new (schema);
  guint refused = 0;

  for (guint i = 1; i <= 16; i++)
    {
      g_autofree char *condition = g_strdup_printf ("any(downs where f%u) or up.f%u", i, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = tw_expr_bind_text (condition, schema, tw_schema_get_entity (schema, "node"), TW_EXPR_BIND_CONDITION, &error);
      g_autoptr (TwSql) sql = tw_sql_new ();
      sqlite3_stmt *stmt;

      if (bound == NULL)
        {
          g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
          refused++;
          continue;
        }
      tw_sql_append (sql, "SELECT rid FROM node AS t0 WHERE t0.deleted IS NULL AND (");
      g_assert_true (tw_expr_to_sql (bound, &db->context, "t0", sql, &error));
      tw_sql_append (sql, ")");
      if (sqlite3_prepare_v2 (db->sqlite, sql->text->str, -1, &stmt, NULL) != SQLITE_OK)
        g_error ("f%u: %s", i, sqlite3_errmsg (db->sqlite));
      sqlite3_finalize (stmt);
    }
  g_test_message ("%u refused", refused);
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpuint (refused, <, 13);
  tw_test_db_free (db);
}

static void
test_names (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  const TwEntity *thing = tw_schema_get_entity (schema, "thing");
  g_autofree char *table = tw_entity_dup_table (thing);
  g_autofree char *column = tw_field_dup_column (tw_entity_get_field (thing, "name"));
  g_autofree char *links = tw_field_dup_link_table (tw_entity_get_field (thing, "others"));
  g_autoptr (TwSql) sql = tw_sql_new ();

  g_assert_cmpstr (table, ==, "thing");
  g_assert_cmpstr (column, ==, "name");
  g_assert_cmpstr (links, ==, "thing__others");
  g_assert_true (tw_field_is_stored (tw_entity_get_field (thing, "name")));
  g_assert_false (tw_field_is_stored (tw_entity_get_field (thing, "others")));
  g_assert_false (tw_field_is_stored (tw_entity_get_field (thing, "total")));
  tw_sql_append_identifier (sql, "a\"b");
  g_assert_cmpstr (sql->text->str, ==, "\"a\"\"b\"");
}

/* What people write is bound, never part of the SQL. */
static void
test_injection (void)
{
  static const char *const rows[] = { "name = \"x' OR 1=1 --\"", "name contains \"\\\"; DROP TABLE thing; --\"", "tags has \"'); --\"", "lower(name) = \"?1 ' \\\\ \\u0001\"" };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  TwTestDb *db = tw_test_db_new (schema);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TwExprBound) bound = tw_expr_bind_text (rows[i], schema, tw_schema_get_entity (schema, "thing"), TW_EXPR_BIND_DEFAULT, NULL);
      g_autoptr (TwSql) sql = tw_sql_new ();

      g_assert_true (tw_expr_to_sql (bound, &db->context, "t0", sql, NULL));
      g_assert_null (strchr (sql->text->str, '\''));
      g_assert_null (strstr (sql->text->str, "DROP"));
    }
  tw_test_db_free (db);
}

/* The functions are of use to nobody else: what is no program is an error, not a crash. */
static void
test_functions (void)
{
  static const char *const rows[] = {
    "SELECT tw_eval('V', NULL)", "SELECT tw_eval('', NULL)", "SELECT tw_eval(NULL, NULL)", "SELECT tw_eval('VF0,3,b ', NULL)", "SELECT tw_eval('VF99999,0,b ', NULL)",
    "SELECT tw_eval('VKs99:a ', NULL)", "SELECT tw_eval('VKl12 ', NULL)", "SELECT tw_eval('VKi5', NULL)", "SELECT tw_eval('VL', NULL)", "SELECT tw_eval('VX ', NULL)",
    "SELECT tw_eval('VKi5 Ki6 ', NULL)", "SELECT tw_eval('VF0', NULL)", "SELECT tw_eval(x'00ff', NULL)",
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  TwTestDb *db = tw_test_db_new (schema);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (sqlite3_exec (db->sqlite, rows[i], NULL, NULL, NULL), ==, SQLITE_ERROR);
  execute (db, "SELECT tw_eval('VL9:i ', NULL), tw_eval('VKi5 ', NULL), tw_pack(1, NULL), tw_amount(x'00'), tw_currency(NULL)");
  tw_test_db_free (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/sql/indexes", test_indexes);
  g_test_add_func ("/expr/sql/depth", test_depth);
  g_test_add_func ("/expr/sql/formula-depth", test_formula_depth);
  g_test_add_func ("/expr/sql/names", test_names);
  g_test_add_func ("/expr/sql/injection", test_injection);
  g_test_add_func ("/expr/sql/functions", test_functions);
  return g_test_run ();
}
