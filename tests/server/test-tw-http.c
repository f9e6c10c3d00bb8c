/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as well-behaved clients send them: routes, methods, bodies, packing, files, conditions, problems. */
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "tw-http-pack.h"
#include "tw-server-client.h"
#include "tw-server-fixture.h"

static TwHttp *http;
static guint16 port;

#define HOST "Host: localhost\r\n"
#define JSON "Content-Type: application/json\r\n"

typedef struct { const char *request; guint status; const char *body; } Case;

/* body: a part of it; NULL: empty. */
static const Case cases[] = {
  { "GET /echo HTTP/1.1\r\n" HOST "\r\n", 200, "GET /echo\n" },
  { "GET /inline?a=1&b=%C3%A9+x HTTP/1.1\r\n" HOST "\r\n", 200, "a=1\nb=é x\n" },
  { "GET /echo?flag HTTP/1.1\r\n" HOST "\r\n", 200, "flag=\n" },
  { "GET /echo?a=b=c HTTP/1.1\r\n" HOST "\r\n", 200, "a=b=c\n" },
  { "GET /echo? HTTP/1.1\r\n" HOST "\r\n", 200, "GET /echo\n" },
  { "GET http://localhost/echo HTTP/1.1\r\n" HOST "\r\n", 200, "GET /echo\n" },
  { "GET /items/42 HTTP/1.1\r\n" HOST "\r\n", 200, "id:42\n" },
  { "GET /items/a%20b HTTP/1.1\r\n" HOST "\r\n", 200, "id:a b\n" },
  { "GET /items/new HTTP/1.1\r\n" HOST "\r\n", 200, "the new one" },
  { "DELETE /items/42 HTTP/1.1\r\n" HOST "\r\n", 200, "DELETE /items/42" },
  { "DELETE /items/new HTTP/1.1\r\n" HOST "\r\n", 405, "problem/method" },
  { "GET /items/ HTTP/1.1\r\n" HOST "\r\n", 404, "problem/not-found" },
  { "GET /items/42/x HTTP/1.1\r\n" HOST "\r\n", 404, "problem/not-found" },
  { "GET /rest/a/b/c HTTP/1.1\r\n" HOST "\r\n", 200, "path:a/b/c\n" },
  { "GET /rest HTTP/1.1\r\n" HOST "\r\n", 404, "problem/not-found" },
  { "GET / HTTP/1.1\r\n" HOST "\r\n", 404, "problem/not-found" },
  { "HEAD /echo HTTP/1.1\r\n" HOST "\r\n", 200, NULL },
  { "HEAD /nothing HTTP/1.1\r\n" HOST "\r\n", 404, NULL },
  { "OPTIONS /echo HTTP/1.1\r\n" HOST "\r\n", 204, NULL },
  { "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 204, NULL },
  { "PATCH /echo HTTP/1.1\r\n" HOST "\r\n", 405, "problem/method" },
  { "GET /wait HTTP/1.1\r\n" HOST "\r\n", 405, "problem/method" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", 200, "hello" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200, "POST /echo" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello", 200, "hello" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Encoding: identity\r\n\r\nhello", 200, "hello" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Encoding: br\r\n\r\nhello", 415, "problem/content-coding" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello", 400, "problem/malformed" },
  { "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Encoding: zstd\r\n\r\nhello", 400, "problem/malformed" },
  { "PUT /echo HTTP/1.1\r\n" HOST "Content-Length: 1025\r\n\r\n", 413, "problem/body-too-large" },
  { "GET /echo HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx", 413, "problem/body-too-large" },
  { "POST /json HTTP/1.1\r\n" HOST JSON "Content-Length: 7\r\n\r\n{\"a\":1}", 200, "{\"a\":1}" },
  { "POST /json HTTP/1.1\r\n" HOST "Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n[]", 200, "[]" },
  { "POST /json HTTP/1.1\r\n" HOST "Content-Type: application/merge-patch+json\r\nContent-Length: 2\r\n\r\n[]", 200, "[]" },
  { "POST /json HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n[]", 415, "problem/media-type" },
  { "POST /json HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n[]", 415, "problem/media-type" },
  { "POST /json HTTP/1.1\r\n" HOST JSON "Content-Length: 1\r\n\r\n{", 400, "problem/json" },
  { "POST /json HTTP/1.1\r\n" HOST JSON "Content-Length: 13\r\n\r\n{\"a\":1,\"a\":2}", 400, "problem/json" },
  { "POST /json HTTP/1.1\r\n" HOST JSON "Content-Length: 0\r\n\r\n", 400, "problem/json" },
  { "POST /json HTTP/1.1\r\n" HOST JSON "Content-Length: 66\r\n\r\n"
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", 400, "problem/json" },
  { "GET /invalid HTTP/1.1\r\n" HOST "\r\n", 422,
    "\"errors\":[{\"field\":\"name\",\"code\":\"required\",\"message\":\"A name is \\\"needed\\\".\"},{\"field\":\"stage\"" },
  { "GET /echo HTTP/1.1\r\n" HOST "X-Deny: 1\r\n\r\n", 403, "problem/denied" },
  { "GET /echo HTTP/1.1\r\n" HOST "X-Echo: a\r\nX-Echo: b\r\n\r\n", 200, "x-echo:a, b\n" },
  { "GET /echo HTTP/1.1\r\n" HOST "X-Echo:\t a \t\r\n\r\n", 200, "x-echo:a\n" },
  { "GET /echo HTTP/1.1\r\n" HOST "X-Echo:\r\nX-Other: b\r\n\r\n", 200, "x-echo:\n" },
  { "GET /echo HTTP/1.0\r\n\r\n", 200, "GET /echo" },
  { "\r\nGET /echo HTTP/1.1\r\n" HOST "\r\n", 200, "GET /echo" },
};

static void
test_requests (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_ask (port, cases[i].request);

      g_test_message ("%s → %u %s", cases[i].request, answer->status, answer->body->str);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_nonnull (tw_answer_header (answer, "x-request-id"));
      /* There is nothing to be sniffed at where nothing comes. */
      g_assert_cmpstr (tw_answer_header (answer, "x-content-type-options"), ==, answer->status != 204 ? "nosniff" : NULL);
      if (cases[i].body == NULL)
        g_assert_cmpuint (answer->body->len, ==, 0);
      else
        g_assert_nonnull (strstr (answer->body->str, cases[i].body));
      if (answer->status >= 400 && cases[i].body != NULL)
        g_assert_cmpstr (tw_answer_header (answer, "content-type"), ==, "application/problem+json");
    }
}

static void
test_allow (void)
{
  g_autoptr (TwAnswer) options = tw_client_ask (port, "OPTIONS /echo HTTP/1.1\r\n" HOST "\r\n");
  g_autoptr (TwAnswer) refused = tw_client_ask (port, "PATCH /items/7 HTTP/1.1\r\n" HOST "\r\n");

  g_assert_cmpstr (tw_answer_header (options, "allow"), ==, "GET, HEAD, POST, PUT, OPTIONS");
  g_assert_cmpstr (tw_answer_header (refused, "allow"), ==, "GET, HEAD, DELETE, OPTIONS");
}

/* One connection, many requests, also after refusals. */
static void
test_keep_alive (void)
{
  static const char *const requests[] = {
    "GET /nothing HTTP/1.1\r\n" HOST "\r\n", "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
    "PATCH /echo HTTP/1.1\r\n" HOST "\r\n", "OPTIONS /echo HTTP/1.1\r\n" HOST "\r\n",
  };
  static const guint statuses[] = { 404, 200, 405, 204 };
  int fd = tw_client_connect (port);

  for (guint i = 0; i < 80; i++)
    {
      g_autoptr (TwAnswer) answer = NULL;

      tw_client_send (fd, requests[i % 4], -1);
      answer = tw_client_read (fd, FALSE, 5000);
      g_assert_cmpuint (answer->status, ==, statuses[i % 4]);
      g_assert_null (tw_answer_header (answer, "connection"));
    }
  close (fd);
}

static TwAnswer *
ask_big (const char *path, const char *accept)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\n" HOST "Accept-Encoding: %s\r\n\r\n", path, accept);

  return tw_client_ask (port, request);
}

static void
test_packed_answers (void)
{
  static const struct { const char *path, *accept, *coding; } rows[] = {
    { "/big", "gzip", "gzip" }, { "/big", "zstd", "zstd" }, { "/big", "gzip, deflate, br, zstd", "zstd" },
    { "/big", "gzip;q=1.0, zstd;q=0.5", "gzip" }, { "/big", "br", NULL }, { "/big", "gzip;q=0", NULL }, { "/big", "", NULL },
    { "/secret", "gzip, zstd", NULL }, { "/echo", "gzip", NULL },
  };
  g_autoptr (TwAnswer) plain = ask_big ("/big", "identity");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TwAnswer) answer = ask_big (rows[i].path, rows[i].accept);
      g_autoptr (TwHttpUnpacker) unpacker = tw_http_unpacker_new (rows[i].coding, 1 << 24);
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (tw_answer_header (answer, "content-encoding"), ==, rows[i].coding);
      g_assert_true (tw_http_unpacker_feed (unpacker, answer->body->str, answer->body->len, out, &error));
      g_assert_true (tw_http_unpacker_end (unpacker, &error));
      if (g_str_equal (rows[i].path, "/big"))
        g_assert_cmpmem (out->data, out->len, plain->body->str, plain->body->len);
    }
}

static TwAnswer *
post_packed (const char *path, GBytes *body, const char *coding)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *head = g_strdup_printf ("POST %s HTTP/1.1\r\n" HOST "Content-Encoding: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                           path, coding, length);
  int fd = tw_client_connect (port);
  TwAnswer *answer;

  tw_client_send (fd, head, -1);
  tw_client_send (fd, data, (gssize) length);
  answer = tw_client_read (fd, FALSE, 10000);
  close (fd);
  return answer;
}

static void
test_packed_bodies (void)
{
  static const char *const codings[] = { "gzip", "zstd" };

  for (guint i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      g_autofree char *text = g_strnfill (200000, 'x');
      g_autoptr (GBytes) good = g_bytes_new (text, 200000);
      g_autoptr (GBytes) packed = tw_http_pack (good, codings[i]);
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) - 3);
      g_autoptr (GBytes) bomb_raw = g_bytes_new_take (g_malloc0 (32 << 20), 32 << 20);
      g_autoptr (GBytes) bomb = tw_http_pack (bomb_raw, codings[i]);
      g_autoptr (TwAnswer) answer = post_packed ("/echo", packed, codings[i]);
      g_autoptr (TwAnswer) early = post_packed ("/echo", cut, codings[i]);
      g_autoptr (TwAnswer) boom = post_packed ("/echo", bomb, codings[i]);
      g_autoptr (TwAnswer) file = post_packed ("/upload", packed, codings[i]);
      g_autoptr (TwAnswer) file_boom = post_packed ("/upload", bomb, codings[i]);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpuint (answer->body->len, >, 200000);
      g_assert_cmpuint (early->status, ==, 400);
      g_assert_cmpuint (boom->status, ==, 413);
      g_assert_cmpuint (file->status, ==, 200);
      g_assert_cmpstr (file->body->str, ==, "{\"bytes\":200000}");
      g_assert_cmpuint (file_boom->status, ==, 413);
    }
}

static void
test_files (void)
{
  static const struct { const char *fields; guint status; const char *range; gsize length; } rows[] = {
    { "", 200, NULL, 1000 },
    { "Range: bytes=0-9\r\n", 206, "bytes 0-9/1000", 10 },
    { "Range: bytes=990-\r\n", 206, "bytes 990-999/1000", 10 },
    { "Range: bytes=990-5000\r\n", 206, "bytes 990-999/1000", 10 },
    { "Range: bytes=-1\r\n", 206, "bytes 999-999/1000", 1 },
    { "Range: bytes=-5000\r\n", 206, "bytes 0-999/1000", 1000 },
    { "Range: bytes=1000-\r\n", 416, "bytes */1000", 0 },
    { "Range: bytes=-0\r\n", 416, "bytes */1000", 0 },
    { "Range: bytes=9-1\r\n", 200, NULL, 1000 },
    { "Range: bytes=0-1,5-6\r\n", 200, NULL, 1000 },
    { "Range: bytes=-\r\n", 200, NULL, 1000 },
    { "Range: lines=0-1\r\n", 200, NULL, 1000 },
    { "Range: bytes=99999999999999999999-\r\n", 200, NULL, 1000 },
    { "Range: bytes=0-9\r\nIf-Range: \"v1\"\r\n", 206, "bytes 0-9/1000", 10 },
    { "Range: bytes=0-9\r\nIf-Range: \"v0\"\r\n", 200, NULL, 1000 },
    { "If-None-Match: \"v1\"\r\n", 304, NULL, 0 },
    { "If-None-Match: \"v0\", W/\"v1\"\r\n", 304, NULL, 0 },
    { "If-None-Match: *\r\n", 304, NULL, 0 },
    { "If-None-Match: \"v0\"\r\n", 200, NULL, 1000 },
  };
  g_autofree char *contents = g_strnfill (1000, 'a');
  g_autofree char *dir = g_dir_make_tmp ("tw-http-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (dir, "file", NULL);
  g_autoptr (TwAnswer) missing = NULL;

  g_assert_true (g_file_set_contents (file, contents, 1000, NULL));
  tw_fixture_set_file (file);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *request = g_strdup_printf ("GET /file HTTP/1.1\r\n" HOST "%s\r\n", rows[i].fields);
      g_autoptr (TwAnswer) answer = tw_client_ask (port, request);

      g_test_message ("%s", rows[i].fields);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_cmpstr (tw_answer_header (answer, "content-range"), ==, rows[i].range);
      g_assert_cmpuint (answer->body->len, ==, rows[i].length);
    }
  g_unlink (file);
  missing = tw_client_ask (port, "GET /file HTTP/1.1\r\n" HOST "\r\n");
  g_assert_cmpuint (missing->status, ==, 404);
  g_rmdir (dir);
}

static void
test_metrics (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  tw_http_print_metrics (http, text);
  g_assert_nonnull (strstr (text->str, "tradewind_http_requests_total{route=\"/items/{id}\",method=\"GET\",status=\"200\"} "));
  g_assert_nonnull (strstr (text->str, "tradewind_http_request_seconds_bucket{route=\"/echo\",method=\"POST\",le=\"+Inf\"} "));
  g_assert_null (strstr (text->str, "/items/42"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/http/requests", test_requests);
  g_test_add_func ("/server/http/allow", test_allow);
  g_test_add_func ("/server/http/keep-alive", test_keep_alive);
  g_test_add_func ("/server/http/packed-answers", test_packed_answers);
  g_test_add_func ("/server/http/packed-bodies", test_packed_bodies);
  g_test_add_func ("/server/http/files", test_files);
  g_test_add_func ("/server/http/metrics", test_metrics);
  http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 30 });
  port = tw_http_get_port (http);
  status = g_test_run ();
  tw_http_stop (http, 5);
  tw_http_free (http);
  return status;
}
