/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a device keeps its sign-in: in a Secret Service, which is GNOME's own on a bus of this test; and what happens when it is locked. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "tw-device.h"
#include "tw-replica.h"

#define SERVICE "org.freedesktop.secrets"

static TwDevice *device;
static GTestDBus *own_bus;                             /* never freed: libsecret keeps the connection to it */
static GDBusConnection *bus;
static GSubprocess *keyring;

/* --- The Secret Service --- */

/* A test that is killed leaves no daemon behind. */
static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  *(gboolean *) data = FALSE;
}

static void
wait_for_service (gboolean wanted)
{
  gboolean is_there = !wanted;
  guint id = g_bus_watch_name_on_connection (bus, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, on_vanished, &is_there, NULL);

  while (is_there != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (id);
}

/* As at a person's login, whose password opens the keyring. */
static void
start_keyring (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *control = g_build_filename (device->folder, "control", NULL);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  /* It warns when it may not lock memory, and is not ours to mend. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                                         "--control-directory", control, NULL);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), "opens the keyring", 17, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, &error));
  wait_for_service (TRUE);
}

static void
stop_keyring (void)
{
  g_subprocess_send_signal (keyring, SIGTERM);
  g_subprocess_wait (keyring, NULL, NULL);
  g_clear_object (&keyring);
  wait_for_service (FALSE);
}

static GVariant *
call (const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (bus, SERVICE, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                                  NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static void
lock_keyring (void)
{
  g_autoptr (GVariant) alias = call ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "ReadAlias",
                                     g_variant_new ("(s)", "default"));
  g_autoptr (GVariant) locked = NULL;
  const char *collection;

  g_variant_get (alias, "(&o)", &collection);
  g_assert_cmpstr (collection, !=, "/");
  locked = call ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock", g_variant_new_parsed ("([%o],)", collection));
}

static char *
dup_client (void)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (device->store);

  return tw_id_dup_text (&identity->client);
}

/* How many sign-ins of this device there are, and the label of the first. */
static guint
look_into_keyring (char **label)
{
  g_autofree char *client = dup_client ();
  g_autoptr (GVariant) answer = call ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "SearchItems",
                                      g_variant_new_parsed ("({'client': %s},)", client));
  g_autoptr (GVariant) open = g_variant_get_child_value (answer, 0), locked = g_variant_get_child_value (answer, 1);
  const char *item = NULL;

  if (label != NULL && g_variant_n_children (open) > 0)
    {
      g_autoptr (GVariant) got = NULL, inner = NULL;

      g_variant_get_child (open, 0, "&o", &item);
      got = call (item, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", "org.freedesktop.Secret.Item", "Label"));
      g_variant_get (got, "(v)", &inner);
      *label = g_variant_dup_string (inner, NULL);
    }
  return (guint) (g_variant_n_children (open) + g_variant_n_children (locked));
}

/* How many secrets lie in files instead. */
static guint
count_files (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "tradewind", "secrets", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".secret");
  return n;
}

/* --- What the device does --- */

static gboolean
is_kept (TwDevice *waiting)
{
  return tw_device_is_synced (waiting) && tw_sync_account_get_place (waiting->account) != TW_SECRETS_NOWHERE;
}

static gboolean
is_signed_out (TwDevice *waiting)
{
  return tw_sync_account_get_state (waiting->account) == TW_ACCOUNT_SIGNED_OUT;
}

/* The command line, which is another process; gives what it said. */
static char *
run_ctl (int status)
{
  g_autofree char *program = g_build_filename (g_getenv ("TW_BUILD_ROOT"), "src", "ctl", "tradewindctl", NULL);
  g_autofree char *workspace = g_build_filename (device->folder, "device", NULL);
  g_autofree char *sanitizer = g_strconcat (g_getenv ("ASAN_OPTIONS") != NULL ? g_getenv ("ASAN_OPTIONS") : "", ":detect_leaks=0", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  GMainContext *context = g_main_context_default ();
  char *said = NULL;

  /* A message of the bus that is on its way when the program ends is nobody's. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", sanitizer, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, "--workspace", workspace, "sync", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  if (g_subprocess_get_exit_status (process) != status)
    g_test_message ("%s", said);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  while (g_main_context_iteration (context, FALSE))
    ;
  return said;
}

/* Found by the next start of the program, by another program, and after the next login. */
static void
test_kept (void)
{
  g_autofree char *label = NULL, *said = NULL;

  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_KEYRING);
  g_assert_cmpuint (count_files (), ==, 0);
  g_assert_cmpuint (look_into_keyring (&label), ==, 1);
  g_assert_true (g_str_has_prefix (label, "Tradewind at http://127.0.0.1:"));
  tw_device_close (device);
  tw_device_open (device);
  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_KEYRING);
  tw_device_close (device);
  said = run_ctl (0);
  stop_keyring ();
  start_keyring ();
  tw_device_open (device);
  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_KEYRING);
  g_assert_cmpuint (look_into_keyring (NULL), ==, 1);
  g_assert_cmpuint (count_files (), ==, 0);
}

/* A locked keyring that nobody opens: one has to sign in, and is told so; the new sign-in is kept in the file. The keyring is used
 * again when it is open, and nothing stays in both. */
static void
test_locked (void)
{
  g_autofree char *said = NULL;

  tw_device_wait (device, is_kept);
  tw_device_close (device);
  lock_keyring ();
  said = run_ctl (1);
  g_assert_nonnull (strstr (said, "This workspace is signed out. Open it in Tradewind and sign in again."));
  tw_device_open (device);
  tw_device_wait (device, is_signed_out);
  g_assert_cmpuint (count_files (), ==, 0);
  tw_device_sign_in (device);
  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_FILE);
  g_assert_cmpuint (count_files (), ==, 1);
  tw_device_close (device);
  tw_device_open (device);
  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_FILE);
  /* libsecret does not bear that the service goes while it asks something. */
  tw_device_close (device);
  stop_keyring ();
  start_keyring ();
  tw_device_open (device);
  tw_device_wait (device, is_kept);
  tw_device_sign_in (device);
  tw_device_wait (device, is_kept);
  tw_device_close (device);
  g_assert_cmpuint (count_files (), ==, 0);
  tw_device_open (device);
  tw_device_wait (device, is_kept);
  g_assert_cmpint (tw_sync_account_get_place (device->account), ==, TW_SECRETS_KEYRING);
  g_assert_cmpuint (look_into_keyring (NULL), ==, 1);
}

/* Signing out leaves nothing of it. */
static void
test_sign_out (void)
{
  tw_device_wait (device, is_kept);
  g_assert_cmpuint (look_into_keyring (NULL), ==, 1);
  tw_sync_account_sign_out (device->account);
  tw_device_wait (device, is_signed_out);
  tw_device_close (device);
  tw_device_open (device);
  tw_device_wait (device, is_signed_out);
  g_assert_cmpuint (look_into_keyring (NULL), ==, 0);
  g_assert_cmpuint (count_files (), ==, 0);
}

/* The same holds for this program. */
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
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  device = tw_device_new ();
  own_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (own_bus);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  start_keyring ();
  tw_device_start_server (device, 0, FALSE);
  tw_device_connect (device, "http://127.0.0.1");
  g_test_add_func ("/server/keyring/kept", test_kept);
  g_test_add_func ("/server/keyring/locked", test_locked);
  g_test_add_func ("/server/keyring/sign-out", test_sign_out);
  result = g_test_run ();
  tw_device_close (device);
  stop_keyring ();
  tw_device_free (device);
  g_object_unref (bus);
  g_test_dbus_stop (own_bus);
  return result;
}
