/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dashboards arranged with a real pointer: tiles are dragged by their middle and stretched by their corner. */
#include "config.h"

#include <string.h>

#include "tw-chart-test.h"

#include "tw-date-text.h"
#include "tw-days-list.h"
#include "tw-pointer.h"

typedef struct
{
  TwDashboardPage *page;
  GtkWidget       *tile;
  TwGridPlace      place;
} Wanted;

static TwGridPlace
get_place (TwDashboardPage *page,
           GtkWidget       *tile)
{
  GArray *places = tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page));

  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, TwGridPlace, i).tile == tile)
      return g_array_index (places, TwGridPlace, i);
  g_assert_not_reached ();
}

static gboolean
is_same (const TwGridPlace *a,
         const TwGridPlace *b)
{
  return a->column == b->column && a->row == b->row && a->width == b->width && a->height == b->height;
}

static gboolean
is_at (gpointer data)
{
  const Wanted *wanted = data;
  TwGridPlace place = get_place (wanted->page, wanted->tile);

  return tw_chart_test_is_calm (wanted->page) && is_same (&place, &wanted->place);
}

/* On the screen and in the store: while a hand drags, what is shown goes before. */
static gboolean
is_stored_at (gpointer data)
{
  const Wanted *wanted = data;
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (wanted->page)));
  g_autoptr(GPtrArray) widgets = tw_dashboard_list_widgets (store, &tw_dashboard_page_get_dashboard (wanted->page)->id, NULL);

  for (guint i = 0; i < widgets->len; i++)
    {
      const TwDashboardWidget *widget = g_ptr_array_index (widgets, i);

      if (tw_id_equal (&widget->id, g_object_get_data (G_OBJECT (wanted->tile), "id")))
        return is_at (data) && is_same (&widget->place, &wanted->place);
    }
  return FALSE;
}

/* By so many columns and rows, in a few steps, as a hand does. */
static void
drag (TwDashboardPage *page,
      GtkWidget       *tile,
      double           x,
      double           y,
      double           columns,
      double           rows,
      const char      *last)
{
  GtkWidget *grid = GTK_WIDGET (tw_dashboard_page_get_grid (page));
  int step_x = (int) (columns * (gtk_widget_get_width (grid) + 12.0) / TW_GRID_COLUMNS / 4), step_y = (int) (rows * 84 / 4);
  g_autoptr(GString) words = g_string_new ("mousedown 1 sleep 0.05");

  for (guint i = 0; i < 4; i++)
    g_string_append_printf (words, " mousemove_relative -- %d %d sleep 0.03", step_x, step_y);
  g_string_append_printf (words, "%s mouseup 1", last);
  tw_pointer_do (tile, x, y, words->str);
}

static void
check_no_overlap (TwDashboardPage *page)
{
  GArray *places = tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page));

  for (guint i = 0; i < places->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const TwGridPlace *a = &g_array_index (places, TwGridPlace, i), *b = &g_array_index (places, TwGridPlace, j);

        g_assert_true (a->column + a->width <= b->column || b->column + b->width <= a->column
                       || a->row + a->height <= b->row || b->row + b->height <= a->row);
      }
}

static GtkWidget *
get_first_tile (TwDashboardPage *page)
{
  GArray *places = tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page));

  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, TwGridPlace, i).column == 0 && g_array_index (places, TwGridPlace, i).row == 0)
      return g_array_index (places, TwGridPlace, i).tile;
  g_assert_not_reached ();
}

typedef struct
{
  GtkWidget  *widget;
  const char *name;
} Cursor;

static gboolean
has_cursor (gpointer data)
{
  const Cursor *cursor = data;
  GdkCursor *now = gtk_widget_get_cursor (cursor->widget);

  return now != NULL && g_strcmp0 (gdk_cursor_get_name (now), cursor->name) == 0;
}

/* A tile is dragged by its middle and stretched by its corner, in both directions of reading; what was in the way goes out of it; both are
 * kept, and each is one step back. A tile that is not arranged is not dragged. */
static void
test_pointer (TwAppTest    *fixture,
              gconstpointer data)
{
  gboolean rtl = GPOINTER_TO_INT (data) == GTK_TEXT_DIR_RTL;
  int way = rtl ? -1 : 1;
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  GtkWidget *tile = get_first_tile (page);
  TwGridPlace before = get_place (page, tile);
  Wanted wanted = { page, tile, before };
  g_autofree char *title = NULL;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (data));
  tw_app_test_settle ();
  drag (page, tile, gtk_widget_get_width (tile) / 2, 20, 3 * way, 0, "");
  tw_app_test_wait (is_at, &wanted);
  g_assert_true (tw_window_get_page (fixture->window) == TW_WINDOW_PAGE (page));
  tw_app_test_activate (page, "dashboard.arranging", NULL);
  tw_app_test_settle ();
  drag (page, tile, gtk_widget_get_width (tile) / 2, gtk_widget_get_height (tile) / 2, 3 * way, 0, "");
  wanted.place.column += 3;
  tw_app_test_wait (is_stored_at, &wanted);
  check_no_overlap (page);
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, "Arrange the dashboard");
  tw_pointer_do (tile, gtk_widget_get_width (tile) / 2, gtk_widget_get_height (tile) / 2, "sleep 0.02");
  tw_app_test_wait (has_cursor, &(Cursor) { GTK_WIDGET (tw_dashboard_page_get_grid (page)), "grab" });
  tw_pointer_do (tile, rtl ? 0 : gtk_widget_get_width (tile), gtk_widget_get_height (tile), "sleep 0.02");
  tw_app_test_wait (has_cursor, &(Cursor) { GTK_WIDGET (tw_dashboard_page_get_grid (page)), rtl ? "sw-resize" : "se-resize" });
  tw_app_test_shot (fixture->window, rtl ? "dashboard-arranging-rtl" : "dashboard-arranging");
  drag (page, tile, rtl ? 0 : gtk_widget_get_width (tile), gtk_widget_get_height (tile), 2 * way, 1, "");
  wanted.place.width += 2;
  wanted.place.height += 1;
  tw_app_test_wait (is_stored_at, &wanted);
  check_no_overlap (page);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wanted.place.width -= 2;
  wanted.place.height -= 1;
  tw_app_test_wait (is_stored_at, &wanted);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wanted.place = before;
  tw_app_test_wait (is_stored_at, &wanted);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* A hand that goes back before it lets go changes nothing, and others that made room come back. */
static void
test_pointer_back (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwDashboardPage *page = tw_chart_test_open_ready (fixture);
  GtkWidget *tile = get_first_tile (page);
  GArray *places = tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page));
  g_autoptr(GArray) before = g_array_copy (places);
  g_autofree char *title = tw_store_dup_undo_title (fixture->store), *after = NULL;
  g_autofree char *back = NULL;
  int step = 0;

  tw_app_test_activate (page, "dashboard.arranging", NULL);
  tw_app_test_settle ();
  /* Of a page that was not drawn yet it would be 0. */
  step = (gtk_widget_get_width (GTK_WIDGET (tw_dashboard_page_get_grid (page))) + 12) / TW_GRID_COLUMNS / 4;
  g_assert_cmpint (step, >, 0);
  back = g_strdup_printf (" mousemove_relative -- %d 0 sleep 0.03 mousemove_relative -- %d 0 sleep 0.03", -8 * step, -4 * step);
  drag (page, tile, gtk_widget_get_width (tile) / 2, gtk_widget_get_height (tile) / 2, 3, 0, back);
  tw_app_test_settle ();
  g_assert_cmpmem (before->data, before->len * sizeof (TwGridPlace), places->data, places->len * sizeof (TwGridPlace));
  after = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (after, ==, title);
}

/* --- Own days --- */

static void
keep_period_cb (GtkWidget  *near,
                const char *period)
{
  g_object_set_data_full (G_OBJECT (near), "period", g_strdup (period), g_free);
}

/* What a calendar has of its days. */
static GtkWidget *
find_day (GtkWidget  *widget,
          const char *number)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, "day-number") && !gtk_widget_has_css_class (widget, "other-month")
      && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), number))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_day (child, number);
  return found;
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static gboolean
is_unmapped (gpointer widget)
{
  return !gtk_widget_get_mapped (widget);
}

static void
press_key (GtkWidget  *widget,
           const char *words)
{
  tw_pointer_do (widget, 1, 1, words);
}

static char *
dup_shown (GtkCalendar *calendar)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (calendar);
  TwDate date;

  g_assert_true (tw_date_from_ymd (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), &date));
  return tw_date_text_write (date, NULL);
}

/* The day of another month with the same number is a choice like any other, and turning the pages is none. */
static void
test_own_days (TwAppTest    *fixture,
               gconstpointer data)
{
  AdwMessageDialog *dialog = NULL;
  GtkEditable *first = NULL;
  GtkCalendar *calendar = NULL;
  GtkWidget *popover = NULL, *day = NULL;
  g_autoptr(GDateTime) march = g_date_time_new_local (2026, 3, 28, 12, 0, 0);
  g_autofree char *picked = NULL, *former = NULL, *next = NULL;
  TwDate february;

  tw_days_ask (GTK_WIDGET (fixture->window), fixture->store, "2026-03-31..2026-04-30", keep_period_cb);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  tw_app_test_wait (is_mapped, dialog);
  tw_app_test_settle ();
  first = GTK_EDITABLE (tw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW));
  calendar = GTK_CALENDAR (tw_app_test_find (first, GTK_TYPE_CALENDAR));
  popover = gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER);
  gtk_popover_popup (GTK_POPOVER (popover));
  tw_app_test_wait (is_mapped, calendar);
  gtk_calendar_select_day (calendar, march);
  /* The month before is turned to: the calendar stays, and nothing is picked. */
  former = g_strdup (gtk_editable_get_text (first));
  g_signal_emit_by_name (tw_app_test_find (calendar, GTK_TYPE_BUTTON), "clicked");
  tw_app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (calendar)));
  g_assert_cmpstr (gtk_editable_get_text (first), ==, former);
  day = find_day (GTK_WIDGET (calendar), "28");
  tw_pointer_do (day, gtk_widget_get_width (day) / 2, gtk_widget_get_height (day) / 2, "click 1");
  tw_app_test_wait (is_unmapped, calendar);
  g_assert_true (tw_date_from_ymd (2026, 2, 28, &february));
  picked = tw_date_text_write (february, NULL);
  g_assert_cmpstr (gtk_editable_get_text (first), ==, picked);
  /* With the keyboard: the arrows move, Return is nothing, the space bar picks. */
  gtk_popover_popup (GTK_POPOVER (popover));
  tw_app_test_wait (is_mapped, calendar);
  gtk_widget_grab_focus (GTK_WIDGET (calendar));
  press_key (GTK_WIDGET (calendar), "key Right key Return");
  tw_app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (calendar)));
  g_assert_cmpstr (gtk_editable_get_text (first), ==, picked);
  press_key (GTK_WIDGET (calendar), "key space");
  tw_app_test_wait (is_unmapped, calendar);
  next = dup_shown (calendar);
  g_assert_cmpstr (gtk_editable_get_text (first), ==, next);
  g_assert_cmpstr (next, !=, picked);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add_case ("/app/dashboards-hand/drag", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_pointer);
  tw_app_test_add_case ("/app/dashboards-hand/right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_pointer);
  tw_app_test_add ("/app/dashboards-hand/back", test_pointer_back);
  tw_app_test_add ("/app/dashboards-hand/own-days", test_own_days);
  return g_test_run ();
}
