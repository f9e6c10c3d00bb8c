/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of any kind to the readers of files. With clang's libFuzzer (-Dfuzzers=true) it is a fuzz target; without, it is a test
 * that changes a few seeds at random for a bounded number of rounds. */
#include <string.h>
#include <gio/gio.h>

#include "tw-csv-reader.h"
#include "tw-import-date.h"
#include "tw-import-number.h"
#include "tw-json-reader.h"
#include "tw-vcard-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_cells (const TwCell *cells, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      TwDateParts parts;
      TwNumber number;
      TwDate date;
      gint64 fixed;
      g_assert_cmpuint (strlen (cells[i].text), ==, cells[i].length);
      g_assert_true (g_utf8_validate (cells[i].text, cells[i].length, NULL));
      if (tw_import_date_read (cells[i].text, &parts) >= TW_DATE_DAY)
        tw_import_date_make (&parts, TW_DATE_ORDER_DMY, &date);
      tw_number_hint (cells[i].text);
      if (tw_number_read (cells[i].text, '.', 0, &number))
        tw_number_to_fixed (&number, 4, &fixed);
    }
}

static void
read_csv (const guint8 *data, gsize size, const char *charset, const TwCsvDialect *dialect)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr(TwCsvReader) reader = tw_csv_reader_new (stream, charset);
  gint64 line = 0;
  if (!tw_csv_reader_start (reader, dialect, NULL))
    return;
  while (tw_csv_reader_next (reader, NULL))
    {
      guint n;
      const TwCell *cells = tw_csv_reader_get_cells (reader, &n);
      check_cells (cells, n);
      g_assert_cmpint (tw_csv_reader_get_line (reader), >, line);
      line = tw_csv_reader_get_line (reader);
    }
}

static void
read_json (const guint8 *data, gsize size)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr(TwJsonReader) reader = tw_json_reader_new (stream);
  while (tw_json_reader_next (reader, NULL))
    {
      guint n;
      const TwCell *cells = tw_json_reader_get_cells (reader, &n);
      check_cells (cells, n);
    }
}

static void
read_vcard (const guint8 *data, gsize size)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr(TwVcardReader) reader = tw_vcard_reader_new (stream);
  while (tw_vcard_reader_next (reader, NULL))
    {
      guint n;
      const TwCell *cells = tw_vcard_reader_get_cells (reader, &n);
      check_cells (cells, n);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const TwCsvDialect odd = { .delimiter = '\t', .quote = '\'', .escape = '\\', .comment = '#', .n_skip = 1, .header = TRUE };
  read_csv (data, size, NULL, NULL);
  read_csv (data, size, "UTF-8", &odd);
  read_json (data, size);
  read_vcard (data, size);
  return 0;
}

#ifndef TW_LIBFUZZER

static const char *const seeds[] = {
  "a,b,c\n1,2,3\n\"x \"\"y\"\"\r\nz\" , é,\r\n", "sep=;\na;b\n1,5;\"2\n3\"\n# c\n", "a\tb\r1\t'2'\r", "\xff\xfe""a\0,\0b\0\n\0",
  "{\"a\":1,\"b\":[1,{\"c\":null}],\"d\":\"\\u00e9\\ud83d\\ude00\"}\n{\"a\":-1.5e3}\n", "[{\"a\":true},{\"b\":false}]",
  "d,n\n14-Mar-14,\"1.234,56\"\n2014-03-01T10:30:15.5Z,(12)\n0/0/00,6.0E7\n", "\xef\xbb\xbf\"a\"x\",b\n\"\"\"\",\"\n",
  "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;;;\nTEL;TYPE=CELL:1\nORG:A;B\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=\n=A9\nEND:VCARD\n",
};

/* Bytes changed, cut out, doubled and put in, with a liking for those that mean something. */
static void
mutate (GRand *random, GByteArray *bytes)
{
  static const char special[] = "\",;\t|'\\\n\r\0{}[]:eE+-.0u\xff\xc3 #";
  for (int n = g_rand_int_range (random, 1, 8); n > 0; n--)
    {
      guint at = bytes->len > 0 ? (guint) g_rand_int_range (random, 0, bytes->len) : 0;
      guint8 byte = g_rand_boolean (random) ? special[g_rand_int_range (random, 0, sizeof special - 1)] : g_rand_int_range (random, 0, 256);
      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          if (bytes->len > 0)
            bytes->data[at] = byte;
          break;
        case 1:
          if (bytes->len > 0)
            g_byte_array_remove_index (bytes, at);
          break;
        case 2:
          g_byte_array_append (bytes, &byte, 1);
          if (bytes->len > 1)
            {
              memmove (bytes->data + at + 1, bytes->data + at, bytes->len - 1 - at);
              bytes->data[at] = byte;
            }
          break;
        default:
          if (bytes->len > 0 && bytes->len < 4096)
            {
              g_autofree guint8 *copy = g_memdup2 (bytes->data + at, bytes->len - at);
              g_byte_array_append (bytes, copy, bytes->len - at);
            }
        }
    }
}

/* With the address sanitizer each byte that a library asks for costs a walk up the stack. */
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 5000
#else
#define ROUNDS 20000
#endif

static void
test_bounded (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  for (guint round = 0; round < ROUNDS; round++)
    {
      static const gsize utf16_length = 8;
      guint seed = round % G_N_ELEMENTS (seeds);
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      gsize length = seed == 3 ? utf16_length : strlen (seeds[seed]);
      g_byte_array_append (bytes, (const guint8 *) seeds[seed], length);
      mutate (random, bytes);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/fuzz/rows", test_bounded);
  return g_test_run ();
}

#endif
