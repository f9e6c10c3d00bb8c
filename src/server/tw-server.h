/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The team server: one workspace, its store, and the modules that answer for it. A module is a room of this floor with its own routes;
 * it takes part by one line in tw-server-modules.c. */
#pragma once

#include "tw-access.h"
#include "tw-http.h"
#include "tw-rates.h"

G_BEGIN_DECLS

#define TW_SERVER_SECRET_BYTES 32

typedef struct _TwServer TwServer;

typedef struct
{
  const char *name;
  /* Adds routes and filters to tw_server_get_http(); the state is given to close. NULL with an error: the server does not start. */
  gpointer  (*open)  (TwServer *server, GError **error);
  void      (*close) (gpointer state);                 /* requests have ended, the store is open still */
} TwServerModule;

typedef struct
{
  const char   *data;                                  /* folder of the workspace; made when missing */
  const char   *database;                              /* PostgreSQL that several processes share; nullable: none */
  const char   *currency;                              /* of a workspace that is made; nullable: of the locale */
  const char   *exchange_rates;                        /* where they are fetched from each day; nullable: they are entered by hand */
  gint64        max_file;                              /* bytes of the largest attached file; 0: 1 GB */
  TwRateOptions rates;
  TwHttpOptions http;
} TwServerOptions;

/* Opens the workspace and all modules; tw_server_start() listens. */
TwServer *tw_server_new        (const TwServerOptions *options, GError **error);
void      tw_server_free       (TwServer *server);
gboolean  tw_server_start      (TwServer *server, GError **error);
void      tw_server_stop       (TwServer *server, guint seconds);
TwStore  *tw_server_get_store  (TwServer *server);
TwHttp   *tw_server_get_http   (TwServer *server);
TwAccessCache *tw_server_get_access (TwServer *server);
gint64    tw_server_get_max_file (TwServer *server);
TwRates  *tw_server_get_rates  (TwServer *server);
const char *tw_server_get_exchange_rates (TwServer *server);                    /* their address; nullable */
/* Devices ask again (tw-server-sync.c). Any thread. */
void      tw_server_sync_wake  (TwServer *server);
const char *tw_server_get_data (TwServer *server);
/* Random bytes of this server (file server.key, 0600): authenticate cursors and tokens. Not part of a backup. */
GBytes   *tw_server_get_secret (TwServer *server);
/* A key for one use, made from the secret and the use's name; 32 bytes. */
GBytes   *tw_server_dup_key    (TwServer *server, const char *use);
gpointer  tw_server_get_module (TwServer *server, const char *name);            /* its state; nullable */
guint64   tw_server_count_commits (TwServer *server);
/* Can the store be written to now? A sentence when it cannot, NULL when it can. */
char     *tw_server_dup_trouble (TwServer *server);
char     *tw_server_dup_upkeep_trouble (TwServer *server); /* nullable: for administrators */
/* Waits for what other processes have committed, if there are any. */
void      tw_server_refresh    (TwServer *server);
/* A backup of the workspace while requests run; any thread. */
gboolean  tw_server_backup     (TwServer *server, const char *file, GCancellable *cancellable, GError **error);

/* Who asks: told by the filter that signs callers in, to those behind it. NULL: nobody. */
void      tw_server_set_caller (TwRequest *request, const TwId *user);
const TwId *tw_server_get_caller (TwRequest *request);

/* All modules, ended by NULL; in the order in which they are opened. */
extern const TwServerModule *const tw_server_modules[];
extern const TwServerModule tw_server_admin_module;
extern const TwServerModule tw_server_files_module;
extern const TwServerModule tw_server_health_module;
extern const TwServerModule tw_server_jobs_module;
extern const TwServerModule tw_server_notify_module;
extern const TwServerModule tw_server_rest_module;
extern const TwServerModule tw_server_sync_module;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwServer, tw_server_free)

G_END_DECLS
