/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures and scans through the real process. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "renderer-fixture.h"

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

  g_assert_nonnull (program);
  for (guint i = 0; i < (g_getenv ("TW_LONG") != NULL ? 3 : 1); i++)
    {
      g_autofree char *name = g_strdup_printf ("ocr-pages/%s.tif", names[i]), *path = fixture_dup_path (name), *bare = NULL;
      g_autoptr(TwPageText) text = NULL;
      const char *argv[] = { program, path, "-", "-l", "eng", NULL };
      g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "OMP_THREAD_LIMIT", "1", TRUE);
      g_autoptr(GError) error = NULL;
      g_autoptr(TwRenderer) renderer = NULL;
      g_autoptr(GAsyncResult) result = NULL;

      if (!fixture_has_file (path))
        return;
      g_assert_true (g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &bare, NULL, NULL, NULL));
      g_strdelimit (bare, "\f", '\0');
      renderer = tw_renderer_new_for_path (TW_RENDERER_PICTURE, path, "eng+xyz", &error);
      g_assert_no_error (error);
      g_assert_true (fixture_open (renderer, NULL, &error));
      tw_renderer_recognize_async (renderer, 0, NULL, fixture_keep_cb, &result);
      text = tw_renderer_recognize_finish (renderer, fixture_wait (&result), &error);
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
      renderer = fixture_new (TW_RENDERER_PICTURE, bytes->data, bytes->len);
      if (width > 20000)
        {
          g_assert_false (fixture_open (renderer, NULL, &error));
          g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_LARGE);
          continue;
        }
      g_assert_true (fixture_open (renderer, NULL, &error));
      g_assert_no_error (error);
      pixels = fixture_draw (renderer, 0, 0.1, &w, &h, &error);
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

  g_assert_nonnull (program);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
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
      g_assert_true (fixture_open (renderer, NULL, &error));
      g_assert_no_error (error);
      tw_renderer_get_size (renderer, 0, &w, &h);
      g_assert_cmpfloat (w, ==, rows[i].width);
      g_assert_cmpfloat (h, ==, rows[i].height);
      pixels = fixture_draw (renderer, 0, MIN (1, 2000 / w), &width, &height, &error);
      g_assert_no_error (error);
      color = ((const guint32 *) g_bytes_get_data (pixels, NULL))[(height / 2) * width + width / 2] & 0xffffff;
      /* JPEG and CMYK are near it. */
      for (guint shift = 0; shift < 24; shift += 8)
        g_assert_cmpint (ABS ((int) (color >> shift & 0xff) - (int) (rows[i].color >> shift & 0xff)), <, 64);
      tw_renderer_close (renderer);
      g_remove (path);
    }
  g_rmdir (folder);
}

/* SVG by its own loader, and without reaching for other files. */
static void
test_svg (void)
{
  static const char picture[] = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='30' height='20'>"
                                "<rect width='30' height='20' fill='#0000ff'/><image xlink:href='file:///etc/hostname' width='9' height='9'/></svg>";
  g_autoptr(TwRenderer) renderer = fixture_new (TW_RENDERER_PICTURE, picture, strlen (picture));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pixels = NULL;
  guint width = 0, height = 0;

  g_assert_true (fixture_open (renderer, NULL, &error));
  g_assert_no_error (error);
  pixels = fixture_draw (renderer, 0, 1, &width, &height, &error);
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
  g_autoptr(TwRenderer) renderer = fixture_new (TW_RENDERER_PICTURE, picture, strlen (picture));
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) pixels = NULL;
  TwRenderTile turned = { .rotation = 1, .scale = 10, .width = 10, .height = 20 };
  const guint32 *p = NULL;
  double width = 0, height = 0;

  g_assert_true (fixture_open (renderer, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_renderer_get_n_pages (renderer), ==, 1);
  g_assert_true (tw_renderer_get_size (renderer, 0, &width, &height));
  g_assert_cmpfloat (width, ==, 2);
  g_assert_cmpfloat (height, ==, 1);
  tw_renderer_draw_async (renderer, &turned, TW_URGENT, NULL, fixture_keep_cb, &result);
  pixels = tw_renderer_draw_finish (renderer, fixture_wait (&result), &error);
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
  g_test_add_func ("/render/renderer/picture", test_picture);
  g_test_add_func ("/render/renderer/pictures", test_pictures);
  g_test_add_func ("/render/renderer/long-picture", test_long_picture);
  g_test_add_func ("/render/renderer/svg", test_svg);
  g_test_add_func ("/render/renderer/recognize", test_recognize);
  return g_test_run ();
}
