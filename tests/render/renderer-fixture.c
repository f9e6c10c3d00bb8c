/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "renderer-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

char *
fixture_dup_path (const char *name)
{
  return g_build_filename (g_getenv ("TW_SHARED_DATA") != NULL ? g_getenv ("TW_SHARED_DATA") : "../shared/data", name, NULL);
}

gboolean
fixture_has_file (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip ("the file is not there");
  return FALSE;
}

void
fixture_keep_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GAsyncResult *
fixture_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

gboolean
fixture_open (TwRenderer  *renderer,
              const char  *password,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_open_async (renderer, password, NULL, fixture_keep_cb, &result);
  return tw_renderer_open_finish (renderer, fixture_wait (&result), error);
}

TwPageText *
fixture_read_text (TwRenderer *renderer,
                   guint       page,
                   GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_read_text_async (renderer, page, TRUE, TW_URGENT, NULL, fixture_keep_cb, &result);
  return tw_renderer_read_text_finish (renderer, fixture_wait (&result), error);
}

GBytes *
fixture_draw (TwRenderer *renderer,
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
  tw_renderer_draw_async (renderer, &tile, TW_URGENT, NULL, fixture_keep_cb, &result);
  return tw_renderer_draw_finish (renderer, fixture_wait (&result), error);
}

/* A file of its own bytes, gone when it is opened. */
TwRenderer *
fixture_new (TwRendererKind kind,
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
