/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of views: drawn, pointed at, walked through, clicked, opened, kept. */
#include "config.h"

#include "tw-chart-test.h"

#include "tw-pointer.h"
#include "tw-saved-view.h"
#include "tw-view-page.h"

/* --- The chart of a view --- */

static void
test_chart (TwAppTest    *fixture,
            gconstpointer data)
{
  TwChartPage *page = tw_chart_test_open (fixture);
  TwFigureView *view = tw_chart_page_get_view (page);
  TwChartView *chart = tw_figure_view_get_chart (view);
  TwChartCanvas *canvas = tw_chart_view_get_canvas (chart);
  TwPresentation *presentation = TW_PRESENTATION (page);
  g_autoptr(GArray) selected = tw_presentation_dup_selected (presentation);
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "chart.csv", NULL), *text = NULL;

  g_assert_cmpuint (selected->len, ==, 0);
  g_assert_cmpint (tw_figure_view_get_answer (view)->total.count, ==, tw_app_test_count (fixture, "deal", NULL));
  /* The keyboard reads out, and nothing but the chart's keys is taken. */
  g_assert_cmpstr (tw_chart_canvas_get_words (canvas), ==, "");
  g_assert_true (tw_chart_canvas_key (canvas, GDK_KEY_Right));
  g_assert_cmpstr (tw_chart_canvas_get_words (canvas), !=, "");
  g_assert_true (tw_chart_canvas_key (canvas, GDK_KEY_End));
  g_assert_true (tw_chart_canvas_key (canvas, GDK_KEY_Escape));
  g_assert_cmpstr (tw_chart_canvas_get_words (canvas), ==, "");
  g_assert_false (tw_chart_canvas_key (canvas, GDK_KEY_F7));
  /* Without a title the menu has a line of its own. */
  g_assert_cmpint (gtk_widget_get_margin_top (GTK_WIDGET (canvas)), >=, 24);
  /* As a table, with a row a group. */
  tw_app_test_activate (chart, "chart.show-table", NULL);
  g_assert_true (tw_chart_view_get_show_table (chart));
  g_assert_nonnull (gtk_grid_get_child_at (GTK_GRID (tw_chart_view_get_table (chart)), 1, 1));
  tw_chart_view_set_show_table (chart, FALSE);
  file = g_file_new_for_path (path);
  g_assert_true (tw_chart_view_save (chart, file, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "Stage,"));
  tw_app_test_activate (chart, "chart.copy", NULL);
}

static gboolean
shows_list (gpointer window)
{
  TwWindowPage *page = tw_window_get_page (window);

  return TW_IS_VIEW_PAGE (page) && tw_view_state_get_n_conditions (tw_view_page_get_state (TW_VIEW_PAGE (page))) > 0;
}

/* A datum opens the records that it was made of. */
static void
test_open (TwAppTest    *fixture,
           gconstpointer data)
{
  TwChartPage *page = tw_chart_test_open (fixture);
  TwFigureView *view = tw_chart_page_get_view (page);
  TwChartCanvas *canvas = tw_chart_view_get_canvas (tw_figure_view_get_chart (view));
  gint64 wanted = tw_figure_answer_get (tw_figure_view_get_answer (view), 0, 0)->count;
  g_autofree char *where = NULL;

  g_assert_true (tw_chart_canvas_key (canvas, GDK_KEY_Home));
  g_assert_true (tw_chart_canvas_key (canvas, GDK_KEY_Return));
  tw_app_test_wait (shows_list, fixture->window);
  where = tw_view_state_dup_where (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))));
  g_assert_cmpint (tw_app_test_count (fixture, "deal", where), ==, wanted);
}

/* What the chart shows is kept in a saved view. */
static void
test_saved (TwAppTest    *fixture,
            gconstpointer data)
{
  static const char *const kept = "{\"chart\": \"pie\", \"figure\": {\"entity\": \"deal\", \"aggregate\": \"count\", \"by\": \"priority\"}}";
  g_autoptr(TwViewState) state = tw_view_state_new (fixture->workspace, tw_app_test_entity (fixture, "deal")), again = NULL;
  g_autoptr(GError) error = NULL;

  tw_view_state_set_presentation (state, "chart");
  tw_view_state_set_chart (state, kept);
  g_assert_true (tw_saved_view_save (state, "By priority", FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (tw_view_state_get_changed (state));
  again = tw_saved_view_load (fixture->workspace, tw_view_state_get_saved_view (state), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_view_state_get_presentation (again), ==, "chart");
  g_assert_nonnull (strstr (tw_view_state_get_chart (again), "priority"));
  tw_view_state_set_chart (state, NULL);
  g_assert_true (tw_view_state_get_changed (state));
}

static gboolean
shows_empty (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "empty") == 0;
}

static gboolean
shows_chart (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "chart") == 0;
}

/* A view without records says so, with the button that helps, and not axes without anything on them. */
static void
test_empty (TwAppTest    *fixture,
            gconstpointer data)
{
  TwViewPage *page = NULL;
  GtkStack *stack = NULL;

  tw_app_test_open_view (fixture, "deal", "chart");
  page = TW_VIEW_PAGE (tw_window_get_page (fixture->window));
  stack = GTK_STACK (gtk_widget_get_ancestor (tw_app_test_find (page, TW_TYPE_FIGURE_VIEW), GTK_TYPE_STACK));
  tw_app_test_wait (shows_chart, stack);
  tw_view_state_add_condition (tw_view_page_get_state (page), "amount < 0 USD", NULL);
  tw_app_test_wait (shows_empty, stack);
  g_assert_cmpstr (adw_status_page_get_title (tw_app_test_find (stack, ADW_TYPE_STATUS_PAGE)), ==, "Nothing Matches");
  tw_app_test_activate (page, "view.clear-filters", NULL);
  tw_app_test_wait (shows_chart, stack);
}

/* --- A real pointer --- */

static TwChartCanvas *
show_choice (TwAppTest   *fixture,
             const char  *choice,
             TwChartPage **page)
{
  *page = tw_chart_test_open (fixture);
  if (choice != NULL)
    {
      tw_view_state_set_chart (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))), choice);
      tw_app_test_wait (tw_chart_test_has_answer, tw_chart_page_get_view (*page));
      tw_app_test_settle ();
    }
  return tw_chart_view_get_canvas (tw_figure_view_get_chart (tw_chart_page_get_view (*page)));
}

typedef struct
{
  TwChartCanvas *canvas;
  const char    *words;
} Read;

static gboolean
is_read (gpointer data)
{
  const Read *read = data;

  return g_str_equal (tw_chart_canvas_get_words (read->canvas), read->words);
}

/* Four of the twelve deals. */
static void
make_high (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Four are high");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[i], &error);

      g_assert_true (tw_record_set_text (record, "priority", "high", &error));
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* The pointer reads out what it is at; what is beside all bars opens nothing, a click on a bar opens just its records: on each of two. */
static void
test_pointer (TwAppTest    *fixture,
              gconstpointer data)
{
  gint64 n = 0;

  make_high (fixture);
  for (int category = 0; category < 2; category++)
    {
      TwChartPage *page = NULL;
      TwChartCanvas *canvas = show_choice (fixture, "{\"chart\": \"bar\", \"figure\": {\"entity\": \"deal\", \"aggregate\": \"count\","
                                                    " \"by\": \"priority\"}}", &page);
      TwFigureAnswer *answer = tw_figure_view_get_answer (tw_chart_page_get_view (page));
      gint64 wanted = tw_figure_answer_get (answer, (guint) category, 0)->count;
      TwChartPlan *plan = tw_chart_canvas_get_plan (canvas);
      TwChartDatum datum = { 0, category };
      g_autofree char *words = tw_chart_plan_dup_words (plan, &datum), *where = NULL;
      cairo_rectangle_t place;

      g_assert_true (tw_chart_plan_find (plan, &datum, &place));
      tw_pointer_do (canvas, 2, 2, "click 1");
      tw_app_test_settle ();
      g_assert_true (gtk_widget_is_ancestor (GTK_WIDGET (page), GTK_WIDGET (tw_window_get_page (fixture->window))));
      tw_pointer_do (canvas, place.x + place.width / 2, place.y + place.height / 2, "sleep 0.05");
      tw_app_test_wait (is_read, &(Read) { canvas, words });
      tw_pointer_do (canvas, place.x + place.width / 2, place.y + place.height / 2, "click 1");
      tw_app_test_wait (shows_list, fixture->window);
      where = tw_view_state_dup_where (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))));
      g_assert_cmpint (tw_app_test_count (fixture, "deal", where), ==, wanted);
      n += wanted;
    }
  g_assert_cmpint (n, ==, 12);
}

/* Who presses on a bar and lets go elsewhere has thought better of it: also on another bar, also outside. */
static void
test_pointer_away (TwAppTest    *fixture,
                   gconstpointer data)
{
  static const char *const ways[] = {
    "mousedown 1 sleep 0.05 mousemove_relative 0 30 sleep 0.05 mouseup 1", "mousedown 1 sleep 0.05 mousemove_relative 0 900 sleep 0.05 mouseup 1",
  };
  TwChartPage *page = (make_high (fixture), NULL);
  TwChartCanvas *canvas = show_choice (fixture, "{\"chart\": \"bar\", \"figure\": {\"entity\": \"deal\", \"aggregate\": \"count\","
                                                " \"by\": \"priority\"}}", &page);
  TwWindowPage *before = tw_window_get_page (fixture->window);
  TwChartDatum datum = { 0, 1 };
  cairo_rectangle_t place;

  g_assert_true (tw_chart_plan_find (tw_chart_canvas_get_plan (canvas), &datum, &place));
  g_assert_cmpfloat (place.height, >, 60);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      tw_pointer_do (canvas, place.x + place.width / 2, place.y + 20, ways[i]);
      tw_app_test_settle ();
      g_assert_true (tw_window_get_page (fixture->window) == before);
    }
  tw_pointer_do (canvas, place.x + place.width / 2, place.y + 20, "mousedown 1 sleep 0.05 mousemove_relative 1 1 sleep 0.05 mouseup 1");
  tw_app_test_wait (shows_list, fixture->window);
}

static gboolean
is_hidden (gpointer canvas)
{
  return tw_chart_get_hidden (tw_chart_canvas_get_chart (canvas), 0);
}

static gboolean
is_not_hidden (gpointer canvas)
{
  return !is_hidden (canvas);
}

/* A click on a name of the legend takes its series out, another one brings it back. */
static void
test_pointer_legend (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwChartPage *page = (make_high (fixture), NULL);
  TwChartCanvas *canvas = show_choice (fixture, "{\"chart\": \"stacked\", \"figure\": {\"entity\": \"deal\", \"aggregate\": \"count\","
                                                " \"by\": \"stage\", \"then\": \"priority\"}}", &page);
  TwChartPlan *plan = tw_chart_canvas_get_plan (canvas);
  int x = 0, y = 0, width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));

  g_assert_cmpuint (tw_chart_get_n_series (tw_chart_canvas_get_chart (canvas)), ==, 2);
  while (y < height && tw_chart_plan_hit_legend (plan, x, y) != 0)
    {
      y += x + 1 >= width;
      x = (x + 1) % width;
    }
  g_assert_cmpint (y, <, height);
  tw_pointer_do (canvas, x + 3, y + 3, "click 1");
  tw_app_test_wait (is_hidden, canvas);
  tw_pointer_do (canvas, x + 3, y + 3, "click 1");
  tw_app_test_wait (is_not_hidden, canvas);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/charts/chart", test_chart);
  tw_app_test_add ("/app/charts/open", test_open);
  tw_app_test_add ("/app/charts/saved", test_saved);
  tw_app_test_add ("/app/charts/empty", test_empty);
  tw_app_test_add ("/app/charts/pointer", test_pointer);
  tw_app_test_add ("/app/charts/pointer-away", test_pointer_away);
  tw_app_test_add ("/app/charts/pointer-legend", test_pointer_legend);
  return g_test_run ();
}
