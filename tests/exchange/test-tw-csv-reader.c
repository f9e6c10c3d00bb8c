/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tw-csv-reader.h"
#include "tw-exchange-error.h"

/* --- Helpers --- */

static const char *
shared (const char *name)
{
  static GPtrArray *kept;
  const char *root = g_getenv ("TW_SHARED_DATA");
  char *path = g_build_filename (root ? root : "../shared/data", name, NULL);
  if (!kept)
    kept = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (kept, path);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_test_skip_printf ("%s is not there", path);
  return NULL;
}

/* Header and rows as one text: cells between |, rows between newlines, problems as !. */
static char *
dump (TwCsvReader *reader)
{
  g_autoptr(GError) error = NULL;
  GString *text = g_string_new (NULL);
  if (tw_csv_reader_get_dialect (reader)->header)
    {
      g_autofree char *header = g_strjoinv ("|", (char **) tw_csv_reader_get_columns (reader));
      g_string_append_printf (text, "[%s]", header);
    }
  while (tw_csv_reader_next (reader, &error))
    {
      guint n;
      TwCell *cells = tw_csv_reader_get_cells (reader, &n);
      g_string_append_c (text, '/');
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (cells[i].length, ==, strlen (cells[i].text));
          g_assert_true (g_utf8_validate (cells[i].text, cells[i].length, NULL));
          g_string_append_printf (text, "%s%s", i ? "|" : "", cells[i].text);
        }
      if (tw_csv_reader_get_problem (reader))
        g_string_append_c (text, '!');
    }
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static TwCsvReader *
open_bytes (const char *bytes, gsize length, const char *charset)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (bytes, length, NULL);
  return tw_csv_reader_new (stream, charset);
}

static char *
dump_bytes (const char *bytes, gsize length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCsvReader) reader = open_bytes (bytes, length, NULL);
  if (!tw_csv_reader_start (reader, NULL, &error))
    return g_strdup (error->message);
  return dump (reader);
}

/* --- The table of cases --- */

static const struct { const char *name, *input, *expected; } cases[] = {
  { "plain", "a,b\n1,2\n", "[a|b]/1|2" },
  { "no-last-newline", "a,b\n1,2", "[a|b]/1|2" },
  { "crlf", "a,b\r\n1,2\r\n", "[a|b]/1|2" },
  { "cr", "a,b\r1,2\r", "[a|b]/1|2" },
  { "mixed-line-ends", "a,b\r\n1,2\n3,4\r5,6", "[a|b]/1|2/3|4/5|6" },
  { "semicolon", "a;b\n1,5;2,5\n3,5;4,5\n", "[a|b]/1,5|2,5/3,5|4,5" },
  { "tab", "a\tb\n1,2\t2\n", "[a|b]/1,2|2" },
  { "pipe", "a|b\n1|2\n", "[a|b]/1|2" },
  { "sep-line", "sep=;\r\na;b\r\n1;2\r\n", "[a|b]/1|2" },
  { "one-column", "name\nAda\nBob\n", "[name]/Ada/Bob" },
  { "quoted-delimiter", "a,b\n\"1,0\",2\n", "[a|b]/1,0|2" },
  { "doubled-quote", "a,b\n\"x \"\"y\"\" z\",2\n", "[a|b]/x \"y\" z|2" },
  { "only-quotes", "a,b\n\"\"\"\",\"\"\n", "[a|b]/\"|" },
  { "quoted-newline", "a,b\n\"1\n2\",3\n", "[a|b]/1\n2|3" },
  { "blank-around-quotes", "a,b\n\"1\" , \"2\"\n", "[a|b]/1|2" },
  { "blank-kept", "a,b\n 1 , 2 \n", "[a|b]/ 1 | 2 " },
  { "quote-inside-text", "a,b\n5\" disk,2\n", "[a|b]/5\" disk|2" },
  { "undoubled-quotes", "a,b\n\"say \"hi\" now\",2\n", "[a|b]/say \"hi\" now|2" },
  { "undoubled-two-lines", "a,b\n\"say \"hi\" and\nnow\",2\n", "[a|b]/say \"hi\" and\nnow|2" },
  { "backslash-escapes", "a,b\n\"say \\\"hi\\\", you\",2\n\"\\\"x\\\", y\",3\n", "[a|b]/say \"hi\", you|2/\"x\", y|3" },
  { "backslash-is-text", "a,b\n\"C:\\\\\",2\n\"D:\\\",3\n", "[a|b]/C:\\\\|2/D:\\|3" },
  { "unclosed-quote", "a,b\n1,\"2\n3,4\n", "[a|b]/1|\"2!/3|4" },
  { "short-and-long-rows", "a,b,c\n1\n1,2,3,4\n5,6,7\n", "[a|b|c]/1/1|2|3|4/5|6|7" },
  { "blank-rows", "a,b\n\n1,2\n,\n\n3,4\n\n", "[a|b]/1|2/3|4" },
  { "comments", "# made today\na,b\n1,2\n# more\n3,4\n", "[a|b]/1|2/3|4" },
  { "hash-is-text", "a,b\n#1,2\n", "[a|b]/#1|2" },
  { "preamble", "Report\nof today\n\nname,mail,city\nAda,a@x.org,Rome\nBob,b@x.org,Oslo\n",
    "[name|mail|city]/Ada|a@x.org|Rome/Bob|b@x.org|Oslo" },
  { "no-header", "Acme Inc.;Canada\nElectrolux;Sweden\nOther;Canada\nThird;Canada\nx;Sweden\ny;Mali\n",
    "/Acme Inc.|Canada/Electrolux|Sweden/Other|Canada/Third|Canada/x|Sweden/y|Mali" },
  { "no-header-numbers", "1,2\n3,4\n", "/1|2/3|4" },
  { "header-only", "a,b\n", "[a|b]" },
  { "empty-header-cell", "a,,c\n1,2,3\n", "[a|Column 2|c]/1|2|3" },
  { "bom", "\xef\xbb\xbf\"a\",b\n1,2\n", "[a|b]/1|2" },
  { "latin", "a,b\n\xe9t\xe9,2\n", "[a|b]/été|2" },
  { "windows", "a,b\n\x93x\x94 \x80,2\n", "[a|b]/“x” €|2" },
  { "utf-8", "a,b\nété,日本\n", "[a|b]/été|日本" },
  { "broken-utf-8", "a,b\nétéñüö\xff,日本\n", "[a|b]/étéñüö\xef\xbf\xbd|日本" },
  { "empty", "", "The file has no rows; choose another one." },
  { "blank", "\n\n\n", "The file has no rows; choose another one." },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *got = dump_bytes (cases[i].input, strlen (cases[i].input));
  g_assert_cmpstr (got, ==, cases[i].expected);
}

/* NUL bytes are left out and counted; text after them stays. */
static void
test_nul (void)
{
  static const char bytes[] = "a,b,c\n\0,2\0x,3\n";
  g_autofree char *got = dump_bytes (bytes, sizeof bytes - 1);
  g_assert_cmpstr (got, ==, "[a|b|c]/|2x|3");
}

static void
test_encodings (void)
{
  static const char text[] = "name,city\nZoé,“Łódź”\n日本,عربي\n😀,x\n";
  static const struct { const char *charset, *mark; gsize n_mark; const char *found; } forms[] = {
    { "UTF-16LE", "\xff\xfe", 2, "UTF-16LE" }, { "UTF-16BE", "\xfe\xff", 2, "UTF-16BE" },
    { "UTF-32LE", "\xff\xfe\0\0", 4, "UTF-32LE" }, { "UTF-32BE", "\0\0\xfe\xff", 4, "UTF-32BE" },
    { "UTF-8", "\xef\xbb\xbf", 3, "UTF-8" }, { "UTF-8", "", 0, "UTF-8" },
    { "UTF-32LE", "", 0, "UTF-32LE" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gsize length;
      g_autoptr(GError) error = NULL;
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autofree char *coded = g_convert (text, -1, forms[i].charset, "UTF-8", NULL, &length, &error);
      g_assert_no_error (error);
      g_byte_array_append (bytes, (const guint8 *) forms[i].mark, forms[i].n_mark);
      g_byte_array_append (bytes, (const guint8 *) coded, length);
      g_autoptr(TwCsvReader) reader = open_bytes ((char *) bytes->data, bytes->len, NULL);
      g_assert_true (tw_csv_reader_start (reader, NULL, &error));
      g_assert_cmpstr (tw_csv_reader_get_charset (reader), ==, forms[i].found);
      g_autofree char *got = dump (reader);
      g_assert_cmpstr (got, ==, "[name|city]/Zoé|“Łódź”/日本|عربي/😀|x");
    }
}

/* An encoding given by the caller counts, and one that does not exist is an error that names it. */
static void
test_given_encoding (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCsvReader) reader = open_bytes ("a,b\n\xcf\xf0\xe8,2\n", 10, "windows-1251");
  g_assert_true (tw_csv_reader_start (reader, NULL, &error));
  g_autofree char *got = dump (reader);
  g_assert_cmpstr (got, ==, "[a|b]/При|2");
  g_autoptr(TwCsvReader) unknown = open_bytes ("a,b\n", 4, "no-such-code");
  g_assert_false (tw_csv_reader_start (unknown, NULL, &error));
  g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "no-such-code"));
}

/* Plain ASCII for more than a chunk, then a Windows byte: the encoding turns instead of losing the letter. */
static void
test_late_encoding (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new ("id,name\n");
  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "%u,plain\n", i);
  g_string_append (text, "x,Zo\xe9\n");
  g_autoptr(TwCsvReader) reader = open_bytes (text->str, text->len, NULL);
  g_assert_true (tw_csv_reader_start (reader, NULL, &error));
  guint n, n_rows = 0;
  TwCell *cells = NULL;
  while (tw_csv_reader_next (reader, &error))
    {
      cells = tw_csv_reader_get_cells (reader, &n);
      n_rows++;
      if (n_rows == 60001)
        g_assert_cmpstr (cells[1].text, ==, "Zoé");
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 60001);
  g_assert_cmpuint (tw_csv_reader_get_n_repairs (reader), ==, 0);
}

/* Line numbers are those that an editor shows, also after cells of several lines, in each kind of line end. */
static void
test_lines (void)
{
  static const char *const ends[] = { "\n", "\r\n", "\r" };
  static const gint64 expected[] = { 2, 5, 7 };
  for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) parts = g_strsplit ("a,b\n\"1\n2\n\",3\n4,5\n\n6,7\n", "\n", -1);
      g_autofree char *text = g_strjoinv (ends[e], parts);
      g_autoptr(TwCsvReader) reader = open_bytes (text, strlen (text), NULL);
      g_assert_true (tw_csv_reader_start (reader, NULL, &error));
      for (guint i = 0; i < 3; i++)
        {
          g_assert_true (tw_csv_reader_next (reader, &error));
          g_assert_cmpint (tw_csv_reader_get_line (reader), ==, expected[i]);
        }
      g_assert_false (tw_csv_reader_next (reader, &error));
      g_assert_no_error (error);
    }
}

/* A quote that never closes in a large file costs its own row only, and a line beyond the bound is reported, not kept. */
static void
test_bounds (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new ("a,b\n1,\"open\n");
  while (text->len < TW_CSV_MAX_ROW + 1024 * 1024)
    g_string_append (text, "2,some text that fills the file without a mark\n");
  g_autoptr(TwCsvReader) reader = open_bytes (text->str, text->len, NULL);
  g_assert_true (tw_csv_reader_start (reader, NULL, &error));
  g_assert_true (tw_csv_reader_next (reader, &error));
  g_assert_nonnull (tw_csv_reader_get_problem (reader));
  g_assert_true (tw_csv_reader_next (reader, &error));
  g_assert_null (tw_csv_reader_get_problem (reader));
  g_assert_cmpint (tw_csv_reader_get_line (reader), ==, 3);

  g_string_assign (text, "a,b\n");
  while (text->len < TW_CSV_MAX_ROW + 1024 * 1024)
    g_string_append (text, "endless endless endless endless ");
  g_string_append (text, "\n3,4\n");
  g_autoptr(TwCsvReader) endless = open_bytes (text->str, text->len, NULL);
  g_assert_true (tw_csv_reader_start (endless, NULL, &error));
  g_assert_true (tw_csv_reader_next (endless, &error));
  g_assert_nonnull (tw_csv_reader_get_problem (endless));
  g_assert_true (tw_csv_reader_next (endless, &error));
  guint n;
  TwCell *cells = tw_csv_reader_get_cells (endless, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (cells[0].text, ==, "3");
  g_assert_cmpint (tw_csv_reader_get_line (endless), ==, 3);
}

static void
test_cancel (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TwCsvReader) reader = open_bytes ("a,b\n1,2\n", 8, NULL);
  g_cancellable_cancel (cancellable);
  tw_csv_reader_set_cancellable (reader, cancellable);
  g_assert_false (tw_csv_reader_start (reader, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Every way to cut the input in two chunks gives the same rows: no state is lost at a border. */
static void
test_splits (void)
{
  static const char tail[] = "\"x \"\"y\"\"\r\nz\" , é,\r\n1,\"2\",3\n";
  enum { CHUNK = 256 * 1024 };
  for (guint cut = 0; cut <= sizeof tail - 1; cut++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GString) text = g_string_new ("a,b,c\n");
      while (text->len < CHUNK - cut - 16)
        g_string_append (text, "1,2,3\n");
      g_string_append (text, "\"");
      while (text->len < CHUNK - cut - 4)
        g_string_append (text, "f");
      g_string_append (text, "\",,\n");
      g_assert_cmpuint (text->len, ==, CHUNK - cut);
      g_string_append (text, tail);
      g_autoptr(TwCsvReader) reader = open_bytes (text->str, text->len, "UTF-8");
      g_assert_true (tw_csv_reader_start (reader, NULL, &error));
      guint n = 0;
      g_autofree char *last = NULL;
      while (tw_csv_reader_next (reader, &error))
        {
          TwCell *cells = tw_csv_reader_get_cells (reader, &n);
          g_assert_cmpuint (n, ==, 3);
          g_assert_null (tw_csv_reader_get_problem (reader));
          /* Cells live until the next row is asked for. */
          g_free (last);
          last = g_strdup (cells[1].text);
          if (g_str_has_prefix (cells[0].text, "x"))
            {
              g_assert_cmpstr (cells[0].text, ==, "x \"y\"\r\nz");
              g_assert_cmpstr (cells[1].text, ==, " é");
            }
        }
      g_assert_no_error (error);
      g_assert_cmpstr (last, ==, "2");
    }
}

/* --- The corpora --- */

static char *
without_cr (const char *text)
{
  GString *out = g_string_new (NULL);
  for (; *text; text++)
    if (*text != '\r')
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}

static const char *
load_shared (const char *name, char **contents, gsize *length)
{
  g_autoptr(GError) error = NULL;
  const char *path = shared (name);
  if (!path)
    return NULL;
  g_file_get_contents (path, contents, length, &error);
  g_assert_no_error (error);
  return path;
}

/* csv-spectrum: each file against its JSON. (The line ends of its "crlf" files are LF in the copy, so CR is not compared;
 * location_coordinates.json tells other values than its file and is in the table below.) */
static void
test_spectrum (void)
{
  static const char *const names[] = {
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
    "simple", "simple_crlf", "utf8",
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *csv = g_strdup_printf ("csv-nasty/csv-spectrum/%s.csv", names[i]);
      g_autofree char *json = g_strdup_printf ("csv-nasty/csv-spectrum/%s.json", names[i]);
      g_autofree char *bytes = NULL;
      gsize length;
      if (!load_shared (csv, &bytes, &length))
        return;
      g_autoptr(JsonParser) parser = json_parser_new ();
      g_assert_true (json_parser_load_from_file (parser, shared (json), &error));
      JsonArray *rows = json_node_get_array (json_parser_get_root (parser));
      g_autoptr(TwCsvReader) reader = open_bytes (bytes, length, NULL);
      g_assert_true (tw_csv_reader_start (reader, NULL, &error));
      const char *const *columns = tw_csv_reader_get_columns (reader);
      for (guint r = 0; r < json_array_get_length (rows); r++)
        {
          JsonObject *row = json_array_get_object_element (rows, r);
          guint n;
          g_assert_true (tw_csv_reader_next (reader, &error));
          TwCell *cells = tw_csv_reader_get_cells (reader, &n);
          g_assert_cmpuint (n, ==, json_object_get_size (row));
          for (guint c = 0; c < n; c++)
            {
              g_autofree char *got = without_cr (cells[c].text);
              g_autofree char *expected = without_cr (json_object_get_string_member (row, columns[c]));
              g_assert_cmpstr (got, ==, expected);
            }
        }
      g_assert_false (tw_csv_reader_next (reader, &error));
      g_assert_no_error (error);
    }
}

static const struct { const char *file, *expected; } corpus[] = {
  { "csv-spectrum/location_coordinates.csv",
    "[Contact Phone Number|Location Coordinates|Cities|Counties]"
    "/2095257564|37\xef\xbf\xbd""36'37.8\"N 121\xef\xbf\xbd""2'17.9\"W|Modesto|Stanislaus" },
  { "csvkit/bad.csv", "[column_a|column_b|column_c]/1|27||I'm too long!/|I'm too short!/0|mixed types.... uh oh|17" },
  { "csvkit/blanks.csv", "[a|b|c|d|e|f]/|NA|N/A|NONE|NULL|." },
  { "csvkit/date_like_number.csv", "[a]/4.5" },
  { "csvkit/dummy_col_shuffled_ragged.csv", "[b|c|a|d]/2|3|1|4" },
  { "csvkit/mac_newlines.csv", "[a|b|c]/1|2|3/Once upon\ra time|5|6" },
  { "csvkit/null_byte.csv", "[a|b|c]/|2|3" },
  { "csvkit/test_date_format.csv", "[a]/02/01/2014/31/12/2012" },
  { "csvkit/test_date_format_converted.csv", "[a]/2014-01-02/2012-12-31" },
  { "csvkit/test_empty_columns.csv", "[a|b|c|Column 4|Column 5]/a||||/||c|" },
  { "csvkit/test_header_newline.csv", "[start end|b|c]/d|e|f" },
  { "csvkit/test_latin1.csv", "[a|b|c]/1|2|3/4|5|©" },
  { "csvkit/test_locale.csv", "[a|b|c]/1,7|200.000.000|" },
  { "csvkit/test_locale_converted.csv", "[a|b|c]/1.7|200000000|" },
  { "csvkit/test_no_leading_zeroes.csv", "[a|b|c]/01|00.11|0.1" },
  { "csvkit/test_utf16_little.csv", "[a|b|c]/1|2|3/4|5|ʤ" },
  { "csvkit/test_utf8_bom.csv", "[foo|bar|baz]/1|2|3/4|5|ʤ" },
  { "commons-csv/sample1.csv",
    "[author|title|publishDate]/Dan Simmons|Hyperion|1989/Douglas Adams|The Hitchhiker's \\\"Guide\\\" to the Galaxy|1979"
    "/Douglas John|The Hitchhiker's \\\"Guide\\\" to the Mars|1979" },
  { "commons-csv/csv-141.csv",
    "/1414770317901|android.widget.EditText|pass sem1 _84*|*|0|pass sem1 _8"
    "/1414770318470|android.widget.EditText|pass sem1 _84:||0|pass sem1 _84:\\"
    "/1414770318327|android.widget.EditText|\"pass sem1!"
    "/1414770318628|android.widget.EditText|pass sem1 _84*|*|0|\"pass sem1!" },
};

static void
test_corpus (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *name = g_strconcat ("csv-nasty/", corpus[i].file, NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  if (!load_shared (name, &bytes, &length))
    return;
  g_autofree char *got = dump_bytes (bytes, length);
  g_assert_cmpstr (got, ==, corpus[i].expected);
}

/* Real exports: delimiter, encoding, preamble, rows and columns; no row with a problem or another width. */
static const struct { const char *file, *charset; char delimiter; gboolean header; guint n_skip, n_columns, n_rows, n_odd; } files[] = {
  { "csv-nasty/commons-csv/bom.csv", "UTF-8", ',', TRUE, 0, 6, 251, 0 },
  { "csv-nasty/commons-csv/japanese.csv", "UTF-8", ',', TRUE, 0, 17, 3, 0 },
  { "contacts-import/google-contacts.csv", "UTF-8", ',', TRUE, 0, 34, 54, 0 },
  { "contacts-import/google-contacts-legacy.csv", "UTF-8", ',', TRUE, 0, 56, 54, 0 },
  { "contacts-import/hubspot-contacts.csv", "UTF-8", ',', TRUE, 0, 19, 54, 0 },
  { "contacts-import/linkedin-connections.csv", "UTF-8", ',', TRUE, 2, 7, 54, 0 },
  { "contacts-import/outlook-windows-1252.csv", "windows-1252", ',', TRUE, 0, 88, 48, 0 },
  { "contacts-import/web-form-leads.csv", "UTF-8", ',', TRUE, 0, 14, 58, 0 },
  { "crm-maven-sales/accounts.csv", "UTF-8", ',', TRUE, 0, 7, 85, 0 },
  { "crm-maven-sales/products.csv", "UTF-8", ',', TRUE, 0, 3, 7, 0 },
  { "crm-maven-sales/sales_teams.csv", "UTF-8", ',', TRUE, 0, 3, 35, 0 },
  { "crm-maven-sales/sales_pipeline.csv", "UTF-8", ',', TRUE, 0, 8, 8800, 0 },
  { "crm-maven-sales/data_dictionary.csv", "UTF-8", ',', TRUE, 0, 3, 21, 0 },
  { "crm-salesforce-sample/dataloader/accountData.csv", "UTF-8", ',', TRUE, 0, 36, 423, 0 },
  { "crm-salesforce-sample/dataloader/opportunityData.csv", "UTF-8", ',', TRUE, 0, 31, 38, 0 },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF16LE.csv", "UTF-16LE", ',', TRUE, 0, 3, 2, 0 },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF32BE.csv", "UTF-32BE", ',', TRUE, 0, 3, 2, 0 },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF8.csv", "UTF-8", ',', TRUE, 0, 3, 2, 0 },
  { "ref-company-forms/companies.csv", "UTF-8", ';', FALSE, 0, 2, 1320, 0 },
  { "leads-bank-marketing/bank.csv", "UTF-8", ';', TRUE, 0, 17, 4521, 0 },
  { "churn-telco/telco-churn.csv", "UTF-8", ',', TRUE, 0, 21, 3600, 0 },
  { "dedupe-people/febrl1.csv", "UTF-8", ',', TRUE, 0, 11, 1000, 0 },
  { "dedupe-people/fake_1000.csv", "UTF-8", ',', TRUE, 0, 7, 1000, 0 },
  { "dedupe-restaurants/restaurant.csv", "UTF-8", ',', TRUE, 0, 6, 864, 0 },
  { "names-world/common-forenames-by-country.csv", "UTF-8", ',', TRUE, 0, 12, 2480, 0 },
  { "ref-countries/country-codes.csv", "UTF-8", ',', TRUE, 0, 56, 249, 0 },
  { "ref-currencies/currencies.csv", "UTF-8", ',', TRUE, 0, 11, 307, 0 },
  { "ref-exchange-rates/monthly.csv", "UTF-8", ',', TRUE, 0, 3, 17237, 0 },
  { "support-banking77/train.csv", "UTF-8", ',', TRUE, 0, 2, 10003, 0 },
  { "survey-nps/NPStimeseries.csv", "UTF-8", ',', TRUE, 0, 7, 5000, 0 },
};

static void
test_file (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  if (!load_shared (files[i].file, &bytes, &length))
    return;
  g_autoptr(TwCsvReader) reader = open_bytes (bytes, length, NULL);
  g_assert_true (tw_csv_reader_start (reader, NULL, &error));
  guint n_rows = 0, n_odd = 0;
  while (tw_csv_reader_next (reader, &error))
    {
      guint n;
      tw_csv_reader_get_cells (reader, &n);
      n_rows++;
      n_odd += tw_csv_reader_get_problem (reader) || n != tw_csv_reader_get_n_columns (reader);
    }
  g_assert_no_error (error);
  g_assert_cmpstr (tw_csv_reader_get_charset (reader), ==, files[i].charset);
  g_assert_cmpint (tw_csv_reader_get_dialect (reader)->delimiter, ==, files[i].delimiter);
  g_assert_cmpint (tw_csv_reader_get_dialect (reader)->header, ==, files[i].header);
  g_assert_cmpuint (tw_csv_reader_get_dialect (reader)->n_skip, ==, files[i].n_skip);
  g_assert_cmpuint (tw_csv_reader_get_n_columns (reader), ==, files[i].n_columns);
  g_assert_cmpuint (n_rows, ==, files[i].n_rows);
  g_assert_cmpuint (n_odd, ==, files[i].n_odd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/csv-reader/case/", cases[i].name, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/exchange/csv-reader/nul", test_nul);
  g_test_add_func ("/exchange/csv-reader/encodings", test_encodings);
  g_test_add_func ("/exchange/csv-reader/given-encoding", test_given_encoding);
  g_test_add_func ("/exchange/csv-reader/late-encoding", test_late_encoding);
  g_test_add_func ("/exchange/csv-reader/lines", test_lines);
  g_test_add_func ("/exchange/csv-reader/bounds", test_bounds);
  g_test_add_func ("/exchange/csv-reader/cancel", test_cancel);
  g_test_add_func ("/exchange/csv-reader/splits", test_splits);
  g_test_add_func ("/exchange/csv-reader/spectrum", test_spectrum);
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/csv-reader/corpus/", corpus[i].file, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_corpus);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/csv-reader/file/", files[i].file, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_file);
    }
  return g_test_run ();
}
