/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board by commands: moving, what a stage asks for, sums, target, warnings, pipelines, and a site's own object on it. */
#include "tw-app-test.h"

#include "tw-board-ask.h"
#include "tw-board-card.h"
#include "tw-board-column.h"
#include "tw-board-view.h"
#include "tw-form-row.h"
#include "tw-view-page.h"

static TwBoardView *
get_board (TwAppTest *fixture)
{
  return tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BOARD_VIEW);
}

static TwBoardColumn *
get_column (TwAppTest *fixture, guint i)
{
  g_autoptr(GPtrArray) columns = tw_board_view_dup_columns (get_board (fixture));

  g_assert_cmpuint (i, <, columns->len);
  return g_ptr_array_index (columns, i);
}

typedef struct
{
  TwAppTest  *fixture;
  guint       column, n;
  const TwId *id;
} Wait;

static gboolean
has_cards (gpointer data)
{
  Wait *wait = data;
  GListModel *model = G_LIST_MODEL (tw_board_column_get_results (get_column (wait->fixture, wait->column)));

  return g_list_model_get_n_items (model) == wait->n;
}

static void
wait_for_cards (TwAppTest *fixture, guint column, guint n)
{
  Wait wait = { fixture, column, n, NULL };

  tw_app_test_wait (has_cards, &wait);
}

static gboolean
can_focus (gpointer data)
{
  Wait *wait = data;

  return tw_board_column_focus_record (get_column (wait->fixture, wait->column), wait->id);
}

static void
focus_card (TwAppTest *fixture, guint column, const TwId *id)
{
  Wait wait = { fixture, column, 0, id };

  tw_app_test_wait (can_focus, &wait);
}

static gboolean
is_focused (gpointer data)
{
  Wait *wait = data;
  TwRow *row = tw_board_column_get_focused_row (get_column (wait->fixture, wait->column));

  return row != NULL && tw_id_equal (tw_row_get_id (row), wait->id);
}

static void
wait_for_focus (TwAppTest *fixture, guint column, const TwId *id)
{
  Wait wait = { fixture, column, 0, id };

  tw_app_test_wait (is_focused, &wait);
}

static void
open_board (TwAppTest *fixture)
{
  tw_app_test_open_view (fixture, "deal", "board");
  wait_for_cards (fixture, 0, 12);
}

static gboolean
is_asking (gpointer data)
{
  TwAppTest *fixture = data;
  GtkWidget *ask = tw_app_test_find (get_board (fixture), TW_TYPE_BOARD_ASK);

  return ask != NULL && gtk_widget_get_mapped (ask);
}

static gboolean
has_guest (TwBoardColumn *column)
{
  GObject *guest = gtk_widget_get_template_child (GTK_WIDGET (column), TW_TYPE_BOARD_COLUMN, "guest");

  return tw_app_test_find (guest, TW_TYPE_BOARD_CARD) != NULL;
}

static gboolean
is_not_asking (gpointer data)
{
  return !is_asking (data);
}

/* How many commits were made here: those that a server answers with may come at any time. */
static gint64
count_own_commits (TwAppTest *fixture)
{
  g_autoptr(GPtrArray) commits = tw_store_commits (fixture->store, 0, 1000, NULL);
  gint64 n = 0;

  g_assert_cmpuint (commits->len, <, 1000);
  for (guint i = 0; i < commits->len; i++)
    n += tw_commit_get_origin (g_ptr_array_index (commits, i)) != TW_ORIGIN_SYNC;
  return n;
}

/* Sets a field of a record through the store. */
static void
set_field (TwAppTest *fixture, const char *entity, const TwId *id, const char *key, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, entity), id, &error);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "set");
  g_autoptr(TwCommit) commit = NULL;

  g_assert_no_error (error);
  g_assert_true (tw_record_set_text (record, key, text, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static TwId
stage_at (TwAppTest *fixture, guint i)
{
  return tw_board_column_get_stage (get_column (fixture, i))->value.id;
}

#define assert_status(fixture, id, expected)                                                                             \
  G_STMT_START { g_autofree char *text_ = tw_app_test_text (fixture, "deal", id, "status"); g_assert_cmpstr (text_, ==, expected); } G_STMT_END

/* --- Moving --- */

static void
test_keys (TwAppTest *fixture, gconstpointer data)
{
  open_board (fixture);
  focus_card (fixture, 0, &fixture->deals[4]);
  tw_app_test_activate (get_board (fixture), "board.move-right", NULL);
  wait_for_cards (fixture, 1, 1);
  wait_for_focus (fixture, 1, &fixture->deals[4]);
  /* The focus went along: the next key moves the same card on, and back. */
  tw_app_test_activate (get_board (fixture), "board.move-right", NULL);
  wait_for_cards (fixture, 2, 1);
  wait_for_focus (fixture, 2, &fixture->deals[4]);
  tw_app_test_activate (get_board (fixture), "board.move-left", NULL);
  wait_for_cards (fixture, 1, 1);
  wait_for_focus (fixture, 1, &fixture->deals[4]);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_cards (fixture, 2, 1);
}

static void
test_several (TwAppTest *fixture, gconstpointer data)
{
  gint64 before;
  g_autoptr(GArray) ids = NULL;

  open_board (fixture);
  focus_card (fixture, 0, &fixture->deals[4]);
  tw_app_test_activate (get_board (fixture), "board.toggle", NULL);
  focus_card (fixture, 0, &fixture->deals[5]);
  tw_app_test_activate (get_board (fixture), "board.toggle", NULL);
  ids = tw_presentation_dup_selected (TW_PRESENTATION (get_board (fixture)));
  g_assert_cmpuint (ids->len, ==, 2);
  before = count_own_commits (fixture);
  tw_app_test_activate (get_board (fixture), "board.move-to", "u", 2);
  wait_for_cards (fixture, 2, 2);
  g_assert_cmpint (count_own_commits (fixture), ==, before + 1);
  tw_app_test_settle ();
  g_array_unref (ids);
  ids = tw_presentation_dup_selected (TW_PRESENTATION (get_board (fixture)));
  g_assert_cmpuint (ids->len, ==, 2);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_cards (fixture, 0, 12);
}

/* A selected card in another column is no longer meant when a card is selected alone; with X it is. */
static void
test_selection_over_columns (TwAppTest *fixture, gconstpointer data)
{
  g_autoptr(GArray) one = NULL, two = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  TwId stage;

  open_board (fixture);
  stage = stage_at (fixture, 1);
  set_field (fixture, "deal", &fixture->deals[0], "stage", tw_id_print (&stage, text));
  wait_for_cards (fixture, 1, 1);
  tw_board_column_select (get_column (fixture, 0), &fixture->deals[5]);
  tw_board_column_select (get_column (fixture, 1), &fixture->deals[0]);
  one = tw_presentation_dup_selected (TW_PRESENTATION (get_board (fixture)));
  g_assert_cmpuint (one->len, ==, 1);
  focus_card (fixture, 0, &fixture->deals[6]);
  tw_app_test_activate (get_board (fixture), "board.toggle", NULL);
  two = tw_presentation_dup_selected (TW_PRESENTATION (get_board (fixture)));
  g_assert_cmpuint (two->len, ==, 2);
}

/* --- What a stage asks --- */

static void
test_lost (TwAppTest *fixture, gconstpointer data)
{
  const TwId *id = &fixture->deals[2];
  GtkWidget *ask = NULL;
  gint64 before;
  g_autofree char *reason = NULL, *none = NULL;

  open_board (fixture);
  focus_card (fixture, 0, id);
  before = count_own_commits (fixture);
  tw_app_test_activate (get_board (fixture), "board.move-to", "u", 5);
  tw_app_test_wait (is_asking, fixture);
  g_assert_cmpint (count_own_commits (fixture), ==, before);
  ask = tw_app_test_find (get_board (fixture), TW_TYPE_BOARD_ASK);
  g_assert_true (has_guest (get_column (fixture, 5)));
  /* Nothing chosen is no reason. */
  tw_app_test_activate (ask, "ask.move", NULL);
  tw_app_test_settle ();
  g_assert_true (is_asking (fixture));
  assert_status (fixture, id, "open");
  /* Escape puts the card back. */
  tw_app_test_activate (ask, "ask.put-back", NULL);
  tw_app_test_wait (is_not_asking, fixture);
  wait_for_focus (fixture, 0, id);
  g_assert_false (has_guest (get_column (fixture, 5)));
  g_assert_cmpint (count_own_commits (fixture), ==, before);

  tw_app_test_activate (get_board (fixture), "board.move-to", "u", 5);
  tw_app_test_wait (is_asking, fixture);
  ask = tw_app_test_find (get_board (fixture), TW_TYPE_BOARD_ASK);
  {
    GtkListBox *list = tw_app_test_find (ask, GTK_TYPE_LIST_BOX);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, 0);

    g_signal_emit_by_name (row, "activate");
  }
  wait_for_cards (fixture, 5, 1);
  wait_for_focus (fixture, 5, id);
  assert_status (fixture, id, "lost");
  reason = tw_app_test_text (fixture, "deal", id, "reason");
  g_assert_cmpstr (reason, !=, "");
  g_assert_cmpint (count_own_commits (fixture), ==, before + 1);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_cards (fixture, 0, 12);
  none = tw_app_test_text (fixture, "deal", id, "reason");
  g_assert_true (none == NULL || *none == '\0');
}

static void
test_required (TwAppTest *fixture, gconstpointer data)
{
  const TwId *id = &fixture->deals[1];
  GtkWidget *ask = NULL;
  TwFormRow *row = NULL;
  TwId stage;
  g_auto(TwValue) date = TW_VALUE_INIT;
  g_autofree char *stored = NULL;

  open_board (fixture);
  stage = stage_at (fixture, 2);
  set_field (fixture, "deal_stage", &stage, "required_fields", "close_date; amount");
  tw_app_test_settle ();
  wait_for_cards (fixture, 0, 12);
  focus_card (fixture, 0, id);
  tw_app_test_activate (get_board (fixture), "board.move-to", "u", 2);
  tw_app_test_wait (is_asking, fixture);
  ask = tw_app_test_find (get_board (fixture), TW_TYPE_BOARD_ASK);
  row = tw_app_test_find (ask, TW_TYPE_FORM_ROW);
  /* The amount is there: the close date alone is asked, and has the keyboard. */
  g_assert_cmpstr (tw_field_input_get_field (tw_form_row_get_input (row))->key, ==, "close_date");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), GTK_WIDGET (row)));
  tw_app_test_activate (ask, "ask.move", NULL);
  g_assert_nonnull (tw_form_row_get_error (row));
  date = tw_value_date (20500);
  tw_field_input_set_value (tw_form_row_get_input (row), &date);
  /* Enter in the entry. */
  g_signal_emit_by_name (tw_form_row_get_input (row), "activate");
  wait_for_cards (fixture, 2, 1);
  wait_for_focus (fixture, 2, id);
  stored = tw_app_test_text (fixture, "deal", id, "close_date");
  g_assert_cmpstr (stored, ==, "2026-02-16");
}

/* --- Headings and cards --- */

typedef struct
{
  GtkWidget  *column;
  const char *id, *text;
} Label;

static gboolean
label_is (gpointer data)
{
  Label *label = data;
  GObject *widget = gtk_widget_get_template_child (label->column, TW_TYPE_BOARD_COLUMN, label->id);

  return g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), label->text);
}

static gboolean
has_target (gpointer data)
{
  GObject *bar = gtk_widget_get_template_child (GTK_WIDGET (get_column (data, 0)), TW_TYPE_BOARD_COLUMN, "target");

  return gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)) > 0;
}

static void
test_headings (TwAppTest *fixture, gconstpointer data)
{
  TwId stage;
  GtkProgressBar *bar = NULL;
  Label count = { NULL, "count", "12" }, sums = { NULL, "sums", "$7,800 · weighted $780" }, after = { NULL, "count", "11" };

  open_board (fixture);
  count.column = sums.column = after.column = GTK_WIDGET (get_column (fixture, 0));
  tw_app_test_wait (label_is, &count);
  tw_app_test_wait (label_is, &sums);
  focus_card (fixture, 0, &fixture->deals[11]);
  tw_app_test_activate (get_board (fixture), "board.move-right", NULL);
  tw_app_test_wait (label_is, &after);

  bar = GTK_PROGRESS_BAR (gtk_widget_get_template_child (GTK_WIDGET (get_column (fixture, 0)), TW_TYPE_BOARD_COLUMN, "target"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  stage = stage_at (fixture, 0);
  set_field (fixture, "deal_stage", &stage, "target", "13200 USD");
  tw_app_test_wait (has_target, fixture);
  bar = GTK_PROGRESS_BAR (gtk_widget_get_template_child (GTK_WIDGET (get_column (fixture, 0)), TW_TYPE_BOARD_COLUMN, "target"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.5);
}

static gboolean
card_warns (gpointer data)
{
  TwAppTest *fixture = data;
  TwBoardCard *card = tw_app_test_find (get_column (fixture, 0), TW_TYPE_BOARD_CARD);

  return card != NULL && tw_board_card_get_warning (card) != NULL;
}

/* Between Arabic words a sign of currency stays at its number. */
static void
test_headings_right_to_left (TwAppTest    *fixture,
                             gconstpointer data)
{
  Label sums = { NULL, "sums", "\342\201\250$7,800\342\201\251 · weighted \342\201\250$780\342\201\251" };

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_board (fixture);
  sums.column = GTK_WIDGET (get_column (fixture, 0));
  tw_app_test_wait (label_is, &sums);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_rotting (TwAppTest *fixture, gconstpointer data)
{
  open_board (fixture);
  tw_app_test_settle ();
  g_assert_false (card_warns (fixture));
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_utc (), past = g_date_time_add_days (now, -40);
      g_autofree char *text = g_date_time_format (past, "%Y-%m-%dT%H:%M:%SZ");

      set_field (fixture, "deal", &fixture->deals[i], "stage_entered_at", text);
    }
  tw_app_test_wait (card_warns, fixture);
  g_assert_cmpstr (tw_board_card_get_warning (tw_app_test_find (get_column (fixture, 0), TW_TYPE_BOARD_CARD)), ==,
                   "Quiet for 40 days");
}

static void
test_compact (TwAppTest *fixture, gconstpointer data)
{
  TwBoardCard *card = NULL;

  open_board (fixture);
  tw_app_test_settle ();
  card = tw_app_test_find (get_column (fixture, 0), TW_TYPE_BOARD_CARD);
  g_assert_nonnull (tw_board_card_get_detail (card));
  tw_app_test_activate (get_board (fixture), "board.compact", NULL);
  g_assert_null (tw_board_card_get_detail (card));
  tw_app_test_activate (get_board (fixture), "board.compact", NULL);
  g_assert_nonnull (tw_board_card_get_detail (card));
}

/* --- Other columns, other entities --- */

static void
test_group_field (TwAppTest *fixture, gconstpointer data)
{
  TwViewState *state = NULL;

  open_board (fixture);
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  tw_view_state_set_group_field (state, "priority");
  wait_for_cards (fixture, 0, 3);
  wait_for_cards (fixture, 2, 9);
  focus_card (fixture, 0, &fixture->deals[0]);
  tw_app_test_activate (get_board (fixture), "board.move-right", NULL);
  wait_for_cards (fixture, 1, 1);
  g_assert_true (tw_view_state_add_condition (state, "amount > 600 USD", NULL));
  wait_for_cards (fixture, 1, 0);
  wait_for_cards (fixture, 2, 6);
}

static TwId
add_record (TwAppTest *fixture, const char *entity, const char *key, const char *text, const char *other, const char *value)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_record_set_text (record, key, text, &error));
  if (other != NULL)
    g_assert_true (tw_record_set_text (record, other, value, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static gboolean
tells_pace (gpointer data)
{
  TwBoardCard *card = tw_app_test_find (get_column (data, 1), TW_TYPE_BOARD_CARD);

  return card != NULL && g_strcmp0 (tw_board_card_get_pace (card), "4 days here · Next: 01/01/31") == 0;
}

/* A card says how long it has been in its stage and when the next task with it is; what is done is none. */
static void
test_pace (TwAppTest *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc (), past = g_date_time_add_days (now, -4);
  g_autofree char *text = g_date_time_format (past, "%Y-%m-%dT%H:%M:%SZ");
  char stage[TW_ID_TEXT_LENGTH + 1], deal[TW_ID_TEXT_LENGTH + 1];
  TwId second, task, done;

  open_board (fixture);
  second = stage_at (fixture, 1);
  set_field (fixture, "deal", &fixture->deals[3], "stage", tw_id_print (&second, stage));
  set_field (fixture, "deal", &fixture->deals[3], "stage_entered_at", text);
  task = add_record (fixture, "task", "title", "Call", "deal", tw_id_print (&fixture->deals[3], deal));
  set_field (fixture, "task", &task, "due_date", "2031-01-01");
  done = add_record (fixture, "task", "title", "Was before", "deal", deal);
  set_field (fixture, "task", &done, "due_date", "2030-12-31");
  set_field (fixture, "task", &done, "status", "completed");
  wait_for_cards (fixture, 1, 1);
  tw_app_test_wait (tells_pace, fixture);
}

static gboolean
tells_late (gpointer data)
{
  TwBoardCard *card = tw_app_test_find (get_column (data, 1), TW_TYPE_BOARD_CARD);

  return card != NULL && g_strcmp0 (tw_board_card_get_late (card), "Overdue: 01/02/20") == 0
         && g_strcmp0 (tw_board_card_get_pace (card), "4 days here") == 0;
}

/* What should have been done is said by a word, not with what comes next. */
static void
test_late (TwAppTest *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc (), past = g_date_time_add_days (now, -4);
  g_autofree char *text = g_date_time_format (past, "%Y-%m-%dT%H:%M:%SZ");
  char stage[TW_ID_TEXT_LENGTH + 1], deal[TW_ID_TEXT_LENGTH + 1];
  TwBoardCard *card = NULL;
  TwId second, task;

  open_board (fixture);
  second = stage_at (fixture, 1);
  set_field (fixture, "deal", &fixture->deals[3], "stage", tw_id_print (&second, stage));
  set_field (fixture, "deal", &fixture->deals[3], "stage_entered_at", text);
  task = add_record (fixture, "task", "title", "Call", "deal", tw_id_print (&fixture->deals[3], deal));
  set_field (fixture, "task", &task, "due_date", "2020-01-02");
  wait_for_cards (fixture, 1, 1);
  tw_app_test_wait (tells_late, fixture);
  /* On its own board the day stands on the card already. */
  tw_app_test_open_view (fixture, "task", "board");
  wait_for_cards (fixture, 0, 1);
  card = tw_app_test_find (get_column (fixture, 0), TW_TYPE_BOARD_CARD);
  g_assert_cmpstr (tw_board_card_get_late (card), ==, "Overdue");
  set_field (fixture, "task", &task, "status", "completed");
  wait_for_cards (fixture, 2, 1);
  card = tw_app_test_find (get_column (fixture, 2), TW_TYPE_BOARD_CARD);
  g_assert_null (tw_board_card_get_late (card));
}

static void
test_tasks (TwAppTest *fixture, gconstpointer data)
{
  TwId id = add_record (fixture, "task", "title", "Call Acme", NULL, NULL);
  g_autofree char *status = NULL;

  tw_app_test_open_view (fixture, "task", "board");
  wait_for_cards (fixture, 0, 1);
  focus_card (fixture, 0, &id);
  tw_app_test_activate (get_board (fixture), "board.move-to", "u", 2);
  wait_for_cards (fixture, 2, 1);
  status = tw_app_test_text (fixture, "task", &id, "status");
  g_assert_cmpstr (status, ==, "completed");
}

static const char own_objects[] =
  "[{\"entity\": {\"entity\": \"step\", \"plural\": \"steps\", \"label\": \"Step\", \"label_plural\": \"Steps\", \"name\": \"name\","
  "  \"sort\": \"position\", \"fields\": ["
  "   {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
  "   {\"key\": \"position\", \"label\": \"Position\", \"kind\": \"integer\"},"
  "   {\"key\": \"color\", \"label\": \"Colour\", \"kind\": \"color\"},"
  "   {\"key\": \"max_days\", \"label\": \"Days\", \"kind\": \"integer\"},"
  "   {\"key\": \"required_fields\", \"label\": \"Required\", \"kind\": \"list\"}]}},"
  " {\"entity\": {\"entity\": \"rollout\", \"plural\": \"rollouts\", \"label\": \"Roll-out\", \"label_plural\": \"Roll-outs\","
  "  \"group\": \"sell\", \"name\": \"name\", \"board\": \"step\", \"value\": \"seats\", \"card\": [\"site\"], \"fields\": ["
  "   {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
  "   {\"key\": \"site\", \"label\": \"Site\", \"kind\": \"text\"},"
  "   {\"key\": \"seats\", \"label\": \"Seats\", \"kind\": \"integer\"},"
  "   {\"key\": \"step\", \"label\": \"Step\", \"kind\": \"link\", \"to\": [\"step\"]}]}}]";

/* A site's own object with stages of its own goes the same way: columns, sums, a required field asked at the card. */
static void
test_own_object (TwAppTest *fixture, gconstpointer data)
{
  g_auto(TwValue) site = tw_value_text ("Lyon");
  TwId planned, live, alpha;
  char text[TW_ID_TEXT_LENGTH + 1];
  GtkWidget *ask = NULL;
  TwFormRow *row = NULL;
  Label sums = { NULL, "sums", "25" };
  g_autofree char *stored = NULL;

  tw_app_test_define (fixture, own_objects);
  planned = add_record (fixture, "step", "name", "Planned", "position", "1");
  live = add_record (fixture, "step", "name", "Live", "position", "2");
  set_field (fixture, "step", &live, "required_fields", "site");
  alpha = add_record (fixture, "rollout", "name", "Alpha", "step", tw_id_print (&planned, text));
  set_field (fixture, "rollout", &alpha, "seats", "25");
  tw_app_test_settle ();
  tw_app_test_open_view (fixture, "rollout", "board");
  wait_for_cards (fixture, 0, 1);
  sums.column = GTK_WIDGET (get_column (fixture, 0));
  tw_app_test_wait (label_is, &sums);
  focus_card (fixture, 0, &alpha);
  tw_app_test_activate (get_board (fixture), "board.move-right", NULL);
  tw_app_test_wait (is_asking, fixture);
  ask = tw_app_test_find (get_board (fixture), TW_TYPE_BOARD_ASK);
  row = tw_app_test_find (ask, TW_TYPE_FORM_ROW);
  tw_field_input_set_value (tw_form_row_get_input (row), &site);
  tw_app_test_activate (ask, "ask.move", NULL);
  wait_for_cards (fixture, 1, 1);
  stored = tw_app_test_text (fixture, "rollout", &alpha, "site");
  g_assert_cmpstr (stored, ==, "Lyon");
}

/* The menu of a card names the other columns. */
static void
test_menu (TwAppTest *fixture, gconstpointer data)
{
  GtkWidget *menu = NULL;
  g_autoptr(GMenuModel) columns = NULL;

  open_board (fixture);
  focus_card (fixture, 0, &fixture->deals[3]);
  tw_app_test_activate (get_board (fixture), "board.menu", NULL);
  menu = tw_app_test_find (get_board (fixture), GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (menu);
  columns = g_menu_model_get_item_link (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu)), 1, G_MENU_LINK_SECTION);
  g_assert_cmpint (g_menu_model_get_n_items (columns), ==, 5);
  gtk_popover_popdown (GTK_POPOVER (menu));
  tw_app_test_settle ();
}

int
main (int argc, char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/board/keys-move-and-the-focus-follows", test_keys);
  tw_app_test_add ("/app/board/several-cards-are-one-step", test_several);
  tw_app_test_add ("/app/board/selection-over-columns", test_selection_over_columns);
  tw_app_test_add ("/app/board/lost-asks-the-reason", test_lost);
  tw_app_test_add ("/app/board/required-fields-are-asked", test_required);
  tw_app_test_add ("/app/board/headings", test_headings);
  tw_app_test_add ("/app/board/headings-right-to-left", test_headings_right_to_left);
  tw_app_test_add ("/app/board/rotting", test_rotting);
  tw_app_test_add ("/app/board/pace", test_pace);
  tw_app_test_add ("/app/board/late", test_late);
  tw_app_test_add ("/app/board/compact", test_compact);
  tw_app_test_add ("/app/board/another-field", test_group_field);
  tw_app_test_add ("/app/board/tasks", test_tasks);
  tw_app_test_add ("/app/board/own-object", test_own_object);
  tw_app_test_add ("/app/board/menu", test_menu);
  return g_test_run ();
}
