/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-query.h"
#include "tw-test-gen.h"

static void
test_make (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  const TwEntity *thing = tw_schema_get_entity (schema, "thing");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, thing, " name = \"a\" or flag ", " -price, name ,,-price", &error);
  g_autoptr (TwQuery) both = NULL;
  g_autoptr (TwQuery) text = NULL;
  g_autoptr (TwQuery) bin = NULL;
  g_autofree char *sort = NULL;
  g_autofree char *where = NULL;

  g_assert_no_error (error);
  sort = tw_query_print_sort (query);
  g_assert_cmpstr (sort, ==, "-price,name");
  g_assert_cmpuint (tw_query_get_n_sort_keys (query), ==, 2);
  g_assert_true (tw_query_get_sort_key (query, 0)->descending);
  g_assert_true (tw_query_get_sort_key (query, 1)->field == tw_entity_get_field (thing, "name"));
  both = tw_query_with_where (query, "count > 1", &error);
  where = tw_expr_print (tw_expr_bound_get_expr (tw_query_get_where (both)));
  g_assert_cmpstr (where, ==, "(name = \"a\" or flag) and count > 1");
  text = tw_query_with_text (both, "acme");
  g_assert_cmpstr (tw_query_get_text (text), ==, "acme");
  g_assert_null (tw_query_get_text (both));
  bin = tw_query_with_deleted (text);
  g_assert_true (tw_query_get_deleted (bin));
  g_assert_false (tw_query_get_deleted (text));
  g_assert_cmpstr (tw_query_get_text (bin), ==, "acme");
}

static void
test_equal (void)
{
  static const struct { const char *where, *sort; gboolean same; } rows[] = {
    { "name = \"a\"", "name", TRUE }, { "name=\"a\"", " name", TRUE }, { "name = \"b\"", "name", FALSE }, { NULL, "name", FALSE }, { "name = \"a\"", "-name", FALSE },
    { "name = \"a\"", "name,count", FALSE },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  const TwEntity *thing = tw_schema_get_entity (schema, "thing");
  g_autoptr (TwQuery) query = tw_query_new (schema, thing, "name = \"a\"", "name", NULL);
  g_autoptr (TwQuery) bin = tw_query_with_deleted (query);
  g_autoptr (TwQuery) blank = tw_query_with_text (query, "  ");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TwQuery) other = tw_query_new (schema, thing, rows[i].where, rows[i].sort, NULL);

      g_assert_cmpint (tw_query_equal (query, other), ==, rows[i].same);
    }
  g_assert_false (tw_query_equal (query, bin));
  g_assert_true (tw_query_equal (query, blank));
}

static void
test_bad (void)
{
  static const struct { const char *where, *sort; int code; } rows[] = {
    { "name =", NULL, TW_EXPR_ERROR_SYNTAX }, { "nothing = 1", NULL, TW_EXPR_ERROR_NAME }, { "count", NULL, TW_EXPR_ERROR_TYPE }, { NULL, "nothing", TW_EXPR_ERROR_NAME },
    { NULL, "--name", TW_EXPR_ERROR_NAME }, { "changed(name)", NULL, TW_EXPR_ERROR_NAME },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), "", "", NULL);

  g_assert_null (tw_query_get_where (query));
  g_assert_cmpuint (tw_query_get_n_sort_keys (query), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuery) bad = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), rows[i].where, rows[i].sort, &error);

      g_assert_null (bad);
      g_assert_error (error, TW_EXPR_ERROR, rows[i].code);
    }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TwQuery) bad = tw_query_with_where (query, "name +", &error);

    g_assert_null (bad);
    g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_SYNTAX);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/query/make", test_make);
  g_test_add_func ("/expr/query/equal", test_equal);
  g_test_add_func ("/expr/query/bad", test_bad);
  return g_test_run ();
}
