/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many at once, slow ones, and those who leave: connections, waiting handlers, streams, and the end of the server. */
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tw-server-client.h"
#include "tw-server-fixture.h"

#define HOST      "Host: localhost\r\n"
#define ECHO      "GET /echo HTTP/1.1\r\n" HOST "\r\n"
#define INLINE    "GET /inline HTTP/1.1\r\n" HOST "\r\n"
#define WAIT      "POST /wait HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nhi"
#define STREAM    "GET /stream HTTP/1.1\r\n" HOST "\r\n"
#define BUSY_STOPS 100
#define SECOND    G_TIME_SPAN_SECOND

static void
finish (TwHttp *http)
{
  tw_http_stop (http, 5);
  tw_http_free (http);
}

static int *
connect_many (guint16 port, guint n, const char *request)
{
  int *fds = g_new (int, n);

  for (guint i = 0; i < n; i++)
    {
      fds[i] = tw_client_connect (port);
      if (request != NULL)
        tw_client_send (fds[i], request, -1);
    }
  return fds;
}

static void
close_many (int *fds, guint n)
{
  for (guint i = 0; i < n; i++)
    close (fds[i]);
  g_free (fds);
}

static void
expect (int fd, guint status)
{
  g_autoptr (TwAnswer) answer = tw_client_read (fd, FALSE, 10000);

  g_assert_cmpuint (answer->status, ==, status);
}

/* Those who save wait for one commit together, and nobody else waits for them. */
static void
test_500_wait (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .workers = 600 });
  guint16 port = tw_http_get_port (http);
  int *fds = connect_many (port, 500, WAIT);
  gint64 begun;

  tw_fixture_wait (tw_fixture_n_waiting, 500);
  begun = g_get_monotonic_time ();
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_ask (port, INLINE);

      g_assert_cmpuint (answer->status, ==, 200);
    }
  g_test_message ("an answer beside 500 that wait: %" G_GINT64_FORMAT " us", (g_get_monotonic_time () - begun) / 50);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * SECOND);
  tw_fixture_release ();
  for (guint i = 0; i < 500; i++)
    expect (fds[i], 200);
  close_many (fds, 500);
  finish (http);
}

/* More of them than workers: they take their turn. */
static void
test_wait_in_turn (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .workers = 16 });
  int *fds = connect_many (tw_http_get_port (http), 160, WAIT);

  for (guint round = 0; round < 10; round++)
    {
      tw_fixture_wait (tw_fixture_n_waiting, 16);
      tw_fixture_release ();
      g_usleep (60000);
    }
  for (guint i = 0; i < 160; i++)
    expect (fds[i], 200);
  close_many (fds, 160);
  finish (http);
}

static gint64
memory (void)
{
  g_autofree char *text = NULL;
  char *rest;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_ascii_strtoll (text, &rest, 10);
  return g_ascii_strtoll (rest, NULL, 10) * sysconf (_SC_PAGESIZE);
}

static void
test_idle (void)
{
  struct rlimit limit;
  guint n = 3000;
  TwHttp *http;
  guint16 port;
  int *fds;
  gint64 before, begun;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 2 * n + 200)
    n = (guint) (limit.rlim_cur - 200) / 2;
  http = tw_fixture_start ((TwHttpOptions) { .max_per_address = 5000 });
  port = tw_http_get_port (http);
  before = memory ();
  fds = connect_many (port, n, ECHO);
  for (guint i = 0; i < n; i++)
    expect (fds[i], 200);
  begun = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_ask (port, ECHO);

      g_assert_cmpuint (answer->status, ==, 200);
    }
  g_test_message ("%u idle: %" G_GINT64_FORMAT " KiB each, an answer beside them in %" G_GINT64_FORMAT " us", n,
                  (memory () - before) / 1024 / n, (g_get_monotonic_time () - begun) / 100);
  g_assert_cmpint ((memory () - before) / n, <, 128 * 1024);
  /* They are all still there. */
  for (guint i = 0; i < n; i += 37)
    {
      tw_client_send (fds[i], ECHO, -1);
      expect (fds[i], 200);
    }
  close_many (fds, n);
  finish (http);
}

static void
test_per_address (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .max_per_address = 20 });
  guint16 port = tw_http_get_port (http);
  int *fds = connect_many (port, 30, ECHO);
  guint good = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_read (fds[i], FALSE, 10000);

      good += answer->status == 200;
    }
  g_assert_cmpuint (good, ==, 20);
  close_many (fds, 30);
  finish (http);
}

typedef enum { SLOW_LINE, SLOW_FIELD, SLOW_BODY, SLOW_SECOND, SILENT } Slow;

static gboolean
trickle (int fd, const char *byte, gint64 until)
{
  while (g_get_monotonic_time () < until)
    {
      tw_client_send (fd, byte, 1);
      if (tw_client_is_closed (fd, 50))
        return TRUE;
    }
  return FALSE;
}

/* A byte now and then keeps nobody's connection. */
static void
test_slow (gconstpointer data)
{
  static const char *const first[] = {
    "GET /ech", "GET /echo HTTP/1.1\r\n" HOST "A: ", "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5000\r\n\r\n", ECHO "GET /", "",
  };
  Slow slow = GPOINTER_TO_UINT (data);
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 1 });
  int fd = tw_client_connect (tw_http_get_port (http));
  gint64 until = g_get_monotonic_time () + 5 * SECOND;

  tw_client_send (fd, first[slow], -1);
  if (slow == SILENT)
    g_assert_true (tw_client_is_closed (fd, 5000));
  else
    g_assert_true (trickle (fd, "x", until));
  close (fd);
  finish (http);
}

/* Who asks for much and reads nothing does not keep it in memory for ever. */
static void
test_slow_reader (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 1 });
  int fd = tw_client_connect (tw_http_get_port (http)), small = 2048;
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 until = g_get_monotonic_time () + 70 * SECOND;

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  for (guint i = 0; i < 200; i++)
    g_string_append (many, "GET /big HTTP/1.1\r\n" HOST "\r\n");
  tw_client_send (fd, many->str, (gssize) many->len);
  do
    {
      g_usleep (100000);
      g_string_truncate (text, 0);
      tw_http_print_metrics (http, text);
    }
  while (strstr (text->str, "tradewind_http_connections 1\n") != NULL && g_get_monotonic_time () < until);
  g_assert_nonnull (strstr (text->str, "tradewind_http_connections 0\n"));
  close (fd);
  finish (http);
}

static void
test_streams (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 1 });
  guint16 port = tw_http_get_port (http);
  int *fds = connect_many (port, 300, STREAM);

  tw_fixture_wait (tw_fixture_n_streams, 300);
  /* Quiet for longer than a connection may be. */
  g_usleep (2500000);
  g_assert_true (tw_fixture_push ("event: wake\n\n"));
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_read_until (fds[i], FALSE, "event: wake\n\n", 10000);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (tw_answer_header (answer, "content-type"), ==, "text/event-stream");
      g_assert_nonnull (strstr (answer->body->str, ": hello\n\nevent: wake\n\n"));
    }
  for (guint i = 0; i < 100; i++)
    close (fds[i]);
  tw_fixture_wait (tw_fixture_n_closed, 100);
  for (guint i = 100; i < 300; i++)
    g_assert_false (tw_client_is_closed (fds[i], 0));
  tw_http_stop (http, 5);
  g_assert_cmpuint (tw_fixture_n_closed (), ==, 300);
  for (guint i = 100; i < 300; i++)
    {
      g_assert_true (tw_client_is_closed (fds[i], 1000));
      close (fds[i]);
    }
  g_free (fds);
  tw_http_free (http);
  g_assert_false (tw_fixture_push ("too late"));
}

/* A stream whose client does not read is ended when its queue is full. */
static void
test_full_stream (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .idle_timeout = 30 });
  int fd = tw_client_connect (tw_http_get_port (http)), small = 2048;
  g_autofree char *much = g_strnfill (8000, 'x');
  gboolean taken = TRUE;

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  tw_client_send (fd, STREAM, -1);
  tw_fixture_wait (tw_fixture_n_streams, 1);
  for (guint i = 0; i < 5000 && taken; i++)
    {
      taken = tw_fixture_push (much);
      g_usleep (100);
    }
  g_assert_false (taken);
  g_assert_false (tw_fixture_push ("more"));
  close (fd);
  tw_fixture_wait (tw_fixture_n_closed, 1);
  finish (http);
}

static gpointer
stop_thread (gpointer data)
{
  tw_http_stop (data, 10);
  return NULL;
}

/* What runs ends well, and says that the connection goes. */
static void
test_graceful_stop (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .workers = 64 });
  guint16 port = tw_http_get_port (http);
  int *fds = connect_many (port, 40, WAIT);
  GThread *thread;

  tw_fixture_wait (tw_fixture_n_waiting, 40);
  thread = g_thread_new ("stop", stop_thread, http);
  g_usleep (300000);
  g_assert_cmpuint (tw_fixture_n_waiting (), ==, 40);
  tw_fixture_release ();
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (TwAnswer) answer = tw_client_read (fds[i], FALSE, 5000);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (tw_answer_header (answer, "connection"), ==, "close");
    }
  g_thread_join (thread);
  close_many (fds, 40);
  tw_http_free (http);
}

typedef struct
{
  guint16 port;
  int     stop;                                        /* atomic */
  guint   n_answered;
} Comers;

/* New connections, one after the other, until nobody takes one. */
static gpointer
come_thread (gpointer data)
{
  Comers *comers = data;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (comers->port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  while (!g_atomic_int_get (&comers->stop))
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      char answer[16];

      if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0 && send (fd, INLINE, strlen (INLINE), MSG_NOSIGNAL) > 0
          && recv (fd, answer, sizeof answer, 0) > 0)
        g_atomic_int_inc (&comers->n_answered);
      close (fd);
    }
  return NULL;
}

/* A server that is stopped while people come ends as any other: the library that it stands on ends the process when two of its threads take the
 * listening socket out of the same set. */
static void
test_busy_stop (void)
{
  for (guint i = 0; i < BUSY_STOPS; i++)
    {
      TwHttp *http = tw_fixture_start ((TwHttpOptions) { .threads = 64 });
      Comers comers = { .port = tw_http_get_port (http) };
      GThread *threads[4];

      for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
        threads[t] = g_thread_new ("comes", come_thread, &comers);
      while (g_atomic_int_get (&comers.n_answered) < 40)
        g_usleep (200);
      tw_http_stop (http, 5);
      g_atomic_int_set (&comers.stop, 1);
      for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
        g_thread_join (threads[t]);
      tw_http_free (http);
    }
}

/* What does not end is told and cut. */
static void
test_hard_stop (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .workers = 8 });
  int *fds = connect_many (tw_http_get_port (http), 20, WAIT);
  gint64 begun;

  tw_fixture_wait (tw_fixture_n_waiting, 8);
  begun = g_get_monotonic_time ();
  tw_http_stop (http, 1);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 4 * SECOND);
  g_assert_cmpuint (tw_fixture_n_waiting (), ==, 0);
  close_many (fds, 20);
  tw_http_free (http);
}

/* Clients that leave while their request waits. */
static void
test_leave (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .workers = 64 });
  guint16 port = tw_http_get_port (http);
  g_autoptr (TwAnswer) answer = NULL;

  for (guint round = 0; round < 5; round++)
    {
      int *fds = connect_many (port, 50, WAIT);

      tw_fixture_wait (tw_fixture_n_waiting, 50);
      close_many (fds, 50);
      tw_fixture_wait (tw_fixture_n_waiting, 0);
    }
  answer = tw_client_ask (port, ECHO);
  g_assert_cmpuint (answer->status, ==, 200);
  finish (http);
}

static void
leave_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
}

static void
test_socket_file (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-http-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "socket", NULL);
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .socket = path });
  TwHttpOptions same = { .socket = path };
  TwHttp *second = tw_http_new (&same);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwAnswer) answer = NULL;
  int fd = tw_client_connect_file (path);

  tw_client_send (fd, ECHO, -1);
  answer = tw_client_read (fd, FALSE, 5000);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->body->str, "address:unix\n"));
  g_assert_false (tw_http_start (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  close (fd);
  tw_http_free (second);
  finish (http);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  /* A file left over from a server that was killed is no hindrance. */
  leave_socket (path);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  finish (tw_fixture_start ((TwHttpOptions) { .socket = path }));
  g_rmdir (dir);
}

static void
test_proxy (void)
{
  TwHttp *http = tw_fixture_start ((TwHttpOptions) { .behind_proxy = TRUE });
  guint16 port = tw_http_get_port (http);
  g_autoptr (TwAnswer) given = tw_client_ask (port, "GET /echo HTTP/1.1\r\n" HOST
                                              "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\nX-Request-Id: abcd-1234\r\n\r\n");
  g_autoptr (TwAnswer) bad = tw_client_ask (port, "GET /echo HTTP/1.1\r\n" HOST
                                            "X-Forwarded-For: 192.0.2.7, unknown\r\nX-Request-Id: a\"b\r\n\r\n");

  g_assert_nonnull (strstr (given->body->str, "address:192.0.2.7\n"));
  g_assert_cmpstr (tw_answer_header (given, "x-request-id"), ==, "abcd-1234");
  g_assert_nonnull (strstr (bad->body->str, "address:127.0.0.1\n"));
  g_assert_cmpstr (tw_answer_header (bad, "x-request-id"), !=, "a\"b");
  finish (http);
}

static gboolean
accept_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  return g_tls_certificate_is_same (certificate, data);
}

static void
event_cb (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable, GIOStream *stream, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_cb), data);
}

static void
test_tls (void)
{
  g_autofree char *certificate = g_test_build_filename (G_TEST_DIST, "data", "test-certificate.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "data", "test-key.pem", NULL);
  g_autoptr (GTlsCertificate) expected = NULL;
  TwHttp *http;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (TwAnswer) plain = NULL;

  g_assert_true (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
  expected = g_tls_certificate_new_from_file (certificate, NULL);
  g_assert_nonnull (expected);
  http = tw_fixture_start ((TwHttpOptions) { .certificate = certificate, .key = key, .idle_timeout = 2 });
  g_socket_client_set_tls (client, TRUE);
  g_signal_connect (client, "event", G_CALLBACK (event_cb), expected);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", tw_http_get_port (http), NULL, &error);
      char buffer[4096];
      gssize n;

      g_assert_no_error (error);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), ECHO, strlen (ECHO), NULL, NULL, &error);
      g_assert_no_error (error);
      n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer - 1, NULL, &error);
      g_assert_no_error (error);
      buffer[n] = 0;
      g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200 OK\r\n"));
      g_assert_nonnull (strstr (buffer, "Strict-Transport-Security: max-age=31536000\r\n"));
    }
  /* Plain words to a TLS port get nothing. */
  plain = tw_client_ask (tw_http_get_port (http), ECHO);
  g_assert_cmpuint (plain->status, ==, 0);
  finish (http);
}

static void
test_bad_certificate (void)
{
  g_autofree char *certificate = g_test_build_filename (G_TEST_DIST, "data", "test-certificate.pem", NULL);
  const TwHttpOptions rows[] = {
    { .certificate = certificate }, { .certificate = certificate, .key = certificate }, { .certificate = "/nowhere", .key = "/nowhere" },
    { .address = "not an address" }, { .address = "192.0.2.1" }, { .socket = "/nowhere/socket" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      TwHttp *http = tw_http_new (&rows[i]);

      g_assert_false (tw_http_start (http, &error));
      g_assert_nonnull (error);
      tw_http_free (http);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/load/500-wait", test_500_wait);
  g_test_add_func ("/server/load/wait-in-turn", test_wait_in_turn);
  g_test_add_func ("/server/load/idle", test_idle);
  g_test_add_func ("/server/load/per-address", test_per_address);
  g_test_add_data_func ("/server/load/slow-line", GUINT_TO_POINTER (SLOW_LINE), test_slow);
  g_test_add_data_func ("/server/load/slow-field", GUINT_TO_POINTER (SLOW_FIELD), test_slow);
  g_test_add_data_func ("/server/load/slow-body", GUINT_TO_POINTER (SLOW_BODY), test_slow);
  g_test_add_data_func ("/server/load/slow-second-request", GUINT_TO_POINTER (SLOW_SECOND), test_slow);
  g_test_add_data_func ("/server/load/silent", GUINT_TO_POINTER (SILENT), test_slow);
  g_test_add_func ("/server/load/slow-reader", test_slow_reader);
  g_test_add_func ("/server/load/streams", test_streams);
  g_test_add_func ("/server/load/full-stream", test_full_stream);
  g_test_add_func ("/server/load/graceful-stop", test_graceful_stop);
  g_test_add_func ("/server/load/busy-stop", test_busy_stop);
  g_test_add_func ("/server/load/hard-stop", test_hard_stop);
  g_test_add_func ("/server/load/leave", test_leave);
  g_test_add_func ("/server/load/socket-file", test_socket_file);
  g_test_add_func ("/server/load/proxy", test_proxy);
  g_test_add_func ("/server/load/tls", test_tls);
  g_test_add_func ("/server/load/bad-options", test_bad_certificate);
  return g_test_run ();
}
