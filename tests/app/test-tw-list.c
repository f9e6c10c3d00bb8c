/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done in a list: groups, order, editing in cells, a look at a record, the clipboard, saved views; and all of it once
 * more with an object that a site made. */
#include "tw-app-test.h"

#include "tw-cell-editor.h"
#include "tw-facet-panel.h"
#include "tw-group-text.h"
#include "tw-field-input.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-list-cell.h"
#include "tw-list-test.h"
#include "tw-paste-window.h"
#include "tw-peek.h"
#include "tw-saved-view.h"
#include "tw-view-layout.h"
#include "tw-view-options.h"
#include "tw-view-page.h"
#include "tw-view-summary.h"

/* --- Groups --- */

static void
test_groups (TwAppTest    *fixture,
             gconstpointer data)
{
  TwListModel *model = NULL;
  GPtrArray *groups = NULL;
  TwListGroup *first = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), "priority");
  tw_list_test_wait_for_items (fixture, 14);
  model = tw_list_test_get_list (fixture)->model;
  groups = tw_list_model_get_groups (model);
  g_assert_cmpuint (groups->len, ==, 2);
  first = g_ptr_array_index (groups, 0);
  g_assert_cmpstr (tw_list_group_get_title (first), ==, "High");
  g_assert_cmpint (tw_list_group_get_count (first), ==, 3);
  g_assert_cmpstr (tw_list_group_get_total (first, "amount"), ==, "$600");
  tw_list_model_toggle (model, first);
  tw_list_test_wait_for_items (fixture, 11);
  /* What is selected in a closed group counts, too. */
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_list_test_wait_for_selected (fixture, 12);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.unselect", NULL);
  tw_list_view_tick (tw_list_test_get_list (fixture), 0, FALSE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 3);
  tw_list_test_apply (fixture, "view.edit-selected", "priority", tw_value_enum ("low"));
  /* The group without records goes. */
  tw_list_test_wait_for_items (fixture, 13);
  g_assert_cmpuint (tw_list_model_get_groups (model)->len, ==, 1);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.expand-all", "b", FALSE);
  tw_list_test_wait_for_items (fixture, 1);
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), NULL);
  tw_list_test_wait_for_items (fixture, 12);
}

/* Links in their own order with those without one last, months of dates, texts, tags in each of their groups. */
static void
test_group_kinds (TwAppTest    *fixture,
                  gconstpointer data)
{
  static const struct { const char *key, *first; guint n_groups, n_items; } cases[] = {
    { "company", "Acme Corporation", 2, 14 },
    { "stage", "Lead", 1, 13 },
    { "close_date", "March 2026", 2, 14 },
    { "tags", "No Tags", 1, 13 },
    { "probability", "10%", 1, 13 },
  };

  tw_list_test_set_text (fixture, &fixture->deals[0], "close_date", "2026-03-15");
  tw_list_test_set_text (fixture, &fixture->deals[1], "close_date", "2026-03-31");
  tw_list_test_open_list (fixture, "deal", 12);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GPtrArray *groups = NULL;

      g_test_message ("%s", cases[i].key);
      tw_view_state_set_list_group (tw_list_test_get_state (fixture), cases[i].key);
      tw_list_test_wait_for_items (fixture, cases[i].n_items);
      groups = tw_list_model_get_groups (tw_list_test_get_list (fixture)->model);
      g_assert_cmpuint (groups->len, ==, cases[i].n_groups);
      if (!g_str_equal (cases[i].key, "probability"))
        g_assert_cmpstr (tw_list_group_get_title (g_ptr_array_index (groups, 0)), ==, cases[i].first);
    }
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), NULL);
  tw_list_test_wait_for_items (fixture, 12);
}

/* --- Order and columns --- */

static void
test_sort_keys (TwAppTest    *fixture,
                gconstpointer data)
{
  TwViewState *state = NULL;
  TwViewOptions *options = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  state = tw_list_test_get_state (fixture);
  tw_view_state_sort_by (state, "priority", FALSE, FALSE);
  tw_view_state_sort_by (state, "amount", TRUE, TRUE);
  g_assert_cmpstr (tw_view_state_get_sort (state), ==, "priority,-amount");
  tw_view_state_sort_by (state, "priority", TRUE, TRUE);
  g_assert_cmpstr (tw_view_state_get_sort (state), ==, "-priority,-amount");
  tw_view_state_unsort (state, "priority");
  g_assert_cmpstr (tw_view_state_get_sort (state), ==, "-amount");
  tw_view_state_sort_by (state, "name", FALSE, TRUE);
  tw_list_test_wait_for_items (fixture, 12);
  options = tw_view_options_new (state);
  g_object_ref_sink (options);
  tw_view_options_add_sort (options);
  g_assert_true (g_str_has_prefix (tw_view_state_get_sort (state), "-amount,name,"));
  g_object_unref (options);
}

static GtkColumnViewColumn *
find_column (TwAppTest  *fixture,
             const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (tw_list_test_get_list (fixture)->table));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
        return column;
    }
  return NULL;
}

static gboolean
is_kept (gpointer data)
{
  g_autoptr(GVariant) layouts = g_settings_get_value (data, "list-layouts");

  return g_variant_n_children (layouts) > 0;
}

/* Width, order and choice of the columns come back with the list, and with a saved view. */
static void
test_columns_kept (TwAppTest    *fixture,
                   gconstpointer data)
{
  const char *columns[] = { "name", "amount", "priority", NULL };
  GSettings *settings = tw_workspace_get_settings (fixture->workspace);
  GListModel *shown = NULL;
  g_autoptr(GtkColumnViewColumn) amount = NULL;
  g_autoptr(TwViewState) loaded = NULL;

  g_settings_reset (settings, "list-layouts");
  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_layout_follow (tw_list_test_get_state (fixture));
  tw_view_state_set_columns (tw_list_test_get_state (fixture), columns);
  gtk_column_view_column_set_fixed_width (find_column (fixture, "Amount"), 222);
  g_assert_cmpint (tw_view_state_get_width (tw_list_test_get_state (fixture), "amount"), ==, 222);
  /* What dragging a header does. */
  amount = g_object_ref (find_column (fixture, "Amount"));
  shown = gtk_column_view_get_columns (GTK_COLUMN_VIEW (tw_list_test_get_list (fixture)->table));
  gtk_column_view_insert_column (GTK_COLUMN_VIEW (tw_list_test_get_list (fixture)->table), g_list_model_get_n_items (shown) - 1, amount);
  g_assert_cmpstr (tw_view_state_get_columns (tw_list_test_get_state (fixture))[2], ==, "amount");
  tw_app_test_wait (is_kept, settings);
  g_assert_true (tw_saved_view_save (tw_list_test_get_state (fixture), "Mine", FALSE, NULL));
  loaded = tw_saved_view_load (fixture->workspace, tw_view_state_get_saved_view (tw_list_test_get_state (fixture)), NULL);
  g_assert_cmpint (tw_view_state_get_width (loaded, "amount"), ==, 222);
  g_assert_cmpstr (tw_view_state_get_columns (loaded)[2], ==, "amount");
  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_layout_follow (tw_list_test_get_state (fixture));
  g_assert_cmpint (tw_view_state_get_width (tw_list_test_get_state (fixture), "amount"), ==, 222);
  g_assert_cmpstr (tw_view_state_get_columns (tw_list_test_get_state (fixture))[1], ==, "priority");
  /* Who comes back at once finds what was chosen last. */
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), "priority");
  tw_app_test_activate (fixture->window, "win.open-view", "s", "deal");
  g_assert_cmpstr (tw_view_state_get_list_group (tw_list_test_get_state (fixture))->key, ==, "priority");
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), NULL);
  tw_app_test_activate (fixture->window, "win.open-view", "s", "deal");
  g_assert_null (tw_view_state_get_list_group (tw_list_test_get_state (fixture)));
  tw_app_test_settle ();
  g_settings_reset (settings, "list-layouts");
}

/* --- Editing in the cells --- */

static TwCellEditor *
edit (TwAppTest  *fixture,
      guint       position,
      const char *key)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_true (tw_list_view_edit_row (tw_list_test_get_list (fixture), position, key));
  return tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_CELL_EDITOR);
}

static gboolean
has_value (gpointer data)
{
  return tw_app_test_count (data, "deal", "amount = 77 USD and name = \"Deal 01\"") == 1;
}

static void
test_edit_cells (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwCellEditor *editor = NULL, *next = NULL;
  GtkWidget *entry = NULL;
  g_autofree char *text = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_state_set_sort (tw_list_test_get_state (fixture), "name", NULL);
  tw_list_test_wait_for_items (fixture, 12);
  editor = edit (fixture, 0, "amount");
  entry = tw_app_test_find (tw_cell_editor_get_input (editor), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "much");
  g_assert_nonnull (tw_cell_editor_get_error (editor));
  g_assert_false (tw_cell_editor_save (editor, 1));
  gtk_editable_set_text (GTK_EDITABLE (entry), "77");
  g_assert_null (tw_cell_editor_get_error (editor));
  g_assert_true (tw_cell_editor_save (editor, 1));
  tw_app_test_wait (has_value, fixture);
  /* Tab went on to the next column. */
  tw_app_test_settle ();
  next = tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_CELL_EDITOR);
  g_assert_nonnull (next);
  g_assert_cmpstr (tw_field_input_get_field (TW_FIELD_INPUT (tw_cell_editor_get_input (next)))->key, ==, "probability");
  entry = tw_app_test_find (tw_cell_editor_get_input (next), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "99");
  tw_cell_editor_cancel (next);
  tw_app_test_settle ();
  g_assert_null (tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_CELL_EDITOR));
  text = tw_app_test_text (fixture, "deal", &fixture->deals[0], "probability");
  g_assert_cmpstr (text, !=, "99");
}

static void
test_peek (TwAppTest    *fixture,
           gconstpointer data)
{
  TwPeek *peek = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  peek = tw_peek_open (GTK_WIDGET (tw_list_test_get_list (fixture)), GTK_WIDGET (tw_list_test_get_list (fixture)), fixture->workspace,
                       tw_app_test_entity (fixture, "deal"), &fixture->deals[1]);
  g_assert_nonnull (peek);
  g_assert_cmpstr (tw_peek_get_value (peek, "stage"), ==, "Lead");
  g_assert_cmpstr (tw_peek_get_value (peek, "company"), ==, "Beta Works");
  gtk_popover_popdown (GTK_POPOVER (peek));
  tw_app_test_settle ();
  g_assert_null (tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_PEEK));
}

/* Whoever comes to a list is at its rows: its commands are about them. */
static void
test_peek_at_row (TwAppTest    *fixture,
                  gconstpointer data)
{
  GtkWidget *list = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  list = GTK_WIDGET (tw_list_test_get_list (fixture));
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  tw_presentation_take_focus (TW_PRESENTATION (list));
  g_assert_true (gtk_widget_activate_action (list, "list.peek", NULL));
  g_assert_nonnull (tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_PEEK));
  gtk_popover_popdown (GTK_POPOVER (tw_app_test_find (tw_list_test_get_list (fixture), TW_TYPE_PEEK)));
  tw_app_test_settle ();
}

/* --- The clipboard --- */

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_content (gpointer data)
{
  GdkContentProvider *content = gdk_clipboard_get_content (data);
  g_autoptr(GdkContentFormats) formats = content != NULL ? gdk_content_provider_ref_formats (content) : NULL;

  return formats != NULL && gdk_content_formats_contain_mime_type (formats, "text/html");
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static gboolean
has_result (gpointer data)
{
  return *tw_paste_window_get_result (data) != '\0';
}

static gboolean
has_fifteen (gpointer data)
{
  return tw_app_test_count (data, "deal", NULL) == 15;
}

static void
test_copy_and_paste (TwAppTest    *fixture,
                     gconstpointer data)
{
  const char *columns[] = { "name", "amount", "company", "stage", NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  TwPasteWindow *window = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  gdk_clipboard_set_content (clipboard, NULL);
  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_state_set_columns (tw_list_test_get_state (fixture), columns);
  tw_view_state_set_sort (tw_list_test_get_state (fixture), "name", NULL);
  tw_list_test_wait_for_items (fixture, 12);
  for (guint i = 0; i < 3; i++)
    tw_list_view_tick (tw_list_test_get_list (fixture), i, FALSE);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.copy", NULL);
  tw_app_test_wait (has_content, clipboard);
  gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
  tw_app_test_wait (is_set, &text);
  g_assert_cmpstr (text, ==, "Name\tAmount\tCompany\tStage\nDeal 01\t100.00 USD\tAcme Corporation\tLead\n"
                             "Deal 02\t200.00 USD\tBeta Works\tLead\nDeal 03\t300.00 USD\tAcme Corporation\tLead\n");
  window = tw_paste_window_new (GTK_WINDOW (fixture->window), fixture->workspace, tw_app_test_entity (fixture, "deal"), text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_paste_window_get_n_columns (window), ==, 4);
  g_assert_cmpstr (tw_paste_window_get_target (window, 0), ==, "name");
  g_assert_cmpstr (tw_paste_window_get_target (window, 3), ==, "stage");
  tw_app_test_wait (has_result, window);
  g_assert_true (g_str_has_prefix (tw_paste_window_get_result (window), "3 records will be added."));
  tw_paste_window_add (window);
  tw_app_test_wait (has_fifteen, fixture);
  tw_app_test_settle ();
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_list_test_wait_for_items (fixture, 12);
}

static void
test_paste_nothing (TwAppTest    *fixture,
                    gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (tw_paste_window_new (GTK_WINDOW (fixture->window), fixture->workspace, tw_app_test_entity (fixture, "deal"), "", &error));
  g_assert_nonnull (error);
}

/* --- Saved views --- */

static void
test_saved_view_changes (TwAppTest    *fixture,
                         gconstpointer data)
{
  gboolean shared = TRUE, pinned = FALSE;
  gint64 before = tw_app_test_count (fixture, "saved_view", NULL);
  TwViewState *state = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  state = tw_list_test_get_state (fixture);
  g_assert_false (tw_view_state_get_changed (state));
  tw_view_state_set_list_group (state, "priority");
  g_assert_true (tw_saved_view_save (state, "By priority", FALSE, NULL));
  g_assert_false (tw_view_state_get_changed (state));
  tw_view_state_add_condition (state, "amount >= 500 USD", NULL);
  tw_view_state_set_list_group (state, NULL);
  g_assert_true (tw_view_state_get_changed (state));
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.reset", NULL);
  g_assert_false (tw_view_state_get_changed (state));
  g_assert_cmpuint (tw_view_state_get_n_conditions (state), ==, 0);
  g_assert_cmpstr (tw_view_state_get_list_group (state)->key, ==, "priority");
  g_assert_true (tw_saved_view_get_sharing (state, &shared, &pinned));
  g_assert_false (shared);
  g_assert_true (pinned);
  g_assert_true (tw_saved_view_change (state, "Urgent", TRUE, TRUE, NULL));
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (tw_list_test_get_page (fixture))), ==, "Urgent");
  g_assert_true (tw_saved_view_get_sharing (state, &shared, &pinned));
  g_assert_true (shared);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.duplicate", NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "saved_view", NULL), ==, before + 2);
  tw_app_test_settle ();
}

/* --- An object of the site --- */

static const char definitions[] =
  "[{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
  " \"icon\": \"mark-location-symbolic\", \"group\": \"plan\", \"order\": 90, \"name\": \"name\", \"value\": \"cost\", \"owner\": \"agent\","
  " \"list\": [\"name\", \"purpose\", \"cost\", \"agent\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Visit\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"required\": true},"
  " {\"number\": 11, \"key\": \"purpose\", \"label\": \"Purpose\", \"kind\": \"enum\", \"section\": \"main\", \"choices\": ["
  "  {\"key\": \"demo\", \"label\": \"Demo\", \"color\": \"green\"}, {\"key\": \"repair\", \"label\": \"Repair\", \"color\": \"red\"}]},"
  " {\"number\": 12, \"key\": \"cost\", \"label\": \"Cost\", \"kind\": \"money\", \"section\": \"main\"},"
  " {\"number\": 13, \"key\": \"labels\", \"label\": \"Labels\", \"kind\": \"tags\", \"section\": \"main\"},"
  " {\"number\": 14, \"key\": \"agent\", \"label\": \"Agent\", \"kind\": \"link\", \"to\": [\"user\"], \"section\": \"main\","
  "  \"inverse\": \"visits\", \"inverse_label\": \"Visits\", \"on_delete\": \"clear\"}]}}]";

static void
make_visits (TwAppTest *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *visits = NULL;

  tw_app_test_define (fixture, definitions);
  visits = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "visits");
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "visit"));
      g_autofree char *name = g_strdup_printf ("Visit %u", i + 1);

      g_assert_true (tw_record_set_text (record, "name", name, NULL));
      g_assert_true (tw_record_set_text (record, "purpose", i < 2 ? "demo" : "repair", NULL));
      g_assert_true (tw_record_set_text (record, "cost", "10.00 USD", NULL));
      tw_edit_save (visits, record);
    }
  commit = tw_edit_commit (visits, &error);
  g_assert_no_error (error);
}

static void
test_custom_object (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwFacetPanel *panel = NULL;
  TwCellEditor *editor = NULL;
  GPtrArray *groups = NULL;

  make_visits (fixture);
  tw_list_test_open_list (fixture, "visit", 6);
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), "purpose");
  tw_list_test_wait_for_items (fixture, 8);
  groups = tw_list_model_get_groups (tw_list_test_get_list (fixture)->model);
  g_assert_cmpstr (tw_list_group_get_title (g_ptr_array_index (groups, 1)), ==, "Repair");
  g_assert_cmpstr (tw_list_group_get_total (g_ptr_array_index (groups, 1), "cost"), ==, "$40");
  tw_view_state_set_list_group (tw_list_test_get_state (fixture), NULL);
  tw_list_test_wait_for_items (fixture, 6);
  panel = TW_FACET_PANEL (g_object_ref_sink (tw_facet_panel_new (tw_list_test_get_state (fixture))));
  tw_app_test_wait (tw_list_test_is_counted, panel);
  g_assert_cmpint (tw_facet_panel_get_count (panel, "purpose", "Demo"), ==, 2);
  g_assert_true (tw_facet_panel_click (panel, "purpose", "Demo"));
  tw_list_test_wait_for_items (fixture, 2);
  g_object_unref (panel);
  editor = edit (fixture, 0, "cost");
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_cell_editor_get_input (editor), GTK_TYPE_ENTRY)), "33");
  g_assert_true (tw_cell_editor_save (editor, 0));
  tw_app_test_settle ();
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_list_test_apply (fixture, "view.edit-selected", "cost", tw_value_money (0, tw_workspace_get_currency (fixture->workspace)));
  tw_list_test_apply (fixture, "view.add-tags", NULL, tw_list_test_one_tag ("north"));
  tw_list_test_apply (fixture, "view.assign", NULL, tw_value_link (tw_app_test_entity (fixture, "user")->number, &fixture->user));
  g_assert_cmpint (tw_app_test_count (fixture, "visit", "labels has \"north\" and agent = me and cost = 0 USD"), ==, 2);
  g_assert_true (tw_saved_view_save (tw_list_test_get_state (fixture), "Demos", TRUE, NULL));
  g_assert_false (tw_view_state_get_changed (tw_list_test_get_state (fixture)));
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.delete", NULL);
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  tw_list_test_wait_for_items (fixture, 0);
}

/* Inscriptions count from the left, and the other way round for a line that itself runs from right to left. */
static void
test_sides (TwAppTest    *fixture,
            gconstpointer data)
{
  static const struct { const char *text; gboolean number, reversed; float xalign; } table[] = {
    { "Acme", FALSE, FALSE, 0 }, { "شركة", FALSE, FALSE, 1 }, { "12.50", TRUE, FALSE, 1 }, { "شركة 2", TRUE, FALSE, 0 }, { "56 bytes", TRUE, FALSE, 1 },
    { "Acme", FALSE, TRUE, 1 }, { "شركة", FALSE, TRUE, 0 }, { "12.50", TRUE, TRUE, 0 }, { "56 bytes", TRUE, TRUE, 1 },
    { "14 يناير, 2026 (20)", FALSE, TRUE, 0 },
    /* A currency in Latin letters after the mark that says which way the line runs. */
    { "\342\200\21756.00 US$", TRUE, TRUE, 0 },
  };
  GtkInscription *inscription = GTK_INSCRIPTION (g_object_ref_sink (gtk_inscription_new (NULL)));

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gtk_widget_set_direction (GTK_WIDGET (inscription), table[i].reversed ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      tw_inscription_show (inscription, table[i].text, table[i].number);
      g_assert_cmpfloat (gtk_inscription_get_xalign (inscription), ==, table[i].xalign);
    }
  g_object_unref (inscription);
}

static gboolean
is_turning (gpointer data)
{
  return tw_late_spinner_is_turning (data);
}

/* What is there in a moment needs no spinner; what is not has one as long as it is waited for. */
static void
test_late_spinner (TwAppTest    *fixture,
                   gconstpointer data)
{
  GtkWidget *window = gtk_window_new (), *spinner = tw_late_spinner_new ();

  gtk_window_set_child (GTK_WINDOW (window), spinner);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_false (tw_late_spinner_is_turning (TW_LATE_SPINNER (spinner)));
  tw_app_test_wait (is_turning, spinner);
  gtk_widget_set_visible (spinner, FALSE);
  g_assert_false (tw_late_spinner_is_turning (TW_LATE_SPINNER (spinner)));
  gtk_widget_set_visible (spinner, TRUE);
  tw_app_test_wait (is_turning, spinner);
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

static GtkWidget *
find_fade (GtkWidget  *widget,
           const char *side)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, "tw-header-fade") && gtk_widget_has_css_class (widget, side) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_fade (child, side);
  return found;
}

static gboolean
fades_right (gpointer data)
{
  GtkWidget *fade = find_fade (GTK_WIDGET (tw_window_get_page (((TwAppTest *) data)->window)), "tw-at-right");

  return fade != NULL && gtk_widget_get_opacity (fade) == 1 && gtk_widget_get_height (fade) > 10;
}

static gboolean
fades_left (gpointer data)
{
  GtkWidget *page = GTK_WIDGET (tw_window_get_page (((TwAppTest *) data)->window));

  return gtk_widget_get_opacity (find_fade (page, "tw-at-left")) == 1 && gtk_widget_get_opacity (find_fade (page, "tw-at-right")) == 0;
}

/* Titles of columns beyond the edge fade as the rows do, and are not cut through. */
static void
test_header_fades (TwAppTest    *fixture,
                   gconstpointer data)
{
  GtkWidget *page = NULL, *table = NULL;
  GtkAdjustment *across = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  page = GTK_WIDGET (tw_window_get_page (fixture->window));
  tw_view_state_set_width (tw_view_page_get_state (TW_VIEW_PAGE (page)), "name", 2000);
  tw_app_test_wait (fades_right, fixture);
  g_assert_cmpfloat (gtk_widget_get_opacity (find_fade (page, "tw-at-left")), ==, 0);
  table = tw_app_test_find (page, GTK_TYPE_COLUMN_VIEW);
  across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (table));
  gtk_adjustment_set_value (across, gtk_adjustment_get_upper (across));
  tw_app_test_wait (fades_left, fixture);
}

static gboolean
is_counted (gpointer data)
{
  TwViewSummary *summary = data;

  return *tw_view_summary_get_text (summary) != '\0';
}

/* A kind whose value is worked out from other records is counted as any other. */
static void
test_counted (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(TwViewSummary) summary = NULL;

  tw_app_test_open_view (fixture, "company", "list");
  summary = tw_view_summary_new (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))));
  tw_app_test_wait (is_counted, summary);
  g_assert_cmpint (g_ascii_strtoll (tw_view_summary_get_text (summary), NULL, 10), ==, tw_app_test_count (fixture, "company", NULL));
}

/* A line of several texts runs the way the desktop does, though its first word is a Latin name. */
static void
test_line_of_texts (TwAppTest    *fixture,
                    gconstpointer data)
{
  GtkTextDirection former = gtk_widget_get_default_direction ();
  g_autofree char *line = tw_line_free (g_string_new ("Acme · 10 %")), *reversed = NULL, *none = NULL;

  g_assert_cmpstr (line, ==, "Acme · 10 %");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  reversed = tw_line_free (g_string_new ("Acme · 10 %"));
  none = tw_line_free (g_string_new (NULL));
  gtk_widget_set_default_direction (former);
  g_assert_cmpstr (reversed, ==, "\342\200\217Acme · 10 %");
  g_assert_cmpstr (none, ==, "");
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/list/groups", test_groups);
  tw_app_test_add ("/app/list/group-kinds", test_group_kinds);
  tw_app_test_add ("/app/list/sort-keys", test_sort_keys);
  tw_app_test_add ("/app/list/columns-kept", test_columns_kept);
  tw_app_test_add ("/app/list/edit-cells", test_edit_cells);
  tw_app_test_add ("/app/list/peek", test_peek);
  tw_app_test_add ("/app/list/peek-at-row", test_peek_at_row);
  tw_app_test_add ("/app/list/copy-and-paste", test_copy_and_paste);
  tw_app_test_add ("/app/list/paste-nothing", test_paste_nothing);
  tw_app_test_add ("/app/list/saved-view-changes", test_saved_view_changes);
  tw_app_test_add ("/app/list/custom-object", test_custom_object);
  tw_app_test_add ("/app/list/sides", test_sides);
  tw_app_test_add ("/app/list/header-fades", test_header_fades);
  tw_app_test_add ("/app/list/late-spinner", test_late_spinner);
  tw_app_test_add ("/app/list/counted", test_counted);
  tw_app_test_add ("/app/list/line-of-texts", test_line_of_texts);
  return g_test_run ();
}
