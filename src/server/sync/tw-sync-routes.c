/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-audit.h"
#include "tw-caller.h"
#include "tw-sync-routes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define COMMENT_SECONDS 20                             /* something is said on a stream at least so often */

typedef struct
{
  TwSyncRoutes *routes;
  TwStream     *stream;
  gboolean      once;                                  /* it ends with the next thing that is said on it */
} Listener;

struct _TwSyncRoutes
{
  TwServer     *server;
  TwStore      *store;
  TwAuthority  *authority;
  GMutex        lock;
  GHashTable   *listeners;                             /* (mutex lock) Listener */
  GThread      *ticker;
  GCond         stopping_cond;
  gboolean      stopping;                              /* (mutex lock) */
};

/* --- Helpers --- */

static gboolean
read_limit (TwRequest *request, TwResponse *response, guint *limit)
{
  const char *text = tw_request_get_query (request, "limit");
  guint64 number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 100000, &number, NULL))
    {
      tw_response_problem (response, 400, "invalid", _("Bad request"), _("“limit” is not a number from 1 to 100,000."));
      return FALSE;
    }
  *limit = number;
  return TRUE;
}

static void
answer_error (TwResponse *response, const GError *error)
{
  if (error->domain == TW_AUTHORITY_ERROR && error->code == TW_AUTHORITY_ERROR_RESYNC)
    tw_response_problem (response, 410, "resync", _("Load again"), error->message);
  else if (error->domain == TW_AUTHORITY_ERROR && error->code == TW_AUTHORITY_ERROR_DENIED)
    tw_response_problem (response, 403, "denied", _("Not allowed"), error->message);
  else if (error->domain == TW_AUTHORITY_ERROR && error->code == TW_AUTHORITY_ERROR_VERSION)
    tw_response_problem (response, 426, "upgrade-needed", _("Other version"), error->message);
  else if (error->domain == TW_AUTHORITY_ERROR)
    tw_response_problem (response, 400, "invalid", _("Bad request"), error->message);
  else if (error->domain == TW_WIRE_ERROR && error->code == TW_WIRE_ERROR_VERSION)
    tw_response_problem (response, 426, "upgrade-needed", _("Other version"), error->message);
  else if (error->domain == TW_WIRE_ERROR)
    tw_response_problem (response, error->code == TW_WIRE_ERROR_LIMIT ? 413 : 400, "unreadable", _("Bad request"), error->message);
  else
    tw_response_problem_error (response, error);
}

static void
answer_json (TwResponse *response, GBytes *body)
{
  tw_response_set_header (response, "Cache-Control", "no-store");
  tw_response_take_body (response, "application/json", body);
}

/* --- Push, pull, snapshot, check --- */

static void
handle_push (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  const TwId *user = tw_server_get_caller (request);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (routes->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePush) push = tw_wire_push_parse (schema, tw_request_get_body (request), &error);
  g_autoptr (TwWirePushAnswer) answer = NULL;

  if (push != NULL)
    answer = tw_authority_push (routes->authority, user, push, g_get_real_time (), &error);
  if (answer != NULL)
    answer_json (response, tw_wire_push_answer_print (answer));
  else
    answer_error (response, error);
}

/* What a device says to have it has, with what was erased up to there; but not more than its cursor, which cannot be made up, stands for.
 * That this cannot be written stops nobody: it says so again. */
static void
confirm (TwSyncRoutes *routes, TwRequest *request, TwWirePage *page)
{
  const char *client = tw_request_get_query (request, "client"), *seq = tw_request_get_query (request, "seq");
  g_autoptr (GError) error = NULL;
  guint64 number = 0;
  TwId id;

  if (client == NULL || !tw_id_parse (client, &id))
    return;
  if (!tw_peers_touch (routes->store, &id, tw_server_get_caller (request), g_get_real_time (), &error)
      || seq == NULL || !g_ascii_string_to_unsigned (seq, 10, 1, G_MAXINT64, &number, NULL))
    return;
  tw_peers_confirm (routes->store, &id, tw_server_get_caller (request), MIN ((gint64) number, page->since), &error);
}

static void
handle_pull (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePage) page = NULL;
  guint limit;

  if (!read_limit (request, response, &limit))
    return;
  if (tw_authority_check_person (tw_server_get_caller (request), tw_request_get_query (request, "person"), &error))
    page = tw_authority_pull (routes->authority, tw_server_get_caller (request), tw_request_get_query (request, "cursor"),
                              tw_request_get_query (request, "have"), limit, &error);
  if (page != NULL)
    confirm (routes, request, page);
  if (page != NULL && tw_authority_is_known (page, tw_request_get_query (request, "seq")))
    tw_response_set_status (response, 204);
  else if (page != NULL)
    answer_json (response, tw_wire_page_print (page));
  else
    answer_error (response, error);
}

static void
handle_snapshot (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  const char *part = tw_request_get_query (request, "part");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwWirePage) page = NULL;
  guint limit;

  if (!read_limit (request, response, &limit))
    return;
  if (tw_authority_check_person (tw_server_get_caller (request), tw_request_get_query (request, "person"), &error))
    page = tw_authority_snapshot (routes->authority, tw_server_get_caller (request), part != NULL ? part : "start",
                                  tw_request_get_query (request, "after"), limit, &error);
  if (page != NULL)
    answer_json (response, tw_wire_page_print (page));
  else
    answer_error (response, error);
}

static void
handle_check (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (tw_authority_check_person (tw_server_get_caller (request), tw_request_get_query (request, "person"), &error))
    json = tw_authority_sum (routes->authority, tw_server_get_caller (request), tw_request_get_query (request, "seq"), &error);
  if (json != NULL && *json == '\0')
    tw_response_set_status (response, 204);
  else if (json != NULL)
    answer_json (response, g_bytes_new (json, strlen (json)));
  else
    answer_error (response, error);
}

/* --- Devices --- */

/* A device takes all that its person may see with it. */
static gboolean
enter_device (TwSyncRoutes *routes, const TwPeer *peer, GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{\"name\":");
  TwAuditEvent event = { .user = &peer->user, .action = "device-added", .record = &peer->id };

  tw_doc_print_text (peer->name, detail);
  g_string_append_c (detail, '}');
  event.detail = detail->str;
  return tw_audit_write (routes->store, &event, error);
}

/* A device has an id of its own making and is one person's. Saying it twice is the same as once. */
static void
handle_client (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  const TwDocNode *root = tw_request_parse_json (request, response), *id, *name, *schema, *person;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPeer) known = NULL;
  TwPeer peer = { .user = *tw_server_get_caller (request) };

  if (root == NULL)
    return;
  id = tw_doc_member (root, "client");
  name = tw_doc_member (root, "name");
  schema = tw_doc_member (root, "schema");
  person = tw_doc_member (root, "person");
  if (id == NULL || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &peer.id) || tw_id_is_nil (&peer.id)
      || (name != NULL && (name->type != TW_DOC_TEXT || strlen (name->text) > 200))
      || (schema != NULL && (schema->type != TW_DOC_TEXT || strlen (schema->text) > 64)))
    {
      tw_response_problem (response, 400, "invalid", _("Bad request"), _("“client” must be an id, “name” and “schema” short texts."));
      return;
    }
  if ((person != NULL && !tw_authority_check_person (&peer.user, person->type == TW_DOC_TEXT ? person->text : "", &error))
      || (schema != NULL && !tw_authority_check_version (routes->authority, schema->text, &error)))
    {
      answer_error (response, error);
      return;
    }
  known = tw_peers_get (routes->store, &peer.id, &error);
  if (known != NULL && (known->revoked || !tw_id_equal (&known->user, &peer.user)))
    {
      tw_response_problem (response, 403, "denied", _("Not allowed"), _("This device is not registered for you. Sign in again."));
      return;
    }
  peer.name = (char *) (name != NULL ? name->text : "");
  peer.schema = (char *) (schema != NULL ? schema->text : "");
  peer.created = peer.seen = g_get_real_time ();
  if (error == NULL && (known != NULL || (tw_peers_add (routes->store, &peer, &error) && enter_device (routes, &peer, &error))))
    tw_response_set_status (response, 204);
  else
    answer_error (response, error);
}

/* --- Wakes --- */

static void
on_closed (gpointer data)
{
  Listener *listener = data;
  TwSyncRoutes *routes = listener->routes;

  g_mutex_lock (&routes->lock);
  g_hash_table_remove (routes->listeners, listener);
  g_mutex_unlock (&routes->lock);
  tw_accounts_unwatch_stream (routes->server, listener->stream);
  tw_stream_unref (listener->stream);
  g_free (listener);
}

/* No data travels on the stream: a wake says that asking is worth while, and the rights are looked at when one asks. */
static void
handle_events (TwRequest *request, TwResponse *response, gpointer data)
{
  TwSyncRoutes *routes = data;
  Listener *listener = g_new0 (Listener, 1);

  listener->routes = routes;
  listener->once = tw_request_get_query (request, "once") != NULL;
  tw_response_set_header (response, "Cache-Control", "no-store");
  g_mutex_lock (&routes->lock);
  listener->stream = tw_response_stream (response, "text/event-stream", on_closed, listener);
  g_hash_table_add (routes->listeners, listener);
  tw_accounts_watch_stream (routes->server, tw_caller_get (request), listener->stream);
  tw_stream_push (listener->stream, ": open\n\n", -1);
  g_mutex_unlock (&routes->lock);
}

static void
push_all (TwSyncRoutes *routes, const char *text)
{
  GHashTableIter iter;
  gpointer listener;

  g_mutex_lock (&routes->lock);
  g_hash_table_iter_init (&iter, routes->listeners);
  while (g_hash_table_iter_next (&iter, &listener, NULL))
    {
      tw_stream_push (((Listener *) listener)->stream, text, -1);
      if (((Listener *) listener)->once)
        tw_stream_close (((Listener *) listener)->stream);
    }
  g_mutex_unlock (&routes->lock);
}

void
tw_sync_routes_wake (TwSyncRoutes *routes, gint64 seq)
{
  g_autofree char *text = g_strdup_printf ("id: %" PRId64 "\nevent: wake\ndata:\n\n", seq);

  push_all (routes, text);
}

static gpointer
tick (gpointer data)
{
  TwSyncRoutes *routes = data;

  g_mutex_lock (&routes->lock);
  while (!routes->stopping)
    {
      if (g_cond_wait_until (&routes->stopping_cond, &routes->lock, g_get_monotonic_time () + COMMENT_SECONDS * G_USEC_PER_SEC))
        continue;
      g_mutex_unlock (&routes->lock);
      push_all (routes, ":\n\n");
      g_mutex_lock (&routes->lock);
    }
  g_mutex_unlock (&routes->lock);
  return NULL;
}

/* --- The whole --- */

static const TwRoute route_table[] = {
  { "POST", "/sync/v1/push", TW_WIRE_MAX_BODY, TW_ROUTE_DEFAULT, handle_push },
  { "GET", "/sync/v1/pull", 0, TW_ROUTE_DEFAULT, handle_pull },
  { "GET", "/sync/v1/snapshot", 0, TW_ROUTE_DEFAULT, handle_snapshot },
  { "GET", "/sync/v1/check", 0, TW_ROUTE_DEFAULT, handle_check },
  { "POST", "/sync/v1/clients", 65536, TW_ROUTE_DEFAULT, handle_client },
  { "GET", "/sync/v1/events", 0, TW_ROUTE_DEFAULT, handle_events },
  { NULL },
};

/**
 * tw_sync_routes_new:
 * @server: the server
 * @authority: over its store
 *
 * Returns: (transfer full): the routes, to be freed after the HTTP server
 */
TwSyncRoutes *
tw_sync_routes_new (TwServer *server, TwAuthority *authority)
{
  TwSyncRoutes *routes = g_new0 (TwSyncRoutes, 1);

  routes->server = server;
  routes->store = g_object_ref (tw_server_get_store (server));
  routes->authority = authority;
  routes->listeners = g_hash_table_new (NULL, NULL);
  g_mutex_init (&routes->lock);
  g_cond_init (&routes->stopping_cond);
  routes->ticker = g_thread_new ("tw-wakes", tick, routes);
  return routes;
}

void
tw_sync_routes_add (TwSyncRoutes *routes, TwHttp *http)
{
  tw_http_add_routes (http, route_table, routes);
}

void
tw_sync_routes_free (TwSyncRoutes *routes)
{
  if (routes == NULL)
    return;
  g_mutex_lock (&routes->lock);
  routes->stopping = TRUE;
  g_cond_signal (&routes->stopping_cond);
  g_mutex_unlock (&routes->lock);
  g_thread_join (routes->ticker);
  g_hash_table_unref (routes->listeners);
  g_object_unref (routes->store);
  g_mutex_clear (&routes->lock);
  g_cond_clear (&routes->stopping_cond);
  g_free (routes);
}
