/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an expression: they are refused or read; what is read prints and reads back; what binds gives the same in memory and
 * by SQLite. With clang's libFuzzer (-Dfuzzers=true) it is a fuzz target; without, a test that changes the seeds of tests/expr/corpus with
 * the words of fuzz-expr.dict for a bounded number of rounds. */
#include <string.h>

#include "tw-test-gen.h"

#define LONGEST 4096
#define N_ROUNDS  20000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static TwTestDb *db;
static GPtrArray *things;                              /* TwTestRecord, unowned */
static guint n_read, n_bound;

static void
set_up (void)
{
  TwSchema *schema = tw_test_schema_new ();
  g_autoptr (GPtrArray) texts = tw_test_load_texts ();
  GRand *rand = g_rand_new_with_seed (7);

  db = tw_test_db_new (schema);
  tw_test_fill (db, rand, 6, texts);
  things = g_ptr_array_new ();
  for (guint i = 0; i < db->records->len && things->len < 2; i++)
    {
      TwTestRecord *record = g_ptr_array_index (db->records, i);

      if (strcmp (record->entity->key, "thing") == 0)
        g_ptr_array_add (things, record);
    }
  g_rand_free (rand);
  tw_schema_unref (schema);
}

static void
check_record (TwExprBound *bound, const TwTestRecord *record)
{
  g_auto (TwValue) memory = TW_VALUE_INIT;
  g_auto (TwValue) sql = TW_VALUE_INIT;

  if (tw_expr_bound_get_type (bound) == TW_TYPE_LIST || tw_expr_bound_get_type (bound) == TW_TYPE_JSON
      || tw_expr_bound_get_type (bound) == TW_TYPE_NULL)
    return;
  tw_expr_eval (bound, &db->context, &tw_test_source, db, &record->id, &memory);
  if (!tw_test_db_query (db, bound, record, &sql, NULL))
    return;
  if (memory.type == TW_TYPE_LINK && sql.type == TW_TYPE_LINK)
    g_assert_true (tw_id_equal (&memory.id, &sql.id));
  else
    g_assert_true (tw_value_equal (&memory, &sql));
}

static void
check_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExpr) expr = tw_expr_parse (text, &error);
  g_autoptr (TwExpr) again = NULL;
  g_autoptr (TwExprBound) bound = NULL;
  g_autofree char *printed = NULL;

  g_assert_true ((expr != NULL) == (error == NULL));
  if (expr == NULL)
    return;
  n_read++;
  printed = tw_expr_print (expr);
  if (strlen (printed) <= TW_EXPR_MAX_TEXT)
    {
      again = tw_expr_parse (printed, &error);
      g_assert_no_error (error);
      g_assert_true (tw_expr_equal (expr, again));
    }
  bound = tw_expr_bind (expr, db->schema, tw_schema_get_entity (db->schema, "thing"), TW_EXPR_BIND_DEFAULT, &error);
  g_assert_true ((bound != NULL) == (error == NULL));
  if (bound == NULL)
    return;
  n_bound++;
  for (guint i = 0; i < things->len; i++)
    check_record (bound, g_ptr_array_index (things, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size <= LONGEST ? g_strndup ((const char *) data, size) : NULL;

  if (db == NULL)
    set_up ();
  if (text != NULL)
    check_text (text);
  return 0;
}

#ifndef TW_LIBFUZZER

static GPtrArray *seeds, *words;                       /* char * */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
load (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "corpus", NULL);
  g_autofree char *dict = g_test_build_filename (G_TEST_DIST, "fuzz-expr.dict", NULL);
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  const char *name;

  seeds = g_ptr_array_new_with_free_func (g_free);
  words = g_ptr_array_new_with_free_func (g_free);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      char *seed;

      g_assert_true (g_file_get_contents (path, &seed, NULL, NULL));
      g_ptr_array_add (seeds, seed);
    }
  g_ptr_array_sort (seeds, compare_texts);
  g_assert_true (g_file_get_contents (dict, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line == '"' && strlen (*line) > 2)
      {
        g_autofree char *word = g_strndup (*line + 1, strlen (*line) - 2);

        g_ptr_array_add (words, g_strcompress (word));
      }
}

static const char *
any (GRand *rand, GPtrArray *texts)
{
  return g_ptr_array_index (texts, (guint) g_rand_int_range (rand, 0, (int) texts->len));
}

/* Cuts, doubles, replaces and joins. */
static void
mutate (GRand *rand, GString *text)
{
  gssize at = text->len > 0 ? g_rand_int_range (rand, 0, (int) text->len) : 0;
  gssize length = text->len > 0 ? g_rand_int_range (rand, 0, (int) MIN (text->len - (gsize) at, 12) + 1) : 0;

  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      g_string_erase (text, at, length);
      break;
    case 1:
      g_string_insert_c (text, at, (char) g_rand_int_range (rand, 1, 256));
      break;
    case 2:
      g_string_truncate (text, (gsize) at);
      break;
    case 3:
      {
        g_autofree char *piece = g_strndup (text->str + at, (gsize) length);

        g_string_insert (text, g_rand_int_range (rand, 0, (int) text->len + 1), piece);
        break;
      }
    case 4:
      g_string_append (g_string_append (text, g_rand_boolean (rand) ? " and " : " or "), any (rand, seeds));
      break;
    case 5:
      g_string_prepend (text, "(");
      g_string_append (text, ")");
      break;
    default:
      g_string_erase (text, at, length);
      g_string_insert (g_string_insert (g_string_insert (text, at, " "), at, any (rand, words)), at, " ");
    }
}

static void
test_mutated (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  GRand *rand = g_rand_new_with_seed (seed);
  const char *rounds = g_getenv ("TW_FUZZ_ROUNDS");

  g_test_message ("seed %u", seed);
  load ();
  for (guint i = 0; i < seeds->len; i++)
    LLVMFuzzerTestOneInput (g_ptr_array_index (seeds, i), strlen (g_ptr_array_index (seeds, i)));
  for (guint i = 0; i < (rounds != NULL ? (guint) atoi (rounds) : N_ROUNDS); i++)
    {
      g_autoptr (GString) text = g_string_new (any (rand, seeds));

      for (int n = g_rand_int_range (rand, 1, 6); n > 0; n--)
        mutate (rand, text);
      LLVMFuzzerTestOneInput ((const guint8 *) text->str, text->len);
    }
  g_test_message ("%u read, %u bound", n_read, n_bound);
  g_assert_cmpuint (n_bound, >, N_ROUNDS / 100);
  g_ptr_array_unref (seeds);
  g_ptr_array_unref (words);
  g_ptr_array_unref (things);
  g_clear_pointer (&db, tw_test_db_free);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/fuzz/mutated", test_mutated);
  return g_test_run ();
}

#endif
