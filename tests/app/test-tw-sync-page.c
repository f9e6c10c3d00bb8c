/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sync as people see it: the foot's words, the page with what waits, was refused and met another change, and a record's line. The
 * workspace is filled the way the engine fills it; no server is needed. */
#include "config.h"

#include <string.h>

#include "tw-app-server.h"
#include "tw-app-test.h"
#include "tw-conflict-card.h"
#include "tw-connect-dialog.h"
#include "tw-record-page.h"
#include "tw-replica.h"
#include "tw-sync-bar.h"
#include "tw-sync-foot.h"
#include "tw-sync-page.h"

static gint64 server_seq;

/* The window again, for a workspace that belongs to a server which nobody answers for. */
static void
join (TwAppTest *fixture)
{
  TwReplicaIdentity identity = { (char *) "http://127.0.0.1:1", tw_id_nil, fixture->user, tw_id_new () };
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_replica_join (fixture->store, &identity, FALSE, &error));
  g_assert_no_error (error);
  tw_window_set_workspace (fixture->window, NULL);
  g_object_unref (fixture->workspace);
  fixture->workspace = tw_workspace_new (fixture->store, settings);
  tw_window_set_workspace (fixture->window, fixture->workspace);
  tw_app_test_settle ();
}

static TwId
receive_conflict (TwAppTest  *fixture,
                  const TwId *deal,
                  const char *field,
                  const char *base,
                  const char *mine,
                  const char *theirs)
{
  static const char *const keys[] = { "title", "record", "field", "state", "kind", "base", "mine", "theirs", "author", "mine_at" };
  const TwEntity *entity = tw_app_test_entity (fixture, "sync_conflict");
  const TwField *fields[G_N_ELEMENTS (keys)];
  TwValue values[] = {
    tw_value_text ("Deal"), tw_value_link (tw_app_test_entity (fixture, "deal")->number, deal), tw_value_text (field),
    tw_value_enum ("open"), tw_value_enum ("field"), tw_value_json (base), tw_value_json (mine), tw_value_json (theirs),
    tw_value_link (tw_app_test_entity (fixture, "user")->number, &fixture->user), tw_value_datetime (g_get_real_time ()),
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwReplicaTx *tx = tw_replica_begin (fixture->store, &error);
  TwId id = tw_id_new ();

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fields[i] = tw_entity_get_field (entity, keys[i]);
  g_assert_true (tw_replica_put (tx, entity, &id, ++server_seq, 0, fields, values, G_N_ELEMENTS (keys), NULL, &error));
  commit = tw_replica_commit (tx, server_seq, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    tw_value_clear (&values[i]);
  return id;
}

/* The server has the deal as it is here. */
static void
receive_deal (TwAppTest *fixture,
              guint      i)
{
  const TwEntity *entity = tw_app_test_entity (fixture, "deal");
  const TwField *field = tw_entity_get_field (entity, "name");
  g_autofree char *name = tw_app_test_text (fixture, "deal", &fixture->deals[i], "name");
  g_auto(TwValue) value = tw_value_text (name);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwReplicaTx *tx = tw_replica_begin (fixture->store, &error);

  g_assert_no_error (error);
  g_assert_true (tw_replica_put (tx, entity, &fixture->deals[i], ++server_seq, 0, &field, &value, 1, NULL, &error));
  commit = tw_replica_commit (tx, server_seq, &error);
  g_assert_no_error (error);
}

static void
rename_deal (TwAppTest  *fixture,
             guint       i,
             const char *name)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, name);
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[i], NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", name, &error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
refuse_all (TwAppTest *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = tw_outbox_read (fixture->store, 0, 100, G_MAXSIZE, &error);
  g_autoptr(GArray) results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  gint64 last = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      TwPushResult result = { .n = ((TwOutboxItem *) g_ptr_array_index (items, i))->n, .state = TW_PUSH_REJECTED,
                              .problem = (char *) "{\"type\":\"denied\",\"detail\":\"You may not change <this> deal.\"}" };

      g_array_append_val (results, result);
      last = result.n;
    }
  g_assert_true (tw_outbox_settle (fixture->store, last, ++server_seq, results, &error));
  g_assert_no_error (error);
}

static const char *
get_foot (TwAppTest *fixture)
{
  return tw_sync_foot_get_text (tw_app_test_find (fixture->window, TW_TYPE_SYNC_FOOT));
}

static const char *awaited;

static gboolean
foot_has (gpointer data)
{
  return strstr (get_foot (data), awaited) != NULL;
}

static void
assert_foot (TwAppTest  *fixture,
             const char *part)
{
  awaited = part;
  tw_app_test_wait (foot_has, fixture);
}

static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static TwSyncPage *
open_page (TwAppTest *fixture)
{
  tw_app_test_activate (fixture->window, "win.show-sync", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_SYNC_PAGE (tw_window_get_page (fixture->window)));
  return TW_SYNC_PAGE (tw_window_get_page (fixture->window));
}

/* --- Tests --- */

static void
test_alone (TwAppTest    *fixture,
            gconstpointer data)
{
  TwSyncPage *page = open_page (fixture);

  g_assert_cmpstr (get_foot (fixture), ==, "Stand-alone · saved on this computer");
  g_assert_true (shows (GTK_WIDGET (page), "Connect to your team’s server"));
  g_assert_false (shows (GTK_WIDGET (page), "Last contact"));
}

static void
test_waiting (TwAppTest    *fixture,
              gconstpointer data)
{
  TwSyncPage *page = NULL;

  join (fixture);
  assert_foot (fixture, "Signed out");
  rename_deal (fixture, 0, "Rename <b>one</b>");
  rename_deal (fixture, 1, "Rename two");
  assert_foot (fixture, "2 changes waiting");
  page = open_page (fixture);
  g_assert_true (shows (GTK_WIDGET (page), "Rename <b>one</b>"));
  g_assert_true (shows (GTK_WIDGET (page), "Rename two"));
  g_assert_true (shows (GTK_WIDGET (page), "http://127.0.0.1:1"));
  g_assert_true (shows (GTK_WIDGET (page), "Sign in again"));
}

static void
test_offline (TwAppTest    *fixture,
              gconstpointer data)
{
  join (fixture);
  /* A token is there, the server is not. */
  {
    g_autoptr(TwReplicaIdentity) identity = tw_replica_dup_identity (fixture->store);
    g_autofree char *name = tw_id_dup_text (&identity->client);

    g_assert_cmpint (tw_sync_secrets_save (name, "Test", "token", NULL), ==, TW_SECRETS_FILE);
    tw_replica_set_state (fixture->store, "cursor", "x", NULL);
    tw_sync_account_start (tw_workspace_get_account (fixture->workspace));
    rename_deal (fixture, 0, "Renamed");
    assert_foot (fixture, "Offline since ");
    assert_foot (fixture, "1 change waiting");
    g_assert_true (shows (GTK_WIDGET (open_page (fixture)), "kept in a file"));
    tw_app_test_activate (fixture->window, "win.sign-out", NULL);
    assert_foot (fixture, "Signed out");
    tw_sync_secrets_forget (name);
  }
}

static gboolean
has_no_card (gpointer page)
{
  return tw_app_test_find (page, TW_TYPE_CONFLICT_CARD) == NULL;
}

static gboolean
has_card (gpointer page)
{
  return !has_no_card (page);
}

static void
test_conflicts (TwAppTest    *fixture,
                gconstpointer data)
{
  TwSyncPage *page = NULL;
  g_autofree char *name = NULL, *undone = NULL;

  join (fixture);
  receive_conflict (fixture, &fixture->deals[0], "name", "\"Deal 01\"", "\"Mine <i>\"", "\"Deal 01\"");
  assert_foot (fixture, "Signed out");
  page = open_page (fixture);
  tw_app_test_wait (has_card, page);
  g_assert_true (shows (GTK_WIDGET (page), "Mine <i>"));
  g_assert_true (shows (GTK_WIDGET (page), "Yours"));
  g_assert_true (shows (GTK_WIDGET (page), "Before"));
  g_assert_true (gtk_widget_activate_action (tw_app_test_find (page, TW_TYPE_CONFLICT_CARD), "conflict.keep-mine", NULL));
  tw_app_test_wait (has_no_card, page);
  name = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");
  g_assert_cmpstr (name, ==, "Mine <i>");
  g_assert_cmpint (tw_app_test_count (fixture, "sync_conflict", "state = \"resolved\" and resolution = \"mine\""), ==, 1);
  /* One step back: the value and the conflict. */
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (has_card, page);
  undone = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");
  g_assert_cmpstr (undone, ==, "Deal 01");
}

static gboolean
bar_shows (gpointer page)
{
  const char *text = tw_sync_bar_get_text (tw_app_test_find (page, TW_TYPE_SYNC_BAR));

  return awaited == NULL ? text == NULL : text != NULL && strstr (text, awaited) != NULL;
}

static void
assert_bar (gpointer    page,
            const char *part)
{
  awaited = part;
  tw_app_test_wait (bar_shows, page);
}

static void
test_record (TwAppTest    *fixture,
             gconstpointer data)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  TwWindowPage *page = NULL;

  join (fixture);
  receive_deal (fixture, 0);
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[0], id), "");
  tw_app_test_settle ();
  page = tw_window_get_page (fixture->window);
  assert_bar (page, NULL);
  rename_deal (fixture, 0, "Renamed");
  assert_bar (page, "wait to be sent");
  refuse_all (fixture);
  rename_deal (fixture, 1, "Another");
  assert_bar (page, "did not take");
  receive_conflict (fixture, &fixture->deals[0], "name", "\"a\"", "\"b\"", "\"c\"");
  assert_bar (page, "meets another");
}

static void
test_refused (TwAppTest    *fixture,
              gconstpointer data)
{
  TwSyncPage *page = NULL;

  join (fixture);
  rename_deal (fixture, 0, "Rename one");
  rename_deal (fixture, 1, "Rename two");
  refuse_all (fixture);
  page = open_page (fixture);
  g_assert_true (shows (GTK_WIDGET (page), "You may not change <this> deal."));
  g_assert_true (shows (GTK_WIDGET (page), "Rename two"));
  {
    g_autoptr(GPtrArray) refusals = tw_refusals_list (fixture->store, NULL);
    gint64 first = ((TwRefusal *) g_ptr_array_index (refusals, 0))->n, second = ((TwRefusal *) g_ptr_array_index (refusals, 1))->n;

    g_assert_cmpuint (refusals->len, ==, 2);
    tw_app_test_activate (page, "sync.copy", "x", first);
    tw_app_test_activate (page, "sync.retry", "x", first);
    g_assert_cmpint (tw_outbox_count (fixture->store, NULL), ==, 1);
    tw_app_test_activate (page, "sync.discard", "x", second);
  }
  tw_app_test_settle ();
  g_assert_false (shows (GTK_WIDGET (page), "Refused by the Server"));
}

static gboolean
has_alert (gpointer dialog)
{
  return shows (dialog, "cannot be reached");
}

static void
test_connect (TwAppTest    *fixture,
              gconstpointer data)
{
  TwConnectDialog *dialog = tw_connect_dialog_new (GTK_WINDOW (fixture->window), tw_workspace_get_account (fixture->workspace), FALSE);
  g_autofree char *folder = g_build_filename (fixture->dir, "made", NULL);
  g_autoptr(GDir) made = NULL;
  GPtrArray *rows = g_ptr_array_new ();
  GtkWidget *group = NULL;

  tw_connect_dialog_set_folder (dialog, folder);
  gtk_window_present (GTK_WINDOW (dialog));
  tw_app_test_settle ();
  g_assert_true (shows (GTK_WIDGET (dialog), "Bring my data"));
  group = gtk_widget_get_parent (tw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW));
  for (GtkWidget *row = gtk_widget_get_first_child (group); row != NULL; row = gtk_widget_get_next_sibling (row))
    g_ptr_array_add (rows, row);
  gtk_editable_set_text (GTK_EDITABLE (rows->pdata[0]), "http://127.0.0.1:1");
  gtk_editable_set_text (GTK_EDITABLE (rows->pdata[1]), "ann@example.org");
  gtk_editable_set_text (GTK_EDITABLE (rows->pdata[2]), "secret");
  gtk_widget_activate_default (GTK_WIDGET (dialog));
  tw_app_test_wait (has_alert, dialog);
  /* Nothing is left of the workspace that was not to be. */
  made = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (made);
  g_assert_null (g_dir_read_name (made));
  g_assert_cmpint (tw_sync_account_get_state (tw_workspace_get_account (fixture->workspace)), ==, TW_ACCOUNT_ALONE);
  g_ptr_array_unref (rows);
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
}

/* --- A server that takes much away --- */

#define MANY 400

static void
add_companies (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add many");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "company"));
      g_autofree char *name = g_strdup_printf ("Company %u", i);

      tw_record_set_text (record, "name", name, &error);
      g_assert_no_error (error);
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
delete_companies (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *company = tw_schema_get_entity (schema, "company");
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Delete all");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (schema, company, NULL, NULL, &error);
  g_autoptr(GPtrArray) records = tw_store_list (store, query, 10000, NULL, NULL, &error);
  g_autoptr(TwCommit) commit = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    if (g_str_has_prefix (tw_record_get_key (g_ptr_array_index (records, i), "name")->text, "Company "))
      tw_edit_delete (edit, company, tw_record_get_id (g_ptr_array_index (records, i)));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
test_much_gone (TwAppTest    *fixture,
                gconstpointer data)
{
  TwSyncPage *page = NULL;
  gint64 before = 0;

  add_companies (fixture);
  fixture->server = tw_app_server_join (fixture);
  before = tw_app_test_count (fixture, "company", NULL);
  tw_app_server_change (fixture, delete_companies);
  assert_foot (fixture, "Remove 400 records?");
  page = open_page (fixture);
  g_assert_true (shows (GTK_WIDGET (page), "Nothing is removed"));
  g_assert_true (shows (GTK_WIDGET (page), "Remove Them"));
  g_assert_cmpint (tw_app_test_count (fixture, "company", NULL), ==, before);
  /* Asked once more it says the same, and takes nothing. */
  tw_app_test_activate (fixture->window, "win.sync-now", NULL);
  assert_foot (fixture, "Remove 400 records?");
  g_assert_cmpint (tw_app_test_count (fixture, "company", NULL), ==, before);
  tw_app_test_activate (fixture->window, "win.allow-removal", NULL);
  tw_app_server_wait (fixture);
  g_assert_cmpint (tw_app_test_count (fixture, "company", NULL), ==, before - MANY);
  assert_foot (fixture, "All synced");
  g_assert_false (shows (GTK_WIDGET (page), "Remove Them"));
}

int
main (int    argc,
      char **argv)
{
  tw_app_server_init ();
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/sync/alone", test_alone);
  tw_app_test_add ("/app/sync/waiting", test_waiting);
  tw_app_test_add ("/app/sync/offline", test_offline);
  tw_app_test_add ("/app/sync/conflicts", test_conflicts);
  tw_app_test_add ("/app/sync/record", test_record);
  tw_app_test_add ("/app/sync/refused", test_refused);
  tw_app_test_add ("/app/sync/connect", test_connect);
  tw_app_test_add ("/app/sync/much-gone", test_much_gone);
  return g_test_run ();
}
