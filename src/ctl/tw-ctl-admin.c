/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about the workspace as a whole: init, status, backup, restore, check. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-backup.h"
#include "tw-conflict.h"
#include "tw-ctl.h"
#include "tw-demo.h"
#include "tw-replica-files.h"
#include "tw-seed.h"
#include "tw-sync-files.h"

/* --- init --- */

static void
remove_tree (GFile *file)
{
  g_autoptr(GFileEnumerator) children =
    g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child = NULL;
  while (children && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static gboolean
fill (TwCtl *ctl, const char *dir, const char *currency, gboolean demo, GError **error)
{
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (error);
  if (!shipped || !(ctl->store = tw_store_open (dir, shipped, TRUE, error)) || !tw_seed_workspace (ctl->store, currency, error))
    return FALSE;
  gboolean ok = !demo || tw_demo_build (ctl->store, tw_ctl_progress, ctl, NULL, error);
  tw_ctl_end_progress (ctl);
  return ok;
}

static int
run_init (TwCtl *ctl, int argc, char **argv)
{
  gboolean demo = FALSE;
  g_autofree char *currency = NULL;
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &demo, N_("Fill it with the demo company"), NULL },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &currency, N_("The workspace’s currency, such as EUR"), N_("CODE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  TwCurrency known;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 0, 0))
    return TW_CTL_USAGE;
  if (currency && !tw_currency_parse (currency, &known))
    return tw_ctl_usage (ctl, _("“%s” is not a currency; give three capital letters."), currency);
  g_autofree char *dir = tw_ctl_dup_workspace (ctl);
  g_autofree char *db = g_build_filename (dir, "store.db", NULL);
  gboolean fresh = !g_file_test (dir, G_FILE_TEST_EXISTS);
  if (g_file_test (db, G_FILE_TEST_EXISTS))
    {
      tw_ctl_tell (_("There is a workspace in “%s” already; name another folder with --workspace."), dir);
      return TW_CTL_FAILED;
    }
  if (!fill (ctl, dir, currency, demo, &error))
    {
      if (ctl->store)
        tw_store_close (ctl->store);
      g_clear_object (&ctl->store);
      if (fresh)
        {
          g_autoptr(GFile) folder = g_file_new_for_path (dir);
          remove_tree (folder);
        }
      return tw_ctl_fail (error);
    }
  g_print (demo ? _("Made a workspace with the demo company in “%s”.") : _("Made a workspace in “%s”."), dir);
  g_print ("\n");
  return TW_CTL_DONE;
}

/* --- status --- */

static gint64
count_records (TwCtl *ctl, const TwEntity *entity)
{
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, NULL, NULL, NULL);
  return query ? tw_store_count (ctl->store, query, NULL) : 0;
}

static gint64
last_commit (TwCtl *ctl)
{
  gint64 seq = 0;
  while (TRUE)
    {
      g_autoptr(GPtrArray) commits = tw_store_commits (ctl->store, seq, 10000, NULL);
      if (!commits || commits->len == 0)
        return seq;
      seq = tw_commit_get_seq (g_ptr_array_index (commits, commits->len - 1));
    }
}

static void
add_sync (TwCtl *ctl, TwCtlTable *table)
{
  g_autoptr(TwReplicaIdentity) identity = tw_replica_dup_identity (ctl->store);
  g_autoptr(GPtrArray) refusals = identity ? tw_refusals_list (ctl->store, NULL) : NULL;
  g_autoptr(GPtrArray) conflicts = tw_conflicts_list (ctl->store, 100000, NULL);
  tw_ctl_table_add (table, identity ? identity->server : _("none: it stands alone"), identity ? identity->server : "",
                    identity ? NULL : "null");
  tw_ctl_table_add_int (table, identity ? MAX (tw_outbox_count (ctl->store, NULL), 0) : 0);
  tw_ctl_table_add_int (table, refusals ? refusals->len : 0);
  tw_ctl_table_add_int (table, conflicts ? conflicts->len : 0);
  gint64 counts[TW_FILE_DONE + 1] = { 0 }, to_fetch = 0;
  if (identity)
    tw_replica_count_files (ctl->store, tw_files_read_policy (ctl->store), counts, &to_fetch, NULL);
  tw_ctl_table_add_int (table, counts[TW_FILE_SEND]);
  tw_ctl_table_add_int (table, to_fetch);
  tw_ctl_table_add_int (table, counts[TW_FILE_AWAITED]);
  tw_ctl_table_add_int (table, counts[TW_FILE_STOPPED] + counts[TW_FILE_REFUSED]);
}

static int
run_status (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "workspace", "schema", "read_only", "size", "currency", "zone", "commits", "records",
                                      "server", "waiting", "refused", "conflicts", "files_to_send", "files_to_fetch",
                                      "files_awaited", "files_stopped", NULL };
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 0))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const char *const titles[] = {
    _("Workspace"), _("Schema"), _("Read only"), _("Size in bytes"), _("Currency"), _("Time zone"), _("Commits"), _("Records"),
    _("Server"), _("Waiting"), _("Refused"), _("Conflicts"),
    _("Files to send"), _("Files to fetch"), _("Files not at the server yet"), _("Files stopped"), NULL,
  };
  g_autofree char *db = g_build_filename (tw_store_get_dir (ctl->store), "store.db", NULL);
  GStatBuf info = { 0 };
  char code[4] = "";
  TwExprContext *context = tw_store_dup_context (ctl->store);
  gint64 n = 0;
  g_stat (db, &info);
  for (guint i = 0; i < tw_schema_get_n_entities (ctl->schema); i++)
    n += count_records (ctl, tw_schema_get_entity_at (ctl->schema, i));
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_text (table, tw_store_get_dir (ctl->store));
  tw_ctl_table_add_text (table, tw_schema_get_version (ctl->schema));
  gboolean read_only = tw_store_is_read_only (ctl->store);
  tw_ctl_table_add (table, read_only ? _("yes") : _("no"), read_only ? "true" : "false", read_only ? "true" : "false");
  tw_ctl_table_add_int (table, info.st_size);
  tw_ctl_table_add_text (table, context->currency ? tw_currency_print (context->currency, code) : NULL);
  tw_ctl_table_add_text (table, context->zone_name);
  tw_ctl_table_add_int (table, last_commit (ctl));
  tw_ctl_table_add_int (table, n);
  add_sync (ctl, table);
  tw_ctl_table_end_object (table);
  tw_store_context_free (context);
  return TW_CTL_DONE;
}

/* --- Safety --- */

static int
run_backup (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, 1))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  gboolean ok = tw_store_backup (ctl->store, argv[1], tw_ctl_progress, ctl, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!ok)
    return tw_ctl_fail (error);
  g_print (_("Backed up to “%s”."), argv[1]);
  g_print ("\n");
  return TW_CTL_DONE;
}

static int
run_restore (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, 1))
    return TW_CTL_USAGE;
  g_autofree char *dir = tw_ctl_dup_workspace (ctl);
  gboolean existed = g_file_test (dir, G_FILE_TEST_EXISTS);
  gboolean ok = tw_store_restore (argv[1], dir, tw_ctl_progress, ctl, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!ok)
    return tw_ctl_fail (error);
  g_print (_("Restored “%s” to “%s”."), argv[1], dir);
  g_print ("\n");
  if (existed)
    {
      g_print (_("The former workspace is kept beside it as “%s.before-restore”."), dir);
      g_print ("\n");
    }
  return TW_CTL_DONE;
}

static int
run_check (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "problem", NULL };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 0))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  g_autoptr(GPtrArray) problems = tw_store_check (ctl->store, tw_ctl_progress, ctl, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!problems)
    return tw_ctl_fail (error);
  if (problems->len == 0 && ctl->format == TW_CTL_TABLE)
    {
      g_print ("%s\n", _("The workspace is sound."));
      return TW_CTL_DONE;
    }
  const char *const titles[] = { _("Problem"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < problems->len; i++)
    tw_ctl_table_add_text (table, g_ptr_array_index (problems, i));
  tw_ctl_table_end (table, NULL);
  return problems->len > 0 ? TW_CTL_FAILED : TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_admin_commands[] = {
  { "init", "", N_("Makes a workspace"), run_init },
  { "status", "", N_("Tells what the workspace holds"), run_status },
  { "backup", "FILE", N_("Saves the whole workspace to a file"), run_backup },
  { "restore", "FILE", N_("Puts a backup in place of the workspace"), run_restore },
  { "check", "", N_("Verifies the whole workspace"), run_check },
  { NULL },
};
