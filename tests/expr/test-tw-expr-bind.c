/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is checked before an expression is used: names, types, circles, limits; and what it says it reads. */
#include <string.h>

#include "tw-test-gen.h"

static const struct { const char *text; TwExprError code; guint column; const char *message; } bad[] = {
  /* Names */
  { "nothing", TW_EXPR_ERROR_NAME, 1, "no field “nothing” in “thing”" }, { "parent.nothing", TW_EXPR_ERROR_NAME, 1, "no field" },
  { "a = 1 and nothing", TW_EXPR_ERROR_NAME, 1, "no field “a”" }, { "flag and nothing", TW_EXPR_ERROR_NAME, 10, "no field" },
  { "about is monster", TW_EXPR_ERROR_NAME, 1, "no object" }, { "about as monster", TW_EXPR_ERROR_NAME, 1, "no object" },
  { "frobnicate(1)", TW_EXPR_ERROR_NAME, 1, "no function" }, { "count(name)", TW_EXPR_ERROR_NAME, 7, "no related records" },
  { "count(nothing)", TW_EXPR_ERROR_NAME, 7, "no related" }, { "changed(name)", TW_EXPR_ERROR_NAME, 1, "change" }, { "before(name)", TW_EXPR_ERROR_NAME, 1, "change" },
  { "state = \"nope\"", TW_EXPR_ERROR_TYPE, 1, "its choices are: open, won, lost" }, { "state in (\"open\", \"nope\")", TW_EXPR_ERROR_TYPE, 19, "no choice" },
  { "colors has \"pink\"", TW_EXPR_ERROR_TYPE, 12, "no choice" },
  /* Relations where a value is meant, and the other way round */
  { "parts = 1", TW_EXPR_ERROR_TYPE, 1, "several records" }, { "parts.price > 1 EUR", TW_EXPR_ERROR_TYPE, 1, "several records" },
  { "name.length", TW_EXPR_ERROR_TYPE, 1, "only a link" }, { "about.name", TW_EXPR_ERROR_TYPE, 1, "say which" }, { "sum(parts)", TW_EXPR_ERROR_TYPE, 1, "needs a field" },
  { "any(parts.qty)", TW_EXPR_ERROR_TYPE, 1, "condition" }, { "all(parts)", TW_EXPR_ERROR_TYPE, 1, "needs a condition" },
  { "sum(parts.name)", TW_EXPR_ERROR_TYPE, 1, "cannot be made of a text" }, { "sum(parts.at)", TW_EXPR_ERROR_TYPE, 1, "cannot be made of" },
  { "max(parts.name)", TW_EXPR_ERROR_TYPE, 1, "cannot be made of" }, { "count(parts where qty)", TW_EXPR_ERROR_TYPE, 19, "expected a condition" },
  { "count(tags where true)", TW_EXPR_ERROR_TYPE, 1, "plain list" }, { "sum(tags)", TW_EXPR_ERROR_TYPE, 1, "plain list" }, { "max(1 + 2)", TW_EXPR_ERROR_TYPE, 1, "greatest()" },
  { "count(about.parts)", TW_EXPR_ERROR_TYPE, 7, "say which" },
  /* Comparisons */
  { "name = 5", TW_EXPR_ERROR_TYPE, 1, "a text cannot be compared with a whole number" }, { "count = \"5\"", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" },
  { "flag = 1", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" }, { "day = 5", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" },
  { "day = \"soon\"", TW_EXPR_ERROR_TYPE, 1, "a date such as" }, { "at > \"2026-13-01\"", TW_EXPR_ERROR_TYPE, 1, "a date such as" },
  { "clock < \"25:00\"", TW_EXPR_ERROR_TYPE, 1, "a time such as" }, { "price > count", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" },
  { "price = \"lots\"", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" }, { "state < \"won\"", TW_EXPR_ERROR_TYPE, 1, "no order" }, { "flag > true", TW_EXPR_ERROR_TYPE, 1, "no order" },
  { "owner < me", TW_EXPR_ERROR_TYPE, 1, "no order" }, { "owner = 5", TW_EXPR_ERROR_TYPE, 1, "cannot be compared" }, { "owner = null", TW_EXPR_ERROR_TYPE, 9, "is empty" },
  { "null = name", TW_EXPR_ERROR_TYPE, 1, "is empty" }, { "tags = \"a\"", TW_EXPR_ERROR_TYPE, 1, "a list" }, { "extra = \"a\"", TW_EXPR_ERROR_TYPE, 1, "structured data" },
  { "count contains 5", TW_EXPR_ERROR_TYPE, 1, "compares texts" }, { "name contains 5", TW_EXPR_ERROR_TYPE, 15, "compares texts" },
  { "about = \"acme\"", TW_EXPR_ERROR_TYPE, 1, "id of a record" }, { "owner in my team and name in my team", TW_EXPR_ERROR_TYPE, 22, "a link to a user" },
  { "name between 1 and 2", TW_EXPR_ERROR_TYPE, 14, "cannot be compared" }, { "state between \"open\" and \"won\"", TW_EXPR_ERROR_TYPE, 1, "no order" },
  { "name within this week", TW_EXPR_ERROR_TYPE, 1, "asks about a date" }, { "day within last 5 hours", TW_EXPR_ERROR_TYPE, 1, "no hours" },
  { "name has \"a\"", TW_EXPR_ERROR_TYPE, 1, "asks a list" }, { "tags has 5", TW_EXPR_ERROR_TYPE, 10, "cannot hold" }, { "parent.tags has 5", TW_EXPR_ERROR_TYPE, 17, "cannot hold" },
  { "parent.tags has name", TW_EXPR_ERROR_TYPE, 17, "written values" }, { "parent.name has \"a\"", TW_EXPR_ERROR_TYPE, 1, "asks a list" }, { "others has 5", TW_EXPR_ERROR_TYPE, 12, "cannot hold" },
  { "name is thing", TW_EXPR_ERROR_TYPE, 1, "a link before" }, { "name as thing", TW_EXPR_ERROR_TYPE, 1, "a link before" },
  /* Logic, arithmetic, functions */
  { "flag and 5", TW_EXPR_ERROR_TYPE, 10, "expected a condition, not a whole number" }, { "not name", TW_EXPR_ERROR_TYPE, 5, "expected a condition" },
  { "name or flag", TW_EXPR_ERROR_TYPE, 1, "expected a condition" }, { "name + 5", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "name * 2", TW_EXPR_ERROR_TYPE, 1, "does not go with" },
  { "price * price", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "price % 2", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "5 / price", TW_EXPR_ERROR_TYPE, 1, "does not go with" },
  { "day + day", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "day + 5", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "5 - day", TW_EXPR_ERROR_TYPE, 1, "does not go with" },
  { "-name", TW_EXPR_ERROR_TYPE, 1, "does not go with" }, { "1 + null", TW_EXPR_ERROR_TYPE, 1, "null" }, { "tags & name", TW_EXPR_ERROR_TYPE, 1, "does not go with" },
  { "round(name)", TW_EXPR_ERROR_TYPE, 1, "these types" }, { "round()", TW_EXPR_ERROR_TYPE, 1, "does not take 0 values" }, { "round(1, 2, 3)", TW_EXPR_ERROR_TYPE, 1, "does not take 3" },
  { "if(1, 2, 3)", TW_EXPR_ERROR_TYPE, 1, "these types" }, { "if(flag, 1, \"a\")", TW_EXPR_ERROR_TYPE, 1, "different types" }, { "if(flag, price, 1)", TW_EXPR_ERROR_TYPE, 1, "different types" },
  { "coalesce(name, day)", TW_EXPR_ERROR_TYPE, 1, "different types" }, { "length(5)", TW_EXPR_ERROR_TYPE, 1, "these types" }, { "now(1)", TW_EXPR_ERROR_TYPE, 1, "does not take 1" },
  { "start_of(\"decade\", day)", TW_EXPR_ERROR_TYPE, 10, "expected \"day\"" }, { "id(1)", TW_EXPR_ERROR_TYPE, 1, "no values" }, { "year(\"soon\")", TW_EXPR_ERROR_TYPE, 1, "these types" },
  /* Limits */
  { "count(children where count(children where count(children) > 1) > 1) > 1", TW_EXPR_ERROR_LIMIT, 43, "too many aggregates" },
};

static TwExprBound *
bind (TwSchema *schema, const char *text, TwExprBindFlags flags, GError **error)
{
  return tw_expr_bind_text (text, schema, tw_schema_get_entity (schema, "thing"), flags, error);
}

static void
test_bad (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = bind (schema, bad[i].text, TW_EXPR_BIND_DEFAULT, &error);
      g_autofree char *place = g_strdup_printf ("line 1, column %u: ", bad[i].column);

      if (bound == NULL && error->code == (int) bad[i].code && g_str_has_prefix (error->message, place)
          && strstr (error->message, bad[i].message) != NULL)
        continue;
      g_test_message ("“%s”: %s; expected %s…%s", bad[i].text, error != NULL ? error->message : "bound", place, bad[i].message);
      wrong++;
    }
  g_assert_cmpuint (wrong, ==, 0);
}

static void
test_condition (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) good = bind (schema, "late", TW_EXPR_BIND_CONDITION, &error);
  g_autoptr (TwExprBound) number = NULL;

  g_assert_no_error (error);
  number = bind (schema, "count", TW_EXPR_BIND_CONDITION, &error);
  g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_TYPE);
}

static void
test_types (void)
{
  static const struct { const char *text; TwType type; } rows[] = {
    { "count + 1", TW_TYPE_INTEGER }, { "count / 2", TW_TYPE_DECIMAL }, { "count + ratio", TW_TYPE_DECIMAL }, { "price * 2", TW_TYPE_MONEY },
    { "price * share / 100", TW_TYPE_MONEY }, { "price / cost", TW_TYPE_DECIMAL }, { "day + 3 days", TW_TYPE_DATE }, { "at - day", TW_TYPE_DURATION },
    { "name & count", TW_TYPE_TEXT }, { "name + note", TW_TYPE_TEXT }, { "if(flag, day, at)", TW_TYPE_DATETIME }, { "if(flag, count, 1.5)", TW_TYPE_DECIMAL },
    { "if(flag, state, state)", TW_TYPE_ENUM }, { "if(flag, state, mood)", TW_TYPE_TEXT }, { "if(flag, state, \"x\")", TW_TYPE_TEXT },
    { "if(flag, day, \"2026-01-01\")", TW_TYPE_DATE }, { "me", TW_TYPE_LINK }, { "parent.owner", TW_TYPE_LINK }, { "tags", TW_TYPE_LIST }, { "null", TW_TYPE_NULL },
    { "sum(parts.price)", TW_TYPE_MONEY }, { "avg(parts.qty)", TW_TYPE_DECIMAL }, { "count(parts)", TW_TYPE_INTEGER }, { "total", TW_TYPE_MONEY },
    { "price > 100", TW_TYPE_BOOLEAN }, { "price + 5", TW_TYPE_MONEY }, { "start_of(\"month\", at)", TW_TYPE_DATETIME }, { "round(price, 1)", TW_TYPE_MONEY },
    { "round(ratio)", TW_TYPE_DECIMAL }, { "floor(2.5)", TW_TYPE_INTEGER }, { "span * 2", TW_TYPE_DURATION }, { "span / span", TW_TYPE_DECIMAL },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = bind (schema, rows[i].text, TW_EXPR_BIND_DEFAULT, &error);

      g_assert_no_error (error);
      g_assert_cmpint (tw_expr_bound_get_type (bound), ==, rows[i].type);
    }
}

/* A schema whose formulas are wrong in one way or another. */
static TwSchema *
load_formulas (const char *first, const char *second)
{
  g_autofree char *text = g_strdup_printf (
    "{\"entity\": \"sum\", \"number\": 5, \"plural\": \"sums\", \"label\": \"Sum\", \"label_plural\": \"Sums\", \"name\": \"name\","
    " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}], \"fields\": ["
    "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
    "{\"number\": 11, \"key\": \"up\", \"label\": \"Up\", \"kind\": \"link\", \"to\": [\"sum\"], \"inverse\": \"downs\", \"inverse_label\": \"Downs\"},"
    "{\"number\": 12, \"key\": \"x\", \"label\": \"X\", \"kind\": \"decimal\", \"formula\": \"%s\"},"
    "{\"number\": 13, \"key\": \"y\", \"label\": \"Y\", \"kind\": \"decimal\", \"formula\": \"%s\"}]}", first, second);
  const char *name = "sum.json", *texts = text;
  g_autoptr (GError) error = NULL;
  TwSchema *schema = tw_schema_load_texts (&name, &texts, 1, &error);

  g_assert_no_error (error);
  return schema;
}

static void
test_formulas (void)
{
  static const struct { const char *x, *y, *message; int code; } rows[] = {
    { "y + 1", "2", NULL, 0 }, { "y + 1", "x - 1", "circle", TW_EXPR_ERROR_LIMIT }, { "x", "1", "circle", TW_EXPR_ERROR_LIMIT },
    { "up.x + 1", "1", "circle", TW_EXPR_ERROR_LIMIT }, { "sum(downs.x)", "1", "circle", TW_EXPR_ERROR_LIMIT },
    { "name", "1", "formula gives a text", TW_EXPR_ERROR_TYPE }, { "1 +", "1", "cannot be read", TW_EXPR_ERROR_SYNTAX },
    { "y + nothing", "1", "formula of sum.x: line 1, column 5", TW_EXPR_ERROR_NAME }, { "count(downs)", "1", NULL, 0 },
    { "count(downs where count(downs where y > 1) > 1)", "count(downs where count(downs) > 1)", "too many", TW_EXPR_ERROR_LIMIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TwSchema) schema = load_formulas (rows[i].x, rows[i].y);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = tw_expr_bind_text ("x > 0", schema, tw_schema_get_entity (schema, "sum"), TW_EXPR_BIND_DEFAULT, &error);

      if (rows[i].message == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, TW_EXPR_ERROR, rows[i].code);
      if (strstr (error->message, rows[i].message) == NULL)
        g_error ("%s: %s", rows[i].x, error->message);
    }
}

static char *
chain (const char *operand, guint n)
{
  GString *text = g_string_new (operand);

  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, " + %s", operand);
  return g_string_free (text, FALSE);
}

/* Formulas that multiply their length at each step are refused before they fill the memory. */
static void
test_explosion (void)
{
  g_autofree char *y = chain ("1.5", 150), *x = chain ("y", 150), *text = chain ("x", 150);
  g_autoptr (TwSchema) schema = load_formulas (x, y);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = tw_expr_bind_text (text, schema, tw_schema_get_entity (schema, "sum"), TW_EXPR_BIND_DEFAULT, &error);

  g_assert_null (bound);
  g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
}

static void
test_reads (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  const TwEntity *thing = tw_schema_get_entity (schema, "thing"), *part = tw_schema_get_entity (schema, "part");
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  g_autoptr (TwExprBound) own = bind (schema, "name = \"a\" and count > 1", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) path = bind (schema, "parent.owner.name = \"a\"", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) computed = bind (schema, "total > 5 EUR", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) title = bind (schema, "owner = \"Anna\"", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) moving = bind (schema, "late", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) period = bind (schema, "day within this week", TW_EXPR_BIND_DEFAULT, NULL);
  g_autoptr (TwExprBound) fixed = bind (schema, "day within 2026", TW_EXPR_BIND_DEFAULT, NULL);

  g_assert_true (tw_expr_bound_reads_field (own, tw_entity_get_field (thing, "count")));
  g_assert_false (tw_expr_bound_reads_field (own, tw_entity_get_field (thing, "size")));
  g_assert_false (tw_expr_bound_reads_field (own, tw_entity_get_field (user, "name")));
  g_assert_false (tw_expr_bound_reads_entity (own, thing));
  g_assert_false (tw_expr_bound_reads_others (own));
  g_assert_true (tw_expr_bound_reads_field (path, tw_entity_get_field (thing, "parent")));
  g_assert_true (tw_expr_bound_reads_field (path, tw_entity_get_field (thing, "owner")));
  g_assert_true (tw_expr_bound_reads_field (path, tw_entity_get_field (user, "name")));
  g_assert_true (tw_expr_bound_reads_entity (path, thing));
  g_assert_true (tw_expr_bound_reads_entity (path, user));
  g_assert_false (tw_expr_bound_reads_entity (path, part));
  g_assert_true (tw_expr_bound_reads_field (computed, tw_entity_get_field (part, "price")));
  g_assert_true (tw_expr_bound_reads_field (computed, tw_entity_get_field (part, "thing")));
  g_assert_true (tw_expr_bound_reads_field (computed, tw_entity_get_field (part, "state")));
  g_assert_true (tw_expr_bound_reads_entity (computed, part));
  g_assert_true (tw_expr_bound_reads_others (title));
  g_assert_true (tw_expr_bound_is_volatile (moving));
  g_assert_true (tw_expr_bound_is_volatile (period));
  g_assert_false (tw_expr_bound_is_volatile (fixed));
  g_assert_false (tw_expr_bound_is_volatile (own));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/bind/bad", test_bad);
  g_test_add_func ("/expr/bind/condition", test_condition);
  g_test_add_func ("/expr/bind/types", test_types);
  g_test_add_func ("/expr/bind/formulas", test_formulas);
  g_test_add_func ("/expr/bind/explosion", test_explosion);
  g_test_add_func ("/expr/bind/reads", test_reads);
  return g_test_run ();
}
