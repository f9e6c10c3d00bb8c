/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-wal-room.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAL_HEADER 32
#define WAL_FRAME  (24 + 4096)

static gboolean
write_zeros (int file, goffset from, goffset to)
{
  static const guint8 zeros[65536];

  while (from < to)
    {
      gssize written = pwrite (file, zeros, (gsize) MIN (to - from, (goffset) sizeof zeros), from);

      if (written <= 0)
        return FALSE;
      from += written;
    }
  return TRUE;
}

/* Closing a file drops the locks that this process has on it; SQLite holds none on this one, its locks are in the index beside it. */
int
tw_wal_room_make (const char *db_path, int pages)
{
  g_autofree char *path = g_strconcat (db_path, "-wal", NULL);
  goffset wanted = WAL_HEADER + (goffset) pages * WAL_FRAME;
  int file = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  struct stat status;

  if (file < 0)
    return -1;
  if (fstat (file, &status) == 0 && status.st_size > 0 && status.st_size < wanted)
    {
      if (write_zeros (file, status.st_size, wanted) || ftruncate (file, status.st_size) != 0)
        return file;
    }
  close (file);
  return -1;
}

void
tw_wal_room_settle (int file)
{
  if (file < 0)
    return;
  fdatasync (file);
  close (file);
}
