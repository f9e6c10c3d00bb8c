/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device without a screen, for tests and benchmarks: keeps a replica workspace equal to a server while it is told on the standard
 * input what its person does. One command a line, each answered by lines on the standard output, the last one "ok …" or "error …".
 *
 *   sync-client --data DIR --server URL --user ID --token TOKEN [--silence SECONDS]
 *
 *   new NAME            adds a contact                          ok new ID
 *   shared ID           the contact that everybody tags         ok shared
 *   write N PREFIX      N commits, between which sync goes on; each is told once it is on the disk:
 *                       wrote add|edit|tag ID WORD              ok write N
 *   edit N WORD         N commits on contacts that are here     ok edit MS-OF-THE-99TH-OF-100 MS
 *   touch ID WORD       one commit                              ok touch TICKS
 *   watch               from now on, what comes in:             seen ID TICKS … ok watch
 *   offline, online     what the system says                    ok …
 *   synced              waits until it is                       ok synced MS
 *   remind              tells its person what is due            ok remind N
 *   count ENTITY        records that are here                   ok count N
 *   list                contact ID SEQ JOB TAGS …               ok list N
 *   sums                sum ENTITY COUNT SUM …                  ok sums
 *   status              ok status PENDING REFUSED CONFLICTS STATE RSS
 *   check               compares with the server               ok check
 *   checked             whether it did, and what it repaired    ok checked yes|no N
 *   part                of a first load, or "-"                 ok part NAME
 *   problems            what went wrong lately                  ok problems
 *   quit */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <gio/gunixinputstream.h>

#include "sync-client.h"
#include "tw-definitions.h"
#include "tw-blobs.h"
#include "tw-file-policy.h"
#include "tw-notify.h"
#include "tw-sync-files.h"

#define REGISTER_PAUSE_MS 200
#define SYNCED_PAUSE_MS   1000

void
client_answer (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

/* --- What happens --- */

static void
look_whether_synced (Client *client)
{
  if (client->asking == 0 || !tw_sync_is_synced (client->sync))
    return;
  g_clear_handle_id (&client->asking, g_source_remove);
  client_answer ("ok synced %.1f", (g_get_monotonic_time () - client->since) / 1000.0);
  client_read_command (client);
}

/* Asks again each second: pauses after failures are for those who do not wait. */
static gboolean
ask_again (gpointer data)
{
  Client *client = data;

  if (tw_sync_get_state (client->sync) >= TW_SYNC_OFFLINE)
    tw_sync_now (client->sync);
  return G_SOURCE_CONTINUE;
}

static void
on_state (TwSync *sync, GParamSpec *pspec, Client *client)
{
  look_whether_synced (client);
}

static void
on_committed (TwStore *store, TwCommit *commit, Client *client)
{
  gint64 ticks = g_get_monotonic_time ();
  GPtrArray *changes = tw_commit_get_changes (commit);

  if (!client->watching || tw_commit_get_origin (commit) != TW_ORIGIN_SYNC)
    return;
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      char id[TW_ID_TEXT_LENGTH + 1];

      client_answer ("seen %s %" PRId64, tw_id_print (tw_change_get_record (g_ptr_array_index (changes, i)), id), ticks);
    }
}

/* --- Commands --- */

static gboolean
take_record_command (Client *client, char **words)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  gint64 ticks = g_get_monotonic_time ();
  TwId id;

  if (strcmp (words[0], "new") == 0 && words[1] != NULL)
    {
      if (client_add (client, words[1], &id))
        client_answer ("ok new %s", tw_id_print (&id, text));
    }
  else if (strcmp (words[0], "touch") == 0 && words[1] != NULL && words[2] != NULL && tw_id_parse (words[1], &id))
    {
      if (client_change (client, &id, "job_title", words[2]))
        client_answer ("ok touch %" PRId64, ticks);
    }
  else if (strcmp (words[0], "shared") == 0 && words[1] != NULL && tw_id_parse (words[1], &client->shared))
    client_answer ("ok shared");
  else if (strcmp (words[0], "edit") == 0 && words[1] != NULL && words[2] != NULL)
    client_edit_many (client, atoi (words[1]), words[2]);
  else
    return FALSE;
  return TRUE;
}

static gboolean
take_notify_command (Client *client, char **words)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  const TwEntity *entity = words[1] != NULL ? tw_schema_get_entity (schema, words[1]) : NULL;
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;

  if (strcmp (words[0], "remind") == 0)
    client_answer ("ok remind %" PRId64,
                   tw_notify_remind_person (client->store, tw_store_get_user (client->store), g_get_real_time (), NULL));
  else if (strcmp (words[0], "count") == 0 && query != NULL)
    client_answer ("ok count %" PRId64, tw_store_count (client->store, query, NULL));
  else
    return FALSE;
  return TRUE;
}

/* A document with the file's bytes. */
static void
attach (Client *client, const char *path)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "document"));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = tw_store_add_blob_file (client->store, file, G_MAXINT64, NULL, &error);
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit;

  if (hash != NULL && tw_record_set_text (record, "name", "A file", &error) && tw_record_set_text (record, "file", hash, &error))
    {
      edit = tw_edit_new (client->store, TW_ORIGIN_PERSON, "Attach");
      tw_edit_save (edit, record);
      commit = tw_edit_commit (edit, &error);
    }
  if (commit != NULL)
    client_answer ("ok attach %s", hash);
  else
    client_answer ("error %s", error->message);
}

/* The largest file in megabytes, and no programs. */
static void
refuse (Client *client, const char *megabytes)
{
  TwFilePolicy policy = { .max_size = g_ascii_strtoll (megabytes, NULL, 10) * 1000000, .refused = { [TW_FILE_PROGRAMS] = TRUE } };
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_file_policy_save (client->store, &policy, &error);
  g_autoptr (TwCommit) commit = edit != NULL ? tw_edit_commit (edit, &error) : NULL;

  if (commit != NULL)
    client_answer ("ok refuse");
  else
    client_answer ("error %s", error->message);
}

static gboolean
take_file_command (Client *client, char **words)
{
  g_autoptr (GError) error = NULL;

  if (words[1] == NULL)
    return FALSE;
  if (strcmp (words[0], "attach") == 0)
    attach (client, words[1]);
  else if (strcmp (words[0], "refuse") == 0)
    refuse (client, words[1]);
  else if (strcmp (words[0], "policy") == 0)
    {
      tw_sync_set_files_policy (client->sync, strcmp (words[1], "all") == 0 ? TW_FILES_ALL : TW_FILES_ASKED);
      client_answer ("ok policy");
    }
  else if (strcmp (words[0], "want") == 0)
    {
      if (tw_sync_want_file (client->sync, words[1], &error))
        client_answer ("ok want");
      else
        client_answer ("error %s", error->message);
    }
  else if (strcmp (words[0], "have") == 0)
    client_answer ("ok have %s", tw_store_verify_blob (client->store, words[1], NULL) ? "yes" : "no");
  else if (strcmp (words[0], "file") == 0)
    {
      g_autoptr (TwReplicaFile) file = tw_replica_get_file (client->store, words[1]);

      client_answer ("ok file %d %s|%s", file != NULL ? (int) file->state : -1, file != NULL && file->device != NULL ? file->device : "",
                     file != NULL && file->problem != NULL ? file->problem : "");
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
take_plain_command (Client *client, const char *word)
{
  if (strcmp (word, "list") == 0)
    client_list (client);
  else if (strcmp (word, "sums") == 0)
    client_print_sums (client);
  else if (strcmp (word, "status") == 0)
    client_print_status (client);
  else if (strcmp (word, "problems") == 0)
    client_print_problems (client);
  else if (strcmp (word, "part") == 0)
    client_print_part (client);
  else if (strcmp (word, "check") == 0)
    {
      tw_sync_check (client->sync);
      client_answer ("ok check");
    }
  else if (strcmp (word, "checked") == 0)
    {
      gint64 repairs, checked = tw_sync_get_checked (client->sync, &repairs);

      client_answer ("ok checked %s %" PRId64, checked != 0 ? "yes" : "no", repairs);
    }
  else if (strcmp (word, "watch") == 0)
    {
      client->watching = TRUE;
      client_answer ("ok watch");
    }
  else if (strcmp (word, "offline") == 0 || strcmp (word, "online") == 0)
    {
      tw_sync_set_online (client->sync, strcmp (word, "online") == 0, FALSE);
      client_answer ("ok %s", word);
    }
  else
    return FALSE;
  return TRUE;
}

static void
on_defined (GObject *source, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  g_autoptr (GError) error = NULL;

  if (tw_sync_define_finish (TW_SYNC (source), result, &error))
    client_answer ("ok define taken");
  else
    client_answer ("ok define not: %s", error->message);
  client_read_command (client);
}

static gboolean
take_choice_command (Client *client, char **words)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  const TwEntity *entity = words[1] != NULL ? tw_schema_get_entity (schema, words[1]) : NULL;
  const TwField *field = entity != NULL && words[2] != NULL ? tw_entity_get_field (entity, words[2]) : NULL;
  g_autofree char *choices = NULL;

  if (strcmp (words[0], "choices") != 0 || field == NULL)
    return FALSE;
  choices = tw_field_print_choices (field);
  client_answer ("ok choices %s", choices);
  return TRUE;
}

/* FALSE: the next one is read when this one is done. */
static gboolean
take_command (Client *client, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (words[0] == NULL || strcmp (words[0], "quit") == 0)
    {
      g_main_loop_quit (client->loop);
      return FALSE;
    }
  if (strcmp (words[0], "synced") == 0)
    {
      client->since = g_get_monotonic_time ();
      client->asking = g_timeout_add (SYNCED_PAUSE_MS, ask_again, client);
      tw_sync_now (client->sync);
      look_whether_synced (client);
      return FALSE;
    }
  if (strcmp (words[0], "define") == 0)
    {
      tw_sync_define_async (client->sync, line + strlen ("define "), NULL, on_defined, client);
      return FALSE;
    }
  if (strcmp (words[0], "write") == 0 && words[1] != NULL && words[2] != NULL)
    {
      client->to_write = atoi (words[1]);
      client->written = 0;
      g_free (client->prefix);
      client->prefix = g_strdup (words[2]);
      g_timeout_add (1, client_write_one, client);
      return FALSE;
    }
  if (!take_record_command (client, words) && !take_notify_command (client, words) && !take_file_command (client, words)
      && !take_choice_command (client, words)
      && !take_plain_command (client, words[0]))
    client_answer ("error unknown command");
  return TRUE;
}

static void
on_line (GObject *object, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (client->input, result, NULL, NULL);

  if (line == NULL)
    g_main_loop_quit (client->loop);
  else if (take_command (client, line))
    client_read_command (client);
}

void
client_read_command (Client *client)
{
  g_data_input_stream_read_line_async (client->input, G_PRIORITY_DEFAULT, NULL, on_line, client);
}

/* --- Joining --- */

static gboolean register_client (gpointer data);

static void
on_registered (TwReply *reply, gpointer data)
{
  Client *client = data;

  if (reply->status == 204)
    {
      tw_replica_set_state (client->store, "registered", "1", NULL);
      tw_sync_start (client->sync);
      client_answer ("ok ready");
      client_read_command (client);
    }
  else
    g_timeout_add (REGISTER_PAUSE_MS, register_client, client);
  tw_reply_free (reply);
}

/* A device says who it is before it sends anything; saying it again is the same. */
static gboolean
register_client (gpointer data)
{
  Client *client = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  char id[TW_ID_TEXT_LENGTH + 1];
  char *json = g_strdup_printf ("{\"client\":\"%s\",\"name\":\"sync-client\",\"schema\":\"%s\"}",
                                tw_id_print (&client->identity.client, id), tw_schema_get_version (schema));
  g_autoptr (GBytes) body = g_bytes_new_take (json, strlen (json));

  tw_transport_send (TW_TRANSPORT (client->transport), "POST", "/sync/v1/clients", body, "application/json", NULL, NULL, on_registered, client);
  return G_SOURCE_REMOVE;
}

static gboolean
open_replica (Client *client, const char *dir, const char *server, GError **error)
{
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (error);
  g_autoptr (TwReplicaIdentity) known = NULL;

  client->store = shipped != NULL ? tw_store_open (dir, shipped, TRUE, error) : NULL;
  if (client->store == NULL)
    return FALSE;
  client->contact = tw_schema_get_entity (tw_store_get_schema (client->store), "contact");
  tw_store_set_user (client->store, &client->identity.user);
  client->identity.server = (char *) server;
  client->identity.client = tw_id_new ();
  if (!tw_store_is_replica (client->store))
    return tw_replica_join (client->store, &client->identity, FALSE, error);
  known = tw_replica_dup_identity (client->store);
  client->identity.client = known->client;
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = NULL, *server = NULL, *user = NULL, *token = NULL;
  int silence = 60;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &dir, "The replica's folder; made when missing", "DIR" },
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, "Root of the server", "URL" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, "Who is signed in", "ID" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &token, "The server's for that person", "TOKEN" },
    { "silence", 0, 0, G_OPTION_ARG_INT, &silence, "For how long the stream of wakes may be silent", "SECONDS" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GError) error = NULL;
  Client client = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || dir == NULL || server == NULL || token == NULL || user == NULL
      || !tw_id_parse (user, &client.identity.user) || (client.transport = tw_soup_transport_new (server, &error)) == NULL
      || !open_replica (&client, dir, server, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "An option is missing.");
      return 2;
    }
  client.loop = g_main_loop_new (NULL, FALSE);
  client.input = g_data_input_stream_new (input);
  client.mine = g_array_new (FALSE, FALSE, sizeof (TwId));
  tw_soup_transport_set_tokens (client.transport, token, NULL);
  tw_soup_transport_set_silence (client.transport, (guint) MAX (silence, 1));
  g_signal_connect (client.store, "committed", G_CALLBACK (on_committed), &client);
  client.sync = tw_sync_new (client.store, TW_TRANSPORT (client.transport), NULL);
  g_signal_connect (client.sync, "notify::state", G_CALLBACK (on_state), &client);
  register_client (&client);
  g_main_loop_run (client.loop);
  tw_sync_stop (client.sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (client.sync);
  g_object_unref (client.transport);
  tw_store_close (client.store);
  g_object_unref (client.store);
  g_object_unref (client.input);
  g_array_unref (client.mine);
  g_main_loop_unref (client.loop);
  g_free (client.prefix);
  return 0;
}
