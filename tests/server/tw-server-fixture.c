/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gstdio.h>

#include "tw-log.h"
#include "tw-server-fixture.h"

static GMutex lock;
static GCond changed;
static guint n_waiting, n_closed, generation;          /* (mutex lock) */
static GPtrArray *streams;                             /* (mutex lock) TwStream */
static char *file_path;

static void
echo_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  GString *text = g_string_new (NULL);
  gsize length;
  const char *body = g_bytes_get_data (tw_request_get_body (request), &length);

  g_string_append_printf (text, "%s %s\n", tw_request_get_method (request), tw_request_get_path (request));
  for (guint i = 0; i < tw_request_get_n_query (request); i++)
    {
      const char *value;
      const char *name = tw_request_get_query_at (request, i, &value);

      g_string_append_printf (text, "%s=%s\n", name, value);
    }
  if (tw_request_get_param (request, "id") != NULL)
    g_string_append_printf (text, "id:%s\n", tw_request_get_param (request, "id"));
  if (tw_request_get_param (request, "path") != NULL)
    g_string_append_printf (text, "path:%s\n", tw_request_get_param (request, "path"));
  if (tw_request_get_header (request, "X-Echo") != NULL)
    g_string_append_printf (text, "x-echo:%s\n", tw_request_get_header (request, "x-eCHO"));
  g_string_append_printf (text, "address:%s\n", tw_request_get_address (request));
  if (length > 0)
    g_string_append_len (text, body, (gssize) length);
  tw_response_take_body (response, "text/plain", g_string_free_to_bytes (text));
}

static void
new_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_take_body (response, "text/plain", g_bytes_new_static ("the new one", 11));
}

/* As writers wait for the commit that they share. */
static void
wait_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  guint mine;

  g_mutex_lock (&lock);
  mine = generation;
  n_waiting++;
  while (mine == generation && !tw_request_is_cancelled (request))
    g_cond_wait_until (&changed, &lock, g_get_monotonic_time () + 50000);
  n_waiting--;
  g_mutex_unlock (&lock);
  echo_cb (request, response, data);
}

static void
closed_cb (gpointer data)
{
  g_mutex_lock (&lock);
  n_closed++;
  g_mutex_unlock (&lock);
}

static void
stream_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  TwStream *stream = tw_response_stream (response, "text/event-stream", closed_cb, NULL);

  tw_stream_push (stream, ": hello\n\n", -1);
  g_mutex_lock (&lock);
  g_ptr_array_add (streams, stream);
  g_mutex_unlock (&lock);
}

static void
file_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_set_header (response, "ETag", "\"v1\"");
  tw_response_set_file (response, "application/octet-stream", file_path);
}

static GBytes *
make_big (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "line %u of many\n", i);
  return g_string_free_to_bytes (text);
}

static void
big_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_take_body (response, "text/plain", make_big ());
}

static void
secret_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_take_body (response, "text/plain", make_big ());
  tw_response_set_secret (response);
}

static void
upload_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  const char *file = tw_request_get_body_file (request);
  g_autofree char *contents = NULL;
  gsize length;
  GString *json;

  if (file == NULL || !g_file_get_contents (file, &contents, &length, NULL))
    {
      tw_response_problem (response, 400, "no-file", NULL, NULL);
      return;
    }
  json = g_string_new (NULL);
  g_string_printf (json, "{\"bytes\":%" G_GSIZE_FORMAT "}", length);
  tw_response_take_json (response, json);
}

static void
json_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  const TwDocNode *root = tw_request_parse_json (request, response);
  GString *json;

  if (root == NULL)
    return;
  json = g_string_new (NULL);
  tw_doc_print (root, json);
  tw_response_take_json (response, json);
}

static void
invalid_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_problem (response, 422, "invalid", "Not valid", "Mend the fields.");
  tw_response_problem_field (response, "name", "required", "A name is \"needed\".");
  tw_response_problem_field (response, "stage", "choice", "No such stage.");
}

static gboolean
deny_filter (TwRequest *request, TwResponse *response, gpointer data)
{
  if (tw_request_get_header (request, "X-Deny") == NULL)
    return TRUE;
  tw_response_problem (response, 403, "denied", NULL, "Not you.");
  return FALSE;
}

static const TwRoute routes[] = {
  { "GET", "/echo", 0, TW_ROUTE_DEFAULT, echo_cb },
  { "POST", "/echo", 1024 * 1024, TW_ROUTE_DEFAULT, echo_cb },
  { "PUT", "/echo", 1024, TW_ROUTE_DEFAULT, echo_cb },
  { "GET", "/inline", 0, TW_ROUTE_INLINE, echo_cb },
  { "POST", "/wait", 1024, TW_ROUTE_DEFAULT, wait_cb },
  { "GET", "/stream", 0, TW_ROUTE_INLINE, stream_cb },
  { "GET", "/file", 0, TW_ROUTE_DEFAULT, file_cb },
  { "GET", "/big", 0, TW_ROUTE_DEFAULT, big_cb },
  { "GET", "/secret", 0, TW_ROUTE_DEFAULT, secret_cb },
  { "POST", "/upload", 8 * 1024 * 1024, TW_ROUTE_STREAM_BODY, upload_cb },
  { "POST", "/json", 65536, TW_ROUTE_DEFAULT, json_cb },
  { "GET", "/invalid", 0, TW_ROUTE_DEFAULT, invalid_cb },
  { "GET", "/items/{id}", 0, TW_ROUTE_DEFAULT, echo_cb },
  { "GET", "/items/new", 0, TW_ROUTE_DEFAULT, new_cb },
  { "DELETE", "/items/{id}", 0, TW_ROUTE_DEFAULT, echo_cb },
  { "GET", "/rest/{path*}", 0, TW_ROUTE_DEFAULT, echo_cb },
  { NULL }
};

TwHttp *
tw_fixture_start (TwHttpOptions options)
{
  TwHttp *http;
  g_autoptr (GError) error = NULL;

  tw_log_set_output (-1, FALSE);
  n_waiting = n_closed = 0;
  g_clear_pointer (&streams, g_ptr_array_unref);
  streams = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_stream_unref);
  http = tw_http_new (&options);
  tw_http_add_filter (http, deny_filter, NULL);
  tw_http_add_routes (http, routes, NULL);
  tw_http_start (http, &error);
  g_assert_no_error (error);
  return http;
}

void
tw_fixture_release (void)
{
  g_mutex_lock (&lock);
  generation++;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static guint
read_counter (const guint *counter)
{
  guint value;

  g_mutex_lock (&lock);
  value = *counter;
  g_mutex_unlock (&lock);
  return value;
}

guint
tw_fixture_n_waiting (void)
{
  return read_counter (&n_waiting);
}

guint
tw_fixture_n_closed (void)
{
  return read_counter (&n_closed);
}

guint
tw_fixture_n_streams (void)
{
  return read_counter (&streams->len);
}

gboolean
tw_fixture_push (const char *text)
{
  gboolean all = TRUE;

  g_mutex_lock (&lock);
  for (guint i = 0; i < streams->len; i++)
    all &= tw_stream_push (g_ptr_array_index (streams, i), text, -1);
  g_mutex_unlock (&lock);
  return all;
}

void
tw_fixture_set_file (const char *file)
{
  g_free (file_path);
  file_path = g_strdup (file);
}

void
tw_fixture_wait (guint (*counter) (void), guint n)
{
  gint64 until = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (counter () != n && g_get_monotonic_time () < until)
    g_usleep (2000);
  g_assert_cmpuint (counter (), ==, n);
}

char *
tw_fixture_dup_database (const char *folder)
{
  const char *host = g_getenv ("TW_TEST_POSTGRES");
  g_autofree char *sum = NULL, *name = NULL;

  if (host == NULL)
    return NULL;
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folder, -1);
  name = g_strdup_printf ("t%.20s", sum);
  {
    const char *argv[] = { "createdb", "-h", host, "-U", "tradewind", name, NULL };

    /* It is there already when the server of the folder is started again. */
    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                                 NULL, NULL));
  }
  return g_strdup_printf ("postgresql:///%s?host=%s&user=tradewind", name, host);
}

void
tw_fixture_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        tw_fixture_remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}
