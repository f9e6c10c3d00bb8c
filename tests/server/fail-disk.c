/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into a server: its disk fails on command. The file TW_FAIL_STATE holds an errno as one 32-bit number, 0 for a disk that works; what is
 * meant is everything below TW_FAIL_FOLDER. With 0x10000 added only syncing fails. */
#undef _FILE_OFFSET_BITS                              /* open() and open64() are two here */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#define SYNC_ONLY 0x10000                              /* beside the errno */

static volatile int32_t *state;

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

__attribute__ ((constructor)) static void
begin (void)
{
  const char *file = getenv ("TW_FAIL_STATE");
  int fd = file != NULL ? NEXT (open64) (file, O_RDONLY | O_CLOEXEC) : -1;
  void *map = fd >= 0 ? mmap (NULL, sizeof *state, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (map != MAP_FAILED)
    state = map;
  if (fd >= 0)
    close (fd);
}

static int
fails_at (const char *path, int is_sync)
{
  const char *folder = getenv ("TW_FAIL_FOLDER");
  int32_t now = state != NULL ? *state : 0;

  if (now == 0 || folder == NULL || strncmp (path, folder, strlen (folder)) != 0 || (!is_sync && (now & SYNC_ONLY)))
    return 0;
  errno = now & ~SYNC_ONLY;
  return 1;
}

static int
fails (int fd, int is_sync)
{
  char link[64], path[PATH_MAX];
  ssize_t n;

  if (state == NULL || *state == 0)
    return 0;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, path, sizeof path - 1);
  if (n < 0)
    return 0;
  path[n] = 0;
  return fails_at (path, is_sync);
}

ssize_t
pwrite64 (int fd, const void *data, size_t n, off64_t offset)
{
  return fails (fd, 0) ? -1 : NEXT (pwrite64) (fd, data, n, offset);
}

ssize_t
write (int fd, const void *data, size_t n)
{
  return fails (fd, 0) ? -1 : NEXT (write) (fd, data, n);
}

int
ftruncate64 (int fd, off64_t length)
{
  return fails (fd, 0) ? -1 : NEXT (ftruncate64) (fd, length);
}

int
fdatasync (int fd)
{
  return fails (fd, 1) ? -1 : NEXT (fdatasync) (fd);
}

int
fsync (int fd)
{
  return fails (fd, 1) ? -1 : NEXT (fsync) (fd);
}

static int
is_for_writing (int flags)
{
  return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
}

int
open64 (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = flags & (O_CREAT | O_TMPFILE) ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return is_for_writing (flags) && fails_at (path, 0) ? -1 : NEXT (open64) (path, flags, mode);
}

int
open (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = flags & (O_CREAT | O_TMPFILE) ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return is_for_writing (flags) && fails_at (path, 0) ? -1 : NEXT (open) (path, flags, mode);
}
