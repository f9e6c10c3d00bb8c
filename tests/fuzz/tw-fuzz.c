/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-fuzz.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES 65536

guint tw_fuzz_n_good;

static const char *target;
static guint n_rounds;
static GPtrArray *seeds;                               /* GBytes */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
load (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "corpus", target, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize length;

      g_assert_true (g_file_get_contents (g_ptr_array_index (names, i), &text, &length, NULL));
      g_ptr_array_add (seeds, g_bytes_new_take (text, length));
    }
}

/* Each file of the corpus as it is: what was found once stays found. */
static void
test_corpus (void)
{
  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    LLVMFuzzerTestOneInput (g_bytes_get_data (g_ptr_array_index (seeds, i), NULL), g_bytes_get_size (g_ptr_array_index (seeds, i)));
  g_assert_cmpuint (tw_fuzz_n_good, >, 0);
}

static guint
draw (GRand *rand, guint n)
{
  return n > 1 ? (guint) g_rand_int_range (rand, 0, (int) n) : 0;
}

/* Bytes changed, put in, cut out and moved, and whole words of formats and numbers at the edges. */
static void
mutate (GRand *rand, GByteArray *bytes)
{
  static const char *const words[] = {
    "null", "true", "-1", "0", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e999", "\"\"", "[]", "{}", "[[", ",",
    ":", "\"", "\\u0000", "\\ud800", "\xff", "\xc0\x80", "00000000-0000-0000-0000-000000000000", "\r\n", "\n\n", "\\", "4095", "4096", "NaN",
  };
  guint at = draw (rand, bytes->len), length = draw (rand, MIN (bytes->len - at, 64));
  const char *word = words[draw (rand, G_N_ELEMENTS (words))];
  GBytes *other;
  g_autofree guint8 *rest = NULL;
  gsize n_rest = bytes->len - at, n;
  gconstpointer piece;

  switch (draw (rand, 6))
    {
    case 0:
      if (bytes->len > 0)
        bytes->data[at] = (guint8) g_rand_int (rand);
      return;
    case 1:
      if (bytes->len > 0)
        bytes->data[at] ^= (guint8) (1 << draw (rand, 8));
      return;
    case 2:
      if (length > 0)
        g_byte_array_remove_range (bytes, at, length);
      return;
    case 3:
      piece = word;
      n = strlen (word);
      break;
    case 4:
      piece = word;
      n = strlen (word);
      length = MIN ((guint) n, bytes->len - at);
      g_byte_array_remove_range (bytes, at, length);
      n_rest -= length;
      break;
    default:
      other = g_ptr_array_index (seeds, draw (rand, seeds->len));
      piece = g_bytes_get_data (other, &n);
      at = MIN (at, bytes->len);
      length = draw (rand, (guint) n);
      piece = (const guint8 *) piece + length;
      n = draw (rand, (guint) MIN (n - length, 256));
    }
  if (bytes->len + n > MAX_BYTES || piece == NULL)
    return;
  rest = g_memdup2 (bytes->data + at, n_rest);
  g_byte_array_set_size (bytes, at);
  g_byte_array_append (bytes, piece, (guint) n);
  if (n_rest > 0)
    g_byte_array_append (bytes, rest, (guint) n_rest);
}

static void
test_changed (void)
{
  GRand *rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  const char *rounds = g_getenv ("TW_FUZZ_ROUNDS");
  guint n = rounds != NULL ? (guint) atoi (rounds) : n_rounds;

  for (guint i = 0; i < n; i++)
    {
      GBytes *seed = g_ptr_array_index (seeds, draw (rand, seeds->len));
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
      for (guint k = 1 + draw (rand, 5); k > 0; k--)
        mutate (rand, bytes);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
  g_test_message ("%u of %u good", tw_fuzz_n_good, n + seeds->len);
  g_rand_free (rand);
}

int
tw_fuzz_main (int argc, char **argv, const char *name, guint rounds)
{
  g_autofree char *corpus = g_strdup_printf ("/fuzz/%s/corpus", name), *changed = g_strdup_printf ("/fuzz/%s/changed", name);
  int status;

  g_test_init (&argc, &argv, NULL);
  target = name;
  n_rounds = rounds;
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  load ();
  g_test_add_func (corpus, test_corpus);
  g_test_add_func (changed, test_changed);
  status = g_test_run ();
  g_ptr_array_unref (seeds);
  return status;
}
