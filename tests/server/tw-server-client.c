/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tw-server-client.h"

/* An answer that waits for ten others, each a password that is worked out, takes many seconds on a busy machine. */
#define PATIENCE_MS 60000

int
tw_client_connect (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

int
tw_client_connect_file (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpuint (strlen (path), <, sizeof address.sun_path);
  strcpy (address.sun_path, path);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

void
tw_client_send (int fd, const char *bytes, gssize length)
{
  gsize rest = length < 0 ? strlen (bytes) : (gsize) length;

  while (rest > 0)
    {
      gssize n = send (fd, bytes, rest, MSG_NOSIGNAL);

      if (n <= 0)
        return;
      bytes += n;
      rest -= (gsize) n;
    }
}

/* FALSE: closed, or no byte in time. */
static gboolean
receive (int fd, GString *text, gint64 until, gboolean *closed)
{
  struct pollfd item = { fd, POLLIN, 0 };
  gint64 left = (until - g_get_monotonic_time ()) / 1000;
  char buffer[65536];
  gssize n;

  if (left < 0 || poll (&item, 1, (int) left) <= 0)
    return FALSE;
  n = recv (fd, buffer, sizeof buffer, 0);
  *closed |= n <= 0;
  if (n > 0)
    g_string_append_len (text, buffer, n);
  return n > 0;
}

static void
read_headers (TwAnswer *answer, const char *head, gsize length)
{
  g_autofree char *text = g_strndup (head, length);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_str_has_prefix (lines[0], "HTTP/1.1 "));
  answer->status = (guint) atoi (lines[0] + 9);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon != NULL)
        g_hash_table_insert (answer->headers, g_ascii_strdown (lines[i], colon - lines[i]), g_strstrip (g_strdup (colon + 1)));
    }
}

/* Whether all chunks are there; those that are, are joined. */
static gboolean
join_chunks (const char *text, gsize length, GString *body)
{
  gsize at = 0;

  g_string_truncate (body, 0);
  for (;;)
    {
      const char *end = g_strstr_len (text + at, (gssize) (length - at), "\r\n");
      gsize size;

      if (end == NULL)
        return FALSE;
      size = (gsize) g_ascii_strtoull (text + at, NULL, 16);
      at = (gsize) (end - text) + 2;
      if (at + size + 2 > length)
        return FALSE;
      g_string_append_len (body, text + at, (gssize) size);
      at += size + 2;
      if (size == 0)
        return TRUE;
    }
}

TwAnswer *
tw_client_read (int fd, gboolean head, guint ms)
{
  return tw_client_read_until (fd, head, NULL, ms);
}

TwAnswer *
tw_client_read_until (int fd, gboolean head, const char *word, guint ms)
{
  TwAnswer *answer = g_new0 (TwAnswer, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 until = g_get_monotonic_time () + (gint64) ms * 1000;
  char *end = NULL;
  gsize start;
  const char *length;

  answer->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  answer->body = g_string_new (NULL);
  do
    {
      while ((end = strstr (text->str, "\r\n\r\n")) == NULL && receive (fd, text, until, &answer->closed))
        ;
      if (end == NULL)
        return answer;
      start = (gsize) (end - text->str) + 4;
      read_headers (answer, text->str, start);
      if (answer->status == 100)
        g_string_erase (text, 0, (gssize) start);
    }
  while (answer->status == 100);
  length = tw_answer_header (answer, "content-length");
  if (head || answer->status == 204 || answer->status == 304)
    return answer;
  if (length != NULL)
    while (text->len - start < g_ascii_strtoull (length, NULL, 10) && receive (fd, text, until, &answer->closed))
      ;
  else
    while (!join_chunks (text->str + start, text->len - start, answer->body)
           && (word == NULL || strstr (answer->body->str, word) == NULL) && receive (fd, text, until, &answer->closed))
      ;
  if (length != NULL)
    g_string_append_len (answer->body, text->str + start, (gssize) (text->len - start));
  return answer;
}

gboolean
tw_client_is_closed (int fd, guint ms)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 until = g_get_monotonic_time () + (gint64) ms * 1000;
  gboolean closed = FALSE;

  while (receive (fd, text, until, &closed))
    ;
  return closed;
}

TwAnswer *
tw_client_ask (guint16 port, const char *request)
{
  int fd = tw_client_connect (port);
  TwAnswer *answer;

  tw_client_send (fd, request, -1);
  answer = tw_client_read (fd, g_str_has_prefix (request, "HEAD "), PATIENCE_MS);
  close (fd);
  return answer;
}

void
tw_answer_free (TwAnswer *answer)
{
  g_hash_table_unref (answer->headers);
  g_string_free (answer->body, TRUE);
  g_free (answer);
}

const char *
tw_answer_header (TwAnswer *answer, const char *name)
{
  return g_hash_table_lookup (answer->headers, name);
}
