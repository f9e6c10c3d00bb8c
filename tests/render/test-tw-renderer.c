/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real files through the real process: what they are, what is found in them, and that a bad one takes nothing along. */
#include "config.h"

#include <glib/gstdio.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "renderer-fixture.h"

/* --- The samples --- */

static void
check_sample (char **columns,
              char  *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  gboolean opened = FALSE;

  g_assert_no_error (error);
  opened = fixture_open (renderer, NULL, &error);
  if (!opened && *columns[2] != '\0')
    {
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_PASSWORD);
      g_clear_error (&error);
      g_assert_false (fixture_open (renderer, "not this one", &error));
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_PASSWORD);
      g_clear_error (&error);
      opened = fixture_open (renderer, columns[2], &error);
    }
  if (g_str_equal (columns[4], "ok"))
    {
      guint width = 0, height = 0;
      g_autoptr(GBytes) pixels = NULL;

      g_assert_no_error (error);
      g_assert_true (opened);
      g_assert_cmpuint (tw_renderer_get_n_pages (renderer), ==, (guint) g_ascii_strtoull (columns[5], NULL, 10));
      pixels = fixture_draw (renderer, 0, 0.5, &width, &height, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (pixels), ==, width * height * 4);
    }
  else
    {
      g_assert_false (opened);
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
  tw_renderer_close (renderer);
}

/* As the manifest says: pages, passwords, and which ones are refused. */
static void
test_samples (void)
{
  g_autofree char *manifest = fixture_dup_path ("pdf-samples/manifest.tsv"), *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  if (!fixture_has_file (manifest))
    return;
  g_assert_true (g_file_get_contents (manifest, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = g_strsplit (lines[i], "\t", -1);
      g_autofree char *name = NULL, *path = NULL;

      if (g_strv_length (columns) < 9)
        continue;
      name = g_build_filename ("pdf-samples", columns[0], NULL);
      path = fixture_dup_path (name);
      g_test_message ("%s", columns[0]);
      check_sample (columns, path);
      n++;
    }
  g_assert_cmpuint (n, ==, 57);
}

/* --- Hits --- */

/* As pdftotext's text is searched: any run of spaces and line ends is one space. */
static guint
count_plain (const char *text,
             const char *words)
{
  g_autoptr(TwPageText) page = tw_page_text_new (text, NULL, 0);
  g_autoptr(GArray) spans = tw_page_text_find (page, words);

  return spans->len;
}

static void
check_hits (const char *path,
            const char *const *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (fixture_open (renderer, NULL, &error));
  for (guint page = 0; page < tw_renderer_get_n_pages (renderer); page++)
    {
      g_autofree char *number = g_strdup_printf ("%u", page + 1), *plain = NULL;
      const char *argv[] = { "pdftotext", "-f", number, "-l", number, "-enc", "UTF-8", "-nopgbrk", path, "-", NULL };
      g_autoptr(TwPageText) text = fixture_read_text (renderer, page, &error);

      g_assert_no_error (error);
      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &plain, NULL,
                                   NULL, NULL));
      for (guint i = 0; words[i] != NULL; i++)
        {
          g_autoptr(GArray) spans = tw_page_text_find (text, words[i]);

          g_assert_cmpuint (spans->len, ==, count_plain (plain, words[i]));
          for (guint k = 0; k < spans->len; k++)
            {
              const TwTextSpan *span = &g_array_index (spans, TwTextSpan, k);
              g_autoptr(GArray) boxes = tw_page_text_get_boxes (text, span->start, span->end);

              g_assert_cmpuint (boxes->len, >=, 1);
            }
        }
    }
  tw_renderer_close (renderer);
}

static GPtrArray *
list_samples (void)
{
  GPtrArray *samples = g_ptr_array_new ();
  static const char *const folders[] = { "plain", "forms", "encrypted", "broken", "scanned" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *name = g_build_filename ("pdf-samples", folders[i], NULL), *path = fixture_dup_path (name);
      g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
      const char *file = NULL;

      while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
        if (g_str_has_suffix (file, ".pdf"))
          g_ptr_array_add (samples, g_build_filename (path, file, NULL));
    }
  return samples;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The longest words of the first pages are found as often as in what pdftotext reads. FALSE: it opens without a password, or has no words. */
static gboolean
check_words (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean opened = FALSE;

  g_assert_no_error (error);
  opened = fixture_open (renderer, NULL, &error);
  for (guint page = 0; opened && page < MIN (tw_renderer_get_n_pages (renderer), 3); page++)
    {
      g_autoptr(TwPageText) text = fixture_read_text (renderer, page, &error);
      g_auto(GStrv) all = text != NULL ? g_strsplit_set (tw_page_text_get_text (text), " \n\t", -1) : NULL;

      for (guint i = 0; all != NULL && all[i] != NULL && words->len < 8; i++)
        if (g_utf8_strlen (all[i], -1) >= 5 && g_str_is_ascii (all[i]))
          g_ptr_array_add (words, g_strdup (all[i]));
    }
  tw_renderer_close (renderer);
  if (words->len == 0)
    return FALSE;
  g_ptr_array_add (words, NULL);
  g_test_message ("%s: %u words", path, words->len - 1);
  check_hits (path, (const char *const *) words->pdata);
  return TRUE;
}

/* What can be found in each of the samples is what pdftotext reads, the words of their own text: all of them when there is time. */
static void
test_all_texts (void)
{
  g_autoptr(GPtrArray) samples = list_samples ();
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  guint n_compared = 0, step = 0;

  g_ptr_array_set_free_func (samples, g_free);
  g_assert_nonnull (program);
  if (samples->len == 0)
    {
      g_test_skip ("the samples are not there");
      return;
    }
  g_ptr_array_sort (samples, compare_names);
  step = g_getenv ("TW_LONG") != NULL ? 1 : MAX (samples->len / 12, 1);
  for (guint i = 0; i < samples->len; i += step)
    n_compared += check_words (g_ptr_array_index (samples, i));
  g_test_message ("%u of %u samples have words, and the same", n_compared, samples->len);
  g_assert_cmpuint (n_compared, >=, g_getenv ("TW_LONG") != NULL ? 30 : 6);
}

static void
test_hits (void)
{
  static const char *const latin[] = { "lorem", "DOLOR", "consetetur sadipscing", "text", "Here is", "e", "nowhere at all", NULL };
  static const char *const code[] = { "better than", "BEAUTIFUL", "the", NULL };
  static const char *const names[] = {
    "pdf-samples/plain/minimal-document.pdf", "pdf-samples/plain/pdflatex-4-pages.pdf", "pdf-samples/plain/multicolumn.pdf",
    "pdf-samples/plain/pdflatex-outline.pdf", "pdf-samples/plain/crazyones-pdfa.pdf",
  };
  g_autofree char *found = g_find_program_in_path ("pdftotext"), *google = fixture_dup_path ("pdf-samples/plain/google-doc-document.pdf");

  g_assert_nonnull (found);
  if (!fixture_has_file (google))
    return;
  check_hits (google, code);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = fixture_dup_path (names[i]);

      check_hits (path, latin);
    }
}

/* --- Bad files --- */

/* Bytes turned, cut out, doubled, or numbers made huge. */
static void
mutate (GRand      *random,
        GByteArray *bytes)
{
  static const char *const texts[] = { "99999999999", "-1", "0 0 R", "<<", "endobj", "/Kids [1 0 R]", "/FlateDecode", "1 0 obj" };

  for (int n = g_rand_int_range (random, 1, 12); n > 0 && bytes->len > 16; n--)
    {
      guint at = (guint) g_rand_int_range (random, 0, (gint32) bytes->len - 12), length = (guint) g_rand_int_range (random, 1, 12);
      const char *text = texts[g_rand_int_range (random, 0, G_N_ELEMENTS (texts))];

      switch (g_rand_int_range (random, 0, 5))
        {
        case 0:
          bytes->data[at] = (guint8) g_rand_int_range (random, 0, 256);
          break;
        case 1:
          g_byte_array_remove_range (bytes, at, length);
          break;
        case 2:
          bytes->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
          break;
        case 3:
          memcpy (bytes->data + at, text, MIN (strlen (text), 12));
          break;
        default:
          if (g_rand_int_range (random, 0, 20) == 0)
            g_byte_array_set_size (bytes, at + 12);
          break;
        }
    }
}

/* Whatever comes is a document or a sentence; a process that ended does not keep the next one from being read. Which ones end it is told. */
static void
try_mutated (GByteArray *bytes,
             guint       number,
             guint      *n_opened,
             guint      *n_slow,
             guint      *n_gone)
{
  g_autoptr(TwRenderer) renderer = fixture_new (TW_RENDERER_PDF, bytes->data, bytes->len);
  g_autoptr(GError) error = NULL;
  guint n = 0;

  if (fixture_open (renderer, NULL, &error))
    {
      (*n_opened)++;
      n = MIN (tw_renderer_get_n_pages (renderer), 2);
    }
  for (guint page = 0; page < n && error == NULL; page++)
    {
      guint width = 0, height = 0;
      g_autoptr(GBytes) pixels = fixture_draw (renderer, page, 1, &width, &height, &error);
      g_autoptr(TwPageText) text = error == NULL ? fixture_read_text (renderer, page, &error) : NULL;

      g_assert_true (pixels != NULL || error != NULL);
      g_assert_true (text != NULL || error != NULL);
    }
  if (error != NULL)
    {
      g_assert_true (error->domain == TW_RENDER_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 20);
      *n_slow += error->code == TW_RENDER_ERROR_SLOW;
      *n_gone += error->code == TW_RENDER_ERROR_GONE;
      if (error->code == TW_RENDER_ERROR_GONE)
        g_test_message ("changed file %u ended its process", number);
    }
  tw_renderer_close (renderer);
}

static void
test_mutated (void)
{
  guint n = g_getenv ("TW_LONG") != NULL ? 500 : 60, n_opened = 0, n_slow = 0, n_gone = 0;
  g_autoptr(GPtrArray) samples = list_samples ();
  g_autoptr(GRand) random = g_rand_new_with_seed (20261121);

  if (samples->len == 0)
    {
      g_test_skip ("the samples are not there");
      return;
    }
  g_ptr_array_set_free_func (samples, g_free);
  g_ptr_array_sort (samples, compare_names);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;
      gsize size = 0;
      g_autoptr(GByteArray) bytes = g_byte_array_new ();

      g_assert_true (g_file_get_contents (g_ptr_array_index (samples, i % samples->len), &text, &size, NULL));
      g_byte_array_append (bytes, (const guint8 *) text, (guint) size);
      mutate (random, bytes);
      try_mutated (bytes, i, &n_opened, &n_slow, &n_gone);
    }
  g_test_message ("%u changed files: %u were opened, %u took too long, %u ended their process", n, n_opened, n_slow, n_gone);
  g_assert_cmpuint (n_opened, >, n / 4);
  /* Bytes of chance find no fault of Poppler's, and nothing that wants as much as the limits of renderer-limits. */
  g_assert_cmpuint (n_gone, ==, 0);
  g_assert_cmpuint (n_slow, <=, n / 100);
}

/* No file at all, another kind, a program that is not there. */
static void
test_refused (void)
{
  g_autoptr(TwRenderer) empty = fixture_new (TW_RENDERER_PDF, "", 0);
  g_autoptr(TwRenderer) words = fixture_new (TW_RENDERER_PICTURE, "no picture", 10);
  g_autoptr(TwRenderer) huge = fixture_new (TW_RENDERER_PICTURE, "P6\n200000 200000\n255\n\0\0\0", 24);
  g_autoptr(GError) error = NULL;
  guint width = 0, height = 0;

  g_assert_false (fixture_open (empty, NULL, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_false (fixture_open (words, NULL, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_false (fixture_open (huge, NULL, &error));
  g_assert_true (error->domain == TW_RENDER_ERROR);
  g_clear_error (&error);
  g_assert_null (fixture_draw (huge, 0, 1, &width, &height, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE);
}

/* A process that is killed at work fails what was asked of it; opening again starts another. */
static void
test_killed (void)
{
  g_autofree char *path = fixture_dup_path ("pdf-samples/plain/pdflatex-4-pages.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(GAsyncResult) one = NULL;
  g_autoptr(GAsyncResult) other = NULL;
  g_autoptr(TwPageText) text = NULL;

  if (!fixture_has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (fixture_open (renderer, NULL, &error));
  tw_renderer_read_text_async (renderer, 0, TRUE, TW_URGENT, NULL, fixture_keep_cb, &one);
  tw_renderer_read_text_async (renderer, 1, TRUE, TW_URGENT, NULL, fixture_keep_cb, &other);
  tw_renderer_close (renderer);
  g_assert_null (tw_renderer_read_text_finish (renderer, fixture_wait (&one), &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE);
  g_clear_error (&error);
  g_assert_null (tw_renderer_read_text_finish (renderer, fixture_wait (&other), NULL));
  g_assert_true (fixture_open (renderer, NULL, &error));
  g_assert_no_error (error);
  text = fixture_read_text (renderer, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_page_text_get_length (text), >, 100);
  tw_renderer_close (renderer);
}

/* --- The process --- */

/* Where the kernel has them, the walls stand: this one has what Debian 12 has. */
static void
test_walls (void)
{
  g_autofree char *path = fixture_dup_path ("pdf-samples/plain/minimal-document.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;

  if (!fixture_has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (fixture_open (renderer, NULL, &error));
  if (tw_renderer_is_walled (renderer))
    g_test_message ("the process can read no file but fonts, and has no network");
  else
    g_test_skip ("this kernel does not wall processes off");
  tw_renderer_close (renderer);
}

/* The urgent ones first, and those that nobody waits for not at all. */
static void
test_order (void)
{
  g_autofree char *path = fixture_dup_path ("pdf-samples/encrypted/enc-R2_V1_U-view_O-view.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[8] = { NULL };
  g_autoptr(GAsyncResult) urgent = NULL;
  g_autoptr(TwPageText) text = NULL;
  guint n_done = 0;

  if (!fixture_has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (fixture_open (renderer, "view", &error));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    tw_renderer_read_text_async (renderer, i, FALSE, TW_LATER, i == 7 ? cancellable : NULL, fixture_keep_cb, &results[i]);
  tw_renderer_read_text_async (renderer, 20, FALSE, TW_URGENT, NULL, fixture_keep_cb, &urgent);
  g_cancellable_cancel (cancellable);
  text = tw_renderer_read_text_finish (renderer, fixture_wait (&urgent), &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (tw_page_text_get_text (text), "Potato 20"));
  for (guint i = 0; i < 7; i++)
    n_done += results[i] != NULL;
  g_assert_cmpuint (n_done, <=, 3);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(TwPageText) one = tw_renderer_read_text_finish (renderer, fixture_wait (&results[i]), i == 7 ? &error : NULL);

      g_assert_true ((one != NULL) == (i != 7));
      g_object_unref (results[i]);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tw_renderer_close (renderer);
}

static void
test_outline_links (void)
{
  g_autofree char *path = fixture_dup_path ("pdf-samples/plain/pdflatex-outline.pdf");
  g_autofree char *linked = fixture_dup_path ("pdf-samples/plain/libre-office-link.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(TwRenderer) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) links_result = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) links = NULL;

  if (!fixture_has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (fixture_open (renderer, NULL, &error));
  tw_renderer_list_outline_async (renderer, NULL, fixture_keep_cb, &result);
  items = tw_renderer_list_outline_finish (renderer, fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, >=, 8);
  g_assert_cmpstr (((TwOutlineItem *) g_ptr_array_index (items, 0))->title, ==, "Foo");
  g_assert_cmpint (((TwOutlineItem *) g_ptr_array_index (items, 0))->page, ==, 1);
  other = tw_renderer_new_for_path (TW_RENDERER_PDF, linked, NULL, &error);
  g_assert_true (fixture_open (other, NULL, &error));
  tw_renderer_list_links_async (other, 0, TW_URGENT, NULL, fixture_keep_cb, &links_result);
  links = tw_renderer_list_links_finish (other, fixture_wait (&links_result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (links->len, ==, 1);
  g_assert_true (g_str_has_prefix (((TwPageLink *) g_ptr_array_index (links, 0))->address, "http"));
  tw_renderer_close (renderer);
  tw_renderer_close (other);
}

/* Pages for a printer are pages with text. */
static void
test_print (void)
{
  g_autofree char *path = fixture_dup_path ("pdf-samples/plain/pdflatex-4-pages.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(TwRenderer) printed = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(TwPageText) text = NULL;
  guint which[] = { 2, 0 };
  int fd = -1;

  if (!fixture_has_file (path))
    return;
  g_array_append_vals (pages, which, 2);
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (fixture_open (renderer, NULL, &error));
  tw_renderer_print_async (renderer, 595, 842, pages, NULL, fixture_keep_cb, &result);
  fd = tw_renderer_print_finish (renderer, fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  tw_renderer_close (renderer);
  printed = tw_renderer_new (TW_RENDERER_PDF, fd, NULL);
  g_assert_true (fixture_open (printed, NULL, &error));
  g_assert_cmpuint (tw_renderer_get_n_pages (printed), ==, 2);
  text = fixture_read_text (printed, 1, &error);
  g_assert_nonnull (strstr (tw_page_text_get_text (text), "here is some text"));
  tw_renderer_close (printed);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/renderer/samples", test_samples);
  g_test_add_func ("/render/renderer/hits", test_hits);
  g_test_add_func ("/render/renderer/all-texts", test_all_texts);
  g_test_add_func ("/render/renderer/refused", test_refused);
  g_test_add_func ("/render/renderer/killed", test_killed);
  g_test_add_func ("/render/renderer/walls", test_walls);
  g_test_add_func ("/render/renderer/order", test_order);
  g_test_add_func ("/render/renderer/outline-links", test_outline_links);
  g_test_add_func ("/render/renderer/print", test_print);
  g_test_add_func ("/render/renderer/mutated", test_mutated);
  return g_test_run ();
}
