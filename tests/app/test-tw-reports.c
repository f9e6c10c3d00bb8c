/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: designed by keyboard, previewed while it is done, saved, opened again, undone. */
#include "config.h"

#include <string.h>

#include "tw-report-test.h"

#include "tw-calculation-dialog.h"
#include "tw-part-editor.h"
#include "tw-report-parts.h"
#include "tw-report-save-dialog.h"
#include "tw-reports-page.h"
#include "tw-view-page.h"

/* Types words into the search of the fields, and presses Enter on the first line. */
static void
add_field (TwReportPage *page,
           const char   *words)
{
  TwFieldTree *tree = tw_report_designer_get_tree (tw_report_page_get_designer (page));

  tw_field_tree_search (tree, words);
  g_assert_cmpuint (tw_field_tree_get_n_seen (tree), >, 0);
  g_assert_true (tw_field_tree_choose (tree, 0));
  tw_field_tree_search (tree, "");
}

/* --- Designing --- */

/* No pointer: fields by Enter, order by Alt+Up, options by Enter, out by Delete. The answer follows each step. */
static void
test_keyboard (TwAppTest    *fixture,
               gconstpointer data)
{
  TwReportPage *page = NULL;
  TwReportState *state = NULL;
  TwReportDesigner *designer = NULL;
  TwReportWell *columns = NULL;
  const TwReport *report = NULL;
  GtkWidget *editor = NULL;

  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  tw_app_test_activate (tw_window_get_page (fixture->window), "reports.new", NULL);
  page = tw_report_test_get_page (fixture);
  state = tw_report_page_get_state (page);
  designer = tw_report_page_get_designer (page);
  g_assert_nonnull (designer);
  columns = tw_report_designer_get_well (designer, TW_PART_COLUMNS);
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", NULL));
  while (tw_report_part_get_n (tw_report_state_get_report (state), TW_PART_COLUMNS) > 0)
    g_assert_true (tw_report_well_key (columns, 0, GDK_KEY_Delete, 0));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (tw_report_page_get_answer (page)), ==, "unfinished");
  add_field (page, "Amount");
  add_field (page, "Company › Name");
  g_assert_true (tw_report_well_key (columns, 1, GDK_KEY_Up, GDK_ALT_MASK));
  report = tw_report_state_get_report (state);
  g_assert_cmpstr (tw_report_part_get_value (report, TW_PART_COLUMNS, 0), ==, "company.name");
  g_assert_cmpstr (tw_report_part_get_value (report, TW_PART_COLUMNS, 1), ==, "amount");
  tw_app_test_activate (designer, "designer.add", "(sss)", "groups", "stage", "");
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (tw_report_page_get_answer (page)), ==, "table");
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_HEAD), >, 0);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_END), ==, 1);
  /* What is chosen for a column: the average beside the sum. */
  editor = tw_report_well_edit (columns, 1);
  g_assert_nonnull (editor);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_part_editor_get (TW_PART_EDITOR (editor), "average")), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (tw_part_editor_get (TW_PART_EDITOR (editor), "label")), "Worth");
  report = tw_report_state_get_report (state);
  g_assert_cmpuint (((TwReportColumn *) g_ptr_array_index (report->columns, 1))->totals, ==, 1u << TW_AGGREGATE_SUM | 1u << TW_AGGREGATE_AVERAGE);
  g_assert_cmpstr (((TwReportColumn *) g_ptr_array_index (report->columns, 1))->label, ==, "Worth");
  gtk_popover_popdown (GTK_POPOVER (editor));
  tw_app_test_wait (tw_report_test_is_calm, page);
  tw_app_test_shot (fixture->window, "report-keyboard");
}

/* A calculated field is checked while it is typed. */
static void
test_calculated (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwCalculationDialog *dialog = tw_calculation_dialog_new (GTK_WINDOW (fixture->window), state);
  TwReportSheet *sheet = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  tw_calculation_dialog_set (dialog, "Weighted", "amount * ");
  g_assert_nonnull (tw_calculation_dialog_get_problem (dialog));
  tw_calculation_dialog_set (dialog, "Weighted", "amount * probability / 100");
  g_assert_cmpstr (tw_calculation_dialog_get_problem (dialog), ==, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "add");
  tw_app_test_wait (tw_report_test_is_calm, page);
  sheet = tw_report_answer_get_sheet (tw_report_page_get_answer (page));
  g_assert_cmpuint (sheet->columns->len, ==, 2);
  g_assert_cmpstr (((TwReportSheetColumn *) g_ptr_array_index (sheet->columns, 1))->title, ==, "Weighted");
  g_assert_true (((TwReportSheetColumn *) g_ptr_array_index (sheet->columns, 1))->numeric);
}

/* Steps of the design are undone one by one, and done again. */
static void
test_steps (TwAppTest    *fixture,
            gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwReport *report = tw_report_state_dup_report (state);

  g_assert_false (tw_report_state_can_undo (state));
  tw_report_part_add (report, TW_PART_GROUPS, tw_report_state_get_schema (state), "close_date", NULL, 0, NULL);
  tw_report_state_take (state, report);
  g_assert_cmpuint (((TwReportGroup *) g_ptr_array_index (tw_report_state_get_report (state)->groups, 0))->grain, ==, TW_GRAIN_MONTH);
  tw_view_state_add_condition (tw_report_state_get_filters (state), "status = \"won\"", NULL);
  g_assert_cmpstr (tw_report_state_get_report (state)->where, ==, "status = \"won\"");
  tw_app_test_activate (page, "report.undo", NULL);
  g_assert_cmpstr (tw_report_state_get_report (state)->where, ==, NULL);
  g_assert_cmpuint (tw_view_state_get_n_conditions (tw_report_state_get_filters (state)), ==, 0);
  tw_app_test_activate (page, "report.undo", NULL);
  g_assert_cmpuint (tw_report_state_get_report (state)->groups->len, ==, 0);
  tw_app_test_activate (page, "report.redo", NULL);
  tw_app_test_activate (page, "report.redo", NULL);
  g_assert_cmpstr (tw_report_state_get_report (state)->where, ==, "status = \"won\"");
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", "status = \"won\""));
}

/* A click on a title orders by its column, one more the other way round; the definition says so, and a step of the design takes it back. */
static void
test_sorted (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, "
                                            "{\"value\": \"amount\"}], \"sort\": [\"name\"]}");
  TwReportState *state = tw_report_page_get_state (page);
  GtkColumnView *view = tw_app_test_find (page, GTK_TYPE_COLUMN_VIEW);
  g_autoptr(GtkColumnViewColumn) amount = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  static const char *const wanted[] = { "\"sort\": [\"amount\", \"name\"]", "\"sort\": [\"-amount\", \"name\"]", "\"sort\": [\"name\"]" };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *json = NULL;

      if (i < 2)
        gtk_column_view_sort_by_column (view, amount, i == 0 ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
      else
        for (guint k = 0; k < 2; k++)
          tw_app_test_activate (page, "report.undo", NULL);
      tw_app_test_wait (tw_report_test_is_calm, page);
      json = tw_report_print (tw_report_state_get_report (state));
      g_assert_nonnull (strstr (json, wanted[i]));
    }
}

/* Lines are dragged inside of a list and into another one. */
static void
test_dragged (TwAppTest    *fixture,
              gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"stage\"}, "
                                            "{\"value\": \"amount\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwReportWell *columns = NULL, *groups = NULL;

  tw_app_test_activate (page, "report.designing", NULL);
  columns = tw_report_designer_get_well (tw_report_page_get_designer (page), TW_PART_COLUMNS);
  groups = tw_report_designer_get_well (tw_report_page_get_designer (page), TW_PART_GROUPS);
  g_assert_true (tw_report_well_drop (columns, "tw-part:0 2", 0));
  g_assert_cmpstr (tw_report_part_get_value (tw_report_state_get_report (state), TW_PART_COLUMNS, 0), ==, "amount");
  g_assert_true (tw_report_well_drop (groups, "tw-part:0 2", 0));
  g_assert_cmpuint (tw_report_part_get_n (tw_report_state_get_report (state), TW_PART_COLUMNS), ==, 2);
  g_assert_cmpstr (tw_report_part_get_value (tw_report_state_get_report (state), TW_PART_GROUPS, 0), ==, "stage");
  g_assert_true (tw_report_well_drop (columns, "tw-field:company.industry\n", 1));
  g_assert_cmpstr (tw_report_part_get_value (tw_report_state_get_report (state), TW_PART_COLUMNS, 1), ==, "company.industry");
  g_assert_false (tw_report_well_drop (columns, "Some words", 0));
  g_assert_false (tw_report_well_drop (columns, "tw-field:no_such_field\n", 0));
  tw_app_test_wait (tw_report_test_is_calm, page);
}

/* --- Keeping --- */

static gboolean
has_reports (gpointer page)
{
  return tw_reports_page_get_n_seen (page) > 0;
}

static gboolean
has_two (gpointer page)
{
  return tw_reports_page_get_n_seen (page) == 2;
}

static void
test_saved (TwAppTest    *fixture,
            gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}], "
                                            "\"values\": [{\"aggregate\": \"count\"}]}");
  TwReportSaveDialog *dialog = tw_report_save_dialog_new (GTK_WINDOW (fixture->window), tw_report_page_get_state (page), TRUE);
  TwReportsPage *list = NULL;
  g_autofree char *title = NULL, *id = NULL, *kept = NULL;
  gint64 before = tw_app_test_count (fixture, "report", NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  tw_report_save_dialog_set (dialog, "Xylophones by stage", TRUE);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_assert_cmpint (tw_app_test_count (fixture, "report", NULL), ==, before + 1);
  g_assert_false (tw_report_state_get_changed (tw_report_page_get_state (page)));
  id = tw_id_dup_text (&tw_report_state_get_entry (tw_report_page_get_state (page))->id);
  kept = tw_report_print (tw_report_state_get_report (tw_report_page_get_state (page)));
  /* In the list, found by words, copied, and the copy undone. */
  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (has_reports, list);
  tw_reports_page_search (list, "stage xylophone pivot");
  g_assert_cmpuint (tw_reports_page_get_n_seen (list), ==, 1);
  tw_app_test_activate (list, "reports.duplicate", "s", id);
  tw_app_test_wait (has_two, list);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "report", NULL), ==, before + 1);
  /* Opened again it asks the same. */
  tw_app_test_activate (list, "reports.open", "s", id);
  page = tw_report_test_get_page (fixture);
  tw_app_test_wait (tw_report_test_is_calm, page);
  title = tw_report_print (tw_report_state_get_report (tw_report_page_get_state (page)));
  g_assert_cmpstr (title, ==, kept);
  tw_app_test_activate (page, "report.delete", NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "report", NULL), ==, before);
}

/* A report is shared with somebody when it is saved, in the same step; a copy of it is nobody's but this person's. */
static void
test_saved_shared (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "Ann");
  g_autoptr(TwRecord) ann = tw_record_new (tw_app_test_entity (fixture, "user"));
  g_autoptr(TwCommit) done = NULL;
  g_autofree char *title = NULL, *before = NULL;
  TwReportSaveDialog *dialog = NULL;

  g_assert_true (tw_record_set_text (ann, "name", "Ann", NULL) && tw_record_set_text (ann, "email", "ann@example.org", NULL));
  tw_edit_save (edit, ann);
  done = tw_edit_commit (edit, NULL);
  g_assert_nonnull (done);
  before = tw_store_dup_undo_title (fixture->store);
  for (guint round = 0; round < 2; round++)
    {
      dialog = tw_report_save_dialog_new (GTK_WINDOW (fixture->window), state, round == 1);
      gtk_window_present (GTK_WINDOW (dialog));
      tw_app_test_settle ();
      tw_report_save_dialog_set (dialog, round == 0 ? "Ours" : "Mine", FALSE);
      if (round == 0)
        g_assert_true (tw_share_chooser_choose (tw_report_save_dialog_get_sharing (dialog), tw_record_get_id (ann), TRUE));
      tw_app_test_shot (dialog, round == 0 ? "report-save-shared" : "report-save-copy");
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "save");
      tw_app_test_settle ();
    }
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"Ours\" and shared_with is not empty and not shared"), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"Mine\" and shared_with is empty and not shared"), ==, 1);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, "Add the report “Ours”");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_clear_pointer (&title, g_free);
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, before);
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name in (\"Ours\", \"Mine\")"), ==, 0);
}

static void
add_amount (TwReportState *state)
{
  TwReport *report = tw_report_state_dup_report (state);
  TwReportColumn *column = g_new0 (TwReportColumn, 1);

  column->value = g_strdup ("amount");
  g_ptr_array_add (report->columns, column);
  tw_report_state_take (state, report);
}

static gboolean
has_drafts (gpointer list)
{
  return tw_reports_page_get_n_drafts (list) == 1;
}

/* Nothing that was designed is lost when the page is left: neither on a saved report, nor on one that never was. */
static void
test_drafts (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwReportsPage *list = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL, *saved = NULL, *again = NULL;

  /* Looked at and left: there is nothing to keep. */
  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  g_assert_cmpuint (tw_reports_page_get_n_drafts (list), ==, 0);
  page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  add_amount (tw_report_page_get_state (page));
  tw_app_test_activate (fixture->window, "win.back", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (has_drafts, list);
  g_signal_emit_by_name (tw_reports_page_get_list (list), "row-activated", gtk_list_box_get_row_at_index (tw_reports_page_get_list (list), 0));
  page = tw_report_test_get_page (fixture);
  state = tw_report_page_get_state (page);
  g_assert_cmpuint (tw_report_state_get_report (state)->columns->len, ==, 2);
  g_assert_true (tw_report_state_save (state, "Kept", FALSE, FALSE, NULL, FALSE, &error));
  g_assert_no_error (error);
  id = tw_id_dup_text (&tw_report_state_get_entry (state)->id);
  saved = tw_report_print (tw_report_state_get_report (state));
  add_amount (state);
  tw_app_test_activate (fixture->window, "win.back", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  g_assert_cmpuint (tw_reports_page_get_n_drafts (list), ==, 0);
  tw_app_test_activate (fixture->window, "win.open-report", "s", id);
  state = tw_report_page_get_state (tw_report_test_get_page (fixture));
  g_assert_true (tw_report_state_get_changed (state));
  g_assert_cmpuint (tw_report_state_get_report (state)->columns->len, ==, 3);
  /* What was saved is one step back. */
  tw_report_state_undo (state);
  again = tw_report_print (tw_report_state_get_report (state));
  g_assert_cmpstr (again, ==, saved);
  g_assert_false (tw_report_state_get_changed (state));
}

/* What a view shows is made a report: its filters, columns and groups. */
static void
test_from_view (TwAppTest    *fixture,
                gconstpointer data)
{
  TwViewState *state = NULL;
  TwReportPage *page = NULL;
  const TwReport *report = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  tw_view_state_add_condition (state, "status = \"open\"", NULL);
  tw_view_state_set_list_group (state, "stage");
  tw_view_state_set_sort (state, "-amount", NULL);
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.report", NULL);
  page = tw_report_test_get_page (fixture);
  tw_app_test_wait (tw_report_test_is_calm, page);
  report = tw_report_state_get_report (tw_report_page_get_state (page));
  g_assert_cmpstr (report->where, ==, "status = \"open\"");
  g_assert_cmpuint (report->groups->len, ==, 1);
  g_assert_true (((TwReportSort *) g_ptr_array_index (report->sort, 0))->descending);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", "status = \"open\""));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/reports/keyboard", test_keyboard);
  tw_app_test_add ("/app/reports/calculated", test_calculated);
  tw_app_test_add ("/app/reports/steps", test_steps);
  tw_app_test_add ("/app/reports/sorted", test_sorted);
  tw_app_test_add ("/app/reports/dragged", test_dragged);
  tw_app_test_add ("/app/reports/saved", test_saved);
  tw_app_test_add ("/app/reports/saved-shared", test_saved_shared);
  tw_app_test_add ("/app/reports/drafts", test_drafts);
  tw_app_test_add ("/app/reports/from-view", test_from_view);
  return g_test_run ();
}
