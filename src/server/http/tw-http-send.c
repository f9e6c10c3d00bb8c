/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a TwResponse to the library's answer: packing, conditions, ranges of files, and the fields that every answer has. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"
#include "tw-http-uri.h"

#define SMALL 512                                      /* bytes not worth packing */
#define LARGE 131072                                   /* bytes that take a millisecond to pack */

static gboolean
is_packable (const char *type)
{
  return type != NULL && (g_str_has_prefix (type, "text/") || g_str_has_prefix (type, "application/json")
                          || g_str_has_suffix (type, "+json") || g_str_has_prefix (type, "image/svg")
                          || g_str_has_prefix (type, "application/javascript"));
}

static void
pack (TwRequest *request)
{
  TwResponse *response = &request->response;
  const char *accept = tw_request_get_header (request, "Accept-Encoding");
  guint zstd = tw_http_coding_weight (accept, "zstd"), gzip = tw_http_coding_weight (accept, "gzip");
  GBytes *packed;

  if (response->body == NULL || response->secret || !is_packable (response->type)
      || tw_response_get_header (response, "Content-Encoding") != NULL)
    return;
  tw_response_set_header (response, "Vary", "Accept-Encoding");
  if ((zstd == 0 && gzip == 0) || g_bytes_get_size (response->body) < SMALL)
    return;
  packed = tw_http_pack (response->body, zstd >= gzip ? "zstd" : "gzip");
  if (packed == NULL)
    return;
  g_bytes_unref (response->body);
  response->body = packed;
  tw_response_set_header (response, "Content-Encoding", zstd >= gzip ? "zstd" : "gzip");
}

gboolean
tw_http_takes_time (TwRequest *request)
{
  return request->response.body != NULL && g_bytes_get_size (request->response.body) > LARGE
         && tw_request_get_header (request, "Accept-Encoding") != NULL;
}

/* Whether the list of tags has this one, by the weak comparison (RFC 9110, 13.1.2). */
static gboolean
has_tag (const char *list, const char *tag)
{
  g_auto (GStrv) items = g_strsplit (list, ",", 64);

  if (g_str_has_prefix (tag, "W/"))
    tag += 2;
  for (guint i = 0; items[i] != NULL; i++)
    {
      const char *item = g_strstrip (items[i]);

      if (strcmp (item, "*") == 0 || strcmp (g_str_has_prefix (item, "W/") ? item + 2 : item, tag) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_get (TwRequest *request)
{
  return g_strcmp0 (request->method, "GET") == 0 || g_strcmp0 (request->method, "HEAD") == 0;
}

static void
check_not_modified (TwRequest *request)
{
  const char *tag = tw_response_get_header (&request->response, "ETag");
  const char *known = tw_request_get_header (request, "If-None-Match");

  if (tag == NULL || known == NULL || request->response.status != 200 || !is_get (request) || !has_tag (known, tag))
    return;
  request->response.status = 304;
  g_clear_pointer (&request->response.body, g_bytes_unref);
  g_clear_pointer (&request->response.file, g_free);
}

void
tw_http_prepare (TwRequest *request)
{
  TwResponse *response = &request->response;

  tw_response_finish_problem (response);
  if (response->status == 0)
    response->status = 200;
  check_not_modified (request);
  pack (request);
}

/* "bytes=5-", "bytes=5-9", "bytes=-3": one range. FALSE: as if the field were not there. */
static gboolean
read_range (const char *text, goffset size, goffset *first, goffset *last, gboolean *impossible)
{
  guint64 from = 0, to = 0;
  const char *dash;
  g_autofree char *before = NULL;

  *impossible = FALSE;
  if (g_ascii_strncasecmp (text, "bytes=", 6) != 0 || strchr (text, ',') != NULL || (dash = strchr (text + 6, '-')) == NULL)
    return FALSE;
  before = g_strndup (text + 6, (gsize) (dash - text - 6));
  if ((*before != 0 && !g_ascii_string_to_unsigned (before, 10, 0, G_MAXINT64, &from, NULL))
      || (dash[1] != 0 && !g_ascii_string_to_unsigned (dash + 1, 10, 0, G_MAXINT64, &to, NULL)) || (*before == 0 && dash[1] == 0))
    return FALSE;
  if (*before != 0 && dash[1] != 0 && to < from)
    return FALSE;
  if (*before == 0)
    {
      *first = size - MIN ((goffset) to, size);
      *last = size - 1;
      *impossible = to == 0 || size == 0;
    }
  else
    {
      *first = (goffset) from;
      *last = dash[1] != 0 ? MIN ((goffset) to, size - 1) : size - 1;
      *impossible = (goffset) from >= size;
    }
  return TRUE;
}

/* A range counts only for a file with a tag, and under If-Range only for that very tag. */
static gboolean
wants_range (TwRequest *request, goffset size, goffset *first, goffset *last, gboolean *impossible)
{
  const char *range = tw_request_get_header (request, "Range"), *condition = tw_request_get_header (request, "If-Range");
  const char *tag = tw_response_get_header (&request->response, "ETag");

  if (range == NULL || tag == NULL || request->response.status != 200 || !is_get (request))
    return FALSE;
  if (condition != NULL && (g_str_has_prefix (tag, "W/") || strcmp (condition, tag) != 0))
    return FALSE;
  return read_range (range, size, first, last, impossible);
}

static struct MHD_Response *
make_empty (void)
{
  return MHD_create_response_from_buffer (0, (void *) "", MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *
make_problem (TwRequest *request, guint status, const char *type, const char *detail);

static struct MHD_Response *
make_file (TwRequest *request)
{
  TwResponse *response = &request->response;
  int fd = open (response->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat about;
  goffset first = 0, last;
  gboolean impossible = FALSE;
  g_autofree char *range = NULL;

  if (fd < 0 || fstat (fd, &about) != 0 || !S_ISREG (about.st_mode))
    {
      gboolean missing = fd < 0 && errno == ENOENT;

      if (fd >= 0)
        close (fd);
      return missing ? make_problem (request, 404, "not-found", _("There is nothing at this address. Check it."))
                     : make_problem (request, 500, "internal", _("The server cannot read the file. Tell its administrator."));
    }
  last = about.st_size - 1;
  tw_response_set_header (response, "Accept-Ranges", "bytes");
  if (wants_range (request, about.st_size, &first, &last, &impossible))
    {
      range = impossible ? g_strdup_printf ("bytes */%" G_GOFFSET_FORMAT, (goffset) about.st_size)
                         : g_strdup_printf ("bytes %" G_GOFFSET_FORMAT "-%" G_GOFFSET_FORMAT "/%" G_GOFFSET_FORMAT, first, last,
                                            (goffset) about.st_size);
      tw_response_set_header (response, "Content-Range", range);
      response->status = impossible ? 416 : 206;
    }
  if (impossible || last < first)
    {
      close (fd);
      return make_empty ();
    }
  request->sent = (gsize) (last - first + 1);
  return MHD_create_response_from_fd_at_offset64 (request->sent, fd, (guint64) first);
}

static struct MHD_Response *
make_fd (TwRequest *request)
{
  TwResponse *response = &request->response;
  struct stat about;

  if (fstat (response->fd, &about) != 0)
    return make_problem (request, 500, "internal", _("The server cannot read the file. Tell its administrator."));
  if (about.st_size == 0)
    return make_empty ();
  request->sent = (gsize) about.st_size;
  response->has_fd = FALSE;
  return MHD_create_response_from_fd64 ((guint64) about.st_size, response->fd);
}

static void
unref_cb (void *bytes)
{
  g_bytes_unref (bytes);
}

static struct MHD_Response *
make_body (TwRequest *request)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (request->response.body, &size);

  request->sent = size;
  if (size == 0)
    return make_empty ();
  return MHD_create_response_from_buffer_with_free_callback_cls (size, (void *) data, unref_cb, g_bytes_ref (request->response.body));
}

static struct MHD_Response *
make_problem (TwRequest *request, guint status, const char *type, const char *detail)
{
  tw_response_problem (&request->response, status, type, NULL, detail);
  tw_response_finish_problem (&request->response);
  return make_body (request);
}

static void
add_default (TwRequest *request, struct MHD_Response *answer, const char *name, const char *value)
{
  if (tw_response_get_header (&request->response, name) == NULL)
    MHD_add_response_header (answer, name, value);
}

static void
add_fields (TwRequest *request, struct MHD_Response *answer)
{
  TwResponse *response = &request->response;

  for (guint i = 0; i < response->n_headers; i++)
    MHD_add_response_header (answer, response->headers[i].name, response->headers[i].value);
  if (response->type != NULL && (response->body != NULL || response->file != NULL || request->sent > 0 || response->stream != NULL))
    add_default (request, answer, "Content-Type", response->type);
  add_default (request, answer, "X-Request-Id", request->id);
  add_default (request, answer, "Cache-Control", "no-store");
  /* How a browser has to take a body: an answer without one is told many times a minute to each idle client. */
  if (response->status != 204)
    {
      add_default (request, answer, "X-Content-Type-Options", "nosniff");
      add_default (request, answer, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
      add_default (request, answer, "X-Frame-Options", "DENY");
      add_default (request, answer, "Referrer-Policy", "no-referrer");
      add_default (request, answer, "Cross-Origin-Resource-Policy", "same-origin");
    }
  if (request->http->certificate != NULL)
    add_default (request, answer, "Strict-Transport-Security", "max-age=31536000");
  if (response->close || g_atomic_int_get (&request->http->stopping))
    MHD_add_response_header (answer, "Connection", "close");
}

/* On the connection's thread. */
enum MHD_Result
tw_http_send (TwRequest *request)
{
  TwResponse *response = &request->response;
  struct MHD_Response *answer;
  enum MHD_Result good;

  if (response->stream != NULL && response->status == 200 && response->body == NULL)
    {
      answer = tw_stream_make_response (response->stream, request->connection);
      tw_http_set_stream (request->socket, response->stream);
      tw_http_set_deadline (request->socket, 0);
    }
  else
    {
      answer = response->has_fd ? make_fd (request) : response->file != NULL ? make_file (request) : response->body != NULL ? make_body (request) : make_empty ();
      tw_http_set_deadline (request->socket, request->http->options.idle_timeout + (gint64) (request->sent / TW_HTTP_SLOWEST));
    }
  if (answer == NULL)
    return MHD_NO;
  add_fields (request, answer);
  good = MHD_queue_response (request->connection, response->status, answer);
  MHD_destroy_response (answer);
  return good;
}
