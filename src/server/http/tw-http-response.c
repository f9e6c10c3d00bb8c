/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tw-http-private.h"

void
tw_response_clear (TwResponse *response)
{
  g_clear_pointer (&response->body, g_bytes_unref);
  g_clear_pointer (&response->file, g_free);
  if (response->has_fd)
    close (response->fd);
  response->has_fd = FALSE;
  g_clear_pointer (&response->stream, tw_stream_unref);
  if (response->problem != NULL)
    g_string_free (g_steal_pointer (&response->problem), TRUE);
}

static guint
find_header (TwResponse *response, const char *name)
{
  guint i = 0;

  while (i < response->n_headers && g_ascii_strcasecmp (response->headers[i].name, name) != 0)
    i++;
  return i;
}

const char *
tw_response_get_header (TwResponse *response, const char *name)
{
  guint i = find_header (response, name);

  return i < response->n_headers ? response->headers[i].value : NULL;
}

static const char *
copy (TwResponse *response, const char *text)
{
  return tw_http_arena_copy (response->arena, text, strlen (text));
}

/**
 * tw_response_set_status:
 * @response: an answer
 * @status: of RFC 9110; 200 without
 */
void
tw_response_set_status (TwResponse *response, guint status)
{
  g_return_if_fail (status >= 200 && status < 600);
  response->status = status;
}

/**
 * tw_response_set_header:
 * @response: an answer
 * @name: of the field; a field that is there already is replaced, but for Set-Cookie
 * @value: visible characters: CR, LF and NUL are a programming error and are not sent
 */
void
tw_response_set_header (TwResponse *response, const char *name, const char *value)
{
  guint at;

  for (const char *p = value; *p; p++)
    g_return_if_fail ((guchar) *p >= 0x20 && *p != 0x7f);
  at = g_ascii_strcasecmp (name, "Set-Cookie") == 0 ? response->n_headers : find_header (response, name);
  g_return_if_fail (at < TW_HTTP_MAX_ANSWER_FIELDS);
  if (at == response->n_headers)
    response->headers[response->n_headers++].name = copy (response, name);
  response->headers[at].value = copy (response, value);
}

/**
 * tw_response_take_body:
 * @response: an answer
 * @type: its media type
 * @body: (transfer full): the bytes
 */
void
tw_response_take_body (TwResponse *response, const char *type, GBytes *body)
{
  response->type = copy (response, type);
  g_clear_pointer (&response->body, g_bytes_unref);
  response->body = body;
}

/**
 * tw_response_take_json:
 * @response: an answer
 * @json: (transfer full): the text
 */
void
tw_response_take_json (TwResponse *response, GString *json)
{
  tw_response_take_body (response, "application/json", g_string_free_to_bytes (json));
}

/**
 * tw_response_set_file:
 * @response: an answer
 * @type: its media type
 * @file: a path of the server's own making, never one from a client. A file that is not there becomes 404
 *
 * Ranges are served when the handler set an ETag.
 */
void
tw_response_set_file (TwResponse *response, const char *type, const char *file)
{
  response->type = copy (response, type);
  g_free (response->file);
  response->file = g_strdup (file);
}

/**
 * tw_response_take_fd:
 * @response: an answer
 * @type: its media type
 * @fd: (transfer full): a file that is open for reading; it may have no name any more
 *
 * The whole file is sent, whatever its size, and closed.
 */
void
tw_response_take_fd (TwResponse *response, const char *type, int fd)
{
  g_return_if_fail (fd >= 0 && !response->has_fd);
  response->type = copy (response, type);
  response->fd = fd;
  response->has_fd = TRUE;
}

/**
 * tw_response_set_secret:
 * @response: an answer with a token, password or code
 *
 * It is not packed, because the size would tell about the secret beside chosen text (BREACH), and nobody keeps it.
 */
void
tw_response_set_secret (TwResponse *response)
{
  response->secret = TRUE;
  tw_response_set_header (response, "Cache-Control", "no-store");
}
