/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of reports and dashboards: offered ones, own ones between two days, so many up to today. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-dashboard-page.h"
#include "tw-days-list.h"
#include "tw-report-page.h"

#define DEALS "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"period\": \"created_at\"}"

static gboolean
is_calm (gpointer page)
{
  return !tw_report_answer_is_busy (tw_report_page_get_answer (page));
}

static void
type_in (GtkWidget  *widget,
         const char *const *texts,
         guint      *n)
{
  if (ADW_IS_ENTRY_ROW (widget))
    {
      gtk_editable_set_text (GTK_EDITABLE (widget), texts[(*n)++]);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    type_in (child, texts, n);
}

/* Chooses the last entry, own days, and answers what is asked. */
static void
choose_own (GtkDropDown *list,
            const char  *from,
            const char  *to,
            const char  *days)
{
  const char *const texts[] = { from, to, days };
  AdwMessageDialog *dialog = NULL;
  guint n = 0;

  gtk_drop_down_set_selected (list, g_list_model_get_n_items (gtk_drop_down_get_model (list)) - 1);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  type_in (GTK_WIDGET (dialog), texts, &n);
  g_assert_cmpuint (n, ==, 3);
  adw_message_dialog_response (dialog, "show");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_null (tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static const char *
get_shown (GtkDropDown *list)
{
  return gtk_string_object_get_string (gtk_drop_down_get_selected_item (list));
}

static void
test_report (TwAppTest    *fixture,
             gconstpointer data)
{
  TwReportPage *page = NULL;
  TwReportState *state = NULL;
  GtkDropDown *list = NULL;
  guint n_offered = 0;

  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  tw_app_test_activate (fixture->window, "win.design-report", "(ss)", DEALS, "Mine");
  page = TW_REPORT_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (is_calm, page);
  state = tw_report_page_get_state (page);
  list = GTK_DROP_DOWN (gtk_widget_get_template_child (GTK_WIDGET (page), TW_TYPE_REPORT_PAGE, "ranges"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list)));
  n_offered = g_list_model_get_n_items (gtk_drop_down_get_model (list));
  g_assert_cmpstr (get_shown (list), ==, "Any Day");
  gtk_drop_down_set_selected (list, 1);
  g_assert_cmpstr (tw_report_state_get_range (state), ==, "7 days");
  choose_own (list, "2026-03-01", "2026-03-31", "");
  g_assert_cmpstr (tw_report_state_get_range (state), ==, "2026-03-01..2026-03-31");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (list)), ==, n_offered + 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (list), ==, n_offered - 1);
  /* Chosen once more: asked again, with one entry for them still. */
  choose_own (list, "", "", "45");
  g_assert_cmpstr (tw_report_state_get_range (state), ==, "45 days");
  g_assert_cmpstr (get_shown (list), ==, "Last 45 Days");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (list)), ==, n_offered + 1);
  /* What are no days is told, and the former ones stay. */
  choose_own (list, "2026-03-31", "2026-03-01", "");
  g_assert_cmpstr (tw_report_state_get_range (state), ==, "45 days");
  g_assert_cmpstr (get_shown (list), ==, "Last 45 Days");
  gtk_drop_down_set_selected (list, 0);
  g_assert_null (tw_report_state_get_range (state));
  gtk_drop_down_set_selected (list, n_offered - 1);
  g_assert_cmpstr (tw_report_state_get_range (state), ==, "45 days");
  tw_app_test_wait (is_calm, page);
}

/* Own days can be changed while they hold. */
static void
test_dashboard (TwAppTest    *fixture,
                gconstpointer data)
{
  TwDashboardPage *page = NULL;
  GtkDropDown *list = NULL;

  tw_app_test_activate (fixture->window, "win.show-dashboards", NULL);
  page = TW_DASHBOARD_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_settle ();
  list = GTK_DROP_DOWN (gtk_widget_get_template_child (GTK_WIDGET (page), TW_TYPE_DASHBOARD_PAGE, "ranges"));
  choose_own (list, "", "", "12");
  g_assert_cmpstr (get_shown (list), ==, "Last 12 Days");
  choose_own (list, "", "", "13");
  g_assert_cmpstr (get_shown (list), ==, "Last 13 Days");
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/report-days/report", test_report);
  tw_app_test_add ("/app/report-days/dashboard", test_dashboard);
  return g_test_run ();
}
