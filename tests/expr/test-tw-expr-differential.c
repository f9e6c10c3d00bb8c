/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same expressions on the same records, in memory and by SQLite. */
#include <string.h>

#include "tw-test-gen.h"

#define N_CASES       17000                            /* a zone: more than 100,000 in all of them */
#define N_RECORDS     4                                /* an expression */

static const struct { const char *name; TwInstant now; int first_weekday; } zones[] = {
  { "Europe/Paris", G_GINT64_CONSTANT (1774749600000000), 1 },           /* in the night when clocks go forward */
  { "America/New_York", G_GINT64_CONSTANT (1793512800000000), 7 },
  { "Asia/Kathmandu", G_GINT64_CONSTANT (1774951200000000), 6 },
  { "Pacific/Apia", G_GINT64_CONSTANT (1325239200000000), 1 },           /* the day that was left out */
  { "Africa/Cairo", G_GINT64_CONSTANT (1777582800000000), 6 },
  { "America/St_Johns", G_GINT64_CONSTANT (1162090860000000), 7 },       /* clocks back at a minute past midnight */
};

typedef struct
{
  TwTestDb *db;
  GRand    *rand;
  guint     n_cases, n_refused, n_nulls;
} Run;

static gboolean
are_same (const TwValue *a, const TwValue *b)
{
  if (a->type == TW_TYPE_LINK && b->type == TW_TYPE_LINK)
    return tw_id_equal (&a->id, &b->id);
  return tw_value_equal (a, b);
}

static gboolean
is_true (const TwValue *value)
{
  return value->type == TW_TYPE_BOOLEAN && value->i;
}

static char *
describe (const TwValue *value)
{
  g_autofree char *text = tw_value_print (value);

  return g_strdup_printf ("%s “%s”", tw_type_get_name (value->type), text);
}

static void
compare (Run *run, TwExprBound *bound, const TwTestRecord *record, const char *text, gboolean condition)
{
  g_auto (TwValue) memory = TW_VALUE_INIT;
  g_auto (TwValue) sql = TW_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  tw_expr_eval (bound, &run->db->context, &tw_test_source, run->db, &record->id, &memory);
  if (!tw_test_db_query (run->db, bound, record, &sql, &error))
    {
      g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
      run->n_refused++;
      return;
    }
  run->n_cases++;
  run->n_nulls += tw_value_is_null (&memory);
  if (condition ? is_true (&memory) != is_true (&sql) : !are_same (&memory, &sql))
    {
      g_autofree char *a = describe (&memory), *b = describe (&sql), *id = tw_id_dup_text (&record->id);

      g_error ("%s%s\n  record %s, zone %s\n  memory %s\n  SQL    %s", condition ? "condition " : "", text, id, run->db->context.zone_name, a, b);
    }
}

static void
check_expression (Run *run, GPtrArray *things)
{
  static const TwType types[] = { TW_TYPE_BOOLEAN, TW_TYPE_BOOLEAN, TW_TYPE_BOOLEAN, TW_TYPE_BOOLEAN, TW_TYPE_INTEGER, TW_TYPE_DECIMAL, TW_TYPE_MONEY,
                                  TW_TYPE_DATE, TW_TYPE_TIME, TW_TYPE_DATETIME, TW_TYPE_DURATION, TW_TYPE_TEXT, TW_TYPE_LINK, TW_TYPE_ENUM };
  TwType type = types[g_rand_int_range (run->rand, 0, G_N_ELEMENTS (types))];
  gboolean condition = type == TW_TYPE_BOOLEAN && g_rand_boolean (run->rand);
  g_autofree char *text = tw_test_gen_text (run->db, run->rand, type, (guint) g_rand_int_range (run->rand, 1, 6));
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = tw_expr_bind_text (text, run->db->schema, tw_schema_get_entity (run->db->schema, "thing"),
                                                     condition ? TW_EXPR_BIND_CONDITION : TW_EXPR_BIND_DEFAULT, &error);

  if (bound == NULL)
    {
      /* What is too much is refused when it is checked; nothing else may be wrong with these. */
      if (!g_error_matches (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT))
        g_error ("%s: %s", text, error->message);
      run->n_refused++;
      return;
    }
  for (guint i = 0; i < N_RECORDS; i++)
    compare (run, bound, g_ptr_array_index (things, (guint) g_rand_int_range (run->rand, 0, (int) things->len)), text, condition);
}

static void
test_zone (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  g_autoptr (GPtrArray) texts = tw_test_load_texts ();
  g_autoptr (GPtrArray) things = g_ptr_array_new ();
  guint32 seed = (guint32) g_test_rand_int () + index;
  const char *asked = g_getenv ("TW_EXPR_CASES");
  guint n = asked != NULL ? (guint) atoi (asked) : N_CASES;
  Run run = { tw_test_db_new (schema), g_rand_new_with_seed (seed) };

  g_test_message ("seed %u", seed);
  run.db->context.first_weekday = zones[index].first_weekday;
  tw_test_db_set_zone (run.db, zones[index].name, zones[index].now);
  tw_test_fill (run.db, run.rand, 20, texts);
  for (guint i = 0; i < run.db->records->len; i++)
    {
      TwTestRecord *record = g_ptr_array_index (run.db->records, i);

      if (strcmp (record->entity->key, "thing") == 0)
        g_ptr_array_add (things, record);
    }
  /* What is refused is no case. Were too much refused, this would end here instead of never. */
  while (run.n_cases < n && run.n_refused < n)
    check_expression (&run, things);
  g_test_message ("%u cases, %u of them null, %u refused", run.n_cases, run.n_nulls, run.n_refused);
  g_assert_cmpuint (run.n_cases, >=, n);
  g_assert_cmpuint (run.n_refused * 20, <, run.n_cases + 20);
  g_assert_cmpuint (run.n_nulls * 4, <, run.n_cases * 3);
  g_rand_free (run.rand);
  tw_test_db_free (run.db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *path = g_strdup_printf ("/expr/differential/%s", zones[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_zone);
    }
  return g_test_run ();
}
