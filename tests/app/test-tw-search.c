/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search page: what it finds and how that is narrowed, what it offers while one types, past and saved searches. */
#include "config.h"

#include <string.h>

#include "tw-app-test.h"
#include "tw-blobs.h"
#include "tw-facet-panel.h"
#include "tw-folder.h"
#include "tw-record-page.h"
#include "tw-saved-search.h"
#include "tw-search-offers.h"
#include "tw-search-page.h"
#include "tw-search-side.h"
#include "tw-sidebar-row.h"
#include "tw-view-page.h"
#include "tw-view-search.h"
#include "tw-viewer-page.h"

static TwSearchPage *
get_page (TwAppTest *fixture)
{
  TwWindowPage *page = tw_window_get_page (fixture->window);

  g_assert_true (TW_IS_SEARCH_PAGE (page));
  return TW_SEARCH_PAGE (page);
}

static TwSearchState *
get_state (TwAppTest *fixture)
{
  return tw_search_page_get_state (get_page (fixture));
}

static GtkWidget *
get_entry (TwAppTest *fixture)
{
  return tw_app_test_find (get_page (fixture), GTK_TYPE_SEARCH_ENTRY);
}

/* The header bar has a stack, too. */
static GtkStack *
find_stack (GtkWidget *widget)
{
  if (GTK_IS_STACK (widget) && gtk_stack_get_child_by_name (GTK_STACK (widget), "found") != NULL)
    return GTK_STACK (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkStack *stack = find_stack (child);

      if (stack != NULL)
        return stack;
    }
  return NULL;
}

static const char *
get_shown (TwAppTest *fixture)
{
  return gtk_stack_get_visible_child_name (find_stack (GTK_WIDGET (get_page (fixture))));
}

/* The parts of a second line come from data; together they run the way the desktop does. */
static void
test_line_of_hit (TwAppTest    *fixture,
                  gconstpointer data)
{
  GtkTextDirection former = gtk_widget_get_default_direction ();
  const TwEntity *deal = tw_app_test_entity (fixture, "deal");
  g_autoptr(TwSearchItem) item = tw_search_item_new (deal, &tw_id_nil, "Plant", "Acme · 550,00"), reversed = NULL;
  g_autofree char *line = NULL, *other = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  reversed = tw_search_item_new (deal, &tw_id_nil, "Plant", "Acme · 550,00");
  gtk_widget_set_default_direction (former);
  g_object_get (item, "detail", &line, NULL);
  g_object_get (reversed, "detail", &other, NULL);
  g_assert_cmpstr (line, ==, "Acme · 550,00");
  g_assert_true (g_str_has_prefix (other, "\342\200\217\342\201\250Acme"));
}

static gboolean
is_settled (gpointer data)
{
  return !tw_search_state_is_busy (data) && !tw_search_state_is_counting (data);
}

static void
wait_settled (TwAppTest *fixture)
{
  tw_app_test_wait (is_settled, get_state (fixture));
}

static void
search (TwAppTest  *fixture,
        const char *text)
{
  tw_app_test_activate (fixture->window, "win.search-for", "s", text);
  wait_settled (fixture);
}

/* Titles of what was found. */
static char *
list_found (TwAppTest *fixture)
{
  GListModel *items = tw_search_state_get_items (get_state (fixture));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwSearchItem) item = g_list_model_get_item (items, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", tw_search_item_get_title (item));
    }
  return g_string_free (text, FALSE);
}

static char *
list_kinds (TwAppTest *fixture)
{
  GListModel *kinds = tw_search_state_get_kinds (get_state (fixture));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (kinds); i++)
    {
      g_autoptr(TwSearchKind) kind = g_list_model_get_item (kinds, i);

      g_string_append_printf (text, "%s%s %d", i > 0 ? "|" : "", tw_search_kind_get_key (kind), (int) tw_search_kind_get_count (kind));
    }
  return g_string_free (text, FALSE);
}

#define assert_text(call, expected) \
  G_STMT_START { \
    g_autofree char *given = call; \
    g_assert_cmpstr (given, ==, expected); \
  } G_STMT_END

static void
add (TwAppTest  *fixture,
     const char *entity,
     ...)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  const char *key = NULL;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    g_assert_true (tw_record_set_text (record, key, va_arg (list, const char *), NULL));
  va_end (list);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* --- Finding --- */

static void
test_everything (TwAppTest    *fixture,
                 gconstpointer data)
{
  add (fixture, "contact", "name", "Acmeson", NULL);
  tw_app_test_activate (fixture->window, "win.show-search", NULL);
  g_assert_cmpstr (get_shown (fixture), ==, "start");
  search (fixture, "acme");
  g_assert_cmpstr (get_shown (fixture), ==, "found");
  assert_text (list_kinds (fixture), "company 1|contact 1");
  g_assert_cmpint (tw_search_state_get_total (get_state (fixture)), ==, 2);
  search (fixture, "deal 03");
  assert_text (list_found (fixture), "Deal 03");
  search (fixture, "zzzqqq");
  g_assert_cmpstr (get_shown (fixture), ==, "nothing");
  tw_search_page_set_text (get_page (fixture), "");
  g_assert_cmpstr (get_shown (fixture), ==, "start");
}

/* Facets of a kind narrow it and follow the result; a shipped field and a custom one take the same way. */
static void
add_document (TwAppTest  *fixture,
              const char *name,
              const char *text,
              const char *tags,
              TwId       *id)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "document"));
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  g_autofree char *hash = tw_store_add_blob (fixture->store, stream, 10000, NULL, NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  g_assert_true (tw_record_set_text (record, "name", name, &error));
  g_assert_true (tw_record_set_text (record, "file", hash, &error));
  g_assert_true (tw_record_set_text (record, "extracted_text", text, &error));
  if (tags != NULL)
    g_assert_true (tw_record_set_text (record, "tags", tags, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  *id = *tw_record_get_id (record);
}

static gboolean
shows_text (gpointer data)
{
  return tw_viewer_get_state (data) == TW_VIEWER_TEXT;
}

static TwViewer *
get_viewer (TwAppTest *fixture)
{
  g_assert_true (TW_IS_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  return tw_viewer_page_get_viewer (TW_VIEWER_PAGE (tw_window_get_page (fixture->window)));
}

/* Where the cursor is after a text has opened: at the word that was found. */
static int
get_place (TwAppTest *fixture)
{
  TwViewer *viewer = get_viewer (fixture);
  GtkTextBuffer *buffer = NULL;
  GtkTextIter cursor;

  tw_app_test_wait (shows_text, viewer);
  buffer = gtk_text_view_get_buffer (tw_app_test_find (viewer, GTK_TYPE_TEXT_VIEW));
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_offset (&cursor);
}

/* What is inside a file opens there with the word marked, from the page and from the palette; what is only a tag opens the record. */
static void
test_documents (TwAppTest    *fixture,
                gconstpointer data)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  TwId one, two;

  add_document (fixture, "Minutes.txt", "We agreed on the harbour in spring.", NULL, &one);
  add_document (fixture, "Plan.txt", "Nothing much", "lighthouse", &two);
  search (fixture, "harbour");
  g_signal_emit_by_name (tw_app_test_find (get_page (fixture), GTK_TYPE_LIST_VIEW), "activate", 0u);
  g_assert_cmpint (get_place (fixture), ==, 17);
  search (fixture, "lighthouse");
  g_assert_cmpuint (g_list_model_get_n_items (tw_search_state_get_items (get_state (fixture))), ==, 1);
  g_signal_emit_by_name (tw_app_test_find (get_page (fixture), GTK_TYPE_LIST_VIEW), "activate", 0u);
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  /* As the palette does it; words that stand apart mark the longest. */
  tw_app_test_activate (fixture->window, "win.open-hit", "(uss)", tw_app_test_entity (fixture, "document")->number, tw_id_print (&one, id),
                        "spring harbour");
  g_assert_cmpint (get_place (fixture), ==, 17);
}

/* The folder shows what lies in it. */
static void
test_folder (TwAppTest    *fixture,
             gconstpointer data)
{
  TwId id;
  TwEdit *edit = tw_folder_make (fixture->store, NULL, "Zanzibar", &id, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
  search (fixture, "zanzibar");
  g_signal_emit_by_name (tw_app_test_find (get_page (fixture), GTK_TYPE_LIST_VIEW), "activate", 0u);
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

static GtkWidget *
find_remover (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (gtk_widget_get_parent (widget), "tw-chip") ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_remover (child);
  return found;
}

/* "Everything 12|Deals 12": the kinds beside what was found, as they stand there. */
static char *
list_side (TwAppTest *fixture)
{
  GtkWidget *list = tw_app_test_find (tw_app_test_find (get_page (fixture), TW_TYPE_SEARCH_SIDE), GTK_TYPE_LIST_BOX);
  GString *text = g_string_new (NULL);

  for (int i = 0; gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i) != NULL; i++)
    {
      GtkWidget *box = gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i));
      GtkWidget *number = gtk_widget_get_last_child (box);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "|" : "", gtk_label_get_label (GTK_LABEL (gtk_widget_get_prev_sibling (number))),
                              gtk_label_get_label (GTK_LABEL (number)));
    }
  return g_string_free (text, FALSE);
}

/* What has not been counted yet is not said to be nothing. */
static void
test_uncounted (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autofree char *counted = NULL;

  tw_app_test_activate (fixture->window, "win.search-for", "s", "deal");
  tw_search_state_set_kind (get_state (fixture), "deal");
  assert_text (list_side (fixture), "Everything |Deals ");
  wait_settled (fixture);
  counted = list_side (fixture);
  g_assert_true (g_str_has_suffix (counted, "|Deals 12"));
}

static void
test_facets (TwAppTest    *fixture,
             gconstpointer data)
{
  TwFacetPanel *panel = NULL;
  GtkWidget *remover = NULL;
  g_autofree char *kinds = NULL;

  search (fixture, "deal");
  kinds = list_kinds (fixture);
  g_assert_true (g_str_has_prefix (kinds, "deal 12"));
  tw_search_state_set_kind (get_state (fixture), "deal");
  wait_settled (fixture);
  /* The chip of the kind ends where its button does, as that of a filter. */
  remover = find_remover (GTK_WIDGET (get_page (fixture)));
  g_assert_cmpint (gtk_widget_get_width (remover), <=, gtk_widget_get_height (remover));
  panel = tw_app_test_find (get_page (fixture), TW_TYPE_FACET_PANEL);
  g_assert_nonnull (panel);
  while (tw_facet_panel_get_loading (panel))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "High"), ==, 3);
  g_assert_true (tw_facet_panel_click (panel, "priority", "High"));
  wait_settled (fixture);
  g_assert_cmpint (tw_search_state_get_total (get_state (fixture)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (tw_search_state_get_items (get_state (fixture))), ==, 3);
  /* What is typed on narrows further, and the facets follow. */
  tw_search_page_set_text (get_page (fixture), "deal 02");
  wait_settled (fixture);
  assert_text (list_found (fixture), "Deal 02");
  while (tw_facet_panel_get_loading (panel))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "priority", "High"), ==, 1);
  /* A filter that nothing meets is not taken for a mistyped word. */
  tw_search_page_set_text (get_page (fixture), "deal 07");
  wait_settled (fixture);
  g_assert_cmpstr (get_shown (fixture), ==, "nothing");
  g_assert_null (tw_search_state_get_meant (get_state (fixture)));
  tw_app_test_activate (get_page (fixture), "search.everything", NULL);
  wait_settled (fixture);
  assert_text (list_found (fixture), "Deal 07");
}

static const char own_object[] =
  "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
  "  \"group\": \"sell\", \"name\": \"name\", \"fields\": ["
  "   {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true, \"search\": \"name\"},"
  "   {\"key\": \"report\", \"label\": \"Report\", \"kind\": \"longtext\", \"search\": \"text\"},"
  "   {\"key\": \"mood\", \"label\": \"Mood\", \"kind\": \"enum\", \"choices\": ["
  "     {\"key\": \"good\", \"label\": \"Good\"}, {\"key\": \"bad\", \"label\": \"Bad\"}]}]}}]";

/* A site's own object takes the same way: found, counted, narrowed by its own field, completed, saved. */
static void
test_own_object (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwFacetPanel *panel = NULL;

  tw_app_test_define (fixture, own_object);
  add (fixture, "visit", "name", "Zorbla plant", "mood", "good", NULL);
  add (fixture, "visit", "name", "Zorbla office", "mood", "bad", "report", "The quixotic lift", NULL);
  search (fixture, "quixot");
  assert_text (list_found (fixture), "Zorbla office");
  search (fixture, "zorbal");
  g_assert_cmpstr (tw_search_state_get_meant (get_state (fixture)), ==, "zorbla");
  assert_text (list_kinds (fixture), "visit 2");
  tw_search_state_set_kind (get_state (fixture), "visit");
  wait_settled (fixture);
  panel = tw_app_test_find (get_page (fixture), TW_TYPE_FACET_PANEL);
  while (tw_facet_panel_get_loading (panel))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "mood", "Good"), ==, 1);
  tw_search_page_set_text (get_page (fixture), "zorbla");
  g_assert_true (tw_facet_panel_click (panel, "mood", "Good"));
  wait_settled (fixture);
  assert_text (list_found (fixture), "Zorbla plant");
}

static void
test_list (TwAppTest    *fixture,
           gconstpointer data)
{
  TwViewState *state = NULL;

  search (fixture, "deal");
  tw_search_state_set_kind (get_state (fixture), "deal");
  wait_settled (fixture);
  g_assert_true (tw_view_state_add_condition (tw_search_state_get_view (get_state (fixture)), "priority = \"high\"", NULL));
  wait_settled (fixture);
  tw_app_test_activate (get_page (fixture), "search.open-list", NULL);
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpstr (tw_view_state_get_text (state), ==, "deal");
  g_assert_cmpuint (tw_view_state_get_n_conditions (state), ==, 1);
}

static void
test_meant (TwAppTest    *fixture,
            gconstpointer data)
{
  search (fixture, "corporaton");
  g_assert_cmpstr (tw_search_state_get_meant (get_state (fixture)), ==, "corporation");
  assert_text (list_found (fixture), "Acme Corporation");
  assert_text (list_kinds (fixture), "company 1");
  tw_app_test_activate (get_page (fixture), "search.take-meant", NULL);
  wait_settled (fixture);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (fixture))), ==, "corporation");
  g_assert_null (tw_search_state_get_meant (get_state (fixture)));
}

static gboolean
has_three (gpointer data)
{
  return g_list_model_get_n_items (tw_search_state_get_items (data)) == 3;
}

/* What others add while the page is open comes to it. */
static void
test_live (TwAppTest    *fixture,
           gconstpointer data)
{
  add (fixture, "company", "name", "Zorbla Gas", NULL);
  search (fixture, "zorbla");
  assert_text (list_found (fixture), "Zorbla Gas");
  add (fixture, "company", "name", "Zorbla Steel", NULL);
  add (fixture, "contact", "name", "Ann Zorbla", NULL);
  tw_app_test_wait (has_three, get_state (fixture));
}

/* --- While one types --- */

static TwSearchOffers *
get_offers (TwAppTest *fixture)
{
  return tw_app_test_find (get_page (fixture), TW_TYPE_SEARCH_OFFERS);
}

static const char *wanted;

static gboolean
is_offered (gpointer data)
{
  for (guint i = 0; i < tw_search_offers_get_n (data); i++)
    if (g_str_equal (tw_search_offers_get_title (data, i), wanted))
      return tw_search_offers_is_open (data);
  return FALSE;
}

static void
wait_offer (TwAppTest  *fixture,
            const char *title)
{
  wanted = title;
  tw_app_test_wait (is_offered, get_offers (fixture));
}

static void
choose (TwAppTest  *fixture,
        const char *title)
{
  TwSearchOffers *offers = get_offers (fixture);
  guint i = 0;

  wait_offer (fixture, title);
  while (!g_str_equal (tw_search_offers_get_title (offers, i), title))
    i++;
  for (guint j = 0; j <= i; j++)
    g_assert_true (tw_search_offers_move (offers, 1));
  g_signal_emit_by_name (get_entry (fixture), "activate");
}

static void
test_offers (TwAppTest    *fixture,
             gconstpointer data)
{
  tw_app_test_activate (fixture->window, "win.show-search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "corp");
  wait_offer (fixture, "Acme Corporation");
  tw_app_test_shot (get_page (fixture), "search-offers");
  choose (fixture, "corporation");
  wait_settled (fixture);
  g_assert_cmpstr (tw_search_state_get_text (get_state (fixture)), ==, "corporation");
  g_assert_false (tw_search_offers_is_open (get_offers (fixture)));
  /* What was searched is offered again, and a record is opened. */
  tw_search_page_set_text (get_page (fixture), "");
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "orpor");
  wait_offer (fixture, "corporation");
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "beta");
  choose (fixture, "Beta Works");
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

/* Enter does not wait for the pause. */
static void
test_enter (TwAppTest    *fixture,
            gconstpointer data)
{
  tw_app_test_activate (fixture->window, "win.show-search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "beta");
  g_assert_cmpstr (tw_search_state_get_text (get_state (fixture)), ==, "");
  g_signal_emit_by_name (get_entry (fixture), "activate");
  g_assert_cmpstr (tw_search_state_get_text (get_state (fixture)), ==, "beta");
  wait_settled (fixture);
  assert_text (list_found (fixture), "Beta Works");
  /* Without Enter it comes after the pause. */
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "acme");
  while (!g_str_equal (tw_search_state_get_text (get_state (fixture)), "acme"))
    g_main_context_iteration (NULL, TRUE);
}

/* --- Inside a list --- */

static gboolean
has_text (gpointer data)
{
  return g_strcmp0 (tw_view_state_get_text (data), "deal 04") == 0;
}

/* The same entry, scoped to one list: after a pause, and at once on Enter. */
static void
test_in_list (TwAppTest    *fixture,
              gconstpointer data)
{
  TwViewState *state = NULL;
  GtkWidget *entry = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.search", NULL);
  entry = tw_app_test_find (tw_app_test_find (fixture->window, TW_TYPE_VIEW_SEARCH), GTK_TYPE_SEARCH_ENTRY);
  g_assert_true (gtk_widget_get_mapped (entry));
  tw_app_test_shot (fixture->window, "search-in-list");
  gtk_editable_set_text (GTK_EDITABLE (entry), "deal 03");
  g_assert_null (tw_view_state_get_text (state));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (tw_view_state_get_text (state), ==, "deal 03");
  g_assert_cmpint (tw_store_count (fixture->store, tw_view_state_get_query (state), NULL), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "deal 04");
  tw_app_test_wait (has_text, state);
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.clear-filters", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_null (tw_view_state_get_text (state));
  /* Escape closes it, and nothing is filtered by what nobody sees. */
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "deal 05");
  g_signal_emit_by_name (entry, "activate");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_null (tw_view_state_get_text (state));
}

static void
test_history (TwAppTest    *fixture,
              gconstpointer data)
{
  g_auto(GStrv) texts = NULL, none = NULL;

  search (fixture, "beta");
  g_signal_emit_by_name (get_entry (fixture), "activate");
  tw_search_page_set_text (get_page (fixture), "acme");
  g_signal_emit_by_name (get_entry (fixture), "activate");
  texts = tw_search_history_list (tw_search_page_get_history (get_page (fixture)), NULL, 10);
  g_assert_cmpuint (g_strv_length (texts), ==, 2);
  g_assert_cmpstr (texts[0], ==, "acme");
  tw_app_test_activate (get_page (fixture), "search.clear-history", NULL);
  none = tw_search_history_list (tw_search_page_get_history (get_page (fixture)), NULL, 10);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  wait_settled (fixture);
}

/* --- Saved searches --- */

static GtkListBoxRow *
find_row (TwAppTest  *fixture,
          const char *title)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_widget_get_ancestor (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR_ROW), GTK_TYPE_LIST_BOX));
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_str_equal (tw_sidebar_item_get_title (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row))), title))
      return row;
  return NULL;
}

static void
test_saved (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autoptr(TwSavedSearch) search_row = tw_saved_search_new ("deal", "deal", "priority = \"high\"");
  g_autoptr(TwSavedSearch) loaded = NULL;
  g_autoptr(GError) error = NULL;
  GtkListBoxRow *row = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  g_free (search_row->name);
  search_row->name = g_strdup ("Hot deals");
  g_assert_true (tw_saved_search_save (search_row, fixture->store, &error));
  g_assert_no_error (error);
  tw_app_test_settle ();
  row = find_row (fixture, "Hot deals");
  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_parent (GTK_WIDGET (row)), "row-activated", row);
  wait_settled (fixture);
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (get_page (fixture))), ==, "Hot deals");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (fixture))), ==, "deal");
  g_assert_cmpint (tw_search_state_get_total (get_state (fixture)), ==, 3);
  /* Another search on the page is no longer the saved one. */
  tw_search_page_set_text (get_page (fixture), "deal 01");
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (get_page (fixture))), ==, "Search");
  wait_settled (fixture);
  tw_app_test_activate (get_page (fixture), "search.update", NULL);
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (get_page (fixture))), ==, "Hot deals");
  loaded = tw_saved_search_load (fixture->store, &search_row->id, &error);
  g_assert_cmpstr (loaded->text, ==, "deal 01");
  g_assert_cmpstr (loaded->where, ==, "priority = \"high\"");
  /* A notification about it opens it as a record is opened. */
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "saved_search")->number,
                        tw_id_print (&search_row->id, id), "");
  wait_settled (fixture);
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (get_page (fixture))), ==, "Hot deals");
  tw_app_test_activate (get_page (fixture), "search.delete", NULL);
  tw_app_test_settle ();
  g_assert_null (find_row (fixture, "Hot deals"));
}

static void
save_as (TwAppTest  *fixture,
         const char *action,
         const char *name)
{
  GtkWindow *dialog = NULL;

  tw_app_test_activate (get_page (fixture), action, NULL);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  gtk_editable_set_text (tw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW), name);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "save");
  gtk_window_destroy (dialog);
  tw_app_test_settle ();
}

/* The dialog saves what is on the page, and changes what was saved. */
static void
test_save (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autoptr(GPtrArray) searches = NULL;
  TwSavedSearch *saved = NULL;

  search (fixture, "acme");
  tw_search_state_set_kind (get_state (fixture), "company");
  wait_settled (fixture);
  save_as (fixture, "search.save", "Acme people");
  save_as (fixture, "search.change", "Acme");
  searches = tw_saved_search_list (fixture->store, FALSE);
  g_assert_cmpuint (searches->len, ==, 1);
  saved = g_ptr_array_index (searches, 0);
  g_assert_cmpstr (saved->name, ==, "Acme");
  g_assert_cmpstr (saved->text, ==, "acme");
  g_assert_cmpstr (saved->kinds[0], ==, "company");
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (get_page (fixture))), ==, "Acme");
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/search/everything", test_everything);
  tw_app_test_add ("/app/search/line-of-hit", test_line_of_hit);
  tw_app_test_add ("/app/search/documents", test_documents);
  tw_app_test_add ("/app/search/folder", test_folder);
  tw_app_test_add ("/app/search/uncounted", test_uncounted);
  tw_app_test_add ("/app/search/facets", test_facets);
  tw_app_test_add ("/app/search/own-object", test_own_object);
  tw_app_test_add ("/app/search/list", test_list);
  tw_app_test_add ("/app/search/meant", test_meant);
  tw_app_test_add ("/app/search/live", test_live);
  tw_app_test_add ("/app/search/offers", test_offers);
  tw_app_test_add ("/app/search/enter", test_enter);
  tw_app_test_add ("/app/search/in-list", test_in_list);
  tw_app_test_add ("/app/search/history", test_history);
  tw_app_test_add ("/app/search/saved", test_saved);
  tw_app_test_add ("/app/search/save", test_save);
  return g_test_run ();
}
