/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a target, a query, a header field, a list of codings and a packed body: refused, or read into what keeps its promises.
 * With clang's libFuzzer (-Dfuzzers=true) it is a fuzz target; without, a test that changes the seeds of tests/server/corpus for a bounded
 * number of rounds. The first byte says what the rest is. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tw-http-pack.h"
#include "tw-http-uri.h"

#define N_ROUNDS  60000
#define LIMIT     (1024 * 1024)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static guint n_good;

static void
check_path (const char *path)
{
  g_assert_true (g_utf8_validate (path, -1, NULL));
  if (strcmp (path, "*") == 0)
    return;
  g_assert_true (path[0] == '/');
  g_assert_null (strstr (path, "//"));
  g_assert_null (strstr (path, "/../"));
  g_assert_null (strstr (path, "/./"));
  g_assert_false (g_str_has_suffix (path, "/.."));
  for (const char *p = path; *p; p++)
    g_assert_true ((guchar) *p >= 0x20 && *p != 0x7f && *p != '\\');
}

static void
check_target (const char *text)
{
  const char *query = NULL, *why = NULL;
  g_autofree char *path = tw_http_read_target (text, "localhost", &query, &why);
  g_autoptr (GPtrArray) pairs = NULL;

  g_assert_true ((path == NULL) == (why != NULL));
  if (path == NULL)
    return;
  check_path (path);
  pairs = tw_http_decode_query (query, &why);
  g_assert_true ((pairs == NULL) == (why != NULL));
  n_good++;
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      g_assert_true (g_utf8_validate (g_ptr_array_index (pairs, i), -1, NULL));
      for (guint k = i % 2 == 0 ? i + 2 : pairs->len; k < pairs->len; k += 2)
        g_assert_cmpstr (g_ptr_array_index (pairs, i), !=, g_ptr_array_index (pairs, k));
    }
}

/* Lines "name:value"; a value ends at the next line. */
static void
check_headers (const char *text, gsize length)
{
  TwHttpArena arena;
  TwHttpFields headers = { .arena = &arena };
  gsize at = 0;

  tw_http_arena_init (&arena);

  while (at < length)
    {
      const char *end = memchr (text + at, '\n', length - at);
      gsize line = end ? (gsize) (end - text) - at : length - at;
      const char *colon = memchr (text + at, ':', line);
      gsize name_length = colon ? (gsize) (colon - text) - at : line;
      const char *why = NULL;
      gboolean good = tw_http_add_header (&headers, text + at, name_length, text + at + name_length + (colon != NULL),
                                          line - name_length - (colon != NULL), &why);

      g_assert_true (good == (why == NULL));
      n_good += good;
      at += line + 1;
    }
  for (guint i = 0; i < headers.n; i++)
    {
      g_assert_true (g_utf8_validate (headers.pairs[i].value, -1, NULL));
      g_assert_true (g_str_is_ascii (headers.pairs[i].name));
      g_assert_null (strpbrk (headers.pairs[i].name, " \t\r\n:"));
      g_assert_null (strpbrk (headers.pairs[i].value, "\r\n"));
      g_assert_true (tw_http_get_header (&headers, headers.pairs[i].name) == headers.pairs[i].value);
    }
  tw_http_arena_clear (&arena);
}

static void
check_words (const char *text)
{
  g_autofree char *address = tw_http_last_forwarded (text);

  if (address != NULL)
    g_assert_true (g_hostname_is_ip_address (address));
  g_assert_cmpuint (tw_http_coding_weight (text, "gzip"), <=, 1000);
  if (tw_http_is_host (text))
    g_assert_null (strpbrk (text, "/@, \t\r\n\\"));
}

/* In pieces, the same comes out as in one; never more than the limit. */
static void
check_packed (const char *coding, const guint8 *data, gsize size)
{
  g_autoptr (TwHttpUnpacker) whole = tw_http_unpacker_new (coding, LIMIT);
  g_autoptr (TwHttpUnpacker) pieces = tw_http_unpacker_new (coding, LIMIT);
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GByteArray) second = g_byte_array_new ();
  gboolean good = tw_http_unpacker_feed (whole, data, size, first, NULL) && tw_http_unpacker_end (whole, NULL);
  gboolean same = TRUE;

  for (gsize at = 0; at < size && same; at += 7)
    same = tw_http_unpacker_feed (pieces, data + at, MIN (7, size - at), second, NULL);
  same = same && tw_http_unpacker_end (pieces, NULL);
  g_assert_cmpuint (first->len, <=, LIMIT);
  g_assert_cmpuint (second->len, <=, LIMIT);
  g_assert_true (good == same);
  if (good)
    g_assert_cmpmem (first->data, first->len, second->data, second->len);
  n_good += good;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;

  if (size < 1 || size > 32768)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  switch (data[0])
    {
    case 'h':
      check_headers ((const char *) data + 1, size - 1);
      break;
    case 'w':
      check_words (text);
      break;
    case 'g':
      check_packed ("gzip", data + 1, size - 1);
      break;
    case 'z':
      check_packed ("zstd", data + 1, size - 1);
      break;
    default:
      check_target (text);
    }
  return 0;
}

#ifndef TW_LIBFUZZER

static GPtrArray *seeds;                               /* GBytes */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_packed (char letter, const char *coding)
{
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autoptr (GBytes) body = g_bytes_new (text, 5000);
  g_autoptr (GBytes) packed = tw_http_pack (body, coding);
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, (const guint8 *) &letter, 1);
  g_byte_array_append (seed, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

static void
load (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "corpus", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
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
  add_packed ('g', "gzip");
  add_packed ('z', "zstd");
}

static void
mutate (GRand *rand, GByteArray *bytes)
{
  static const guint8 special[] = { 0, '%', '.', '/', '\\', '&', '=', '?', '+', ':', ',', ';', ' ', '\t', '\r', '\n', 0x7f, 0x80, 0xc0, 0xff };
  guint at = 1 + (guint) g_rand_int_range (rand, 0, (int) bytes->len);
  guint8 byte = g_rand_boolean (rand) ? special[g_rand_int_range (rand, 0, G_N_ELEMENTS (special))]
                                      : (guint8) g_rand_int_range (rand, 0, 256);

  if (at >= bytes->len || g_rand_int_range (rand, 0, 3) == 0)
    g_byte_array_append (bytes, &byte, 1);
  else if (g_rand_boolean (rand))
    bytes->data[at] = byte;
  else
    g_byte_array_remove_index (bytes, at);
}

static void
test_mutated (void)
{
  GRand *rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  const char *rounds = g_getenv ("TW_FUZZ_ROUNDS");

  load ();
  for (guint i = 0; i < seeds->len; i++)
    LLVMFuzzerTestOneInput (g_bytes_get_data (g_ptr_array_index (seeds, i), NULL), g_bytes_get_size (g_ptr_array_index (seeds, i)));
  g_assert_cmpuint (n_good, >=, 8);
  for (guint i = 0; i < (rounds != NULL ? (guint) atoi (rounds) : N_ROUNDS); i++)
    {
      GBytes *seed = g_ptr_array_index (seeds, (guint) g_rand_int_range (rand, 0, (int) seeds->len));
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
      for (int n = g_rand_int_range (rand, 1, 6); n > 0; n--)
        mutate (rand, bytes);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
  g_test_message ("%u good", n_good);
  g_ptr_array_unref (seeds);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/fuzz/mutated", test_mutated);
  return g_test_run ();
}

#endif
