/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device of a real server does when the system says something of the network: GIO asks the monitor of this program for it, which says
 * what the test wants. The server has a name, since one on this machine needs no network. */
#include "config.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-log.h"
#include "tw-record.h"
#include "tw-replica.h"
#include "tw-seed.h"
#include "tw-server-fixture.h"
#include "tw-server.h"
#include "tw-sync-account.h"
#include "tw-sync-private.h"

#define HOST      "crm.localhost"
#define PASSWORD  "correct horse battery staple 8470"
#define LIMIT     20                                   /* seconds; less than the half minute after which a device looks by itself */

/* --- The system's monitor --- */

#define TYPE_MONITOR (monitor_get_type ())
G_DECLARE_FINAL_TYPE (Monitor, monitor, TEST, MONITOR, GObject)

struct _Monitor
{
  GObject  parent_instance;

  gboolean available, metered;
};

enum { PROP_AVAILABLE = 1, PROP_METERED, PROP_CONNECTIVITY };

static gboolean
monitor_init_now (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_iface_init (GInitableIface *iface)
{
  iface->init = monitor_init_now;
}

static void
network_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Monitor, monitor, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_iface_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, network_monitor_iface_init))

static void
monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  Monitor *self = TEST_MONITOR (object);

  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
  else
    g_value_set_boolean (value, id == PROP_AVAILABLE ? self->available : self->metered);
}

static void
monitor_class_init (MonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
monitor_init (Monitor *self)
{
  self->available = TRUE;
}

/* As the system's monitors tell it: the property first, then the signal, which also comes when one network takes the place of another. */
static void
say_available (gboolean available)
{
  Monitor *self = TEST_MONITOR (g_network_monitor_get_default ());

  if (self->available != available)
    {
      self->available = available;
      g_object_notify (G_OBJECT (self), "network-available");
    }
  g_signal_emit_by_name (self, "network-changed", available);
}

static void
say_metered (gboolean metered)
{
  Monitor *self = TEST_MONITOR (g_network_monitor_get_default ());

  self->metered = metered;
  g_object_notify (G_OBJECT (self), "network-metered");
}

/* --- The server and its device --- */

static char *folder;
static TwServer *server;
static TwStore *store;
static TwSyncAccount *account;

static void
print_nothing (const char *text)
{
}

/* port 0: any. */
static void
start_server (guint16 port)
{
  g_autofree char *data = g_build_filename (folder, "server", NULL), *database = tw_fixture_dup_database (data);
  g_autofree char *certificate = g_test_build_filename (G_TEST_DIST, "data", "named-certificate.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "data", "named-key.pem", NULL);
  const TwServerOptions options = { .data = data, .database = database, .currency = "EUR",
                                    .http = { .certificate = certificate, .key = key, .port = port } };
  g_autoptr (GError) error = NULL;
  GPrintFunc former = g_set_print_handler (print_nothing);

  server = tw_server_new (&options, &error);
  g_set_print_handler (former);
  g_assert_no_error (error);
  tw_server_start (server, &error);
  g_assert_no_error (error);
}

static gboolean
on_limit (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
wait_until (gboolean (*is_so) (void))
{
  gboolean late = FALSE;
  guint limit = g_timeout_add_seconds (LIMIT, on_limit, &late);

  while (!is_so ())
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_false (late);
    }
  g_source_remove (limit);
}

static TwSync *
get_sync (void)
{
  return tw_sync_account_get_sync (account);
}

static gboolean
is_synced (void)
{
  return get_sync () != NULL && tw_sync_is_synced (get_sync ()) && tw_sync_account_get_pending (account) == 0;
}

static gboolean
is_offline (void)
{
  return tw_sync_get_state (get_sync ()) == TW_SYNC_OFFLINE && tw_sync_account_get_offline_since (account) != 0;
}

static gboolean
has_one_waiting (void)
{
  return tw_sync_account_get_pending (account) == 1;
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tw_sync_account_connect_finish (account, result, &error);
  g_assert_no_error (error);
}

static void
connect_device (void)
{
  g_autofree char *dir = g_build_filename (folder, "device", NULL), *path = g_build_filename (folder, "server", "first-invitation", NULL);
  g_autofree char *address = g_strdup_printf ("https://" HOST ":%u", tw_http_get_port (tw_server_get_http (server))), *invitation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  TwSignIn sign_in = { .server = address, .email = "", .password = PASSWORD };

  g_assert_no_error (error);
  store = tw_store_open (dir, schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (store, "EUR", &error));
  g_assert_true (g_file_get_contents (path, &invitation, NULL, NULL));
  sign_in.invitation = g_strstrip (invitation);
  account = tw_sync_account_new (store);
  tw_sync_account_connect_async (account, &sign_in, NULL, on_connected, NULL);
  wait_until (is_synced);
}

/* file: (nullable): the hash of what belongs to it. */
static TwId
add_document (const char *name, const char *file)
{
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (store), "document"));
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Add");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, "name", name, &error);
  g_assert_no_error (error);
  if (file != NULL)
    tw_record_set_text (record, "file", file, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static gboolean
server_has (const TwId *id)
{
  TwStore *theirs = tw_server_get_store (server);
  g_autoptr (TwRecord) record = tw_store_get (theirs, tw_schema_get_entity (tw_store_get_schema (theirs), "document"), id, NULL);

  return record != NULL;
}

/* --- What it does --- */

/* Without a network nothing is tried; what people do waits, and goes out at once when there is one. */
static void
test_available (void)
{
  TwId id;

  wait_until (is_synced);
  say_available (FALSE);
  wait_until (is_offline);
  id = add_document ("Made on the train", NULL);
  wait_until (has_one_waiting);
  g_assert_cmpint (tw_sync_get_state (get_sync ()), ==, TW_SYNC_OFFLINE);
  g_assert_cmpint (get_sync ()->step, ==, TW_STEP_NONE);
  g_assert_false (server_has (&id));
  say_available (TRUE);
  wait_until (is_synced);
  g_assert_true (server_has (&id));
  g_assert_cmpint (tw_sync_account_get_offline_since (account), ==, 0);
}

static double
draw_most (gpointer data)
{
  return 1000;
}

static gboolean
is_waiting_for_server (void)
{
  return is_offline () && get_sync ()->push_failures > 0 && get_sync ()->pull_failures > 0 && get_sync ()->step == TW_STEP_NONE;
}

/* The server was out of reach, and the next try is minutes away: a network that comes, or another one that takes its place, is tried at once. */
static void
test_back_off (gconstpointer comes_anew)
{
  guint16 port = tw_http_get_port (tw_server_get_http (server));
  double (*former) (gpointer data);
  TwId id;

  wait_until (is_synced);
  former = get_sync ()->env.random;
  get_sync ()->env.random = draw_most;
  tw_server_stop (server, 0);
  g_clear_pointer (&server, tw_server_free);
  id = add_document ("Made while it was gone", NULL);
  tw_sync_now (get_sync ());
  wait_until (is_waiting_for_server);
  g_assert_cmpint (MIN (get_sync ()->push_after, get_sync ()->pull_after), >, g_get_monotonic_time () + 2 * LIMIT * G_USEC_PER_SEC);
  start_server (port);
  if (comes_anew != NULL)
    say_available (FALSE);
  say_available (TRUE);
  wait_until (is_synced);
  get_sync ()->env.random = former;
  g_assert_true (server_has (&id));
}

static gboolean
is_held (void)
{
  return is_synced () && tw_sync_files_are_held (get_sync ()) && !tw_sync_files_are_moving (get_sync ()) && get_sync ()->files_to_send == 1;
}

static gboolean
is_sent (void)
{
  return is_synced () && !tw_sync_files_are_held (get_sync ()) && !tw_sync_files_are_moving (get_sync ()) && get_sync ()->files_to_send == 0;
}

/* Over a network that costs by volume records go and their files wait. */
static void
test_metered (void)
{
  g_autoptr (GInputStream) bytes = g_memory_input_stream_new_from_data ("a contract", 10, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  TwId id;

  wait_until (is_synced);
  say_metered (TRUE);
  hash = tw_store_add_blob (store, bytes, 1000, NULL, &error);
  g_assert_no_error (error);
  id = add_document ("Contract", hash);
  wait_until (is_held);
  g_assert_true (server_has (&id));
  g_assert_false (tw_store_verify_blob (tw_server_get_store (server), hash, NULL));
  say_metered (FALSE);
  wait_until (is_sent);
  g_assert_true (tw_store_verify_blob (tw_server_get_store (server), hash, &error));
  g_assert_no_error (error);
}

/* A server of this machine is there without a network. */
static void
test_this_machine (void)
{
  static const struct { const char *address; gboolean online; } table[] = {
    { "http://127.0.0.1:1", TRUE }, { "http://localhost:1", TRUE }, { "http://[::1]:1", TRUE }, { "https://127.example.org:1", FALSE },
    { "https://crm.example.org:1", FALSE },
  };

  wait_until (is_synced);
  say_available (FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *dir = g_strdup_printf ("%s/alone-%u", folder, i), *name = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
      g_autoptr (TwStore) other = tw_store_open (dir, schema, TRUE, &error);
      TwReplicaIdentity identity = { (char *) table[i].address, tw_id_nil, tw_id_new (), tw_id_new () };
      g_autoptr (TwSyncAccount) its = NULL;
      gboolean online;

      g_assert_no_error (error);
      g_assert_true (tw_replica_join (other, &identity, FALSE, &error));
      name = tw_id_dup_text (&identity.client);
      g_assert_cmpint (tw_sync_secrets_save (name, "Test", "a token", &error), ==, TW_SECRETS_FILE);
      its = tw_sync_account_new (other);
      tw_sync_account_start (its);
      while (tw_sync_account_get_sync (its) == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_object_get (tw_sync_account_get_sync (its), "online", &online, NULL);
      g_assert_cmpint (online, ==, table[i].online);
      tw_sync_account_stop (its);
      tw_store_close (other);
    }
  say_available (TRUE);
  wait_until (is_synced);
}

static void
end (void)
{
  tw_sync_account_stop (account);
  g_object_unref (account);
  tw_server_stop (server, 0);
  tw_server_free (server);
  tw_store_close (store);
  g_object_unref (store);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autofree char *certificate = NULL, *config = NULL;
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  tw_log_set_output (-1, FALSE);
  folder = g_dir_make_tmp ("tw-network-XXXXXX", NULL);
  config = g_build_filename (folder, "config", NULL);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("TRADEWIND_SECRETS", "file", TRUE);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "test", TRUE);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TYPE_MONITOR, "test", 1000);
  g_assert_true (TEST_IS_MONITOR (g_network_monitor_get_default ()));
  certificate = g_test_build_filename (G_TEST_DIST, "data", "named-certificate.pem", NULL);
  trusted = g_tls_file_database_new (certificate, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  start_server (0);
  connect_device ();
  g_test_add_func ("/server/network/available", test_available);
  g_test_add_data_func ("/server/network/back-off/it-comes", "comes", test_back_off);
  g_test_add_data_func ("/server/network/back-off/another-one", NULL, test_back_off);
  g_test_add_func ("/server/network/metered", test_metered);
  g_test_add_func ("/server/network/this-machine", test_this_machine);
  result = g_test_run ();
  end ();
  tw_fixture_remove_tree (folder);
  g_free (folder);
  return result;
}
