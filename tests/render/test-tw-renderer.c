/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real files through the real process: what they are, what is found in them, and that a bad one takes nothing along. */
#include "config.h"

#include <glib/gstdio.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "tw-renderer.h"

static char *
dup_path (const char *name)
{
  return g_build_filename (g_getenv ("TW_SHARED_DATA") != NULL ? g_getenv ("TW_SHARED_DATA") : "../shared/data", name, NULL);
}

static gboolean
has_file (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip ("the file is not there");
  return FALSE;
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
open_it (TwRenderer  *renderer,
         const char  *password,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_open_async (renderer, password, NULL, keep_result_cb, &result);
  return tw_renderer_open_finish (renderer, wait_for (&result), error);
}

static TwPageText *
read_text (TwRenderer *renderer,
           guint       page,
           GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_read_text_async (renderer, page, TRUE, TW_URGENT, NULL, keep_result_cb, &result);
  return tw_renderer_read_text_finish (renderer, wait_for (&result), error);
}

static GBytes *
draw (TwRenderer *renderer,
      guint       page,
      double      scale,
      guint      *width,
      guint      *height,
      GError    **error)
{
  TwRenderTile tile = { .page = page, .scale = scale };
  g_autoptr(GAsyncResult) result = NULL;
  double w = 0, h = 0;

  tw_renderer_get_size (renderer, page, &w, &h);
  tile.width = *width = (guint) CLAMP (w * scale, 1, TW_RENDERER_MAX_SIDE);
  tile.height = *height = (guint) CLAMP (h * scale, 1, TW_RENDERER_MAX_SIDE);
  tw_renderer_draw_async (renderer, &tile, TW_URGENT, NULL, keep_result_cb, &result);
  return tw_renderer_draw_finish (renderer, wait_for (&result), error);
}

/* A file of its own bytes, gone when it is opened. */
static TwRenderer *
renderer_for_bytes (TwRendererKind kind,
                    const void    *bytes,
                    gsize          size)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("tw-render-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_unlink (path);
  g_assert_cmpint ((gssize) write (fd, bytes, size), ==, (gssize) size);
  return tw_renderer_new (kind, fd, NULL);
}

/* --- The samples --- */

static void
check_sample (char **columns,
              char  *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  gboolean opened = FALSE;

  g_assert_no_error (error);
  opened = open_it (renderer, NULL, &error);
  if (!opened && *columns[2] != '\0')
    {
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_PASSWORD);
      g_clear_error (&error);
      g_assert_false (open_it (renderer, "not this one", &error));
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_PASSWORD);
      g_clear_error (&error);
      opened = open_it (renderer, columns[2], &error);
    }
  if (g_str_equal (columns[4], "ok"))
    {
      guint width = 0, height = 0;
      g_autoptr(GBytes) pixels = NULL;

      g_assert_no_error (error);
      g_assert_true (opened);
      g_assert_cmpuint (tw_renderer_get_n_pages (renderer), ==, (guint) g_ascii_strtoull (columns[5], NULL, 10));
      pixels = draw (renderer, 0, 0.5, &width, &height, &error);
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
  g_autofree char *manifest = dup_path ("pdf-samples/manifest.tsv"), *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  if (!has_file (manifest))
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
      path = dup_path (name);
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
  g_assert_true (open_it (renderer, NULL, &error));
  for (guint page = 0; page < tw_renderer_get_n_pages (renderer); page++)
    {
      g_autofree char *number = g_strdup_printf ("%u", page + 1), *plain = NULL;
      const char *argv[] = { "pdftotext", "-f", number, "-l", number, "-enc", "UTF-8", "-nopgbrk", path, "-", NULL };
      g_autoptr(TwPageText) text = read_text (renderer, page, &error);

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
      g_autofree char *name = g_build_filename ("pdf-samples", folders[i], NULL), *path = dup_path (name);
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
  opened = open_it (renderer, NULL, &error);
  for (guint page = 0; opened && page < MIN (tw_renderer_get_n_pages (renderer), 3); page++)
    {
      g_autoptr(TwPageText) text = read_text (renderer, page, &error);
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
  if (program == NULL || samples->len == 0)
    {
      g_test_skip ("pdftotext or the samples are not there");
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
  g_autofree char *found = g_find_program_in_path ("pdftotext"), *google = dup_path ("pdf-samples/plain/google-doc-document.pdf");

  if (found == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  if (!has_file (google))
    return;
  check_hits (google, code);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = dup_path (names[i]);

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

/* Whatever comes is a document or a sentence; a process that ended does not keep the next one from being read. */
static void
try_mutated (GByteArray *bytes,
             guint      *n_opened,
             guint      *n_gone)
{
  g_autoptr(TwRenderer) renderer = renderer_for_bytes (TW_RENDERER_PDF, bytes->data, bytes->len);
  g_autoptr(GError) error = NULL;
  guint n = 0;

  if (open_it (renderer, NULL, &error))
    {
      (*n_opened)++;
      n = MIN (tw_renderer_get_n_pages (renderer), 2);
    }
  for (guint page = 0; page < n && error == NULL; page++)
    {
      guint width = 0, height = 0;
      g_autoptr(GBytes) pixels = draw (renderer, page, 1, &width, &height, &error);
      g_autoptr(TwPageText) text = error == NULL ? read_text (renderer, page, &error) : NULL;

      g_assert_true (pixels != NULL || error != NULL);
      g_assert_true (text != NULL || error != NULL);
    }
  if (error != NULL)
    {
      g_assert_true (error->domain == TW_RENDER_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 20);
      *n_gone += error->code == TW_RENDER_ERROR_GONE || error->code == TW_RENDER_ERROR_SLOW;
    }
  tw_renderer_close (renderer);
}

static void
test_mutated (void)
{
  guint n = g_getenv ("TW_LONG") != NULL ? 500 : 60, n_opened = 0, n_gone = 0;
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
      try_mutated (bytes, &n_opened, &n_gone);
    }
  g_test_message ("%u changed files: %u were opened, %u ended their process", n, n_opened, n_gone);
  g_assert_cmpuint (n_opened, >, n / 4);
}

/* No file at all, another kind, a program that is not there. */
static void
test_refused (void)
{
  g_autoptr(TwRenderer) empty = renderer_for_bytes (TW_RENDERER_PDF, "", 0);
  g_autoptr(TwRenderer) words = renderer_for_bytes (TW_RENDERER_PICTURE, "no picture", 10);
  g_autoptr(TwRenderer) huge = renderer_for_bytes (TW_RENDERER_PICTURE, "P6\n200000 200000\n255\n\0\0\0", 24);
  g_autoptr(GError) error = NULL;
  guint width = 0, height = 0;

  g_assert_false (open_it (empty, NULL, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_false (open_it (words, NULL, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_false (open_it (huge, NULL, &error));
  g_assert_true (error->domain == TW_RENDER_ERROR);
  g_clear_error (&error);
  g_assert_null (draw (huge, 0, 1, &width, &height, &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE);
}

/* A process that is killed at work fails what was asked of it; opening again starts another. */
static void
test_killed (void)
{
  g_autofree char *path = dup_path ("pdf-samples/plain/pdflatex-4-pages.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(GAsyncResult) one = NULL;
  g_autoptr(GAsyncResult) other = NULL;
  g_autoptr(TwPageText) text = NULL;

  if (!has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (open_it (renderer, NULL, &error));
  tw_renderer_read_text_async (renderer, 0, TRUE, TW_URGENT, NULL, keep_result_cb, &one);
  tw_renderer_read_text_async (renderer, 1, TRUE, TW_URGENT, NULL, keep_result_cb, &other);
  tw_renderer_close (renderer);
  g_assert_null (tw_renderer_read_text_finish (renderer, wait_for (&one), &error));
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE);
  g_clear_error (&error);
  g_assert_null (tw_renderer_read_text_finish (renderer, wait_for (&other), NULL));
  g_assert_true (open_it (renderer, NULL, &error));
  g_assert_no_error (error);
  text = read_text (renderer, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_page_text_get_length (text), >, 100);
  tw_renderer_close (renderer);
}

/* --- The process --- */

/* Where the kernel has them, the walls stand: this one has what Debian 12 has. */
static void
test_walls (void)
{
  g_autofree char *path = dup_path ("pdf-samples/plain/minimal-document.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;

  if (!has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (open_it (renderer, NULL, &error));
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
  g_autofree char *path = dup_path ("pdf-samples/encrypted/enc-R2_V1_U-view_O-view.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[8] = { NULL };
  g_autoptr(GAsyncResult) urgent = NULL;
  g_autoptr(TwPageText) text = NULL;
  guint n_done = 0;

  if (!has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (open_it (renderer, "view", &error));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    tw_renderer_read_text_async (renderer, i, FALSE, TW_LATER, i == 7 ? cancellable : NULL, keep_result_cb, &results[i]);
  tw_renderer_read_text_async (renderer, 20, FALSE, TW_URGENT, NULL, keep_result_cb, &urgent);
  g_cancellable_cancel (cancellable);
  text = tw_renderer_read_text_finish (renderer, wait_for (&urgent), &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (tw_page_text_get_text (text), "Potato 20"));
  for (guint i = 0; i < 7; i++)
    n_done += results[i] != NULL;
  g_assert_cmpuint (n_done, <=, 3);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(TwPageText) one = tw_renderer_read_text_finish (renderer, wait_for (&results[i]), i == 7 ? &error : NULL);

      g_assert_true ((one != NULL) == (i != 7));
      g_object_unref (results[i]);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tw_renderer_close (renderer);
}

static void
test_outline_links (void)
{
  g_autofree char *path = dup_path ("pdf-samples/plain/pdflatex-outline.pdf"), *linked = dup_path ("pdf-samples/plain/libre-office-link.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(TwRenderer) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) links_result = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) links = NULL;

  if (!has_file (path))
    return;
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (open_it (renderer, NULL, &error));
  tw_renderer_list_outline_async (renderer, NULL, keep_result_cb, &result);
  items = tw_renderer_list_outline_finish (renderer, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, >=, 8);
  g_assert_cmpstr (((TwOutlineItem *) g_ptr_array_index (items, 0))->title, ==, "Foo");
  g_assert_cmpint (((TwOutlineItem *) g_ptr_array_index (items, 0))->page, ==, 1);
  other = tw_renderer_new_for_path (TW_RENDERER_PDF, linked, NULL, &error);
  g_assert_true (open_it (other, NULL, &error));
  tw_renderer_list_links_async (other, 0, TW_URGENT, NULL, keep_result_cb, &links_result);
  links = tw_renderer_list_links_finish (other, wait_for (&links_result), &error);
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
  g_autofree char *path = dup_path ("pdf-samples/plain/pdflatex-4-pages.pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(TwRenderer) printed = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(TwPageText) text = NULL;
  guint which[] = { 2, 0 };
  int fd = -1;

  if (!has_file (path))
    return;
  g_array_append_vals (pages, which, 2);
  renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, &error);
  g_assert_true (open_it (renderer, NULL, &error));
  tw_renderer_print_async (renderer, 595, 842, pages, NULL, keep_result_cb, &result);
  fd = tw_renderer_print_finish (renderer, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  tw_renderer_close (renderer);
  printed = tw_renderer_new (TW_RENDERER_PDF, fd, NULL);
  g_assert_true (open_it (printed, NULL, &error));
  g_assert_cmpuint (tw_renderer_get_n_pages (printed), ==, 2);
  text = read_text (printed, 1, &error);
  g_assert_nonnull (strstr (tw_page_text_get_text (text), "here is some text"));
  tw_renderer_close (printed);
}

/* --- Pictures and scans --- */

/* Each letter has a place on the page, and letters of a line stand beside each other. */
static void
check_places (TwRenderer *renderer,
              TwPageText *text)
{
  const TwBox *boxes = tw_page_text_peek_boxes (text);
  double width = 0, height = 0;
  const char *c = tw_page_text_get_text (text);
  guint n_placed = 0, n_letters = 0;

  g_assert_nonnull (boxes);
  tw_renderer_get_size (renderer, 0, &width, &height);
  for (guint i = 0; *c != '\0'; c = g_utf8_next_char (c), i++)
    {
      gboolean placed = boxes[i].right > boxes[i].left && boxes[i].bottom > boxes[i].top;

      n_letters += g_unichar_isgraph (g_utf8_get_char (c));
      n_placed += placed;
      if (placed)
        g_assert_true (boxes[i].left >= 0 && boxes[i].top >= 0 && boxes[i].right <= (float) width && boxes[i].bottom <= (float) height);
    }
  g_assert_cmpuint (n_placed, >=, n_letters * 9 / 10);
}

static void
test_recognize (void)
{
  static const char *const names[] = { "phototest", "eurotext", "8071_093.3B" };
  g_autofree char *program = g_find_program_in_path ("tesseract");

  if (program == NULL)
    {
      g_test_skip ("tesseract is not installed");
      return;
    }
  for (guint i = 0; i < (g_getenv ("TW_LONG") != NULL ? 3 : 1); i++)
    {
      g_autofree char *name = g_strdup_printf ("ocr-pages/%s.tif", names[i]), *path = dup_path (name), *bare = NULL;
      g_autoptr(TwPageText) text = NULL;
      const char *argv[] = { program, path, "-", "-l", "eng", NULL };
      g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "OMP_THREAD_LIMIT", "1", TRUE);
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRenderer) renderer = NULL;
      g_autoptr(GAsyncResult) result = NULL;

      if (!has_file (path))
        return;
      g_assert_true (g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &bare, NULL, NULL, NULL));
      g_strdelimit (bare, "\f", '\0');
      renderer = tw_renderer_new_for_path (TW_RENDERER_PICTURE, path, "eng+xyz", &error);
      g_assert_no_error (error);
      g_assert_true (open_it (renderer, NULL, &error));
      tw_renderer_recognize_async (renderer, 0, NULL, keep_result_cb, &result);
      text = tw_renderer_recognize_finish (renderer, wait_for (&result), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (tw_page_text_get_text (text), ==, bare);
      check_places (renderer, text);
      tw_renderer_close (renderer);
    }
}

/* A camera held sideways says so in a part of its own behind the beginning of the file: "turn it right" is 6. */
static void
add_orientation (const char *path)
{
  static const guint8 part[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0,
                                 6, 0, 0, 0, 0, 0, 0, 0 };
  g_autofree char *bytes = NULL;
  g_autoptr(GByteArray) all = g_byte_array_new ();
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_byte_array_append (all, (const guint8 *) bytes, 2);
  g_byte_array_append (all, part, sizeof part);
  g_byte_array_append (all, (const guint8 *) bytes + 2, (guint) size - 2);
  g_assert_true (g_file_set_contents (path, (const char *) all->data, (gssize) all->len, NULL));
}

/* As long as is shown at all, and one more. */
static void
test_long_picture (void)
{
  for (guint width = 20000; width <= 20001; width++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autofree char *head = g_strdup_printf ("P6\n%u 40\n255\n", width);
      g_autoptr(TwRenderer) renderer = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) pixels = NULL;
      guint w = 0, h = 0;

      g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
      g_byte_array_set_size (bytes, (guint) strlen (head) + 3 * 40 * width);
      memset (bytes->data + strlen (head), 0xff, 3 * 40 * (gsize) width);
      renderer = renderer_for_bytes (TW_RENDERER_PICTURE, bytes->data, bytes->len);
      if (width > 20000)
        {
          g_assert_false (open_it (renderer, NULL, &error));
          g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_LARGE);
          continue;
        }
      g_assert_true (open_it (renderer, NULL, &error));
      g_assert_no_error (error);
      pixels = draw (renderer, 0, 0.1, &w, &h, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (w, ==, 2000);
      g_assert_cmphex (((const guint32 *) g_bytes_get_data (pixels, NULL))[2 * w + 1000] & 0xffffff, ==, 0xffffff);
      tw_renderer_close (renderer);
    }
}

/* Pictures of all sorts, made by ImageMagick: their size as it is shown, and the color of a place. */
static void
test_pictures (void)
{
  static const struct { const char *name, *arguments; double width, height; guint32 color; } rows[] = {
    { "plain.jpg", "-size 60x40 xc:red", 60, 40, 0xff0000 },
    { "turned.jpg", "-size 60x40 xc:red", 40, 60, 0xff0000 },
    { "cmyk.jpg", "-size 60x40 xc:red -colorspace CMYK", 60, 40, 0xff0000 },
    { "gray.png", "-size 60x40 xc:white -colorspace Gray", 60, 40, 0xffffff },
    { "deep.png", "-size 60x40 xc:blue -depth 16", 60, 40, 0x0000ff },
    { "frames.gif", "-delay 10 -size 60x40 xc:red xc:blue", 60, 40, 0xff0000 },
    { "page.tif", "-size 60x40 xc:red -compress lzw", 60, 40, 0xff0000 },
    { "icon.bmp", "-size 60x40 xc:red", 60, 40, 0xff0000 },
  };
  g_autofree char *program = g_find_program_in_path ("convert"), *folder = g_dir_make_tmp ("tw-pictures-XXXXXX", NULL);

  for (guint i = 0; program != NULL && i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (folder, rows[i].name, NULL), *line = g_strdup_printf ("%s %s %s", program, rows[i].arguments, path);
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRenderer) renderer = NULL;
      g_autoptr(GBytes) pixels = NULL;
      guint width = 0, height = 0;
      guint32 color = 0;
      int status = 0;
      double w = 0, h = 0;

      g_test_message ("%s", rows[i].name);
      g_assert_true (g_spawn_command_line_sync (line, NULL, NULL, &status, NULL) && status == 0);
      if (g_str_equal (rows[i].name, "turned.jpg"))
        add_orientation (path);
      renderer = tw_renderer_new_for_path (TW_RENDERER_PICTURE, path, NULL, &error);
      g_assert_true (open_it (renderer, NULL, &error));
      g_assert_no_error (error);
      tw_renderer_get_size (renderer, 0, &w, &h);
      g_assert_cmpfloat (w, ==, rows[i].width);
      g_assert_cmpfloat (h, ==, rows[i].height);
      pixels = draw (renderer, 0, MIN (1, 2000 / w), &width, &height, &error);
      g_assert_no_error (error);
      color = ((const guint32 *) g_bytes_get_data (pixels, NULL))[(height / 2) * width + width / 2] & 0xffffff;
      /* JPEG and CMYK are near it. */
      for (guint shift = 0; shift < 24; shift += 8)
        g_assert_cmpint (ABS ((int) (color >> shift & 0xff) - (int) (rows[i].color >> shift & 0xff)), <, 64);
      tw_renderer_close (renderer);
      g_remove (path);
    }
  if (program == NULL)
    g_test_skip ("ImageMagick is not installed");
  g_rmdir (folder);
}

/* SVG by its own loader, where there is one, and without reaching for other files. */
static void
test_svg (void)
{
  static const char picture[] = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='30' height='20'>"
                                "<rect width='30' height='20' fill='#0000ff'/><image xlink:href='file:///etc/hostname' width='9' height='9'/></svg>";
  g_autoptr(TwRenderer) renderer = renderer_for_bytes (TW_RENDERER_PICTURE, picture, strlen (picture));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pixels = NULL;
  guint width = 0, height = 0;

  if (!open_it (renderer, NULL, &error))
    {
      g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_BROKEN);
      g_test_skip ("nothing here reads SVG");
      return;
    }
  pixels = draw (renderer, 0, 1, &width, &height, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (width, ==, 30);
  g_assert_cmphex (((const guint32 *) g_bytes_get_data (pixels, NULL))[15 * width + 20] & 0xffffff, ==, 0x0000ff);
  tw_renderer_close (renderer);
}

/* Two pixels, one of them half of it: turned and made larger they are where they belong. */
static void
test_picture (void)
{
  static const char picture[] = "P3\n2 1\n255\n255 0 0 0 0 255\n";
  g_autoptr(TwRenderer) renderer = renderer_for_bytes (TW_RENDERER_PICTURE, picture, strlen (picture));
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) pixels = NULL;
  TwRenderTile turned = { .rotation = 1, .scale = 10, .width = 10, .height = 20 };
  const guint32 *p = NULL;
  double width = 0, height = 0;

  g_assert_true (open_it (renderer, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_renderer_get_n_pages (renderer), ==, 1);
  g_assert_true (tw_renderer_get_size (renderer, 0, &width, &height));
  g_assert_cmpfloat (width, ==, 2);
  g_assert_cmpfloat (height, ==, 1);
  tw_renderer_draw_async (renderer, &turned, TW_URGENT, NULL, keep_result_cb, &result);
  pixels = tw_renderer_draw_finish (renderer, wait_for (&result), &error);
  g_assert_no_error (error);
  p = g_bytes_get_data (pixels, NULL);
  /* Turned by a quarter the left one is above. */
  g_assert_cmphex (p[5 * 10 + 5], ==, 0xffff0000);
  g_assert_cmphex (p[15 * 10 + 5], ==, 0xff0000ff);
  tw_renderer_close (renderer);
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
  g_test_add_func ("/render/renderer/picture", test_picture);
  g_test_add_func ("/render/renderer/pictures", test_pictures);
  g_test_add_func ("/render/renderer/long-picture", test_long_picture);
  g_test_add_func ("/render/renderer/svg", test_svg);
  g_test_add_func ("/render/renderer/recognize", test_recognize);
  g_test_add_func ("/render/renderer/mutated", test_mutated);
  return g_test_run ();
}
