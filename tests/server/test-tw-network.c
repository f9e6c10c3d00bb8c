/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device of a real server does when the system says something of the network: GIO asks the monitor of this program for it, which
 * says what the test wants. The server has a name, since one on this machine needs no network. */
#include "config.h"

#include "tw-blobs.h"
#include "tw-device.h"
#include "tw-replica.h"
#include "tw-sync-private.h"

#define HOST "crm.localhost"                            /* not one of the names by which a program knows this machine */

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

/* --- What it does --- */

static TwDevice *device;

static TwSync *
get_sync (void)
{
  return tw_sync_account_get_sync (device->account);
}

static gboolean
is_offline (TwDevice *waiting)
{
  return tw_sync_get_state (get_sync ()) == TW_SYNC_OFFLINE && tw_sync_account_get_offline_since (waiting->account) != 0;
}

static gboolean
has_one_waiting (TwDevice *waiting)
{
  return tw_sync_account_get_pending (waiting->account) == 1;
}

/* Without a network nothing is tried; what people do waits, and goes out at once when there is one. */
static void
test_available (void)
{
  TwId id;

  tw_device_wait (device, tw_device_is_synced);
  say_available (FALSE);
  tw_device_wait (device, is_offline);
  id = tw_device_add_document (device, "Made on the train", NULL);
  tw_device_wait (device, has_one_waiting);
  g_assert_cmpint (tw_sync_get_state (get_sync ()), ==, TW_SYNC_OFFLINE);
  g_assert_cmpint (get_sync ()->step, ==, TW_STEP_NONE);
  g_assert_false (tw_device_server_has (device, &id));
  say_available (TRUE);
  tw_device_wait (device, tw_device_is_synced);
  g_assert_true (tw_device_server_has (device, &id));
  g_assert_cmpint (tw_sync_account_get_offline_since (device->account), ==, 0);
}

static double
draw_most (gpointer data)
{
  return 1000;
}

static gboolean
is_waiting_for_server (TwDevice *waiting)
{
  return is_offline (waiting) && get_sync ()->push_failures > 0 && get_sync ()->pull_failures > 0
         && get_sync ()->step == TW_STEP_NONE;
}

/* The server was out of reach, and the next try is minutes away: a network that comes, or another one that takes its place, is tried at
 * once. */
static void
test_back_off (gconstpointer comes_anew)
{
  guint16 port = tw_http_get_port (tw_server_get_http (device->server));
  double (*former) (gpointer data);
  TwId id;

  tw_device_wait (device, tw_device_is_synced);
  former = get_sync ()->env.random;
  get_sync ()->env.random = draw_most;
  tw_device_stop_server (device);
  id = tw_device_add_document (device, "Made while it was gone", NULL);
  tw_sync_now (get_sync ());
  tw_device_wait (device, is_waiting_for_server);
  g_assert_cmpint (MIN (get_sync ()->push_after, get_sync ()->pull_after), >,
                   g_get_monotonic_time () + 2 * TW_DEVICE_PATIENCE * G_USEC_PER_SEC);
  tw_device_start_server (device, port, TRUE);
  if (comes_anew != NULL)
    say_available (FALSE);
  say_available (TRUE);
  tw_device_wait (device, tw_device_is_synced);
  get_sync ()->env.random = former;
  g_assert_true (tw_device_server_has (device, &id));
}

static gboolean
is_held (TwDevice *waiting)
{
  return tw_device_is_synced (waiting) && tw_sync_files_are_held (get_sync ()) && !tw_sync_files_are_moving (get_sync ())
         && get_sync ()->files_to_send == 1;
}

static gboolean
is_sent (TwDevice *waiting)
{
  return tw_device_is_synced (waiting) && !tw_sync_files_are_held (get_sync ()) && !tw_sync_files_are_moving (get_sync ())
         && get_sync ()->files_to_send == 0;
}

/* Over a network that costs by volume records go and their files wait. */
static void
test_metered (void)
{
  g_autoptr (GInputStream) bytes = g_memory_input_stream_new_from_data ("a contract", 10, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  TwId id;

  tw_device_wait (device, tw_device_is_synced);
  say_metered (TRUE);
  hash = tw_store_add_blob (device->store, bytes, 1000, NULL, &error);
  g_assert_no_error (error);
  id = tw_device_add_document (device, "Contract", hash);
  tw_device_wait (device, is_held);
  g_assert_true (tw_device_server_has (device, &id));
  g_assert_false (tw_store_verify_blob (tw_server_get_store (device->server), hash, NULL));
  say_metered (FALSE);
  tw_device_wait (device, is_sent);
  g_assert_true (tw_store_verify_blob (tw_server_get_store (device->server), hash, &error));
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

  tw_device_wait (device, tw_device_is_synced);
  say_available (FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *dir = g_strdup_printf ("%s/alone-%u", device->folder, i), *name = NULL;
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
  tw_device_wait (device, tw_device_is_synced);
}

/* What the library was connecting to when the program ends is never told that it ended: leaks are looked for in sync-account. */
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
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autofree char *certificate = NULL;
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  device = tw_device_new ();
  g_setenv ("TRADEWIND_SECRETS", "file", TRUE);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "test", TRUE);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TYPE_MONITOR, "test", 1000);
  g_assert_true (TEST_IS_MONITOR (g_network_monitor_get_default ()));
  certificate = g_test_build_filename (G_TEST_DIST, "data", "named-certificate.pem", NULL);
  trusted = g_tls_file_database_new (certificate, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  tw_device_start_server (device, 0, TRUE);
  tw_device_connect (device, "https://" HOST);
  g_test_add_func ("/server/network/available", test_available);
  g_test_add_data_func ("/server/network/back-off/it-comes", "comes", test_back_off);
  g_test_add_data_func ("/server/network/back-off/another-one", NULL, test_back_off);
  g_test_add_func ("/server/network/metered", test_metered);
  g_test_add_func ("/server/network/this-machine", test_this_machine);
  result = g_test_run ();
  tw_device_free (device);
  return result;
}
