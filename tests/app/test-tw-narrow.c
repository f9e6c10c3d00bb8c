/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window as narrow as a phone shows: words of events in narrow days, and facets that a finger can choose. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-calendar-canvas-private.h"
#include "tw-calendar-test.h"
#include "tw-calendar-view.h"
#include "tw-facet-panel.h"
#include "tw-record-page.h"
#include "tw-search-page.h"

#define FINGER     34                                  /* pixels that a touched row has at least */
#define LOW_HEIGHT 480
#define MAX_WIDTH  160                                 /* pixels of an event, from which on its words have room in any case */

typedef struct
{
  TwAppTest    *fixture;
  TwFacetPanel *panel;                                 /* of the popover */
} Over;

/* The page has another one, which a wide window shows beside what was found. */
static TwFacetPanel *
find_over (GtkWidget *widget)
{
  TwFacetPanel *found = NULL;

  if (TW_IS_FACET_PANEL (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) != NULL)
    return TW_FACET_PANEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_over (child);
  return found;
}

/* Those of a facet that divides nothing are not shown. */
static GtkWidget *
find_check (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_CHECK_BUTTON (widget) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_check (child);
  return found;
}

static gboolean
is_over (gpointer data)
{
  Over *over = data;

  over->panel = find_over (GTK_WIDGET (tw_window_get_page (over->fixture->window)));
  return over->panel != NULL && gtk_widget_get_mapped (GTK_WIDGET (over->panel)) && !tw_facet_panel_get_loading (over->panel);
}

static gboolean
is_settled (gpointer data)
{
  return !tw_search_state_is_busy (data) && !tw_search_state_is_counting (data);
}

static gboolean
is_low (gpointer data)
{
  gtk_window_set_default_size (data, 360, LOW_HEIGHT);
  return gtk_widget_get_height (GTK_WIDGET (tw_window_get_page (data))) <= LOW_HEIGHT;
}

static void
close_over (Over *over)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_native (GTK_WIDGET (over->panel))));
  tw_app_test_settle ();
}

/* Facets stand over what was found: rows for a finger, and no higher than the window. */
static void
test_facets (TwAppTest    *fixture,
             gconstpointer data)
{
  Over over = { fixture, NULL };
  TwSearchState *state = NULL;
  GtkWidget *check = NULL;

  tw_app_test_activate (fixture->window, "win.search-for", "s", "deal");
  state = tw_search_page_get_state (TW_SEARCH_PAGE (tw_window_get_page (fixture->window)));
  tw_app_test_wait (is_settled, state);
  tw_search_state_set_kind (state, "deal");
  tw_app_test_wait (is_settled, state);
  tw_app_test_narrow (fixture);
  tw_app_test_wait (is_low, fixture->window);
  tw_app_test_settle ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "search.narrow-down", NULL);
  tw_app_test_wait (is_over, &over);
  tw_app_test_settle ();
  check = find_check (GTK_WIDGET (over.panel));
  g_assert_nonnull (check);
  g_assert_cmpint (gtk_widget_get_height (check), >=, FINGER);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (gtk_widget_get_native (check))), <=, LOW_HEIGHT);
  close_over (&over);
}

static gboolean
is_told (gpointer data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (data); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_told (child) || (GTK_IS_LABEL (child) && gtk_widget_get_mapped (child) && strstr (gtk_label_get_label (GTK_LABEL (child)), "nothing") != NULL))
      return TRUE;
  return FALSE;
}

/* Where there is nothing the facets say so, and are no empty box. */
static void
test_no_facets (TwAppTest    *fixture,
                gconstpointer data)
{
  Over over = { fixture, NULL };

  tw_app_test_open_view (fixture, "campaign", "list");
  tw_app_test_narrow (fixture);
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.facets", NULL);
  tw_app_test_wait (is_over, &over);
  tw_app_test_wait (is_told, over.panel);
  close_over (&over);
}

static gboolean
has_words (GskRenderNode *node)
{
  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_TEXT_NODE:
      return TRUE;
    case GSK_TRANSFORM_NODE:
      return has_words (gsk_transform_node_get_child (node));
    case GSK_CLIP_NODE:
      return has_words (gsk_clip_node_get_child (node));
    case GSK_OPACITY_NODE:
      return has_words (gsk_opacity_node_get_child (node));
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        if (has_words (gsk_container_node_get_child (node, i)))
          return TRUE;
      return FALSE;
    default:
      return FALSE;
    }
}

static gboolean
draws_words (TwCalendarCanvas    *canvas,
             const TwCalendarBox *box,
             int                  width)
{
  TwCalendarBox narrow = *box;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;
  gboolean found = FALSE;

  narrow.width = width;
  tw_calendar_canvas_draw_box (canvas, snapshot, &narrow);
  node = gtk_snapshot_free_to_node (snapshot);
  found = node != NULL && has_words (node);
  g_clear_pointer (&node, gsk_render_node_unref);
  return found;
}

/* A pixel more does not take an event's words: days of a month differ by one, and every second one had only a picture. */
static void
test_words (TwAppTest    *fixture,
            gconstpointer data)
{
  static const char *const views[] = { "month", "week", "day" };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      TwCalendarTest calendar = tw_calendar_test_open (fixture, views[i]);
      TwId id = tw_calendar_test_add_meeting (fixture, "Harbour walk", calendar.day, 600, 660, NULL);
      const TwCalendarBox *box = NULL;
      gboolean words = FALSE;

      tw_calendar_test_wait_read (calendar.canvas);
      tw_calendar_test_find_event (calendar.canvas, &id);
      for (guint b = 0; b < tw_calendar_canvas_get_private (calendar.canvas)->boxes->len && box == NULL; b++)
        {
          const TwCalendarBox *other = &g_array_index (tw_calendar_canvas_get_private (calendar.canvas)->boxes, TwCalendarBox, b);

          box = other->item != NULL && tw_id_equal (&other->item->occurrence->id, &id) ? other : NULL;
        }
      g_assert_nonnull (box);
      for (int width = 10; width <= MAX_WIDTH; width++)
        {
          gboolean now = draws_words (calendar.canvas, box, width);

          if (words && !now)
            g_error ("%s: %d pixels have no words, and fewer have", views[i], width);
          words = now;
        }
      g_assert_true (words);
    }
}

/* A sentence that would be cut is a number, and is there as a whole for whoever asks. */
static void
test_month (TwAppTest    *fixture,
            gconstpointer data)
{
  TwCalendarView *view = NULL;
  GtkLabel *figures = NULL;

  tw_app_test_open_view (fixture, "deal", "calendar");
  tw_app_test_narrow (fixture);
  tw_app_test_settle ();
  view = tw_app_test_find (fixture->window, TW_TYPE_CALENDAR_VIEW);
  figures = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (view), TW_TYPE_CALENDAR_VIEW, "figures"));
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (figures)));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (figures)), "in this month"));
}

static gboolean
is_editing (gpointer data)
{
  return tw_record_field_is_editing (data);
}

/* A record that is opened to be edited is edited, also where its details become a tab meanwhile. */
static void
test_edit (TwAppTest    *fixture,
           gconstpointer data)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  TwRecordField *field = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_narrow (fixture);
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[0], id), "name");
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  field = tw_record_details_get_field (tw_record_page_get_details (TW_RECORD_PAGE (tw_window_get_page (fixture->window))), "name");
  tw_app_test_settle ();
  tw_app_test_narrow (fixture);
  tw_app_test_settle ();
  g_assert_true (is_editing (field));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/narrow/facets", test_facets);
  tw_app_test_add ("/app/narrow/no-facets", test_no_facets);
  tw_app_test_add ("/app/narrow/words", test_words);
  tw_app_test_add ("/app/narrow/month", test_month);
  tw_app_test_add ("/app/narrow/edit", test_edit);
  return g_test_run ();
}
