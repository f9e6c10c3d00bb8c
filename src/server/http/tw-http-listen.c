/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The socket that the server listens on: a file or an address. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"

#define BACKLOG 1024

static gboolean
fail (TwHttp *http, GError **error, const char *where)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               code == EADDRINUSE ? _("Another program listens on %s already. Stop it, or choose another address.")
                                  : _("The server cannot listen on %s. Check the address and the rights."), where);
  if (http->listener >= 0)
    close (http->listener);
  http->listener = -1;
  return FALSE;
}

/* A socket file that nobody listens on is left over from a server that was killed. */
static void
remove_stale (const struct sockaddr_un *address)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct stat about;

  if (fd < 0)
    return;
  if (lstat (address->sun_path, &about) == 0 && S_ISSOCK (about.st_mode)
      && connect (fd, (const struct sockaddr *) address, sizeof *address) != 0 && errno == ECONNREFUSED)
    g_unlink (address->sun_path);
  close (fd);
}

static gboolean
listen_file (TwHttp *http, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const char *path = http->options.socket;

  errno = ENAMETOOLONG;
  http->listener = -1;
  if (strlen (path) >= sizeof address.sun_path)
    return fail (http, error, path);
  memcpy (address.sun_path, path, strlen (path) + 1);
  remove_stale (&address);
  http->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (http->listener < 0 || bind (http->listener, (struct sockaddr *) &address, sizeof address) != 0
      || chmod (path, 0660) != 0 || listen (http->listener, BACKLOG) != 0)
    return fail (http, error, path);
  return TRUE;
}

static gboolean
listen_address (TwHttp *http, GError **error)
{
  const char *text = http->options.address ? http->options.address : "127.0.0.1";
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, http->options.port);
  struct sockaddr_storage native;
  socklen_t size = sizeof native;
  int yes = 1;

  http->listener = -1;
  if (address == NULL || !g_socket_address_to_native (address, &native, sizeof native, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not an address. Give one such as 127.0.0.1 or ::1."), text);
      return FALSE;
    }
  http->listener = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (http->listener < 0)
    return fail (http, error, text);
  setsockopt (http->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind (http->listener, (struct sockaddr *) &native, (socklen_t) g_socket_address_get_native_size (address)) != 0
      || listen (http->listener, BACKLOG) != 0 || getsockname (http->listener, (struct sockaddr *) &native, &size) != 0)
    return fail (http, error, text);
  http->port = ntohs (native.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &native)->sin6_port
                                                   : ((struct sockaddr_in *) &native)->sin_port);
  return TRUE;
}

gboolean
tw_http_listen (TwHttp *http, GError **error)
{
  return http->options.socket != NULL ? listen_file (http, error) : listen_address (http, error);
}

/* The socket is closed under the number that it has, where something stays of which no event ever comes. MHD_quiesce_daemon() would take it out of
 * the set of each of the library's threads, as a thread does that wakes up meanwhile (seen with 0.9.75): the second of them finds it gone, and the library
 * ends the process. */
void
tw_http_stop_listening (TwHttp *http)
{
  int silent = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (silent >= 0 && dup3 (silent, http->listener, O_CLOEXEC) >= 0)
    {
      close (silent);
      return;
    }
  if (silent >= 0)
    close (silent);
  close (MHD_quiesce_daemon (http->daemon));
}
