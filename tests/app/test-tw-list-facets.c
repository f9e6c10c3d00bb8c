/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel of facets beside a list: what is counted, in which order, and what choosing from it does. */
#include "tw-app-test.h"

#include "tw-facet-conditions.h"
#include "tw-facet-count.h"
#include "tw-facet-panel.h"
#include "tw-group-text.h"
#include "tw-late-spinner.h"
#include "tw-list-test.h"

/* Of all deals. The caller owns it. */
static TwFacetPanel *
open_counted (TwAppTest *fixture)
{
  TwFacetPanel *panel = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  panel = TW_FACET_PANEL (g_object_ref_sink (tw_facet_panel_new (tw_list_test_get_state (fixture))));
  tw_app_test_wait (tw_list_test_is_counted, panel);
  return panel;
}

static void
test_facets (TwAppTest    *fixture,
             gconstpointer data)
{
  TwFacetPanel *panel = open_counted (fixture);

  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "High"), ==, 3);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "Low"), ==, 9);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "company", "Beta Works"), ==, 6);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "close_date", "No Close date"), ==, 12);
  g_assert_true (tw_facet_panel_click (panel, "priority", "High"));
  g_assert_cmpstr (tw_view_state_get_condition (tw_list_test_get_state (fixture), 0), ==, "priority = \"high\"");
  tw_app_test_wait (tw_list_test_is_counted, panel);
  /* Other values of the same field are counted as if it did not filter. */
  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "Low"), ==, 9);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "company", "Beta Works"), ==, 1);
  g_assert_true (tw_facet_panel_click (panel, "priority", "Low"));
  g_assert_cmpuint (tw_view_state_get_n_conditions (tw_list_test_get_state (fixture)), ==, 1);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "company", "Beta Works"), ==, 6);
  g_assert_true (tw_facet_panel_click (panel, "company", "Acme Corporation"));
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_true (tw_facet_panel_click (panel, "priority", "High"));
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_true (tw_facet_panel_click (panel, "priority", "Low"));
  g_assert_cmpuint (tw_view_state_get_n_conditions (tw_list_test_get_state (fixture)), ==, 1);
  tw_list_test_wait_for_items (fixture, 6);
  g_object_unref (panel);
}

static gboolean
is_turning (gpointer spinner)
{
  return tw_late_spinner_is_turning (spinner);
}

/* A panel that has nothing yet says that something comes. */
static void
test_facets_waiting (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwFacetPanel *panel = NULL;
  GtkWidget *spinner = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_hold_readers (fixture);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.facets", NULL);
  panel = tw_app_test_find (tw_list_test_get_page (fixture), TW_TYPE_FACET_PANEL);
  spinner = tw_app_test_find (panel, TW_TYPE_LATE_SPINNER);
  tw_app_test_wait (is_turning, spinner);
  tw_app_test_let_readers (fixture);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "High"), ==, 3);
  g_assert_false (gtk_widget_get_visible (spinner));
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **) data = tw_facet_count_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
has_values (gpointer data)
{
  return *(GPtrArray **) data != NULL;
}

/* Stages stand as in the pipeline, however many deals they have; companies the most frequent first. */
static void
test_facet_order (TwAppTest    *fixture,
                  gconstpointer data)
{
  const TwEntity *entity = tw_app_test_entity (fixture, "deal");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Won");
  g_auto(TwValue) won = tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &fixture->won_stage);
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GPtrArray) values = NULL;
  TwViewState *state = NULL;

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(TwRecord) deal = tw_store_get (fixture->store, entity, &fixture->deals[i], NULL);

      g_assert_true (tw_record_set_key (deal, "stage", &won, NULL));
      tw_edit_save (edit, deal);
    }
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  tw_list_test_open_list (fixture, "deal", 12);
  state = tw_list_test_get_state (fixture);
  tw_facet_count_async (state, tw_entity_get_field (entity, "stage"), NULL, counted_cb, &values);
  tw_app_test_wait (has_values, &values);
  g_assert_cmpuint (values->len, ==, 2);
  g_assert_cmpstr (((TwFacetValue *) values->pdata[0])->title, ==, "Lead");
  g_assert_cmpint (((TwFacetValue *) values->pdata[0])->count, ==, 4);
  g_assert_cmpint (((TwFacetValue *) values->pdata[1])->count, ==, 8);
  g_assert_true (tw_group_has_order (tw_entity_get_field (entity, "priority")));
  g_assert_false (tw_group_has_order (tw_entity_get_field (entity, "company")));
}

static void
save_category (TwEdit         *edit,
               TwAppTest      *fixture,
               const char     *name,
               const TwRecord *parent,
               guint           n_products,
               TwRecord      **category)
{
  g_auto(TwValue) link = TW_VALUE_INIT;

  *category = tw_record_new (tw_app_test_entity (fixture, "product_category"));
  g_assert_true (tw_record_set_text (*category, "name", name, NULL));
  if (parent != NULL)
    link = tw_value_link (tw_record_get_entity (*category)->number, tw_record_get_id ((TwRecord *) parent));
  g_assert_true (tw_record_set_key (*category, "parent", &link, NULL));
  tw_edit_save (edit, *category);
  link = tw_value_link (tw_record_get_entity (*category)->number, tw_record_get_id (*category));
  for (guint i = 0; i < n_products; i++)
    {
      g_autoptr(TwRecord) product = tw_record_new (tw_app_test_entity (fixture, "product"));
      g_autofree char *sku = g_strdup_printf ("%s-%u", name, i);

      g_assert_true (tw_record_set_text (product, "name", sku, NULL) && tw_record_set_text (product, "sku", sku, NULL));
      g_assert_true (tw_record_set_key (product, "product_category", &link, NULL));
      tw_edit_save (edit, product);
    }
}

/* A category counts what lies below it, and is ticked with it. */
static gboolean
counts_four (gpointer data)
{
  return tw_facet_panel_get_count (data, "priority", "High") == 4 && tw_facet_panel_get_count (data, "priority", "Low") == 8;
}

/* What is changed, here or elsewhere, is counted without anybody asking. */
static void
test_facets_live (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwFacetPanel *panel = open_counted (fixture);

  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "High"), ==, 3);
  tw_list_test_set_text (fixture, &fixture->deals[11], "priority", "high");
  tw_app_test_wait (counts_four, panel);
  g_object_unref (panel);
}

/* How far the box of a value is moved in. */
static int
find_indent (GtkWidget  *widget,
             const char *title)
{
  int indent = -1;

  if (GTK_IS_CHECK_BUTTON (widget))
    {
      GtkWidget *label = tw_app_test_find (widget, GTK_TYPE_LABEL);

      return g_str_equal (gtk_label_get_label (GTK_LABEL (label)), title) ? gtk_widget_get_margin_start (widget) : -1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && indent < 0; child = gtk_widget_get_next_sibling (child))
    indent = find_indent (child, title);
  return indent;
}

static void
test_facet_tree (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwFacetPanel *panel = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) hardware = NULL, pumps = NULL, gear = NULL, service = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "products");
  g_autoptr(TwCommit) commit = NULL;

  save_category (edit, fixture, "Hardware", NULL, 1, &hardware);
  save_category (edit, fixture, "Pumps", hardware, 2, &pumps);
  save_category (edit, fixture, "Gear pumps", pumps, 3, &gear);
  save_category (edit, fixture, "Service", NULL, 4, &service);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_list_test_open_list (fixture, "product", 10);
  panel = TW_FACET_PANEL (g_object_ref_sink (tw_facet_panel_new (tw_list_test_get_state (fixture))));
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "product_category", "Hardware"), ==, 6);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "product_category", "Pumps"), ==, 5);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "product_category", "Gear pumps"), ==, 3);
  /* Boxes move in with their words. */
  g_assert_cmpint (find_indent (GTK_WIDGET (panel), "Hardware"), ==, 0);
  g_assert_cmpint (find_indent (GTK_WIDGET (panel), "Pumps"), ==, 12);
  g_assert_cmpint (find_indent (GTK_WIDGET (panel), "Gear pumps"), ==, 24);
  g_assert_true (tw_facet_panel_click (panel, "product_category", "Pumps"));
  tw_list_test_wait_for_items (fixture, 5);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_true (tw_facet_panel_click (panel, "product_category", "Service"));
  tw_list_test_wait_for_items (fixture, 9);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  /* One below is taken away, the others stay. */
  g_assert_true (tw_facet_panel_click (panel, "product_category", "Gear pumps"));
  tw_list_test_wait_for_items (fixture, 6);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_true (tw_facet_panel_click (panel, "product_category", "Pumps"));
  tw_list_test_wait_for_items (fixture, 4);
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_true (tw_facet_panel_click (panel, "product_category", "Service"));
  g_assert_cmpuint (tw_view_state_get_n_conditions (tw_list_test_get_state (fixture)), ==, 0);
  tw_list_test_wait_for_items (fixture, 10);
  g_object_unref (panel);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/list/facets", test_facets);
  tw_app_test_add ("/app/list/facets-waiting", test_facets_waiting);
  tw_app_test_add ("/app/list/facet-order", test_facet_order);
  tw_app_test_add ("/app/list/facets-live", test_facets_live);
  tw_app_test_add ("/app/list/facet-tree", test_facet_tree);
  return g_test_run ();
}
