/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening for wakes to a server of this test that says what it is told to: how asking for one at a time begins, and how it ends. */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "tw-soup-transport.h"

#define SILENCE  1                                     /* seconds */
#define TOO_LONG 20                                    /* of a test */

typedef enum { SAY_NOTHING, SAY_AND_END, SAY_AND_END_LATER } Manner;

typedef struct
{
  SoupServer      *server;
  TwSoupTransport *transport;
  GCancellable    *cancellable;
  Manner           manner;
  const char      *words;
  guint            late_ms;
  GPtrArray       *asked;                              /* (element-type char *) whether "once", or "stream" */
  guint            n_woken, n_closed;
  guint            limit;
  gboolean         too_long;
} Fixture;

static void
end_later (gpointer data)
{
  g_autoptr (SoupServerMessage) message = data;

  soup_message_body_complete (soup_server_message_get_response_body (message));
  soup_server_message_unpause (message);
}

static void
on_asked (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *fixture = data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  g_ptr_array_add (fixture->asked, g_strdup (query != NULL && g_hash_table_contains (query, "once") ? "once" : "stream"));
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CHUNKED);
  if (fixture->manner == SAY_NOTHING)
    return;
  soup_message_body_append (body, SOUP_MEMORY_STATIC, fixture->words, strlen (fixture->words));
  if (fixture->manner == SAY_AND_END)
    soup_message_body_complete (body);
  else
    g_timeout_add_once (fixture->late_ms, end_later, g_object_ref (message));
}

static gboolean
on_too_long (gpointer data)
{
  Fixture *fixture = data;

  fixture->too_long = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  GSList *uris;

  fixture->asked = g_ptr_array_new_with_free_func (g_free);
  fixture->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (fixture->server, NULL, on_asked, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->transport = tw_soup_transport_new (address, &error);
  g_assert_no_error (error);
  tw_soup_transport_set_silence (fixture->transport, SILENCE);
  fixture->cancellable = g_cancellable_new ();
  fixture->limit = g_timeout_add_seconds (TOO_LONG, on_too_long, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  soup_server_disconnect (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_source_remove (fixture->limit);
  g_object_unref (fixture->cancellable);
  g_object_unref (fixture->transport);
  g_object_unref (fixture->server);
  g_ptr_array_unref (fixture->asked);
}

static void
on_woken (gpointer data)
{
  ((Fixture *) data)->n_woken++;
}

static void
on_closed (gpointer data)
{
  ((Fixture *) data)->n_closed++;
}

static void
listen (Fixture *fixture)
{
  tw_transport_listen (TW_TRANSPORT (fixture->transport), "/sync/v1/events", fixture->cancellable, on_woken, on_closed, fixture);
}

/* Until as many were asked for, or it was closed once more. */
static void
run_until (Fixture *fixture, guint asked)
{
  guint closed = fixture->n_closed;

  while (!fixture->too_long && fixture->n_closed == closed && fixture->asked->len < asked)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->too_long);
}

static void
assert_asked (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_ptr_array_add (fixture->asked, NULL);
  text = g_strjoinv (" ", (char **) fixture->asked->pdata);
  g_ptr_array_remove_index (fixture->asked, fixture->asked->len - 1);
  g_assert_cmpstr (text, ==, expected);
}

static void
be_silent_once (Fixture *fixture)
{
  fixture->manner = SAY_NOTHING;
  listen (fixture);
  run_until (fixture, G_MAXUINT);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  assert_asked (fixture, "stream");
}

/* One at a time, as often as there is one. */
static void
test_wakes (Fixture *fixture, gconstpointer data)
{
  be_silent_once (fixture);
  fixture->manner = SAY_AND_END;
  fixture->words = ": here\n\nevent: wake\ndata: 1\n\n";
  listen (fixture);
  run_until (fixture, 4);
  assert_asked (fixture, "stream once once once");
  g_assert_cmpuint (fixture->n_woken, >=, 2);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
on_second_over (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Something on the way has kept an answer with a wake in it and gives it out at once whenever it is asked: that is not followed without a pause. */
static void
test_kept_wake (Fixture *fixture, gconstpointer data)
{
  gboolean over = FALSE;

  be_silent_once (fixture);
  fixture->manner = SAY_AND_END;
  fixture->words = ": here\n\nevent: wake\ndata: 1\n\n";
  listen (fixture);
  g_timeout_add_once (1000, on_second_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  /* After 0, 100, 300 and 700 ms. */
  g_assert_cmpuint (fixture->asked->len, <=, 5);
  g_assert_cmpuint (fixture->n_woken, <=, 8);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

/* Something on the way that answers with a page of its own, or a server that says nothing and ends, is not asked again and again: that is
 * closed, and whoever listens makes longer and longer pauses. */
static void
test_no_wakes (Fixture *fixture, gconstpointer data)
{
  be_silent_once (fixture);
  fixture->manner = SAY_AND_END;
  fixture->words = "<html>\n<p>Sign in to this network.\n</html>\n";
  listen (fixture);
  run_until (fixture, 5);
  assert_asked (fixture, "stream once once");
  g_assert_cmpuint (fixture->n_closed, ==, 2);
  g_assert_cmpuint (fixture->n_woken, ==, 0);
}

/* The line was dead for a while, nothing on the way keeps answers: the words were here long before the end. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  be_silent_once (fixture);
  tw_soup_transport_set_silence (fixture->transport, TOO_LONG);
  fixture->manner = SAY_AND_END_LATER;
  fixture->words = ": here\n\n";
  fixture->late_ms = 2200;
  listen (fixture);
  run_until (fixture, 3);
  assert_asked (fixture, "stream once stream");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

/* The server in this program is the library's, which keeps requests whose line is cut: leaks are looked for where only our own code runs,
 * in sync-account. */
#ifdef __SANITIZE_ADDRESS__
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/sync/soup-transport/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("wakes", test_wakes);
  ADD ("kept-wake", test_kept_wake);
  ADD ("no-wakes", test_no_wakes);
  ADD ("pieces", test_pieces);
#undef ADD
  return g_test_run ();
}
