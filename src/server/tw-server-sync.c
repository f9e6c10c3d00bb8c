/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sync takes part in the server: its routes, the wake of those who listen, and nobody who is not signed in. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-authority.h"
#include "tw-caller.h"
#include "tw-server.h"
#include "tw-sync-routes.h"

typedef struct
{
  TwStore      *store;
  TwAuthority  *authority;
  TwSyncRoutes *routes;
  gulong        committed_id;
  gint64        seq;                                   /* of the newest commit */
  GSource      *waker;                                 /* (nullable): it is to be told */
} Sync;

/* A device has all that its person may see, so a key, which may be for less than that, is not enough. */
static gboolean
device_filter (TwRequest *request, TwResponse *response, gpointer data)
{
  const TwCaller *caller;

  if (!g_str_has_prefix (tw_request_get_pattern (request), "/sync/"))
    return TRUE;
  caller = tw_caller_get (request);
  if (caller != NULL && !tw_id_is_nil (&caller->session))
    return TRUE;
  if (caller != NULL)
    {
      tw_response_problem (response, 403, "denied", _("Not allowed"), _("Devices sync for people who are signed in, not with a key."));
      return FALSE;
    }
  tw_response_problem (response, 401, "sign-in", NULL, _("Sign in first."));
  tw_response_set_header (response, "WWW-Authenticate", "Bearer");
  return FALSE;
}

/* The commits of a push are announced one after the other: each device hears once of all of them. */
static gboolean
wake_all (gpointer data)
{
  Sync *sync = data;

  g_clear_pointer (&sync->waker, g_source_unref);
  tw_sync_routes_wake (sync->routes, sync->seq);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  Sync *sync = data;

  sync->seq = tw_commit_get_seq (commit);
  if (sync->waker != NULL)
    return;
  sync->waker = g_idle_source_new ();
  g_source_set_priority (sync->waker, G_PRIORITY_DEFAULT);
  g_source_set_callback (sync->waker, wake_all, sync, NULL);
  g_source_attach (sync->waker, g_source_get_context (g_main_current_source ()));
}

static gpointer
open_sync (TwServer *server, GError **error)
{
  g_autoptr (GBytes) key = tw_server_dup_key (server, "cursor");
  TwAuthority *authority = tw_authority_new (tw_server_get_store (server), tw_server_get_access (server), key, error);
  Sync *sync;

  if (authority == NULL)
    return NULL;
  sync = g_new0 (Sync, 1);
  sync->store = tw_server_get_store (server);
  sync->authority = authority;
  sync->routes = tw_sync_routes_new (server, authority);
  tw_http_add_filter (tw_server_get_http (server), device_filter, NULL);
  tw_sync_routes_add (sync->routes, tw_server_get_http (server));
  sync->committed_id = g_signal_connect (sync->store, "committed", G_CALLBACK (committed_cb), sync);
  return sync;
}

static void
close_sync (gpointer state)
{
  Sync *sync = state;

  g_clear_signal_handler (&sync->committed_id, sync->store);
  if (sync->waker != NULL)
    g_source_destroy (sync->waker);
  g_clear_pointer (&sync->waker, g_source_unref);
  tw_sync_routes_free (sync->routes);
  tw_authority_free (sync->authority);
  g_free (sync);
}

const TwServerModule tw_server_sync_module = { "sync", open_sync, close_sync };

/**
 * tw_server_sync_wake:
 * @server: a server
 *
 * Wakes every device that listens although there is no new commit.
 */
void
tw_server_sync_wake (TwServer *server)
{
  Sync *sync = tw_server_get_module (server, "sync");

  if (sync != NULL)
    tw_sync_routes_wake (sync->routes, tw_peers_get_seq (sync->store));
}
