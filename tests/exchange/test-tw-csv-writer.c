/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <json-glib/json-glib.h>

#include "tw-csv-reader.h"
#include "tw-csv-writer.h"

static void
test_quotes (void)
{
  static const struct { const char *cells[3], *row; } rows[] = {
    { { "a", "b", NULL }, "a,b\r\n" }, { { "", NULL }, "\"\"\r\n" }, { { "", "", NULL }, ",\r\n" }, { { "a,b", NULL }, "\"a,b\"\r\n" },
    { { "say \"x\"", NULL }, "\"say \"\"x\"\"\"\r\n" }, { { "1\n2", NULL }, "\"1\n2\"\r\n" }, { { " x", "x ", NULL }, "\" x\",\"x \"\r\n" },
    { { "=1+1", "@x", NULL }, "=1+1,@x\r\n" }, { { "#x", NULL }, "\"#x\"\r\n" }, { { "été 日本", NULL }, "été 日本\r\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr(TwCsvWriter) writer = tw_csv_writer_new (stream, NULL);
      for (guint k = 0; rows[i].cells[k]; k++)
        tw_csv_writer_add (writer, rows[i].cells[k], -1);
      g_assert_true (tw_csv_writer_end_row (writer, &error) && tw_csv_writer_flush (writer, &error));
      gsize n = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream));
      g_autofree char *text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)), n);
      g_assert_cmpstr (text, ==, rows[i].row);
    }
}

/* Every naughty string goes out and comes in unchanged, next to a second column and alone. */
static void
test_naughty (void)
{
  g_autoptr(GError) error = NULL;
  const char *root = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = g_build_filename (root ? root : "../shared/data", "text-naughty/blns.json", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip_printf ("%s is not there", path);
      return;
    }
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_assert_true (json_parser_load_from_file (parser, path, &error));
  JsonArray *strings = json_node_get_array (json_parser_get_root (parser));
  guint n_strings = json_array_get_length (strings);
  g_assert_cmpuint (n_strings, >, 500);
  for (guint columns = 1; columns <= 2; columns++)
    {
      g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr(TwCsvWriter) writer = tw_csv_writer_new (stream, NULL);
      tw_csv_writer_add (writer, "text", -1);
      if (columns == 2)
        tw_csv_writer_add (writer, "number", -1);
      g_assert_true (tw_csv_writer_end_row (writer, &error));
      for (guint i = 0; i < n_strings; i++)
        {
          tw_csv_writer_add (writer, json_array_get_string_element (strings, i), -1);
          if (columns == 2)
            tw_csv_writer_add (writer, "1", -1);
          g_assert_true (tw_csv_writer_end_row (writer, &error));
        }
      g_assert_true (tw_csv_writer_flush (writer, &error) && g_output_stream_close (stream, NULL, &error));
      g_autoptr(GBytes) bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
      g_autoptr(GInputStream) in = g_memory_input_stream_new_from_bytes (bytes);
      g_autoptr(TwCsvReader) reader = tw_csv_reader_new (in, NULL);
      TwCsvDialect dialect = { .delimiter = ',', .quote = '"', .header = TRUE };
      g_assert_true (tw_csv_reader_start (reader, &dialect, &error));
      for (guint i = 0; i < n_strings; i++)
        {
          const char *expected = json_array_get_string_element (strings, i);
          guint n;
          g_assert_true (tw_csv_reader_next (reader, &error));
          g_assert_cmpstr (tw_csv_reader_get_cells (reader, &n)[0].text, ==, expected);
          g_assert_cmpuint (n, ==, columns);
          g_assert_null (tw_csv_reader_get_problem (reader));
        }
      g_assert_false (tw_csv_reader_next (reader, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/csv-writer/quotes", test_quotes);
  g_test_add_func ("/exchange/csv-writer/naughty", test_naughty);
  return g_test_run ();
}
