/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kind of record with a thousand fields of a site's own: what shows fields stays as quick as it was. */
#include "config.h"

#include <time.h>

#include "tw-column-chooser.h"
#include "tw-field-row.h"
#include "tw-list-test.h"

static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

/* Of every kind that people define most. */
static void
define_thousand (TwAppTest *fixture)
{
  static const char *const kinds[] = { "\"text\"", "\"integer\"", "\"boolean\"", "\"date\"",
                                       "\"enum\", \"choices\": [{\"key\": \"a\", \"label\": \"A\"}, {\"key\": \"b\", \"label\": \"B\"}]" };
  g_autoptr(GString) json = g_string_new ("[{\"revision\": 1}");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (json, ", {\"field\": {\"entity\": \"deal\", \"number\": %u, \"key\": \"own_%u\", \"label\": \"Own %u\", "
                            "\"section\": \"main\", \"kind\": %s}}", 10000 + i, i, i, kinds[i % G_N_ELEMENTS (kinds)]);
  g_string_append_c (json, ']');
  tw_app_test_define (fixture, json->str);
}

/* What it takes is printed; what is checked is how much is made, which does not depend on who else is at work. */
static void
took (const char *what,
      double     *since)
{
  double now = get_cpu_ms ();

  g_test_message ("%s: %.0f ms", what, now - *since);
  *since = now;
}

static guint
count_widgets (GtkWidget *widget)
{
  guint n = 1;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child);
  return n;
}

/* The last of them is a column, orders, filters, and has its choices counted. */
static void
test_list (TwAppTest    *fixture,
           gconstpointer data)
{
  const char *columns[] = { "name", "own_999", "own_996", NULL };
  TwViewState *state = NULL;
  double since;

  define_thousand (fixture);
  since = get_cpu_ms ();
  tw_list_test_open_list (fixture, "deal", 12);
  state = tw_list_test_get_state (fixture);
  tw_view_state_set_columns (state, columns);
  tw_app_test_settle ();
  took ("the list", &since);
  g_assert_true (tw_view_state_set_sort (state, "-own_996,own_998", NULL));
  g_assert_true (tw_view_state_add_condition (state, "own_999 is empty", NULL));
  tw_list_test_wait_for_items (fixture, 12);
  tw_list_view_tick (tw_list_test_get_list (fixture), 0, FALSE);
  tw_list_test_apply (fixture, "view.edit-selected", "own_999", tw_value_enum ("b"));
  tw_list_test_wait_for_items (fixture, 11);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.facets", NULL);
  tw_app_test_settle ();
  took ("order, filter, change, facets", &since);
  g_assert_cmpuint (count_widgets (GTK_WIDGET (fixture->window)), <, 6000);
}

static guint
count_listed (TwColumnChooser *chooser)
{
  GtkListView *list = tw_app_test_find (chooser, GTK_TYPE_LIST_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list)));
}

/* Any of them is found and made a column, without a widget for each. */
static void
test_chooser (TwAppTest    *fixture,
              gconstpointer data)
{
  TwColumnChooser *chooser = NULL;
  GtkListView *list = NULL;
  GtkEditable *entry = NULL;
  TwViewState *state = NULL;
  guint n_columns;
  double since;

  define_thousand (fixture);
  tw_list_test_open_list (fixture, "deal", 12);
  state = tw_list_test_get_state (fixture);
  n_columns = g_strv_length ((char **) tw_view_state_get_columns (state));
  since = get_cpu_ms ();
  chooser = tw_column_chooser_new (GTK_WINDOW (fixture->window), state);
  gtk_window_present (GTK_WINDOW (chooser));
  tw_app_test_settle ();
  took ("the chooser of columns", &since);
  g_assert_cmpuint (count_listed (chooser), >, 1000);
  g_assert_cmpuint (count_widgets (GTK_WIDGET (chooser)), <, 3000);
  list = tw_app_test_find (chooser, GTK_TYPE_LIST_VIEW);
  entry = tw_app_test_find (chooser, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (entry, "OWN 999");
  tw_app_test_settle ();
  g_assert_cmpuint (count_listed (chooser), ==, 1);
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpstr (tw_view_state_get_columns (state)[n_columns], ==, "own_999");
  gtk_editable_set_text (entry, "");
  tw_app_test_settle ();
  /* It stands behind the others now; activated again it is no column any more. */
  g_signal_emit_by_name (list, "activate", n_columns);
  g_assert_cmpuint (g_strv_length ((char **) tw_view_state_get_columns (state)), ==, n_columns);
  gtk_window_close (GTK_WINDOW (chooser));
  tw_app_test_settle ();
}

static GtkListBoxRow *
get_editor_row (gpointer window,
                int      i)
{
  GtkWidget *row = tw_app_test_find (tw_window_get_page (window), TW_TYPE_FIELD_ROW);

  return row != NULL ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (gtk_widget_get_parent (row)), i) : NULL;
}

static gboolean
has_first_row (gpointer window)
{
  return get_editor_row (window, 0) != NULL;
}

/* Scrolls to the end, which goes away as long as there is more. */
static gboolean
has_more_rows (gpointer window)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (get_editor_row (window, 0)), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return get_editor_row (window, 250) != NULL;
}

/* The editor of fields shows the first ones, and the others when somebody comes near them. */
static void
test_editor (TwAppTest    *fixture,
             gconstpointer data)
{
  double since;

  define_thousand (fixture);
  tw_list_test_open_list (fixture, "deal", 12);
  since = get_cpu_ms ();
  tw_app_test_activate (fixture->window, "win.show-fields", NULL);
  tw_app_test_wait (has_first_row, fixture->window);
  took ("the editor of fields, until it can be used", &since);
  g_assert_null (get_editor_row (fixture->window, 150));
  tw_app_test_wait (has_more_rows, fixture->window);
  took ("two hundred more rows", &since);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/many-fields/list", test_list);
  tw_app_test_add ("/app/many-fields/chooser", test_chooser);
  tw_app_test_add ("/app/many-fields/editor", test_editor);
  return g_test_run ();
}
