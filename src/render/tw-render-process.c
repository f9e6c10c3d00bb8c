/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tw-renderer-private.h"

#define MAP_SIZE ((gsize) TW_RENDER_N_SLOTS * TW_RENDER_SLOT_SIZE)

/* Beside this program in the folder that it was built in, else where it was installed. */
static char *
dup_program (void)
{
  const char *given = g_getenv ("TRADEWIND_RENDER");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL), *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, "..", "render", "tradewind-render", NULL) : NULL;

  if (given != NULL)
    return g_strdup (given);
  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (TW_LIBEXEC_DIR, "tradewind-render", NULL);
}

/* What finds fonts and languages; nothing of the session. One thread: more could not be made behind the walls. */
static char **
dup_environment (void)
{
  static const char *const kept[] = {
    "PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    "TESSDATA_PREFIX", "TRADEWIND_RENDER_SECONDS", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", NULL
  };
  char **environment = g_new0 (char *, 1);

  for (guint i = 0; kept[i] != NULL; i++)
    if (g_getenv (kept[i]) != NULL)
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  return g_environ_setenv (environment, "OMP_THREAD_LIMIT", "1", TRUE);
}

static gboolean
fail (GError    **error,
      const char *what)
{
  int code = errno;

  g_set_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_FAILED, _("Documents cannot be read now: %s (%s). Close some programs and try again."),
               what, g_strerror (code));
  return FALSE;
}

/* The other end writes into it, but cannot make it smaller under our hands. */
static gboolean
make_map (TwRenderProcess *self,
          int             *fd,
          GError         **error)
{
  void *map = NULL;

  *fd = memfd_create ("tradewind-pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (*fd < 0 || ftruncate (*fd, (off_t) MAP_SIZE) != 0 || fcntl (*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return fail (error, "memfd");
  map = mmap (NULL, MAP_SIZE, PROT_READ, MAP_SHARED, *fd, 0);
  if (map == MAP_FAILED)
    return fail (error, "mmap");
  self->map = map;
  return TRUE;
}

static gboolean
spawn (TwRenderProcess *self,
       TwRendererKind   kind,
       int              talk,
       int              file,
       int              map,
       const char      *languages,
       GError         **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto(GStrv) environment = dup_environment ();
  g_autofree char *program = dup_program ();

  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_take_fd (launcher, talk, TW_RENDER_FD_TALK);
  g_subprocess_launcher_take_fd (launcher, fcntl (file, F_DUPFD_CLOEXEC, 0), TW_RENDER_FD_FILE);
  g_subprocess_launcher_take_fd (launcher, map, TW_RENDER_FD_MAP);
  g_subprocess_launcher_take_fd (launcher, fcntl (self->paper, F_DUPFD_CLOEXEC, 0), TW_RENDER_FD_PAPER);
  self->process = g_subprocess_launcher_spawn (launcher, error, program, kind == TW_RENDERER_PDF ? "pdf" : "picture", languages, NULL);
  return self->process != NULL;
}

/**
 * tw_render_process_start:
 * @kind: what the file is
 * @file: it, open for reading
 * @languages: (nullable): to recognize text in
 * @error: why it cannot be started
 *
 * Returns: (transfer full) (nullable): a process that waits for requests
 */
TwRenderProcess *
tw_render_process_start (TwRendererKind kind,
                         int            file,
                         const char    *languages,
                         GError       **error)
{
  g_autoptr(TwRenderProcess) self = g_new0 (TwRenderProcess, 1);
  int ends[2] = { -1, -1 }, map = -1;

  self->talk = self->paper = -1;
  self->reading = g_cancellable_new ();
  if (!make_map (self, &map, error))
    {
      if (map >= 0)
        close (map);
      return NULL;
    }
  self->paper = memfd_create ("tradewind-paper", MFD_CLOEXEC);
  if (self->paper < 0 || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      fail (error, "socket");
      close (map);
      return NULL;
    }
  self->talk = ends[0];
  self->answers = g_unix_input_stream_new (self->talk, TRUE);
  return spawn (self, kind, ends[1], file, map, languages, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tw_render_process_free:
 * @process: a process
 *
 * Ends it.
 */
void
tw_render_process_free (TwRenderProcess *process)
{
  g_cancellable_cancel (process->reading);
  if (process->process != NULL)
    g_subprocess_force_exit (process->process);
  g_clear_object (&process->process);
  g_clear_object (&process->answers);
  g_clear_object (&process->reading);
  if (process->paper >= 0)
    close (process->paper);
  if (process->map != NULL)
    munmap ((void *) process->map, MAP_SIZE);
  g_free (process);
}

/**
 * tw_render_process_send:
 * @process: a process
 * @header: of a request
 * @payload: of it
 *
 * Returns: whether it could be sent at once; a process that does not take it is of no use any more
 */
gboolean
tw_render_process_send (TwRenderProcess      *process,
                        const TwRenderHeader *header,
                        GByteArray           *payload)
{
  g_autoptr(GByteArray) message = g_byte_array_sized_new (sizeof *header + payload->len);
  gssize sent = 0;

  g_byte_array_append (message, (const guint8 *) header, sizeof *header);
  g_byte_array_append (message, payload->data, payload->len);
  /* The largest, pages to be printed, is sent alone to a process that reads: waiting a moment for it is safe. */
  for (gsize at = 0; at < message->len; at += (gsize) sent)
    {
      sent = send (process->talk, message->data + at, message->len - at, MSG_NOSIGNAL | (message->len < 64 * 1024 ? MSG_DONTWAIT : 0));
      if (sent < 0 && errno == EINTR)
        sent = 0;
      else if (sent <= 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_render_process_take_paper:
 * @process: a process that has printed
 * @error: of the system
 *
 * Returns: a descriptor of a copy that nobody else can change, at its start; -1 on error
 */
int
tw_render_process_take_paper (TwRenderProcess *process,
                              GError         **error)
{
  g_autofree char *buffer = g_malloc (1 << 16);
  int copy = memfd_create ("tradewind-print", MFD_CLOEXEC);
  off_t at = 0;
  gssize n = 0;

  while (copy >= 0 && (n = pread (process->paper, buffer, 1 << 16, at)) > 0)
    {
      if (write (copy, buffer, (gsize) n) != n)
        {
          n = -1;
          break;
        }
      at += n;
    }
  if (copy < 0 || n < 0 || lseek (copy, 0, SEEK_SET) != 0)
    {
      fail (error, "print");
      if (copy >= 0)
        close (copy);
      return -1;
    }
  /* Room for the next. */
  if (ftruncate (process->paper, 0) == 0)
    lseek (process->paper, 0, SEEK_SET);
  return copy;
}
