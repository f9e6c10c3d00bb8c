/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that two programs may read in two ways, and those of no good intent: refused, never with 500, and never a second request in
 * what was a body. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tw-server-client.h"
#include "tw-server-fixture.h"

static TwHttp *http;
static guint16 port;

#define GET_LINE  "GET /echo HTTP/1.1\r\n"
#define POST_LINE "POST /echo HTTP/1.1\r\n"
#define HOST      "Host: localhost\r\n"
#define SMUGGLED  "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

typedef struct
{
  const char *name;
  const char *bytes;
  gsize       length;
  guint       low, high;                               /* status; low 0: a refusal, or closed without an answer */
} Case;

#define CASE(name, text, low, high)  { name, text, sizeof (text) - 1, low, high }
#define BAD(name, text)              CASE (name, text, 0, 505)
#define GOOD(name, text)             CASE (name, text, 200, 299)
#define FIELD(name, text)            BAD (name, GET_LINE HOST text "\r\n\r\n")
#define TARGET(name, text)           CASE (name, "GET " text " HTTP/1.1\r\n" HOST "\r\n", 400, 400)

static const Case cases[] = {
  /* How long is the body? */
  BAD ("cl-te", POST_LINE HOST "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("te-cl", POST_LINE HOST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" SMUGGLED "\r\n0\r\n\r\n"),
  BAD ("two lengths", POST_LINE HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc" SMUGGLED),
  BAD ("two equal lengths", POST_LINE HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" SMUGGLED),
  BAD ("length list", POST_LINE HOST "Content-Length: 3, 3\r\n\r\nabc" SMUGGLED),
  BAD ("length zero and three", POST_LINE HOST "Content-Length: 0\r\ncontent-length: 3\r\n\r\nabc" SMUGGLED),
  BAD ("length plus", POST_LINE HOST "Content-Length: +3\r\n\r\nabc" SMUGGLED),
  BAD ("length minus", POST_LINE HOST "Content-Length: -3\r\n\r\nabc" SMUGGLED),
  BAD ("length hexadecimal", POST_LINE HOST "Content-Length: 0x3\r\n\r\nabc" SMUGGLED),
  BAD ("length with point", POST_LINE HOST "Content-Length: 3.0\r\n\r\nabc" SMUGGLED),
  BAD ("length with exponent", POST_LINE HOST "Content-Length: 3e0\r\n\r\nabc" SMUGGLED),
  BAD ("length with space inside", POST_LINE HOST "Content-Length: 3 0\r\n\r\nabc" SMUGGLED),
  BAD ("length empty", POST_LINE HOST "Content-Length:\r\n\r\nabc" SMUGGLED),
  BAD ("length word", POST_LINE HOST "Content-Length: three\r\n\r\nabc" SMUGGLED),
  BAD ("length beyond 64 bits", POST_LINE HOST "Content-Length: 18446744073709551619\r\n\r\nabc" SMUGGLED),
  BAD ("length 2^64", POST_LINE HOST "Content-Length: 18446744073709551616\r\n\r\nabc" SMUGGLED),
  BAD ("length 2^63", POST_LINE HOST "Content-Length: 9223372036854775808\r\n\r\nabc" SMUGGLED),
  BAD ("length 2^32 + 3", POST_LINE HOST "Content-Length: 4294967299\r\n\r\nabc" SMUGGLED),
  BAD ("length with tab before colon", POST_LINE HOST "Content-Length\t: 3\r\n\r\nabc" SMUGGLED),
  BAD ("length with space before colon", POST_LINE HOST "Content-Length : 3\r\n\r\nabc" SMUGGLED),
  BAD ("length with underscore, body without", POST_LINE HOST "Content-Length: 3_0\r\n\r\nabc" SMUGGLED),
  BAD ("length in full-width digits", POST_LINE HOST "Content-Length: \xef\xbc\x93\r\n\r\nabc" SMUGGLED),
  BAD ("chunked", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunked, capital", POST_LINE HOST "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunked twice", POST_LINE HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunked and identity", POST_LINE HOST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("identity", POST_LINE HOST "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc" SMUGGLED),
  BAD ("xchunked", POST_LINE HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunked in quotes", POST_LINE HOST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("gzip, chunked", POST_LINE HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("coding empty", POST_LINE HOST "Transfer-Encoding:\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("coding with vertical tab", POST_LINE HOST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("coding with space before colon", POST_LINE HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("coding folded", POST_LINE HOST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("coding behind LF", POST_LINE HOST "X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunk size negative", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunk size too large", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunk with LF", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n" SMUGGLED),
  BAD ("chunk with extension", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n3;a=\"b\r\nabc\r\n0\r\n\r\n" SMUGGLED),
  BAD ("chunked with trailer", POST_LINE HOST "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n" SMUGGLED),
  BAD ("chunked on GET", GET_LINE HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
  BAD ("body on GET", GET_LINE HOST "Content-Length: 44\r\n\r\n" SMUGGLED),
  BAD ("chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),

  /* Where does a line end? */
  BAD ("LF after request line", "GET /echo HTTP/1.1\n" HOST "\r\n"),
  BAD ("LF after host", GET_LINE "Host: localhost\n\r\n"),
  BAD ("LF between fields", GET_LINE HOST "A: b\nC: d\r\n\r\n"),
  BAD ("LF everywhere", "GET /echo HTTP/1.1\nHost: localhost\n\n"),
  BAD ("LF as last line", GET_LINE HOST "\n"),
  BAD ("CR alone between fields", GET_LINE HOST "A: b\rC: d\r\n\r\n"),
  BAD ("CR at the end of a value", GET_LINE HOST "A: b\r\r\n\r\n"),
  BAD ("CR CR LF", GET_LINE "Host: localhost\r\r\n\r\n"),
  BAD ("fold with space", GET_LINE HOST "A: b\r\n c\r\n\r\n"),
  BAD ("fold with tab", GET_LINE HOST "A: b\r\n\tc\r\n\r\n"),
  BAD ("fold of the last field", GET_LINE HOST "A: b\r\n \r\n\r\n"),
  BAD ("fold of the first line", GET_LINE " Host: localhost\r\n\r\n"),
  BAD ("space before first field", GET_LINE " A: b\r\n" HOST "\r\n"),
  BAD ("LF made up for by spaces", GET_LINE HOST "A:  b\nC: d\r\n\r\n"),
  BAD ("zero byte in value", GET_LINE HOST "A: b\0c\r\n\r\n"),
  BAD ("zero byte in last value", GET_LINE HOST "A: b\0\r\n\r\n"),
  BAD ("zero byte in name", GET_LINE HOST "A\0: b\r\n\r\n"),
  BAD ("zero byte in host", GET_LINE "Host: local\0host\r\n\r\n"),
  BAD ("zero byte in target", "GET /ec\0ho HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("zero byte in version", "GET /echo HTTP/1.1\0\r\n" HOST "\r\n"),
  BAD ("zero byte in method", "G\0ET /echo HTTP/1.1\r\n" HOST "\r\n"),

  /* Fields. */
  FIELD ("no colon", "A b"),
  FIELD ("no name", ": b"),
  FIELD ("space in name", "A b: c"),
  FIELD ("space before colon", "A : b"),
  FIELD ("tab before colon", "A\t: b"),
  FIELD ("slash in name", "A/b: c"),
  FIELD ("bracket in name", "A(b): c"),
  FIELD ("at in name", "A@b: c"),
  FIELD ("letter of UTF-8 in name", "\xc3\xa9: c"),
  FIELD ("control character", "A: b\x01"),
  FIELD ("escape", "A: \x1b[31m"),
  FIELD ("delete", "A: b\x7f"),
  FIELD ("form feed", "A: b\fc"),
  FIELD ("byte that is not UTF-8", "A: \xff"),
  FIELD ("overlong UTF-8", "A: \xc0\xaf"),
  FIELD ("surrogate", "A: \xed\xa0\x80"),
  FIELD ("authorization twice", "Authorization: Bearer a\r\nAuthorization: Bearer b"),
  FIELD ("content type twice", "Content-Type: text/plain\r\nContent-Type: application/json"),
  FIELD ("range twice", "Range: bytes=0-1\r\nRange: bytes=2-3"),
  FIELD ("idempotency key twice", "Idempotency-Key: a\r\nIdempotency-Key: b"),
  FIELD ("origin twice", "Origin: http://a\r\nOrigin: http://b"),
  FIELD ("expectation", "Expect: the unexpected"),
  BAD ("no host", GET_LINE "\r\n"),
  BAD ("host twice", GET_LINE HOST "Host: other\r\n\r\n"),
  BAD ("host empty", GET_LINE "Host:\r\n\r\n"),
  BAD ("host with path", GET_LINE "Host: localhost/x\r\n\r\n"),
  BAD ("host with user", GET_LINE "Host: me@localhost\r\n\r\n"),
  BAD ("host list", GET_LINE "Host: a, b\r\n\r\n"),
  BAD ("host with space", GET_LINE "Host: a b\r\n\r\n"),
  BAD ("host with port word", GET_LINE "Host: a:b\r\n\r\n"),
  BAD ("host with long port", GET_LINE "Host: a:123456\r\n\r\n"),
  BAD ("host with bracket open", GET_LINE "Host: [::1\r\n\r\n"),
  GOOD ("host of six", GET_LINE "Host: [::1]:80\r\n\r\n"),
  GOOD ("host with port", GET_LINE "Host: localhost:8470\r\n\r\n"),
  GOOD ("value with UTF-8", GET_LINE HOST "A: \xc3\xa9\r\n\r\n"),

  /* Request lines. */
  BAD ("two spaces", "GET  /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("two spaces before version", "GET /echo  HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("tab", "GET\t/echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("space first", " GET /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("space last", "GET /echo HTTP/1.1 \r\n" HOST "\r\n"),
  BAD ("space in target", "GET /ec ho HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("no version", "GET /echo\r\n" HOST "\r\n"),
  BAD ("no target", "GET HTTP/1.1\r\n" HOST "\r\n"),
  CASE ("version 1.2", "GET /echo HTTP/1.2\r\n" HOST "\r\n", 0, 505),
  CASE ("version 2.0", "GET /echo HTTP/2.0\r\n" HOST "\r\n", 0, 505),
  CASE ("version 0.9", "GET /echo HTTP/0.9\r\n" HOST "\r\n", 0, 505),
  CASE ("version small", "GET /echo http/1.1\r\n" HOST "\r\n", 0, 505),
  CASE ("version word", "GET /echo HTTP/one\r\n" HOST "\r\n", 0, 505),
  CASE ("preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 505),
  BAD ("method small", "get /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("method of no sense", "SMUGGLE /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("method with bracket", "G{T /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("CONNECT", "CONNECT localhost:80 HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("TRACE", "TRACE /echo HTTP/1.1\r\n" HOST "\r\n"),
  BAD ("bytes of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
  BAD ("only line ends", "\r\n\r\n\r\n\r\n\n\n"),

  /* Targets. */
  TARGET ("parent", "/../etc/passwd"),
  TARGET ("parent inside", "/echo/../echo"),
  TARGET ("dot", "/./echo"),
  TARGET ("parent escaped", "/%2e%2e/echo"),
  TARGET ("parent half escaped", "/.%2E/echo"),
  TARGET ("parent at the end", "/rest/.."),
  TARGET ("slash escaped", "/rest/..%2f..%2fetc"),
  TARGET ("slash escaped alone", "/items/a%2Fb"),
  TARGET ("backslash escaped", "/rest/..%5c..%5cetc"),
  BAD ("backslash", "GET /rest\\etc HTTP/1.1\r\n" HOST "\r\n"),
  TARGET ("two slashes", "//echo"),
  TARGET ("two slashes inside", "/rest//a"),
  TARGET ("zero escaped", "/ec%00ho"),
  TARGET ("line end escaped", "/items/a%0d%0aX:%20y"),
  TARGET ("delete escaped", "/items/%7f"),
  TARGET ("not UTF-8", "/items/%ff"),
  TARGET ("overlong", "/items/%c0%ae%c0%ae"),
  TARGET ("surrogate escaped", "/items/%ed%a0%80"),
  TARGET ("half an escape", "/items/%4"),
  TARGET ("escape at the end", "/items/%"),
  TARGET ("escape of no digits", "/items/%zz"),
  TARGET ("escape of Unicode", "/items/%u002e"),
  TARGET ("fragment", "/echo#x"),
  TARGET ("quote", "/echo?a=\"b\""),
  TARGET ("less", "/echo?a=<b>"),
  TARGET ("brace", "/items/{id}"),
  TARGET ("bar", "/items/a|b"),
  TARGET ("caret", "/items/a^b"),
  TARGET ("raw byte", "/items/\xc3\xa9"),
  TARGET ("other host", "http://other/echo"),
  TARGET ("other scheme", "ftp://localhost/echo"),
  TARGET ("host with user", "http://me@localhost/echo"),
  TARGET ("no slash", "echo"),
  TARGET ("star", "*"),
  TARGET ("name twice", "/echo?a=1&a=2"),
  TARGET ("name twice, escaped", "/echo?a=1&%61=2"),
  TARGET ("no name", "/echo?=1"),
  TARGET ("empty pair", "/echo?a=1&&b=2"),
  TARGET ("ampersand at the end", "/echo?a=1&"),
  TARGET ("zero in query", "/echo?a=%00"),
  TARGET ("query not UTF-8", "/echo?a=%fe"),
  TARGET ("query half escape", "/echo?a=%2"),
};

/* The server answers each case once at most, and nothing of it is taken as a second request. */
static void
check (const char *name, const char *bytes, gsize length, guint low, guint high)
{
  int fd = tw_client_connect (port);
  g_autoptr (TwAnswer) answer = NULL;
  g_autoptr (TwAnswer) second = NULL;
  guint status;

  tw_client_send (fd, bytes, (gssize) length);
  answer = tw_client_read (fd, FALSE, 1500);
  status = answer->status;
  g_test_message ("%s: %u %s", name, status, answer->body->str);
  if (status == 0)
    g_assert_true (low == 0);
  else
    {
      g_assert_cmpuint (status, >=, low == 0 ? 400 : low);
      g_assert_cmpuint (status, <=, high);
      g_assert_cmpuint (status, !=, 500);
    }
  if (strstr (bytes, "/smuggled") != NULL)
    {
      second = tw_client_read (fd, FALSE, 1500);
      g_assert_cmpuint (second->status, ==, 0);
      g_assert_true (answer->closed || second->closed);
      g_assert_null (strstr (answer->body->str, "smuggled"));
    }
  close (fd);
}

static void
test_table (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (cases), >=, 150);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i].name, cases[i].bytes, cases[i].length, cases[i].low, cases[i].high);
}

static void
test_sizes (void)
{
  g_autofree char *long_name = g_strnfill (9000, 'a');
  g_autofree char *field = g_strnfill (8000, 'b');
  g_autofree char *target = g_strdup_printf ("GET /items/%s HTTP/1.1\r\n" HOST "\r\n", long_name);
  g_autofree char *head = g_strdup_printf (GET_LINE HOST "A: %s\r\nB: %s\r\nC: %s\r\n\r\n", field, field, field);
  g_autofree char *huge = g_strnfill (200000, 'c');
  g_autofree char *endless = g_strdup_printf (GET_LINE HOST "A: %s", huge);
  g_autofree char *endless_target = g_strdup_printf ("GET /%s", huge);
  g_autofree char *most = g_strdup_printf (GET_LINE HOST "A: %s\r\nB: %.7900s\r\n\r\n", field, field);
  g_autoptr (GString) many = g_string_new (GET_LINE HOST);
  g_autoptr (GString) names = g_string_new ("GET /echo?a=1");

  for (guint i = 0; i < 64; i++)
    g_string_append_printf (many, "X-%u: %u\r\n", i, i);
  g_string_append (many, "\r\n");
  for (guint i = 0; i < 101; i++)
    g_string_append_printf (names, "&n%u=%u", i, i);
  g_string_append (names, " HTTP/1.1\r\n" HOST "\r\n");
  check ("long target", target, strlen (target), 414, 414);
  check ("large head", head, strlen (head), 400, 431);
  check ("endless field", endless, strlen (endless), 0, 431);
  check ("endless target", endless_target, strlen (endless_target), 0, 431);
  check ("many fields", many->str, many->len, 431, 431);
  check ("many names", names->str, names->len, 400, 400);
  check ("the largest head", most, strlen (most), 200, 200);
}

/* Every byte at every place of a small request: an answer or none, but the server lives. */
static void
test_each_byte (void)
{
  static const char good[] = "GET /echo?a=b HTTP/1.1\r\nHost: localhost\r\nA: b\r\n\r\n";
  static const guint8 bytes[] = { 0, 1, 9, 10, 11, 13, 32, 34, 37, 44, 47, 58, 92, 127, 128, 255 };

  for (gsize i = 0; i + 4 < sizeof good - 1; i++)
    for (guint k = 0; k < G_N_ELEMENTS (bytes); k++)
      {
        char text[sizeof good];
        int fd = tw_client_connect (port);
        g_autoptr (TwAnswer) answer = NULL;

        memcpy (text, good, sizeof good);
        text[i] = (char) bytes[k];
        tw_client_send (fd, text, sizeof good - 1);
        answer = tw_client_read (fd, FALSE, 50);
        g_assert_cmpuint (answer->status, !=, 500);
        close (fd);
      }
}

/* Pieces of any size are the same request. */
static void
test_pieces (void)
{
  static const char request[] = POST_LINE HOST "Content-Length: 11\r\n\r\nhello world";

  for (gsize size = 1; size < 12; size++)
    {
      int fd = tw_client_connect (port);
      g_autoptr (TwAnswer) answer = NULL;

      for (gsize at = 0; at < sizeof request - 1; at += size)
        {
          tw_client_send (fd, request + at, (gssize) MIN (size, sizeof request - 1 - at));
          g_usleep (300);
        }
      answer = tw_client_read (fd, FALSE, 5000);
      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_nonnull (strstr (answer->body->str, "hello world"));
      close (fd);
    }
}

static void
test_alive (void)
{
  g_autoptr (TwAnswer) answer = tw_client_ask (port, GET_LINE HOST "\r\n");

  g_assert_cmpuint (answer->status, ==, 200);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/hostile/table", test_table);
  g_test_add_func ("/server/hostile/sizes", test_sizes);
  g_test_add_func ("/server/hostile/each-byte", test_each_byte);
  g_test_add_func ("/server/hostile/pieces", test_pieces);
  g_test_add_func ("/server/hostile/alive", test_alive);
  http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 30 });
  port = tw_http_get_port (http);
  status = g_test_run ();
  tw_http_stop (http, 5);
  tw_http_free (http);
  return status;
}
