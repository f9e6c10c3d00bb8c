/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gio/gio.h>

#include "tw-rows.h"
#include "tw-vcard-reader.h"

/* "/Column=value|…" for each card, empty cells left out. */
static char *
dump (GInputStream *stream)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwVcardReader) reader = tw_vcard_reader_new (stream);
  GString *text = g_string_new (NULL);
  while (tw_vcard_reader_next (reader, &error))
    {
      guint n;
      gboolean any = FALSE;
      TwCell *cells = tw_vcard_reader_get_cells (reader, &n);
      g_string_append_c (text, '/');
      if (tw_vcard_reader_get_problem (reader))
        g_string_append_printf (text, "!%" G_GINT64_FORMAT, tw_vcard_reader_get_line (reader));
      else
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpuint (strlen (cells[i].text), ==, cells[i].length);
            g_assert_true (g_utf8_validate (cells[i].text, -1, NULL));
            if (cells[i].length == 0)
              continue;
            g_string_append_printf (text, "%s%s=%s", any ? "|" : "", tw_vcard_reader_get_column (reader, i), cells[i].text);
            any = TRUE;
          }
    }
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

#define CARD(version, lines) "BEGIN:VCARD\r\nVERSION:" version "\r\n" lines "END:VCARD\r\n"

static const struct { const char *input, *expected; } cases[] = {
  { CARD ("3.0", "FN:Ann\r\nEMAIL:a@x.example\r\n"), "/Full name=Ann|E-mail=a@x.example" },
  { "", "" },
  { "BEGIN:VCARD\nEND:VCARD", "/" },
  /* lines: folded, ended by LF alone, by two CR and a LF, groups, lower case, white space after the mark */
  { CARD ("3.0", "FN:An\r\n n Lee\r\nNOTE:a\\nb\\, c\\; d\r\n"), "/Full name=Ann Lee|Notes=a\nb, c; d" },
  { "begin:vcard \nversion:3.0\nfn:Ann\nend:vcard\n", "/Full name=Ann" },
  { "BEGIN:VCARD\r\r\nFN:Ann\r\r\nEND:VCARD\r\r\n", "/Full name=Ann" },
  { CARD ("3.0", "FN:Ann\r\nitem1.X-ABDATE:19750301\r\nitem1.X-ABLabel:_$!<Anniversary>!$_\r\n"), "/Full name=Ann|Anniversary=1975-03-01" },
  { CARD ("3.0", "FN:Ann\r\nitem1.X-ABRELATEDNAMES:Jo\r\nitem1.X-ABLabel:_$!<Spouse>!$_\r\n"), "/Full name=Ann|Notes=Spouse: Jo" },
  /* names */
  { CARD ("3.0", "N:Lee;Ann;Maria;Dr.;MSc\r\n"), "/Full name=Dr. Ann Maria Lee MSc|First name=Ann|Last name=Lee" },
  { CARD ("3.0", "ORG:Acme;Sales;East\r\n"), "/Full name=Acme|Company=Acme|Notes=Department: Sales, East" },
  { CARD ("2.1", "EMAIL;INTERNET:a@x.example\r\nEMAIL:b@x.example\r\n"), "/Full name=a@x.example|E-mail=a@x.example ::: b@x.example" },
  /* numbers */
  { CARD ("2.1", "FN:A\r\nTEL;CELL;PREF:1\r\nTEL;HOME:2\r\nTEL;WORK;FAX:3\r\nTEL;WORK:4\r\nTEL;PAGER:5\r\n"),
    "/Full name=A|Phone=2 ::: 4|Mobile phone=1|Notes=Fax: 3\nPager: 5" },
  { CARD ("4.0", "FN:A\r\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+1-418-262-6501\r\nTEL;VALUE=uri:tel:+1-418;ext=102\r\n"),
    "/Full name=A|Phone=+1-418 ext. 102|Mobile phone=+1-418-262-6501" },
  { CARD ("3.0", "FN:A\r\nTEL:1\r\nTEL;TYPE=HOME:1\r\n"), "/Full name=A|Phone=1" },
  /* addresses */
  { CARD ("3.0", "FN:A\r\nADR;TYPE=WORK:;Flat 2;Rue X 1;Lyon;Rh;69001;France\r\nADR;TYPE=HOME:;;Weg 3;Bern;;3000;\r\n"),
    "/Full name=A|Street=Flat 2, Rue X 1|Postal code=69001|City=Lyon|State=Rh|Country=France|Notes=Address: Weg 3, Bern, 3000" },
  /* dates */
  { CARD ("4.0", "FN:A\r\nBDAY:--0203\r\nANNIVERSARY:20090808T1430-0500\r\n"), "/Full name=A|Birthday=--02-03|Anniversary=2009-08-08" },
  { CARD ("3.0", "FN:A\r\nBDAY:1980-03-22T00:00:00Z\r\n"), "/Full name=A|Birthday=1980-03-22" },
  /* encodings */
  { CARD ("2.1", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91=\r\n=C3=91\r\n"), "/Full name=ÑÑ" },
  { CARD ("2.1", "FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller\r\n"), "/Full name=Müller" },
  { CARD ("2.1", "FN;QUOTED-PRINTABLE:M=FCller\r\n"), "/Full name=M\xef\xbf\xbdller" },
  { CARD ("3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\nNOTE:n\r\n"), "/Full name=A|Notes=n|Photo=data:;base64,/9j/4AAQSkZJRg==" },
  { CARD ("2.1", "FN:A\r\nPHOTO;JPEG;ENCODING=BASE64:\r\n /9j/4AAQ\r\n\r\n"), "/Full name=A|Photo=data:;base64,/9j/4AAQ" },
  { CARD ("4.0", "FN:A\r\nPHOTO:data:image/png;base64,iVBO\r\nPHOTO:data:image/png;base64,AAAA\r\n"), "/Full name=A|Photo=data:image/png;base64,iVBO" },
  { CARD ("3.0", "FN:A\r\nPHOTO;VALUE=uri:http://x.example/a.gif\r\n"), "/Full name=A|Notes=Photo: http://x.example/a.gif" },
  /* signs that the library would complain about */
  { CARD ("3.0", "FN:A\r\nURL:http\\://x.example\r\nNOTE:C:\\dir \\\"q\\\"\r\n"), "/Full name=A|Website=http://x.example|Notes=C:\\dir \"q\"" },
  { CARD ("2.1", "FN;ENCODING=;ENCODING=QUOTED-PRINTABLE;BASE64:=41\r\n"), "/Full name=A" },
  { CARD ("2.1", "FN;,ENCODING=QUOTED-PRINABE:A\r\n"), "/Full name=A" },
  { CARD ("3.0", "FN;X,ENCODING=QUOTED-PRINABE:A\r\n"), "/Full name=A" },
  { CARD ("3.0", "FN;-;_ENCODING=B;=,ENCODING=QUOTED-PRINABE:A\r\n"), "/Full name=A" },
  /* several values, what has no column */
  { CARD ("3.0", "FN:A\r\nCATEGORIES:x,y\r\nTITLE:Boss\r\nROLE:Chief\r\nX-EVOLUTION-MANAGER:Bo\r\nNICKNAME:An\r\n"),
    "/Full name=A|Job title=Boss|Tags=x ::: y|Notes=Role: Chief\nManager: Bo\nNickname: An" },
  /* a card in a card, two cards, one that is cut off */
  { CARD ("2.1", "FN:A\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\nNOTE:n\r\n"), "/Full name=A|Notes=n" },
  { CARD ("3.0", "FN:A\r\n") "\r\n" CARD ("3.0", "FN:B\r\n"), "/Full name=A/Full name=B" },
  { CARD ("3.0", "FN:A\r\n") "BEGIN:VCARD\r\nFN:B\r\n", "/Full name=A/!5" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (cases[i].input, strlen (cases[i].input), NULL);
      g_autofree char *got = dump (stream);
      g_assert_cmpstr (got, ==, cases[i].expected);
    }
}

/* Collects the bytes of all .vcf files below a folder. */
static void
load (const char *folder, GPtrArray *files)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
      gsize length;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        load (path, files);
      else if (g_str_has_suffix (name, ".vcf") && g_file_get_contents (path, &text, &length, NULL))
        g_ptr_array_add (files, g_bytes_new_take (g_steal_pointer (&text), length));
    }
}

static GPtrArray *
load_corpus (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TW_SHARED_DATA") ? g_getenv ("TW_SHARED_DATA") : "", "vcards", NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  load (folder, files);
  return files;
}

/* Every card of real programs names somebody. */
static void
test_corpus (void)
{
  g_autoptr(GPtrArray) files = load_corpus ();
  guint n = 0;
  if (files->len == 0)
    {
      g_test_skip ("The shared vCards are not here.");
      return;
    }
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (g_ptr_array_index (files, i));
      g_autofree char *got = dump (stream);
      g_assert_cmpuint (*got, ==, '/');
      g_assert_null (strstr (got, "/!"));
      n += strstr (got, "Full name=") != NULL;
    }
  g_assert_cmpuint (n, >=, files->len - 4);              /* some of the samples are of one property only */
}

/* Damaged cards are read as far as they go, without a word on the terminal (which would end the test). */
static void
test_damaged (void)
{
  g_autoptr(GPtrArray) files = load_corpus ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  static const char signs[] = ":;=,\\\"\r\n \t.\xc3\xff@AB=2;ENCODING=BASE64;QUOTED-PRINTABLE";
  for (guint i = 0; i < 3000 && files->len > 0; i++)
    {
      GBytes *bytes = g_ptr_array_index (files, g_rand_int_range (rand, 0, files->len));
      gsize length = MIN (g_bytes_get_size (bytes), 3000);
      g_autofree char *text = g_malloc (length + 1);
      memcpy (text, g_bytes_get_data (bytes, NULL), length);
      text[length] = 0;
      for (guint k = g_rand_int_range (rand, 1, 30); k > 0; k--)
        text[g_rand_int_range (rand, 0, length)] = signs[g_rand_int_range (rand, 0, sizeof signs - 1)];
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, length, NULL);
      g_autofree char *got = dump (stream);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/vcard-reader/cases", test_cases);
  g_test_add_func ("/exchange/vcard-reader/corpus", test_corpus);
  g_test_add_func ("/exchange/vcard-reader/damaged", test_damaged);
  return g_test_run ();
}
