/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record page: its fields, and the records related to it. */
#include "config.h"

#include <time.h>

#include "tw-app-test.h"
#include "tw-create-dialog.h"
#include "tw-gone-page.h"
#include "tw-health-box.h"
#include "tw-link-picker.h"
#include "tw-record-related.h"
#include "tw-record-test.h"
#include "tw-view-page.h"

static void
assert_name (TwAppTest  *fixture,
             const char *expected)
{
  g_autofree char *name = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");

  g_assert_cmpstr (name, ==, expected);
}

static TwCreateDialog *
find_dialog (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (TW_IS_CREATE_DIALOG (item->data))
      return item->data;
  return NULL;
}

static gboolean
is_deal_page (gpointer data)
{
  TwWindowPage *page = tw_window_get_page (data);

  return TW_IS_RECORD_PAGE (page)
         && g_str_equal (tw_record_get_entity (tw_record_page_get_record (TW_RECORD_PAGE (page)))->key, "deal");
}

static void
test_related_add (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwCreateDialog *dialog = NULL;
  TwRecordPage *page = NULL;
  const TwValue *company = NULL;
  g_auto(TwValue) stage = tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &fixture->lead_stage);
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_record_test_open (fixture, "company", &fixture->acme);
  tw_app_test_activate (fixture->window, "win.create-related", "(uss)", tw_app_test_entity (fixture, "company")->number,
                        tw_id_print (&fixture->acme, id), "deals");
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  gtk_editable_set_text (tw_app_test_find (tw_create_dialog_get_row (dialog, "name"), GTK_TYPE_ENTRY), "Added here");
  tw_field_input_set_value (tw_form_row_get_input (tw_create_dialog_get_row (dialog, "stage")), &stage);
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (is_deal_page, fixture->window);
  page = TW_RECORD_PAGE (tw_window_get_page (fixture->window));
  company = tw_record_get_key (tw_record_page_get_record (page), "company");
  g_assert_cmpint (company->type, ==, TW_TYPE_LINK);
  g_assert_true (tw_id_equal (&company->id, &fixture->acme));
}

static void
test_related_all (TwAppTest    *fixture,
                  gconstpointer data)
{
  GtkWidget *all = tw_record_test_find_button (tw_record_test_open (fixture, "company", &fixture->acme), "Show All");
  TwViewState *state = NULL;

  g_assert_nonnull (all);
  g_signal_emit_by_name (all, "clicked");
  tw_app_test_settle ();
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpstr (tw_view_state_get_entity (state)->key, ==, "deal");
  g_assert_cmpint (tw_store_count (fixture->store, tw_view_state_get_query (state), NULL), ==, 6);
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

static void
add_task (TwAppTest  *fixture,
          const char *title,
          gboolean    by_company)
{
  g_autoptr(TwRecord) task = tw_record_new (tw_app_test_entity (fixture, "task"));
  g_auto(TwValue) link = tw_value_link (tw_app_test_entity (fixture, "company")->number, &fixture->beta);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (task, "title", title, NULL);
  tw_record_set_key (task, "record", &link, NULL);
  if (by_company)
    tw_record_set_key (task, "company", &link, NULL);
  tw_edit_save (edit, task);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static gboolean
has_words (gpointer    widget,
           const char *words)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (widget), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child, words))
      return TRUE;
  return FALSE;
}

/* A task that is linked by a field of its own is not listed once more as what any record may be linked by; one that is not, is. */
static void
test_related_once (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwRecordPage *page = NULL;

  add_task (fixture, "By both", TRUE);
  page = tw_record_test_open (fixture, "company", &fixture->beta);
  tw_app_test_settle ();
  g_assert_true (has_words (page, "Tasks (1)"));
  g_assert_false (has_words (page, "All tasks (1)"));
  add_task (fixture, "By record", FALSE);
  page = tw_record_test_open (fixture, "company", &fixture->beta);
  tw_app_test_settle ();
  g_assert_true (has_words (page, "Tasks (1)"));
  g_assert_true (has_words (page, "All tasks (2)"));
}

static void
change_task (TwAppTest  *fixture,
             const char *title,
             const char *key,
             const char *text)
{
  g_autofree char *where = g_strdup_printf ("title = \"%s\"", title);
  const TwEntity *entity = tw_app_test_entity (fixture, "task");
  g_autoptr(TwQuery) query = tw_query_new ((TwSchema *) entity->schema, entity, where, NULL, NULL);
  g_autoptr(GPtrArray) tasks = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "change");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  g_assert_cmpuint (tasks->len, ==, 1);
  g_assert_true (tw_record_set_text (tasks->pdata[0], key, text, NULL));
  tw_edit_save (edit, tasks->pdata[0]);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* The rows below a widget, in their order. */
static void
collect_rows (GtkWidget *widget,
              GPtrArray *rows)
{
  if (ADW_IS_ACTION_ROW (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect_rows (child, rows);
}

static void
assert_row (GPtrArray  *rows,
            guint       i,
            const char *title,
            const char *words)
{
  g_assert_cmpuint (i, <, rows->len);
  g_assert_cmpstr (adw_preferences_row_get_title (rows->pdata[i]), ==, title);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (rows->pdata[i]), words));
}

/* What there is still to do stands first, the next day first, and each line says how it stands. */
static void
test_related_lines (TwAppTest    *fixture,
                    gconstpointer data)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();

  add_task (fixture, "Done", TRUE);
  change_task (fixture, "Done", "status", "completed");
  add_task (fixture, "Later", TRUE);
  change_task (fixture, "Later", "due_date", "2031-03-04");
  add_task (fixture, "Sooner", TRUE);
  change_task (fixture, "Sooner", "due_date", "2031-03-03");
  change_task (fixture, "Sooner", "priority", "urgent");
  collect_rows (tw_app_test_find (tw_record_test_open (fixture, "company", &fixture->beta), TW_TYPE_RECORD_RELATED), rows);
  while (rows->len > 0 && strcmp (adw_preferences_row_get_title (rows->pdata[0]), "Sooner") != 0)
    g_ptr_array_remove_index (rows, 0);
  assert_row (rows, 0, "Sooner", "Pending · Urgent");
  assert_row (rows, 1, "Later", "Pending");
  assert_row (rows, 2, "Done", "Completed");
}

static int
find_text (GtkWidget  *widget,
           const char *start,
           int        *place)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (widget)), start))
    return *place;
  (*place)++;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int found = find_text (child, start, place);

      if (found >= 0)
        return found;
    }
  return -1;
}

/* Deals come before tasks, and those before whatever else leads to a company. */
static void
test_related_order (TwAppTest    *fixture,
                    gconstpointer data)
{
  GtkWidget *related = NULL;
  int deals = 0, tasks = 0;

  add_task (fixture, "Call", TRUE);
  related = tw_app_test_find (tw_record_test_open (fixture, "company", &fixture->beta), TW_TYPE_RECORD_RELATED);
  deals = find_text (related, "Deals (", &(int) { 0 });
  tasks = find_text (related, "Tasks (", &(int) { 0 });
  g_assert_cmpint (deals, >=, 0);
  g_assert_cmpint (tasks, >, deals);
}

/* Money of another currency stands beside what it is worth in that of the workspace. */
static void
test_worth (TwAppTest    *fixture,
            gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "amount");

  g_assert_null (tw_record_test_find_label (field, "≈"));
  tw_record_test_change_elsewhere (fixture, "amount", "1000 EUR");
  tw_app_test_settle ();
  g_assert_nonnull (tw_record_test_find_label (field, "(≈ $1,"));
}

static void
pick (TwRecordField *field,
      TwRecord      *record)
{
  TwLinkPicker *picker = tw_app_test_find (tw_record_field_get_input (field), TW_TYPE_LINK_PICKER);
  g_autofree char *title = tw_record_dup_title (record);
  g_autoptr(TwSearchItem) item = tw_search_item_new (tw_record_get_entity (record), tw_record_get_id (record), title, NULL);

  g_signal_emit_by_name (picker, "picked", item);
}

static gboolean
is_read_only (gpointer data)
{
  return !tw_record_field_can_edit (data);
}

static gboolean
can_be_edited (gpointer data)
{
  return tw_record_field_can_edit (data);
}

static void
test_deleted_is_read_only (TwAppTest    *fixture,
                           gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwRecordField *field = tw_record_test_get_field (page, "name");

  tw_record_test_enter (field, "Not to be kept");
  tw_app_test_activate (page, "record.delete", NULL);
  tw_app_test_wait (is_read_only, field);
  g_assert_false (tw_record_field_is_editing (field));
  tw_record_field_start_edit (field);
  g_assert_false (tw_record_field_is_editing (field));
  tw_app_test_activate (page, "record.restore", NULL);
  tw_app_test_wait (can_be_edited, field);
  tw_record_field_start_edit (field);
  g_assert_true (tw_record_field_is_editing (field));
  tw_record_field_cancel_edit (field);
  assert_name (fixture, "Deal 01");
}

/* Many-to-many links: picked and taken away in one editing are one commit. */
static void
test_links (TwAppTest    *fixture,
            gconstpointer data)
{
  TwRecord *rivals[2] = { NULL };
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "rivals");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) deal = NULL;
  TwRecordField *field = NULL;
  GtkWidget *remove = NULL;
  const TwValue *stored = NULL;
  g_auto(TwValue) one = TW_VALUE_INIT;

  for (guint i = 0; i < 2; i++)
    {
      rivals[i] = tw_record_new (tw_app_test_entity (fixture, "competitor"));
      g_assert_true (tw_record_set_text (rivals[i], "name", i == 0 ? "Rival One" : "Rival Two", NULL));
      tw_edit_save (edit, rivals[i]);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  one = tw_value_link (tw_app_test_entity (fixture, "competitor")->number, tw_record_get_id (rivals[0]));
  field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "competitors");
  tw_record_field_start_edit (field);
  g_assert_true (tw_record_field_is_editing (field));
  pick (field, rivals[0]);
  pick (field, rivals[1]);
  pick (field, rivals[1]);
  g_assert_nonnull (tw_record_test_find_label (GTK_WIDGET (field), "Rival One, Rival Two"));
  remove = tw_record_test_find_icon_button (field, "list-remove-symbolic");
  g_assert_nonnull (remove);
  g_signal_emit_by_name (remove, "clicked");
  tw_record_field_save (field);
  tw_app_test_wait (tw_record_test_is_not_editing, field);
  deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], &error);
  g_assert_no_error (error);
  stored = tw_record_get_key (deal, "competitors");
  g_assert_cmpint (stored->type, ==, TW_TYPE_LIST);
  g_assert_cmpint (stored->list->n_values, ==, 1);
  g_assert_false (tw_value_equal (&stored->list->values[0], &one));
  for (guint i = 0; i < 2; i++)
    g_object_unref (rivals[i]);
}

/* Whatever was shown, the window lets go of the workspace when it closes; the end of the fixture waits for that. */
static void
test_freed_behind_search (TwAppTest    *fixture,
                          gconstpointer data)
{
  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_open_view (fixture, "deal", "board");
  tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  tw_app_test_activate (fixture->window, "win.palette", NULL);
  tw_app_test_settle ();
}

static guint
count (gpointer widget,
       GType    type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_visible (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count (child, type);
  return n;
}

static GtkWidget *
find_button_like (gpointer    widget,
                  const char *prefix)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) && gtk_button_get_label (widget) != NULL
      && g_str_has_prefix (gtk_button_get_label (widget), prefix))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button_like (child, prefix);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_empty_folded (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "company", &fixture->acme);
  TwRecordDetails *details = tw_record_page_get_details (page);
  GtkWidget *show = find_button_like (details, "Show ");
  guint n_folded = count (details, TW_TYPE_RECORD_FIELD);
  TwRecordField *field = NULL;

  g_assert_nonnull (show);
  g_signal_emit_by_name (show, "clicked");
  g_assert_cmpint (count (details, TW_TYPE_RECORD_FIELD), >, n_folded + 6);
  g_assert_nonnull (find_button_like (details, "Hide Empty"));
  g_signal_emit_by_name (show, "clicked");
  g_assert_cmpint (count (details, TW_TYPE_RECORD_FIELD), ==, n_folded);
  /* A field that is asked for comes out, and stays when it has a value. */
  tw_app_test_activate (page, "record.edit-field", "s", "description");
  field = tw_record_test_get_field (page, "description");
  g_assert_true (tw_record_field_is_editing (field));
  tw_record_field_cancel_edit (field);
  g_assert_cmpint (count (details, TW_TYPE_RECORD_FIELD), ==, n_folded + 1);
}

/* Of this thread alone: other programs of the machine do not count. */
static gint64
get_cpu_ms (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time), ==, 0);
  return (gint64) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void
test_thousand_fields (TwAppTest    *fixture,
                      gconstpointer data)
{
  g_autoptr(GString) json = g_string_new ("[{\"revision\": 1}");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwEdit *edit = NULL;
  TwRecordDetails *details = NULL;
  TwRecordTimeline *timeline = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];
  guint n_rows = 0;
  gint64 start = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (json, ", {\"field\": {\"entity\": \"deal\", \"number\": %u, \"key\": \"own_%u\", "
                            "\"label\": \"Own %u\", \"kind\": \"text\", \"section\": \"main\"}}", 10000 + i, i, i);
  g_string_append_c (json, ']');
  tw_app_test_define (fixture, json->str);
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("own_%u", i);

      g_assert_true (tw_record_set_text (record, key, "some", NULL));
    }
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "fill");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_settle ();
  start = get_cpu_ms ();
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[0], id), "");
  details = tw_record_page_get_details (TW_RECORD_PAGE (tw_window_get_page (fixture->window)));
  timeline = tw_record_page_get_timeline (TW_RECORD_PAGE (tw_window_get_page (fixture->window)));
  tw_record_test_wait_length (tw_record_timeline_get_items (timeline), 2);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_test_message ("a record with 1,000 own fields is painted with %d ms of this thread", (int) (get_cpu_ms () - start));
  n_rows = count (details, TW_TYPE_RECORD_FIELD);
  g_assert_cmpint (n_rows, >, 20);
  g_assert_cmpint (n_rows, <, 200);
  tw_record_details_show_more (details);
  g_assert_cmpint (count (details, TW_TYPE_RECORD_FIELD), ==, n_rows + 60);
  /* The last one is made when it is asked for, out of order. */
  g_assert_nonnull (tw_record_details_get_field (details, "own_999"));
  g_assert_cmpint (count (details, TW_TYPE_RECORD_FIELD), ==, n_rows + 61);
}

static void
test_date_typed (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "close_date");
  g_autofree char *stored = NULL;

  tw_record_test_enter (field, "31.31.2026");
  tw_record_field_save (field);
  g_assert_nonnull (tw_record_field_get_error (field));
  gtk_editable_set_text (tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY), "24 Nov 2031");
  tw_record_field_save (field);
  tw_app_test_wait (tw_record_test_is_not_editing, field);
  stored = tw_app_test_text (fixture, "deal", &fixture->deals[0], "close_date");
  g_assert_cmpstr (stored, ==, "2031-11-24");
}

static void
test_open_button (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "company", &fixture->acme), "website");

  g_assert_false (gtk_widget_get_visible (tw_record_test_find_icon_button (field, "web-browser-symbolic")));
  tw_record_test_enter (field, "https://example.com");
  tw_record_field_save (field);
  tw_app_test_wait (tw_record_test_is_not_editing, field);
  tw_app_test_settle ();
  g_assert_true (gtk_widget_get_visible (tw_record_test_find_icon_button (field, "web-browser-symbolic")));
}

static gboolean
is_titled (gpointer    page,
           const char *title)
{
  return g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (tw_app_test_find (page, ADW_TYPE_STATUS_PAGE))), title);
}

/* A record that is not there has a page that says so and leads back; one in the wastebasket can be restored from its page. */
static void
test_gone (TwAppTest    *fixture,
           gconstpointer data)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  TwId id = fixture->acme;
  TwRecordPage *page = NULL;
  g_autoptr(GError) damaged = g_error_new_literal (TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, "The workspace is damaged.");

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&id, text), "");
  tw_app_test_settle ();
  g_assert_true (TW_IS_GONE_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (is_titled (tw_window_get_page (fixture->window), "This Record Is Gone"));
  /* What cannot be read is not said to be gone. */
  tw_window_push_page (fixture->window, tw_gone_page_new (fixture->workspace, tw_app_test_entity (fixture, "deal"), damaged), FALSE);
  tw_app_test_settle ();
  g_assert_true (is_titled (tw_window_get_page (fixture->window), "This Record Cannot Be Read"));
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_settle ();
  g_signal_emit_by_name (tw_record_test_find_button (tw_window_get_page (fixture->window), "_Go Back"), "clicked");
  tw_app_test_settle ();
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
  page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  tw_app_test_activate (page, "record.delete", NULL);
  tw_app_test_settle ();
  tw_app_test_activate (fixture->window, "win.back", NULL);
  page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  g_signal_emit_by_name (tw_record_test_find_button (page, "_Restore"), "clicked");
  tw_app_test_settle ();
  g_assert_false (tw_record_is_deleted (tw_record_page_get_record (page)));
}

static gboolean
has_health (gpointer data)
{
  return tw_health_box_get_score (data) >= 0;
}

static gboolean
is_forty (gpointer data)
{
  return tw_health_box_get_score (data) == 40;
}

static gboolean
is_better (gpointer data)
{
  return tw_health_box_get_score (data) == 52;
}

static gboolean
is_written (gpointer data)
{
  TwAppTest *fixture = data;
  g_autofree char *text = tw_app_test_text (fixture, "company", &fixture->acme, "health_score");

  return g_strcmp0 (text, "52") == 0;
}

static void
add_health_rule (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "rule");
  g_autoptr(TwRecord) rule = tw_record_new (tw_app_test_entity (fixture, "health_rule"));
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  tw_record_set_text (rule, "name", "They are ours", &error);
  tw_record_set_text (rule, "record_type", "company", &error);
  tw_record_set_text (rule, "condition", "name is not empty", &error);
  tw_record_set_text (rule, "points", "12", &error);
  g_assert_no_error (error);
  tw_edit_save (edit, rule);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* The page tells what the health counts, follows a rule that is changed, and writes it into the record when it is asked. */
static void
test_health (TwAppTest    *fixture,
             gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwHealthBox *box = NULL;

  g_assert_false (gtk_widget_get_visible (tw_app_test_find (page, TW_TYPE_HEALTH_BOX)));
  page = tw_record_test_open (fixture, "company", &fixture->acme);
  box = tw_app_test_find (page, TW_TYPE_HEALTH_BOX);
  tw_app_test_wait (has_health, box);
  tw_app_test_wait (is_forty, box);
  g_assert_nonnull (tw_record_test_find_label (box, "40 of 100"));
  g_assert_nonnull (tw_record_test_find_label (box, "Starting points"));
  g_assert_nonnull (tw_record_test_find_label (box, "+50"));
  g_assert_nonnull (tw_record_test_find_label (box, "−20"));
  add_health_rule (fixture);
  tw_app_test_wait (is_better, box);
  g_assert_nonnull (tw_record_test_find_label (box, "They are ours"));
  tw_app_test_shot (page, "record-health");
  g_signal_emit_by_name (tw_record_test_find_button (box, "_Write It There"), "clicked");
  tw_app_test_wait (is_written, fixture);
  tw_app_test_settle ();
  g_assert_null (tw_record_test_find_button (box, "_Write It There"));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record/freed-behind-search", test_freed_behind_search);
  tw_app_test_add ("/app/record/empty-folded", test_empty_folded);
  tw_app_test_add ("/app/record/thousand-fields", test_thousand_fields);
  tw_app_test_add ("/app/record/date-typed", test_date_typed);
  tw_app_test_add ("/app/record/open-button", test_open_button);
  tw_app_test_add ("/app/record/gone", test_gone);
  tw_app_test_add ("/app/record/related-add", test_related_add);
  tw_app_test_add ("/app/record/related-all", test_related_all);
  tw_app_test_add ("/app/record/related-once", test_related_once);
  tw_app_test_add ("/app/record/related-lines", test_related_lines);
  tw_app_test_add ("/app/record/related-order", test_related_order);
  tw_app_test_add ("/app/record/worth", test_worth);
  tw_app_test_add ("/app/record/health", test_health);
  tw_app_test_add ("/app/record/deleted-is-read-only", test_deleted_is_read_only);
  tw_app_test_add ("/app/record/links", test_links);
  return g_test_run ();
}
