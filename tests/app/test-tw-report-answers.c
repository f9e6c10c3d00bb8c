/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of reports: tables, pivots and charts, narrow and wide, folded, opened to the records behind. */
#include "config.h"

#include <string.h>

#include "tw-report-test.h"

#include "tw-view-page.h"

/* The pivot that is shown is that of the engine, cell by cell. */
static void
test_pivot (TwAppTest    *fixture,
            gconstpointer data)
{
  static const char *const json = "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}, {\"by\": \"priority\"}], "
                                  "\"across\": {\"by\": \"status\"}, \"values\": [{\"aggregate\": \"count\"}, {\"aggregate\": \"sum\", \"measure\": \"amount\"}]}";
  TwReportPage *page = tw_report_test_open (fixture, json);
  TwReportSheet *sheet = tw_report_answer_get_sheet (tw_report_page_get_answer (page));
  g_autoptr(TwReport) report = tw_report_parse (json, NULL);
  TwFigureAsk ask = { .store = fixture->store };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (report, &ask, NULL, &error);
  GListModel *lines = tw_report_test_get_lines (page);
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
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_HEAD), >, 0);
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
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"company\"}, {\"value\": \"amount\"}, "
                                            "{\"value\": \"name\"}], \"groups\": []}");
  GtkColumnView *view = tw_app_test_find (tw_report_answer_get_table (tw_report_page_get_answer (page)), GTK_TYPE_COLUMN_VIEW);
  g_autoptr(GtkColumnViewColumn) first = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  int wide = gtk_column_view_column_get_fixed_width (first);

  g_assert_cmpint (wide, >, 190);
  tw_app_test_narrow (fixture);
  tw_app_test_wait (has_width, &(Room) { fixture, first, 360, 170, 190 });
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
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");

  tw_app_test_activate (page, "report.designing", NULL);
  /* A window that is not on the screen yet comes in the size that it was asked for first. */
  tw_app_test_wait (is_beside, page);
  tw_app_test_narrow (fixture);
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
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"company\"}, {\"value\": \"amount\"}, "
                                            "{\"value\": \"name\"}, {\"value\": \"stage\"}, {\"value\": \"close_date\"}, "
                                             "{\"value\": \"owner\"}], \"groups\": []}");
  GtkColumnView *view = tw_app_test_find (tw_report_answer_get_table (tw_report_page_get_answer (page)), GTK_TYPE_COLUMN_VIEW);
  g_autoptr(GtkColumnViewColumn) first = g_list_model_get_item (gtk_column_view_get_columns (view), 0);

  gtk_widget_set_direction (GTK_WIDGET (view), GTK_TEXT_DIR_RTL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_direction (child, GTK_TEXT_DIR_RTL);
  tw_app_test_wait (is_at_the_right, view);
  tw_app_test_narrow (fixture);
  tw_app_test_wait (has_width, &(Room) { fixture, first, 360, 170, 190 });
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
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}], "
                                            "\"groups\": [{\"by\": \"stage\"}]}");
  TwReportGrid *grid = tw_report_answer_get_table (tw_report_page_get_answer (page));
  g_autoptr(TwReportLine) head = g_list_model_get_item (tw_report_test_get_lines (page), 0);
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
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], "
                                            "\"groups\": [{\"by\": \"stage\"}]}");
  TwReportLines *lines = TW_REPORT_LINES (tw_report_test_get_lines (page));
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "deal"));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL;
  g_autoptr(TwReportLine) head = NULL;
  TwEdit *edit = NULL;
  TwValue stage;
  guint all = g_list_model_get_n_items (G_LIST_MODEL (lines)), rows = tw_report_test_count_kind (page, TW_LINE_ROW);

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
  tw_app_test_wait (tw_report_test_is_calm, page);
  head = g_list_model_get_item (G_LIST_MODEL (lines), 0);
  g_assert_true (tw_report_lines_is_folded (lines, head));
  tw_app_test_activate (page, "report.fold", "b", FALSE);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, rows + 1);
  tw_app_test_activate (page, "report.fold", "b", TRUE);
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, 0);
}

/* The button of an action that can be seen and pressed. */
static GtkWidget *
find_button (gpointer    widget,
             const char *action)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (widget), action) == 0 && gtk_widget_is_sensitive (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What is shown otherwise, asks for what that needs. */
static void
test_shown (TwAppTest    *fixture,
            gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], "
                                            "\"groups\": [{\"by\": \"stage\"}]}");
  TwReportAnswer *answer = tw_report_page_get_answer (page);
  TwReportDesigner *designer = NULL;
  GtkWidget *button = NULL;

  tw_app_test_activate (page, "report.designing", NULL);
  designer = tw_report_page_get_designer (page);
  g_assert_true (tw_report_designer_choose (designer, "shows", "Bars"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "chart");
  g_assert_cmpint (tw_figure_view_get_answer (tw_report_answer_get_chart (answer))->total.count, ==, tw_app_test_count (fixture, "deal", NULL));
  g_assert_true (tw_report_designer_choose (designer, "shows", "Table"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "table");
  tw_view_state_add_condition (tw_report_state_get_filters (tw_report_page_get_state (page)), "amount < 0 USD", NULL);
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "empty");
  /* A chart of nothing has the same way on. */
  g_assert_true (tw_report_designer_choose (designer, "shows", "Bars"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "empty");
  g_assert_true (gtk_widget_get_visible (find_button (answer, "report.clear-filters")));
  /* And so has one that cannot be read. */
  tw_figure_view_fail (tw_report_answer_get_chart (answer), "The workspace is damaged.");
  g_signal_emit_by_name (tw_report_answer_get_chart (answer), "answered");
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "error");
  /* A pivot of nothing is no table with a lonely total. */
  g_assert_true (tw_report_designer_choose (designer, "shows", "Pivot"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "empty");
  g_assert_true (tw_report_designer_choose (designer, "shows", "Table"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  /* The way on takes the filters away, as in a list. */
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "empty");
  button = find_button (answer, "report.clear-filters");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_answer_get_state (answer), ==, "table");
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "deal", NULL));
  g_assert_true (tw_report_designer_choose (designer, "entities", "Companies"));
  tw_app_test_wait (tw_report_test_is_calm, page);
  g_assert_cmpstr (tw_report_state_get_report (tw_report_page_get_state (page))->entity, ==, "company");
  g_assert_cmpuint (tw_report_test_count_kind (page, TW_LINE_ROW), ==, tw_app_test_count (fixture, "company", NULL));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/reports/pivot", test_pivot);
  tw_app_test_add ("/app/reports/narrow", test_narrow);
  tw_app_test_add ("/app/reports/sheet", test_sheet);
  tw_app_test_add ("/app/reports/right-to-left", test_right_to_left);
  tw_app_test_add ("/app/reports/opened", test_opened);
  tw_app_test_add ("/app/reports/folded", test_folded);
  tw_app_test_add ("/app/reports/shown", test_shown);
  return g_test_run ();
}
