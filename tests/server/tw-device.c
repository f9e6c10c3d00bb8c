/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-device.h"

#include "tw-log.h"
#include "tw-record.h"
#include "tw-replica.h"
#include "tw-seed.h"
#include "tw-server-fixture.h"

#define PASSWORD "correct horse battery staple 8470"

TwDevice *
tw_device_new (void)
{
  TwDevice *device = g_new0 (TwDevice, 1);
  g_autofree char *home = NULL, *config = NULL, *data = NULL;

  tw_log_set_output (-1, FALSE);
  device->folder = g_dir_make_tmp ("tw-device-XXXXXX", NULL);
  home = g_build_filename (device->folder, "home", NULL);
  config = g_build_filename (home, ".config", NULL);
  data = g_build_filename (home, ".local", "share", NULL);
  g_mkdir_with_parents (home, 0700);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
  return device;
}

void
tw_device_free (TwDevice *device)
{
  if (device->store != NULL)
    tw_device_close (device);
  if (device->server != NULL)
    tw_device_stop_server (device);
  tw_fixture_remove_tree (device->folder);
  g_free (device->folder);
  g_free (device);
}

/* What the server prints for people is no TAP. */
static void
print_nothing (const char *text)
{
}

void
tw_device_start_server (TwDevice *device, guint16 port, gboolean tls)
{
  g_autofree char *data = g_build_filename (device->folder, "server", NULL), *database = tw_fixture_dup_database (data);
  g_autofree char *certificate = g_test_build_filename (G_TEST_DIST, "data", "named-certificate.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "data", "named-key.pem", NULL);
  const TwServerOptions options = { .data = data, .database = database, .currency = "EUR",
                                    .http = { .certificate = tls ? certificate : NULL, .key = tls ? key : NULL, .port = port } };
  g_autoptr (GError) error = NULL;
  GPrintFunc former = g_set_print_handler (print_nothing);

  device->server = tw_server_new (&options, &error);
  g_set_print_handler (former);
  g_assert_no_error (error);
  tw_server_start (device->server, &error);
  g_assert_no_error (error);
}

void
tw_device_stop_server (TwDevice *device)
{
  tw_server_stop (device->server, 0);
  g_clear_pointer (&device->server, tw_server_free);
}

static gboolean
on_limit (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
tw_device_wait (TwDevice *device, TwDeviceTest test)
{
  gboolean late = FALSE;
  guint limit = g_timeout_add_seconds (TW_DEVICE_PATIENCE, on_limit, &late);

  while (!test (device))
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_false (late);
    }
  g_source_remove (limit);
}

gboolean
tw_device_is_synced (TwDevice *device)
{
  TwSync *sync = tw_sync_account_get_sync (device->account);

  return sync != NULL && tw_sync_is_synced (sync) && tw_sync_account_get_pending (device->account) == 0;
}

static gboolean
open_store (TwDevice *device)
{
  g_autofree char *dir = g_build_filename (device->folder, "device", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  gboolean first = !g_file_test (dir, G_FILE_TEST_EXISTS);

  g_assert_no_error (error);
  device->store = tw_store_open (dir, schema, TRUE, &error);
  g_assert_no_error (error);
  device->account = tw_sync_account_new (device->store);
  return first;
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tw_sync_account_connect_finish (TW_SYNC_ACCOUNT (object), result, &error);
  g_assert_no_error (error);
  g_object_set_data (object, "connected", object);
}

static gboolean
is_connected (TwDevice *device)
{
  return g_object_get_data (G_OBJECT (device->account), "connected") != NULL;
}

static void
sign_in (TwDevice *device, const TwSignIn *sign_in)
{
  g_object_set_data (G_OBJECT (device->account), "connected", NULL);
  tw_sync_account_connect_async (device->account, sign_in, NULL, on_connected, NULL);
  tw_device_wait (device, is_connected);
  tw_device_wait (device, tw_device_is_synced);
}

void
tw_device_connect (TwDevice *device, const char *host)
{
  g_autofree char *path = g_build_filename (device->folder, "server", "first-invitation", NULL), *invitation = NULL;
  g_autofree char *address = g_strdup_printf ("%s:%u", host, tw_http_get_port (tw_server_get_http (device->server)));
  TwSignIn first = { .server = address, .email = "", .password = PASSWORD };

  if (open_store (device))
    g_assert_true (tw_seed_workspace (device->store, "EUR", NULL));
  g_assert_true (g_file_get_contents (path, &invitation, NULL, NULL));
  first.invitation = g_strstrip (invitation);
  sign_in (device, &first);
}

void
tw_device_sign_in (TwDevice *device)
{
  TwSchema *schema = tw_store_get_schema (device->store);
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (device->store);
  g_autoptr (TwRecord) me = tw_store_get (device->store, tw_schema_get_entity (schema, "user"), &identity->user, NULL);
  TwSignIn again = { .server = "", .email = tw_record_get_key (me, "email")->text, .password = PASSWORD };

  sign_in (device, &again);
}

void
tw_device_close (TwDevice *device)
{
  tw_sync_account_stop (device->account);
  g_clear_object (&device->account);
  tw_store_close (device->store);
  g_clear_object (&device->store);
}

void
tw_device_open (TwDevice *device)
{
  open_store (device);
  tw_sync_account_start (device->account);
}

TwId
tw_device_add_document (TwDevice *device, const char *name, const char *file)
{
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (device->store), "document"));
  TwEdit *edit = tw_edit_new (device->store, TW_ORIGIN_PERSON, "Add");
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

gboolean
tw_device_server_has (TwDevice *device, const TwId *document)
{
  TwStore *theirs = tw_server_get_store (device->server);
  g_autoptr (TwRecord) record = tw_store_get (theirs, tw_schema_get_entity (tw_store_get_schema (theirs), "document"), document, NULL);

  return record != NULL;
}
