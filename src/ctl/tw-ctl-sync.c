/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of a workspace that belongs to a server: sync, conflicts. The sign-in is that of the desktop, kept in the keyring. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-conflict.h"
#include "tw-ctl-link.h"
#include "tw-sync-account.h"

/* --- sync --- */

typedef struct
{
  GMainLoop     *loop;
  TwSyncAccount *account;
  TwCtl         *ctl;
  gboolean       remove;                               /* what the server takes away goes, however much that is */
  gboolean       running, synced;
  GError        *error;
} Run;

static void
on_run (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  run->synced = tw_sync_run_finish (TW_SYNC (object), result, &run->error);
  g_main_loop_quit (run->loop);
}

/* The engine begins by itself once the kept sign-in was read. */
static void
on_changed (TwSyncAccount *account, Run *run)
{
  TwSync *sync = tw_sync_account_get_sync (account);
  double progress = -1;
  if (!run->running && tw_sync_account_get_state (account) == TW_ACCOUNT_ON && sync)
    {
      run->running = TRUE;
      if (run->remove)
        tw_sync_allow_removal (sync);
      tw_sync_run_async (sync, NULL, on_run, run);
    }
  else if (!run->running && tw_sync_account_get_state (account) == TW_ACCOUNT_SIGNED_OUT)
    {
      g_set_error_literal (&run->error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_PASSWORD,
                           _("This workspace is signed out. Open it in Tradewind and sign in again."));
      g_main_loop_quit (run->loop);
    }
  if (sync)
    g_object_get (sync, "progress", &progress, NULL);
  if (progress >= 0)
    tw_ctl_progress (progress, _("Loading"), run->ctl);
}

static void
print_left (TwCtl *ctl, TwSyncAccount *account, gboolean synced)
{
  static const char *const keys[] = { "synced", "waiting", "refused", "conflicts", NULL };
  const char *const titles[] = { _("Synced"), _("Waiting"), _("Refused"), _("Conflicts"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add (table, synced ? _("yes") : _("no"), synced ? "true" : "false", synced ? "true" : "false");
  tw_ctl_table_add_int (table, MAX (tw_outbox_count (ctl->store, NULL), 0));
  g_autoptr(GPtrArray) refusals = tw_refusals_list (ctl->store, NULL);
  tw_ctl_table_add_int (table, refusals ? refusals->len : 0);
  g_autoptr(GPtrArray) conflicts = tw_conflicts_list (ctl->store, 100000, NULL);
  tw_ctl_table_add_int (table, conflicts ? conflicts->len : 0);
  tw_ctl_table_end_object (table);
}

static int
run_sync (TwCtl *ctl, int argc, char **argv)
{
  gboolean remove = FALSE;
  const GOptionEntry entries[] = {
    { "remove", 0, 0, G_OPTION_ARG_NONE, &remove, N_("Remove what the server takes away, also when it is much"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 0, 0))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (!tw_store_is_replica (ctl->store))
    {
      tw_ctl_tell (_("This workspace stands alone: there is no server to sync with."));
      return TW_CTL_FAILED;
    }
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(TwSyncAccount) account = tw_sync_account_new (ctl->store);
  g_autoptr(GError) error = NULL;
  Run run = { .loop = loop, .account = account, .ctl = ctl, .remove = remove };
  gint64 before = tw_outbox_count (ctl->store, NULL);
  g_signal_connect (account, "changed", G_CALLBACK (on_changed), &run);
  tw_sync_account_start (account);
  g_main_loop_run (loop);
  tw_ctl_end_progress (ctl);
  g_signal_handlers_disconnect_by_data (account, &run);
  tw_sync_account_stop (account);
  error = run.error;
  print_left (ctl, account, run.synced);
  if (run.synced)
    return TW_CTL_DONE;
  tw_ctl_fail (error);
  /* Something went through before it stopped. */
  return tw_outbox_count (ctl->store, NULL) < before ? TW_CTL_PARTLY : TW_CTL_FAILED;
}

/* --- connect --- */

typedef struct
{
  GMainLoop    *loop;
  GAsyncResult *result;
} Connecting;

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  Connecting *connecting = data;
  connecting->result = g_object_ref (result);
  g_main_loop_quit (connecting->loop);
}

static gboolean
try_connect (TwSyncAccount *account, const TwSignIn *sign_in, GError **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Connecting connecting = { loop, NULL };
  tw_sync_account_connect_async (account, sign_in, NULL, on_connected, &connecting);
  g_main_loop_run (loop);
  gboolean connected = tw_sync_account_connect_finish (account, connecting.result, error);
  g_object_unref (connecting.result);
  return connected;
}

static int
connect_to (TwCtl *ctl, TwSignIn *sign_in)
{
  g_autoptr(TwSyncAccount) account = tw_sync_account_new (ctl->store);
  g_autoptr(GError) error = NULL;
  g_autofree char *typed = NULL;
  guint tries = 0;
  gboolean connected = FALSE;
  while (!(connected = try_connect (account, sign_in, &error)))
    {
      g_free (typed);
      sign_in->code = typed = tw_ctl_ask_code (error, &tries);
      if (!typed)
        break;
      g_clear_error (&error);
    }
  tw_sync_account_stop (account);
  if (!connected)
    return tw_ctl_fail (error);
  g_print (_("Connected to %s. “%s sync” sends and fetches."), tw_sync_account_get_server (account), g_get_prgname ());
  g_print ("\n");
  return TW_CTL_DONE;
}

static int
run_connect (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *email = NULL, *password_file = NULL, *invitation_file = NULL, *code = NULL;
  gboolean bring = FALSE;
  const GOptionEntry entries[] = {
    { "email", 0, 0, G_OPTION_ARG_STRING, &email, N_("Who signs in"), N_("ADDRESS") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("The password stands in its first line"), N_("FILE") },
    { "invitation-file", 0, 0, G_OPTION_ARG_FILENAME, &invitation_file, N_("The first time: the invitation stands in its first line"), N_("FILE") },
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_("Six digits of the authenticator"), N_("DIGITS") },
    { "bring", 0, 0, G_OPTION_ARG_NONE, &bring, N_("All records of the workspace become the team’s"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (!password_file || (!email && !invitation_file))
    return tw_ctl_usage (ctl, "%s", _("Give --password-file, and --email or --invitation-file."));
  g_autofree char *password = tw_ctl_read_secret (password_file, &error);
  g_autofree char *invitation = !error && invitation_file ? tw_ctl_read_secret (invitation_file, &error) : NULL;
  if (error)
    return tw_ctl_fail (error);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  TwSignIn sign_in = { argv[1], email ? email : "", password, invitation, code, bring };
  return connect_to (ctl, &sign_in);
}

/* --- conflicts --- */

static int
list_conflicts (TwCtl *ctl)
{
  static const char *const keys[] = { "id", "record", "field", "base", "mine", "theirs", NULL };
  const char *const titles[] = { _("Id"), _("Record"), _("Field"), _("Before"), _("Sent"), _("Server"), NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) conflicts = tw_conflicts_list (ctl->store, 100000, &error);
  if (!conflicts)
    return tw_ctl_fail (error);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < conflicts->len; i++)
    {
      TwConflict *conflict = g_ptr_array_index (conflicts, i);
      const TwValue *values[] = { &conflict->base, &conflict->mine, &conflict->theirs };
      char id[TW_ID_TEXT_LENGTH + 1];
      tw_ctl_table_add_text (table, tw_id_print (tw_record_get_id (conflict->conflict), id));
      tw_ctl_table_add_text (table, conflict->title);
      tw_ctl_table_add_text (table, conflict->field ? conflict->field->key : NULL);
      for (guint v = 0; v < G_N_ELEMENTS (values); v++)
        {
          g_autofree char *text = tw_conflict_format (ctl->store, conflict, values[v]);
          g_autofree char *plain = tw_value_is_null (values[v]) ? NULL : tw_value_print (values[v]);
          g_autofree char *json = tw_value_to_json (values[v]);
          tw_ctl_table_add (table, text, plain, json);
        }
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

static int
settle_conflict (TwCtl *ctl, const char *text, TwSettle settle)
{
  TwId id;
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_id (text, &id))
    return TW_CTL_FAILED;
  g_autoptr(TwConflict) conflict = tw_conflict_get (ctl->store, &id, &error);
  TwEdit *edit = conflict ? tw_conflict_settle (ctl->store, conflict, settle, &error) : NULL;
  g_autoptr(TwCommit) commit = edit ? tw_edit_commit (edit, &error) : NULL;
  if (!commit)
    return tw_ctl_fail (error);
  g_autofree char *sentence = g_strdup_printf (settle == TW_SETTLE_MINE ? _("Kept the sent value of “%s”.")
                                                                        : _("Took the server’s value of “%s”."), conflict->title);
  tw_ctl_tell_commit (ctl, commit, sentence);
  return TW_CTL_DONE;
}

static int
run_conflicts (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 2))
    return TW_CTL_USAGE;
  const char *what = argc > 1 ? argv[1] : "list";
  gboolean list = g_str_equal (what, "list"), keep = g_str_equal (what, "keep"), take = g_str_equal (what, "take");
  if ((!list && !keep && !take) || (list ? argc > 2 : argc != 3))
    return tw_ctl_usage (ctl, "%s", _("Give list, keep ID or take ID."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  return list ? list_conflicts (ctl) : settle_conflict (ctl, argv[2], keep ? TW_SETTLE_MINE : TW_SETTLE_THEIRS);
}

const TwCtlCommand tw_ctl_sync_commands[] = {
  { "connect", "ADDRESS", N_("Sign in to a team’s server, which the workspace belongs to from then on"), run_connect },
  { "sync", "", N_("Send and fetch everything now"), run_sync },
  { "conflicts", "[list|keep ID|take ID]", N_("List conflicts, or settle one by the sent or the server’s value"), run_conflicts },
  { NULL }
};
