/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A renderer before its document is open, and what is known of it then. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>

#include "tw-renderer-private.h"

/**
 * tw_renderer_find_kind:
 * @content_type: what a file is, as GIO names it
 * @kind: (out): the kind that reads it
 *
 * Returns: whether any does
 */
gboolean
tw_renderer_find_kind (const char     *content_type,
                       TwRendererKind *kind)
{
  static const char *const pictures[] = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp", "image/svg+xml", "image/svg+xml-compressed",
    "image/x-portable-anymap", "image/x-portable-pixmap", "image/x-portable-graymap", "image/x-portable-bitmap", "image/x-tga",
    "image/vnd.microsoft.icon", "image/x-icon", "image/x-xpixmap", "image/avif", "image/heif",
  };
  g_autofree char *mime = g_content_type_get_mime_type (content_type);

  *kind = TW_RENDERER_PDF;
  if (mime == NULL)
    return FALSE;
  if (g_content_type_is_a (content_type, "application/pdf"))
    return TRUE;
  *kind = TW_RENDERER_PICTURE;
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (g_str_equal (mime, pictures[i]))
      return TRUE;
  return FALSE;
}

/**
 * tw_renderer_new:
 * @kind: what the file is
 * @file: (transfer full): it, open for reading
 * @languages: (nullable): to recognize text in
 *
 * Returns: (transfer full): a renderer whose document is not open yet
 */
TwRenderer *
tw_renderer_new (TwRendererKind kind,
                 int            file,
                 const char    *languages)
{
  TwRenderer *self = g_object_new (TW_TYPE_RENDERER, NULL);

  self->kind = kind;
  self->file = file;
  self->languages = g_strdup (languages);
  return self;
}

/**
 * tw_renderer_new_for_path:
 * @kind: what the file is
 * @path: where it is
 * @languages: (nullable): to recognize text in
 * @error: when it cannot be read
 *
 * Returns: (transfer full) (nullable): a renderer whose document is not open yet
 */
TwRenderer *
tw_renderer_new_for_path (TwRendererKind kind,
                          const char    *path,
                          const char    *languages,
                          GError       **error)
{
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  int code = errno;

  if (file >= 0)
    return tw_renderer_new (kind, file, languages);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("The file cannot be read (%s). Try again, or attach it again."),
               g_strerror (code));
  return NULL;
}

/**
 * tw_renderer_new_twin:
 * @self: a renderer whose document is open
 *
 * Two processes read a long document in half the time.
 *
 * Returns: (transfer full) (nullable): another one of the same file and password, not open yet
 */
TwRenderer *
tw_renderer_new_twin (TwRenderer *self)
{
  TwRenderer *twin = NULL;
  int file = -1;

  g_return_val_if_fail (TW_IS_RENDERER (self), NULL);
  file = fcntl (self->file, F_DUPFD_CLOEXEC, 0);
  if (file < 0)
    return NULL;
  twin = tw_renderer_new (self->kind, file, self->languages);
  twin->password = g_strdup (self->password);
  return twin;
}

/**
 * tw_renderer_get_password:
 * @self: a renderer
 *
 * Returns: (transfer none) (nullable): the password that it was opened with
 */
const char *
tw_renderer_get_password (TwRenderer *self)
{
  g_return_val_if_fail (TW_IS_RENDERER (self), NULL);
  return self->password;
}

/**
 * tw_renderer_get_kind:
 * @self: a renderer
 *
 * Returns: what its file is
 */
TwRendererKind
tw_renderer_get_kind (TwRenderer *self)
{
  g_return_val_if_fail (TW_IS_RENDERER (self), TW_RENDERER_PDF);
  return self->kind;
}

/**
 * tw_renderer_get_n_pages:
 * @self: a renderer
 *
 * Returns: how many pages its document has; 0 before it is open
 */
guint
tw_renderer_get_n_pages (TwRenderer *self)
{
  g_return_val_if_fail (TW_IS_RENDERER (self), 0);
  return self->n_pages;
}

/**
 * tw_renderer_get_size:
 * @self: a renderer
 * @page: number of a page, from 0
 * @width: (out): points, or pixels of a picture
 * @height: (out): points
 *
 * Returns: whether it is known, and not only as large as the first one
 */
gboolean
tw_renderer_get_size (TwRenderer *self,
                      guint       page,
                      double     *width,
                      double     *height)
{
  guint known = page < self->n_sizes ? page : 0;

  g_return_val_if_fail (TW_IS_RENDERER (self), FALSE);
  *width = self->n_sizes > 0 ? self->sizes[2 * known] : 595;
  *height = self->n_sizes > 0 ? self->sizes[2 * known + 1] : 842;
  return page < self->n_sizes;
}

/**
 * tw_renderer_knows_sizes:
 * @self: a renderer
 *
 * Returns: whether the sizes of all pages are known
 */
gboolean
tw_renderer_knows_sizes (TwRenderer *self)
{
  g_return_val_if_fail (TW_IS_RENDERER (self), FALSE);
  return self->n_sizes >= self->n_pages;
}
