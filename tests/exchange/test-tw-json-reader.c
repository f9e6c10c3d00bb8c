/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gio/gio.h>

#include "tw-exchange-error.h"
#include "tw-json-reader.h"
#include "tw-json-scan-private.h"

static char *
dump (const char *bytes, gssize length, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (bytes, length, NULL);
  g_autoptr(TwJsonReader) reader = tw_json_reader_new (stream);
  GString *text = g_string_new (NULL);
  while (tw_json_reader_next (reader, &local))
    {
      guint n;
      TwCell *cells = tw_json_reader_get_cells (reader, &n);
      g_string_append_c (text, '/');
      if (tw_json_reader_get_problem (reader))
        g_string_append_printf (text, "!%" G_GINT64_FORMAT, tw_json_reader_get_line (reader));
      else
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpuint (strlen (cells[i].text), ==, cells[i].length);
            g_string_append_printf (text, "%s%s=%s", i ? "|" : "", tw_json_reader_get_column (reader, i), cells[i].text);
          }
    }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return g_string_free (text, FALSE);
}

static const struct { const char *input, *expected; } cases[] = {
  { "{\"a\":1,\"b\":\"x\"}\n{\"a\":2.50,\"b\":null}\n", "/a=1|b=x/a=2.50|b=" },
  { "{\"b\":\"x\",\"a\":1}\n{\"a\":2,\"c\":true}", "/b=x|a=1/b=|a=2|c=true" },
  { "[{\"a\":1},{\"a\":2}]", "/a=1/a=2" },
  { " [ ] ", "" },
  { "", "" },
  { "{}\n{}", "//" },
  { "{\"a\":[1,2],\"b\":{\"c\":\"}\"}}", "/a=[1,2]|b={\"c\":\"}\"}" },
  { "{\"a\":\"\\u00e9\\n\\\"\\\\\\ud83d\\ude00\\u0000\"}", "/a=é\n\"\\😀" },
  { "{\"a\":\"\\ud83d\"}", "/a=\xef\xbf\xbd" },
  { "{\"a\":1}\nnonsense\n{\"a\":2}\n", "/a=1/!2/a=2" },
  { "{\"a\":1}\n{\"a\":\n", "/a=1/!2" },
  { "{\"a\":01}\n{\"a\":2}", "/!1/a=2" },
  { "{\"a\":1}\n\n\n{\"a\" 2}\n", "/a=1/!4" },
  { "\xef\xbb\xbf{\"a\":1}", "/a=1" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *got = dump (cases[i].input, strlen (cases[i].input), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (got, ==, cases[i].expected);
    }
}

static void
test_broken_arrays (void)
{
  static const char *const inputs[] = { "[{\"a\":1}", "[{\"a\":1},]", "[{\"a\":1} {\"a\":2}]", "[1]", "[{\"a\":1}]x", "[" };
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr(GError) error = NULL;
      g_test_message ("%s", inputs[i]);
      g_autofree char *got = dump (inputs[i], strlen (inputs[i]), &error);
      g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT);
      g_assert_nonnull (got);
    }
}

/* Nesting beyond the bound is refused without exhausting the stack. */
static void
test_depth (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) deep = g_string_new ("{\"a\":");
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_autofree char *got = dump (deep->str, deep->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, "/!1");
}

/* The corpus of JSON parsers: what must be valid is, what must not is not, and nothing crashes the reader. */
static void
test_corpus (void)
{
  const char *root = g_getenv ("TW_SHARED_DATA"), *name;
  g_autofree char *folder = g_build_filename (root ? root : "../shared/data", "json-parsing", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_valid = 0, n_invalid = 0;
  if (!dir)
    {
      g_test_skip_printf ("%s is not there", folder);
      return;
    }
  while ((name = g_dir_read_name (dir)))
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *path = g_build_filename (folder, name, NULL), *bytes = NULL;
      gsize length;
      if (!g_str_has_suffix (name, ".json"))
        continue;
      g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
      g_autofree char *ignored = dump (bytes, length, NULL);
      g_assert_nonnull (ignored);
      /* The scanner is given valid UTF-8 only, as the reader does. */
      if (!g_utf8_validate (bytes, length, NULL) || g_str_has_prefix (bytes, "\xef\xbb\xbf"))
        continue;
      g_autofree char *padded = g_strconcat (bytes, " ", NULL);
      gsize at = tw_json_skip_blank (padded, length + 1, 0);
      gboolean valid = at < length && tw_json_skip_value (padded, length + 1, &at, 0) == TW_JSON_DONE
                       && tw_json_skip_blank (padded, length + 1, at) == length + 1;
      g_test_message ("%s", name);
      if (g_str_has_prefix (name, "y_"))
        g_assert_true (valid);
      else if (g_str_has_prefix (name, "n_"))
        g_assert_false (valid);
      n_valid += g_str_has_prefix (name, "y_");
      n_invalid += g_str_has_prefix (name, "n_");
    }
  g_assert_cmpuint (n_valid, >, 40);
  g_assert_cmpuint (n_invalid, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/json-reader/cases", test_cases);
  g_test_add_func ("/exchange/json-reader/broken-arrays", test_broken_arrays);
  g_test_add_func ("/exchange/json-reader/depth", test_depth);
  g_test_add_func ("/exchange/json-reader/corpus", test_corpus);
  return g_test_run ();
}
