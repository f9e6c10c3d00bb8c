/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "tw-backup.h"
#include "tw-crm-rules.h"
#include "tw-private-file.h"
#include "tw-seed.h"
#include "tw-server.h"
#include "tw-shared.h"

#define LEAST_ROOM (32 * 1024 * 1024)                  /* bytes of the disk: for the write-ahead log and a page of answers */

struct _TwServer
{
  char      *data;
  TwStore   *store;
  TwShared  *shared;                                   /* (nullable) */
  TwHttp    *http;
  TwRates   *rates;
  TwAccessCache *access;
  GBytes    *secret;
  char      *exchange_rates;                           /* (nullable) */
  gint64     max_file;
  GPtrArray *states;                                   /* of the modules opened so far */
  gulong     committed_id;
  gint       n_commits;                                /* (atomic) */
};

static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  TwServer *server = data;

  g_atomic_int_inc (&server->n_commits);
}

static gboolean
open_store (TwServer *server, const TwServerOptions *options, GError **error)
{
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (error);
  g_autofree char *database = g_build_filename (server->data, "store.db", NULL);
  gboolean fresh;

  if (shipped == NULL
      || (options->database != NULL && (server->shared = tw_shared_open (options->database, server->data, error)) == NULL))
    return FALSE;
  fresh = !g_file_test (database, G_FILE_TEST_EXISTS);
  server->store = tw_store_open (server->data, shipped, fresh, error);
  if (server->store == NULL)
    return FALSE;
  tw_crm_rules_add (server->store);
  if (tw_store_is_read_only (server->store))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE,
                   _("Another program has the workspace %s open. Close it, then start the server again."), server->data);
      return FALSE;
    }
  if (fresh && !tw_seed_workspace (server->store, options->currency, error))
    return FALSE;
  if (server->shared != NULL && !tw_shared_attach (server->shared, server->store, error))
    return FALSE;
  server->access = tw_access_cache_new (server->store);
  server->committed_id = g_signal_connect (server->store, "committed", G_CALLBACK (committed_cb), server);
  return TRUE;
}

/* Whole or not there: a part of a secret would be taken for a damaged one at the next start. */
static gboolean
make_secret (const char *file, GError **error)
{
  guint8 bytes[TW_SERVER_SECRET_BYTES];
  gboolean good = getrandom (bytes, sizeof bytes, 0) == sizeof bytes;

  if (good)
    good = tw_private_file_write (file, bytes, sizeof bytes, FALSE, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The system gives no random bytes. Start the server again."));
  explicit_bzero (bytes, sizeof bytes);
  return good;
}

static gboolean
read_secret (TwServer *server, GError **error)
{
  g_autofree char *file = g_build_filename (server->data, "server.key", NULL);
  char *text;
  gsize length;
  struct stat about;

  if (!g_file_test (file, G_FILE_TEST_EXISTS) && !make_secret (file, error))
    return FALSE;
  if (g_stat (file, &about) == 0 && (about.st_mode & 077) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("Others may read %s. Run “chmod 600” on it, and remove it if somebody did read it."), file);
      return FALSE;
    }
  if (!g_file_get_contents (file, &text, &length, error))
    return FALSE;
  server->secret = g_bytes_new_take (text, length);
  if (length == TW_SERVER_SECRET_BYTES)
    return server->shared == NULL || tw_shared_check_secret (server->shared, server->secret, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("The file %s is damaged. Put it back from where you keep it, or remove it: everybody signs in and sets up the second factor anew."), file);
  return FALSE;
}

static gboolean
open_modules (TwServer *server, GError **error)
{
  for (guint i = 0; tw_server_modules[i] != NULL; i++)
    {
      gpointer state = tw_server_modules[i]->open (server, error);

      if (state == NULL)
        return FALSE;
      g_ptr_array_add (server->states, state);
    }
  return TRUE;
}

/* Whoever asks one of several servers sees what any of them has answered for. */
static gboolean
refresh_filter (TwRequest *request, TwResponse *response, gpointer data)
{
  TwServer *server = data;
  const char *pattern = tw_request_get_pattern (request);

  /* What waits for another machine does not wait on the connection's thread. */
  if (server->shared != NULL && (g_str_has_prefix (pattern, "/api/") || g_str_has_prefix (pattern, "/sync/")) && !tw_request_defer (request))
    tw_server_refresh (server);
  return TRUE;
}

/**
 * tw_server_new:
 * @options: copied
 * @error: of the store, %G_IO_ERROR, or of a module
 *
 * Opens the workspace, or makes one, on the thread whose main context will run: commits are told there.
 *
 * Returns: (transfer full) (nullable): a server that does not listen yet
 */
TwServer *
tw_server_new (const TwServerOptions *options, GError **error)
{
  g_autoptr (TwServer) server = g_new0 (TwServer, 1);

  server->data = g_strdup (options->data);
  server->exchange_rates = g_strdup (options->exchange_rates);
  server->max_file = options->max_file > 0 ? options->max_file : G_GINT64_CONSTANT (1000000000);
  server->states = g_ptr_array_new ();
  server->http = tw_http_new (&options->http);
  server->rates = tw_rates_new (&options->rates);
  tw_http_add_filter (server->http, tw_rates_filter, server->rates);
  if (options->database != NULL)
    tw_http_add_filter (server->http, refresh_filter, server);
  if (!open_store (server, options, error) || !read_secret (server, error) || !open_modules (server, error))
    return NULL;
  return g_steal_pointer (&server);
}

/**
 * tw_server_free:
 * @server: (transfer full): stopped at once when it still runs
 */
void
tw_server_free (TwServer *server)
{
  tw_http_stop (server->http, 0);
  for (guint i = server->states->len; i > 0; i--)
    tw_server_modules[i - 1]->close (g_ptr_array_index (server->states, i - 1));
  g_ptr_array_unref (server->states);
  tw_http_free (server->http);
  tw_rates_free (server->rates);
  g_clear_pointer (&server->access, tw_access_cache_free);
  if (server->store != NULL)
    {
      g_clear_signal_handler (&server->committed_id, server->store);
      if (server->shared != NULL)
        tw_shared_detach (server->shared);
      tw_store_close (server->store);
    }
  g_clear_object (&server->store);
  g_clear_pointer (&server->shared, tw_shared_free);
  g_clear_pointer (&server->secret, g_bytes_unref);
  g_free (server->exchange_rates);
  g_free (server->data);
  g_free (server);
}

/**
 * tw_server_start:
 * @server: a server
 * @error: why it cannot listen
 */
gboolean
tw_server_start (TwServer *server, GError **error)
{
  return tw_http_start (server->http, error);
}

/**
 * tw_server_stop:
 * @server: a server
 * @seconds: how long running requests may take to end
 */
void
tw_server_stop (TwServer *server, guint seconds)
{
  tw_http_stop (server->http, seconds);
}

/**
 * tw_server_get_store:
 * @server: a server
 *
 * Returns: (transfer none): its workspace
 */
TwStore *
tw_server_get_store (TwServer *server)
{
  return server->store;
}

/**
 * tw_server_get_http:
 * @server: a server
 *
 * Returns: (transfer none): where modules add their routes
 */
TwHttp *
tw_server_get_http (TwServer *server)
{
  return server->http;
}

/**
 * tw_server_get_access:
 * @server: a server
 *
 * Returns: (transfer none): the rights of callers
 */
TwAccessCache *
tw_server_get_access (TwServer *server)
{
  return server->access;
}

/**
 * tw_server_set_caller:
 * @request: a request whose caller is known now
 * @user: copied
 */
void
tw_server_set_caller (TwRequest *request, const TwId *user)
{
  tw_request_set_data (request, "caller", g_memdup2 (user, sizeof *user), g_free);
}

/**
 * tw_server_get_caller:
 * @request: a request
 *
 * Returns: (transfer none) (nullable): the signed-in user
 */
const TwId *
tw_server_get_caller (TwRequest *request)
{
  return tw_request_get_data (request, "caller");
}

/**
 * tw_server_get_max_file:
 * @server: a server
 *
 * Returns: bytes of the largest file that may be attached
 */
gint64
tw_server_get_max_file (TwServer *server)
{
  return server->max_file;
}

/**
 * tw_server_get_exchange_rates:
 * @server: a server
 *
 * Returns: (nullable): the address that exchange rates are fetched from
 */
const char *
tw_server_get_exchange_rates (TwServer *server)
{
  return server->exchange_rates;
}

/**
 * tw_server_get_rates:
 * @server: a server
 *
 * Returns: (transfer none): how many requests may come, and came
 */
TwRates *
tw_server_get_rates (TwServer *server)
{
  return server->rates;
}

/**
 * tw_server_get_data:
 * @server: a server
 *
 * Returns: the folder of the workspace
 */
const char *
tw_server_get_data (TwServer *server)
{
  return server->data;
}

/**
 * tw_server_get_secret:
 * @server: a server
 *
 * Use tw_server_dup_key() rather than the secret itself.
 *
 * Returns: (transfer none): 32 random bytes, the same at each start
 */
GBytes *
tw_server_get_secret (TwServer *server)
{
  return server->secret;
}

/**
 * tw_server_dup_key:
 * @server: a server
 * @use: what the key is for, a fixed word
 *
 * HMAC-SHA-256 of the use by the secret, so that no two uses share a key.
 *
 * Returns: (transfer full): 32 bytes, the same at each start
 */
GBytes *
tw_server_dup_key (TwServer *server, const char *use)
{
  gsize length, size = TW_SERVER_SECRET_BYTES;
  const guint8 *secret = g_bytes_get_data (server->secret, &length);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, secret, length);
  guint8 key[TW_SERVER_SECRET_BYTES];

  g_hmac_update (hmac, (const guint8 *) use, -1);
  g_hmac_get_digest (hmac, key, &size);
  g_hmac_unref (hmac);
  return g_bytes_new (key, size);
}

/**
 * tw_server_get_module:
 * @server: a server
 * @name: of a module
 *
 * Returns: (transfer none) (nullable): its state, %NULL when it is not open yet
 */
gpointer
tw_server_get_module (TwServer *server, const char *name)
{
  for (guint i = 0; i < server->states->len; i++)
    if (strcmp (tw_server_modules[i]->name, name) == 0)
      return g_ptr_array_index (server->states, i);
  return NULL;
}

/**
 * tw_server_count_commits:
 * @server: a server
 *
 * Returns: the commits since the start that its main context was told of
 */
guint64
tw_server_count_commits (TwServer *server)
{
  return (guint64) g_atomic_int_get (&server->n_commits);
}

/**
 * tw_server_dup_trouble:
 * @server: a server
 *
 * Looks without writing, so that asking every second costs nothing.
 *
 * Returns: (transfer full) (nullable): why the store cannot be written to now
 */
char *
tw_server_dup_trouble (TwServer *server)
{
  struct statvfs about;
  char *trouble;

  if (tw_store_is_read_only (server->store) || g_access (server->data, W_OK) != 0)
    return g_strdup (_("The workspace can only be read. Check the rights of its folder."));
  if (server->shared != NULL && (trouble = tw_shared_dup_trouble (server->shared)) != NULL)
    return trouble;
  if (statvfs (server->data, &about) == 0 && (guint64) about.f_bavail * about.f_frsize < LEAST_ROOM)
    return g_strdup (_("The disk is full. Make room, then the server goes on by itself."));
  return NULL;
}

/**
 * tw_server_dup_upkeep_trouble:
 * @server: a server
 *
 * Returns: (transfer full) (nullable): what administrators should see to, though the store can be written to
 */
char *
tw_server_dup_upkeep_trouble (TwServer *server)
{
  return server->shared != NULL ? tw_shared_dup_upkeep_trouble (server->shared) : NULL;
}

/**
 * tw_server_refresh:
 * @server: a server
 *
 * With other processes on the same workspace: waits until what they had committed before the call can be read here. To be called
 * on a thread that may wait, before a request reads. When the database server is away the request reads what is here.
 */
void
tw_server_refresh (TwServer *server)
{
  if (server->shared != NULL)
    tw_shared_refresh (server->shared);
}

/**
 * tw_server_backup:
 * @server: a server; requests go on
 * @file: to be written; see tw_store_backup()
 * @cancellable: (nullable): ends it
 * @error: of the store, or %G_IO_ERROR
 */
gboolean
tw_server_backup (TwServer *server, const char *file, GCancellable *cancellable, GError **error)
{
  return tw_store_backup (server->store, file, NULL, NULL, cancellable, error);
}
