/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dashboards arranged with a real pointer: tiles are dragged by their middle and stretched by their corner. */
#include "config.h"

#include <string.h>

#include "tw-chart-test.h"

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
  int step = (gtk_widget_get_width (GTK_WIDGET (tw_dashboard_page_get_grid (page))) + 12) / TW_GRID_COLUMNS / 4;

  tw_app_test_activate (page, "dashboard.arranging", NULL);
  tw_app_test_settle ();
  back = g_strdup_printf (" mousemove_relative -- %d 0 sleep 0.03 mousemove_relative -- %d 0 sleep 0.03", -8 * step, -4 * step);
  drag (page, tile, gtk_widget_get_width (tile) / 2, gtk_widget_get_height (tile) / 2, 3, 0, back);
  tw_app_test_settle ();
  g_assert_cmpmem (before->data, before->len * sizeof (TwGridPlace), places->data, places->len * sizeof (TwGridPlace));
  after = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (after, ==, title);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add_case ("/app/dashboards-hand/drag", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_pointer);
  tw_app_test_add_case ("/app/dashboards-hand/right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_pointer);
  tw_app_test_add ("/app/dashboards-hand/back", test_pointer_back);
  return g_test_run ();
}
