/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list with its filters, order, selection, undo and saved views, in a real window on a real store. */
#include "tw-app-test.h"

#include "tw-board-view.h"
#include "tw-condition-builder.h"
#include "tw-condition-input.h"
#include "tw-condition.h"
#include "tw-filter-bar.h"
#include "tw-filter-chip.h"
#include "tw-list-view.h"
#include "tw-saved-view.h"
#include "tw-sidebar-row.h"
#include "tw-store-private.h"
#include "tw-task.h"
#include "tw-view-page.h"
#include "tw-view-summary.h"

static TwViewState *
get_state (TwAppTest *fixture)
{
  return tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

static TwListView *
get_list (TwAppTest *fixture)
{
  return tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_LIST_VIEW);
}

typedef struct
{
  GListModel *model;
  guint       n;
} Count;

static gboolean
has_count (gpointer data)
{
  Count *count = data;

  return g_list_model_get_n_items (count->model) == count->n;
}

static void
wait_for_rows (TwAppTest *fixture,
               guint      n)
{
  Count count = { G_LIST_MODEL (tw_list_view_get_results (get_list (fixture))), n };

  tw_app_test_wait (has_count, &count);
}

typedef struct
{
  TwAppTest  *fixture;
  const char *title;
} First;

static gboolean
has_first (gpointer data)
{
  First *first = data;
  TwResults *results = tw_list_view_get_results (get_list (first->fixture));
  g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (results), 0);

  return row != NULL
         && g_strcmp0 (tw_row_get_text (row, tw_app_test_entity (first->fixture, "deal")->name_field), first->title) == 0;
}

static void
wait_for_first (TwAppTest  *fixture,
                const char *title)
{
  First first = { fixture, title };

  tw_app_test_wait (has_first, &first);
}

static void
test_rows (TwAppTest    *fixture,
           gconstpointer data)
{
  tw_app_test_open_view (fixture, "deal", "list");
  wait_for_rows (fixture, 12);
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Deals");
}

/* The start is paid for by what is seen: the board of an entity that has one is not made for its list, nor the list for its board. */
static void
test_one_presentation (TwAppTest    *fixture,
                       gconstpointer data)
{
  TwWindowPage *page = NULL;
  g_autoptr(TwViewState) state = tw_view_state_new (fixture->workspace, tw_app_test_entity (fixture, "deal"));
  TwViewPage *board = NULL;

  tw_app_test_activate (fixture->window, "win.open-view", "s", "deal");
  page = tw_window_get_page (fixture->window);
  g_assert_nonnull (tw_app_test_find (page, TW_TYPE_LIST_VIEW));
  g_assert_null (tw_app_test_find (page, TW_TYPE_BOARD_VIEW));
  g_assert_cmpstr (tw_view_state_get_presentation (get_state (fixture)), ==, "list");

  tw_view_state_set_presentation (state, "board");
  board = g_object_ref_sink (tw_view_page_new (state));
  g_assert_nonnull (tw_app_test_find (board, TW_TYPE_BOARD_VIEW));
  g_assert_null (tw_app_test_find (board, TW_TYPE_LIST_VIEW));
  g_assert_cmpstr (tw_view_state_get_presentation (state), ==, "board");
  g_object_unref (board);
}

static gboolean
has_summary (gpointer data)
{
  GtkWidget *label = data;

  return *gtk_label_get_label (GTK_LABEL (label)) != '\0';
}

static GtkWidget *
find_summary (TwAppTest *fixture)
{
  TwFilterBar *bar = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILTER_BAR);

  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (bar), TW_TYPE_FILTER_BAR, "summary"));
}

/* Nothing is counted before the records have been painted, and the builder of filters is made when it is first opened. */
static void
test_first_frame (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwFilterBar *bar = NULL;
  GtkWidget *summary = NULL;

  tw_app_test_activate (fixture->window, "win.open-view", "s", "deal");
  bar = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILTER_BAR);
  summary = find_summary (fixture);
  for (guint i = 0; i < 20; i++)
    g_usleep (1000);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (summary)), ==, "");
  g_assert_null (tw_app_test_find (bar, TW_TYPE_CONDITION_BUILDER));
  tw_app_test_wait (has_summary, summary);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (summary)), "12"));
  tw_filter_bar_add (bar);
  g_assert_nonnull (tw_app_test_find (bar, TW_TYPE_CONDITION_BUILDER));
  gtk_popover_popdown (tw_app_test_find (bar, TW_TYPE_CONDITION_BUILDER));
  tw_app_test_settle ();
}

/* --- A store that takes its time --- */

#define READERS 4                                      /* threads of the store that answer lists */
#define DELAY   200                                    /* ms, before a spinner shows */

typedef struct
{
  GMutex lock;
  GCond  changed;
  guint  n_held, n_ended;
  gboolean over;
} Hold;

static void
hold_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Hold *hold = data;

  g_mutex_lock (&hold->lock);
  hold->n_held++;
  g_cond_broadcast (&hold->changed);
  while (!hold->over)
    g_cond_wait (&hold->changed, &hold->lock);
  g_mutex_unlock (&hold->lock);
  g_task_return_boolean (task, TRUE);
}

static void
held_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  ((Hold *) data)->n_ended++;
}

/* All threads that answer lists are busy from now on. */
static void
begin_hold (TwAppTest *fixture,
            Hold      *hold)
{
  *hold = (Hold) { .n_held = 0 };
  g_mutex_init (&hold->lock);
  g_cond_init (&hold->changed);
  for (guint i = 0; i < READERS; i++)
    {
      g_autoptr(GTask) task = g_task_new (fixture->store, NULL, held_cb, hold);

      g_task_set_task_data (task, hold, NULL);
      tw_store_run_reader (fixture->store, task, hold_thread);
    }
  g_mutex_lock (&hold->lock);
  while (hold->n_held < READERS)
    g_cond_wait (&hold->changed, &hold->lock);
  g_mutex_unlock (&hold->lock);
}

static gboolean
has_ended (gpointer data)
{
  return ((Hold *) data)->n_ended == READERS;
}

static void
end_hold (Hold *hold)
{
  g_mutex_lock (&hold->lock);
  hold->over = TRUE;
  g_cond_broadcast (&hold->changed);
  g_mutex_unlock (&hold->lock);
  tw_app_test_wait (has_ended, hold);
  g_mutex_clear (&hold->lock);
  g_cond_clear (&hold->changed);
}

static gboolean
is_spinning (gpointer data)
{
  GtkWidget *spinner = tw_app_test_find (data, GTK_TYPE_SPINNER);

  return gtk_widget_get_mapped (spinner) && gtk_spinner_get_spinning (GTK_SPINNER (spinner));
}

/* A question about companies that takes longer than anybody would wait for at once. */
static char *
add_work (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Much");
  g_autofree char *acme = tw_id_dup_text (&fixture->acme), *stage = tw_id_dup_text (&fixture->lead_stage);
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  GString *where = g_string_new ("0");

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "deal"));
      g_autofree char *name = g_strdup_printf ("Deal %u of many", i);

      g_assert_true (tw_record_set_text (record, "name", name, NULL) && tw_record_set_text (record, "company", acme, NULL)
                     && tw_record_set_text (record, "stage", stage, NULL));
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 30; i++)
    g_string_append_printf (where, " + count(deals where lower(name & description & name) contains \"x%u\")", i);
  g_string_append (where, " >= 0");
  return g_string_free (where, FALSE);
}

static gboolean
is_stale (gpointer data)
{
  return gtk_widget_has_css_class (gtk_widget_get_ancestor (tw_app_test_find (data, GTK_TYPE_SPINNER), GTK_TYPE_STACK), "tw-stale");
}

/* A list that is not there after a moment shows a spinner, and not before; rows that are there stay, and are seen to be old ones. */
static void
test_spinner (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *where = add_work (fixture);
  g_autoptr(GError) error = NULL;
  gint64 begin = 0;
  Hold hold;

  tw_app_test_open_view (fixture, "company", "list");
  wait_for_rows (fixture, 2);
  begin_hold (fixture, &hold);
  begin = g_get_monotonic_time ();
  g_assert_true (tw_view_state_add_condition (get_state (fixture), where, &error));
  g_assert_no_error (error);
  tw_app_test_wait (is_stale, get_list (fixture));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, DELAY * 1000);
  g_assert_false (is_spinning (get_list (fixture)));
  end_hold (&hold);
  tw_app_test_settle ();
  g_assert_false (is_stale (get_list (fixture)));
  begin_hold (fixture, &hold);
  begin = g_get_monotonic_time ();
  tw_app_test_activate (fixture->window, "win.open-found", "(sss)", "company", "", where);
  g_assert_false (is_spinning (get_list (fixture)));
  tw_app_test_wait (is_spinning, get_list (fixture));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, DELAY * 1000);
  end_hold (&hold);
  wait_for_rows (fixture, 2);
  tw_app_test_settle ();
  g_assert_false (is_spinning (get_list (fixture)));
}

static void
test_filter_and_chip (TwAppTest    *fixture,
                      gconstpointer data)
{
  TwFilterChip *chip = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  g_assert_true (tw_view_state_add_condition (get_state (fixture), "priority = \"high\"", NULL));
  wait_for_rows (fixture, 3);
  chip = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILTER_CHIP);
  g_assert_cmpstr (tw_filter_chip_get_label (chip), ==, "Priority: High");
  tw_filter_chip_remove (chip);
  wait_for_rows (fixture, 12);
  g_assert_null (tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILTER_CHIP));
}

static TwConditionBuilder *
open_builder (TwAppTest *fixture)
{
  TwConditionBuilder *builder = tw_condition_builder_new (get_state (fixture));

  gtk_widget_set_parent (GTK_WIDGET (builder), GTK_WIDGET (tw_window_get_page (fixture->window)));
  tw_condition_builder_start_new (builder);
  return builder;
}

static void
test_filter_mistake (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwConditionBuilder *builder = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  builder = open_builder (fixture);
  tw_condition_builder_show_text (builder, "amount >= ");
  g_assert_false (tw_condition_builder_apply (builder));
  g_assert_nonnull (strstr (tw_condition_builder_get_error (builder), "line 1, column"));
  tw_condition_builder_show_text (builder, "amount >= 1000 USD");
  g_assert_true (tw_condition_builder_apply (builder));
  wait_for_rows (fixture, 3);
  gtk_widget_unparent (GTK_WIDGET (builder));
}

static void
test_filter_builder (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwConditionBuilder *builder = NULL;
  GtkWidget *entry = NULL;
  g_autoptr(TwExpr) built = NULL, expected = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  builder = open_builder (fixture);
  tw_condition_builder_choose_field (builder, "amount");
  g_assert_false (tw_condition_builder_apply (builder));
  /* The second page's input is the only entry beside the search of the first. */
  for (GtkWidget *w = tw_app_test_find (builder, GTK_TYPE_ENTRY); entry == NULL; entry = w)
    g_assert_nonnull (w);
  gtk_editable_set_text (GTK_EDITABLE (entry), "1100");
  g_assert_true (tw_condition_builder_apply (builder));
  expected = tw_expr_parse ("amount >= 1100 USD", NULL);
  built = tw_expr_parse (tw_view_state_get_condition (get_state (fixture), 0), NULL);
  g_assert_true (tw_expr_equal (built, expected));
  wait_for_rows (fixture, 2);
  gtk_widget_unparent (GTK_WIDGET (builder));
}

/* Conditions one of which has to hold: built one after the other, read back, and named on the chip. */
static void
test_filter_or (TwAppTest    *fixture,
                gconstpointer data)
{
  TwConditionBuilder *builder = NULL;
  const TwEntity *entity = tw_app_test_entity (fixture, "deal");
  g_autofree char *label = NULL;
  g_autoptr(GPtrArray) none = tw_condition_split_or (entity, "priority = \"high\""), deep = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  builder = open_builder (fixture);
  tw_condition_builder_choose_field (builder, "amount");
  g_assert_false (tw_condition_builder_add_or (builder));
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_app_test_find (builder, TW_TYPE_CONDITION_INPUT), GTK_TYPE_ENTRY)), "1100");
  g_assert_true (tw_condition_builder_add_or (builder));
  tw_condition_builder_choose_field (builder, "name");
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_app_test_find (builder, TW_TYPE_CONDITION_INPUT), GTK_TYPE_ENTRY)), "01");
  g_assert_true (tw_condition_builder_apply (builder));
  wait_for_rows (fixture, 3);
  label = tw_condition_dup_label (fixture->workspace, entity, tw_view_state_get_condition (get_state (fixture), 0));
  g_assert_cmpstr (label, ==, "Amount ≥ $1,100.00 or Name contains 01");
  tw_condition_builder_start_edit (builder, 0);
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_app_test_find (builder, TW_TYPE_CONDITION_INPUT), GTK_TYPE_ENTRY)), "02");
  g_assert_true (tw_condition_builder_apply (builder));
  wait_for_rows (fixture, 3);
  g_assert_nonnull (strstr (tw_view_state_get_condition (get_state (fixture), 0), "02"));
  g_assert_null (none);
  deep = tw_condition_split_or (entity, "priority = \"high\" or (amount > 5 USD or owner = me)");
  g_assert_cmpuint (deep->len, ==, 3);
  g_assert_null (tw_condition_split_or (entity, "priority = \"high\" or company.name = \"x\""));
  gtk_widget_unparent (GTK_WIDGET (builder));
}

/* A day is typed as on the record's page, or chosen from the calendar. */
static void
test_filter_day (TwAppTest    *fixture,
                 gconstpointer data)
{
  const TwField *fields[] = {
    tw_entity_get_field (tw_app_test_entity (fixture, "deal"), "close_date"),
    tw_entity_get_field (tw_app_test_entity (fixture, "deal"), "created_at"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkWidget *input = g_object_ref_sink (GTK_WIDGET (tw_condition_input_new (fixture->workspace, fields[i], TW_CONDITION_AT_LEAST)));
      g_autoptr(TwCondition) empty = tw_condition_new (fields[i], TW_CONDITION_AT_LEAST);
      g_autoptr(TwCondition) read = tw_condition_new (fields[i], TW_CONDITION_AT_LEAST);
      g_autoptr(TwCondition) shown = tw_condition_new (fields[i], TW_CONDITION_AT_LEAST);

      g_assert_false (tw_condition_input_read (TW_CONDITION_INPUT (input), empty));
      tw_condition_add_literal (shown, "2026-03-31");
      tw_condition_input_show (TW_CONDITION_INPUT (input), shown);
      g_assert_true (tw_condition_input_read (TW_CONDITION_INPUT (input), read));
      g_assert_true (tw_condition_has_operand (read, "2026-03-31"));
      g_object_unref (input);
    }
}

static void
test_conditions_round_trip (TwAppTest    *fixture,
                            gconstpointer data)
{
  static const struct
  {
    const char *text, *label;                          /* label NULL: no simple form, the text stands on the chip */
  } cases[] = {
    { "owner = me", "Owner: me" },
    { "priority = \"high\"", "Priority: High" },
    { "priority in (\"high\", \"low\")", "Priority: High, Low" },
    { "priority not in (\"high\", \"low\")", "Priority is not High, Low" },
    { "amount >= 1000.00 USD", "Amount ≥ $1,000.00" },
    { "amount < 5 USD", "Amount < $5.00" },
    { "amount >= 12000", "Amount ≥ $12,000.00" },
    { "amount >= 0.5", "Amount ≥ $0.50" },
    { "probability > 1250.5", "Probability > 1,250.5%" },
    { "close_date within this quarter", "Close date: this quarter" },
    { "close_date within last 30 days", "Close date: last 30 days" },
    { "close_date is empty", "Close date is empty" },
    { "close_date is not empty", "Close date is not empty" },
    { "name contains \"a \\\"b\\\"\"", "Name contains a \"b\"" },
    { "tags has \"vip\"", "Tags: vip" },
    { "budget_confirmed", "Budget confirmed: yes" },
    { "not budget_confirmed", "Budget confirmed: no" },
    { "amount > 5 USD and priority = \"high\"", NULL },
    { "company.name = \"Acme Corporation\"", NULL },
    { "probability + 1 > 5", NULL },
  };
  const TwEntity *entity = tw_app_test_entity (fixture, "deal");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwCondition) condition = tw_condition_parse (entity, cases[i].text);
      g_autofree char *label = tw_condition_dup_label (fixture->workspace, entity, cases[i].text);
      g_autoptr(TwExpr) before = tw_expr_parse (cases[i].text, NULL), after = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_nonnull (before);
      if (cases[i].label == NULL)
        {
          g_assert_null (condition);
          g_assert_cmpstr (label, ==, cases[i].text);
          continue;
        }
      g_assert_nonnull (condition);
      g_assert_cmpstr (label, ==, cases[i].label);
      text = tw_condition_print (condition);
      after = tw_expr_parse (text, NULL);
      g_assert_nonnull (after);
      g_assert_true (tw_expr_equal (before, after));
    }
}

static void
test_sort (TwAppTest    *fixture,
           gconstpointer data)
{
  GtkWidget *table = NULL;
  g_autoptr(GtkColumnViewColumn) column = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  wait_for_rows (fixture, 12);
  table = tw_app_test_find (get_list (fixture), GTK_TYPE_COLUMN_VIEW);
  for (guint i = 0; column == NULL; i++)
    {
      g_autoptr(GtkColumnViewColumn) candidate = g_list_model_get_item (gtk_column_view_get_columns (GTK_COLUMN_VIEW (table)), i);

      if (g_str_equal (gtk_column_view_column_get_title (candidate), "Amount"))
        column = g_steal_pointer (&candidate);
    }
  /* What a click on the header does. */
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (table), column, GTK_SORT_ASCENDING);
  g_assert_cmpstr (tw_view_state_get_sort (get_state (fixture)), ==, "amount");
  wait_for_first (fixture, "Deal 01");
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (table), column, GTK_SORT_DESCENDING);
  g_assert_cmpstr (tw_view_state_get_sort (get_state (fixture)), ==, "-amount");
  wait_for_first (fixture, "Deal 12");
}

static gboolean
summary_is_known (gpointer data)
{
  return *tw_view_summary_get_text (data) != '\0';
}

static void
test_summary (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(TwViewSummary) summary = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  summary = tw_view_summary_new (get_state (fixture));
  tw_app_test_wait (summary_is_known, summary);
  g_assert_cmpstr (tw_view_summary_get_text (summary), ==, "12 · $7,800");
}

static void
test_delete_and_undo (TwAppTest    *fixture,
                      gconstpointer data)
{
  GtkWidget *page = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  wait_for_rows (fixture, 12);
  page = GTK_WIDGET (tw_window_get_page (fixture->window));
  tw_app_test_activate (get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (page, "view.delete", NULL);
  wait_for_rows (fixture, 0);
  g_assert_cmpint (tw_app_test_count (fixture, "deal", NULL), ==, 0);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_rows (fixture, 12);
  tw_app_test_activate (fixture->window, "win.redo", NULL);
  wait_for_rows (fixture, 0);
}

static void
test_saved_view (TwAppTest    *fixture,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) before = tw_saved_view_list_items (fixture->workspace), after = NULL;
  const char *columns[] = { "name", "amount", NULL };
  TwId id;
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_open_view (fixture, "deal", "list");
  g_assert_true (tw_view_state_add_condition (get_state (fixture), "priority = \"high\"", NULL));
  g_assert_true (tw_view_state_add_condition (get_state (fixture), "amount >= 200 USD", NULL));
  g_assert_true (tw_view_state_set_sort (get_state (fixture), "-amount", NULL));
  tw_view_state_set_columns (get_state (fixture), columns);
  g_assert_true (tw_saved_view_save (get_state (fixture), "Hot deals", FALSE, &error));
  g_assert_no_error (error);
  id = *tw_view_state_get_saved_view (get_state (fixture));
  tw_app_test_settle ();
  after = tw_saved_view_list_items (fixture->workspace);
  g_assert_cmpint (after->len, ==, before->len + 1);

  tw_app_test_activate (fixture->window, "win.open-view", "s", "company");
  tw_app_test_activate (fixture->window, "win.open-saved", "s", tw_id_print (&id, text));
  g_assert_cmpstr (tw_view_state_get_name (get_state (fixture)), ==, "Hot deals");
  g_assert_cmpint (tw_view_state_get_n_conditions (get_state (fixture)), ==, 2);
  g_assert_cmpstr (tw_view_state_get_sort (get_state (fixture)), ==, "-amount");
  g_assert_true (g_strv_equal (tw_view_state_get_columns (get_state (fixture)), columns));
  tw_app_test_settle ();
  wait_for_rows (fixture, 2);
}

static void
test_live (TwAppTest    *fixture,
           gconstpointer data)
{
  TwEdit *edit = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  wait_for_rows (fixture, 12);
  /* A change from elsewhere is seen at once. */
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "elsewhere");
  tw_edit_delete (edit, tw_app_test_entity (fixture, "deal"), &fixture->deals[0]);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  wait_for_rows (fixture, 11);
}

static guint
count_columns (TwBoardView *board)
{
  g_autoptr(GPtrArray) columns = tw_board_view_dup_columns (board);

  return columns->len;
}

/* With a second pipeline the board offers the choice, and shows the stages of the one that is chosen. */
static void
test_two_pipelines (TwAppTest    *fixture,
                    gconstpointer data)
{
  static const char *const names[] = { "Asked", "Agreed" };
  const TwEntity *pipeline_entity = tw_app_test_entity (fixture, "pipeline");
  const TwEntity *stage_entity = tw_app_test_entity (fixture, "deal_stage");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "second");
  g_autoptr(TwRecord) pipeline = tw_record_new (pipeline_entity);
  g_auto(TwValue) link = tw_value_link (pipeline_entity->number, tw_record_get_id (pipeline));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GPtrArray) columns = NULL;
  TwBoardView *board = NULL;
  GtkDropDown *chooser = NULL;
  guint n_first = 0;

  tw_app_test_open_view (fixture, "deal", "board");
  board = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BOARD_VIEW);
  chooser = tw_app_test_find (board, GTK_TYPE_DROP_DOWN);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (chooser)));
  n_first = count_columns (board);
  tw_record_set_text (pipeline, "name", "Zweite", NULL);
  tw_edit_save (edit, pipeline);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TwRecord) stage = tw_record_new (stage_entity);

      tw_record_set_text (stage, "name", names[i], NULL);
      tw_record_set (stage, tw_entity_get_field (stage_entity, "pipeline"), &link, NULL);
      tw_edit_save (edit, stage);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_open_view (fixture, "deal", "board");
  board = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BOARD_VIEW);
  chooser = tw_app_test_find (board, GTK_TYPE_DROP_DOWN);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (chooser)));
  g_assert_cmpint (count_columns (board), ==, n_first);
  gtk_drop_down_set_selected (chooser, 1);
  tw_app_test_settle ();
  columns = tw_board_view_dup_columns (board);
  g_assert_cmpint (columns->len, ==, 2);
  gtk_drop_down_set_selected (chooser, 0);
  tw_app_test_settle ();
  g_assert_cmpint (count_columns (board), ==, n_first);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/view/rows", test_rows);
  tw_app_test_add ("/app/view/one-presentation", test_one_presentation);
  tw_app_test_add ("/app/view/first-frame", test_first_frame);
  tw_app_test_add ("/app/view/spinner", test_spinner);
  tw_app_test_add ("/app/view/filter-and-chip", test_filter_and_chip);
  tw_app_test_add ("/app/view/filter-mistake", test_filter_mistake);
  tw_app_test_add ("/app/view/filter-builder", test_filter_builder);
  tw_app_test_add ("/app/view/filter-or", test_filter_or);
  tw_app_test_add ("/app/view/filter-day", test_filter_day);
  tw_app_test_add ("/app/view/conditions-round-trip", test_conditions_round_trip);
  tw_app_test_add ("/app/view/sort", test_sort);
  tw_app_test_add ("/app/view/summary", test_summary);
  tw_app_test_add ("/app/view/delete-and-undo", test_delete_and_undo);
  tw_app_test_add ("/app/view/saved-view", test_saved_view);
  tw_app_test_add ("/app/view/live", test_live);
  tw_app_test_add ("/app/view/two-pipelines", test_two_pipelines);
  return g_test_run ();
}
