/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reading process says may be anything: messages that are cut, too large or nonsense are refused, and nothing is read beyond
 * their end. */
#include "config.h"

#include <string.h>

#include "tw-renderer-private.h"

static GByteArray *
make_text (guint n_boxes,
           guint n_told)
{
  GByteArray *message = g_byte_array_new ();

  tw_render_wire_put_text (message, "ab\303\251", 100);
  tw_render_wire_put_u32 (message, n_told);
  for (guint i = 0; i < 4 * n_boxes; i++)
    tw_render_wire_put_float (message, (float) i);
  return message;
}

static void
test_text (void)
{
  g_autoptr(GByteArray) good = make_text (3, 3);
  g_autoptr(GByteArray) lying = make_text (3, 200000000);
  g_autoptr(TwPageText) text = tw_render_answer_text (good->data, good->len);
  g_autoptr(GArray) boxes = NULL;

  g_assert_nonnull (text);
  g_assert_cmpuint (tw_page_text_get_length (text), ==, 3);
  boxes = tw_page_text_get_boxes (text, 0, 1);
  g_assert_cmpuint (boxes->len, ==, 1);
  for (gsize size = 0; size < good->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (good->data, size);

      g_assert_null (tw_render_answer_text (cut, size));
    }
  g_assert_null (tw_render_answer_text (lying->data, lying->len));
  /* Half a character is no text. */
  good->data[good->len - 4 * 12 - 4 - 1] = 'x';
  g_assert_null (tw_render_answer_text (good->data, good->len));
}

static void
test_numbers (void)
{
  static const double odd[] = { 0.0, -1, 1e300, 20001 };
  const double nan = strtod ("nan", NULL);

  for (guint i = 0; i <= G_N_ELEMENTS (odd); i++)
    {
      g_autoptr(GByteArray) message = g_byte_array_new ();
      double sizes[2];

      tw_render_wire_put_u32 (message, 1);
      tw_render_wire_put_double (message, 100);
      tw_render_wire_put_double (message, i < G_N_ELEMENTS (odd) ? odd[i] : nan);
      g_assert_false (tw_render_answer_sizes (message->data, message->len, 1, sizes));
    }
}

static void
test_outline (void)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  g_autoptr(GPtrArray) items = NULL;

  tw_render_wire_put_u32 (message, 2);
  for (guint i = 0; i < 2; i++)
    {
      tw_render_wire_put_u32 (message, 9);
      tw_render_wire_put_u32 (message, i == 0 ? 3 : 7);
      tw_render_wire_put_text (message, "Heading", 100);
    }
  items = tw_render_answer_outline (message->data, message->len, 5);
  g_assert_nonnull (items);
  /* None is deeper than one below the one before, and none leads out of the document. */
  g_assert_cmpuint (((TwOutlineItem *) g_ptr_array_index (items, 0))->depth, ==, 0);
  g_assert_cmpuint (((TwOutlineItem *) g_ptr_array_index (items, 1))->depth, ==, 1);
  g_assert_cmpint (((TwOutlineItem *) g_ptr_array_index (items, 0))->page, ==, 3);
  g_assert_cmpint (((TwOutlineItem *) g_ptr_array_index (items, 1))->page, ==, -1);
}

/* Any bytes at all. */
static void
test_random (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 20000; round++)
    {
      gsize size = (gsize) g_rand_int_range (random, 0, 90);
      g_autofree guint8 *bytes = g_malloc (size + 1), *exact = NULL;
      TwRenderOpened opened = { 0 };
      double sizes[8];
      TwPageText *text = NULL;
      GPtrArray *list = NULL;

      for (gsize i = 0; i < size; i++)
        bytes[i] = (guint8) (g_rand_int_range (random, 0, 3) == 0 ? g_rand_int_range (random, 0, 256) : g_rand_int_range (random, 0, 4) == 0);
      exact = g_memdup2 (bytes, size);
      if ((text = tw_render_answer_text (exact, size)) != NULL)
        tw_page_text_unref (text);
      if ((list = tw_render_answer_links (exact, size, 9)) != NULL)
        g_ptr_array_unref (list);
      if ((list = tw_render_answer_outline (exact, size, 9)) != NULL)
        g_ptr_array_unref (list);
      if (tw_render_answer_opened (exact, size, &opened))
        g_free (opened.sizes);
      tw_render_answer_sizes (exact, size, 4, sizes);
      g_error_free (tw_render_answer_fault (exact, size));
    }
}

/* Ways to write what is looked for. */
static void
test_find (void)
{
  static const struct { const char *text, *words; guint n; } cases[] = {
    { "Caf\303\251 caf\303\251 CAFE\314\201", "cafe", 3 }, { "Stra\303\237e STRASSE", "strasse", 2 }, { "of\357\254\201ce", "office", 1 },
    { "one\ntwo", "one two", 1 }, { "one \n  two", "one two", 1 }, { "aaaa", "aa", 2 }, { "", "a", 0 }, { "a", "", 0 }, { "a", "  ", 0 },
    { "so\302\255ft", "soft", 1 }, { "\331\205\330\261\330\255\330\250\330\247", "\330\261\330\255", 1 }, { "a\302\240b", "a b", 1 },
    { "mach-\nine ma-\r\nchine", "machine", 2 }, { "well-\nknown well-known", "well-known", 2 }, { "a -\n b", "a b", 0 }, { "3-\n4", "34", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwPageText) text = tw_page_text_new (cases[i].text, NULL, 0);
      g_autoptr(GArray) spans = tw_page_text_find (text, cases[i].words);

      g_test_message ("%s", cases[i].words);
      g_assert_cmpuint (spans->len, ==, cases[i].n);
    }
}

static void
test_places (void)
{
  TwBox boxes[] = { { 0, 0, 10, 10 }, { 10, 0, 20, 10 }, { 20, 0, 20, 10 }, { 0, 12, 10, 22 }, { 10, 12, 20, 22 } };
  g_autoptr(TwPageText) text = tw_page_text_new ("ab\ncd", boxes, 5);
  g_autoptr(GArray) lines = tw_page_text_get_boxes (text, 0, 5);
  g_autofree char *piece = tw_page_text_dup_span (text, 1, 4);
  TwTextSpan line = tw_page_text_get_line (text, 4), word = tw_page_text_get_word (text, 1);

  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpstr (piece, ==, "b\nc");
  g_assert_cmpuint (tw_page_text_find_place (text, 1, 5), ==, 0);
  g_assert_cmpuint (tw_page_text_find_place (text, 9, 5), ==, 1);
  g_assert_cmpuint (tw_page_text_find_place (text, 100, 5), ==, 2);
  g_assert_cmpuint (tw_page_text_find_place (text, 100, 500), ==, 5);
  g_assert_cmpuint (line.start, ==, 3);
  g_assert_cmpuint (line.end, ==, 5);
  g_assert_cmpuint (word.end, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/wire/text", test_text);
  g_test_add_func ("/render/wire/numbers", test_numbers);
  g_test_add_func ("/render/wire/outline", test_outline);
  g_test_add_func ("/render/wire/random", test_random);
  g_test_add_func ("/render/wire/find", test_find);
  g_test_add_func ("/render/wire/places", test_places);
  return g_test_run ();
}
