/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-private-file.h"

static gboolean
write_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* A name is durable when its folder is. */
static gboolean
sync_folder (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

/* Two servers that start at once must not each have a file of their own: the first name stays. */
static gboolean
put_in_place (const char *temporary, const char *file, gboolean replace)
{
  if (replace)
    return rename (temporary, file) == 0;
  if (link (temporary, file) == 0 || errno == EEXIST)
    return TRUE;
  /* A file system without links. */
  return (errno == EPERM || errno == EOPNOTSUPP) && rename (temporary, file) == 0;
}

/**
 * tw_private_file_write:
 * @file: its path
 * @bytes: its content
 * @length: bytes of it
 * @replace: whether a file that is there is replaced, else it stays
 * @error: %G_IO_ERROR
 *
 * Writes a file of mode 0600 beside its place, and moves it there when it is on the disk.
 */
gboolean
tw_private_file_write (const char *file, gconstpointer bytes, gsize length, gboolean replace, GError **error)
{
  g_autofree char *temporary = g_strconcat (file, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  gboolean good = fd >= 0 && write_all (fd, bytes, length) && fsync (fd) == 0;

  if (fd >= 0)
    {
      close (fd);
      good = good && put_in_place (temporary, file, replace);
      g_unlink (temporary);
    }
  good = good && sync_folder (file);
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The file %s cannot be written. Check the rights of its folder."), file);
  return good;
}
