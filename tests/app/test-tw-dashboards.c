/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dashboards: ready ones and own ones, refreshed, arranged, shared, edited. */
#include "config.h"

#include "tw-chart-test.h"

#include "tw-record-test.h"
#include "tw-report-page.h"
#include "tw-share-dialog.h"
#include "tw-widget-editor.h"

static void
test_ready (TwAppTest    *fixture,
            gconstpointer data)
{
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  GArray *places = tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page));
  guint n = places->len;

  g_assert_cmpuint (n, >=, 8);
  for (guint i = 0; i < n; i++)
    {
      TwFigureView *view = tw_app_test_find (g_array_index (places, TwGridPlace, i).tile, TW_TYPE_FIGURE_VIEW);

      g_assert_cmpstr (tw_figure_view_get_state (view), ==, "chart");
    }
  g_assert_false (tw_dashboard_page_set_period (page, "yesterday"));
  g_assert_true (tw_dashboard_page_set_period (page, "7 days"));
  tw_app_test_wait (tw_chart_test_is_calm, page);
}

typedef struct { TwFigureView *view; gint64 count; } Counted;

static gboolean
counts (gpointer data)
{
  Counted *counted = data;

  return tw_chart_test_has_answer (counted->view) && tw_figure_view_get_answer (counted->view)->total.count == counted->count;
}

/* A commit makes the figures anew, and what was shown stays until then. */
static void
test_refreshed (TwAppTest    *fixture,
                gconstpointer data)
{
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) dashboards = tw_dashboard_list (fixture->store, &error);
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "activity"));
  g_autoptr(TwCommit) done = NULL;
  TwDashboard *activity = g_ptr_array_index (dashboards, 2);
  Counted counted = { NULL, 0 };
  TwEdit *edit = NULL;
  TwValue now = tw_value_datetime (g_get_real_time ());

  g_assert_true (tw_dashboard_page_show (page, &activity->id));
  tw_app_test_wait (tw_chart_test_is_calm, page);
  counted.view = tw_dashboard_page_find (page, "Activities");
  g_assert_nonnull (counted.view);
  tw_app_test_wait (tw_chart_test_has_answer, counted.view);
  counted.count = tw_figure_view_get_answer (counted.view)->total.count + 1;
  tw_record_set_text (record, "kind", "call", NULL);
  tw_record_set_text (record, "subject", "A call", NULL);
  tw_record_set_key (record, "at", &now, NULL);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Log");
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_figure_view_get_state (counted.view), ==, "chart");
  tw_app_test_wait (counts, &counted);
}

/* Moving is one step that can be undone; what stands in the way goes down. */
static void
test_arranged (TwAppTest    *fixture,
               gconstpointer data)
{
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  TwDashboardGrid *grid = tw_dashboard_page_get_grid (page);
  GArray *places = tw_dashboard_grid_get_places (grid);
  TwGridPlace before = g_array_index (places, TwGridPlace, 0);
  g_autofree char *title = NULL;
  gint64 n = tw_app_test_count (fixture, "widget", NULL);

  tw_app_test_activate (page, "dashboard.arranging", NULL);
  tw_dashboard_grid_move (grid, before.tile, 1, 0, 2, 1);
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, "Arrange the dashboard");
  tw_app_test_settle ();
  tw_app_test_wait (tw_chart_test_has_tiles, page);
  places = tw_dashboard_grid_get_places (grid);
  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, TwGridPlace, i).tile == before.tile)
      {
        g_assert_cmpint (g_array_index (places, TwGridPlace, i).column, ==, before.column + 1);
        g_assert_cmpint (g_array_index (places, TwGridPlace, i).width, ==, before.width + 2);
        g_assert_cmpint (g_array_index (places, TwGridPlace, i).height, ==, before.height + 1);
      }
  g_assert_cmpint (tw_app_test_count (fixture, "widget", NULL), ==, n);
  tw_app_test_activate (page, "dashboard.arranging", NULL);
}

static gboolean
is_empty (gpointer page)
{
  return tw_chart_test_is_calm (page) && tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page))->len == 0;
}

/* A chart of a view is put on a new dashboard, and taken off again. */
static void
test_own (TwAppTest    *fixture,
          gconstpointer data)
{
  TwChartPage *chart = tw_chart_test_open (fixture);
  TwDashboardPage *page = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) widgets = NULL;
  TwId id;

  g_assert_true (tw_dashboard_create (fixture->store, "Mine", &id, &error));
  g_assert_no_error (error);
  g_assert_true (tw_chart_page_add_to (chart, &id, "All deals", &error));
  g_assert_no_error (error);
  page = tw_chart_test_open_dashboards (fixture);
  g_assert_true (tw_dashboard_page_show (page, &id));
  tw_app_test_wait (tw_chart_test_has_tiles, page);
  g_assert_nonnull (tw_dashboard_page_find (page, "All deals"));
  widgets = tw_dashboard_list_widgets (fixture->store, &id, &error);
  g_assert_cmpuint (widgets->len, ==, 1);
  g_assert_true (tw_dashboard_remove_widget (fixture->store, &((TwDashboardWidget *) g_ptr_array_index (widgets, 0))->id, &error));
  tw_app_test_wait (is_empty, page);
  g_assert_true (tw_dashboard_rename (fixture->store, &id, "Ours", &error));
  g_assert_true (tw_dashboard_delete (fixture->store, &id, &error));
  g_assert_no_error (error);
}

static TwId
add_named (TwAppTest  *fixture,
           const char *entity,
           const char *name,
           const char *email)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, entity);
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", name, NULL);
  if (email != NULL)
    tw_record_set_text (record, "email", email, NULL);
  else
    tw_record_set_text (record, "code", name, NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  return *tw_record_get_id (record);
}

static void
share (TwAppTest       *fixture,
       TwDashboardPage *page,
       gboolean         everybody,
       const TwId      *id,
       gboolean         chosen)
{
  TwShareDialog *dialog = NULL;

  tw_app_test_activate (page, "dashboard.share", NULL);
  dialog = tw_app_test_find_window (TW_TYPE_SHARE_DIALOG);
  tw_share_dialog_set_everybody (dialog, everybody);
  g_assert_true (tw_share_dialog_choose (dialog, id, chosen));
  tw_app_test_settle ();
  tw_app_test_shot (dialog, "dashboard-share");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "share");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static guint
count_shared_with (TwAppTest  *fixture,
                   const TwId *id)
{
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "dashboard"), id, NULL);

  return tw_share_count (record);
}

/* Nobody, a person, a team, everybody: each is one step, which can be undone. What is shared with this person's team is listed. */
static void
test_shared (TwAppTest    *fixture,
             gconstpointer data)
{
  TwId ann = add_named (fixture, "user", "Ann Berg", "ann@example.org"), sales = add_named (fixture, "team", "Sales", NULL), id;
  TwDashboardPage *page = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwRecord) me = NULL;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_auto(TwValue) owner = tw_value_link (tw_app_test_entity (fixture, "user")->number, &ann);
  TwValue team = tw_value_link (tw_app_test_entity (fixture, "team")->number, &sales);
  g_auto(TwValue) teams = tw_value_list (&team, 1);
  TwEdit *edit = NULL;
  g_autoptr(TwCommit) commit = NULL;

  g_assert_true (tw_dashboard_create (fixture->store, "Mine", &id, &error));
  page = tw_chart_test_open_dashboards (fixture);
  g_assert_true (tw_dashboard_page_show (page, &id));
  share (fixture, page, FALSE, &ann, TRUE);
  g_assert_cmpint (tw_app_test_count (fixture, "dashboard", "name = \"Mine\" and shared_with is not empty and not shared"), ==, 1);
  g_assert_cmpuint (count_shared_with (fixture, &id), ==, 1);
  share (fixture, page, TRUE, &sales, TRUE);
  g_assert_cmpint (tw_app_test_count (fixture, "dashboard", "name = \"Mine\" and shared"), ==, 1);
  g_assert_cmpuint (count_shared_with (fixture, &id), ==, 2);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  share (fixture, page, FALSE, &ann, FALSE);
  g_assert_cmpint (tw_app_test_count (fixture, "dashboard", "name = \"Mine\" and shared_with is empty and not shared"), ==, 1);
  /* It becomes Ann's; then this person joins the team that she shared it with. */
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "dashboard"), &id, &error);
  g_assert_true (tw_record_set_key (record, "owner", &owner, &error) && tw_record_set_key (record, "shared_with", &teams, &error));
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "hers");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  before = tw_dashboard_list (fixture->store, &error);
  me = tw_store_get (fixture->store, tw_app_test_entity (fixture, "user"), &fixture->user, &error);
  g_assert_true (tw_record_set_key (me, "teams", &teams, &error));
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "member");
  tw_edit_save (edit, me);
  g_clear_pointer (&commit, tw_commit_unref);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  after = tw_dashboard_list (fixture->store, &error);
  g_assert_cmpuint (after->len, ==, before->len + 1);
}

/* --- Editing a widget --- */

static void
choose (TwFigureChooser *chooser,
        const char      *list,
        const char      *words)
{
  GtkDropDown *drop_down = tw_figure_chooser_get_list (chooser, list);
  GListModel *model = gtk_drop_down_get_model (drop_down);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), words))
      {
        gtk_drop_down_set_selected (drop_down, i);
        return;
      }
  g_error ("%s has no “%s”", list, words);
}

static TwDashboardWidget *
get_first (TwAppTest  *fixture,
           const TwId *dashboard,
           GPtrArray **widgets)
{
  g_autoptr(GError) error = NULL;

  *widgets = tw_dashboard_list_widgets (fixture->store, dashboard, &error);
  g_assert_no_error (error);
  g_assert_cmpuint ((*widgets)->len, ==, 1);
  return g_ptr_array_index (*widgets, 0);
}

static gboolean
is_edited (gpointer page)
{
  TwFigureView *view = tw_dashboard_page_find (page, "Deals");

  return view != NULL && tw_chart_test_has_answer (view) && tw_figure_view_get_answer (view)->unit.kind == TW_NUMBER_MONEY;
}

static gboolean
is_as_before (gpointer page)
{
  TwFigureView *view = tw_dashboard_page_find (page, "Deals");

  return view != NULL && tw_chart_test_has_answer (view) && tw_figure_view_get_answer (view)->unit.kind == TW_NUMBER_PLAIN;
}

static void
answer (TwWidgetEditor *editor,
        const char     *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (editor), response);
  tw_app_test_settle ();
}

/* What a figure does not show in the lists stays, and the change is one step that can be undone. */
static void
test_edited (TwAppTest    *fixture,
             gconstpointer data)
{
  static const char *const figure = "{\"entity\": \"deal\", \"aggregate\": \"count\", \"by\": \"company.industry\", \"limit\": 7}";
  g_autoptr(GPtrArray) widgets = NULL, after = NULL;
  g_autoptr(TwFigure) changed = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture, figure, &id);
  TwDashboardWidget *widget = get_first (fixture, &id, &widgets);
  TwWidgetEditor *editor = tw_widget_editor_new (GTK_WINDOW (fixture->window), fixture->workspace, widget);
  TwFigureChooser *chooser = tw_widget_editor_get_chooser (editor);
  GtkDropDown *groups = tw_figure_chooser_get_list (chooser, "groups");

  gtk_window_present (GTK_WINDOW (editor));
  g_assert_cmpstr (gtk_string_object_get_string (gtk_drop_down_get_selected_item (groups)), ==, "Company › Industry");
  choose (chooser, "measures", "Amount · Sum");
  tw_widget_editor_set_where (editor, "amount >");
  g_assert_nonnull (tw_widget_editor_get_problem (editor));
  tw_widget_editor_set_where (editor, "status = \"open\"");
  g_assert_cmpstr (tw_widget_editor_get_problem (editor), ==, NULL);
  answer (editor, "save");
  changed = tw_figure_parse (get_first (fixture, &id, &after)->figure, &error);
  g_assert_no_error (error);
  g_assert_cmpint (changed->aggregate, ==, TW_AGGREGATE_SUM);
  g_assert_cmpstr (changed->measure, ==, "amount");
  g_assert_cmpstr (changed->where, ==, "status = \"open\"");
  g_assert_cmpstr (changed->by[0].field, ==, "company.industry");
  g_assert_cmpuint (changed->limit, ==, 7);
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, "Change the widget");
  tw_app_test_wait (is_edited, page);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (is_as_before, page);
}

static GtkWidget *get_cell (TwFigureView *view, int column, int row);

static gboolean
is_scattered (gpointer page)
{
  TwFigureView *view = tw_dashboard_page_find (page, "Deals");

  return view != NULL && tw_chart_test_has_answer (view) && tw_figure_view_get_answer (view)->against != NULL;
}

/* Set against a second measure, by the names of records: a dot each, as a table with both. What is divided is set against nothing. */
static void
test_scatter (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) widgets = NULL, after = NULL;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture,
                                                  "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"stage\"}", &id);
  TwWidgetEditor *editor = tw_widget_editor_new (GTK_WINDOW (fixture->window), fixture->workspace, get_first (fixture, &id, &widgets));
  TwFigureChooser *chooser = tw_widget_editor_get_chooser (editor);
  TwChart *chart = NULL;

  gtk_window_present (GTK_WINDOW (editor));
  choose (chooser, "againsts", "Probability · Average");
  g_assert_cmpint (tw_figure_chooser_get_kind (chooser), ==, TW_CHART_SCATTER);
  choose (chooser, "seconds", "Owner");
  g_assert_cmpuint (gtk_drop_down_get_selected (tw_figure_chooser_get_list (chooser, "againsts")), ==, 0);
  g_assert_cmpint (tw_figure_chooser_get_kind (chooser), !=, TW_CHART_SCATTER);
  choose (chooser, "againsts", "Probability · Average");
  g_assert_cmpuint (gtk_drop_down_get_selected (tw_figure_chooser_get_list (chooser, "seconds")), ==, 0);
  choose (chooser, "groups", "Name");
  answer (editor, "save");
  g_assert_cmpint (get_first (fixture, &id, &after)->kind, ==, TW_CHART_SCATTER);
  tw_app_test_wait (is_scattered, page);
  chart = tw_chart_canvas_get_chart (tw_chart_view_get_canvas (tw_figure_view_get_chart (tw_dashboard_page_find (page, "Deals"))));
  g_assert_cmpint (tw_chart_get_kind (chart), ==, TW_CHART_SCATTER);
  g_assert_cmpuint (tw_chart_get_n_categories (chart), >, 1);
  tw_chart_view_set_show_table (tw_figure_view_get_chart (tw_dashboard_page_find (page, "Deals")), TRUE);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (get_cell (tw_dashboard_page_find (page, "Deals"), 1, 0))), ==, "Probability, average");
  g_assert_nonnull (get_cell (tw_dashboard_page_find (page, "Deals"), 2, 1));
}

static GtkWidget *
get_cell (TwFigureView *view,
          int           column,
          int           row)
{
  return gtk_grid_get_child_at (GTK_GRID (tw_chart_view_get_table (tw_figure_view_get_chart (view))), column, row);
}

/* Numbers are shaded by their size and marked by rules, with a sign that is read without colours. */
static void
test_formatted (TwAppTest    *fixture,
                gconstpointer data)
{
  const TwTableFormat format = { TRUE, { { TW_MARK_GOOD, TW_WHEN_AT_LEAST, 0 } }, 1 };
  g_autoptr(GPtrArray) widgets = NULL, after = NULL;
  TwTableFormat kept;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture, "{\"entity\": \"deal\", \"aggregate\": \"count\", \"by\": \"stage\"}", &id);
  TwWidgetEditor *editor = tw_widget_editor_new (GTK_WINDOW (fixture->window), fixture->workspace, get_first (fixture, &id, &widgets));
  GtkWidget *cell = NULL;

  gtk_window_present (GTK_WINDOW (editor));
  tw_widget_editor_set_format (editor, TRUE, &format);
  answer (editor, "save");
  g_assert_true (tw_table_format_parse (get_first (fixture, &id, &after)->format, &kept));
  g_assert_true (kept.shade && kept.n_rules == 1 && kept.rules[0].mark == TW_MARK_GOOD);
  tw_app_test_wait (tw_chart_test_has_tiles, page);
  cell = get_cell (tw_dashboard_page_find (page, "Deals"), 1, 1);
  g_assert_true (gtk_widget_has_css_class (cell, "tw-mark-good"));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (cell)), "▲ "));
  /* As colours are read. */
  g_assert_cmpint (tw_table_format_get_mark (&kept, -1), ==, TW_MARK_NONE);
  g_assert_cmpuint (tw_table_format_get_shade (&kept, 0, 0, 10), ==, 1);
  g_assert_cmpuint (tw_table_format_get_shade (&kept, 10, 0, 10), ==, TW_TABLE_SHADES);
  g_assert_cmpuint (tw_table_format_get_shade (&kept, 3, 3, 3), ==, 0);
  g_assert_false (tw_table_format_parse ("{\"rules\": [{\"mark\": \"good\", \"when\": \"often\", \"value\": 1}]}", &kept));
  g_assert_cmpuint (kept.n_rules, ==, 0);
}

/* Everybody looks at own days, also on a shared dashboard. */
static void
test_period (TwAppTest    *fixture,
             gconstpointer data)
{
  TwDashboardPage *page = NULL;
  g_autofree char *period = NULL, *again = NULL;
  TwGrain grain;
  TwId id;

  page = tw_chart_test_open_own (fixture, "{\"entity\": \"deal\", \"aggregate\": \"count\"}", &id);
  g_assert_false (tw_dashboard_period_load (fixture->workspace, &id, &period, &grain));
  g_assert_true (tw_dashboard_page_set_period (page, "7 days"));
  g_assert_true (tw_dashboard_period_load (fixture->workspace, &id, &period, &grain));
  g_assert_cmpstr (period, ==, "7 days");
  g_assert_true (tw_dashboard_page_show (page, &id));
  g_assert_true (tw_dashboard_period_load (fixture->workspace, &id, &again, &grain));
  g_assert_cmpstr (again, ==, "7 days");
}

/* A widget opened as a report counts the same. */
static void
test_as_report (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autoptr(GPtrArray) widgets = NULL;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture,
                                                  "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"stage\"}", &id);
  char text[TW_ID_TEXT_LENGTH + 1];
  const TwReport *report = NULL;

  tw_app_test_activate (page, "dashboard.open-report", "s", tw_id_print (&get_first (fixture, &id, &widgets)->id, text));
  g_assert_true (TW_IS_REPORT_PAGE (tw_window_get_page (fixture->window)));
  report = tw_report_state_get_report (tw_report_page_get_state (TW_REPORT_PAGE (tw_window_get_page (fixture->window))));
  g_assert_cmpstr (report->show, ==, "bar");
  g_assert_cmpstr (((TwReportValue *) g_ptr_array_index (report->values, 0))->measure, ==, "amount");
  g_assert_cmpstr (((TwReportGroup *) g_ptr_array_index (report->groups, 0))->by, ==, "stage");
  g_assert_true (tw_report_check (report, tw_workspace_get_schema (fixture->workspace), NULL));
}

static gboolean
is_told (gpointer page)
{
  GtkWidget *problem = GTK_WIDGET (gtk_widget_get_template_child (page, TW_TYPE_DASHBOARD_PAGE, "problem_bar"));

  return tw_chart_test_is_calm (page) && gtk_widget_get_visible (problem);
}

static gboolean
has_text (GtkWidget  *widget,
          const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

/* What keeps several tiles from being shown is said once above them; each keeps its title. */
static void
test_told_once (TwAppTest    *fixture,
                gconstpointer data)
{
  static const char broken[] = "{\"entity\": \"deal\", \"where\": \"nothing_such = 1\"}";
  g_autoptr(GError) error = NULL;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture, broken, &id);

  tw_app_test_wait (tw_chart_test_is_calm, page);
  g_assert_true (has_text (GTK_WIDGET (tw_dashboard_page_find (page, "Deals")), "Deals"));
  g_assert_true (has_text (GTK_WIDGET (tw_dashboard_page_find (page, "Deals")), tw_figure_view_get_error (tw_dashboard_page_find (page, "Deals"))));
  g_assert_false (is_told (page));
  g_assert_true (tw_dashboard_add_widget (fixture->store, &id, "More Deals", TW_CHART_BAR, broken, &error));
  g_assert_no_error (error);
  tw_app_test_wait (is_told, page);
  tw_app_test_shot (fixture->window, "dashboard-told-once");
  g_signal_emit_by_name (tw_record_test_find_button (page, "_Try Again"), "clicked");
  g_assert_true (tw_figure_view_is_busy (tw_dashboard_page_find (page, "Deals")));
  tw_app_test_wait (is_told, page);
  g_assert_true (has_text (GTK_WIDGET (tw_dashboard_page_find (page, "More Deals")), "More Deals"));
  g_assert_false (has_text (GTK_WIDGET (tw_dashboard_page_find (page, "Deals")), tw_figure_view_get_error (tw_dashboard_page_find (page, "Deals"))));
}

/* What keeps most of them is said, whatever else keeps one. */
static void
test_told_of_most (TwAppTest    *fixture,
                   gconstpointer data)
{
  static const char broken[] = "{\"entity\": \"deal\", \"where\": \"nothing_such = 1\"}";
  g_autoptr(GError) error = NULL;
  TwId id;
  TwDashboardPage *page = tw_chart_test_open_own (fixture, broken, &id);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *title = g_strdup_printf ("Other %u", i);
      g_autofree char *other = g_strdup_printf ("{\"entity\": \"deal\", \"where\": \"other_%u = 1\"}", i);

      g_assert_true (tw_dashboard_add_widget (fixture->store, &id, title, TW_CHART_BAR, other, &error));
    }
  g_assert_true (tw_dashboard_add_widget (fixture->store, &id, "More Deals", TW_CHART_BAR, broken, &error));
  tw_app_test_wait (is_told, page);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (page), TW_TYPE_DASHBOARD_PAGE, "problem"))), ==,
                   tw_figure_view_get_error (tw_dashboard_page_find (page, "More Deals")));
  g_assert_true (has_text (GTK_WIDGET (tw_dashboard_page_find (page, "Other 1")),
                           tw_figure_view_get_error (tw_dashboard_page_find (page, "Other 1"))));
}

static gboolean
has_room (gpointer data)
{
  GtkWidget *editor = tw_app_test_find_window (TW_TYPE_WIDGET_EDITOR);

  return editor != NULL && gtk_widget_get_mapped (editor) && gtk_widget_get_width (editor) > 0;
}

/* The editor of a tile is no wider than the phone on whose window it stands. */
static void
test_narrow_editor (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  const TwId *id = g_object_get_data (G_OBJECT (g_array_index (tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page)), TwGridPlace, 0).tile), "id");
  char text[TW_ID_TEXT_LENGTH + 1];
  GtkWidget *editor = NULL;

  tw_app_test_narrow (fixture);
  tw_app_test_activate (page, "dashboard.edit-widget", "s", tw_id_print (id, text));
  tw_app_test_wait (has_room, NULL);
  editor = tw_app_test_find_window (TW_TYPE_WIDGET_EDITOR);
  g_assert_cmpint (gtk_widget_get_width (editor), <=, gtk_widget_get_width (GTK_WIDGET (fixture->window)));
  gtk_window_destroy (GTK_WINDOW (editor));
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/dashboards/ready", test_ready);
  tw_app_test_add ("/app/dashboards/refreshed", test_refreshed);
  tw_app_test_add ("/app/dashboards/arranged", test_arranged);
  tw_app_test_add ("/app/dashboards/own", test_own);
  tw_app_test_add ("/app/dashboards/shared", test_shared);
  tw_app_test_add ("/app/dashboards/edited", test_edited);
  tw_app_test_add ("/app/dashboards/scatter", test_scatter);
  tw_app_test_add ("/app/dashboards/formatted", test_formatted);
  tw_app_test_add ("/app/dashboards/period", test_period);
  tw_app_test_add ("/app/dashboards/as-report", test_as_report);
  tw_app_test_add ("/app/dashboards/told-once", test_told_once);
  tw_app_test_add ("/app/dashboards/told-of-most", test_told_of_most);
  tw_app_test_add ("/app/dashboards/narrow-editor", test_narrow_editor);
  return g_test_run ();
}
