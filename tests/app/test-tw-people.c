/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People around a record: quick log, comments with mentions, following, the inbox, notices of the desktop, and links to records. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-desktop-notices.h"
#include "tw-inbox-page.h"
#include "tw-inbox.h"
#include "tw-log-dialog.h"
#include "tw-mention.h"
#include "tw-notify.h"
#include "tw-preference.h"
#include "tw-record-page.h"
#include "tw-record-uri.h"
#include "tw-view-page.h"

static TwRecordPage *
open_deal (TwAppTest *fixture)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[0], text), "");
  tw_app_test_settle ();
  return TW_RECORD_PAGE (tw_window_get_page (fixture->window));
}

static TwId
add_user (TwAppTest  *fixture,
          const char *name,
          const char *email)
{
  g_autoptr(TwRecord) user = tw_record_new (tw_app_test_entity (fixture, "user"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "user");
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (user, "name", name, NULL);
  tw_record_set_text (user, "email", email, NULL);
  tw_edit_save (edit, user);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  return *tw_record_get_id (user);
}

static TwLogDialog *
find_dialog (void)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (TW_IS_LOG_DIALOG (window))
        return TW_LOG_DIALOG (window);
    }
  return NULL;
}

static gboolean
no_dialog (gpointer data)
{
  return find_dialog () == NULL;
}

static void
put (TwLogDialog *dialog,
     const char  *key,
     const char  *text)
{
  g_auto(TwValue) value = tw_value_text (text);

  g_assert_nonnull (tw_log_dialog_get_row (dialog, key));
  tw_field_input_set_value (tw_form_row_get_input (tw_log_dialog_get_row (dialog, key)), &value);
}

/* The call and the task that follows are about the deal on the screen and its company, and are one step to undo. */
static void
test_quick_log (TwAppTest    *fixture,
                gconstpointer data)
{
  TwLogDialog *dialog = NULL;
  g_autofree char *undo = NULL;

  open_deal (fixture);
  tw_app_test_activate (fixture->window, "win.quick-log", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  /* Without a subject nothing is kept, and the row says so. */
  tw_app_test_activate (dialog, "log.save", NULL);
  g_assert_nonnull (tw_form_row_get_error (tw_log_dialog_get_row (dialog, "subject")));
  put (dialog, "subject", "Asked for a price");
  tw_log_dialog_set_kind (dialog, "visit");
  tw_log_dialog_set_follow_up (dialog, TRUE);
  put (dialog, "task.title", "Send it");
  tw_app_test_activate (dialog, "log.save", NULL);
  tw_app_test_wait (no_dialog, NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "activity", "kind = \"visit\" and deal.name = \"Deal 01\" and company.name = \"Acme Corporation\""),
                   ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Send it\" and deal.name = \"Deal 01\" and assignee = me"), ==, 1);
  undo = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (undo, ==, "Log “Asked for a price”");
  {
    g_autoptr(TwCommit) undone = tw_store_undo (fixture->store, NULL, NULL);

    g_assert_nonnull (undone);
  }
  g_assert_cmpint (tw_app_test_count (fixture, "activity", NULL), ==, 0);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Send it\""), ==, 0);
}

/* A task alone, from a page that shows no record. */
static void
test_quick_task (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwLogDialog *dialog = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (fixture->window, "win.quick-log", NULL);
  dialog = find_dialog ();
  tw_log_dialog_set_kind (dialog, "task");
  put (dialog, "task.title", "Buy stamps");
  tw_app_test_activate (dialog, "log.save", NULL);
  tw_app_test_wait (no_dialog, NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Buy stamps\""), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "activity", NULL), ==, 0);
}

static gboolean
says (GtkWidget  *widget,
      const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, label))
      return TRUE;
  return FALSE;
}

static gboolean
offers_visit (gpointer data)
{
  return says (data, "Type: Visit?");
}

static gboolean
offers_nothing (gpointer data)
{
  return !offers_visit (data);
}

/* Who tours plants visits them: the type is offered, taken with one key, and not offered again. */
static void
test_suggested_type (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  TwLogDialog *dialog = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "activity"));

      tw_record_set_text (record, "subject", i % 2 == 0 ? "Toured the plant" : "Offered a discount", &error);
      tw_record_set_text (record, "kind", i % 2 == 0 ? "visit" : "email", &error);
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_activate (fixture->window, "win.quick-log", NULL);
  dialog = find_dialog ();
  tw_app_test_settle ();
  g_assert_false (offers_visit (dialog));
  gtk_editable_set_text (tw_app_test_find (tw_log_dialog_get_row (dialog, "subject"), GTK_TYPE_TEXT), "Toured their new plant");
  tw_app_test_wait (offers_visit, dialog);
  tw_app_test_shot (dialog, "log-suggested-type");
  tw_app_test_activate (dialog, "log.use-guess", NULL);
  tw_app_test_wait (offers_nothing, dialog);
  tw_app_test_activate (dialog, "log.save", NULL);
  tw_app_test_wait (no_dialog, NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "activity", "subject = \"Toured their new plant\" and kind = \"visit\""), ==, 1);
}

static gboolean
has_template (gpointer data)
{
  return tw_app_test_count (data, "activity_template", "name = \"Asked for a price\"") == 1;
}

/* What was entered is a template for the next time, with its follow-up; keeping it logs nothing. */
static void
test_template (TwAppTest    *fixture,
               gconstpointer data)
{
  TwLogDialog *dialog = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (fixture->window, "win.quick-log", NULL);
  dialog = find_dialog ();
  tw_log_dialog_set_kind (dialog, "visit");
  put (dialog, "subject", "Asked for a price");
  tw_log_dialog_set_follow_up (dialog, TRUE);
  put (dialog, "task.title", "Send it");
  tw_app_test_activate (dialog, "log.keep-template", NULL);
  tw_app_test_wait (has_template, fixture);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "activity_template", "kind = \"visit\" and follow_up = \"Send it\" and shared"), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "activity", NULL), ==, 0);
  tw_app_test_activate (dialog, "log.show-templates", NULL);
  tw_app_test_wait (no_dialog, NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

static gboolean
has_comment (gpointer data)
{
  return tw_app_test_count (data, "comment", NULL) == 1;
}

/* Typing @ offers people; who is chosen is linked. */
static void
test_mention (TwAppTest    *fixture,
              gconstpointer data)
{
  TwId ann = add_user (fixture, "Ann Berg", "ann@example.org");
  TwCommentComposer *composer = tw_record_timeline_get_composer (tw_record_page_get_timeline (open_deal (fixture)));
  g_autofree char *stored = NULL;
  g_autoptr(GArray) ids = NULL;
  gint64 seq = tw_notify_get_head (fixture->store);

  tw_comment_composer_set_text (composer, "Look @an");
  g_assert_cmpuint (tw_comment_composer_get_offers (composer)->len, ==, 1);
  tw_comment_composer_choose (composer, 0);
  g_assert_cmpuint (tw_comment_composer_get_offers (composer)->len, ==, 0);
  stored = tw_comment_composer_dup_text (composer);
  ids = tw_mention_list (tw_store_get_schema (fixture->store), stored);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_true (tw_id_equal (&g_array_index (ids, TwId, 0), &ann));
  tw_app_test_activate (composer, "comment.submit", NULL);
  tw_app_test_wait (has_comment, fixture);
  tw_app_test_settle ();
  /* The text was kept, so the composer is empty. */
  {
    g_autofree char *left = tw_comment_composer_dup_text (composer);

    g_assert_cmpstr (left, ==, "");
  }
  g_assert_cmpint (tw_notify_read (fixture->store, &seq, NULL), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "notification", "kind = \"mention\""), ==, 1);
}

static gboolean
is_followed (gpointer data)
{
  gboolean following = FALSE;

  g_object_get (data, "following", &following, NULL);
  return following;
}

static gboolean
is_not_followed (gpointer data)
{
  return !is_followed (data);
}

static void
test_follow (TwAppTest    *fixture,
             gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture);

  tw_app_test_activate (page, "record.follow", NULL);
  tw_app_test_wait (is_followed, page);
  g_assert_cmpint (tw_app_test_count (fixture, "follow", NULL), ==, 1);
  tw_app_test_activate (page, "record.follow", NULL);
  tw_app_test_wait (is_not_followed, page);
  g_assert_cmpint (tw_app_test_count (fixture, "follow", NULL), ==, 0);
}

static gboolean
is_muted (gpointer data)
{
  gboolean muted = FALSE;

  g_object_get (data, "muted", &muted, NULL);
  return muted;
}

/* What is muted is not followed; to follow it ends that. */
static void
test_mute (TwAppTest    *fixture,
           gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture);

  tw_app_test_activate (page, "record.mute", NULL);
  tw_app_test_wait (is_muted, page);
  g_assert_false (is_followed (page));
  g_assert_cmpint (tw_app_test_count (fixture, "follow", "kind = \"muted\""), ==, 1);
  tw_app_test_activate (page, "record.follow", NULL);
  tw_app_test_wait (is_followed, page);
  g_assert_false (is_muted (page));
  g_assert_cmpint (tw_app_test_count (fixture, "follow", NULL), ==, 1);
}

static TwId
remind (TwAppTest *fixture)
{
  g_autoptr(TwRecord) task = tw_record_new (tw_app_test_entity (fixture, "task"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "task");
  g_autofree char *past = tw_instant_print (g_get_real_time () - 60 * G_USEC_PER_SEC);
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (task, "title", "Call them", NULL);
  tw_record_set_text (task, "reminder_at", past, NULL);
  tw_edit_save (edit, task);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, g_get_real_time (), NULL), ==, 1);
  return *tw_record_get_id (task);
}

static gboolean
nothing_unread (gpointer data)
{
  return tw_inbox_count (data) == 0;
}

static void
test_inbox (TwAppTest    *fixture,
            gconstpointer data)
{
  TwId task = remind (fixture);
  TwInboxPage *page = NULL;
  g_autofree char *status = NULL;
  g_autoptr(GPtrArray) list = tw_inbox_list (fixture->workspace, TRUE, 10, NULL);
  g_autofree char *id = NULL;

  g_assert_cmpuint (list->len, ==, 1);
  tw_app_test_activate (fixture->window, "win.show-inbox", NULL);
  tw_app_test_settle ();
  page = TW_INBOX_PAGE (tw_window_get_page (fixture->window));
  g_assert_cmpuint (tw_inbox_page_get_n_rows (page), ==, 1);
  id = tw_id_dup_text (tw_record_get_id (g_ptr_array_index (list, 0)));
  tw_app_test_activate (page, "inbox.finish", "s", id);
  tw_app_test_wait (nothing_unread, fixture->workspace);
  status = tw_app_test_text (fixture, "task", &task, "status");
  g_assert_cmpstr (status, ==, "completed");
  tw_app_test_settle ();
  g_assert_cmpuint (tw_inbox_page_get_n_rows (page), ==, 1);
}

/* A server puts only the name of who said it into a notification: the words are of the comment, as the reader may see it now. */
static void
test_inbox_words (TwAppTest    *fixture,
                  gconstpointer data)
{
  g_autoptr(TwRecord) person = tw_record_new (tw_app_test_entity (fixture, "user")), comment = tw_record_new (tw_app_test_entity (fixture, "comment"));
  g_autoptr(TwRecord) answer = tw_record_new (tw_app_test_entity (fixture, "comment"));
  g_autoptr(TwRecord) notification = tw_record_new (tw_app_test_entity (fixture, "notification"));
  g_auto(TwValue) deal = tw_value_link (tw_app_test_entity (fixture, "deal")->number, &fixture->deals[0]);
  g_auto(TwValue) author = tw_value_link (tw_app_test_entity (fixture, "user")->number, tw_record_get_id (person));
  g_auto(TwValue) reader = tw_value_link (tw_app_test_entity (fixture, "user")->number, &fixture->user);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "comment");
  g_autofree char *words = NULL, *own = NULL, *other = NULL, *gone = NULL;
  g_autoptr(TwCommit) commit = NULL, removed = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_record_set_text (person, "name", "Ann", &error) && tw_record_set_text (person, "email", "ann@example.com", &error));
  tw_edit_save (edit, person);
  g_assert_true (tw_record_set_key (comment, "record", &deal, &error) && tw_record_set_key (comment, "author", &author, &error)
                 && tw_record_set_text (comment, "body", "Shall we *meet*?", &error));
  tw_edit_save (edit, comment);
  /* The reader's own answer is as new. */
  g_assert_true (tw_record_set_key (answer, "record", &deal, &error) && tw_record_set_key (answer, "author", &reader, &error)
                 && tw_record_set_text (answer, "body", "Yes", &error));
  tw_edit_save (edit, answer);
  g_assert_true (tw_record_set_key (notification, "record", &deal, &error) && tw_record_set_key (notification, "recipient", &reader, &error)
                 && tw_record_set_text (notification, "title", "A comment of Ann", &error)
                 && tw_record_set_text (notification, "kind", "comment", &error) && tw_record_set_text (notification, "body", "Ann", &error));
  tw_edit_save (edit, notification);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  words = tw_inbox_dup_words (fixture->store, notification);
  g_assert_cmpstr (words, ==, "Comment · Ann: Shall we meet?");
  /* What its author took back is not told any more. */
  g_assert_true (tw_record_set_text (comment, "removed", "yes", &error));
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "remove");
  tw_edit_save (edit, comment);
  removed = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  gone = tw_inbox_dup_words (fixture->store, notification);
  g_assert_cmpstr (gone, ==, "Comment · Ann");
  /* Nobody is named in that comment. */
  g_assert_true (tw_record_set_text (notification, "kind", "mention", &error));
  own = tw_inbox_dup_words (fixture->store, notification);
  g_assert_cmpstr (own, ==, "Mention · Ann");
  g_assert_true (tw_record_set_key (notification, "body", &(const TwValue) { 0 }, &error));
  other = tw_inbox_dup_words (fixture->store, notification);
  g_assert_cmpstr (other, ==, "Mention · A comment of Ann");
}

/* All day but for a minute that is half a day away. */
static void
set_quiet (TwAppTest *fixture,
           gboolean   quiet)
{
  g_autoptr(TwRecord) preference = tw_preference_load (fixture->store, &fixture->user);
  int hour = tw_instant_get_time_of_day (g_get_real_time (), tw_workspace_get_zone (fixture->workspace)) / 3600;
  g_auto(TwValue) on = tw_value_boolean (quiet), from = tw_value_time ((hour + 12) % 24 * 3600 + 60);
  g_auto(TwValue) to = tw_value_time ((hour + 12) % 24 * 3600);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "quiet");
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_key (preference, "quiet", &on, NULL);
  tw_record_set_key (preference, "quiet_from", &from, NULL);
  tw_record_set_key (preference, "quiet_to", &to, NULL);
  tw_edit_save (edit, preference);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
}

static void
test_notices (TwAppTest    *fixture,
              gconstpointer data)
{
  GSettings *settings = tw_workspace_get_settings (fixture->workspace);
  /* Nobody listens for notices here, so this one comes too late to send any by itself. */
  TwId task = remind (fixture);
  g_autoptr(TwDesktopNotices) notices = tw_desktop_notices_new (g_application_get_default (), fixture->workspace);
  g_autoptr(GPtrArray) list = tw_inbox_list (fixture->workspace, TRUE, 10, NULL);
  g_autoptr(GNotification) notice = NULL, quiet = NULL;
  g_autoptr(GVariant) record = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (g_ptr_array_index (list, 0))), *reminder = NULL;
  guint entity = 0;

  notice = tw_desktop_notices_make (notices, g_ptr_array_index (list, 0));
  g_assert_nonnull (notice);
  set_quiet (fixture, TRUE);
  quiet = tw_desktop_notices_make (notices, g_ptr_array_index (list, 0));
  g_assert_null (quiet);
  set_quiet (fixture, FALSE);
  g_settings_set_boolean (settings, "desktop-notifications", FALSE);
  quiet = tw_desktop_notices_make (notices, g_ptr_array_index (list, 0));
  g_assert_null (quiet);
  g_settings_reset (settings, "desktop-notifications");
  g_assert_null (tw_desktop_notices_act (notices, "snooze", id));
  tw_app_test_wait (nothing_unread, fixture->workspace);
  reminder = tw_app_test_text (fixture, "task", &task, "reminder_at");
  {
    TwInstant at = 0;

    g_assert_true (tw_instant_parse (reminder, NULL, &at));
    g_assert_cmpint (at, >, g_get_real_time () + 3000 * (gint64) G_USEC_PER_SEC);
  }
  record = g_variant_ref_sink (tw_desktop_notices_act (notices, "open", id));
  g_variant_get (record, "(u&s&s)", &entity, NULL, NULL);
  g_assert_cmpuint (entity, ==, tw_app_test_entity (fixture, "task")->number);
}

static gboolean
is_unlinked (gpointer data)
{
  return tw_app_test_count (data, "deal", "company is empty") == 1;
}

/* Out of the relation, and nothing else of the record changes. */
static void
test_unlink (TwAppTest    *fixture,
             gconstpointer data)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *deal = tw_id_dup_text (&fixture->deals[0]), *name = NULL;

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "company")->number,
                        tw_id_print (&fixture->acme, text), "");
  tw_app_test_settle ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "record.unlink", "(ss)", deal, "deals");
  tw_app_test_wait (is_unlinked, fixture);
  name = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");
  g_assert_cmpstr (name, ==, "Deal 01");
}

static void
test_uri (TwAppTest    *fixture,
          gconstpointer data)
{
  g_autofree char *uri = tw_record_uri_print (tw_app_test_entity (fixture, "deal"), &fixture->deals[3]);

  tw_window_open_uri (fixture->window, uri);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (tw_id_equal (tw_record_get_id (tw_record_page_get_record (TW_RECORD_PAGE (tw_window_get_page (fixture->window)))),
                              &fixture->deals[3]));
  tw_window_open_uri (fixture->window, "tradewind:deal/nonsense");
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/log/call-with-follow-up", test_quick_log);
  tw_app_test_add ("/app/log/task-alone", test_quick_task);
  tw_app_test_add ("/app/log/template", test_template);
  tw_app_test_add ("/app/log/suggested-type", test_suggested_type);
  tw_app_test_add ("/app/comment/mention", test_mention);
  tw_app_test_add ("/app/record/follow", test_follow);
  tw_app_test_add ("/app/record/mute", test_mute);
  tw_app_test_add ("/app/notify/inbox", test_inbox);
  tw_app_test_add ("/app/notify/inbox-words", test_inbox_words);
  tw_app_test_add ("/app/notify/notices", test_notices);
  tw_app_test_add ("/app/record/uri", test_uri);
  tw_app_test_add ("/app/record/unlink", test_unlink);
  return g_test_run ();
}
