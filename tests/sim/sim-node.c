/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-shared.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-crm-rules.h"
#include "tw-store-internal.h"

static const char thing_json[] =
  "{\"entity\": \"thing\", \"number\": 500, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\","
  " \"owner\": \"owner\", \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
  " {\"number\": 11, \"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"default\": \"=me\", \"merge\": \"ask\"},"
  " {\"number\": 12, \"key\": \"stage\", \"label\": \"Stage\", \"kind\": \"text\", \"merge\": \"ask\"},"
  " {\"number\": 13, \"key\": \"note\", \"label\": \"Note\", \"kind\": \"longtext\", \"merge\": \"text\"},"
  " {\"number\": 14, \"key\": \"tags\", \"label\": \"Tags\", \"kind\": \"tags\"},"
  " {\"number\": 15, \"key\": \"count\", \"label\": \"Count\", \"kind\": \"integer\", \"merge\": \"add\"},"
  " {\"number\": 16, \"key\": \"stopped\", \"label\": \"Stopped\", \"kind\": \"boolean\", \"merge\": \"strict\"},"
  " {\"number\": 17, \"key\": \"parent\", \"label\": \"Parent\", \"kind\": \"link\", \"to\": [\"thing\"], \"on_delete\": \"clear\"},"
  " {\"number\": 18, \"key\": \"friends\", \"label\": \"Friends\", \"kind\": \"links\", \"to\": [\"thing\"]},"
  " {\"number\": 19, \"key\": \"code\", \"label\": \"Code\", \"kind\": \"text\", \"unique\": true},"
  " {\"number\": 21, \"key\": \"journal\", \"label\": \"Journal\", \"kind\": \"tags\"},"
  " {\"number\": 20, \"key\": \"paper\", \"label\": \"Paper\", \"kind\": \"file\", \"indexed\": true}]}";

/* As far as the rules of quotes look at them. */
static const char quote_json[] =
  "{\"entity\": \"quote\", \"number\": 501, \"plural\": \"quotes\", \"label\": \"Quote\", \"label_plural\": \"Quotes\", \"name\": \"number\","
  " \"owner\": \"owner\", \"fields\": ["
  " {\"number\": 10, \"key\": \"number\", \"label\": \"Number\", \"kind\": \"number\", \"unique\": true, \"series\": \"Q-{0000}\", \"reserve\": 4, \"merge\": \"ask\"},"
  " {\"number\": 11, \"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"default\": \"=me\", \"merge\": \"ask\"},"
  " {\"number\": 12, \"key\": \"currency\", \"label\": \"Currency\", \"kind\": \"text\"},"
  " {\"number\": 13, \"key\": \"status\", \"label\": \"Status\", \"kind\": \"enum\", \"default\": \"draft\", \"choices\": ["
  "  {\"key\": \"draft\", \"label\": \"Draft\"}, {\"key\": \"sent\", \"label\": \"Sent\"}, {\"key\": \"accepted\", \"label\": \"Accepted\"}]},"
  " {\"number\": 14, \"key\": \"version\", \"label\": \"Version\", \"kind\": \"integer\", \"default\": \"1\"},"
  " {\"number\": 15, \"key\": \"total\", \"label\": \"Total\", \"kind\": \"money\", \"read_only\": true, \"kept\": true}]}";
static const char line_json[] =
  "{\"entity\": \"quote_line\", \"number\": 502, \"plural\": \"quote_lines\", \"label\": \"Line\", \"label_plural\": \"Lines\", \"name\": \"position\", \"fields\": ["
  " {\"number\": 10, \"key\": \"quote\", \"label\": \"Quote\", \"kind\": \"link\", \"to\": [\"quote\"], \"required\": true, \"indexed\": true,"
  "  \"inverse\": \"lines\", \"inverse_label\": \"Lines\", \"on_delete\": \"cascade\"},"
  " {\"number\": 11, \"key\": \"position\", \"label\": \"Position\", \"kind\": \"integer\"},"
  " {\"number\": 12, \"key\": \"quantity\", \"label\": \"Quantity\", \"kind\": \"decimal\"},"
  " {\"number\": 13, \"key\": \"unit_price\", \"label\": \"Unit price\", \"kind\": \"money\"},"
  " {\"number\": 14, \"key\": \"tax_rate\", \"label\": \"Tax rate\", \"kind\": \"percent\"},"
  " {\"number\": 15, \"key\": \"net_amount\", \"label\": \"Net amount\", \"kind\": \"money\", \"read_only\": true, \"kept\": true}]}";

/* Without a line of each kind that the newer program has: a list, and one that lies in the table. */
static char *
dup_older_thing (void)
{
  g_auto (GStrv) parts = g_strsplit (thing_json, "{\"number\"", -1);
  GString *json = g_string_new (parts[0]);

  for (guint i = 1; parts[i] != NULL; i++)
    if (strstr (parts[i], "\"tags\"") == NULL && strstr (parts[i], "\"stage\"") == NULL)
      g_string_append_printf (json, "{\"number\"%s", parts[i]);
  return g_string_free (json, FALSE);
}

/* older: of a program that knows no quotes, and not all of a thing. */
static TwSchema *
load_schema (gboolean older)
{
  static const char *const files[] = { "user", "role", "team", "sync_conflict" };
  const char *names[G_N_ELEMENTS (files) + 3], *texts[G_N_ELEMENTS (files) + 3];
  g_autofree char *older_thing = older ? dup_older_thing () : NULL;
  g_autoptr (GError) error = NULL;
  TwSchema *schema;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat (files[i], ".json", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "data", "schema", name, NULL);
      char *text;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      names[i] = files[i];
      texts[i] = text;
    }
  names[G_N_ELEMENTS (files)] = "thing";
  texts[G_N_ELEMENTS (files)] = older ? older_thing : thing_json;
  names[G_N_ELEMENTS (files) + 1] = "quote";
  texts[G_N_ELEMENTS (files) + 1] = quote_json;
  names[G_N_ELEMENTS (files) + 2] = "quote_line";
  texts[G_N_ELEMENTS (files) + 2] = line_json;
  schema = tw_schema_load_texts (names, texts, G_N_ELEMENTS (texts) - (older ? 2 : 0), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_free ((char *) texts[i]);
  return schema;
}

/* --- Clocks --- */

static gint64
node_now (gpointer data)
{
  SimNode *node = data;

  return node->net->world->now + node->skew;
}

static gint64
node_ticks (gpointer data)
{
  return ((SimNode *) data)->net->world->now;
}

static double
node_random (gpointer data)
{
  return (sim_random (((SimNode *) data)->net->world) >> 11) * 0x1p-53;
}

typedef struct
{
  SimNode    *node;
  guint       round;
  GSourceFunc func;
  gpointer    data;
} Timer;

static void
run_timer (gpointer data)
{
  Timer *timer = data;

  if (timer->round == timer->node->round)
    timer->func (timer->data);
}

static guint
node_timeout (guint ms, GSourceFunc func, gpointer func_data, gpointer data)
{
  SimNode *node = data;
  Timer *timer = g_new (Timer, 1);

  *timer = (Timer) { node, node->round, func, func_data };
  return sim_after (node->net->world, ms * 1000, run_timer, timer, g_free);
}

static void
node_cancel (guint id, gpointer data)
{
  sim_cancel (((SimNode *) data)->net->world, id);
}

typedef struct
{
  GFunc    done;
  gpointer data;
} Done;

static void
run_done (gpointer data)
{
  Done *done = data;

  done->done (done->data, NULL);
}

/* At once, so that a crash is before it or after it; what is in a transaction is the store's own tests' business. */
static void
node_work (GFunc work, GFunc done, gpointer work_data, gpointer data)
{
  SimNode *node = data;
  Done *later = g_new (Done, 1);

  work (work_data, NULL);
  /* I18: twice is the same as once; what it is not shows at the end. */
  if (sim_strikes (node->net, SIM_FAULT_AGAIN))
    work (work_data, NULL);
  if (node->net->problem == NULL)
    node->net->problem = sim_check_applied (node->net, node);
  *later = (Done) { done, work_data };
  sim_after (node->net->world, 0, run_done, later, g_free);
}

static gint64
server_now (gpointer data)
{
  SimNet *net = data;

  return net->world->now + net->server_skew;
}

/* --- Stores --- */

/* A new store has nothing in it but tables, of which there are many: they are made once for all worlds of this process and copied. The
 * folder of the world lies in that of the process; what a program knows is the number of its entities. */
static void
begin_with_blank (TwSchema *schema, const char *dir)
{
  g_autofree char *file = g_build_filename (dir, "store.db", NULL), *world = g_path_get_dirname (dir);
  g_autofree char *process = g_path_get_dirname (world);
  g_autofree char *name = g_strdup_printf ("blank-%u", tw_schema_get_n_entities (schema));
  g_autofree char *blank = g_build_filename (process, name, NULL);
  g_autoptr (TwStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    return;
  if (!g_file_test (blank, G_FILE_TEST_EXISTS))
    {
      store = tw_store_open (blank, schema, TRUE, &error);
      g_assert_no_error (error);
      tw_store_close (store);
    }
  sim_copy_tree (blank, dir);
}

static TwStore *
open_store (TwSchema *schema, const char *dir, gint64 (*now) (gpointer data), gpointer data)
{
  g_autoptr (GError) error = NULL;
  TwStore *store;

  begin_with_blank (schema, dir);
  store = tw_store_open (dir, schema, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (store);
  store->now = now;
  store->now_data = data;
  /* What is asked here is order and merging; that commits are durable is asked by tests that kill processes. */
  tw_db_exec (store->writer, "PRAGMA synchronous = OFF", NULL);
  return store;
}

void
sim_server_open (SimNet *net)
{
  g_autofree char *dir = sim_server_dup_dir (net);
  g_autofree char *words = g_strdup_printf ("%032u", net->secret);
  g_autoptr (GBytes) secret = g_bytes_new (words, strlen (words));
  g_autoptr (GError) error = NULL;

  sim_shared_before_open (net, dir);
  net->store = open_store (net->schema, dir, server_now, net);
  sim_shared_after_open (net);
  net->opened++;
  net->access = tw_access_cache_new (net->store);
  net->authority = tw_authority_new (net->store, net->access, secret, &error);
  g_assert_no_error (error);
}

void
sim_server_close (SimNet *net)
{
  g_clear_pointer (&net->authority, tw_authority_free);
  g_clear_pointer (&net->access, tw_access_cache_free);
  sim_shared_before_close (net);
  tw_store_close (net->store);
  g_clear_object (&net->store);
  sim_shared_after_close (net);
}

/* No page more than there are. */
static void
set_full (TwStore *store, gboolean full)
{
  tw_db_exec (store->writer, full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823", NULL);
}

void
sim_node_set_full (SimNode *node, gboolean full)
{
  node->full = full;
  sim_trace (node->net->world, "client %u: the disk is %s", node->index, full ? "full" : "not full any more");
  set_full (node->store, full);
}

void
sim_server_set_full (SimNet *net, gboolean full)
{
  net->full = full;
  sim_trace (net->world, "server: the disk is %s", full ? "full" : "not full any more");
  /* All processes: what one of them takes the others could not follow. */
  sim_shared_refresh_all (net);
  for (guint i = 0; i < sim_shared_count (net); i++)
    set_full (sim_shared_get_store (net, i), full);
}

void
sim_server_crash (SimNet *net)
{
  sim_trace (net->world, "server: crash");
  sim_server_close (net);
  if (sim_strikes (net, SIM_FAULT_SECRET))
    net->secret++;
  sim_shared_crash (net);
  sim_server_open (net);
  sim_shared_follow_secret (net);
  for (guint i = 0; net->full && i < sim_shared_count (net); i++)
    set_full (sim_shared_get_store (net, i), TRUE);
}

void
sim_node_open (SimNode *node)
{
  node->store = open_store (node->schema != NULL ? node->schema : node->net->schema, node->dir, node_now, node);
  node->opened++;
  tw_store_set_user (node->store, &node->user);
  if (!tw_store_is_replica (node->store))
    {
      TwReplicaIdentity identity = { (char *) "https://sim.example", tw_id_nil, node->user, node->client };
      g_autoptr (GError) error = NULL;

      tw_replica_join (node->store, &identity, FALSE, &error);
      g_assert_no_error (error);
    }
  node->transport = sim_transport_new (node);
  node->sync = tw_sync_new (node->store, node->transport, &node->env);
  /* One of three asks for each file. */
  tw_sync_set_files_policy (node->sync, node->index % 3 == 0 ? TW_FILES_SMALL : node->index % 3 == 1 ? TW_FILES_ALL : TW_FILES_ASKED);
  sim_status_opened (node);
  tw_sync_start (node->sync);
  if (node->full)
    set_full (node->store, TRUE);
}

void
sim_node_close (SimNode *node)
{
  node->round++;
  tw_sync_stop (node->sync);
  g_clear_object (&node->sync);
  g_clear_object (&node->transport);
  tw_store_close (node->store);
  g_clear_object (&node->store);
}

void
sim_node_crash (SimNode *node)
{
  sim_trace (node->net->world, "client %u: crash", node->index);
  sim_node_close (node);
  sim_node_open (node);
}

void
sim_node_make_older (SimNode *node)
{
  sim_trace (node->net->world, "client %u: has an older program", node->index);
  sim_node_close (node);
  sim_remove_tree (node->dir);
  node->client = tw_id_new ();
  node->schema = load_schema (TRUE);
  sim_node_open (node);
}

void
sim_node_upgrade (SimNode *node)
{
  sim_trace (node->net->world, "client %u: is brought up to date", node->index);
  sim_node_close (node);
  g_clear_pointer (&node->schema, tw_schema_unref);
  sim_node_open (node);
}

/* --- The net --- */

static void
save (TwStore *store, TwRecord *record)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, "Set up");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static TwRecord *
make (SimNet *net, const char *entity, const char *key, const char *value)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (net->schema, entity));
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, key, value, &error);
  g_assert_no_error (error);
  return record;
}

static void
set (TwRecord *record, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_text (record, key, value, &error);
  g_assert_no_error (error);
}

/* Half of the people see everything, the others their own. */
static void
make_people (SimNet *net)
{
  g_autoptr (TwRecord) all = make (net, "role", "name", "All"), own = make (net, "role", "name", "Own");
  g_autoptr (TwRecord) reader = make (net, "role", "name", "Reader");

  set (all, "record_scope", "all");
  set (all, "permissions", "*: create read change delete");
  set (own, "record_scope", "own");
  set (own, "permissions", "*: create read change delete");
  set (reader, "record_scope", "all");
  set (reader, "permissions", "*: read");
  save (net->store, all);
  save (net->store, own);
  save (net->store, reader);
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      g_autofree char *name = g_strdup_printf ("User %u", i), *mail = g_strdup_printf ("user%u@example.com", i);
      g_autoptr (TwRecord) user = make (net, "user", "name", name);
      g_autofree char *role = tw_id_dup_text (tw_record_get_id (i % 2 == 0 ? all : own));

      set (user, "email", mail);
      set (user, "roles", role);
      save (net->store, user);
      node->user = *tw_record_get_id (user);
    }
}

static void
register_clients (SimNet *net)
{
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      TwPeer peer = { .id = node->client, .user = node->user, .name = (char *) "sim", .schema = (char *) "1" };
      g_autoptr (GError) error = NULL;

      tw_peers_add (net->store, &peer, &error);
      g_assert_no_error (error);
    }
}

static void
node_free (SimNode *node)
{
  if (node->store != NULL)
    sim_node_close (node);
  g_clear_pointer (&node->schema, tw_schema_unref);
  g_array_unref (node->rejected);
  g_hash_table_unref (node->unanswered);
  g_hash_table_unref (node->seen);
  g_hash_table_unref (node->answers);
  g_clear_pointer (&node->kept_unanswered, g_hash_table_unref);
  g_clear_pointer (&node->kept_rejected, g_array_unref);
  g_free (node->dir);
  g_free (node);
}

SimNode *
sim_node_new (SimNet *net, guint index)
{
  SimNode *node = g_new0 (SimNode, 1);
  g_autofree char *name = g_strdup_printf ("client-%u", index);

  node->net = net;
  node->index = index;
  node->dir = g_build_filename (net->dir, name, NULL);
  node->rights_seq = -1;
  node->rejected = g_array_new (FALSE, FALSE, sizeof (TwId));
  node->unanswered = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  node->seen = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
  node->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  node->env = (TwSyncEnv) { node_now, node_ticks, node_random, node_timeout, node_cancel, node_work, node, 64, 4, 3 };
  return node;
}

gint64
sim_node_get_taken (SimNode *node)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (node->store);
  const gint64 *taken = identity != NULL ? g_hash_table_lookup (node->net->taken, &identity->client) : NULL;

  return taken != NULL ? *taken : 0;
}

SimNet *
sim_net_new (SimWorld *world, const char *dir, guint n_clients, SimFaults faults, guint fault_percent)
{
  SimNet *net = g_new0 (SimNet, 1);

  net->world = world;
  net->schema = load_schema (FALSE);
  net->dir = g_strdup (dir);
  net->faults = faults;
  net->fault_percent = fault_percent;
  net->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  net->listeners = g_ptr_array_new ();
  net->things = g_array_new (FALSE, FALSE, sizeof (TwId));
  net->taken = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
  net->attached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  net->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  net->history = sim_history_new ();
  net->answered = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  for (guint i = 0; i < n_clients; i++)
    {
      SimNode *node = sim_node_new (net, i);

      node->client = tw_id_new ();
      if (faults & SIM_FAULT_CLOCK)
        node->skew = ((gint64) sim_range (world, 20) - 10) * 365 * 86400 * G_USEC_PER_SEC;
      g_ptr_array_add (net->nodes, node);
    }
  net->shared = sim_shared_new ();
  if (net->shared != NULL)
    sim_shared_open_all (net);
  else
    sim_server_open (net);
  make_people (net);
  register_clients (net);
  for (guint i = 0; i < n_clients; i++)
    sim_node_open (g_ptr_array_index (net->nodes, i));
  return net;
}

void
sim_net_free (SimNet *net)
{
  g_ptr_array_unref (net->nodes);
  if (net->shared != NULL)
    sim_shared_close_all (net);
  else
    sim_server_close (net);
  sim_shared_free (net->shared);
  g_ptr_array_unref (net->listeners);
  g_array_unref (net->things);
  g_hash_table_unref (net->taken);
  g_hash_table_unref (net->answered);
  sim_history_free (net->history);
  g_clear_pointer (&net->kept_taken, g_hash_table_unref);
  g_clear_pointer (&net->kept_answered, g_hash_table_unref);
  g_hash_table_unref (net->attached);
  g_hash_table_unref (net->lost);
  g_clear_pointer (&net->live, g_ptr_array_unref);
  g_clear_pointer (&net->deleted, g_ptr_array_unref);
  tw_schema_unref (net->schema);
  g_free (net->dir);
  g_free (net->problem);
  g_free (net->barred);
  g_free (net);
}

void
sim_net_calm (SimNet *net)
{
  net->calm = TRUE;
  net->no_pulls = net->no_pushes = net->stale = FALSE;
  net->stale_part = NULL;
  if (net->full)
    sim_server_set_full (net, FALSE);
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);

      node->cut_off = FALSE;
      node->session = tw_id_nil;
      if (node->full)
        sim_node_set_full (node, FALSE);
      tw_sync_set_online (node->sync, TRUE, FALSE);
      tw_sync_now (node->sync);
    }
}
