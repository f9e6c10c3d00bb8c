/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: designed by keyboard, previewed while it is done, saved, opened again, undone, folded, opened to the records behind. */
#include "config.h"

#include <string.h>

#include "tw-app-test.h"
#include "tw-calculation-dialog.h"
#include "tw-part-editor.h"
#include "tw-blobs.h"
#include "tw-report-log.h"
#include "tw-report-runs-window.h"
#include "tw-share-dialog.h"
#include "tw-report-page.h"
#include "tw-report-parts.h"
#include "tw-report-save-dialog.h"
#include "tw-reports-page.h"
#include "tw-view-page.h"

static gboolean
is_calm (gpointer page)
{
  return !tw_report_answer_is_busy (tw_report_page_get_answer (page));
}

static TwReportPage *
get_page (TwAppTest *fixture)
{
  TwWindowPage *page = tw_window_get_page (fixture->window);

  g_assert_true (TW_IS_REPORT_PAGE (page));
  return TW_REPORT_PAGE (page);
}

static TwReportPage *
open_report (TwAppTest  *fixture,
             const char *json)
{
  TwReportPage *page = NULL;

  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  tw_app_test_activate (fixture->window, "win.design-report", "(ss)", json, "Mine");
  page = get_page (fixture);
  tw_app_test_wait (is_calm, page);
  return page;
}

static GListModel *
get_lines (TwReportPage *page)
{
  return G_LIST_MODEL (tw_report_grid_get_lines (tw_report_answer_get_table (tw_report_page_get_answer (page))));
}

static guint
count_kind (TwReportPage     *page,
            TwReportLineKind  kind)
{
  GListModel *lines = get_lines (page);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr(TwReportLine) line = g_list_model_get_item (lines, i);

      n += tw_report_line_get_kind (line) == kind;
    }
  return n;
}

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
  page = get_page (fixture);
  state = tw_report_page_get_state (page);
  designer = tw_report_page_get_designer (page);
  g_assert_nonnull (designer);
  columns = tw_report_designer_get_well (designer, TW_PART_COLUMNS);
  tw_app_test_wait (is_calm, page);
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", NULL));
  while (tw_report_part_get_n (tw_report_state_get_report (state), TW_PART_COLUMNS) > 0)
    g_assert_true (tw_report_well_key (columns, 0, GDK_KEY_Delete, 0));
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (tw_report_page_get_answer (page)), ==, "unfinished");
  add_field (page, "Amount");
  add_field (page, "Company › Name");
  g_assert_true (tw_report_well_key (columns, 1, GDK_KEY_Up, GDK_ALT_MASK));
  report = tw_report_state_get_report (state);
  g_assert_cmpstr (tw_report_part_get_value (report, TW_PART_COLUMNS, 0), ==, "company.name");
  g_assert_cmpstr (tw_report_part_get_value (report, TW_PART_COLUMNS, 1), ==, "amount");
  tw_app_test_activate (designer, "designer.add", "(sss)", "groups", "stage", "");
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (tw_report_page_get_answer (page)), ==, "table");
  g_assert_cmpuint (count_kind (page, TW_LINE_HEAD), >, 0);
  g_assert_cmpuint (count_kind (page, TW_LINE_END), ==, 1);
  /* What is chosen for a column: the average beside the sum. */
  editor = tw_report_well_edit (columns, 1);
  g_assert_nonnull (editor);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_part_editor_get (TW_PART_EDITOR (editor), "average")), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (tw_part_editor_get (TW_PART_EDITOR (editor), "label")), "Worth");
  report = tw_report_state_get_report (state);
  g_assert_cmpuint (((TwReportColumn *) g_ptr_array_index (report->columns, 1))->totals, ==, 1u << TW_AGGREGATE_SUM | 1u << TW_AGGREGATE_AVERAGE);
  g_assert_cmpstr (((TwReportColumn *) g_ptr_array_index (report->columns, 1))->label, ==, "Worth");
  gtk_popover_popdown (GTK_POPOVER (editor));
  tw_app_test_wait (is_calm, page);
  tw_app_test_shot (fixture->window, "report-keyboard");
}

/* A calculated field is checked while it is typed. */
static void
test_calculated (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwCalculationDialog *dialog = tw_calculation_dialog_new (GTK_WINDOW (fixture->window), state);
  TwReportSheet *sheet = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  tw_calculation_dialog_set (dialog, "Weighted", "amount * ");
  g_assert_nonnull (tw_calculation_dialog_get_problem (dialog));
  tw_calculation_dialog_set (dialog, "Weighted", "amount * probability / 100");
  g_assert_cmpstr (tw_calculation_dialog_get_problem (dialog), ==, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "add");
  tw_app_test_wait (is_calm, page);
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
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
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
  tw_app_test_wait (is_calm, page);
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", "status = \"won\""));
}

/* A click on a title orders by its column, one more the other way round; the definition says so, and a step of the design takes it back. */
static void
test_sorted (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\"}], \"sort\": [\"name\"]}");
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
      tw_app_test_wait (is_calm, page);
      json = tw_report_print (tw_report_state_get_report (state));
      g_assert_nonnull (strstr (json, wanted[i]));
    }
}

/* Lines are dragged inside of a list and into another one. */
static void
test_dragged (TwAppTest    *fixture,
              gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"stage\"}, {\"value\": \"amount\"}]}");
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
  tw_app_test_wait (is_calm, page);
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
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}], \"values\": [{\"aggregate\": \"count\"}]}");
  TwReportSaveDialog *dialog = tw_report_save_dialog_new (GTK_WINDOW (fixture->window), tw_report_page_get_state (page), TRUE);
  TwReportsPage *list = NULL;
  g_autofree char *title = NULL, *id = NULL, *kept = NULL;
  gint64 before = tw_app_test_count (fixture, "report", NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  tw_report_save_dialog_set (dialog, "Xylophones by stage", FALSE, TRUE);
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
  page = get_page (fixture);
  tw_app_test_wait (is_calm, page);
  title = tw_report_print (tw_report_state_get_report (tw_report_page_get_state (page)));
  g_assert_cmpstr (title, ==, kept);
  tw_app_test_activate (page, "report.delete", NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "report", NULL), ==, before);
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
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  TwReportsPage *list = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL, *saved = NULL, *again = NULL;

  /* Looked at and left: there is nothing to keep. */
  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  g_assert_cmpuint (tw_reports_page_get_n_drafts (list), ==, 0);
  page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  add_amount (tw_report_page_get_state (page));
  tw_app_test_activate (fixture->window, "win.back", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (has_drafts, list);
  g_signal_emit_by_name (tw_reports_page_get_list (list), "row-activated", gtk_list_box_get_row_at_index (tw_reports_page_get_list (list), 0));
  page = get_page (fixture);
  state = tw_report_page_get_state (page);
  g_assert_cmpuint (tw_report_state_get_report (state)->columns->len, ==, 2);
  g_assert_true (tw_report_state_save (state, "Kept", FALSE, FALSE, FALSE, &error));
  g_assert_no_error (error);
  id = tw_id_dup_text (&tw_report_state_get_entry (state)->id);
  saved = tw_report_print (tw_report_state_get_report (state));
  add_amount (state);
  tw_app_test_activate (fixture->window, "win.back", NULL);
  list = TW_REPORTS_PAGE (tw_window_get_page (fixture->window));
  g_assert_cmpuint (tw_reports_page_get_n_drafts (list), ==, 0);
  tw_app_test_activate (fixture->window, "win.open-report", "s", id);
  state = tw_report_page_get_state (get_page (fixture));
  g_assert_true (tw_report_state_get_changed (state));
  g_assert_cmpuint (tw_report_state_get_report (state)->columns->len, ==, 3);
  /* What was saved is one step back. */
  tw_report_state_undo (state);
  again = tw_report_print (tw_report_state_get_report (state));
  g_assert_cmpstr (again, ==, saved);
  g_assert_false (tw_report_state_get_changed (state));
}

/* --- The answer --- */

/* The pivot that is shown is that of the engine, cell by cell. */
static void
test_pivot (TwAppTest    *fixture,
            gconstpointer data)
{
  static const char *const json = "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}, {\"by\": \"priority\"}], "
                                  "\"across\": {\"by\": \"status\"}, \"values\": [{\"aggregate\": \"count\"}, {\"aggregate\": \"sum\", \"measure\": \"amount\"}]}";
  TwReportPage *page = open_report (fixture, json);
  TwReportSheet *sheet = tw_report_answer_get_sheet (tw_report_page_get_answer (page));
  g_autoptr(TwReport) report = tw_report_parse (json, NULL);
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (report, &ask, NULL, &error);
  GListModel *lines = get_lines (page);
  g_autoptr(TwReportLine) end = NULL;
  guint last = pivot->rows->len - 1;

  g_assert_no_error (error);
  g_assert_cmpuint (sheet->lines->len, ==, pivot->rows->len);
  g_assert_cmpuint (sheet->columns->len, ==, 1 + pivot->columns->len * pivot->values->len);
  end = g_list_model_get_item (lines, g_list_model_get_n_items (lines) - 1);
  g_assert_cmpint (tw_report_line_get_kind (end), ==, TW_LINE_END);
  for (guint c = 1; c < sheet->columns->len; c++)
    {
      const TwReportSheetColumn *column = g_ptr_array_index (sheet->columns, c);
      g_autofree char *text = tw_report_pivot_dup_text (pivot, column->pivot_value, tw_report_pivot_get (pivot, last, column->pivot_column, column->pivot_value));

      g_assert_cmpstr (tw_report_line_get_text (end, c), ==, text);
    }
  g_assert_cmpuint (count_kind (page, TW_LINE_HEAD), >, 0);
}

typedef struct
{
  TwAppTest           *fixture;
  GtkColumnViewColumn *first;
  int                  window_width, least, most;      /* pixels; of the column */
} Room;

/* Without a window manager a size is taken only now and then. */
static gboolean
has_width (gpointer data)
{
  Room *room = data;
  int width = gtk_column_view_column_get_fixed_width (room->first);

  gtk_window_set_default_size (GTK_WINDOW (room->fixture->window), room->window_width, 700);
  return width >= room->least && width <= room->most;
}

/* On a narrow window the second column is seen beside the first, which gets its room back. */
static void
test_narrow (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"company\"}, {\"value\": \"amount\"}, "
                                             "{\"value\": \"name\"}], \"groups\": []}");
  GtkColumnView *view = tw_app_test_find (tw_report_answer_get_table (tw_report_page_get_answer (page)), GTK_TYPE_COLUMN_VIEW);
  g_autoptr(GtkColumnViewColumn) first = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  int wide = gtk_column_view_column_get_fixed_width (first);

  g_assert_cmpint (wide, >, 150);
  tw_app_test_wait (has_width, &(Room) { fixture, first, 370, 1, 150 });
  tw_app_test_wait (has_width, &(Room) { fixture, first, 1200, wide, wide });
}

/* Where the designer lies in the flap: from the bottom over the whole width, or beside the answer over the whole height. */
static gboolean
is_placed (gpointer data,
           gboolean sheet)
{
  TwReportPage *page = data;
  GtkWidget *flap = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (page), TW_TYPE_REPORT_PAGE, "flap"));
  GtkWidget *bin = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (page), TW_TYPE_REPORT_PAGE, "designer_bin"));
  graphene_rect_t place;

  if (!gtk_widget_compute_bounds (bin, flap, &place))
    return FALSE;
  if (!sheet)
    return place.origin.y == 0 && place.origin.x > 0 && place.origin.x + place.size.width == gtk_widget_get_width (flap);
  return place.origin.x == 0 && place.size.width == gtk_widget_get_width (flap) && place.origin.y > 100
         && place.origin.y + place.size.height == gtk_widget_get_height (flap);
}

static gboolean
is_sheet (gpointer page)
{
  return is_placed (page, TRUE);
}

static gboolean
is_beside (gpointer page)
{
  return is_placed (page, FALSE);
}

static void
test_sheet (TwAppTest    *fixture,
            gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");

  tw_app_test_activate (page, "report.designing", NULL);
  /* A window that is not on the screen yet comes in the size that it was asked for first. */
  tw_app_test_wait (is_beside, page);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 370, 700);
  tw_app_test_wait (is_sheet, page);
  tw_app_test_shot (fixture->window, "designer-sheet");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 700);
  tw_app_test_wait (is_beside, page);
}

/* The title of the first column ends where the table does, and that end is seen. */
static gboolean
is_at_the_right (gpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (data);
  GtkWidget *header = gtk_widget_get_first_child (data), *title = gtk_widget_get_first_child (header);
  graphene_rect_t bounds;

  return ABS (gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) - gtk_adjustment_get_upper (adjustment)) < 2
         && gtk_widget_compute_bounds (title, header, &bounds)
         && ABS (bounds.origin.x + bounds.size.width - gtk_widget_get_width (header)) < 2;
}

/* From right to left the first column stays at the right edge when columns become smaller. */
static void
test_right_to_left (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"company\"}, {\"value\": \"amount\"}, "
                                             "{\"value\": \"name\"}, {\"value\": \"stage\"}, {\"value\": \"close_date\"}, "
                                             "{\"value\": \"owner\"}], \"groups\": []}");
  GtkColumnView *view = tw_app_test_find (tw_report_answer_get_table (tw_report_page_get_answer (page)), GTK_TYPE_COLUMN_VIEW);
  g_autoptr(GtkColumnViewColumn) first = g_list_model_get_item (gtk_column_view_get_columns (view), 0);

  gtk_widget_set_direction (GTK_WIDGET (view), GTK_TEXT_DIR_RTL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_direction (child, GTK_TEXT_DIR_RTL);
  tw_app_test_wait (is_at_the_right, view);
  tw_app_test_wait (has_width, &(Room) { fixture, first, 370, 1, 150 });
  tw_app_test_wait (is_at_the_right, view);
  g_assert_cmpfloat (gtk_adjustment_get_value (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view))), >, 0);
}

static gboolean
shows_list (gpointer window)
{
  return TW_IS_VIEW_PAGE (tw_window_get_page (window));
}

/* A sum opens the records that it was made of. */
static void
test_opened (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}], "
                                             "\"groups\": [{\"by\": \"stage\"}]}");
  TwReportGrid *grid = tw_report_answer_get_table (tw_report_page_get_answer (page));
  g_autoptr(TwReportLine) head = g_list_model_get_item (get_lines (page), 0);
  gint64 wanted = tw_report_line_get_n_rows (head);
  g_autofree char *where = NULL;

  g_assert_cmpint (tw_report_line_get_kind (head), ==, TW_LINE_HEAD);
  g_assert_cmpint (wanted, >, 0);
  g_signal_emit_by_name (grid, "opened", head, 1);
  tw_app_test_wait (shows_list, fixture->window);
  where = tw_view_state_dup_where (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))));
  g_assert_nonnull (where);
  g_assert_cmpint (tw_app_test_count (fixture, "deal", where), ==, wanted);
}

/* Folded groups stay folded when the answer is made anew, and a commit makes it so. */
static void
test_folded (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"stage\"}]}");
  TwReportLines *lines = TW_REPORT_LINES (get_lines (page));
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "deal"));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL;
  g_autoptr(TwReportLine) head = NULL;
  TwEdit *edit = NULL;
  TwValue stage;
  guint all = g_list_model_get_n_items (G_LIST_MODEL (lines)), rows = count_kind (page, TW_LINE_ROW);

  g_assert_true (tw_report_lines_fold (lines, 0, TRUE));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lines)), <, all);
  g_assert_false (tw_report_lines_fold (lines, 0, TRUE));
  tw_record_set_text (record, "name", "Another deal", NULL);
  stage = tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &fixture->lead_stage);
  tw_record_set_key (record, "stage", &stage, NULL);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_settle ();
  tw_app_test_wait (is_calm, page);
  head = g_list_model_get_item (G_LIST_MODEL (lines), 0);
  g_assert_true (tw_report_lines_is_folded (lines, head));
  tw_app_test_activate (page, "report.fold", "b", FALSE);
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, rows + 1);
  tw_app_test_activate (page, "report.fold", "b", TRUE);
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, 0);
}

/* What is shown otherwise, asks for what that needs. */
static void
test_shown (TwAppTest    *fixture,
            gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"stage\"}]}");
  TwReportAnswer *answer = tw_report_page_get_answer (page);
  TwReportDesigner *designer = NULL;

  tw_app_test_activate (page, "report.designing", NULL);
  designer = tw_report_page_get_designer (page);
  g_assert_true (tw_report_designer_choose (designer, "shows", "Bars"));
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "chart");
  g_assert_cmpint (tw_figure_view_get_answer (tw_report_answer_get_chart (answer))->total.count, ==, tw_app_test_count (fixture, "deal", NULL));
  g_assert_true (tw_report_designer_choose (designer, "shows", "Table"));
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "table");
  tw_view_state_add_condition (tw_report_state_get_filters (tw_report_page_get_state (page)), "amount < 0 USD", NULL);
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "empty");
  g_assert_true (tw_report_designer_choose (designer, "entities", "Companies"));
  tw_app_test_wait (is_calm, page);
  g_assert_cmpstr (tw_report_state_get_report (tw_report_page_get_state (page))->entity, ==, "company");
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "company", NULL));
}

/* --- Files --- */

static gboolean
has_ended (gpointer progress)
{
  return tw_progress_get_ended (progress);
}

static void
export_to (TwReportPage  *page,
           const char    *path,
           TwReportFormat format,
           gboolean       give_up)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(TwProgress) progress = g_object_ref (tw_report_job_get_progress (tw_report_page_export (page, file, format)));

  if (give_up)
    g_cancellable_cancel (tw_progress_get_cancellable (progress));
  tw_app_test_wait (has_ended, progress);
}

/* Each format is written in the background and read back; one that is given up leaves nothing. */
static void
test_exported (TwAppTest    *fixture,
               gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}]}");
  g_autofree char *csv = g_build_filename (fixture->dir, "out.csv", NULL), *xlsx = g_build_filename (fixture->dir, "out.xlsx", NULL);
  g_autofree char *pdf = g_build_filename (fixture->dir, "out.pdf", NULL), *gone = g_build_filename (fixture->dir, "gone.pdf", NULL);
  g_autofree char *text = NULL, *book = NULL, *document = NULL, *whole = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;
  gsize length = 0;

  export_to (page, csv, TW_REPORT_FILE_CSV, FALSE);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_nonnull (strstr (lines[0], "Name"));
  g_assert_cmpuint (g_strv_length (lines), >, (guint) tw_app_test_count (fixture, "deal", NULL));
  export_to (page, xlsx, TW_REPORT_FILE_XLSX, FALSE);
  g_assert_true (g_file_get_contents (xlsx, &book, &length, NULL));
  g_assert_true (length > 4 && memcmp (book, "PK", 2) == 0);
  export_to (page, pdf, TW_REPORT_FILE_PDF, FALSE);
  g_assert_true (g_file_get_contents (pdf, &document, &length, NULL));
  g_assert_true (length > 4 && memcmp (document, "%PDF", 4) == 0);
  /* Given up: nothing is left, or all of it was there before. /paper/report/cancelled gives up in the middle. */
  export_to (page, gone, TW_REPORT_FILE_PDF, TRUE);
  if (g_file_get_contents (gone, &whole, &length, NULL))
    g_assert_true (length > 6 && memcmp (whole, document, 4) == 0 && g_strstr_len (whole + length - 6, 6, "%%EOF") != NULL);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (strstr (name, "gone") == NULL || g_str_equal (name, "gone.pdf"));
  g_assert_cmpuint (g_list_model_get_n_items (tw_report_jobs_get_model (fixture->workspace)), ==, 0);
  tw_app_test_settle ();
  /* The report is not saved: there is nowhere to look up what became of it. */
  g_assert_cmpint (tw_app_test_count (fixture, "report_run", "true"), ==, 0);
}

static gboolean
has_run (gpointer window)
{
  return tw_report_runs_window_get_n_shown (window) == 1;
}

/* What was exported of a saved report is listed with its file, and who it is shared with is asked on its page. */
static void
test_runs (TwAppTest    *fixture,
           gconstpointer data)
{
  TwReportPage *page = open_report (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  g_autofree char *csv = g_build_filename (fixture->dir, "out.csv", NULL), *written = NULL, *kept = NULL, *path = NULL, *hash = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(GError) error = NULL;
  TwReportRunsWindow *window = NULL;
  TwShareDialog *dialog = NULL;

  g_assert_true (tw_report_state_save (state, "All deals", TRUE, FALSE, FALSE, &error));
  tw_app_test_activate (page, "report.runs", NULL);
  window = tw_app_test_find_window (TW_TYPE_REPORT_RUNS_WINDOW);
  g_assert_cmpuint (tw_report_runs_window_get_n_shown (window), ==, 0);
  export_to (page, csv, TW_REPORT_FILE_CSV, FALSE);
  tw_app_test_wait (has_run, window);
  tw_app_test_settle ();
  tw_app_test_shot (window, "report-runs");
  gtk_window_destroy (GTK_WINDOW (window));
  runs = tw_report_log_list (fixture->store, &tw_report_state_get_entry (state)->id, &error);
  g_assert_no_error (error);
  hash = g_strdup (tw_record_get_key (g_ptr_array_index (runs, 0), "file")->text);
  path = tw_store_dup_blob_path (fixture->store, hash);
  g_assert_true (g_file_get_contents (csv, &written, NULL, NULL) && g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (written, ==, kept);
  /* Shared while it is open: saving it again keeps that. */
  tw_app_test_activate (page, "report.share", NULL);
  dialog = tw_app_test_find_window (TW_TYPE_SHARE_DIALOG);
  tw_share_dialog_set_everybody (dialog, TRUE);
  tw_app_test_shot (dialog, "report-share");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "share");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"All deals\" and shared"), ==, 1);
  g_assert_true (tw_report_state_save (state, "Every deal", FALSE, tw_report_state_get_entry (state)->shared, FALSE, &error));
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"Every deal\" and shared"), ==, 1);
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
  page = get_page (fixture);
  tw_app_test_wait (is_calm, page);
  report = tw_report_state_get_report (tw_report_page_get_state (page));
  g_assert_cmpstr (report->where, ==, "status = \"open\"");
  g_assert_cmpuint (report->groups->len, ==, 1);
  g_assert_true (((TwReportSort *) g_ptr_array_index (report->sort, 0))->descending);
  g_assert_cmpuint (count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", "status = \"open\""));
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
  tw_app_test_add ("/app/reports/drafts", test_drafts);
  tw_app_test_add ("/app/reports/pivot", test_pivot);
  tw_app_test_add ("/app/reports/narrow", test_narrow);
  tw_app_test_add ("/app/reports/sheet", test_sheet);
  tw_app_test_add ("/app/reports/right-to-left", test_right_to_left);
  tw_app_test_add ("/app/reports/opened", test_opened);
  tw_app_test_add ("/app/reports/folded", test_folded);
  tw_app_test_add ("/app/reports/shown", test_shown);
  tw_app_test_add ("/app/reports/exported", test_exported);
  tw_app_test_add ("/app/reports/runs", test_runs);
  tw_app_test_add ("/app/reports/from-view", test_from_view);
  return g_test_run ();
}
